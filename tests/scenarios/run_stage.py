"""A home in which `run` starts a made-up program, which does in this process what a test wants of it."""

import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import httpx
from home import Home, Outcome

from smartaipi_cli.actions.run.scoped_key import is_run_name
from smartaipi_cli.app import run
from smartaipi_cli.machine.child import Child
from smartaipi_cli.machine.fakes import ScriptedChildren, ScriptedTerminal

Play = Callable[[Child], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """How a run ended, and the program that it started."""

    outcome: Outcome
    children: ScriptedChildren
    receipt: Mapping[str, Any]

    @property
    def environment(self) -> Mapping[str, str]:
        """What the program found."""
        (child,) = self.children.started
        return child.environment


def played(home: Home, *arguments: str, play: Play = lambda _: 0) -> Played:
    """Run a made-up program with these options of `run`."""
    terminal = ScriptedTerminal(output=io.StringIO(), errors=io.StringIO())
    children = ScriptedChildren(play=play)
    path = home.project / "receipt.json"
    path.unlink(missing_ok=True)
    words = ("run", "--receipt", path.name, *arguments)
    code = run(words, replace(home.machine, terminal=terminal, children=lambda: children))
    outcome = Outcome(code=int(code), out=terminal.output.getvalue(), err=terminal.errors.getvalue())
    receipt = json.loads(path.read_bytes()) if path.exists() else {}
    return Played(outcome=outcome, children=children, receipt=receipt)


def ask(environment: Mapping[str, str], model: str = "gpt-5.4") -> int:
    """One request by the variables of OpenAI's libraries; its status."""
    answer = httpx.post(
        f"{environment['OPENAI_BASE_URL']}/chat/completions",
        headers={"authorization": f"Bearer {environment['OPENAI_API_KEY']}"},
        json={"model": model, "messages": [{"role": "user", "content": "say hi"}], "max_tokens": 64},
        trust_env=False,
    )
    return answer.status_code


def keys_of_runs(home: Home) -> list[dict[str, Any]]:
    """The living keys of runs, as the gateway lists them."""
    keys = home.run("keys", "list", "--json").envelope["data"]["keys"]
    return [key for key in keys if is_run_name(key["name"]) and key["status"] != "revoked"]


def notes_of(home: Home) -> list[str]:
    """What lies in the folder of runs."""
    folder = home.own / "state" / "runs"
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []
