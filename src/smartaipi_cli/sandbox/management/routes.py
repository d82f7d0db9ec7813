"""Every route of the native contract, and the few of the sandbox's own."""

from typing import Final

from starlette.routing import Route

from smartaipi_cli.sandbox.management import account, auth, budgets, catalogue, keys, records, usage
from smartaipi_cli.sandbox.management.exchange import Handler, managed
from smartaipi_cli.sandbox.management.faults import arm_fault, disarm_faults, list_faults
from smartaipi_cli.sandbox.management.logbook import clear_log, show_log
from smartaipi_cli.sandbox.management.openapi import show_description

CONTRACT: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/meta", account.show_meta),
    ("GET", "/usage", account.show_credits),
    ("GET", "/account", account.show_account),
    ("GET", "/balance", account.show_balance),
    ("GET", "/ledger", account.list_ledger),
    ("GET", "/keys", keys.list_keys),
    ("POST", "/keys", keys.create_key),
    ("GET", "/keys/{key_id}", keys.show_key),
    ("PATCH", "/keys/{key_id}", keys.update_key),
    ("DELETE", "/keys/{key_id}", keys.revoke_key),
    ("POST", "/keys/{key_id}/disable", keys.disable_key),
    ("POST", "/keys/{key_id}/enable", keys.enable_key),
    ("POST", "/keys/{key_id}/rotate", keys.rotate_key),
    ("GET", "/keys/{key_id}/usage", usage.show_key_usage),
    ("GET", "/budgets", budgets.list_budgets),
    ("PUT", "/budgets/{scope}/{period}", budgets.put_budget),
    ("DELETE", "/budgets/{scope}/{period}", budgets.delete_budget),
    ("GET", "/usage/summary", usage.show_summary),
    ("GET", "/usage/buckets", usage.list_buckets),
    ("GET", "/usage/records", records.list_records),
    ("GET", "/usage/records/{record_id}", records.show_record),
    ("GET", "/models", catalogue.list_models),
    ("GET", "/prices", catalogue.list_prices),
)
"""Method, path below `/api`, and what answers under the account token."""


_OWN: Final[tuple[tuple[str, str, Handler], ...]] = (
    ("GET", "/sandbox/log", show_log),
    ("DELETE", "/sandbox/log", clear_log),
    ("GET", "/sandbox/faults", list_faults),
    ("POST", "/sandbox/faults", arm_fault),
    ("DELETE", "/sandbox/faults", disarm_faults),
    ("POST", "/sandbox/approve", auth.decide_login),
)


def management_routes() -> list[Route]:
    """The routes, ready to be served."""
    table: dict[str, dict[str, Handler]] = {}
    for method, path, handler in (*((method, f"/api{path}", what) for method, path, what in CONTRACT), *_OWN):
        table.setdefault(path, {})[method] = handler
    return [
        # One route a path: a wrong method is then told all that would be right.
        *(Route(path, managed(handlers), methods=[*handlers]) for path, handlers in table.items()),
        Route("/api/auth/device", auth.start_device_login, methods=["POST"]),
        Route("/api/auth/token", auth.give_token, methods=["POST"]),
        Route("/api/auth/revoke", auth.revoke, methods=["POST"]),
        Route("/api/openapi.json", show_description, methods=["GET"]),
        Route("/device", auth.show_approval_page, methods=["GET"]),
    ]
