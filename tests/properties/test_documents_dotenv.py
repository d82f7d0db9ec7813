"""What holds for every dotenv edit, over seeded files, judged by `python-dotenv`, which shares no code with us."""

import io
import logging
import random
from collections import Counter

from dotenv import dotenv_values
from dotenv_file_generator import COMMON, HOSTILE, VALUES, make_file

from smartaipi_cli.documents import DocumentRefused, dotenv

ROUNDS = 4000
# It logs each line that is no assignment, which is no fault here.
logging.getLogger("dotenv").setLevel(logging.ERROR)


def judge(source: bytes) -> dict[str, str | None]:
    return {
        name: value.replace("\r\n", "\n") if value else value
        for name, value in dotenv_values(
            stream=io.StringIO(source.decode(), newline=""), interpolate=False
        ).items()
    }


def test_another_reader_sees_the_asked_change_and_no_other():
    pick = random.Random(11)
    outcomes: Counter[str] = Counter()
    for _ in range(ROUNDS):
        source = make_file(pick, COMMON).encode()
        before = judge(source)
        assert dotenv.parse(source) == before
        name, value = pick.choice(("KEY", "KEY", "NEW")), pick.choice(VALUES)

        edited = dotenv.set_value(source, [name], value)
        deleted = dotenv.delete_value(edited, [name])

        assert judge(edited) == before | {name: value}
        assert judge(deleted) == {other: kept for other, kept in before.items() if other != name}
        outcomes["set" if name in before else "added"] += 1
        if name not in before:
            assert deleted == source
    assert min(outcomes.values()) >= ROUNDS * 0.25


def test_every_edit_of_a_hostile_file_is_exact_or_refused():
    pick = random.Random(12)
    outcomes: Counter[str] = Counter()
    for _ in range(ROUNDS):
        source = make_file(pick, COMMON + HOSTILE).encode()
        before = dotenv.parse(source)
        name, value = pick.choice(("KEY", "NEW")), pick.choice(VALUES)
        try:
            edited = dotenv.set_value(source, [name], value)
            raw = dotenv.raw_value(source, [name])
            restored = (
                dotenv.set_raw(edited, [name], raw)
                if isinstance(raw, bytes)
                else dotenv.delete_value(edited, [name])
            )
        except DocumentRefused:
            outcomes["refused"] += 1
            continue

        assert dotenv.parse(edited) == before | {name: value}
        assert dotenv.set_value(edited, [name], value) == edited
        assert restored == source
        outcomes["exact"] += 1
    assert outcomes["exact"] >= ROUNDS * 0.5
    assert outcomes["refused"] >= ROUNDS * 0.05
