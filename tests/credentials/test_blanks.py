"""A document that differs from its base in the blanks only is kept as what fills them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from badges.credentials.at_rest import packing_of, shared_part, unpack
from badges.database import db
from badges.issuing import issue, prepare
from badges.models import Award, Credential, DocumentBase
from badges.models.blanks import LONG, LONGEST_TEXT, SHORT, TEXT, UUID, Form
from badges.models.compact import DEFLATED, FILLED, deflated, filled, name_of, unpacked_with
from badges.ports import now

MakeAward = Callable[..., Award]

BASE = f'{{"id":"/{SHORT}","of":"{UUID}","hash":"{LONG}","at":"{TEXT}","by":"{TEXT}"}}'.encode()
FORM = Form.of(BASE)
_HEX = "0123456789abcdef"


def _document(at: str = "now", by: str = "Ada", *, salt: str = "0f" * 16) -> bytes:
    uuid = "00112233-4455-6677-8899-aabbccddeeff"
    return f'{{"id":"/{salt}","of":"{uuid}","hash":"{"a0" * 32}","at":"{at}","by":"{by}"}}'.encode()


def _digits(count: int) -> st.SearchStrategy[str]:
    return st.text(_HEX, min_size=count, max_size=count)


@given(salt=_digits(32), at=st.text(max_size=250), by=st.text(max_size=20))
def test_whatever_fills_the_blanks_comes_back(salt: str, at: str, by: str) -> None:
    document = _document(at.replace('"', ""), by.replace('"', ""), salt=salt)
    values = FORM.read(document)
    if len(at.replace('"', "").encode()) <= LONGEST_TEXT:
        assert values is not None
        assert FORM.filled(values) == document
    elif at != by:
        assert values is None


def test_what_stands_twice_is_kept_once() -> None:
    once, twice = FORM.read(_document("now", "Ada")), FORM.read(_document("now", "now"))
    assert once is not None
    assert twice is not None
    assert (len(once), len(twice)) == (64 + 4 + 4, 64 + 4 + 1)


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(_document(by='Ada \\"the first\\"'), id="an escape"),
        pytest.param(_document(salt="0F" * 16), id="capitals"),
        pytest.param(_document(salt="0g" * 16), id="no digits"),
        pytest.param(_document().replace(b"-4455-", b"4455--"), id="hyphens elsewhere"),
        pytest.param(_document().replace(b"-4455-", b"-44550"), id="too few hyphens"),
        pytest.param(_document(at="x" * (LONGEST_TEXT + 1)), id="a long text"),
        pytest.param(_document() + b" ", id="more"),
        pytest.param(_document()[:-1], id="less"),
        pytest.param(_document()[:70], id="cut short"),
        pytest.param(b"", id="nothing"),
        pytest.param(_document().replace(b'"by"', b'"By"'), id="another member"),
    ],
)
def test_what_differs_elsewhere_is_deflated(other: bytes) -> None:
    assert filled(other, BASE) is None
    packed = deflated(other, BASE)
    assert packed == other or packed.startswith(DEFLATED)
    assert packed == other or unpacked_with(packed, BASE) == other


def test_there_may_be_many_blanks_but_not_too_many_texts() -> None:
    for count in (16, 17):
        base = b'"%b"' % b'","'.join([TEXT.encode()] * count)
        document = b'"%b"' % b'","'.join(b"%d" % number for number in range(count))
        assert (filled(document, base) is None) == (count == 17)


@pytest.mark.parametrize("lost", range(1, 12))
def test_values_that_were_cut_short_are_told(lost: int) -> None:
    values = FORM.read(_document()) or b""
    for spoilt in (values[:-lost], values + b"x" * lost):
        with pytest.raises(ValueError, match="values"):
            FORM.filled(spoilt)
    with pytest.raises(ValueError, match="before"):
        FORM.filled(values[:64] + bytes((240 + lost, 1, 65)))


def test_a_name_of_ones_own_and_a_sentence_fill_their_blanks(accepted: MakeAward) -> None:
    given_names = [("Ada", ""), ("Grace", ""), ("Lin", "Held a talk"), ("Kim", "Helped all day")]
    for name, sentence in given_names:
        issue(prepare(accepted(recipient_name=name, narrative=sentence)))
    db.session.expire_all()
    rows = db.session.scalars(sa.select(Credential).order_by(Credential.id)).all()
    packed = [row.packed or b"" for row in rows]
    assert all(each.startswith(FILLED) and len(each) < 300 for each in packed)
    assert [unpack(each) for each in packed] == [row.document for row in rows]
    bodies = db.session.scalars(sa.select(DocumentBase.body)).all()
    assert len(bodies) == 2  # one has a blank for a sentence
    assert not any(name.encode() in body for name, _ in given_names for body in bodies)


def test_bases_from_before_there_were_blanks_are_still_packed_with(accepted: MakeAward) -> None:
    award = accepted()
    with db.session.begin_nested() as savepoint:
        signed = issue(prepare(award)).document or b""
        savepoint.rollback()
    body = shared_part(signed).replace(TEXT.encode(), b"")
    db.session.add(
        DocumentBase(
            community_id=award.community_id,
            version_id=award.version_id,
            language=award.language,
            name=name_of(body),
            body=body,
            usual=len(deflated(signed, body)),
            created_at=now(),
        )
    )
    db.session.flush()
    packed = packing_of(award.version, award.language).pack(signed)
    assert packed.startswith(DEFLATED + name_of(body))
    assert unpack(packed) == signed
