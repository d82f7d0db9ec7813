"""Emptying the history: what is removed is gone, what is not removed can still be undone."""

from home import CLAUDE, SETTINGS


def test_a_young_history_stays_whole(home):
    home.run(*CLAUDE)

    done = home.run("history", "prune", "--json")

    assert done.envelope["data"]["removed"] == []
    assert home.run("undo", "--yes").code == 0


def test_all_of_it_goes_only_after_a_yes_and_with_every_key_in_it(home, account):
    assert home.run(*CLAUDE[:2], "--secret", "inline").code == 0

    refused = home.run("history", "prune", "--all")
    removed = home.run("history", "prune", "--all", "--yes", "--json")

    assert refused.code == 2
    assert len(removed.envelope["data"]["removed"]) == 1
    assert (home.path / SETTINGS).exists()
    left = b"".join(path.read_bytes() for path in (home.own / "state").rglob("*") if path.is_file())
    assert account.key.encode() not in left
    assert home.run("undo", "--yes").code != 0
