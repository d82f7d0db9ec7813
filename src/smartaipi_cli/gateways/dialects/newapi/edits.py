"""Changing a key where every change replaces the whole of it.

A change writes back what remains of the limit, and so gives back what was spent since it was read; the gateway
has no guard. The row is therefore read right before, and the limit (what remains plus what is used, which
spending does not change) is compared afterwards and put right.
"""

from smartaipi_cli.domain.key import Key
from smartaipi_cli.domain.key_wish import KEEP, KeyChange
from smartaipi_cli.gateways.dialects.fields import integer
from smartaipi_cli.gateways.dialects.newapi.key_fields import ENABLED, is_stale, limit_of
from smartaipi_cli.gateways.dialects.newapi.keys import Keys

TRIES = 3


def change_key(keys: Keys, identifier: str, change: KeyChange) -> Key:
    """The key as it is then, its limit being the effective one.

    Under constant traffic the limit may end larger by what was spent during the last of three tries.
    """
    row = keys.row(identifier)
    limit = limit_of(row) if change.budgets is KEEP else keys.fields.limit(change.budgets)
    for _ in range(TRIES):
        keys.put(keys.fields.edited(row, change, limit))
        row = keys.row(identifier)
        used = integer(row, "used_quota", 0)
        if limit is None or limit_of(row) == max(limit, used):
            break
    if is_stale(row, keys.exchange.server_now()):
        keys.set_status(identifier, ENABLED)
        row = keys.row(identifier)
    return keys.parse(row)
