"""The file of variables and the line that reads it, in real shells; a shell that is absent is NOT RUN, and says so."""

import shutil
import subprocess

import pytest
from shell_values import torture_values

from smartaipi_cli.documents import DocumentRefused
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.tools.shell_env import SHELLS, printed_line
from smartaipi_cli.tools.shell_env_text import block_line, env_text, is_own_line, lines_by_hand

KEY = Secret("sk-test-canary0123456789")
READ = {
    **{shell.name: (shell.binary, shell.read) for shell in SHELLS.values() if shell.read},
    "dash": ("dash", ("-c", '. "$0" && env -0')),
}
LANGUAGE = {"dash": "bash"}


def program(name):
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"NOT RUN: {name} is not installed")
    return found


def environment_of(folder, **more):
    return {"HOME": str(folder), "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", **more}


def run(command, folder, **more):
    done = subprocess.run(
        command, capture_output=True, env=environment_of(folder, **more), check=True, timeout=120
    )
    assert done.stderr == b""
    return dict(entry.partition("=")[::2] for entry in done.stdout.decode().split("\0"))


def write(path, pieces):
    text = "".join(piece.reveal() if isinstance(piece, Secret) else piece for piece in pieces)
    path.write_text(text, encoding="utf-8")


def test_there_are_as_many_values_as_were_measured():
    assert len(torture_values()) == 332


@pytest.mark.parametrize("shell", READ)
@pytest.mark.parametrize("kind", [str, Secret], ids=["plain", "secret"])
def test_a_shell_exports_every_value_byte_for_byte(shell, kind, tmp_path):
    binary, arguments = READ[shell]
    variables = {f"T{number:03}": value for number, value in enumerate(torture_values())}
    file = tmp_path / "the user's $file"
    write(
        file,
        env_text(LANGUAGE.get(shell, shell), {name: kind(value) for name, value in variables.items()}, ()),
    )

    found = run([program(binary), *arguments, str(file)], tmp_path)

    assert {name: found.get(name) for name in variables} == variables


def test_nushell_exports_every_value_byte_for_byte(tmp_path):
    """By the printed line, in the place that it is meant for."""
    nushell = program("nu")
    variables = {f"T{number:03}": value for number, value in enumerate(torture_values())}
    file = tmp_path / 'the user\'s $file "x".json'
    write(file, env_text("nushell", {name: Secret(value) for name, value in variables.items()}, ()))
    config = tmp_path / "config.nu"
    config.write_text(f"{printed_line(file)}\n", encoding="utf-8")

    found = run([nushell, "--config", config, "-c", "^env -0"], tmp_path, ANTHROPIC_API_KEY="sk-test-other")

    assert {name: found.get(name) for name in variables} == variables
    assert "ANTHROPIC_API_KEY" not in found


def test_nushell_starts_without_the_file(tmp_path):
    config = tmp_path / "config.nu"
    config.write_text(f"{printed_line(tmp_path / 'absent.json')}\n$env.AFTER = 'here'\n", encoding="utf-8")

    found = run([program("nu"), "--config", config, "-c", "^env -0"], tmp_path)

    assert found["AFTER"] == "here"


@pytest.mark.parametrize("shell", READ)
def test_a_dropped_variable_is_gone_and_one_that_never_was_does_no_harm(shell, tmp_path):
    binary, arguments = READ[shell]
    file = tmp_path / "file"
    write(file, env_text(LANGUAGE.get(shell, shell), {"KEPT": "1"}, ("INHERITED", "NEVER_SET")))

    found = run([program(binary), *arguments, str(file)], tmp_path, INHERITED="sk-test-other")

    assert found["KEPT"] == "1"
    assert "INHERITED" not in found


@pytest.mark.parametrize("shell", ["bash", "dash", "zsh"])
@pytest.mark.parametrize("is_there", [True, False], ids=["with the file", "without the file"])
@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["LF", "CRLF"])
def test_the_line_neither_fails_nor_speaks_under_strict_options(shell, is_there, end, tmp_path):
    file = tmp_path / "the user's $file"
    if is_there:
        write(file, env_text("bash", {"T": "value"}, ("NEVER_SET",)))
    script = tmp_path / "script"
    script.write_bytes(f"set -eu\n{block_line('bash', file)}{end}env -0\n".encode())

    found = run([program(shell), str(script)], tmp_path)

    assert found.get("T") == ("value" if is_there else None)


@pytest.mark.parametrize("is_there", [True, False], ids=["with the file", "without the file"])
def test_the_line_of_fish_does_nothing_without_the_file(is_there, tmp_path):
    file = tmp_path / "the user's $file"
    if is_there:
        write(file, env_text("fish", {"T": "value"}, ()))
    script = tmp_path / "script"
    script.write_text(f"{block_line('fish', file)}\nenv -0\n", encoding="utf-8")

    found = run([program("fish"), "--no-config", str(script)], tmp_path)

    assert found.get("T") == ("value" if is_there else None)


def test_the_text_for_powershell_follows_its_language_reference():
    """PowerShell itself was NOT RUN."""
    text = env_text("powershell", {"A": "it's", "B": KEY}, ("C",))

    assert "".join(str(piece) for piece in text).splitlines()[1:] == [
        "Remove-Item -LiteralPath Env:C -ErrorAction SilentlyContinue",
        "$env:A = 'it''s'",
        "$env:B = '••••'",
    ]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_secret_stays_a_secret_in_the_text(shell):
    """So that a diff covers it wherever it stands."""
    pieces = env_text(shell, {"OPENAI_API_KEY": KEY}, ())

    assert KEY in pieces
    assert "canary" not in "".join(str(piece) for piece in pieces)


@pytest.mark.parametrize("shell", ["bash", "fish", "powershell"])
@pytest.mark.parametrize("value", ["sk-test-\n", "sk-test-\r", "sk-test-\0"], ids=["LF", "CR", "NUL"])
def test_a_value_with_a_line_break_is_refused(shell, value):
    with pytest.raises(DocumentRefused):
        env_text(shell, {"OPENAI_API_KEY": Secret(value)}, ())


@pytest.mark.parametrize("shell", ["zsh", "bash", "fish", "powershell"])
@pytest.mark.parametrize("name", ["/home/ada/env.sh", "/home/it's/$x/env.sh"], ids=["plain", "quotes"])
def test_a_line_of_ours_is_known_again(shell, name):
    assert is_own_line(block_line(shell, name))
    assert is_own_line(block_line(shell, name).removesuffix(" # smartaipi shell"))


@pytest.mark.parametrize(
    "line",
    [
        "if [ -r '/x/env.sh' ]; then . '/x/env.sh'; fi; export EDITOR=vi",
        "if [ -r '/x/env.sh' ]; then . '/y/env.sh'; fi",
        "# if [ -r '/x/env.sh' ]; then . '/x/env.sh'; fi",
        "export EDITOR=vi",
        "",
    ],
    ids=["extended", "two files", "commented out", "foreign", "blank"],
)
def test_a_line_that_somebody_changed_is_not_ours(line):
    assert not is_own_line(line)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish", "nushell"])
def test_the_lines_by_hand_take_the_key_from_the_command(shell, tmp_path):
    binary = program(SHELLS[shell].binary)
    command = ("/usr/bin/printf", "%s\\n", "sk-test-it's")
    lines = lines_by_hand(shell, {"ADDRESS": "https://gw.test/v1"}, ["KEY"], command)
    script = tmp_path / "script.nu"
    script.write_text("\n".join([*lines, "^env -0" if shell == "nushell" else "env -0"]), encoding="utf-8")

    found = run([binary, str(script)], tmp_path)

    assert (found["ADDRESS"], found["KEY"]) == ("https://gw.test/v1", "sk-test-it's")
