"""Runs on a Spark cluster of two executors on this machine give the same bytes as worker processes, whoever dies."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from pipeline.errors import PlaceError
from pipeline.reading.columns import Columns
from pipeline.reading.plan import Shard
from pipeline.recipe import Recipe
from pipeline.running.local import Result, run_local
from pipeline.running.request import Request
from pipeline.running.shard import Task
from pipeline.running.spark import PACKAGE, SETTINGS, run_here
from tests.running.helpers import POISON, environment, rows, write_files
from tests.running.test_lookups import files_of, write_site

pytest.importorskip("pyspark")
pytestmark = pytest.mark.slow

CLUSTER = "local-cluster[2,1,1024]"
RECIPE = Recipe.model_validate({"document": {"layout": "page"}, "actions": {"boilerplate": "off"}})


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("in")
    for start in range(0, 60, 20):
        for site in ("herald.example", "post.example"):
            write_site(folder / str(start) / site, range(start, start + 24), site)  # 4 of 24 come again as duplicates
    return folder


@pytest.fixture(autouse=True)
def small_shards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.reading.plan.SHARD_BYTES", 1 << 14)


def run(source: Path, output: Path, **how: str) -> Result:
    return run_local(Request([str(source)], output, RECIPE, workers=2, **how))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def wanted(source: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("pipeline.reading.plan.SHARD_BYTES", 1 << 14)
        output = tmp_path_factory.mktemp("local") / "out"
        run(source, output)
    files = files_of(output)
    assert len([name for name in files if name.startswith("corpus/")]) >= 6
    assert any(b"duplicate" in content for name, content in files.items() if name == "manifest.json")
    return files


def test_the_same_bytes_on_a_cluster(source: Path, wanted: dict[str, bytes], tmp_path: Path) -> None:
    run(source, tmp_path / "out", engine="spark", master=CLUSTER)
    assert files_of(tmp_path / "out") == wanted


def test_a_document_that_kills_its_worker_is_rejected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SETTINGS, "spark.executorEnv.PYTHONPATH", os.pathsep.join([str(POISON), str(PACKAGE)]))
    texts = [f"Sound document number {n} of the batch." for n in range(6)]
    texts[2] = "Document number 2 carries poison: kill"
    lines = "\n".join(json.dumps({"text": text}) for text in texts)
    write_files(tmp_path / "in", {"a.jsonl": lines, "b.txt": "A sound neighbour in another file."})
    result = run(tmp_path / "in", tmp_path / "out", engine="spark", master=CLUSTER)
    assert [(row["record"], row["reason"]) for row in rows(tmp_path / "out", "rejected")] == [(2, "worker_died")]
    assert len(rows(tmp_path / "out")) == 6
    assert result.manifest["reproducible"] is False


ON_A_BARE_CLUSTER = """
import os, sys
from pyspark.sql import SparkSession
import pipeline.reading.plan
from pipeline.cli import main
from pipeline.running.spark import SETTINGS, STORE_VARIABLES
from tests.running.test_spark import CLUSTER
held = {name: os.environ.pop(name) for name in STORE_VARIABLES if name in os.environ}
os.environ["PYSPARK_PYTHON"] = sys.executable
SparkSession.builder.master(CLUSTER).config(map=SETTINGS).getOrCreate()  # its nodes know nothing of the store
os.environ.update(held)
pipeline.reading.plan.SHARD_BYTES = 1 << 14
main()
"""


def test_from_and_to_an_object_store(
    source: Path, wanted: dict[str, bytes], store: tuple[Any, dict[str, str]], tmp_path: Path
) -> None:
    client, variables = store
    for path in source.rglob("*.jsonl"):
        client.put_object(Bucket="incoming", Key=f"sites/{path.relative_to(source)}", Body=path.read_bytes())
    recipe = tmp_path / "recipe.toml"
    recipe.write_text('[document]\nlayout = "page"\n[actions]\nboilerplate = "off"\n')
    places = ["s3://incoming/sites", "--output", "s3://outgoing/sites", "--config", recipe]
    command = [sys.executable, "-c", ON_A_BARE_CLUSTER, "run", *map(str, places), "--engine", "spark"]
    subprocess.run(command, env=environment(**variables), check=True, timeout=600)
    found = client.list_objects_v2(Bucket="outgoing", Prefix="sites/runs/")["Contents"]
    there = {
        one["Key"].split("/", 3)[3]: client.get_object(Bucket="outgoing", Key=one["Key"])["Body"].read()
        for one in found
        if one["Key"].endswith(".parquet")
    }
    assert there == {name: content for name, content in wanted.items() if name.endswith(".parquet")}


def test_a_folder_that_a_node_does_not_see_is_one_clear_line(tmp_path: Path) -> None:
    task = Task(Shard("k", ()), RECIPE, Columns(), tmp_path / "elsewhere")
    error = run_here(task, 1 << 30, 10, {})
    assert isinstance(error, PlaceError)
    assert "all nodes must share the output folder" in str(error)


def test_a_killed_executor_loses_nothing(source: Path, wanted: dict[str, bytes], tmp_path: Path) -> None:
    output = tmp_path / "out"
    script = (
        "import sys; from pathlib import Path; import pipeline.reading.plan as p;"
        "from tests.running import test_spark as t;"
        "p.SHARD_BYTES = 1 << 14;"
        "t.run(Path(sys.argv[1]), Path(sys.argv[2]), engine='spark', master=t.CLUSTER)"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(source), str(output)])
    try:
        killed = _kill_executor_at_work(process, output)
        assert process.wait(600) == 0
    finally:
        process.kill()
    assert killed
    assert files_of(output) == wanted


def _kill_executor_at_work(process: subprocess.Popen[bytes], output: Path) -> bool:
    """Kill one executor once the first shards are clean and others are not."""
    while process.poll() is None:
        records = list(output.glob("runs/*/shards/*.json"))
        executors = _children(process.pid, "CoarseGrainedExecutorBackend")
        if records and executors:
            os.kill(executors[0], signal.SIGKILL)
            return True
        time.sleep(0.05)
    return False


def _children(ancestor: int, named: str) -> list[int]:
    """Processes below `ancestor` whose command line has `named`."""
    found, pending = [], [ancestor]
    while pending:
        parent = pending.pop()
        for children in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                pending += map(int, children.read_text().split())
                if named in Path(f"/proc/{parent}/cmdline").read_text():
                    found.append(parent)
            except OSError:
                continue
    return sorted(set(found))
