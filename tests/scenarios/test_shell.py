"""`smartaipi shell` in real shells: what they have after a set-up, and that nothing is left of it afterwards.

A shell that is not installed is NOT RUN, and the test says so.
"""

import json
import shutil
import subprocess

import pytest

from smartaipi_cli.actions.shell.users import shell_keys
from smartaipi_cli.domain.key_text import fingerprint
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.shell_env import SHELLS

OPENAI = ("OPENAI_API_KEY", "OPENAI_BASE_URL")
ANTHROPIC = ("ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL")
STARTS = {
    "zsh, interactive": ("zsh", ["zsh", "-i", "-c", "env -0"]),
    "zsh, login": ("zsh", ["zsh", "-l", "-i", "-c", "env -0"]),
    "bash, interactive": ("bash", ["bash", "-i", "-c", "env -0"]),
    "bash, login": ("bash", ["bash", "-l", "-c", "env -0"]),
    "fish, interactive": ("fish", ["fish", "-i", "-c", "env -0"]),
    "fish, login": ("fish", ["fish", "-l", "-c", "env -0"]),
    "sh at a login": ("bash", ["dash", "-l", "-c", "env -0"]),
}
DOTFILES = {"zsh": ".zshrc", "bash": ".bashrc", "fish": ".config/fish/config.fish"}
CONTENTS = {
    "absent": None,
    "empty": b"",
    "lines": b"export MINE=1\n",
    "no final newline": b"export MINE=1",
    "CRLF": b"export MINE=1\r\n",
    "no UTF-8": b"# \xff\xfe\nexport MINE=1\n",
    "a block of ours": (
        b"export MINE=1\n\n# >>> smartaipi >>>\n"
        b"if [ -r '/nowhere/env.sh' ]; then . '/nowhere/env.sh'; fi\n# <<< smartaipi <<<\n"
    ),
}


def need(program):
    if shutil.which(program) is None:
        pytest.skip(f"NOT RUN: {program} is not installed")


def start(home, command, **more):
    """The environment that a program has which is started from a new shell."""
    need(command[0])
    done = subprocess.run(
        command,
        capture_output=True,
        env={"HOME": str(home.path), "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "TERM": "dumb", **more},
        cwd=home.project,
        stdin=subprocess.DEVNULL,
        check=True,
        timeout=60,
        start_new_session=True,
    )
    return dict(entry.partition("=")[::2] for entry in done.stdout.decode(errors="replace").split("\0"))


def wanted(account):
    return {
        "OPENAI_API_KEY": account.key,
        "OPENAI_BASE_URL": account.urls["openai_url"],
        "ANTHROPIC_AUTH_TOKEN": account.key,
        "ANTHROPIC_BASE_URL": account.urls["anthropic_url"],
    }


def of_ours(environment):
    return {name: environment[name] for name in (*OPENAI, *ANTHROPIC) if name in environment}


def codes(outcome):
    return [warning["code"] for warning in outcome.envelope["warnings"]]


@pytest.mark.parametrize(("shell", "command"), STARTS.values(), ids=STARTS)
def test_a_new_shell_has_the_variables_and_no_vendors_key(home, account, shell, command):
    """Programs of the libraries then reach the gateway, and no other key does."""
    need(command[0])
    done = home.run("shell", "--shell", shell, "--yes")
    found = start(home, command, ANTHROPIC_API_KEY="sk-test-vendor")

    assert done.code == 0, done.text
    assert of_ours(found) == wanted(account)
    assert "ANTHROPIC_API_KEY" not in found
    assert "verified" in done.out


@pytest.mark.parametrize("shell", DOTFILES)
@pytest.mark.parametrize("content", CONTENTS.values(), ids=CONTENTS)
@pytest.mark.parametrize("way", ["--remove", "undo"])
def test_everything_is_as_before_after_it_is_taken_back(home, account, shell, content, way):
    need(shell)
    if content is not None and not (shell == "fish" and b"fi\n" in content):
        home.write(DOTFILES[shell], content, mode=0o640)
    before = home.tree()

    done = home.run("shell", "--shell", shell, "--yes")
    found = start(home, [shell, "-i", "-c", "env -0"], XDG_DATA_HOME=str(home.folder), XDG_CONFIG_HOME="")
    gone = home.run("shell", "--remove", "--yes") if way == "--remove" else home.run("undo", "--yes")

    assert (done.code, gone.code) == (0, 0), done.text + gone.text
    assert of_ours(found) == wanted(account)
    assert not list((home.own / "data").glob("env.*"))
    if content and b"nowhere" in content and way == "--remove" and shell != "fish":
        assert home.read(DOTFILES[shell]) == b"export MINE=1\n"  # a block of ours goes, whoever read it
    else:
        assert without_files_of_fish(home.tree()) == without_files_of_fish(before)


def without_files_of_fish(tree):
    """Fish makes files of its own at every start."""
    return {name: state for name, state in tree.items() if "fish_variables" not in name}


def test_the_second_run_writes_nothing(home):
    home.run("shell", "--shell", "bash", "--yes")
    before = home.tree()

    again = home.run("shell", "--shell", "bash", "--yes", "--json")

    assert (again.code, again.envelope["data"]["applied"], home.tree()) == (0, False, before)


def test_a_dry_run_writes_nothing_and_shows_no_key(home, account):
    """Also the shells that are asked about their files leave nothing behind."""
    home.write(".bashrc", b"a=1\n")
    home.write(".config/fish/conf.d/smartaipi.fish", b"# mine\n")
    before = home.whole_tree()

    shown = home.run("shell", "--shell", "all", "--dry-run")

    assert (shown.code, home.whole_tree()) == (0, before), shown.text
    assert account.key not in shown.text
    assert "OPENAI_BASE_URL" in shown.out


def test_only_our_file_has_the_key_and_only_its_owner_can_read_it(home, account):
    home.run("shell", "--shell", "bash", "--yes")
    holders = [
        path.relative_to(home.folder)
        for path in home.path.rglob("*")
        if path.is_file() and account.key.encode() in path.read_bytes()
    ]
    file = home.own / "data/env.sh"

    assert holders == []
    assert (file.stat().st_mode & 0o777, account.key in file.read_text()) == (0o600, True)


def test_the_lines_to_print_hold_no_key_and_work(home, account):
    """They ask `smartaipi credential` at the start of each shell."""
    printed = home.run("shell", "--shell", "bash", "--print")
    home.write(".bashrc", printed.out.encode())

    assert (printed.code, account.key in printed.text) == (0, False)
    assert of_ours(start(home, ["bash", "-i", "-c", "env -0"])) == wanted(account)


@pytest.mark.parametrize(("only", "names"), [("openai", OPENAI), ("anthropic", ANTHROPIC)])
def test_the_libraries_can_be_chosen(home, account, only, names):
    home.run("shell", "--shell", "bash", "--only", only, "--yes")
    found = start(home, ["bash", "-i", "-c", "env -0"], ANTHROPIC_API_KEY="sk-test-vendor")

    assert of_ours(found) == {name: wanted(account)[name] for name in names}
    assert ("ANTHROPIC_API_KEY" in found) is (only == "openai")


def test_the_gateways_own_variable_is_exported_when_it_is_wanted(home, account):
    done = home.run("shell", "--shell", "bash", "--own-variable", "--yes", "--json")
    found = start(home, ["bash", "-i", "-c", "env -0"])

    assert found["SMARTAIPI_API_KEY"] == account.key
    assert "key-variable-for-all" in codes(done)


def test_a_key_that_the_gateway_refuses_is_taken_back(home, account):
    """The dotfile, and the file with the key, are as before."""
    home.write(".bashrc", b"a=1\n")
    home.add_profile("bad", "sandbox", account.urls, "sk-sandbox-" + "0" * 50)
    before = home.tree()

    failed = home.run("shell", "--shell", "bash", "--profile", "bad", "--yes", "--json")

    assert (failed.code, failed.envelope["error"]["code"]) == (4, "credential-refused")
    assert home.tree() == before
    assert not (home.own / "data/env.sh").exists()


@pytest.mark.parametrize(
    ("shell", "name", "content"),
    [
        ("bash", ".bashrc", b"if true; then\n"),
        ("bash", ".bashrc", b"a=1\ncat <<EOF\nsk-test-0123456789\n"),
        ("bash", ".profile", b"echo 'open\n"),
        ("zsh", ".zshrc", b'alias a="b\n'),
        ("fish", ".config/fish/conf.d/smartaipi.fish", b"if true\n"),
    ],
    ids=["bash, block", "bash, here-document", "bash, quote at a login", "zsh, quote", "fish, block"],
)
def test_a_file_that_its_shell_cannot_read_is_refused(home, shell, name, content):
    """Our line would stand inside of what is open there, and do nothing."""
    need(shell)
    home.write(name, content)
    before = home.whole_tree()

    refused = home.run("shell", "--shell", shell, "--yes", "--json")

    assert (refused.code, refused.envelope["error"]["code"]) == (5, "document-refused")
    assert "sk-test" not in refused.text
    assert home.whole_tree() == before


@pytest.mark.parametrize(
    ("content", "mode"),
    [
        (b"# >>> smartaipi >>>\nexport EDITOR=vi\n# <<< smartaipi <<<\n", 0o600),
        (b"# >>> smartaipi >>>\n# <<< smartaipi <<<\n# >>> smartaipi >>>\n# <<< smartaipi <<<\n", 0o600),
        (b"# >>> smartaipi >>>\n", 0o600),
        (b"a\0b", 0o600),
        (b"a=1\n", 0o400),
    ],
    ids=["changed by hand", "two blocks", "no end", "NUL", "read-only"],
)
def test_a_dotfile_that_cannot_be_edited_is_left_alone(home, content, mode):
    home.write(".zshrc", content, mode)
    before = home.whole_tree()

    refused = home.run("shell", "--shell", "zsh", "--yes")

    assert (refused.code, home.whole_tree()) == (5, before)


def test_a_linked_dotfile_stays_a_link_and_its_folder_is_named(home):
    home.write("dotfiles/zshrc", b"a=1\n")
    (home.path / ".zshrc").symlink_to("dotfiles/zshrc")

    done = home.run("shell", "--shell", "zsh", "--yes", "--json")

    assert (home.path / ".zshrc").is_symlink()
    assert b"# >>> smartaipi >>>" in home.read("dotfiles/zshrc")
    assert "dotfile-managed" in codes(done)


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (".local/share/chezmoi/private_dot_zshrc.tmpl", b""),
        (".local/share/yadm/repo.git/index", b"DIRC\0\0.zshrc\0\0"),
    ],
    ids=["chezmoi", "yadm"],
)
def test_a_dotfile_manager_is_known_by_its_own_folder(home, name, data):
    home.write(".zshrc", b"a=1\n")
    home.write(name, data)

    shown = home.run("shell", "--shell", "zsh", "--dry-run", "--json")

    assert "dotfile-managed" in codes(shown)


def test_what_would_make_the_line_useless_is_said_before_anything_is_written(home):
    home.write(".zshrc", b"export OPENAI_API_KEY=sk-test-user\n[ -x /bin/fish ] && exec fish\n")
    home.write(".zlogin", b"export OPENAI_BASE_URL=https://x.test\n")
    home.write(".zshenv", b"ZDOTDIR=$HOME\n")

    shown = home.run("shell", "--shell", "zsh", "--dry-run", "--json")

    assert {"shell-replaces", "shell-ends-early", "shell-overridden", "shell-files-elsewhere"} <= {
        *codes(shown)
    }
    assert "sk-test-user" not in json.dumps(shown.envelope)


def test_tools_that_read_the_variables_or_do_not_are_named(home):
    shown = home.run("shell", "--shell", "bash", "--dry-run", "--json")

    assert {"client-ignores-variables", "client-obeys-variables"} <= {*codes(shown)}


def test_the_shell_is_the_users_own_unless_another_is_named(home):
    home.environment["SHELL"] = "/usr/bin/zsh"
    shown = home.run("shell", "--dry-run", "--json")
    home.environment["SHELL"] = "/bin/tcsh"
    refused = home.run("shell", "--dry-run", "--json")

    assert [path["path"].rpartition("/")[2] for path in shown.envelope["data"]["plan"]["changes"]] == [
        "env.sh",
        ".zshrc",
    ]
    assert (refused.code, refused.envelope["error"]["code"]) == (2, "usage")


def test_a_removal_of_one_shell_leaves_the_others(home, account):
    """Zsh and bash share the file of variables, which goes with the last of them."""
    need("zsh")
    for shell in ("zsh", "bash", "fish"):
        home.run("shell", "--shell", shell, "--yes", "--no-verify")

    for shell in ("fish", "zsh"):
        assert home.run("shell", "--remove", "--shell", shell, "--yes").code == 0

    assert of_ours(start(home, ["bash", "-i", "-c", "env -0"])) == wanted(account)
    assert of_ours(start(home, ["zsh", "-i", "-c", "env -0"])) == {}
    assert [path.name for path in (home.own / "data").glob("env.*")] == ["env.sh"]
    assert home.run("shell", "--remove", "--shell", "bash", "--yes").code == 0
    assert not list((home.own / "data").glob("env.*"))


def test_who_is_asked_was_warned_before(home):
    home.write(".bashrc", b"return\n")
    before = home.tree()

    asked = home.run("shell", "--shell", "bash", answers=iter(["no"]))

    assert (asked.code, home.tree()) == (1, before)
    assert asked.err.index("`return` ends the file") < asked.err.index("apply this change?")


def test_a_warning_is_said_once(home):
    home.write(".bashrc", b"return\n")

    done = home.run("shell", "--shell", "bash", "--yes")

    assert (done.code, done.err.count("`return` ends the file")) == (0, 1)


def test_an_own_variable_is_exported_unasked_when_a_tool_looks_there(home, account):
    """A set-up by `--secret env` and this one may come in any order."""
    connected = home.run("opencode", "--secret", "env", "--no-verify", "--yes")
    assert connected.code == 0, connected.text

    home.run("shell", "--shell", "bash", "--yes")

    assert start(home, ["bash", "-i", "-c", "env -0"])["SMARTAIPI_API_KEY"] == account.key


def test_what_was_written_into_the_dotfile_since_is_kept(home):
    home.write(".bashrc", b"a=1\n")
    home.run("shell", "--shell", "bash", "--yes", "--no-verify")
    (home.path / ".bashrc").write_bytes(home.read(".bashrc") + b"later=1\n")

    home.run("shell", "--remove", "--yes")

    assert home.read(".bashrc") == b"a=1\nlater=1\n"


def test_a_removal_needs_no_history(home):
    home.write(".bashrc", b"a=1\n")
    home.run("shell", "--shell", "bash", "--yes", "--no-verify")
    shutil.rmtree(home.own / "state")

    assert home.run("shell", "--remove", "--yes").code == 0
    assert home.read(".bashrc") == b"a=1\n"
    assert home.read(".profile") == b""  # whether it was there before is known to the history alone
    assert not (home.own / "data/env.sh").exists()


def test_a_shell_that_does_not_read_what_was_written_is_found_out(home):
    """Here a program that only calls itself bash; nothing of the set-up is left."""
    home.write(".bashrc", b"a=1\n")
    home.install("bash", 'case "$*" in *env.sh) exec /usr/bin/env -0;; esac')
    before = home.tree()

    failed = home.run("shell", "--shell", "bash", "--no-verify", "--yes", "--json")

    assert (failed.code, failed.envelope["error"]["code"]) == (9, "client-ignores-file")
    assert home.tree() == before


def test_the_keys_of_all_shells_are_known(home, account):
    """So that a rotation can name them."""
    for shell in SHELLS:
        home.run("shell", "--shell", shell, "--yes", "--no-verify")

    found = list(shell_keys(home.machine))

    assert sorted(path.name for path, _ in found) == ["env.fish", "env.json", "env.ps1", "env.sh"]
    assert {secret for _, secret in found} == {Secret(account.key)}


def rows_of(home):
    """What `status` says of shells: shell to row."""
    rows = home.run("status", "--json").envelope["data"]["tools"]
    return {row["tool"].removeprefix("shell "): row for row in rows if row["tool"].startswith("shell ")}


def test_status_tells_each_shell_with_its_key_and_since_when(home, account):
    assert rows_of(home) == {}
    home.run("shell", "--shell", "zsh", "--yes", "--no-verify")
    home.run("shell", "--shell", "nushell", "--yes", "--no-verify")

    rows = rows_of(home)

    assert rows.keys() == {"zsh", "nushell"}
    for row in rows.values():
        assert (row["state"], row["secret"], row["drifted"]) == ("connected", "env", "no")
        assert row["host"] == account.urls["anthropic_url"].removeprefix("http://")
        assert row["since"].endswith("Z")
        assert row["key_fingerprint"] == fingerprint(Secret(account.key))
    told = home.run("status")
    assert "shell zsh" in told.out
    assert account.key not in told.text


def test_status_knows_the_name_of_the_key_in_the_account_until_it_is_another(home, account):
    home.run("shell", "--shell", "bash", "--yes", "--no-verify")
    assert rows_of(home)["bash"]["key_name"] == "scenarios"
    file = home.machine.paths.data / "env.sh"

    file.write_text(
        file.read_text(encoding="utf-8").replace(account.key, "sk-test-another"), encoding="utf-8"
    )

    assert (rows_of(home)["bash"]["key_name"], rows_of(home)["bash"]["drifted"]) == ("", "env.sh")


DRIFTED = {
    "a line that went": (lambda home: home.write(".zshrc", b"export MINE=1\n"), ".zshrc"),
    "a start file that went": (lambda home: (home.path / ".zshrc").unlink(), ".zshrc"),
    "what others wrote": (lambda home: home.write(".zshrc", home.read(".zshrc") + b"export MINE=1\n"), "no"),
    "a variable that was changed": (
        lambda home: (home.machine.paths.data / "env.sh").write_bytes(
            b"export OPENAI_BASE_URL='http://x.test/v1'\n"
        ),
        "env.sh",
    ),
}


@pytest.mark.parametrize(("change", "drifted"), DRIFTED.values(), ids=DRIFTED)
def test_status_tells_what_of_a_shell_has_drifted(home, change, drifted):
    home.run("shell", "--shell", "zsh", "--yes", "--no-verify")
    assert rows_of(home)["zsh"]["drifted"] == "no"

    change(home)

    assert rows_of(home)["zsh"]["drifted"] == drifted


def test_status_tells_a_foreign_address_as_one(home):
    home.run("shell", "--shell", "zsh", "--yes", "--no-verify")
    (home.machine.paths.data / "env.sh").write_bytes(b"export OPENAI_BASE_URL='http://x.test/v1'\n")

    row = rows_of(home)["zsh"]

    assert (row["state"], row["host"], row["key"]) == ("other gateway", "x.test", "missing")


@pytest.mark.parametrize("way", [("undo", "--yes"), ("shell", "--remove", "--yes")], ids=["undo", "remove"])
def test_status_has_no_row_for_a_shell_that_was_taken_back(home, way):
    home.run("shell", "--shell", "bash", "--yes", "--no-verify")
    home.run(*way)

    assert rows_of(home) == {}


def test_status_keeps_shells_apart_that_share_a_file(home):
    home.run("shell", "--shell", "zsh", "--yes", "--no-verify")
    assert rows_of(home).keys() == {"zsh"}
    home.run("shell", "--shell", "bash", "--yes", "--no-verify")
    assert rows_of(home).keys() == {"zsh", "bash"}

    home.run("shell", "--shell", "zsh", "--remove", "--yes")

    assert {shell: row["drifted"] for shell, row in rows_of(home).items()} == {"bash": "no"}


def test_status_tells_a_set_up_of_which_the_history_knows_nothing(home):
    home.run("shell", "--shell", "fish", "--yes", "--no-verify")
    shutil.rmtree(home.machine.paths.state)

    row = rows_of(home)["fish"]

    assert (row["state"], row["since"], row["drifted"]) == ("connected", "", "")


def test_a_disabled_key_is_refused_before_new_shells_have_it(home):
    made = home.run("keys", "create", "--name", "for-shells", "--expires", "1d", "--store", "--json")
    assert home.run("keys", "disable", made.envelope["data"]["key"]["id"]).code == 0

    refused = home.run("shell", "--shell", "bash", "--yes", "--json")

    assert refused.envelope["error"]["code"] == "key-unfit"
    assert rows_of(home) == {}
