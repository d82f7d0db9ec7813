"""Cursor: what its state database says about an own gateway. Nothing of it is ever written.

From the storage code of VS Code, which Cursor is made from, and from others' reading of Cursor's rows, November 2026;
Cursor itself was not run. The key is encrypted in another row, which is not even looked at.
"""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from smartaipi_cli.documents.missing import find
from smartaipi_cli.tools.base import Place
from smartaipi_cli.tools.vscode import user_data

LABEL: Final = "Cursor"
PROGRAM_FOLDER: Final = "Cursor"
SETTINGS_ROW: Final = (
    "src.vs.platform.reactivestorage.browser.reactiveStorageServiceImpl.persistentStorage.applicationUser"
)
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})


class StateFiles(NamedTuple):
    """The database, and the file in which the running program notes the id of its process."""

    database: Path
    lock: Path


class Check(NamedTuple):
    """One of the settings that people get wrong; `passed` is None when the database does not tell."""

    name: str
    passed: bool | None
    message: str


def state_files(place: Place) -> StateFiles:
    """Where Cursor keeps its state, on any of the three systems."""
    folder = user_data(place, PROGRAM_FOLDER)
    return StateFiles(database=folder / "User" / "globalStorage" / "state.vscdb", lock=folder / "code.lock")


def check_settings(row: str, address: str, models: Sequence[str]) -> tuple[Check, ...]:
    """The usual mistakes, looked for in the settings row: the address, the switch of the key, the models."""
    try:
        settings = json.loads(row) if row else {}
    except ValueError:
        settings = {}
    return (
        check_address(find(settings, ("openAIBaseUrl",)), address),
        check_switch(find(settings, ("useOpenAIKey",))),
        *check_models(settings, models),
    )


def check_address(found: object, address: str) -> Check:
    """Whether the override is there and equal; what else stands there may hold a password, so its host is shown."""
    name = "Override OpenAI Base URL"
    if not isinstance(found, str) or not found:
        return Check(name, passed=False, message="it is not set")
    if found.rstrip("/") == address.rstrip("/"):
        return Check(name, passed=True, message=address)
    if found.rstrip("/") == address.removesuffix("/v1"):
        return Check(name, passed=False, message="it lacks `/v1` at its end")
    return Check(name, passed=False, message=f"it leads to `{urlsplit(found).hostname or 'no host'}`")


def check_switch(found: object) -> Check:
    """Whether the key is used."""
    name = "OpenAI API Key"
    if found is True:
        return Check(name, passed=True, message="it is switched on")
    return Check(name, passed=False, message="it is switched off")


def check_models(settings: object, models: Sequence[str]) -> Iterator[Check]:
    """Whether one of the gateway's models was added and is not switched off."""
    name = "Add Custom Model"
    added = find(settings, ("aiSettings", "userAddedModels"))
    switched_off = find(settings, ("aiSettings", "modelOverrideDisabled"))
    ours = [model for model in models if isinstance(added, list) and model in added]
    usable = [model for model in ours if not (isinstance(switched_off, list) and model in switched_off)]
    if usable:
        yield Check(name, passed=True, message=", ".join(usable))
    elif ours:
        yield Check(name, passed=False, message=f"{', '.join(ours)}: added, but switched off")
    elif models:
        yield Check(name, passed=False, message=f"none of {', '.join(models)} was added")
    else:
        yield Check(name, passed=None, message="no model of this gateway is known")


def is_reachable(address: str) -> bool:
    """Whether Cursor's servers, which send the requests, can reach the address: not one of this machine."""
    return urlsplit(address).hostname not in LOOPBACK
