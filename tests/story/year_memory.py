"""What the oracle remembers of the year: plain lists of dicts, told week by week."""

from __future__ import annotations

from bisect import insort
from operator import itemgetter
from typing import Any

import year_script as script

Json = dict[str, Any]


class Person:
    """All that one member did, and what they were given."""

    def __init__(self) -> None:
        self.activities: list[Json] = []
        self.evidence: list[Json] = []
        self.meetings: list[Json] = []
        self.vouches: list[Json] = []
        self.goals: list[Json] = []
        self.decisions: list[Json] = []
        self.awards: list[Json] = []


class Memory:
    """All that happened so far, and which rules are in force."""

    def __init__(self) -> None:
        self.people = [Person() for _ in range(script.MEMBERS)]
        self.rules: dict[str, Json] = {
            slug: badge["rules"] for slug, badge in script.BADGES.items() if not badge.get("since")
        }
        self.now = script.BEGIN
        self._activities: dict[str, Json] = {}
        self._pieces: dict[str, Json] = {}
        self._words: dict[str, Json] = {}

    def remember(self, week: Json) -> None:
        """Add what happened in a week."""
        number = week["week"]
        self.now = script.week_end(number)
        for slug, facts in script.BADGES.items():
            if facts.get("since") == number:
                self.rules[slug] = facts["rules"]
        if number == script.STRICTER_WEEK:
            self.rules["helper"] = script.STRICTER
        self._answers_and_fates()
        for told in week["activities"]:
            kept = told | {"voided": False, "day": script.local(told["at"])}
            self._activities[told["id"]] = kept
            insort(self.people[told["who"]].activities, kept, key=itemgetter("at"))
        self._evidence(week)
        self._peers(week)
        for told in week["voided"]:
            self._activities[told]["voided"] = True

    def _answers_and_fates(self) -> None:
        states = {
            "accept": "accepted",
            "decline": "declined",
            "withdraw": "withdrawn",
            "suspend": "suspended",
            "reinstate": "accepted",
        }
        for who, person in enumerate(self.people):
            for award in person.awards:
                step = script.step(
                    who,
                    award["badge"],
                    award["number"] + 1,
                    award["state"],
                    self.now - award["at"],
                )
                award["state"] = states.get(step, award["state"])

    def _evidence(self, week: Json) -> None:
        for each in week["wrote"]:
            for key in ("wrote", "read"):
                piece = {
                    "id": f"{each['id']}/{key}",
                    "badge": "author",
                    "key": key,
                    "length": each["length"],
                    "approved": False,
                    "not_yet": False,
                }
                self._pieces[piece["id"]] = piece
                self.people[each["who"]].evidence.append(piece)
        for each in week["reviewed"]:
            piece = self._pieces[f"{each['id']}/read"]
            piece[each["verdict"]] = True

    def _peers(self, week: Json) -> None:
        number = week["week"]
        for each in week["met"]:
            if each["confirmed"]:
                for who, role in (
                    (each["mentor"], "giver"),
                    (script.MENTORS + each["mentor"], "receiver"),
                ):
                    meeting = {"id": f"m{each['mentor']}/{number}", "role": role}
                    self.people[who].meetings.append(meeting)
        for each in week["vouched"]:
            word = {"id": each["id"], "by": each["by"], "taken_back": False}
            self._words[each["id"]] = word
            self.people[each["who"]].vouches.append(word)
        for told in week["took_back"]:
            self._words[told]["taken_back"] = True
        for each in week["goals"]:
            goal = {"id": f"g{each['who']}/{number}", "reached": each["reached"]}
            self.people[each["who"]].goals.append(goal)
        for each in week["confirmed"]:
            decision = {"id": f"{each['who']}/{each['by']}"}
            if decision not in self.people[each["who"]].decisions:
                self.people[each["who"]].decisions.append(decision)
