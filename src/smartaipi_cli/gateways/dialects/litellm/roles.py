"""What the credential is: the proxy's master key, a key of one of its users, or a virtual key that belongs to none."""

from dataclasses import dataclass, field
from enum import StrEnum

from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.capabilities import NATIVE, Capabilities, Capability, Support, unsupported
from smartaipi_cli.gateways.dialects.fields import Object, inner, optional_text
from smartaipi_cli.gateways.dialects.litellm.parse import key_row
from smartaipi_cli.gateways.exchange import Exchange


class Role(StrEnum):
    """How much a credential may do, with its name for people."""

    ADMIN = "master key"
    USER = "key of a user"
    KEY = "virtual key"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A credential's role; the row of its own key, and of its user, where there is one."""

    role: Role
    key: Object = field(default_factory=dict)
    user: Object = field(default_factory=dict)


ALONE = Capability(support=Support.DERIVED, reason="a virtual key is told about itself alone")
OF_A_KEY = {
    "keys.list": ALONE,
    "keys.show": ALONE,
    "account": ALONE,
    "balance": Capability(support=Support.DERIVED, reason="what the key's own budget leaves"),
    "models": NATIVE,
    "prices": NATIVE,
}
"""What a virtual key without a user can do."""

NOT_FOR_USERS = frozenset({"keys.rename", "keys.limit", "keys.enable", "keys.rotate", "budgets.account"})
"""What a user may not do; a user's new keys may have limits, existing ones are changed by admins alone."""


def find_standing(exchange: Exchange) -> Standing:
    """Ask the proxy what the credential is. Errors: as `problems.problem`.

    The master key stands in no table of keys, so that it is told about none of its own.
    """
    try:
        own = key_row(exchange.call("GET", "/key/info"))
    except UserError as problem:
        if problem.code != "key-not-found":
            raise
        return Standing(role=Role.ADMIN)
    if not optional_text(own, "user_id"):
        return Standing(role=Role.KEY, key=own)
    user = inner(exchange.call("GET", "/user/info"), "user_info")
    is_admin = optional_text(user, "user_role") == "proxy_admin"
    return Standing(role=Role.ADMIN if is_admin else Role.USER, key=own, user=user)


def narrowed(table: Capabilities, role: Role, *, has_user: bool) -> Capabilities:
    """The dialect's table for a role; `has_user` tells that an admin looks after one user of the proxy."""
    if role is Role.ADMIN:
        if has_user:
            return table
        whole = unsupported(
            "the budget of the whole proxy stands in its configuration file; "
            "a profile with --account-user ID has that user's budget"
        )
        return {**table, "budgets.account": whole}
    missing = unsupported(f"the credential is a {role.value}; this needs the proxy's master key")
    if role is Role.KEY:
        return {
            operation: OF_A_KEY.get(operation, missing) if capability.is_offered else capability
            for operation, capability in table.items()
        }
    return {
        operation: missing if capability.is_offered and operation in NOT_FOR_USERS else capability
        for operation, capability in table.items()
    }


def no_master_key(label: str) -> UserError:
    """The error for a virtual key that was given as the account's token."""
    return UserError(
        "wrong-credential",
        f"the token for {label} is a virtual key, not the master key",
        reason="a virtual key calls models and is told about itself alone",
        hint="smartaipi login --with-token, with the proxy's master key",
    )
