"""What verifying found, check by check, and why a file could not be read."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Plural, Table

SENTENCES: Table = {
    "check.not_reached": Plain("Not looked at, because a check before it did not pass."),
    "check.badges_only": Plain("This is asked about badges only."),
    # Its form
    "conformance.valid": Plain("It is built as the standard asks, and nothing in it is undefined."),
    "conformance.schema": Plain(
        "It is not built as the standard asks; the first fault is at “%(path)s”."
    ),
    "conformance.undefined_term": Plain(
        "It says “%(term)s”, which its contexts do not define, so no signature would cover it."
    ),
    "conformance.unknown_context": Plain(
        "It uses a context that is not known here, so what its words mean cannot be told; whoever "
        "runs this service can add that context (BADGES_CONTEXTS)."
    ),
    "conformance.inline_context": Plain(
        "It brings a context of its own along instead of naming a published one; that is not read "
        "here, so what its words mean cannot be told."
    ),
    "conformance.protected_term": Plain(
        "Two of its contexts define the same word differently, so what it says cannot be told."
    ),
    "conformance.json_ld": Plain(
        "Some of it is written so that a reader could miss it or no signature would cover it."
    ),
    "conformance.limit": Plain(
        "It is too large, or too many of its parts look alike, to be checked here."
    ),
    "conformance.json": Plain("Its text can be read in two ways, or not to its end."),
    "conformance.claims": (
        Plain("The token's claim “%(claim)s” and the badge in it contradict each other."),
        Plain("The token's claims and the badge in it contradict each other."),
    ),
    "conformance.token_type": Plain("The token is not of a type that carries badges."),
    "conformance.format": Plain("Badges of this form are not accepted here."),
    "conformance.presentation": Plain(
        "This is a presentation, in which somebody shows badges to one checker; hand in the badge "
        "itself."
    ),
    "conformance.no_object": Plain("This is no JSON object."),
    "conformance.too_many": Plural(
        "It holds more than %(count)s credential, so none was looked at.",
        "It holds more than %(count)s credentials, so none was looked at.",
    ),
    # The schemas that it names itself
    "schema.own": Plain("It follows the published schema of Open Badges that it names."),
    "schema.followed": Plain("It follows the schema of %(host)s that it names."),
    "schema.broken": Plain(
        "It does not follow the schema of %(host)s that it names; the first fault is at “%(path)s”."
    ),
    "schema.offline": Plain(
        "Whether it follows the schema that it names could not be checked offline."
    ),
    "schema.unreachable": Plain(
        "Whether it follows the schema that it names could not be checked: %(host)s gave no answer "
        "of use."
    ),
    "schema.unusable": Plain(
        "Whether it follows the schema that it names could not be checked: the one at %(host)s "
        "cannot be used here."
    ),
    "schema.other_bytes": Plain(
        "Whether it follows the schema that it names could not be checked: %(host)s serves another "
        "one than it was issued under."
    ),
    "schema.unsupported": (
        Plain("It names a schema of the kind “%(type)s”, which is not checked here."),
        Plain("It names a schema of a kind that is not checked here."),
    ),
    "schema.too_many": Plural(
        "It names one more schema, which was not looked at.",
        "It names %(count)s more schemas, which were not looked at.",
    ),
    # Who shows it
    "holder.confirmed": Plain("Whoever shows this signed it with a key of their own."),
    "holder.another": Plain("The key that signed is not one of the holder's."),
    "holder.unknown": Plain("Whether the key that signed is the holder's could not be checked."),
    # Its signature
    "signature.valid": Plain("The signature fits: nothing was changed since it was signed."),
    "signature.invalid": Plain(
        "The signature does not fit: something was changed, or another key signed."
    ),
    "signature.missing": Plain("It is not signed."),
    "signature.malformed": Plain("The signature is not written as the standard asks."),
    "signature.uncovered": Plain(
        "What a signature of it would cover cannot be told, so it was not checked."
    ),
    "signature.base_proof": Plain(
        "This is the original, from which its holder makes copies that show less; hand in such a "
        "copy."
    ),
    "signature.token_damaged": Plain("The token is damaged and cannot be read."),
    "signature.purpose": Plain("The signature was made for another purpose than issuing."),
    "signature.binding": Plain("The signature was made for another checker or another question."),
    "signature.previous": Plain("It confirms an earlier signature, and that one does not hold."),
    "signature.previous_unknown": Plain(
        "It confirms an earlier signature, and whether that one holds could not be checked."
    ),
    "signature.proof_expired": Plain("The signature was made for a time that has passed."),
    "signature.not_yet": Plain("The signature was made for a time that has not begun."),
    "signature.algorithm": (
        Plain("Signatures by the algorithm “%(algorithm)s” are not accepted here."),
        Plain("Signatures by this algorithm are not accepted here."),
    ),
    "signature.suite": (
        Plain("The signature is of the kind “%(suite)s”, which is not checked here."),
        Plain("The signature is of a kind that is not checked here."),
    ),
    "signature.no_key": Plain("The key that signed could not be had."),
    "signature.offline": Plain(
        "The key that signed was not handed in; nothing is fetched offline."
    ),
    "signature.unreachable": Plain("The key that signed could not be fetched from %(host)s."),
    "signature.not_signed": Plain("Badges of this kind are not signed; their address vouches."),
    # Its address, for hosted badges
    "hosted.not_hosted": Plain("This badge is signed; it needs no address to vouch for it."),
    "hosted.equal": Plain("The same badge is published at %(host)s."),
    "hosted.differs": Plain("At %(host)s another badge is published than this one."),
    "hosted.gone": Plain("At %(host)s this badge is no longer published."),
    "hosted.out_of_scope": Plain("It lies at %(host)s, where %(domain)s publishes no badges."),
    "hosted.no_address": Plain("It has no web address at which it could be looked up."),
    "hosted.signature_missing": Plain("It is said to be signed, but the signature is not here."),
    "hosted.offline": Plain("It was not looked up at its address, for nothing is fetched offline."),
    "hosted.unreachable": Plain("It could not be looked up: %(host)s gave no answer of use."),
    # Whose it is
    "identity.domain": Plain(
        "%(domain)s publishes this key as its own. Signed means: whoever holds the keys of "
        "%(domain)s stated this."
    ),
    "identity.given": (
        Plain("The documents handed in say that this belongs to %(domain)s."),
        Plain("The documents handed in say that this belongs to %(issuer)s."),
    ),
    "identity.hosted": Plain(
        "%(domain)s publishes this badge as its own. Hosted means: whoever runs %(domain)s "
        "stands by it today."
    ),
    "identity.key": Plain(
        "The issuer is the key itself. No name stands behind this key; "
        "whoever holds it stated this."
    ),
    "identity.no_address": (
        Plain("Whose it is could not be checked: “%(issuer)s” leads to no address."),
        Plain("Whose it is could not be checked: it names no issuer with an address."),
    ),
    "identity.no_keys": Plain("Whose it is could not be checked: %(domain)s publishes no keys."),
    "identity.document_unusable": (
        Plain("Whose it is could not be checked: what %(domain)s publishes cannot be used."),
        Plain("Whose it is could not be checked: what the issuer publishes cannot be used."),
    ),
    "identity.key_unusable": Plain(
        "Whose it is could not be checked: the issuer's key is of a kind that is not used here."
    ),
    "identity.unreachable": (
        Plain("Whether it comes from %(domain)s could not be checked: %(host)s gave no answer."),
        Plain("Whose it is could not be checked: no answer came."),
    ),
    "identity.offline": (
        Plain(
            "Consistent in itself at best; whether it comes from %(domain)s could not be checked "
            "offline."
        ),
        Plain("Consistent in itself at best; whose it is could not be checked offline."),
    ),
    "identity.foreign_key": (
        Plain("The key is none of those that %(domain)s publishes. It may be forged."),
        Plain("The key is none of those that the issuer publishes. It may be forged."),
    ),
    "identity.revoked_key": (
        Plain("%(domain)s revoked this key on %(on)s; nothing that it signed is to be trusted."),
        Plain("The issuer revoked this key; nothing that it signed is to be trusted."),
    ),
    "identity.expired_key": Plain("The issuer's key was meant for a time that has passed."),
    "identity.not_hosted_by_issuer": (
        Plain("%(domain)s does not publish badges at this address. It may be forged."),
        Plain("The issuer does not publish badges at this address. It may be forged."),
    ),
    # Its time
    "expiration.none": Plain("It does not expire."),
    "expiration.valid": Plain("It holds until %(ends_at)s (UTC)."),
    "expiration.expired": Plain("It expired on %(ended_at)s (UTC)."),
    "expiration.not_yet": Plain("It only holds from %(starts_at)s (UTC)."),
    "expiration.unreadable": Plain("Its dates cannot be read."),
    # Whether it was withdrawn
    "status.none": Plain("The issuer offers no way to see whether it was withdrawn."),
    "status.valid": (
        Plain("It was not withdrawn, says %(host)s."),
        Plain("It was not withdrawn."),
    ),
    "status.revoked": Plain("The issuer has withdrawn it."),
    "status.suspended": Plain("The issuer has suspended it for the time being."),
    "status.other_purpose": Plain("Its status list is about something else than withdrawal."),
    "status.message": Plain("Its issuer says about it: “%(message)s”"),
    "status.refresh": Plain("Its issuer has a newer version of it."),
    "status.unsupported": (
        Plain("Whether it was withdrawn could not be checked: “%(kind)s” is not read here."),
        Plain("Whether it was withdrawn could not be checked: its status is not read here."),
    ),
    "status.list_unusable": Plain(
        "Whether it was withdrawn could not be checked: the list at %(host)s is damaged."
    ),
    "status.list_of_another_issuer": Plain(
        "Whether it was withdrawn could not be checked: the list at %(host)s is of another issuer."
    ),
    "status.list_of_another_address": Plain(
        "Whether it was withdrawn could not be checked: %(host)s served another list."
    ),
    "status.list_not_signed": Plain(
        "Whether it was withdrawn could not be checked: the list at %(host)s is not proven to be "
        "the issuer's."
    ),
    "status.list_outdated": Plain(
        "Whether it was withdrawn could not be checked: the list at %(host)s is not of today."
    ),
    "status.issuer_unknown": Plain(
        "Whether it was withdrawn could not be checked, as the issuer's page was not to be had."
    ),
    "status.offline": Plain("Whether it was withdrawn could not be checked offline."),
    "status.unreachable": Plain(
        "Whether it was withdrawn could not be checked: %(host)s gave no answer of use."
    ),
    # Whether there is a newer version
    "refresh.newer": Plain("%(host)s has a newer version of it, and that one is judged here."),
    "refresh.unchanged": Plain("%(host)s has no newer version of it."),
    "refresh.offline": Plain(
        "Whether there is a newer version of it could not be looked up offline; the one given is "
        "judged."
    ),
    "refresh.unreachable": Plain(
        "Whether there is a newer version of it could not be looked up: %(host)s gave no answer of "
        "use. The one given is judged."
    ),
    "refresh.no_address": Plain(
        "Where to look for a newer version of it is no web address; the one given is judged."
    ),
    "refresh.unsupported": (
        Plain("How to look for a newer version of it, “%(type)s”, is not known here."),
        Plain("How to look for a newer version of it is not known here."),
    ),
    "refresh.no_badge": Plain(
        "What %(host)s has instead of it is no badge; the one given is judged."
    ),
    "refresh.another": Plain(
        "What %(host)s has instead of it is another badge; the one given is judged."
    ),
    "refresh.older": Plain(
        "What %(host)s has instead of it is an older version; the one given is judged."
    ),
    "refresh.not_sound": Plain(
        "What %(host)s has instead of it does not hold; the one given is judged."
    ),
    # Whom it is about
    "recipient.not_asked": Plain("Nobody asked whom it is about."),
    "recipient.email_confirmed": Plain("It was issued to this e-mail address."),
    "recipient.email_differs": Plain("It was issued to another e-mail address. This is common."),
    "recipient.email_not_signed": Plain("No e-mail address was signed with it."),
    "recipient.name_confirmed": Plain("The name is confirmed by the signature."),
    "recipient.name_differs": Plain("Another name was signed than this one."),
    "recipient.name_not_signed": Plain("No name was signed with it."),
    "recipient.attached_name_confirmed": Plain(
        "The name in this file is confirmed by the signature."
    ),
    "recipient.attached_name_differs": Plain(
        "The name in this file is not the one that was signed. The file was altered."
    ),
    "recipient.attached_name_not_signed": Plain(
        "The name in this file is not confirmed, for no name was signed."
    ),
    # What is only told
    "registry.not_asked": Plain("No register of issuers was asked; being in none is no fault."),
    "evidence.none": Plain("No evidence is named in it."),
    "evidence.pinned": Plural(
        "One piece of evidence is named and pinned by its digest; it was not opened.",
        "%(count)s pieces of evidence are named and pinned by their digests; none was opened.",
    ),
    "evidence.not_fetched": Plural(
        "One piece of evidence is named; it was not opened.",
        "%(count)s pieces of evidence are named; none was opened.",
    ),
    "endorsements.none": Plain("Nobody endorsed it."),
    "endorsements.valid": Plural(
        "One endorsement; its signature fits.",
        "%(count)s endorsements; their signatures fit.",
    ),
    "endorsements.invalid": Plural(
        "One endorsement does not hold.", "%(count)s endorsements do not hold."
    ),
    "endorsements.withdrawn": Plural(
        "One endorsement was taken back.", "%(count)s endorsements were taken back."
    ),
    "endorsements.unknown": Plural(
        "One endorsement could not be checked.", "%(count)s endorsements could not be checked."
    ),
    "endorsements.too_many": Plural(
        "One more endorsement, which was not looked at.",
        "%(count)s more endorsements, which were not looked at.",
    ),
    # Each of them
    "endorsement.valid": (
        Plain("“%(by)s” (%(domain)s) endorsed it: %(said)s – The signature fits."),
        Plain("%(domain)s endorsed it: %(said)s – The signature fits."),
        Plain("“%(by)s” (%(domain)s) endorsed it; the signature fits."),
        Plain("%(domain)s endorsed it; the signature fits."),
    ),
    "endorsement.invalid": (
        Plain("The endorsement said to be by “%(by)s” (%(domain)s) does not hold: %(said)s"),
        Plain("The endorsement said to be by “%(by)s” (%(domain)s) does not hold."),
        Plain("The endorsement said to be by %(domain)s does not hold."),
    ),
    "endorsement.withdrawn": (
        Plain("“%(by)s” (%(domain)s) has taken an endorsement back; it does not count any more."),
        Plain("%(domain)s has taken an endorsement back; it does not count any more."),
    ),
    "endorsement.unknown": (
        Plain("The endorsement said to be by “%(by)s” (%(domain)s) could not be checked."),
        Plain("The endorsement said to be by %(domain)s could not be checked."),
    ),
    "endorsement.unreadable": Plain("What stands there as an endorsement is none."),
    "endorsement.of_another": Plain("It endorses something else than what it stands at."),
    # Why there is nothing to verify
    "unreadable.nothing_in_pdf": Plain(
        "There is no signed data in this file (often lost when files are merged or scanned). "
        "The code below the QR code leads to it as well."
    ),
    "unreadable.nothing_in_picture": Plain(
        "There is no signed data in this picture (often lost when pictures pass through a phone "
        "or a social network). The file as it was downloaded has it."
    ),
    "unreadable.ambiguous": Plural(
        "There are %(count)s badges in this file; each needs a file of its own.",
        "There are %(count)s different badges in this file; each needs a file of its own.",
    ),
    "unreadable.damaged": Plain(
        "This file is damaged; ask the holder for it as it was downloaded."
    ),
    "unreadable.too_large": Plain("This file, or a part of it, is too large to be read here."),
    "unreadable.unsafe": Plain(
        "This file asks for things that are not done for a stranger's file; take another of the "
        "badge's files."
    ),
    "unreadable.container": Plain(
        "This is no badge. Choose the certificate (PDF), the badge (PNG or SVG) or its JSON or JWT."
    ),
    "unreadable.json": Plain(
        "This text is no JSON; it may be cut off. Copy all of it, or choose the file."
    ),
    "unreadable.no_badge": Plain(
        "This JSON holds no badge; the badge's file is called credential.json or the like."
    ),
    "unreadable.presentation": Plain(
        "This is a presentation of badges, not a badge: hand in the badge it holds."
    ),
}
