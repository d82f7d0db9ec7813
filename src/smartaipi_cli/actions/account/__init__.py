"""Asking the account of a profile, and what it has: balance, budgets, ledger, models, prices."""
