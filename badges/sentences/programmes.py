"""Paths, programmes and pauses: what stands in the way, and the trail's words for what was done."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "programmes.name": Plain("Give it a name."),
    "programmes.day": Plain("Choose a day."),
    # Pauses
    "pause.day": Plain("Choose days of our time."),
    "pause.reversed": Plain("The last day lies before the first."),
    "pause.long": Plain("A pause has %(limit)s days at most."),
    "deed.pause.plan": Plain("Planned a pause"),
    "deed.pause.change": Plain("Changed a pause"),
    "deed.pause.end": Plain("Ended a pause"),
    # Programmes
    "programme.enrolment": Plain("Choose how people enrol."),
    "programme.places": Plain("Give the places as a whole number from 1 to %(limit)s."),
    "programme.long": Plain("A programme has %(limit)s weeks at most."),
    "programme.week_title": Plain("Give week %(number)s a theme, since it has a text."),
    "programme.times": Plain("Give the number of sessions as 1 to %(limit)s."),
    "programme.has_badge": Plain("This programme has its badge already."),
    "programme.no_badge": Plain("Publish the programme’s badge first."),
    "programme.nobody": Plain("Choose at least one person."),
    "enrolment.not_open": Plain("A manager enrols people in this programme."),
    "enrolment.closed": Plain("Nobody can enrol in this programme any more."),
    "enrolment.link": Plain(
        "This link leads to no programme that you can join; ask who gave it to you."
    ),
    "deed.programme.create": Plain("Made a programme"),
    "deed.programme.edit": Plain("Changed a programme"),
    "deed.programme.weeks": Plain("Wrote the weeks of a programme"),
    "deed.programme.publish": Plain("Showed a programme to members"),
    "deed.programme.archive": Plain("Put a programme away"),
    "deed.programme.link": Plain("Made a new link to a programme"),
    "deed.programme.sessions": Plain("Planned sessions of a programme (%(count)s)"),
    "deed.programme.award": Plain("Handed a programme in as a list"),
    "deed.programme.certificates": Plain("Downloaded a programme’s certificates (%(count)s)"),
    "deed.enrolment.add": Plain("Enrolled people in a programme (%(count)s)"),
    "deed.enrolment.come": Plain("Enrolled in a programme"),
    "deed.enrolment.leave": Plain("Left a programme"),
    "deed.enrolment.remove": Plain("Took somebody out of a programme"),
    "deed.enrolment.place": Plain("Gave somebody a place in a programme"),
    # Paths
    "path.empty": Plain("The path has no level with a badge yet."),
    "path.level_empty": Plain("Level %(number)s has no badge yet."),
    "path.needed": Plain("Level %(number)s can ask for 1 to %(all)s badges, since it has no more."),
    "path.many_levels": Plain("A path has %(limit)s levels at most."),
    "path.many_steps": Plain("A level has %(limit)s badges at most."),
    "path.badge_twice": Plain("“%(achievement)s” stands on this path twice; leave one out."),
    "path.badge_itself": Plain(
        "“%(achievement)s” is the badge for finishing this path, so it cannot stand on it."
    ),
    "path.badge_unpublished": Plain("“%(achievement)s” cannot be earned now; publish it first."),
    "deed.path.create": Plain("Laid a path"),
    "deed.path.edit": Plain("Changed a path"),
    "deed.path.publish": Plain("Showed a path to members"),
    "deed.path.archive": Plain("Put a path away"),
}
