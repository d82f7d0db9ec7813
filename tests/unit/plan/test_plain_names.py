"""What stands beside secrets and is none is shown: people write it by hand from what they see."""

import pytest

from smartaipi_cli.plan.formats import Format
from smartaipi_cli.plan.masking import mask_secrets


@pytest.mark.parametrize(
    ("text", "shown", "hidden"),
    [
        ('{"security": {"auth": {"selectedType": "openai", "apiKey": "hidden"}}}', "openai", "hidden"),
        ('{"auth": {"selectedType": "openai", "other": "hidden"}}', "openai", "hidden"),
        ('{"auth": {"other": ["hidden"], "selectedType": "openai"}}', "openai", "hidden"),
        ('{"tokenSource": "manual", "token": "hidden"}', "manual", "hidden"),
        ('{"envKey": "MY_KEY", "key": "hidden"}', "MY_KEY", "hidden"),
    ],
)
def test_the_choice_of_a_login_and_the_kind_of_a_token_are_shown(text, shown, hidden):
    masked = mask_secrets(text, (), Format.JSON)

    assert f'"{shown}"' in masked
    assert hidden not in masked


@pytest.mark.parametrize(
    "text",
    [
        '{"auth": {"selectedType": "openai", "nested": {"a": "hidden"}}}',
        '{"auth": [{"selectedType": "openai"}, "hidden"]}',
        '{"auth": {"selectedType": ["openai", "hidden"]}}',
    ],
)
def test_a_plain_name_below_a_secret_one_shows_its_own_value_alone(text):
    assert "hidden" not in mask_secrets(text, (), Format.JSON)
