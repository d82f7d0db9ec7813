"""Embeddings and images: answered in one piece, the same for the same request, metered as everything."""

import base64
import itertools
import math
import random
import struct
import zlib
from contextlib import suppress

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sandbox_desk import open_desk

from smartaipi_cli.sandbox.multipart import parse_form
from smartaipi_cli.sandbox.problems import ProblemError

PICTURE = base64.b64encode(b"any picture").decode()


def embed(desk, text="hello", *, model="text-embedding-3-small", **members):
    return desk.call(desk.any_key(), {"model": model, "input": text, **members}, "/v1/embeddings")


def vectors(answer):
    assert answer.status_code == 200, answer.text
    return [entry["embedding"] for entry in answer.json()["data"]]


def generate(desk, **members):
    body = {"model": "gpt-image-1", "prompt": "a cat", "size": "32x16", **members}
    return desk.call(desk.any_key(), body, "/v1/images/generations")


def edit(desk, **members):
    body = {"model": "gpt-image-1", "prompt": "a cat", "size": "32x16", "image": PICTURE, **members}
    return desk.call(desk.any_key(), body, "/v1/images/edits")


def edit_form(desk, files, **fields):
    form = {"model": "gpt-image-1", "prompt": "a cat", "size": "32x16", **fields}
    request = httpx.Request("POST", "http://127.0.0.1:4000/", data=form, files=files)
    headers = {
        "authorization": f"Bearer {desk.any_key()}",
        "content-type": request.headers["content-type"],
    }
    return desk.send("POST", "/v1/images/edits", headers=headers, raw=request.read())


def pictures(answer):
    assert answer.status_code == 200, answer.text
    return [base64.b64decode(entry["b64_json"]) for entry in answer.json()["data"]]


def png_chunks(picture):
    """The chunks of a PNG, each with its checksum proven."""
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, at = {}, 8
    while at < len(picture):
        (length,) = struct.unpack_from(">I", picture, at)
        name, data = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        assert struct.unpack_from(">I", picture, at + 8 + length) == (zlib.crc32(name + data),)
        chunks[name] = data
        at += 12 + length
    return chunks


class TestEmbeddings:
    def test_base64_and_floats_are_the_same_numbers(self, desk):
        (packed,) = vectors(embed(desk, encoding_format="base64"))
        (numbers,) = vectors(embed(desk, encoding_format="float"))
        (unasked,) = vectors(embed(desk))

        assert list(struct.unpack("<1536f", base64.b64decode(packed))) == numbers == unasked

    def test_a_vector_has_the_length_1_and_the_dimensions_that_were_asked_for(self, desk):
        (numbers,) = vectors(embed(desk, dimensions=100))

        assert len(numbers) == 100
        assert math.isclose(sum(number * number for number in numbers), 1, rel_tol=1e-5)

    @pytest.mark.parametrize(
        ("value", "count"),
        [
            pytest.param("hello", 1, id="a text"),
            pytest.param(["hello", "world"], 2, id="texts"),
            pytest.param([1, 2, 3], 1, id="tokens"),
            pytest.param([[1, 2], [3]], 2, id="lists of tokens"),
        ],
    )
    def test_every_form_of_input_is_embedded(self, desk, value, count):
        answer = embed(desk, value)

        assert len({tuple(vector) for vector in vectors(answer)}) == count
        assert [entry["index"] for entry in answer.json()["data"]] == list(range(count))

    def test_the_same_text_has_the_same_vector_everywhere_and_another_text_another(self, desk):
        first, other, again = vectors(embed(desk, ["hello", "world", "hello"]))

        assert first == again == vectors(embed(desk))[0]
        assert first != other

    def test_tokens_of_input_are_billed(self, desk):
        embed(desk, "x" * 4_000_000)

        assert desk.rows("SELECT status, input_tokens, output_tokens, cost_micros FROM requests") == [
            ("ok", 1_000_000, 0, 20_000)
        ]
        assert desk.balance().total_micros == 25_000_000 - 20_000

    @pytest.mark.parametrize(
        "members",
        [
            pytest.param({"text": ""}, id="an empty text"),
            pytest.param({"text": []}, id="nothing"),
            pytest.param({"text": ["a", ""]}, id="an empty text among others"),
            pytest.param({"text": [True]}, id="a truth"),
            pytest.param({"text": {"a": 1}}, id="an object"),
            pytest.param({"text": ["a"] * 2_049}, id="too many"),
            pytest.param({"dimensions": 1_537}, id="too many dimensions"),
            pytest.param({"encoding_format": "hex"}, id="an unknown format"),
            pytest.param({"encoding_format": ["float"]}, id="a format that is a list"),
            pytest.param({"model": "gpt-5.4"}, id="a model of texts"),
        ],
    )
    def test_what_cannot_be_embedded_is_the_callers_mistake(self, desk, members):
        assert embed(desk, **members).status_code == 400

    def test_a_model_of_vectors_holds_no_conversation(self, desk):
        answer = desk.say(desk.any_key(), model="text-embedding-3-small")

        assert (answer.status_code, answer.json()["error"]["code"]) == (400, "model_not_supported")


class TestImages:
    def test_a_picture_is_a_real_png_of_the_size_that_was_asked_for(self, desk):
        (picture,) = pictures(generate(desk))
        chunks = png_chunks(picture)

        assert list(chunks) == [b"IHDR", b"PLTE", b"IDAT", b"IEND"]
        assert struct.unpack_from(">IIBB", chunks[b"IHDR"]) == (32, 16, 8, 3)
        assert len(zlib.decompress(chunks[b"IDAT"])) == 16 * 33
        assert len(chunks[b"PLTE"]) == 24

    def test_every_picture_of_a_request_is_another_one_and_comes_again_with_the_request(self, desk):
        drawn = pictures(generate(desk, n=3))

        assert len(set(drawn)) == 3
        assert pictures(generate(desk, n=3)) == drawn
        assert pictures(generate(desk, prompt="a dog"))[0] not in drawn

    def test_what_was_drawn_is_billed_by_its_pixels(self, desk):
        answer = generate(desk, size="auto", n=2, prompt="sixteen letters!")

        assert answer.json()["usage"] == {
            "input_tokens": 4,
            "input_tokens_details": {"text_tokens": 4, "image_tokens": 0},
            "output_tokens": 512,
            "total_tokens": 516,
        }
        assert desk.rows("SELECT cost_micros FROM requests") == [(4 * 5 + 512 * 40,)]

    @pytest.mark.parametrize(
        "image",
        [
            pytest.param(PICTURE, id="base64"),
            pytest.param(f"data:image/png;base64,{PICTURE}", id="a data address"),
            pytest.param([PICTURE], id="a list of one"),
            pytest.param({"image_url": f"data:image/png;base64,{PICTURE}"}, id="an object"),
            pytest.param({"image_url": {"url": f"data:image/png;base64,{PICTURE}"}}, id="two objects"),
        ],
    )
    def test_an_edit_takes_its_picture_from_json_in_every_form_and_from_a_form_alike(self, desk, image):
        from_json = pictures(edit(desk, image=image))
        from_form = pictures(edit_form(desk, {"image": ("a.png", b"any picture", "image/png")}, n="1"))

        assert from_json == from_form
        assert from_json != pictures(generate(desk))

    def test_another_picture_gives_another_edit(self, desk):
        other = base64.b64encode(b"another picture").decode()

        assert pictures(edit(desk)) != pictures(edit(desk, image=other))

    @pytest.mark.parametrize(
        ("answer", "words"),
        [
            pytest.param(lambda d: edit(d, mask=PICTURE), "Masks are not supported", id="mask"),
            pytest.param(
                lambda d: edit_form(
                    d, [("image", ("a", b"1", "image/png")), ("mask", ("b", b"2", "image/png"))]
                ),
                "Masks are not supported",
                id="mask in a form",
            ),
            pytest.param(
                lambda d: edit(d, image=[PICTURE, PICTURE]), "Only single-image edits", id="two pictures"
            ),
            pytest.param(
                lambda d: edit_form(d, [("image[]", ("a", b"1")), ("image[]", ("b", b"2"))]),
                "Only single-image edits",
                id="two pictures in a form",
            ),
            pytest.param(
                lambda d: d.call(d.any_key(), {}, "/v1/images/variations"),
                "variations are not supported",
                id="variations",
            ),
            pytest.param(lambda d: generate(d, response_format="url"), "Only `b64_json`", id="url"),
            pytest.param(
                lambda d: edit(d, image="https://example.test/a.png"), "fetches nothing", id="fetch"
            ),
            pytest.param(
                lambda d: d.call(
                    d.any_key(),
                    {"model": "gpt-5.4-nano", "input": "x", "reasoning": {"effort": "low"}},
                    "/v1/responses",
                ),
                "on chat completions only",
                id="the smallest model thinks in chats alone",
            ),
        ],
    )
    def test_what_the_gateway_does_not_offer_is_refused_in_words(self, desk, answer, words):
        refused = answer(desk)

        assert (refused.status_code, refused.json()["error"]["code"]) == (400, "unsupported")
        assert words in refused.json()["error"]["message"]

    @pytest.mark.parametrize(
        "members",
        [
            {"prompt": ""},
            {"n": 11},
            {"n": 0},
            {"size": "8x8"},
            {"size": "9999x16"},
            {"size": "16"},
            {"size": 16},
            {"model": "gpt-5.4"},
        ],
        ids=str,
    )
    def test_a_wish_that_makes_no_sense_is_the_callers_mistake(self, desk, members):
        assert generate(desk, **members).status_code == 400

    @pytest.mark.parametrize("image", ["", "not base64!", "ü", 7, {}, [], [7], {"image_url": None}], ids=str)
    def test_an_edit_without_a_picture_is_the_callers_mistake(self, desk, image):
        assert edit(desk, image=image).status_code == 400

    @pytest.mark.parametrize("content", [b"", b"--x", b"garbage"])
    def test_a_form_that_is_none_is_the_callers_mistake(self, desk, content):
        headers = {
            "authorization": f"Bearer {desk.any_key()}",
            "content-type": "multipart/form-data; boundary=x",
        }

        assert desk.send("POST", "/v1/images/edits", headers=headers, raw=content).status_code == 400


ODD_BYTES = [b"\r", b"\n", b"\r\n", b"-", b"--", b"\0", b"\xff", b"\x0c", b"\x85", b"=41", b":", b"a"]


def test_a_file_in_a_form_keeps_every_byte():
    draw = random.Random(20261121)
    for _ in range(500):
        content = b"".join(draw.choices(ODD_BYTES, k=draw.randrange(24)))
        files = {"image": ('a"b.png', content, "image/png")}
        request = httpx.Request("POST", "http://x/", files=files, data={"prompt": "grüße\r\n"})
        parts = parse_form(request.headers["content-type"], request.read())

        assert {part.name: part.content for part in parts} == {
            "image": content,
            "prompt": "grüße\r\n".encode(),
        }


@settings(max_examples=200, deadline=None, derandomize=True)
@given(
    content_type=st.text(max_size=20).map("multipart/form-data; boundary={}".format),
    body=st.binary(max_size=200),
)
def test_no_form_makes_the_reading_fail(content_type, body):
    with suppress(ProblemError):
        assert parse_form(content_type, body)


def test_two_starts_with_one_seed_give_the_same_vectors_and_pictures(tmp_path):
    told = []
    for name in ("first", "second"):
        desk = open_desk(tmp_path / name)
        told.append([answer.content for answer in (embed(desk), generate(desk), edit(desk))])
        desk.store.close()

    assert told[0] == told[1]


def test_the_list_names_them_for_openai_and_spares_agents(desk):
    def names(query="", **headers):
        sent = {"authorization": f"Bearer {desk.any_key()}", **headers}
        body = desk.send("GET", f"/v1/models{query}", headers=sent).json()
        entries = itertools.chain(body.get("data", []), body.get("models", []))
        return {entry.get("id") or entry["slug"] for entry in entries}

    others = {"text-embedding-3-small", "text-embedding-3-large", "gpt-image-1"}
    assert others <= names()
    assert not others & names(**{"anthropic-version": "2023-06-01"})
    assert not others & names("?client_version=0.169.0")
