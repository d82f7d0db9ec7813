"""A gateway's pages for people: which it has, and opening one."""

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from smartaipi_cli.actions.profiles.selection import select_profile
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.presets import Preset, find_preset
from smartaipi_cli.machine.desktop import find_opener, open_address
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Line, Result

PAGES: Final = ("dashboard", "docs", "keys", "chat")


def open_page(machine: Machine, page: str, name: str | None) -> Result:
    """Open a page with the desktop's opener; its address is printed in any case.

    Errors: `usage` for a page that nobody has, `not-offered` for one whose address the gateway does not document.
    """
    if page not in PAGES:
        raise UserError(
            "usage", f"`{page}` is no page of a gateway", reason=f"the pages are {', '.join(PAGES)}"
        )
    profile, _ = select_profile(machine, name)
    address = addresses_of(profile, find_preset(profile.gateway)).get(page, "")
    if not address:
        raise unknown_page(profile, page)
    opener = find_opener(machine.processes, machine.environment, machine.platform)
    if opener:
        open_address(opener, address, machine.environment)
    said = "" if opener else "there is no desktop to open it: open the address in a browser"
    return Result(
        data={"page": page, "address": address, "opened": bool(opener), "profile": profile.name},
        blocks=(Line(text=address), *((Line(text=said, aside=True),) if said else ())),
    )


def addresses_of(profile: Profile, preset: Preset) -> Mapping[str, str]:
    """Page to address; one that begins with a slash is a page of the profile's own server."""
    pages = {"docs": preset.documentation_url, **preset.pages}
    server = urlsplit(profile.management_url or profile.openai_url or profile.anthropic_url)
    return {
        page: f"{server.scheme}://{server.netloc}{place}" if place.startswith("/") else place
        for page, place in pages.items()
        if place
    }


def unknown_page(profile: Profile, page: str) -> UserError:
    """The error for a page whose address nobody has published."""
    known = addresses_of(profile, find_preset(profile.gateway))
    return UserError(
        "not-offered",
        f"the address of the page `{page}` of {profile.label} is not known",
        reason="no documentation of this gateway names it",
        hint=f"smartaipi open {next(iter(known))}" if known else f"smartaipi gateways show {profile.gateway}",
    )
