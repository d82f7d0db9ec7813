"""Whatever a schema declares really appears: of each file and each shared part, the runs that show all members."""

import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest
from home import SETTINGS, Home
from test_outputs import SUCCEEDING, filled

from document_check import check_text
from smartaipi_cli.app import run
from smartaipi_cli.machine.fakes import ScriptedTerminal
from smartaipi_cli.stored_schemas import (
    ITEMS,
    VALUES,
    commands_with_schema,
    members_of,
    read_schema,
    referenced,
    schema_of,
)

INSIDE = (("items", ITEMS), ("additionalProperties", VALUES))
ECHO = ("bench", "--model", "sandbox/reason", "--requests", "2", "--warm-up", "0")
TOOL = {"name": "write", "description": "Write a file.", "parameters": {"type": "object"}}
EVERY_LIMIT = ("--budget", "5/day", "--ip", "127.0.0.0/8", "--metadata", "team=search", "--expires", "1d")

MORE = {
    "bench": (
        (*ECHO, "--save", "before.json"),
        (*ECHO, "--baseline", "before.json", "--fail-if", "p50_ttft>9s"),
    ),
    "completion bash": (("completion", "bash"),),
    "completion zsh": (("completion", "zsh"),),
    "completion fish": (("completion", "fish"),),
    "completion powershell": (("completion", "powershell"),),
    "completion install": (("completion", "install", "--shell", "bash", "--yes"),),
    "completion uninstall": (
        ("completion", "install", "--shell", "bash", "--yes"),
        ("completion", "uninstall", "--yes"),
    ),
    "completion status": (("completion", "status"),),
    "config list": (("config", "list"),),
    "config get": (("config", "get", "default_profile"),),
    "config set": (("config", "set", "default_profile", "box"),),
    "config unset": (("config", "unset", "default_profile"),),
    "config path": (("config", "path"),),
    "config edit": (("EDITOR=add-a-line", "config", "edit"),),
    "config pin": (("config", "pin", "--profile", "box"),),
    "config trust": (("config", "pin", "--profile", "box"), ("config", "trust", "--yes")),
    "config untrust": (("config", "pin", "--profile", "box"), ("config", "untrust")),
    "cursor": (("cursor", "--copy"),),
    "doctor": (("ANTHROPIC_MODEL=other", "doctor"), ("doctor", "secrets")),
    "env": (("env", "--shell", "bash"), ("env", "--dotenv", "--yes")),
    "gemini": (("gemini",),),
    "history restore": (
        ("history", "restore", "{change}", "--file", "{settings}", "--to", "after", "--dry-run"),
    ),
    "keys create": (
        ("keys", "create", "--name", "stored", "--store-as", "stored"),
        ("keys", "create", "--name", "in a file", "--output", "key.txt"),
    ),
    "keys reveal": (("keys", "reveal", "scenarios"),),
    "keys rotate": (
        ("keys", "rotate", "{key}", "--store-as", "stored", "--yes"),
        ("keys", "rotate", "{key}", "--output", "key.txt", "--yes"),
    ),
    "mcp list": (("mcp", "install", "cursor", "--yes"), ("mcp", "list")),
    "open": (
        ("profiles", "add", "router", "--gateway", "openrouter"),
        ("open", "docs", "--profile", "router"),
    ),
    "run sweep": (("run", "sweep", "--dry-run"),),
    "sandbox approve": (("sandbox", "approve", "BCDF-GHJK"),),
    "sandbox doctor": (("sandbox", "seed", "--records", "5"), ("sandbox", "doctor")),
    "setup": (("setup", "--tools", "codex", "--model", "nobody", "--yes"),),
    "shell": (("shell", "--print"), ("shell", "--shell", "bash", "--model", "nobody", "--yes")),
    "test": (("test", "--explain"), ("test", "chat", "--curl")),
    "undo": (("codex", "--yes", "--no-verify"), ("undo", "--dry-run")),
    "usage": (
        ("usage", "--by", "day"),
        *(("usage", "--by", name) for name in ("key", "actual-model", "group", "status", "service-tier")),
    ),
    # The shared parts
    "warning": (("keys", "create", "--name", "endless"),),
    "error": (
        ("keys", "reveal", "scenarios"),
        ("keys", "show", "nobody"),
        ("balance", "--min", "1000000"),
        ("qwen", "--yes"),
        ("EDITOR=spoil-it", "config", "edit"),
        ("keys", "create", "--name", "n" * 1000),
    ),
    "plan": (("opencode", "--dry-run"),),
    "verified": (("opencode", "--yes"),),
    "connection": (
        ("opencode", "--print"),
        ("opencode", "--yes"),
        ("codex", "--model", "nobody", "--yes"),
    ),
    "guide": (("cursor",),),
    "change": (("history", "list"),),
    "budget": (("keys", "create", "--name", "bounded", *EVERY_LIMIT),),
    "scoped_budget": (("budgets", "list"),),
    "key": (("keys", "show", "{key}"),),
    "handed_key": (("keys", "create", "--name", "shown", "--expires", "1d"),),
    "profile": (("profiles", "show"),),
    "gateway": (("gateways", "list"),),
    "setting": (("config", "list"),),
    "model": (("models", "show", "gpt-5.4"),),
    "price": (("models", "show", "gpt-5.4"),),
    "usage_totals": (("usage",),),
    "usage_record": (("usage", "log", "--limit", "1"),),
    "credential": (("whoami",),),
    "verdict": (("test", "chat"),),
    "attempt": (
        ("test", "models"),
        ("test", "websocket"),
        ("test", "chat", "--model", "sandbox/script:write-file", "--tool", "tool.json"),
        ("test", "chat", "--model", "sandbox/error-429", "--retries", "1"),
    ),
    "tested": (("test",),),
    "spread": (ECHO,),
}
"""What is run besides the table of `test_outputs`, in this order; `NAME=VALUE` in front is the environment."""


def excused(reason: str, *members: str) -> dict[str, str]:
    """Members that need more than a command, and where they are seen."""
    return dict.fromkeys(members, reason)


ELSEWHERE = {
    "test": excused("needs an interruption: test_request_tests.py", "data.heard_s"),
    "bench": excused(
        "needs time between tokens: test_bench.py",
        "data.contenders.[].summary.spreads.itl_s",
        "data.contenders.[].summary.spreads.icl_s",
    ),
    "cursor": {
        **excused("needs a request while it waits: test_guided.py", "data.request"),
        **excused(
            "needs Cursor's own settings: test_guided.py",
            *(f"data.checks.[].{name}" for name in ("name", "passed", "message")),
        ),
    },
    "gateways probe": excused(
        "told by other gateways: tests/gateways/test_probe_command.py",
        *(f"data.{name}" for name in ("family", "quota_per_dollar", "consoles_show", "credential")),
    ),
    "keys reveal": excused(
        "offered by other gateways: tests/gateways/test_key_commands.py",
        *(f"data.{name}" for name in ("key", "kept_as", "store", "file")),
    ),
    "repair": excused(
        "needs a kill: test_kills.py", *(f"data.recovered.[].{name}" for name in ("id", "outcome", "title"))
    ),
    "sandbox approve": excused(
        "needs a login that waits: test_sandbox_account.py", "data.client", "data.approved"
    ),
    "sandbox doctor": excused(
        "needs spoilt books: test_sandbox_account.py", "data.findings.[].code", "data.findings.[].message"
    ),
    "error": {
        **excused("needs a key of other models: test_key_fitness.py", "details.key"),
        **excused(
            "needs a gateway that fails: tests/unit/actions, tests/gateways",
            *(
                f"details.{name}"
                for name in ("id", "ids", "name", "made", "cause", "lives", "old", "new", "step")
            ),
        ),
    },
    "attempt": excused(
        "needs names, proxies, certificates: tests/unit/probe",
        "stages_s.dns",
        "stages_s.proxy",
        "stages_s.tls",
    ),
}
"""What none of these runs shows, and why."""


def own_members(schema: Mapping[str, Any]) -> set[str]:
    """The members that a schema itself declares, without those of what it refers to."""
    return {".".join(member.path) for member in members_of(schema, follows=False)}


def sightings(
    owner: str, schema: Mapping[str, Any], value: Any, path: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    """Each declared member that a value has, with the file or the shared part that declares it."""
    if "$ref" in schema:
        yield from sightings(schema["$ref"].rpartition("/")[2], referenced(schema["$ref"]), value)
    for alternative in schema.get("anyOf", ()):
        yield from sightings(owner, alternative, value, path)
    for name, inner in schema.get("properties", {}).items() if isinstance(value, dict) else ():
        if name in value:
            yield owner, ".".join((*path, name))
            yield from sightings(owner, inner, value[name], (*path, name))
    for keyword, mark in INSIDE:
        if keyword in schema and isinstance(value, dict | list):
            for item in value.values() if isinstance(value, dict) else value:
                yield from sightings(owner, schema[keyword], item, (*path, mark))


def owners() -> dict[str, Mapping[str, Any]]:
    """Everything that declares members: the file of each command, and the parts that they share."""
    shared = read_schema("definitions")["$defs"]
    return {
        **{command: schema_of(command) for command in commands_with_schema()},
        **{name: part for name, part in shared.items() if own_members(part)},
    }


def runs_for(owner: str) -> Iterator[tuple[str, ...]]:
    """The commands that are to show the members of a file or a shared part."""
    for name, words in SUCCEEDING.items():
        if name.partition(",")[0].partition(" --")[0] == owner:
            yield words
    yield from MORE.get(owner, ())


def document_of(home: Home, key: str, words: tuple[str, ...]) -> dict[str, Any]:
    """What a run prints; one with an editor has a terminal for it."""
    given = [word for word in words if "=" in word and word.partition("=")[0].isupper()]
    command = filled(home, words[len(given) :])
    has_terminal = any(word.startswith("EDITOR=") for word in given)
    terminal = ScriptedTerminal(
        standard_input=f"{key}\n",
        interactive=has_terminal,
        output_is_terminal=has_terminal,
        output=io.StringIO(),
        errors=io.StringIO(),
    )
    environment = {**home.environment, **dict(word.split("=") for word in given)}
    run((*command, "--json"), replace(home.machine, terminal=terminal, environment=environment))
    check_text(terminal.output.getvalue())
    return json.loads(terminal.output.getvalue())


@pytest.fixture
def busy(home: Home) -> Home:
    """A home with a change in its history, a tool to offer, and a file that cannot be read."""
    home.write(SETTINGS, b'{"theme": "dark"}\n')
    home.write("project/tool.json", json.dumps(TOOL).encode())
    home.write(".qwen/settings.json", b"{")
    home.install("add-a-line", 'echo "# mine" >> "$1"')
    home.install("spoil-it", 'echo "[" >> "$1"')
    profiles = home.machine.paths.config_file
    profiles.write_text(profiles.read_text().replace("models = {", 'models = { fable = "claude-fable-1",'))
    assert home.run("claude", "--yes", "--no-verify").code == 0
    return home


@pytest.mark.parametrize("owner", owners())
def test_every_declared_member_appears(busy, account, owner):
    """In one of its runs; or it is excused, for as long as it does not."""
    seen = set()
    for words in runs_for(owner):
        document = document_of(busy, account.key, words)
        found = sightings(document["command"], schema_of(document["command"]), document)
        seen |= {path for declaring, path in found if declaring == owner}

    assert own_members(owners()[owner]) - seen == ELSEWHERE.get(owner, {}).keys()


def test_no_run_is_left_over():
    """Of a command or a part that is gone."""
    assert (MORE.keys() | ELSEWHERE.keys()) - owners().keys() == set()
