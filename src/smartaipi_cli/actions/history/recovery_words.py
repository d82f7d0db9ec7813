"""How an interrupted change is spoken of."""

from smartaipi_cli.engine.recovery import Recovered, Recovery
from smartaipi_cli.results import Warn


def recovered_warning(recovered: Recovered) -> Warn:
    """What was done about an earlier change that was cut short."""
    done = {
        Recovery.DROPPED: "had not begun and was dropped",
        Recovery.COMPLETED: "was completed",
        Recovery.TAKEN_BACK: "was taken back",
        Recovery.DAMAGED: "has a damaged journal and was left alone",
    }[recovered.outcome]
    kept = ", ".join(f"`{path}`" for path in (*recovered.foreign, *recovered.kept_aside))
    return Warn(
        code="recovered",
        message=f"an earlier change that was interrupted ({recovered.title or recovered.id}) {done}"
        + (f"; left as somebody changed them: {kept}" if kept else ""),
    )


def pending_warning(recovered: Recovered) -> Warn:
    """What a read-only command says about a change that was cut short; it leaves it alone."""
    outcome = {
        Recovery.DROPPED: "drops it: nothing of it was in effect",
        Recovery.COMPLETED: "completes it",
        Recovery.TAKEN_BACK: "takes it back",
        Recovery.DAMAGED: "cannot settle it: its journal is damaged",
    }[recovered.outcome]
    return Warn(
        code="recovery-pending",
        message=f"a change was interrupted ({recovered.title or recovered.id}); the next change {outcome}",
        hint="smartaipi repair",
    )
