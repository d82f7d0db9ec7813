"""What each tool will really use, what is wrong with that, and the repair of what is ours to repair."""

from collections.abc import Callable, Mapping

from smartaipi_cli.actions.concealment import conceal
from smartaipi_cli.actions.doctor.blocks import Explained, examination_blocks
from smartaipi_cli.actions.doctor.examination import Examined
from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_data
from smartaipi_cli.diagnosis.explanation import explain
from smartaipi_cli.diagnosis.findings import Finding, is_failure
from smartaipi_cli.diagnosis.modes import known_secrets
from smartaipi_cli.diagnosis.prediction import Prediction, predict
from smartaipi_cli.diagnosis.repairs import combine
from smartaipi_cli.exit_codes import ExitCode
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Line, Result


def show_examination(examined: Examined, *, explained: bool) -> Result:
    """What is sent where, what is wrong, and on demand every value that competes; code 9 when something failed."""
    evidence, findings = examined.evidence, examined.findings
    secrets = frozenset(known_secrets(evidence))
    competing = [(one, explain(evidence, one)) for one in examined.shown] if explained else []
    data = {
        "tools": [prediction_data(predict(one)) for one in evidence.tools],
        "findings": [finding_data(finding) for finding in findings],
        **({"explained": explained_data(competing)} if explained else {}),
    }
    return Result(
        data={name: concealed(value, lambda text: conceal(text, secrets)) for name, value in data.items()},
        blocks=examination_blocks(examined, competing if explained else None, secrets),
        exit_code=ExitCode.FINDING if any(map(is_failure, findings)) else ExitCode.DONE,
    )


def prediction_data(found: Prediction) -> dict[str, object]:
    """What a tool will send, for programs."""
    return {**found._asdict(), "keys": [key._asdict() for key in found.keys]}


def finding_data(finding: Finding) -> dict[str, object]:
    """A finding, for programs."""
    return {
        "code": finding.code,
        "severity": finding.severity,
        "tool": finding.tool,
        "message": finding.message,
        "reason": finding.reason,
        "hint": finding.hint,
        "repairable": finding.repair is not None,
    }


def explained_data(competing: Explained) -> list[dict[str, object]]:
    """Every value that competes, for programs."""
    return [{"tool": one.name, **value._asdict()} for one, values in competing for value in values]


def concealed(value: object, change: Callable[[str], str]) -> object:
    """Data with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [concealed(item, change) for item in value]
    if isinstance(value, Mapping):
        return {name: concealed(item, change) for name, item in value.items()}
    return value


def plan_repair(machine: Machine, examined: Examined) -> Plan:
    """One plan of every repair that is ours. Errors: `document-refused`, what the engine refuses."""
    plan = combine(finding.repair for finding in examined.findings if finding.repair)
    open_engine(machine).check(plan)
    return plan


def repair(machine: Machine, plan: Plan, look: Callable[[], Examined]) -> Result:
    """Apply the plan and look again: what is left is shown, and decides the exit code.

    Errors: those of the engine.
    """
    applied = open_engine(machine).apply(plan)
    left = show_examination(look(), explained=False)
    text = f"repaired (change {applied.id})" if applied.id else "nothing here is ours to repair"
    undo = (
        (Line(text=f"undo: smartaipi undo {applied.id.rpartition('-')[2]}", aside=True),)
        if applied.id
        else ()
    )
    return Result(
        data={"plan": plan_data(plan), "applied": bool(applied.id), "change": applied.id, **left.data},
        blocks=(Line(text=text, style="good" if applied.id else "plain"), *left.blocks, *undo),
        warnings=tuple(applied_warnings(applied)),
        exit_code=left.exit_code,
    )
