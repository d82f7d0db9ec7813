"""Evidence made up for tests: files by their paths below the home, and what is exported."""

import json
from pathlib import Path

from smartaipi_cli.diagnosis.editors import editor_files, read_editor
from smartaipi_cli.diagnosis.evidence import ENVIRONMENT, Evidence, Export, KnownKey, ToolEvidence
from smartaipi_cli.diagnosis.start_files import read_exports, start_files
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.states import Absent, Content
from smartaipi_cli.tools.base import Place, ReadFile, Snapshot
from smartaipi_cli.tools.registry import TOOLS

HOME = Path("/home/ada")
OWN = "sk-test-canary-0123456789-own"
KEY = Secret(OWN)
FOREIGN = "sk-ant-test-foreign-0123456789"
GATEWAY = "https://gw.test"
URLS = frozenset({GATEWAY, f"{GATEWAY}/v1"})
PINS = {
    "ANTHROPIC_DEFAULT_OPUS_MODEL": "claude-opus-4-6",
    "ANTHROPIC_DEFAULT_SONNET_MODEL": "claude-sonnet-4-5",
    "ANTHROPIC_DEFAULT_HAIKU_MODEL": "claude-haiku-4-5",
    "ANTHROPIC_DEFAULT_FABLE_MODEL": "claude-opus-4-6",
}
SETTINGS = ".claude/settings.json"
CONFIG = ".codex/config.toml"


def claude(key=OWN, url=GATEWAY, **more):
    """Settings of Claude Code on a gateway; `more` are further variables, None takes one out."""
    variables = {"ANTHROPIC_BASE_URL": url, "ANTHROPIC_AUTH_TOKEN": key, **PINS, **more}
    return json.dumps(
        {"env": {name: value for name, value in variables.items() if value is not None}, "model": "opus"}
    )


def codex(head="", url=f"{GATEWAY}/v1", key=f'experimental_bearer_token = "{OWN}"', wire="responses"):
    """A configuration of Codex on a gateway."""
    table = f'[model_providers.p]\nname = "p"\nbase_url = "{url}"\nwire_api = "{wire}"\n{key}\n'
    return f'{head}model = "gpt-5.4"\nmodel_provider = "p"\n{table}'


def opencode(url=f"{GATEWAY}/v1", key=OWN, model="p/gpt-5.4"):
    """A configuration of OpenCode on a gateway."""
    provider = {"npm": "@ai-sdk/openai-compatible", "options": {"baseURL": url, "apiKey": key}}
    return json.dumps({"provider": {"p": provider}, "model": model})


def evidence_of(files, environment=None, *, modes=None, tools=("claude", "codex", "opencode"), versions=None):
    """The evidence of a home with these files; text by path below the home."""
    place = Place(home=HOME, working_folder=HOME / "project", environment=environment or {}, platform="linux")
    states = {
        HOME / name: Content(text.encode(), (modes or {}).get(name, 0o600)) for name, text in files.items()
    }

    def read(path):
        return ReadFile(path=path, state=states.get(path, Absent()))

    shell_files = {str(path): read(path) for path in start_files(place) if path in states}
    editors = [read(path) for path in editor_files(place)]
    return Evidence(
        place=place,
        tools=tuple(tool_evidence(name, place, read, (versions or {}).get(name)) for name in tools),
        exports=(
            *(
                Export(name=name, value=value, source=ENVIRONMENT)
                for name, value in place.environment.items()
            ),
            *(export for file in shell_files.values() for export in read_exports(file)),
            *(export for file in editors for export in read_editor(file, place.platform)),
        ),
        shell_files=shell_files,
        urls=URLS,
        vendor_hosts=frozenset({"api.anthropic.com", "api.openai.com", "opencode.ai"}),
        keys={fingerprint(KEY): KnownKey(label="the key of profile `work`", hosts=frozenset({"gw.test"}))},
        secrets=(KEY,),
    )


def tool_evidence(name, place, read, version):
    tool = TOOLS[name]
    snapshot = Snapshot(
        place=place,
        files={role: read(path) for role, path in tool.locate(place, "user", "p").items()},
        version=version,
    )
    return ToolEvidence(
        tool=tool,
        scope="user",
        provider="p",
        snapshot=snapshot,
        effective=tool.resolve(snapshot),
        login=tool.find_login(snapshot),
    )
