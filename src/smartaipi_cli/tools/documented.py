"""What gateways' own pages say to do: literal keys, variables, a pre-approved key. For clients that obey nothing newer.

Claude Code gets `ANTHROPIC_API_KEY` and its approval (the client stores the key's last 20 characters for that);
Codex gets `auth.json`, keeping a ChatGPT login's tokens, the two variables through the user's shell, and
`openai_base_url`: a Codex after 0.118 ignores the variables and would send the key to OpenAI (observed, November 2026).
"""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

from smartaipi_cli.documents import MISSING
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.change import FileChange, change_file
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.operations import (
    DeleteValue,
    Operation,
    RemoveBlock,
    RemoveFile,
    SetBlock,
    SetValue,
    WriteWhole,
)
from smartaipi_cli.plan.plan import Plan
from smartaipi_cli.plan.states import Absent, bytes_of
from smartaipi_cli.tools import claude_code, claude_code_plan, codex, codex_plan
from smartaipi_cli.tools.base import Inline, ReadFile, Snapshot, Wish
from smartaipi_cli.tools.documented_shells import ShellFiles, block_lines, env_text


def plan_claude(snapshot: Snapshot, wish: Wish, key: Secret) -> Plan:
    """Claude Code's settings with an API key, and its approval before it. Errors: `document-refused`."""
    target, state = snapshot.files["target"], snapshot.files["state"]
    settings = change_file(
        target.path,
        Format.JSON,
        tuple(claude_operations(snapshot, wish, key)),
        target.state,
        f"send Claude Code's requests to {wish.profile.label}",
        contested=True,
        bound=claude_code.BOUND,
    )
    approval = change_file(
        state.path,
        Format.JSON,
        tuple(approval_operations(state, key)),
        state.state,
        "approve the key, or Claude Code would ask with `No` as its answer",
        contested=True,
        foreign_lock=claude_code.lock_of(state.path),
    )
    return recipe_plan("Claude Code", "claude", wish, (approval, settings))


def claude_operations(snapshot: Snapshot, wish: Wish, key: Secret) -> Iterator[Operation]:
    """As the current recipe, with the key where the documentation has it."""
    for operation in claude_code_plan.connect_operations(snapshot, inline(wish, key)):
        match operation:
            case SetValue(path=("env", claude_code.TOKEN_VARIABLE) as path):
                yield SetValue(path, "")
            case SetValue(path=("env", claude_code.KEY_VARIABLE) as path):
                yield SetValue(path, key)
            case _:
                yield operation


def approval_operations(state: ReadFile, key: Secret) -> Iterator[Operation]:
    """The end of the key among the approved ones, and among the rejected ones no more."""
    end = Secret(key.reveal()[-claude_code.APPROVED_CHARACTERS :])
    approved = claude_code.read(state, "customApiKeyResponses", "approved")
    rejected = claude_code.read(state, "customApiKeyResponses", "rejected")
    if claude_code.read(state, "hasCompletedOnboarding") is not True:
        yield SetValue(("hasCompletedOnboarding",), value=True)
    known = approved if isinstance(approved, list) else []
    if end.reveal() not in known:
        yield SetValue(("customApiKeyResponses", "approved"), [*known, end])
    if isinstance(rejected, list) and end.reveal() in rejected:
        yield SetValue(
            ("customApiKeyResponses", "rejected"), [one for one in rejected if one != end.reveal()]
        )


def plan_codex(
    snapshot: Snapshot, wish: Wish, key: Secret, shell: ShellFiles, files: Mapping[str, ReadFile]
) -> Plan:
    """Codex's login file, configuration and variables. `files` has the env file and each dotfile by its path.

    Errors: `document-refused`.
    """
    login, target = snapshot.files["login"], snapshot.files["config"]
    address = wish.profile.openai_url
    env_file = files[str(shell.env_file)]
    variables: dict[str, str | Secret] = {"OPENAI_API_KEY": key, "OPENAI_BASE_URL": address}
    changes = [
        change_file(
            env_file.path,
            Format.WHOLE,
            (WriteWhole(env_text(shell, variables)),),
            env_file.state,
            "the variables that older versions read",
        ),
        *(
            change_file(
                path,
                Format.SHELL,
                (SetBlock(block_lines(shell)),),
                files[str(path)].state,
                "read the variables at the start of a shell",
                new_file_mode=0o644,
            )
            for path in shell.dotfiles
        ),
        # The login first: an account's token must never stand beside our address, not even for a moment.
        change_file(
            login.path,
            Format.JSON,
            (SetValue(("auth_mode",), "apikey"), SetValue(("OPENAI_API_KEY",), key)),
            login.state,
            "give Codex the key; a ChatGPT login's tokens stay",
            contested=True,
        ),
        change_file(
            target.path,
            Format.TOML,
            tuple(codex_operations(target, wish)),
            target.state,
            f"send Codex's requests to {wish.profile.label}",
        ),
    ]
    return recipe_plan("Codex", "codex", wish, tuple(changes))


def codex_operations(target: ReadFile, wish: Wish) -> Iterator[Operation]:
    """Address, model and effort of the built-in provider."""
    if codex.read(target, "model_provider") is not MISSING:
        yield DeleteValue(("model_provider",))
    yield SetValue(("openai_base_url",), wish.profile.openai_url)
    yield SetValue(("model",), wish.model or wish.models.codex)
    yield SetValue(("model_reasoning_effort",), wish.reasoning_effort or "high")


def plan_codex_removal(
    snapshot: Snapshot, urls: AbstractSet[str], shell: ShellFiles, files: Mapping[str, ReadFile]
) -> tuple[FileChange, ...]:
    """The changes that take the recipe out: the address first, then the key, then what leads to it.

    `files` has the env file and every dotfile that may hold our block, by path.
    """
    target, login, env_file = snapshot.files["config"], snapshot.files["login"], files[str(shell.env_file)]
    if codex.read(target, "openai_base_url") not in urls:
        return ()
    changes = [
        change_file(
            target.path,
            Format.TOML,
            (DeleteValue(("openai_base_url",)), *codex_plan.model_operations(target)),
            target.state,
            "take the gateway out of Codex's configuration",
        )
    ]
    if claude_code.read(login, "auth_mode") == "apikey":
        has_tokens = isinstance(claude_code.read(login, "tokens"), dict)
        mode = SetValue(("auth_mode",), "chatgpt") if has_tokens else DeleteValue(("auth_mode",))
        changes.append(
            change_file(
                login.path,
                Format.JSON,
                (DeleteValue(("OPENAI_API_KEY",)), mode),
                login.state,
                "take the key out; a ChatGPT login's tokens stay",
                contested=True,
            )
        )
    changes += [
        change_file(file.path, Format.SHELL, (RemoveBlock(),), file.state, "read no variables any more")
        for file in files.values()
        if file is not env_file and block_lines(shell)[0].encode() in (bytes_of(file.state) or b"")
    ]
    if not isinstance(env_file.state, Absent):
        changes.append(
            change_file(env_file.path, Format.WHOLE, (RemoveFile(),), env_file.state, "remove the variables")
        )
    return tuple(changes)


def inline(wish: Wish, key: Secret) -> Wish:
    """The wish with the key itself."""
    return wish._replace(key=Inline(secret=key))


def recipe_plan(label: str, tool: str, wish: Wish, changes: tuple[FileChange, ...]) -> Plan:
    """The plan with what should be known about this recipe."""
    return Plan(
        title=f"connect {label} to {wish.profile.label} by the documented recipe",
        command=f"{tool} --recipe documented",
        tool=tool,
        changes=changes,
        notes=("the key itself stands in these files; the current recipe keeps it out of them",),
        labels={**wish.labels, "recipe": "documented"},
    )
