r"""What is kept of a text that a person typed or pasted.

Names and subjects are one line and are signed, so nothing invisible may stand in them
(decisions 9)::

    >>> clean_name("  Zoe\u0308   Müller ")
    'Zoë Müller'
    >>> normalize_email(" Ada@BÜCHER.example.org ")
    'ada@xn--bcher-kva.example.org'
    >>> clean_name("Ada\u202eecalevoL")
    Traceback (most recent call last):
    badges.errors.InputError: Please leave out characters that turn the direction of the text.
"""

from __future__ import annotations

import re
import unicodedata

from badges.errors import InputError

NAME_LIMIT = 120
LINE_LIMIT = 200
NARRATIVE_LIMIT = 10_000
EMAIL_LIMIT = 254  # RFC 5321 4.5.3.1.3, less the angle brackets

# A character is at most three code points before NFC; far longer input is not worth composing.
_BEFORE_NFC = 4
# The marks that Vietnamese, Hebrew or Tibetan put on one letter are fewer; more climb over
# the lines above, which on a certificate covers what others wrote.
_MARKS = 8
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")
_LINE_BREAKS = re.compile("\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]")
# Left behind by web pages and word processors, without meaning in any language.
_DEBRIS = re.compile("[\u00ad\u200b\u2060\ufeff]")
# Unicode 23.7; XML 1.0 takes the last two of the first plane neither, so no certificate could.
_NONCHARACTERS = re.compile("[\ufdd0-\ufdef\ufffe\uffff]")
_BLANKS = re.compile(r"[^\S\n]+")
_EMPTY_LINES = re.compile(r"\n{3,}")


def clean_name(value: str, *, field: str = "name", limit: int = NAME_LIMIT) -> str:
    """Give a person's, community's or badge's name as it is kept: one line, NFC, not empty.

    ``limit`` counts characters. Raises :class:`~badges.errors.InputError` naming ``field``.
    """
    line = clean_line(value, field=field, limit=limit)
    if not any(unicodedata.category(char)[0] in "LN" for char in line):
        raise InputError("text.empty", "Please give a name with at least one letter.", field=field)
    return line


def clean_line(value: str, *, field: str = "text", limit: int = LINE_LIMIT) -> str:
    """Give one line as it is kept: NFC, each run of white space one blank, perhaps empty.

    Raises :class:`~badges.errors.InputError` for line breaks within, control characters, bidi
    overrides and over-long text.
    """
    text = _compose(value, field=field, limit=limit)
    if _LINE_BREAKS.search(text):
        raise InputError("text.line_break", "Please write this on one line.", field=field)
    text = _BLANKS.sub(" ", text)
    _refuse(text, field=field, limit=limit)
    return text


def clean_narrative(value: str, *, field: str = "narrative", limit: int = NARRATIVE_LIMIT) -> str:
    """Give a text of several lines as it is kept: NFC, line feeds between lines, perhaps empty.

    Raises :class:`~badges.errors.InputError` for control characters, bidi overrides and
    over-long text.
    """
    text = _LINE_BREAKS.sub("\n", _compose(value, field=field, limit=limit))
    lines = (_BLANKS.sub(" ", line).rstrip() for line in text.split("\n"))
    text = _EMPTY_LINES.sub("\n\n", "\n".join(lines))
    _refuse(text.replace("\n", ""), field=field, limit=limit)
    return text


def normalize_email(value: str, *, field: str = "email") -> str:
    """Give the one form of an address: trimmed, NFC, lower case, domain as A-labels.

    That form is what is compared and hashed (decisions 9). No DNS is asked; an address proves
    nothing before its link was used. Raises :class:`~badges.errors.InputError`.
    """
    from email_validator import EmailNotValidError, validate_email  # noqa: PLC0415 - slow to load

    try:
        line = clean_line(value, field=field, limit=EMAIL_LIMIT)
        found = validate_email(line, check_deliverability=False)
    except (EmailNotValidError, InputError) as error:
        raise InputError(
            "email.invalid",
            "This is not an e-mail address; it should look like name@example.org.",
            field=field,
        ) from error
    local = unicodedata.normalize("NFC", found.local_part.lower())
    return f"{local}@{found.ascii_domain.lower()}"


def fold(value: str) -> str:
    """Give a text as it is sorted and searched: lower case, without accents (DIN 5007-1).

    >>> fold("Çağla Öz-Weiß")
    'cagla oz-weiss'
    """
    bare = unicodedata.normalize("NFKD", value.casefold())
    return unicodedata.normalize("NFC", "".join(c for c in bare if not unicodedata.combining(c)))


def _compose(value: str, *, field: str, limit: int) -> str:
    if len(value) > limit * _BEFORE_NFC:
        raise _too_long(field, limit)
    return unicodedata.normalize("NFC", _DEBRIS.sub("", value)).strip()


def _refuse(text: str, *, field: str, limit: int) -> None:
    if len(text) > limit:
        raise _too_long(field, limit)
    if text.isascii() and text.isprintable():
        return
    if _BIDI.search(text):
        raise InputError(
            "text.bidi",
            "Please leave out characters that turn the direction of the text.",
            field=field,
        )
    marks = 0
    for char in text:
        category = unicodedata.category(char)
        if category in {"Cc", "Cs"} or _NONCHARACTERS.match(char):
            raise InputError(
                "text.control",
                "The text holds invisible control characters; please type it anew.",
                field=field,
            )
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if marks > _MARKS:
            raise InputError(
                "text.marks", "The text has too many accents on one letter.", field=field
            )


def _too_long(field: str, limit: int) -> InputError:
    return InputError(
        "text.too_long", f"Please use {limit} characters at most.", field=field, limit=limit
    )
