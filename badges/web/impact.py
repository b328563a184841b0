"""The report in words, read alike by managers, members and whoever gets it as a file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import url_for
from markupsafe import Markup

from badges.impact.answers import Changed, Consent
from badges.impact.numbers import Groups
from badges.impact.quarters import Quarter
from badges.impact.reporting import Report, first_count, quarters_of, report_of
from badges.models import Community
from badges.rendering.charts import bar_chart
from badges.web.pages import words
from badges.wording import pick

CONSENTS: Final = tuple(Consent)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the report: what it counts, its rows in order, nothing for what is hidden.

    ``note`` says in a sentence what the rows come to, where that can be told.
    """

    key: str
    title: str
    lead: str
    rows: Sequence[tuple[str, int | None]]
    note: str = ""

    @property
    def shown(self) -> list[tuple[str, int]]:
        """Give the rows that are told."""
        return [(label, count) for label, count in self.rows if count is not None]

    @property
    def chart(self) -> Markup:
        """Draw what is told."""
        # Its texts are escaped by the writer of the XML.
        return Markup(bar_chart(self.title, self.spoken, self.shown, key=self.key))  # noqa: S704

    @property
    def spoken(self) -> str:
        """Say the rows in one line."""
        return "; ".join(f"{label}: {count}" for label, count in self.shown)


def changes() -> Mapping[str, str]:
    """Name each answer to the question in the reader's language."""
    say = words().gettext
    return {
        Changed.WORK: say("New work, or a new task"),
        Changed.USED: say("I use what I learned"),
        Changed.SHARED: say("I showed or published something"),
        Changed.CONFIDENCE: say("I trust myself to do more"),
        Changed.PEOPLE: say("I met people who help me on"),
        Changed.NOTHING: say("Nothing yet"),
    }


def quarter_name(quarter: Quarter) -> str:
    """Name a quarter."""
    return words().gettext(
        "Quarter %(number)s of %(year)s", number=quarter.number, year=str(quarter.year)
    )


def wanted_report(community: Community, asked: str) -> Report | None:
    """Give the quarter that was asked for, else the newest; nothing where none was counted."""
    if asked:
        return report_of(community, Quarter.parse(asked))
    done = quarters_of(community)
    return report_of(community, done[0]) if done else None


def page_context(community: Community, report: Report | None, endpoint: str) -> dict[str, Any]:
    """Give what the report's template draws."""
    begins = first_count(community)
    return {
        "report": report,
        "tables": tables_of(report) if report else [],
        "quarter_name": quarter_name,
        "changes": changes(),
        "first_count": begins.date() if begins else None,
        "quarters": [
            (quarter, url_for(endpoint, community=community.slug, quarter=str(quarter)))
            for quarter in quarters_of(community)
        ],
    }


def tables_of(report: Report) -> list[Table]:
    """Give the report's tables, in their order."""
    return [_participation(report), _giving(report), _changed(report), _stayed(report)]


def _participation(report: Report) -> Table:
    say, numbers = words().gettext, report.numbers
    programmes = [(pick(name, words().language).text, count) for name, count in numbers.programmes]
    return Table(
        "participation",
        say("Taking part"),
        say(
            "How many members took part in something, rounded down; in each programme; and how "
            "many handed in a text of their own thoughts. Who took part in several is in "
            "each of them."
        ),
        [
            (say("In anything, at least"), numbers.took_part),
            *programmes,
            (say("Wrote a reflection"), numbers.reflected),
        ],
    )


def _giving(report: Report) -> Table:
    say, found = words().gettext, report.numbers.giving
    return Table(
        "giving",
        say("Giving and receiving"),
        say(
            "Meetings that both sides confirmed, vouches, thanks and reviews: who gave, who "
            "received, who did both."
        ),
        [
            (say("Gave only"), found["gave"]),
            (say("Received only"), found["received"]),
            (say("Gave and received"), found["both"]),
        ],
    )


def _changed(report: Report) -> Table:
    say, found = words().gettext, report.numbers.changed
    return Table(
        "changed",
        say("What changed most"),
        say(
            "What members answered thirty or ninety days after a badge; each of them counts "
            "once, and who did not want to be counted is not."
        ),
        [(text, found[key]) for key, text in changes().items()],
    )


def _stayed(report: Report) -> Table:
    say, found = words().gettext, report.numbers.stayed
    return Table(
        "stayed",
        say("Who came back"),
        say(
            "Of those who joined in the quarter before: who did something again between "
            "thirty and ninety days later, with a badge of a path by then and without. It "
            "shows what goes together, not what is the cause."
        ),
        [
            (say("On a path, came back"), found["path_back"]),
            (say("On a path, did not"), found["path_gone"]),
            (say("On no path, came back"), found["other_back"]),
            (say("On no path, did not"), found["other_gone"]),
        ],
        _shares(found),
    )


def _shares(found: Groups) -> str:
    """Compare those on a path with the others, from told numbers alone."""
    told = [found[key] for key in ("path_back", "path_gone", "other_back", "other_gone")]
    shown = [count for count in told if count is not None]
    if len(shown) < len(told):
        return ""
    path_back, path_gone, other_back, other_gone = shown
    return words().gettext(
        "Of those on a path %(path)s %% came back, of the others %(other)s %%.",
        path=round(100 * path_back / (path_back + path_gone)),
        other=round(100 * other_back / (other_back + other_gone)),
    )
