"""credentials: documents kept small"""

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade():
    """Nothing yet."""
