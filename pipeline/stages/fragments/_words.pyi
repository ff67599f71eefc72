from collections.abc import Callable, Iterable, Set

from pipeline.language.panel import Host

class Words:
    """Words of a line of a document of `host`; stretches of them are given as the first and the one behind the last.

    `texts[i]` is `line[starts[i]:ends[i]]`; `broken[i]`: a break stands between it and the word before; `own[i]` is 1
    where it is a function word that only the host's language has, else 0. They are `spaced` where they are no pieces of
    longer ones. What is out of bounds raises IndexError.
    """

    line: str
    host: Host
    spaced: bool
    starts: list[int]
    ends: list[int]
    texts: list[str]
    broken: list[bool]
    own: bytes

    def __len__(self) -> int: ...
    def kinds(self, lacked: Set[str]) -> bytearray:
        """What each word is, a byte each: 1 where only the host's language has it, 2 behind a break, 4 with a capital
        in front, 8 with one of the letters that are `lacked`; or the sum of these."""

    def only(self, indices: Iterable[int]) -> Words:
        """The words that have the indices."""

    def span(self, first: int, last: int) -> tuple[int, int]:
        """Where a stretch stands in the line."""

    def read(self, first: int, last: int) -> str:
        """The line where a stretch stands."""

    def letters(self, first: int, last: int) -> int:
        """Characters of the words of a stretch."""

    def small(self, first: int, last: int) -> tuple[int, int]:
        """How many words of a stretch do not begin with a capital, and the characters of the longest of these."""

    def units(self) -> list[tuple[int, int]]:
        """The stretches between two breaks."""

def read_words(line: str, host: Host, kinds: bytes, piece: int, breaks: Callable[[str, str], bool]) -> Words: ...
