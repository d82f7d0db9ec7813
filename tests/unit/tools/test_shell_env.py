"""Which files of which shell, and what a plan makes of them, whatever stands in them."""

from pathlib import Path

import pytest

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.diff import render_diff_text
from smartaipi_cli.plan.states import Absent, Content, bytes_of
from smartaipi_cli.tools.base import Place, ReadFile
from smartaipi_cli.tools.shell_env import SHELLS, candidates, later_files, name_of_shell, start_files
from smartaipi_cli.tools.shell_env_plan import plan_connect, plan_remove
from smartaipi_cli.tools.shell_env_text import block_line
from smartaipi_cli.tools.shell_wish import ShellSetup, ShellWish

HOME = Path("/home/ada")
KEY = Secret("sk-test-canary0123456789")
PROFILE = Profile(
    name="work",
    gateway="smartaipi",
    label="Smart AIPI",
    openai_url="https://gw.test/v1",
    anthropic_url="https://gw.test",
)
ENV = HOME / ".local/share/smartaipi/env.sh"
RC = HOME / ".bashrc"
LINE = block_line("bash", ENV).encode()
BLOCK = b"# >>> smartaipi >>>\n%s\n# <<< smartaipi <<<\n"
OLD_LINE = b"if [ -r '/old/env.sh' ]; then . '/old/env.sh'; fi"
APPLICABLE = {
    "absent": None,
    "empty": b"",
    "blank": b"\n\n",
    "lines": b"alias ll='ls -l'\n",
    "CRLF": b"alias ll='ls -l'\r\nexport A=1\r\n",
    "no final newline": b"alias ll='ls -l'",
    "a comment at the end": b"alias a=b\n# vim: ft=sh",
    "no UTF-8": b"# \xff\xfe\nalias a=b\n",
    "an own mention of the file": b". '/home/ada/.local/share/smartaipi/env.sh'\n",
}
WITH_BLOCK = {
    "our block": (b"a\n\n" + BLOCK % LINE, b"a\n"),
    "our block, more after it": (b"a\n\n" + BLOCK % LINE + b"b\n", b"a\nb\n"),
    "a block of older versions": (b"a\n\n" + BLOCK % OLD_LINE, b"a\n"),
    "an empty block": (b"a\n\n# >>> smartaipi >>>\n# <<< smartaipi <<<\n", b"a\n"),
}
REFUSED = {
    "a line of the user's in the block": (BLOCK % (LINE + b"\nexport EDITOR=vi"), 3),
    "our line extended": (BLOCK % (LINE + b"; cd"), 2),
    "our line commented out": (BLOCK % (b"#" + LINE), 2),
    "two blocks": (BLOCK % LINE + BLOCK % LINE, 4),
    "no end": (b"a\n# >>> smartaipi >>>\n" + LINE + b"\n", 2),
    "no beginning": (LINE + b"\n# <<< smartaipi <<<\n", 2),
    "a mark with something glued to it": (b"a # >>> smartaipi >>>\n" + LINE + b"\n", 1),
    "the last line continues": (b"alias a=b \\", 1),
}


def place(platform="linux", **environment):
    return Place(home=HOME, working_folder=HOME / "project", environment=environment, platform=platform)


def state(data):
    return Absent() if data is None else Content(data, 0o644)


def setup(data, env=None, shell_name="bash"):
    return ShellSetup(
        shell_name=shell_name,
        env_file=ReadFile(path=ENV, state=state(env)),
        dotfiles=(ReadFile(path=RC, state=state(data)),),
    )


def wish(**more):
    return ShellWish(profile=PROFILE, key=KEY, key_label="abc", **more)


def after(plan, path=RC):
    return next(bytes_of(change.after) for change in plan.changes if change.path == path)


def setup_after(plan):
    return setup(after(plan), after(plan, ENV))


@pytest.mark.parametrize(
    ("shell", "platform", "environment", "expected"),
    [
        ("zsh", "linux", {}, [".zshrc"]),
        ("zsh", "darwin", {"ZDOTDIR": "/home/ada/.config/zsh"}, [".config/zsh/.zshrc"]),
        ("fish", "linux", {}, [".config/fish/conf.d/smartaipi.fish"]),
        ("fish", "darwin", {"XDG_CONFIG_HOME": "/home/ada/c"}, ["c/fish/conf.d/smartaipi.fish"]),
        ("powershell", "linux", {}, [".config/powershell/profile.ps1"]),
        ("powershell", "win32", {}, ["Documents/PowerShell/profile.ps1"]),
        ("nushell", "linux", {}, []),
    ],
)
def test_each_shell_has_its_start_file(shell, platform, environment, expected):
    found = start_files(place(platform, **environment), shell, frozenset())

    assert [file.path for file in found] == [HOME / name for name in expected]


@pytest.mark.parametrize(
    ("existing", "login"),
    [
        ([], ".profile"),
        ([".profile"], ".profile"),
        ([".bash_login", ".profile"], ".bash_login"),
        ([".bash_profile", ".bash_login", ".profile"], ".bash_profile"),
    ],
    ids=["none", "profile", "bash_login", "all"],
)
def test_bash_gets_the_login_file_that_it_reads_and_never_a_new_one_that_hides_another(existing, login):
    found = start_files(place(), "bash", frozenset(HOME / name for name in existing))

    assert [file.path.name for file in found] == [".bashrc", login]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_removal_looks_at_every_file_that_a_set_up_may_have_written(shell):
    names = [".bashrc", ".bash_profile", ".bash_login", ".profile"]
    every = {file.path for file in candidates(place(), shell)}

    for number in range(len(names) + 1):
        existing = frozenset(HOME / name for name in names[number:])
        assert {file.path for file in start_files(place(), shell, existing)} <= every


def test_files_that_are_read_later_are_known():
    assert [path.name for path in later_files(place(), "zsh")] == [".zlogin"]
    assert [path.name for path in later_files(place(), "fish")] == ["config.fish", "fish_variables"]
    assert later_files(place(), "bash") == ()


@pytest.mark.parametrize(
    ("environment", "platform", "expected"),
    [
        ({"SHELL": "/usr/bin/zsh"}, "linux", "zsh"),
        ({"SHELL": "/opt/homebrew/bin/fish"}, "darwin", "fish"),
        ({"SHELL": "/usr/bin/nu"}, "linux", "nushell"),
        ({"SHELL": "/usr/bin/pwsh"}, "linux", "powershell"),
        ({"SHELL": "/bin/dash"}, "linux", "dash"),
        ({}, "linux", ""),
        ({}, "win32", "powershell"),
    ],
)
def test_the_users_shell_is_known_by_its_program(environment, platform, expected):
    assert name_of_shell(place(platform, **environment)) == expected


@pytest.mark.parametrize("data", APPLICABLE.values(), ids=APPLICABLE)
def test_the_dotfile_gets_one_line_and_no_secret(data):
    plan = plan_connect([setup(data)], wish())
    text = after(plan)

    assert text.count(LINE) == 1
    assert KEY.reveal().encode() not in text
    assert text.replace(b"\r", b"").startswith((data or b"").replace(b"\r", b"").rstrip(b"\n"))


@pytest.mark.parametrize("data", APPLICABLE.values(), ids=APPLICABLE)
def test_a_second_set_up_writes_nothing(data):
    first = plan_connect([setup(data)], wish())

    assert plan_connect([setup_after(first)], wish()).is_noop


@pytest.mark.parametrize("data", APPLICABLE.values(), ids=APPLICABLE)
def test_a_removal_gives_the_bytes_back(data):
    done = setup_after(plan_connect([setup(data)], wish()))
    made = {RC: ()} if data is None else {}

    gone = plan_remove([done], made)

    assert after(gone) == data
    assert after(gone, ENV) is None
    assert [change.path for change in gone.changes] == [RC, ENV]


@pytest.mark.parametrize("data", APPLICABLE.values(), ids=APPLICABLE)
def test_what_was_appended_since_survives_a_removal(data):
    done = setup_after(plan_connect([setup(data)], wish()))
    more = b"alias later=1\n"
    file = done.dotfiles[0]._replace(state=state(bytes_of(done.dotfiles[0].state) + more))

    gone = plan_remove([ShellSetup(shell_name="bash", env_file=done.env_file, dotfiles=(file,))], {RC: ()})

    assert after(gone).endswith(more)
    assert LINE not in after(gone)


@pytest.mark.parametrize("data", APPLICABLE.values(), ids=APPLICABLE)
def test_a_removal_without_a_set_up_changes_nothing(data):
    assert plan_remove([setup(data)], {}).is_noop


@pytest.mark.parametrize(("data", "without"), WITH_BLOCK.values(), ids=WITH_BLOCK)
def test_a_block_that_stands_is_used_again(data, without):
    plan = plan_connect([setup(data)], wish())

    assert after(plan).count(LINE) == 1
    assert OLD_LINE not in after(plan)
    assert after(plan_remove([setup_after(plan)], {})) == without


def test_a_block_that_reads_another_file_is_left_by_a_removal():
    """It is not the one of `smartaipi shell`."""
    assert plan_remove([setup(BLOCK % OLD_LINE)], {}).is_noop


@pytest.mark.parametrize(("data", "line"), REFUSED.values(), ids=REFUSED)
def test_what_cannot_be_edited_safely_is_refused_with_its_line(data, line):
    with pytest.raises(DocumentRefused) as caught:
        plan_connect([setup(data)], wish())

    assert (caught.value.name, caught.value.line) == (str(RC), line)


@pytest.mark.parametrize(
    "name", [name for name, (data, _) in REFUSED.items() if LINE in data and b">>>" in data]
)
def test_a_removal_does_not_take_lines_of_the_users_along(name):
    with pytest.raises(DocumentRefused):
        plan_remove([setup(REFUSED[name][0])], {})


def test_a_signed_profile_is_refused():
    signed = b"Set-Alias ll ls\r\n# SIG # Begin signature block\r\n# SIG # End signature block\r\n"

    with pytest.raises(DocumentRefused) as caught:
        plan_connect([setup(signed, shell_name="powershell")], wish())

    assert "signature" in caught.value.reason


def test_the_file_with_the_key_is_for_its_owner_and_comes_before_the_line_that_reads_it():
    plan = plan_connect([setup(None)], wish())

    assert [(change.path, change.after.mode) for change in plan.changes] == [(ENV, 0o600), (RC, 0o644)]


@pytest.mark.parametrize(
    ("more", "protocols", "names"),
    [
        (
            {},
            ("chat", "responses", "messages"),
            ["OPENAI_API_KEY", "OPENAI_BASE_URL", "ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"],
        ),
        ({"only": "openai"}, ("chat", "messages"), ["OPENAI_API_KEY", "OPENAI_BASE_URL"]),
        ({"only": "anthropic"}, ("chat", "messages"), ["ANTHROPIC_AUTH_TOKEN", "ANTHROPIC_BASE_URL"]),
        ({}, ("chat",), ["OPENAI_API_KEY", "OPENAI_BASE_URL"]),
        (
            {"only": "openai", "own_variable": "SMARTAIPI_API_KEY"},
            ("chat",),
            ["OPENAI_API_KEY", "OPENAI_BASE_URL", "SMARTAIPI_API_KEY"],
        ),
    ],
    ids=["all", "only openai", "only anthropic", "a gateway without messages", "own variable"],
)
def test_the_variables_are_those_that_were_asked_for_and_that_the_gateway_serves(more, protocols, names):
    from dataclasses import replace

    found = ShellWish(profile=replace(PROFILE, protocols=protocols), key=KEY, **more)

    assert list(found.variables) == names
    assert found.dropped == (("ANTHROPIC_API_KEY",) if "ANTHROPIC_BASE_URL" in names else ())


def test_no_address_stands_without_its_key():
    for only in ("", "openai", "anthropic"):
        names = list(wish(only=only).variables)
        for address, key in (
            ("OPENAI_BASE_URL", "OPENAI_API_KEY"),
            ("ANTHROPIC_BASE_URL", "ANTHROPIC_AUTH_TOKEN"),
        ):
            assert address not in names or names.index(key) < names.index(address)


def test_a_key_variable_that_is_a_vendors_own_is_not_dropped():
    assert wish(own_variable="ANTHROPIC_API_KEY").dropped == ()


def test_the_diff_does_not_show_the_key():
    shown = render_diff_text(plan_connect([setup(b"")], wish()))

    assert "gw.test" in shown
    assert "canary" not in shown


def test_nushell_is_told_which_line_to_add():
    plan = plan_connect(
        [ShellSetup(shell_name="nushell", env_file=ReadFile(path=ENV.with_suffix(".json")))], wish()
    )

    assert [change.path.name for change in plan.changes] == ["env.json"]
    assert any("config.nu" in note and "env.json" in note for note in plan.notes)
