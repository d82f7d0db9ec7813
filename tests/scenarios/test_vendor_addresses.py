"""The vendors' own addresses are known for their account APIs; standing in a file, they are the user's."""

SETTINGS = ".claude/settings.json"
CONFIG = ".codex/config.toml"


def test_removal_leaves_a_users_own_set_up_on_the_vendors_address_alone(home):
    """Nothing of it is ours: neither the address, which every client has by itself, nor the key beside it."""
    home.write(
        SETTINGS,
        b'{"env": {"ANTHROPIC_BASE_URL": "https://api.anthropic.com", "ANTHROPIC_API_KEY": "sk-ant-test-mine"}}',
    )
    home.write(
        CONFIG,
        b'model_provider = "anthropic"\n\n[model_providers.anthropic]\nbase_url = "https://api.openai.com/v1"\n'
        b'env_key = "MY_KEY"\n',
    )
    before = home.tree()

    codes = [home.run(tool, "--remove", "--yes").code for tool in ("claude", "codex")]

    assert codes == [0, 0]
    assert {path: home.tree()[path] for path in (SETTINGS, CONFIG)} == {
        path: before[path] for path in (SETTINGS, CONFIG)
    }
