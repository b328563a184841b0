"""sign in"""

import sqlalchemy as sa
from alembic import op

from badges.text import fold

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("login_session") as table:
        table.add_column(sa.Column("seen_at", sa.DateTime()))
        table.add_column(sa.Column("device", sa.String(80), nullable=False, server_default=""))
        table.add_column(sa.Column("method", sa.String(16), nullable=False, server_default="mail"))
    with op.batch_alter_table("sign_in_token") as table:
        table.add_column(
            sa.Column("browser_hash", sa.String(64), nullable=False, server_default="")
        )
        table.create_index("ix_sign_in_token_browser_hash", ["browser_hash"])
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("sort_name", sa.String(400), nullable=False, server_default=""))
        table.create_index("ix_membership_by_name", ["community_id", "sort_name", "id"])
    _fold_names()
    op.create_table(
        "passkey",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "person_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            nullable=False,
        ),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("credential_id", sa.String(1400), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("user_handle", sa.String(100), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("last_used_at", sa.DateTime()),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_passkey_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_person_id", "passkey", ["person_id"])
    op.create_table(
        "passkey_challenge",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("browser_hash", sa.String(64), nullable=False),
        sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite")),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_passkey_challenge_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey_challenge")),
        sa.UniqueConstraint("browser_hash", name=op.f("uq_passkey_challenge_browser_hash")),
    )
    op.create_index("ix_passkey_challenge_person_id", "passkey_challenge", ["person_id"])


def _fold_names():
    connection = op.get_bind()
    rows = sa.table("membership", sa.column("id"), sa.column("name"), sa.column("sort_name"))
    for row in connection.execute(sa.select(rows.c.id, rows.c.name)).all():
        connection.execute(
            sa.update(rows).where(rows.c.id == row.id).values(sort_name=fold(row.name))
        )
