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
