"""Run the drills by name, or all of them, and print what each found. Exit status 1 when a promise was broken."""

from __future__ import annotations

import argparse
import sys
import tempfile
from importlib import import_module
from pathlib import Path

from tests.drills.table import HEAD

NAMES = ("account", "repeat", "places", "crash", "growth", "memory")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.drills", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(NAMES))
    parser.add_argument("--short", action="store_true", help="in a few minutes")
    options = parser.parse_args()
    if unknown := set(options.names) - set(NAMES):
        parser.error(f"no such drill: {', '.join(sorted(unknown))}")
    print(HEAD, flush=True)
    broken = 0
    for name in options.names or NAMES:
        with tempfile.TemporaryDirectory(prefix="drill-") as folder:
            figure = import_module(f"tests.drills.{name}").drill(Path(folder), short=options.short)
        print(figure.line(), flush=True)
        for problem in figure.problems[:20]:
            print(f"    {problem!r}", flush=True)
        broken += not figure.held
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
