"""credentials: documents kept small"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "document_base",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("usual", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_document_base_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["achievement_version.id"],
            name=op.f("fk_document_base_version_id_achievement_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_base")),
    )
    op.create_index(op.f("ix_document_base_community_id"), "document_base", ["community_id"])
    op.create_index(op.f("ix_document_base_name"), "document_base", ["name"])
    op.create_index("ix_document_base_of", "document_base", ["version_id", "language"])
    # Nobody asks for the events of a community.
    op.drop_index(op.f("ix_award_event_community_id"), "award_event")
    op.drop_index("ix_outbox_mail_to", "outbox_mail")
    op.create_index("ix_outbox_mail_to", "outbox_mail", ["community_id", "address", "state"])
    has_room = sa.text("next_counter < size")
    op.create_index(
        "ix_status_list_open",
        "status_list",
        ["profile_id"],
        sqlite_where=has_room,
        postgresql_where=has_room,
    )
    op.create_index(
        "ix_award_by_rule",
        "award",
        ["achievement_id", "awarded_at"],
        sqlite_where=sa.text("by_rule = 1"),
        postgresql_where=sa.text("by_rule"),
    )
    # The first is the beginning of a unique one; an address is found through its award.
    op.drop_index(op.f("ix_credential_award_id"), "credential")
    with op.batch_alter_table("credential") as table:
        table.drop_constraint(op.f("uq_credential_iri"), type_="unique")
