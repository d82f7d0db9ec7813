"""Programs that a person sets up: the pages with everything to enter, what is found there, and waiting for it."""

import json
import os
import select
import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from home import PATIENCE_S, SETTINGS, Home

from smartaipi_cli.app import run
from smartaipi_cli.machine.fakes import ManualClock, ScriptedTerminal
from smartaipi_cli.tools.cursor import SETTINGS_ROW

STATE = ".config/Cursor/User/globalStorage/state.vscdb"
EDITOR = ".config/Code/User/settings.json"
COMMENTED = b'{\n\t// mine\n\t"editor.fontSize": 12, /* big */\n}\n'
MODEL = "gpt-5.4"


def install_clipboard(home: Home) -> None:
    """A made-up program on PATH, and a desktop for it; what was copied stands in a file."""
    held = home.folder / "held"
    home.environment["DISPLAY"] = ":0"
    home.environment["PATH"] = f"{home.programs}:/bin"
    home.install(
        "xsel", f'case "$*" in *--output*) cat {held};; *--clear*) : > {held};; *) cat > {held};; esac'
    )


def write_state(home: Home, settings: object) -> None:
    """Cursor's database with these settings."""
    path = home.write(STATE, b"")
    with closing(sqlite3.connect(path)) as made, made:
        made.execute("CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)")
        made.execute("INSERT INTO ItemTable VALUES (?, ?)", (SETTINGS_ROW, json.dumps(settings)))


def entered(account, **changed: object) -> dict[str, object]:
    """Cursor's settings after all steps."""
    return {
        "openAIBaseUrl": account.urls["openai_url"],
        "useOpenAIKey": True,
        "aiSettings": {"userAddedModels": [MODEL]},
        **changed,
    }


def test_the_page_has_every_value_but_the_key(home, account):
    """A pipe gets the steps; the key is not in them."""
    before = home.tree()

    done = home.run("cursor")

    assert (done.code, home.tree()) == (0, before)
    assert account.urls["openai_url"] in done.out
    assert MODEL in done.out
    assert f"ends in …{account.key[-4:]}" in done.out
    assert account.key not in done.text


def test_aliases_of_the_gateway_are_the_models_to_add(home, account):
    """AI Proxy Node has names that Cursor does not send to its own servers."""
    home.add_profile("node", "aiproxynode", {}, key="sk-test-node0123456789")

    page = home.run("cursor", "--profile", "node", "--json").envelope["data"]

    assert page["models"] == ["aiproxy/sonnet"]
    assert page["address"] == "https://aiproxynode.com/v1"


def test_a_gateway_without_the_protocol_has_no_page(home):
    home.add_profile("claude-only", "anthropic", {}, key="sk-ant-test0123456789")

    done = home.run("cursor", "--profile", "claude-only")

    assert done.code == 6
    assert "does not offer what Cursor speaks" in done.err


@pytest.mark.parametrize(
    ("changed", "mistakes"),
    [
        ({}, []),
        ({"useOpenAIKey": False}, ["OpenAI API Key"]),
        ({"openAIBaseUrl": "https://other.test/v1"}, ["Override OpenAI Base URL"]),
        ({"aiSettings": {}}, ["Add Custom Model"]),
    ],
    ids=["all is well", "key off", "another address", "no model"],
)
def test_what_is_entered_already_is_looked_at_and_left_alone(home, account, changed, mistakes):
    write_state(home, entered(account, **changed))
    before = home.tree()

    page = home.run("cursor", "--json").envelope["data"]

    assert [check["name"] for check in page["checks"] if not check["passed"]] == mistakes
    assert len(page["checks"]) == 3
    assert home.tree() == before


def test_the_key_goes_through_the_clipboard_on_request(home, account):
    install_clipboard(home)

    done = home.run("cursor", "--copy")

    assert done.code == 0
    assert (home.folder / "held").read_text() == account.key
    assert "in the clipboard (by xsel)" in done.err
    assert account.key not in done.text


def test_without_a_clipboard_it_is_said_how_else_to_get_the_key(home, account):
    home.environment["PATH"] = f"{home.programs}:/bin"

    done = home.run("cursor", "--copy", "--json")

    assert done.code == 0
    assert done.envelope["data"]["copied"] is False
    hints = {warning["code"]: warning["hint"] for warning in done.envelope["warnings"]}
    assert "smartaipi credential box" in hints["no-clipboard"]
    assert account.key not in done.text


def test_the_key_is_not_shown_to_a_pipe(home, account):
    done = home.run("cursor", "--show-key")

    assert done.code == 2
    assert account.key not in done.text


class BusyClock(ManualClock):
    """A clock that does something whenever somebody pauses, and then tells the real time."""

    def __init__(self, work):
        super().__init__(moment=datetime.now(UTC))
        self.work = work

    def pause(self, seconds):
        self.work()
        super().pause(seconds)
        self.moment = datetime.now(UTC) + timedelta(seconds=1)


def ask(account, key: str, model: str = MODEL) -> None:
    """A chat completion, as Cursor's servers would send it."""
    with httpx.Client(trust_env=False) as client:
        client.post(
            f"{account.urls['openai_url']}/chat/completions",
            headers={"authorization": f"Bearer {key}"},
            json={"model": model, "messages": [{"role": "user", "content": "one two three"}]},
        )


def test_the_first_request_is_waited_for_and_told_with_model_and_cost(home, account):
    home.clock = BusyClock(lambda: ask(account, account.key))

    done = home.run("cursor", "--wait", "--json")

    assert done.code == 0, done.text
    request = done.envelope["data"]["request"]
    assert (request["model"], request["key_name"]) == (MODEL, "scenarios")
    assert float(request["cost_usd"]) > 0
    assert done.envelope["data"]["guide"]["steps"]


def test_a_person_reads_that_the_request_arrived(home, account):
    home.clock = BusyClock(lambda: ask(account, account.key))

    done = home.run("cursor", "--wait")

    assert done.out.index("1. ") < done.out.index("your request arrived, and it was answered")
    assert "scenarios" in done.out
    assert "watching for a request" in done.err


def test_a_request_by_another_key_is_not_taken_for_it(home, account):
    """Other programs work on the same account meanwhile."""
    made = home.run("keys", "create", "--name", "other", "--expires", "1d", "--json")
    other = made.envelope["data"]["key"]["value"]
    home.clock = BusyClock(lambda: ask(account, other))

    done = home.run("cursor", "--wait", "--for", "1m", "--json")

    assert done.code == 1
    assert done.envelope["error"]["code"] == "request-not-found"


def test_with_a_key_that_cannot_be_told_any_request_counts_and_that_is_said(home, account):
    home.add_profile(
        "other", "sandbox", account.urls, "sk-sandbox-0000000000000000000000000000", account.token
    )
    home.clock = BusyClock(lambda: ask(account, account.key))

    done = home.run("cursor", "--profile", "other", "--wait", "--json")

    assert done.code == 0, done.text
    assert "key-not-told" in {warning["code"] for warning in done.envelope["warnings"]}


def test_a_request_that_was_refused_arrived_all_the_same(home, account):
    """A key that may not call the model: address and key are right."""
    made = home.run("keys", "create", "--name", "narrow", "--models", "claude-opus-4-6", "--json")
    key = made.envelope["data"]["key"]["value"]
    home.add_profile("narrow", "sandbox", account.urls, key, account.token)
    home.clock = BusyClock(lambda: ask(account, key))

    done = home.run("cursor", "--profile", "narrow", "--wait", "--for", "1m", "--json")

    assert done.code == 8, done.text
    assert done.envelope["error"]["code"] == "gateway-refused"
    assert done.envelope["data"]["request"]["model"] == MODEL


def test_when_nothing_comes_the_mistake_in_cursor_is_the_reason(home, account):
    write_state(home, entered(account, useOpenAIKey=False))
    home.clock = BusyClock(lambda: None)

    done = home.run("cursor", "--wait", "--for", "1m")

    assert done.code == 1
    assert "OpenAI API Key: it is switched off" in done.err


def test_a_gateway_without_a_request_log_says_so(home):
    home.add_profile("cheap", "cheapai", {}, key="cai-test-0123456789")

    done = home.run("cursor", "--profile", "cheap", "--model", "gpt-5.4", "--wait")

    assert done.code == 6
    assert "has no account API" in done.err


def test_gemini_says_why_not(home):
    done = home.run("gemini")

    assert done.code == 6
    assert "generateContent" in done.err


def on_macos(home: Home, *arguments: str) -> tuple[int, str]:
    """Run a command as on a Mac."""
    terminal = ScriptedTerminal()
    code = run(arguments, replace(home.machine, platform="darwin", terminal=terminal))
    return int(code), terminal.output.getvalue() + terminal.errors.getvalue()


def test_claude_desktop_is_refused_where_it_does_not_exist(home):
    before = home.whole_tree()

    done = home.run("claude-desktop", "--yes")

    assert (done.code, home.whole_tree()) == (5, before)
    assert "does not exist for this system" in done.err


def test_claude_desktop_gets_a_helper_and_none_of_its_files_is_written(home, account):
    """The helper prints the key; the page names it in place of the key."""
    code, said = on_macos(home, "claude-desktop", "--yes")

    helper = home.own / "data/helpers/claude-desktop-box"
    assert code == 0, said
    assert str(helper) in said
    assert account.key not in said + helper.read_text()
    assert helper.stat().st_mode & 0o777 == 0o700
    assert not (home.path / "Library").exists()


def test_the_helper_goes_with_remove(home):
    on_macos(home, "claude-desktop", "--yes")

    code, said = on_macos(home, "claude-desktop", "--remove", "--yes")

    assert code == 0, said
    assert list((home.own / "data/helpers").glob("*")) == []


def test_a_printed_page_asks_for_the_key_instead(home, account):
    before = home.whole_tree()

    done = home.run("claude-desktop", "--print")

    assert (done.code, home.whole_tree()) == (0, before)
    assert "`Gateway API key`" in done.out
    assert "credential: a helper" not in done.out
    assert account.key not in done.text


def test_a_page_is_opened_and_its_address_printed(home):
    """By the desktop's own program, which is not waited for: this one tells through a pipe what it was given."""
    home.add_profile("router", "openrouter", {}, key="sk-or-v1-test0123456789")
    home.environment["DISPLAY"] = ":0"
    pipe = home.folder / "opened"
    os.mkfifo(pipe)
    told = os.open(pipe, os.O_RDWR)  # for reading alone it would wait for a writer without end
    home.install("xdg-open", f'echo "$@" > {pipe}')

    done = home.run("open", "keys", "--profile", "router", "--json")
    ready, _, _ = select.select([told], [], [], PATIENCE_S)
    opened = os.read(told, 65536).decode() if ready else "nothing"
    os.close(told)

    address = "https://openrouter.ai/settings/keys"
    assert (done.envelope["data"]["address"], done.envelope["data"]["opened"]) == (address, True)
    assert opened == f"{address}\n"


def test_without_a_desktop_the_address_is_printed(home):
    home.add_profile(
        "proxy", "litellm", {"openai_url": "https://llm.test/v1", "management_url": "https://llm.test"}
    )
    home.install("xdg-open", "exit 1")

    done = home.run("open", "dashboard", "--profile", "proxy")

    assert (done.code, done.out) == (0, "https://llm.test/ui\n")
    assert "there is no desktop" in done.err


def test_a_page_that_nobody_documents_is_not_guessed(home):
    home.add_profile("ours", "smartaipi", {}, key="sk-test-0123456789")

    unknown = home.run("open", "keys", "--profile", "ours")
    known = home.run("open", "docs", "--profile", "ours")

    assert (unknown.code, known.code) == (6, 0)
    assert "smartaipi open docs" in unknown.err
    assert known.out == "https://api.smartaipi.com/docs\n"


@pytest.mark.parametrize("settings", [None, COMMENTED], ids=["no settings", "settings with comments"])
def test_roo_is_connected_and_undo_gives_the_same_bytes(home, account, settings):
    if settings:
        home.write(EDITOR, settings, mode=0o644)
    before = home.tree()

    done = home.run("roo", "--yes")
    imported = home.read_json(".roo/smartaipi-import.json")
    mode = (home.path / ".roo/smartaipi-import.json").stat().st_mode & 0o777
    undone = home.run("undo", "--yes")

    assert (done.code, undone.code) == (0, 0), done.text + undone.text
    assert "verified: a request in the client's own way was answered" in done.out
    assert imported["providerProfiles"]["apiConfigs"]["sandbox"]["openAiApiKey"] == account.key
    assert mode == 0o600
    assert account.key not in done.text + undone.text
    assert home.tree() == before


def test_roo_removed_leaves_vs_codes_settings_as_they_were(home):
    home.write(EDITOR, COMMENTED, mode=0o644)
    home.run("roo", "--yes", "--no-verify")
    assert home.read(EDITOR) != COMMENTED

    done = home.run("roo", "--remove", "--yes")

    assert done.code == 0, done.text
    assert home.read(EDITOR) == COMMENTED
    assert not (home.path / ".roo/smartaipi-import.json").exists()


def test_the_extension_of_claude_code_is_spared_its_login_screen(home):
    """One key of VS Code's settings, comments and all; the way back takes it out again."""
    home.write(EDITOR, COMMENTED, mode=0o644)

    done = home.run("claude", "--vscode", "--yes", "--secret", "helper")
    written = home.read(EDITOR)
    removed = home.run("claude", "--remove", "--yes")

    assert (done.code, removed.code) == (0, 0), done.text + removed.text
    assert b'"claudeCode.disableLoginPrompt": true' in written
    assert b"// mine" in written
    assert home.read(EDITOR) == COMMENTED


def test_without_the_option_vs_codes_settings_are_left_alone(home):
    home.write(EDITOR, COMMENTED, mode=0o644)

    home.run("claude", "--yes", "--secret", "helper")
    undone = home.run("undo", "--yes")

    assert undone.code == 0
    assert home.read(EDITOR) == COMMENTED
    assert not (home.path / SETTINGS).exists()


def test_settings_of_vs_code_that_nobody_can_read_stop_only_who_needs_them(home):
    (home.path / EDITOR).mkdir(parents=True)

    without = home.run("claude", "--yes", "--secret", "helper")
    with_them = home.run("claude", "--vscode", "--yes", "--secret", "helper")

    assert (without.code, with_them.code) == (0, 5), without.text + with_them.text
