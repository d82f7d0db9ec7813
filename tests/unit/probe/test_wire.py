"""The engine on real sockets, against servers that do exactly what a script says."""

import asyncio
import gzip
import shutil
import time
from dataclasses import replace
from itertools import accumulate
from socket import AF_INET, AF_INET6

import pytest
from recorded_answers import CHAT, KEY, wish
from scripted_server import (
    HANG,
    LAST_CHUNK,
    NEXT,
    RESET,
    UNREAD,
    chunk,
    head,
    make_certificate,
    proxying,
    serving,
)

from smartaipi_cli.errors import UserError
from smartaipi_cli.probe.attempts import ask
from smartaipi_cli.probe.connecting import NotConnectedError, first_connected, resolve
from smartaipi_cli.probe.evidence import gather
from smartaipi_cli.probe.judgement import judge
from smartaipi_cli.probe.network import Limits, Network
from smartaipi_cli.probe.protocols.registry import PROTOCOLS
from smartaipi_cli.probe.recording import Ending, dump
from smartaipi_cli.probe.routes import Proxies
from smartaipi_cli.probe.wire import Line, exchange

STREAM = {"content_type": "text/event-stream"}
CHUNKED = head(**STREAM, transfer_encoding="chunked")
WHOLE = b"".join(CHAT)
PATIENT = Limits(connect_s=10, silence_s=10, total_s=20)
needs_openssl = pytest.mark.skipif(not shutil.which("openssl"), reason="openssl makes the certificates")


def network(**more):
    return Network(clock=time.monotonic_ns, **{"limits": PATIENT, **more})


def request_to(url, protocol="chat"):
    return PROTOCOLS[protocol].encode(wish(f"{url}/v1"))


def recording_of(script, *, at_once=False, **more):
    """What the engine records of a server that plays this script."""

    async def main():
        async with serving(script, at_once=at_once) as served:
            return await exchange(network(**more), request_to(served.url))

    return asyncio.run(main())


def code_of(recording):
    return judge(gather(recording, PROTOCOLS["chat"], "wanted")).code


def cut(data, size):
    return [data[start : start + size] for start in range(0, len(data), size)]


FRAMINGS = {
    "one chunk an event": CHUNKED + b"".join(map(chunk, CHAT)) + LAST_CHUNK,
    "chunks anywhere": CHUNKED + b"".join(map(chunk, cut(WHOLE, 7))) + LAST_CHUNK,
    "chunks with extensions and trailers": CHUNKED
    + b"".join(b"%x;a=b\r\n%s\r\n" % (len(data), data) for data in CHAT)
    + b"0\r\nx-trailer: y\r\n\r\n",
    "a length": head(**STREAM, content_length=str(len(WHOLE))) + WHOLE,
    "until closed": head(**STREAM) + WHOLE,
    "CRLF lines": CHUNKED + chunk(WHOLE.replace(b"\n", b"\r\n")) + LAST_CHUNK,
    "keep-alive comments": CHUNKED + b"".join(chunk(b": hi\n\n" + data) for data in CHAT) + LAST_CHUNK,
    "100 Continue before": head("100 Continue") + CHUNKED + chunk(WHOLE) + LAST_CHUNK,
}


@pytest.mark.parametrize("size", [1, 5, 1_000_000])
@pytest.mark.parametrize("framing", FRAMINGS)
def test_an_answer_is_whole_however_it_is_framed_and_cut(framing, size):
    recording = recording_of(cut(FRAMINGS[framing], size))

    assert (recording.ending, recording.status) == (Ending.COMPLETE, 200)
    assert code_of(recording) == "answered"


@pytest.mark.parametrize("kept", range(1, len(CHUNKED + chunk(WHOLE) + LAST_CHUNK), 97))
def test_an_answer_that_is_cut_at_any_byte_is_never_good(kept):
    recording = recording_of([(CHUNKED + chunk(WHOLE) + LAST_CHUNK)[:kept]])

    assert recording.ending is Ending.CUT
    assert code_of(recording) in {"connection-closed", "gateway-truncated"}


def test_a_server_that_keeps_the_connection_open_does_not_hold_up_a_whole_answer():
    recording = recording_of([CHUNKED, chunk(WHOLE), LAST_CHUNK, HANG])

    assert recording.ending is Ending.COMPLETE


BROKEN = {
    "closed at once": ([], Ending.CUT, "connection-closed"),
    "reset at once": ([RESET], Ending.RESET, "connection-closed"),
    "reset inside": ([CHUNKED, chunk(CHAT[0]), 0.05, RESET], Ending.RESET, "connection-reset"),
    "no HTTP": ([b"SSH-2.0-OpenSSH_9.6\r\n"], Ending.NOT_HTTP, "gateway-protocol"),
    "no HTTP, many lines": ([b"+OK ready\r\n\r\n"], Ending.NOT_HTTP, "gateway-protocol"),
    "bad chunk": ([CHUNKED, chunk(CHAT[0]), b"hello\r\n"], Ending.NOT_HTTP, "gateway-protocol"),
    "endless head": ([b"HTTP/1.1 200 OK\r\n", b"a: b\r\n" * 100_000], Ending.NOT_HTTP, "gateway-protocol"),
    "too short": (
        [head(**STREAM, content_length="9999"), CHAT[0]],
        Ending.CUT,
        "gateway-truncated",
    ),
    "ended well in the wrong place": (
        [CHUNKED, chunk(CHAT[0]), LAST_CHUNK],
        Ending.COMPLETE,
        "gateway-truncated",
    ),
    "no final newline": (
        [CHUNKED, chunk(b"".join(CHAT[:4])), chunk(CHAT[-1].rstrip()), LAST_CHUNK],
        Ending.COMPLETE,
        "gateway-truncated",
    ),
    "a page": (
        [head("502 Bad Gateway", content_type="text/html"), b"<html>"],
        Ending.COMPLETE,
        "gateway-not-json",
    ),
    "packed": (
        [head(**STREAM, content_encoding="gzip"), gzip.compress(WHOLE)],
        Ending.COMPLETE,
        "answer-packed",
    ),
}


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_answer_is_called_what_it_is(case):
    script, ending, code = BROKEN[case]

    recording = recording_of(script)

    assert (recording.ending, code_of(recording)) == (ending, code)


@pytest.mark.parametrize(
    ("script", "limits", "code"),
    [
        ([HANG], Limits(silence_s=0.25), "gateway-timeout"),
        ([CHUNKED[:20], HANG], Limits(silence_s=0.25), "gateway-timeout"),
        ([CHUNKED, chunk(CHAT[0]), HANG], Limits(silence_s=0.25), "stream-stalled"),
        ([CHUNKED, *([chunk(CHAT[2]), 0.02] * 40), HANG], Limits(total_s=0.5), "stream-stalled"),
    ],
    ids=["silence", "silence in the head", "silence in the body", "without end"],
)
def test_patience_is_limited(script, limits, code):
    recording = recording_of(script, limits=limits)

    assert (recording.ending, code_of(recording)) == (Ending.TIMED_OUT, code)


def test_bytes_are_as_old_as_their_reading_and_not_as_their_parsing():
    pauses = [data for event in map(chunk, CHAT) for data in (0.02, event)]

    recording = recording_of([CHUNKED, *pauses, LAST_CHUNK])

    seen = accumulate(arrival.data.count(b"\n\n") for arrival in recording.arrivals)
    due = [recording.stages.sent + count * 19_000_000 for count in seen]
    moments = [arrival.at_ns for arrival in recording.arrivals]
    assert all(moment >= earliest for moment, earliest in zip(moments, due, strict=True))
    assert due[-1] == recording.stages.sent + len(CHAT) * 19_000_000
    assert recording.stages.first_byte <= moments[0]
    assert recording.stages.last_byte == moments[-1] <= recording.stages.end


def test_100_continue_is_not_the_first_byte_of_the_answer():
    first, *others = cut(head("100 Continue"), 9)

    recording = recording_of([first, 0.05, *others, 0.05, CHUNKED, chunk(WHOLE), LAST_CHUNK])

    assert recording.stages.first_byte - recording.stages.sent > 90_000_000


def test_the_stages_follow_each_other():
    stages = recording_of([CHUNKED, chunk(WHOLE), LAST_CHUNK]).stages

    moments = [stages.started, stages.tcp, stages.sent, stages.first_byte, stages.last_byte, stages.end]
    assert moments == sorted(moments)
    assert (stages.dns, stages.proxy, stages.tls, stages.is_reused) == (None, None, None, False)


def test_a_request_asks_for_an_answer_as_it_is_on_a_connection_of_its_own():
    async def main():
        async with serving([CHUNKED, chunk(WHOLE), LAST_CHUNK]) as served:
            recording = await exchange(network(), request_to(served.url))
            return served, recording

    served, recording = asyncio.run(main())
    sent, _, body = served.requests[0].partition(b"\r\n\r\n")

    assert sent.startswith(b"POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1:%d\r\n" % served.port)
    assert b"accept-encoding: identity" in sent
    assert b"connection: close" in sent
    assert KEY.reveal().encode() in sent
    assert recording.request_bytes == len(sent) + 4 + len(body)


def test_no_key_stands_in_the_recording_even_if_the_server_echoes_it():
    echo = KEY.reveal().encode()
    recording = recording_of([head("401 No", x_echo=KEY.reveal(), content_length="40"), echo, b"x" * 40])

    assert recording.status == 401
    assert KEY.reveal() not in f"{recording}{dump(recording)}"


def test_a_kept_connection_is_used_again_and_one_that_was_closed_is_not():
    answer = [CHUNKED, chunk(WHOLE), LAST_CHUNK]

    async def main():
        line, recordings = Line(), []
        async with serving([*answer, NEXT, *answer]) as served:
            recordings += [await exchange(network(), request_to(served.url), line=line) for _ in range(2)]
            await asyncio.sleep(0.05)  # the server closes after its second answer
            recordings.append(await exchange(network(), request_to(served.url), line=line))
            line.close()
        return served, recordings

    served, recordings = asyncio.run(main())

    assert [recording.stages.is_reused for recording in recordings] == [False, True, False]
    assert recordings[1].stages.tcp is None
    assert {code_of(recording) for recording in recordings} == {"answered"}
    assert served.connections == 2
    assert b"connection: keep-alive" in served.requests[0]


@pytest.mark.parametrize(
    "answer",
    [
        [head(**STREAM, transfer_encoding="chunked", connection="close"), chunk(WHOLE), LAST_CHUNK, HANG],
        [head(**STREAM), WHOLE],
        [CHUNKED, chunk(CHAT[0])],
    ],
    ids=["by its word", "by its end", "by a cut"],
)
def test_a_connection_that_the_server_gives_up_is_not_kept(answer):
    async def main():
        line = Line()
        async with serving(answer) as served:
            await exchange(network(), request_to(served.url), line=line)
        return line.tap

    assert asyncio.run(main()) is None


def test_a_connection_on_which_somebody_stopped_listening_is_not_kept():
    """The rest of that answer would be taken for the beginning of the next one."""

    async def main():
        line, has_begun = Line(), asyncio.Event()
        async with serving([CHUNKED, chunk(CHAT[0]), HANG]) as served:
            asking = asyncio.create_task(
                exchange(network(), request_to(served.url), line=line, on_arrival=lambda _: has_begun.set())
            )
            await has_begun.wait()
            asking.cancel()
            await asyncio.gather(asking, return_exceptions=True)
        return line.tap

    assert asyncio.run(main()) is None


def test_the_body_is_told_live_in_the_order_of_its_arrival():
    told = []

    async def main():
        async with serving([CHUNKED, *(chunk(data) for data in CHAT), LAST_CHUNK]) as served:
            return await exchange(network(), request_to(served.url), on_arrival=told.append)

    recording = asyncio.run(main())

    assert tuple(told) == recording.arrivals


def test_a_large_body_is_sent_whole_before_it_counts_as_sent():
    async def main():
        script = [CHUNKED, chunk(WHOLE), LAST_CHUNK]
        async with serving(script) as served:
            large = replace(request_to(served.url), body=b"x" * 4_000_000)
            return served, await exchange(network(), large)

    served, recording = asyncio.run(main())

    assert served.requests[0].endswith(b"x" * 4_000_000)
    assert recording.stages.sent <= recording.stages.first_byte


@pytest.mark.parametrize(
    ("script", "code"),
    [
        ([head("413 Too large", content_length="2"), b"{}", HANG], "gateway-refused"),
        ([UNREAD], "gateway-timeout"),
    ],
    ids=["refused before it is read", "never read"],
)
def test_a_large_body_that_is_not_read_does_not_hold_it_up(script, code):
    async def main():
        async with serving(script, at_once=True) as served:
            large = replace(request_to(served.url), body=b"x" * 20_000_000)
            return await exchange(network(limits=Limits(silence_s=0.3)), large)

    recording = asyncio.run(main())

    assert code_of(recording) == code


@pytest.mark.parametrize("header", [("x-a", "b\r\nx-c: d"), ("x a", "b"), ("x-a", "é"), ("", "b")])
@pytest.mark.parametrize("protocol", ["chat", "websocket"])
def test_a_header_that_would_end_the_head_is_refused_and_its_value_not_shown(header, protocol):
    wished = wish("http://127.0.0.1:1/v1", extra_headers=(header,))

    with pytest.raises(UserError) as caught:
        asyncio.run(ask(network(), PROTOCOLS[protocol], wished))

    assert caught.value.code == "usage"
    assert "x-c" not in f"{caught.value.message}{caught.value.reason}"


def test_a_name_is_resolved_and_its_addresses_are_tried_until_one_answers():
    async def main():
        async with serving([CHUNKED, chunk(WHOLE), LAST_CHUNK]) as served:
            url = served.url.replace("127.0.0.1", "localhost")
            return await exchange(network(), request_to(url))

    stages = asyncio.run(main()).stages

    assert stages.started < stages.dns < stages.tcp


def test_the_families_of_addresses_take_turns(monkeypatch):
    async def found(*_, **__):
        rows = [(AF_INET6, "::1"), (AF_INET6, "::2"), (AF_INET6, "::2"), (AF_INET, "127.0.0.1")]
        return [(family, None, None, "", (address, 80)) for family, address in rows]

    async def main():
        monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", found)
        return await resolve("gw.test", 80)

    assert [where[0] for _, where in asyncio.run(main())] == ["::1", "127.0.0.1", "::2"]


def test_the_next_address_is_tried_when_one_does_not_answer():
    async def main():
        async with serving([]) as gone:
            pass
        async with serving([HANG]) as served:
            dead, alive = ((AF_INET, ("127.0.0.1", port)) for port in (gone.port, served.port))
            with await first_connected([dead, dead, alive]) as connected:
                return connected.getpeername()[1], served.port

    reached, port = asyncio.run(main())

    assert reached == port


def test_when_no_address_answers_the_first_one_says_why():
    async def main():
        async with serving([]) as gone:
            pass
        dead = (AF_INET, ("127.0.0.1", gone.port))
        await first_connected([dead, dead])

    with pytest.raises(NotConnectedError) as caught:
        asyncio.run(main())

    assert caught.value.ending is Ending.UNREACHABLE


def test_nobody_there_is_told_with_the_address():
    async def main():
        async with serving([]) as served:
            pass
        return served, await exchange(network(), request_to(served.url))

    served, recording = asyncio.run(main())

    assert recording.ending is Ending.UNREACHABLE
    assert f"127.0.0.1:{served.port}" in recording.reason


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@needs_openssl
class TestTls:
    def exchange(self, certificate, host="localhost", trust=None):
        async def main():
            script = [CHUNKED, chunk(WHOLE), LAST_CHUNK]
            async with serving(script, tls=certificate[0]) as served:
                url = f"https://{host}:{served.port}"
                return await exchange(network(trust=trust), request_to(url))

        return asyncio.run(main())

    def test_an_answer_over_tls_is_whole_and_its_handshake_a_stage(self, certificate):
        recording = self.exchange(certificate, trust=certificate[1])

        assert code_of(recording) == "answered"
        assert recording.stages.tcp < recording.stages.tls < recording.stages.sent

    @pytest.mark.parametrize(
        ("host", "is_trusted", "reason"),
        [
            ("127.0.0.1", True, "IP address mismatch"),
            ("localhost", False, "self-signed certificate"),
        ],
        ids=["another name", "nobody's word"],
    )
    def test_a_certificate_that_cannot_be_trusted_ends_it_before_the_key_is_sent(
        self, certificate, host, is_trusted, reason
    ):
        recording = self.exchange(certificate, host, certificate[1] if is_trusted else None)

        assert (recording.ending, code_of(recording)) == (Ending.TLS_FAILED, "gateway-tls")
        assert reason in recording.reason
        assert recording.request_bytes == 0

    def test_a_server_that_speaks_no_tls_is_told_from_one_that_is_not_trusted(self, certificate):
        async def main():
            async with serving([b"HTTP/1.1 400 Bad Request\r\n\r\n"], at_once=True) as served:
                url = f"https://localhost:{served.port}"
                return await exchange(network(trust=certificate[1]), request_to(url))

        recording = asyncio.run(main())

        assert recording.ending is Ending.TLS_FAILED
        assert recording.reason == "WRONG_VERSION_NUMBER"

    def test_a_handshake_that_is_not_answered_ends_in_time(self, certificate):
        async def main():
            async with serving([HANG], at_once=True) as served:
                url = f"https://localhost:{served.port}"
                limits = Limits(connect_s=0.3)
                return await exchange(network(trust=certificate[1], limits=limits), request_to(url))

        recording = asyncio.run(main())

        assert recording.ending is Ending.TIMED_OUT
        assert "TLS" in recording.reason

    def test_a_tunnel_through_a_proxy_is_a_stage_of_its_own(self, certificate):
        async def main():
            script = [CHUNKED, chunk(WHOLE), LAST_CHUNK]
            async with serving(script, tls=certificate[0]) as served, proxying() as proxy:
                proxies = Proxies(https=proxy.url.replace("//", "//me:pass@"))
                wanted = request_to(f"https://localhost:{served.port}")
                recording = await exchange(network(trust=certificate[1], proxies=proxies), wanted)
            return served, proxy, recording

        served, proxy, recording = asyncio.run(main())

        stages = recording.stages
        assert code_of(recording) == "answered"
        assert stages.tcp < stages.proxy < stages.tls < stages.sent
        assert proxy.requests[0].startswith(b"CONNECT localhost:%d HTTP/1.1\r\n" % served.port)
        assert b"proxy-authorization: Basic bWU6cGFzcw==" in proxy.requests[0]
        assert KEY.reveal().encode() not in proxy.requests[0]
        assert b"proxy-authorization" not in served.requests[0]

    @pytest.mark.parametrize(
        ("answer", "reason"),
        [
            (head("407 Who are you"), "it answered 407 Who are you"),
            (head("502 Bad Gateway"), "it answered 502 Bad Gateway"),
            (b"hello\r\n\r\n", "no HTTP"),
            (b"", "no answer to CONNECT (closed)"),
        ],
        ids=["407", "502", "no HTTP", "closed"],
    )
    def test_a_proxy_that_refuses_is_told_from_the_gateway(self, certificate, answer, reason):
        async def main():
            async with proxying(answer) as proxy:
                there = network(trust=certificate[1], proxies=Proxies(https=proxy.url))
                return await exchange(there, request_to("https://gw.test"))

        recording = asyncio.run(main())

        assert (recording.ending, code_of(recording)) == (Ending.PROXY_REFUSED, "proxy-refused")
        assert reason in recording.reason


def test_plain_http_is_handed_to_the_proxy_with_its_whole_address():
    async def main():
        async with serving([CHUNKED, chunk(WHOLE), LAST_CHUNK]) as proxy:
            proxies = Proxies(http=proxy.url)
            return proxy, await exchange(network(proxies=proxies), request_to("http://gw.test"))

    proxy, recording = asyncio.run(main())

    assert code_of(recording) == "answered"
    assert proxy.requests[0].startswith(
        b"POST http://gw.test/v1/chat/completions HTTP/1.1\r\nhost: gw.test\r\n"
    )
    assert recording.stages.dns is None
