"""large communities: what pages count and list is found by an index"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

VALID = "revoked_at IS NULL"
ABOUT = "about != ''"
TOLD = "(text != '' OR link != '')"
TEAM = "left_at IS NULL AND CAST(roles AS TEXT) != '[\"member\"]'"


def upgrade():
    _of_awards()
    _of_the_team()
    _of_evidence()
    _of_lists()
    _of_machinery()


def _of_awards():
    op.create_index("ix_award_standing", "award", ["achievement_id", "state", "awarded_at"])
    holders = ["achievement_id", "state", "membership_id"]
    _few("ix_award_public", "award", holders, "visibility = 'public'")
    _few("ix_award_renews", "award", ["renews_id"], "renews_id IS NOT NULL")
    until = f"{VALID} AND valid_until IS NOT NULL"
    _few("ix_credential_valid_until", "credential", ["community_id", "valid_until"], until)
    _few("ix_credential_valid_by_key", "credential", ["signing_key_id"], VALID)
    op.create_index("ix_credential_form_signing_key_id", "credential_form", ["signing_key_id"])


def _of_the_team():
    _few("ix_membership_team", "membership", ["community_id", "sort_name", "id"], TEAM)


def _of_evidence():
    _few("ix_evidence_submitted", "evidence", ["community_id"], "state = 'submitted'")


def _of_lists():
    for name in ("membership_id", "award_id"):
        op.drop_index(f"ix_award_batch_row_{name}", "award_batch_row")
        _few(f"ix_award_batch_row_{name}", "award_batch_row", [name], f"{name} IS NOT NULL")


def _of_machinery():
    op.drop_index("ix_job_failed", "job")
    failed = "failed = 1" if op.get_bind().dialect.name == "sqlite" else "failed"
    _few("ix_job_failed", "job", ["community_id"], failed)
    op.create_index("ix_outbox_mail_kind", "outbox_mail", ["community_id", "kind"])
    op.drop_index("ix_outbox_mail_about", "outbox_mail")
    _few("ix_outbox_mail_about", "outbox_mail", ["community_id", "about"], ABOUT)
    _few("ix_outbox_mail_told", "outbox_mail", ["community_id", "created_at"], TOLD)
    op.drop_index("ix_audit_entry_newest", "audit_entry")
    op.drop_index("ix_audit_entry_when", "audit_entry")
    op.create_index("ix_audit_entry_when", "audit_entry", ["community_id", "at", "id"])
    op.create_index("ix_audit_entry_action", "audit_entry", ["community_id", "action"])
    _few("ix_audit_entry_named", "audit_entry", ["community_id", "at"], "actor_id IS NOT NULL")


def _few(name, table, columns, which):
    condition = sa.text(which)
    op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
