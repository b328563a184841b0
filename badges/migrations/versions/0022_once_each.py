"""people: whoever is written down twice at the same moment is one; queue: an index that is found"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade():
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("membership", sa.Column("once_key", big, nullable=True))
    given = sa.text("once_key IS NOT NULL")
    op.create_index(
        "uq_membership_once_key", "membership", ["once_key"], unique=True,
        sqlite_where=given, postgresql_where=given,
    )  # fmt: skip
    if op.get_bind().dialect.name == "sqlite":
        # In the words that a query has there.
        op.drop_index("ix_job_failed", "job")
        op.create_index("ix_job_failed", "job", ["failed"], sqlite_where=sa.text("failed = 1"))
