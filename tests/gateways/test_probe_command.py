"""`gateways probe` on every gateway: what it was known by, what it offers, and what is only told there."""

from contextlib import ExitStack

import pytest
from defects import Defective
from serving import serving
from test_key_commands import GATEWAYS, Bench

from smartaipi_cli.gateways.operations import OPERATIONS

FAMILY = {"family", "quota_per_dollar", "consoles_show"}
ONLY_THERE = {
    "newapi": FAMILY,
    "oneapi": FAMILY,
    "litellm": {"credential"},
    "openrouter": {"credential"},
    "openai-admin": set(),
}
EVERYWHERE = {"dialect", "management_url", "version", "evidence", "capabilities"}


@pytest.mark.parametrize("name", GATEWAYS)
def test_a_probe_tells_every_operation_and_what_is_only_told_there(name):
    dialect, make, credential, options = GATEWAYS[name]
    with ExitStack() as stack:
        url = stack.enter_context(serving(Defective(app=make())))
        found = Bench(dialect, url, credential, options).data("gateways", "probe")

    assert found["dialect"] == dialect
    assert found["capabilities"].keys() == OPERATIONS.keys()
    assert found.keys() == EVERYWHERE | ONLY_THERE[dialect]
