"""A browser at the application: requests of their own, forms with their token, pages as read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flask import Flask, g
from lxml import html
from published import site
from support import running
from werkzeug.test import TestResponse

from badges import jobs, tasks
from badges.accounts import signin
from badges.database import db
from badges.models import Membership
from badges.web.access import COOKIE


def started(tmp_path: Path, url: str | None = None) -> Iterator[Flask]:
    """Run the application with its queue, for one test, over a database with our tables."""
    app = site(tmp_path, url=url)
    with app.app_context():
        jobs.register(tasks.HANDLERS)
    yield from running(app)


class Browser:
    """Somebody's browser; in English unless it says otherwise."""

    def __init__(self, app: Flask, member: Membership | None = None) -> None:
        self.client = app.test_client()
        if member is not None:
            _, cookie, _ = signin.use_link(signin.create_link(member.address))
            self.client.set_cookie(COOKIE, cookie)
        db.session.commit()

    def get(self, path: str, language: str = "en") -> TestResponse:
        g.__dict__.clear()
        return self.client.get(path, headers={"Accept": "text/html"}, query_string=_in(language))

    def read(self, path: str, language: str = "en") -> str:
        return words_of(self.get(path, language))

    def post(self, path: str, /, *, csrf: bool = True, **fields: Any) -> TestResponse:
        """Send a form as its page would, with the token of the session."""
        if csrf:
            page = html.document_fromstring(self.get("/me").text)
            fields["csrf_token"] = page.xpath("//input[@name='csrf_token']/@value")[0]
        g.__dict__.clear()
        return self.client.post(path, data=fields, query_string=_in("en"))


def words_of(response: TestResponse) -> str:
    """Give what a reader reads in the page's main part."""
    page = html.document_fromstring(response.text)
    return " ".join(page.get_element_by_id("content").text_content().split())


def _in(language: str) -> dict[str, str]:
    return {"lang": language}
