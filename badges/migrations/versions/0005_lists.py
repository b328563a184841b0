"""Awards to a group, cards to claim with, invitations, guests at a session."""

import sqlalchemy as sa
from alembic import op

from badges.database import BigId, Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("award") as table:
        table.add_column(sa.Column("opened_at", Instant(), nullable=True))
    with op.batch_alter_table("membership") as table:
        table.add_column(
            sa.Column("invited", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("learning_session") as table:
        table.add_column(
            sa.Column("guests", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    _create_batches()
    _create_cards()


def _create_batches():
    op.create_table(
        "award_batch",
        sa.Column("id", BigId, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("place", sa.String(length=100), nullable=False),
        sa.Column("invites", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("awarded", sa.Integer(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        *_keys("award_batch", achievement_id="achievement", made_by="membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_batch")),
    )
    _index("award_batch", "community_id", "achievement_id")
    op.create_table(
        "award_batch_row",
        sa.Column("id", BigId, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("narrative", sa.Text(), nullable=False),
        sa.Column("links", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=True),
        sa.Column("award_id", BigId, nullable=True),
        *_keys(
            "award_batch_row", batch_id="award_batch", membership_id="membership", award_id="award"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_batch_row")),
        sa.UniqueConstraint(
            "batch_id", "position", name=op.f("uq_award_batch_row_batch_id_position")
        ),
    )
    op.create_index("ix_award_batch_row_address", "award_batch_row", ["batch_id", "address"])
    _index("award_batch_row", "community_id", "membership_id", "award_id")


def _create_cards():
    op.create_table(
        "claim_card_set",
        sa.Column("id", BigId, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("achievement_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=True),
        *_keys("claim_card_set", achievement_id="achievement", made_by="membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_card_set")),
    )
    _index("claim_card_set", "community_id", "achievement_id")
    op.create_table(
        "claim_card",
        sa.Column("id", BigId, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("set_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("award_id", BigId, nullable=True),
        *_keys("claim_card", set_id="claim_card_set", award_id="award"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_card")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_claim_card_code_hash")),
        sa.UniqueConstraint("set_id", "number", name=op.f("uq_claim_card_set_id_number")),
    )
    _index("claim_card", "community_id", "award_id")


def _keys(table, **others):
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{there}.id"], name=op.f(f"fk_{table}_{column}_{there}")
        )
        for column, there in {"community_id": "community", **others}.items()
    ]


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
