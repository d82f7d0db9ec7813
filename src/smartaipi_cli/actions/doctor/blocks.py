"""An examination as people read it: what each tool uses, why, and what is wrong."""

from collections.abc import Callable, Collection, Iterator
from typing import Final, TypeAlias

from smartaipi_cli.actions.concealment import conceal, shorten
from smartaipi_cli.actions.doctor.examination import Examined
from smartaipi_cli.diagnosis.evidence import ToolEvidence
from smartaipi_cli.diagnosis.findings import Finding, is_failure
from smartaipi_cli.diagnosis.prediction import Prediction, predict
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.results import Block, Column, Line, Style, Table
from smartaipi_cli.tools.base import Contender, show_version

Explained: TypeAlias = list[tuple[ToolEvidence, tuple[Contender, ...]]]
STYLES: Final[dict[str, Style]] = {"error": "bad", "warning": "warn", "note": "faint"}
PROGRAMS: Final = ("smartaipi ", "chmod ", "codex ", "unset ")
"""How hints begin that are commands to paste: those stay whole."""

EMPTY_LINE: Final = Line(text="")


def examination_blocks(
    examined: Examined, competing: Explained | None, secrets: Collection[Secret]
) -> tuple[Block, ...]:
    """What a person sees, without keys and with short paths; `competing` is None when nobody asked for reasons."""
    home = examined.evidence.place.home
    return tuple(
        in_short(block, lambda text: shorten(conceal(text, secrets), home))
        for block in (
            use_table(examined),
            *(block for one, values in competing or () for block in explained_blocks(one, values)),
            *(block for finding in examined.findings for block in finding_blocks(finding)),
            EMPTY_LINE,
            *closing_lines(examined, has_reasons=competing is not None),
        )
    )


def in_short(block: Block, change: Callable[[str], str]) -> Block:
    """A block with every text in it changed."""
    if isinstance(block, Table):
        return block._replace(rows=tuple(tuple(map(change, row)) for row in block.rows))
    return block._replace(text=change(block.text)) if isinstance(block, Line) else block


def use_table(examined: Examined) -> Table:
    """What each tool will send: where, asking for what, with which keys."""
    return Table(
        columns=tuple(Column(heading=heading) for heading in ("TOOL", "HOST", "MODEL", "KEY")),
        rows=tuple(use_row(one, predict(one)) for one in examined.shown),
        empty="no tool is installed or connected",
    )


def use_row(one: ToolEvidence, found: Prediction) -> tuple[str, ...]:
    """One row."""
    keys = dict.fromkeys(key.shown or "by a helper" for key in found.keys)
    login = ("the vendor's login",) if found.account else ()
    host = found.host or ("another cloud" if one.effective.elsewhere else "default")
    return (
        one.name,
        host if found.starts else "does not start",
        found.model or "default",
        ", ".join((*keys, *login)) or "none",
    )


def explained_blocks(one: ToolEvidence, values: tuple[Contender, ...]) -> Iterator[Block]:
    """Every value that competes, one group for each thing that it decides."""
    version = f" {show_version(one.snapshot.version)}" if one.snapshot.version else ""
    yield EMPTY_LINE
    yield Line(text=f"{one.label}{version}", style="strong")
    yield Table(
        columns=tuple(Column(heading=heading) for heading in ("FOR", "OUTCOME", "VALUE", "FROM", "WHY")),
        rows=tuple(map(explained_row, values)),
        empty="  nothing is set",
        grouped=True,
    )


def explained_row(value: Contender) -> tuple[str, ...]:
    """One value."""
    return (
        value.subject,
        "wins" if value.wins else "loses",
        value.shown or "(empty)",
        f"{value.setting} in {value.source}",
        value.reason,
    )


def finding_blocks(finding: Finding) -> Iterator[Block]:
    """A finding: what, why, and what to do."""
    text = f"{finding.severity}: {finding.message} [{finding.code}]"
    yield EMPTY_LINE
    yield Line(text=text, style=STYLES[finding.severity], folds=True)
    if finding.reason:
        yield Line(text=f"  {finding.reason}", folds=True)
    for number, line in enumerate(map(str.strip, finding.hint.splitlines())):
        is_command = line.removeprefix("or: ").startswith(PROGRAMS)
        yield Line(text=f"  {'hint:' if number == 0 else '     '} {line}", folds=not is_command)


def closing_lines(examined: Examined, *, has_reasons: bool) -> Iterator[Line]:
    """What comes to what, and where the reasons are."""
    findings = examined.findings
    counts = {name: sum(finding.severity == name for finding in findings) for name in STYLES}
    text = ", ".join(f"{count} {name}{'s' if count > 1 else ''}" for name, count in counts.items() if count)
    style: Style = "warn" if any(map(is_failure, findings)) else "plain" if findings else "good"
    yield Line(text=text or "nothing is wrong", style=style)
    if not has_reasons and any(one.effective.base_url for one in examined.shown):
        yield Line(text="why each value wins: smartaipi doctor --explain", aside=True)
