"""What competes for Continue's settings, and what of it wins."""

from continue_scene import CONFIG, OTHER, scene

from smartaipi_cli.tools.continue_dev_contenders import contenders

SECRET = "sk-test-canary0123456789"


def told(snapshot, setting):
    return [(one.shown, one.wins) for one in contenders(snapshot) if one.setting == setting]


def test_the_model_that_was_chosen_last_wins_over_the_first():
    text = CONFIG.replace("models:\n", f"models:\n{OTHER}")

    assert told(scene(target=text), "model") == [("m", True), ("gpt-5.4", False)]
    chosen = scene(target=text, selection='{"cliSelectedModel": "Smart AIPI"}')
    assert told(chosen, "model") == [("gpt-5.4", True), ("m", False)]
    assert told(chosen, "address") == [("https://gw.test/v1", True), ("https://other.test/v1", False)]


def test_every_place_of_the_secret_is_told_and_none_is_shown():
    snapshot = scene(
        target=CONFIG,
        environment={"SMARTAIPI_API_KEY": SECRET},
        secrets=f"SMARTAIPI_API_KEY={SECRET}\n",
        folder_secrets=f"SMARTAIPI_API_KEY={SECRET}\n",
    )

    assert [wins for _, wins in told(snapshot, "key")] == [True, False, False]
    assert SECRET not in repr(contenders(snapshot))


def test_a_key_that_stands_with_the_model_is_the_only_one():
    text = CONFIG.replace("${{ secrets.SMARTAIPI_API_KEY }}", SECRET)
    snapshot = scene(target=text, secrets=f"SMARTAIPI_API_KEY={SECRET}\n")

    assert [wins for _, wins in told(snapshot, "key")] == [True]
    assert SECRET not in repr(contenders(snapshot))


def test_the_older_file_is_told_as_dead():
    old = '{"models": [{"title": "Mine", "model": "gpt-4.1"}]}'

    assert told(scene(target=CONFIG, old=old), "model") == [("gpt-5.4", True), ("gpt-4.1", False)]
