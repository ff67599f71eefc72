"""The legacy charset of bytes that are not UTF-8: chardet's answer, unless letter statistics object.

chardet 7 (0BSD) named more charsets right than charset-normalizer, chardetng, uchardet, ICU and libmagic did on
documents of 50 to 3,000 bytes in 75 languages.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Sequence
from typing import NamedTuple

from pipeline.language.letters import fit_of, weigh

# What the detector and the statistics are fed, at most. Bytes.
DETECTED, WEIGHED = 100_000, 4_000
# By how much (log10, all pairs of letters) another charset must be likelier to be taken for the detector's first
# answer, and for the charset of the rest of a line's document.
OBJECTION, SWITCH = 3.0, 10.0
# A line whose letters beyond ASCII, with their neighbours, are so likely (log10, a pair) stays in the charset of its
# document.
FITS = -3.6
# Answers of less than this share of the first one's confidence are not weighed: of a fair first answer, of a poor one.
CANDIDATE, POOR_CANDIDATE, FAIR = 0.75, 0.6, 0.25
# UTF-16 and UTF-32 were looked for before; the rest no document on the web or disk is written in.
EXCLUDED = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7", "utf-8-sig", "hp-roman8")
MULTIBYTE = ("big5", "cp932", "cp949", "euc_", "gb", "hz", "johab", "shift_jis")
# High bytes with the letter before and behind them.
WINDOW_RE = re.compile(rb"[A-Za-z]?[\x80-\xff]++[A-Za-z]?")
NOT_LATIN_RE = re.compile("[\u0370-\u1cff]")
ROMANIAN = str.maketrans("ŞşŢţ", "ȘșȚț")


class Guess(NamedTuple):
    """A charset, by Python's name, and how sure it is (0..1)."""

    charset: str
    confidence: float


def charset_of(data: bytes) -> Guess:
    """Python's name of the charset of all of `data`, and how sure it is (0..1)."""
    guesses = _guesses(data[:DETECTED])
    first = guesses[0]
    if first.charset.startswith(MULTIBYTE):
        return first
    return _romanian(data, _likeliest(data[:WEIGHED], guesses))


def charset_of_line(line: bytes, charset: str) -> str:
    """The charset of one line of a document in `charset`: that, unless the line speaks clearly for its own."""
    head = line[:WEIGHED]
    if fit_of(_read(b" ".join(WINDOW_RE.findall(head)), charset)).mean > FITS:
        return charset
    own = charset_of(head).charset
    if own == charset or _read(head, own) == _read(head, charset):
        return charset
    return own if fit_of(_read(head, own)).total - fit_of(_read(head, charset)).total > SWITCH else charset


def _likeliest(data: bytes, guesses: Sequence[Guess]) -> Guess:
    """The guess whose letters are likeliest, with the rest of the text, in one language."""
    windows = b" ".join(WINDOW_RE.findall(data))
    rest, _ = weigh(WINDOW_RE.sub(b" ", data).decode("ascii", "ignore"))
    read: dict[str, Guess] = {}
    first = guesses[0].confidence
    least = first * (CANDIDATE if first >= FAIR else POOR_CANDIDATE)
    western = (Guess("cp1252", first),) if NOT_LATIN_RE.search(_read(windows, guesses[0].charset)) else ()
    for guess in (*guesses, *western):
        if guess.confidence >= least and not guess.charset.startswith(MULTIBYTE):
            read.setdefault(_read(windows, guess.charset), guess)
    gains = [float((rest + weigh(text)[0]).max()) for text in read]
    best = max(range(len(gains)), key=lambda i: gains[i] + (OBJECTION if i == 0 else 0))
    return list(read.values())[best]


def _romanian(data: bytes, guess: Guess) -> Guess:
    """ISO-8859-16 for Romanian in ISO-8859-2 or Windows-1250: the same bytes, read as the letters that Romanian has.

    Older charsets write the comma below as a cedilla, for want of the right letters.
    """
    if guess.charset not in ("iso8859-2", "cp1250"):
        return guess
    text = _read(data, guess.charset)
    same = text.translate(ROMANIAN) == _read(data, "iso8859-16")
    return guess._replace(charset="iso8859-16") if same and fit_of(text).language == "ro" else guess


def _read(data: bytes, charset: str) -> str:
    return data.decode(charset, "replace")


def _guesses(data: bytes) -> list[Guess]:
    import chardet

    answers = chardet.detect_all(data, compat_names=False, exclude_encodings=EXCLUDED)
    return [Guess(codecs.lookup(answer["encoding"] or "cp1252").name, answer["confidence"]) for answer in answers]
