"""TAB in real shells: what they offer, what it inserts, and that nothing is started by it.

A shell that is not installed is NOT RUN, and the test says so. PowerShell was run nowhere.
"""

import shutil

import pytest
from completing_shells import Desk, enter
from hostile_commands import HOSTILE as HOSTILE_TEXTS
from hostile_commands import WRITERS, hostile_table

from smartaipi_cli.actions.completion.scripts import SCRIPTS

SHELLS = ("bash", "zsh", "fish")
CHANGE = "20261121T111735123-3f9a0000"
LATER = "20261122T080000000-4b1c0000"

OFFERS = {
    "commands": ("smartaipi hist", ["history"]),
    "commands of a group": ("smartaipi profiles ", ["add", "list", "remove", "show", "use"]),
    "options": ("smartaipi claude --s", ["--scope", "--secret", "--strict"]),
    "options that every command has": ("smartaipi keys list --j", ["--json"]),
    "choices": ("smartaipi claude --secret ", ["helper", "inline"]),
    "the beginning of a choice": ("smartaipi codex --websocket o", ["off", "on"]),
    "choices of an argument": ("smartaipi open d", ["dashboard", "docs"]),
    "profiles": ("smartaipi usage --profile ", ["box", "work"]),
    "profiles behind a short option": ("smartaipi claude -p w", ["work"]),
    "profiles as an argument": ("smartaipi profiles use ", ["box", "work"]),
    "keys": ("smartaipi keys show l", ["laptop"]),
    "keys behind an option": ("smartaipi budgets list --key l", ["laptop"]),
    "stored keys": ("smartaipi claude --key ", ["stored"]),
    "models": ("smartaipi models show g", ["gpt-5.4"]),
    "changes": ("smartaipi history show ", [CHANGE, LATER]),
    "the change of undo": ("smartaipi undo 20261122", [LATER]),
    "a command behind an option with its value": ("smartaipi usage --by day log --lim", ["--limit"]),
    "nothing for a text": ("smartaipi keys create --name ", []),
    "nothing for an option that is none": ("smartaipi keys create --nome=", []),
    "nothing for a value of a flag": ("smartaipi claude --remove=", []),
    "an argument behind --": ("smartaipi keys show -- l", ["laptop"]),
    "options of a group that does something itself": ("smartaipi usage --b", ["--by"]),
    "a command named like an option's value": ("smartaipi login --key keys --st", ["--store"]),
}
CHILDREN = {
    "a program": ("smartaipi run -- dirnam", True),
    "a program without --": ("smartaipi run dirnam", True),
    "a program behind options of ours": ("smartaipi run --budget 1 -- dirnam", True),
    "no command of ours": ("smartaipi run -- claud", False),
    "no option of ours": ("smartaipi run -- nosuchprogram --budg", False),
}
HOSTILE = [
    "$(touch injected)",
    "`touch injected`",
    "; touch injected",
    "two  words",
    "it's",
    'say "so"',
    "$HOME",
    "*",
    "{a,b}",
    "#c",
    "a\\b",
    "!!",
    "a&b|c>d<e(f)g",
    "naïve ключ",
    "a:b=c",
    "[x]?",
]
VALUES_BEHIND_EQUALS = {"bash": ["inline"], "zsh": ["inline"], "fish": ["--secret=inline"]}


@pytest.fixture
def desk(tmp_path):
    """Names of every kind, and two changes."""
    made = Desk(tmp_path)
    made.keep("profiles", "work", "box")
    made.keep("keys", "laptop")
    made.keep("stored-keys", "stored")
    made.keep("models", "gpt-5.4", "claude-opus-4-6")
    for name in (CHANGE, LATER):
        made.keep_change(name)
    return made


def need(shell):
    if shutil.which(shell) is None:
        pytest.skip(f"NOT RUN: {shell} is not installed")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_offers_what_may_stand_there_and_starts_nothing_for_it(desk, shell):
    """Neither Python nor our program is started, whatever is asked."""
    need(shell)

    offered = desk.all_offers(shell, [line for line, _ in OFFERS.values()])

    assert dict(zip(OFFERS, offered, strict=True)) == {name: wanted for name, (_, wanted) in OFFERS.items()}
    assert desk.started == []


@pytest.mark.parametrize("shell", SHELLS)
def test_a_help_text_is_shown_and_never_run(tmp_path, shell):
    """Quotes, brackets, colons and substitutions in it are only text."""
    need(shell)
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    (scripts / SCRIPTS[shell]).write_text(WRITERS[shell](hostile_table()), encoding="utf-8")
    desk = Desk(tmp_path / "desk", scripts)

    commands, options, values = desk.all_offers(
        shell, ["smartaipi ", "smartaipi command-3 --", "smartaipi command-3 --value-3 "]
    )

    numbers = range(len(HOSTILE_TEXTS))
    assert commands == sorted(f"command-{number}" for number in numbers)
    assert {f"--{name}-{number}" for name in ("option", "value") for number in numbers} <= set(options)
    assert values == ["a", "b"]
    assert not list(tmp_path.rglob("injected"))


@pytest.mark.parametrize("shell", SHELLS)
def test_nothing_is_offered_behind_the_last_argument_but_options(desk, shell):
    need(shell)

    assert "laptop" not in desk.offers(shell, "smartaipi keys show laptop ")


@pytest.mark.parametrize("shell", SHELLS)
def test_a_value_behind_an_equals_sign_is_offered(desk, shell):
    need(shell)

    assert desk.offers(shell, "smartaipi claude --secret=in") == VALUES_BEHIND_EQUALS[shell]


@pytest.mark.parametrize("shell", SHELLS)
def test_behind_run_the_childs_own_completion_answers(desk, shell):
    need(shell)

    offered = desk.all_offers(shell, [line for line, _ in CHILDREN.values()])

    assert ["dirname" in words for words in offered] == [wanted for _, wanted in CHILDREN.values()]
    assert not any("claude" in words for words in offered)


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_the_childs_arguments_are_completed_as_without_run(desk, shell):
    """Bash does it where bash-completion is loaded."""
    need(shell)

    assert "dirname" in desk.offers(shell, "smartaipi run --budget 1 -- env dirnam")


@pytest.mark.parametrize("shell", SHELLS)
def test_without_any_names_nothing_is_offered_and_nothing_complained(tmp_path, shell):
    """As on the first day: there is no cache and no history."""
    need(shell)
    desk = Desk(tmp_path)
    shutil.rmtree(desk.own)

    assert desk.offers(shell, "smartaipi keys show ") == []
    assert desk.offers(shell, "smartaipi history show ") == []


@pytest.mark.parametrize("shell", SHELLS)
def test_the_folders_are_found_as_the_program_finds_them(tmp_path, shell):
    """SMARTAIPI_HOME first, then the XDG variables that name an absolute folder, then the home."""
    need(shell)
    desk = Desk(tmp_path)
    for folder, name in ((".cache", "of-home"), ("elsewhere", "of-xdg")):
        names = desk.home / folder / "smartaipi/names"
        names.mkdir(parents=True)
        (names / "keys").write_text(f"{name}\n")
    desk.keep("keys", "of-own")
    line = "smartaipi keys show "

    own = desk.offers(shell, line)
    xdg = desk.offers(shell, line, SMARTAIPI_HOME="", XDG_CACHE_HOME=str(desk.home / "elsewhere"))
    relative = desk.offers(shell, line, SMARTAIPI_HOME="", XDG_CACHE_HOME="elsewhere")

    assert (own, xdg, relative) == (["of-own"], ["of-xdg"], ["of-home"])


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_inserts_a_name_as_one_word_that_means_itself(desk, shell):
    """Names come from a server: whatever they hold, the program gets it, and nothing of it is run."""
    need(shell)
    with desk.session(shell) as typing:
        for number, name in enumerate(HOSTILE, 1):
            desk.keep("keys", name)
            enter(typing, "smartaipi keys show \t", number)

    wanted = [word for name in HOSTILE for word in ("smartaipi", "keys", "show", name)]
    assert desk.started == wanted
    assert not list(desk.folder.rglob("injected"))


@pytest.mark.parametrize("shell", SHELLS)
def test_a_name_like_a_users_home_stays_itself_or_is_left_out(desk, shell):
    """Fish would insert it unquoted."""
    need(shell)
    desk.keep("keys", "~root")
    with desk.session(shell) as typing:
        enter(typing, "smartaipi keys show \t")

    assert desk.started == ["smartaipi", "keys", "show", *([] if shell == "fish" else ["~root"])]


@pytest.mark.parametrize("shell", SHELLS)
@pytest.mark.parametrize("quote", ["'", '"'])
def test_tab_goes_on_in_quotes_that_were_opened(desk, shell, quote):
    need(shell)
    desk.keep("keys", "two words", "other")
    with desk.session(shell) as typing:
        enter(typing, f"smartaipi keys show {quote}two\t")

    assert desk.started == ["smartaipi", "keys", "show", "two words"]


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes_a_model_with_a_colon_to_its_end(desk, shell):
    """Bash cuts its words there."""
    need(shell)
    desk.keep("models", "vendor/model:free", "vendor/model:beta")
    with desk.session(shell) as typing:
        enter(typing, "smartaipi models show vendor/model:f\t")

    assert desk.started == ["smartaipi", "models", "show", "vendor/model:free"]


@pytest.mark.parametrize("shell", SHELLS)
def test_tab_completes_files_where_a_file_is_asked_for(desk, shell):
    need(shell)
    (desk.home / "my receipt.json").write_text("{}")
    with desk.session(shell) as typing:
        enter(typing, "smartaipi run --receipt my\t ls")

    assert desk.started == ["smartaipi", "run", "--receipt", "my receipt.json", "ls"]
