"""Bytes to text and back: what each kind of bytes is read as, and that nothing is ever lost."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.document.decoding import Decoding, decode, encode, text_of_json

PLAIN = ["", "a", "für Straße\n", "日本語", "\ufeffmark", "emoji 🎉\r\n"]

GERMAN = "Die Bäckerei öffnet früh, und der Kaffee ist schön heiß.\nÄpfel, Brötchen und Käse gibt es überall."
RUSSIAN = "Сегодня утром в городе был густой туман.\nДети шли в школу пешком и пели песни."
POLISH = "Wczoraj padał deszcz, a dzieci szły do szkoły pieszo.\nŻółty pociąg odjeżdża o świcie."
JAPANESE = "昨日の夜は町に雪が降りました。\n子どもたちは友だちと学校へ行きます。"
THAI = "เมื่อวานฝนตกหนักในเมือง เด็ก ๆ ไปโรงเรียน"
TURKISH = "Dün akşam şehirde çok yağmur yağdı ve ışıklar söndü.\nÇocuklar okula gidiyor."

LEGACY = [
    (GERMAN, "cp1252"),
    (GERMAN, "cp437"),
    (GERMAN, "mac_roman"),
    (RUSSIAN, "cp1251"),
    (RUSSIAN, "koi8-r"),
    (RUSSIAN, "cp866"),
    (POLISH, "cp1250"),
    (POLISH, "iso-8859-2"),
    (TURKISH, "cp1254"),
    (JAPANESE, "shift_jis"),
    (JAPANESE, "euc_jp"),
    (JAPANESE, "iso2022_jp"),
    (THAI, "cp874"),
    ("Aseară a plouat în oraș și în țară.", "iso8859-16"),
]

WIDE = ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "utf-16", "utf-32"]


@pytest.mark.parametrize("text", PLAIN)
def test_utf8_has_no_spans(text: str) -> None:
    assert decode(text.encode()) == (text, (), None, ())


@pytest.mark.parametrize(("text", "charset"), LEGACY)
def test_legacy_charsets(text: str, charset: str) -> None:
    decoded = decode(text.encode(charset))
    assert decoded.text == text
    assert decoded.confidence is not None and 0 <= decoded.confidence <= 1
    assert decoded.flags == ("charset_guessed",)
    assert not any(span.raw for span in decoded.spans)


@pytest.mark.parametrize("charset", WIDE)
@pytest.mark.parametrize("text", [GERMAN, RUSSIAN, JAPANESE, THAI, "Hi there", "नमस्ते दुनिया"])
def test_wide_charsets(text: str, charset: str) -> None:
    assert decode(text.encode(charset)).text.removeprefix("\ufeff") == text


@pytest.mark.parametrize(
    "text", ["Bush hid the facts", "this app can break", "GET / HTTP", "aa\0bb", "\0", "~{ not HZ"]
)
def test_ascii_stays_ascii(text: str) -> None:
    assert decode(text.encode()).text == text


def test_lines_of_two_charsets() -> None:
    first, second = GERMAN.split("\n")
    decoded = decode(f"{first}\n".encode() + second.encode("cp1252"))
    assert decoded.text == GERMAN
    assert [(span.start, span.end) for span in decoded.spans] == [(len(first) + 1, len(GERMAN))]


def test_utf8_that_was_cut() -> None:
    decoded = decode("Привет мир ы".encode()[:-1])
    assert decoded.text == "Привет мир \ufffd"
    assert "invalid_bytes" in decoded.flags
    assert decoded.spans[-1] == Decoding(11, 12, "utf-8", b"\xd1")


def test_cesu8_and_javas_nul() -> None:
    data = b"go \xed\xa0\xbc\xed\xbe\x89 on\xc0\x80"
    decoded = decode(data)
    assert decoded.text == "go 🎉 on\0"
    assert encode(decoded.text, decoded.spans) == data
    assert all(span.charset == "cesu-8" and span.raw is None for span in decoded.spans)


@pytest.mark.parametrize("value", ["\ud800", "a\udc00b\ud83d", "\n\udfff"])
def test_lone_surrogates_of_json(value: str) -> None:
    decoded = text_of_json(value)
    assert "\ufffd" in decoded.text
    assert encode(decoded.text, decoded.spans) == value.encode("utf-8", "surrogatepass")
    assert decoded.flags == ("lone_surrogate",)


def test_json_without_surrogates_is_as_it_is() -> None:
    assert text_of_json("für 🎉") == ("für 🎉", (), None, ())


PIECES = st.sampled_from(
    [b"\xff", b"\x81", b"\0", b"\n", b"\r\n", b"a ", b"\xed\xa0\x80", b"\xc3\xbc", b"\xe9", b"\x1b$B", b"\x82\xa0"]
)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=60) | st.lists(PIECES, max_size=12).map(b"".join))
def test_bytes_come_back(data: bytes) -> None:
    decoded = decode(data)
    assert encode(decoded.text, decoded.spans) == data
    decoded.text.encode()
    assert all(a.end <= b.start for a, b in zip(decoded.spans, decoded.spans[1:], strict=False))


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be", "cp1252", "shift_jis", "koi8-r"])
@given(damage=st.binary(max_size=3), at=st.integers(0, 60))
@settings(max_examples=15, deadline=None)
def test_damaged_bytes_come_back(charset: str, damage: bytes, at: int) -> None:
    data = JAPANESE.encode("utf-16-le")[:60] if "16" in charset else GERMAN.encode("cp1252")[:60]
    data = data[:at] + damage + data[at:]
    decoded = decode(data)
    assert encode(decoded.text, decoded.spans) == data
