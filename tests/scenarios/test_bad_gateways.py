"""A set-up on a gateway that does not do its part: one sentence, code and next step each, and it is taken back."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace

import pytest
from home import CLAUDE, CODEX, CONFIG, SETTINGS, Home
from prepared_gateway import (
    JSON,
    MESSAGE,
    RESPONSE,
    STREAM,
    Answer,
    absent,
    answering,
    breaking_off,
    silent,
)

from smartaipi_cli.domain.transport import Request, Response, Stream
from smartaipi_cli.errors import ERROR_CODES
from smartaipi_cli.http.client import HttpTransport

KEY = "sk-test-0123456789abcdef0123456789"
SETTINGS_BEFORE = b'{"permissions": {"deny": ["Read(./.env)"]}}'
CONFIG_BEFORE = b'# mine\r\napproval_policy = "on-request"'
HTML = {"content-type": "text/html; charset=utf-8"}
PAGE = b"<!doctype html><title>Sign in</title><h1>Sign in</h1>"
RETRY = {**JSON, "retry-after": "17"}
MOVED = {"location": "https://elsewhere.test/v1"}


PATIENCE_S = 2.0
"""Short for the gateways that never answer, and long enough for those that do on a busy machine."""


class Hurried(HttpTransport):
    """The real transport with less patience."""

    @contextmanager
    def stream(self, request: Request) -> Iterator[Stream]:
        """See `HttpTransport`."""
        with super().stream(replace(request, timeout_s=PATIENCE_S)) as stream:
            yield stream

    def send(self, request: Request) -> Response:
        """See `HttpTransport`."""
        return super().send(replace(request, timeout_s=PATIENCE_S))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A gateway, and what the set-up must say about it."""

    gateway: Callable[[], AbstractContextManager[str]]
    code: str
    sentence: str
    hint: str


def gives(
    status: int, message: str, headers: Mapping[str, str] = JSON
) -> Callable[[], AbstractContextManager[str]]:
    """A gateway that refuses every request in the way of APIs."""
    body = f'{{"error": {{"message": "{message}", "type": "error"}}}}'.encode()
    return lambda: answering(Answer(status=status, headers=headers, body=body))


CASES = {
    "nobody listens": Case(
        gateway=absent,
        code="gateway-unreachable",
        sentence="cannot reach `{host}`",
        hint="smartaipi profiles show",
    ),
    "never answers": Case(
        gateway=silent, code="gateway-timeout", sentence="`{host}` did not answer in time", hint="try again"
    ),
    "speaks no HTTP": Case(
        gateway=lambda: breaking_off(b"220 mail.test ESMTP\r\n"),
        code="gateway-protocol",
        sentence="`{host}` did not answer as an HTTP server does",
        hint="check the address",
    ),
    "hangs up at once": Case(
        gateway=lambda: breaking_off(b""),
        code="gateway-protocol",
        sentence="`{host}` did not answer as an HTTP server does",
        hint="check the address",
    ),
    "shows a web page": Case(
        gateway=lambda: answering(Answer(headers=HTML, body=PAGE)),
        code="gateway-not-json",
        sentence="`{host}` answered 200 with a web page instead of the API",
        hint="check the address",
    ),
    "shows the page of a broken proxy": Case(
        gateway=lambda: answering(Answer(status=502, headers=HTML, body=PAGE)),
        code="gateway-not-json",
        sentence="`{host}` answered 502 with a web page instead of the API",
        hint="a proxy or login page",
    ),
    "redirects": Case(
        gateway=lambda: answering(Answer(status=302, headers=MOVED, body=b"")),
        code="gateway-redirected",
        sentence="`{host}` redirects to `elsewhere.test`; clients do not follow",
        hint="set the final address in the profile",
    ),
    "does not know the key": Case(
        gateway=gives(401, "invalid key"),
        code="credential-refused",
        sentence="`{host}` does not accept the key (401)",
        hint="smartaipi login",
    ),
    "wants money": Case(
        gateway=gives(402, "insufficient credits"),
        code="balance-exhausted",
        sentence="balance at `{host}` is used up (402)",
        hint="smartaipi balance",
    ),
    "the key's budget is spent": Case(
        gateway=gives(402, "the budget of this key is spent"),
        code="budget-exceeded",
        sentence="budget at `{host}` is used up (402)",
        hint="smartaipi keys list",
    ),
    "forbids it": Case(
        gateway=gives(403, "not in your group"),
        code="permission-denied",
        sentence="`{host}` does not let this key use",
        hint="--model",
    ),
    "does not stream": Case(
        gateway=lambda: answering(Answer(body=b'{"type": "message"}')),
        code="gateway-protocol",
        sentence="`{host}` answered 200 without the stream that was asked for",
        hint="smartaipi gateways list",
    ),
    "has no such model": Case(
        gateway=gives(404, "model not found"),
        code="model-unknown",
        sentence="`{host}` has no model",
        hint="--model",
    ),
    "limits the rate": Case(
        gateway=gives(429, "slow down", RETRY),
        code="rate-limited",
        sentence="`{host}` limits the rate of requests (429)",
        hint="try again in 17 s",
    ),
    "is broken": Case(
        gateway=gives(500, "internal error"),
        code="gateway-failed",
        sentence="`{host}` answered 500",
        hint="try again later",
    ),
    "does not understand": Case(
        gateway=gives(400, "unknown field"),
        code="gateway-refused",
        sentence="`{host}` answered 400",
        hint="smartaipi profiles show",
    ),
    "ends in the middle": Case(
        gateway=lambda: answering(Answer(headers=STREAM, body=MESSAGE + RESPONSE)),
        code="gateway-truncated",
        sentence="`{host}` ended its answer before it was complete",
        hint="try again",
    ),
    "ends before it begins": Case(
        gateway=lambda: answering(Answer(headers=STREAM, body=b"")),
        code="gateway-truncated",
        sentence="`{host}` ended its answer before it was complete",
        hint="try again",
    ),
}
TOOLS = {"claude": CLAUDE, "codex": CODEX}


@pytest.fixture
def home(bare_home: Home) -> Home:
    """A home with both clients' files, and a transport with little patience."""
    bare_home.transport = Hurried
    bare_home.write(SETTINGS, SETTINGS_BEFORE)
    bare_home.write(CONFIG, CONFIG_BEFORE)
    return bare_home


def connect_to(home: Home, address: str, openai: str = "/v1", anthropic: str = "") -> None:
    """Make a gateway at this address the default profile."""
    urls = {"openai_url": f"{address}{openai}", "anthropic_url": f"{address}{anthropic}"}
    home.add_profile("own", "custom", urls, key=KEY)


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_what_the_gateway_does_is_said_and_the_set_up_is_taken_back(home, case, tool):
    """Code, sentence and hint of the table; every byte is back, unless `--keep` was said."""
    before = home.tree()
    with case.gateway() as address:
        connect_to(home, address)
        failed = home.run(*TOOLS[tool], "--json")
        assert home.tree() == before
        kept = home.run(*TOOLS[tool], "--keep")

    error = failed.envelope["error"]
    host = address.removeprefix("http://")
    assert (error["code"], failed.code, kept.code) == (
        case.code,
        ERROR_CODES[case.code],
        ERROR_CODES[case.code],
    )
    assert case.sentence.format(host=host) in error["message"]
    assert case.hint in error["hint"]
    assert failed.envelope["data"]["taken_back"] is True
    assert f"error: {error['message']}\n" in kept.err
    assert home.tree() != before
    assert KEY not in failed.text + kept.text


@pytest.mark.parametrize("tool", TOOLS)
def test_tls_where_there_is_none_is_said(home, tool):
    """`https` in the profile, and a server that speaks plain HTTP."""
    before = home.tree()
    with answering(Answer()) as address:
        connect_to(home, address.replace("http://", "https://"))
        failed = home.run(*TOOLS[tool])

    assert (failed.code, home.tree()) == (8, before)
    assert "no trusted TLS connection to" in failed.err
    assert "http or https" in failed.err


@pytest.mark.parametrize(
    ("tool", "urls", "reason"),
    [
        ("claude", {"anthropic": "/v1"}, "the base address must not end in `/v1`"),
        ("codex", {"openai": ""}, "the base address must end in `/v1`"),
    ],
    ids=["one too many", "none"],
)
def test_a_version_too_many_or_too_few_in_the_address_is_said(home, tool, urls, reason):
    """Written into our settings by hand; `profiles add` does not take such an address."""
    before = home.tree()
    with answering(Answer(headers=STREAM), only=("/v1/messages", "/v1/responses")) as address:
        connect_to(home, address, **urls)
        failed = home.run(*TOOLS[tool], "--json")

    error = failed.envelope["error"]
    assert (failed.code, error["code"], error["reason"]) == (8, "wrong-base-path", reason)
    assert "smartaipi profiles show" in error["hint"]
    assert home.tree() == before


@pytest.mark.parametrize(
    "option",
    [("--anthropic-url", "http://127.0.0.1:9/v1"), ("--openai-url", "http://127.0.0.1:9")],
    ids=["Anthropic's with /v1", "OpenAI's without"],
)
def test_a_profile_does_not_take_an_address_with_the_wrong_path(bare_home, option):
    """The same two mix-ups, caught where the address is given."""
    before = bare_home.whole_tree()

    refused = bare_home.run("profiles", "add", "own", "--gateway", "custom", *option)

    assert refused.code == 2
    assert "/v1" in refused.err
    assert bare_home.whole_tree() == before


def test_without_proof_nothing_is_sent_and_nothing_is_taken_back(home):
    """`--no-verify` with a gateway that is not there."""
    with absent() as address:
        connect_to(home, address)
        done = home.run(*CLAUDE, "--no-verify")

    assert (done.code, home.read_json(SETTINGS)["env"]["ANTHROPIC_BASE_URL"]) == (0, address)
