"""The native management API under `/api`: the account, its keys, budgets, usage and prices.

Whatever is offered is offered in full; `GET /api/meta` names it.
"""
