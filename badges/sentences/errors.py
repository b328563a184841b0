"""What goes wrong, in words: one sentence that says what to do next.

Other rooms keep the sentences of their own errors beside this file; here stand those of the
ground floors and of the pages themselves.
"""

from __future__ import annotations

from badges.sentences.phrases import Plain, Table

SENTENCES: Table = {
    # Pages and sessions
    "access.forbidden": Plain("You may not do this here; a manager of the community can."),
    "csrf.missing": Plain(
        "This form is too old or came without cookies; load the page again and send it again."
    ),
    "limit.often": Plain("That was too often in a short time; wait a few minutes and try again."),
    "not_found": Plain("There is nothing at this address."),
    "http.400": Plain("The browser sent something that cannot be used here; load the page again."),
    "http.403": Plain("You may not do this here; a manager of the community can."),
    "http.404": Plain("There is nothing at this address."),
    "http.405": Plain("This page cannot be asked for in this way; go back and use its buttons."),
    "http.406": Plain("This is not to be had in the form that was asked for."),
    "http.408": Plain("The connection was too slow; try again."),
    "http.409": Plain("It collides with what is there already; load the page again."),
    "http.410": Plain("This was here and is gone for good."),
    "http.413": Plain("This is too large; files may have 20 MB."),
    "http.414": Plain("This address is too long."),
    "http.415": Plain("This kind of content cannot be used here."),
    "http.429": Plain("That was too often in a short time; wait a few minutes and try again."),
    "http.500": Plain("Something went wrong on our side. Nothing was changed; please try again."),
    "database.busy": Plain(
        "Much is being written at the moment, so nothing was changed. Load this page again: what "
        "you typed is sent once more."
    ),
    "database.full": Plain(
        "There is no room left on this machine to keep anything, so nothing was changed. Whoever "
        "runs the service has to make room; what is there can be seen and checked as before."
    ),
    "database.away": Plain(
        "The database does not answer at the moment, so nothing was changed. Load this page again "
        "in a minute: what you typed is sent once more."
    ),
    "http.503": Plain("The service is not to be had at the moment; try again in a minute."),
    # What was typed
    "email.invalid": Plain("This is not an e-mail address; it should look like name@example.org."),
    "text.bidi": Plain("Please leave out characters that turn the direction of the text."),
    "text.control": Plain("The text holds invisible control characters; please type it anew."),
    "text.empty": Plain("Please give a name with at least one letter."),
    "text.line_break": Plain("Please write this on one line."),
    "text.marks": Plain("The text has too many accents on one letter."),
    "text.too_long": Plain("Please use %(limit)s characters at most."),
    "form.date": Plain("Write the day as year-month-day, such as 2026-03-31."),
    "form.empty_list": Plain("Paste the list here or choose a file."),
    "form.file_size": Plain("The file is larger than %(mb)s MB."),
    "form.no_file": Plain("Choose a file first."),
    "form.number": Plain("Write a number, such as 1.5."),
    "form.time": Plain("Write the time as 18:30."),
    "form.whole_number": Plain("Write a whole number, such as 3."),
    # Evidence and files
    "evidence.bad_link": Plain(
        "This is no web address; it should look like https://example.org/page."
    ),
    "evidence.behind_login": Plain("The page lies behind a login, so we could not look at it."),
    "evidence.damaged": Plain("The file is damaged; please choose it again."),
    "evidence.empty": Plain("The file is empty; please choose it again."),
    "evidence.macros": Plain("The file holds macros; save it without them, or as a PDF."),
    "evidence.not_a_picture": Plain(
        "The file is called a picture but is none; please choose it again."
    ),
    "evidence.type": Plain(
        "This kind of file cannot be taken; give a picture, a PDF, an office document or a text."
    ),
    "evidence.type_mismatch": Plain(
        "The file is of another kind than its name says; please choose it again."
    ),
    "evidence.link_refused": Plain(
        "This address leads into a private network; give one that is open to the public."
    ),
    "evidence.link_too_large": Plain("What stands at this address is too large to be looked at."),
    "evidence.no_text": Plain("Please write a few words."),
    "evidence.not_reachable": Plain("We could not open this address."),
    "evidence.too_large": Plain(
        "The file is too large; up to 20 MB can be handed in, else give a link."
    ),
    "fetch.address_refused": Plain(
        "This address leads into a private network; give one that is open to the public."
    ),
    "fetch.bad_url": Plain(
        "This address cannot be fetched; it should look like https://example.org/page."
    ),
    "fetch.deadline": Plain("The server did not answer in time; try again later."),
    "fetch.too_large": Plain("The document is larger than is allowed here."),
    "fetch.unreachable": Plain("The server could not be reached; try again later."),
    "storage.damaged": Plain("This file was damaged on disk; it must be restored from a backup."),
    "storage.missing": Plain("This file is no longer here."),
    "storage.quota": Plain(
        "The community's space for files is used up; ask a manager to make room."
    ),
    "storage.too_large": Plain("This file is too large."),
    "picture.damaged": Plain("This picture cannot be read; save it again and choose it once more."),
    "picture.too_large": Plain("This picture is too large; give a smaller one."),
    "picture.type": Plain("This kind of picture cannot be used; give a PNG, JPEG or SVG."),
    "gallery.unknown": Plain("The gallery has no such picture."),
    "baking.ambiguous": Plain(
        "This PDF file carries several different credentials; give one file for each."
    ),
    "baking.container": Plain(
        "This file is no PNG, SVG or PDF; give the file as it was downloaded."
    ),
    "baking.damaged": Plain("This file is damaged; give it as it was downloaded."),
    "baking.none": Plain(
        "This file holds no signed data; it is often lost when files are merged or scanned."
    ),
    "baking.too_large": Plain("This file, or a part of it, is too large."),
    "baking.unsafe": Plain("This file was not read, since it holds parts that could do harm."),
    "unreadable.token": Plain("This token is not whole; copy all of it."),
    "status.list.form": Plain(
        "The issuer's status list is not in the form that the standard asks for."
    ),
    # Badges being signed
    "award.member": Plain("Choose a member."),
    "credential.erased": Plain("This credential has been erased."),
    "credential.unreadable": Plain(
        "A kept document cannot be read: what it was packed with is missing or damaged. "
        "Restore the newest backup."
    ),
    "issuing.not_accepted": Plain("Only a badge that was accepted can be signed."),
    "issuing.redeemed": Plain("This draft has been signed already."),
    "issuing.schema": Plain(
        "The signed document would not be valid; look at the badge's texts and addresses."
    ),
    "issuing.self_check": Plain(
        "Our own check refused the document, so it was not kept; the log says why."
    ),
    "rendering.attachments": Plain("Each attachment needs its own name."),
    "rendering.code": Plain("The code has twelve letters and digits."),
    "rendering.colour": Plain(
        "Give the colour as # and six hexadecimal digits, for example #1f6f5c."
    ),
    "rendering.picture": Plain("Give the picture as PNG, JPEG or SVG."),
    "rendering.resource_refused": Plain(
        "The picture names a file outside itself; upload one that stands alone."
    ),
    "rendering.signatories": Plain("There is room for two signatories."),
    "rendering.too_long": Plain("The texts are too long for one page; shorten the longest."),
    "rendering.zone": Plain("Dates need a time zone here."),
    # A community and its settings
    "community.colour": Plain(
        "Give the colour as # and six hexadecimal digits, for example #1f6f5c."
    ),
    "community.exists": Plain("There is a community with this short name already."),
    "community.languages": Plain("Choose German, English or both."),
    "community.linkedin": Plain("The number of a LinkedIn organisation has digits only."),
    "community.logo_size": Plain("This logo is too large; give a smaller one."),
    "community.signatory": Plain("Give the name of the person with this role."),
    "community.slug": Plain("The short name may have lower-case letters, digits and hyphens only."),
    "community.unknown": Plain("There is no such community."),
    "community.url": Plain("Give the website as https://…."),
    "community.which": Plain("There are several communities here; say which one."),
    "community.zone": Plain("Give a time zone such as Europe/Berlin."),
    "keys.algorithm": Plain("Choose a kind of key."),
    "keys.none_active": Plain(
        "The community has no active key of this kind; make one under “Keys”."
    ),
    "keys.since": Plain("The key was made on %(on)s; nobody can have had it earlier."),
    "keys.since_ahead": Plain("This day lies in the future."),
    "keys.confirm": Plain("Type the key's first characters as they stand above the field."),
    "keys.state": Plain("That is not possible in the state that this key is in."),
    "keys.unknown": Plain("There is no such key."),
    "milestone.long": Plain("This rule is too long; split it up."),
    "milestone.rule": Plain("Choose what counts."),
    "milestone.yaml": Plain(
        "The rule cannot be read as YAML or JSON; check brackets and indentation."
    ),
    "token.beyond": Plain("A token cannot do more than its maker."),
    "token.days": Plain("Choose how long the token is valid."),
    "token.scopes": Plain("Choose at least one of the scopes offered."),
}
