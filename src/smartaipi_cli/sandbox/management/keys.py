"""`/keys`: make, list, show, edit, disable, rotate and revoke API keys."""

from collections.abc import Callable
from sqlite3 import Connection, Row
from typing import Final

from smartaipi_cli.sandbox.keys import add_key, add_value, mint_value, redact
from smartaipi_cli.sandbox.management.exchange import Exchange, Reply, perform_once
from smartaipi_cli.sandbox.management.key_fields import patch_of, read_key_fields, read_whole, refuse_unknown
from smartaipi_cli.sandbox.management.key_rows import (
    SELECT_KEYS,
    check_editable,
    check_key,
    etag_of,
    moments,
    read_row,
    replace_budgets,
    set_columns,
    to_json,
    touch_key,
)
from smartaipi_cli.sandbox.management.lists import Listing, read_cursor, read_page
from smartaipi_cli.sandbox.management.parameters import read_choice, read_one
from smartaipi_cli.sandbox.problems import Json

LONGEST_GRACE_S: Final = 604_800
STATUSES: Final = ("active", "disabled", "expired", "exhausted", "revoked")


async def list_keys(exchange: Exchange) -> Reply:
    """The keys that are not revoked, or those of one status, name or group."""
    cursor = read_cursor(exchange.query)
    status = read_choice(exchange.query, "status", STATUSES)
    values = moments(exchange.now_s) | {
        "status": status,
        "name": read_one(exchange.query, "name"),
        "key_group": read_one(exchange.query, "group"),
    }
    listing = Listing(
        select=SELECT_KEYS,
        table="api_keys",
        conditions=(
            "CASE WHEN :status IS NULL THEN status != 'revoked' ELSE status = :status END",
            "(:name IS NULL OR name = :name)",
            "(:key_group IS NULL OR key_group = :key_group)",
        ),
        values=values,
    )

    def read(connection: Connection) -> Json:
        return read_page(connection, listing, cursor, lambda row: to_json(connection, row, exchange.now_s))

    return Reply(body=await exchange.gateway.store.read(read))


async def show_key(exchange: Exchange) -> Reply:
    """One key, a revoked one too."""
    return await exchange.gateway.store.read(
        lambda connection: _reply(connection, _find(connection, exchange), exchange)
    )


async def create_key(exchange: Exchange) -> Reply:
    """A new key; its value stands in this answer and never again."""
    fields = read_key_fields({"name": "unnamed", **exchange.body()})
    world = exchange.gateway.world
    key_id, value = f"key_{world.token(12)}", mint_value(world)

    def create(connection: Connection) -> Reply:
        add_key(connection, key_id, name="", redacted_value=redact(value), now_s=exchange.now_s)
        add_value(connection, key_id, value)
        set_columns(connection, key_id, fields.columns)
        replace_budgets(connection, key_id, fields.budgets or ())
        reply = _reply(connection, read_row(connection, key_id, exchange.now_s), exchange)
        return Reply(body=reply.body | {"value": value.reveal()}, status=201, headers=reply.headers)

    return await perform_once(exchange, create)


async def update_key(exchange: Exchange) -> Reply:
    """A merge patch of one key (RFC 7396): in `metadata` and `rate_limits` too only what is named changes."""
    patch = exchange.body()
    read_key_fields(patch_of({}, patch))

    def edit(connection: Connection, row: Row) -> None:
        fields = read_key_fields(patch_of(to_json(connection, row, exchange.now_s), patch))
        set_columns(connection, row["id"], fields.columns)
        if fields.budgets is not None:
            replace_budgets(connection, row["id"], fields.budgets)

    return await exchange.gateway.store.write(lambda connection: _edit(connection, exchange, edit))


async def disable_key(exchange: Exchange) -> Reply:
    """The key is refused from now on; `enable` takes it back."""
    return await _set_state(exchange, "disabled")


async def enable_key(exchange: Exchange) -> Reply:
    """A disabled key works again."""
    return await _set_state(exchange, "active")


async def rotate_key(exchange: Exchange) -> Reply:
    """A new value for the same key; the one before works for `grace_seconds` more."""
    body = exchange.body()
    refuse_unknown(body, {"grace_seconds"})
    grace_s = read_whole(body.get("grace_seconds", 0), "grace_seconds", most=LONGEST_GRACE_S)
    value = mint_value(exchange.gateway.world)
    previous_expires_at = exchange.now_s + grace_s

    def replace(connection: Connection, row: Row) -> None:
        connection.execute(
            "UPDATE key_values SET valid_until = min(coalesce(valid_until, ?1), ?1) WHERE key_id = ?2",
            (previous_expires_at, row["id"]),
        )
        add_value(connection, row["id"], value)
        set_columns(connection, row["id"], {"redacted_value": redact(value)})

    def rotate(connection: Connection) -> Reply:
        reply = _edit(connection, exchange, replace)
        shown = {"value": value.reveal(), "previous_expires_at": previous_expires_at}
        return Reply(body=reply.body | shown, headers=reply.headers)

    return await perform_once(exchange, rotate)


async def revoke_key(exchange: Exchange) -> Reply:
    """The key is refused for ever; its records stay."""

    def revoke(connection: Connection, row: Row) -> None:
        connection.execute("DELETE FROM key_values WHERE key_id = ?", (row["id"],))
        set_columns(connection, row["id"], {"state": "revoked"})

    def perform(connection: Connection) -> Reply:
        reply = _edit(connection, exchange, revoke)
        return Reply(body={"object": "key", "id": reply.body["id"], "deleted": True})

    return await exchange.gateway.store.write(perform)


async def _set_state(exchange: Exchange, state: str) -> Reply:
    def edit(connection: Connection, row: Row) -> None:
        set_columns(connection, row["id"], {"state": state})

    return await perform_once(exchange, lambda connection: _edit(connection, exchange, edit))


def _edit(connection: Connection, exchange: Exchange, edit: Callable[[Connection, Row], None]) -> Reply:
    check_editable(connection, exchange.path_params["key_id"])
    row = _find(connection, exchange)
    exchange.check_match(etag_of(row))
    edit(connection, row)
    touch_key(connection, row["id"], exchange.now_s)
    return _reply(connection, read_row(connection, row["id"], exchange.now_s), exchange)


def _find(connection: Connection, exchange: Exchange) -> Row:
    key_id = exchange.path_params["key_id"]
    check_key(connection, key_id)
    return read_row(connection, key_id, exchange.now_s)


def _reply(connection: Connection, row: Row, exchange: Exchange) -> Reply:
    return Reply(body=to_json(connection, row, exchange.now_s), headers={"etag": etag_of(row)})
