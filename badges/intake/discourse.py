"""What a Discourse forum tells: a post, an accepted solution, a like, a person's address.

>>> told = read({"post": {"id": 7, "user_id": 3, "username": "ada", "topic_slug": "git",
...     "created_at": "2026-03-09T10:00:00.000Z"}}, "post_created", "1")
>>> told.event, told.external_id, told.account, told.fields
('post', 'post:7', 'discourse:1:3', {'topic': 'git'})

A like is told of whoever wrote the post: being read with pleasure, not clicking, is what counts.
What was deleted, or no longer accepted, counts no more. Of anything else nothing is kept; of a
post neither its text nor its title.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from badges.errors import InputError
from badges.text import normalize_email

EVENTS: Final = ("post", "solved", "like")
USUAL: Final[Mapping[str, str]] = {"post": "contribution", "solved": "answer", "like": "like"}
GONE: Final = "deleted or no longer accepted there"


@dataclass(frozen=True, slots=True)
class Told:
    """What one delivery tells; ``event`` is one of ``EVENTS``, or nothing to be counted.

    ``at`` is nothing where the delivery does not say when it was. ``account`` names who did it
    within the forum, ``label`` is the name that others see there. ``voids`` are ids of what counts
    no more; with ``restores`` it counts again where the forum itself had taken it back.
    """

    event: str | None = None
    at: datetime | None = None
    external_id: str = ""
    account: str = ""
    label: str = ""
    address: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    voids: tuple[str, ...] = ()
    restores: bool = False


def read(payload: Mapping[str, Any], event: str, forum: str) -> Told:
    """Read a delivery by the event that its header names; raises ``InputError``."""
    reader = _READERS.get(event)
    return reader(payload, forum) if reader is not None else Told()


def _post(payload: Mapping[str, Any], forum: str) -> Told:
    post = _part(payload, "post")
    # A post of the forum itself ("closed this topic") or in a private message is nobody's deed.
    if post.get("post_type", 1) != 1 or post.get("topic_archetype") == "private_message":
        return Told()
    return _of("post", f"post:{_id(post)}", post, _moment(post), forum)


def _recovered(payload: Mapping[str, Any], forum: str) -> Told:
    return replace(_post(payload, forum), restores=True)


def _solved(payload: Mapping[str, Any], forum: str) -> Told:
    post = _part(payload, "solved")
    found = _of("solved", f"solved:{_id(post)}", post, _moment(post), forum)
    return replace(found, restores=True)


def _like(payload: Mapping[str, Any], forum: str) -> Told:
    like = _part(payload, "like")
    post, giver = _part(like, "post"), _part(like, "user")
    if post.get("user_id") == giver.get("id"):
        return Told()
    # Who liked it is nobody's business here; the id only has to be the same again.
    who = hashlib.sha256(f"{forum}:{_id(giver)}".encode()).hexdigest()[:16]
    # Discourse says when the post was written, and not when it was liked.
    at = _moment(like) if like.get("created_at") else None
    return _of("like", f"like:{_id(post)}:{who}", post, at, forum)


def _deleted(payload: Mapping[str, Any], _forum: str) -> Told:
    post = _part(payload, "post")
    return Told(voids=(f"post:{_id(post)}", f"solved:{_id(post)}"))


def _unsolved(payload: Mapping[str, Any], _forum: str) -> Told:
    return Told(voids=(f"solved:{_id(_part(payload, 'solved'))}",))


def _user(payload: Mapping[str, Any], forum: str) -> Told:
    """Read whose account it is; only of events that come after the address was confirmed."""
    user = _part(payload, "user")
    try:
        address = normalize_email(str(user.get("email", "")))
    except InputError:
        return Told()
    return Told(account=_account(user, "id", forum), label=_label(user), address=address)


def _of(
    event: str, external_id: str, whose: Mapping[str, Any], at: datetime | None, forum: str
) -> Told:
    topic = str(whose.get("topic_slug") or "")[:100]
    return Told(
        event=event,
        at=at,
        external_id=external_id,
        account=_account(whose, "user_id", forum),
        label=_label(whose),
        fields={"topic": topic} if topic else {},
    )


def _part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = payload.get(name)
    if not isinstance(found, Mapping):
        raise InputError("hook.part", f"The body has no {name}.", name=name)
    return found


def _id(part: Mapping[str, Any], name: str = "id") -> int:
    found = part.get(name)
    if not isinstance(found, int) or isinstance(found, bool) or not 0 < found < 2**53:
        raise InputError("hook.part", f"The body has no {name}.", name=name)
    return found


def _account(part: Mapping[str, Any], name: str, forum: str) -> str:
    return f"discourse:{forum}:{_id(part, name)}"


def _label(part: Mapping[str, Any]) -> str:
    return "".join(c for c in str(part.get("username", "")) if c.isprintable())[:100] or "?"


def _moment(part: Mapping[str, Any]) -> datetime:
    try:
        found = datetime.fromisoformat(str(part.get("created_at", "")))
    except ValueError as error:
        raise InputError("hook.part", "The body has no created_at.", name="created_at") from error
    if found.tzinfo is None:
        raise InputError("hook.part", "The body has no created_at.", name="created_at")
    return found


_READERS: Final[Mapping[str, Callable[[Mapping[str, Any], str], Told]]] = {
    "post_created": _post,
    "post_recovered": _recovered,
    "accepted_solution": _solved,
    "post_liked": _like,
    "post_destroyed": _deleted,
    "unaccepted_solution": _unsolved,
    "user_confirmed_email": _user,
    "user_logged_in": _user,
}
