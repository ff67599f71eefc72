"""Every size at which reading stops or cuts. A record over a limit is a reject that says so, never a shortened text."""

from __future__ import annotations

TEXT_CHARACTERS = 10_000_000
"""Code points of one document; over it the record is `too_large`."""

PAYLOAD_BYTES = 4 * TEXT_CHARACTERS
"""Bytes of one text file: no charset needs more than 4 bytes a code point."""

LINE_BYTES = 6 * TEXT_CHARACTERS + (4 << 20)
"""Bytes of one JSON line: `\\uXXXX` takes 6 bytes a code point; 4 MiB stay for the other columns."""

BATCH_ROWS = 4_000
BATCH_BYTES = 8 << 20
"""A batch ends at whichever comes first; bytes are those of text, raw and meta."""

SHARD_BYTES = 8 << 20
"""Stored bytes that a shard aims at: small files are grouped up to it, big files cut at multiples of it."""

SHARD_CEILING = 4 * SHARD_BYTES
"""Stored bytes at which a group of small files ends whatever their names say."""

SMALL_FILE = 16 << 10
"""What a file weighs at least in a group, so that a group of tiny files ends too."""

BINARY_SHARE = 0.1
"""Share of control characters and U+FFFD from which a decoded text is `not_text`."""

BOMB_RATIO = 500
BOMB_BYTES = 64 << 20
"""A compressed file that unpacked to more than BOMB_BYTES, and to more than BOMB_RATIO times what was read of it, is
a bomb. Text packs to a tenth, logs to a hundredth."""

ZSTD_WINDOW = 1 << 27
"""Memory that a zstd frame may ask for: what the zstd command line allows too."""

CSV_RECOVERIES = 1_000
"""Broken rows after which the rest of a CSV file is one reject."""

HEADER_BYTES = 1 << 16
"""Bytes of one header of a WARC record."""
