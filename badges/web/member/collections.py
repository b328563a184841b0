"""My collections: which badges, in which order, under which title, for whom."""

from __future__ import annotations

from http import HTTPStatus

from flask import request, url_for
from werkzeug.wrappers import Response

from badges.awarding.collecting import (
    CollectionFacts,
    change_collection,
    collectable,
    collection_of,
    collections_of,
    delete_collection,
    make_collection,
    renew_link,
)
from badges.errors import ConflictError, InputError
from badges.models import Collection
from badges.ports import settings
from badges.web.access import signed_in
from badges.web.cards import card_of
from badges.web.member.frame import blueprint, errors_of, go, reader
from badges.web.pages import page, words


@blueprint.get("/me/collections")
@signed_in()
def collection_list() -> Response:
    """List my collections."""
    return page("member/collections.html", collections=collections_of(reader()))


@blueprint.get("/me/collections/new")
@signed_in()
def collection_new() -> Response:
    """Show an empty form."""
    return _form(None)


@blueprint.post("/me/collections/new")
@signed_in()
def collection_make() -> Response:
    """Make a collection."""
    try:
        row = make_collection(reader(), _facts())
    except (ConflictError, InputError) as error:
        return _form(None, errors_of(error))
    return _back(row, words().gettext("The collection is saved."))


@blueprint.get("/me/collections/<int:number>")
@signed_in()
def collection(number: int) -> Response:
    """Show one collection, to change it, with its address."""
    return _form(collection_of(reader(), number))


@blueprint.post("/me/collections/<int:number>")
@signed_in()
def collection_save(number: int) -> Response:
    """Change a collection."""
    row = collection_of(reader(), number)
    try:
        change_collection(row, _facts())
    except InputError as error:
        return _form(row, errors_of(error))
    return _back(row, words().gettext("The collection is saved."))


@blueprint.post("/me/collections/<int:number>/link")
@signed_in()
def collection_link(number: int) -> Response:
    """Give it another address; the old one ends."""
    row = renew_link(collection_of(reader(), number))
    return _back(row, words().gettext("The link before leads nowhere now; this is the new one."))


@blueprint.post("/me/collections/<int:number>/delete")
@signed_in()
def collection_delete(number: int) -> Response:
    """Delete it; the badges stay."""
    delete_collection(collection_of(reader(), number))
    said = words().gettext("The collection is deleted; your badges are as they were.")
    return go(url_for("member.collection_list"), said)


def _facts() -> CollectionFacts:
    """Read the form: ticked badges, sorted by the number typed beside each."""
    ticked = request.form.getlist("badge")
    places = {each: request.form.get(f"place-{each}", type=int) or 0 for each in ticked}
    return CollectionFacts(
        title=request.form.get("title", ""),
        sentence=request.form.get("sentence", ""),
        visibility=request.form.get("visibility", ""),
        badges=sorted(ticked, key=lambda each: places[each]),
    )


def _form(row: Collection | None, errors: dict[str, str] | None = None) -> Response:
    held = collectable(reader())
    typed = request.form
    chosen = {item.award.public_id: item.position + 1 for item in row.items} if row else {}
    if errors:
        chosen = {
            each: typed.get(f"place-{each}", type=int) or 1 for each in typed.getlist("badge")
        }
    held.sort(key=lambda award: chosen.get(award.public_id, len(held) + 1))
    address = f"{settings().base_url}/collections/{row.public_id}" if row else ""
    return page(
        "member/collection.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        collection=row,
        badges=[(award, card_of(award.version, words().language)) for award in held],
        chosen=chosen,
        address=address,
        typed=typed,
        errors=errors or {},
    )


def _back(row: Collection, said: str) -> Response:
    return go(url_for("member.collection", number=row.id), said)
