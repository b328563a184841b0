"""impact: follow-up questions, consent, reports"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "impact_settings",
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("questions", sa.Boolean(), nullable=False),
        sa.Column("report_since", sa.DateTime(), nullable=True),
        *_keys("impact_settings", community_id="community"),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_impact_settings")),
    )
    op.create_table(
        "follow_up",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("award_id", BIG, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("changed", sa.String(length=16), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("consent", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("passed_at", sa.DateTime(), nullable=True),
        *_keys("follow_up", community_id="community", membership_id="membership", award_id="award"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
        sa.UniqueConstraint("award_id", "days", name=op.f("uq_follow_up_award_id_days")),
    )
    op.create_index(op.f("ix_follow_up_membership_id"), "follow_up", ["membership_id"])
    op.create_index("ix_follow_up_answered", "follow_up", ["community_id", "answered_at"])
    op.create_table(
        "impact_refusal",
        sa.Column("membership_id", BIG, autoincrement=False, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        *_keys("impact_refusal", community_id="community", membership_id="membership"),
        sa.PrimaryKeyConstraint("membership_id", name=op.f("pk_impact_refusal")),
    )
    op.create_index(op.f("ix_impact_refusal_community_id"), "impact_refusal", ["community_id"])
    op.create_table(
        "impact_quarter",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("counted_at", sa.DateTime(), nullable=False),
        *_keys("impact_quarter", community_id="community"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_quarter")),
        sa.UniqueConstraint(
            "community_id",
            "year",
            "quarter",
            name=op.f("uq_impact_quarter_community_id_year_quarter"),
        ),
    )
    op.create_index(op.f("ix_impact_quarter_community_id"), "impact_quarter", ["community_id"])


def _keys(table, **columns):
    return [
        sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}_{to}"))
        for column, to in columns.items()
    ]
