"""What the badge editor and the inbox keep: saves of a draft, verdicts undone, who looks at what."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("achievement_version") as table:
        table.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="1"))
    with op.batch_alter_table("evidence") as table:
        table.add_column(
            sa.Column(
                "looked_by", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
        table.add_column(sa.Column("looked_at", sa.DateTime(), nullable=True))
        table.create_foreign_key(
            op.f("fk_evidence_looked_by_membership"), "membership", ["looked_by"], ["id"]
        )
    with op.batch_alter_table("review") as table:
        table.add_column(sa.Column("undone_at", sa.DateTime(), nullable=True))
        table.add_column(
            sa.Column(
                "mail_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True
            )
        )
