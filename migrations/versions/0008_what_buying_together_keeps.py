"""What buying together keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "plan_sheet",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("good", sa.Integer(), nullable=False),
        sa.Column("bad", sa.Integer(), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "own",
                "network",
                "parents",
                "public",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("network_id", sa.String(length=16), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(length=16), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_plan_sheet_jurisdiction_id")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_plan_sheet_network_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_plan_sheet_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan_sheet")),
    )
    with op.batch_alter_table("plan_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_sheet_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_sheet_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_sheet_uploaded_by"), ["uploaded_by"], unique=False)

    op.create_table(
        "weekly_letter",
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("is_wanted", sa.Boolean(), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "told",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_weekly_letter_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_weekly_letter")),
        sa.UniqueConstraint("key", name=op.f("uq_weekly_letter_key")),
    )
    op.create_table(
        "plan",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "announced",
                "pooled",
                "solicited",
                "withdrawn",
                name="planstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("focus_area", sa.String(length=60), nullable=False),
        sa.Column(
            "categories",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("budget_low_cents", sa.BigInteger(), nullable=True),
        sa.Column("budget_high_cents", sa.BigInteger(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("contact_name", sa.String(length=200), nullable=False),
        sa.Column("contact_email", sa.String(length=254), nullable=False),
        sa.Column(
            "scope",
            sa.Enum(
                "own",
                "network",
                "parents",
                "public",
                name="scope",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("network_id", sa.String(length=16), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=False),
        sa.Column("sheet_id", sa.String(length=16), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_plan_created_by")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_plan_jurisdiction_id")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_plan_network_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["plan_sheet.id"], name=op.f("fk_plan_sheet_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plan")),
    )
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plan_created_by"), ["created_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_plan_sheet_id"), ["sheet_id"], unique=False)
        batch_op.create_index("ix_plan_state_changed", ["state", "changed_at"], unique=False)

    op.create_table(
        "admitted_state",
        sa.Column("pool_id", sa.String(length=16), nullable=False),
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_admitted_state_pool_id")),
        sa.PrimaryKeyConstraint("pool_id", "state_code", name=op.f("pk_admitted_state")),
    )
    op.create_table(
        "motion",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("pool_id", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column(
            "needs",
            sa.Enum(
                "majority", "two-thirds", "all", name="majority", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "needed_before",
            sa.Enum(
                "none", "commitment", "publication", name="gate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "carried",
                "lost",
                "withdrawn",
                name="motionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_by", sa.String(length=16), nullable=False),
        sa.Column(
            "tally",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["moved_by"], ["person.id"], name=op.f("fk_motion_moved_by")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_motion_pool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion")),
    )
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_motion_moved_by"), ["moved_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_motion_pool_id"), ["pool_id"], unique=False)

    op.create_table(
        "pool_plan",
        sa.Column("pool_id", sa.String(length=16), nullable=False),
        sa.Column("plan_id", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name=op.f("fk_pool_plan_plan_id")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_pool_plan_pool_id")),
        sa.PrimaryKeyConstraint("pool_id", "plan_id", name=op.f("pk_pool_plan")),
    )
    with op.batch_alter_table("pool_plan", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pool_plan_plan_id"), ["plan_id"], unique=False)

    op.create_table(
        "pool_reminder",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("pool_id", sa.String(length=16), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_pool_reminder_pool_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["person.id"], name=op.f("fk_pool_reminder_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pool_reminder")),
    )
    with op.batch_alter_table("pool_reminder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_pool_reminder_pool_id"), ["pool_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_reminder_sent_by"), ["sent_by"], unique=False)

    op.create_table(
        "delivery_place",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("participation_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("address", sa.String(length=500), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_delivery_place_participation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery_place")),
    )
    with op.batch_alter_table("delivery_place", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_delivery_place_participation_id"), ["participation_id"], unique=False)

    op.create_table(
        "demand_sheet",
        sa.Column("participation_id", sa.String(length=16), nullable=False),
        sa.Column("filename", sa.String(length=255), nullable=False),
        sa.Column("digest", sa.String(length=80), nullable=False),
        sa.Column(
            "cells",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "faults",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("seen_version", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_by", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_demand_sheet_participation_id")
        ),
        sa.ForeignKeyConstraint(["read_by"], ["person.id"], name=op.f("fk_demand_sheet_read_by")),
        sa.PrimaryKeyConstraint("participation_id", name=op.f("pk_demand_sheet")),
    )
    with op.batch_alter_table("demand_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_demand_sheet_read_by"), ["read_by"], unique=False)

    op.create_table(
        "vote",
        sa.Column("motion_id", sa.String(length=16), nullable=False),
        sa.Column("participation_id", sa.String(length=16), nullable=False),
        sa.Column(
            "choice",
            sa.Enum("yes", "no", "abstain", name="choice", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("cast_by", sa.String(length=16), nullable=False),
        sa.Column("cast_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cast_by"], ["person.id"], name=op.f("fk_vote_cast_by")),
        sa.ForeignKeyConstraint(["motion_id"], ["motion.id"], name=op.f("fk_vote_motion_id")),
        sa.ForeignKeyConstraint(["participation_id"], ["participation.id"], name=op.f("fk_vote_participation_id")),
        sa.PrimaryKeyConstraint("motion_id", "participation_id", name=op.f("pk_vote")),
    )
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_vote_cast_by"), ["cast_by"], unique=False)

    op.create_table(
        "last_price",
        sa.Column("participation_id", sa.String(length=16), nullable=False),
        sa.Column("line_id", sa.String(length=16), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["pool_line.id"], name=op.f("fk_last_price_line_id")),
        sa.ForeignKeyConstraint(
            ["participation_id"], ["participation.id"], name=op.f("fk_last_price_participation_id")
        ),
        sa.PrimaryKeyConstraint("participation_id", "line_id", name=op.f("pk_last_price")),
    )
    op.create_table(
        "protest",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("solicitation_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("award_id", sa.String(length=16), nullable=True),
        sa.Column("vendor_id", sa.String(length=16), nullable=True),
        sa.Column("protester", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("document_id", sa.String(length=16), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("timely_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_timely", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by", sa.String(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "received",
                "sustained",
                "denied",
                "dismissed",
                "withdrawn",
                name="proteststate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_protest_award_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_protest_decided_by")),
        sa.ForeignKeyConstraint(["document_id"], ["stored_file.id"], name=op.f("fk_protest_document_id")),
        sa.ForeignKeyConstraint(["entered_by"], ["person.id"], name=op.f("fk_protest_entered_by")),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_protest_solicitation_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_protest_vendor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protest")),
        sa.UniqueConstraint("solicitation_id", "number", name=op.f("uq_protest_solicitation_id_number")),
    )
    with op.batch_alter_table("protest", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_protest_award_id"), ["award_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_protest_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_protest_document_id"), ["document_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_protest_entered_by"), ["entered_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_protest_solicitation_id"), ["solicitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_protest_vendor_id"), ["vendor_id"], unique=False)

    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("year", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("minimum", sa.BigInteger(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_commitment_participation_id_line_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_commitment_participation_id_line_id_year"), ["participation_id", "line_id", "year"]
        )

    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("signature", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("signature_title", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("signed_by", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("agreement_version_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("agreement_digest", sa.String(length=80), server_default="", nullable=False))
        batch_op.add_column(sa.Column("is_late", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.create_index(
            batch_op.f("ix_participation_agreement_version_id"), ["agreement_version_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_participation_signed_by"), ["signed_by"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_participation_agreement_version_id"), "item_version", ["agreement_version_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_participation_signed_by"), "person", ["signed_by"], ["id"])

    with op.batch_alter_table("pool", schema=None) as batch_op:
        batch_op.add_column(sa.Column("demand_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("approvals_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column(
                "admission",
                sa.Enum(
                    "network", "named", "states", name="admission", native_enum=False, create_constraint=True, length=40
                ),
                server_default="network",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("most_members", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column(
                "late_joining",
                sa.Enum(
                    "never",
                    "until-publication",
                    "after-award",
                    name="latejoining",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                server_default="never",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "publication_rule",
                sa.Enum("all", "staying", name="publicationrule", native_enum=False, create_constraint=True, length=40),
                server_default="all",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("years", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("agreement_version_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("offered_lead_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("lead_offered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lead_accepted_by", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("lead_agreed_by", sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f("ix_pool_agreement_version_id"), ["agreement_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_lead_accepted_by"), ["lead_accepted_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_lead_agreed_by"), ["lead_agreed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_offered_lead_id"), ["offered_lead_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_pool_lead_agreed_by"), "person", ["lead_agreed_by"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_pool_lead_accepted_by"), "person", ["lead_accepted_by"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_pool_agreement_version_id"), "item_version", ["agreement_version_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_pool_offered_lead_id"), "jurisdiction", ["offered_lead_id"], ["id"])

    with op.batch_alter_table("pool_line", schema=None) as batch_op:
        batch_op.add_column(sa.Column("participation_id", sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f("ix_pool_line_participation_id"), ["participation_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_pool_line_participation_id"), "participation", ["participation_id"], ["id"]
        )

    with op.batch_alter_table("solicitation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("plan_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("is_amending", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.add_column(
            sa.Column(
                "resting",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                nullable=True,
            )
        )
        batch_op.create_index(batch_op.f("ix_solicitation_plan_id"), ["plan_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_solicitation_plan_id"), "plan", ["plan_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("solicitation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_solicitation_plan_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_solicitation_plan_id"))
        batch_op.drop_column("resting")
        batch_op.drop_column("is_amending")
        batch_op.drop_column("plan_id")

    with op.batch_alter_table("pool_line", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_pool_line_participation_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_pool_line_participation_id"))
        batch_op.drop_column("participation_id")

    with op.batch_alter_table("pool", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_pool_offered_lead_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_pool_agreement_version_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_pool_lead_accepted_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_pool_lead_agreed_by"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_pool_offered_lead_id"))
        batch_op.drop_index(batch_op.f("ix_pool_lead_agreed_by"))
        batch_op.drop_index(batch_op.f("ix_pool_lead_accepted_by"))
        batch_op.drop_index(batch_op.f("ix_pool_agreement_version_id"))
        batch_op.drop_column("lead_agreed_by")
        batch_op.drop_column("lead_accepted_by")
        batch_op.drop_column("lead_offered_at")
        batch_op.drop_column("offered_lead_id")
        batch_op.drop_column("agreement_version_id")
        batch_op.drop_column("years")
        batch_op.drop_constraint(batch_op.f("ck_pool_publicationrule"), type_="check")
        batch_op.drop_column("publication_rule")
        batch_op.drop_constraint(batch_op.f("ck_pool_latejoining"), type_="check")
        batch_op.drop_column("late_joining")
        batch_op.drop_column("most_members")
        batch_op.drop_constraint(batch_op.f("ck_pool_admission"), type_="check")
        batch_op.drop_column("admission")
        batch_op.drop_column("approvals_due_at")
        batch_op.drop_column("demand_due_at")

    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_participation_signed_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_participation_agreement_version_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_participation_signed_by"))
        batch_op.drop_index(batch_op.f("ix_participation_agreement_version_id"))
        batch_op.drop_column("is_late")
        batch_op.drop_column("agreement_digest")
        batch_op.drop_column("agreement_version_id")
        batch_op.drop_column("signed_by")
        batch_op.drop_column("signed_at")
        batch_op.drop_column("signature_title")
        batch_op.drop_column("signature")
        batch_op.drop_column("left_at")

    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_commitment_participation_id_line_id_year"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_commitment_participation_id_line_id"), ["participation_id", "line_id"]
        )
        batch_op.drop_column("minimum")
        batch_op.drop_column("year")

    with op.batch_alter_table("protest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_protest_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_protest_solicitation_id"))
        batch_op.drop_index(batch_op.f("ix_protest_entered_by"))
        batch_op.drop_index(batch_op.f("ix_protest_document_id"))
        batch_op.drop_index(batch_op.f("ix_protest_decided_by"))
        batch_op.drop_index(batch_op.f("ix_protest_award_id"))

    op.drop_table("protest")
    op.drop_table("last_price")
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vote_cast_by"))

    op.drop_table("vote")
    with op.batch_alter_table("demand_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demand_sheet_read_by"))

    op.drop_table("demand_sheet")
    with op.batch_alter_table("delivery_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_place_participation_id"))

    op.drop_table("delivery_place")
    with op.batch_alter_table("pool_reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pool_reminder_sent_by"))
        batch_op.drop_index(batch_op.f("ix_pool_reminder_pool_id"))

    op.drop_table("pool_reminder")
    with op.batch_alter_table("pool_plan", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_pool_plan_plan_id"))

    op.drop_table("pool_plan")
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_motion_pool_id"))
        batch_op.drop_index(batch_op.f("ix_motion_moved_by"))

    op.drop_table("motion")
    op.drop_table("admitted_state")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index("ix_plan_state_changed")
        batch_op.drop_index(batch_op.f("ix_plan_sheet_id"))
        batch_op.drop_index(batch_op.f("ix_plan_network_id"))
        batch_op.drop_index(batch_op.f("ix_plan_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_plan_created_by"))

    op.drop_table("plan")
    op.drop_table("weekly_letter")
    with op.batch_alter_table("plan_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plan_sheet_uploaded_by"))
        batch_op.drop_index(batch_op.f("ix_plan_sheet_network_id"))
        batch_op.drop_index(batch_op.f("ix_plan_sheet_jurisdiction_id"))

    op.drop_table("plan_sheet")
