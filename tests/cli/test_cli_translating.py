"""``badges achievement translate``: what of others' badge rules can be said here."""

from __future__ import annotations

import json
from pathlib import Path

from tests.cli.conftest import Run

RULES = Path(__file__).parent.parent / "awarding" / "message_rules"


def test_rules_are_translated_one_line_each_and_nothing_is_kept(run: Run, tmp_path: Path) -> None:
    ending = (RULES / "counted.yml").read_text().replace("topic: cats.fed", "lambda: msg.end()")
    refused = tmp_path / "refused.yml"
    refused.write_text(ending)
    printed = run("achievement", "translate", str(RULES / "counted.yml"), str(refused)).output
    assert "counted.yml: Taken part 5 times: cats.fed." in printed
    assert "refused.yml: This badge rule has code that uses end()" in printed
    assert printed.endswith("1 of 2 can be said.\n")


def test_programs_read_the_rules_as_data(run: Run) -> None:
    (found,) = json.loads(
        run("achievement", "translate", "--json", str(RULES / "among.yml")).output
    )
    assert found["rule"]["attended"]["kind"] == "bowls.filled"
