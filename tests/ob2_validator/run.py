"""Run 1EdTech's Open Badges 2.0 validator over some badges, with documents from files only.

It runs in an environment of its own (requirements.txt) and speaks JSON. On standard input::

    {"documents": {"https://…": {"file": "…", "type": "application/ld+json", "status": 200}},
     "cases": [{"name": "…", "file": "…", "recipient": {"email": "…"}}]}

On standard output, for each case by its name: ``valid``, and the messages of its report.
Addresses that are not among the documents answer 404; nothing is fetched from the network.
"""

from __future__ import annotations

import io
import json
import logging
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any

import requests
from openbadges import verifier
from requests.adapters import BaseAdapter


class Documents(BaseAdapter):
    """A network of files."""

    def __init__(self, documents: dict[str, dict[str, Any]]) -> None:
        super().__init__()
        self._documents = documents

    def send(self, request: requests.PreparedRequest, **_: object) -> requests.Response:
        """Answer from the table, whatever the request's method and headers."""
        found = self._documents.get(request.url)
        response = requests.Response()
        response.request, response.url = request, request.url
        response.status_code = found.get("status", HTTPStatus.OK) if found else HTTPStatus.NOT_FOUND
        response.encoding = "utf-8"
        response.headers["Content-Type"] = found["type"] if found else "text/plain"
        response.raw = io.BytesIO(Path(found["file"]).read_bytes() if found else b"")
        return response

    def close(self) -> None:
        """Nothing is open."""


def judge(case: dict[str, Any]) -> dict[str, Any]:
    """Give the validator's report of one case, shortened."""
    path = Path(case["file"])
    given = path.open("rb") if path.suffix in {".png", ".svg"} else path.read_text("utf-8").strip()
    report = verifier.verify(given, recipient_profile=case.get("recipient"), use_cache=False)
    messages = [(each["name"], each["result"]) for each in report["report"]["messages"]]
    return {"valid": report["report"]["valid"], "messages": messages}


def main() -> None:
    """Judge every case."""
    job = json.load(sys.stdin)
    adapter = Documents(job["documents"])
    requests.Session.get_adapter = lambda *_, **__: adapter
    logging.disable(logging.CRITICAL)
    json.dump({case["name"]: judge(case) for case in job["cases"]}, sys.stdout)


if __name__ == "__main__":
    main()
