"""A condition that somebody wrote as one line of Python, read as a value and never run.

>>> condition_of("msg.get('msg', {}).get('karma', None) is 1")
Compare(path='karma', operator='equals', value=1)
>>> counted_condition("len([m for m in query.all() if m.msg['new'] is 1])")
Compare(path='new', operator='equals', value=1)

The line is parsed into a tree, and of that tree only what compares a message's fields is known:
looking a field up, constants, comparisons, ``in``, ``len``, ``startswith``, ``and``, ``or``,
``not``, ``any``, ``all``. Everything else is refused (:class:`UntranslatableError`).
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from badges.errors import InputError, Reason
from badges.milestones import Compare, Condition, Every, Some, Unless
from badges.milestones.conditions import Scalar
from badges.wording import wording

RECIPIENT: Final = "recipient"
"""The field that names the person for whom a message was recorded as an activity."""

MOST_CODE: Final = 2_000
"""Characters of one line; longer ones are not parsed."""

_TEMPLATE: Final = re.compile(r"%\(msg\.([^()\s]+)\)s")
_ABSENT: Final = object()


class UntranslatableError(InputError):
    """A rule that says what our language has no words for; the reason's code says what."""

    def __init__(self, code: str, **params: str) -> None:
        reason = Reason(f"import.rule.{code}", **params)
        super().__init__(reason, wording("en").sentence(reason), field="file")


@dataclass(frozen=True, slots=True)
class _Field:
    """A field of the message's body, and what stands for it where it is missing."""

    path: str
    otherwise: Any = None


def condition_of(code: str) -> Condition:
    """Read a condition on one message, which the code calls ``msg``.

    Raises ``UntranslatableError``.
    """
    return _condition(_parsed(code))


def counted_condition(code: str, recipient: str = "") -> Condition | None:
    """Read what is counted of all messages: ``len([m for m in query.all() if …])``.

    A value that the triggering message would fill in counts only where it is the ``recipient``.
    Nothing stands for no condition. Raises ``UntranslatableError``.
    """
    match _parsed(code):
        case ast.Call(
            func=ast.Name(id="len"),
            args=[
                ast.ListComp(
                    elt=ast.Name(id=name),
                    generators=[
                        ast.comprehension(
                            target=ast.Name(id=each),
                            iter=ast.Call(
                                func=ast.Attribute(value=ast.Name(id="query"), attr="all"), args=[]
                            ),
                            ifs=tests,
                        )
                    ],
                )
            ],
        ) if name == each:
            found = [_condition(test, recipient) for test in tests]
            return _joined(Every, found) if found else None
    raise UntranslatableError("count")


def conjuncts(condition: Condition | None) -> tuple[Condition, ...]:
    """Give the conditions that must all hold, in their order."""
    if condition is None:
        return ()
    if isinstance(condition, Every):
        return tuple(part for each in condition.conditions for part in conjuncts(each))
    return (condition,)


def negated(condition: Condition) -> Condition:
    """Give the opposite of a condition, with "not" as far inside as it goes."""
    match condition:
        case Unless(inner):
            return inner
        case Compare(path, "present", value):
            return Compare(path, "present", not value)
        case Every(parts):
            return Some(tuple(map(negated, parts)))
        case Some(parts):
            return Every(tuple(map(negated, parts)))
        case _:
            return Unless(condition)


def _parsed(code: str) -> ast.expr:
    if len(code) > MOST_CODE:
        raise UntranslatableError("code")
    try:
        return ast.parse(code.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UntranslatableError("code") from error


def _condition(node: ast.expr, recipient: str = "") -> Condition:
    match node:
        case ast.BoolOp(op=op, values=values):
            joined: type[Every | Some] = Every if isinstance(op, ast.And) else Some
            return _joined(joined, [_condition(value, recipient) for value in values])
        case ast.Call(func=ast.Name(id="any" | "all" as name), args=[ast.List(elts=values)]):
            joined = Every if name == "all" else Some
            return _joined(joined, [_condition(value, recipient) for value in values])
        case ast.UnaryOp(op=ast.Not(), operand=operand):
            return _not(operand, recipient)
        case ast.Compare(left=left, ops=[op], comparators=[right]):
            return _comparison(left, op, right, recipient)
        case ast.Call(func=ast.Attribute(value=value, attr="startswith"), args=[prefix]):
            return _prefix(_field(value), _constant(prefix))
        case ast.Call(func=ast.Attribute(attr=name)) if name != "get":
            raise UntranslatableError("function", name=f"{name[:40]}()")
    return Compare(_field(node).path, "present", value=True)


def _joined(joined: type[Every | Some], parts: Sequence[Condition]) -> Condition:
    return parts[0] if len(parts) == 1 else joined(tuple(parts))


def _not(operand: ast.expr, recipient: str) -> Condition:
    """Read ``not …``; a bare field is a flag that counts as set where it is missing, or not."""
    if isinstance(operand, (ast.Call, ast.Subscript)) and _is_look_up(operand):
        flag = _field(operand)
        off = Compare(flag.path, "equals", value=False)
        return off if flag.otherwise else Some((off, Compare(flag.path, "present", value=False)))
    return negated(_condition(operand, recipient))


def _comparison(left: ast.expr, op: ast.cmpop, right: ast.expr, recipient: str) -> Condition:
    if isinstance(op, ast.NotEq | ast.IsNot | ast.NotIn):
        opposite = {ast.NotEq: ast.Eq, ast.IsNot: ast.Is, ast.NotIn: ast.In}[type(op)]()
        return negated(_comparison(left, opposite, right, recipient))
    if isinstance(op, ast.In):
        return _among(left, right)
    if isinstance(op, ast.Gt | ast.GtE):
        return _at_least(left, right, above=isinstance(op, ast.Gt))
    if not isinstance(op, ast.Eq | ast.Is):
        _refuse()
    if not _is_look_up(left):
        left, right = right, left
    field = _field(left)
    if _is_look_up(right):
        return Compare(field.path, "same_as", _field(right).path)
    value = _constant(right)
    if value is None:
        return Compare(field.path, "present", value=False)
    return _with_default(field, Compare(field.path, *_equal(value, recipient)))


def _equal(value: Scalar, recipient: str) -> tuple[Any, Scalar]:
    """Compare with a value, or with the recipient where the message was to fill that in."""
    filled_in = _TEMPLATE.fullmatch(value) if isinstance(value, str) else None
    if filled_in is None:
        return "equals", value
    if filled_in[1] != recipient:
        raise UntranslatableError("filled_in")
    return "same_as", RECIPIENT


def _among(left: ast.expr, right: ast.expr) -> Condition:
    if isinstance(right, (ast.List, ast.Tuple)):
        values = tuple(_scalar(each) for each in right.elts)
        return _with_default(_field(left), Compare(_field(left).path, "in", values))
    return Compare(_field(right).path, "contains", _scalar(left))


def _at_least(left: ast.expr, right: ast.expr, *, above: bool) -> Condition:
    """Read a number, or a length, that is at least so much."""
    least = _scalar(right)
    if isinstance(least, bool) or not isinstance(least, (int, float)):
        _refuse()
    match left:
        case ast.Call(func=ast.Name(id="len"), args=[inner]):
            return Compare(_field(inner).path, "at_least", least + above)
    same = Compare(_field(left).path, "at_least", least)
    return Every((same, Unless(Compare(same.path, "equals", least)))) if above else same


def _prefix(field: _Field, prefix: Any) -> Condition:
    if not isinstance(prefix, str) or not prefix:
        _refuse()
    return _with_default(field, Compare(field.path, "prefix", prefix))


def _with_default(field: _Field, compare: Compare) -> Condition:
    """Let what stands for a missing field meet the comparison, too."""
    if field.otherwise is None or not compare.accepts(field.otherwise):
        return compare
    return Some((compare, Compare(field.path, "present", value=False)))


def _is_look_up(node: ast.expr) -> bool:
    try:
        _field(node)
    except UntranslatableError:
        return False
    return True


def _field(node: ast.expr) -> _Field:
    """Read how a field of the body is looked up: by ``get``, in brackets, or as ``m.msg``."""
    names: list[str] = []
    otherwise: Any = _ABSENT
    current = node
    while True:
        match current:
            case ast.Call(func=ast.Attribute(value=inner, attr="get"), args=[key, *rest]):
                names.append(_name(key))
                if otherwise is _ABSENT:
                    otherwise = _default(rest)
            case ast.Subscript(value=inner, slice=key):
                names.append(_name(key))
                otherwise = None if otherwise is _ABSENT else otherwise
            case ast.Attribute(value=ast.Name(), attr="msg"):
                names.append("msg")
                break
            case ast.Name(id="msg"):
                break
            case _:
                _refuse()
        current = inner
    path = names[::-1]
    if len(path) < 2 or path[0] != "msg":  # noqa: PLR2004  (the body, and a field of it)
        _refuse()
    return _Field(".".join(path[1:]), None if otherwise is _ABSENT else otherwise)


def _default(rest: Sequence[ast.expr]) -> Any:
    """Give a default that is a value; an empty list or mapping is as good as none."""
    return _constant(rest[0]) if rest and not isinstance(rest[0], (ast.Dict, ast.List)) else None


def _name(node: ast.expr) -> str:
    value = _constant(node)
    if not isinstance(value, str) or not value or "." in value or not value.isprintable():
        _refuse()
    return value


def _scalar(node: ast.expr) -> Scalar:
    value = _constant(node)
    if value is None:
        _refuse()
    return value


def _constant(node: ast.expr) -> Scalar | None:
    match node:
        case ast.Constant(value=str() | int() | float() | None as value):
            return value
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float() as value)):
            return -value
    raise UntranslatableError("code")


def _refuse() -> NoReturn:
    raise UntranslatableError("code")
