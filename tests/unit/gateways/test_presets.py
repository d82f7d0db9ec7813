"""The presets are whole, and keys are not sent to strangers."""

import pytest

from smartaipi_cli.domain.profile import Profile, check_url
from smartaipi_cli.domain.secret import Secret
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.key_owner import check_owner
from smartaipi_cli.gateways.presets import all_presets, find_preset


@pytest.mark.parametrize("preset", all_presets().values(), ids=lambda preset: preset.name)
def test_each_preset_is_whole_and_its_addresses_have_the_form_that_clients_need(preset):
    for url in (preset.openai_url, preset.anthropic_url, preset.management_url):
        assert not url or check_url(url, "preset") == url
    assert not preset.openai_url or preset.openai_url.rpartition("/")[2].startswith("v")
    assert not preset.anthropic_url.endswith("/v1")
    assert preset.label
    assert set(preset.protocols) <= {"chat", "responses", "messages"}
    assert preset.websocket in {"auto", "on", "off"}
    assert preset.dialect in {
        "",
        "native",
        "newapi",
        "oneapi",
        "litellm",
        "openrouter",
        "openai-admin",
        "anthropic-admin",
    }


def test_an_unknown_preset_names_the_known_ones():
    with pytest.raises(UserError) as caught:
        find_preset("nobody")

    assert "smartaipi" in caught.value.reason


def profile_on(gateway):
    preset = find_preset(gateway)
    return Profile(name="work", gateway=gateway, label=preset.label, key_prefixes=preset.key_prefixes)


FOREIGN = [
    ("smartaipi", "sk-or-v1-0123456789"),
    ("smartaipi", "cai-0123456789"),
    ("smartaipi", "sk-ant-0123456789"),
    ("openai", "sk-ant-0123456789"),
    ("anthropic", "sk-or-v1-0123456789"),
    ("openrouter", "sk-ant-0123456789"),
    ("openrouter", "cai-0123456789"),
    ("openrouter", "sk-sandbox-0123456789"),
    ("sandbox", "sk-0123456789"),
    ("sandbox", "sk-or-v1-0123456789"),
]
OWN = [
    ("smartaipi", "sk-0123456789"),
    ("smartaipi", "sk-proj-0123456789"),
    ("openrouter", "sk-or-v1-0123456789"),
    ("openai", "sk-proj-0123456789"),
    ("openai", "sk-0123456789"),
    ("anthropic", "sk-ant-0123456789"),
    ("cheapai", "cai-0123456789"),
    ("sandbox", "sk-sandbox-0123456789"),
    ("litellm", "sk-0123456789"),
    ("custom", "anything-at-all"),
]


@pytest.mark.parametrize(("gateway", "key"), FOREIGN)
def test_a_key_that_belongs_to_another_gateway_is_not_sent(gateway, key):
    with pytest.raises(UserError) as caught:
        check_owner(Secret(key), profile_on(gateway))

    assert caught.value.code == "wrong-credential"
    assert key not in f"{caught.value.message}{caught.value.reason}"


@pytest.mark.parametrize(("gateway", "key"), OWN)
def test_a_key_that_may_be_the_gateways_own_passes(gateway, key):
    check_owner(Secret(key), profile_on(gateway))
