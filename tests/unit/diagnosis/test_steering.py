"""The variables that steer Cline and Qwen Code: which of them change a set-up, and what is said of them."""

import json

import pytest
from diagnosis_desk import FOREIGN, GATEWAY, OWN, evidence_of

from smartaipi_cli.diagnosis.checks import diagnose
from smartaipi_cli.diagnosis.explanation import explain
from smartaipi_cli.diagnosis.variables import MOVING, STEERING
from smartaipi_cli.tools.registry import TOOLS

PROVIDERS = ".cline/data/settings/providers.json"
SETTINGS = ".qwen/settings.json"
SECRETS = ".qwen/.env"
URL = f"{GATEWAY}/v1"


def cline(**settings):
    """Cline on a gateway."""
    entry = {
        "settings": {"provider": "openai-compatible", "baseUrl": URL, "model": "gpt-5.4", **settings},
        "updatedAt": "2026-11-20T12:00:00.000Z",
    }
    return json.dumps(
        {"version": 1, "lastUsedProvider": "openai-compatible", "providers": {"openai-compatible": entry}}
    )


QWEN = json.dumps(
    {
        "$version": 4,
        "modelProviders": {"openai": [{"id": "gpt-5.4", "baseUrl": URL, "envKey": "K"}]},
        "security": {"auth": {"selectedType": "openai"}},
        "model": {"name": "gpt-5.4"},
    }
)


CONNECTED = {
    "cline": {PROVIDERS: cline(apiKey=OWN)},
    "cline with a variable": {PROVIDERS: cline()},
    "qwen": {SETTINGS: QWEN, SECRETS: f"K={OWN}\n"},
}


HARMLESS = {
    "keys beside a stored one": ("cline", {"OPENAI_API_KEY": FOREIGN, "ANTHROPIC_API_KEY": FOREIGN}),
    "the key that Cline waits for": ("cline with a variable", {"OPENAI_API_KEY": OWN}),
    "a vendor's variables beside an entry's": (
        "qwen",
        {"OPENAI_API_KEY": FOREIGN, "OPENAI_BASE_URL": "https://else.test", "OPENAI_MODEL": "m"},
    ),
    "other files of Cline's": ("cline", {"CLINE_DIR": "/c", "CLINE_PROVIDER_SETTINGS_PATH": "/p"}),
    "other files of Qwen Code's": ("qwen", {"QWEN_HOME": "/q", "QWEN_CODE_SYSTEM_SETTINGS_PATH": "/s"}),
}


@pytest.mark.parametrize(("setup", "variables"), HARMLESS.values(), ids=HARMLESS)
def test_what_a_set_up_does_not_heed_or_waits_for_is_no_finding(setup, variables):
    tools = (setup.split()[0],)
    exports = "".join(f"export {name}={value}\n" for name, value in variables.items())
    here = {} if variables.keys() <= MOVING else variables

    for files, environment in (({}, here), ({".zshrc": exports}, {})):
        evidence = evidence_of(CONNECTED[setup] | files, environment, tools=tools)
        assert "stale-export" not in {finding.code for finding in diagnose(evidence)}


@pytest.mark.parametrize("name", sorted(MOVING))
def test_what_moves_a_clients_files_steers_a_client(name):
    assert any(name in names for names in STEERING.values())


@pytest.mark.parametrize("tool", ["cline", "qwen"])
def test_every_variable_that_chooses_files_is_told_to_do_so(tool):
    place = evidence_of({}).place
    usual = TOOLS[tool].locate(place, "user", "p")

    for name in STEERING[tool]:
        moved = TOOLS[tool].locate(place._replace(environment={name: "/elsewhere"}), "user", "p")
        assert (moved != usual) is (name in MOVING), name


@pytest.mark.parametrize(
    ("tool", "name", "shown", "reason"),
    [
        ("cline", "OPENAI_API_KEY", "…6789", "the key in the file wins"),
        ("qwen", "OPENAI_API_KEY", "…6789", "`K` wins"),
        ("qwen", "OPENAI_BASE_URL", "https://else.test", "`modelProviders.openai[0].baseUrl` wins"),
        ("qwen", "OPENAI_MODEL", "kimi", "`model.name` wins"),
    ],
)
def test_an_export_of_a_start_file_is_explained(tool, name, shown, reason):
    value = {"OPENAI_API_KEY": FOREIGN}.get(name, shown)
    evidence = evidence_of(CONNECTED[tool] | {".zshrc": f"export {name}={value}\n"}, tools=(tool,))

    (row,) = [one for one in explain(evidence, evidence.tools[0]) if one.setting == name]

    assert (row.shown, row.source, row.wins, row.reason) == (shown, "/home/ada/.zshrc, line 1", False, reason)


def test_a_variable_for_a_provider_without_a_key_would_win_later():
    files = {PROVIDERS: cline(), ".zshrc": f"export OPENAI_API_KEY={FOREIGN}\n"}
    evidence = evidence_of(files, tools=("cline",))

    (row,) = [one for one in explain(evidence, evidence.tools[0]) if one.setting == "OPENAI_API_KEY"]

    assert (row.wins, row.reason) == (False, "it would win in what is started from there")


def test_a_variable_that_the_settings_themselves_name_is_looked_for_in_start_files():
    files = CONNECTED["qwen"] | {".zshrc": f"export K={FOREIGN}\n"}
    evidence = evidence_of(files, tools=("qwen",))

    rows = [one for one in explain(evidence, evidence.tools[0]) if one.setting == "K"]

    assert [(row.source, row.wins, row.reason) for row in rows] == [
        (f"/home/ada/{SECRETS}", True, ""),
        ("/home/ada/.zshrc, line 1", False, "it would win in what is started from there"),
    ]


def test_an_address_that_is_exported_later_sends_qwen_elsewhere():
    files = {
        SETTINGS: json.dumps(
            {
                "security": {"auth": {"selectedType": "openai", "baseUrl": URL, "apiKey": OWN}},
                "model": {"name": "gpt-5.4"},
            }
        )
    }

    for name, value in (("OPENAI_BASE_URL", "https://else.test/v1"), ("OPENAI_API_KEY", FOREIGN)):
        evidence = evidence_of(files, {name: value}, tools=("qwen",))
        assert "stale-export" in {finding.code for finding in diagnose(evidence)}
