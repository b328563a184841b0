"""evidence: seals, rubrics, invited reviewers"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    for name, usual in (("answer_days", "7"), ("evidence_space", "1000")):
        op.add_column(
            "community", sa.Column(name, sa.Integer(), nullable=False, server_default=usual)
        )
    op.add_column("milestone", sa.Column("asking", sa.JSON(), nullable=False, server_default="{}"))
    _invitations()
    with op.batch_alter_table("evidence") as table:
        table.add_column(
            sa.Column("likeness", sa.String(length=64), nullable=False, server_default="")
        )
        table.add_column(sa.Column("assigned_to", BIG, nullable=True))
        table.add_column(sa.Column("answer_by", sa.DateTime(), nullable=True))
        table.add_column(
            sa.Column("seen_state", sa.String(length=12), nullable=False, server_default="")
        )
        table.add_column(sa.Column("seen_at", sa.DateTime(), nullable=True))
        table.create_foreign_key(
            op.f("fk_evidence_assigned_to_membership"), "membership", ["assigned_to"], ["id"]
        )
        for name in ("assigned_to", "likeness", "sha256"):
            table.create_index(op.f(f"ix_evidence_{name}"), [name])
    with op.batch_alter_table("review") as table:
        table.alter_column("reviewer_id", existing_type=BIG, nullable=True)
        table.add_column(sa.Column("invitation_id", BIG, nullable=True))
        table.add_column(sa.Column("levels", sa.JSON(), nullable=False, server_default="{}"))
        table.add_column(sa.Column("held", sa.JSON(), nullable=False, server_default="[]"))
        table.create_foreign_key(
            op.f("fk_review_invitation_id_review_invitation"),
            "review_invitation",
            ["invitation_id"],
            ["id"],
        )
        table.create_index(op.f("ix_review_invitation_id"), ["invitation_id"])
    op.create_table(
        "link_look",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_link_look")),
    )
    op.create_index(op.f("ix_link_look_at"), "link_look", ["at"])


def _invitations():
    op.create_table(
        "review_invitation",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("created_by", BIG, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        *_foreign("review_invitation", community_id="community", created_by="membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_review_invitation_token_hash")),
    )
    for column in ("community_id", "created_by"):
        op.create_index(op.f(f"ix_review_invitation_{column}"), "review_invitation", [column])
    op.create_table(
        "invited_piece",
        sa.Column("invitation_id", BIG, nullable=False),
        sa.Column("evidence_id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        *_foreign(
            "invited_piece",
            invitation_id="review_invitation",
            evidence_id="evidence",
            community_id="community",
        ),
        sa.PrimaryKeyConstraint("invitation_id", "evidence_id", name=op.f("pk_invited_piece")),
    )
    for column in ("community_id", "evidence_id"):
        op.create_index(op.f(f"ix_invited_piece_{column}"), "invited_piece", [column])


def _foreign(table, **columns):
    for column, other in columns.items():
        yield sa.ForeignKeyConstraint(
            [column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}")
        )
