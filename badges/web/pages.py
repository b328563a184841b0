"""Pages: a template, the reader's words, and the frame that every page shares."""

from __future__ import annotations

from typing import Any, cast

from flask import Response, g, get_flashed_messages, request, url_for
from flask_wtf.csrf import generate_csrf

from badges.errors import Reason
from badges.models import Community
from badges.rendering.environment import environment, render
from badges.web.static import asset_url
from badges.wording import Wording, pick, wording

LANGUAGES = ("de", "en")


def page(template: str, *, status: int = 200, **context: Any) -> Response:
    """Draw a page for whoever asks; ``community`` in the context sets colour and "du" or "Sie"."""
    community: Community | None = context.pop("community", None) or g.get("community")
    html = render(
        template,
        wording=words(community),
        community=community,
        person=g.get("person"),
        actor=g.get("actor"),
        language=language(community),
        **context,
    )
    return Response(html, status, content_type="text/html; charset=utf-8")


def words(community: Community | None = None) -> Wording:
    """Give the wording for this request's reader."""
    community = community or g.get("community")
    return wording(language(community), formal=bool(community and community.formal))


def language(community: Community | None = None) -> str:
    """Choose the reader's language: asked for, their own, the browser's, the community's."""
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        return asked
    person = g.get("person")
    if person is not None and person.language in LANGUAGES:
        return str(person.language)
    leading = community.languages[0] if community else "de"
    return request.accept_languages.best_match(LANGUAGES, default=leading) or leading


def teach_environment() -> None:
    """Give templates what pages need of HTTP, once, at start-up."""
    environment().globals.update(
        url_for=url_for,
        asset_url=asset_url,
        csrf_token=generate_csrf,
        flashes=_flashes,
        other_language_url=_other_language_url,
        Reason=Reason,
        pick=pick,
    )


def _flashes() -> list[tuple[str, str]]:
    """List what the last request had to say; reads no cookie where there is none."""
    if not request.cookies:
        return []
    found = cast("list[tuple[str, str]]", get_flashed_messages(with_categories=True))
    return [(kind, str(text)) for kind, text in found]


def _other_language_url(code: str) -> str:
    """Give this page's address in the other language."""
    args: dict[str, Any] = {**request.args.to_dict(), "lang": code}
    if request.endpoint is None:
        return f"/?lang={code}"
    return url_for(request.endpoint, **(request.view_args or {}), **args)
