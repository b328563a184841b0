"""mail: when it is due, how it went, what an address stopped, own words; planned awards"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade():
    op.add_column(
        "community",
        sa.Column("mail_hold_minutes", sa.Integer(), nullable=False, server_default="10"),
    )
    op.add_column(
        "community",
        sa.Column("reminder_days", sa.JSON(), nullable=False, server_default="[7, 21]"),
    )
    op.add_column("job", sa.Column("once_key", sa.String(length=100), nullable=True))
    op.create_index("ix_job_once_key", "job", ["once_key"], unique=True)
    op.add_column(
        "outbox_mail", sa.Column("link", sa.String(length=2000), nullable=False, server_default="")
    )
    op.add_column(
        "outbox_mail", sa.Column("about", sa.String(length=64), nullable=False, server_default="")
    )
    op.add_column("outbox_mail", sa.Column("due_at", sa.DateTime(), nullable=True))
    op.add_column("outbox_mail", sa.Column("begun_at", sa.DateTime(), nullable=True))
    op.add_column(
        "outbox_mail", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0")
    )
    op.execute("UPDATE outbox_mail SET due_at = created_at")
    with op.batch_alter_table("outbox_mail") as batch:
        batch.alter_column("due_at", existing_type=sa.DateTime(), nullable=False)
        for column, name in (("address", "to"), ("state", "state"), ("about", "about")):
            batch.create_index(f"ix_outbox_mail_{name}", ["community_id", column])
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "mail_address",
        sa.Column("id", big, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("stopped", sa.JSON(), nullable=False),
        sa.Column("bounced_at", sa.DateTime(), nullable=True),
        sa.Column("bounce", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_mail_address_community_id_community"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_address")),
        sa.UniqueConstraint(
            "community_id", "address", name=op.f("uq_mail_address_community_id_address")
        ),
    )
    op.create_table(
        "mail_words",
        sa.Column("id", big, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("opening", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_mail_words_community_id_community")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_words")),
        sa.UniqueConstraint(
            "community_id",
            "kind",
            "language",
            name=op.f("uq_mail_words_community_id_kind_language"),
        ),
    )
    op.create_table(
        "planned_award",
        sa.Column("id", big, nullable=False),
        sa.Column("community_id", big, nullable=False),
        sa.Column("achievement_id", big, nullable=False),
        sa.Column("membership_id", big, nullable=False),
        sa.Column("planned_by", big, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("problem", sa.JSON(), nullable=False),
        sa.Column("due_at", sa.DateTime(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_planned_award_{column}_{table}")
            )
            for column, table in (
                ("community_id", "community"),
                ("achievement_id", "achievement"),
                ("membership_id", "membership"),
                ("planned_by", "membership"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_award")),
    )
    for column in ("community_id", "membership_id"):
        op.create_index(op.f(f"ix_planned_award_{column}"), "planned_award", [column])
