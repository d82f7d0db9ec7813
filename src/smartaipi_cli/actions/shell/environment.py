"""Letting new shells know the gateway, for programs that use the libraries of OpenAI and Anthropic."""

from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass

from smartaipi_cli.actions.connection.connecting import take_back, unverified
from smartaipi_cli.actions.connection.verification import verified_blocks, verified_data
from smartaipi_cli.actions.history.changes import applied_warnings, open_engine, plan_data
from smartaipi_cli.actions.history.reading import list_changes
from smartaipi_cli.actions.keys.fitness import check_fitness
from smartaipi_cli.actions.profiles.selection import KEY_VARIABLE, need_key, select_profile
from smartaipi_cli.actions.shell.reading import check_syntax, choose_shells, read_setup
from smartaipi_cli.actions.shell.request import ShellRequest, refuse_empty
from smartaipi_cli.actions.shell.verification import verify_shells
from smartaipi_cli.actions.shell.warnings import client_warnings, problem_warnings, unasked_warnings
from smartaipi_cli.actions.status.status import relevant_snapshot
from smartaipi_cli.domain.key_text import check_key, fingerprint
from smartaipi_cli.domain.profile import Profile
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.key_owner import check_owner
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.results import Line, Result, Warn
from smartaipi_cli.tools.registry import TOOLS
from smartaipi_cli.tools.shell_env import NAME, SHELLS
from smartaipi_cli.tools.shell_env_plan import plan_connect
from smartaipi_cli.tools.shell_wish import ShellSetup, ShellWish


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparedShells:
    """A plan that waits for a yes, with all that its application needs."""

    request: ShellRequest
    setups: tuple[ShellSetup, ...]
    wish: ShellWish
    plan: Plan
    warnings: tuple[Warn, ...]


def prepare_shells(machine: Machine, request: ShellRequest) -> PreparedShells:
    """Work out the plan; nothing is written.

    Errors: `usage`, `not-offered`, `key-missing`, `key-malformed`, `key-unfit`, `wrong-credential`,
    `document-refused`, and what the engine refuses.
    """
    profile, _ = select_profile(machine, request.profile)
    setups = tuple(read_setup(machine, name) for name in choose_shells(machine, request.shell))
    credential = need_key(machine, profile, request.key_name)
    key = check_key(credential.secret)
    check_owner(key, profile)
    with closing(machine.open_transport()) as transport:
        key_name = check_fitness(machine, transport, profile, credential, (request.model,), NAME)
    wish = ShellWish(
        profile=profile,
        key=key,
        key_label=fingerprint(key),
        key_name=key_name,
        only=request.only,
        own_variable=choose_own_variable(machine, profile, wanted=request.own_variable),
    )
    refuse_empty(wish)
    unasked = check_syntax(machine, setups)
    plan = plan_connect(setups, wish)
    open_engine(machine).check(plan)
    warnings = (*unasked_warnings(unasked), *client_warnings(machine, wish))
    return PreparedShells(
        request=request,
        setups=setups,
        wish=wish,
        plan=plan,
        warnings=(*warnings, *problem_warnings(machine, setups, plan, wish)),
    )


def choose_own_variable(machine: Machine, profile: Profile, *, wanted: bool) -> str:
    """The gateway's own variable, when it is wanted or a tool was set up to look there; else an empty text.

    Not without need: every command of ours takes the key in it before a stored one, for other profiles as well.
    """
    variable = profile.key_variable or KEY_VARIABLE
    if wanted:
        return variable
    records = list_changes(machine)
    for tool in TOOLS.values():
        with suppress(UserError):
            _, snapshot = relevant_snapshot(machine, tool, records)
            effective = tool.resolve(snapshot)
            if effective.mode == "env" and variable in effective.key_source:
                return variable
    return ""


def connect_shells(machine: Machine, prepared: PreparedShells, *, check: bool, keep: bool) -> Result:
    """Apply the plan, let the shells read what was written, and prove it by requests; else take it back.

    Errors: those of the engine.
    """
    applied = open_engine(machine).apply(prepared.plan)
    warnings = (*prepared.warnings, *applied_warnings(applied))
    labels = ", ".join(SHELLS[setup.shell_name].label for setup in prepared.setups)
    state = f" (change {applied.id})" if applied.id else " already"
    done = Line(text=f"new shells ({labels}) know {prepared.wish.profile.label}{state}", style="good")
    data: dict[str, object] = {
        "plan": plan_data(prepared.plan),
        "applied": bool(applied.id),
        "change": applied.id,
        "variables": [*prepared.wish.variables],
    }
    try:
        check_syntax(machine, [read_setup(machine, setup.shell_name) for setup in prepared.setups])
        verified = verify_shells(machine, prepared.setups, prepared.wish, prepared.request.model, ask=check)
    except UserError as problem:
        return unverified(machine, applied.id, problem, data, warnings, keep=keep)
    except KeyboardInterrupt:
        if applied.id and not keep:
            take_back(machine, applied.id)
        raise
    proof = [block for one in verified for block in verified_blocks(one)]
    return Result(
        data={**data, "verified": [verified_data(one) for one in verified] if check else None},
        blocks=(
            done,
            *(proof if check else (Line(text="not verified: --no-verify"),)),
            *next_steps(applied.id),
        ),
        warnings=warnings,
    )


def next_steps(change: str) -> Iterator[Line]:
    """What to do now."""
    yield Line(text="next: open a new terminal", aside=True)
    if change:
        yield Line(text=f"undo: smartaipi undo {change.rpartition('-')[2]}", aside=True)
