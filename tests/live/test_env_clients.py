"""A shell that evaluated `env --client claude` is enough for Claude Code, whatever it had exported before.

Observed with Claude Code 2.1.329. Without the variables that pin its models it asks for one that only its vendor has.
"""

import pytest
from live_gateway import LiveGateway
from live_home import PROGRAM, LiveHome, Ran

from smartaipi_cli.sandbox.fingerprints import fingerprint

pytestmark = pytest.mark.live

FOREIGN = {
    "ANTHROPIC_API_KEY": "sk-ant-test-foreign-key-0123456789",
    "ANTHROPIC_BASE_URL": "http://127.0.0.1:9",
    "ANTHROPIC_MODEL": "claude-foreign-9-9",
    "CLAUDE_CODE_USE_BEDROCK": "1",
}


def say_hi(home: LiveHome, **variables: str) -> Ran:
    """One turn of Claude Code in a shell that has evaluated the variables."""
    evaluate = f'eval "$({PROGRAM} env --shell bash --client claude)"'
    return home.run("bash", "-euc", f'{evaluate}; exec claude -p "say hi"', **variables)


@pytest.mark.parametrize("foreign", [{}, FOREIGN], ids=["nothing exported", "another vendor exported"])
def test_claude_code_obeys_the_variables(home: LiveHome, gateway: LiveGateway, foreign: dict[str, str]):
    gateway.forget()

    ran = say_hi(home, **foreign)

    assert (ran.code, ran.output.strip()) == (0, "say hi"), ran.text
    assert gateway.credentials() == {fingerprint(home.key)}
    assert gateway.models() <= {"claude-opus-4-6", "claude-sonnet-4-5-20250929"}


def test_what_stands_in_its_settings_comes_before_the_variables(home: LiveHome, gateway: LiveGateway):
    """So a set-up that is there stays in force."""
    home.write(
        ".claude/settings.json",
        b'{"model": "opus", "env": {"ANTHROPIC_DEFAULT_OPUS_MODEL": "claude-sonnet-4-5-20250929"}}',
    )
    gateway.forget()

    ran = say_hi(home)

    assert ran.code == 0, ran.text
    assert gateway.models() == {"claude-sonnet-4-5-20250929"}
