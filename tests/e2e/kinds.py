"""Every kind of page that the service has, and how pages are looked at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

FOUND = """
api-description.docs
manage.account
manage.activity
manage.activity_list
manage.activity_questions
manage.calendar_new
manage.system
manage.system_list
manage.table
manage.table_list
manage.table_new
manage.verb_list
member.activities
member.not_me
batch.form
batch.show
home.landing
home.legal barrierefreiheit
home.legal datenschutz
home.legal impressum
legal.of_community barrierefreiheit
legal.of_community datenschutz
legal.of_community impressum
mail.stopped
manage.attendance_void
manage.award
manage.award_new
manage.award_running_out
manage.award_step correct
manage.award_step suspend
manage.award_step withdraw
manage.award_waiting
manage.badge
manage.badge_answers
manage.badge_archive
manage.badge_choose
manage.badge_design
manage.badge_edit
manage.badge_import
manage.badge_list
manage.badge_new
manage.badge_preview
manage.badge_publish
manage.batch
manage.batch_list
manage.batch_new
manage.batch_preview
manage.batch_preview_page
manage.card_set
manage.cards_new
manage.circle
manage.circle_list
manage.circle_new
manage.community_settings
manage.doctor
manage.endorsements
manage.endorsements_given
manage.evidence_bounds
manage.going_live
manage.guide
manage.guest_list
manage.guest_new
manage.handover
manage.home
manage.impact
manage.impact_pace
manage.impact_stories
manage.inbox
manage.key_list
manage.key_step retire
manage.key_step revoke
manage.legal_details
manage.legal_text
manage.mail_settings
manage.mail_words de
manage.mail_words en
manage.member
manage.member_add
manage.member_invite
manage.member_list
manage.member_remove
manage.outbox
manage.outbox_mail
manage.path
manage.path_edit
manage.path_list
manage.path_new
manage.pause_edit
manage.pause_list
manage.piece
manage.presented
manage.privacy
manage.privacy_document measures
manage.privacy_document processors
manage.privacy_document record
manage.privacy_document text
manage.programme
manage.programme_edit
manage.programme_end
manage.programme_list
manage.programme_new
manage.programme_people
manage.programme_sessions
manage.programme_weeks
manage.report
manage.report_list
manage.rotation_look
manage.scale
manage.session
manage.session_list
manage.session_new
manage.session_screen
manage.token_list
manage.token_revoke
manage.trail
manage.word_list
member.achievement
member.badge
member.badge_checkers
member.badge_erase_ask
member.card
member.card_me
member.changed
member.changed_list
member.check_in
member.check_in_me
member.circle
member.circle_list
member.claim
member.claim_lost
member.collection
member.collection_list
member.collection_new
member.erased
member.erase_me_ask
member.export_ask
member.goal
member.goal_list
member.impact
member.leave_ask
member.me
member.peer_ask
member.peer_list
member.presented
member.path
member.programme
member.settings
member.thank
member.thanks_mine
member.together
member.review_list
member.review_one
member.words_mine
member.word_new
public.achievement
public.issuer
public.share
public.version
report.achievement
report.badge
report.claim
report.collection
report.issuer
report.receipt
member.sign_ins
once.show
shared.collection
shared.embed
sign_in.ask
sign_in.look
spoken.thanks
start.form
verify.form
ways.programme
verify.meaning
manage.key_step rotate
""".strip().splitlines()

FIXED = {
    "api-description.docs": "/api/docs",
    "member.card_ask": "/card",
    "manage.badge_confirm": "/manage/nordstern/badges/vor-anderen/confirm",
    "member.word_ask": "/me/nordstern/achievements/verlaesslich/words",
    "ways.path": "/paths/nordstern/reparieren",
    "sign_in.sent": "/sign-in/sent",
    "start.sent": "/start/sent",
    "nothing": "/nothing/at/all",
    "not public": f"/credentials/{'0' * 32}",
    "nobody's": "/manage/elsewhere/",
    "used up": "/sign-in/this-is-no-link",
}
FILES = {
    "batch.receipt",
    "manage.impact_pdf",
    "manage.impact_table",
    "home.colours",
    "home.logo",
    "manage.badge_export",
    "manage.design_drawing",
    "manage.design_icon",
    "manage.batch_left_out",
    "manage.batch_preview_card",
    "manage.batch_preview_certificate",
    "manage.batch_preview_mail",
    "manage.batch_report",
    "manage.mail_look",
    "manage.outbox_look",
    "manage.session_table",
    "manage.table_left_out",
    "member.calendar",
    "xapi.about",
    "manage.trail_table",
    "manage.picture",
    "manage.piece_file",
    "member.badge_download",
    "member.claim_download",
    "member.export_zip",
    "member.evidence_file",
    "member.review_file",
    "guest.file",
    "operation.healthz",
    "operation.readyz",
    "operation.metrics_page",
}
ELSEWHERE = {
    "member.address_look",
    "member.guardian",
    "member.endorse",
    "spoken.endorse",
    "guest.show",
    "member.programme_join",
    "member.word_answer",
}
"""Shown once somebody reported a page, or at an address that only a mail tells."""

PROVIDER = {"sign_in.provider_start", "sign_in.provider_back"}
"""There only where the operator has named a provider; each leads on or to the sign-in page."""

KINDS = list(dict.fromkeys([*FOUND, *FIXED]))


@dataclass(frozen=True)
class Look:
    """How a page is looked at."""

    language: str
    scheme: Literal["light", "dark"]
    width: int

    def __str__(self) -> str:
        return f"{self.language}-{self.scheme}-{self.width}"
