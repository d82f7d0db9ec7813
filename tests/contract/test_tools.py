"""Every tool of the registry keeps the same promises, whatever its file holds before."""

import json
import re
import tomllib
from pathlib import Path

import client_cases_cline
import client_cases_continue
import client_cases_opencode
import client_cases_qwen
import client_cases_roo
import pytest
from ruamel.yaml import YAML

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.domain.models import ModelChoice
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.diff import render_diff_text
from smartaipi_cli.plan.states import Absent, Content, bytes_of
from smartaipi_cli.tools.base import (
    Helper,
    Inline,
    KeyFile,
    Place,
    ReadFile,
    Snapshot,
    Variable,
    Wish,
    parse_version,
)
from smartaipi_cli.tools.registry import TOOLS

HOME = Path("/home/ada")
PLACE = Place(home=HOME, working_folder=HOME / "project", environment={}, platform="linux")
KEY = Secret("sk-test-canary0123456789")
PROFILE = Profile(
    name="work",
    gateway="smartaipi",
    label="Smart AIPI",
    openai_url="https://gw.test/v1",
    anthropic_url="https://gw.test",
    models=ModelChoice(
        codex="gpt-5.4", opus="claude-opus-4-6", sonnet="claude-sonnet-4-5", haiku="claude-haiku-4-5"
    ),
)
URLS = frozenset({PROFILE.openai_url, PROFILE.anthropic_url})
WAYS = {
    "helper": Helper(command=("/opt/smartaipi", "credential", "work", "--store", "/home/ada/my keys")),
    "file": KeyFile(path=Path("/home/ada/my keys/work/key")),
    "env": Variable(name="SMARTAIPI_API_KEY"),
    "inline": Inline(secret=KEY),
}
APPLICABLE = {
    "claude": {
        "absent": None,
        "empty": b"",
        "blank": b"\n  \n",
        "empty object": b"{}",
        "foreign keys": b'{\n  "permissions": {"deny": ["Read(./.env)"]},\n  "model": "sonnet",\n  "n": 1.0\n}\n',
        "foreign variables": b'{"env": {"MY_TEAM_VAR": "keep me", "ANTHROPIC_AUTH_TOKEN": "other-vendor-token"}}',
        "foreign helper": b'{"apiKeyHelper": "op read op://vault/key", "env": {}}',
        "comments": b'{\n  // team policy\n  "env": {"A": "1"}, /* next */\n}\n',
        "CRLF": b'{\r\n\t"env": {\r\n\t\t"A": "1"\r\n\t}\r\n}\r\n',
        "BOM": b'\xef\xbb\xbf{"env": {"A": "1"}}',
    },
    "codex": {
        "absent": None,
        "empty": b"",
        "comment only": b"# nothing yet\n",
        "foreign keys": b'# mine\nmodel = "o3" # pinned\n\n[tools] # my tools\nweb_search = true\n',
        "foreign provider": b'model_provider = "other"\n[model_providers.other]\nbase_url = "https://other.test/v1"\n',
        "our table with a foreign key": b'[model_providers.smartaipi]\nquery_params = { a = "b" }\nenv_key = "OLD"\n',
        "CRLF": b'model = "o3"\r\n\r\n[mcp_servers.mine]\r\ncommand = "mine"\r\n',
        "no final newline": b'[mcp_servers.mine]\ncommand = "mine"',
        "BOM": b'\xef\xbb\xbfmodel = "o3"\n',
    },
}
REFUSED = {
    "claude": {
        "truncated": b'{"env": {"A": "1"}',
        "variables are a text": b'{"env": "oops"}',
        "a list": b"[]",
        "two documents": b"{}{}",
        "conflict markers": b'{\n<<<<<<< HEAD\n"a": 1\n=======\n"a": 2\n>>>>>>> x\n}',
    },
    "codex": {
        "truncated": b"[model_providers.smartaipi\n",
        "providers are a text": b'model_providers = "oops"\n',
        "a key twice": b'model = "a"\nmodel = "b"\n',
        "NUL": b'model = "a\0b"\n',
    },
}
APPLICABLE |= client_cases_opencode.APPLICABLE
REFUSED |= client_cases_opencode.REFUSED
APPLICABLE |= client_cases_qwen.APPLICABLE
REFUSED |= client_cases_qwen.REFUSED
APPLICABLE |= client_cases_roo.APPLICABLE
REFUSED |= client_cases_roo.REFUSED
APPLICABLE |= client_cases_cline.APPLICABLE
REFUSED |= client_cases_cline.REFUSED
APPLICABLE |= client_cases_continue.APPLICABLE
REFUSED |= client_cases_continue.REFUSED
TOOLS_AND_WAYS = [
    (tool, way) for tool, client in TOOLS.items() if len(client.SPEC.ways) > 1 for way in client.SPEC.ways
]


def cases(table):
    return [
        pytest.param(tool, way, data, id=f"{tool}-{way}-{name}")
        for tool, files in table.items()
        for name, data in files.items()
        for way in TOOLS[tool].SPEC.ways
    ]


def snapshot(tool, data, *, scope="user", **files):
    located = TOOLS[tool].locate(PLACE, scope, PROFILE.provider_id)
    states = {role: ReadFile(path=path) for role, path in located.items()}
    for role, file in states.items():
        same = file.path == located["target"]
        content = data if same else files.get(role)
        states[role] = ReadFile(
            path=file.path, state=Absent() if content is None else Content(content, 0o600)
        )
    return Snapshot(place=PLACE, files=states)


def wish(way, **more):
    return Wish(profile=PROFILE, key=WAYS[way], key_label="abc", models=PROFILE.models, **more)


def after(before, plan):
    """The snapshot after a plan, and the bytes of its target."""
    new = {change.path: change.after for change in plan.changes}
    files = {role: file._replace(state=new.get(file.path, file.state)) for role, file in before.files.items()}
    return before._replace(files=files)


def parse(tool, data):
    text = (data or b"").decode("utf-8-sig")
    if tool == "codex":
        return tomllib.loads(text)
    if tool == "continue":
        return YAML(typ="safe", pure=True).load(text) or {}
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("//")]
    stripped = re.sub(r",\s*}\s*$", "}", "\n".join(lines).replace("/* next */", ""))
    return json.loads(stripped) if stripped.strip() else {}


@pytest.mark.parametrize(("tool", "way", "data"), cases(APPLICABLE))
def test_after_a_connection_the_client_uses_our_gateway_and_key(tool, way, data):
    start = snapshot(tool, data)

    done = after(start, TOOLS[tool].plan_connect(start, wish(way)))
    effective = TOOLS[tool].resolve(done)

    if any(finding.code == "client-ignores-file" for finding in effective.findings):
        assert effective.base_url is None
        return
    assert effective.base_url.value in URLS
    assert effective.mode == way
    assert (effective.secret == KEY) is (way == "inline")
    assert effective.model.value in {"gpt-5.4", "claude-opus-4-6"}


@pytest.mark.parametrize(("tool", "way", "data"), cases(APPLICABLE))
def test_connecting_twice_changes_nothing_more(tool, way, data):
    start = snapshot(tool, data)
    done = after(start, TOOLS[tool].plan_connect(start, wish(way)))

    assert TOOLS[tool].plan_connect(done, wish(way)).is_noop


@pytest.mark.parametrize(("tool", "way", "data"), cases(APPLICABLE))
def test_foreign_values_stay_and_the_bytes_of_others_are_untouched(tool, way, data):
    start = snapshot(tool, data)
    plan = TOOLS[tool].plan_connect(start, wish(way))
    target = start.files["target"].path
    change = next(change for change in plan.changes if change.path == target)

    before, now = parse(tool, data), parse(tool, bytes_of(change.after))
    touched = {path[0] for path in change.keys}
    assert {name: value for name, value in now.items() if name not in touched} == {
        name: value for name, value in before.items() if name not in touched
    }
    foreign = {
        name: value for name, value in before.get("env", {}).items() if ("env", name) not in change.keys
    }
    assert foreign.items() <= now.get("env", {}).items()


@pytest.mark.parametrize(("tool", "way", "data"), cases(APPLICABLE))
def test_removal_needs_no_history_and_leaves_no_trace_of_the_gateway(tool, way, data):
    start = snapshot(tool, data)
    done = after(start, TOOLS[tool].plan_connect(start, wish(way)))

    gone = after(done, TOOLS[tool].plan_remove(done, URLS))
    effective = TOOLS[tool].resolve(gone)

    rest = b"".join(bytes_of(file.state) or b"" for file in gone.files.values())
    assert b"gw.test" not in rest
    assert KEY.reveal().encode() not in rest
    assert effective.base_url is None or effective.base_url.value not in URLS
    assert effective.mode == "none" or b"apiKeyHelper" in (data or b"")


@pytest.mark.parametrize(("tool", "way", "data"), cases(APPLICABLE))
def test_removal_of_what_was_never_connected_changes_nothing(tool, way, data):
    del way
    start = snapshot(tool, data)

    plan = TOOLS[tool].plan_remove(start, URLS)

    ours = data is not None and (b"model_providers.smartaipi" in data or b"//gw.test" in data)
    assert plan.is_noop or ours


@pytest.mark.parametrize(("tool", "way", "data"), cases(REFUSED))
def test_what_cannot_be_edited_safely_is_refused_with_its_place(tool, way, data):
    with pytest.raises(DocumentRefused) as caught:
        TOOLS[tool].plan_connect(snapshot(tool, data), wish(way))

    assert caught.value.line >= 1
    assert caught.value.reason


@pytest.mark.parametrize("tool", TOOLS)
def test_the_diff_of_a_literal_key_does_not_show_it(tool):
    start = snapshot(tool, b"")

    shown = render_diff_text(TOOLS[tool].plan_connect(start, wish("inline")))

    assert "gw.test" in shown
    assert "canary" not in shown


@pytest.mark.parametrize(("tool", "way"), TOOLS_AND_WAYS)
def test_changing_the_way_leaves_no_second_credential_behind(tool, way):
    """A client with two credentials sends both, or refuses its configuration."""
    other = next(name for name in TOOLS[tool].SPEC.ways if name != way)
    start = snapshot(tool, b"")
    first = after(start, TOOLS[tool].plan_connect(start, wish(way)))

    second = after(first, TOOLS[tool].plan_connect(first, wish(other)))
    effective = TOOLS[tool].resolve(second)

    assert effective.mode == other
    rest = b"".join(bytes_of(file.state) or b"" for file in second.files.values())
    assert (KEY.reveal().encode() in rest) is (other == "inline")


@pytest.mark.parametrize("tool", TOOLS)
def test_the_specification_is_whole(tool):
    spec = TOOLS[tool].SPEC

    assert spec.name == tool
    assert spec.helper_since >= spec.inline_since
    assert all(parse_version(version) for version in spec.tested)
    assert spec.files_written
    assert spec.keys_written
