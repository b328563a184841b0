"""The printed code, as people type it."""

from __future__ import annotations

import pytest

from badges.codes import is_like_code
from badges.models import Award
from badges.publishing.visible import ErasedAwardError, HiddenAwardError, award_of_code


@pytest.mark.parametrize(
    "typed",
    ["34679ACDEFHJ", "3467-9acd-efhj", " 3467 9ACD EFHJ ", "3467–9ACD–EFHJ", "34g79acdefhj"],
)
def test_blanks_dashes_case_and_look_alikes_do_not_matter(award: Award, typed: str) -> None:
    assert award_of_code(typed) is award


@pytest.mark.parametrize("typed", ["", "34679ACDEFH", "Y" * 12, "x" * 1000, "３４６７９ACDEFHJ"])
def test_what_is_no_code_finds_nothing(award: Award, typed: str) -> None:
    with pytest.raises(HiddenAwardError):
        award_of_code(typed)


def test_a_private_award_answers_like_a_code_that_was_never_given(award: Award) -> None:
    award.visibility = "private"
    with pytest.raises(HiddenAwardError) as private:
        award_of_code(award.code)
    with pytest.raises(HiddenAwardError) as unknown:
        award_of_code("YYYYYYYYYYYY")
    assert str(private.value) == str(unknown.value)


def test_an_erased_award_says_so(award: Award) -> None:
    award.state = "erased"
    with pytest.raises(ErasedAwardError):
        award_of_code(award.code)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("3467-9acd-efhj", True), ("3467-OOPS-efhj", True), ("eyJhbGciOiJSUzI1NiJ9.e30", False)],
)
def test_codes_are_told_from_other_texts(text: str, expected: bool) -> None:  # noqa: FBT001
    assert is_like_code(text) is expected
