"""What holds for every shell block, over 20,000 seeded start-up files."""

import random

from smartaipi_cli.documents import shell_block

ROUNDS = 20_000
PIECES = (
    "export A=1",
    "",
    "",
    "   ",
    "# note",
    "if true; then",
    "fi",
    "\u00e9",
    'x="a',
    "\t# >>> conda >>>",
    "smartaipi",
)
ENDS = ("\n", "\n", "\n", "\r\n")


def start_up_file(pick: random.Random) -> bytes:
    """Lines with ends of one kind or mixed, some of them blank, with or without the last end."""
    end = pick.choice(ENDS)
    is_mixed = pick.random() < 0.1
    text = b""
    for _ in range(pick.randint(0, 5)):
        piece = pick.choice((*PIECES, "\r")) if is_mixed else pick.choice(PIECES)
        text += piece.encode() + (pick.choice(ENDS) if is_mixed else end).encode()
    if pick.random() < 0.4:
        text += pick.choice(("last", "  ", "\r", "# end", "\u00e9")).encode()
    return text + (b"\xff" if pick.random() < 0.05 else b"")


def some_lines(pick: random.Random) -> list[str]:
    return [pick.choice(("", "export B=1", ". ~/.config/x", "  y")) for _ in range(pick.randint(0, 3))]


def test_a_block_comes_changes_and_goes_without_a_trace():
    pick = random.Random(101)
    for _ in range(ROUNDS):
        source, lines, others = start_up_file(pick), some_lines(pick), some_lines(pick)
        appended = pick.choice((b"", b"", b"later\n", b"\n", b"later"))

        edited = shell_block.set_block(source, lines)
        assert edited.startswith(source)
        assert edited.endswith(b"\n")
        assert shell_block.set_block(edited, lines) == edited
        assert (
            edited.replace(b"\r\n", b"\n").count("\n".join(("# >>> smartaipi >>>", *lines, "#")).encode())
            == 1
        )

        changed = shell_block.set_block(edited, others)
        assert changed == shell_block.set_block(source, others)
        assert shell_block.remove_block(changed) == source
        grown = shell_block.remove_block(changed + appended)
        # Something appended later stays, on a line of its own.
        separator = (
            b""
            if not source or source.endswith(b"\n") or not appended
            else grown[len(source) :][: -len(appended)]
        )
        assert grown == source + separator + appended
        assert separator in (b"", b"\n", b"\r\n")
