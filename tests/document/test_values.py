from __future__ import annotations

import pytest

from pipeline.document.values import read_value, write_value


@pytest.mark.parametrize(
    ("kind", "values", "written"),
    [
        ("crawl-prefix", {"date": "2020-02-11"}, "2020-02-11"),
        ("byline", {"author": "Ann Lee", "date": "2020-02-11"}, "author=Ann Lee; date=2020-02-11"),
        ("byline", {"author": "", "agency": "AFP"}, "agency=AFP"),
        ("tag-line", {"tags": "a, b"}, "a, b"),
        ("debris", {}, ""),
    ],
)
def test_values_come_back(kind: str, values: dict[str, str], written: str) -> None:
    assert write_value(kind, values) == written
    assert read_value(kind, written) == {name: value for name, value in values.items() if value}
