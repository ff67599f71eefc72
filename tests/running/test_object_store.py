"""Object stores as input and output, against a local S3 server."""

from __future__ import annotations

import json
import os
import subprocess
from typing import Any

import pytest

from tests.conftest import ROOT
from tests.running.helpers import call as call_local
from tests.running.helpers import command, environment, parts

pytestmark = pytest.mark.filterwarnings("ignore")


def call(variables: dict[str, str], *args: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(*args), capture_output=True, text=True, cwd=ROOT, env=environment(**variables), timeout=300
    )


def objects(client: Any, suffix: str = "") -> dict[str, bytes]:
    found = client.list_objects_v2(Bucket="outgoing").get("Contents", [])
    keys = [one["Key"] for one in found if one["Key"].endswith(suffix)]
    return {key: client.get_object(Bucket="outgoing", Key=key)["Body"].read() for key in keys}


def test_a_corpus_from_and_to_an_object_store(store: tuple[Any, dict[str, str]], tmp_path: Any) -> None:
    client, variables = store
    for seed in (ROOT / "seeds").iterdir():
        client.put_object(Bucket="incoming", Key=f"news/{seed.name}", Body=seed.read_bytes())
    done = call(variables, "run", "s3://incoming/news", "--output", "s3://outgoing/corpus")
    assert done.returncode == 0, done.stderr
    run = json.loads(objects(client, "latest.json")["corpus/latest.json"])["run"]

    assert call_local("run", "seeds", "--output", tmp_path / "out").returncode == 0
    here = {os.path.basename(name): data for name, data in parts(tmp_path / "out").items()}
    there = {os.path.basename(name): data for name, data in objects(client, ".parquet").items()}
    assert here == there != {}

    verified = call(variables, "verify", "s3://outgoing/corpus")
    assert (verified.returncode, "verified: 5 rows" in verified.stdout) == (0, True), verified.stderr

    before = objects(client)
    again = call(variables, "run", "s3://incoming/news/", "--output", "s3://outgoing/corpus")
    assert (again.returncode, "nothing to do" in again.stderr) == (0, True), again.stderr
    assert objects(client) == before

    client.put_object(Bucket="incoming", Key="news/new.jsonl", Body=b'{"text": "One more document."}\n{"text": ')
    more = call(variables, "run", "s3://incoming/news/*", "--output", "s3://outgoing/corpus")
    assert more.returncode == 3, more.stderr
    pointer = json.loads(objects(client, "latest.json")["corpus/latest.json"])
    assert pointer["run"] != run
    assert any(key.startswith(f"corpus/runs/{run}/corpus/") for key in objects(client))

    assert call(variables, "rollback", "s3://outgoing/corpus").returncode == 0
    assert call(variables, "where", "s3://outgoing/corpus").stdout.strip() == f"s3://outgoing/corpus/runs/{run}"
    assert call(variables, "rollback", "s3://outgoing/corpus").returncode == 2


@pytest.mark.parametrize("place", ["s3://incoming/nothing-here", "s3://no-such-bucket/x"])
def test_what_is_not_there_is_one_clear_line(place: str, store: tuple[Any, dict[str, str]], tmp_path: Any) -> None:
    done = call(store[1], "run", place, "--output", tmp_path / "out")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("error: ")
