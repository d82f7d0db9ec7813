"""A write, step by step: proposed, confirmed, done; each step is noted before the next one."""

from dataclasses import replace

from smartaipi_cli.errors import UserError
from smartaipi_cli.mcp_server.audit import Audited
from smartaipi_cli.mcp_server.confirmation import Proposal
from smartaipi_cli.mcp_server.parameters import Arguments
from smartaipi_cli.mcp_server.session import Session
from smartaipi_cli.mcp_server.tool import CONFIRMATION, WriteTool
from smartaipi_cli.results import Result, Warn

NEXT = "nothing was done yet: tell the user what would happen, and when they agree repeat this call with the token"


def write(session: Session, tool: WriteTool, arguments: Arguments) -> Result:
    """Say what would happen, or do it when a token confirms it.

    Errors: those of the tool, `confirmation-invalid`, and `own-file-failed` where nothing can be noted: then nothing
    is done either.
    """
    token = arguments.text(CONFIRMATION.name)
    call = Audited(
        machine=session.machine,
        profile=session.caller.profile,
        tool=tool.name,
        arguments={name: value for name, value in arguments.values.items() if name != CONFIRMATION.name},
        secrets=session.secrets(),
    )
    try:
        if token:
            proposal = session.confirmations.redeem(token, call.tool, call.arguments)
        else:
            proposal = tool.propose(session.caller, arguments)
    except UserError as problem:
        call.note("refused", problem.code)
        raise
    if token:
        call.note("confirmed")
        return done(proposal, call)
    call.note("proposed")
    return told(session, proposal, call)


def told(session: Session, proposal: Proposal, call: Audited) -> Result:
    """What would happen, and the token that makes it happen."""
    token, pending = session.confirmations.propose(call.tool, call.arguments, proposal)
    return Result(
        data={
            "done": False,
            "would": dict(proposal.would),
            "confirmation": token,
            "expires_at": pending.expires_at,
            "next": NEXT,
        },
        warnings=proposal.warnings,
    )


def done(proposal: Proposal, call: Audited) -> Result:
    """Do it. Errors: those of the proposal."""
    try:
        result = proposal.act()
    except BaseException as problem:  # noted and raised again: something may have been done in spite of it
        call.note("failed", problem.code if isinstance(problem, UserError) else type(problem).__name__)
        raise
    warnings = result.warnings
    try:
        call.note("done")
    except UserError as problem:  # it is done, and its outcome must not be lost over this
        warnings = (*warnings, Warn(code=problem.code, message=problem.message, hint=problem.hint))
    return replace(result, data={"done": True, "result": dict(result.data)}, warnings=warnings)
