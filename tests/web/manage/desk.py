"""A browser at the managers' pages: signed in, following redirects, its forms with their token."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask, g
from lxml import html
from werkzeug.test import TestResponse

from badges.accounts import signin
from badges.database import db
from badges.models import Membership
from badges.web.access import COOKIE

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Desk:
    """Somebody's browser within one community; addresses are below ``/manage/<slug>``."""

    def __init__(self, app: Flask, member: Membership) -> None:
        secret = signin.create_link(member.address)
        _, cookie, _ = signin.use_link(secret)
        db.session.commit()
        self.client = app.test_client()
        self.client.set_cookie(COOKIE, cookie)
        self.root = f"/manage/{member.community.slug}"

    def get(self, path: str = "/", *, follow: bool = False) -> TestResponse:
        _forget()
        return self.client.get(self._address(path), follow_redirects=follow)

    def text(self, path: str = "/") -> str:
        """Give a page's text in English, with blanks as a reader sees them."""
        separator = "&" if "?" in path else "?"
        response = self.get(f"{path}{separator}lang=en")
        assert response.status_code == 200, response.status_code
        return words_of(response)

    def post(self, path: str, fields: dict[str, Any] | None = None) -> TestResponse:
        """Send a form with the token of the session, in English; follows no redirect."""
        found = TOKEN.search(self.get("/inbox").text)
        assert found is not None
        _forget()
        data = {"csrf_token": found[1], **(fields or {})}
        separator = "&" if "?" in path else "?"
        return self.client.post(self._address(f"{path}{separator}lang=en"), data=data)

    def _address(self, path: str) -> str:
        return path if path.startswith("/manage/") else self.root + path


def _forget() -> None:
    """Let the next request begin anew: the tests' own context outlives each of them."""
    g.__dict__.clear()


def words_of(response: TestResponse) -> str:
    """Give what a reader reads of a page's main part."""
    page = html.document_fromstring(response.text)
    return " ".join(page.get_element_by_id("content").text_content().split())


def typed_in(response: TestResponse, name: str) -> str:
    """Give what a field of the page holds."""
    page = html.document_fromstring(response.text)
    (field,) = page.xpath(f"//*[@name='{name}']")
    # A browser drops the line break that opens a textarea.
    return str(field.value or "").removeprefix("\n")
