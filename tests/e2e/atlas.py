"""The atlas: an address of every kind of page that the service has, found by following links.

A kind is an endpoint together with what its address chooses (``withdraw``, ``suspend``, …).
Followed are the links of a manager, a member and a stranger, a few addresses of each kind.
"""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import urlsplit

from lxml import html
from playwright.sync_api import APIRequestContext
from werkzeug.exceptions import HTTPException
from werkzeug.routing import AnyConverter, MapAdapter, Rule

OF_EACH_KIND = 4
NO_PAGES = ("assets.", "documents.")
PUBLIC = ("member.claim", "member.claim_lost", "member.erased")


def reader_of(kind: str) -> str:
    """Tell whose browser opens pages of a kind."""
    if kind in PUBLIC:
        return "stranger"
    return {"manage": "manager", "member": "member"}.get(kind.partition(".")[0], "stranger")


def survey(
    routes: MapAdapter, browsers: Mapping[str, APIRequestContext], starts: Iterable[str]
) -> dict[str, str]:
    """Follow the links of each reader; gives the first path that worked for each kind of page."""
    found: dict[str, str] = {}
    for reader, browser in browsers.items():
        for path, kind in _pages(routes, browser, starts):
            if reader_of(kind) in {reader, "stranger"}:
                found.setdefault(kind, path)
    return found


def kinds_of(routes: MapAdapter) -> set[str]:
    """List the endpoints that answer GET, without those that give files."""
    return {
        str(rule.endpoint)
        for rule in routes.map.iter_rules()
        if "GET" in (rule.methods or ()) and not str(rule.endpoint).startswith(NO_PAGES)
    }


def _kind_of(routes: MapAdapter, path: str) -> str:
    try:
        rule, values = routes.match(path, method="GET", return_rule=True)
    except HTTPException:
        return ""
    return _name(rule, values)


def _name(rule: Rule, values: Mapping[str, object]) -> str:
    chosen = [
        str(values[name])
        for name, converter in rule._converters.items()
        if isinstance(converter, AnyConverter)
    ]
    return " ".join([str(rule.endpoint), *chosen])


def _pages(
    routes: MapAdapter, browser: APIRequestContext, starts: Iterable[str]
) -> Iterator[tuple[str, str]]:
    """Walk breadth-first; gives each page's path and kind."""
    waiting, counts = deque(starts), Counter[str]()
    seen = set(waiting)
    while waiting:
        path = waiting.popleft()
        kind = _kind_of(routes, path.partition("?")[0])
        if not kind or kind.startswith(NO_PAGES) or counts[kind] == OF_EACH_KIND:
            continue
        counts[kind] += 1
        answer = browser.get(path, headers={"Accept": "text/html"})
        if not answer.ok or "text/html" not in answer.headers.get("content-type", ""):
            continue
        yield path, kind
        for link in _links(answer.text(), urlsplit(answer.url).netloc):
            if link not in seen:
                seen.add(link)
                waiting.append(link)


def _links(page: str, host: str) -> Iterator[str]:
    """Give the paths on this host that a page's links and mail texts lead to."""
    for link in html.document_fromstring(page).xpath("//a[not(@download)]/@href"):
        address = urlsplit(str(link))
        if address.netloc in {"", host} and address.path.startswith("/"):
            query = re.sub(r"(^|&)lang=\w+", "", address.query).strip("&")
            yield f"{address.path}?{query}".rstrip("?")
    yield from re.findall(rf"{re.escape(host)}(/(?:claim|check-in)/[\w-]+)", page)
