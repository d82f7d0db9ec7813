"""What may stand behind an option or as an argument: choices, kept names, files, or text that nobody can guess.

Looked up by the command and the parameter, then by the option alone, then by the word that the help has for the value.
"""

from collections.abc import Mapping
from typing import Any, Final, Literal, NamedTuple, TypeAlias

from smartaipi_cli.actions.completion.scripts import SCRIPTS
from smartaipi_cli.actions.conformance.checking import CLIENT_NAMES
from smartaipi_cli.actions.environment.shell_lines import EVALUATIONS
from smartaipi_cli.actions.gateways.pages import PAGES
from smartaipi_cli.actions.request_test.sending import PROTOCOL_NAMES
from smartaipi_cli.actions.settings.catalogue import OWN_SETTINGS
from smartaipi_cli.domain.spans import PERIODS
from smartaipi_cli.gateways.presets import all_presets
from smartaipi_cli.probe.limits import EFFORTS, TIERS
from smartaipi_cli.tools.codex import EFFORTS as CLIENT_EFFORTS
from smartaipi_cli.tools.registry import TOOLS
from smartaipi_cli.tools.shell_env import SHELLS

Kind: TypeAlias = Literal["text", "choice", "names", "changes", "file", "folder", "command"]


class Value(NamedTuple):
    """What a value can be. `words` are the choices, or the one kind of names (`actions/completion/names.py`).

    `changes` are ids of the history, a `command` is somebody else's, with its arguments.
    """

    kind: Kind
    words: tuple[str, ...] = ()


TEXT: Final = Value("text")
FILE: Final = Value("file")
FOLDER: Final = Value("folder")
COMMAND: Final = Value("command")
CHANGES: Final = Value("changes")
PROFILES: Final = Value("names", ("profiles",))
KEYS: Final = Value("names", ("keys",))
STORED_KEYS: Final = Value("names", ("stored-keys",))
MODELS: Final = Value("names", ("models",))


def choice(*words: str) -> Value:
    """One of these words."""
    return Value("choice", words)


PRESETS: Final = choice(*all_presets())
SETTINGS: Final = choice(*(setting.name for setting in OWN_SETTINGS))
MCP_CLIENTS: Final = choice(
    "claude", "codex", "opencode", "cline", "cursor", "continue", "kilo", "qwen", "gemini", "claude-desktop",
    "vscode",
)  # fmt: skip

OF_COMMAND: Final[Mapping[tuple[str, str], Value]] = {
    **{(name, "--secret"): choice(*tool.SPEC.ways) for name, tool in TOOLS.items()},
    **{(name, "--scope"): choice(*tool.SPEC.scopes) for name, tool in TOOLS.items()},
    **{(name, "--protocol"): choice(*tool.SPEC.protocols) for name, tool in TOOLS.items()},
    **{(f"completion {verb}", "--shell"): choice(*SCRIPTS) for verb in ("install", "uninstall")},
    **{(f"config {verb}", "name"): SETTINGS for verb in ("get", "set", "unset")},
    **{(f"mcp {verb}", "client"): MCP_CLIENTS for verb in ("install", "remove")},
    ("bench", "--protocol"): choice("chat", "responses", "messages"),
    ("bench", "--transport"): choice("sse", "websocket"),
    ("config set", "value"): TEXT,
    ("doctor", "tool"): choice(*TOOLS, "secrets"),
    ("env", "--client"): choice(*dict.fromkeys(("claude", "openai", "anthropic", *TOOLS))),
    ("env", "--shell"): choice(*EVALUATIONS),
    ("history restore", "--to"): choice("before", "after", "original"),
    ("keys create", "--for"): choice("ci"),
    ("keys import", "name"): STORED_KEYS,
    ("models list", "pattern"): MODELS,
    ("open", "page"): choice(*PAGES),
    ("prices", "pattern"): MODELS,
    ("profiles add", "name"): TEXT,
    ("run", "command"): COMMAND,
    ("setup", "--tools"): choice(*TOOLS),
    ("shell", "--shell"): choice(*SHELLS, "all"),
    ("shell", "--only"): choice("openai", "anthropic"),
    ("test", "protocol"): choice(*PROTOCOL_NAMES),
    ("test", "--for"): choice(*CLIENT_NAMES),
    ("test", "--reasoning-effort"): choice(*EFFORTS),
    ("undo", "--force"): TEXT,
    ("usage", "--by"): choice(
        "hour", "day", "week", "month", "model", "actual-model", "key", "group", "status"
    ),
}
"""(command, its parameter: the option's long form, or the argument's name) to what may stand there."""

OF_OPTION: Final[Mapping[str, Value]] = {
    "--profile": PROFILES,
    "--gateway": PRESETS,
    "--models": MODELS,
    "--client": choice(*TOOLS),
    "--scope": choice("user", "project"),
    "--secret": choice("helper", "file", "env"),
    "--recipe": choice("current", "documented"),
    "--reasoning-effort": choice(*CLIENT_EFFORTS),
    "--service-tier": choice(*TIERS),
    "--websocket": choice("auto", "on", "off"),
    "--ws-frame": choice("auto", "flat", "wrapped"),
    "--store": choice("auto", "keychain", "file"),
    "--store-as": STORED_KEYS,
    "--type": choice("top_up", "grant", "usage", "adjustment", "refund", "expiry", "transfer"),
    **dict.fromkeys(
        ("--name", "--account-header", "--account-user", "--group", "--prompt", "--system", "--seed"), TEXT
    ),
}
OF_METAVAR: Final[Mapping[str, Value]] = {
    "KEY": KEYS,
    "MODEL": MODELS,
    "PROFILE": PROFILES,
    "ID": CHANGES,
    "PRESET": PRESETS,
    "WINDOW": choice(*dict.fromkeys(PERIODS.values())),
    "FILE": FILE,
    "PATH": FILE,
    "FOLDER": FOLDER,
    **dict.fromkeys(
        (
            "AMOUNT", "AMOUNT/WINDOW", "CODE", "CONDITION", "LIMITS", "LIST", "NAME=VALUE", "'NAME: VALUE'", "NETWORK",
            "REQUEST", "ROLE=MODEL", "SPAN", "TIER", "TIME", "TYPE", "URL", "USD", "ZONE",
        ),
        TEXT,
    ),
}  # fmt: skip
"""The help's word for the value to what it is; those for which only the user knows a text stand here as well."""


def value_of(command: str, parameter: Any) -> Value | None:
    """What may stand there; None where nothing was said about it yet."""
    name = name_of(parameter)
    metavar = str(parameter.metavar or "").strip("[].").removesuffix("...")
    is_stored = metavar == "NAME" and name == "--key"
    is_profile = metavar == "NAME" and command.startswith("profiles ")
    return (
        OF_COMMAND.get((command, name))
        or value_of_type(parameter.type)
        or OF_OPTION.get(name)
        or (STORED_KEYS if is_stored else PROFILES if is_profile else OF_METAVAR.get(metavar))
    )


def value_of_type(type_: Any) -> Value | None:
    """What the framework itself knows; of a text nothing."""
    if words := getattr(type_, "choices", ()):
        return choice(*map(str, words))
    match type(type_).__name__:
        case "StringParamType":
            return None
        case "TyperPath":
            return FILE if type_.file_okay else FOLDER
        case _:
            return TEXT  # a number or a time


def name_of(parameter: Any) -> str:
    """The long form of an option, the name of an argument."""
    if parameter.param_type_name == "option":
        return str(max(parameter.opts, key=len))
    return str(parameter.name)
