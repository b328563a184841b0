"""Why somebody could not be signed in, and who may change whose role."""

from __future__ import annotations

from badges.sentences.phrases import Plain, Plural, Table

SENTENCES: Table = {
    # By mail
    "sign_in.unknown": Plain("Nobody here has this address."),
    "sign_in.used": Plain("This sign-in link has been used or is too old; ask for a new one."),
    "sign_in.code_wrong": Plural(
        "This is not the code; one try is left.", "This is not the code; %(count)s tries are left."
    ),
    "sign_in.code_over": Plain("This code is no longer valid here; ask for a new one."),
    "sign_in.elsewhere": Plain(
        "This form came from another website; open the sign-in page here and try again."
    ),
    # By passkey
    "passkey.refused": Plain("This passkey did not work here; sign in by mail instead."),
    "passkey.late": Plain("That took too long, or began in another browser; try again."),
    "passkey.many": Plain("There are %(limit)s passkeys already; remove one first."),
    # Through a provider
    "oidc.down": Plain("%(host)s does not answer at the moment; sign in by mail instead."),
    "oidc.refused": Plain(
        "Signing in through %(host)s did not work; try again, or sign in by mail."
    ),
    "oidc.nobody": Plain(
        "%(host)s told us of no confirmed address that we know. Ask a manager of your community "
        "which address they have written down, or sign in by mail."
    ),
    # Roles
    "member.owners_only": Plain(
        "Only an owner of the community may change who owns it, and owners themselves."
    ),
    "member.managers_only": Plain("Only managers, on these pages, make and unmake managers."),
    "member.self": Plain("Nobody gives themselves more rights; ask somebody who has them."),
    "member.left": Plain("This person has left the community; add them again first."),
    "member.last_owner": Plain(
        "This is the last owner of the community; first make somebody else an owner who has "
        "signed in before."
    ),
    "invite.role": Plain("Choose what the person shall do."),
}
