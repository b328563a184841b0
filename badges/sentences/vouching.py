"""What stands in the way of vouching, endorsing and thanking, and what is possible instead."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Plural, Table

SENTENCES: Table = {
    "vouch.self": Plain("Nobody vouches for themselves; ask somebody who saw it."),
    "vouch.no_voice": Plain(
        "For this badge other people's word is asked for. You can thank them all the same."
    ),
    "vouch.twice": Plain("You have vouched for this already."),
    "vouch.swap": Plural(
        "This person vouched for you not long ago. So that no word is a favour in return, "
        "somebody else's counts more for a day.",
        "This person vouched for you not long ago. So that no word is a favour in return, "
        "%(count)s days have to pass first.",
    ),
    "vouch.month": Plural(
        "You have vouched once this month, as often as one may here: so every word counts.",
        "You have vouched %(count)s times this month, as often as one may here: "
        "so every word counts.",
    ),
    "vouch.range": Plain("Give a whole number from %(least)s to %(most)s."),
    "vouch.empty": Plain("Say in a sentence what you saw."),
    "vouch.withdrawn": Plain("You have taken this back already."),
    "vouch.taken_back": Plain("Whoever said this has taken it back."),
    "vouch.not_asked": Plain("Nobody vouches for this badge; its milestones say what counts."),
    "vouch.person": Plain("Choose somebody from the list."),
    "vouch.badge": Plain("Choose a badge from the list."),
    "vouch.many": Plain("That many requests wait already; close an older one first."),
    "vouch.closed": Plain("This request has been closed meanwhile."),
    "endorsement.link": Plain("This link has been answered, or is too old. Nothing is left to do."),
    "endorsement.own": Plain("Nobody endorses their own badge; another organisation can."),
    "endorsement.empty": Plain("Say in a sentence what you value."),
    "endorsement.community": Plain("Choose a community from the list."),
    "endorsement.nothing": Plain("Paste the endorsement, or choose its file."),
    "endorsement.large": Plain("An endorsement of up to 20 KB can be kept; this one is larger."),
    "endorsement.kind": Plain("Give an Open Badges 3.0 endorsement, as JSON or as a token."),
    "endorsement.about": Plain("It is about something else; its subject must be %(address)s"),
    "endorsement.not_verified": Plain(
        "Its signature could not be confirmed just now. Check it on the page for checking, "
        "which says why."
    ),
    "endorsement.embedded": Plain(
        "It says more about the badge than a badge can carry inside. Leave out what is no comment."
    ),
    "endorsement.draft": Plain(
        "Publish the badge first; an endorsement is about what is published."
    ),
    "endorsement.many": Plain("As many are shown as a badge carries; hide another one first."),
    "endorsement.twice": Plain("One of this organisation is shown already; hide it first."),
    "endorsement.not_given": Plain("There is nothing to show yet."),
    "thanks.off": Plain("Pages for thanks are switched off in this community."),
    "thanks.closed": Plain("This page has been closed, or the address is not right."),
    "thanks.members": Plain("Only members of the community say thanks here."),
    "thanks.self": Plain("This is your own page; pass its link on."),
    "thanks.empty": Plain("Write a sentence."),
    "thanks.full": Plain("This page is full; its member has to tidy up first."),
    "deed.vouch.ask": Plain("Asked for a word"),
    "deed.vouch.give": Plain("Vouched for a member"),
    "deed.vouch.withdraw": Plain("Took a word for a member back"),
    "deed.vouch.decline": Plain("Left a request for a word"),
    "deed.vouch.show": Plain("Chose which words stand in a badge"),
    "deed.endorsement.ask": Plain("Asked an organisation to endorse a badge"),
    "deed.endorsement.add": Plain("Added an endorsement of a badge"),
    "deed.endorsement.sign": Plain("Endorsed a badge of another community"),
    "deed.endorsement.show": Plain("Chose which endorsements are shown"),
    "deed.endorsement.lost": Plain("Hid an endorsement that does not hold any more"),
    "deed.endorsement.withdraw": Plain("Took an endorsement back"),
    "deed.thanks.give": Plain("Thanked a member"),
    "deed.community.vouching": Plain("Changed the rules for vouching"),
}
