"""Dates of many languages, to ISO."""

from __future__ import annotations

import subprocess
import sys
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.rules import parse_date
from pipeline.rules.dates import HIJRI_YEARS, _from_ethiopic, _from_solar_hijri


@pytest.mark.parametrize(
    ("text", "language", "iso"),
    [
        ("2019-05-07", "und", "2019-05-07"),
        ("2019-05-07T23:59:59Z", "en", "2019-05-07"),
        ("7 May 2019", "en", "2019-05-07"),
        ("May 7th, 2019", "en", "2019-05-07"),
        ("Tue, 7 May 2019 10:20:30 GMT", "en", "2019-05-07"),
        ("10:20 AM EDT, Tue May 7, 2019", "en", "2019-05-07"),
        ("14:31 - 19/02/2020 Wednesday", "en", "2020-02-19"),
        ("05/07/2019", "en", "2019-05-07"),
        ("05/07/2019", "en-GB", "2019-07-05"),
        ("05/07/2019", "fr", "2019-07-05"),
        ("05/07/2019", "und", ""),
        ("05/05/2019", "und", "2019-05-05"),
        ("25/07/2019", "und", "2019-07-25"),
        ("07/25/2019", "de", "2019-07-25"),
        ("7. Mai 2019", "de", "2019-05-07"),
        ("7. März 2019", "de", "2019-03-07"),
        ("7. Jänner 2019", "de-AT", "2019-01-07"),
        ("mardi 7 mai 2019 à 14h05", "fr", "2019-05-07"),
        ("7 févr. 2019", "fr", "2019-02-07"),
        ("7 de mayo de 2019", "es", "2019-05-07"),
        ("7 de maio de 2019", "pt", "2019-05-07"),
        ("7 maja 2019", "pl", "2019-05-07"),
        ("2019. május 7.", "hu", "2019-05-07"),
        ("7. toukokuuta 2019", "fi", "2019-05-07"),
        ("7 Mayıs 2019 Salı", "tr", "2019-05-07"),
        ("7 мая 2019 г., 14:05", "ru", "2019-05-07"),
        ("7 травня 2019", "uk", "2019-05-07"),
        ("7 Μαΐου 2019", "el", "2019-05-07"),
        ("٧ مايو ٢٠١٩", "ar", "2019-05-07"),
        ("7 במאי 2019", "he", "2019-05-07"),
        ("७ मई २०१९", "hi", "2019-05-07"),
        ("৭ মে ২০১৯", "bn", "2019-05-07"),
        ("2019年5月7日", "zh", "2019-05-07"),
        ("２０１９年５月７日", "ja", "2019-05-07"),
        ("2019년 5월 7일 화요일", "ko", "2019-05-07"),
        ("7 tháng 5, 2019", "vi", "2019-05-07"),
        ("31/02/2019", "fr", ""),
        ("30 February 2019", "en", ""),
        ("May 2019", "en", ""),
        ("7 Mai", "de", ""),
        ("7 May 0019", "en", ""),
        ("", "en", ""),
        ("no date at all", "xx", ""),
    ],
)
def test_parse_date(text: str, language: str, iso: str) -> None:
    assert parse_date(text, language) == iso


@pytest.mark.parametrize(
    ("year", "month", "day", "iso"),
    [
        (1398, 12, 11, "2020-03-01"),
        (1399, 12, 30, "2021-03-20"),
        (1400, 1, 1, "2021-03-21"),
        (1300, 7, 30, "1921-10-22"),
        (1400, 12, 30, ""),
    ],
)
def test_solar_hijri(year: int, month: int, day: int, iso: str) -> None:
    assert _from_solar_hijri(year, month, day) == iso


@pytest.mark.parametrize(
    ("year", "month", "day", "iso"),
    [(2000, 1, 1, "2007-09-12"), (2013, 1, 1, "2020-09-11"), (2011, 13, 6, "2019-09-11"), (2012, 13, 6, "")],
)
def test_ethiopic(year: int, month: int, day: int, iso: str) -> None:
    assert _from_ethiopic(year, month, day) == iso


@given(st.integers(HIJRI_YEARS.start, HIJRI_YEARS.stop - 2))
def test_solar_hijri_years_follow_each_other(year: int) -> None:
    last = _from_solar_hijri(year, 12, 30) or _from_solar_hijri(year, 12, 29)
    assert (date.fromisoformat(_from_solar_hijri(year + 1, 1, 1)) - date.fromisoformat(last)).days == 1


@given(st.text(max_size=60), st.sampled_from(["en", "de", "fa", "th", "am", "ja", "und", "qqq-x"]))
def test_any_text_gives_an_iso_date_or_nothing(text: str, language: str) -> None:
    found = parse_date(text, language)
    assert found == "" or date.fromisoformat(found)


@given(st.from_regex(r"[0-3]?[0-9][ ./-](?:MAY|May|0?5|march)[ ./-],?20[0-9]{2}[ -~\t]{0,9}", fullmatch=True))
def test_a_date_in_ascii_is_read_as_with_a_mark_of_direction_behind_it(text: str) -> None:
    assert parse_date(text, "en") == parse_date(text + "\u200e", "en")


def test_babel_is_not_loaded_before_a_date_is_read() -> None:
    code = "import sys, pipeline.rules as r; r.load_rules().all(); sys.exit('babel' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
