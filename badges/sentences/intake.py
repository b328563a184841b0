"""What is wrong with a list of people, a session or who was there."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    # Lists of people
    "people.address": Plain(
        "“%(given)s” is not an e-mail address; it should look like name@example.org."
    ),
    "people.no_address": Plain("There is no e-mail address in this row."),
    "people.twice": Plain("This person stands in row %(line)s already."),
    "people.encoding": Plain("The file is no text; save the list as CSV and try again."),
    "people.too_large": Plain("The list is larger than %(limit)s bytes; split it up."),
    "people.too_many": Plain("The list has more than %(limit)s rows; split it up."),
    # Members
    "member.role": Plain("There is no such role."),
    # Sessions and who was there
    "session.word": Plain("Please fill this in."),
    "session.date": Plain("Give a date of our time."),
    "session.hours": Plain("Give the hours as a number above 0 that is not too large."),
    "session.tags": Plain("There are too many topics."),
    "attendance.unknown": Plain("There is no member “%(name)s”."),
    "attendance.ambiguous": Plain(
        "Several members are called “%(name)s”; give the e-mail address."
    ),
    "activity.reason": Plain("Say why this does not count."),
    "activity.left": Plain("This person has left the community."),
    "activity.busy": Plain("This activity is being recorded; ask again in a moment."),
    "activity.external_id": (
        Plain("The external_id “%(external_id)s” was told of another activity; use a new one."),
        Plain("This external_id was told of another activity; use a new one."),
    ),
    "checkin.unknown": Plain("This check-in link is not known here."),
    "checkin.closed": Plain("Check-in is closed; ask the person who led the session to add you."),
    "checkin.past": Plain("Give a time that lies ahead."),
}
