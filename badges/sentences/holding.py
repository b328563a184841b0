"""What stands in the way of holding, sharing and taking along."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    "address.known": Plain("You have this address already."),
    "address.last": Plain("This is your last confirmed address; add another one first."),
    "address.many": Plain("That is enough addresses; remove one first."),
    "address.main": Plain("Choose one of your confirmed addresses."),
    "address.used": Plain("This link has been used or is too old; add the address again."),
    "address.others": Plain(
        "This link was asked for by somebody else. Nothing has changed; you need not do anything."
    ),
    "award.anew": Plain("This badge was offered anew; see the newer offer."),
    "award.guardian": Plain("A parent or guardian has to agree before others may see this badge."),
    "award.undecided": Plain("Only an offer that was declined can be deleted here."),
    "collection.badge": Plain("Choose from your own badges."),
    "collection.empty": Plain("Choose one badge or more."),
    "collection.hidden": Plain(
        "There is nothing to see here: whoever made it has closed it, or the address is not right."
    ),
    "collection.many": Plain("That is enough collections; delete one first."),
    "collection.title": Plain("Give the collection a title."),
    "evidence.others": Plain("Choose one of the two answers."),
    "evidence.others_first": Plain("Say first whether others can be recognised in it."),
    "guardian.given": Plain("Your parent or guardian has agreed already."),
    "guardian.own": Plain("Give the address of a parent or guardian, not your own."),
    "guardian.unknown": Plain("This link is not valid any more."),
    "member.age": Plain("Say whether you are 16 or older."),
    "share.instance": Plain("Give the name of your server, such as mastodon.social."),
}
