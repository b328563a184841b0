"""Mail as the community wants it: when it goes out, whether it works, in whose words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, request

from badges import audit, jobs, limits, mailing
from badges.accounts.access import Actor, Permission
from badges.accounts.mail_settings import set_mail_times
from badges.database import db
from badges.errors import BadgesError, ConflictError, ForbiddenError, InputError, NotFoundError
from badges.mailing.kinds import OWN_WORDS
from badges.ports import settings
from badges.web.access import requires
from badges.web.manage.frame import Texts, blueprint, done, refused, show, typed_form
from badges.web.manage.mail_frame import framed, framing
from badges.web.pages import words

TESTS_AN_HOUR = 10


@blueprint.get("/mail")
@requires(Permission.SETTINGS)
def mail_settings(actor: Actor) -> Response:
    """Show when mails go out, whether they do, and which are in the community's own words."""
    first, second, *_ = [*map(str, actor.community.reminder_days), "", ""]
    typed = Texts(hold=str(actor.community.mail_hold_minutes), first=first, second=second)
    return _show(actor, typed)


@blueprint.post("/mail")
@requires(Permission.SETTINGS)
def mail_settings_update(actor: Actor) -> Any:
    """Change how long mails wait and when offers are brought to mind."""
    typed = typed_form()
    try:
        set_mail_times(actor, hold=typed["hold"], reminders=(typed["first"], typed["second"]))
    except InputError as error:
        return _show(actor, typed, error)
    return done(words().gettext("The settings are saved."), "mail_settings")


@blueprint.post("/mail/test")
@requires(Permission.SETTINGS)
def mail_test(actor: Actor) -> Any:
    """Send a mail to whoever asks, at once, and show what the server said."""
    try:
        if actor.membership is None or not actor.membership.address:
            raise ForbiddenError("mail.no_address", "Give yourself an address first.")
        if not settings().mail_url:
            raise ConflictError("mail.no_server", "No mail server is set up; pass on its link.")
        limits.count(
            "test-mail",
            str(actor.membership_id),
            limit=TESTS_AN_HOUR,
            window=timedelta(hours=1),
        )
    except BadgesError as error:
        return refused(error, "mail_settings")
    member = actor.membership
    mail = mailing.post(
        "test",
        member.address,
        community=actor.community,
        language=words().language,
        name=member.name,
    )
    audit.record(actor, "mail.test", f"outbox_mail:{mail.id}")
    db.session.commit()
    jobs.run_now("send_mail", mail_id=mail.id)
    if mail.state == "sent":
        said = words().gettext("The mail server has taken the mail. Look into your mailbox.")
        return done(said, "mail_settings")
    refusal = ConflictError("mail.not_taken", mail.error, said=mail.error)
    return refused(refusal, "mail_settings")


@blueprint.get("/mail/<kind>/<any(de, en):language>")
@requires(Permission.SETTINGS)
def mail_words(actor: Actor, kind: str, language: str) -> Response:
    """Show one kind of mail exactly as sent, and let it be put into other words."""
    _require_kind(kind)
    kept = mailing.own_words(actor.community, kind, language)
    subject, opening = (request.args.get(name) for name in ("subject", "opening"))
    typed = Texts(
        subject=kept[0] if subject is None else subject,
        opening=kept[1] if opening is None else opening,
    )
    try:
        mailing.check_own_words(typed["subject"], typed["opening"])
    except InputError as error:
        return _show_words(actor, kind, language, typed, error)
    return _show_words(actor, kind, language, typed)


@blueprint.post("/mail/<kind>/<any(de, en):language>")
@requires(Permission.SETTINGS)
def mail_words_update(actor: Actor, kind: str, language: str) -> Any:
    """Keep the community's own words, or go back to the standard text."""
    typed = typed_form()
    standard = bool(typed["standard"])
    subject, opening = ("", "") if standard else (typed["subject"], typed["opening"])
    try:
        mailing.set_own_words(actor.community, kind, language, subject, opening)
    except InputError as error:
        _require_kind(kind)
        return _show_words(actor, kind, language, typed, error)
    audit.record(actor, "mail.words", f"mail:{kind}:{language}")
    if standard:
        said = words().gettext("The standard text is back.")
    else:
        said = words().gettext("Your words are saved.")
    return done(said, "mail_words", kind=kind, language=language)


@blueprint.get("/mail/<kind>/<any(de, en):language>/look")
@requires(Permission.SETTINGS)
def mail_look(actor: Actor, kind: str, language: str) -> Response:
    """Serve the HTML of a mail as it would be sent, for the sandboxed frame."""
    _require_kind(kind)
    own = mailing.check_own_words(request.args.get("subject", ""), request.args.get("opening", ""))
    html = mailing.preview(actor.community, kind, language, own).html
    return framed(mailing.with_logo(html, actor.community))


def _show(actor: Actor, typed: Texts, error: BadgesError | None = None) -> Response:
    community = actor.community
    own = {
        (kind, language)
        for kind in OWN_WORDS
        for language in community.languages
        if any(mailing.own_words(community, kind, language))
    }
    return show(
        "mail/settings",
        typed=typed,
        error=error,
        kinds=OWN_WORDS,
        own=own,
        mail_is_set_up=settings().mail_url is not None,
        to=actor.membership.address if actor.membership else "",
    )


def _show_words(
    actor: Actor, kind: str, language: str, typed: Texts, error: BadgesError | None = None
) -> Response:
    own = ("", "") if error else (typed["subject"], typed["opening"])
    return framing(
        show(
            "mail/words",
            typed=typed,
            error=error,
            kind=kind,
            in_language=language,
            own=own,
            kept=any(mailing.own_words(actor.community, kind, language)),
            sample=mailing.preview(actor.community, kind, language, own),
            placeholders=mailing.PLACEHOLDERS,
        )
    )


def _require_kind(kind: str) -> None:
    if kind not in OWN_WORDS:
        raise NotFoundError("not_found", "There is nothing at this address.")
