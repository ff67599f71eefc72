"""Precision and recall of the privacy stage on made personal data: `python -m benchmarks.eval_privacy [--fails]`.

Values are made by a seeded generator (telephone numbers in the forms that their countries use, addresses, IBANs and
cards with right check digits) and stand in sentences of 15 languages; as many decoys (versions, dates, sums,
coordinates, orders, ISBNs, counts, wrong check digits, documentation and private addresses) stand in others.
A finding counts when kind, start and end are right.
"""

from __future__ import annotations

import argparse
import random
import tomllib
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import phonenumbers
from phonenumbers import PhoneNumberFormat
from stdnum import luhn

from pipeline.document.page import Facts, page_of
from pipeline.stages.privacy import RULES, propose

KINDS = tuple(RULES)
EACH = 6
"""Values of each kind and language."""
SENTENCES = Path(__file__).with_name("privacy_sentences.toml")
NATIVE_DIGITS = {"fa": "۰۱۲۳۴۵۶۷۸۹", "ar": "٠١٢٣٤٥٦٧٨٩", "hi": "०१२३४५६७८९"}

# Country: length of the number behind the check digits; letters of the bank first (N digits, A letters).
BANKS = {
    "GB": "AAAA" + "N" * 14,
    "IE": "AAAA" + "N" * 14,
    "US": "",
    "DE": "N" * 18,
    "AT": "N" * 16,
    "CH": "N" * 17,
    "FR": "N" * 23,
    "BE": "N" * 12,
}
BANKS |= {
    "ES": "N" * 20,
    "PT": "N" * 21,
    "IT": "A" + "N" * 22,
    "PL": "N" * 24,
    "TR": "N" * 22,
    "SA": "N" * 20,
    "EG": "N" * 25,
    "BR": "N" * 23 + "AN",
}
CARDS = (
    ("4", 16, (4, 4, 4, 4)),
    ("51", 16, (4, 4, 4, 4)),
    ("55", 16, (4, 4, 4, 4)),
    ("2221", 16, (4, 4, 4, 4)),
    ("34", 15, (4, 6, 5)),
    ("37", 15, (4, 6, 5)),
)
CARDS += (("6011", 16, (4, 4, 4, 4)), ("3530", 16, (4, 4, 4, 4)), ("2200", 16, (4, 4, 4, 4)), ("36", 14, (4, 6, 4)))
NAMES = (
    "ann.lee",
    "m.keller",
    "jsmith82",
    "o.novak",
    "info",
    "kim",
    "l_moreau",
    "press+news",
    "t-baker",
    "sara.rossi",
    "yuki",
    "a.petrov",
)
DOMAINS = (
    "mail.example.com",
    "post-office.net",
    "uni-west.ac.uk",
    "firma.de",
    "correo.es",
    "kirja.fi",
    "posta.com.tr",
    "yubin.co.jp",
    "pochta.ru",
    "gmx.at",
)


class Case(NamedTuple):
    """A sentence and the personal data in it: (kind, start, end), or nothing."""

    language: str
    topic: str
    text: str
    gold: tuple[tuple[str, int, int], ...]


def cases(seed: int = 10, each: int = EACH) -> Iterator[Case]:
    """The whole set, the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311
    sentences = tomllib.loads(SENTENCES.read_text("utf-8"))
    for language, written in sentences.items():
        for kind in KINDS:
            for at in range(each):
                value = make(kind, language, written["countries"], chance)
                sentence = written[kind][at % len(written[kind])]
                start = sentence.index("{}")
                yield Case(language, kind, sentence.replace("{}", value), ((kind, start, start + len(value)),))
        topics = [topic for topic in written if topic not in (*KINDS, "countries")]
        for topic in topics:
            for at in range(-(-each * len(KINDS) * 2 // 3 // len(topics))):
                yield Case(
                    language,
                    topic,
                    written[topic][at % len(written[topic])].replace("{}", make_decoy(topic, chance)),
                    (),
                )
        for at in range(each * len(KINDS) // 3 + 1):
            yield Case(language, *make_trap(written, chance, at), ())


def make(kind: str, language: str, countries: list[str], chance: random.Random) -> str:
    """A made value of a kind."""
    if kind == "phone":
        return make_phone(chance.choice(countries), language, chance)
    makers = {"email": make_email, "ip": make_ip, "card": make_card}
    if kind == "iban":
        return make_iban(chance.choice([c for c in countries if BANKS.get(c)] or ["DE", "FR", "GB"]), chance)
    return makers[kind](chance)


def make_phone(country: str, language: str, chance: random.Random) -> str:
    """A number that its country could have given out, in one of the usual forms."""
    kind = chance.choice([phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE])
    example = phonenumbers.example_number_for_type(country, kind)
    while True:
        digits = str(example.national_number)
        made = digits[:4] + "".join(chance.choice("0123456789") for _ in digits[4:])
        number = phonenumbers.PhoneNumber(
            country_code=example.country_code,
            national_number=int(made),
            italian_leading_zero=example.italian_leading_zero,
        )
        if phonenumbers.is_valid_number(number):
            break
    national = phonenumbers.format_number(number, PhoneNumberFormat.NATIONAL)
    international = phonenumbers.format_number(number, PhoneNumberFormat.INTERNATIONAL)
    forms = [
        national,
        national,
        international,
        international.replace(" ", "-").replace("--", "-"),
        national.replace(" ", "-"),
        national.replace(" ", "").replace("-", ""),
    ]
    forms += [
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        national.replace("-", "."),
        international.replace("+", "00", 1),
    ]
    written = chance.choice(forms)
    if language in NATIVE_DIGITS and chance.random() < 0.3 and "+" not in written:
        written = written.translate(str.maketrans("0123456789", NATIVE_DIGITS[language]))
    return written


def make_email(chance: random.Random) -> str:
    """An e-mail address."""
    return f"{chance.choice(NAMES)}{chance.choice(['', str(chance.randrange(100))])}@{chance.choice(DOMAINS)}"


def make_ip(chance: random.Random) -> str:
    """A global address, now and then of version 6."""
    if chance.random() < 0.25:
        return (
            "2a0"
            + chance.choice("123")
            + ":"
            + ":".join(f"{chance.randrange(1, 65536):x}" for _ in range(3))
            + "::"
            + f"{chance.randrange(1, 65536):x}"
        )
    first = chance.choice([62, 80, 91, 109, 151, 178, 185, 212])
    return f"{first}.{chance.randrange(100, 250)}.{chance.randrange(256)}.{chance.randrange(1, 255)}"


def make_iban(country: str, chance: random.Random) -> str:
    """An IBAN with right check digits, in fours or in one."""
    body = "".join(
        chance.choice("0123456789" if form == "N" else "ABCDEFGHIJKLMNOPQRSTUVWXYZ") for form in BANKS[country]
    )
    check = 98 - int("".join(str(int(c, 36)) for c in f"{body}{country}00")) % 97
    whole = f"{country}{check:02d}{body}"
    return whole if chance.random() < 0.4 else " ".join(whole[at : at + 4] for at in range(0, len(whole), 4))


def make_card(chance: random.Random) -> str:
    """A card number with a right check digit, as it is printed or in one."""
    prefix, length, groups = chance.choice(CARDS)
    body = prefix + "".join(chance.choice("0123456789") for _ in range(length - len(prefix) - 1))
    number = body + luhn.calc_check_digit(body)
    if chance.random() < 0.35:
        return number
    ends = [sum(groups[:n]) for n in range(len(groups) + 1)]
    return chance.choice(" -").join(number[a:b] for a, b in pairwise(ends))


def make_decoy(topic: str, chance: random.Random) -> str:
    """What looks like personal data and is none."""
    n = chance.randrange
    makers = {
        "version": lambda: chance.choice(
            [
                f"{n(1, 30)}.{n(20)}.{n(9999)}.{n(200)}",
                f"{n(1, 20)}.{n(20)}.{n(30)}.{n(10)}",
                f"{n(20)}.{n(20)}.{n(20)}",
            ]
        ),
        "date": lambda: chance.choice(
            [
                f"{n(1990, 2030)}-{n(1, 13):02d}-{n(1, 29):02d}",
                f"{n(1, 29):02d}.{n(1, 13):02d}.{n(1990, 2030)}",
                f"{n(1, 29):02d}/{n(1, 13):02d}/{n(1990, 2030)} {n(24):02d}:{n(60):02d}:{n(60):02d}",
                f"{n(1990, 2030)}-{n(1, 13):02d}-{n(1, 29):02d}T{n(24):02d}:{n(60):02d}:{n(60):02d}",
            ]
        ),
        "money": lambda: chance.choice(
            [
                f"{n(1, 999)},{n(1000):03d},{n(1000):03d}",
                f"{n(1, 999)}.{n(1000):03d}.{n(1000):03d}",
                f"{n(1, 999)} {n(1000):03d} {n(1000):03d}",
                f"{n(1000000, 99999999)}",
                f"{n(10, 99999)},{n(100):02d}",
            ]
        ),
        "coordinates": lambda: f"{n(-89, 90)}.{n(10**6):06d}, {n(-179, 180)}.{n(10**6):06d}",
        "order": lambda: chance.choice(
            [
                f"{n(10**6, 10**12)}",
                f"{n(100, 999)}-{n(10**6, 10**7)}-{n(10**6, 10**7)}",
                f"{n(10**3, 10**4)} {n(10**3, 10**4)} {n(10**2, 10**4)}",
                f"{chance.choice('ABC')}{n(10**7, 10**9)}",
            ]
        ),
        "isbn": lambda: chance.choice(
            [
                f"978-{n(10)}-{n(100, 999)}-{n(10000, 99999)}-{n(10)}",
                f"978{n(10**9, 10**10)}",
                f"{n(10)}-{n(100, 999)}-{n(10000, 99999)}-{n(10)}",
            ]
        ),
        "count": lambda: chance.choice(
            [
                f"{n(1, 99)} {n(1000):03d} {n(1000):03d}",
                f"{n(1, 99)}.{n(1000):03d}.{n(1000):03d}",
                f"{n(10**6, 10**8)}",
                f"{n(1, 99)},{n(1000):03d},{n(1000):03d}",
            ]
        ),
    }
    return makers[topic]()


def make_trap(written: dict[str, list[str]], chance: random.Random, at: int) -> tuple[str, str]:
    """A value of a kind that is almost right: a wrong check digit, an address of no one, an @ in something else."""
    n = chance.randrange
    iban, card = make_iban("DE", chance), make_card(chance)
    traps = (
        (
            "ip",
            f"{chance.choice(['192.0.2', '198.51.100', '203.0.113', '192.168.1', '10.0.0', '127.0.0'])}.{n(1, 255)}",
        ),
        ("iban", iban[:-1] + str((int(iban[-1]) + 1) % 10)),
        ("card", card[:-1] + str((int(card[-1]) + n(1, 9)) % 10)),
        (
            "email",
            chance.choice(
                [f"logo@{n(2, 4)}x.png", "@harbour_news", f"lodash@4.{n(30)}.{n(30)}", f"{n(20)} @ {n(90)}.50"]
            ),
        ),
        ("ip", f"{n(256, 999)}.{n(256)}.{n(256)}.{n(256)}"),
        (
            "ip",
            chance.choice(
                [
                    f"2001:db8::{n(1, 65536):x}",
                    ":".join(f"{n(256):02x}" for _ in range(6)),
                    f"{n(24):02d}:{n(60):02d}:{n(60):02d}",
                ]
            ),
        ),
    )
    kind, value = traps[at % len(traps)]
    return f"almost {kind}", written[kind][at % len(written[kind])].replace("{}", value)


def found_in(case: Case) -> set[tuple[str, int, int]]:
    """What the stage finds in a sentence, as (kind, start, end)."""
    page = page_of(case.text, None, Facts(case.language))
    return {(finding.rule.split(".")[1], finding.start, finding.end) for finding in propose(page, None)}  # type: ignore[arg-type]


def main() -> None:
    """Print a row a kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fails", action="store_true")
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--each", type=int, default=EACH)
    options = parser.parse_args()
    right, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    sizes = Counter[bool]()
    for case in cases(options.seed, options.each):
        found, gold = found_in(case), set(case.gold)
        sizes[bool(gold)] += 1
        right.update(kind for kind, *_ in found & gold)
        wrong.update(kind for kind, *_ in found - gold)
        missed.update(kind for kind, *_ in gold - found)
        if options.fails and found != gold:
            print(case.language, case.topic, repr(case.text), sorted(found - gold), "missed" if gold - found else "")
    print(f"{sizes[True]} values, {sizes[False]} decoys")
    print(f"{'kind':8}{'right':>8}{'wrong':>8}{'missed':>8}{'P':>8}{'R':>8}")
    for kind in KINDS:
        precision = right[kind] / max(right[kind] + wrong[kind], 1)
        recall = right[kind] / max(right[kind] + missed[kind], 1)
        print(f"{kind:8}{right[kind]:8}{wrong[kind]:8}{missed[kind]:8}{precision:8.3f}{recall:8.3f}")


if __name__ == "__main__":
    main()
