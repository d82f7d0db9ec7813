"""What `doctor` predicts is what the real clients then send: to which host, with which keys, asking for which model.

Observed with Claude Code 2.1.329, Codex 0.169.0 and OpenCode 1.18.33. Each situation is set up, predicted, and run;
nothing of the prediction comes from the table, which only makes sure that the situation is the one that it says.
"""

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest
from live_codex import chatgpt_login
from live_home import PROGRAM, LiveHome, Ran
from live_outside import Outside
from stub_gateway import StubGateway, stub_gateway

from conftest import STUB_KEY, not_run
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.domain.secret import Secret

pytestmark = pytest.mark.live

OTHER_KEY: Final = "sk-test-truth-other-key-0123456789abcdef"
CONSOLE_KEY: Final = "sk-ant-test-truth-console-0123456789"
ACCOUNT_TOKEN: Final = "sk-ant-oat01-test-of-a-login-0123456789"
EXPORTED_LOGIN: Final = "sk-ant-oat01-test-of-an-exported-login"
LOGIN: Final = {
    "claudeAiOauth": {
        "accessToken": ACCOUNT_TOKEN,
        "refreshToken": "sk-ant-ort01-test-of-a-login-0123456789",
        "expiresAt": 4_102_444_800_000,
        "scopes": ["user:inference", "user:profile"],
        "subscriptionType": "max",
    }
}
IMPATIENT: Final = {"CLAUDE_CODE_MAX_RETRIES": "0"}
# Codex waits without end for a host that it cannot reach, hence its limit.
COMMANDS: Final = {
    "claude": ("claude", "-p", "say hi"),
    "codex": ("timeout", "20", "codex", "exec", "--skip-git-repo-check", "say hi"),
    "opencode": ("opencode", "run", "say hi"),
}
VENDORS: Final = {"api.anthropic.com", "api.openai.com", "opencode.ai"}


@dataclass(kw_only=True)
class Scene:
    """A home, two gateways that keep all that they get, and what is exported and managed there."""

    home: LiveHome
    stub: StubGateway
    other: StubGateway
    variables: dict[str, str]
    managed: dict[str, str]

    def set_up(self, *arguments: str) -> None:
        self.home.set_up(*arguments, "--yes", "--no-verify")

    def claude(self, name: str = ".claude/settings.json", **settings: Any) -> None:
        self.home.write(name, json.dumps(settings).encode())

    def codex(self, text: str, name: str = ".codex/config.toml") -> None:
        self.home.write(name, text.encode())

    def provider(self, *lines: str, model: str = 'model = "m-user"') -> None:
        """A provider of Codex's on the stub, with further lines."""
        head = f'{model}\nmodel_provider = "p"\n[model_providers.p]\nname = "p"\nwire_api = "responses"\n'
        self.codex(f'{head}base_url = "{self.stub.url}/v1"\n' + "\n".join(lines) + "\n")

    def built_in(self, **login: Any) -> None:
        """Codex's own provider moved to the stub, with a login file."""
        self.codex(f'openai_base_url = "{self.stub.url}/v1"\nmodel = "m-user"\n')
        if login:
            self.home.write(".codex/auth.json", json.dumps(login).encode())

    def opencode(self, name: str = ".config/opencode/opencode.json", **settings: Any) -> None:
        self.home.write(name, json.dumps({"$schema": "https://opencode.ai/config.json", **settings}).encode())

    def opencode_provider(self, url: str = "", **options: Any) -> dict[str, Any]:
        """A provider of OpenCode's with one model."""
        models = {name: {"name": name} for name in ("m-user", "m-small")}
        options = {"baseURL": f"{url or self.stub.url}/v1", **options}
        return {"p": {"npm": "@ai-sdk/openai-compatible", "name": "p", "options": options, "models": models}}

    def export(self, **variables: str) -> None:
        self.variables.update(variables)

    def predicted(self, tool: str) -> dict[str, Any]:
        """What `doctor` says."""
        ran = self.run(str(PROGRAM), "doctor", tool, "--json")
        assert ran.code in {0, 9}, ran.text
        rows: list[dict[str, Any]] = json.loads(ran.output)["data"]["tools"]
        return next(row for row in rows if row["tool"] == tool)

    def run(self, program: str, *arguments: str) -> Ran:
        """Run a program with what is exported, and where the administrator's files are."""
        command = [program, *arguments]
        if self.managed:
            command = ["unshare", "--mount", "sh", "-c", self.mounting(), "sh", *command]
        return self.home.run(*command, **{**IMPATIENT, **self.variables})

    def mounting(self) -> str:
        """A script that runs its arguments with a private `/etc` in which the administrator's files are."""
        folder = self.home.folder.parent / "etc"
        for name in ("upper", "work", "files"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        for path, text in self.managed.items():
            file = folder / "files" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        shutil.rmtree(folder / "work")
        (folder / "work").mkdir()
        return (
            f"mount -t overlay overlay -o lowerdir=/etc,upperdir={folder}/upper,workdir={folder}/work /etc"
            f' && cp -r {folder}/files/. /etc/ && exec "$@"'
        )


Arrange = Callable[[Scene], None]
SITUATIONS: Final[dict[str, tuple[str, Arrange]]] = {}


def situation(tool: str, words: str) -> Callable[[Arrange], Arrange]:
    """Enters a function into the table."""

    def enter(arrange: Arrange) -> Arrange:
        SITUATIONS[f"{tool}: {words}"] = (tool, arrange)
        return arrange

    return enter


def claude_environment(scene: Scene, **more: str) -> dict[str, str]:
    return {"ANTHROPIC_BASE_URL": scene.stub.url, **more}


@situation("claude", "helper")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "helper")


@situation("claude", "inline")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "inline")


@situation("claude", "in the project alone")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "inline", "--scope", "project")


@situation("claude", "documented recipe")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--recipe", "documented")


@situation("claude", "exports alone")
def _(scene: Scene) -> None:
    scene.export(**claude_environment(scene, ANTHROPIC_AUTH_TOKEN=OTHER_KEY, ANTHROPIC_MODEL="m-exported"))


@situation("claude", "exports against the settings")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "helper")
    scene.export(
        ANTHROPIC_BASE_URL=scene.other.url, ANTHROPIC_AUTH_TOKEN=OTHER_KEY, ANTHROPIC_API_KEY=OTHER_KEY
    )


@situation("claude", "a model exported after the set-up")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "helper")
    scene.export(ANTHROPIC_MODEL="m-exported")


@situation("claude", "another cloud exported after the set-up")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "helper")
    scene.export(CLAUDE_CODE_USE_VERTEX="1")


@situation("claude", "another cloud switched off")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "inline")
    scene.export(CLAUDE_CODE_USE_BEDROCK="0")


@situation("claude", "token and key")
def _(scene: Scene) -> None:
    scene.claude(env=claude_environment(scene, ANTHROPIC_AUTH_TOKEN=STUB_KEY, ANTHROPIC_MODEL="m-user"))
    scene.export(ANTHROPIC_API_KEY=OTHER_KEY)


@situation("claude", "token and a console key of the client's own")
def _(scene: Scene) -> None:
    scene.claude(env=claude_environment(scene, ANTHROPIC_AUTH_TOKEN=STUB_KEY, ANTHROPIC_MODEL="m-user"))
    scene.home.write(".claude.json", json.dumps({"primaryApiKey": CONSOLE_KEY}).encode())


@situation("claude", "a console key alone")
def _(scene: Scene) -> None:
    scene.claude(env=claude_environment(scene, ANTHROPIC_MODEL="m-user"))
    scene.home.write(".claude.json", json.dumps({"primaryApiKey": CONSOLE_KEY}).encode())


@situation("claude", "helper of ours and a key")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "helper")
    path = scene.home.claude_settings
    settings = json.loads(path.read_bytes())
    settings["env"]["ANTHROPIC_API_KEY"] = OTHER_KEY
    path.write_text(json.dumps(settings), encoding="utf-8")


@situation("claude", "a login and an address without a key")
def _(scene: Scene) -> None:
    scene.claude(env=claude_environment(scene, ANTHROPIC_MODEL="m-user"))
    scene.home.write(".claude/.credentials.json", json.dumps(LOGIN).encode())


@situation("claude", "an exported login and an address without a key")
def _(scene: Scene) -> None:
    scene.claude(env=claude_environment(scene, ANTHROPIC_MODEL="m-user"))
    scene.export(CLAUDE_CODE_OAUTH_TOKEN=EXPORTED_LOGIN)


@situation("claude", "a login beside the set-up")
def _(scene: Scene) -> None:
    scene.home.write(".claude/.credentials.json", json.dumps(LOGIN).encode())
    scene.set_up("claude", "--force", "--secret", "helper")


@situation("claude", "settings with a comment")
def _(scene: Scene) -> None:
    scene.home.write(".claude/settings.json", b'{\n  // mine\n  "env": {"ANTHROPIC_MODEL": "m-user"}\n}')
    scene.export(**claude_environment(scene, ANTHROPIC_AUTH_TOKEN=OTHER_KEY, ANTHROPIC_MODEL="m-exported"))


@situation("claude", "a project's file with another address")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "helper")
    scene.claude("project/.claude/settings.json", env={"ANTHROPIC_BASE_URL": scene.other.url})


@situation("claude", "local settings over the project's")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "inline")
    scene.claude("project/.claude/settings.json", model="m-project")
    scene.claude("project/.claude/settings.local.json", model="m-local")


@situation("claude", "managed settings")
def _(scene: Scene) -> None:
    scene.set_up("claude", "--secret", "inline")
    managed = claude_environment(scene, ANTHROPIC_BASE_URL=scene.other.url, ANTHROPIC_AUTH_TOKEN=OTHER_KEY)
    scene.managed["claude-code/managed-settings.json"] = json.dumps({"env": managed, "model": "m-managed"})


@situation("claude", "an alias that goes by another's pin")
def _(scene: Scene) -> None:
    pins = {"ANTHROPIC_DEFAULT_SONNET_MODEL": "m-sonnet", "ANTHROPIC_DEFAULT_OPUS_MODEL": "m-opus"}
    scene.claude(env=claude_environment(scene, ANTHROPIC_AUTH_TOKEN=STUB_KEY, **pins), model="opusplan")


@situation("claude", "no model but a pin")
def _(scene: Scene) -> None:
    pin = {"ANTHROPIC_DEFAULT_OPUS_MODEL": "m-opus"}
    scene.claude(env=claude_environment(scene, ANTHROPIC_AUTH_TOKEN=STUB_KEY, **pin))


@situation("claude", "nothing but a key of a vendor")
def _(scene: Scene) -> None:
    scene.export(ANTHROPIC_API_KEY=OTHER_KEY)


@situation("claude", "another configuration folder")
def _(scene: Scene) -> None:
    scene.export(CLAUDE_CONFIG_DIR=str(scene.home.folder / "elsewhere"))
    scene.claude(
        "elsewhere/settings.json",
        model="m-user",
        env=claude_environment(scene, ANTHROPIC_AUTH_TOKEN=OTHER_KEY),
    )


@situation("codex", "helper")
def _(scene: Scene) -> None:
    scene.set_up("codex", "--secret", "helper", "--websocket", "off")


@situation("codex", "inline")
def _(scene: Scene) -> None:
    scene.set_up("codex", "--secret", "inline", "--websocket", "off")


@situation("codex", "documented recipe")
def _(scene: Scene) -> None:
    scene.set_up("codex", "--recipe", "documented")


@situation("codex", "exports alone")
def _(scene: Scene) -> None:
    scene.codex('model = "m-user"\n')
    scene.export(OPENAI_BASE_URL=f"{scene.stub.url}/v1", OPENAI_API_KEY=OTHER_KEY)


@situation("codex", "exports against the set-up")
def _(scene: Scene) -> None:
    scene.set_up("codex", "--secret", "inline", "--websocket", "off")
    scene.export(OPENAI_BASE_URL=f"{scene.other.url}/v1", OPENAI_API_KEY=OTHER_KEY, CODEX_API_KEY=OTHER_KEY)


@situation("codex", "a variable that a provider names")
def _(scene: Scene) -> None:
    scene.provider('env_key = "MY_KEY"', f'experimental_bearer_token = "{STUB_KEY}"')
    scene.export(MY_KEY=OTHER_KEY)


@situation("codex", "a variable that is not set")
def _(scene: Scene) -> None:
    scene.provider('env_key = "MY_KEY"')


@situation("codex", "a ChatGPT login beside a provider")
def _(scene: Scene) -> None:
    scene.provider(f'experimental_bearer_token = "{STUB_KEY}"')
    scene.home.write(".codex/auth.json", chatgpt_login())


@situation("codex", "a ChatGPT login and another address")
def _(scene: Scene) -> None:
    scene.built_in(**json.loads(chatgpt_login()))


@situation("codex", "a ChatGPT login and a provider that asks for it")
def _(scene: Scene) -> None:
    scene.provider("requires_openai_auth = true")
    scene.home.write(".codex/auth.json", chatgpt_login())


@situation("codex", "a key in the login file")
def _(scene: Scene) -> None:
    scene.built_in(OPENAI_API_KEY=OTHER_KEY)
    scene.export(OPENAI_API_KEY=STUB_KEY)


@situation("codex", "a key in the login file and one exported")
def _(scene: Scene) -> None:
    scene.built_in(auth_mode="apikey", OPENAI_API_KEY=STUB_KEY)
    scene.export(CODEX_API_KEY=OTHER_KEY)


@situation("codex", "a key in the mode of an account")
def _(scene: Scene) -> None:
    scene.built_in(**{**json.loads(chatgpt_login()), "OPENAI_API_KEY": OTHER_KEY})


@situation("codex", "a login file that is no JSON")
def _(scene: Scene) -> None:
    scene.provider(f'experimental_bearer_token = "{STUB_KEY}"')
    scene.home.write(".codex/auth.json", b"{oops")


@situation("codex", "a configuration that is no TOML")
def _(scene: Scene) -> None:
    scene.codex('model = "m-user\n')


@situation("codex", "a protocol that is gone")
def _(scene: Scene) -> None:
    scene.provider(f'experimental_bearer_token = "{STUB_KEY}"')
    text = scene.home.codex_config.read_text(encoding="utf-8")
    scene.codex(text.replace('wire_api = "responses"', 'wire_api = "chat"'))


@situation("codex", "a profile of older versions")
def _(scene: Scene) -> None:
    scene.provider(f'experimental_bearer_token = "{STUB_KEY}"', model='profile = "x"\nmodel = "m-user"')


@situation("codex", "a project's model in a folder that is not trusted")
def _(scene: Scene) -> None:
    scene.provider(f'experimental_bearer_token = "{STUB_KEY}"')
    scene.codex('model = "m-project"\n', "project/.codex/config.toml")


@situation("codex", "a project's model in a trusted folder")
def _(scene: Scene) -> None:
    trust = f'[projects."{scene.home.project}"]\ntrust_level = "trusted"'
    scene.provider(f'experimental_bearer_token = "{STUB_KEY}"', trust)
    scene.codex('model = "m-project"\nmodel_provider = "other"\n', "project/.codex/config.toml")


@situation("codex", "managed settings")
def _(scene: Scene) -> None:
    scene.provider(f'experimental_bearer_token = "{STUB_KEY}"')
    scene.managed["codex/managed_config.toml"] = 'model = "m-managed"\n'


@situation("codex", "settings of the whole system")
def _(scene: Scene) -> None:
    scene.provider(f'experimental_bearer_token = "{STUB_KEY}"', model="")
    scene.managed["codex/config.toml"] = 'model = "m-system"\n'


@situation("codex", "another home of its own")
def _(scene: Scene) -> None:
    scene.export(CODEX_HOME=str(scene.home.folder / "elsewhere"))
    scene.provider(f'experimental_bearer_token = "{STUB_KEY}"')
    scene.home.codex_config.parent.rename(scene.home.folder / "elsewhere")


@situation("opencode", "a key file")
def _(scene: Scene) -> None:
    scene.set_up("opencode")


@situation("opencode", "inline")
def _(scene: Scene) -> None:
    scene.set_up("opencode", "--secret", "inline")


@situation("opencode", "Anthropic's protocol")
def _(scene: Scene) -> None:
    scene.set_up("opencode", "--protocol", "messages")


@situation("opencode", "a variable")
def _(scene: Scene) -> None:
    scene.opencode(
        provider=scene.opencode_provider(apiKey="{env:MY_KEY}"), model="p/m-user", small_model="p/m-user"
    )
    scene.export(MY_KEY=OTHER_KEY)


@situation("opencode", "a variable that is not set")
def _(scene: Scene) -> None:
    scene.opencode(
        provider=scene.opencode_provider(apiKey="{env:MY_KEY}"), model="p/m-user", small_model="p/m-user"
    )


@situation("opencode", "a key in the login file against one in the configuration")
def _(scene: Scene) -> None:
    scene.opencode(
        provider=scene.opencode_provider(apiKey=STUB_KEY), model="p/m-user", small_model="p/m-user"
    )
    scene.home.write(
        ".local/share/opencode/auth.json", json.dumps({"p": {"type": "api", "key": OTHER_KEY}}).encode()
    )


@situation("opencode", "a key in the login file alone")
def _(scene: Scene) -> None:
    scene.opencode(provider=scene.opencode_provider(), model="p/m-user", small_model="p/m-user")
    scene.home.write(
        ".local/share/opencode/auth.json", json.dumps({"p": {"type": "api", "key": OTHER_KEY}}).encode()
    )


@situation("opencode", "a project's file with another address")
def _(scene: Scene) -> None:
    scene.opencode(
        provider=scene.opencode_provider(apiKey=STUB_KEY), model="p/m-user", small_model="p/m-user"
    )
    redirection = {"p": {"options": {"baseURL": f"{scene.other.url}/v1"}}}
    scene.opencode("project/opencode.json", provider=redirection)


@situation("opencode", "an exported configuration")
def _(scene: Scene) -> None:
    scene.opencode(
        provider=scene.opencode_provider(apiKey=STUB_KEY), model="p/m-user", small_model="p/m-user"
    )
    content = {"model": "p/m-small", "small_model": "p/m-small"}
    scene.export(OPENCODE_CONFIG_CONTENT=json.dumps(content))


@situation("opencode", "a key file that is gone")
def _(scene: Scene) -> None:
    scene.set_up("opencode")
    scene.home.key_file.unlink()


@situation("opencode", "nothing")
def _(scene: Scene) -> None:
    scene.opencode()


@situation("opencode", "a configuration that is no JSON")
def _(scene: Scene) -> None:
    scene.home.write(".config/opencode/opencode.json", b'{"model": ')


@pytest.fixture
def scene(stub_home: LiveHome, stub: StubGateway) -> Any:
    with stub_gateway(STUB_KEY) as other:
        for gateway in (stub, other):
            gateway.keys.update({OTHER_KEY, CONSOLE_KEY})
        yield Scene(home=stub_home, stub=stub, other=other, variables={}, managed={})


def can_mount() -> bool:
    """Whether a private mount namespace may be made here."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    tried = subprocess.run([unshare, "--mount", "true"], check=False, capture_output=True, timeout=10)
    return tried.returncode == 0


@pytest.mark.parametrize(("tool", "arrange"), SITUATIONS.values(), ids=SITUATIONS)
def test_a_client_sends_what_doctor_predicts(scene: Scene, outside: Outside, tool: str, arrange: Arrange):
    arrange(scene)
    if scene.managed and not can_mount():
        not_run("a private `/etc` cannot be mounted here")
    predicted = scene.predicted(tool)
    outside.hosts.clear()
    for gateway in (scene.stub, scene.other):
        gateway.arrivals.clear()

    ran = scene.run(*COMMANDS[tool])

    assert seen_hosts(scene, outside) == expected_hosts(predicted), ran.text
    assert seen_keys(scene) == expected_keys(predicted), ran.text
    if predicted["host"] not in VENDORS and predicted["starts"] and readable_models(scene):
        assert predicted["model"] in readable_models(scene)


def seen_hosts(scene: Scene, outside: Outside) -> set[str]:
    """Where calls of models went: gateways that got one, or the vendors' hosts."""
    reached = {host_of(gateway) for gateway in (scene.stub, scene.other) if gateway.calls()}
    return reached or VENDORS & set(outside.hosts)


def host_of(gateway: StubGateway) -> str:
    return gateway.url.removeprefix("http://")


def expected_hosts(predicted: Mapping[str, Any]) -> set[str]:
    return {predicted["host"]} if predicted["starts"] and predicted["host"] else set()


def seen_keys(scene: Scene) -> set[tuple[str, str]]:
    """(header, fingerprint) of every credential that came with a call."""
    found = set()
    for gateway in (scene.stub, scene.other):
        for call in gateway.calls():
            for header, scheme in (("authorization", "Bearer"), ("x-api-key", "")):
                value = call.headers.get(header, "").removeprefix(scheme).strip()
                if value:
                    found.add(("bearer" if scheme else header, fingerprint(Secret(value))))
    return found


def expected_keys(predicted: Mapping[str, Any]) -> set[tuple[str, str]]:
    """The keys; an account's token is not read by `doctor`, so its place is looked up here."""
    if not predicted["starts"] or predicted["host"] in {*VENDORS, ""}:
        return set()
    keys = {(key["header"], key["fingerprint"]) for key in predicted["keys"]}
    if predicted["account"]:
        keys.add(("bearer", fingerprint(Secret(account_token(predicted["account"])))))
    return keys


def account_token(place: str) -> str:
    """The token in the place that `doctor` named."""
    if place.startswith("environment variable "):
        return EXPORTED_LOGIN
    login = json.loads(Path(place).read_bytes())
    token: str = (
        login["tokens"]["access_token"] if "tokens" in login else login["claudeAiOauth"]["accessToken"]
    )
    return token


def readable_models(scene: Scene) -> set[str]:
    """The models that were asked for; a body that is packed cannot be read."""
    found = set()
    for gateway in (scene.stub, scene.other):
        for call in gateway.calls():
            try:
                found.add(str(call.body["model"]))
            except ValueError:
                continue
    return found
