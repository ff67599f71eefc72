from __future__ import annotations

import pytest

from pipeline.document.policy import Policy

POLICY = Policy(
    (
        ("boilerplate", "apply"),
        ("boilerplate.by", "off"),
        ("boilerplate.byline", "flag"),
        ("boilerplate.byline.en.staff", "off"),
        ("encoding.nfc.und.all", "apply"),
    ),
    frozenset({"encoding.nfc.und.all", "encoding.width.und.all"}),
)


@pytest.mark.parametrize(
    ("rule", "action"),
    [
        ("boilerplate.timestamp.en.date", "apply"),
        ("boilerplate.byline.en.by", "flag"),
        ("boilerplate.byline.en.staff", "off"),
        ("boilerplate.bylines.en.x", "apply"),  # a prefix is whole segments
        ("unknown.kind.und.name", "flag"),
        ("encoding.nfc.und.all", "apply"),  # opt-in, named in full
        ("encoding.width.und.all", "off"),  # opt-in, not named
    ],
)
def test_the_longest_prefix_wins(rule: str, action: str) -> None:
    assert POLICY.action(rule) == action


def test_opt_in_rules_need_their_full_id() -> None:
    policy = Policy((("encoding", "apply"),), frozenset({"encoding.nfc.und.all"}))
    assert policy.action("encoding.nfc.und.all") == "off"


@pytest.mark.parametrize(
    ("actions", "action"),
    [
        ({"encoding": "apply"}, "flag"),
        ({"encoding": "off"}, "off"),
        ({"encoding.mojibake.und.guarded": "apply"}, "apply"),
    ],
)
def test_flag_only_rules_are_applied_by_their_full_id_alone(actions: dict[str, str], action: str) -> None:
    policy = Policy(tuple(actions.items()), flag_only=frozenset({"encoding.mojibake.und.guarded"}))
    assert policy.action("encoding.mojibake.und.guarded") == action


def test_a_stage_is_silent_when_all_its_rules_are_off() -> None:
    assert Policy((("fragments", "off"),)).silences("fragments")
    assert not Policy((("fragments", "off"), ("fragments.x.und.y", "flag"))).silences("fragments")
    assert not Policy((("fragments.x", "off"),)).silences("fragments")
