from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from jinja2 import Environment

from badges.errors import Reason
from badges.sentences import Plain, Plural, phrases
from badges.wording import Localized, Wording, install, pick, wording

DE, SIE, EN = wording("de"), wording("de", formal=True), wording("en")
TWO = Reason("attended.more", kind="workshop", count=2, have=1, need=3)
CHOICE = Reason(
    "at_least.more",
    count=1,
    have=1,
    need=2,
    of=3,
    options=[[TWO.to_json()], [Reason("earned.missing", achievement="host").to_json()]],
)
CHOICE_IN_GERMAN = (
    "1 von 2 geschafft, es fehlt noch eins. Möglich ist noch: "
    "Nimm noch 2-mal teil: Workshop. Oder: Erreiche zuerst den Badge „host“."
)
CHOICE_IN_ENGLISH = (
    "1 of 2 done; one more is needed. Still possible: "
    "Take part 2 more times: workshop. Or: Earn the badge “host” first."
)


@pytest.mark.parametrize(
    ("reason", "german", "english"),
    [
        (TWO, "Nimm noch 2-mal teil: Workshop.", "Take part 2 more times: workshop."),
        (
            Reason("attended.more", kind="Stammtisch", tag="Python", count=1),
            "Nimm noch einmal teil: Stammtisch zum Thema „Python“.",
            "Take part once more: Stammtisch on the topic “Python”.",
        ),
        (
            Reason("submitted.more", count=1200),
            "Reiche noch 1.200 Nachweise ein.",
            "Hand in 1,200 more pieces of evidence.",
        ),
        (
            Reason("submitted.more", count=1, kind="file", within={"days": 30}),
            "Reiche noch einen Nachweis ein: Datei. Nur die letzten 30 Tage zählen.",
            "Hand in one more piece of evidence: file. Only the last 30 days count.",
        ),
        (
            Reason("attended.more", count=1, within={"since": "2026-03-01", "until": "2026-03-31"}),
            "Nimm noch einmal teil. Es zählt vom 1. März 2026 bis zum 31. März 2026.",
            "Take part once more. It counts from 1 March 2026 to 31 March 2026.",
        ),
        (
            Reason("window.closed", until="2026-03-31"),
            "Das war bis zum 31. März 2026 möglich.",
            "This was possible until 31 March 2026.",
        ),
        (Reason("window.closed"), "Die Zeit dafür ist vorbei.", "The time for this has passed."),
        (
            CHOICE,
            CHOICE_IN_GERMAN,
            CHOICE_IN_ENGLISH,
        ),
    ],
)
def test_a_reason_becomes_a_sentence(reason: Reason, german: str, english: str) -> None:
    assert DE.sentence(reason) == german
    assert EN.sentence(reason) == english


def test_formal_german_says_sie_where_it_addresses_and_is_german_elsewhere() -> None:
    assert SIE.sentence(TWO) == "Nehmen Sie noch 2-mal teil: Workshop."
    assert SIE.sentence(Reason("window.closed")) == "Die Zeit dafür ist vorbei."


def test_titles_and_a_communitys_own_kinds_come_from_names() -> None:
    names = {"host": "Gute Gastgeberschaft", "stammtisch": "Stammtisch"}
    earned = DE.sentence(Reason("earned.missing", achievement="host"), names=names)
    took = DE.sentence(Reason("attended.more", kind="stammtisch", count=1), names=names)
    assert earned == "Erreiche zuerst den Badge „Gute Gastgeberschaft“."
    assert took == "Nimm noch einmal teil: Stammtisch."


def test_an_empty_text_of_somebody_else_leaves_a_gap_and_not_no_sentence() -> None:
    said = EN.sentence(Reason("conformance.undefined_term", term="", path="/"))
    assert said.startswith("It says “…”, which its contexts do not define")
    assert DE.sentence(Reason("status.list_unusable", host="")).endswith("beschädigt.")


@pytest.mark.parametrize(
    "reason",
    [
        Reason("nobody.wrote.this"),
        Reason("earned.missing"),
        Reason("earned.missing", achievement=None),
        Reason("submitted.more", count=[]),
        Reason("any_of.more", count=1, options=[3, [{"code": 5}], [{"code": "x", "params": []}]]),
        Reason("submitted.more", count=10**5000, kind={"a": 1}),
        Reason("window.ahead", since="not a day"),
        Reason("window.ahead", since=float("nan"), within={"since": 3}),
    ],
)
def test_whatever_was_stored_a_sentence_comes_out(reason: Reason) -> None:
    sentence = EN.sentence(reason)
    assert sentence.endswith(".")
    assert reason.code not in sentence


def test_somebody_elses_text_is_tamed() -> None:
    said = EN.sentence(Reason("earned.missing", achievement="a\x1b[2J\u202eb\n" + "c" * 1000))
    assert said.isprintable()
    assert len(said) < 350


def test_dates_numbers_and_lists_follow_the_language() -> None:
    instant = datetime(2026, 3, 3, 17, 5, tzinfo=UTC)
    berlin = ZoneInfo("Europe/Berlin")
    assert DE.datetime(instant, berlin) == "3. März 2026, 18:05 Uhr"
    assert EN.datetime(instant, berlin) == "3 March 2026, 18:05"
    assert (DE.month(date(2026, 3, 3)), DE.number(1234.5)) == ("März 2026", "1.234,5")
    assert EN.list_of(["a", "b", "c"], "or") == "a, b or c"


def test_an_instant_needs_a_zone_to_have_a_day() -> None:
    with pytest.raises(TypeError, match="zone"):
        DE.date(datetime(2026, 3, 3, tzinfo=UTC))
    with pytest.raises(ValueError, match="no zone"):
        DE.datetime(datetime(2026, 3, 3), UTC)  # noqa: DTZ001


def test_each_wording_is_made_once_and_only_for_our_languages() -> None:
    assert wording("de", formal=True) is SIE
    with pytest.raises(ValueError, match="de, en"):
        Wording("fr")


@pytest.mark.parametrize(
    ("texts", "language", "picked"),
    [
        ({"de": "Hallo", "en": "Hello"}, "en", Localized("Hello", "en")),
        ({"de": "Hallo", "en": " "}, "en", Localized("Hallo", "de")),
        ({"fr": "Salut"}, "de", Localized("Salut", "fr")),
        ({}, "de", Localized("", "de")),
    ],
)
def test_content_falls_back_and_says_its_language(
    texts: dict[str, str], language: str, picked: Localized
) -> None:
    assert pick(texts, language) == picked


@pytest.mark.parametrize(
    ("template", "shown"),
    [
        ("{{ _('workshop') }}", "Workshop"),
        (
            "{% trans achievement=x %}Earn the badge “{{ achievement }}” first.{% endtrans %}",
            "Erreiche zuerst den Badge „&lt;b&gt;“.",
        ),
        ("{{ ngettext('One more is needed.', '%(count)s more are needed.', 3, count=3) }}", None),
        ("{{ reason|sentence }}", "Nimm noch 2-mal teil: Workshop."),
        ("{{ day|date }} {{ 1.5|number }} {{ ['a', '<']|list_of }}", "3. März 2026 1,5 a und &lt;"),
    ],
)
def test_templates_speak_the_readers_language(template: str, shown: str | None) -> None:
    environment = Environment(autoescape=True)
    install(environment, lambda: DE)
    given: dict[str, Any] = {"x": "<b>", "reason": TWO, "day": date(2026, 3, 3)}
    text = environment.from_string(template).render(given)
    assert text == (shown or "Es fehlen noch 3.")


def test_a_template_compiled_once_follows_each_reader() -> None:
    readers = [EN, DE]
    environment = Environment(autoescape=True)
    install(environment, lambda: readers[0])
    template = environment.from_string("{{ _('file') }} {{ 1.5|number }}")
    assert template.render() == "file 1.5"
    readers.reverse()
    assert template.render() == "Datei 1,5"


def test_a_code_belongs_to_one_room() -> None:
    assert phrases({"a.b": Plain("A")}, {"c.d": (Plural("B", "Bs"),)}).keys() == {"a.b", "c.d"}
    with pytest.raises(ValueError, match=r"'a\.b'"):
        phrases({"a.b": Plain("A")}, {"a.b": Plain("B")})
