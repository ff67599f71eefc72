"""The files that a person copies are sound: systemd, cron and Python read them, and they name options that exist."""

from __future__ import annotations

import ast
import configparser
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

DEPLOY = ROOT / "deploy"


def read_unit(path: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(interpolation=None, strict=False)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read_string(path.read_text())
    return unit


def test_faulty_input_is_no_failure_of_the_service() -> None:
    service = read_unit(DEPLOY / "corpus-pipeline.service")["Service"]
    assert service["Type"] == "oneshot"
    assert service["SuccessExitStatus"] == "3"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_reads_the_units(tmp_path: Path) -> None:
    for name in ("corpus-pipeline.service", "corpus-pipeline.timer"):
        text = re.sub(r"^ExecStart=\S+", "ExecStart=/bin/true", (DEPLOY / name).read_text(), flags=re.MULTILINE)
        (tmp_path / name).write_text(text)
    timer = tmp_path / "corpus-pipeline.timer"
    told = subprocess.run(["systemd-analyze", "verify", "--man=no", str(timer)], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    assert str(tmp_path) not in told.stderr
    calendar = read_unit(timer)["Timer"]["OnCalendar"]
    assert subprocess.run(["systemd-analyze", "calendar", calendar], capture_output=True).returncode == 0


def test_the_cron_line_has_five_fields_and_sound_shell() -> None:
    (line,) = [line for line in (DEPLOY / "crontab").read_text().splitlines() if line and not line.startswith("#")]
    *fields, command = line.split(None, 5)
    assert all(re.fullmatch(r"[\d*/,-]+", field) for field in fields)
    assert "%" not in command
    assert subprocess.run(["sh", "-n", "-c", command], capture_output=True).returncode == 0


def test_the_dag_is_python_that_takes_status_3_for_success() -> None:
    source = (DEPLOY / "airflow_dag.py").read_text()
    ast.parse(source)
    assert "[ $? -eq 3 ]" in source


def test_every_option_in_the_files_exists() -> None:
    from typer.main import get_command

    from pipeline.cli import app

    known = {option for parameter in get_command(app).commands["run"].params for option in parameter.opts}  # type: ignore[attr-defined]
    used = {
        option
        for path in DEPLOY.iterdir()
        if path.is_file()
        for option in re.findall(r" (--[a-z-]+)", path.read_text())
    }
    assert used - {"--now"} <= known  # --now is of systemctl
