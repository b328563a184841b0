"""Words for each other: asking for one, giving one on one screen, taking it back, showing it."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.accounts.access import Actor, Permission
from badges.awarding.achievements import newest_published
from badges.credentials.endorsements import standing_of as said_as
from badges.database import db, get_scoped
from badges.errors import BadgesError
from badges.models import Achievement, Membership, Vouch, VouchRequest
from badges.peers import requests, vouching
from badges.peers.guards import left_this_month, require_may_vouch, settings_of
from badges.peers.voices import Standing, nameable, voices_of
from badges.timestamps import local_day
from badges.web.access import requires
from badges.web.cards import Card, card_of
from badges.web.member.achievements import achievement_of, membership_of, published_of
from badges.web.member.frame import blueprint, commit_and_run, errors_of, go
from badges.web.member.together import Corner, Link, corner
from badges.web.member.waiting import Line, waits
from badges.web.pages import page, words
from badges.web.problems import status_of

MOST_SHOWN = 20


@blueprint.get("/me/<community>/words")
@requires(Permission.BELONG)
def words_mine(actor: Actor) -> Response:
    """Show who waits for my word, what stands for me, and what I said for others."""
    member = membership_of(actor)
    mine = vouching.words_for(member)
    given = vouching.words_by(member)
    return page(
        "member/words/mine.html",
        waiting=[(each, _card(each.achievement)) for each in requests.requests_to(member)],
        mine=[_told(each) for each in mine],
        taken_back=[(each, _card(each.achievement)) for each in vouching.taken_back(member)],
        given=[(each, _card(each.achievement), _day(each)) for each in given[:MOST_SHOWN]],
        left=left_this_month(member),
        settings=settings_of(actor.community),
    )


@blueprint.get("/me/<community>/achievements/<slug>/words")
@requires(Permission.BELONG)
def word_ask(actor: Actor, slug: str) -> Response:
    """Show who vouches for me so far, and a form to ask others."""
    return _ask_page(actor, slug)


@blueprint.post("/me/<community>/achievements/<slug>/words")
@requires(Permission.BELONG)
def word_ask_now(actor: Actor, slug: str) -> Response:
    """Ask one person, or everybody who is heard."""
    member, row = membership_of(actor), achievement_of(actor, slug)
    chosen = request.form.get("asked", type=int)
    try:
        asked = (
            get_scoped(Membership, actor.community.id, id=chosen, left_at=None) if chosen else None
        )
        requests.ask(member, row, request.form.get("message", ""), asked)
    except BadgesError as error:
        db.session.rollback()
        return _ask_page(actor, slug, error)
    said = words().gettext("Asked. Your request stands below, with its link.")
    return _go(actor, "word_ask", said, slug=slug, _anchor="open")


@blueprint.post("/me/<community>/vouch/<public_id>/close")
@requires(Permission.BELONG)
def word_close(actor: Actor, public_id: str) -> Response:
    """Take a request back."""
    member = membership_of(actor)
    found = requests.request_at(member, public_id)
    requests.close(member, found)
    slug = found.achievement.slug
    return _go(actor, "word_ask", words().gettext("The request is closed."), slug=slug)


@blueprint.get("/me/<community>/vouch/<public_id>")
@requires(Permission.BELONG)
def word_answer(actor: Actor, public_id: str) -> Response:
    """Show who asks for what, and the one form to answer."""
    return _answer_page(actor, requests.request_at(membership_of(actor), public_id))


@blueprint.post("/me/<community>/vouch/<public_id>")
@requires(Permission.BELONG)
def word_give(actor: Actor, public_id: str) -> Response:
    """Vouch, named or not."""
    voucher = membership_of(actor)
    found = requests.request_at(voucher, public_id)
    named = request.form.get("named") == "yes"
    try:
        given = requests.answer(voucher, found, request.form.get("sentence", ""), named=named)
    except BadgesError as error:
        db.session.rollback()
        return _answer_page(actor, requests.request_at(voucher, public_id), error)
    member_id, name = given.membership_id, given.member.name
    commit_and_run("evaluate_member", membership_id=member_id)
    said = words().gettext("Thank you. Your word stands for %(name)s.", name=name)
    return _go(actor, "words_mine", said, _anchor="given")


@blueprint.post("/me/<community>/vouch/<public_id>/decline")
@requires(Permission.BELONG)
def word_decline(actor: Actor, public_id: str) -> Response:
    """Leave it; nobody is told."""
    voucher = membership_of(actor)
    try:
        requests.decline(voucher, requests.request_at(voucher, public_id))
    except BadgesError as error:
        return _answer_page(actor, requests.request_at(voucher, public_id), error)
    return _go(actor, "words_mine", words().gettext("All right. Nobody is told."))


@blueprint.post("/me/<community>/words/<int:vouch_id>/withdraw")
@requires(Permission.BELONG)
def word_withdraw(actor: Actor, vouch_id: int) -> Response:
    """Take my word back."""
    voucher = membership_of(actor)
    row = get_scoped(Vouch, actor.community.id, id=vouch_id, voucher_id=voucher.id)
    try:
        vouching.withdraw_vouch(voucher, row)
    except BadgesError as error:
        return _go(actor, "words_mine", words().sentence(error.reason), kind="error")
    said = words().gettext("Taken back. Whoever checks it sees that from now on.")
    return _go(actor, "words_mine", said, _anchor="given")


@blueprint.post("/me/<community>/words/<int:vouch_id>/show")
@requires(Permission.BELONG)
def word_show(actor: Actor, vouch_id: int) -> Response:
    """Let a word stand in my badge, or leave it out."""
    member = membership_of(actor)
    row = get_scoped(Vouch, actor.community.id, id=vouch_id, membership_id=member.id)
    shown = request.form.get("shown") == "1"
    award = vouching.award_for(row)
    try:
        vouching.show_vouch(member, row, shown=shown)
    except BadgesError as error:
        return _go(actor, "words_mine", words().sentence(error.reason), kind="error")
    if award is not None:
        commit_and_run("reissue", award_id=award.id)
    if shown:
        said = words().gettext("It stands in your badge, as soon as you have it.")
    else:
        said = words().gettext("It is left out of your badge.")
    return _go(actor, "words_mine", said, _anchor="mine")


def asks_for_words(achievement: Achievement) -> bool:
    """Tell whether members vouch for an achievement."""
    return bool(voices_of(achievement))


@corner(order=5)
def _corner(member: Membership) -> Corner:
    """Say whether somebody waits for a word, and what stands for the member."""
    here = member.community.slug
    waiting, mine = len(requests.requests_to(member)), len(vouching.words_for(member))
    if mine:
        sentence = words().ngettext(
            "One word stands for you.", "%(num)s words stand for you.", mine
        )
    else:
        sentence = words().gettext(
            "Members who saw what you did can vouch for you, and you for them."
        )
    links = [
        Link(words().gettext("Words for each other"), _to("words_mine", here)),
        Link(words().gettext("Vouch for somebody"), _to("word_new", here)),
    ]
    if settings_of(member.community).thanks:
        links.append(Link(words().gettext("My page for thanks"), _to("thanks_mine", here)))
    return Corner(words().gettext("Words for each other"), sentence, tuple(links), waiting)


@waits(order=10)
def _asked(member: Membership) -> Iterator[Line]:
    """Say that somebody waits for a word by name."""
    asked = [each for each in requests.requests_to(member) if each.asked_id == member.id]
    if len(asked) == 1:
        told = words().gettext("%(name)s asks for your word.", name=asked[0].member.name)
        url = _to("word_answer", member.community.slug, public_id=asked[0].public_id)
        yield Line(told, words().gettext("Answer"), url)
    elif asked:
        told = words().ngettext(
            "One person asks for your word.", "%(num)s people ask for your word.", len(asked)
        )
        yield Line(told, words().gettext("Answer"), _to("words_mine", member.community.slug))


def _told(row: Vouch) -> dict[str, Any]:
    return {
        "row": row,
        "card": _card(row.achievement),
        "who": row.name or said_as(row, words()),
        "day": _day(row),
        "in_badge": vouching.is_in_badge(row),
    }


def _day(row: Vouch) -> Any:
    return local_day(row.created_at, row.member.community.zone)


def _card(row: Achievement) -> Card | None:
    version = newest_published(row)
    return card_of(version, words().language) if version is not None else None


def _ask_page(actor: Actor, slug: str, error: BadgesError | None = None) -> Response:
    member, row = membership_of(actor), achievement_of(actor, slug)
    return page(
        "member/words/ask.html",
        status=status_of(error) if error else HTTPStatus.OK,
        card=card_of(published_of(row), words().language),
        slug=slug,
        takes=asks_for_words(row),
        people=nameable(member, row),
        mine=[_told(each) for each in vouching.words_for(member, row)],
        open=[(it, requests.url_of(it)) for it in requests.open_requests(member, row)],
        errors=errors_of(error) if error else {},
        typed=request.form,
    )


def _answer_page(actor: Actor, found: VouchRequest, error: BadgesError | None = None) -> Response:
    """Draw the screen; what stands in the way is said before anything is typed."""
    voucher = membership_of(actor)
    standing: Standing | None = None
    hindered = ""
    try:
        standing = require_may_vouch(voucher, found.member, found.achievement)
    except BadgesError as refusal:
        hindered = words().sentence(refusal.reason)
    version = published_of(found.achievement)
    return page(
        "member/words/answer.html",
        status=status_of(error) if error else HTTPStatus.OK,
        found=found,
        card=card_of(version, words().language),
        closed=found.state not in {"open", "declined"},
        own=found.membership_id == voucher.id,
        hindered=hindered,
        unnamed=_unnamed(voucher, found, standing),
        name=voucher.name,
        left=left_this_month(voucher),
        errors=errors_of(error) if error else {},
        typed=request.form,
    )


def _unnamed(voucher: Membership, found: VouchRequest, standing: Standing | None) -> str:
    """Say how a voucher without a name would stand there."""
    if standing is None:
        return ""
    row = Vouch(
        community_id=voucher.community_id,
        capacity=standing.capacity,
        capacity_badge=standing.badge,
        achievement_id=found.achievement_id,
    )
    return said_as(row, words())


def _to(endpoint: str, community: str, **values: Any) -> str:
    return url_for(f"member.{endpoint}", community=community, **values)


def _go(
    actor: Actor, endpoint: str, said: str, *, kind: str = "success", **values: Any
) -> Response:
    return go(_to(endpoint, actor.community.slug, **values), said, kind=kind)
