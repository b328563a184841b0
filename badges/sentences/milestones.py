"""What is missing for a milestone, and what is wrong with a rule."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Plural, Table

SENTENCES: Table = {
    # What a member can do
    "attended.more": (
        Plural(
            "Take part once more: %(kind)s on the topic “%(tag)s”.",
            "Take part %(count)s more times: %(kind)s on the topic “%(tag)s”.",
        ),
        Plural("Take part once more: %(kind)s.", "Take part %(count)s more times: %(kind)s."),
        Plural(
            "Take part once more on the topic “%(tag)s”.",
            "Take part %(count)s more times on the topic “%(tag)s”.",
        ),
        Plural("Take part once more.", "Take part %(count)s more times."),
    ),
    "submitted.more": (
        Plural(
            "Hand in one more piece of evidence: %(kind)s.",
            "Hand in %(count)s more pieces of evidence: %(kind)s.",
        ),
        Plural(
            "Hand in one more piece of evidence.",
            "Hand in %(count)s more pieces of evidence.",
        ),
    ),
    "reviewed.more": (
        Plural(
            "Hand in one more piece of evidence for review: %(kind)s.",
            "Hand in %(count)s more pieces of evidence for review: %(kind)s.",
        ),
        Plural(
            "Hand in one more piece of evidence for review.",
            "Hand in %(count)s more pieces of evidence for review.",
        ),
    ),
    "reviewed.waiting": Plural(
        "One piece is waiting for review.",
        "%(count)s pieces are waiting for review.",
    ),
    "earned.missing": Plain("Earn the badge “%(achievement)s” first."),
    "any_of.more": Plain("One of these is enough: %(options)s"),
    "at_least.more": (
        Plural(
            "%(have)s of %(need)s done; one more is needed. Still possible: %(options)s",
            "%(have)s of %(need)s done; %(count)s more are needed. Still possible: %(options)s",
        ),
        Plural("One more is needed.", "%(count)s more are needed."),
    ),
    # What no longer helps
    "at_least.unreachable": Plural(
        "One more is needed, but the time for what is left has passed.",
        "%(count)s more are needed, but the time for some of what is left has passed.",
    ),
    "window.closed": (
        Plain("This was possible until %(until)s."),
        Plain("The time for this has passed."),
    ),
    "window.ahead": Plain("This counts from %(since)s."),
    # Added to a sentence whose reason has a window
    "within.days": Plural("Only today and yesterday count.", "Only the last %(count)s days count."),
    "within.dates": (
        Plain("It counts from %(since)s to %(until)s."),
        Plain("It counts from %(since)s."),
        Plain("It counts until %(until)s."),
    ),
    # What is wrong with a rule; read by managers before publishing
    "rule.empty": Plain("Nothing is asked for here yet, so nobody can earn it."),
    "rule.unreadable": (
        Plain("The rule cannot be used, at “%(path)s”: %(detail)s"),
        Plain("The rule cannot be used: %(detail)s"),
    ),
    "at_least.too_many": Plural(
        "%(n)s are asked for, but there is only one; nobody can earn it.",
        "%(n)s are asked for, but there are only %(count)s; nobody can earn it.",
    ),
    "at_least.repeated": Plain("The same part stands here twice; one deed would meet both."),
    "milestones.repeated": Plain("Two milestones have the key “%(key)s”; rename one."),
    "earned.itself": Plain("The badge “%(achievement)s” asks for itself; nobody can earn it."),
    "window.empty": Plain("The number of days must be one or more."),
    "window.reversed": Plain(
        "The period ends (%(until)s) before it begins (%(since)s); change one of the dates."
    ),
}
