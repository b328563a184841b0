"""The audit trail's deeds in words: ``deed.`` and the action, where it helps also its outcome.

``deed.evidence.review.approved`` is taken before ``deed.evidence.review``.
"""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    # Awards
    "deed.award.offer": Plain("Awarded a badge"),
    "deed.award.plan": Plain("Planned an award for later"),
    "deed.award.unplan": Plain("Called a planned award off"),
    "deed.award.accept": Plain("Accepted a badge"),
    "deed.award.decline": Plain("Declined a badge"),
    "deed.award.reconsider": Plain("Took a declined badge back"),
    "deed.award.link": Plain("Asked for a new claim link"),
    "deed.award.remind": Plain("Sent a reminder of an offer"),
    "deed.award.resend": Plain("Sent an offer again"),
    "deed.award.undo": Plain("Undid an award"),
    "deed.award.withdraw": Plain("Withdrew a badge"),
    "deed.award.suspend": Plain("Suspended a badge"),
    "deed.award.reinstate": Plain("Made a suspended badge count again"),
    "deed.award.correct": Plain("Corrected an award"),
    "deed.award.visibility": Plain("Changed who may see a badge"),
    "deed.award.visibility.private": Plain("Made a badge private"),
    "deed.award.visibility.link": Plain("Opened a badge to whoever has its link"),
    "deed.award.visibility.public": Plain("Made a badge public"),
    # Badges
    "deed.achievement.create": Plain("Made a badge"),
    "deed.achievement.edit": Plain("Changed a badge's draft"),
    "deed.achievement.new_version": Plain("Began a new version of a badge"),
    "deed.achievement.publish": Plain("Published a badge"),
    "deed.achievement.archive": Plain("Archived a badge"),
    "deed.achievement.reopen": Plain("Brought an archived badge back"),
    # Evidence
    "deed.evidence.submit": Plain("Handed evidence in"),
    "deed.evidence.withdraw": Plain("Took evidence back"),
    "deed.evidence.choose": Plain("Chose which evidence goes with badges"),
    "deed.evidence.others": Plain("Answered whether evidence shows other people"),
    "deed.evidence.review": Plain("Reviewed evidence"),
    "deed.evidence.review.approved": Plain("Approved evidence"),
    "deed.evidence.review.changes": Plain("Asked for changes to evidence"),
    "deed.evidence.review.not_yet": Plain("Said of evidence: not yet"),
    "deed.evidence.unreview": Plain("Undid a review"),
    "deed.question.ask": Plain("Asked a question"),
    "deed.question.answer": Plain("Answered a question"),
    # People
    "deed.members.add": Plain("Added members (%(added)s)"),
    "deed.member.invite": Plain("Invited somebody"),
    "deed.member.roles": Plain("Changed a member's roles"),
    "deed.member.remove": Plain("Removed a member"),
    "deed.member.leave": Plain("Left the community"),
    "deed.person.erase": Plain("Was erased"),
    "deed.guardian.ask": Plain("Asked a parent or guardian"),
    "deed.guardian.answer": Plain("A parent or guardian answered"),
    "deed.guardian.answer.given": Plain("A parent or guardian agreed"),
    "deed.guardian.answer.refused": Plain("A parent or guardian refused"),
    # Sessions
    "deed.session.create": Plain("Made a session"),
    "deed.session.attendance": Plain("Noted attendance (%(count)s)"),
    "deed.checkin": Plain("Checked in"),
    "deed.checkin.guest": Plain("Checked in as a guest"),
    "deed.checkin.open": Plain("Opened check-in"),
    "deed.checkin.close": Plain("Closed check-in"),
    "deed.activity.record": Plain("Recorded an activity"),
    "deed.activity.void": Plain("Struck an activity out"),
    # Lists and cards
    "deed.batch.stage": Plain("Handed a list in (%(rows)s)"),
    "deed.batch.confirm": Plain("Awarded a list (%(rows)s)"),
    "deed.batch.cancel": Plain("Dropped a list"),
    "deed.batch.done": Plain("Finished awarding a list (%(awarded)s)"),
    "deed.batch.undo": Plain("Undid a list"),
    "deed.cards.print": Plain("Printed claim cards (%(count)s)"),
    "deed.cards.close": Plain("Closed a set of claim cards"),
    "deed.card.use": Plain("Used a claim card"),
    # Keys and programs
    "deed.key.new": Plain("Made a key (%(algorithm)s)"),
    "deed.key.create": Plain("Made a key"),
    "deed.key.rotate": Plain("Replaced a key (%(algorithm)s)"),
    "deed.key.activate": Plain("Let a key sign"),
    "deed.key.retire": Plain("Retired a key"),
    "deed.key.revoke": Plain("Revoked a key (badges signed again: %(awards)s)"),
    "deed.token.create": Plain("Made an API token"),
    "deed.token.revoke": Plain("Revoked an API token"),
    "deed.document.sign": Plain("Signed a document for a program"),
    # Settings
    "deed.community.open": Plain("Opened the community"),
    "deed.community.live": Plain("Went live"),
    "deed.community.update": Plain("Changed the settings"),
    "deed.community.logo": Plain("Changed the logo"),
    "deed.community.legal": Plain("Changed the legal pages"),
    "deed.community.mail": Plain("Changed the mail settings"),
    "deed.mail.test": Plain("Sent a test mail"),
    "deed.mail.words": Plain("Changed the words of a mail"),
    "deed.mail.again": Plain("Sent a mail again"),
    "deed.mail.cancel": Plain("Called a mail off"),
    "deed.job.again": Plain("Had a failed task tried again"),
    "deed.doctor.ask": Plain("Asked the doctor to look"),
    # Privacy
    "deed.report.take": Plain("Took a report in hand"),
    "deed.report.close": Plain("Closed a report"),
    "deed.retention.change": Plain("Changed how long things are kept"),
    "deed.retention.let_go": Plain("Deleted what had been kept long enough"),
    # Reading it
    "trail.days": Plain("The last day lies before the first."),
}
