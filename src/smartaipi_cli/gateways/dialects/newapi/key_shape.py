"""Where the gateways of the family differ in the members of a key."""

from typing import Protocol

from smartaipi_cli.gateways.dialects.fields import Object, optional_text, texts


class KeyShape(Protocol):
    """The scope of a key on the wire. `longest_name` is in bytes of UTF-8."""

    @property
    def longest_name(self) -> int:
        """What the gateway takes as a name."""
        ...

    def models(self, row: Object) -> tuple[str, ...] | None:
        """The models that a key is bound to; None for all."""
        ...

    def with_models(self, models: tuple[str, ...] | None, row: Object) -> dict[str, object]:
        """The members that bind a key to models; `row` is the key as it stands, empty for a new one."""
        ...

    def addresses(self, row: Object) -> tuple[str, ...]:
        """The addresses that may use a key; empty for all."""
        ...

    def with_addresses(self, addresses: tuple[str, ...]) -> dict[str, object]:
        """The members that bind a key to addresses."""
        ...


class NewApiShape:
    """new-api: `model_limits` counts only with its switch, addresses stand on lines.

    Some resellers ignore `model_limits` and have a list `models` instead: it is written where a key shows it.
    """

    longest_name = 50

    def models(self, row: Object) -> tuple[str, ...] | None:
        """See `KeyShape`."""
        if row.get("model_limits_enabled") is True:
            return split(optional_text(row, "model_limits"))
        return texts(row, "models") or None

    def with_models(self, models: tuple[str, ...] | None, row: Object) -> dict[str, object]:
        """See `KeyShape`."""
        listed = {"models": list(models or ())} if isinstance(row.get("models"), list) else {}
        return {
            "model_limits_enabled": models is not None,
            "model_limits": ",".join(models or ()),
            **listed,
        }

    def addresses(self, row: Object) -> tuple[str, ...]:
        """See `KeyShape`."""
        return split(optional_text(row, "allow_ips"))

    def with_addresses(self, addresses: tuple[str, ...]) -> dict[str, object]:
        """See `KeyShape`."""
        return {"allow_ips": "\n".join(addresses)}


def split(text: str) -> tuple[str, ...]:
    """The parts of a list that stands as text: commas, blanks and line ends are tolerated."""
    return tuple(text.replace(",", " ").split())
