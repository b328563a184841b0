"""What can go wrong with mail and with awards for later, in words."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "award.planned": Plain("This award is planned already."),
    "award.plan_done": Plain("This badge has been awarded meanwhile."),
    "award.plan_past": Plain("Give a time that lies ahead."),
    "award.plan_far": Plain("Plan two years ahead at most."),
    "award.planner_left": Plain("Whoever planned this has left the community."),
    "award.no_renewal": Plain("This badge does not run out within 60 days."),
    "award.renewed": Plain("This badge has been renewed already."),
    "mail.placeholder": Plain(
        "{%(given)s} is not known here; there are {name}, {badge} and {community}."
    ),
    "mail.kind": Plain("This mail has no words of your own."),
    "mail.hold": Plain("Give whole minutes from 0 to 1440, a day."),
    "mail.reminders": Plain("Give whole days from 1 to 365, the second later than the first."),
    "mail.no_address": Plain("Give yourself an e-mail address first."),
    "mail.not_taken": Plain("The mail server has not taken the mail; it said: %(said)s"),
    "mail.gone": Plain("This mail is on its way already and cannot be called off."),
    "mail.cancelled": Plain("This mail was called off, so it is not sent."),
    "mail.no_server": Plain(
        "No mail server is set up; copy the mail’s link and pass it on yourself."
    ),
}
