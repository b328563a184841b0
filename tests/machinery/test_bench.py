"""`make bench` runs and prints what it promises; how fast we are is not asked here."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import bench
from bench import web
from bench.__main__ import main
from bench.credential import credential
from bench.measuring import Comparison, Line, Local, Pace, compare
from schemas.checking import check_credential

ROOT = Path(bench.__file__).parents[1]
QUICK = ["--rounds", "1", "--seconds", "0.002", "--warm-up", "0.001", "--without-peers"]
SHAPE = {"name": str, "unit": str, "ours": (int, float), "peer": (int, float, type(None)),
         "peer_name": (str, type(None)), "ratio": (int, float, type(None))}  # fmt: skip


@pytest.fixture(autouse=True)
def _any_core(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the tests' own process on all its cores."""
    monkeypatch.setattr("bench.__main__.stay_on_one_core", lambda: None)


def test_it_is_at_hand_without_the_tests_own_machinery() -> None:
    """`make bench` has no pytest around it that would find what the tests find."""
    rooms = ", ".join(
        f"bench.{path.stem}" for path in Path(bench.__file__).parent.glob("[a-z]*.py")
    )
    subprocess.run([sys.executable, "-c", f"import {rooms}"], check=True, cwd=ROOT)


def printed(text: str) -> Iterator[dict[str, Any]]:
    for line in text.splitlines():
        shown = json.loads(line)
        assert all(isinstance(shown[name], kind) for name, kind in SHAPE.items()), line
        assert list(shown) == list(SHAPE)
        yield shown


@pytest.mark.parametrize(
    ("group", "bare", "expected"),
    [
        (
            "proofs",
            "bare",
            {
                "issue-eddsa-rdfc-2022",
                "verify-eddsa-rdfc-2022-first",
                "issue-vc-jwt-eddsa",
                "verify-eddsa-jcs-2022",
                "issue-all-four-forms",
                "refuse-poison-graph",
            },
        ),
        (
            "status",
            "rebuild, gzip default",
            {"revoke-in-131072", "revoke-in-1048576", "check-status"},
        ),
    ],
)
def test_a_group_prints_one_object_a_line(
    group: str, bare: str, expected: set[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--only", group, *QUICK]) == 0
    lines = list(printed(capsys.readouterr().out))
    assert expected <= {line["name"] for line in lines}
    assert {line["peer_name"] for line in lines} == {None, bare}
    assert all(line["ratio"] > 0 for line in lines if line["peer_name"])


def test_certificates_are_measured_beside_whole_layouts(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["--only", "pdf", *QUICK]) == 0
    spliced, first, elsewhere = printed(capsys.readouterr().out)
    assert (spliced["name"], first["name"]) == ("certificate-spliced", "certificate-first")
    assert elsewhere["name"] == "certificate-first-from-shelf"
    assert spliced["ratio"] > elsewhere["ratio"] > first["ratio"]


def test_rules_are_measured_in_a_small_and_in_a_large_community(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.rules.SIZES", {"1000": (3, 2), "1000000": (4, 5)})
    assert main(["--only", "rules", *QUICK]) == 0
    first, second, beside = printed(capsys.readouterr().out)
    assert (first["name"], second["name"]) == (
        "evaluate-with-1000-stored",
        "evaluate-with-1000000-stored",
    )
    assert (beside["unit"], beside["ours"] > 0) == ("times", True)


def test_what_is_stored_is_weighed_and_used(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.stored.FIRST", 5)
    monkeypatch.setattr("bench.store.AT_REST", 400)
    monkeypatch.setattr("bench.store.SIZES", (10, 20))
    monkeypatch.setattr("bench.store.TURNS", 1)
    monkeypatch.setattr("bench.store_bulk.lines", lambda _pace: iter(()))  # it takes minutes
    assert main(["--only", "store", *QUICK]) == 0
    lines = {line["name"]: line for line in printed(capsys.readouterr().out)}
    assert lines["credential-at-rest-with-its-indexes"]["ours"] < 600
    acts = ("issue", "look-up", "verify", "list-a-members", "revoke")
    assert all(lines[f"{act}-with-20"]["ours"] > 0 for act in acts)


@pytest.mark.parametrize("group", ["paper", "nonsense", ""])
def test_a_group_that_is_none_gives_one_sentence(
    group: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--only", group]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    known = "http or pdf or proofs or rules or status or store"
    assert told.err == f"There is no group “{group}” to measure; give ONLY={known}.\n"


def test_what_wrk_says_is_read() -> None:
    told = """
  Latency Distribution
     50%  213.04ms
     99%    1.07s
  120 requests in 6.01s, 2.08MB read
  Socket errors: connect 0, read 1, write 0, timeout 4
  Non-2xx or 3xx responses: 2
Requests/sec:     20.03
"""
    assert web.parsed(told) == web.Load(20.03, pytest.approx(0.21304), 1.07, 7)


def test_without_wrk_the_group_is_left_out_in_one_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bench.web.shutil.which", lambda _name: None)
    assert main(["--only", "http", *QUICK]) == 0
    told = capsys.readouterr()
    assert (told.out, "wrk is missing" in told.err) == ("", True)


def test_ours_and_the_peer_are_measured_in_turn() -> None:
    asked: list[str] = []

    def side(name: str) -> Local:
        return Local(lambda count: [name] * count, asked.append)

    line = compare(Comparison("x", side("ours"), "them", side("peer")), Pace(3, 0.0001, 0))
    turns = [name for at, name in enumerate(asked) if at == 0 or asked[at - 1] != name]
    assert turns == ["ours", "peer"] * 3
    assert line.peer_name == "them"


def test_a_line_is_cut_to_what_can_be_told() -> None:
    line = Line("issue", "ops/s", 8116.432, 135.08, "@digitalbazaar/vc", 60.0849)
    assert str(line) == (
        '{"name": "issue", "unit": "ops/s", "ours": 8116, "peer": 135.1,'
        ' "peer_name": "@digitalbazaar/vc", "ratio": 60.08}'
    )


def test_every_recipient_is_another_and_every_credential_in_order() -> None:
    documents = [credential(number) for number in range(50)]
    assert len({document["credentialSubject"]["id"] for document in documents}) == 50
    assert all(check_credential(document) == () for document in documents)
    assert credential(1, achievement=7)["credentialSubject"]["achievement"]["id"].endswith("/9")
