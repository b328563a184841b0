"""The year played through the product: every deed by its use case, evaluated by its jobs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import sqlalchemy as sa
import year_script as script
from support import Clock, community, member

from badges import jobs, tasks
from badges.accounts.access import Actor
from badges.awarding import achievements, deciding, holding, reviewing, withdrawing
from badges.awarding.drafts import AchievementDraft, draft_of
from badges.awarding.evidence import submit_evidence
from badges.database import db
from badges.intake.recording import ToldActivity, record_many
from badges.intake.voiding import void_activity
from badges.milestones import Milestone, rule_from_json
from badges.models import (
    Achievement,
    AchievementVersion,
    Activity,
    Award,
    Circle,
    Evidence,
    Membership,
    Vouch,
)
from badges.peers import goals, meetings, mentoring, vouching
from badges.programmes import enrolling, paths
from badges.programmes.cohorts import ProgrammeDraft, create_programme
from badges.programmes.path_badges import write_badge
from badges.programmes.paths import LevelDraft
from badges.programmes.pausing import PauseFacts, plan_pause

Json = dict[str, Any]
Things = set[tuple[str, str]]

WEEK = timedelta(days=7)


class Stage:
    """A community in which the script is played; ids of rows are known by the script's own."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        clock.at = script.BEGIN
        self.community = community(zone=script.ZONE)
        self.actors = [Actor.member(self._joined(name, "manager")) for name in script.STAFF]
        self.members = [
            self._joined(f"Mitglied {who:03}", "mentor" if who < script.MENTORS else "")
            for who in range(script.MEMBERS)
        ]
        self.ids = [row.id for row in self.members]
        self.who = {row_id: who for who, row_id in enumerate(self.ids)}
        self.known: dict[tuple[str, str], str] = {}
        self.pieces: dict[str, Evidence] = {}
        self.words: dict[str, Vouch] = {}
        self.badges: dict[str, Achievement] = {}
        self.pairs = [self._pair(who) for who in range(script.MENTORS)]
        plan_pause(self.boss, PauseFacts("Sommer", *script.PAUSE))
        for slug, facts in script.BADGES.items():
            if not facts.get("since"):
                self._publish(slug, facts)
        self._open_cohort()
        # One connection stays open, so that the journal is not emptied after each transaction.
        self._kept_open = db.engine.raw_connection()
        register()
        db.session.commit()

    @property
    def boss(self) -> Actor:
        return self.actors[0]

    def close(self) -> None:
        """Let go of the database."""
        self._kept_open.close()

    def play(self, week: Json) -> None:
        """Let one week pass, and evaluate at its end what was told in it."""
        self.clock.at = script.week_end(week["week"])
        self._change_rules(week["week"])
        self._answer_and_fate()
        self._record(week)
        self._peers(week)
        struck = sa.select(Activity).where(Activity.external_id.in_(week["voided"]))
        for row in db.session.scalars(struck).all():
            void_activity(self.boss, row, "war nicht dabei")
        db.session.commit()
        while jobs.run_due():
            pass

    def awarded(self) -> dict[tuple[int, str, int], Json]:
        """Give every award by whose, of what and the how-manieth, with its trace by our ids."""
        counts: dict[tuple[int, str], int] = defaultdict(int)
        found: dict[tuple[int, str, int], Json] = {}
        ids: dict[str, str] = {}
        traces = {row.id: row.trace for row in db.session.execute(sa.select(Award.id, Award.trace))}
        for row in self._awards():
            counts[row.who, row.slug] += 1
            ids[str(row.id)] = f"{row.slug}/{counts[row.who, row.slug] - 1}"
            key = row.who, row.slug, counts[row.who, row.slug]
            found[key] = {"at": row.awarded_at, "state": row.state, "trace": traces[row.id]}
        for award in found.values():
            award["by"] = set(self._things(award["trace"], ids))
        return found

    def _things(self, trace: Json, awards: dict[str, str]) -> Iterator[tuple[str, str]]:
        for milestone in trace["milestones"]:
            for each in milestone["progress"]["counted"]:
                sort = "evidence" if each["what"] == "review" else each["what"]
                key = each["id"]
                yield sort, awards[key] if sort == "award" else self.known[sort, key]

    def _awards(self) -> list[_Row]:
        query = (
            sa.select(
                Award.membership_id, Award.id, Achievement.slug, Award.state, Award.awarded_at
            )
            .join(Award.achievement)
            .order_by(Award.id)
        )
        return [_Row(self.who[row[0]], *row[1:]) for row in db.session.execute(query)]

    def _joined(self, name: str, role: str) -> Membership:
        return member(self.community, name, "", roles=[role, "member"] if role else ["member"])

    def _pair(self, who: int) -> Circle:
        giver, receiver = self.members[who], self.members[script.MENTORS + who]
        seats = [mentoring.Seat(giver.id, "giver"), mentoring.Seat(receiver.id, "receiver")]
        circle = mentoring.make_circle(self.boss, mentoring.CircleDraft(seats))
        for each in (giver, receiver):
            mentoring.agree(each, circle)
        return circle

    def _publish(self, slug: str, facts: Json) -> None:
        draft = AchievementDraft(
            name={"de": slug},
            criteria={"de": "Siehe Meilensteine."},
            picture="gallery:workshop",
            picture_alt={"de": "Ein Bild"},
            milestones=_milestones(facts["rules"]),
            needed=facts.get("needed"),
            repeatable=bool(facts.get("repeatable")),
            valid_days=facts.get("valid_days"),
            issue_at_once=bool(facts.get("at_once")),
            slug=slug,
        )
        if slug.startswith("path-"):
            version = self._lay_path(slug, facts)
        else:
            version = achievements.create_achievement(self.boss, draft)
        achievements.publish(self.boss, version, award_existing=bool(facts.get("everybody")))
        self.badges[slug] = version.achievement

    def _lay_path(self, slug: str, facts: Json) -> AchievementVersion:
        """Lay a path of the levels that the script has as rules; its badge asks for them."""
        levels = []
        for number, rule in enumerate(facts["rules"].values(), start=1):
            ((name, body),) = rule.items()
            earned = body if name == "all_of" else body["of"]
            levels.append(
                LevelDraft(
                    {"de": f"Stufe {number}"},
                    tuple(each["earned"]["achievement"] for each in earned),
                    needed=None if name == "all_of" else body["n"],
                )
            )
        path = paths.create_path(self.boss, paths.PathDraft({"de": slug}, levels=tuple(levels)))
        version = write_badge(self.boss, path)
        assert [it.rule for it in version.milestones] == list(facts["rules"].values())
        draft = replace(draft_of(version), issue_at_once=True)
        return achievements.edit_draft(self.boss, version, draft)

    def _open_cohort(self) -> None:
        """Begin a programme whose sessions have its tag, and enrol who is in it."""
        first, last = (script.week_end(week).date() for week in script.COHORT_WEEKS)
        draft = ProgrammeDraft(
            name={"de": "Cohort"}, starts_on=first, ends_on=last, achievement="cohort"
        )
        programme = create_programme(self.boss, draft)
        assert programme.tag == script.COHORT_TAG
        enrolling.add_members(self.boss, programme, [self.ids[it] for it in script.COHORT])

    def _change_rules(self, week: int) -> None:
        for slug, facts in script.BADGES.items():
            if facts.get("since") == week:
                self._publish(slug, facts)
        if week == script.STRICTER_WEEK:
            version = achievements.new_version(self.boss, self.badges["helper"])
            draft = _stricter(draft_of(version))
            achievements.publish(self.boss, achievements.edit_draft(self.boss, version, draft))

    def _answer_and_fate(self) -> None:
        counts: dict[tuple[int, str], int] = defaultdict(int)
        for row in self._awards():
            counts[row.who, row.slug] += 1
            step = script.step(
                row.who,
                row.slug,
                counts[row.who, row.slug],
                row.state,
                self.clock.at - row.awarded_at,
            )
            if step:
                self._take(step, db.session.get_one(Award, row.id))

    def _take(self, step: str, award: Award) -> None:
        if step == "accept":
            holding.accept(award, name=award.recipient_name)
        elif step == "decline":
            holding.decline(award)
        elif step == "reinstate":
            withdrawing.reinstate(self.boss, award)
        else:
            getattr(withdrawing, step)(self.boss, award, "ein Versehen")

    def _record(self, week: Json) -> None:
        told = [
            ToldActivity(
                it["kind"],
                it["at"],
                hours=it["hours"],
                tags=tuple(it["tags"]),
                external_id=it["id"],
                source="story",
                fields=it["fields"],
                member=self.ids[it["who"]],
            )
            for it in [*week["activities"], *week["again"]]
        ]
        for begin in range(0, len(told), 2_000):
            some = told[begin : begin + 2_000]
            for each, verdict in zip(some, record_many(self.boss, some), strict=True):
                assert verdict.outcome in {"recorded", "known"}
                self.known["activity", str(verdict.activity_id)] = each.external_id or ""

    def _peers(self, week: Json) -> None:
        for each in week["wrote"]:
            for key in ("wrote", "read"):
                text = "w" * each["length"]
                made = submit_evidence(
                    self.members[each["who"]], self.badges["author"], key, text=text
                )
                name = f"{each['id']}/{key}"
                self.pieces[name], self.known["evidence", str(made.id)] = made, name
        for each in week["reviewed"]:
            actor, piece = self.actors[each["by"]], self.pieces[f"{each['id']}/read"]
            reviewing.review(actor, piece, each["verdict"], "Schau bitte noch einmal hin.")
        for each in week["met"]:
            self._meet(each["mentor"], week["week"], confirmed=each["confirmed"])
        for each in week["vouched"]:
            by, who = self.members[each["by"]], self.members[each["who"]]
            word = vouching.vouch(by, who, self.badges["trusted"], "Hilft gern.", named=True)
            self.words[each["id"]], self.known["vouch", str(word.id)] = word, each["id"]
        for each in week["took_back"]:
            word = self.words[each]
            vouching.withdraw_vouch(db.session.get_one(Membership, word.voucher_id), word)
        for each in week["goals"]:
            self._reach(each["who"], week["week"], reached=each["reached"])
        for each in week["confirmed"]:
            made_now = deciding.confirm(
                self.actors[each["by"]], self.badges["speaker"], self.members[each["who"]], "spoke"
            )
            self.known["decision", str(made_now.id)] = f"{each['who']}/{each['by']}"

    def _meet(self, who: int, week: int, *, confirmed: bool) -> None:
        giver, receiver = self.members[who], self.members[script.MENTORS + who]
        facts = meetings.MeetingFacts(day=self.clock.at.date())
        meeting = meetings.log_meeting(giver, self.pairs[who], facts)
        self.known["meeting", str(meeting.id)] = f"m{who}/{week}"
        if confirmed:
            meetings.confirm(receiver, meeting)

    def _reach(self, who: int, week: int, *, reached: bool) -> None:
        giver, receiver = self.members[who], self.members[script.MENTORS + who]
        goal = goals.set_goal(giver, goals.GoalFacts(title=f"Ziel {week}", shared=True))
        self.known["goal", str(goal.id)] = f"g{who}/{week}"
        if reached:
            goals.confirm_goal(receiver, goals.reach(giver, goal))
        else:
            goals.let_go(giver, goal)


class _Row(NamedTuple):
    """One award as the stage reads it."""

    who: int
    id: int
    slug: str
    state: str
    awarded_at: datetime


def register() -> None:
    """Let the queue evaluate; signing and mails are other tests' matter."""
    left = set(tasks.HANDLERS) - {"award_existing", *tasks.TOGETHER}
    jobs.register(
        {**tasks.HANDLERS, **dict.fromkeys(left, _leave)},
        together={**tasks.TOGETHER, **dict.fromkeys(left, _leave)},
    )


def _leave(*_asked: object, **_arguments: object) -> None:
    """Do nothing of what jobs ask."""


def _milestones(rules: Json) -> tuple[Milestone, ...]:
    return tuple(Milestone(key, {"de": key}, rule_from_json(rule)) for key, rule in rules.items())


def _stricter(draft: AchievementDraft) -> AchievementDraft:
    return replace(draft, milestones=_milestones(script.STRICTER))
