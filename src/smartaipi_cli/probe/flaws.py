"""What may be wrong with an answer that is whole."""

import re
from typing import Final

from smartaipi_cli.gateways.answers import scrub
from smartaipi_cli.probe.encodings import PLAIN
from smartaipi_cli.probe.evidence import Evidence
from smartaipi_cli.probe.verdict import Verdict

_SNAPSHOT: Final = re.compile(r"-(?:\d{4}-\d{2}-\d{2}|\d{8}|latest)$")
"""The end of a name that only dates it."""


def substituted(evidence: Evidence) -> Verdict | None:
    """Another model answered, and no header says so."""
    told, openly = evidence.story.model, evidence.recording.header("x-actual-model")
    if not told or openly or is_same_model(evidence.model, told):
        return None
    return Verdict(
        code="model-substituted",
        sentence=f"`{evidence.host}` answered with `{scrub(told)}` instead of `{evidence.model}`, without a word",
        reason="the body names another model than was asked for, and there is no header `x-actual-model`",
        hint="smartaipi models list",
    )


def actual_model(evidence: Evidence) -> str:
    """The model that answered, as far as the gateway tells."""
    return evidence.recording.header("x-actual-model") or evidence.story.model or evidence.model


def is_same_model(asked: str, told: str) -> bool:
    """Whether two names mean one model: a vendor's prefix and the date of a snapshot make no difference."""
    return _bare(asked) == _bare(told)


def buffered(evidence: Evidence) -> Verdict | None:
    """The stream was held back."""
    if not evidence.timings.is_buffered:
        return None
    return Verdict(
        code="stream-buffered",
        sentence=f"the stream of `{evidence.host}` was held back and let go at its end",
        reason="more than half of the tokens came in the last tenth of the time, faster than a model writes",
        hint="a proxy on the way collects the answer: for nginx, `proxy_buffering off`",
    )


def without_usage(evidence: Evidence) -> Verdict | None:
    """No token counts."""
    usage = evidence.story.usage
    if not evidence.protocol.tells_usage or (usage and usage.input_tokens is not None):
        return None
    return Verdict(
        code="usage-missing",
        sentence=f"`{evidence.host}` told no token counts, although they were asked for",
        reason="clients will show a cost of nothing",
        hint="smartaipi usage shows what was billed",
    )


def without_end(evidence: Evidence) -> Verdict | None:
    """The model's reason to stop came, the end of the stream did not."""
    if evidence.story.is_finished:
        return None
    return Verdict(
        code="end-missing",
        sentence=f"the stream of `{evidence.host}` has no end mark",
        reason="the model's reason to stop was told; most clients are content with that",
    )


def packed(evidence: Evidence) -> Verdict | None:
    """Compressed against the request."""
    encoding = evidence.recording.header("content-encoding")
    if encoding.strip().lower() in PLAIN:
        return None
    return Verdict(
        code="answer-packed",
        sentence=f"`{evidence.host}` sent its answer as {scrub(encoding)}, although it was asked for as it is",
        reason="compressing collects tokens before it lets them go",
    )


def _bare(model: str) -> str:
    return _SNAPSHOT.sub("", model.rpartition("/")[2].lower())
