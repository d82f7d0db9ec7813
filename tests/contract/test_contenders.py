"""What wins in a client's explanation is what the client uses, whatever its file holds, before and after a set-up."""

import pytest
from test_tools import APPLICABLE, REFUSED, TOOLS, after, snapshot, wish

from smartaipi_cli.domain.key_text import redact

VENDOR_KEY = "sk-test-vendor0123456789"
EXPORTED = {
    "OPENAI_API_KEY": VENDOR_KEY,
    "OPENAI_BASE_URL": "https://exported.test/v1",
    "OPENAI_MODEL": "exported",
    "ANTHROPIC_API_KEY": VENDOR_KEY,
    "ANTHROPIC_BASE_URL": "https://exported.test",
}
EXPLAINED = ("cline", "continue", "kilo", "opencode", "qwen", "roo")
"""The clients whose explanations have one address, one key and one model; the others have their own tests."""


def situations():
    for tool in EXPLAINED:
        for name, data in (APPLICABLE[tool] | REFUSED[tool]).items():
            before = snapshot(tool, data)
            yield pytest.param(tool, before, id=f"{tool}-{name}")
            if name in APPLICABLE[tool]:
                for way in TOOLS[tool].SPEC.ways:
                    done = after(before, TOOLS[tool].plan_connect(before, wish(way)))
                    yield pytest.param(tool, done, id=f"{tool}-{name}-connected-{way}")


SITUATIONS = list(situations())


def winners(tool, state, subject):
    return [
        one.shown
        for one in TOOLS[tool].contenders(state)
        if one.wins and (one.subject or one.setting) == subject
    ]


@pytest.mark.parametrize("environment", [{}, EXPORTED], ids=["bare", "exported"])
@pytest.mark.parametrize(("tool", "state"), SITUATIONS)
def test_the_values_that_win_are_those_that_the_client_uses(tool, state, environment):
    state = state._replace(place=state.place._replace(environment=environment))
    effective = TOOLS[tool].resolve(state)

    expected = [effective.base_url.value.rstrip("/")] if effective.base_url else []
    assert [address.rstrip("/") for address in winners(tool, state, "address")] == expected
    if effective.secret:
        assert winners(tool, state, "key") == [redact(effective.secret)]
    if effective.model:
        (model,) = winners(tool, state, "model")
        assert model.endswith(effective.model.value)


@pytest.mark.parametrize(("tool", "state"), SITUATIONS)
def test_no_explanation_shows_a_key(tool, state):
    state = state._replace(place=state.place._replace(environment=EXPORTED))

    shown = repr(TOOLS[tool].contenders(state))

    assert VENDOR_KEY not in shown
    assert "canary" not in shown
    assert "sk-test-other0123456789" not in shown
