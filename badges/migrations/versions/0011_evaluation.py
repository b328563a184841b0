"""evaluation: decisions by hand, what is told to rules"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("job") as table:
        table.add_column(sa.Column("gathers", sa.String(64), nullable=True))
        table.create_index("ix_job_gathers", ["gathers", "finished_at"])
