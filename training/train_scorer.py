"""Train the line scorer of whole pages and write its weights.

    python training/train_scorer.py --data DIR [--folds FOLDER] [--out FILE]

DIR holds, at any depth, `*pages*.jsonl.gz`, one page a line: {"fold", "lang", "lines": [...], "keep": [1|0|null, ...]},
where keep says of each line whether the article has it (null: nobody knows) and all pages are in one language. With
`--folds` FOLDER one file of weights a fold is written there, trained on the pages of all the others, so that each fold
can be judged by weights that never saw it. The same data gives the same weights.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from catboost import CatBoostClassifier, Pool

sys.path.insert(0, str(Path(__file__).parent))
from copies import Labelled, copies_of

from pipeline.rules import load_rules
from pipeline.stages.boilerplate.decision import WORDS
from pipeline.stages.boilerplate.features import FEATURES, borders_of, write_features
from pipeline.stages.boilerplate.scorer import WEIGHTS, Looks, measured_lines, probabilities_of
from pipeline.stages.boilerplate.second_look import FEATURES as LOOKED
from pipeline.stages.boilerplate.second_look import write_looked
from pipeline.stages.boilerplate.trees import UNIT, Tree, Trees

Numbers = np.ndarray[Any, np.dtype[Any]]

COPY_WEIGHT = 0.2
"""What a copied page weighs beside the page itself."""
MOST_WORDS, LEAST_ARTICLE = 200, 100
"""Words above which a line weighs no more; words below which an article's size does not count."""
SETTINGS: dict[str, Any] = {
    "iterations": 120,
    "depth": 6,
    "learning_rate": 0.1,
    "l2_leaf_reg": 5,
    "border_count": 32,
    "rsm": 0.3,
    "bootstrap_type": "Bernoulli",
    "subsample": 0.6,
    "boosting_type": "Plain",
    "leaf_estimation_iterations": 1,
    "random_seed": 1,
    "thread_count": 1,
    "verbose": 0,
    "allow_writing_files": False,
}


def read_pages(folder: Path) -> list[dict[str, Any]]:
    """The labelled pages of a folder."""
    path = next(iter(sorted(folder.rglob("*pages*.jsonl.gz"))))
    with gzip.open(path, "rb") as file:
        return [json.loads(line) for line in file]


class Lines(NamedTuple):
    """Lines to learn from, one a place in each column: FEATURES and, once the first look is learned, those of the
    second (rows), where pages begin and end, whether the article has the line (1, 0, -1: nobody knows), what it weighs,
    the fold of its page."""

    features: Numbers
    borders: Numbers
    keep: Numbers
    weight: Numbers
    fold: Numbers


def lines_of(rows: Sequence[dict[str, Any]]) -> Lines:
    """The lines that are not blank of labelled pages and of their copies."""
    pages = [Labelled(row["lines"], row["keep"]) for row in rows]
    copies = list(copies_of(pages))
    some = [*pages, *(copy for _, copy in copies)]
    fold = np.array([rows[number]["fold"] for number in [*range(len(pages)), *(number for number, _ in copies)]])
    owner, filled, features = features_in(some, rows[0]["lang"])
    keep, weight = labels_of(some, owner, filled)
    weight *= np.where(owner < len(pages), 1, COPY_WEIGHT)
    return Lines(features, borders_of(owner), keep, weight, fold[owner])


def features_in(pages: Sequence[Labelled], language: str) -> tuple[Numbers, Numbers, Numbers]:
    """The page of each line that is not blank, its place among all lines, and a table with room for all features
    (rows), the first of them written."""
    flat = pa.array([line for page in pages for line in page.lines], pa.string())
    owner = np.repeat(np.arange(len(pages)), [len(page.lines) for page in pages])
    patterns = load_rules().patterns(language)
    ruled = np.array([any(True for _ in patterns.matches(line)) for line in flat.to_pylist()])
    own, line = measured_lines(flat.dictionary_encode())
    filled = np.flatnonzero(own[line, 0])
    features = np.empty((len(FEATURES + LOOKED), len(filled)), dtype=np.int16)
    borders, times = borders_of(owner[filled]), np.zeros(len(own), dtype=np.int32)
    write_features(own, line[filled], borders, ruled[filled], times, features[: len(FEATURES)])
    return owner[filled], filled, features


def labels_of(pages: Sequence[Labelled], owner: Numbers, filled: Numbers) -> tuple[Numbers, Numbers]:
    """1, 0 or -1 a line, and its weight: its words by those of its page's article, for every page counts the same."""
    keep = np.array([-1 if label is None else label for page in pages for label in page.keep])[filled]
    words = np.array([len(line.split()) for page in pages for line in page.lines])[filled]
    article = np.bincount(owner, weights=words * (keep == 1))
    weight = (np.minimum(words, MOST_WORDS) + 3) / np.maximum(article, LEAST_ARTICLE)[owner]
    return keep, np.where(keep < 0, 0, weight)


def train(rows: Sequence[dict[str, Any]]) -> Looks:
    """What is learned from labelled pages and their copies.

    The second look learns from what the first says of pages that it never saw: those of a fold are judged by trees
    learned from the others.
    """
    lines = lines_of(rows)
    first = np.zeros(len(lines.fold), dtype=np.int32)
    for fold in sorted(set(lines.fold.tolist())):
        held_out = lines.fold == fold
        first[held_out] = fitted(FEATURES, lines, ~held_out).logits(lines.features)[held_out]
    everything = np.ones(len(first), dtype=bool)
    write_looked(probabilities_of(first), lines.features[WORDS], lines.borders, lines.features[len(FEATURES) :])
    return Looks(fitted(FEATURES, lines, everything), fitted(FEATURES + LOOKED, lines, everything))


def fitted(names: Sequence[str], lines: Lines, some: Numbers) -> Trees:
    """Trees learned from the first features, those of the names, of `some` lines."""
    some = some & (lines.weight > 0)
    matrix = np.stack([values[some].astype(np.float32) for values in lines.features[: len(names)]], axis=1)
    weight = lines.weight[some]
    model = CatBoostClassifier(**SETTINGS)
    model.fit(Pool(matrix, lines.keep[some], weight=weight / weight.mean()))
    return exported(model, names)


def exported(model: CatBoostClassifier, names: Sequence[str]) -> Trees:
    """CatBoost's trees with whole numbers in them: features are whole, so a border between two of them is the lower."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "model.json"
        model.save_model(str(path), format="json")
        trained = json.loads(path.read_text("utf-8"))
    trees = []
    for tree in trained["oblivious_trees"]:
        splits = [(names[split["float_feature_index"]], math.floor(split["border"])) for split in tree["splits"]]
        trees.append(Tree(tuple(splits), np.round(UNIT * np.array(tree["leaf_values"])).astype(int).tolist()))
    scale, bias = trained["scale_and_bias"]
    assert scale == 1  # noqa: S101
    return Trees(round(UNIT * bias[0]), trees, names)


def write_looks(looks: Looks, path: Path) -> None:
    """Write weights as JSON, one tree a line."""
    parts = []
    for name, trees in looks._asdict().items():
        rows = [json.dumps({"splits": splits, "leaves": leaves}) for splits, leaves in trees.trees]
        parts.append(f'"{name}": {{"bias": {trees.bias}, "trees": [\n' + ",\n".join(rows) + "\n]}")
    path.write_text("{" + ",\n".join(parts) + "}\n", "utf-8")


def main() -> None:
    """Train on everything, or fold by fold."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--folds", type=Path, help="a folder: one model a fold, trained without it")
    parser.add_argument("--out", type=Path, default=WEIGHTS)
    options = parser.parse_args()
    rows = read_pages(options.data)
    if not options.folds:
        write_looks(train(rows), options.out)
        return
    options.folds.mkdir(exist_ok=True)
    for fold in sorted({row["fold"] for row in rows}):
        write_looks(train([row for row in rows if row["fold"] != fold]), options.folds / f"fold-{fold}.json")


if __name__ == "__main__":
    main()
