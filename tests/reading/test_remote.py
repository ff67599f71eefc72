"""Addresses of object stores: what is shown, what lies below, what a path may hold."""

from __future__ import annotations

import pytest

from pipeline.reading.remote import below, filesystem_of, shown

OPTIONS = "?scheme=http&endpoint_override=localhost:9"


@pytest.mark.parametrize(
    "uri, path",
    [
        ("gs://anonymous@bucket/a folder/é?.txt", "bucket/a folder/é?.txt"),
        ("gs://anonymous@bucket/a@b/c%20d/", "bucket/a@b/c%20d"),
        (f"gs://anonymous@bucket/new\nline{OPTIONS}", "bucket/new\nline"),
        (f"gs://anonymous@bucket{OPTIONS}", "bucket"),
    ],
)
def test_a_path_is_taken_as_it_is_written(uri: str, path: str) -> None:
    assert filesystem_of(uri)[1] == path


def test_what_lies_below_keeps_the_options() -> None:
    assert below(f"s3://key:secret@bucket/x/{OPTIONS}", "runs/y") == f"s3://key:secret@bucket/x/runs/y{OPTIONS}"
    assert below("s3://bucket", "runs") == "s3://bucket/runs"


def test_what_is_shown_holds_no_secret() -> None:
    assert shown(f"s3://key:secret@bucket/x y{OPTIONS}") == "s3://bucket/x y"
    assert shown("/home/me@there/x?a=b") == "/home/me@there/x?a=b"
