"""How `smartaipi sandbox serve` serves: with lasting books, or in a folder that is thrown away."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from smartaipi_cli.errors import UserError
from smartaipi_cli.sandbox.accounts import DEFAULT_SEED
from smartaipi_cli.sandbox.address import SandboxAddress
from smartaipi_cli.sandbox.server import serve
from smartaipi_cli.sandbox.world import World, real_world, seeded_world


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeWish:
    """What the options ask for. A time without a zone is in UTC."""

    port: int | None
    is_ephemeral: bool
    seed: str | None
    frozen_time: datetime | None


def serve_wish(wish: ServeWish, *, folder: Path, announce: Callable[[SandboxAddress, Path], None]) -> None:
    """Serves until a signal; `announce` is called with the address and the folder once it answers.

    Errors: `usage`, those of `serve`.
    """
    if not wish.is_ephemeral:
        if wish.seed is not None or wish.frozen_time is not None:
            raise UserError(
                "usage",
                "--seed and --frozen-time need --ephemeral",
                reason="keys that are drawn from a seed a second time would meet the first ones in the books",
                hint="smartaipi sandbox serve --ephemeral --seed demo",
            )
        serve(folder=folder, port=wish.port, announce=lambda address: announce(address, folder))
        return
    with TemporaryDirectory(prefix="smartaipi-sandbox-") as name:
        place = Path(name) / "sandbox"
        serve(
            folder=place,
            port=wish.port,
            announce=lambda address: announce(address, place),
            world=_world(wish),
            seed=wish.seed or DEFAULT_SEED,
        )


def _world(wish: ServeWish) -> World:
    if wish.seed is None and wish.frozen_time is None:
        return real_world()
    now = None if wish.frozen_time is None else wish.frozen_time.replace(tzinfo=UTC).timestamp()
    return seeded_world(wish.seed or DEFAULT_SEED, now=now)
