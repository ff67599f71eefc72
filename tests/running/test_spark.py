"""Runs on a Spark cluster of two executors on this machine give the same bytes as worker processes, whoever dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pipeline.recipe import Recipe
from pipeline.running.local import Result, run_local
from pipeline.running.plans import Request
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
