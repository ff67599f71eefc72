"""Run the drills by name, or all of them, and print what each found. Exit status 1 when a promise was broken."""

from __future__ import annotations

import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.drills.table import HEAD

NAMES = ("account", "repeat", "places", "crash", "growth", "memory")


def main(arguments: list[str]) -> int:
    short = "--short" in arguments
    names = [name for name in arguments if not name.startswith("-")] or NAMES
    print(HEAD, flush=True)
    broken = 0
    for name in names:
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            figure = import_module(f"tests.drills.{name}").drill(Path(folder), short=short)
        print(figure.line(), flush=True)
        for problem in figure.problems[:20]:
            print(f"    {problem!r}", flush=True)
        broken += not figure.held
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
