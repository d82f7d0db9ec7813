"""A gateway's dialect is recognised by pages that need no credential."""

import json
from dataclasses import dataclass, field

import pytest

from smartaipi_cli.domain.transport import Response
from smartaipi_cli.errors import UserError
from smartaipi_cli.gateways.detection import detect

REFUSED_NATIVELY = {"error": {"type": "authentication_error", "code": "invalid_token", "request_id": "req_1"}}
NEW_API = {
    "success": True,
    "data": {"version": "v1.0", "quota_per_unit": 500000, "quota_display_type": "USD"},
}
ONE_API = {
    "success": True,
    "data": {"version": "v0.6.10", "quota_per_unit": 500000, "system_name": "One API"},
}
LITELLM = {"status": "connected", "db": "connected", "litellm_version": "1.106.2"}
OPENROUTER = {"error": {"code": 401, "message": "No cookie auth credentials found"}}


@dataclass
class Pages:
    """A host with some pages; every other one is a web page with 404."""

    pages: dict
    asked: list = field(default_factory=list)

    def send(self, request):
        self.asked.append(request)
        status, data = self.pages.get(request.url, (404, None))
        body = b"<html>not found</html>" if data is None else json.dumps(data).encode()
        return Response(status=status, headers={}, body=body)


@pytest.mark.parametrize("given", ["https://gw.test", "https://gw.test/v1", "https://gw.test/v1/"])
@pytest.mark.parametrize(
    ("page", "answer", "dialect", "url", "version"),
    [
        ("/api/status", (200, NEW_API), "newapi", "https://gw.test", "v1.0"),
        ("/api/status", (200, ONE_API), "oneapi", "https://gw.test", "v0.6.10"),
        ("/health/readiness", (200, LITELLM), "litellm", "https://gw.test", "1.106.2"),
        ("/api/meta", (401, REFUSED_NATIVELY), "native", "https://gw.test/api", ""),
        ("/api/v1/key", (401, OPENROUTER), "openrouter", "https://gw.test/api/v1", ""),
        ("/api/usage", (401, {"error": "unauthorized"}), "native", "https://gw.test/api", "balance only"),
    ],
    ids=["new-api", "one-api", "litellm", "native", "openrouter", "balance only"],
)
def test_each_dialect_gives_itself_away(given, page, answer, dialect, url, version):
    found = detect(Pages({f"https://gw.test{page}": answer}), given.rstrip("/"))

    assert found is not None
    assert (found.dialect, found.url, found.version) == (dialect, url, version)


def test_no_credential_is_ever_sent():
    pages = Pages({})

    assert detect(pages, "https://gw.test") is None
    assert all("authorization" not in request.headers for request in pages.asked)


def test_a_gateway_below_a_path_is_looked_for_there_first_and_then_at_the_host():
    pages = Pages({"https://gw.test/api/status": (200, NEW_API)})

    assert detect(pages, "https://gw.test/llm/v1").url == "https://gw.test"
    assert pages.asked[0].url == "https://gw.test/llm/api/status"


@pytest.mark.parametrize(
    ("url", "dialect"),
    [("https://api.openai.com/v1", "openai-admin"), ("https://api.anthropic.com", "anthropic-admin")],
)
def test_the_vendors_own_hosts_are_known_and_not_asked(url, dialect):
    pages = Pages({})

    assert detect(pages, url).dialect == dialect
    assert pages.asked == []


@pytest.mark.parametrize("data", [[], "text", 7, None, {"data": None}, {"data": []}, {"error": "x"}])
def test_answers_of_any_other_shape_are_nobodys(data):
    paths = ("/api/status", "/health/readiness", "/api/meta", "/api/v1/key")
    pages = Pages({f"https://gw.test{path}": (200, data) for path in paths})

    assert detect(pages, "https://gw.test") is None


def test_a_host_that_cannot_be_reached_is_an_error_and_not_a_riddle():
    class Dead:
        def send(self, request):
            raise UserError("gateway-unreachable", f"cannot reach {request.url}")

    with pytest.raises(UserError) as caught:
        detect(Dead(), "https://gw.test")

    assert caught.value.code == "gateway-unreachable"
