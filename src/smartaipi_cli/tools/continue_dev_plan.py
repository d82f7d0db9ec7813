"""What a set-up writes into Continue's files."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any, Final

from smartaipi_cli.documents import MISSING
from smartaipi_cli.documents.missing import find
from smartaipi_cli.domain.catalogue import Model
from smartaipi_cli.errors import UserError
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format, KeyPath
from smartaipi_cli.plan.operations import Operation, SetValue, Value
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent, Content
from smartaipi_cli.tools.base import Snapshot, Variable, Wish, literal
from smartaipi_cli.tools.continue_dev import (
    RESPONSES_MODEL,
    SELECTED,
    SPEC,
    address_of,
    has_address,
    is_chat_model,
    models_in,
    read,
    reference_in,
)
from smartaipi_cli.tools.continue_dev_removal import HEADER, forget_secrets, plan_removal
from smartaipi_cli.tools.opencode_models import CLAUDE, REASONING, limits_of, model_of

ROLES: Final = ("chat", "edit", "apply")


def plan_connect(snapshot: Snapshot, wish: Wish) -> Plan:
    """See `Tool`. The secret first, what refers to it then, what selects it last.

    Errors: `document-refused`, `usage` for a protocol that the client does not speak with this model.
    """
    check_protocol(wish)
    target = snapshot.files["target"]
    models = models_in(read(snapshot, "target"))
    place = find_place(models, wish)
    secret = secret_name(snapshot, wish, models, place)
    operations, bound = model_operations(models, place, entry_of(wish, secret), is_first=wish.first)
    settings = change_file(
        target.path,
        Format.YAML,
        (*(SetValue((name,), value, only_if_absent=True) for name, value in HEADER.items()), *operations),
        target.state,
        f"add {wish.profile.label} to Continue's models",
        bound=bound,
        frame=tuple((name,) for name in HEADER),
    )
    return Plan(
        title=f"connect Continue to {wish.profile.label}",
        command=SPEC.name,
        tool=SPEC.name,
        changes=(
            *secret_change(snapshot, wish, models, place, secret),
            settings,
            *selection_change(snapshot, wish, models, place),
        ),
        notes=tuple(notes_about(snapshot, wish, place)),
        labels={**wish.labels, "provider": wish.profile.label},
    )


def plan_remove(snapshot: Snapshot, urls: AbstractSet[str]) -> Plan:
    """See `Tool`. Errors: `document-refused`."""
    return plan_removal(snapshot, urls)


def check_protocol(wish: Wish) -> None:
    """Errors: `usage` where the client would choose another protocol for the model."""
    model = model_of(wish)
    if wish.protocol == "responses" and not RESPONSES_MODEL.match(model):
        raise UserError(
            "usage",
            f"Continue speaks chat completions with `{model}`",
            reason="it chooses Responses by the model's name: those that begin with gpt-5 or o1, o3...",
            hint="smartaipi continue --protocol chat",
        )


def find_place(models: list[Any], wish: Wish) -> int | None:
    """The number of the entry to change: that of our name, else the user's own for this gateway and model."""
    for place, entry in enumerate(models):
        if find(entry, ("name",)) == wish.profile.label:
            return place
    for place, entry in enumerate(models):
        if has_address(entry, wish.profile) and find(entry, ("model",)) == model_of(wish):
            return place
    return None


def secret_name(snapshot: Snapshot, wish: Wish, models: list[Any], place: int | None) -> str:
    """The name of the secret: the entry's own, else a new one that nobody else's key goes by."""
    if isinstance(wish.key, Variable):
        return wish.key.name
    others = {reference_in(entry) for number, entry in enumerate(models) if number != place}
    own = reference_in(models[place]) if place is not None else ""
    if own and own not in others:
        return own
    taken = {*others, *read(snapshot, "secrets")}
    wanted = wish.profile.key_variable or f"SMARTAIPI_{wish.profile.name.upper().replace('-', '_')}_API_KEY"
    kept = find(read(snapshot, "secrets"), (wanted,))
    if wanted not in others and kept in (MISSING, literal(wish.key).reveal()):
        return wanted
    return next(name for number in range(2, 1000) if (name := f"{wanted}_{number}") not in taken)


def entry_of(wish: Wish, secret: str) -> dict[str, Value]:
    """The whole entry of the model."""
    name = model_of(wish)
    model = next((one for one in wish.offered if one.id == name), Model(id=name))
    sees_images = bool(REASONING.search(name) or CLAUDE.search(name))
    entry: dict[str, Value] = {
        "name": wish.profile.label,
        "provider": "anthropic" if wish.protocol == "messages" else "openai",
        "model": name,
        "apiBase": address_of(wish.profile, wish.protocol),
        "apiKey": f"${{{{ secrets.{secret} }}}}",
        "roles": list(ROLES),
        "capabilities": ["tool_use", "image_input"] if sees_images else ["tool_use"],
    }
    if limits := limits_of(model):
        entry["defaultCompletionOptions"] = dict(zip(("contextLength", "maxTokens"), limits, strict=True))
    return entry


def model_operations(
    models: list[Any], place: int | None, entry: dict[str, Value], *, is_first: bool
) -> tuple[tuple[Operation, ...], tuple[KeyPath, ...]]:
    """(the operations on the list, the paths that belong together)."""
    if place is not None:
        path = ("models", place)
        needed = ("provider", "model", "apiBase", "apiKey")
        fields = tuple(
            SetValue((*path, name), value, only_if_absent=name not in needed) for name, value in entry.items()
        )
        return fields, tuple((*path, name) for name in ("provider", "apiBase", "apiKey"))
    if is_first and models:
        return (SetValue(("models",), [entry, *models]),), (("models",),)
    new = ("models", len(models))
    return (SetValue(new, entry),), (new,)


def secret_change(
    snapshot: Snapshot, wish: Wish, models: list[Any], place: int | None, secret: str
) -> tuple[FileChange, ...]:
    """The line with the key; gone again where the client shall have it from its environment."""
    file = snapshot.files["secrets"]
    if not isinstance(wish.key, Variable):
        line = (SetValue((secret,), literal(wish.key)),)
        return (
            change_file(
                file.path, Format.DOTENV, line, file.state, "keep the key for Continue", bound=((secret,),)
            ),
        )
    others = {reference_in(entry) for number, entry in enumerate(models) if number != place}
    own = {secret, reference_in(models[place]) if place is not None else ""} - others
    return forget_secrets(file, own)


def selection_change(
    snapshot: Snapshot, wish: Wish, models: list[Any], place: int | None
) -> tuple[FileChange, ...]:
    """What `cn` starts with, in its own record of the last choice: only where it would be another model."""
    file = snapshot.files["selection"]
    name = str(find(models[place], ("name",))) if place is not None else wish.profile.label
    chats = [number for number, entry in enumerate(models) if is_chat_model(entry)]
    is_default = not chats or chats[0] == place or (place is None and wish.first)
    chosen = find(read(snapshot, "selection"), SELECTED)
    if chosen == name or (is_default and chosen is MISSING):
        return ()
    return (
        change_file(
            file.path,
            Format.JSON,
            (SetValue(SELECTED, name),),
            file.state,
            "start `cn` with this model",
            contested=True,
        ),
    )


def notes_about(snapshot: Snapshot, wish: Wish, place: int | None) -> Iterator[str]:
    """What the user should know about this plan."""
    secrets, old = snapshot.files["secrets"], snapshot.files["old"]
    if (
        isinstance(secrets.state, Content)
        and secrets.state.mode & 0o077
        and not isinstance(wish.key, Variable)
    ):
        yield f"others can read `{secrets.path}`: chmod 600 {secrets.path}"
    if not isinstance(old.state, Absent):
        yield f"`{old.path}` is ignored beside `config.yaml`: move what you need of it"
    if place and wish.first:
        yield f"the entry is number {place + 1} and stays there: move it with an editor; `cn` starts with it anyway"
    if not isinstance(wish.key, Variable):
        yield "Continue hands its environment to the servers that it starts; this key is not in it"
