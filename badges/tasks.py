"""The queue's door: which handler runs a job of which name, and the worker in this process."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Mapping
from datetime import date

from flask import Flask

from badges import issuing, jobs, keeping, mailing
from badges.accounts import signin
from badges.awarding.back_awarding import award_existing
from badges.awarding.claiming import send_links
from badges.awarding.evaluating import evaluate_member, evaluate_members
from badges.awarding.files import forget_file
from badges.awarding.reminding import remind_expiry, remind_offers
from badges.awarding.scheduling import award_planned
from badges.awarding.sealing import look_again, seal_link
from badges.batches import running, staging, undoing
from badges.database import db
from badges.impact.asking import ask_what_changed
from badges.impact.reporting import count_quarters
from badges.intake import handing_in, waiting
from badges.jobs import DAILY_HOUR
from badges.peers.reminding import remind_peers
from badges.ports import now
from badges.privacy.sweeping import let_go
from badges.programmes.enrolling import tend_programmes
from badges.publishing.batches import check_batch, forget_batch

IDLE_SECONDS = 1.0

BREATH_SECONDS = 0.15
"""A pause that lets those in who wait to write; SQLite asks every tenth of a second."""

WORK_SECONDS = 0.5
"""After so long at work the worker pauses for a breath."""

HANDLERS: Mapping[str, jobs.Handler] = {
    "ask_what_changed": ask_what_changed,
    "award_existing": award_existing,
    "award_planned": award_planned,
    "check_batch": check_batch,
    "check_list": staging.check_batch,
    "claim_links": send_links,
    "count_quarters": count_quarters,
    "evaluate_member": evaluate_member,
    "forget_batch": forget_batch,
    "forget_list": staging.forget_batch,
    "forget_table": handing_in.forget_table,
    "examine_installation": keeping.examine_installation,
    "forget_file": forget_file,
    "issue_credential": issuing.issue_credential,
    "let_go": let_go,
    "look_again": look_again,
    "seal_link": seal_link,
    "reissue": issuing.reissue,
    "remind_expiry": remind_expiry,
    "remind_offers": remind_offers,
    "remind_peers": remind_peers,
    "read_table": handing_in.read_table,
    "run_list": running.run_batch,
    "send_mail": mailing.send_mail,
    "sign_in_mail": signin.send_link,
    "take_waiting": waiting.take_waiting,
    "tend_programmes": tend_programmes,
    "undo_list": undoing.undo_some,
    "undo_table": handing_in.undo_table,
}

TOGETHER: Mapping[str, jobs.Handler] = {"evaluate_member": evaluate_members}
"""Those that do many jobs of a name at once."""

DAILY: tuple[str, ...] = (
    "remind_offers",
    "remind_expiry",
    "remind_peers",
    "ask_what_changed",
    "count_quarters",
    "let_go",
    "look_again",
    "tend_programmes",
)
"""Handlers without arguments that run once a day."""

log = logging.getLogger(__name__)


def promise_daily_work() -> date:
    """Promise today's work, once for each day and kind however many workers do; gives the day."""
    at = now()
    due = at.replace(hour=DAILY_HOUR, minute=0, second=0)
    for name in DAILY:
        jobs.enqueue_once(f"{name}:{at:%Y-%m-%d}", name, due=due)
    db.session.commit()
    return at.date()


class Worker(threading.Thread):
    """Claims due jobs, one after the other, until it is told to stop.

    One runs in each web process, and as many as wanted under ``badges work``.
    """

    def __init__(self, app: Flask, *, idle_seconds: float = IDLE_SECONDS) -> None:
        super().__init__(name="badges-worker", daemon=True)
        self._app = app
        self._idle_seconds = idle_seconds
        self._stopping = threading.Event()
        self._promised: date | None = None

    def run(self) -> None:
        """Work until stopped; what goes wrong is logged and tried again."""
        while not self._stopping.is_set():
            try:
                with self._app.app_context():
                    if self._promised != now().date():
                        self._promised = promise_daily_work()
                    ran = self._work_a_while()
            except Exception:
                # The database may be away for a while; the worker must outlive that.
                log.exception("the worker could not reach its jobs")
                ran = 0
            if not ran:
                self._stopping.wait(self._idle_seconds)

    def _work_a_while(self) -> int:
        """Run due jobs until a breath is due; gives how many ran."""
        began, ran = time.monotonic(), 0
        while not self._stopping.is_set() and jobs.run_due(limit=1):
            ran += 1
            if time.monotonic() - began > WORK_SECONDS:
                self._stopping.wait(BREATH_SECONDS)
                break
        return ran

    def stop(self, timeout: float | None = None) -> None:
        """Finish what is in hand and end."""
        self._stopping.set()
        if self.is_alive():
            self.join(timeout)
