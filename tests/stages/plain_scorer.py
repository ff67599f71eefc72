"""What the loops of the line scorer compute, said plainly, line by line and page by page: slow, and easy to check."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, groupby

from pipeline.document.layout import LONG_LENGTH, PROSE_LENGTH, SHORT_LENGTH
from pipeline.stages.boilerplate import characters as ch
from pipeline.stages.boilerplate.decision import (
    INSIDE,
    LEAN,
    MOST_WORDS,
    OUTSIDE,
    PARTS,
    SURE_EDGE,
    SURE_OUT,
    UNKNOWN_WORDS,
)
from pipeline.stages.boilerplate.features import NEXT, SUMMED, WINDOWS
from pipeline.stages.boilerplate.second_look import LIKELY

Row = dict[str, int]
MOST = 32_767


def clipped(number: float) -> int:
    return max(-MOST, min(int(number), MOST))


def share(part: int, whole: int) -> int:
    return 1000 * part // whole if whole else -1


def measured(text: str) -> Row:
    """The measures of a line that is not blank."""
    kinds = [ch.WIDE if ord(char) >= ch.LAST else ch.kind_of(ord(char)) for char in text.strip(ch.BLANKS)]
    bullet, kinds = kinds[0] >= ch.BULLET, [kind % ch.KINDS for kind in kinds]
    words = [[*word] for solid, word in groupby(kinds, lambda kind: ch.LOWER <= kind <= ch.MARK) if solid]
    opens = [word[0] for word in words]
    small, capital = opens.count(ch.LOWER), opens.count(ch.UPPER)
    letters = sum(kinds.count(kind) for kind in range(ch.LOWER, ch.DIGIT))
    cased = kinds.count(ch.LOWER) + kinds.count(ch.UPPER)
    total = small + capital + opens.count(ch.CASELESS)
    total += (kinds.count(ch.WIDE) + 1) // 2 + (kinds.count(ch.UNSPACED) + 3) // 4
    width, last = len(kinds) + 2 * kinds.count(ch.WIDE), [*kinds]
    for _ in range(3):
        if len(last) > 1 and last[-1] in (ch.CLOSER, ch.SPACE):
            last.pop()
    row = {
        "width": width,
        "words": total,
        "capitalised": share(capital, small + capital),
        "capitals": share(kinds.count(ch.UPPER), cased),
        "short-words": sum(word[0] == ch.LOWER and len(word) <= 3 for word in words),
        "word-length": 100 * letters // max(total, 1),
        "digits": share(kinds.count(ch.DIGIT), len(kinds)),
        "sentence-ends": kinds.count(ch.END),
        "commas": kinds.count(ch.COMMA),
        "colons": kinds.count(ch.COLON),
        "separators": kinds.count(ch.SEPARATOR),
        "symbols": share(kinds.count(ch.OTHER), len(kinds)),
        "points": share(kinds.count(ch.POINT) + kinds.count(ch.CLOSER), len(kinds)),
        "first-sign": kinds[0],
        "last-sign": last[-1],
        "sentence": last[-1] == ch.END or (2 * kinds.count(ch.UNSPACED) > letters and width >= PROSE_LENGTH),
        "bullet": bullet,
        "letters": letters,
        "cased": cased,
    }
    return {name: clipped(value) for name, value in row.items()}


def is_prose(row: Row) -> bool:
    return row["width"] >= LONG_LENGTH or (row["width"] >= PROSE_LENGTH and row["sentence"] > 0)


def weight_of(row: Row) -> int:
    return min(row["width"], 500) if is_prose(row) else 0


def score_of(row: Row) -> int:
    if row["width"] < LONG_LENGTH and row["separators"]:
        return -225
    if is_prose(row):
        return 2 * min(row["width"], 500)
    if row["sentence"] and row["width"] >= 20:
        return 0
    if row["last-sign"] in (ch.COLON, ch.COMMA):
        return -40
    return -75 if row["width"] < SHORT_LENGTH else 50 * row["commas"] - 40


def stretch(scores: Sequence[int]) -> tuple[int, int]:
    """First and last place of the stretch of greatest sum: the one that ends first, the shortest of these."""
    sums = [0, *accumulate(scores)]
    ends = [(sums[i] - sums[j + 1], j, -i) for i in range(len(scores)) for j in range(i, len(scores))]
    _, last, first = min(ends)
    return -first, last


def nearest(held: Sequence[bool], at: int, step: int) -> int:
    """Lines to the next one that is held; 300 at most, and where there is none."""
    far = [abs(other - at) for other in range(len(held)) if held[other] and (other - at) * step > 0]
    return min([300, *far])


def summed(row: Row) -> Row:
    return {
        "width": min(row["width"], 500),
        "prose": weight_of(row),
        "short": row["width"] < SHORT_LENGTH and not row["sentence"],
        "middling": row["width"] >= SHORT_LENGTH and not is_prose(row),
        "sentence": row["sentence"] and not row["bullet"],
        "bullet": row["bullet"],
        "capitalised": row["capitalised"] > 600,
        "short-words": min(row["short-words"], 15),
        "separators": row["separators"] > 0,
        "digits": row["digits"] > 150,
        "repeated": row["repeated"] > 1,
        "ruled": row["ruled"],
    }


def features(page: Sequence[Row], alike: Sequence[int], ruled: Sequence[bool]) -> list[Row]:
    """The features of the lines of one page, from their measures, numbers that only equal lines share, and whether a
    rule matches in them."""
    start, end = stretch([score_of(row) for row in page])
    weights, prose, count = [weight_of(row) for row in page], [is_prose(row) for row in page], len(page)
    heavy = max(sum(weights), 1)
    inside = [start <= at <= end for at in range(count)]
    width = sum(row["width"] for row in page)
    short = [row["width"] < SHORT_LENGTH and not row["sentence"] for row in page]
    shared = {
        "page.lines": count,
        "page.prose-lines": sum(prose),
        "page.prose": heavy,
        "page.prose-share": 1000 * sum(row["width"] for row in page if is_prose(row)) // width,
        "page.short-share": 1000 * sum(short) // count,
        "page.bullet-share": 1000 * sum(row["bullet"] for row in page) // count,
        "page.stretch-share": 1000 * sum(weights[start : end + 1]) // heavy,
        "page.cased-share": 1000 * sum(row["cased"] for row in page) // max(sum(row["letters"] for row in page), 1),
    }
    rows = []
    for at, row in enumerate(page):
        up, down = nearest(prose, at, -1), nearest(prose, at, 1)
        places = {
            "repeated": min(alike.count(alike[at]), 5),
            "ruled": ruled[at],
            "in-stretch": inside[at],
            "below-start-of-stretch": at - start,
            "above-end-of-stretch": end - at,
            "from-top": min(at, 500),
            "from-bottom": min(count - 1 - at, 500),
            "position": 1000 * at // count,
            "prose-above": 1000 * sum(weights[:at]) // heavy,
            "below-prose": up,
            "above-prose": down,
            "between-prose": min(up + down, 400),
        }
        rows.append(row | {name: clipped(value) for name, value in (shared | places).items()})
    values = [summed(row) for row in rows]
    return [row | _neighbours(rows, at) | _windows(values, at) for at, row in enumerate(rows)]


def _neighbours(rows: Sequence[Row], at: int) -> Row:
    found = {}
    for by, names in NEXT.items():
        for name in names:
            found[f"{name}.{by}-above"] = rows[at - by][name] if at >= by else -2
            found[f"{name}.{by}-below"] = rows[at + by][name] if at + by < len(rows) else -2
    return found


def _windows(values: Sequence[Row], at: int) -> Row:
    found = {}
    for size in WINDOWS:
        for name in SUMMED:
            found[f"{name}.{size}-above"] = sum(row[name] for row in values[max(at - size, 0) : at])
            found[f"{name}.{size}-below"] = sum(row[name] for row in values[at + 1 : at + 1 + size])
    return found


def expected_f1(probability: Sequence[int], words: Sequence[int]) -> float:
    """The greatest F1 that keeping the lines from one probability on is expected to give."""
    pairs = [*zip(probability, words, strict=True)]
    whole = UNKNOWN_WORDS * PARTS + sum(part * count for part, count in pairs)
    found = []
    for border in probability:
        some = [(part, count) for part, count in pairs if part >= border]
        right, kept = sum(part * count for part, count in some), sum(count for _, count in some)
        found.append(2 * right / (kept * PARTS + whole))
    return max(found)


def looked(probability: Sequence[int], words: Sequence[int]) -> list[Row]:
    """The features of the second look at the lines of one page."""
    count, weight = len(words), [min(word, 200) + 1 for word in words]
    article = [part * size for part, size in zip(probability, weight, strict=True)]
    best, whole = expected_f1(probability, words), sum(article)
    likely = int(LIKELY * PARTS * best)
    runs = [[*run] for _, run in groupby(range(count), lambda at: probability[at] >= likely)]
    sure = [part >= 800 for part in probability]
    stretches = {
        "words": stretch([(probability[at] - likely) * weight[at] // 100 for at in range(count)]),
        "lines": stretch([part - 400 for part in probability]),
    }
    rows = []
    for at in range(count):
        row: dict[str, float] = {"own": probability[at], "expected-f1": PARTS * best, "article": whole // PARTS}
        row |= {"share-above": PARTS * sum(article[:at]) // max(whole, 1)}
        row |= {"article-below": sum(article[at + 1 :]) // PARTS}
        row |= {"below-sure": nearest(sure, at, -1), "above-sure": nearest(sure, at, 1)}
        row |= {"between-sure": row["below-sure"] + row["above-sure"]}
        for by in (1, 2, 3):
            row[f"{by}-above"] = probability[at - by] if at >= by else -2
            row[f"{by}-below"] = probability[at + by] if at + by < count else -2
        for size in (2, 4, 8, 16, 32, 64):
            for side, some in (("above", slice(max(at - size, 0), at)), ("below", slice(at + 1, at + 1 + size))):
                row[f"mean.{size}-{side}"] = sum(article[some]) // sum(weight[some]) if weight[some] else -1
                row[f"article.{size}-{side}"] = sum(article[some]) // PARTS
        for name, (start, end) in stretches.items():
            row[f"in-stretch-of-{name}"] = start <= at <= end
            row |= {f"below-start-of-{name}": at - start, f"above-end-of-{name}": end - at}
        [number] = (number for number, run in enumerate(runs) if at in run)
        row |= _run(runs[number], article, weight, probability)
        row |= {"run.likely": probability[at] >= likely, "run.below-start": at - runs[number][0]}
        row |= {"run.above-end": runs[number][-1] - at}
        for by, side in ((-2, "2-above"), (-1, "1-above"), (1, "1-below"), (2, "2-below")):
            inside = 0 <= number + by < len(runs)
            other = _run(runs[number + by], article, weight, probability) if inside else {}
            row |= {f"run.{name}.{side}": other.get(f"run.{name}", -2) for name in ("lines", "mean", "article")}
        rows.append({f"looked.{name}": clipped(value) for name, value in row.items()})
    return rows


def _run(run: Sequence[int], article: Sequence[int], weight: Sequence[int], probability: Sequence[int]) -> Row:
    own, whole = sum(article[at] for at in run), max(sum(article), 1)
    return {
        "run.lines": len(run),
        "run.mean": own // sum(weight[at] for at in run),
        "run.least": min(probability[at] for at in run),
        "run.most": max(probability[at] for at in run),
        "run.article": own // PARTS,
        "run.share": PARTS * own // whole,
        "run.share-above": PARTS * sum(article[: run[0]]) // whole,
        "run.share-below": PARTS * sum(article[run[-1] + 1 :]) // whole,
    }


def kept(page: Sequence[Row], probability: Sequence[int]) -> list[bool]:
    """Which lines of one page belong to its article."""
    count, words = len(page), [row["words"] for row in page]
    best = expected_f1(probability, words)
    threshold = best / 2 * LEAN * PARTS
    pull = [int((part - threshold) * min(word + 1, MOST_WORDS)) for part, word in zip(probability, words, strict=True)]
    start, end = stretch(pull)
    asked = [threshold * (INSIDE if start <= at <= end else OUTSIDE) for at in range(count)]
    keep = [part >= least for part, least in zip(probability, asked, strict=True)]
    for stays, run in [(stays, [*run]) for stays, run in groupby(range(count), [*keep].__getitem__)]:
        inner = run[0] > 0 and run[-1] < count - 1
        if not stays and inner and len(run) <= 4:
            unsure = min(probability[at] for at in run) >= SURE_OUT * asked[run[0]]
            keep[run[0] : run[-1] + 1] = [unsure] * len(run)
    edge = [_is_sentence(page[at]) and probability[at] >= SURE_EDGE * asked[at] for at in range(count)]
    for _ in range(3):
        next_to = [any(keep[max(at - 1, 0) : at + 2]) for at in range(count)]
        keep = [keep[at] or (edge[at] and next_to[at]) for at in range(count)]
    last = max((at for at in range(count) if keep[at]), default=0)
    if page[last]["width"] < SHORT_LENGTH and not page[last]["sentence"] and probability[last] < best / 2 * PARTS:
        keep[last] = False
    above = keep.index(True) if any(keep) else count
    below = keep[::-1].index(True) if any(keep) else count
    touched = above + below >= 16 and sum(part < 50 for part in probability) >= 8
    return keep if touched else [True] * count


def _is_sentence(row: Row) -> bool:
    item = row["bullet"] or row["separators"] or row["repeated"] > 1
    return bool(row["sentence"]) and row["width"] >= 12 and not item
