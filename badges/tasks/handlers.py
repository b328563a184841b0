"""Which handler runs a job of which name, what of it together, what first, and what daily."""

from __future__ import annotations

from collections.abc import Mapping

from badges import issuing, jobs, keeping, mailing
from badges.accounts import signin
from badges.awarding.back_awarding import award_existing
from badges.awarding.claiming import send_links
from badges.awarding.evaluating import evaluate_member, evaluate_members
from badges.awarding.files import forget_file
from badges.awarding.reminding import remind_expiry, remind_offers
from badges.awarding.scheduling import award_planned
from badges.awarding.sealing import look_again, seal_link
from badges.batches import ahead, running, staging, undoing
from badges.impact.asking import ask_what_changed
from badges.impact.reporting import count_quarters
from badges.intake import handing_in, waiting
from badges.peers.rechecking import recheck_endorsements
from badges.peers.reminding import remind_peers
from badges.privacy.sweeping import let_go
from badges.programmes.enrolling import tend_programmes
from badges.publishing.batches import check_batch, forget_batch

HANDLERS: Mapping[str, jobs.Handler] = {
    "ask_what_changed": ask_what_changed,
    "award_chunk": running.award_chunk,
    "award_existing": award_existing,
    "award_planned": award_planned,
    "check_batch": check_batch,
    "check_list": staging.check_batch,
    "claim_links": send_links,
    "count_quarters": count_quarters,
    "draw_ahead": ahead.draw_ahead,
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
    "recheck_endorsements": recheck_endorsements,
    "reissue": issuing.reissue,
    "remind_expiry": remind_expiry,
    "remind_offers": remind_offers,
    "remind_peers": remind_peers,
    "read_table": handing_in.read_table,
    "run_list": running.run_batch,
    "send_mail": mailing.send_mail,
    "send_offer": mailing.send_mail,
    "sign_in_mail": signin.send_link,
    "take_waiting": waiting.take_waiting,
    "tend_programmes": tend_programmes,
    "undo_list": undoing.undo_some,
    "undo_table": handing_in.undo_table,
}

TOGETHER: Mapping[str, jobs.Handler] = {"evaluate_member": evaluate_members}
"""Those that do many jobs of a name at once."""

FIRST: frozenset[str] = frozenset({"check_batch", "check_list", "read_table", "sign_in_mail"})
"""Those that somebody may sit and wait for; they go before a long list's work."""

DAILY: tuple[str, ...] = (
    "remind_offers",
    "remind_expiry",
    "remind_peers",
    "ask_what_changed",
    "count_quarters",
    "let_go",
    "look_again",
    "recheck_endorsements",
    "tend_programmes",
)
"""Handlers without arguments that run once a day."""
