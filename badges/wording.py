"""Puts reasons, dates, numbers and lists into the reader's language.

>>> german = wording("de")
>>> german.sentence(Reason("attended.more", kind="workshop", count=2))
'Nimm noch 2-mal teil: Workshop.'
>>> wording("de", formal=True).sentence(Reason("attended.more", count=1))
'Nehmen Sie noch einmal teil.'
>>> german.date(dt.date(2026, 3, 3)), german.list_of(["a", "b", "c"])
('3. März 2026', 'a, b und c')

A message may have ``%(named)s`` parameters and is always formatted, so a per cent sign in it is
written ``%%``, here as in templates.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from gettext import NullTranslations
from typing import Any, Literal, NamedTuple

from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.numbers import format_decimal
from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from badges.errors import Reason
from badges.sentences import SENTENCES, Phrase, Plural
from badges.sentences import words as known_words
from badges.sentences.rules import NOTES
from badges.sentences.words import UNKNOWN
from badges.translations import LANGUAGES, translations

LOCALES = {"de": "de", "en": "en_GB"}
"""Days before months in both: our readers write dates so in English as well."""

WORDS = {
    "kind": known_words.KINDS,
    "field": known_words.FIELDS,
    "value": known_words.VALUES,
    "language": known_words.LANGUAGES,
    "missing": known_words.TEXTS,
}
"""The words behind a parameter's values, by the parameter's name."""

DATES = frozenset({"since", "until", "on"})
JOINERS = "\u200c\u200d"
MAX_NUMBER = 10**15
MAX_PARAM = 300
"""Characters of a text that somebody else wrote before it is cut in a sentence."""

NO_NAMES: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Wording:
    """One language and manner of address; get one by :func:`wording`, which keeps it.

    ``language`` is ``"de"`` or ``"en"`` (ValueError else); ``formal`` chooses "Sie" over "du"
    and changes nothing in English.
    """

    language: str
    formal: bool = False
    catalogue: NullTranslations = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.language not in LANGUAGES:
            raise ValueError(f"no texts in {self.language!r}; choose one of {', '.join(LANGUAGES)}")
        catalogue = translations(self.language, formal=self.formal)
        object.__setattr__(self, "catalogue", catalogue)

    @property
    def locale(self) -> str:
        """The CLDR locale of dates and numbers."""
        return LOCALES[self.language]

    def gettext(self, message: str, /, **params: object) -> str:
        """Translate a message and put its parameters in."""
        return self.catalogue.gettext(message) % params

    def ngettext(self, one: str, many: str, count: int, /, **params: object) -> str:
        """Translate a message that counts; ``%(count)s`` and ``%(num)s`` are the number."""
        number = self.number(count)
        text = self.catalogue.ngettext(one, many, count)
        return text % {"count": number, "num": number, **params}

    def pgettext(self, context: str, message: str, /, **params: object) -> str:
        """Translate a message whose meaning depends on a context."""
        return self.catalogue.pgettext(context, message) % params

    def date(self, day: dt.date) -> str:
        """Write a day: ``3. März 2026``. For an instant, say the zone: :meth:`datetime`."""
        if isinstance(day, dt.datetime):
            raise TypeError("an instant has no day before its zone is known; use datetime()")
        return format_date(day, "long", locale=self.locale)

    def datetime(self, instant: dt.datetime, zone: dt.tzinfo) -> str:
        """Write an aware instant in a zone: ``3. März 2026, 18:00 Uhr``."""
        if instant.tzinfo is None:
            raise ValueError(f"{instant.isoformat()} has no zone; instants are kept in UTC")
        local = instant.astimezone(zone)
        time = format_time(local.time(), "short", locale=self.locale)
        return self.gettext("%(date)s, %(time)s", date=self.date(local.date()), time=time)

    def month(self, day: dt.date) -> str:
        """Write the month of a day: ``März 2026``."""
        return format_skeleton("yMMMM", day, locale=self.locale)

    def number(self, value: float | Decimal) -> str:
        """Write a number: ``1.234,5``."""
        return format_decimal(value, locale=self.locale)

    def up_to(self, value: int, most: int) -> str:
        """Write a number that was counted up to ``most``: ``mehr als 1.000``."""
        if value <= most:
            return self.number(value)
        return self.gettext("more than %(num)s", num=self.number(most))

    def list_of(self, items: Iterable[str], style: Literal["standard", "or"] = "standard") -> str:
        """Write a list: ``a, b und c``, or with ``"or"``: ``a, b oder c``."""
        return format_list(list(items), style, locale=self.locale)

    def sentence(
        self, reason: Reason, *, names: Mapping[str, str] = NO_NAMES, zone: dt.tzinfo = dt.UTC
    ) -> str:
        """Put a reason into a sentence; its code is never shown.

        ``names`` gives the titles of achievements (by slug) and of a community's own kinds;
        ``zone`` is the one that instants are written in. Never fails, whatever was stored.
        """
        spoken = _Spoken(self, names, zone)
        params = spoken.params(reason.params)
        found = SENTENCES.get(reason.code, ())
        phrase = next((p for p in found if p.names <= params.keys()), None)
        if phrase is None:
            # what somebody else wrote may be empty where the sentence needs it: it shows a gap
            params |= {name: "…" for name, value in reason.params.items() if value == ""}
            phrase = next((p for p in found if p.names <= params.keys()), SENTENCES[UNKNOWN][0])
        text = self._say(phrase, reason.params.get("count"), params)
        notes = [self._note(name, reason, spoken) for name in NOTES if name not in phrase.names]
        timing = self._timing(reason.params.get("within"), spoken)
        return " ".join(filter(None, (text, *notes, timing)))

    def sentences(
        self,
        reasons: Iterable[Reason],
        *,
        names: Mapping[str, str] = NO_NAMES,
        zone: dt.tzinfo = dt.UTC,
    ) -> list[str]:
        """Put each reason into a sentence, in order."""
        return [self.sentence(reason, names=names, zone=zone) for reason in reasons]

    def _say(self, phrase: Phrase, count: object, params: Mapping[str, str]) -> str:
        if isinstance(phrase, Plural):
            number = min(count, MAX_NUMBER) if isinstance(count, int) else 0
            return self.ngettext(phrase.one, phrase.many, number, **params)
        return self.gettext(phrase.text, **params)

    def _note(self, name: str, reason: Reason, spoken: _Spoken) -> str:
        """Say in a sentence of its own what narrows what counts."""
        value = reason.params.get(name)
        note = f"note.{name}"
        if name in {"by", "role"}:
            note = f"{note}.{value}"
        about_rule = reason.code.startswith("rule.") or ".more" in reason.code
        if not value or not about_rule or note not in SENTENCES:
            return ""
        wanted = {"count": value} if name == "people" else {name: value}
        if name == "by":
            wanted["achievement"] = reason.params.get("achievement")
        return self.sentence(Reason(note, **wanted), names=spoken.names, zone=spoken.zone)

    def _timing(self, within: object, spoken: _Spoken) -> str:
        """Say which days count, where a reason has a window."""
        if not isinstance(within, Mapping):
            return ""
        if isinstance(within.get("days"), int):
            return self.sentence(Reason("within.days", count=within["days"]))
        given = {str(name): value for name, value in within.items() if name in DATES}
        return self.sentence(Reason("within.dates", **given), zone=spoken.zone) if given else ""


@cache
def wording(language: str, formal: bool = False) -> Wording:  # noqa: FBT001, FBT002  (as spoken)
    """Give the wording for a language; each is read once."""
    return Wording(language, formal)


@dataclass(frozen=True, slots=True)
class _Spoken:
    """How one sentence's parameters are put into words."""

    words: Wording
    names: Mapping[str, str]
    zone: dt.tzinfo

    def params(self, params: Mapping[str, Any]) -> dict[str, str]:
        """Give the parameters that have words; ``None`` and empty ones count as not given."""
        spoken = {name: self._value(name, value) for name, value in params.items()}
        return {name: text for name, text in spoken.items() if text}

    def _value(self, name: str, value: Any) -> str:
        if isinstance(value, str):
            return self._text(name, value)
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return self.words.number(value) if abs(value) < MAX_NUMBER else "…"
        if isinstance(value, (list, tuple)):
            return self._several(name, value)
        return self._inner(value) if _is_reason(value) else ""

    def _text(self, name: str, value: str) -> str:
        known = WORDS.get(name, {}).get(value)
        if known is not None:
            return self.words.gettext(known.text)
        if value in self.names and name in {"kind", "achievement"}:
            return self.names[value]
        try:
            if name in DATES:
                return self.words.date(dt.date.fromisoformat(value))
            if name.endswith("_at"):
                return self.words.datetime(dt.datetime.fromisoformat(value), self.zone)
        except (ValueError, OverflowError):
            pass  # not the date it should be: shown as it stands
        return _tame(value)

    def _several(self, name: str, values: Iterable[Any]) -> str:
        if name == "options":
            ways = filter(None, map(self._option, values))
            separator = self.words.gettext("Or:")
            return f" {separator} ".join(ways)
        if name in {"parts", "choices"}:
            gettext = self.words.gettext
            separator = gettext("And:") if name == "parts" else gettext("Or:")
            return f" {separator} ".join(map(self._inner, filter(_is_reason, values)))
        if name in {"every", "some"}:
            parts = map(self._enclosed, filter(_is_reason, values))
            return self.words.list_of(parts, "standard" if name == "every" else "or")
        if name == "badges":
            values = (self.names.get(str(value), value) for value in values)
        return self.words.list_of(self._text(name, str(value)) for value in values)

    def _inner(self, stored: Any) -> str:
        """Put a reason within a reason into words."""
        return self.words.sentence(Reason.from_json(stored), names=self.names, zone=self.zone)

    def _enclosed(self, stored: Any) -> str:
        """Put a condition within conditions into words, so that what belongs together shows."""
        text = self._inner(stored)
        return f"({text})" if stored["code"] in {"where.all", "where.any"} else text

    def _option(self, stored: Any) -> str:
        """Put one way into words: the reasons that it is still missing."""
        listed = stored if isinstance(stored, (list, tuple)) else ()
        reasons = [Reason.from_json(each) for each in listed if _is_reason(each)]
        return " ".join(self.words.sentences(reasons, names=self.names, zone=self.zone))


def _is_reason(stored: Any) -> bool:
    if not isinstance(stored, Mapping) or not isinstance(stored.get("code"), str):
        return False
    return isinstance(stored.get("params", {}), Mapping)


def _tame(text: str) -> str:
    """Make somebody else's text harmless on a line: no control, bidi or line-break characters."""
    shown = "".join(c if c.isprintable() or c in JOINERS else "\ufffd" for c in text[:MAX_PARAM])
    return shown + "…" if len(text) > MAX_PARAM else shown


class Localized(NamedTuple):
    """A text as picked for a reader, and the language it is in, to mark where that differs."""

    text: str
    language: str


def pick(texts: Mapping[str, str], language: str) -> Localized:
    """Pick the text in a language, or else in one that there is, marked as such.

    >>> pick({"de": "Werkstatt"}, "en")
    Localized(text='Werkstatt', language='de')
    """
    for candidate in (language, *LANGUAGES, *sorted(texts)):
        if texts.get(candidate, "").strip():
            return Localized(texts[candidate], candidate)
    return Localized("", language)


def install(environment: Environment, current: Callable[[], Wording]) -> None:
    """Teach a Jinja environment the words of whoever reads (``current()``, asked each time).

    Templates get ``_()``, ``gettext``, ``ngettext``, ``pgettext``, ``{% trans %}`` (white space
    trimmed), ``wording()`` and the filters ``date``, ``datetime(zone)``, ``month``, ``number``,
    ``up_to(most)``, ``list_of``, ``sentence``.
    """
    environment.add_extension("jinja2.ext.i18n")
    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=_looked_up("gettext", current),
        ngettext=_looked_up("ngettext", current),
        pgettext=_looked_up("pgettext", current),
        newstyle=True,
    )
    environment.globals["wording"] = current
    for name in ("date", "datetime", "month", "number", "up_to", "list_of", "sentence"):
        environment.filters[name] = _filter(name, current)


def _looked_up(name: str, current: Callable[[], Wording]) -> Callable[..., str]:
    """Look a message up as it stands: Jinja escapes it and puts the parameters in itself."""

    def look_up(*messages: Any) -> str:
        method: Callable[..., str] = getattr(current().catalogue, name)
        return method(*messages)

    return look_up


def _filter(name: str, current: Callable[[], Wording]) -> Callable[..., str]:
    """Make a filter of a method; taking the context keeps Jinja from folding it away."""

    @pass_context
    def apply(_context: Context, value: Any, *args: Any, **settings: Any) -> str:
        method: Callable[..., str] = getattr(current(), name)
        return method(value, *args, **settings)

    return apply
