"""What the badge editor, the picture designer and the inbox have to say."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Plural, Table

SENTENCES: Table = {
    # What cannot be used
    "achievement.changed": Plain(
        "Somebody else has changed this draft since you opened it; nothing is lost, choose below."
    ),
    "alignment.name": Plain("Give the entry its name, as the framework writes it."),
    "alignment.url": Plain("Give the entry’s address, such as https://…."),
    "milestone.badge": Plain("Choose the badge that has to be earned first."),
    "milestone.days": Plain("Say how many days count."),
    "milestone.dates": Plain("Give the first day, the last day or both."),
    "milestone.layers": Plain(
        "This rule has more layers than a sentence can show; it stays written."
    ),
    "design.choice": Plain("Choose a shape, an icon and a colour."),
    "design.icon": Plain("There is no such icon."),
    "design.letters": Plain(
        "The ribbon can carry Latin, Greek and Cyrillic letters, digits and marks."
    ),
    "design.long": Plain("The ribbon has room for %(limit)s characters."),
    # Hints: what could be said better; they never stand in the way
    "hint.vague": Plain(
        "“%(word)s” can mean many things. Say what somebody did, made or showed, so that two "
        "people would judge alike."
    ),
    "hint.protected": Plain(
        "“%(word)s” may be protected or sound official. Leave it out, unless you are entitled to "
        "give it."
    ),
    "hint.no_milestone": Plain(
        "There is no milestone, so nothing is checked: the badge can only be awarded by hand."
    ),
    "hint.language": (
        Plain("In %(language)s this is still missing: %(missing)s."),
        Plain("Something is still missing in one language."),
    ),
    "hint.many": Plural(
        "There is one milestone.",
        "There are %(count)s milestones; more than seven are hard to keep in view. Perhaps these "
        "are two badges.",
    ),
    "hint.words": Plain(
        "More people vouch for this than a badge carries words: the first %(count)s stand in it, "
        "and all of them count."
    ),
    "hint.first_holder": Plain(
        "Only those who hold this badge are heard, and nobody holds it at first: award it by hand "
        "to the first of them."
    ),
    "hint.period_over": (
        Plain(
            "The time for it was over on %(until)s. Nobody can do it any more; whoever did it in "
            "time is awarded if you say so when you publish it."
        ),
        Plain("The time for it is over."),
    ),
    "hint.alt": Plain("Describe your picture in a few words for those who cannot see it."),
    "hint.only_there": Plain(
        "Only being there is asked for. If the badge is to show that somebody can do something, "
        "add a milestone with evidence."
    ),
    # The inbox
    "review.sent": Plain("The mail about this verdict has gone out; it can no longer be undone."),
    "review.built_on": Plain(
        "A badge was awarded because of this; withdraw that badge where it should not stand."
    ),
    "review.not_yours": Plain("Only the person who gave a verdict can take it back."),
    "review.overtaken": Plain("The member has changed this piece since; judge the new one."),
}
