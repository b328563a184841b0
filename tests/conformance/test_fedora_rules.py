"""A real community's badge rules, said in our language: 95 of 98, and they mean the same."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from badges.awarding.importing import read_achievement
from badges.awarding.message_conditions import UntranslatableError
from badges.milestones import Milestone, Rule, problems, rule_from_json, rule_to_json
from tests.awarding.literal_rules import PEOPLE, Literal, play

NOT_SAID = {
    "fas-paranoid-panda": "import.rule.everybody",
    "tester-you-can-pry-it-from-my-cold-dead-hands": "import.rule.function",
    "wiki-common-bugs-contributor": "import.rule.function",
}
"""The rest, and why: it counts everybody's messages; a text's end; a pattern."""


@pytest.fixture(scope="module")
def rules(shared_standards: Path) -> list[Path]:
    folder = shared_standards.parent / "real" / "fedora-badges" / "rules"
    if not folder.is_dir():
        pytest.skip("Fedora's badges are not beside this checkout")
    return sorted(folder.glob("*.yml"))


def rule_in(path: Path) -> Rule:
    (milestone,) = read_achievement(path.read_bytes(), language="en").draft.milestones
    return milestone.rule


def test_95_of_98_rules_are_said_and_the_rest_have_reasons(rules: list[Path]) -> None:
    said, not_said = {}, {}
    for path in rules:
        try:
            said[path.stem] = rule_in(path)
        except UntranslatableError as error:
            not_said[path.stem] = error.reason.code
    assert (len(said), len(rules)) == (95, 98)
    assert not_said == NOT_SAID
    for rule in said.values():
        assert rule_from_json(rule_to_json(rule)) == rule
        assert problems([Milestone("m", {"en": "m"}, rule)], None) == ()


Random = random.Random


def by(*path: str) -> Callable[[Any], Any]:
    """Look a person up in a message's body."""

    def found(body: Any) -> Any:
        for name in path:
            body = body.get(name) if body else None
        return body

    return found


def group(rng: Random) -> dict[str, Any]:
    names = ("sponsors", "cla_fpca", "fi-apprentice", "videos", "other")
    return {"user": rng.choice(PEOPLE), "agent": rng.choice(PEOPLE), "group": rng.choice(names)}


def profile(rng: Random) -> dict[str, Any]:
    names = ["certificate", "gpg_keyid", "timezone", "password", "status"]
    return {"user": rng.choice(PEOPLE), "fields": rng.sample(names, rng.randrange(3))}


def update(rng: Random) -> dict[str, Any]:
    return {
        "agent": rng.choice(PEOPLE),
        "update": {
            "submitter": rng.choice(PEOPLE),
            "type": rng.choice(("security", "bugfix")),
            "builds": ["x"] * rng.randrange(4),
            "release": {"id_prefix": rng.choice(("FEDORA-EPEL", "FEDORA"))},
        },
    }


def comment(rng: Random) -> dict[str, Any]:
    author = rng.choice(PEOPLE)
    return {
        "agent": author,
        "comment": {
            "author": author,
            "anonymous": rng.random() < 0.2,
            "karma": rng.choice((-1, 0, 1, 1, 1)),
            "update_submitter": rng.choice((None, *PEOPLE)),
            "update_status": rng.choice(("stable", "pending", "testing")),
            "update_request": rng.choice(("stable", "testing")),
        },
    }


def meeting(rng: Random) -> dict[str, Any]:
    there = rng.sample(PEOPLE, rng.randrange(1, 4))
    return {
        "owner": rng.choice(there),
        "chairs": there[:1],
        "attendees": dict.fromkeys(there, 3),
        "channel": rng.choice(("#fedora-townhall", "#fedora-meeting")),
    }


def build(rng: Random) -> dict[str, Any]:
    body = {"owner": rng.choice(PEOPLE), "user": rng.choice(PEOPLE)}
    more = {"instance": rng.choice(("primary", "ppc", "arm"))} if rng.random() < 0.8 else {}
    return {**body, "new": rng.choice((1, 1, 1, 3)), "status": rng.choice((0, 1)), **more}


def package(rng: Random) -> dict[str, Any]:
    return {
        "agent": rng.choice(PEOPLE),
        "username": rng.choice((None, *PEOPLE)),
        "acl": rng.choice(("commit", "watch")),
        "status": rng.choice(("Approved", "Retired", "Denied")),
        **({"prev_status": rng.choice(("Retired", "Approved"))} if rng.random() < 0.8 else {}),
        "package_listing": {"point_of_contact": rng.choice(("orphan", None, *PEOPLE))},
    }


def tag(rng: Random) -> dict[str, Any]:
    return {"user": {"username": rng.choice(PEOPLE), "anonymous": rng.random() < 0.1}}


def ticket(rng: Random) -> dict[str, Any]:
    return {
        "agent": rng.choice(PEOPLE),
        "instance": {"project_name": rng.choice(("Fedora Freemedia", "Fedora Freemedia", "Docs"))},
        "old_values": rng.choice(({"status": "new"}, {"status": "new"}, {})),
        "ticket": {
            "status": rng.choice(("closed", "closed", "open")),
            "resolution": rng.choice(("fixed", "fixed", "wontfix")),
        },
    }


def commit(rng: Random) -> dict[str, Any]:
    path = rng.choice(("/srv/git/docs/a", "/srv/git/securityguide", "/srv/git/web", ""))
    return {"commit": {"username": rng.choice(PEOPLE), "path": path}}


def calendar(rng: Random) -> dict[str, Any]:
    name = rng.choice(("vacation", "vacation-2013", "docs", ""))
    return {"agent": rng.choice(PEOPLE), "meeting": {"calendar_name": name}}


def of_group(name: str) -> Literal:
    return Literal(
        ("fas.group.member.sponsor",),
        group,
        by("user"),
        sets_off=lambda it: it["group"] == name,
    )


def with_field(name: str) -> Literal:
    return Literal(
        ("fas.user.update",), profile, by("user"), sets_off=lambda it: name in it["fields"]
    )


UPDATES = ("bodhi.update.request.stable", "bodhi.update.request.testing")
TAGS = ("fedoratagger.tag.create", "fedoratagger.tag.update")
AUTHOR, AGENT = by("comment", "author"), by("agent")


def is_fixed(it: Any) -> bool:
    is_free_media = it["instance"]["project_name"] == "Fedora Freemedia"
    return is_free_media and (it["ticket"]["status"], it["ticket"]["resolution"]) == (
        "closed",
        "fixed",
    )


def in_docs(it: Any) -> bool:
    return it["commit"]["path"].startswith(("/srv/git/docs/", "/srv/git/securityguide"))


def is_good(it: Any) -> bool:
    return it["comment"]["karma"] == 1


def elsewhere(it: Any) -> bool:
    return it["new"] == 1 and it.get("instance", "primary") != "primary"


def has_name(it: Any) -> bool:
    return not it["comment"].get("anonymous", True)


LITERAL: dict[str, Literal] = {
    "ambassadors-sponsor": of_group("sponsors"),
    "involvement": of_group("cla_fpca"),
    "fas-ronin": of_group("fi-apprentice"),
    "fas-bona-fide": with_field("certificate"),
    "fas-white-rabbit": with_field("timezone"),
    "bodhi-binary-star": Literal(
        UPDATES,
        update,
        by("update", "submitter"),
        sets_off=lambda it: len(it["update"]["builds"]) > 1,
    ),
    "bodhi-white-hat": Literal(
        UPDATES,
        update,
        by("update", "submitter"),
        sets_off=lambda it: it["update"]["type"] == "security",
    ),
    "corporate-shill": Literal(
        UPDATES[1:],
        update,
        by("update", "submitter"),
        50,
        sets_off=lambda it: it["update"]["release"]["id_prefix"] == "FEDORA-EPEL",
        counts=lambda it: it["update"]["release"]["id_prefix"] == "FEDORA-EPEL",
    ),
    "is-this-thing-on-02": Literal(UPDATES[1:], update, by("update", "submitter"), 20),
    "missed-the-train": Literal(
        ("bodhi.update.comment",),
        comment,
        AGENT,
        sets_off=lambda it: it["comment"]["update_status"] == "stable",
    ),
    "stop-that-update": Literal(
        ("bodhi.update.comment",),
        comment,
        AGENT,
        sets_off=lambda it: (
            it["comment"]["karma"] == -1
            and it["comment"]["update_status"] in {"stable", "pending"}
            and it["comment"]["update_request"] == "stable"
        ),
    ),
    "tester-01": Literal(("bodhi.update.comment",), comment, AUTHOR, sets_off=has_name),
    "tester-03": Literal(("bodhi.update.comment",), comment, AUTHOR, 10, sets_off=has_name),
    "tester-04": Literal(("bodhi.update.comment",), comment, AUTHOR, 20, sets_off=has_name),
    "packager-karma-03": Literal(
        ("bodhi.update.comment",),
        comment,
        by("comment", "update_submitter"),
        50,
        sets_off=is_good,
        counts=is_good,
    ),
    "irc-secretary-general": Literal(("meetbot.meeting.complete",), meeting, by("chairs")),
    "irc-speak-up": Literal(("meetbot.meeting.complete",), meeting, by("attendees")),
    "irc-town-hall-moderator": Literal(
        ("meetbot.meeting.complete",),
        meeting,
        by("owner"),
        sets_off=lambda it: it["channel"] == "#fedora-townhall" and len(it["attendees"]) > 2,
    ),
    "koji-if-you-build-it-03": Literal(
        ("buildsys.build.state.change",),
        build,
        by("owner"),
        50,
        sets_off=lambda it: it["new"] == 1,
        counts=lambda it: it["new"] == 1,
    ),
    "taming_the_beasts": Literal(
        ("buildsys.build.state.change",),
        build,
        by("owner"),
        100,
        sets_off=elsewhere,
        counts=elsewhere,
    ),
    "copr-build-03": Literal(
        ("copr.build.end",),
        build,
        by("user"),
        60,
        sets_off=lambda it: it["status"] == 1,
        counts=lambda it: it["status"] == 1,
    ),
    "pkgdb-old-yeller": Literal(
        ("pkgdb.package.update.status",),
        package,
        AGENT,
        sets_off=lambda it: it.get("prev_status") != "Retired" and it["status"] == "Retired",
    ),
    "pkgdb-partners-in-crime": Literal(
        ("pkgdb.acl.update",),
        package,
        AGENT,
        sets_off=lambda it: (
            (it["acl"], it["status"]) == ("commit", "Approved")
            and it["username"] is not None
            and it["username"] != it["agent"]
        ),
    ),
    "pkgdb-the-cat-came-back": Literal(
        ("pkgdb.owner.update",),
        package,
        AGENT,
        sets_off=lambda it: it["package_listing"]["point_of_contact"] == it["agent"],
    ),
    "tagger-02": Literal(
        TAGS,
        tag,
        by("user", "username"),
        50,
        sets_off=lambda it: not it["user"]["anonymous"],
        category="fedoratagger",
    ),
    "free-the-fedora-ii": Literal(
        ("trac.ticket.update",),
        ticket,
        AGENT,
        10,
        sets_off=lambda it: is_fixed(it) and "status" in it["old_values"],
        counts=is_fixed,
    ),
    "wiki-vacation": Literal(
        ("fedocal.meeting.new", "fedocal.meeting.update"),
        calendar,
        AGENT,
        sets_off=lambda it: it["meeting"]["calendar_name"].startswith("vacation"),
    ),
    "wordsmith-01": Literal(
        ("trac.git.receive",),
        commit,
        by("commit", "username"),
        5,
        sets_off=in_docs,
        counts=in_docs,
    ),
}
IN_ORDER = {"tester-03", "tester-04", "tagger-02", "free-the-fedora-ii"}
"""What the trigger asks and the count does not may come first: ours may be a message earlier."""


FEW = 4
"""Large numbers are played small: what is counted matters, not how long it takes."""


def with_few(written: Any, times: int) -> Any:
    """Write a rule with ``FEW`` where it asks for ``times``."""
    if isinstance(written, dict):
        return {
            name: FEW if (name, value) == ("times", times) else with_few(value, times)
            for name, value in written.items()
        }
    return [with_few(each, times) for each in written] if isinstance(written, list) else written


@pytest.mark.parametrize("name", LITERAL)
def test_a_rule_means_what_its_file_says(rules: list[Path], name: str) -> None:
    (path,) = (path for path in rules if path.stem == name)
    literal, rule = LITERAL[name], rule_in(path)
    if literal.times > FEW:
        written = rule_to_json(rule)
        assert f"'times': {literal.times}" in str(written)
        rule = rule_from_json(with_few(written, literal.times))
        literal = replace(literal, times=FEW)
    awarded = 0
    for seed in range(3):
        for state in play(literal, rule, seed=seed, messages=50):
            assert state.literal <= state.ours
            assert name in IN_ORDER or state.ours == state.literal
        awarded += len(state.literal)
    assert awarded
