"""The entry point: answers the cheapest questions itself, then hands over to the application.

`--version`, the help of every command and `credential` (which other tools call before each of their requests) import
neither the command framework nor anything else of ours that is not needed.
"""

import gc
import os
import sys

START_UP_OBJECTS = 100_000
"""More than twice the containers that the largest command makes until it begins."""


def main() -> None:
    """Run the program with the arguments of the process and end it with the outcome's exit code."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        from smartaipi_cli._version import __version__

        print_and_exit(f"smartaipi {__version__}\n")
    if not arguments or arguments[-1] in {"--help", "-h"}:
        from smartaipi_cli.stored_help import read_help

        if text := read_help(arguments[:-1]):
            print_and_exit(text)
    if os.name != "posix":
        sys.stderr.write(
            "error: smartaipi does not run on this system yet\n"
            "  it changes configuration files safely on Linux and macOS only\n"
            "hint: run it in the Windows Subsystem for Linux\n"
        )
        sys.exit(1)
    if arguments[:1] == ["credential"] and "--help" not in arguments:
        from smartaipi_cli.credential import print_credential

        sys.exit(print_credential(arguments[1:]))
    sys.exit(run_command(arguments))


def run_command(arguments: list[str]) -> int:
    """Run a command and give its exit code, without looking for garbage where there is none.

    What start-up makes stays until the end: searching it costs a twelfth of a local command's time. At its end the
    interpreter would search all of it once more, for as long as two thirds of a bare Python start; what is frozen
    is left out.
    """
    gc.set_threshold(START_UP_OBJECTS)
    try:
        if arguments[:1] in (["status"], ["profiles"], ["history"]):
            from smartaipi_cli.local import is_local, run_local

            if is_local(arguments, os.environ):
                return run_local(arguments)
        from smartaipi_cli.app import run

        return run(arguments)
    finally:
        gc.freeze()


def print_and_exit(text: str) -> None:
    """Write `text` to standard output and end with code 0, quietly when the reader has gone."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python flushes standard output once more at exit; that must not complain either.
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - pathlib is not loaded here
    sys.exit(0)


if __name__ == "__main__":
    main()
