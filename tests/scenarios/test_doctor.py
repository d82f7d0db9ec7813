"""`doctor`, its repairs, its search for keys and its report, through the real command line in a throw-away home."""

import gzip
import json
import re

import pytest
from home import CLAUDE, CODEX, CONFIG, SETTINGS, Home, tree_of

from smartaipi_cli.tools.registry import TOOLS

LINE_IN_HISTORY = ": 1700000000:0;export OPENAI_API_KEY={}\n"


@pytest.fixture
def connected(home: Home) -> Home:
    """A home in which both clients were set up and nothing is wrong."""
    assert home.run(*CLAUDE, "--no-verify").code == 0
    assert home.run(*CODEX, "--no-verify").code == 0
    return home


def codes(home: Home, *arguments: str) -> list[str]:
    """What was found."""
    return [
        finding["code"] for finding in home.run("doctor", *arguments, "--json").envelope["data"]["findings"]
    ]


def test_a_home_in_which_all_is_right_ends_with_code_0(connected):
    outcome = connected.run("doctor")

    assert (outcome.code, "nothing is wrong" in outcome.out) == (0, True), outcome.text


def test_a_bare_home_ends_with_code_0(bare_home):
    outcome = bare_home.run("doctor")

    assert (outcome.code, outcome.err) == (0, "")


@pytest.mark.parametrize(
    ("name", "protocol"),
    [(name, protocol) for name, tool in TOOLS.items() for protocol in tool.SPEC.protocols],
)
def test_a_fresh_set_up_is_never_complained_about(home, name, protocol):
    several = len(TOOLS[name].SPEC.protocols) > 1
    done = home.run(name, "--yes", "--no-verify", *(("--protocol", protocol) if several else ()))
    assert done.code == 0, done.text

    assert codes(home, name) == []


def test_looking_writes_nothing(connected):
    connected.environment["ANTHROPIC_MODEL"] = "kimi"
    before = connected.whole_tree()

    for arguments in ((), ("claude", "--explain"), ("--fix", "--dry-run"), ("secrets",)):
        connected.run("doctor", *arguments)

    assert connected.whole_tree() == before


def test_a_finding_ends_with_code_9_and_names_the_command_that_helps(connected):
    connected.environment["ANTHROPIC_MODEL"] = "kimi"

    outcome = connected.run("doctor")

    assert outcome.code == 9
    assert "[stale-export]" in outcome.out
    assert "hint: smartaipi doctor claude --fix" in outcome.out


def test_one_tool_is_looked_at_alone(connected):
    connected.environment["ANTHROPIC_MODEL"] = "kimi"

    assert (codes(connected, "claude"), codes(connected, "codex")) == (["stale-export"], [])


def test_a_tool_that_nobody_knows_is_a_usage_error_that_names_those_that_are(connected):
    outcome = connected.run("doctor", "emacs")

    assert (outcome.code, "claude, codex" in outcome.err) == (2, True)


def test_programs_get_what_each_tool_sends_without_any_key(connected, account):
    data = connected.run("doctor", "--json").envelope["data"]

    claude = next(row for row in data["tools"] if row["tool"] == "claude")
    assert claude["address"] == account.urls["anthropic_url"]
    assert claude["model"] == "claude-opus-4-6"
    assert {key["header"] for key in claude["keys"]} == {"bearer", "x-api-key"}
    assert len({key["fingerprint"] for key in claude["keys"]}) == 1
    assert account.key not in json.dumps(data)


@pytest.mark.parametrize("tool", ["claude", "codex"])
def test_an_explanation_has_the_winner_and_the_losers_with_reasons(connected, account, tool):
    connected.environment |= {
        "ANTHROPIC_BASE_URL": "https://else.test",
        "OPENAI_BASE_URL": "https://else.test/v1",
    }

    outcome = connected.run("doctor", tool, "--explain", "--json")

    rows = outcome.envelope["data"]["explained"]
    assert {row["wins"] for row in rows} == {True, False}
    assert all(row["source"] for row in rows)
    assert all(row["reason"] for row in rows if not row["wins"])
    assert account.key not in outcome.out


@pytest.mark.parametrize("option", ["--json", "--quiet"])
def test_a_key_that_was_written_into_a_command_or_a_model_is_not_shown(connected, option):
    settings = connected.read_json(SETTINGS)
    settings["apiKeyHelper"] = "echo sk-test-canary-in-a-command-0123"
    connected.write(SETTINGS, json.dumps(settings).encode())
    connected.environment["ANTHROPIC_MODEL"] = "sk-test-canary-as-a-model-0123"

    outcome = connected.run("doctor", "--explain", option)

    assert ("echo" in outcome.out, "canary" in outcome.text) == (True, False)


def test_people_see_paths_below_the_home_as_they_write_them(connected):
    connected.write(".bashrc", b"export ANTHROPIC_MODEL=kimi\n")

    outcome = connected.run("doctor", "claude", "--explain")

    assert "~/.claude/settings.json" in outcome.out
    assert "`~/.bashrc`, line 1" in outcome.out
    assert f"{connected.path}/" not in outcome.out.replace(str(connected.machine.paths.credentials), "")


def test_the_command_against_a_redirection_helps(connected):
    redirection = {"env": {"ANTHROPIC_BASE_URL": "https://else.test"}}
    connected.write("project/.claude/settings.json", json.dumps(redirection).encode())
    before = codes(connected, "claude")

    hint = re.search(r"hint: smartaipi (.*)", connected.run("doctor", "claude").out)[1]

    assert connected.run(*hint.split(), "--yes", "--no-verify").code == 0
    assert (before, codes(connected, "claude")) == (["redirected"], [])


def test_all_repairs_are_one_change_that_undo_takes_back_to_the_byte(connected):
    connected.environment["CLAUDE_CODE_USE_BEDROCK"] = "1"
    url = re.search(r'base_url = "(.*)"', connected.read(CONFIG).decode())[1]
    connected.write(CONFIG, connected.read(CONFIG).replace(f'"{url}"'.encode(), f'"{url[:-3]}"'.encode()))
    connected.write(".bashrc", f"# mine\nexport OPENAI_BASE_URL={url}\nalias ll='ls -l'\n".encode(), 0o644)
    before = connected.tree()
    changes = len(connected.run("history", "list", "--json").envelope["data"]["changes"])

    outcome = connected.run("doctor", "--fix", "--yes")

    assert outcome.code == 0, outcome.text
    assert len(connected.run("history", "list", "--json").envelope["data"]["changes"]) == changes + 1
    assert connected.read_json(SETTINGS)["env"]["CLAUDE_CODE_USE_BEDROCK"] == ""
    assert f'"{url}"' in connected.read(CONFIG).decode()
    assert connected.read(".bashrc") == b"# mine\nalias ll='ls -l'\n"
    assert connected.run("undo", "--yes").code == 0
    assert connected.tree() == before


def test_a_repair_is_shown_and_asked_about_before_anything_is_written(connected):
    connected.environment["ANTHROPIC_MODEL"] = "kimi"
    before = connected.tree()

    refused = connected.run("doctor", "--fix", answers=iter(["no"]))
    unasked = connected.run("doctor", "--fix")

    assert '+    "ANTHROPIC_MODEL": ""' in refused.out
    assert (refused.code, unasked.code) == (1, 2)
    assert connected.tree() == before


def test_what_no_repair_of_ours_covers_still_ends_with_code_9(connected):
    path = connected.write(".codex/auth.json", b"{}", 0o644)
    path.write_text('{"OPENAI_API_KEY": "sk-test-plain"}', encoding="utf-8")
    (connected.path / CONFIG).chmod(0o644)
    connected.run("codex", "--yes", "--secret", "inline", "--no-verify")

    outcome = connected.run("doctor", "--fix", "--yes")

    assert (outcome.code, "[secret-readable]" in outcome.out) == (9, True)


def test_a_file_that_is_no_file_is_told_and_the_other_tools_are_looked_at(connected):
    (connected.path / SETTINGS).unlink()
    (connected.path / SETTINGS).mkdir()

    data = connected.run("doctor", "--json").envelope["data"]

    assert [(finding["code"], finding["tool"]) for finding in data["findings"]] == [
        ("target-refused", "claude")
    ]
    assert "codex" in {row["tool"] for row in data["tools"]}


@pytest.fixture
def littered(connected: Home, account) -> Home:
    """A home with copies of the key in all kinds of places."""
    key = account.key
    connected.write(".zsh_history", LINE_IN_HISTORY.format(key).encode())
    connected.write("notes/todo.txt", f"first\nuse {key}.\n".encode(), 0o644)
    connected.write(".claude/backups/settings.json.1", json.dumps({"env": {"TOKEN": key}}).encode())
    connected.write(".codex/log/codex.log.gz", gzip.compress(f"a\nb\nBearer {key}\n".encode()))
    connected.write("project/node_modules/x/.env", f"KEY={key}\n".encode())
    connected.write("project/.git/objects/ab/cd", key.encode())
    connected.write(".config/big.bin", b"\0" * (2 * 1024 * 1024) + key.encode())
    return connected


def copies(home: Home) -> dict[str, tuple[int, str, bool]]:
    """Path below the folder to (line, place, known)."""
    data = home.run("doctor", "secrets", "--json").envelope["data"]
    return {
        one["path"].removeprefix(f"{home.folder}/"): (one["line"], one["place"], one["known"])
        for one in data["copies"]
        if "token" not in one["key"]
    }


def test_the_search_finds_every_copy_by_path_and_line(littered):
    found = copies(littered)

    assert {path: value for path, value in found.items() if not value[2]} == {
        "home/.zsh_history": (1, "copy", False),
        "home/notes/todo.txt": (2, "copy", False),
        "home/.claude/backups/settings.json.1": (1, "copy", False),
        "home/.codex/log/codex.log.gz": (3, "copy", False),
    }


def test_known_places_are_listed_apart_our_packed_history_among_them(connected):
    connected.run("codex", "--yes", "--secret", "inline", "--no-verify")

    found = copies(connected)

    assert {place for _, place, _ in found.values()} == {"store", "history", "client"}
    assert all(known for _, _, known in found.values())
    assert connected.run("doctor", "secrets").code == 0


def test_the_variables_of_new_shells_are_a_known_place(connected):
    assert connected.run("shell", "--shell", "bash", "--yes", "--no-verify").code == 0

    assert {place for _, place, _ in copies(connected).values()} == {"store", "history", "shell"}
    assert connected.run("doctor", "secrets").code == 0


def test_a_known_place_that_others_can_read_is_a_finding(connected):
    connected.run("codex", "--yes", "--secret", "inline", "--no-verify")
    (connected.path / CONFIG).chmod(0o644)

    outcome = connected.run("doctor", "secrets")

    assert (outcome.code, "chmod 600" in outcome.out) == (9, True)


def test_the_search_prints_no_key_and_says_what_to_do(littered, account):
    outcomes = [littered.run("doctor", "secrets"), littered.run("doctor", "secrets", "--json")]

    assert [outcome.code for outcome in outcomes] == [9, 9]
    assert account.key[-18:-6] not in "".join(outcome.text for outcome in outcomes)
    assert "smartaipi keys rotate" in outcomes[0].out
    assert "too large" in outcomes[0].err


def test_a_key_that_is_stored_no_more_is_known_by_the_set_up_that_used_it(connected, account):
    connected.write("old.txt", f"{account.key}\n".encode())
    for name in ("key", "token"):
        connected.machine.credential_files.delete("box", name)

    assert copies(connected)["home/old.txt"] == (1, "copy", False)


def test_without_any_key_there_is_nothing_to_look_for(bare_home):
    outcome = bare_home.run("doctor", "secrets")

    assert (outcome.code, "nothing to look for" in outcome.out) == (0, True)


def test_the_search_follows_no_link_and_survives_what_cannot_be_read(littered, tmp_path):
    (littered.path / "loop").symlink_to(littered.path)
    (littered.path / "notes" / "gone").symlink_to(tmp_path / "nowhere")
    before = copies(littered)

    (littered.path / "closed").mkdir(mode=0)

    assert copies(littered) == before


@pytest.mark.parametrize("option", ["--fix", "--explain", "--dry-run"])
def test_the_search_takes_none_of_the_other_options(connected, option):
    assert connected.run("doctor", "secrets", option).code == 2


def test_the_search_stops_at_its_bound_and_says_so(littered, monkeypatch):
    monkeypatch.setattr("smartaipi_cli.actions.doctor.secret_search.MOST_BYTES", 0)

    outcome = littered.run("doctor", "secrets", "--json").envelope

    assert outcome["data"]["whole"] is False
    assert "search-cut-short" in {warning["code"] for warning in outcome["warnings"]}


CANARIES = {
    "ANTHROPIC_MODEL": "somebody@canary.example",
    "ANTHROPIC_SMALL_FAST_MODEL": "/srv/canaryuser/models",
    "CLAUDE_CODE_SUBAGENT_MODEL": "sk-canary-pasted-by-mistake-0123",
    "CLAUDE_CODE_USE_FOUNDRY": "canary-password-0123",
    "MY_PASSWORD": "canary-password-0123",
    "ANTHROPIC_API_KEY": "sk-ant-canary-exported-0123456789",
    "USER": "canaryuser",
}
"""An address, a name, a key, and a password, where values are shown as they are."""


@pytest.fixture
def reported(connected: Home, account) -> str:
    """The report of a home with canaries in every place that a report is made of."""
    connected.environment |= CANARIES
    connected.environment["CLAUDE_CODE_USE_VERTEX"] = account.key
    connected.write(
        ".claude.json",
        b'{"oauthAccount": {"emailAddress": "ada@canary.example"}, "primaryApiKey": "sk-ant-canary-console-01"}',
    )
    connected.write(
        ".codex/config.toml",
        connected.read(CONFIG) + b'\n[model_providers.x]\nexperimental_bearer_token = "tok-canary-x"\n',
    )
    connected.write(".bashrc", b"export OPENAI_API_KEY=sk-canary-in-a-dotfile-0123\n")
    outcome = connected.run("doctor", "--report", "report.txt")
    assert outcome.code == 9, outcome.text
    path = connected.project / "report.txt"
    assert path.stat().st_mode & 0o777 == 0o600
    return path.read_text(encoding="utf-8")


def test_a_report_has_no_key_no_address_and_no_name(connected, reported, account):
    assert "canary" not in reported
    assert account.key[-12:] not in reported
    assert account.token[-12:] not in reported
    assert str(connected.path) not in reported
    assert "@" not in reported


def test_a_report_has_what_support_needs(reported):
    for text in (
        "smartaipi 0.",
        "Python 3.",
        "claude (2.1.329)",
        "codex (0.169.0)",
        "~/.claude/settings.json",
        "mode 0600",
    ):
        assert text in reported
    assert "rival-credential" in reported or "stale-export" in reported


def test_a_report_overwrites_nothing(connected):
    path = connected.write("project/report.txt", b"mine")

    outcome = connected.run("doctor", "--report", "report.txt")

    assert (outcome.code, path.read_bytes()) == (5, b"mine")


def test_nothing_but_the_report_is_written(connected):
    before = tree_of(connected.folder)

    connected.run("doctor", "--report", "report.txt")

    assert set(tree_of(connected.folder)) - set(before) == {"home/project/report.txt"}
