"""What OpenRouter refuses beyond the capability table, each with its reason and what there is instead."""

from smartaipi_cli.errors import UserError


def no_management_key(label: str) -> UserError:
    """The error for an API key that was given as the account's token."""
    return UserError(
        "wrong-credential",
        f"the token for {label} is an API key, no management key",
        reason="an API key calls models and is told about itself alone; keys and credit need a management key",
        hint="make a management key in the console, then: smartaipi login --with-token",
    )


def expiry_stays(label: str) -> UserError:
    """The error for a new expiry of an existing key."""
    return UserError(
        "not-offered",
        f"{label} does not offer `change when a key expires`",
        reason="it takes the expiry when a key is created, and never again",
        hint="create another key: smartaipi keys create --expires 30d",
        details={"type": "unsupported", "operation": "keys.expiry", "dialect": "openrouter"},
    )


def no_tiers(label: str) -> UserError:
    """The error for a report by service tier, which stands in no table."""
    return UserError(
        "not-offered",
        f"{label} does not offer `usage by service tier`",
        reason="its activity is told by day, model and key",
        hint="smartaipi usage --by model",
        details={"type": "unsupported", "operation": "usage.by-service-tier", "dialect": "openrouter"},
    )


def no_request(identifier: str) -> UserError:
    """The error for a request that does not show up."""
    return UserError(
        "request-not-found",
        f"there is no request `{identifier}`",
        reason="the account has no request of this id; one that just ended shows up after some seconds",
        hint="its id begins with `gen-` and stands in the answer of the request",
    )
