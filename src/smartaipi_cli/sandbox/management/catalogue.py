"""`/models` and `/prices`: what can be called and what it costs."""

import hashlib
import json

from smartaipi_cli.sandbox.catalogue import PRIORITY_MULTIPLIER, Kind, Model, listed_models
from smartaipi_cli.sandbox.management.exchange import Exchange, Reply, matches
from smartaipi_cli.sandbox.management.lists import whole_list
from smartaipi_cli.sandbox.problems import Json

_TEXT_ENDPOINTS = ("/v1/chat/completions", "/v1/responses", "/v1/messages")
_EMBEDDING_ENDPOINTS = ("/v1/embeddings",)
_IMAGE_ENDPOINTS = ("/v1/images/generations", "/v1/images/edits")
_ENDPOINTS = {
    Kind.TEXT: _TEXT_ENDPOINTS,
    Kind.EMBEDDING: _EMBEDDING_ENDPOINTS,
    Kind.IMAGE: _IMAGE_ENDPOINTS,
    Kind.ANY: (*_TEXT_ENDPOINTS, *_EMBEDDING_ENDPOINTS, *_IMAGE_ENDPOINTS),
}
_IN_FORCE_SINCE = 1_767_225_600


async def list_models(exchange: Exchange) -> Reply:
    """Every model that a list shows."""
    return _unless_known(exchange, [_model(model) for model in listed_models()])


async def list_prices(exchange: Exchange) -> Reply:
    """The price of each of them."""
    return _unless_known(exchange, [_price(model) for model in listed_models()])


def _unless_known(exchange: Exchange, data: list[Json]) -> Reply:
    etag = f'"{hashlib.sha256(json.dumps(data).encode()).hexdigest()[:32]}"'
    if matches(exchange.header("if-none-match") or "", etag):
        return Reply(body={}, status=304, headers={"etag": etag})
    return Reply(body=whole_list(data), headers={"etag": etag})


def _model(model: Model) -> Json:
    return {
        "object": "model",
        "id": model.id,
        "display_name": model.display_name,
        "owner": model.owner,
        "context_window": model.context_window,
        "endpoints": list(_ENDPOINTS[model.kind]),
        "alias_of": model.actual if model.actual != model.id else None,
    }


def _price(model: Model) -> Json:
    return {
        "object": "price",
        "model": model.id,
        "currency": "usd",
        "input_micros_per_million_tokens": model.price.input_micros,
        "cached_input_micros_per_million_tokens": model.price.cached_input_micros,
        "cache_write_micros_per_million_tokens": model.price.input_micros,
        "output_micros_per_million_tokens": model.price.output_micros,
        "request_micros": 0,
        "tiers": {"priority": PRIORITY_MULTIPLIER},
        "list_price": None,
        "fee_rate": None,
        "effective_at": _IN_FORCE_SINCE,
    }
