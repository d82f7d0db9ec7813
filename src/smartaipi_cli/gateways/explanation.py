"""What an error means at a certain gateway: 402, 403 and 503 say different things at different ones."""

from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.presets import find_preset


def explained(problem: UserError, gateway: str) -> UserError:
    """The error with the gateway's own meaning of its status, where its documentation gives one."""
    status = problem.details.get("status")
    if not isinstance(status, int):
        return problem
    meaning = find_preset(gateway).errors.get(status, "")
    if not meaning or meaning in problem.reason:
        return problem
    return UserError(
        problem.code,
        problem.message,
        reason=f"{problem.reason}; there this means: {meaning}" if problem.reason else meaning,
        hint=problem.hint,
        details=problem.details,
    )
