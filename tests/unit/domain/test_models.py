"""Choosing a model for each role from a gateway's list."""

import pytest

from smartaipi_cli.domain.models import ModelChoice, choose_models

LISTS = {
    "a gateway with everything": (
        [
            "claude-opus-4-5-20251101",
            "claude-opus-4-6",
            "claude-sonnet-4-5-20250929",
            "claude-haiku-4-5-20251001",
        ],
        {
            "opus": "claude-opus-4-6",
            "sonnet": "claude-sonnet-4-5-20250929",
            "haiku": "claude-haiku-4-5-20251001",
        },
    ),
    "vendor before a slash": (
        ["anthropic/claude-opus-4.6", "anthropic/claude-sonnet-4.5", "openai/gpt-5.4"],
        {
            "opus": "anthropic/claude-opus-4.6",
            "codex": "openai/gpt-5.4",
            "haiku": "anthropic/claude-sonnet-4.5",
        },
    ),
    "the general model before the special ones": (
        ["gpt-5.4-mini", "gpt-5.4", "gpt-5.4-nano", "gpt-5.3-codex", "gpt-4o-audio"],
        {"codex": "gpt-5.4", "opus": "", "sonnet": ""},
    ),
    "no Claude model at all": (["gpt-5.4", "deepseek-chat"], {"opus": "", "haiku": "", "codex": "gpt-5.4"}),
    "only a sonnet": (
        ["claude-sonnet-4-6"],
        {"opus": "claude-sonnet-4-6", "sonnet": "claude-sonnet-4-6", "haiku": "claude-sonnet-4-6"},
    ),
    "nothing": ([], {"opus": "", "codex": ""}),
}


@pytest.mark.parametrize(("ids", "expected"), LISTS.values(), ids=LISTS)
def test_the_newest_general_model_of_each_family_is_chosen(ids, expected):
    chosen = choose_models(ids)

    assert {role: getattr(chosen, role) for role in expected} == expected


def test_the_order_of_the_list_does_not_matter():
    ids = ["claude-opus-4-6", "gpt-5.4", "claude-haiku-4-5", "claude-sonnet-4-6", "gpt-5.3-codex"]

    assert choose_models(ids) == choose_models(reversed(ids))


def test_what_a_profile_says_goes_before_what_a_list_says():
    own = ModelChoice(opus="mine")

    assert own.filled_from(ModelChoice(opus="theirs", haiku="small")) == ModelChoice(
        opus="mine", haiku="small"
    )
