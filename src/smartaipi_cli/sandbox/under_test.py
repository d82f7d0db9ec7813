"""What a test has in its hand of a gateway: addresses, keys, faults, and what was received."""

import json
from pathlib import Path
from sqlite3 import Connection
from typing import Any

from smartaipi_cli.sandbox.address import SandboxAddress
from smartaipi_cli.sandbox.audit import audit_books
from smartaipi_cli.sandbox.budgets import Period, set_budget
from smartaipi_cli.sandbox.fingerprints import fingerprint
from smartaipi_cli.sandbox.keys import add_key, add_value, mint_value, redact
from smartaipi_cli.sandbox.request_log import Received
from smartaipi_cli.sandbox.server import Sandbox


class SandboxUnderTest:
    """A running gateway. `api_key` is a key that may do everything, `token` manages the account."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self._gateway = sandbox.gateway
        self._folder = folder
        self.address: SandboxAddress = sandbox.address
        self.url = sandbox.address.url
        self.openai_url = sandbox.address.openai_url
        self.anthropic_url = sandbox.address.anthropic_url
        self.management_url = sandbox.address.management_url
        self.token = sandbox.address.account_token.reveal()
        self.api_key = self.new_key()

    def new_key(self, *, budget_micros: int | None = None) -> str:
        """A new key; with a budget it may spend so many micro-dollars in all."""
        world = self._gateway.world
        value = mint_value(world)
        key_id = f"key_{world.token(8)}"

        def make(connection: Connection) -> None:
            add_key(connection, key_id, name="test", redacted_value=redact(value), now_s=world.now_s())
            add_value(connection, key_id, value)
            if budget_micros is not None:
                set_budget(connection, key_id, Period.TOTAL, budget_micros, None)

        self._gateway.store.submit(make).result()
        return value.reveal()

    def arm(self, fault: str, *, path: str | None = None, model: str | None = None) -> None:
        """Orders a fault for the next requests, such as `status=429;times=2` (docs/sandbox.md lists them)."""
        self._gateway.faults.arm(fault, path=path, model=model)

    def disarm(self) -> None:
        """Forgets every fault that still waits."""
        self._gateway.faults.disarm()

    def received(self, path: str | None = None) -> tuple[Received, ...]:
        """What came in, oldest first: HTTP requests, and the frames of sockets with the method `FRAME`."""
        return tuple(entry for entry in self._gateway.log.entries() if path in {None, entry.path})

    def forget(self) -> None:
        """Begins the log anew."""
        self._gateway.log.clear()

    def spent_micros(self) -> int:
        """What all calls have cost, in micro-dollars."""

        def add_up(connection: Connection) -> int:
            (total,) = connection.execute("SELECT coalesce(sum(cost_micros), 0) FROM requests").fetchone()
            return int(total)

        return self._gateway.store.submit(add_up).result()

    def assert_received(
        self, path: str, *, times: int | None = None, key: str | None = None, **members: Any
    ) -> Received:
        """Gives the last request to a path that carried this key and these members in its JSON.

        Errors: `AssertionError` when there was none, or not so many; it tells what came instead.
        """
        fitting = [entry for entry in self.received(path) if _fits(entry, key, members)]
        wanted = f"{times} requests" if times is not None else "a request"
        if not fitting or times not in {None, len(fitting)}:
            raise AssertionError(
                f"{wanted} to {path} with {members} expected, {len(fitting)} came; {self._told()}"
            )
        return fitting[-1]

    def assert_nothing_received(self, path: str | None = None) -> None:
        """Fails when anything came, or anything for a path. Errors: `AssertionError`."""
        if self.received(path):
            raise AssertionError(f"nothing expected; {self._told()}")

    def assert_books_agree(self) -> None:
        """Fails when ledger, bills and counters differ, or a call is still in flight. Errors: `AssertionError`."""
        audit = audit_books(self._folder, is_running=False)
        if audit is None or audit.discrepancies:
            raise AssertionError(f"the books do not agree: {audit}")

    def _told(self) -> str:
        told = ", ".join(
            f"{entry.method} {entry.path} {entry.model or ''}".strip() for entry in self.received()
        )
        return f"received: {told or 'nothing'}"


def json_of(entry: Received) -> Any:
    """The JSON that was sent; None where there was none."""
    try:
        return json.loads(entry.body)
    except ValueError:
        return None


def _fits(entry: Received, key: str | None, members: dict[str, Any]) -> bool:
    if key is not None and fingerprint(key) not in entry.credentials.values():
        return False
    sent = json_of(entry)
    told = sent if isinstance(sent, dict) else {}
    return all(name in told and told[name] == value for name, value in members.items())
