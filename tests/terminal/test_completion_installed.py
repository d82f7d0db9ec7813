"""`smartaipi completion install` in real shells, whatever else stands in their start files."""

import shutil

import pytest
from completing_shells import PROMPT, at_shell, enter
from home import Home

COMPINIT = "autoload -Uz compinit; compinit -u -D\n"
FRAMEWORK = 'fpath+=("$HOME/plugins"); source "$HOME/framework.zsh"\n'
LAZY = """BASH_COMPLETION_VERSINFO=(2 11)
_loader() { . "$HOME/.local/share/bash-completion/completions/$1" && return 124; }
complete -D -F _loader
"""
START_FILES = {
    "bash, nothing else": ("bash", "", ""),
    "bash, strict": ("bash", "set -u\n", ""),
    "bash, with bash-completion": ("bash", LAZY, ""),
    "bash, bash-completion comes later": ("bash", "", LAZY),
    "zsh, compinit before": ("zsh", COMPINIT, ""),
    "zsh, compinit later": ("zsh", "", COMPINIT),
    "zsh, compinit twice": ("zsh", COMPINIT, COMPINIT),
    "zsh, a framework before": ("zsh", FRAMEWORK, ""),
    "zsh, a framework later": ("zsh", "", FRAMEWORK),
    "zsh, strict, with ksh's arrays": ("zsh", COMPINIT + "setopt ksh_arrays no_unset err_return\n", ""),
    "fish": ("fish", "", ""),
}
FILES = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
COMMANDS = {"bash": ["bash", "-i"], "zsh": ["zsh", "-d", "-i"], "fish": ["fish", "-i"]}
PROMPTS = {
    "bash": f"PS1='{PROMPT} '\n",
    "zsh": f"PS1='{PROMPT} '\n",
    "fish": f"function fish_prompt; echo '{PROMPT} '; end\nset -g fish_greeting\n",
}


@pytest.fixture
def bare_home(tmp_path):
    """A home in which `smartaipi` tells with what it was started."""
    home = Home(tmp_path)
    home.environment |= {"TERM": "dumb"}
    home.install("smartaipi", 'echo "STARTED 1. $*"')
    home.write("framework.zsh", COMPINIT.encode())
    (home.path / ".local/share/fish/generated_completions").mkdir(parents=True)
    return home


@pytest.mark.parametrize(("shell", "before", "later"), START_FILES.values(), ids=START_FILES)
def test_tab_completes_in_a_new_shell_after_an_installation(bare_home, shell, before, later):
    if shutil.which(shell) is None:
        pytest.skip(f"NOT RUN: {shell} is not installed")
    home = bare_home
    file = home.write(FILES[shell], (PROMPTS[shell] + before).encode())

    done = home.run("completion", "install", "--shell", shell, "--yes")
    with file.open("a") as start_file:
        start_file.write(later)
    with at_shell(home.project, home.environment, COMMANDS[shell]) as typing:
        typing.wait_for(PROMPT)
        enter(typing, "smartaipi hist\tli\t--verif\t")

    assert done.code == 0, done.text
    assert "STARTED 1. history list --verify" in typing.text
    assert "error" not in typing.text.lower(), typing.text


@pytest.mark.parametrize("shell", ["bash", "zsh"])
def test_a_script_that_is_gone_disturbs_no_new_shell(bare_home, shell):
    if shutil.which(shell) is None:
        pytest.skip(f"NOT RUN: {shell} is not installed")
    home = bare_home
    home.write(FILES[shell], f"{PROMPTS[shell]}{COMPINIT if shell == 'zsh' else ''}".encode())
    home.run("completion", "install", "--shell", shell, "--yes")
    shutil.rmtree(home.own / "data", ignore_errors=True)
    shutil.rmtree(home.path / ".local/share/bash-completion", ignore_errors=True)

    with at_shell(home.project, home.environment, COMMANDS[shell]) as typing:
        typing.wait_for(PROMPT)

    assert "smartaipi" not in typing.text
