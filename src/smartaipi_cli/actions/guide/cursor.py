"""Cursor: the guided page, the check of what a person has entered, and the key."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from typing import NamedTuple

from smartaipi_cli.actions.connection.snapshots import place_of
from smartaipi_cli.actions.guide.guide import Guide, guide_blocks, guide_data, read_guide
from smartaipi_cli.actions.keys.handing import shown_key
from smartaipi_cli.actions.profiles.selection import Credential, need_key, select_profile
from smartaipi_cli.domain.models import choose_models
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.key_owner import check_owner
from smartaipi_cli.gateways.model_list import list_model_ids
from smartaipi_cli.gateways.presets import find_preset
from smartaipi_cli.machine.editor_state import EditorState, Unread
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.results import Block, Column, Line, Result, Table, Warn
from smartaipi_cli.tools import cursor
from smartaipi_cli.tools.cursor import Check

STATES = {True: "ok", False: "wrong", None: "unknown"}


class Checked(NamedTuple):
    """What was found in Cursor's own settings; `unread` says why nothing was."""

    checks: tuple[Check, ...] = ()
    unread: str = ""

    @property
    def mistakes(self) -> str:
        """What is wrong, in one line; empty when nothing is known to be."""
        return "; ".join(f"{check.name}: {check.message}" for check in self.checks if check.passed is False)


@dataclass(frozen=True, slots=True, kw_only=True)
class CursorPage:
    """Everything for one person's Cursor: the profile and its key, the steps, and what is there already."""

    profile: Profile
    key: Credential = field(repr=False)
    models: tuple[str, ...]
    guide: Guide = field(repr=False)
    checked: Checked


def prepare_page(
    machine: Machine, name: str | None, key_name: str | None, model: str, *, show_key: bool
) -> CursorPage:
    """Fill in the page. Nothing is written anywhere.

    Errors: `not-offered` without OpenAI's protocol, `key-missing`, `wrong-credential`, `usage`, and those of the
    transport when the gateway must be asked for its models.
    """
    profile, _ = select_profile(machine, name)
    if not profile.openai_url or "chat" not in profile.protocols:
        raise UserError(
            "not-offered",
            f"{profile.label} does not offer what Cursor speaks",
            reason=f"Cursor needs the `chat` protocol; this gateway has {', '.join(profile.protocols)}",
            hint="smartaipi gateways list",
        )
    key = need_key(machine, profile, key_name)
    check_owner(key.secret, profile)
    models = (model,) if model else choose_names(machine, profile, key)
    guide = read_guide(
        "cursor",
        {
            "label": (profile.label,),
            "address": (profile.openai_url,),
            "key": (shown_key(machine, key.secret, show=show_key),),
            "models": models,
        },
    )
    return CursorPage(
        profile=profile,
        key=key,
        models=models,
        guide=guide,
        checked=check_cursor(machine, profile.openai_url, models),
    )


def choose_names(machine: Machine, profile: Profile, key: Credential) -> tuple[str, ...]:
    """The names to add: the gateway's aliases, else the profile's coding model, else the best of its list."""
    if aliases := tuple(find_preset(profile.gateway).aliases):
        return aliases
    if profile.models.codex:
        return (profile.models.codex,)
    with closing(machine.open_transport()) as transport:
        ids = list_model_ids(transport, profile, key.secret)
    chosen = choose_models(ids)
    names = (chosen.codex, chosen.sonnet, *ids[:1])
    return tuple(dict.fromkeys(name for name in names if name))[:2]


def check_cursor(machine: Machine, address: str, models: tuple[str, ...]) -> Checked:
    """What Cursor's database says, read without its noticing; only while Cursor does not run."""
    files = cursor.state_files(place_of(machine))
    rows = EditorState(database=files.database, lock=files.lock).read((cursor.SETTINGS_ROW,))
    if isinstance(rows, Unread):
        return Checked(unread=rows.value)
    return Checked(checks=cursor.check_settings(rows.get(cursor.SETTINGS_ROW, ""), address, models))


def page_result(page: CursorPage) -> Result:
    """The page, and below it what was found in Cursor's settings."""
    return Result(
        data={
            "guide": guide_data(page.guide),
            "profile": page.profile.name,
            "address": page.profile.openai_url,
            "models": page.models,
            "checks": [check._asdict() for check in page.checked.checks],
            "unread": page.checked.unread,
        },
        blocks=(*guide_blocks(page.guide), *checked_blocks(page.checked)),
        warnings=tuple(warnings_about(page)),
    )


def checked_blocks(checked: Checked) -> Iterator[Block]:
    """What is there already, or why that cannot be told."""
    if checked.unread:
        yield Line(text=f"Cursor's own settings were not looked at: {checked.unread}", aside=True)
        return
    columns = tuple(Column(heading=heading) for heading in ("IN CURSOR", "STATE", "FOUND"))
    rows = tuple((check.name, STATES[check.passed], check.message) for check in checked.checks)
    yield Table(columns=columns, rows=rows)


def warnings_about(page: CursorPage) -> Iterator[Warn]:
    """What no step can mend."""
    if not cursor.is_reachable(page.profile.openai_url):
        yield Warn(
            code="address-not-public",
            message=f"Cursor cannot reach `{page.profile.openai_url}`: its servers send the requests, not this machine",
            hint="use a gateway with a public address: smartaipi profiles list",
        )
