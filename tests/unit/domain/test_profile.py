"""Names and addresses of profiles."""

import pytest

from smartaipi_cli.domain.profile import check_profile_name, check_url, derive_urls
from smartaipi_cli.errors import UserError

USABLE = {
    "https://api.example.test/v1": "https://api.example.test/v1",
    "https://api.example.test/v1/": "https://api.example.test/v1",
    "http://127.0.0.1:4000": "http://127.0.0.1:4000",
    "http://[::1]:4000/v1": "http://[::1]:4000/v1",
}
UNUSABLE = [
    "api.example.test",
    "ftp://api.example.test",
    "https://",
    "https://user:sk-test-canary@api.example.test",
    "https://api.example.test/v1?key=sk-test-canary",
    "https://api.example.test/#x",
    "https://api.example.test:99999",
    "https://api.example.test/v 1",
    "",
    "javascript:alert(1)",
]


@pytest.mark.parametrize(("given", "kept"), USABLE.items())
def test_a_usable_address_loses_only_its_final_slash(given, kept):
    assert check_url(given, "--url") == kept


@pytest.mark.parametrize("url", UNUSABLE)
def test_an_unusable_address_is_refused_and_credentials_in_it_are_not_repeated(url):
    with pytest.raises(UserError) as caught:
        check_url(url, "--url")

    assert caught.value.code == "usage"
    if "user:" in url:
        assert "canary" not in f"{caught.value.message}{caught.value.reason}"


@pytest.mark.parametrize(
    "url", ["https://gw.test", "https://gw.test/", "https://gw.test/v1", "https://gw.test/v1/"]
)
def test_one_address_gives_both_protocols(url):
    assert derive_urls(url) == ("https://gw.test/v1", "https://gw.test")


@pytest.mark.parametrize("name", ["", "Work", "../x", "a b", "-x", "a" * 33, "wörk", "a/b", ".hidden"])
def test_a_profile_name_is_safe_as_the_name_of_a_folder(name):
    with pytest.raises(UserError):
        check_profile_name(name)
