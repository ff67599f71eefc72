"""Who is asked whether a stretch is foreign."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.language import panel
from pipeline.language.panel import ENOUGH, QUICK, THOROUGH, UNKNOWN_COST, Vote, judge, read_host, screened_host

TAGS = ("de", "en", "es", "fr", "sw")
LATIN = "Gradsko veće je u utorak razgovaralo o novom mostu preko reke, a većina se složila."
CYRILLIC = "Градско веће је у уторак разговарало о новом мосту преко реке, а већина се сложила."

SCORES = st.dictionaries(st.sampled_from(TAGS), st.floats(0, 1), min_size=1)
VOTES = SCORES.map(lambda scores: Vote(max(scores, key=lambda tag: (scores[tag], tag)), scores))
GAINS = st.dictionaries(st.sampled_from(TAGS), st.floats(-20, 20)).map(lambda gains: dict(sorted(gains.items())))


@given(
    GAINS,
    st.floats(-20, 20),
    st.fixed_dictionaries({}, optional=dict.fromkeys((*QUICK, THOROUGH), VOTES)),
    st.sampled_from(["en", "de"]),
)
def test_who_is_not_asked_could_not_have_changed_the_verdict(
    gains: dict[str, float], lack: float, votes: dict[str, Vote], label: str
) -> None:
    host = read_host("", "en")._replace(words=label)
    blind = max(*gains.values(), lack - UNKNOWN_COST) if gains else 0.0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(panel, "_vote", lambda name, text: votes.get(name))
        patch.setattr(panel, "_reconsidered", lambda found, text, host: found)
        found = judge("", gains, lack, host)
    assert (found.sum >= ENOUGH) == (panel._best(gains, blind, votes, host).sum >= ENOUGH)


def test_no_detector_is_asked_in_vain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panel, "rank_by", None)
    assert judge("the bridge", {"en": -3.0}, 0.0, read_host("", "de")).sum < ENOUGH


def test_a_host_that_its_text_tells() -> None:
    for text, script in ((LATIN, "Latn"), (CYRILLIC, "Cyrl")):
        host, screened = read_host(text, "sr"), screened_host(text, "sr")
        assert host.part in text
        assert host.hears("eldc") == (script == "Cyrl")
        assert screened == host._replace(part="")
        assert screened.scripts == {script}
    assert read_host(LATIN, "en") == screened_host(CYRILLIC, "en")
