"""Where copies of keys are looked for: the likely places first, then the rest of the home, within bounds."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from smartaipi_cli.machine.files import Entry, Files, Kind
from smartaipi_cli.machine.machine import Machine

LIKELY_FILES: Final = (
    ".bash_history", ".zsh_history", ".zhistory", ".local/share/fish/fish_history", ".python_history",
    ".node_repl_history", ".psql_history", ".bashrc", ".bash_profile", ".bash_login", ".profile", ".zshrc",
    ".zshenv", ".zprofile", ".config/fish/config.fish", ".claude.json", ".netrc", ".env",
)  # fmt: skip
LIKELY_FOLDERS: Final = (
    ".claude", ".codex", ".config/opencode", ".local/share/opencode", ".config/kilo", ".local/share/kilo",
    ".qwen", ".gemini", ".cline", ".continue", ".roo", ".cursor", ".config/Code/User", ".config/Cursor/User",
    ".config/environment.d", ".cc-switch", ".claude-code-router", "Library/Application Support/Code/User",
    ".local/share/Trash",
)  # fmt: skip
"""Settings, backups, logs and histories of clients, shells and editors, below the home."""

SKIPPED_NAMES: Final = frozenset(
    {
        "node_modules", "__pycache__", ".venv", "venv", "site-packages", ".cache", "Caches", ".npm", ".cargo",
        ".rustup", ".gradle", ".m2", ".pyenv", ".nvm", ".tox", ".mypy_cache", ".ruff_cache", "packages",
        "GPUCache", "Code Cache", "CachedData", "snap", ".steam", "proc", "dev",
    }
)  # fmt: skip
"""Folders full of other people's files, or of what can be fetched again."""

SKIPPED_PATHS: Final = ((".git", "objects"), (".git", "lfs"), ("go", "pkg"))
LIKELY_SIZE: Final = 64 * 1024 * 1024
OTHER_SIZE: Final = 1024 * 1024
"""Files up to so many bytes are read, in likely places and elsewhere."""


class Candidate(NamedTuple):
    """A file that is looked into, or, with `is_skipped`, one that is too large."""

    path: Path
    entry: Entry
    is_skipped: bool = False


def walk_candidates(machine: Machine) -> Iterator[Candidate]:
    """Our own folders, the likely places, the rest; each file once, no link followed."""
    home, paths, seen = machine.home, machine.paths, set[Path]()
    likely = [*dict.fromkeys(paths), *(home / name for name in (*LIKELY_FILES, *LIKELY_FOLDERS))]
    roots = [(root, LIKELY_SIZE) for root in (*likely, machine.working_folder / ".claude")]
    for root, size in (*roots, (home, OTHER_SIZE)):
        for path, entry in walk(machine.files, root, is_root=True):
            if path not in seen:
                seen.add(path)
                yield Candidate(path, entry, is_skipped=entry.size > size)


def walk(files: Files, path: Path, *, is_root: bool = False) -> Iterator[tuple[Path, Entry]]:
    """The regular files at and below a path; what cannot be read is passed over."""
    try:
        entry = files.look(path)
        if entry.kind is Kind.FILE:
            yield path, entry
            return
        if entry.kind is not Kind.DIRECTORY or (is_skipped(path) and not is_root):
            return
        names = files.list_directory(path)
    except OSError:
        return
    # Files before folders: what lies near the top is likelier to hold a key than what lies deep.
    folders = []
    for name in names:
        child = path / name
        try:
            is_folder = files.look(child).kind is Kind.DIRECTORY
        except OSError:
            continue
        if is_folder:
            folders.append(child)
        else:
            yield from walk(files, child)
    for folder in folders:
        yield from walk(files, folder)


def is_skipped(path: Path) -> bool:
    """Whether a folder is one of those that are passed over."""
    return path.name in SKIPPED_NAMES or path.parts[-2:] in SKIPPED_PATHS
