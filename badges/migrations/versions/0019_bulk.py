"""bulk: lists awarded in chunks"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.add_column("award_batch", sa.Column("digest", sa.String(length=64), nullable=True))
    op.create_index("ix_award_batch_digest", "award_batch", ["digest"])
    op.create_table(
        "award_batch_chunk",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("list_id", BIG, nullable=True),
        sa.Column("first_place", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("places_used", sa.Integer(), nullable=False),
        sa.Column("handled", sa.Integer(), nullable=False),
        sa.Column("awarded", sa.Integer(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{to}.id"], name=op.f(f"fk_award_batch_chunk_{column}_{to}")
            )
            for column, to in (
                ("community_id", "community"),
                ("batch_id", "award_batch"),
                ("list_id", "status_list"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_award_batch_chunk")),
        sa.UniqueConstraint(
            "batch_id", "number", name=op.f("uq_award_batch_chunk_batch_id_number")
        ),
    )
    op.create_index(
        op.f("ix_award_batch_chunk_community_id"), "award_batch_chunk", ["community_id"]
    )
