"""member"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    with op.batch_alter_table("community") as table:
        table.add_column(
            sa.Column("minors", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("membership") as table:
        table.add_column(sa.Column("of_age", sa.Boolean(), nullable=True))
    with op.batch_alter_table("evidence") as table:
        table.add_column(
            sa.Column("others", sa.String(length=8), nullable=False, server_default="")
        )
    op.create_table(
        "collection",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("sentence", sa.String(length=500), nullable=False),
        sa.Column("visibility", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_collection_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection")),
        sa.UniqueConstraint("public_id", name=op.f("uq_collection_public_id")),
    )
    op.create_index(op.f("ix_collection_person_id"), "collection", ["person_id"])
    op.create_table(
        "collection_item",
        sa.Column("id", BIG, nullable=False),
        sa.Column("collection_id", BIG, nullable=False),
        sa.Column("award_id", BIG, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection_id"],
            ["collection.id"],
            name=op.f("fk_collection_item_collection_id_collection"),
        ),
        sa.ForeignKeyConstraint(
            ["award_id"], ["award.id"], name=op.f("fk_collection_item_award_id_award")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_item")),
        sa.UniqueConstraint(
            "collection_id", "award_id", name=op.f("uq_collection_item_collection_id_award_id")
        ),
    )
    op.create_index(op.f("ix_collection_item_collection_id"), "collection_item", ["collection_id"])
    op.create_index(op.f("ix_collection_item_award_id"), "collection_item", ["award_id"])
    op.create_table(
        "address_proof",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("moving", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_address_proof_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_proof")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_address_proof_token_hash")),
    )
    op.create_index(op.f("ix_address_proof_person_id"), "address_proof", ["person_id"])
    op.create_table(
        "guardian_consent",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_guardian_consent_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_guardian_consent_membership_id_membership"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_consent")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_guardian_consent_membership_id")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_guardian_consent_token_hash")),
    )
    op.create_index(op.f("ix_guardian_consent_community_id"), "guardian_consent", ["community_id"])
