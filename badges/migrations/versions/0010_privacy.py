"""privacy: how long things are kept, files whose time is over, reports of pages"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.add_column(
        "community", sa.Column("retention", sa.JSON(), nullable=False, server_default="{}")
    )
    op.add_column("evidence", sa.Column("file_gone_at", sa.DateTime(), nullable=True))
    op.create_table(
        "page_report",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("number", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("award_id", BIG, nullable=True),
        sa.Column("problem", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_by", BIG, nullable=True),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_page_report_{column}_{table}")
            )
            for column, table in (
                ("community_id", "community"),
                ("award_id", "award"),
                ("closed_by", "membership"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_page_report")),
        sa.UniqueConstraint("number", name=op.f("uq_page_report_number")),
    )
    op.create_index(op.f("ix_page_report_award_id"), "page_report", ["award_id"])
    op.create_index("ix_page_report_state", "page_report", ["community_id", "state"])
