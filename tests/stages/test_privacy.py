from __future__ import annotations

import gc
import re
from itertools import pairwise
from pathlib import Path

import phonenumbers
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document.edits import restore, settle
from pipeline.document.page import Facts, page_of, split_lines
from pipeline.document.policy import Policy
from pipeline.stages.contract import Column
from pipeline.stages.privacy import RULES, propose
from pipeline.stages.privacy._telling import lines_holding
from pipeline.stages.privacy.accounts import find_cards, find_ibans
from pipeline.stages.privacy.addresses import find_emails, find_ips
from pipeline.stages.privacy.found import BLANKS, BRACKETS, DASHES
from pipeline.stages.privacy.numbering import _may_group, _may_use, _used, countries_of, groups_of, read_national
from pipeline.stages.privacy.phones import _DATE_RE, _NUMBER_RE, _numbers
from pipeline.stages.privacy.screen import CARD, DIGITS, EMAIL, IBAN, IP, PHONE, clues_of, screen
from pipeline.stages.privacy.words import has_word, last_word, load_words

CASES = Path(__file__).parents[1] / "cases" / "privacy"
MARK_RE = re.compile(r"⟦([A-Z]+-\d+)\|(.*?)⟧")


def read_cases(name: str) -> list[tuple[str, str]]:
    lines = (CASES / name).read_text("utf-8").split("\n")
    return [
        (language, text) for line in lines if line and not line.startswith("#") for language, text in [line.split("\t")]
    ]


def applied(text: str, language: str = "en") -> str:
    return settle("privacy", text, propose(page_of(text, None, Facts(language)), None), lambda rule: "apply")[0]  # type: ignore[arg-type]


def screened(text: str) -> list[int]:
    lines = [[line.text for line in split_lines(text)]]
    column = Column(pa.array([text]), pa.array(lines, pa.list_(pa.string())), pa.array(["en"]), pa.array(["page"]))
    return [i for i, chosen in enumerate(screen(column, None).to_pylist()) if chosen]  # type: ignore[arg-type]


@pytest.mark.parametrize(("language", "marked"), read_cases("found.txt"))
def test_found(language: str, marked: str) -> None:
    assert applied(MARK_RE.sub(r"\2", marked), language) == MARK_RE.sub(r"[\1]", marked)


@pytest.mark.parametrize(("language", "text"), read_cases("ignored.txt"))
def test_left_alone(language: str, text: str) -> None:
    assert applied(text, language) == text


@pytest.mark.parametrize(("language", "marked"), read_cases("found.txt"))
def test_the_screen_chooses_every_line_with_a_finding(language: str, marked: str) -> None:
    text = MARK_RE.sub(r"\2", marked)
    assert screened(text) == [0]
    assert screened(f"plain\n{text}\nplain") == [1]


PIECES = st.sampled_from(
    [
        *"0159 .-:/()@[],\n",
        "+44",
        "020",
        "7946",
        "0958",
        "tel ",
        "DE89",
        "3704",
        "a@b.de",
        "8.8.8.8",
        "4111 1111 1111 1111",
        "::",
        "٣",
        "中",
        "1.2.3.4",
        "AB12",
        "2012-05-01",
        "1.5.1999 ",
        "1995-2005",
        " (1999\u20132001)",
        "+ ",
        "在",
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join))
def test_laws(text: str) -> None:
    everything = list(propose(page_of(text, None, Facts("en")), None))  # type: ignore[arg-type]
    chosen = list(propose(page_of(text, screened(text), Facts("en")), None))  # type: ignore[arg-type]
    assert chosen == everything
    spans = sorted((finding.start, finding.end) for finding in everything)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))
    after, ledger = settle("privacy", text, everything, lambda rule: "apply")
    assert restore(after, ledger) == text


_LABEL = r"(?:[0-9A-Za-z-]|[^\x00-\x7f])"
_GAP = (
    rf"(?:[{BLANKS}]?(?:[{DASHES}][{BLANKS}]?)?"
    rf"|(?=[{BLANKS}{DASHES}]{{0,7}}[{BRACKETS}])[{BRACKETS}{BLANKS}{DASHES}]{{1,8}})"
)
NUMBER_RE = re.compile(rf"[0-9](?:{_GAP}[0-9])*")
SIGNS = st.text("01289 .-:/()（@AFGZfg_é中\u00a0\u2013\u3000٣\U0001f600", max_size=30)


@given(st.lists(st.lists(PIECES, max_size=12).map("".join) | SIGNS, max_size=5).map("\n".join))
def test_lines_are_chosen_as_by_patterns(text: str) -> None:
    assert screened(text) == [i for i, line in enumerate(split_lines(text)) if told_of(line.text)]


TOLD = {
    EMAIL: re.compile(rf"(?:[0-9A-Za-z._%+-]|[^\x00-\x7f])@{_LABEL}+\.(?!-){_LABEL}"),
    IBAN: re.compile(rf"(?<![0-9A-Za-z])[A-Z]{{2}}[0-9]{{2}}(?:[{BLANKS}{DASHES}]?[0-9A-Z]){{11}}"),
    CARD: re.compile(rf"[0-9](?:{_GAP}[0-9]){{12}}"),
    IP: re.compile(r"[0-9]\.[0-9]+\.[0-9]+\.[0-9]|[0-9A-Fa-f]::|::[0-9A-Fa-f]|:(?:[0-9A-Fa-f]*:){6}"),
}
FINDERS = ((EMAIL, find_emails), (IBAN, find_ibans), (CARD, find_cards), (IP, find_ips), (PHONE, _numbers))


@given(st.lists(PIECES, max_size=12).map("".join) | SIGNS)
def test_a_line_tells_what_it_may_hold(line: str) -> None:
    assert clues_of(line) == told_of(line)
    assert all(clues_of(line) & clue for clue, finder in FINDERS for found in finder(line) if not is_date(found))


@given(st.lists(PIECES, max_size=12).map("".join) | st.text("0159 .-/()（+\uff0b@Fé\u00a0\u2013٣", max_size=30))
def test_numbers_are_looked_for_wherever_they_can_lie(line: str) -> None:
    assert [match.span() for match in _numbers(line)] == [match.span() for match in _NUMBER_RE.finditer(line)]


@pytest.mark.parametrize("char", ["0", "9", "@b.de", ":1::", *DIGITS])
def test_what_tells_is_seen_wherever_it_stands(char: str) -> None:
    for before in range(70):
        line = "." * (before % 35) + "é漢😀Ж" * (before > 34) + f"{char * 8}xxxx"
        assert clues_of(line) and clues_of(line + "y" * 40), before


def is_date(found: object) -> bool:
    return isinstance(found, re.Match) and bool(_DATE_RE.fullmatch(found[0].lstrip("(（")))


def told_of(line: str) -> int:
    if re.search(f"[{DIGITS}]", line):
        return sum(TOLD) + PHONE
    told = sum(clue for clue, pattern in TOLD.items() if pattern.search(line))
    return told + PHONE * any(is_number(line, *match.span()) for match in NUMBER_RE.finditer(line))


def is_number(line: str, start: int, end: int) -> bool:
    """Whether a number has digits enough from where one may begin on, and is no date that is surely read as one."""
    runs = (start + match.start() for match in re.finditer("[0-9]+", line[start:end]))
    first = next((run for run in runs if not BARRED_RE.search(line[:run])), end)
    number = line[first:end]
    dated = begins_behind(line[:first]) and not {*BRACKETS} & {*number} and not number.isdigit()
    return sum(map(str.isdigit, number)) >= 7 and not (dated and _DATE_RE.fullmatch(number))


BARRED_RE = re.compile(r"(?:[0-9A-Za-z_@=&?#%$]|[0-9A-Za-z_-][-/]|[0-9][.,: ])$")


def begins_behind(before: str) -> bool:
    before = before.removesuffix("(")
    if before.endswith(" "):
        return not before.endswith(("+ ", "\uff0b "))
    return not re.search(rf"[0-9A-Za-z_@=&?#%$€£¥₹₽+\uff0b,:{BLANKS}{BRACKETS}{DASHES}]$", before)


CANDIDATES = [
    ("", False),
    ("1", False),
    ("@", False),
    (":", False),
    ("a@b.c", True),
    ("@b.c", False),
    ("a@b.", False),
    ("a@.c", False),
    ("é@é.é", True),
    ("123456", False),
    ("1234567", True),
    ("1 2-3 - 4.5/6 7", True),
    ("1  234567", False),
    ("1--234567", False),
    ("1 -( -) -234567", True),
    ("1 - (( -) -234567", False),
    ("12:345678", False),
    ("1\u3000234567", True),
    ("1\U0001f600234567", False),
    ("1.2.3.4", True),
    ("1.2.3", False),
    ("1.2.3.", False),
    ("1.2222.3.x", False),
    ("1.2.3.4444", True),
    ("::", False),
    ("a::", True),
    ("::1", True),
    ("g::g", False),
    ("1:2:3:4:5:6:7", False),
    ("1:2:3:4:5:6:7:8", True),
    ("1:2:3:g:4:5:6:7:8", False),
    ("DE12 A4B6 C8AB CDE", True),
    ("DE12 A4B6 C8AB CD", False),
    ("XDE12A3B4C5D6E7F", False),
    ("éDE12A3B4C5D6E7F", True),
    ("DE12", False),
    ("1995-2005", False),
    ("(1995 \u2013 2005)", False),
    ("of 1995/2005", False),
    ("of 1995-2005 12", False),
    ("+ 1995-2005", True),
    ("\uff0b 1995-2005", True),
    ("x1995-2005", False),
    ("在1995-2005", False),
    ("€1995-2005", True),
    ("1995-2105", True),
    ("1495-2005", True),
    ("1995-20050", True),
    ("1995(2005", True),
    ("2005-1-31", False),
    ("2005-1-313", True),
    ("2005-1.31", True),
    ("31.1.2005 10", False),
    ("31.1.2005-10", True),
    ("31/12/05 10", False),
    ("31.12.200", True),
    ("311.2.2005", True),
    ("1995-2005 123456", True),
    ("\u0663", True),
    ("\uff10", True),
]


@pytest.mark.parametrize(("line", "wanted"), CANDIDATES)
def test_candidates(line: str, wanted: bool) -> None:
    assert bool(told_of(line)) == wanted
    assert screened(line) == [0] * wanted
    assert screened(f"9{line}\n{line}\n9{line}").count(1) == wanted


def test_flagged_unless_a_policy_applies_it() -> None:
    assert {Policy().action(rule) for rule in RULES.values()} == {"flag"}


def test_the_same_value_has_the_same_number_across_lines() -> None:
    text = "a@x.org\nb@x.org\nA@X.org\nfax 020 7946 0958\ntel 020-7946-0958"
    assert applied(text) == "[EMAIL-1]\n[EMAIL-2]\n[EMAIL-1]\nfax [PHONE-1]\ntel [PHONE-1]"


def countries_in(language: str, text: str) -> tuple[str, ...]:
    return countries_of(language, memoryview(text.encode()))


@given(st.text("a\u0915\U0001f600w.@/\n"), st.sampled_from(["@", "www.", "//", "\u0915/"]))
def test_lines_that_hold_what_is_looked_for(text: str, mark: str) -> None:
    data = memoryview(text.encode())
    found = [str(data[start:end], "utf-8") for start, end in lines_holding(data, mark.encode())]
    assert found == [line for line in text.split("\n") if mark in line]


def test_countries_are_named_by_the_page_before_its_language() -> None:
    assert countries_in("en", "see www.shop.at or +41 44 668 18 00")[:2] == ("AT", "CH")
    assert countries_in("de-CH", "") == countries_in("de", "")
    assert countries_in("xx", "") == countries_in("und", "")
    assert "GB" in countries_in("und", "write to me@shop.co.uk please")


@pytest.mark.parametrize(
    ("text", "dialled"),
    [
        ("+44 20 7946 0958", True),
        ("x +442079460958", True),
        ("(+44 20 7946 0958", True),
        ("a+44 20 7946 0958", False),
        ("++44 20 7946 0958", False),
        ("+ 44 20 7946 0958", True),
        ("+44 20", False),
    ],
)
def test_a_dialled_number_names_its_country(text: str, dialled: bool) -> None:
    assert (countries_in("de", text)[0] == "GB") == dialled
    assert (countries_in("de", f"see\n{text}\n")[0] == "GB") == dialled


def test_words_know_the_languages_that_have_countries() -> None:
    words = load_words()
    for name in ("phone", "number", "not_phone"):
        assert set(words[name]) - {"any"} <= set(words["countries"]), name


@pytest.mark.parametrize(
    "text",
    [
        "a@" * 20_000,
        "a." * 20_000 + "@",
        "x@" + "a." * 20_000,
        "1 " * 20_000,
        "+" * 20_000,
        "1.1." * 10_000,
        "a:" * 20_000,
    ],
)
def test_hostile_lines_come_to_nothing(text: str) -> None:
    assert applied(text) == text


def test_letters_before_an_address_end_it_only_where_words_have_blanks() -> None:
    assert [found.value for found in find_emails("写信给a@b.cn,éa@b.fr")] == ["a@b.cn", "éa@b.fr"]


@pytest.mark.parametrize("country", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_number_as_its_country_writes_it_may_be_grouped_there(country: str) -> None:
    for kind in phonenumbers.PhoneNumberType.values():
        if number := phonenumbers.example_number_for_type(country, kind):
            written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)
            groups = groups_of(written)
            for spelled in (written, "-".join(groups), f"({groups[0]}) {''.join(groups[1:])}"):
                assert len(groups) == 1 or _may_group(spelled, groups_of(spelled), (country,)) == (country,), spelled


@pytest.mark.parametrize("country", sorted(phonenumbers.SUPPORTED_REGIONS))
def test_every_number_that_a_country_uses_may_be_used_there(country: str) -> None:
    """Its own and those of countries that share its code, as they are dialled, and such with another digit."""
    code = phonenumbers.country_code_for_region(country)
    others = phonenumbers.COUNTRY_CODE_TO_REGION_CODE[code]
    examples = (phonenumbers.example_number(region) for region in (country, *others))
    numbers = [phonenumbers.national_significant_number(number) for number in examples if number]
    for number in numbers:
        changed = {number[:at] + digit + number[at + 1 :] for at in range(4) for digit in "0123456789"}
        for digits in (number, number[:-1], number[1:], f"0{number}", f"8{number}", f"{code}{number}", *changed):
            assert _may_use(digits, country) or not _used(digits, country), digits
    assert all(_may_use(number, country) for number in numbers)


@given(st.text("0123456789", min_size=7, max_size=17), st.sampled_from(sorted(phonenumbers.SUPPORTED_REGIONS)))
def test_a_number_that_no_country_may_use_is_not_used(digits: str, country: str) -> None:
    assert _may_use(digits, country) or not _used(digits, country)


@pytest.mark.parametrize(
    ("digits", "country", "able"),
    [
        ("11361177", "HK", False),
        ("21361177", "HK", True),
        ("85211361177", "HK", True),
        ("0011361177", "HK", True),
        ("0236117712", "GB", True),
        ("9236117712", "US", True),
        ("923611771", "US", False),
    ],
)
def test_a_country_is_asked_only_for_numbers_that_it_may_use(digits: str, country: str, able: bool) -> None:
    assert _may_use(digits, country) == able


@pytest.mark.parametrize(
    ("written", "country", "able"),
    [
        ("1136-1177", "US", False),
        ("0.22 21.71 101.0", "US", False),
        ("415-358-2000", "US", True),
        ("(415) 3582000", "US", True),
        ("39 (44) 41 (47", "US", False),
        ("020 7946", "US", True),
    ],
)
def test_sizes_of_groups_rule_countries_out(written: str, country: str, able: bool) -> None:
    assert bool(_may_group(written, groups_of(written), (country,))) == able


def test_full_width_digits_are_digits() -> None:
    assert groups_of("（０２０） ٧٩٤٦") == ["020", "7946"]
    assert read_national("０２０ ７９４６ ０９５８", ("GB",), False) == "+442079460958"


def test_numbers_that_nobody_can_read_leave_no_circles() -> None:
    read_national("0 0 0 0 0 0 1", ("GB",), True)
    gc.collect()
    read_national("00 00 00 00 02", ("GB",), True)
    read_national("9" * 30, ("GB",), True)
    assert gc.collect() == 0


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("Telefonnummern: ", 14),
        ("Telefonnummernkreis: ", -1),
        ("hotel ", -1),
        ("my tel, or tel. ", 14),
        ("请致电", 3),
        ("電話番号は", 4),
        ("फोन ", 3),
        ("☎", 1),
        ("phone", 5),
        ("xphone", -1),
        ("", -1),
    ],
)
def test_words_are_whole_but_for_endings_and_glued_scripts(text: str, end: int) -> None:
    assert last_word("phone", text) == end
    assert has_word("phone", text) == (end >= 0)
