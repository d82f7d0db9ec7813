"""The sums of many requests at once, for whoever writes a million of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from sqlite3 import Connection
from typing import Final

_TRIGGER: Final = "request_comes"
_COUNT: Final = """
    INSERT INTO usage_sums
    SELECT :width_s, time / :width_s * :width_s, key_id, model, actual_model, service_tier, status, count(*),
        sum(input_tokens), sum(input_cached_tokens), sum(cache_write_tokens), sum(output_tokens),
        sum(reasoning_tokens), sum(cost_micros)
    FROM requests WHERE seq < :before GROUP BY 2, 3, 4, 5, 6, 7
    ON CONFLICT DO UPDATE SET
        requests = requests + excluded.requests,
        input_tokens = input_tokens + excluded.input_tokens,
        input_cached_tokens = input_cached_tokens + excluded.input_cached_tokens,
        cache_write_tokens = cache_write_tokens + excluded.cache_write_tokens,
        output_tokens = output_tokens + excluded.output_tokens,
        reasoning_tokens = reasoning_tokens + excluded.reasoning_tokens,
        cost_micros = cost_micros + excluded.cost_micros"""


@contextmanager
def counted_at_once(connection: Connection) -> Iterator[None]:
    """Sums the requests that the block writes in front of all others once, when it ends, instead of one by one."""
    (before,) = connection.execute("SELECT coalesce(min(seq), 1) FROM requests").fetchone()
    (trigger,) = connection.execute("SELECT sql FROM sqlite_master WHERE name = ?", (_TRIGGER,)).fetchone()
    connection.execute(f"DROP TRIGGER {_TRIGGER}")
    yield
    for width_s in (3_600, 86_400):
        connection.execute(_COUNT, {"width_s": width_s, "before": before})
    connection.execute(trigger)
