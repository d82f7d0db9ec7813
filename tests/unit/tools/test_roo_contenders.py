"""What competes in the files that Roo Code imports, and what of it wins."""

import json
from pathlib import Path

import pytest

from smartaipi_cli.plan.states import Absent, Content
from smartaipi_cli.tools import roo
from smartaipi_cli.tools.base import Place, ReadFile, Snapshot
from smartaipi_cli.tools.roo_contenders import contenders
from smartaipi_cli.tools.roo_effective import resolve

HOME = Path("/home/ada")
PLACE = Place(home=HOME, working_folder=HOME / "work", environment={}, platform="linux")
KEY = "sk-test-canary0123456789"
SETTINGS = ".config/Code/User/settings.json"


def profile(url, provider="openai"):
    return {"apiProvider": provider, "openAiBaseUrl": url, "openAiApiKey": KEY, "openAiModelId": "m"}


def document(selected, **profiles):
    return json.dumps({"providerProfiles": {"currentApiConfigName": selected, "apiConfigs": profiles}})


def scene(files):
    def read(path):
        text = files.get(str(path.relative_to(HOME)))
        return ReadFile(path=path, state=Absent() if text is None else Content(text.encode(), 0o600))

    first = Snapshot(
        place=PLACE, files={role: read(path) for role, path in roo.locate(PLACE, "user", "").items()}
    )
    more = {role: read(path) for role, path in roo.find_more(first).items()}
    return first._replace(files={**first.files, **more})


NAMES_OURS = f'{{"{roo.SETTING}": "~/{roo.IMPORT_FILE}"}}'
NAMES_ANOTHER = f'{{"{roo.SETTING}": "~/mine.json"}}'
TWO = document("a", b=profile("https://b.test/v1"), a=profile("https://a.test/v1"))

SITUATIONS = {
    "no setting": ({roo.IMPORT_FILE: TWO}, ["no `roo-cline.autoImportSettingsPath` names the file"] * 2),
    "ours": (
        {SETTINGS: NAMES_OURS, roo.IMPORT_FILE: TWO},
        ["the import selects it", "the import does not select it"],
    ),
    "one profile": (
        {SETTINGS: NAMES_OURS, roo.IMPORT_FILE: document("a", a=profile("https://a.test/v1"))},
        [""],
    ),
    "another file": (
        {
            SETTINGS: NAMES_ANOTHER,
            roo.IMPORT_FILE: TWO,
            "mine.json": document("c", c=profile("https://c.test/v1")),
        },
        ["", *["`roo-cline.autoImportSettingsPath` names another file"] * 2],
    ),
    "another provider is selected": (
        {
            SETTINGS: NAMES_OURS,
            roo.IMPORT_FILE: document("x", x=profile("https://x", "ollama"), a=profile("https://a.test/v1")),
        },
        ["the import does not select it"],
    ),
    "no strict JSON": (
        {SETTINGS: NAMES_OURS, roo.IMPORT_FILE: f"// mine\n{TWO}"},
        ["the file is no strict JSON"] * 2,
    ),
    "nothing": ({}, []),
}


@pytest.mark.parametrize(("files", "reasons"), SITUATIONS.values(), ids=SITUATIONS)
def test_what_wins_is_what_the_import_selects(files, reasons):
    snapshot = scene(files)
    effective = resolve(snapshot)
    found = contenders(snapshot)

    wins = {one.subject: one.shown for one in found if one.wins}
    assert wins.get("address") == (effective.base_url.value if effective.base_url else None)
    assert wins.get("model") == (effective.model.value if effective.model else None)
    assert ("key" in wins) is (effective.secret is not None)
    assert [one.reason for one in found if one.subject == "address"] == reasons
    assert KEY not in repr(found)
