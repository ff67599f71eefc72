"""Google's object store as input and output, against an emulator on this machine."""

from __future__ import annotations

import importlib.util
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.reading.remote import filesystem_of
from tests.conftest import ROOT
from tests.running.helpers import call, parts

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(importlib.util.find_spec("gcp_storage_emulator") is None, reason="needs gcp-storage-emulator"),
]


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with socket.socket() as free:
        free.bind(("localhost", 0))
        number = int(free.getsockname()[1])
    options = ["start", "--host=localhost", f"--port={number}", "--in-memory", "--default-bucket=corpora"]
    code = "import sys; from gcp_storage_emulator.__main__ import main; sys.exit(main(sys.argv[1:]))"
    server = subprocess.Popen(
        [sys.executable, "-c", code, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while socket.socket().connect_ex(("localhost", number)):
        assert server.poll() is None
        time.sleep(0.1)
    yield number
    server.kill()
    server.wait()


def address(port: int, path: str) -> str:
    return f"gs://anonymous@corpora/{path}?scheme=http&endpoint_override=localhost:{port}&retry_limit_seconds=10"


def objects(port: int) -> dict[str, bytes]:
    from pyarrow import fs

    store, path = filesystem_of(address(port, "clean"))
    found = store.get_file_info(fs.FileSelector(path, recursive=True))
    return {one.path: store.open_input_file(one.path).read() for one in found if one.type == fs.FileType.File}


def test_a_corpus_from_and_to_google_storage(port: int, tmp_path: Path) -> None:
    store, folder = filesystem_of(address(port, "raw news"))
    for seed in (ROOT / "seeds").iterdir():
        with store.open_output_stream(f"{folder}/{seed.name}") as stream:
            stream.write(seed.read_bytes())
    job = ("run", address(port, "raw news"), "--output", address(port, "clean"))
    done = call(*job)
    assert done.returncode == 0, done.stderr
    before = objects(port)
    run = json.loads(before["corpora/clean/latest.json"])["run"]

    assert call("run", "seeds", "--output", tmp_path / "out").returncode == 0
    there = {name.rpartition("/")[2]: data for name, data in before.items() if name.endswith(".parquet")}
    assert there == {name.rpartition("/")[2]: data for name, data in parts(tmp_path / "out").items()} != {}

    again = call(*job)
    assert (again.returncode, "nothing to do" in again.stderr) == (0, True), again.stderr
    assert objects(port) == before
    assert call("verify", address(port, "clean")).returncode == 0
    assert call("where", address(port, "clean")).stdout.strip() == f"gs://corpora/clean/runs/{run}"
