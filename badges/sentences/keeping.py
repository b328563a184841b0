"""What the doctor finds, each with its mend."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Plural, Table

SENTENCES: Table = {
    "base.demo": Plain("The address is %(base)s, for the demo on this machine only."),
    "base.not_https": Plain(
        "BADGES_BASE_URL is %(base)s; set it to the https address that others will open."
    ),
    "base.no_name": Plain("BADGES_BASE_URL is %(base)s; it must be a name that others can reach."),
    "base.https": Plain("The address is %(base)s."),
    "base.moved": Plain(
        "%(community)s was opened at %(opened)s, but BADGES_BASE_URL is %(base)s; issued badges "
        "name the former, so keep it served."
    ),
    "base.trial": Plain(
        "%(community)s is on trial at %(opened)s; it moves to %(base)s when one of its managers "
        "lets it go live."
    ),
    "master.set": Plain("The master keys come from BADGES_MASTER_KEYS."),
    "master.open": Plain("%(path)s can be read by others; chmod 600 it and rotate the keys."),
    "master.file": Plain(
        "The master key is %(path)s; back it up apart from the database, no key opens without."
    ),
    "folder.open": Plain("%(path)s can be read by others on this machine; chmod 700 it."),
    "folder.closed": Plain("Nobody else on this machine can read the instance folder."),
    "disk.full": Plain("Only %(mb)s MB of disk space are left; make room before things are lost."),
    "disk.short": Plain("%(mb)s MB of disk space are left; make room soon."),
    "disk.enough": Plain("%(mb)s MB of disk space are left."),
    "drawings.kept": Plural(
        "One drawing is kept so that certificates come at once (%(mb)s MB).",
        "%(count)s drawings are kept so that certificates come at once (%(mb)s MB).",
    ),
    "clock.behind": Plain(
        "The clock is behind: something here was written later than now, at %(written_at)s; set "
        "the machine's time by NTP."
    ),
    "clock.plausible": Plain("The clock agrees with what was written last."),
    "schema.current": Plain("The database has the newest schema."),
    "schema.newer": Plain(
        "The database has the schema of a newer version; this one goes on, but replace it soon."
    ),
    "schema.old": Plain("The database has an old schema; restart badges serve."),
    "keys.unusable": Plain(
        "%(community)s cannot sign with %(algorithm)s: the key does not open; put the master key "
        "back that sealed it."
    ),
    "keys.none": Plain("%(community)s has no key for %(algorithm)s; make one on the page of keys."),
    "keys.usable": Plain("%(community)s can sign with %(algorithm)s."),
    "keys.published": Plain("Every key of %(community)s, retired ones too, is published."),
    "keys.hidden": Plain(
        "A key of %(community)s is not published as it should be (%(key)s); badges that it signed "
        "cannot be checked. Report this fault."
    ),
    "jobs.failed": Plural(
        "One task has failed for good; see the outbox.",
        "%(count)s tasks have failed for good; see the outbox.",
    ),
    "jobs.late": Plain("Tasks wait too long; is badges serve or badges work running?"),
    "jobs.none": (
        Plain("No task waits; the last one was done at %(last_at)s."),
        Plain("No task waits."),
    ),
    "mail.set": Plain("Mail goes out through BADGES_MAIL_URL."),
    "mail.kept": Plain("No mail server is set; mails wait in each community's outbox."),
    "mail.failed": Plural(
        "One mail could not be sent; see why in the outbox and send it again.",
        "%(count)s mails could not be sent; see why in the outbox and send them again.",
    ),
    "backup.never": Plain("There is no backup yet; run badges backup, and let a timer do it."),
    "backup.old": Plain("The last backup is of %(made_at)s; make a new one, best by a timer."),
    "backup.recent": Plain("The last backup is of %(made_at)s."),
    "backup.safety": Plural(
        "A safety copy in %(path)s is older than 30 days; it may hold what was erased since: "
        "delete it.",
        "%(count)s safety copies in %(path)s are older than 30 days; they may hold what was "
        "erased since: delete them.",
    ),
    "backup.erasures": Plain(
        "This was restored from a backup of %(made_at)s without the old log of erasures; what was "
        "erased after that may be back. Erase it again when somebody asks."
    ),
    "documents.served": Plain("Programs everywhere can read the issuer's documents."),
    "documents.wrong": Plain(
        "%(path)s is served in a way that programs cannot use (%(what)s); look at what your web "
        "server changes."
    ),
    "live.reached": Plain("%(base)s answers from outside."),
    "live.unreached": Plain(
        "%(base)s could not be fetched from here; look at the domain, the certificate and the web "
        "server."
    ),
    "awards.signed": Plain("Every accepted award is signed or about to be."),
    "awards.unsigned": Plain(
        "Award %(award)s is accepted but never signed; badges doctor --mend promises it anew."
    ),
    "awards.ended": Plain("What has ended counts no more, and what was not accepted never did."),
    "awards.counting": Plain(
        "Award %(award)s has ended or was not accepted, but its credential still counts; badges "
        "doctor --mend withdraws it."
    ),
    "awards.once": Plain("No badge is there twice that is given once."),
    "awards.signed_twice": Plain(
        "Award %(award)s has more than one credential that counts; correct it, so that one new "
        "takes their place."
    ),
    "awards.twice": Plain(
        "Award %(award)s stands beside another of the same badge for the same person; withdraw "
        "one of them."
    ),
    "awards.place": Plain(
        "Award %(award)s holds the place of another, whose holder may be refused; badges doctor "
        "--mend frees it."
    ),
    "awards.told": Plain("Each award is in the state that its history tells."),
    "awards.history": Plain(
        "Award %(award)s is in another state than its history tells. Report this fault."
    ),
    "awards.erased": Plain("What was erased is gone."),
    "awards.not_erased": Plain(
        "Award %(award)s was to be erased, but something of it is left. Report this fault."
    ),
    "people.not_erased": Plural(
        "One person who was erased is here again.",
        "%(count)s people who were erased are here again.",
    ),
    "bases.whole": Plain("What documents were packed with is whole."),
    "base.broken": Plain(
        "What documents were packed with is damaged (%(base)s); restore the newest backup."
    ),
    "credentials.verify": Plain("Every stored credential verifies."),
    "credential.broken": Plain(
        "%(credential)s does not verify; restore it from a backup, or correct the award, so that "
        "it is issued again."
    ),
    "credential.gone": Plain(
        "%(credential)s still counts, but its document is gone; restore it from a backup, or "
        "correct the award, so that it is issued again."
    ),
    "credential.kept": Plain(
        "%(credential)s was to be erased, but its document is kept. Report this fault."
    ),
    "forms.verify": Plain("Every other form of a credential verifies."),
    "endorsements.verify": Plain("Every stored endorsement verifies."),
    "endorsement.broken": Plain("%(endorsement)s does not verify; restore it from a backup."),
    "status.agree": Plain("The status lists agree with the credentials."),
    "status.wrong": Plural(
        "%(list)s disagrees with a credential; badges doctor --mend signs it anew.",
        "%(list)s disagrees with %(count)s credentials; badges doctor --mend signs it anew.",
    ),
    "status.twice": Plural(
        "In %(list)s one place was given to two credentials.",
        "In %(list)s %(count)s places were given to two credentials each.",
    ),
    "status.undrawn": Plural(
        "In %(list)s one place is in use that was never handed out; it may be given again.",
        "In %(list)s %(count)s places are in use that were never handed out; they may be given "
        "again.",
    ),
    "status.unsigned": Plain(
        "%(list)s is published with a signature that does not hold; badges doctor --mend signs it "
        "anew."
    ),
    "status.stale": Plain(
        "%(list)s is published with other bits than kept; badges doctor --mend signs it anew."
    ),
    "rows.whole": Plain("Every row has those that it belongs to."),
    "rows.orphans": Plural(
        "One row of %(table)s belongs to something that is gone (%(column)s).",
        "%(count)s rows of %(table)s belong to something that is gone (%(column)s).",
    ),
    "rows.crossed": Plural(
        "One row of %(table)s belongs to another community's (%(column)s).",
        "%(count)s rows of %(table)s belong to another community's (%(column)s).",
    ),
    "mail.promised": Plain("Every mail that waits is going to be sent."),
    "mail.stuck": Plain(
        "Mail %(mail)s waits, but nothing will send it; badges doctor --mend promises it anew."
    ),
    "batch.promised": Plain("Every list that is under way is going on."),
    "batch.stuck": Plain(
        "List %(batch)s is under way, but nothing goes on with it; badges doctor --mend goes on."
    ),
    "batch.whole": Plain("What lists of people say of themselves is so."),
    "batch.left": Plain("List %(batch)s has rows that were passed over; hand it in again."),
    "batch.counts": Plain("List %(batch)s counts other rows than were awarded. Report this fault."),
    "batch.places": Plain(
        "List %(batch)s was promised places in a status list that others were promised, too. "
        "Report this fault."
    ),
    "invariants.more": Plural("One more of these.", "%(count)s more of these."),
    "files.whole": Plain("Every uploaded file is there and unchanged."),
    "files.damaged": Plural(
        "One uploaded file is missing or damaged; restore it from a backup.",
        "%(count)s uploaded files are missing or damaged; restore them from a backup.",
    ),
    "preview.good": Plain("The preview picture of shared badges is as LinkedIn wants it."),
    "preview.wrong": Plain(
        "The preview picture of %(award)s is not as LinkedIn wants it (%(what)s). Report this "
        "fault."
    ),
    "linkedin.good": Plain("The link to LinkedIn leads back to the badge's own address."),
    "linkedin.wrong": Plain(
        "The link to LinkedIn of %(award)s does not lead back to the badge's address; look at "
        "BADGES_BASE_URL."
    ),
}
