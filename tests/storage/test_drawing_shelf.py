"""Drawings on disk: whole or not there, bounded, and in nobody's way."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from badges.storage import DrawingShelf

NAMES = [f"{number:064x}" for number in range(9)]


@pytest.fixture
def shelf(tmp_path: Path) -> DrawingShelf:
    return DrawingShelf(tmp_path / "drawings", most=1_000)


def test_what_was_put_is_there_for_every_process(shelf: DrawingShelf, tmp_path: Path) -> None:
    assert (shelf.get(NAMES[0]), shelf.kept()) == (None, (0, 0))
    shelf.put(NAMES[0], b"a page")
    assert DrawingShelf(tmp_path / "drawings").get(NAMES[0]) == b"a page"
    assert shelf.kept() == (1, 32 + 6)
    for path in (tmp_path / "drawings", tmp_path / "drawings" / NAMES[0]):
        assert path.stat().st_mode & 0o077 == 0


def test_what_was_used_longest_ago_goes_first(shelf: DrawingShelf, tmp_path: Path) -> None:
    for age, name in enumerate(NAMES[:3]):
        shelf.put(name, b"x" * 260)
        os.utime(tmp_path / "drawings" / name, (age, age))
    assert shelf.get(NAMES[0]) == b"x" * 260
    shelf.put(NAMES[3], b"x" * 260)
    assert [shelf.get(name) is not None for name in NAMES[:4]] == [True, False, True, True]
    shelf.put(NAMES[4], b"x" * 1_001)
    assert shelf.get(NAMES[4]) is None
    assert shelf.kept()[1] <= 1_000


def test_what_nobody_asks_for_is_let_go(shelf: DrawingShelf, tmp_path: Path) -> None:
    for age, name in enumerate(NAMES[:3]):
        shelf.put(name, b"a page")
        os.utime(tmp_path / "drawings" / name, (age, age))
    assert shelf.sweep(before=2) == 2
    assert shelf.kept()[0] == 1


def test_what_is_damaged_is_not_there(shelf: DrawingShelf, tmp_path: Path) -> None:
    shelf.put(NAMES[0], b"a page")
    (tmp_path / "drawings" / NAMES[0]).write_bytes(b"torn")
    assert shelf.get(NAMES[0]) is None
    assert shelf.kept() == (0, 0)


def test_a_folder_in_it_is_in_nobodys_way(shelf: DrawingShelf, tmp_path: Path) -> None:
    found = tmp_path / "drawings" / "lost+found"
    found.mkdir(parents=True)
    os.utime(found, (1, 1))
    for name in NAMES:
        shelf.put(name, b"x" * 260)
    assert 0 < shelf.kept()[1] <= 1_000
    shelf.sweep(before=2**33)
    assert (shelf.kept(), found.is_dir()) == ((0, 0), True)


def test_where_nothing_can_be_written_nothing_is_kept(tmp_path: Path) -> None:
    (tmp_path / "drawings").write_text("no folder")
    shelf = DrawingShelf(tmp_path / "drawings")
    shelf.put(NAMES[0], b"a page")
    assert shelf.get(NAMES[0]) is None
    assert (shelf.kept(), shelf.sweep(before=2**33)) == ((0, 0), 0)


def test_a_name_is_no_path(shelf: DrawingShelf) -> None:
    with pytest.raises(ValueError, match="hash"):
        shelf.get("../master.key")
