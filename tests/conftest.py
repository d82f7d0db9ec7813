"""Which tests are thorough: many runs of one thing, or real waiting. The gate runs them apart (`./test thorough`)."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent
THOROUGH = (
    "faults",
    "properties",
    "terminal",
    "gateways/test_newapi_contract.py",
    "gateways/test_newapi_keys.py",
    "gateways/test_newapi_usage.py",
    "scenarios/test_bad_gateways.py",
    "scenarios/test_bad_input.py",
    "scenarios/test_dry_run_refusals.py",
    "scenarios/test_held_locks.py",
    "scenarios/test_kills.py",
    "scenarios/test_mcp_protocol.py",
    "scenarios/test_peer_cases.py",
    "scenarios/test_request_tests.py",
    "scenarios/test_run.py",
    "scenarios/test_run_faults.py",
    "scenarios/test_schema_members.py",
    "scenarios/test_secrets.py",
    "scenarios/test_shell.py",
    "unit/documents/test_jsonc_edits.py",
    "unit/engine/test_engine_processes.py",
    "unit/machine/test_system_children.py",
    "unit/probe/test_conformance_spoiled.py",
    "unit/sandbox/test_sandbox_fuzz.py",
    "unit/sandbox/test_sandbox_server.py",
)
"""Folders and files below `tests/`."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark them; a place that is no more would be a hole that nobody sees."""
    for place in THOROUGH:
        if not (ROOT / place).exists():
            raise pytest.UsageError(f"tests/{place} is listed as thorough, and is not there")
    for item in items:
        inside = item.path.relative_to(ROOT).as_posix() if item.path.is_relative_to(ROOT) else ""
        if any(f"{inside}/".startswith(f"{place}/") for place in THOROUGH):
            item.add_marker(pytest.mark.thorough)
