"""What start files do that makes our line useless, and what only looks like it."""

from pathlib import Path

import pytest

from smartaipi_cli.tools.base import Place
from smartaipi_cli.tools.shell_env_effective import StartText, find_moved, find_problems
from smartaipi_cli.tools.shell_scan import read_commands

RC = Path("/home/ada/.bashrc")
NAMES = ("OPENAI_API_KEY", "OPENAI_BASE_URL")
DROPPED = ("ANTHROPIC_API_KEY",)
BLOCK = "# >>> smartaipi >>>\n. x\n# <<< smartaipi <<<\n"
DEBIAN = """case $- in
    *i*) ;;
      *) return;;
esac
HISTCONTROL=ignoreboth
if [ -x /usr/bin/dircolors ]; then
    test -r ~/.dircolors && eval "$(dircolors -b ~/.dircolors)" || eval "$(dircolors -b)"
fi
alias alert='notify-send "$([ $? = 0 ] && echo terminal || echo error)"'
if ! shopt -oq posix; then
  if [ -f /etc/bash_completion ]; then
    . /etc/bash_completion
  fi
fi
"""
QUIET = {
    "Debian's own file": DEBIAN,
    "guard with PS1": '[ -z "$PS1" ] && return\n',
    "guard with a terminal": "[ -t 0 ] || return\n",
    "guard of zsh": "[[ -o interactive ]] || return\n",
    "guard of fish": "if not status is-interactive\n  exit\nend\n",
    "return of a function": "foo() {\n  return 1\n}\nfunction bar {\n  exit 1\n}\nfunction baz() { return; }\n",
    "return of a function of fish": "function foo\n  return 1\nend\n",
    "in a subshell": "A=$(exit 1)\n(cd / && exit)\n",
    "in quotes": "alias bye='\nexit\n'\necho \"return\"\n",
    "in a comment": "# return\nls # exec zsh\n",
    "in a here-document": "cat <<EOF\nreturn\nEOF\ncat <<-'X' | cat\n\texit\n\tX\n",
    "exec for its redirection": "exec 2>/dev/null\nexec >log\n",
    "after our block": BLOCK + "return\n",
    "another variable": "export OPENAI_API_KEY_OLD=x\nMY_OPENAI_API_KEY=x\n",
    "for one command alone": "OPENAI_API_KEY=x python -c pass\n",
    "an array": "arr=(return exit)\n",
}
ENDS = {
    "return": ("a=1\nreturn\n", 2, "`return` ends the file before our line is read"),
    "exit after a guard": (DEBIAN + "exit 0\n", 15, "`exit`"),
    "final exec": ("a=1\nexec fish\n", 2, "`exec fish` takes the shell's place"),
    "exec on a condition": ("[ -x /bin/fish ] && exec fish\n", 1, "where its condition holds"),
    "exec for interactive shells": ("case $- in *i*) exec fish;; esac\n", 1, "`exec fish`"),
    "return in a block": ('if [ -n "$SSH" ]; then\n  return\nfi\n', 2, "where its condition holds"),
    "open here-document": ("a=1\ncat <<EOF\nreturn\n", 2, "`EOF` does not end"),
    "before our block": ("return\n" + BLOCK, 1, "`return`"),
}
SETTINGS = {
    "before": ("export OPENAI_API_KEY=sk-test-user\n", "shell-replaces", 1),
    "after": (BLOCK + "a=1\nexport OPENAI_API_KEY=sk-test-user\n", "shell-overridden", 5),
    "assigned": (BLOCK + "OPENAI_BASE_URL=https://x.test\n", "shell-overridden", 4),
    "unset": (BLOCK + "unset OPENAI_API_KEY\n", "shell-overridden", 4),
    "fish": (BLOCK + "set -gx OPENAI_API_KEY x\n", "shell-overridden", 4),
    "several in a line": (BLOCK + "export A=1 OPENAI_API_KEY=x\n", "shell-overridden", 4),
    "in a block": (BLOCK + "if true; then export OPENAI_API_KEY=x; fi\n", "shell-overridden", 4),
    "a vendor's key before": ("export ANTHROPIC_API_KEY=sk-test-user\n", "shell-replaces", 1),
    "a vendor's key after": (BLOCK + "export ANTHROPIC_API_KEY=sk-test-user\n", "shell-overridden", 4),
}


def problems(text, **more):
    file = StartText(**{"shell_name": "bash", "path": RC, "text": text, **more})
    return list(find_problems(file, NAMES, DROPPED))


@pytest.mark.parametrize("text", QUIET.values(), ids=QUIET)
def test_what_does_no_harm_is_not_reported(text):
    assert problems(text) == []


@pytest.mark.parametrize(("text", "line", "words"), ENDS.values(), ids=ENDS)
def test_what_ends_a_start_file_before_our_line_is_reported(text, line, words):
    (found,) = problems(text)

    assert found.code == "shell-ends-early"
    assert found.message.startswith(f"`{RC}`, line {line}: ")
    assert words in found.message


@pytest.mark.parametrize(("text", "code", "line"), SETTINGS.values(), ids=SETTINGS)
def test_a_line_that_sets_our_variables_is_reported_without_its_value(text, code, line):
    (found,) = problems(text)

    assert (found.code, f"line {line}:" in found.message) == (code, True)
    assert "sk-test" not in found.message + found.hint


def test_a_vendors_key_that_comes_back_is_said_to_leak():
    (found,) = problems("export ANTHROPIC_API_KEY=x\n", is_later=True)

    assert "will send it to the gateway" in found.message


def test_a_file_that_is_read_later_wins_as_a_whole():
    (found,) = problems("export OPENAI_API_KEY=x\nreturn\n", is_later=True)

    assert found.code == "shell-overridden"


def test_a_universal_variable_of_fish_counts_only_where_ours_is_dropped():
    """A global variable goes before a universal one of the same name."""
    text = "SETUVAR --export OPENAI_API_KEY:x\nSETUVAR --export ANTHROPIC_API_KEY:y\n"

    found = problems(
        text, shell_name="fish", path=Path("/home/ada/.config/fish/fish_variables"), is_later=True
    )

    assert ["ANTHROPIC_API_KEY" in one.message for one in found] == [True]


def test_powershell_profiles_are_read_by_their_assignments():
    (found,) = problems(
        "Set-Alias a b\r\n$Env:OPENAI_API_KEY = 'x'\r\n", shell_name="powershell", is_later=True
    )

    assert (found.code, "line 2:" in found.message) == ("shell-overridden", True)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": "# chezmoi:modify-template\n"}, "says at its head"),
        ({"text": "# This file is managed by Puppet\n"}, "says at its head"),
        ({"manager": "chezmoi"}, "in the care of chezmoi"),
        (
            {"real": Path("/home/ada/dotfiles/bash/.bashrc")},
            "is a link: the line is written to `/home/ada/dotfiles",
        ),
        ({"real": Path("/nix/store/abc-home-manager-files/.bashrc")}, "home-manager"),
        ({"real": Path("/mnt/shared/bashrc")}, "is a link"),
    ],
    ids=["chezmoi's mark", "another mark", "chezmoi", "stow", "home-manager", "a plain link"],
)
def test_a_dotfile_in_somebody_elses_care_is_reported(more, words):
    (found,) = problems(**{"text": "", **more})

    assert found.code == "dotfile-managed"
    assert words in found.message


def test_a_mark_far_from_the_head_is_none():
    assert problems("\n" * 20 + "# chezmoi\n") == []


@pytest.mark.parametrize(
    ("environment", "text", "count"),
    [({}, "export ZDOTDIR=~/.zsh\n", 1), ({"ZDOTDIR": "/z"}, "ZDOTDIR=/z\n", 0), ({}, "# ZDOTDIR=/z\n", 0)],
    ids=["not exported here", "exported here", "a comment"],
)
def test_zsh_files_that_may_be_elsewhere_are_reported(environment, text, count):
    place = Place(home=RC.parent, working_folder=RC.parent, environment=environment, platform="linux")

    assert len(list(find_moved(place, RC.with_name(".zshenv"), text))) == count


@pytest.mark.parametrize(
    "text", ["'", '"', "\\", "((((", "))))", "}}}", "<<EOF", "if", "end end", "a <<X\nX"]
)
def test_no_text_is_too_broken_to_be_read(text):
    assert isinstance(list(read_commands(text)), list)
