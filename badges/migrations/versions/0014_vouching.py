"""vouching: vouches, endorsements, thanks"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade():
    op.add_column(
        "achievement_version",
        sa.Column("endorsed", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "vouch_settings",
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("swap_days", sa.Integer(), nullable=False),
        sa.Column("month_cap", sa.Integer(), nullable=False),
        sa.Column("thanks", sa.Boolean(), nullable=False),
        sa.Column("guest_thanks", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_vouch_settings_community_id_community"),
        ),
        sa.PrimaryKeyConstraint("community_id", name=op.f("pk_vouch_settings")),
    )
    op.create_table(
        "vouch_request",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("achievement_id", BIG, nullable=False),
        sa.Column("asked_id", BIG, nullable=True),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_vouch_request_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_vouch_request_membership_id_membership"),
        ),
        sa.ForeignKeyConstraint(
            ["achievement_id"],
            ["achievement.id"],
            name=op.f("fk_vouch_request_achievement_id_achievement"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_id"], ["membership.id"], name=op.f("fk_vouch_request_asked_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouch_request")),
        sa.UniqueConstraint("public_id", name=op.f("uq_vouch_request_public_id")),
    )
    op.create_index(op.f("ix_vouch_request_community_id"), "vouch_request", ["community_id"])
    op.create_index(op.f("ix_vouch_request_membership_id"), "vouch_request", ["membership_id"])
    op.create_index(op.f("ix_vouch_request_achievement_id"), "vouch_request", ["achievement_id"])
    op.create_index(op.f("ix_vouch_request_asked_id"), "vouch_request", ["asked_id"])
    op.create_table(
        "vouch",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("achievement_id", BIG, nullable=False),
        sa.Column("voucher_id", BIG, nullable=True),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("capacity", sa.String(length=16), nullable=False),
        sa.Column("capacity_badge", sa.String(length=100), nullable=False),
        sa.Column("roles", sa.JSON(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_vouch_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_vouch_membership_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["achievement_id"], ["achievement.id"], name=op.f("fk_vouch_achievement_id_achievement")
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["membership.id"], name=op.f("fk_vouch_voucher_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_vouch")),
    )
    op.create_index(op.f("ix_vouch_community_id"), "vouch", ["community_id"])
    op.create_index(op.f("ix_vouch_membership_id"), "vouch", ["membership_id"])
    op.create_index(op.f("ix_vouch_achievement_id"), "vouch", ["achievement_id"])
    op.create_index(op.f("ix_vouch_voucher_id"), "vouch", ["voucher_id"])
    op.create_table(
        "endorsement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("iri", sa.String(length=500), nullable=False),
        sa.Column("vouch_id", BIG, nullable=True),
        sa.Column("credential_id", BIG, nullable=True),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("signing_key_id", BIG, nullable=False),
        sa.Column("status_list_id", BIG, nullable=False),
        sa.Column("status_index", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revoked_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_endorsement_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["vouch_id"], ["vouch.id"], name=op.f("fk_endorsement_vouch_id_vouch")
        ),
        sa.ForeignKeyConstraint(
            ["credential_id"],
            ["credential.id"],
            name=op.f("fk_endorsement_credential_id_credential"),
        ),
        sa.ForeignKeyConstraint(
            ["signing_key_id"],
            ["signing_key.id"],
            name=op.f("fk_endorsement_signing_key_id_signing_key"),
        ),
        sa.ForeignKeyConstraint(
            ["status_list_id"],
            ["status_list.id"],
            name=op.f("fk_endorsement_status_list_id_status_list"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_endorsement")),
        sa.UniqueConstraint("public_id", name=op.f("uq_endorsement_public_id")),
        sa.UniqueConstraint("iri", name=op.f("uq_endorsement_iri")),
        sa.UniqueConstraint(
            "status_list_id",
            "status_index",
            name=op.f("uq_endorsement_status_list_id_status_index"),
        ),
    )
    op.create_index(op.f("ix_endorsement_community_id"), "endorsement", ["community_id"])
    op.create_index(op.f("ix_endorsement_vouch_id"), "endorsement", ["vouch_id"])
    op.create_index(op.f("ix_endorsement_credential_id"), "endorsement", ["credential_id"])
    op.create_table(
        "badge_endorsement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("version_id", BIG, nullable=False),
        sa.Column("organisation", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_by", BIG, nullable=True),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("issuer", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("form", sa.String(length=8), nullable=False),
        sa.Column("document", sa.LargeBinary(), nullable=True),
        sa.Column("valid_until", sa.DateTime(), nullable=True),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("ours_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_badge_endorsement_community_id_community"),
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["achievement_version.id"],
            name=op.f("fk_badge_endorsement_version_id_achievement_version"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["membership.id"], name=op.f("fk_badge_endorsement_asked_by_membership")
        ),
        sa.ForeignKeyConstraint(
            ["ours_id"], ["endorsement.id"], name=op.f("fk_badge_endorsement_ours_id_endorsement")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_badge_endorsement")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_badge_endorsement_token_hash")),
    )
    op.create_index(
        op.f("ix_badge_endorsement_community_id"), "badge_endorsement", ["community_id"]
    )
    op.create_index(op.f("ix_badge_endorsement_version_id"), "badge_endorsement", ["version_id"])
    op.create_table(
        "thanks_page",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_thanks_page_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"],
            ["membership.id"],
            name=op.f("fk_thanks_page_membership_id_membership"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks_page")),
        sa.UniqueConstraint("membership_id", name=op.f("uq_thanks_page_membership_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_thanks_page_public_id")),
    )
    op.create_index(op.f("ix_thanks_page_community_id"), "thanks_page", ["community_id"])
    op.create_table(
        "thanks",
        sa.Column("id", BIG, nullable=False),
        sa.Column("community_id", BIG, nullable=False),
        sa.Column("membership_id", BIG, nullable=False),
        sa.Column("giver_id", BIG, nullable=True),
        sa.Column("giver_name", sa.String(length=200), nullable=False),
        sa.Column("sentence", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("published_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_thanks_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id"], ["membership.id"], name=op.f("fk_thanks_membership_id_membership")
        ),
        sa.ForeignKeyConstraint(
            ["giver_id"], ["membership.id"], name=op.f("fk_thanks_giver_id_membership")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thanks")),
    )
    op.create_index(op.f("ix_thanks_community_id"), "thanks", ["community_id"])
    op.create_index(op.f("ix_thanks_membership_id"), "thanks", ["membership_id"])
    op.create_index(op.f("ix_thanks_giver_id"), "thanks", ["giver_id"])
