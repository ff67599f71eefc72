from array import array
from collections.abc import Callable
from typing import Any

class Class:
    def __init__(self, bits: int, holds: Callable[[int], bool]) -> None: ...

class Program:
    names: dict[str, int]

    def __init__(
        self,
        operations: bytes,
        classes: list[Class],
        names: dict[str, int],
        onces: int,
        part: int,
        points: array[int],
    ) -> None: ...
    def find(self, text: bytes) -> list[list[tuple[int, int]]]: ...

def lower_all(points: array[int]) -> None: ...
def find_pairs(
    data: Any,
    starts: Any,
    ends: Any,
    texts: Any,
    patterns: Any,
    finder_of: Callable[[int], Any],
    count: int,
    found: Any,
) -> None: ...
