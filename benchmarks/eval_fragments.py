"""Foreign fragments planted into prose that this project wrote: how many are found, and what clean prose loses.

    python benchmarks/eval_fragments.py

Every language of `prose.toml` is a host once for each of ten other languages, drawn by chance with a fixed seed. A
sentence of the other language stands on a line of its own, behind a date, or quoted inside a sentence. Figures are per
cent over letters, as precision, recall and F1; `named` is the share of overlapping finds with the right language;
`clean` counts the hosts in which something is flagged though nothing was planted.
"""

from __future__ import annotations

import random
import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline import clean

HERE = Path(__file__).parent
SENTENCE_RE = re.compile(r"[^.!?。！？।።]+[.!?。！？।።]")
OTHERS = 10


class Case(NamedTuple):
    """A document, the span of what was planted (empty: nothing), its language, and how it was planted."""

    text: str
    start: int
    end: int
    language: str
    placement: str


def cases(prose: dict[str, str]) -> Iterator[Case]:
    """Each host clean, and with a planted sentence of ten other languages."""
    chance = random.Random(7)  # noqa: S311
    for host, text in sorted(prose.items()):
        yield Case(text, 0, 0, "", "clean")
        for other in chance.sample(sorted(set(prose) - {host}), OTHERS):
            sentences = [s.strip() for s in SENTENCE_RE.findall(prose[other]) if len(s) > 20] or prose[other].split(
                "\n"
            )
            yield plant(text, chance.choice(sentences), other, chance.choice(["own", "dated", "quoted"]))


def plant(host: str, sentence: str, language: str, placement: str) -> Case:
    """`host` with `sentence` in it."""
    lines = host.split("\n")
    if placement == "quoted":
        first, blank, rest = lines[1].partition(" ")
        before, behind = f"{lines[0]}\n{first} “", f"” {blank}{rest}\n" + "\n".join(lines[2:])
    else:
        before = f"{lines[0]}\n" + ("2021-03-04 " if placement == "dated" else "")
        behind = "\n" + "\n".join(lines[1:])
    return Case(before + sentence + behind, len(before), len(before) + len(sentence), language, placement)


def letters(text: str, spans: list[tuple[int, int]]) -> set[int]:
    """The places of letters in `spans`."""
    return {i for start, end in spans for i in range(start, end) if text[i].isalpha()}


def measure(case: Case) -> Counter[str]:
    """Letters planted, flagged and both; finds and rightly named finds; flagged clean hosts."""
    ledger = clean(case.text).ledger
    found = [(e.start, e.end, e.value) for e in ledger if e.stage == "fragments" and e.before in case.text]
    planted = letters(case.text, [(case.start, case.end)])
    flagged = letters(case.text, [(start, end) for start, end, _ in found])
    hits = [value for start, end, value in found if letters(case.text, [(start, end)]) & planted]
    named = sum(value.rpartition("-")[0].split("-")[0] == case.language.split("-")[0] for value in hits)
    counts = Counter(
        planted=len(planted), flagged=len(flagged), both=len(planted & flagged), hits=len(hits), named=named
    )
    return counts + Counter({"clean": 1, "clean_flagged": bool(found)} if not planted else {})


def main() -> None:
    """Print the table by placement."""
    prose = tomllib.loads((HERE / "prose.toml").read_text("utf-8"))
    totals: dict[str, Counter[str]] = {}
    for case in cases(prose):
        for name in (case.placement, "all"):
            totals[name] = totals.get(name, Counter()) + measure(case)
    print(f"fragments: {len(prose)} languages, {OTHERS} planted sentences each\n")
    print("| placement | precision | recall | F1 | named |\n|---|---|---|---|---|")
    for name in ("own", "dated", "quoted", "all"):
        n = totals[name]
        precision, recall = n["both"] / max(n["flagged"], 1), n["both"] / max(n["planted"], 1)
        f1 = 2 * precision * recall / max(precision + recall, 1e-9)
        print(f"| {name} | {precision:.1%} | {recall:.1%} | {f1:.1%} | {n['named'] / max(n['hits'], 1):.1%} |")
    print(f"\nclean hosts with anything flagged: {totals['all']['clean_flagged']} of {totals['all']['clean']}")


if __name__ == "__main__":
    main()
