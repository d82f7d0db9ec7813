"""What is told of a request: enough to find a mistake, and nothing that opens a door."""

import pytest

from smartaipi_cli.domain.exchange import Exchange
from smartaipi_cli.domain.secret import MASK
from smartaipi_cli.render.exchange_lines import exchange_lines, shown_url

SECRET = "sk-test-0123456789"
ASKED = Exchange(
    method="POST",
    url="https://gateway.test/v1/chat?limit=3",
    sent_headers={"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json", "X-Own": SECRET},
    sent_bytes=1234,
    status=200,
    headers={"x-request-id": "req_1", "set-cookie": SECRET, "content-type": "application/json"},
    received_bytes=56789,
    elapsed_s=0.0421,
)


def test_a_request_and_its_answer_are_told_in_full_but_for_secrets():
    """A header that nobody knows is covered; headers of the answer that tell nothing are left out."""
    assert list(exchange_lines(ASKED)) == [
        "> POST https://gateway.test/v1/chat?limit=3 (1,234 bytes)",
        f">   authorization: {MASK}",
        ">   content-type: application/json",
        f">   x-own: {MASK}",
        "< 200 after 42 ms, 56,789 bytes",
        "<   content-type: application/json",
        "<   x-request-id: req_1",
    ]


def test_a_request_without_an_answer_says_why():
    failed = Exchange(method="GET", url="https://gateway.test/", elapsed_s=1.5, problem="no connection")

    assert list(exchange_lines(failed))[-1] == "< no answer after 1,500 ms: no connection"


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        (f"https://user:{SECRET}@host.test/a", "https://host.test/a"),
        (f"https://host.test/a?api_key={SECRET}&day=1", f"https://host.test/a?api_key={MASK}&day=1"),
        (f"https://host.test/a?token={SECRET}", f"https://host.test/a?token={MASK}"),
        ("https://host.test/a?from=2026-11-21T00:00:00Z", "https://host.test/a?from=2026-11-21T00:00:00Z"),
        ("https://host.test:8443/a%20b", "https://host.test:8443/a%20b"),
    ],
    ids=["password", "key", "token", "time", "port"],
)
def test_an_address_is_shown_without_what_could_be_a_secret(url, shown):
    assert shown_url(url) == shown


def test_a_redirection_is_shown_like_an_address():
    moved = Exchange(
        method="GET",
        url="https://host.test/",
        status=302,
        headers={"location": f"https://other.test/?key={SECRET}"},
    )

    assert SECRET not in "\n".join(exchange_lines(moved))
