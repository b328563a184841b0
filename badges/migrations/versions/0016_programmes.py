"""programmes: paths with levels, cohorts, pauses"""

import sqlalchemy as sa
from alembic import op

from badges.database import BigId, Instant

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade():
    _level_paths()
    _create_programmes()


def _level_paths():
    with op.batch_alter_table("path") as table:
        table.add_column(sa.Column("achievement_id", sa.Integer(), nullable=True))
        table.add_column(
            sa.Column("public", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        table.add_column(sa.Column("published_at", Instant(), nullable=True))
        table.add_column(sa.Column("archived_at", Instant(), nullable=True))
        table.create_foreign_key(
            op.f("fk_path_achievement_id_achievement"), "achievement", ["achievement_id"], ["id"]
        )
    op.create_table(
        "path_level",
        sa.Column("id", BigId, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("path_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("needed", sa.Integer(), nullable=True),
        sa.Column("follows", sa.Boolean(), nullable=False, server_default=sa.true()),
        *_keys("path_level", path_id="path"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_path_level")),
    )
    _index("path_level", "community_id", "path_id")
    # What was laid before there were levels becomes a path with one, seen as it was.
    op.execute("UPDATE path SET published_at = created_at")
    op.execute(
        "INSERT INTO path_level (community_id, path_id, position, name)"
        " SELECT community_id, id, 0, '{}' FROM path"
    )
    with op.batch_alter_table("path_step") as table:
        table.add_column(sa.Column("level_id", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE path_step SET level_id ="
        " (SELECT path_level.id FROM path_level WHERE path_level.path_id = path_step.path_id)"
    )
    with op.batch_alter_table("path_step") as table:
        table.drop_column("level")
        table.alter_column("level_id", existing_type=sa.Integer(), nullable=False)
        table.create_foreign_key(
            op.f("fk_path_step_level_id_path_level"), "path_level", ["level_id"], ["id"]
        )
    _index("path_step", "level_id")


def _create_programmes():
    op.create_table(
        "programme",
        sa.Column("id", BigId, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=100), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("tag", sa.String(length=64), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("enrolment", sa.String(length=8), nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("join_token", sa.String(length=64), nullable=False),
        sa.Column("achievement_id", sa.Integer(), nullable=True),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("published_at", Instant(), nullable=True),
        sa.Column("archived_at", Instant(), nullable=True),
        *_keys("programme", achievement_id="achievement"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("community_id", "slug", name=op.f("uq_programme_community_id_slug")),
        sa.UniqueConstraint("join_token", name=op.f("uq_programme_join_token")),
    )
    _index("programme", "community_id")
    op.create_table(
        "programme_week",
        sa.Column("id", BigId, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("note", sa.JSON(), nullable=False),
        *_keys("programme_week", programme_id="programme"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_week")),
        sa.UniqueConstraint(
            "programme_id", "number", name=op.f("uq_programme_week_programme_id_number")
        ),
    )
    _index("programme_week", "community_id")
    op.create_table(
        "programme_session",
        sa.Column("session_id", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        *_keys("programme_session", session_id="learning_session", programme_id="programme"),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_programme_session")),
    )
    _index("programme_session", "community_id", "programme_id")
    op.create_table(
        "enrolment",
        sa.Column("id", BigId, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("membership_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("left_at", Instant(), nullable=True),
        *_keys("enrolment", programme_id="programme", membership_id="membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrolment")),
        sa.UniqueConstraint(
            "programme_id", "membership_id", name=op.f("uq_enrolment_programme_id_membership_id")
        ),
    )
    _index("enrolment", "community_id", "membership_id")
    op.create_table(
        "pause",
        sa.Column("id", BigId, nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        *_keys("pause", programme_id="programme", created_by="membership"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    _index("pause", "community_id", "programme_id")


def _keys(table, **others):
    return [
        sa.ForeignKeyConstraint(
            [column], [f"{there}.id"], name=op.f(f"fk_{table}_{column}_{there}")
        )
        for column, there in {"community_id": "community", **others}.items()
    ]


def _index(table, *columns):
    for column in columns:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
