"""evaluation: decisions by hand, what is told to rules"""

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade():
    pass
