"""going live"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade():
    with op.batch_alter_table("community") as community:
        community.add_column(
            sa.Column("address", sa.String(length=500), nullable=False, server_default="")
        )
        community.add_column(sa.Column("live_since", sa.DateTime(), nullable=True))
        community.add_column(sa.Column("edition", sa.Integer(), nullable=False, server_default="1"))
    op.create_table(
        "former_document",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column(
            "community_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("base_url", sa.String(length=500), nullable=False),
        sa.Column("address", sa.String(length=700), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_former_document_community_id_community"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_document")),
        sa.UniqueConstraint("address", name=op.f("uq_former_document_address")),
    )
    op.create_index(
        op.f("ix_former_document_community_id"), "former_document", ["community_id"], unique=False
    )
