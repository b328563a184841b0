"""What stands in the way of defining, awarding, handing in and judging."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    # Achievements
    "achievement.name": Plain("Give the badge a name."),
    "achievement.language": Plain("Texts can be German (de) or English (en)."),
    "achievement.type": Plain("Choose one of the achievement types of Open Badges 3.0."),
    "achievement.award_mode": Plain(
        "Choose whether it is offered by itself or waits for a manager."
    ),
    "achievement.heading": Plain("Leave the heading as it is or choose “certificate”."),
    "achievement.picture": Plain("Choose a picture or upload one."),
    "achievement.hours": Plain("Give the hours as a number above 0 that is not too large."),
    "achievement.valid_days": Plain(
        "Give the days as a whole number above 0 that is not too large."
    ),
    "achievement.needed": Plain("Say how many milestones suffice, one or more."),
    "achievement.tags": Plain("There are too many tags."),
    "achievement.alignment": Plain(
        "A framework entry needs its name and its address, such as https://…."
    ),
    "achievement.slug": Plain("There is a badge called “%(slug)s” already."),
    "achievement.published": Plain(
        "This version is published and stays as it is; make a new version to change it."
    ),
    "achievement.draft_open": Plain("There is a draft already; edit or publish that one."),
    "achievement.text_missing": Plain("The name or the criteria are still to be written."),
    "achievement.picture_missing": Plain("There is no picture yet."),
    "blueprint.unknown": Plain("There is no such template."),
    "milestone.key": Plain("A milestone’s key may have lower-case letters, digits, _ and - only."),
    "milestone.title": Plain("Give each milestone a title."),
    "milestone.many": Plain("There are too many milestones."),
    # Awards
    "award.reason": Plain("Say why it is awarded by hand."),
    "award.end_reason": Plain("Say why, in one sentence."),
    "award.already": Plain("This person holds the badge already; see the first award."),
    "award.unpublished": Plain("This badge cannot be awarded now; publish it first."),
    "award.left": Plain("This person has left the community."),
    "award.language": Plain("Choose one of the community’s languages."),
    "award.visibility": Plain("Choose private, link or public."),
    "award.is_offered": Plain("This badge is offered and was not accepted yet."),
    "award.is_accepted": Plain("This badge has been accepted already."),
    "award.is_lapsed": Plain("This offer was not answered in time; the badge can be awarded anew."),
    "award.is_declined": Plain("This badge was declined; it can be awarded anew."),
    "award.is_withdrawn": Plain("This badge was withdrawn; it can be awarded anew."),
    "award.is_suspended": Plain("This badge is suspended; reinstate it first."),
    "award.is_erased": Plain("This badge was erased and cannot come back."),
    "award.has_expired": Plain("This badge has run out; it can be awarded anew."),
    "claim.unknown": Plain(
        "This link is not valid any more, or was not typed as it stands; ask for a new one."
    ),
    # Evidence, reviews, questions
    "evidence.one": Plain("Give one link, one file or one text."),
    "evidence.closed": Plain("Nothing can be handed in for this badge now."),
    "evidence.milestone": Plain("This badge has no such milestone."),
    "evidence.settled": Plain("This piece is settled; hand in a new one instead."),
    "evidence.withdrawn": Plain("This piece was taken back."),
    "evidence.many": Plain("There are %(limit)s pieces here already; take one back first."),
    "review.verdict": Plain("Choose a verdict."),
    "review.comment": Plain("Say in a sentence what would help."),
    "review.decided": Plain("This piece has changed since you opened it; look at it again."),
    "review.nobody": Plain("A person must judge this; sign in to do so."),
    "review.own": Plain("Nobody judges their own work; ask somebody else."),
    "question.empty": Plain("Please write a few words."),
    "question.many": Plain("Your earlier questions still wait for an answer."),
    "question.answered": Plain("Somebody has answered this meanwhile."),
    # Files of achievements
    "import.unreadable": Plain("The file can be read neither as JSON nor as YAML."),
    "import.no_achievement": Plain(
        "There is no badge in this file; give a BadgeClass, an Achievement or our YAML."
    ),
    "import.field": Plain("The file cannot be used at “%(path)s”: %(detail)s."),
    "import.too_large": Plain("The file is too large; %(limit)s bytes are allowed."),
}
