"""The calls of the native contract that are made, none of which has side effects but those that its method tells."""

from typing import Final

ROUTES: Final = frozenset(
    {
        "GET /meta",
        "GET /usage",
        "GET /account",
        "GET /balance",
        "GET /keys",
        "POST /keys",
        "GET /keys/*",
        "PATCH /keys/*",
        "DELETE /keys/*",
        "POST /keys/*/rotate",
        "POST /keys/*/enable",
        "POST /keys/*/disable",
        "GET /budgets",
        "PUT /budgets/*/*",
        "DELETE /budgets/*/*",
        "GET /usage/summary",
        "GET /usage/buckets",
        "GET /usage/records",
        "GET /usage/records/*",
        "GET /ledger",
        "GET /models",
        "GET /prices",
    }
)
