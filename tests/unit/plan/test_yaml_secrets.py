"""What is covered in YAML and in dotenv files that are shown."""

import pytest

from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.masking import mask_secrets

CANARY = "canary-0123456789"
COVERED = {
    "a plain value": f"apiKey: {CANARY}",
    "a quoted one": f"apiKey: '{CANARY}'  # mine",
    "a quoted name": f'"api_key": {CANARY}',
    "in an item": f"- name: x\n- token: {CANARY}",
    "behind dashes": f"- - secret: {CANARY}",
    "a block of text": f"password: |\n  first\n\n  {CANARY}\nnext: 1",
    "a value in the next line": f"apiKey:\n  {CANARY}",
    "a list": f"tokens:\n  - a\n  - {CANARY}",
    "a mapping": f"secrets:\n  anything: {CANARY}",
    "in brackets": f"models: [{{name: a, apiKey: {CANARY}}}]",
    "in brackets over lines": f"models: [\n  {{name: a,\n   apiKey: {CANARY}}}]",
    "in a comment": f"# apiKey: {CANARY}",
    "in a comment behind a value": f"a: 1 # token: {CANARY}",
    "with CR LF": f"apiKey: {CANARY}\r\nb: 1",
    "in a broken file": f"a: [\nb: c: d\napiKey: {CANARY}",
}


@pytest.mark.parametrize("text", COVERED.values(), ids=COVERED)
def test_a_value_under_a_secret_name_is_covered(text):
    shown = mask_secrets(text, [], Format.YAML)

    assert CANARY not in shown
    assert shown.count("\n") == text.count("\n")


SHOWN = {
    "a reference": "apiKey: ${{ secrets.SMARTAIPI_API_KEY }}",
    "a quoted reference": "    apiKey: '${{ secrets.SMARTAIPI_API_KEY }}' # mine",
    "a limit": "defaultCompletionOptions:\n  maxTokens: 128000",
    "what follows a secret": "apiKey: ${{ secrets.A }}\nmodel: gpt-5.4\napiBase: https://gw.test/v1",
    "an address in brackets": "a: {model: gpt-5.4, apiBase: 'https://gw.test/v1'}",
}


@pytest.mark.parametrize("text", SHOWN.values(), ids=SHOWN)
def test_what_is_no_secret_is_shown(text):
    assert mask_secrets(text, [], Format.YAML) == text


@pytest.mark.parametrize("format_", [Format.YAML, Format.DOTENV])
def test_a_secret_that_is_written_is_covered_wherever_it_stands(format_):
    assert CANARY not in mask_secrets(f"anything: {CANARY}\nA={CANARY}", [Secret(CANARY)], format_)


DOTENV = {
    "plain": f"MY_API_KEY={CANARY}",
    "exported, quoted": f"export TOKEN='{CANARY}' # x",
    "over lines": f'PRIVATE_KEY="first\n{CANARY}\nlast"\nA=1',
    "in backticks over lines": f"PRIVATE_KEY=`first\n{CANARY}`\nA=1",
    "in a comment": f"# API_KEY={CANARY}",
}


@pytest.mark.parametrize("text", DOTENV.values(), ids=DOTENV)
def test_a_value_of_a_secret_variable_is_covered(text):
    shown = mask_secrets(text, [], Format.DOTENV)

    assert CANARY not in shown
    assert shown.count("\n") == text.count("\n")
