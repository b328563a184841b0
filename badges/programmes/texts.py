"""Texts by language, and short names for addresses, as this room keeps them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from badges.awarding.drafts import LANGUAGES
from badges.errors import InputError
from badges.models import Community
from badges.slugs import slug_of


def clean_texts(texts: Mapping[str, str], field: str, clean: Callable[..., str]) -> dict[str, str]:
    """Clean each language's text; an empty one is as good as none."""
    given = ((code, texts.get(code, "")) for code in LANGUAGES)
    cleaned = {code: clean(text, field=field) for code, text in given if text.strip()}
    return {code: text for code, text in cleaned.items() if text}


def required(texts: dict[str, str], field: str) -> dict[str, str]:
    """Give the texts, or raise ``InputError`` where there are none."""
    if not texts:
        raise InputError("programmes.name", "Give it a name.", field=field)
    return texts


def free_slug(name: Mapping[str, str], community: Community, taken: Iterable[str]) -> str:
    """Give a short name that follows the name and that nothing else has."""
    leading = next((name[code] for code in community.languages if code in name), "")
    stem = slug_of(leading or next(iter(name.values())))
    used, number, slug = {*taken, "new"}, 1, stem  # “new” is the address of the form
    while slug in used:
        number += 1
        slug = f"{stem}-{number}"
    return slug
