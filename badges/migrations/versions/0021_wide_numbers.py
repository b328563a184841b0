"""postgresql: what names a row is as wide as the row's own number"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

NARROW = {
    "award_batch": ("community_id", "achievement_id", "made_by"),
    "award_batch_row": ("community_id", "batch_id", "membership_id"),
    "claim_card": ("community_id", "set_id"),
    "claim_card_set": ("community_id", "achievement_id", "made_by"),
    "enrolment": ("community_id", "programme_id", "membership_id"),
    "examination": ("community_id",),
    "path": ("achievement_id",),
    "path_level": ("community_id", "path_id"),
    "path_step": ("level_id",),
    "pause": ("community_id", "programme_id", "created_by"),
    "programme": ("community_id", "achievement_id"),
    "programme_session": ("session_id", "community_id", "programme_id"),
    "programme_week": ("community_id", "programme_id"),
}


def upgrade():
    # SQLite's integers have no width.
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, columns in NARROW.items():
        for column in columns:
            op.alter_column(table, column, type_=sa.BigInteger())
