"""Two runs at once on one output in an object store: one works, the other says so."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.errors import PlaceError
from pipeline.running import remote
from pipeline.running.remote import MARK, Store


@pytest.fixture
def place(store: tuple[Any, dict[str, str]], monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setattr(remote, "SETTLE_SECONDS", 0)
    for name, value in store[1].items():
        monkeypatch.setenv(name, value)
    return Store("s3://outgoing/marks")


def test_one_at_a_time(place: Store) -> None:
    with place.marked():
        with pytest.raises(PlaceError, match="another run is at work"), place.marked():
            pass
        assert place.read(MARK)[0] is not None
    assert place.read(MARK)[0] is None
    with place.marked():
        pass


def test_the_mark_of_a_dead_run_counts_no_more(place: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    place.write(MARK, {"token": "of one that was killed", "host": "elsewhere"})
    with pytest.raises(PlaceError, match="on elsewhere"), place.marked():
        pass
    monkeypatch.setattr(remote, "DEAD_SECONDS", -60)
    with place.marked():
        pass


def test_a_run_whose_mark_was_taken_over_publishes_nothing(place: Store) -> None:
    with place.marked() as mark:
        place.write(MARK, {"token": "of another", "host": "elsewhere"})
        with pytest.raises(PlaceError, match="another run is at work"):
            mark.check()
    assert place.read(MARK)[0] == {"token": "of another", "host": "elsewhere"}
    place.delete(MARK)


def test_a_mark_is_renewed(place: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote, "MARK_SECONDS", 0.05)
    written = []
    monkeypatch.setattr(place, "write", lambda *found: written.append(found) or Store.write(place, *found))
    with place.marked():
        while len(written) < 3:
            pass


def test_what_a_killed_run_left_is_pruned(place: Store) -> None:
    old, cut, new = (f"{n:016x}" for n in range(3))
    for number, run in ((1, old), (2, new)):
        place.write(f"runs/{run}/run.json", {"status": "published", "sequence": number})
    place.write(f"runs/{cut}/manifest.json", {})
    place.point(new)
    place.prune(2)
    assert place.runs() == [old, new]
    assert place.roll_back() == old
