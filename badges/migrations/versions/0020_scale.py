"""queue and operation: workers on many machines"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

OPEN = sa.text("finished_at IS NULL")


def upgrade():
    op.add_column("job", sa.Column("rank", sa.Integer(), nullable=False, server_default="1"))
    op.add_column("job", sa.Column("sent_at", sa.DateTime(), nullable=True))
    op.create_index(
        "ix_job_free", "job", ["rank", "due_at", "id"], sqlite_where=OPEN, postgresql_where=OPEN
    )
    _indices_of_figures()


def _indices_of_figures():
    failed = sa.text("failed")
    open_ = sa.text("state IN ('waiting', 'failed')")
    op.create_index(
        "ix_job_failed", "job", ["failed"], sqlite_where=failed, postgresql_where=failed
    )
    op.create_index(
        "ix_outbox_mail_open", "outbox_mail", ["state"], sqlite_where=open_, postgresql_where=open_
    )
