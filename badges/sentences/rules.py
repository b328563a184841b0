"""What rules of all kinds ask for, what they still miss, and what is wrong with them."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Plural, Table

NOTES = ("tag", "role", "people", "by", "where")
"""Parameters that are said in a sentence of their own where the first one leaves them out."""

MISSING: Table = {
    "presented.more": (
        Plural("Present once more: %(kind)s.", "Present %(count)s more times: %(kind)s."),
        Plural("Present once more.", "Present %(count)s more times."),
    ),
    "distinct.more": (
        Plural(
            "Take part once more: %(kind)s. What has to be new: %(field)s.",
            "Take part %(count)s more times: %(kind)s. What has to differ each time: %(field)s.",
        ),
        Plural(
            "Take part once more. What has to be new: %(field)s.",
            "Take part %(count)s more times. What has to differ each time: %(field)s.",
        ),
    ),
    "summed.more.hours": (
        Plural(
            "%(amount)s hour is still missing: %(kind)s.",
            "%(amount)s hours are still missing: %(kind)s.",
        ),
        Plural("%(amount)s hour is still missing.", "%(amount)s hours are still missing."),
    ),
    "summed.more": (
        Plain("%(amount)s is still missing in “%(field)s”: %(kind)s."),
        Plain("%(amount)s is still missing in “%(field)s”."),
    ),
    "weeks_active.more": (
        Plural(
            "Be there in one more week: %(kind)s. The last %(of)s weeks count.",
            "Be there in %(count)s more weeks: %(kind)s. The last %(of)s weeks count.",
        ),
        Plural(
            "Be there in one more week. The last %(of)s weeks count.",
            "Be there in %(count)s more weeks. The last %(of)s weeks count.",
        ),
    ),
    "reflected.more": Plural(
        "Write one more reflection of at least %(length)s characters.",
        "Write %(count)s more reflections of at least %(length)s characters each.",
    ),
    "vouched.more": Plural(
        "One more person needs to vouch for you.",
        "%(count)s more people need to vouch for you.",
    ),
    "confirmed.more": (
        Plural(
            "One more meeting that both sides confirm is needed: %(kind)s.",
            "%(count)s more meetings that both sides confirm are needed: %(kind)s.",
        ),
        Plural(
            "One more meeting that both sides confirm is needed.",
            "%(count)s more meetings that both sides confirm are needed.",
        ),
    ),
    "goal_reached.more": Plural(
        "Reach one more goal that you set yourself.",
        "Reach %(count)s more goals that you set yourself.",
    ),
    "manual.more": Plural(
        "One more person in charge needs to confirm this.",
        "%(count)s more people in charge need to confirm this.",
    ),
    "none_of.met": Plain("This stands in the way: %(choices)s"),
}

ASKED: Table = {
    "rule.attended": (
        Plural("Taken part once: %(kind)s.", "Taken part %(count)s times: %(kind)s."),
        Plural("Taken part once.", "Taken part %(count)s times."),
    ),
    "rule.presented": (
        Plural("Presented once: %(kind)s.", "Presented %(count)s times: %(kind)s."),
        Plural("Presented once.", "Presented %(count)s times."),
    ),
    "rule.distinct": (
        Plural(
            "Taken part once: %(kind)s. What has to be given: %(field)s.",
            "Taken part %(count)s times: %(kind)s. What has to differ each time: %(field)s.",
        ),
        Plural(
            "Taken part once. What has to be given: %(field)s.",
            "Taken part %(count)s times. What has to differ each time: %(field)s.",
        ),
    ),
    "rule.summed.hours": (
        Plural("Spent %(amount)s hour: %(kind)s.", "Spent %(amount)s hours: %(kind)s."),
        Plural("Spent %(amount)s hour.", "Spent %(amount)s hours."),
    ),
    "rule.summed": (
        Plain("Collected %(amount)s in “%(field)s”: %(kind)s."),
        Plain("Collected %(amount)s in “%(field)s”."),
    ),
    "rule.weeks_active": (
        Plural(
            "Been there in one of the last %(of)s weeks: %(kind)s.",
            "Been there in %(count)s of the last %(of)s weeks: %(kind)s.",
        ),
        Plural(
            "Been there in one of the last %(of)s weeks.",
            "Been there in %(count)s of the last %(of)s weeks.",
        ),
    ),
    "rule.submitted": (
        Plural(
            "Handed in one piece of evidence: %(kind)s.",
            "Handed in %(count)s pieces of evidence: %(kind)s.",
        ),
        Plural("Handed in one piece of evidence.", "Handed in %(count)s pieces of evidence."),
    ),
    "rule.reflected": Plural(
        "Written one reflection of at least %(length)s characters.",
        "Written %(count)s reflections of at least %(length)s characters each.",
    ),
    "rule.reviewed": (
        Plural(
            "Handed in one piece of evidence that was approved: %(kind)s.",
            "Handed in %(count)s pieces of evidence that were approved: %(kind)s.",
        ),
        Plural(
            "Handed in one piece of evidence that was approved.",
            "Handed in %(count)s pieces of evidence that were approved.",
        ),
    ),
    "rule.vouched": Plural("One person vouches for it.", "%(count)s people vouch for it."),
    "rule.confirmed": (
        Plural(
            "Had one meeting that both sides confirmed: %(kind)s.",
            "Had %(count)s meetings that both sides confirmed: %(kind)s.",
        ),
        Plural(
            "Had one meeting that both sides confirmed.",
            "Had %(count)s meetings that both sides confirmed.",
        ),
    ),
    "rule.goal_reached": Plural(
        "Reached one goal of one’s own.", "Reached %(count)s goals of one’s own."
    ),
    "rule.manual": Plural(
        "One person in charge confirms it.", "%(count)s people in charge confirm it."
    ),
    "rule.earned": Plain("Earned the badge “%(achievement)s”."),
    "rule.all_of": Plain("All of this: %(parts)s"),
    "rule.any_of": Plain("One of these: %(choices)s"),
    "rule.at_least": Plural("One of these: %(choices)s", "%(count)s of these: %(choices)s"),
    "rule.none_of": Plain("None of these: %(choices)s"),
}

NOTED: Table = {
    "note.tag": Plain("Only the topic “%(tag)s” counts."),
    "note.role.giver": Plain("Only meetings on the giving side count."),
    "note.role.receiver": Plain("Only meetings on the receiving side count."),
    "note.people": Plural(
        "One other person confirms each.", "%(count)s other people confirm each."
    ),
    "note.by.managers": Plain("The managers’ word counts."),
    "note.by.reviewers": Plain("The word of those who review counts."),
    "note.by.mentors": Plain("The mentors’ word counts."),
    "note.by.holders": Plain("The word of those who hold this badge counts."),
    "note.by.holders_of": Plain("The word of those who hold the badge “%(achievement)s” counts."),
    "note.where": Plain("It counts where %(where)s."),
}

CONDITIONS: Table = {
    "where.equals": Plain("“%(field)s” is “%(value)s”"),
    "where.in": Plain("“%(field)s” is one of: %(value)s"),
    "where.at_least": Plain("“%(field)s” is %(value)s or more"),
    "where.contains": Plain("“%(field)s” contains “%(value)s”"),
    "where.prefix": Plain("“%(field)s” begins with “%(value)s”"),
    "where.present": Plain("“%(field)s” is given"),
    "where.absent": Plain("“%(field)s” is not given"),
    "where.same_as": Plain("“%(field)s” is the same as “%(value)s”"),
    "where.not": Plain("it is not so that %(every)s"),
    "where.all": Plain("%(every)s"),
    "where.any": Plain("%(some)s"),
}

PROBLEMS: Table = {
    "none_of.alone": Plain(
        "This only says what must not be, and everybody would have it; add what a member does."
    ),
    "none_of.contradiction": Plain(
        "This is asked for and ruled out at once, so nobody can earn it: %(choices)s"
    ),
    "where.never": Plain("This condition contradicts itself, so nothing counts: %(where)s"),
    "summed.no_number": Plain("“%(field)s” is no number and cannot be added up."),
    "weeks_active.too_many": Plain(
        "%(n)s weeks are asked for, but only the last %(count)s count; nobody can earn it."
    ),
    "distinct.too_many": Plural(
        "“%(field)s” is to have %(n)s different values, but only one can count; nobody can earn "
        "it.",
        "“%(field)s” is to have %(n)s different values, but only %(count)s can count; nobody can "
        "earn it.",
    ),
    "evidence.no_such_kind": Plain(
        "There is no evidence of the kind “%(kind)s”; it is a link, a file or a text."
    ),
    "evidence.kind_not_taken": Plain(
        "Evidence of the kind “%(kind)s” is asked for, but the milestone takes other kinds only; "
        "nobody can earn it."
    ),
    "earned.unknown": Plain(
        "The badge “%(achievement)s” cannot be earned here, and this one asks for it."
    ),
    "earned.circle": Plain(
        "These badges ask for each other, so nobody can earn the first of them: %(badges)s."
    ),
}

TRANSLATED: Table = {
    "import.rule.nobody": Plain("This badge rule names nobody who is to be awarded."),
    "import.rule.any_topic": Plain("This badge rule is set off by messages of any topic."),
    "import.rule.trigger": Plain("What sets this badge rule off is written in an unknown way."),
    "import.rule.ways": Plain("Too many ways lead to this badge; split the rule up."),
    "import.rule.two_topics": Plain(
        "This badge rule waits for a message of two topics at once; there is none."
    ),
    "import.rule.count": Plain("This badge rule does something other than count messages."),
    "import.rule.times": Plain("How many this badge rule asks for is written in an unknown way."),
    "import.rule.filter": Plain(
        "This badge rule chooses messages by “%(name)s”, which cannot be said here."
    ),
    "import.rule.other_messages": Plain(
        "This badge rule counts other messages than those that set it off."
    ),
    "import.rule.another": Plain(
        "This badge rule counts one person’s messages and awards another person."
    ),
    "import.rule.everybody": Plain(
        "This badge rule counts everybody’s messages; here each person’s own count."
    ),
    "import.rule.person": Plain(
        "This badge rule names a person by something other than a message’s field."
    ),
    "import.rule.code": Plain(
        "This badge rule has code that does more than compare fields; code is never run."
    ),
    "import.rule.function": Plain(
        "This badge rule has code that uses %(name)s, for which there is no comparison here."
    ),
    "import.rule.filled_in": Plain(
        "This badge rule compares messages with the one that set it off, which cannot be said here."
    ),
}

TYPED: Table = {
    "milestone.where_field": Plain("Name the field that is compared."),
    "milestone.where_value": Plain("Say what the field is compared with."),
    "milestone.amount": Plain("Say how much is needed."),
    "milestone.own_field": Plain("Name the field of the activities."),
}

SENTENCES: Table = {**TYPED, **TRANSLATED, **MISSING, **ASKED, **NOTED, **CONDITIONS, **PROBLEMS}
