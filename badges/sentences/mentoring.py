"""Pairs, groups, meetings, goals: what stands in the way, and the deeds of those who lead."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    # Pairs and groups
    "circle.members": Plain("Choose two to %(limit)s different people."),
    "circle.gone": Plain("One of them has left the community."),
    "circle.paired": Plain("These two are a pair already."),
    "circle.role": Plain("Choose what you would like."),
    "circle.asked": Plain("You have asked several people already; wait for their answers."),
    "circle.agreed": Plain("You have agreed already; you can leave instead."),
    "circle.ended": Plain("This pair or group has ended."),
    "card.words": Plain("Name %(limit)s things at most."),
    # Pairs drawn anew
    "rotation.few": Plain("At least two members have to take part."),
    "rotation.changed": Plain("Somebody came, left or met meanwhile; look at the pairs once more."),
    "rotation.late": Plain("It is too late to undo this; some have met already."),
    # Meetings
    "meeting.not_agreed": Plain("First agree to this pair or group."),
    "meeting.alone": Plain("Nobody else has agreed yet, so nobody could confirm it."),
    "meeting.known": Plain("A meeting of this day is logged already; look whether it is yours."),
    "meeting.ahead": Plain("This day lies in the future; log the meeting when it is over."),
    "meeting.long_ago": Plain("Only meetings of the last %(days)s days can be logged."),
    "meeting.many": Plain("That is enough for one day; log the rest tomorrow."),
    "meeting.own": Plain("You have logged this yourself; take it back instead."),
    "meeting.closed": Plain("This meeting is closed."),
    "meeting.counts": Plain("Others have confirmed it; ask a manager."),
    "meeting.sentence": Plain("Say in a sentence what was different."),
    # Goals
    "goal.title": Plain("Write what you want to reach."),
    "goal.day": Plain("Choose a day of this year or a later one."),
    "goal.many": Plain("That is a lot at once; reach one of them or let one go first."),
    "goal.reached": Plain("This goal was reached already."),
    "goal.open": Plain("This goal is not reached yet."),
    # I presented
    "presented.title": Plain("Write what you presented."),
    "presented.session": Plain("Choose one of the sessions."),
    "presented.day": Plain("Choose the day, or one of the sessions."),
    "presented.year": Plain("Choose a day of the last year."),
    "presented.many": Plain("Several of yours still wait for an answer."),
    "presented.answered": Plain("This was answered already."),
    "presented.own": Plain("Somebody else has to confirm your own."),
    "presented.sentence": Plain("Say in a sentence why not."),
    # Deeds
    "deed.circle.create": Plain("Made a pair or group"),
    "deed.circle.end": Plain("Ended a pair or group"),
    "deed.circle.reopen": Plain("Opened a pair or group again"),
    "deed.rotation.make": Plain("Drew pairs"),
    "deed.rotation.undo": Plain("Undid a drawing of pairs"),
    "deed.meeting.void": Plain("Struck a meeting out"),
    "deed.presentation.confirm": Plain("Confirmed that somebody presented"),
    "deed.presentation.decline": Plain("Did not confirm that somebody presented"),
}
