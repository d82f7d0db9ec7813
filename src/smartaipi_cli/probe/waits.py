"""How long a gateway asks to wait."""

from collections.abc import Mapping
from datetime import datetime
from email.utils import parsedate_to_datetime


def asked_wait_s(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """The seconds that `retry-after-ms` or `retry-after` ask for; None when they ask for nothing.

    A date counts from the answer's own `date`, or from `now` where that is missing: clocks differ.
    *Source:* RFC 9110, 10.2.3; the milliseconds are OpenAI's.
    """
    if (milliseconds := _number(headers.get("retry-after-ms", ""))) is not None:
        return milliseconds / 1000
    text = headers.get("retry-after", "").strip()
    if (seconds := _number(text)) is not None:
        return seconds
    then, since = _date(text), _date(headers.get("date", "")) or now
    return None if then is None or since is None else max(0.0, (then - since).total_seconds())


def _number(text: str) -> float | None:
    text = text.strip()
    is_number = text.isascii() and text.replace(".", "", 1).isdigit()
    return float(text) if is_number else None


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return None
    return moment if moment.tzinfo else None
