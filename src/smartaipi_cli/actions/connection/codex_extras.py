"""What only Codex's set-up has: the WebSocket probe and the model catalogue."""

from smartaipi_cli.actions.connection.request import Connect
from smartaipi_cli.actions.profiles.selection import Credential
from smartaipi_cli.domain.models import is_coding_model
from smartaipi_cli.domain.transport import Transport
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.model_list import list_model_ids
from smartaipi_cli.machine.machine import Machine
from smartaipi_cli.tools import codex
from smartaipi_cli.tools.base import Wish
from smartaipi_cli.tools.codex_catalogue import build_catalogue

CATALOGUE_LIMIT_S = 20.0


def complete_for_codex(
    machine: Machine, transport: Transport, request: Connect, credential: Credential, wish: Wish
) -> Wish:
    """The parts of the wish that only Codex has: WebSocket and model catalogue.

    Errors: `websocket-refused`, `client-not-found`.
    """
    profile, websocket = wish.profile, False
    model = wish.model or wish.models.codex
    if request.websocket == "on" or (request.websocket == "auto" and profile.websocket != "off"):
        from smartaipi_cli.probe.upgrade import speaks_websocket

        websocket = speaks_websocket(profile.openai_url, credential.secret, model)
        if request.websocket == "on" and not websocket:
            raise UserError(
                "websocket-refused",
                f"{profile.label} did not complete a WebSocket request",
                reason="with `supports_websockets` Codex would lose 6.5 s in every session before it falls back",
                hint="smartaipi codex --websocket off",
            )
    catalogue = b""
    if request.catalogue or request.fast:
        others = list_model_ids(transport, profile, credential.secret)
        catalogue = make_catalogue(machine, (model, *filter(is_coding_model, others)))
    return wish._replace(websocket=websocket, catalogue=catalogue)


def make_catalogue(machine: Machine, models: tuple[str, ...]) -> bytes:
    """Codex's catalogue of the gateway's models, made from the installed client's own."""
    program = machine.processes.find(codex.SPEC.binary)
    if program is None:
        raise UserError(
            "client-not-found",
            "`codex` is not on PATH",
            reason="its own model catalogue is the pattern for the gateway's",
            hint="install Codex, or leave out --fast and --catalog",
        )
    done = machine.processes.run([str(program), "debug", "models", "--bundled"], timeout_s=CATALOGUE_LIMIT_S)
    return build_catalogue(done.output, models)
