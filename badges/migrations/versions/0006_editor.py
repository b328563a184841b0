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
