"""The way that a request takes, by the variables that other programs obey too."""

import pytest

from smartaipi_cli.errors import UserError
from smartaipi_cli.probe.routes import Proxies, is_excepted, route_to


@pytest.mark.parametrize(
    ("url", "host", "port", "target", "authority"),
    [
        ("https://gw.test/v1", "gw.test", 443, "/v1", "gw.test"),
        ("http://gw.test:8080", "gw.test", 8080, "/", "gw.test:8080"),
        ("wss://gw.test:443/a?b=c", "gw.test", 443, "/a?b=c", "gw.test"),
        ("http://[::1]:90/x", "::1", 90, "/x", "[::1]:90"),
        ("https://user:secret@gw.test/", "gw.test", 443, "/", "gw.test"),
    ],
)
def test_an_address_is_taken_apart(url, host, port, target, authority):
    route = route_to(url, Proxies())

    assert (route.host, route.port, route.target, route.authority) == (host, port, target, authority)


@pytest.mark.parametrize(
    "url", ["gw.test/v1", "ftp://gw.test", "https://", "http://gw.test:x", "http://a b/"]
)
def test_what_is_no_address_is_refused(url):
    with pytest.raises(UserError) as caught:
        route_to(url, Proxies())

    assert caught.value.code == "usage"


PROXIES = Proxies(http="http://plain:3128", https="http://me:pass%20word@safe", excepted="inner.test")


@pytest.mark.parametrize(
    ("url", "proxy", "is_tunnelled"),
    [
        ("http://gw.test", "plain:3128", False),
        ("ws://gw.test", "plain:3128", True),
        ("https://gw.test", "safe:80", True),
        ("wss://gw.test", "safe:80", True),
        ("https://inner.test", None, False),
    ],
)
def test_the_proxy_is_that_of_the_scheme(url, proxy, is_tunnelled):
    route = route_to(url, PROXIES)

    assert (route.proxy.name if route.proxy else None) == proxy
    assert route.is_tunnelled is is_tunnelled


def test_the_user_of_a_proxy_is_sent_and_never_shown():
    proxy = route_to("https://gw.test", PROXIES).proxy

    assert proxy.authorization.reveal() == "Basic bWU6cGFzcyB3b3Jk"
    assert "pass" not in repr(proxy)


def test_a_proxy_that_speaks_something_else_is_refused():
    with pytest.raises(UserError) as caught:
        route_to("https://gw.test", Proxies(https="socks5://me:secret@gw.test:1080"))

    assert caught.value.code == "usage"
    assert "secret" not in f"{caught.value.message}{caught.value.reason}"


@pytest.mark.parametrize(
    ("host", "exceptions", "expected"),
    [
        ("gw.test", "", False),
        ("gw.test", "*", True),
        ("gw.test", "gw.test", True),
        ("GW.test", "gw.TEST", True),
        ("a.gw.test", "gw.test", True),
        ("a.gw.test", " x , .gw.test", True),
        ("a.gw.test", "*.gw.test", True),
        ("mygw.test", "gw.test", False),
        ("gw.test", "gw.test:443", True),
        ("gw.test", "gw.test:80", False),
        ("10.1.2.3", "10.0.0.0/8", True),
        ("11.1.2.3", "10.0.0.0/8", False),
        ("127.0.0.1", "127.0.0.1", True),
        ("::1", "::1", True),
        ("::1", "[::1]", True),
    ],
)
def test_hosts_that_are_named_as_exceptions_are_reached_straight(host, exceptions, expected):
    assert is_excepted(host, 443, exceptions) is expected
