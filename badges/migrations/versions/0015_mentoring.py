"""mentoring: pairs and groups, meetings, goals"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "mentoring_card",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("offers", sa.JSON(), nullable=False),
        sa.Column("asks", sa.JSON(), nullable=False),
        sa.Column("sentence", sa.String(length=300), nullable=False),
        sa.Column("findable", sa.Boolean(), nullable=False),
        sa.Column("pairs", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        *_keys("mentoring_card", community_id="community", membership_id="membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mentoring_card")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_mentoring_card_membership_id")),
    )
    op.create_index(op.f("ix_mentoring_card_community_id"), "mentoring_card", ["community_id"])
    op.create_table(
        "rotation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        *_keys("rotation", community_id="community", created_by="membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rotation")),
    )
    op.create_index(op.f("ix_rotation_community_id"), "rotation", ["community_id"])
    op.create_table(
        "circle",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("rotation_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("created_by", BIG, nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("ended_for", sa.String(length=8), nullable=False),
        sa.Column("ended_by_rotation", BIG, nullable=True),
        *_keys(
            "circle",
            community_id="community",
            rotation_id="rotation",
            created_by="membership",
            ended_by_rotation="rotation",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle")),
    )
    op.create_index(op.f("ix_circle_community_id"), "circle", ["community_id"])
    op.create_index(op.f("ix_circle_rotation_id"), "circle", ["rotation_id"])
    op.create_table(
        "circle_member",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("circle_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("third", sa.Boolean(), nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(), nullable=True),
        sa.Column("left_at", sa.DateTime(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        *_keys(
            "circle_member",
            community_id="community",
            circle_id="circle",
            membership_id="membership",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circle_member")),
        sa.UniqueConstraint(
            "circle_id", "membership_id", name=op.f("uq_circle_member_circle_id_membership_id")
        ),
    )
    op.create_index(op.f("ix_circle_member_community_id"), "circle_member", ["community_id"])
    op.create_index(op.f("ix_circle_member_membership_id"), "circle_member", ["membership_id"])
    op.create_table(
        "meeting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("circle_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("occurred_at", sa.DateTime(), nullable=False),
        sa.Column("hours", sa.Double(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("logged_by", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("closed_as", sa.String(length=10), nullable=False),
        sa.Column("void_reason", sa.String(length=500), nullable=False),
        *_keys("meeting", community_id="community", circle_id="circle", logged_by="membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    op.create_index(op.f("ix_meeting_circle_id"), "meeting", ["circle_id"])
    op.create_index(op.f("ix_meeting_community_id"), "meeting", ["community_id"])
    op.create_table(
        "meeting_member",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("meeting_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("role", sa.String(length=8), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(), nullable=True),
        *_keys(
            "meeting_member",
            community_id="community",
            meeting_id="meeting",
            membership_id="membership",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_member")),
        sa.UniqueConstraint(
            "meeting_id", "membership_id", name=op.f("uq_meeting_member_meeting_id_membership_id")
        ),
    )
    op.create_index(op.f("ix_meeting_member_answer"), "meeting_member", ["membership_id", "answer"])
    op.create_index(op.f("ix_meeting_member_community_id"), "meeting_member", ["community_id"])
    op.create_table(
        "goal",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("reached_at", sa.DateTime(), nullable=True),
        sa.Column("let_go_at", sa.DateTime(), nullable=True),
        *_keys("goal", community_id="community", membership_id="membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal")),
    )
    op.create_index(op.f("ix_goal_community_id"), "goal", ["community_id"])
    op.create_index(op.f("ix_goal_membership_id"), "goal", ["membership_id"])
    op.create_table(
        "goal_confirmation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("goal_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        *_keys(
            "goal_confirmation",
            community_id="community",
            goal_id="goal",
            membership_id="membership",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_goal_confirmation")),
        sa.UniqueConstraint(
            "goal_id", "membership_id", name=op.f("uq_goal_confirmation_goal_id_membership_id")
        ),
    )
    op.create_index(
        op.f("ix_goal_confirmation_community_id"), "goal_confirmation", ["community_id"]
    )
    op.create_index(
        op.f("ix_goal_confirmation_membership_id"), "goal_confirmation", ["membership_id"]
    )
    op.create_table(
        "presentation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("session_id", BIG, nullable=True),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("occurred_at", sa.DateTime(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.Column("activity_id", BIG, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by", BIG, nullable=True),
        *_keys(
            "presentation",
            community_id="community",
            membership_id="membership",
            session_id="learning_session",
            activity_id="activity",
            answered_by="membership",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentation")),
    )
    op.create_index(op.f("ix_presentation_community_id"), "presentation", ["community_id"])
    op.create_index(op.f("ix_presentation_membership_id"), "presentation", ["membership_id"])


def _keys(table, **tables):
    for column, other in tables.items():
        yield sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
