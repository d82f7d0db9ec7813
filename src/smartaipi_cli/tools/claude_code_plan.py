"""What a set-up writes into Claude Code's files, and what `--remove` takes out."""

import shlex
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

from smartaipi_cli.documents import MISSING
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import DeleteValue, Operation, PruneEmpty, SetValue
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.tools.base import Helper, ReadFile, Snapshot, Version, Wish, literal
from smartaipi_cli.tools.claude_code import (
    ALIAS_OBEYS_PINS,
    APPROVED_CHARACTERS,
    BASE_URL,
    BOUND,
    FLAGS,
    KEY_VARIABLE,
    OWN_VARIABLES,
    PINS,
    RIVALS,
    SPEC,
    STRICT_FLAG,
    TOKEN_VARIABLE,
    lock_of,
    read,
    words_of,
)
from smartaipi_cli.tools.claude_code_vscode import editor_change, editor_removal
from smartaipi_cli.tools.own_helper import is_own_helper


def plan_connect(snapshot: Snapshot, wish: Wish) -> Plan:
    """See `Tool`. Errors: `document-refused`."""
    target = snapshot.files["target"]
    settings = change_file(
        target.path,
        Format.JSON,
        tuple(connect_operations(snapshot, wish)),
        target.state,
        f"send Claude Code's requests to {wish.profile.label}",
        contested=True,
        bound=BOUND,
    )
    return Plan(
        title=f"connect Claude Code to {wish.profile.label}",
        command=SPEC.name,
        tool=SPEC.name,
        changes=(*onboarding_change(snapshot, wish), *editor_change(snapshot, wish), settings),
        notes=tuple(notes_about(snapshot, wish)),
        labels=wish.labels,
    )


def connect_operations(snapshot: Snapshot, wish: Wish) -> Iterator[Operation]:
    """Every key of the settings file, credential and address side by side."""
    models = wish.models
    if isinstance(wish.key, Helper):
        yield SetValue(("apiKeyHelper",), shlex.join(wish.key.command))
        token: str | Secret = ""
    else:
        yield DeleteValue(("apiKeyHelper",))
        token = literal(wish.key)
    variables: dict[str, str | Secret] = {
        BASE_URL: wish.profile.anthropic_url,
        TOKEN_VARIABLE: token,
        KEY_VARIABLE: "",
        PINS["opus"]: models.opus,
        PINS["sonnet"]: models.sonnet,
        PINS["haiku"]: models.haiku,
        PINS["fable"]: models.fable or models.opus,
        **{name: "" for name in RIVALS if is_set_anywhere(snapshot, name)},
        "CLAUDE_CODE_DISABLE_1M_CONTEXT": FLAGS["CLAUDE_CODE_DISABLE_1M_CONTEXT"],
    }
    if isinstance(wish.key, Helper):
        variables["CLAUDE_CODE_API_KEY_HELPER_TTL_MS"] = FLAGS["CLAUDE_CODE_API_KEY_HELPER_TTL_MS"]
    if wish.strict:
        variables[STRICT_FLAG] = "1"
    yield from (SetValue(("env", name), value) for name, value in variables.items())
    yield SetValue(("model",), model_to_ask_for(snapshot.version, wish))


def model_to_ask_for(version: Version | None, wish: Wish) -> str:
    """The `model` setting: an alias where the client obeys its pin, else the full id."""
    wanted = wish.model or "opus"
    if wanted in PINS and version is not None and version < ALIAS_OBEYS_PINS:
        return str(getattr(wish.models, wanted) or wish.models.opus)
    return wanted


def onboarding_change(snapshot: Snapshot, wish: Wish) -> tuple[FileChange, ...]:
    """The mark that spares a new user the theme and login screens; only where it is missing."""
    state = snapshot.files["state"]
    if wish.scope == "project" or read(state, "hasCompletedOnboarding") is True:
        return ()
    return (
        change_file(
            state.path,
            Format.JSON,
            (SetValue(("hasCompletedOnboarding",), value=True),),
            state.state,
            "skip Claude Code's first-run screens",
            contested=True,
            foreign_lock=lock_of(state.path),
        ),
    )


def notes_about(snapshot: Snapshot, wish: Wish) -> Iterator[str]:
    """What the user should know about this plan."""
    if isinstance(wish.key, Helper) and read(snapshot.files["target"], "apiKeyHelper") not in (
        MISSING,
        shlex.join(wish.key.command),
    ):
        yield "replaces the `apiKeyHelper` that is there now"
    if not isinstance(wish.key, Helper) and read(snapshot.files["target"], "apiKeyHelper") is not MISSING:
        yield "removes `apiKeyHelper`: beside a token the client would send its key to the gateway as well"
    for name in (KEY_VARIABLE, TOKEN_VARIABLE, *RIVALS):
        if snapshot.place.environment.get(name):
            yield f"neutralises the exported {name}: Claude Code would use it beside the settings"


def plan_remove(snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """See `Tool`. Takes out what a set-up writes where the file shows that it is ours; the mark stays."""
    target = snapshot.files["target"]
    operations = tuple(remove_operations(target, urls))
    change = change_file(
        target.path,
        Format.JSON,
        operations,
        target.state,
        "take the gateway out of Claude Code's settings",
        contested=True,
    )
    return Plan(
        title="disconnect Claude Code",
        command=f"{SPEC.name} --remove",
        tool=SPEC.name,
        changes=(change, *forget_approval(snapshot), *editor_removal(snapshot)) if operations else (),
        labels={"action": "remove"},
    )


def forget_approval(snapshot: Snapshot) -> tuple[FileChange, ...]:
    """The end of a key that stood in the settings goes from the client's list of approved ones."""
    state = snapshot.files["state"]
    key = read(snapshot.files["target"], "env", KEY_VARIABLE)
    approved = read(state, "customApiKeyResponses", "approved")
    if (
        not isinstance(key, str)
        or not isinstance(approved, list)
        or key[-APPROVED_CHARACTERS:] not in approved
    ):
        return ()
    place = approved.index(key[-APPROVED_CHARACTERS:])
    return (
        change_file(
            state.path,
            Format.JSON,
            (DeleteValue(("customApiKeyResponses", "approved", place)),),
            state.state,
            "forget the approval of the key",
            contested=True,
            foreign_lock=lock_of(state.path),
        ),
    )


def remove_operations(target: ReadFile, urls: AbstractSet[str]) -> Iterator[Operation]:
    """Deletions of our keys, credential and address in one; none when neither is ours.

    Empty texts and flags that we set go; so do the pins, which mean nothing without the gateway that they name
    models of. A rival variable goes only where we emptied it.
    """
    helper = read(target, "apiKeyHelper")
    has_own_helper = isinstance(helper, str) and is_own_helper(words_of(helper))
    if not has_own_helper and read(target, "env", BASE_URL) not in urls:
        return
    if has_own_helper:
        yield DeleteValue(("apiKeyHelper",))
    for name in OWN_VARIABLES:
        value = read(target, "env", name)
        if value is MISSING or (name in RIVALS and value != ""):
            continue
        yield DeleteValue(("env", name))
    model = read(target, "model")
    if isinstance(model, str) and model.partition("[")[0] in {*PINS, *pinned_models(target)}:
        yield DeleteValue(("model",))
    yield PruneEmpty(("env",))


def pinned_models(target: ReadFile) -> set[str]:
    """The ids that the file pins."""
    return {value for name in PINS.values() if isinstance(value := read(target, "env", name), str) and value}


def is_set_anywhere(snapshot: Snapshot, name: str) -> bool:
    """Whether a variable has a value in the environment or in any settings file."""
    roles = ("managed", "local", "project", "user")
    return name in snapshot.place.environment or any(
        read(snapshot.files[role], "env", name) is not MISSING for role in roles
    )
