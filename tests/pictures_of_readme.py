"""Draw the README's pictures anew: ``make update-documents``.

Fills a demo in a temporary folder, serves it, and takes the share page and the certificate of one
of its badges.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pypdfium2
import urllib3
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / ".ci" / "readme"
PORT = 8000
URL = f"http://localhost:{PORT}"
COMMAND = [sys.executable, "-c", "from badges.app import main; main()"]
SHARED = """
import sqlalchemy as sa
from badges.app import create_app
from badges.database import db
from badges.models import Achievement, Award
with create_app().app_context():
    print(db.session.scalar(
        sa.select(Award.public_id).join(Achievement, Award.achievement_id == Achievement.id)
        .where(Award.state == "accepted", Award.visibility == "public", Award.narrative != "")
        .order_by(Award.id.desc())
    ))
"""


def draw() -> None:
    """Serve a demo and write both pictures."""
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "BADGES_INSTANCE_PATH": folder, "BADGES_BASE_URL": URL}
        subprocess.run([*COMMAND, "demo"], cwd=ROOT, env=environment, check=True)
        found = subprocess.run(
            [sys.executable, "-c", SHARED],
            cwd=ROOT,
            env=environment,
            check=True,
            capture_output=True,
            text=True,
        )
        share = f"{URL}/credentials/{found.stdout.strip()}"
        with subprocess.Popen(
            [*COMMAND, "serve", "--port", str(PORT), "--workers", "1"], cwd=ROOT, env=environment
        ) as server:
            try:
                _page(share)
                _certificate(share)
            finally:
                server.terminate()


def _page(share: str) -> None:
    for _ in range(100):
        try:
            urllib3.request("GET", URL, retries=False, timeout=5)
            break
        except urllib3.exceptions.HTTPError:
            time.sleep(0.2)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        page = browser.new_page(viewport={"width": 1100, "height": 900}, locale="en-GB")
        page.goto(share)
        page.screenshot(path=PICTURES / "share-page.png")
        browser.close()


def _certificate(share: str) -> None:
    pdf = urllib3.request("GET", f"{share}.pdf").data
    document = pypdfium2.PdfDocument(pdf)
    document[0].render(scale=1.2).to_pil().save(PICTURES / "certificate.png", optimize=True)
    document.close()


if __name__ == "__main__":
    draw()
