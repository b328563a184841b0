"""A preview picture that hundreds ask for is drawn once, and never for whom it may not be."""

from __future__ import annotations

import threading

import pytest

from badges import issuing
from badges.awarding.holding import correct_name
from badges.models import Award
from badges.publishing import certificate
from badges.publishing.certificate import preview
from badges.publishing.drawn import DrawnLately
from badges.publishing.issued import issued_credential


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give the names that are drawn from now on."""
    names: list[str] = []

    def draw(content: certificate.PreviewContent) -> bytes:
        names.append(content.recipient_name)
        return f"picture of {content.recipient_name}".encode()

    monkeypatch.setattr(certificate, "render_preview", draw)
    monkeypatch.setattr(certificate, "_PREVIEWS", DrawnLately())
    return names


def test_many_who_ask_at_once_wait_for_one_drawing() -> None:
    kept, asked, go_on = DrawnLately(), threading.Barrier(9), threading.Event()
    drawings: list[int] = []
    got: list[bytes] = []

    def draw() -> bytes:
        drawings.append(1)
        go_on.wait(30)
        return b"picture"

    def ask() -> None:
        asked.wait(30)
        got.append(kept.get(b"key", draw))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for each in threads:
        each.start()
    asked.wait(30)
    go_on.set()
    for each in threads:
        each.join(30)
    assert (got, drawings) == ([b"picture"] * 8, [1])


def test_it_is_forgotten_after_minutes_and_where_it_is_too_much() -> None:
    at = [0.0]
    kept = DrawnLately(most=100, seconds=60, clock=lambda: at[0])
    drawings = iter(range(9))

    def ask(key: bytes) -> bytes:
        return kept.get(key, lambda: b"%d" % next(drawings) * 40)

    assert ask(b"a") == ask(b"a") == b"0" * 40
    at[0] = 59
    assert ask(b"a") == b"0" * 40
    at[0] = 61
    assert ask(b"a") == b"1" * 40
    ask(b"b")
    ask(b"c")
    ask(b"c")
    assert ask(b"a") == b"4" * 40
    assert ask(b"c") == b"3" * 40


def test_what_cannot_be_drawn_is_tried_again() -> None:
    kept = DrawnLately()
    with pytest.raises(ZeroDivisionError):
        kept.get(b"key", lambda: b"%d" % (1 // 0))
    assert kept.get(b"key", lambda: b"picture") == b"picture"


def test_after_a_correction_another_picture_is_drawn(award: Award, drawn: list[str]) -> None:
    for _ in range(2):
        assert preview(award, issued_credential(award)) == b"picture of Ada Beispiel"
    assert award.member is not None
    correct_name(award.member, award, name="Ada Neu")
    issuing.reissue(award.id)
    for _ in range(2):
        assert preview(award, issued_credential(award)) == b"picture of Ada Neu"
    assert drawn == ["Ada Beispiel", "Ada Neu"]
