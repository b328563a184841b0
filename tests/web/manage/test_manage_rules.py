"""Every kind of rule is chosen and edited in the badge form, without code."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings

from badges.accounts.access import Actor
from badges.database import db
from badges.intake.hooks import open_hook, set_mapping
from badges.intake.recording import ToldActivity, record_many
from badges.intake.statements import set_kind
from badges.milestones import Milestone as Step
from badges.milestones import NoneOf, Rule, rule_from_json
from badges.models import Achievement, Community, Membership, Milestone
from badges.ports import now
from badges.web.manage.milestone_rows import row_of, rule_of
from badges.web.manage.rule_where import where_of, written_where
from tests.milestones.strategies import COMPOSED, LEAVES

from .desk import Desk, typed_in, words_of
from .test_manage_badges import FORM

KINDS: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "presented": ({"m0p0_tag": "π"}, {"times": 2, "kind": "workshop", "tag": "π"}),
    "distinct": ({"m0p0_differs": "date"}, {"times": 2, "field": "date", "kind": "workshop"}),
    "summed": (
        {"m0p0_amount": "7,5", "m0p0_adds": "", "m0p0_own_field": "points"},
        {"field": "points", "at_least": 7.5, "kind": "workshop"},
    ),
    "weeks_active": ({"m0p0_weeks": "5"}, {"weeks": 5, "of": 6, "kind": "workshop"}),
    "reflected": ({"m0p0_length": "300"}, {"length": 300, "times": 2}),
    "reviewed": (
        {"m0p0_by": "holders_of", "m0p0_achievement": "host"},
        {"times": 2, "by": {"holders_of": "host"}, "approvals": 1},
    ),
    "vouched": ({"m0p0_from": "mentors"}, {"times": 2, "from": "mentors"}),
    "confirmed": ({"m0p0_role": "giver"}, {"times": 2, "role": "giver", "kind": "workshop"}),
    "goal_reached": ({"m0p0_people": "0"}, {"times": 2, "confirmed_by": 0}),
    "manual": ({"m0p0_people_in_charge": "2"}, {"quorum": 2}),
    "earned": ({"m0p0_achievement": "host"}, {"achievement": "host"}),
}


def test_what_other_systems_tell_of_can_be_chosen(
    mona: Desk, demo: Community, ada: Membership
) -> None:
    actor = Actor.operator(demo)
    hook, _ = open_hook(actor, system="discourse", name="Forum")
    set_mapping(actor, hook, {"post": "forum post", "solved": "answer", "like": ""})
    set_kind(actor, "https://w3id.org/xapi/dod-isd/verbs/planned", "plan")
    record_many(actor, [ToldActivity("pull request", now(), member=ada.id)])
    db.session.commit()
    page = mona.get("/badges/new/empty").text
    for kind in ("workshop", "answer", "forum post", "plan", "pull request", "course"):
        assert f'<option value="{kind}"' in page
    assert page.count('<option value="answer"') == 1


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_typed_kept_and_shown_again(mona: Desk, kind: str) -> None:
    fields, body = KINDS[kind]
    typed = FORM | {"m0p0_rule": kind, "m0p0_window": ""} | fields
    assert mona.post("/badges/new/empty", typed).status_code == 303
    kept = db.session.query(Milestone).one().rule
    assert rule_from_json(kept) == rule_from_json({kind: body})
    page = mona.get(f"/badges/{db.session.query(Achievement).one().slug}/edit")
    for name, value in fields.items():
        assert typed_in(page, name) == value.replace(",", ".")


@settings(max_examples=60, deadline=None)
@given(LEAVES | COMPOSED)
def test_what_a_row_shows_is_the_rule_itself(rule: Rule) -> None:
    row = row_of(Step("m", {"en": "m"}, rule))
    again = rule_of(row, 0)
    assert again == rule or (len(row.parts) == 1 and row.parts[0]["rule"])
    condition = getattr(rule, "where", None)
    assert (row.typed["join"] == "written") >= (where_of(condition) is None)


def test_whole_amounts_have_no_decimals(mona: Desk) -> None:
    written = {"summed": {"field": "hours", "at_least": 10.0}}
    assert row_of(Step("m", {"en": "m"}, rule_from_json(written))).parts[0]["amount"] == "10"


def test_a_part_may_say_what_must_not_be(mona: Desk) -> None:
    earned = {"m0p1_rule": "earned", "m0p1_achievement": "host", "m0p1_not": "1"}
    form = FORM | {"m0_parts": "2", "m0_join": "all"} | earned
    assert mona.post("/badges/new/empty", form).status_code == 303
    kept = rule_from_json(db.session.query(Milestone).one().rule)
    assert kept.rules[1] == NoneOf((rule_from_json({"earned": {"achievement": "host"}}),))  # type: ignore[attr-defined]
    page = mona.get(f"/badges/{db.session.query(Achievement).one().slug}/edit")
    assert typed_in(page, "m0p1_not") == "1"
    assert "Nichts davon: Den Badge „host“ erworben." in words_of(page)


@pytest.mark.parametrize(
    ("way", "value", "written"),
    [
        ("equals", "5", {"field": "place", "equals": 5}),
        ("equals", '"5"', {"field": "place", "equals": "5"}),
        ("not", "Ulm", {"not": {"field": "place", "equals": "Ulm"}}),
        ("in", "Ulm, Bonn", {"field": "place", "in": ["Ulm", "Bonn"]}),
        ("at_least", "1.5", {"field": "place", "at_least": 1.5}),
        ("absent", "", {"field": "place", "present": False}),
        ("same_as", "home.town", {"field": "place", "same_as": "home.town"}),
    ],
)
def test_a_condition_takes_three_fields(way: str, value: str, written: dict[str, Any]) -> None:
    typed = {"where_field": "place", "where_is": way, "where_value": value}
    assert written_where(typed, "m0p0") == written
    where = rule_from_json({"attended": {"times": 1, "where": written}}).where  # type: ignore[attr-defined]
    assert where_of(where) == typed


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"m0p0_where_field": "place"}, "Say what the field is compared with."),
        ({"m0p0_where_value": "Ulm"}, "Name the field that is compared."),
        ({"m0p0_rule": "summed"}, "Say how much is needed."),
        ({"m0p0_times": "0"}, "The rule cannot be used: Write a whole number from 1"),
        ({"m0p0_rule": "distinct", "m0p0_differs": ""}, "Name the field of the activities."),
        ({"m0p0_rule": "reviewed", "m0p0_by": "holders_of"}, "Choose the badge that"),
        ({"m0p0_rule": "summed", "m0p0_amount": "-1", "m0p0_adds": "hours"}, "above 0"),
    ],
)
def test_what_is_incomplete_is_asked_for_beside_its_field(
    mona: Desk, fields: dict[str, str], says: str
) -> None:
    page = mona.post("/badges/new/empty", FORM | fields)
    assert says in words_of(page)
    assert typed_in(page, "m0_title_de") == "War da"
    assert db.session.query(Milestone).count() == 0


def test_a_rule_of_more_layers_is_said_whole_beside_its_yaml(mona: Desk) -> None:
    written = "any_of: [{all_of: [{manual: {quorum: 2}}, {vouched: {times: 3, from: mentors}}]}]"
    form = FORM | {"m0_join": "written", "m0_written": written, "do": "look"}
    said = words_of(mona.post("/badges/new/empty", form))
    assert "The whole rule: One of these: All of this: 2 people in charge confirm it." in said
    assert "And: 3 people vouch for it. The mentors’ word counts." in said


def test_only_what_the_verb_needs_is_shown(mona: Desk) -> None:
    page = mona.post("/badges/new/empty", FORM | {"m0p0_rule": "manual", "do": "look"}).text
    assert 'name="m0p0_people_in_charge"' in page
    assert 'name="m0p0_times"' not in page
    again = mona.post("/badges/new/empty", FORM | {"m0p0_rule": "vouched", "do": "look"})
    assert (typed_in(again, "m0p0_times"), typed_in(again, "m0p0_from")) == ("2", "anyone")
