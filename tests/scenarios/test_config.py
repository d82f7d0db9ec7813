"""Our own settings: shown with their source, changed without a byte of anything else, and each of them obeyed."""

import subprocess
from collections.abc import Callable

import pytest
from home import Home, collect

from smartaipi_cli.actions.profiles.configuration import read_configuration
from smartaipi_cli.actions.profiles.selection import credential_store
from smartaipi_cli.actions.settings.catalogue import PROFILE_SETTINGS, list_settings

TEXT = """\
# mine, in my order
credential_store = "file"   # no keychain here
default_profile = "box"

[profiles.own]  # the second one
openai_url = "http://own.test/v1"
gateway = 'custom'
models = {opus = "m-1", sonnet = "m-2"} # two

[profiles.box]
gateway = "sandbox"
websocket = "off"
"""


@pytest.fixture
def configured(bare_home: Home) -> Home:
    """A home whose settings somebody wrote by hand."""
    write(bare_home, TEXT)
    return bare_home


def write(home: Home, text: str) -> None:
    path = home.machine.paths.config_file
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.write_text(text)


def text_of(home: Home) -> str:
    return home.machine.paths.config_file.read_text()


def change(home: Home, *words: str) -> None:
    outcome = home.run("config", *words)
    assert outcome.code == 0, outcome.text


def got(home: Home, name: str) -> tuple[object, object]:
    """(value, source)."""
    (setting,) = home.run("config", "get", name, "--json").envelope["data"]["settings"]
    return setting["value"], setting["source"]


@pytest.mark.parametrize(
    ("words", "old", "new"),
    [
        (("set", "default_profile", "own"), 'default_profile = "box"', 'default_profile = "own"'),
        (("set", "credential_store", "auto"), '"file"   #', '"auto"   #'),
        (("set", "profiles.own.models.opus", "m-3"), 'opus = "m-1"', 'opus = "m-3"'),
        (("set", "profiles.own.openai_url", "http://a.test/v1/"), "http://own.test/v1", "http://a.test/v1"),
        (("set", "profiles.own.gateway", "litellm"), "gateway = 'custom'", 'gateway = "litellm"'),
        (("unset", "default_profile"), 'default_profile = "box"\n', ""),
        (("unset", "profiles.box.websocket"), 'websocket = "off"\n', ""),
        (("unset", "profiles.own.models.sonnet"), ', sonnet = "m-2"', ""),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_only_the_asked_value_changes(configured, words, old, new):
    assert TEXT.count(old) == 1

    change(configured, *words)

    assert text_of(configured) == TEXT.replace(old, new)


def test_a_new_setting_and_its_end_give_the_same_bytes_again(configured):
    change(configured, "set", "defaults.secret", "helper")
    assert text_of(configured) == f'{TEXT}\n[defaults]\nsecret = "helper"\n'
    change(configured, "unset", "defaults.secret")

    assert text_of(configured) == TEXT


def test_the_second_time_nothing_is_written(configured):
    change(configured, "set", "default_profile", "own")
    before = configured.whole_tree()

    change(configured, "set", "default_profile", "own")
    change(configured, "unset", "defaults.scope")

    assert configured.whole_tree() == before


def test_one_change_is_undone_and_a_later_one_stays(configured):
    change(configured, "set", "default_profile", "own")
    first = configured.run("history", "list", "--json").envelope["data"]["changes"][0]["id"]
    change(configured, "set", "profiles.box.websocket", "auto")

    outcome = configured.run("undo", first, "--yes")

    assert outcome.code == 0, outcome.text
    assert text_of(configured) == TEXT.replace('websocket = "off"', 'websocket = "auto"')


def test_settings_can_be_made_where_there_are_none(bare_home):
    change(bare_home, "set", "credential_store", "file")

    assert text_of(bare_home) == 'credential_store = "file"\n'
    assert bare_home.machine.paths.config_file.stat().st_mode & 0o777 == 0o600


def test_a_value_is_shown_with_where_it_comes_from(configured):
    assert got(configured, "default_profile") == ("box", "config.toml")
    assert got(configured, "profiles.own.models.sonnet") == ("m-2", "config.toml")
    assert got(configured, "profiles.box.label") == ("Sandbox", "preset sandbox")
    assert got(configured, "defaults.scope") == ("user", "default")
    assert got(configured, "profiles.own.account_user") == (None, None)


def test_a_script_gets_the_value_alone(configured):
    outcome = configured.run("config", "get", "default_profile", "--quiet")

    assert (outcome.out, outcome.err) == ("box\n", "")


def test_get_without_a_name_lists_what_list_does(configured):
    assert configured.run("config", "get").out == configured.run("config", "list").out


def test_the_path_is_told_although_there_is_nothing_or_nothing_valid(bare_home):
    expected = f"{bare_home.machine.paths.config_file}\n"

    assert bare_home.run("config", "path").out == expected
    write(bare_home, "= =")
    assert bare_home.run("config", "path").out == expected


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("set", "default_profil", "own"), "setting-unknown"),
        (("get", "frobnicate"), "setting-unknown"),
        (("unset", "profiles.nobody.label"), "setting-unknown"),
        (("set", "default_profile", "nobody"), "setting-invalid"),
        (("set", "profiles.box.openai_url", "ftp://x"), "usage"),
        (("set", "profiles.box.gateway", "nobody"), "unknown-gateway"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_is_refused_writes_nothing(configured, words, code):
    before = configured.whole_tree()

    outcome = configured.run("config", *words, "--json")

    assert (outcome.code, outcome.envelope["error"]["code"]) == (2, code)
    assert configured.whole_tree() == before


def test_settings_that_cannot_be_read_are_not_changed(configured):
    write(configured, "default_profile = 7\n")

    for words in (("set", "credential_store", "file"), ("unset", "default_profile"), ("list",)):
        assert configured.run("config", *words, "--json").envelope["error"]["code"] == "config-invalid"
    assert text_of(configured) == "default_profile = 7\n"


def test_four_changes_at_once_are_all_there(configured):
    """Each process builds upon what another one wrote meanwhile."""
    roles = ("codex", "opus", "haiku", "fable")
    started = [
        configured.start("config", "set", f"profiles.box.models.{role}", f"m-{role}") for role in roles
    ]
    codes = [ended(process) for process in started]

    assert codes == [0] * 4
    models = read_configuration(configured.machine).profiles["box"].models
    assert {getattr(models, role) for role in roles} == {f"m-{role}" for role in roles}


def ended(process: subprocess.Popen[bytes]) -> int:
    with process:
        return collect(process).code


def profile_member(name: str) -> Callable[[Home], object]:
    return lambda home: getattr(read_configuration(home.machine).profiles["box"], name)


def shown_diff(home: Home) -> str:
    outcome = home.run("claude", "--dry-run", "--json")
    return "\n".join(outcome.envelope["data"]["plan"]["diff"])


OBEYED: dict[str, tuple[str, Callable[[Home], object], object]] = {
    "default_profile": (
        "second",
        lambda home: home.run("whoami", "--json").envelope["data"]["profile"],
        "second",
    ),
    "credential_store": ("file", lambda home: credential_store(home.machine).description, "file"),
    "defaults.secret": ("inline", lambda home: "apiKeyHelper" in shown_diff(home), False),
    "defaults.scope": ("project", lambda home: "settings.local.json" in shown_diff(home), True),
    "gateway": ("litellm", profile_member("gateway"), "litellm"),
    "label": ("Ours", lambda home: "Ours" in home.run("profiles", "list").out, True),
    "openai_url": ("http://a.test/v1", profile_member("openai_url"), "http://a.test/v1"),
    "anthropic_url": ("http://a.test", lambda home: "http://a.test" in shown_diff(home), True),
    "management_url": ("http://a.test/api", profile_member("management_url"), "http://a.test/api"),
    "dialect": ("newapi", profile_member("dialect"), "newapi"),
    "websocket": ("auto", profile_member("websocket"), "auto"),
    "account_user": ("7", profile_member("account_user"), "7"),
    "account_header": ("X-User", profile_member("account_header"), "X-User"),
    "quota_per_unit": ("100", profile_member("quota_per_unit"), 100),
    "models.codex": ("m-1", lambda home: profile_member("models")(home).codex, "m-1"),
    "models.opus": ("m-1", lambda home: '_OPUS_MODEL": "m-1"' in shown_diff(home), True),
    "models.sonnet": ("m-1", lambda home: '_SONNET_MODEL": "m-1"' in shown_diff(home), True),
    "models.haiku": ("m-1", lambda home: '_HAIKU_MODEL": "m-1"' in shown_diff(home), True),
    "models.fable": ("m-1", lambda home: '_FABLE_MODEL": "m-1"' in shown_diff(home), True),
}
"""Setting to a value, what shows that it is obeyed, and what that shows then. Profile settings by their last part."""


def test_every_setting_is_shown_to_be_obeyed():
    """A new one cannot be offered without a row here."""
    own = [one.name for one in list_settings(())]

    assert list(OBEYED) == [*own, *(one.name for one in PROFILE_SETTINGS)]


@pytest.mark.parametrize("name", OBEYED)
def test_a_setting_is_obeyed(home, name):
    value, observe, expected = OBEYED[name]
    home.add_profile("second", "custom", {"openai_url": "http://second.test/v1"}, "sk-test-0123456789")
    is_own = name in {one.name for one in list_settings(())}
    if name == "credential_store":
        del home.environment["SMARTAIPI_CREDENTIAL_STORE"]
        expected = home.machine.credential_files.description
        home.run("config", "set", name, "keychain")
        assert home.run("login", "--with-key", stdin="sk-test-0123456789").code == 4
    else:
        assert observe(home) != expected

    change(home, "set", name if is_own else f"profiles.box.{name}", value)

    assert observe(home) == expected
