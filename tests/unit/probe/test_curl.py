"""The equivalent command does what our request does, and the key is not in it."""

import asyncio
import base64
import re
import shutil
import subprocess

import pytest
from recorded_answers import KEY, wish
from scripted_server import head, serving

from smartaipi_cli.probe.curl import curl_command, websocat_command
from smartaipi_cli.probe.protocols.registry import PROTOCOLS

needs_curl = pytest.mark.skipif(not shutil.which("curl"), reason="curl runs the command")


@pytest.mark.parametrize("protocol", PROTOCOLS)
def test_the_key_is_a_variable(protocol):
    command = curl_command(PROTOCOLS[protocol].encode(wish()), "MY_KEY")

    assert KEY.reveal() not in command
    assert '--header "authorization: Bearer $MY_KEY"' in command


def test_a_key_that_was_given_as_a_header_is_not_shown_either():
    request = PROTOCOLS["chat"].encode(wish(extra_headers=(("Api-Key", KEY.reveal()), ("x-a", "b"))))

    assert KEY.reveal() not in curl_command(request)
    assert KEY.reveal() not in str(request.masked_headers())
    assert "x-a: b" in curl_command(request)


def test_a_handshake_has_a_key_of_sixteen_bytes():
    command = curl_command(PROTOCOLS["websocket"].encode(wish()))

    found = re.search(r"Sec-WebSocket-Key: ([^']+)'", command)
    assert len(base64.b64decode(found[1], validate=True)) == 16
    assert "https://gw.test/v1/responses" in command


def test_websocat_gets_the_address_of_the_socket_and_the_frames():
    command = websocat_command(PROTOCOLS["websocket"].encode(wish()), ['{"a": "it\'s"}'])

    assert command.endswith("wss://gw.test/v1/responses")
    assert subprocess.run(["/bin/sh", "-n", "-c", command], check=False).returncode == 0


@needs_curl
@pytest.mark.parametrize("protocol", [name for name in PROTOCOLS if name != "image-edits"])
def test_curl_sends_what_we_send(protocol, tmp_path):
    async def main():
        async with serving([head(content_length="0")]) as served:
            request = PROTOCOLS[protocol].encode(wish(f"{served.url}/v1", prompt='it\'s "quoted" $HOME'))
            process = await asyncio.create_subprocess_exec(
                "/bin/sh",
                "-c",
                curl_command(request),
                env={"SMARTAIPI_API_KEY": KEY.reveal(), "PATH": "/usr/bin:/bin"},
                cwd=tmp_path,
                stdout=asyncio.subprocess.DEVNULL,
                stderr=asyncio.subprocess.DEVNULL,
            )
            await process.wait()
        return served.requests[0], request

    sent, request = asyncio.run(main())

    first_line, _, _ = sent.partition(b"\r\n")
    head_of_it, _, body = sent.partition(b"\r\n\r\n")
    assert first_line.split(b" ")[0].decode() == request.method
    assert body == request.body
    for name, value in request.revealed_headers():
        assert f"{name}: {value}".lower().encode() in head_of_it.lower()


@needs_curl
def test_curl_sends_a_form_with_the_same_parts(tmp_path):
    async def main():
        async with serving([head(content_length="0")]) as served:
            request = PROTOCOLS["image-edits"].encode(
                wish(f"{served.url}/v1", image=b"PNG", prompt="a 'cat'")
            )
            assert "boundary" not in curl_command(request)
            process = await asyncio.create_subprocess_exec(
                "/bin/sh", "-c", curl_command(request), cwd=tmp_path, stdout=asyncio.subprocess.DEVNULL
            )
            await process.wait()
        return served.requests[0]

    (tmp_path / "image.png").write_bytes(b"PNG")
    sent = asyncio.run(main())

    assert b'name="image"; filename="image.png"' in sent
    assert b"\r\n\r\na 'cat'\r\n" in sent
