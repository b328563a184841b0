"""Many badges handed in at once: what is taken, and what is refused in one sentence."""

from __future__ import annotations

import io
import zipfile

import pytest

from badges.errors import InputError
from badges.verifying.bundles import MOST_MEMBER, Piece, member_of, pieces_of


def packed(*members: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return out.getvalue()


def code_of(*files: tuple[str, bytes], text: str = "") -> str:
    with pytest.raises(InputError) as caught:
        pieces_of(files, text=text)
    return caught.value.reason.code


def test_a_zip_gives_its_members_without_litter() -> None:
    data = packed(
        ("badges/a.json", b"A"), ("__MACOSX/a.json", b"x"), (".DS_Store", b"x"), ("b.pdf", b"B")
    )
    found = pieces_of([("all.zip", data)])
    assert [piece.name for piece in found] == ["badges/a.json", "b.pdf"]
    assert [member_of(data, piece.member or 0) for piece in found] == [b"A", b"B"]


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ([(f"{number}.json", b"") for number in range(1_001)], "batch.too_many"),
        ([("inner.zip", b"PK")], "batch.nested"),
        ([("../../etc/passwd", b"x")], "batch.path"),
        ([("/etc/passwd", b"x")], "batch.path"),
        ([("..\\up.json", b"x")], "batch.path"),
        ([("zeros.bin", bytes(MOST_MEMBER + 1))], "batch.too_large"),
        ([(f"{number}.bin", bytes(MOST_MEMBER)) for number in range(6)], "batch.too_large"),
        ([], "batch.none"),
    ],
)
def test_what_could_harm_is_refused_as_a_whole(members: list[tuple[str, bytes]], code: str) -> None:
    assert code_of(("all.zip", packed(*members))) == code


def test_a_locked_or_damaged_zip_is_refused() -> None:
    data = bytearray(packed(("a.json", b"A")))
    locked = data.copy()
    locked[data.index(b"PK\x01\x02") + 8] |= 1
    assert code_of(("all.zip", bytes(locked))) == "batch.encrypted"
    assert code_of(("all.zip", bytes(data[:-30]))) == "batch.damaged"
    rare = packed(("a.json", b"A" * 99), method=zipfile.ZIP_LZMA)
    assert code_of(("all.zip", rare)) == "batch.damaged"


def test_a_member_that_lies_about_its_size_is_not_believed() -> None:
    data = bytearray(packed(("a.json", bytes(1_000_000))))
    listed = data.index(b"PK\x01\x02")
    data[listed + 24 : listed + 28] = (10).to_bytes(4, "little")
    with pytest.raises(InputError) as caught:
        member_of(bytes(data), 0)
    assert caught.value.reason.code == "batch.damaged"


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("https://b.example/1\n", {"line": "https://b.example/1"}),
        (
            "Name;Link;E-Mail\nAda;https://b.example/1;ada@example.org\n",
            {
                "name": "Ada",
                "line": "https://b.example/1",
                "recipient": "ada@example.org",
            },
        ),
        (
            "3467-9ACD-EFHJ, ada@example.org",
            {"line": "3467-9ACD-EFHJ", "recipient": "ada@example.org"},
        ),
        ("\n\n  https://b.example/1  \n", {"line": "https://b.example/1"}),
    ],
)
def test_a_list_gives_links_and_codes(text: str, asked: dict[str, str]) -> None:
    assert [piece.asked for piece in pieces_of([], text=text)] == [asked]
    utf16 = text.encode("utf-16")
    assert [piece.asked for piece in pieces_of([("a.csv", utf16)])] == [asked]


def test_a_row_without_anything_to_check_is_told_not_dropped() -> None:
    found = pieces_of([], text="https://b.example/1\nAda Beispiel\n")
    assert found[1] == Piece("Ada Beispiel", asked={"line": ""})


def test_several_files_stand_for_themselves() -> None:
    found = pieces_of([("a.json", b"{}"), ("", b"x")])
    assert [(piece.name, piece.upload) for piece in found] == [("a.json", 0), ("2", 1)]
