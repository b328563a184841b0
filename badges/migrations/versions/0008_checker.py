"""checker: receipts' key, batches of checks, one-time links for checkers"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.create_table(
        "installation_key",
        sa.Column("id", BIG, nullable=False),
        sa.Column("algorithm", sa.String(16), nullable=False),
        sa.Column("thumbprint", sa.String(64), nullable=False),
        sa.Column("verification_method", sa.String(700), nullable=False),
        sa.Column("public_jwk", sa.JSON(), nullable=False),
        sa.Column("uri", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation_key")),
        sa.UniqueConstraint("thumbprint", name=op.f("uq_installation_key_thumbprint")),
    )
    op.create_table(
        "check_batch",
        sa.Column("id", BIG, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("client_hash", sa.String(64), nullable=False, server_default=""),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("finished_at", sa.DateTime(), nullable=True),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("receipt", sa.LargeBinary(), nullable=True),
        sa.Column("receipt_pdf", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_batch")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_check_batch_secret_hash")),
    )
    op.create_table(
        "batch_upload",
        sa.Column("id", BIG, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["check_batch.id"], name=op.f("fk_batch_upload_batch_id_check_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_upload")),
    )
    op.create_index(op.f("ix_batch_upload_batch_id"), "batch_upload", ["batch_id"])
    op.create_table(
        "batch_entry",
        sa.Column("id", BIG, nullable=False),
        sa.Column("batch_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(400), nullable=False),
        sa.Column("upload", sa.Integer(), nullable=True),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["check_batch.id"], name=op.f("fk_batch_entry_batch_id_check_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch_entry")),
        sa.UniqueConstraint("batch_id", "position", name=op.f("uq_batch_entry_batch_id_position")),
    )
    op.create_table(
        "checker_link",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("award_id", BIG, nullable=False),
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("shows", sa.String(8), nullable=False),
        sa.Column("note", sa.String(100), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_checker_link_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_checker_link_award_id_award")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checker_link")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_checker_link_secret_hash")),
    )
    op.create_index(op.f("ix_checker_link_community_id"), "checker_link", ["community_id"])
    op.create_index(op.f("ix_checker_link_award_id"), "checker_link", ["award_id"])
