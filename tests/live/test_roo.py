"""The file that Roo Code shall import passes the extension's own schema.

Observed with @roo-code/types 1.115.0, the schema that the extension 3.52.1 reads imports with. The extension itself
needs a VS Code with a window and is not run.
"""

import json
from pathlib import Path
from typing import Any

import pytest
from live_gateway import LiveGateway
from live_home import LiveHome

from smartaipi_cli.sandbox.fingerprints import fingerprint
from smartaipi_cli.tools.roo import IMPORT_FILE, SETTING

pytestmark = pytest.mark.live

CHECK = """
const { readFileSync } = require("node:fs")
const { providerSettingsWithIdSchema } = require("@roo-code/types")
const data = JSON.parse(readFileSync(process.argv[1], "utf-8"))
const { currentApiConfigName, apiConfigs } = data.providerProfiles
const parsed = Object.fromEntries(
  Object.entries(apiConfigs).map(([name, one]) => [name, providerSettingsWithIdSchema.parse(one)]))
process.stdout.write(JSON.stringify({ currentApiConfigName, apiConfigs: parsed }))
"""
FOREIGN = {
    "providerProfiles": {
        "currentApiConfigName": "other",
        "apiConfigs": {"other": {"apiProvider": "openrouter", "openRouterApiKey": "sk-test-other0123456789"}},
    }
}


def imported(home: LiveHome, modules: Path, file: Path) -> Any:
    """What the extension's schema makes of a file: members that it does not know are gone."""
    ran = home.run("node", "-e", CHECK, str(file), NODE_PATH=str(modules))
    assert ran.code == 0, ran.errors
    return json.loads(ran.output)


@pytest.fixture
def modules(clients) -> Path:
    """Where npm has put the schema."""
    folders = (Path(folder).parent for folder in clients.path.split(":"))
    return next(folder for folder in folders if (folder / "@roo-code").is_dir())


@pytest.mark.parametrize("options", [(), ("--reasoning-effort", "high")], ids=["plain", "with an effort"])
def test_the_schema_takes_every_member_that_we_write(
    home: LiveHome, gateway: LiveGateway, modules: Path, options: tuple[str, ...]
):
    ran = home.set_up("roo", "--yes", *options)
    file = home.folder / IMPORT_FILE

    found = imported(home, modules, file)

    written = json.loads(file.read_text())["providerProfiles"]
    assert found == written
    profile = found["apiConfigs"][found["currentApiConfigName"]]
    assert (profile["apiProvider"], profile["openAiModelId"]) == ("openai", "gpt-5.4")
    assert profile["openAiApiKey"] == home.key
    assert gateway.credentials() == {fingerprint(home.key)}
    assert home.key not in ran.text


def test_the_schema_refuses_a_profile_without_the_facts_that_it_needs(home: LiveHome, modules: Path):
    """So that the test above can fail."""
    home.set_up("roo", "--yes")
    file = home.folder / IMPORT_FILE
    data = json.loads(file.read_text())
    for profile in data["providerProfiles"]["apiConfigs"].values():
        del profile["openAiCustomModelInfo"]["contextWindow"]
    file.write_text(json.dumps(data))

    ran = home.run("node", "-e", CHECK, str(file), NODE_PATH=str(modules))

    assert ran.code != 0
    assert "contextWindow" in ran.errors


def test_a_file_of_the_user_is_still_taken_with_our_profile_in_it_and_comes_back_as_it_was(
    home: LiveHome, modules: Path
):
    theirs = home.write("roo.json", json.dumps(FOREIGN, indent=4).encode())
    before = theirs.read_bytes()
    home.write(".config/Code/User/settings.json", json.dumps({SETTING: "~/roo.json"}).encode())

    home.set_up("roo", "--yes")
    found = imported(home, modules, theirs)
    home.set_up("roo", "--remove", "--yes")

    assert found["currentApiConfigName"] == "sandbox"
    assert found["apiConfigs"].keys() == {"other", "sandbox"}
    assert json.loads(theirs.read_text()) == json.loads(before)
