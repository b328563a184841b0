"""queue and operation: workers on many machines"""

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade():
    """Nothing yet."""
