"""What stands in the way of confirming by hand, and the trail's words for it."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "decision.own": Plain("Nobody confirms their own milestone; ask somebody else."),
    "decision.nobody": Plain("A person must confirm this; sign in to do so."),
    "decision.not_asked": Plain("This milestone asks for no confirmation now."),
    "decision.other": Plain("Only whoever confirmed it can take that back."),
    "decision.awarded": Plain("A badge was given for it; withdraw that badge instead."),
    "deed.milestone.confirm": Plain("Confirmed a milestone"),
    "deed.milestone.unconfirm": Plain("Took the confirmation of a milestone back"),
    "deed.achievement.stop": Plain("Stopped looking at everybody (offered: %(awarded)s)"),
}
