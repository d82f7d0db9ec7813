"""`smartaipi credential PROFILE`: one key on one line, for the key helpers of other tools.

Claude Code and Codex run this before their requests and cache the answer. It depends on no variable of the
environment when `--store` is given, prints nothing but the key, and from the file store imports nothing
beyond what every Python start has loaded.

    smartaipi credential PROFILE [--key NAME] [--store FOLDER]
"""

import os
import sys

FAILED = 4


def print_credential(arguments: list[str]) -> int:
    """Print the credential that `arguments` ask for; the exit code is 0, 2 (usage) or 4 (there is none)."""
    options = read_arguments(arguments)
    if options is None:
        sys.stderr.write("error: usage: smartaipi credential PROFILE [--key NAME] [--store FOLDER]\n")
        return 2
    profile, name, folder = options
    try:
        value = read_file(folder or default_folder(), profile, name) or read_keychain(profile, name)
    except OSError as problem:
        sys.stderr.write(f"error: cannot read the key of profile `{profile}`\n  {problem.strerror}\n")
        return FAILED
    if value is None:
        return FAILED
    if not value:
        sys.stderr.write(
            f"error: there is no {name} for profile `{profile}`\nhint: smartaipi login --profile {profile}\n"
        )
        return FAILED
    sys.stdout.write(f"{value}\n")
    sys.stdout.flush()
    return 0


def read_arguments(arguments: list[str]) -> tuple[str, str, str] | None:
    """(profile, credential name, folder of the file store) or None when the arguments cannot be understood."""
    positional: list[str] = []
    options = {"--key": "", "--store": ""}
    remaining = iter(arguments)
    for argument in remaining:
        if argument in options:
            options[argument] = next(remaining, "")
        else:
            positional.append(argument)
    unsafe = any(os.sep in part or part.startswith((".", "-")) for part in [*positional, options["--key"]])
    if len(positional) != 1 or not positional[0] or unsafe:
        return None
    name = f"key.{options['--key']}" if options["--key"] else "key"
    return positional[0], name, options["--store"]


def read_file(folder: str, profile: str, name: str) -> str:
    """The key in the file store, or an empty text."""
    try:
        descriptor = os.open(f"{folder}/{profile}/{name}", os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except FileNotFoundError:
        return ""
    try:
        return os.read(descriptor, 8192).decode(errors="replace").rstrip("\n")
    finally:
        os.close(descriptor)


def default_folder() -> str:
    """Where this user's file store is, when nobody says."""
    from smartaipi_cli.machine.paths import Paths

    return str(Paths.of_system(os.environ).credentials)


def read_keychain(profile: str, name: str) -> str | None:
    """The key in the system's keychain, or an empty text; None when it failed, which it then has said."""
    from smartaipi_cli.errors import UserError
    from smartaipi_cli.machine.keychain import find_keychain

    try:
        keychain = find_keychain()
        secret = keychain.read(profile, name) if keychain else None
    except UserError as problem:
        sys.stderr.write(f"error: {problem.message}\n  {problem.reason}\nhint: {problem.hint}\n")
        return None
    return secret.reveal() if secret else ""
