"""`smartaipi test`: requests of every protocol, judged; against the sandbox, its faults and gateways that are gone."""

import json
import subprocess

import pytest
from interrupting_clock import InterruptingClock

from smartaipi_cli.exit_codes import ExitCode

WORDS = "the sandbox answers"
PNG = b"\x89PNG\r\n\x1a\n"


def test_without_a_protocol_each_that_the_gateway_should_speak_is_tested_once(home):
    """A table for people, everything for programs; the costs are those of the gateway's price list."""
    outcome = home.run("test", "--json")

    data = outcome.envelope["data"]
    tested = {one["protocol"]: one for one in data["protocols"]}
    assert (outcome.code, outcome.envelope["error"]) == (0, None)
    assert list(tested) == ["models", "chat", "responses", "messages", "count-tokens"]
    assert {one["verdict"] for one in tested.values()} == {"answered"}
    assert [one["cost_usd"] is not None for one in tested.values()] == [False, True, True, True, False]
    assert tested["messages"]["attempts"][0]["actual_model"] == "gpt-5.4-mini"


def test_a_gateway_that_is_gone_is_said_for_each_protocol_and_once_in_all(home):
    """One sentence each with what to do, and the exit code of the network."""
    home.add_profile("gone", "custom", {"openai_url": "http://127.0.0.1:9/v1"}, "sk-test-0123456789abcdef")

    outcome = home.run("test", "--profile", "gone")

    assert outcome.code == ExitCode.GATEWAY
    for name in ("models", "chat", "responses"):
        assert f"{name}: cannot reach `127.0.0.1:9` [gateway-unreachable]" in outcome.out
    assert "error: 3 of 3 protocols are not as they should be" in outcome.err


def test_the_answer_alone_goes_to_standard_output(home):
    """What it took is advice, and stands beside it."""
    outcome = home.run("test", "chat", "--prompt", "two\nlines")

    assert (outcome.code, outcome.out) == (0, "two\nlines\n")
    assert "first byte" in outcome.err
    assert home.run("test", "chat", "--prompt", "x", "--quiet").err == ""


@pytest.mark.parametrize("protocol", ["chat", "responses", "messages"])
def test_an_answer_that_is_not_streamed_is_read_as_well(home, protocol):
    """The same words, and the same counts."""
    whole = home.run("test", protocol, "--no-stream", "--prompt", "say this", "--json").envelope["data"]
    streamed = home.run("test", protocol, "--prompt", "say this", "--json").envelope["data"]

    assert home.run("test", protocol, "--no-stream", "--prompt", "say this").out == "say this\n"
    assert (whole["verdict"], streamed["verdict"]) == ("answered", "answered")
    assert whole["attempts"][0]["usage"] == streamed["attempts"][0]["usage"]


@pytest.mark.parametrize(
    ("protocol", "said"),
    [
        ("models", "models"),
        ("count-tokens", "input tokens"),
        ("embeddings", "numbers of a vector"),
        ("websocket", WORDS),
        ("realtime", WORDS),
    ],
)
def test_every_other_protocol_tells_what_it_delivered(home, protocol, said):
    """A number of things, or the text that came through a socket."""
    outcome = home.run("test", protocol, "--prompt", WORDS)

    assert outcome.code == 0, outcome.text
    assert said in outcome.out


FAULTS = {
    "sandbox/error-401": ("credential-refused", ExitCode.CREDENTIAL),
    "sandbox/error-402": ("balance-exhausted", ExitCode.BALANCE),
    "sandbox/error-403": ("permission-denied", ExitCode.CREDENTIAL),
    "sandbox/error-404": ("wrong-base-path", ExitCode.GATEWAY),
    "sandbox/error-429": ("rate-limited", ExitCode.GATEWAY),
    "sandbox/error-500": ("gateway-failed", ExitCode.GATEWAY),
    "sandbox/error-500-after-3": ("stream-failed", ExitCode.GATEWAY),
    "sandbox/cut-after-3": ("gateway-truncated", ExitCode.GATEWAY),
    "sandbox/disconnect-after-3": ("gateway-truncated", ExitCode.GATEWAY),
    "sandbox/malformed": ("stream-unreadable", ExitCode.GATEWAY),
    "nobody": ("model-unknown", ExitCode.GATEWAY),
}


@pytest.mark.parametrize("protocol", ["chat", "responses", "messages"])
@pytest.mark.parametrize("model", FAULTS)
def test_every_fault_has_its_own_code_sentence_and_exit_code(home, model, protocol):
    """On standard error, with what to do; never an exit code of 0."""
    code, exit_code = FAULTS[model]

    outcome = home.run("test", protocol, "--model", model, "--json")

    assert (outcome.envelope["error"]["code"], outcome.code) == (code, exit_code)
    assert outcome.envelope["error"]["message"]
    assert outcome.envelope["error"]["hint"]


def test_a_stream_that_was_held_back_is_whole_but_not_right(home):
    """A process of its own, because its times are the point: code 9 and a warning."""
    outcome = home.call("test", "chat", "--model", "sandbox/buffered", "--json")

    assert outcome.code == ExitCode.FINDING
    assert [warning["code"] for warning in outcome.envelope["warnings"]] == ["stream-buffered"]


def test_what_may_pass_is_tried_again_and_every_attempt_is_shown(home):
    """Two refusals that were ordered, then the answer."""
    fault = ("--header", "x-sandbox-fault: status=429;retry-after=0;times=2")

    outcome = home.run("test", "chat", "--prompt", "at last", "--retries", "3", *fault)
    told = home.run("test", "chat", "--retries", "3", *fault, "--json").envelope["data"]["attempts"]

    assert (outcome.code, outcome.out) == (0, "at last\n")
    assert outcome.err.count("limits the rate of requests (429)") == 2
    assert [one["then"]["what"] for one in told] == ["again", "again", "stop"]


def test_without_retries_one_attempt_is_all(home):
    """Nothing is repeated behind anybody's back: it would be paid twice."""
    outcome = home.run("test", "chat", "--model", "sandbox/error-503", "--json")

    assert len(outcome.envelope["data"]["attempts"]) == 1


def test_another_model_is_asked_when_the_first_is_unknown(home):
    """And it is said which one answered."""
    outcome = home.run("test", "chat", "--model", "nobody", "--fallback-model", "gpt-5.4", "--json")

    attempts = outcome.envelope["data"]["attempts"]
    assert outcome.code == 0
    assert [(one["model"], one["then"]["what"]) for one in attempts] == [
        ("nobody", "fallback"),
        ("gpt-5.4", "stop"),
    ]


def test_every_moment_that_was_stamped_is_told_and_no_key(home, account):
    """Reads and pieces in their order, in seconds; the key is masked in the headers."""
    outcome = home.call("test", "responses", "--model", "sandbox/lorem-20", "--json")

    (attempt,) = outcome.envelope["data"]["attempts"]
    moments = [moment for moment, _ in attempt["reads"]]
    pieces = [piece["at_s"] for piece in attempt["pieces"]]
    assert moments == sorted(moments)
    assert pieces == sorted(pieces)
    assert sum(1 for piece in attempt["pieces"] if piece["kind"] == "text") == 20
    assert 0 < attempt["timings_s"]["ttfb"] <= attempt["timings_s"]["ttft"] <= attempt["timings_s"]["total"]
    assert account.key not in outcome.out


def test_pictures_are_kept_for_their_owner_and_nothing_is_overwritten(home):
    """Under the name that was given; without one a new name is found."""
    kept = home.run("test", "images", "--save", "boat.png")
    again = home.run("test", "images", "--save", "boat.png")
    unnamed = home.run("test", "image-edits", "--json").envelope["data"]["saved"]

    boat = home.project / "boat.png"
    assert (kept.code, again.code) == (0, ExitCode.REFUSED)
    assert boat.read_bytes().startswith(PNG)
    assert boat.stat().st_mode & 0o777 == 0o600
    assert len(unnamed) == 1


@pytest.mark.parametrize("protocol", ["chat", "responses", "messages", "embeddings"])
def test_the_printed_command_does_the_same_with_the_key_in_a_variable(home, account, protocol):
    """Run by a real shell and the real curl."""
    printed = home.run("test", protocol, "--curl", "--prompt", 'it\'s "quoted" $HOME')
    done = subprocess.run(
        ["/bin/sh", "-c", printed.out],
        env={"PATH": "/usr/bin:/bin", "SMARTAIPI_API_KEY": account.key},
        capture_output=True,
        check=True,
        timeout=30,
    )

    assert account.key not in printed.text
    assert b'"error":{' not in done.stdout
    assert len(done.stdout) > 100


def test_the_printed_handshake_is_one_that_a_server_takes(home, account):
    """The sample in gateways' own guides has a nonce of the wrong length."""
    printed = home.run("test", "websocket", "--curl").out.partition("printf")[0]
    done = subprocess.run(
        ["/bin/sh", "-c", f"{printed.rstrip()} --max-time 1"],
        env={"PATH": "/usr/bin:/bin", "SMARTAIPI_API_KEY": account.key},
        capture_output=True,
        check=False,
        timeout=30,
    )

    assert done.stdout.startswith(b"HTTP/1.1 101")


def test_raw_hands_out_what_came_over_the_wire(home):
    """Events as they were, for whoever has to write a bug report."""
    outcome = home.run("test", "chat", "--raw")

    assert outcome.out.startswith("data: {")
    assert outcome.out.rstrip().endswith("data: [DONE]")


TOOLS = {
    "OpenAI's": {"type": "function", "function": {"name": "clock", "parameters": {"type": "object"}}},
    "bare": {"name": "clock", "description": "Tells the time", "parameters": {"type": "object"}},
    "Anthropic's": {"name": "clock", "input_schema": {"type": "object"}},
}


@pytest.mark.parametrize("protocol", ["chat", "responses", "messages"])
@pytest.mark.parametrize("form", TOOLS)
def test_a_tool_is_taken_in_any_form_and_offered_in_that_of_the_protocol(home, form, protocol):
    """The gateway accepts it; the command shows that it went out."""
    home.write("project/clock.json", json.dumps(TOOLS[form]).encode())

    outcome = home.run("test", protocol, "--tool", "clock.json", "--json")
    shown = home.run("test", protocol, "--tool", "clock.json", "--curl").out

    assert outcome.code == 0, outcome.text
    assert '"name": "clock"' in shown


REFUSED = {
    "an effort that nobody knows": (("chat", "--reasoning-effort", "huge"), "usage"),
    "a tier that nobody knows": (("chat", "--service-tier", "first"), "usage"),
    "reasoning of a nano model": (
        ("responses", "--model", "gpt-5.4-nano", "--reasoning-effort", "low"),
        "not-offered",
    ),
    "a protocol that nobody knows": (("telepathy",), "usage"),
    "a frame that nobody knows": (("websocket", "--ws-frame", "round"), "usage"),
    "a header without a value": (("chat", "--header", "x-trace"), "usage"),
    "a key in the arguments": (("chat", "--header", "Authorization: Bearer x"), "usage"),
    "a tool that is none": (("chat", "--tool", "none.json"), "usage"),
    "a picture that is not there": (("chat", "--image", "none.png"), "usage"),
    "one file for all protocols": (("--save", "answer"), "usage"),
    "one command for all protocols": (("--curl",), "usage"),
    "a client and a protocol": (("chat", "--for", "claude"), "usage"),
    "a client and a prompt": (("--for", "claude", "--prompt", "hi"), "usage"),
    "a client that nobody knows": (("--for", "nobody"), "usage"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_asked_is_refused_with_the_reason_and_nothing_is_sent(home, case):
    """Before any request."""
    arguments, code = REFUSED[case]
    before = home.run("usage", "log", "--all", "--from", "2026-01-01", "--to", "2036-01-01", "--json").out

    outcome = home.run("test", *arguments, "--json")

    assert outcome.envelope["error"]["code"] == code
    assert outcome.envelope["error"]["reason"] or outcome.envelope["error"]["hint"]
    assert (
        home.run("usage", "log", "--all", "--from", "2026-01-01", "--to", "2036-01-01", "--json").out
        == before
    )


def test_a_prompt_of_ten_megabytes_goes_through(home):
    """From standard input, which has no limit of its own."""
    with home.write("big.txt", b"a" * 10_000_000).open("rb") as prompt:
        outcome = home.call("test", "chat", "--prompt", "-", "--max-tokens", "4", "--json", stdin=prompt)

    assert outcome.code == 0, outcome.err
    assert outcome.envelope["data"]["attempts"][0]["usage"]["input_tokens"] == 2_500_000


def test_a_prompt_that_is_no_text_is_refused(home):
    """Not sent as something that nobody meant."""
    with home.write("noise.bin", bytes(range(128, 256))).open("rb") as noise:
        outcome = home.call("test", "chat", "--prompt", "-", stdin=noise)

    assert (outcome.code, outcome.out) == (ExitCode.USAGE, "")
    assert "standard input is no text" in outcome.err


def test_a_reader_that_goes_away_ends_it_quietly(home):
    """As `head` does in the middle of a long answer."""
    with home.start("test", "chat", "--model", "sandbox/lorem-20000") as process:
        assert process.stdout is not None
        assert process.stdout.read(3) == b"the"
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
        assert process.wait(timeout=30) == 0

    assert b"Traceback" not in said


def test_the_text_is_there_while_the_rest_is_still_on_its_way(home):
    """A hundred tokens, a tenth of a second apart: whoever waits for the end would wait for ten seconds."""
    with home.start("test", "chat", "--model", "sandbox/slow-10-100") as process:
        assert process.stdout is not None
        begun = process.stdout.read(3)
        is_running = process.poll() is None
        process.terminate()
        process.communicate(timeout=30)

    assert (begun, is_running) == (b"the", True)


def test_the_names_of_the_times_are_explained(home):
    """Without a gateway."""
    outcome = home.run("test", "--explain")

    assert outcome.code == 0
    assert "time to the first byte" in outcome.out


@pytest.mark.parametrize("client", ["claude", "codex", "opencode", "cline", "continue"])
def test_all_that_a_client_needs_is_asked_for_by_one_option(home, client):
    """The sandbox meets it; what it is and how it was seen stands in a table."""
    outcome = home.run("test", "--for", client)

    assert outcome.code == 0, outcome.text
    assert "requirements of" in outcome.text


def test_an_interruption_inside_an_answer_leaves_a_document_with_the_moments_of_its_pieces(home):
    home.clock = InterruptingClock(number=40)

    outcome = home.run("test", "chat", "--model", "sandbox/slow-1-5", "--json")

    assert (outcome.code, outcome.envelope["error"]["code"]) == (130, "interrupted"), outcome.text
    heard_s = outcome.envelope["data"]["heard_s"]
    assert heard_s == sorted(heard_s)
    assert len(heard_s) > 1
