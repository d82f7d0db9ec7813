"""The members of a key that one-api names in its own way."""

from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.dialects.fields import Object, optional_text
from smartaipi_cli.gateways.dialects.newapi.key_shape import split


class OneApiShape:
    """See `KeyShape`: `models` and `subnet` are texts with commas, empty or null for no restriction."""

    longest_name = 30

    def models(self, row: Object) -> tuple[str, ...] | None:
        """See `KeyShape`."""
        return split(optional_text(row, "models")) or None

    def with_models(self, models: tuple[str, ...] | None, row: Object) -> dict[str, object]:
        """See `KeyShape`. Errors: `not-offered` for a key without any model, which would get all of them."""
        del row
        if models == ():
            raise UserError(
                "not-offered",
                "one-api has no keys that are bound to no model at all",
                reason="it takes an empty list for every model",
                hint="smartaipi keys disable",
            )
        return {"models": ",".join(models or ())}

    def addresses(self, row: Object) -> tuple[str, ...]:
        """See `KeyShape`."""
        return split(optional_text(row, "subnet"))

    def with_addresses(self, addresses: tuple[str, ...]) -> dict[str, object]:
        """See `KeyShape`."""
        return {"subnet": ",".join(addresses)}
