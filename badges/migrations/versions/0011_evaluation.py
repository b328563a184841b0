"""evaluation: decisions by hand, what is told to rules"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    with op.batch_alter_table("job") as table:
        table.add_column(sa.Column("gathers", sa.String(64), nullable=True))
        table.create_index("ix_job_gathers", ["gathers", "finished_at"])
    op.create_table(
        "milestone_decision",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("achievement_id", BIG, nullable=False),
        sa.Column("milestone_key", sa.String(64), nullable=False),
        sa.Column("decided_by", BIG, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name="fk_milestone_decision_community_id_community"
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name="fk_milestone_decision_membership_id_membership",
        ),
        sa.ForeignKeyConstraint(
            ["achievement_id"],
            ["achievement.id"],
            name="fk_milestone_decision_achievement_id_achievement",
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["membership.id"], name="fk_milestone_decision_decided_by_membership"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_milestone_decision"),
    )
    op.create_index(
        "ix_milestone_decision_of",
        "milestone_decision",
        ["membership_id", "achievement_id", "milestone_key"],
    )
    for column in ("community_id", "achievement_id", "decided_by"):
        op.create_index(f"ix_milestone_decision_{column}", "milestone_decision", [column])
    op.create_table(
        "back_awarding",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("asked_by", BIG, nullable=True),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("looked_at", sa.Integer(), nullable=False),
        sa.Column("last_id", BIG, nullable=False),
        sa.Column("awarded", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name="fk_back_awarding_community_id_community"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["achievement_version.id"],
            name="fk_back_awarding_version_id_achievement_version",
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["membership.id"], name="fk_back_awarding_asked_by_membership"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_back_awarding"),
    )
    for column in ("community_id", "version_id"):
        op.create_index(f"ix_back_awarding_{column}", "back_awarding", [column])
