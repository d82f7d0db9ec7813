"""OpenCode's and Kilo Code's own files as tests need them, and what a configuration means."""

import json
from pathlib import Path
from typing import Any, Final

from live_home import LiveHome

from smartaipi_cli.documents import json_values

SMALL_MODEL: Final = "gpt-5.4-mini"
MODEL: Final = "gpt-5.4"


def config_of(home: LiveHome, tool: str) -> Path:
    """The file that a set-up makes."""
    return home.folder / ".config" / tool / {"opencode": "opencode.json", "kilo": "kilo.jsonc"}[tool]


def read_config(path: Path) -> Any:
    """What a configuration means; it may have comments."""
    return json_values.parse(path.read_bytes())


def documented_config(url: str, key: str) -> bytes:
    """A configuration as the default gateway's own instructions have it: no schema, the key itself, fixed models."""
    models = {
        name: {"name": name.upper(), "limit": {"context": 400_000, "output": 128_000}}
        for name in (MODEL, SMALL_MODEL, "gpt-5.3-codex", "gpt-5.3")
    }
    provider = {
        "npm": "@ai-sdk/openai-compatible",
        "name": "Smart AIPI",
        "options": {"baseURL": url, "apiKey": key},
        "models": models,
    }
    return json.dumps(
        {"provider": {"smart-aipi": provider}, "model": f"smart-aipi/{MODEL}"}, indent=2
    ).encode()
