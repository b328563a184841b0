"""How long things are kept is a choice within bounds."""

from __future__ import annotations

import pytest

from badges.accounts.access import Actor
from badges.errors import ForbiddenError, InputError
from badges.privacy.periods import BOUNDS, USUAL, Periods, periods_of, set_periods


def test_the_usual_periods_hold_until_others_are_chosen(mona: Actor) -> None:
    assert periods_of(mona.community) == USUAL
    chosen = Periods(offers=60, logs=14)
    set_periods(mona, chosen)
    assert periods_of(mona.community) == chosen


@pytest.mark.parametrize("name", BOUNDS)
def test_a_period_out_of_bounds_is_refused_beside_its_field(mona: Actor, name: str) -> None:
    for days in (BOUNDS[name][0] - 1, BOUNDS[name][1] + 1):
        with pytest.raises(InputError) as refused:
            set_periods(mona, Periods(**{name: days}))
        assert refused.value.field == name
    assert periods_of(mona.community) == USUAL


def test_only_who_may_change_settings_chooses(mona: Actor) -> None:
    reader = Actor(mona.community, None, frozenset(), "page")
    with pytest.raises(ForbiddenError):
        set_periods(reader, USUAL)
