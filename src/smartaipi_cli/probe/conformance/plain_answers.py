"""What clients look for in answers that are no streams: counts, lists, errors, paths that need not exist."""

from collections.abc import Sequence

from smartaipi_cli.probe.conformance.checks import (
    body_of,
    counted,
    is_answered,
    met,
    missing,
    refused_with,
)
from smartaipi_cli.probe.conformance.requirement import Outcome
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.protocols.protocol import count, member, members


def are_answered(evidences: Sequence[Evidence]) -> Outcome:
    """Whatever the status: something came, and did not keep the client waiting."""
    told = ", ".join(f"{one.recording.method} {one.recording.status or 'nothing'}" for one in evidences)
    return met(told) if all(map(is_answered, evidences)) else missing(told)


def are_counted(evidences: Sequence[Evidence]) -> Outcome:
    """All of a burst."""
    answered = sum(count(body_of(one), "input_tokens") is not None for one in evidences)
    statuses = counted(str(one.recording.status or "nothing") for one in evidences)
    told = f"{answered} of {len(evidences)} counted: {statuses}"
    return met(told) if answered == len(evidences) else missing(told)


def is_count(evidence: Evidence) -> Outcome:
    """The number of tokens of a context."""
    tokens = count(body_of(evidence), "input_tokens")
    return missing("no `input_tokens`") if tokens is None else met(f"input_tokens: {tokens}")


def is_last_page(evidence: Evidence) -> Outcome:
    """A list of models that says that it is all. Without `has_more` Anthropic's libraries ask for pages for ever."""
    listed = body_of(evidence)
    models = listed.get("data")
    if not isinstance(models, list):
        return missing("`data` is no list")
    told = f"{len(models)} models, has_more: {str(listed.get('has_more', 'absent')).lower()}"
    return met(told) if listed.get("has_more") is False else missing(told)


def is_catalogue(evidence: Evidence) -> Outcome:
    """A list of models in Codex's own shape."""
    models = members(body_of(evidence), "models")
    if not models:
        return missing(f"no `models`: the members are {', '.join(body_of(evidence)) or 'none'}")
    needed = ("slug", "display_name", "supported_reasoning_levels", "shell_type", "visibility")
    lacking = [name for name in (*needed, "supported_in_api", "priority") if name not in models[0]]
    return missing(f"a model without {', '.join(lacking)}") if lacking else met(f"{len(models)} models")


def is_anthropic_error(evidence: Evidence) -> Outcome:
    """An error in Anthropic's envelope."""
    body = body_of(evidence)
    error = member(body, "error")
    if body.get("type") == "error" and error.get("type") and error.get("message"):
        return met(f"{evidence.recording.status} type: error, error.type: {error['type']}")
    return missing(refused_with(evidence))


def is_openai_error(evidence: Evidence) -> Outcome:
    """An error in OpenAI's envelope."""
    error = member(body_of(evidence), "error")
    if error.get("message") and ("code" in error or "type" in error):
        return met(f"{evidence.recording.status} error.code: {error.get('code') or error.get('type')}")
    return missing(refused_with(evidence))


def has_request_id(evidence: Evidence) -> Outcome:
    """The header that support asks for."""
    found = evidence.recording.header("request-id")
    return met(f"request-id: {found}") if found else missing("no header `request-id`")


def is_401(evidence: Evidence) -> Outcome:
    """The status that makes clients ask their key helper again."""
    said = refused_with(evidence)
    return met(said) if evidence.recording.status == 401 else missing(said)
