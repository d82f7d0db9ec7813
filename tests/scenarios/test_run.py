"""`run` as a script sees it: a key that lives as long as the command, its streams and signals, its exit code."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import pytest
from home import PROGRAM, Home, Outcome
from run_stage import keys_of_runs, notes_of

PATIENCE_S = 20.0
OPENS = 'curl -sf -H "authorization: Bearer $OPENAI_API_KEY" "$OPENAI_BASE_URL/models" >/dev/null'
"""Whether the key in the environment is taken by the gateway there."""


def run(home: Home, *arguments: str, **options: Any) -> Outcome:
    return home.call("run", *arguments, **options)


def test_the_key_works_within_the_command_and_never_after_it(home, account):
    outcome = run(home, "--", "sh", "-c", f'echo "$OPENAI_API_KEY"; {OPENS} && echo open')

    secret, said = outcome.out.split()
    after = httpx.get(f"{account.urls['openai_url']}/models", headers={"authorization": f"Bearer {secret}"})
    assert (said, after.status_code) == ("open", 401), outcome.text
    assert (keys_of_runs(home), notes_of(home)) == ([], [])


@pytest.mark.parametrize(
    ("script", "code"),
    [
        pytest.param("exit 42", 42, id="its own code"),
        pytest.param("exit 255", 255, id="the highest"),
        pytest.param("kill -KILL $$", 137, id="killed"),
    ],
)
def test_the_exit_code_is_the_commands_own_and_the_key_is_revoked(home, script, code):
    outcome = run(home, "--", "sh", "-c", script)

    assert (outcome.code, keys_of_runs(home), notes_of(home)) == (code, [], [])


def test_a_program_whose_interpreter_is_missing_ends_with_126_and_its_key_is_revoked(home):
    path = home.project / "broken"
    path.write_text("#!/no/such/interpreter\n")
    path.chmod(0o755)

    outcome = run(home, "./broken")

    assert outcome.code == 126
    assert "could not be started" in outcome.err
    assert (keys_of_runs(home), notes_of(home)) == ([], [])


def test_words_behind_the_command_are_the_commands_own(home):
    outcome = run(home, "-q", "echo", "--json", "--help", "--", "-h", "sweep")

    assert (outcome.code, outcome.out, outcome.err) == (0, "--json --help -- -h sweep\n", "")


def test_behind_two_dashes_sweep_is_a_program_like_others(home):
    home.install("sweep", 'echo "swept $1"')

    assert run(home, "--", "sweep", "well").out == "swept well\n"
    assert run(home, "--budget", "1", "sweep", "well").out == "swept well\n"


@pytest.mark.parametrize("name", ["INT", "TERM"])
def test_a_signal_to_us_reaches_the_command_and_then_the_key_is_revoked(home, name):
    script = f"trap 'echo got {name}; exit 33' {name}; echo ready; while :; do sleep 0.05; done"

    with home.start("run", "--", "sh", "-c", script) as process:
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(getattr(signal, f"SIG{name}"))
        out, err = process.communicate(timeout=PATIENCE_S)

    assert (process.returncode, out.decode()) == (33, f"got {name}\n")
    assert "revoked after" in err.decode()
    assert keys_of_runs(home) == []


def test_the_masked_key_is_covered_in_both_streams_also_in_pieces(home):
    script = (
        'key=$OPENAI_API_KEY; echo "$key"; echo "err $key" >&2; '
        'half=${key%????????????}; printf %s "$half"; sleep 0.1; echo "${key#"$half"}"'
    )

    outcome = run(home, "--mask", "--", "sh", "-c", script)

    assert outcome.out == "sk-s••••\nsk-s••••\n"
    assert outcome.err.startswith("err sk-s••••\n")


def test_twenty_runs_at_once_do_not_touch_each_others_keys(home):
    """Each of them sweeps at its start, and its key must still work when the last ones have begun."""
    gate = home.folder / "gate"
    script = f"{OPENS} && echo began; while [ ! -e {gate} ]; do sleep 0.1; done; {OPENS} && echo open"

    processes = [home.start("run", "-q", "--", "sh", "-c", script) for _ in range(20)]
    began = [process.stdout.readline() for process in processes]
    gate.touch()
    ends = [process.communicate(timeout=60) for process in processes]

    assert began == [b"began\n"] * 20
    assert ends == [(b"open\n", b"")] * 20
    assert [process.returncode for process in processes] == [0] * 20
    assert (keys_of_runs(home), notes_of(home)) == ([], [])


def everything_below(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_the_key_is_in_the_environment_of_the_command_and_nowhere_else(home):
    """Output, receipt, notes, process list, configurations of the clients: while it runs and after."""
    clients = ("claude", "codex", "qwen", "continue", "cline", "opencode", "kilo")
    options = [word for name in clients for word in ("--client", name)]
    script = (
        f'printf %s "$SMARTAIPI_API_KEY" > {home.folder}/canary; ps -eo args > ps.txt; '
        'cp -r "$SMARTAIPI_HOME" inside; echo "$OPENCODE_CONFIG_CONTENT$KILO_CONFIG_CONTENT" > content'
    )

    outcome = run(home, "--receipt", "receipt.json", *options, "--", "sh", "-c", script)

    canary = (home.folder / "canary").read_bytes()
    (home.folder / "canary").unlink()
    assert canary.startswith(b"sk-")
    assert b"sh -c printf" in (home.project / "ps.txt").read_bytes()
    found = {path.name for path in (home.project / "inside/state/runs").glob("run-*/*")}
    assert found == {"claude", "codex", "qwen", "continue", "cline"}
    assert b"{env:SMARTAIPI_API_KEY}" in (home.project / "content").read_bytes()
    assert canary not in everything_below(home.folder)
    assert canary.decode() not in outcome.text


def test_nothing_of_the_users_is_touched(home):
    home.write(".claude/settings.json", b'{"theme":  "dark"}')
    home.write(".codex/config.toml", b"# mine\r\n")
    before = home.tree()

    outcome = run(home, "--client", "claude", "--client", "codex", "true")

    assert (outcome.code, home.tree()) == (0, before), outcome.text


def test_a_killed_run_is_swept_by_the_next_one(home):
    """Killed as nobody can prevent: its key, its note and its folder are seen to by the next start."""
    script = 'echo "$$ $SMARTAIPI_API_KEY"; exec sleep 60'

    with home.start("run", "--client", "codex", "--", "sh", "-c", script) as process:
        child, secret = process.stdout.readline().split()
        process.kill()
        process.wait(PATIENCE_S)
        os.kill(int(child), signal.SIGKILL)
        process.stdout.read()
    (left,) = keys_of_runs(home)
    assert notes_of(home) == [left["name"], f"{left['name']}.json", f"{left['name']}.lock"]
    assert secret not in everything_below(home.own)

    outcome = run(home, "--", "echo", "next")

    assert (outcome.code, outcome.out) == (0, "next\n")
    assert f"revoked key {left['name']} of an earlier run" in outcome.err
    assert (keys_of_runs(home), notes_of(home)) == ([], [])


def test_a_run_under_way_is_left_alone_by_the_next_one(home):
    with home.start(
        "run", "--", "sh", "-c", f"echo ready; read line; {OPENS} && echo open", stdin=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        outcome = run(home, "true")
        out, _ = process.communicate(b"\n", timeout=PATIENCE_S)

    assert (outcome.code, process.returncode, out) == (0, 0, b"open\n")
    assert "earlier run" not in outcome.err


def test_a_run_within_a_run_is_refused(home):
    outcome = run(
        home,
        "-q",
        "--",
        sys.executable,
        "-c",
        f"import subprocess, sys; sys.exit(subprocess.call(['{PROGRAM}', 'run', 'true']))",
    )

    assert outcome.code == 2
    assert "a run within a run was refused" in outcome.err


def test_the_code_stays_when_nobody_reads_what_we_say(home):
    with home.start(
        "run", "--", "sh", "-c", "echo ready; read line; exit 5", stdin=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        process.stderr.close()
        process.stderr = None
        process.communicate(b"\n", timeout=PATIENCE_S)

    assert (process.returncode, keys_of_runs(home)) == (5, [])
