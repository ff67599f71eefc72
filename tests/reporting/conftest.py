from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.dataset as ds
import pyarrow.parquet as pq
import pytest

from pipeline.document.identity import document_id
from pipeline.kernel import clean_batch
from pipeline.recipe import Recipe, load_recipe
from pipeline.redaction import redacted_row
from pipeline.schema import CLEANED, CORPUS, DOCUMENTS

PROSE = "The ministers met on Tuesday and agreed to meet again before the end of the month, officials said."
MORE = "Nobody was hurt, and the road along the river was open again by the evening, the mayor told reporters."
PERSIAN = "\n".join(
    (
        "وزیران پیش از پایان ماه دوباره دیدار می‌کنند",
        "به گفته مقام‌های رسمی، وزیران روز سه‌شنبه دیدار کردند و قرار شد پیش از پایان ماه بار دیگر گفت‌وگو کنند.   ",
        "در این دیدار درباره برنامه سال آینده و هزینه ساخت پل تازه بر روی رودخانه شهر نیز سخن گفته شد.",
        "",
        "",
        "",
        "The bridge over the river will be opened next year, the mayor told reporters on Sunday.",
        "شهردار گفت که کار ساخت پل از بهار آغاز می‌شود و تا پایان تابستان به انجام می‌رسد.",
    )
)
HOSTILE = (
    "<script>document.title = 'owned'</script><img src=x onerror=\"document.title='owned'\">\n"
    f"</p></article><style>body {{ display: none }}</style> {PROSE}\n"
    'By <b onmouseover=alert(1)>Jane</b> "quoted" &amp; ErdoÄŸan'
)
TEXTS: Mapping[str, str] = {
    "english": " date 2021-05-04 Ministers agree to meet again\nBy Jane Miller\n4 May 2021\n\n"
    f"{PROSE}\n{MORE}\n\n\n\n#Harvest\n(With inputs from agencies)",
    "foreign": f"Ministers agree to meet again\n\n{PROSE}\nوزیران پیش از پایان ماه دوباره دیدار می‌کنند\n{MORE}",
    "mojibake": f"It was a cafÃ© where nobody knew ErdoÄŸan.\n{PROSE}  \nTom &amp; Jerry went home early.",
    "persian": PERSIAN,
    "hostile": HOSTILE,
    "formula": f'=HYPERLINK("http://example.org")\n{PROSE}',
    "plain": f"{PROSE} Nobody was hurt, and the road was open again by the evening.",
    "empty": "",
}


def run(texts: Mapping[str, str], folder: Path, recipe: Recipe, *, redacted: bool = False) -> Path:
    """A run over `texts` as the command line would leave it: the folder of its output."""
    rows = [
        {"id": document_id("news.jsonl", i), "text": text, "source": "news.jsonl", "record": i, "source_id": name}
        for i, (name, text) in enumerate(texts.items())
    ]
    cleaned = clean_batch(pa.RecordBatch.from_pylist(rows, schema=DOCUMENTS), recipe)
    if redacted:
        cleaned = pa.RecordBatch.from_pylist([redacted_row(row) for row in cleaned.to_pylist()], schema=CLEANED)
    kept = pc.is_null(cleaned["reason"])
    target = folder / "runs" / "0123456789abcdef"
    for name, part in (
        ("corpus", cleaned.filter(kept).select(CORPUS.names)),
        ("rejected", cleaned.filter(pc.invert(kept))),
    ):
        (target / name).mkdir(parents=True)
        if part.num_rows:
            pq.write_table(
                pa.Table.from_batches([part]), target / name / "part-0123456789ab.parquet", compression="zstd"
            )
    manifest = {"run": target.name, "digest": recipe.digest, "recipe": {"actions": recipe.all_actions}}
    (target / "manifest.json").write_text(json.dumps(manifest))
    (folder / "latest").symlink_to(target.relative_to(folder))
    return folder


@pytest.fixture(scope="session")
def output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The output folder of a run over TEXTS by the shipped recipe."""
    return run(TEXTS, tmp_path_factory.mktemp("shipped"), load_recipe())


@pytest.fixture(scope="session")
def other_output(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same documents by a recipe that only flags bylines and removes fragments."""
    recipe = load_recipe().model_copy(update={"actions": {"boilerplate.byline": "flag", "fragments": "apply"}})
    return run(TEXTS, tmp_path_factory.mktemp("other"), recipe)


@pytest.fixture(scope="session")
def ids(output: Path) -> dict[str, str]:
    """The ids of the kept documents by the names in TEXTS."""
    table = ds.dataset(output / "latest" / "corpus").to_table(columns=["source_id", "id"]).to_pydict()
    return dict(zip(table["source_id"], table["id"], strict=True))
