"""Single values: what is read, what is refused and with which code."""

from __future__ import annotations

import datetime as dt

import pytest
from marshmallow import ValidationError
from marshmallow.fields import Field

from schemas import fields
from schemas.problems import Sentence

ACCEPTED = [
    (fields.Text(), ""),
    (fields.Text(choices=["a"]), "a"),
    (fields.Term(choices=["a"]), "ext:ours-1"),
    (fields.Number(), 3),
    (fields.Number(), 2.5),
    (fields.WholeNumber(least=1), 1),
    (fields.Flag(), False),
    (fields.Iri(), "did:web:localhost%3A8443:issuers:ada#z6Mk"),
    (fields.Iri(), "https://例え.example/バッジ"),
    (fields.Iri(), "http://[::1]:8000/x"),
    (fields.Iri(), "data:text/plain,hello"),
    (fields.Iri(blank_node=True), "_:b0"),
    (fields.Iri(web=True), "HTTPS://example.org"),
    (fields.IdentityHash(), "sha256$" + "aB" * 32),
    (fields.IdentityHash(), "md5$" + "0" * 32),
    (fields.Multibase(), "z6Mk"),
    (fields.Multibase(), "uH4s-_"),
    (fields.LanguageTag(), "zh-Hant-TW"),
    (fields.Email(), "ada@example.org"),
    (fields.CompactJws(), "a..b"),
    (fields.Origin(), "example.org:8443"),
]

REFUSED = [
    (fields.Text(), 1, "text"),
    (fields.Text(), None, "null"),
    (fields.Text(choices=["a"]), "b", "choice"),
    (fields.Term(choices=["a"]), "ext:", "choice"),
    (fields.Number(), "3", "number"),
    (fields.Number(), True, "number"),
    (fields.Number(), float("inf"), "number"),
    (fields.WholeNumber(least=1), 0, "whole_number"),
    (fields.WholeNumber(), True, "whole_number"),
    (fields.Flag(), "true", "flag"),
    (fields.Flag(), 1, "flag"),
    (fields.Iri(), "badge", "iri"),
    (fields.Iri(), "#key-1", "iri"),
    (fields.Iri(), "https ://not-a-url", "iri"),
    (fields.Iri(), "https:///no-host", "iri"),
    (fields.Iri(), "https://a.example/\n", "iri"),
    (fields.Iri(), "_:b0", "iri"),
    (fields.Iri(), "urn:" + "x" * fields.MAX_IRI, "iri_long"),
    (fields.Iri(data_uri=False), "DATA:text/plain,x", "data_uri"),
    (fields.Iri(web=True), "urn:uuid:1", "web_address"),
    (fields.IdentityHash(), "sha256$abc", "identity_hash"),
    (fields.IdentityHash(), "sha1$" + "0" * 40, "identity_hash"),
    (fields.Multibase(), "z0OIl", "multibase"),
    (fields.Multibase(), "", "multibase"),
    (fields.Multibase(bases="u"), "z6Mk", "multibase"),
    (fields.LanguageTag(), "Deutsch", "language"),
    (fields.Email(), "ada at example.org", "email"),
    (fields.CompactJws(), "a.b", "jws"),
    (fields.Origin(), "https://example.org", "origin"),
    (fields.Origin(), "example.org/path", "origin"),
    (fields.Date(), "2026-02-30", "date"),
    (fields.Date(), "20260201", "date"),
    (fields.UtcDateTime(), "2026-05-01T09:00:00", "date_time"),
    (fields.UtcDateTime(), "2026-05-01T09:00Z", "date_time"),
    (fields.UtcDateTime(short=True), "2026-05-01T09:00.5Z", "date_time"),
    (fields.UtcDateTime(), "2026-05-01 09:00:00Z", "date_time"),
    (fields.UtcDateTime(), "2026-02-30T09:00:00Z", "date_time"),
    (fields.UtcDateTime(), "0001-01-01T00:00:00+14:00", "date_time"),
    (fields.UtcDateTime(), "２０２６-05-01T09:00:00Z", "date_time"),
]


@pytest.mark.parametrize(("field", "value"), ACCEPTED)
def test_values_of_the_standards_are_read_as_written(field: Field[object], value: object) -> None:
    assert field.deserialize(value) == value


@pytest.mark.parametrize(("field", "value", "code"), REFUSED)
def test_other_values_are_refused_with_a_code(
    field: Field[object], value: object, code: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        field.deserialize(value)
    messages = caught.value.messages
    assert isinstance(messages, list)
    assert isinstance(messages[0], Sentence)
    assert messages[0].code == f"document.{code}"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-05-01T11:00:00+02:00", "2026-05-01T09:00:00Z"),
        ("2026-05-01t09:00:00.999999999z", "2026-05-01T09:00:00Z"),
        ("2026-01-01T00:30:00+01:00", "2025-12-31T23:30:00Z"),
    ],
)
def test_instants_are_written_in_utc_and_whole_seconds(text: str, written: str) -> None:
    field = fields.UtcDateTime()
    instant = field.deserialize(text)
    assert field.serialize("at", {"at": instant}) == written


def test_years_before_1000_keep_four_digits() -> None:
    field = fields.UtcDateTime()
    assert (
        field.serialize("at", {"at": dt.datetime(987, 1, 1, tzinfo=dt.UTC)})
        == "0987-01-01T00:00:00Z"
    )


def test_an_instant_without_zone_is_never_written() -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        fields.UtcDateTime().serialize("at", {"at": dt.datetime(2026, 5, 1)})  # noqa: DTZ001


def test_days_are_read_and_written() -> None:
    day = fields.Date().deserialize("2024-02-29")
    assert day == dt.date(2024, 2, 29)
    assert fields.Date().serialize("on", {"on": day}) == "2024-02-29"
