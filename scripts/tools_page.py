"""The reference page of the clients, from their specifications."""

from collections.abc import Iterator

from smartaipi_cli.commands.tool_command import WAYS
from smartaipi_cli.tools.base import NEVER, SecretWay, ToolSpec, Version, show_version
from smartaipi_cli.tools.registry import TOOLS
from smartaipi_cli.tools.shell_env import SHELLS

PROTOCOLS = {
    "chat": "`POST …/chat/completions`",
    "responses": "`POST …/responses`",
    "messages": "`POST …/v1/messages`",
}
INTRODUCTION = """
# Tools

How each client is set up, generated from the specifications in `tools/`.
"Versions run" were run for real on Linux, against the sandbox: one prompt answered; host, key and model as expected in
the sandbox's log; undo, and the client as before.
Nothing here was run on macOS or Windows; their paths are data with tests on the functions that make them.

Every set-up is verified the same way: the files are read again, what the client will use is worked out by its own
rules of precedence, and one small request goes out with exactly that, in the client's own protocol.
`--remove` and `undo` take it back."""
GUIDED = (
    (
        "cursor",
        (
            "shows each step with the values to paste, looks in Cursor's database for the usual mistakes, writes "
            "nothing there; `--wait` watches the request log"
        ),
        "Cursor itself",
    ),
    (
        "claude-desktop",
        "the steps for the app's own window, with a program of ours as its credential helper",
        "the app, which exists for macOS and Windows alone",
    ),
    ("gemini", "says why only an MCP server is possible", "-"),
)


def tools_page() -> str:
    """Every client that is written, the shells, and the guided ones."""
    parts = [
        INTRODUCTION.strip(),
        *("\n".join(section(tool.SPEC)) for tool in TOOLS.values()),
        shells_section(),
    ]
    return "\n\n".join([*parts, guided_section()]) + "\n"


def section(spec: ToolSpec) -> Iterator[str]:
    """One client."""
    yield f"## {spec.label} (`smartaipi {spec.name}`)"
    yield ""
    yield f"- files written: {quoted(spec.files_written)}"
    yield f"- keys written: {quoted(spec.keys_written)}"
    yield f"- ways to the key, the default first: {', '.join(f'`{way}` ({WAYS[way]})' for way in spec.ways)}"
    yield f"- scopes: {quoted(spec.scopes)}"
    yield f"- verified by a streamed request: {', '.join(PROTOCOLS[protocol] for protocol in spec.protocols)}"
    yield f"- versions run: {', '.join(spec.tested)}"
    if since := obeyed_since(spec):
        yield f"- refuses older versions: {since}"
    if spec.not_run:
        yield f"- not run: {spec.not_run}"


def obeyed_since(spec: ToolSpec) -> str:
    """From which version on the client obeys a way that it has not always obeyed."""
    firsts: dict[SecretWay, Version] = {"helper": spec.helper_since, "inline": spec.inline_since}
    return ", ".join(
        f"`{way}` is obeyed since {show_version(first)}"
        for way, first in firsts.items()
        if way in spec.ways and first != NEVER
    )


def shells_section() -> str:
    """What `smartaipi shell` writes for each shell."""
    lines = [
        "## Shells (`smartaipi shell`)",
        "",
        "| shell | file with the variables (0600) | start file | syntax checked with | read back with |",
        "|---|---|---|---|---|",
    ]
    lines += [
        f"| {shell.label} | `{shell.env_name}` | {'one marked line' if shell.edits else 'printed for you to paste'} | "
        f"{command(shell.binary, shell.check)} | {command(shell.binary, shell.read)} |"
        for shell in SHELLS.values()
    ]
    return "\n".join(lines)


def guided_section() -> str:
    """The commands that write nothing of the program's own."""
    lines = [
        "## Guided, because the program alone may write its settings",
        "",
        "| command | what it does | not run |",
        "|---|---|---|",
    ]
    return "\n".join(
        lines + [f"| `smartaipi {name}` | {does} | {not_run} |" for name, does, not_run in GUIDED]
    )


def command(binary: str, arguments: tuple[str, ...]) -> str:
    """A command of a shell, or that it was not run."""
    return f"`{' '.join((binary, *arguments))}`" if arguments else "not run"


def quoted(names: tuple[str, ...]) -> str:
    """Names as code."""
    return ", ".join(f"`{name}`" for name in names)
