"""Members: who belongs to the community, added in batches, given roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from http import HTTPStatus
from typing import Any

import sqlalchemy as sa

from badges.accounts.access import Actor, Permission
from badges.database import get_scoped
from badges.errors import InputError, NotFoundError, Reason
from badges.intake.lists import PersonRow
from badges.intake.people import AddedMember, add_members, find_by_address, set_roles
from badges.models import Membership
from badges.text import clean_name, normalize_email
from badges.web.api.frame import Resource
from badges.web.api.paging import Page, page_of
from badges.web.bearer import requires_scope
from badges.wording import wording
from schemas.api import (
    AddedMembersSchema,
    MemberSchema,
    NewMembersSchema,
    PageQuerySchema,
    RolesSchema,
    page_schema,
)

resource = Resource("members", "Who belongs to the community, and as what.")


@resource.get("/members")
@requires_scope(Permission.MEMBERS_READ)
@resource.arguments(PageQuerySchema, location="query")
@resource.response(HTTPStatus.OK, page_schema(MemberSchema))
def list_members(actor: Actor, asked: dict[str, Any]) -> Page:
    """List the members, those who left included."""
    query = sa.select(Membership).where(Membership.community_id == actor.community.id)
    return page_of(query, Membership.id, asked, member_body)


@resource.post("/members")
@requires_scope(Permission.MEMBERS_WRITE)
@resource.arguments(NewMembersSchema)
@resource.response(HTTPStatus.OK, AddedMembersSchema)
def add_batch(actor: Actor, given: dict[str, Any]) -> dict[str, Any]:
    """Add people; one bad entry loses none of the good, one who is known stays as they are."""
    results = add_members(actor, people_rows(given["members"]))
    return {"results": [_added_body(result) for result in results]}


@resource.get("/members/<int:member_id>")
@requires_scope(Permission.MEMBERS_READ)
@resource.response(HTTPStatus.OK, MemberSchema)
def get_member(actor: Actor, member_id: int) -> dict[str, Any]:
    """Get one member."""
    return member_body(get_scoped(Membership, actor.community.id, id=member_id))


@resource.put("/members/<int:member_id>/roles")
@requires_scope(Permission.MEMBERS_WRITE)
@resource.arguments(RolesSchema)
@resource.response(HTTPStatus.OK, MemberSchema)
def put_roles(actor: Actor, given: dict[str, Any], member_id: int) -> dict[str, Any]:
    """Give a member these roles and no others."""
    member = get_scoped(Membership, actor.community.id, id=member_id)
    return member_body(set_roles(actor, member, given["roles"]))


def member_body(row: Membership) -> dict[str, Any]:
    """Give a member as :class:`schemas.api.MemberSchema` has it."""
    return {
        "id": row.id,
        "name": row.name,
        "address": row.address,
        "roles": row.roles,
        "joined_at": row.joined_at,
        "left_at": row.left_at,
    }


def recipient(actor: Actor, given: Mapping[str, Any], *, add: bool) -> Membership:
    """Find who is meant by ``member`` or ``address``.

    With ``add`` an unknown address becomes a member, if the actor may. Raises ``InputError`` for
    no address, ``NotFoundError`` for nobody.
    """
    if "member" in given:
        return get_scoped(Membership, actor.community.id, id=given["member"])
    address = normalize_email(given["address"], field="address")
    found = find_by_address(actor.community, address)
    if found is not None and found.left_at is None:
        return found
    if not add:
        raise NotFoundError("member.unknown", "Nobody here has this address; add them first.")
    name = given.get("name") or address.partition("@")[0]
    row = PersonRow(1, clean_name(name), address)
    added = add_members(actor, [row])[0].membership
    if added is None:
        raise NotFoundError("member.unknown", "Nobody here has this address; add them first.")
    return added


def people_rows(people: Iterable[Mapping[str, Any]]) -> Iterator[PersonRow]:
    """Check each entry of a list, as :func:`badges.intake.lists.read_people` does for text."""
    seen: dict[str, int] = {}
    for line, person in enumerate(people, start=1):
        row = _checked(line, person)
        if row.verdict == "good" and row.address in seen:
            twice = Reason("people.twice", line=seen[row.address])
            row = PersonRow(line, row.name, row.address, twice, "double")
        seen.setdefault(row.address, line)
        yield row


def _checked(line: int, person: Mapping[str, Any]) -> PersonRow:
    try:
        address = normalize_email(person["address"])
        name = clean_name(person.get("name") or address.partition("@")[0])
    except InputError as error:
        return PersonRow(line, "", "", error.reason, "invalid")
    return PersonRow(line, name, address)


def _added_body(result: AddedMember) -> dict[str, Any]:
    problem = None
    if result.problem is not None:
        sentence = wording("en").sentence(result.problem)
        problem = {**result.problem.to_json(), "detail": sentence}
    return {
        "line": result.line,
        "outcome": result.outcome,
        "member": member_body(result.membership) if result.membership else None,
        "problem": problem,
    }
