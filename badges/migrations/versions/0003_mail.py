"""mail: when it is due, how it went, what it is about; jobs that are promised once"""

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
    op.add_column("job", sa.Column("once_key", sa.String(length=100), nullable=True))
    op.create_index("ix_job_once_key", "job", ["once_key"], unique=True)
    op.add_column(
        "outbox_mail", sa.Column("link", sa.String(length=2000), nullable=False, server_default="")
    )
    op.add_column("outbox_mail", sa.Column("due_at", sa.DateTime(), nullable=True))
    op.add_column("outbox_mail", sa.Column("begun_at", sa.DateTime(), nullable=True))
    op.add_column(
        "outbox_mail", sa.Column("attempts", sa.Integer(), nullable=False, server_default="0")
    )
    op.execute("UPDATE outbox_mail SET due_at = created_at")
    with op.batch_alter_table("outbox_mail") as batch:
        batch.alter_column("due_at", existing_type=sa.DateTime(), nullable=False)
        batch.create_index("ix_outbox_mail_to", ["community_id", "address"])
