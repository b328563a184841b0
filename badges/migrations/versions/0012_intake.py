"""intake: activities from elsewhere, kept for those who join"""

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade():
    pass
