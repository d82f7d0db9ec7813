"""What Cline demands of `providers.json`: the schema inside the client, 3.0.65, as rules.

It is a single fault anywhere for which the client drops the whole file (`cline_faults`).
"""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final, NamedTuple, TypeAlias
from urllib.parse import urlsplit

VERSION: Final = 1
LARGEST_COUNT: Final = 2**53 - 1
"""Above it the client's numbers are no longer exact, and it refuses them."""

_NAME: Final = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9-]*")
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z")
_URL: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s]+")
_HTTP: Final = re.compile(r"https?:/?/?[^/\s]", re.IGNORECASE)


class Rule(NamedTuple):
    """A test of one value, and what it asks for in words."""

    admits: Callable[[object], bool]
    words: str
    is_needed: bool = False


Shape: TypeAlias = Mapping[str, "Rule | Shape"]


def is_time(value: object) -> bool:
    """Whether the client takes a text for a time: a literal `Z` is its only zone."""
    if not isinstance(value, str) or not _TIME.fullmatch(value):
        return False
    try:
        datetime.fromisoformat(value[:19])
    except ValueError:
        return False
    return True


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_name(value: object) -> bool:
    return isinstance(value, str) and bool(_NAME.fullmatch(value))


def _is_full_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _is_url(value: object) -> bool:
    if not isinstance(value, str) or not _URL.fullmatch(value):
        return False
    try:
        _ = urlsplit(value).port
    except ValueError:
        return False
    return not value.lower().startswith("http") or bool(_HTTP.match(value))


def _is_count(value: object) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return 0 < value <= LARGEST_COUNT and value % 1 == 0


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_object(value: object) -> bool:
    return isinstance(value, dict)


def _is_texts(value: object) -> bool:
    return isinstance(value, dict) and all(map(_is_text, value.values()))


def _is_capabilities(value: object) -> bool:
    return isinstance(value, list) and all(one in CAPABILITIES for one in value)


def _one_of(*choices: str) -> Rule:
    return Rule(lambda value: isinstance(value, str) and value in choices, f"one of {', '.join(choices)}")


CAPABILITIES: Final = (
    *("reasoning", "prompt-cache", "streaming", "tools", "vision", "computer-use", "oauth", "popular"),
)
TEXT: Final = Rule(_is_text, "a text")
FULL_TEXT: Final = Rule(_is_full_text, "a text with something in it")
NAME: Final = Rule(_is_name, "a provider's name")
URL: Final = Rule(_is_url, "an address")
COUNT: Final = Rule(_is_count, "a positive whole number")
FLAG: Final = Rule(_is_flag, "true or false")
OBJECT: Final = Rule(_is_object, "an object")

SETTINGS: Final[Shape] = {
    "provider": NAME._replace(is_needed=True),
    "apiKey": TEXT,
    "auth": {
        **dict.fromkeys(("apiKey", "accessToken", "refreshToken", "accountId"), TEXT),
        **dict.fromkeys(("organizationId", "organizationName", "memberId"), TEXT),
        "expiresAt": COUNT,
        "metadata": OBJECT,
    },
    "model": TEXT,
    "protocol": _one_of("anthropic", "gemini", "openai-chat", "openai-responses", "openai-r1", "ai-sdk"),
    "client": _one_of(
        *("anthropic", "ai-sdk", "ai-sdk-community", "openai", "openai-compatible", "openai-r1"),
        *("gemini", "bedrock", "custom", "fetch", "vertex"),
    ),
    "routingProviderId": NAME,
    "maxTokens": COUNT,
    "contextWindow": COUNT,
    "baseUrl": URL,
    "headers": Rule(_is_texts, "an object of texts"),
    "timeout": COUNT,
    "reasoning": {"enabled": FLAG, "effort": TEXT, "budgetTokens": COUNT},
    "aws": {
        **dict.fromkeys(("accessKey", "secretKey", "sessionToken", "region", "profile"), TEXT),
        "authentication": _one_of("iam", "api-key", "apikey", "profile"),
        **dict.fromkeys(("usePromptCache", "useCrossRegionInference", "useGlobalInference"), FLAG),
        "endpoint": URL,
        "customModelBaseId": TEXT,
    },
    "gcp": {"projectId": TEXT, "region": TEXT},
    "azure": {"apiVersion": TEXT, "useIdentity": FLAG},
    "sap": {
        **dict.fromkeys(("clientId", "clientSecret", "resourceGroup", "deploymentId"), TEXT),
        "tokenUrl": URL,
        "useOrchestrationMode": FLAG,
        "api": _one_of("orchestration", "foundation-models"),
        "defaultSettings": OBJECT,
    },
    "oca": {"mode": _one_of("internal", "external"), "usePromptCache": FLAG},
    "region": TEXT,
    "apiLine": _one_of("china", "international"),
    "capabilities": Rule(_is_capabilities, "a list of capabilities that the client knows"),
    "modelCatalog": {
        **dict.fromkeys(("loadLatestOnInit", "includeClineCloudModels", "loadPrivateOnAuth"), FLAG),
        "failOnError": FLAG,
        "url": URL,
        "cacheTtlMs": COUNT,
    },
}
ENTRY: Final[Shape] = {
    "settings": SETTINGS,
    "updatedAt": Rule(is_time, "a time that ends in `Z`", is_needed=True),
    "tokenSource": _one_of("manual", "oauth", "migration"),
}
DOCUMENT: Final[Shape] = {
    "version": Rule(
        lambda value: value == VERSION and not isinstance(value, bool), f"{VERSION}", is_needed=True
    ),
    "lastUsedProvider": FULL_TEXT,
    "modes": {"voiceInput": {name: FULL_TEXT._replace(is_needed=True) for name in ("providerId", "modelId")}},
    "providers": OBJECT._replace(is_needed=True),
}
