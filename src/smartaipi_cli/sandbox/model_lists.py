"""`GET /v1/models`, in the shape that the caller reads."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from smartaipi_cli.sandbox.catalogue import Kind, Model, find_model, listed_models
from smartaipi_cli.sandbox.endpoints import caller_of, tell_freely
from smartaipi_cli.sandbox.faults import NO_FAULT
from smartaipi_cli.sandbox.problems import Json, ProblemError, not_found
from smartaipi_cli.sandbox.streaming import HalfAnswer

_RELEASED_AT: Final = 1_767_225_600
_INSTRUCTIONS: Final = (
    "You are a coding agent in a terminal. Work in the current folder with the tools you are offered, "
    "and say briefly what you did."
)
_EFFORTS: Final = {
    "low": "Answers fast",
    "medium": "Balances speed and depth",
    "high": "Thinks longer",
}


async def list_models(request: Request) -> Response | HalfAnswer:
    """The models that the caller's key may call; agents are shown those alone that they can talk to."""
    caller = await caller_of(request)
    shape = _shape_for(request)
    kinds = () if shape is _openai_list else (Kind.TEXT,)
    models = [model for model in listed_models(*kinds) if caller.key.allows_model(model.id)]
    return await tell_freely(request, caller, shape(models))


async def show_model(request: Request) -> Response | HalfAnswer:
    """One model by its id.

    Errors: `ProblemError` 404.
    """
    caller = await caller_of(request)
    model = find_model(request.path_params["model"])
    if model is None:
        raise ProblemError(not_found("The model does not exist", code="model_not_found"))
    is_anthropic = "anthropic-version" in request.headers
    entry = _anthropic_entry(model) if is_anthropic else _openai_entry(model)
    return await tell_freely(request, caller, entry, replace(model, fault=NO_FAULT))


def _shape_for(request: Request) -> Callable[[list[Model]], Json]:
    if "client_version" in request.query_params:
        return _codex_list
    return _anthropic_list if "anthropic-version" in request.headers else _openai_list


def _openai_list(models: list[Model]) -> Json:
    return {"object": "list", "data": [_openai_entry(model) for model in models]}


def _openai_entry(model: Model) -> Json:
    return {"id": model.id, "object": "model", "created": _RELEASED_AT, "owned_by": model.owner}


def _anthropic_entry(model: Model) -> Json:
    created_at = datetime.fromtimestamp(_RELEASED_AT, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return {"type": "model", "id": model.id, "display_name": model.display_name, "created_at": created_at}


def _anthropic_list(models: list[Model]) -> Json:
    # Without `has_more: false` Anthropic's SDK asks for pages for ever.
    return {
        "data": [_anthropic_entry(model) for model in models],
        "has_more": False,
        "first_id": models[0].id if models else None,
        "last_id": models[-1].id if models else None,
    }


def _codex_list(models: list[Model]) -> Json:
    return {"models": [_codex_entry(*pair) for pair in enumerate(models)]}


def _codex_entry(position: int, model: Model) -> Json:
    # *Source:* the catalog that Codex 0.169.0 prints with `codex debug models --bundled`.
    return {
        "slug": model.id,
        "display_name": model.display_name,
        "description": f"{model.display_name} on the sandbox gateway",
        "default_reasoning_level": "high",
        "supported_reasoning_levels": [
            {"effort": effort, "description": description} for effort, description in _EFFORTS.items()
        ],
        "shell_type": "unified_exec",
        "visibility": "list",
        "supported_in_api": True,
        "priority": position,
        "service_tiers": [{"id": "priority", "name": "Fast", "description": "Costs 1.5 times as much"}],
        "base_instructions": _INSTRUCTIONS,
        "support_verbosity": True,
        "default_verbosity": "low",
        "apply_patch_tool_type": "freeform",
        "truncation_policy": {"mode": "tokens", "limit": 10_000},
        "supports_parallel_tool_calls": True,
        "context_window": model.context_window,
        "max_context_window": model.context_window,
        "effective_context_window_percent": 95,
        "experimental_supported_tools": [],
        "input_modalities": ["text"],
    }
