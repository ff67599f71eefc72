"""Letter statistics: which language a text looks like, how many pairs it has, and what counts against it."""

from __future__ import annotations

import pytest

from pipeline.language.letters import fit_of, load_letters, weigh

SENTENCES = [
    ("de", "Am Abend gingen die Kinder müde, aber fröhlich nach Hause."),
    ("pl", "Wieczorem dzieci wróciły do domu zmęczone, ale szczęśliwe."),
    ("ru", "Вечером дети вернулись домой уставшие, но довольные."),
    ("el", "Το βράδυ τα παιδιά γύρισαν στο σπίτι κουρασμένα."),
    ("he", "בערב חזרו הילדים הביתה עייפים ומרוצים."),
]
PAIRS = [("", 0), (" 12, ", 0), ("a", 2), ("ab", 3), ("a b", 4), ("a\U0001f600b", 4)]
LIKELIER = [("schön", "schÃ¶n"), ("wiem", "wi³m"), ("дом", "доМ"), ("mir", "mиr")]


@pytest.mark.parametrize(("language", "text"), SENTENCES)
def test_fit(language: str, text: str) -> None:
    assert fit_of(text).language == language


@pytest.mark.parametrize(("text", "pairs"), PAIRS)
def test_pairs(text: str, pairs: int) -> None:
    assert weigh(text)[1] == pairs


@pytest.mark.parametrize(("likelier", "text"), LIKELIER)
def test_what_counts_against_a_text(likelier: str, text: str) -> None:
    assert fit_of(likelier).total > fit_of(text).total


def test_what_joins_words_does_not_count() -> None:
    assert weigh("wasn’t")[0].max() == pytest.approx(weigh("wasn t")[0].max() + weigh("’")[0].max())


def test_the_statistics_are_shares_of_what_each_language_showed() -> None:
    letters = load_letters()
    assert letters.table.shape == (len(letters.pairs), 55)
    assert letters.pairs[0] == 0 and (letters.table[0] == -6.0).all()
    shares = (10.0**letters.table * (letters.table > -6.0)).sum(axis=0)
    assert shares == pytest.approx([1.0] * 55, abs=0.01)
