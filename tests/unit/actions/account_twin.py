"""An account in memory behind `AccountApi`: what it holds, which of its calls fail, and where it is killed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from hashlib import sha256
from typing import ClassVar

from smartaipi_cli.domain.key import Budget, Key
from smartaipi_cli.domain.key_wish import KEEP, KeyChange, KeyWish
from smartaipi_cli.domain.money import Money
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.domain.transport import Request, Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.account_api import AccountApi
from smartaipi_cli.gateways.capabilities import NATIVE, Capability, Support, unsupported
from smartaipi_cli.gateways.exchange import Connection, Exchange
from smartaipi_cli.gateways.operations import OPERATIONS

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
EMULATED = Capability(support=Support.EMULATED, reason="a twin takes its place")
USUAL = {
    "keys.rotate": EMULATED,
    "keys.reveal": unsupported("a key is shown once"),
    "keys.rate-limits": NATIVE,
}


class KilledError(BaseException):
    """The process ends here."""


@dataclass(slots=True)
class Fate:
    """Counts the steps that change something, and ends or fails the one that is meant.

    `kill_before` and `kill_after` are numbers of steps; `failing` are calls with the error code that they end in,
    `lost` calls that are carried out and whose answer never comes.
    """

    kill_before: int = -1
    kill_after: int = -1
    steps: list[str] = field(default_factory=list)
    failing: dict[str, str] = field(default_factory=dict)
    lost: set[str] = field(default_factory=set)

    def begin(self, name: str) -> None:
        """A step is about to change something."""
        if len(self.steps) == self.kill_before:
            raise KilledError(name)
        self.steps.append(name)
        if name in self.failing:
            raise UserError(self.failing[name], f"{name} failed", reason="as the test wants it")

    def end(self, name: str) -> None:
        """The step has changed it."""
        if len(self.steps) - 1 == self.kill_after:
            raise KilledError(name)
        if name in self.lost:
            raise UserError("gateway-timeout", f"the answer to {name} did not come")

    def rest(self) -> None:
        """From here on nothing goes wrong."""
        self.kill_before = self.kill_after = -1
        self.failing.clear()
        self.lost.clear()


@dataclass(slots=True)
class Held:
    """What the gateway holds: keys by id, oldest first, and the secret of each.

    `deaf`: its models refuse every key.
    """

    keys: dict[str, Key] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    budgets: dict[str, Budget] = field(default_factory=dict)
    answered: dict[str, str] = field(default_factory=dict)
    made: int = 0
    deaf: bool = False
    goes_silent_after_creation: bool = False

    def living(self) -> list[Key]:
        """The keys that the gateway takes."""
        return [key for key in self.keys.values() if key.status == "active"]

    def takes(self, secret: str) -> bool:
        """Whether a request with this secret passes."""
        return not self.deaf and any(self.secrets[key.id] == secret for key in self.living())


@dataclass(frozen=True, kw_only=True)
class TwinAccount(AccountApi):
    """See `AccountApi`. `unit` is what limits are rounded down to."""

    dialect: ClassVar[str] = "twin"
    held: Held
    fate: Fate
    table: Mapping[str, Capability]
    unit: str = "0.01"

    @classmethod
    def opened(
        cls, connection: Connection, held: Held, fate: Fate, table: Mapping[str, Capability]
    ) -> "TwinAccount":
        return cls(
            exchange=Exchange(connection=connection, routes=frozenset(), headers={}),
            held=held,
            fate=fate,
            table=table,
        )

    @cached_property
    def capabilities(self) -> dict[str, Capability]:
        return {operation: {**USUAL, **self.table}.get(operation, NATIVE) for operation in OPERATIONS}

    def list_keys(self) -> Iterator[Key]:
        if "create" in self.fate.steps and self.held.goes_silent_after_creation:
            raise UserError("gateway-unreachable", "the list failed")
        yield from reversed(self.held.keys.values())

    def show_key(self, identifier: str) -> Key:
        if identifier not in self.held.keys:
            raise UserError("key-not-found", f"there is no key {identifier}")
        return self.held.keys[identifier]

    def create_key(self, wish: KeyWish, *, idempotency_key: str) -> Key:
        self.fate.begin("create")
        if idempotency_key in self.held.answered:
            return self.held.keys[self.held.answered[idempotency_key]]
        self.held.made += 1
        identifier = f"key_{self.held.made:04}"
        secret = f"sk-test-{sha256(identifier.encode()).hexdigest()[:32]}"
        self.held.secrets[identifier] = secret
        self.held.answered[idempotency_key] = identifier
        self.held.keys[identifier] = Key(
            id=identifier,
            name=wish.name,
            redacted_value=f"sk-test-…{secret[-4:]}",
            status="active",
            created_at=NOW + timedelta(seconds=self.held.made),
            expires_at=wish.expires_at,
            models=wish.models,
            group=wish.group,
            budgets=tuple(self.rounded(budget) for budget in wish.budgets),
            ip_allowlist=wish.ip_allowlist,
            metadata=wish.metadata,
            spent=Money.zero(),
        )
        self.fate.end("create")
        return replace(self.held.keys[identifier], secret=Secret(secret))

    def rounded(self, budget: Budget) -> Budget:
        units = budget.limit.dollars // Decimal(self.unit)
        return replace(budget, limit=Money(units * Decimal(self.unit)))

    def update_key(self, key: Key, change: KeyChange) -> Key:
        self.fate.begin("update")
        fields = ("name", "budgets", "models", "group", "expires_at", "ip_allowlist", "metadata")
        given = {name: getattr(change, name) for name in fields if getattr(change, name) is not KEEP}
        self.held.keys[key.id] = replace(self.held.keys[key.id], **given)
        self.fate.end("update")
        return self.held.keys[key.id]

    def enable_key(self, key: Key, *, enabled: bool) -> Key:
        self.fate.begin("enable")
        self.held.keys[key.id] = replace(self.held.keys[key.id], status="active" if enabled else "disabled")
        return self.held.keys[key.id]

    def revoke_key(self, key: Key) -> None:
        self.fate.begin("revoke")
        self.held.keys[key.id] = replace(self.held.keys[key.id], status="revoked")
        self.fate.end("revoke")

    def reveal_key(self, key: Key) -> Secret:
        return Secret(self.held.secrets[key.id])

    def list_budgets(self) -> Iterator[Budget]:
        yield from self.held.budgets.values()
        for key in self.held.keys.values():
            yield from (replace(budget, scope=key.id) for budget in key.budgets)

    def set_budget(self, key: Key | None, budget: Budget) -> None:
        if key is None:
            self.held.budgets[budget.period] = replace(budget, scope="account")
            return
        others = tuple(one for one in key.budgets if one.period != budget.period)
        self.held.keys[key.id] = replace(self.held.keys[key.id], budgets=(*others, self.rounded(budget)))

    def remove_budget(self, key: Key | None, period: str) -> None:
        if key is None:
            del self.held.budgets[period]
            return
        others = tuple(one for one in key.budgets if one.period != period)
        self.held.keys[key.id] = replace(self.held.keys[key.id], budgets=others)


@dataclass(frozen=True, slots=True)
class ModelList:
    """A transport on which only `GET …/models` is answered: 200 for a secret that the gateway takes, else 401."""

    held: Held
    fate: Fate

    def send(self, request: Request) -> Response:
        secret = request.headers["authorization"].removeprefix("Bearer ")
        if "models" in self.fate.failing:
            raise UserError(self.fate.failing["models"], "the list of models failed")
        is_taken = self.held.takes(secret)
        body = b'{"data": [{"id": "gpt-test"}]}' if is_taken else b'{"error": {"message": "no such key"}}'
        return Response(status=200 if is_taken else 401, headers={}, body=body)

    def close(self) -> None:
        """Nothing is open."""
