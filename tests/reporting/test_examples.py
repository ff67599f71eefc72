"""Every example runs, as a user would run it, and says what it should."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

from .conftest import PROSE, TEXTS

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
NEEDED = {
    "duckdb_edits": ("duckdb", "en\tboilerplate.byline.en.by\t1\t15"),
    "hugging_face_map": ("datasets", "fa "),
    "pandas_table": ("pandas", "fa"),
    "polars_fragments": ("polars", "en\tfa\tوزیران"),
    "restore_one": ("pyarrow", ""),
    "spacy_feed": ("spacy", "\t"),
    "spark_dataframe": ("pyspark", "en\tbyline\t1"),
    "tokenizer_feed": ("pyarrow", "\tthe"),
}


def show(name: str, argument: Path, tmp_path: Path) -> str:
    """What the example prints."""
    environment = {**os.environ, "PYTHONPATH": str(EXAMPLES.parent), "HF_HOME": str(tmp_path), "HF_HUB_OFFLINE": "1"}
    environment["PYSPARK_PYTHON"] = sys.executable
    command = [sys.executable, EXAMPLES / f"{name}.py", argument]
    done = subprocess.run(command, env=environment, capture_output=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr.decode()[-2000:]
    return done.stdout.decode()


def test_every_example_is_run_and_is_in_the_list() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.py")} == set(NEEDED)
    listed = (EXAMPLES / "README.md").read_text("utf-8")
    assert all(f"`{name}.py" in listed for name in NEEDED)


@pytest.mark.slow
@pytest.mark.parametrize("name", NEEDED)
def test_an_example(name: str, output: Path, tmp_path: Path) -> None:
    library, wanted = NEEDED[name]
    if find_spec(library) is None:
        pytest.skip(f"{library} is not installed")
    argument = (output / "latest").resolve()
    if name == "hugging_face_map":
        argument = tmp_path / "texts.jsonl"
        argument.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS.values() if text))
    told = show(name, argument, tmp_path)
    assert wanted in told
    if name == "restore_one":
        assert told.split("\n", 1)[1].removesuffix("\n") in TEXTS.values()
    assert PROSE not in told or name == "restore_one"
