"""intake: activities from elsewhere, kept for those who join, handed in as tables"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "verb_kind",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("verb", sa.String(length=300), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_verb_kind_community_id_community")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_verb_kind")),
        sa.UniqueConstraint("community_id", "verb", name=op.f("uq_verb_kind_community_id_verb")),
    )
    op.create_table(
        "waiting_activity",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("who_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("occurred_at", sa.DateTime(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=200), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_waiting_activity_community_id_community"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_activity")),
        sa.UniqueConstraint(
            "community_id",
            "source",
            "external_id",
            name=op.f("uq_waiting_activity_community_id_source_external_id"),
        ),
    )
    with op.batch_alter_table("waiting_activity") as table:
        table.create_index("ix_waiting_activity_who", ["community_id", "who_hash"], unique=False)

    op.create_table(
        "activity_upload",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("made_by", BIG, nullable=True),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.Column("bytes", BIG, nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("kept", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column("piece", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=True),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_activity_upload_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["made_by"], ["membership.id"], name=op.f("fk_activity_upload_made_by_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_upload")),
    )
    with op.batch_alter_table("activity_upload") as table:
        table.create_index(
            table.f("ix_activity_upload_community_id"), ["community_id"], unique=False
        )

    op.create_table(
        "calendar_feed",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_calendar_feed_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_calendar_feed_membership_id_membership"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feed")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_calendar_feed_membership_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_feed_token_hash")),
    )
    op.create_table(
        "hook",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("system", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("secret", sa.LargeBinary(), nullable=False),
        sa.Column("mapping", sa.JSON(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_hook_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["membership.id"], name=op.f("fk_hook_created_by_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook")),
        sa.UniqueConstraint("public_id", name=op.f("uq_hook_public_id")),
    )
    with op.batch_alter_table("hook") as table:
        table.create_index(table.f("ix_hook_community_id"), ["community_id"], unique=False)

    op.create_table(
        "known_account",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("who_hash", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("linked_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_known_account_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_known_account_membership_id_membership"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_account")),
        sa.UniqueConstraint(
            "community_id", "who_hash", name=op.f("uq_known_account_community_id_who_hash")
        ),
    )
    with op.batch_alter_table("known_account") as table:
        table.create_index(
            table.f("ix_known_account_membership_id"), ["membership_id"], unique=False
        )

    op.create_table(
        "activity_upload_piece",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("upload_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_activity_upload_piece_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["activity_upload.id"],
            name=op.f("fk_activity_upload_piece_upload_id_activity_upload"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_upload_piece")),
        sa.UniqueConstraint(
            "upload_id", "position", name=op.f("uq_activity_upload_piece_upload_id_position")
        ),
    )
    with op.batch_alter_table("activity_upload_piece") as table:
        table.create_index(table.f("ix_activity_upload_piece_sha256"), ["sha256"], unique=False)

    op.create_table(
        "activity_upload_row",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("upload_id", BIG, nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_activity_upload_row_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["activity_upload.id"],
            name=op.f("fk_activity_upload_row_upload_id_activity_upload"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activity_upload_row")),
    )
    with op.batch_alter_table("activity_upload_row") as table:
        table.create_index(table.f("ix_activity_upload_row_address"), ["address"], unique=False)
        table.create_index("ix_activity_upload_row_line", ["upload_id", "line"], unique=False)

    op.create_table(
        "hook_delivery",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("hook_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("event", sa.String(length=64), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_hook_delivery_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["hook_id"], ["hook.id"], name=op.f("fk_hook_delivery_hook_id_hook")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hook_delivery")),
    )
    with op.batch_alter_table("hook_delivery") as table:
        table.create_index(table.f("ix_hook_delivery_hook_id"), ["hook_id"], unique=False)

    op.create_table(
        "voided_basis",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("activity_id", BIG, nullable=False),
        sa.Column("award_id", BIG, nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.Column("kept_at", sa.DateTime(), nullable=True),
        sa.Column("kept_by", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["activity_id"], ["activity.id"], name=op.f("fk_voided_basis_activity_id_activity")
        ),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_voided_basis_award_id_award")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_voided_basis_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["kept_by"], ["membership.id"], name=op.f("fk_voided_basis_kept_by_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voided_basis")),
        sa.UniqueConstraint(
            "activity_id", "award_id", name=op.f("uq_voided_basis_activity_id_award_id")
        ),
    )
    with op.batch_alter_table("voided_basis") as table:
        table.create_index(table.f("ix_voided_basis_award_id"), ["award_id"], unique=False)
        table.create_index(table.f("ix_voided_basis_community_id"), ["community_id"], unique=False)

    with op.batch_alter_table("activity") as table:
        table.add_column(sa.Column("upload_id", BIG, nullable=True))
        table.add_column(sa.Column("disputed_at", sa.DateTime(), nullable=True))
        table.add_column(
            sa.Column("dispute_note", sa.String(length=500), server_default="", nullable=False)
        )
        table.add_column(sa.Column("dispute_settled_at", sa.DateTime(), nullable=True))
        table.create_index(
            "ix_activity_disputed",
            ["community_id"],
            unique=False,
            sqlite_where=sa.text("disputed_at IS NOT NULL AND dispute_settled_at IS NULL"),
            postgresql_where=sa.text("disputed_at IS NOT NULL AND dispute_settled_at IS NULL"),
        )
        table.create_index(table.f("ix_activity_upload_id"), ["upload_id"], unique=False)
        table.create_foreign_key(
            table.f("fk_activity_upload_id_activity_upload"),
            "activity_upload",
            ["upload_id"],
            ["id"],
        )

    with op.batch_alter_table("learning_session") as table:
        table.add_column(sa.Column("calendar_uid", sa.String(length=300), nullable=True))
        table.create_unique_constraint(
            table.f("uq_learning_session_community_id_calendar_uid"),
            ["community_id", "calendar_uid"],
        )
