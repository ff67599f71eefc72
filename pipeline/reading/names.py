"""The name of a source: its path under the input root as text, whatever bytes the file system holds."""

from __future__ import annotations

import os
import re

_ESCAPED_RE = re.compile(rb"\\x([0-9a-f]{2})")


def source_name(path: str) -> str:
    """`path` as valid text: bytes that are not UTF-8, and a backslash before an x, are written `\\xNN`."""
    data = os.fsencode(path).replace(b"\\x", b"\\x5cx")
    return data.decode("utf-8", "backslashreplace")


def source_path(name: str) -> str:
    """The inverse of `source_name`."""
    return os.fsdecode(_ESCAPED_RE.sub(lambda match: bytes.fromhex(match[1].decode()), name.encode()))


def printable(name: str) -> str:
    """`name` for a log line: control and unprintable characters escaped."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)
