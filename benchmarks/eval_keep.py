"""What the ready profiles reject of clean prose, by language: `python -m benchmarks.eval_keep [FILE...] [--joined]`.

Without a file, of the prose in `prose.toml` (29 languages, 24 scripts). A file is JSONL (.gz) of {language, text}.
For each profile: documents rejected; of them too short (fewer than 50 words or 5 sentences: a condition on size, not
on writing); of the others, those rejected, and those rejected still when the conditions on punctuation and words are
off. A profile is fair where the last two differ by at most one document in any script.
`--joined` makes one document of all texts of a language, so that none is too short. Where datatrove is installed, its
filter of the same name is asked beside, as its users run it (English words).
"""

from __future__ import annotations

import argparse
import gzip
import json
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa

from pipeline.keep import PROFILES, KeepSection, failed_conditions
from pipeline.language.runs import main_script
from pipeline.signals import signals_of

PROSE = Path(__file__).with_name("prose.toml")
OF_SIZE = frozenset({"words", "sentences"})
OF_WRITING = frozenset(
    {
        "alphabetic_word_share",
        "ellipsis_share",
        "line_word_ratio",
        "mean_word_length",
        "sentence_end_share",
        "stop_words",
        "symbol_word_ratio",
    }
)
"""Conditions that a script's punctuation or its way to divide words decides."""


class Text(NamedTuple):
    """One clean document."""

    language: str
    text: str


def read_texts(paths: Sequence[Path]) -> Iterator[Text]:
    """The texts of JSONL files, or the prose that ships."""
    if not paths:
        yield from (Text(language, text) for language, text in tomllib.loads(PROSE.read_text("utf-8")).items())
    for path in paths:
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for line in data.decode("utf-8").split("\n"):
            if line:
                record = json.loads(line)
                yield Text(record["language"], record["text"])


def joined(texts: Sequence[Text]) -> list[Text]:
    """One document a language."""
    by_language = defaultdict(list)
    for text in texts:
        by_language[text.language].append(text.text)
    return [Text(language, "\n".join(parts)) for language, parts in by_language.items()]


def failures(texts: Sequence[Text], profile: str) -> list[set[str]]:
    """The signals whose conditions each text fails."""
    keep = KeepSection(profile=(profile,))
    signals = signals_of(pa.array([text.text for text in texts]), [text.language for text in texts]).to_pylist()
    rows = [{**text._asdict(), "flags": [], "signals": found} for text, found in zip(texts, signals, strict=True)]
    return [{failed.split(" = ")[0] for failed in failed_conditions(keep, row)} for row in rows]


def datatrove_rejects(profile: str) -> Callable[[str], bool] | None:
    """Whether datatrove's filters of a profile drop a text; None where datatrove is not installed."""
    try:
        from datatrove.data import Document
        from datatrove.pipeline import filters
    except ImportError:
        return None
    chains = {
        "gopher": (filters.GopherRepetitionFilter(), filters.GopherQualityFilter()),
        "c4": (filters.C4QualityFilter(),),
        "fineweb": (filters.FineWebQualityFilter(),),
    }
    return lambda text: any(chain.filter(Document(text=text, id="")) is not True for chain in chains[profile])


def main() -> None:
    """Print a row a language."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--joined", action="store_true")
    options = parser.parse_args()
    texts = list(read_texts(options.files))
    texts = joined(texts) if options.joined else texts
    for profile in PROFILES:
        print_table(texts, profile)


def print_table(texts: Sequence[Text], profile: str) -> None:
    """One table: languages with any reject, and the sum."""
    peer = datatrove_rejects(profile)
    counts: dict[str, list[int]] = defaultdict(lambda: [0] * 6)
    by_writing = Counter[str]()
    for text, failed in zip(texts, failures(texts, profile), strict=True):
        short = bool(failed & OF_SIZE)
        row = (1, bool(failed), short, bool(failed) and not short, bool(failed - OF_WRITING) and not short)
        row = (*row, peer is not None and peer(text.text))
        by_writing[main_script(text.text)[0]] += row[3] - row[4]
        for name in (text.language, "all"):
            counts[name] = [a + b for a, b in zip(counts[name], row, strict=True)]
    print(f"\n{profile:10}{'texts':>8}{'rejected':>10}{'too short':>11}{'others':>8}{'cond. off':>11}{'datatrove':>11}")
    for language in sorted(counts, key=lambda name: (name == "all", name)):
        size, *rejected = counts[language]
        if any(rejected):
            theirs = rejected[4] if peer else "-"
            print(f"{language:10}{size:8}{rejected[0]:10}{rejected[1]:11}{rejected[2]:8}{rejected[3]:11}{theirs:>11}")
    script, most = by_writing.most_common(1)[0]
    told = f"{most} in {script}" if most else "none"
    print(f"rejected for punctuation or words alone, most in any of {len(by_writing)} scripts: {told}")


if __name__ == "__main__":
    main()
