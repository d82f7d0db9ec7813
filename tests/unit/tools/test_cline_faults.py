"""For which faults Cline would drop its providers."""

import json

import pytest
from cline_scene import document, entry

from smartaipi_cli.tools.cline_faults import find_fault
from smartaipi_cli.tools.cline_schema import is_time


def source(**settings):
    return json.dumps(document(providers={"bedrock": entry("bedrock", **settings)})).encode()


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T12:00:00Z",
        "2026-11-20T12:00:00.123Z",
        "2026-11-20T12:00:00.123456Z",
        "2024-02-29T00:00:00Z",
    ],
)
def test_a_time_with_z_is_one(text):
    assert is_time(text)


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T12:00:00+00:00",
        "2026-11-20T12:00:00",
        "2026-11-20 12:00:00Z",
        "2026-02-30T12:00:00Z",
        "2026-11-20T24:00:00Z",
        "2026-11-20T12:00:00Z\n",
        "٢٠٢٦-11-20T12:00:00Z",
        1_700_000_000,
        None,
    ],
)
def test_anything_else_is_none(text):
    assert not is_time(text)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"apiKey": "", "model": "", "baseUrl": "http://localhost:1/v1", "headers": {"a": "b"}},
        {"timeout": 1, "maxTokens": 2.0, "contextWindow": 3, "capabilities": ["tools", "vision"]},
        {"reasoning": {"enabled": True, "effort": "high", "budgetTokens": 9}},
        {"aws": {"authentication": "iam", "endpoint": "https://a.test", "usePromptCache": False}},
        {"auth": {"accessToken": "sk-test-a", "expiresAt": 1, "metadata": {"any": [1]}}},
        {"unknown": [1, {"a": None}]},
    ],
    ids=lambda settings: ", ".join(settings) or "nothing",
)
def test_what_the_client_takes_is_without_fault(settings):
    assert find_fault(source(**settings)) is None


@pytest.mark.parametrize(
    ("settings", "member"),
    [
        ({"provider": "my provider"}, "provider"),
        ({"apiKey": None}, "apiKey"),
        ({"baseUrl": "gw.test"}, "baseUrl"),
        ({"baseUrl": "http://"}, "baseUrl"),
        ({"baseUrl": "http://gw.test:99999"}, "baseUrl"),
        ({"headers": {"a": 1}}, "headers"),
        ({"timeout": 0}, "timeout"),
        ({"timeout": 1.5}, "timeout"),
        ({"timeout": 2**53}, "timeout"),
        ({"timeout": True}, "timeout"),
        ({"protocol": "chat"}, "protocol"),
        ({"client": "curl"}, "client"),
        ({"reasoning": "high"}, "reasoning"),
        ({"reasoning": {"enabled": "yes"}}, "reasoning.enabled"),
        ({"aws": {"authentication": "none"}}, "aws.authentication"),
        ({"sap": {"tokenUrl": "x"}}, "sap.tokenUrl"),
        ({"capabilities": ["flying"]}, "capabilities"),
        ({"modelCatalog": {"cacheTtlMs": -1}}, "modelCatalog.cacheTtlMs"),
    ],
    ids=lambda case: case if isinstance(case, str) else json.dumps(case),
)
def test_a_value_that_it_does_not_take_is_named(settings, member):
    data = document(providers={"bedrock": entry("bedrock") | {"settings": {"provider": "b", **settings}}})

    fault = find_fault(json.dumps(data).encode())

    assert fault is not None
    assert f"`providers.bedrock.settings.{member}`" in fault.reason
    assert fault.path == ("providers", "bedrock", "settings", *member.split("."))


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"version": 2, "providers": {}}, "`version` is not 1"),
        ({"version": True, "providers": {}}, "`version` is not 1"),
        ({"providers": {}}, "`version` is missing"),
        ({"version": 1}, "`providers` is missing"),
        ({"version": 1, "providers": []}, "`providers` is not an object"),
        ({"version": 1, "providers": {"a": 1}}, "`providers.a` is not an object"),
        ({"version": 1, "providers": {"a": {}}}, "`providers.a.settings` is missing"),
        ({"version": 1, "providers": {"a": {"settings": {}}}}, "`providers.a.settings.provider` is missing"),
        ({"version": 1, "providers": {"a": {"settings": {"provider": "a"}}}}, "`providers.a.updatedAt` is"),
        ({"version": 1, "providers": {}, "lastUsedProvider": ""}, "`lastUsedProvider` is not a text with"),
        ({"version": 1, "providers": {}, "modes": None}, "`modes` is not an object"),
        (
            {"version": 1, "providers": {"a": {**entry("a"), "tokenSource": "env"}}},
            "`providers.a.tokenSource`",
        ),
    ],
)
def test_a_document_that_it_does_not_take_is_told(data, reason):
    fault = find_fault(json.dumps(data).encode())

    assert fault is not None
    assert reason in fault.reason


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (b'{\n  "version": 1,\n}', 3),
        (b"{\n  // mine\n}", 2),
        (b'{"version": NaN}', 1),
        (b'\xef\xbb\xbf{"version": 1, "providers": {}}', 1),
        (b'{"a": "\xff"}', 1),
        (b"[" * 100_000, 1),
        (b"[]", 1),
    ],
    ids=["trailing comma", "comment", "NaN", "byte order mark", "no UTF-8", "too deep", "a list"],
)
def test_a_text_that_is_no_strict_json_has_its_line(text, line):
    fault = find_fault(text)

    assert fault is not None
    assert fault.line == line


@pytest.mark.parametrize("text", [b"", b" \n", b"{}"])
def test_where_nothing_can_be_lost_there_is_no_fault(text):
    assert find_fault(text) is None
