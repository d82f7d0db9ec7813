"""`smartaipi completion`: what it writes, that it comes off again to the byte, and the names that commands leave."""

import stat

import pytest
from home import Home

from smartaipi_cli.actions.completion.names import LESSONS
from smartaipi_cli.actions.completion.scripts import SCRIPTS, read_script
from smartaipi_cli.app import walk

STARTS = {"bash": ".bashrc", "zsh": ".zshrc", "powershell": ".config/powershell/profile.ps1"}
PLACES = {
    "bash": "home/.local/share/bash-completion/completions/smartaipi",
    "zsh": "own/data/completions/_smartaipi",
    "fish": "home/.config/fish/completions/smartaipi.fish",
    "powershell": "own/data/completions/smartaipi.ps1",
}
CONTENTS = {
    "absent": None,
    "empty": b"",
    "lines": b"# mine\nalias l=ls\n",
    "no final newline": b"# mine\nalias l=ls",
    "CRLF": b"# mine\r\nalias l=ls\r\n",
    "CRLF, no final newline": b"# mine\r\nalias l=ls",
    "blank lines at the end": b"# mine\n\n\n",
    "no UTF-8": b"# \xff\xfe\n",
}
NO_LINE_OF_OURS = b"# >>> smartaipi completion >>>\nalias l=ls\n# <<< smartaipi completion <<<\n"


def install(home: Home, shell: str, *more: str):
    return home.run("completion", "install", "--shell", shell, "--yes", *more)


def names(home: Home, kind: str) -> list[str]:
    path = home.own / "cache/names" / kind
    return path.read_text().splitlines() if path.exists() else []


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_script_is_printed_as_it_is_shipped(bare_home, shell):
    printed = bare_home.run("completion", shell)

    assert (printed.code, printed.out, printed.err) == (0, read_script(shell), "")


@pytest.mark.parametrize("shell", SCRIPTS)
def test_an_installation_puts_the_script_where_the_shell_finds_it(bare_home, shell):
    done = install(bare_home, shell)

    assert done.code == 0, done.text
    assert (bare_home.folder / PLACES[shell]).read_text() == read_script(shell)
    if shell in STARTS:
        assert PLACES[shell].rpartition("/")[2].encode() in bare_home.read(STARTS[shell])


@pytest.mark.parametrize(
    ("shell", "kind"),
    [
        *(("bash", kind) for kind in CONTENTS),
        *((shell, kind) for shell in ("zsh", "powershell") for kind in ("absent", "no final newline")),
    ],
)
@pytest.mark.parametrize("way", [("undo",), ("completion", "uninstall")], ids=" ".join)
def test_everything_is_as_before_after_it_is_taken_back(bare_home, shell, kind, way):
    content = CONTENTS[kind]
    if content is not None:
        bare_home.write(STARTS[shell], content, mode=0o640)
    before = bare_home.tree()

    done = install(bare_home, shell)
    gone = bare_home.run(*way, "--yes")

    assert (done.code, gone.code) == (0, 0), done.text + gone.text
    assert bare_home.tree() == before
    assert not (bare_home.folder / PLACES[shell]).exists()


@pytest.mark.parametrize("way", [("undo",), ("completion", "uninstall")], ids=" ".join)
def test_fish_needs_no_start_file(bare_home, way):
    bare_home.write(".config/fish/config.fish", b"# mine\n")
    before = bare_home.tree()

    done = install(bare_home, "fish")
    gone = bare_home.run(*way, "--yes")

    assert (done.code, gone.code, bare_home.tree()) == (0, 0, before)


@pytest.mark.parametrize("shell", SCRIPTS)
def test_the_second_installation_has_nothing_to_do(bare_home, shell):
    install(bare_home, shell)
    before = bare_home.tree()

    again = install(bare_home, shell, "--json")
    said = install(bare_home, shell)

    assert (again.code, again.envelope["data"]["applied"], bare_home.tree()) == (0, False, before)
    assert "nothing to do" in said.out


@pytest.mark.parametrize("shell", SCRIPTS)
def test_a_dry_run_writes_nothing_and_names_the_files(bare_home, shell):
    before = bare_home.whole_tree()

    shown = bare_home.run("completion", "install", "--shell", shell, "--dry-run")

    assert (shown.code, bare_home.whole_tree()) == (0, before)
    assert str(bare_home.folder / PLACES[shell]) in shown.out
    assert "_smartaipi_table" not in shown.out  # nobody reads a generated script in a question


@pytest.mark.parametrize(
    ("variable", "shell"), [("/usr/bin/zsh", "zsh"), ("/bin/bash", "bash"), ("/usr/local/bin/fish", "fish")]
)
def test_the_users_own_shell_is_the_default(bare_home, variable, shell):
    bare_home.environment["SHELL"] = variable

    bare_home.run("completion", "install", "--yes")

    assert [name for name in PLACES if (bare_home.folder / PLACES[name]).exists()] == [shell]


@pytest.mark.parametrize("variable", ["/bin/tcsh", "", "/usr/bin/nu"])
def test_a_shell_that_is_not_known_ends_with_code_2_and_a_way_out(bare_home, variable):
    bare_home.environment["SHELL"] = variable

    refused = bare_home.run("completion", "install", "--yes")

    assert refused.code == 2
    assert "hint: smartaipi completion install --shell bash" in refused.err


def test_a_script_of_somebody_else_is_not_replaced_and_not_removed(bare_home):
    bare_home.write(".config/fish/completions/smartaipi.fish", b"complete -c smartaipi -f\n")
    before = bare_home.tree()

    refused = install(bare_home, "fish", "--json")
    removed = bare_home.run("completion", "uninstall", "--yes")

    assert (refused.code, refused.envelope["error"]["code"]) == (5, "document-refused")
    assert (removed.code, bare_home.tree()) == (0, before)


@pytest.mark.parametrize("command", ["install", "uninstall"])
def test_a_block_in_which_somebody_else_has_written_is_refused(bare_home, command):
    bare_home.write(".bashrc", NO_LINE_OF_OURS)
    before = bare_home.tree()

    refused = bare_home.run("completion", command, "--shell", "bash", "--yes")

    assert (refused.code, bare_home.tree()) == (5, before), refused.text


def test_an_older_script_is_outdated_until_it_is_installed_again(bare_home):
    install(bare_home, "bash")
    script = bare_home.folder / PLACES["bash"]
    script.write_text(read_script("bash").replace("'claude'", "'claud'"))

    told = bare_home.run("completion", "status")
    again = install(bare_home, "bash")

    assert "bash\toutdated" in told.out
    assert "hint: smartaipi completion install --shell bash" in told.err
    assert (again.code, script.read_text()) == (0, read_script("bash"))
    assert "bash\tinstalled" in bare_home.run("completion", "status").out


def test_a_start_file_that_reads_nothing_is_told(bare_home):
    """As after somebody has thrown our block away."""
    install(bare_home, "zsh")
    bare_home.write(".zshrc", b"")

    assert "zsh\tnot read" in bare_home.run("completion", "status").out


@pytest.mark.parametrize(
    ("text", "is_warned"),
    [(b"", True), (b"autoload -Uz compinit; compinit\n", False), (b"source $ZSH/oh-my-zsh.sh\n", False)],
    ids=["nothing", "compinit", "a framework"],
)
def test_a_zsh_that_may_complete_nothing_at_all_is_said_so(bare_home, text, is_warned):
    bare_home.write(".zshrc", text)

    done = install(bare_home, "zsh", "--json")

    codes = [warning["code"] for warning in done.envelope["warnings"]]
    assert codes == (["completion-not-started"] if is_warned else [])


@pytest.mark.parametrize("first", ["shell", "completion"])
@pytest.mark.parametrize("way", ["undo", "remove"])
def test_completion_and_variables_stand_in_one_start_file_and_go_one_by_one(home, first, way):
    """Whatever came first: each is undone and removed by itself, and the other stays."""
    home.write(".bashrc", b"# mine\n")
    shell = ("shell", "--shell", "bash", "--yes", "--no-verify", "--json")
    completion = ("completion", "install", "--shell", "bash", "--yes", "--json")
    commands = [shell, completion] if first == "shell" else [completion, shell]

    done = [home.run(*command) for command in commands]
    assert [outcome.code for outcome in done] == [0, 0], done[0].text + done[1].text
    marks = {"shell": b"# >>> smartaipi >>>", "completion": b"# >>> smartaipi completion >>>"}
    assert all(mark in home.read(".bashrc") for mark in marks.values())
    removal = ("shell", "--remove") if first == "shell" else ("completion", "uninstall")
    taking = removal if way == "remove" else ("undo", done[0].envelope["data"]["change"])
    gone = home.run(*taking, "--yes")

    other = "completion" if first == "shell" else "shell"
    assert gone.code == 0, gone.text
    assert marks[first] not in home.read(".bashrc")
    assert marks[other] in home.read(".bashrc")
    assert home.run("undo", done[1].envelope["data"]["change"], "--yes").code == 0
    assert home.read(".bashrc") == b"# mine\n"


def test_every_command_that_teaches_names_exists():
    assert set(LESSONS) <= {" ".join(words) for words in walk()}


def test_profiles_are_known_from_the_commands_about_them(bare_home):
    """Also from the list that is answered without the framework; the file is for its owner alone."""
    bare_home.run("profiles", "add", "work", "--gateway", "sandbox", "--url", "http://127.0.0.1:9")
    bare_home.run("profiles", "add", "other", "--gateway", "sandbox", "--url", "http://127.0.0.1:9")
    added = names(bare_home, "profiles")
    bare_home.run("profiles", "remove", "work", "--yes")
    removed = names(bare_home, "profiles")
    file = bare_home.own / "cache/names/profiles"
    mode = stat.S_IMODE(file.stat().st_mode)
    file.unlink()
    bare_home.call("profiles", "list")

    assert (added, removed, names(bare_home, "profiles")) == (["other", "work"], ["other"], ["other"])
    assert mode == 0o600


def test_keys_are_known_by_their_names_and_never_by_their_secrets(home):
    made = home.run("keys", "create", "--name", "tab-key", "--store-as", "tab", "--json")
    shown = home.run("keys", "create", "--name", "tab-shown", "--json")
    created = names(home, "keys")
    home.run("keys", "revoke", made.envelope["data"]["key"]["id"], "--yes")
    home.run("keys", "rotate", shown.envelope["data"]["key"]["id"], "--yes", "--json")

    assert created[:2] == ["tab-shown", "tab-key"]
    assert "tab-key" not in names(home, "keys")
    assert names(home, "stored-keys") == ["tab"]
    secret = shown.envelope["data"]["key"]["value"]
    assert not [
        file for file in (home.own / "cache").rglob("*") if file.is_file() and secret in file.read_text()
    ]


def test_models_are_known_from_their_list(home):
    home.run("models", "list", "gpt-*")
    home.run("models", "show", "claude-opus-4-6")

    found = names(home, "models")
    assert found[0] == "claude-opus-4-6"
    assert "gpt-5.4" in found


@pytest.mark.parametrize("spoil", ["a file for a folder", "no permission", "no UTF-8", "a folder for a file"])
def test_a_cache_that_cannot_be_used_fails_no_command(bare_home, spoil):
    cache = bare_home.own / "cache"
    match spoil:
        case "a file for a folder":
            cache.parent.mkdir(parents=True)
            cache.write_text("")
        case "no permission":
            cache.mkdir(parents=True, mode=0o500)
        case "no UTF-8":
            (cache / "names").mkdir(parents=True)
            (cache / "names/profiles").write_bytes(b"\xff\xfe\n")
        case _:
            (cache / "names/profiles").mkdir(parents=True)

    done = bare_home.run("profiles", "add", "work", "--gateway", "sandbox", "--url", "http://127.0.0.1:9")

    assert (done.code, "error" in done.err, "warning" in done.err) == (0, False, False), done.text


def test_telling_the_same_names_again_writes_nothing(home):
    home.run("keys", "list")
    file = home.own / "cache/names/keys"
    before = file.stat().st_mtime_ns, file.stat().st_ino

    home.run("keys", "list")

    assert (file.stat().st_mtime_ns, file.stat().st_ino) == before
