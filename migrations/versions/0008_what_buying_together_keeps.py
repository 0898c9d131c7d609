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
        "dismissal",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "plan",
                "pool",
                "solicitation",
                "contract",
                name="needkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("subject_id", sa.String(length=16), nullable=True),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column(
            "other_subject",
            sa.Enum(
                "plan",
                "pool",
                "solicitation",
                "contract",
                name="otherkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("other_id", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("dismissed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("dismissed_by", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["dismissed_by"], ["person.id"], name=op.f("fk_dismissal_dismissed_by")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_dismissal_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dismissal")),
    )
    with op.batch_alter_table("dismissal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dismissal_dismissed_by"), ["dismissed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_dismissal_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index("ix_dismissal_other", ["jurisdiction_id", "other_subject", "other_id"], unique=False)

    op.create_table(
        "need_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "subject",
            sa.Enum(
                "plan",
                "pool",
                "solicitation",
                "contract",
                name="needkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
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
        sa.Column("state_code", sa.String(length=2), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("focus_area", sa.String(length=60), nullable=False),
        sa.Column(
            "categories",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("from_on", sa.Date(), nullable=True),
        sa.Column("to_on", sa.Date(), nullable=True),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("title_units", sa.Text(), nullable=False),
        sa.Column("text_units", sa.Text(), nullable=False),
        sa.Column("edition", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_need_entry_jurisdiction_id")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_need_entry_network_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_entry")),
        sa.UniqueConstraint("subject", "subject_id", name=op.f("uq_need_entry_subject_subject_id")),
    )
    with op.batch_alter_table("need_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_need_entry_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_need_entry_network_id"), ["network_id"], unique=False)

    op.create_table(
        "need_tally",
        sa.Column("unit", sa.String(length=80), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_need_tally_jurisdiction_id")),
        sa.PrimaryKeyConstraint("unit", "jurisdiction_id", name=op.f("pk_need_tally")),
    )
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
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=True),
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
        batch_op.create_index(
            "uq_plan_reference",
            ["jurisdiction_id", "reference"],
            unique=True,
            sqlite_where=sa.text("reference <> '' AND state <> 'withdrawn'"),
            postgresql_where=sa.text("reference <> '' AND state <> 'withdrawn'"),
        )

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
        sa.Column("anew_of_id", sa.String(length=16), nullable=True),
        sa.Column(
            "tally",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=True,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["anew_of_id"], ["motion.id"], name=op.f("fk_motion_anew_of_id")),
        sa.ForeignKeyConstraint(["moved_by"], ["person.id"], name=op.f("fk_motion_moved_by")),
        sa.ForeignKeyConstraint(["pool_id"], ["pool.id"], name=op.f("fk_motion_pool_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_motion")),
    )
    with op.batch_alter_table("motion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_motion_anew_of_id"), ["anew_of_id"], unique=False)
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
        "annex",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("solicitation_id", sa.String(length=16), nullable=False),
        sa.Column("participation_id", sa.String(length=16), nullable=False),
        sa.Column(
            "sections",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by", sa.String(length=16), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=16), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["person.id"], name=op.f("fk_annex_changed_by")),
        sa.ForeignKeyConstraint(["confirmed_by"], ["person.id"], name=op.f("fk_annex_confirmed_by")),
        sa.ForeignKeyConstraint(["participation_id"], ["participation.id"], name=op.f("fk_annex_participation_id")),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_annex_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_annex")),
        sa.UniqueConstraint(
            "solicitation_id", "participation_id", name=op.f("uq_annex_solicitation_id_participation_id")
        ),
    )
    with op.batch_alter_table("annex", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_annex_changed_by"), ["changed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_annex_confirmed_by"), ["confirmed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_annex_participation_id"), ["participation_id"], unique=False)

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
        "determination_request",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("solicitation_id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=True),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by", sa.String(length=16), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asked_by"], ["person.id"], name=op.f("fk_determination_request_asked_by")),
        sa.ForeignKeyConstraint(
            ["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_determination_request_jurisdiction_id")
        ),
        sa.ForeignKeyConstraint(
            ["solicitation_id"], ["solicitation.id"], name=op.f("fk_determination_request_solicitation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determination_request")),
    )
    with op.batch_alter_table("determination_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_determination_request_asked_by"), ["asked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_determination_request_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_determination_request_solicitation_id"), ["solicitation_id"], unique=False)

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
        "acknowledgement",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("response_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("acknowledged_by", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["acknowledged_by"], ["person.id"], name=op.f("fk_acknowledgement_acknowledged_by")),
        sa.ForeignKeyConstraint(["response_id"], ["response.id"], name=op.f("fk_acknowledgement_response_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acknowledgement")),
        sa.UniqueConstraint("response_id", "number", name=op.f("uq_acknowledgement_response_id_number")),
    )
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_acknowledgement_acknowledged_by"), ["acknowledged_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_acknowledgement_response_id"), ["response_id"], unique=False)

    op.create_table(
        "addendum",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("solicitation_id", sa.String(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft", "issued", "dropped", name="addendumstate", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("questions_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by", sa.String(length=16), nullable=False),
        sa.Column(
            "parts",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("revision_id", sa.String(length=16), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by", sa.String(length=16), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["begun_by"], ["person.id"], name=op.f("fk_addendum_begun_by")),
        sa.ForeignKeyConstraint(["issued_by"], ["person.id"], name=op.f("fk_addendum_issued_by")),
        sa.ForeignKeyConstraint(["revision_id"], ["revision.id"], name=op.f("fk_addendum_revision_id")),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_addendum_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_addendum")),
        sa.UniqueConstraint("solicitation_id", "number", name=op.f("uq_addendum_solicitation_id_number")),
    )
    with op.batch_alter_table("addendum", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_addendum_begun_by"), ["begun_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_addendum_issued_by"), ["issued_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_addendum_revision_id"), ["revision_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_addendum_solicitation_id"), ["solicitation_id"], unique=False)
        batch_op.create_index(
            "uq_addendum_one_draft",
            ["solicitation_id"],
            unique=True,
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )

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
        "contract",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column("award_id", sa.String(length=16), nullable=True),
        sa.Column(
            "source",
            sa.Enum("award", "recorded", name="contractsource", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "prepared",
                "active",
                "terminated",
                "discarded",
                name="contractstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("vendor_id", sa.String(length=16), nullable=True),
        sa.Column("vendor_name", sa.String(length=200), nullable=False),
        sa.Column("vendor_email", sa.String(length=254), nullable=False),
        sa.Column("reference", sa.String(length=60), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("focus_area", sa.String(length=60), nullable=False),
        sa.Column(
            "categories",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("ceiling_cents", sa.BigInteger(), nullable=True),
        sa.Column("used_cents", sa.BigInteger(), nullable=False),
        sa.Column(
            "lines",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("solicited_by", sa.String(length=200), nullable=False),
        sa.Column(
            "solicited",
            sa.Enum(
                "competitive",
                "sole-source",
                "exempt",
                name="solicitedhow",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("cooperative_clause", sa.Text(), nullable=False),
        sa.Column(
            "eligible",
            sa.Enum(
                "none",
                "named",
                "network",
                "states",
                "any",
                name="eligibility",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "eligible_ids",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("federal_terms", sa.Boolean(), nullable=True),
        sa.Column("fee_percent", sa.BigInteger(), nullable=True),
        sa.Column("rebate_percent", sa.BigInteger(), nullable=True),
        sa.Column("fee_to", sa.String(length=200), nullable=False),
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
        sa.Column("terminated_on", sa.Date(), nullable=True),
        sa.Column("termination_reason", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(length=16), nullable=True),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("activated_by", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["activated_by"], ["person.id"], name=op.f("fk_contract_activated_by")),
        sa.ForeignKeyConstraint(["award_id"], ["award.id"], name=op.f("fk_contract_award_id")),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=op.f("fk_contract_created_by")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_contract_jurisdiction_id")),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_contract_network_id")),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name=op.f("fk_contract_vendor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract")),
    )
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_activated_by"), ["activated_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_created_by"), ["created_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_network_id"), ["network_id"], unique=False)
        batch_op.create_index("ix_contract_state_ends", ["state", "ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_vendor_id"), ["vendor_id"], unique=False)
        batch_op.create_index(
            "uq_contract_award",
            ["award_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'discarded'"),
            postgresql_where=sa.text("state <> 'discarded'"),
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

    op.create_table(
        "adoption",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "requested",
                "agreed",
                "active",
                "declined",
                "withdrawn",
                "ended",
                name="adoptionstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("need", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("federal_money", sa.Boolean(), nullable=False),
        sa.Column(
            "waivers",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "findings",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "signed_findings",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("base_terms", sa.Text(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("requested_by", sa.String(length=16), nullable=True),
        sa.Column("lead_consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lead_consent_by", sa.String(length=16), nullable=True),
        sa.Column("lead_paper_id", sa.String(length=16), nullable=True),
        sa.Column("vendor_consent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("vendor_consent_by", sa.String(length=16), nullable=True),
        sa.Column("vendor_paper_id", sa.String(length=16), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signature", sa.String(length=200), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by", sa.String(length=16), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(length=16), nullable=True),
        sa.Column("closed_for", sa.String(length=20), nullable=False),
        sa.Column("closing_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["closed_by"], ["person.id"], name=op.f("fk_adoption_closed_by")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_adoption_contract_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_adoption_jurisdiction_id")),
        sa.ForeignKeyConstraint(["lead_consent_by"], ["person.id"], name=op.f("fk_adoption_lead_consent_by")),
        sa.ForeignKeyConstraint(["lead_paper_id"], ["stored_file.id"], name=op.f("fk_adoption_lead_paper_id")),
        sa.ForeignKeyConstraint(["requested_by"], ["person.id"], name=op.f("fk_adoption_requested_by")),
        sa.ForeignKeyConstraint(["signed_by"], ["person.id"], name=op.f("fk_adoption_signed_by")),
        sa.ForeignKeyConstraint(["vendor_consent_by"], ["person.id"], name=op.f("fk_adoption_vendor_consent_by")),
        sa.ForeignKeyConstraint(["vendor_paper_id"], ["stored_file.id"], name=op.f("fk_adoption_vendor_paper_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
    )
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_adoption_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_adoption_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_adoption_requested_by"), ["requested_by"], unique=False)
        batch_op.create_index(
            "uq_adoption_live",
            ["contract_id", "jurisdiction_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('requested', 'agreed', 'active')"),
            postgresql_where=sa.text("state IN ('requested', 'agreed', 'active')"),
        )

    op.create_table(
        "amendment",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "amendment",
                "renewal",
                "termination",
                name="amendmentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "changes",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_amendment_contract_id")),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_amendment_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_amendment_contract_id_number")),
    )
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_amendment_made_by"), ["made_by"], unique=False)

    op.create_table(
        "certificate",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("issuer", sa.String(length=200), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("file_id", sa.String(length=16), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=16), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_certificate_added_by")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_certificate_contract_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_certificate_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
    )
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_certificate_added_by"), ["added_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_certificate_file_id"), ["file_id"], unique=False)

    op.create_table(
        "contract_document",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "solicitation",
                "notice",
                "addendum",
                "register",
                "tabulation",
                "award",
                "contract",
                "clause",
                "amendment",
                "certificate",
                "other",
                name="documentkind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("file_id", sa.String(length=16), nullable=False),
        sa.Column("is_internal", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["person.id"], name=op.f("fk_contract_document_added_by")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_document_contract_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_contract_document_file_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_document")),
    )
    with op.batch_alter_table("contract_document", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_document_added_by"), ["added_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_document_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_document_file_id"), ["file_id"], unique=False)

    op.create_table(
        "contract_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("title_words", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_entry_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_entry")),
        sa.UniqueConstraint("contract_id", name=op.f("uq_contract_entry_contract_id")),
    )
    op.create_table(
        "contract_notice",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "renewal",
                "expiry",
                "certificate",
                name="noticekind",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("subject_id", sa.String(length=16), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("days_ahead", sa.Integer(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_notice_contract_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_notice")),
        sa.UniqueConstraint(
            "contract_id", "kind", "subject_id", "due_on", "days_ahead", name="uq_contract_notice_once"
        ),
    )
    op.create_table(
        "contract_outcome",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column("milestone", sa.String(length=20), nullable=False),
        sa.Column(
            "on_time",
            sa.Enum(
                "yes", "partly", "no", "too-early", name="kept", native_enum=False, create_constraint=True, length=40
            ),
            nullable=False,
        ),
        sa.Column(
            "on_budget",
            sa.Enum(
                "yes",
                "partly",
                "no",
                "too-early",
                name="kept_budget",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "buy_again",
            sa.Enum("yes", "unsure", "no", name="again", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("incidents", sa.Text(), nullable=False),
        sa.Column("lessons", sa.Text(), nullable=False),
        sa.Column(
            "measured",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("saved_cents", sa.BigInteger(), nullable=True),
        sa.Column("saved_hours", sa.Integer(), nullable=True),
        sa.Column("saved_how", sa.Text(), nullable=False),
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
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.String(length=16), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("replied_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("replied_by", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_outcome_contract_id")),
        sa.ForeignKeyConstraint(
            ["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_contract_outcome_jurisdiction_id")
        ),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=op.f("fk_contract_outcome_network_id")),
        sa.ForeignKeyConstraint(["replied_by"], ["person.id"], name=op.f("fk_contract_outcome_replied_by")),
        sa.ForeignKeyConstraint(["told_by"], ["person.id"], name=op.f("fk_contract_outcome_told_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contract_outcome")),
        sa.UniqueConstraint(
            "contract_id",
            "jurisdiction_id",
            "milestone",
            name=op.f("uq_contract_outcome_contract_id_jurisdiction_id_milestone"),
        ),
    )
    with op.batch_alter_table("contract_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_contract_outcome_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_outcome_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_outcome_network_id"), ["network_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_outcome_replied_by"), ["replied_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_contract_outcome_told_by"), ["told_by"], unique=False)

    op.create_table(
        "contract_price",
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("line_key", sa.String(length=60), nullable=False),
        sa.Column("unit_price", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_price_contract_id")),
        sa.PrimaryKeyConstraint("contract_id", "line_key", name=op.f("pk_contract_price")),
    )
    with op.batch_alter_table("contract_price", schema=None) as batch_op:
        batch_op.create_index("ix_contract_price_lowest", ["contract_id", "unit_price"], unique=False)

    op.create_table(
        "contract_watch",
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("look_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_contract_watch_contract_id")),
        sa.PrimaryKeyConstraint("contract_id", name=op.f("pk_contract_watch")),
    )
    op.create_table(
        "nomination",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("nominated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("nominated_by", sa.String(length=16), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_nomination_contract_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_nomination_jurisdiction_id")),
        sa.ForeignKeyConstraint(["nominated_by"], ["person.id"], name=op.f("fk_nomination_nominated_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_nomination")),
        sa.UniqueConstraint("contract_id", "jurisdiction_id", name=op.f("uq_nomination_contract_id_jurisdiction_id")),
    )
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_nomination_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_nomination_nominated_by"), ["nominated_by"], unique=False)

    op.create_table(
        "outcome_ask",
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column("milestone", sa.String(length=20), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_outcome_ask_contract_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_outcome_ask_jurisdiction_id")),
        sa.PrimaryKeyConstraint("contract_id", "jurisdiction_id", "milestone", name=op.f("pk_outcome_ask")),
    )
    op.create_table(
        "renewal_option",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("notice_days", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open",
                "exercised",
                "declined",
                name="renewalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=16), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_renewal_option_contract_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_renewal_option_decided_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_renewal_option")),
        sa.UniqueConstraint("contract_id", "number", name=op.f("uq_renewal_option_contract_id_number")),
    )
    with op.batch_alter_table("renewal_option", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_renewal_option_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_renewal_option_decided_by"), ["decided_by"], unique=False)

    op.create_table(
        "usage_alert",
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_usage_alert_contract_id")),
        sa.PrimaryKeyConstraint("contract_id", "code", name=op.f("pk_usage_alert")),
    )
    op.create_table(
        "usage_report",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column(
            "reporter",
            sa.Enum("vendor", "member", name="reporter", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("total_cents", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("file_id", sa.String(length=16), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.String(length=16), nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_usage_report_contract_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_usage_report_file_id")),
        sa.ForeignKeyConstraint(["filed_by"], ["person.id"], name=op.f("fk_usage_report_filed_by")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_usage_report_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_report")),
    )
    with op.batch_alter_table("usage_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_usage_report_filed_by"), ["filed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_usage_report_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(
            "ix_usage_report_sums",
            ["contract_id", "jurisdiction_id", "quarter", "reporter", "total_cents", "replaced_at"],
            unique=False,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )
        batch_op.create_index(
            "uq_usage_report_live",
            ["contract_id", "jurisdiction_id", "quarter", "reporter"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )

    op.create_table(
        "usage_sheet",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column(
            "reporter",
            sa.Enum("vendor", "member", name="reporter", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=True),
        sa.Column("file_id", sa.String(length=16), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("uploaded_by", sa.String(length=16), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_usage_sheet_contract_id")),
        sa.ForeignKeyConstraint(["file_id"], ["stored_file.id"], name=op.f("fk_usage_sheet_file_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_usage_sheet_jurisdiction_id")),
        sa.ForeignKeyConstraint(["uploaded_by"], ["person.id"], name=op.f("fk_usage_sheet_uploaded_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_usage_sheet")),
    )
    with op.batch_alter_table("usage_sheet", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_usage_sheet_contract_id"), ["contract_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_usage_sheet_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_usage_sheet_uploaded_by"), ["uploaded_by"], unique=False)

    op.create_table(
        "fee_entry",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("contract_id", sa.String(length=16), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("fee", "rebate", "payment", name="entrykind", native_enum=False, create_constraint=True, length=40),
            nullable=False,
        ),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=True),
        sa.Column("quarter", sa.String(length=7), nullable=False),
        sa.Column("report_id", sa.String(length=16), nullable=True),
        sa.Column("base_cents", sa.BigInteger(), nullable=False),
        sa.Column("percent", sa.BigInteger(), nullable=False),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("booked_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["booked_by"], ["person.id"], name=op.f("fk_fee_entry_booked_by")),
        sa.ForeignKeyConstraint(["contract_id"], ["contract.id"], name=op.f("fk_fee_entry_contract_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_fee_entry_jurisdiction_id")),
        sa.ForeignKeyConstraint(["report_id"], ["usage_report.id"], name=op.f("fk_fee_entry_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fee_entry")),
    )
    with op.batch_alter_table("fee_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fee_entry_booked_by"), ["booked_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_fee_entry_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_fee_entry_report_id"), ["report_id"], unique=False)
        batch_op.create_index(
            "ix_fee_entry_sums",
            ["contract_id", "kind", "jurisdiction_id", "quarter", "percent", "base_cents", "amount_cents"],
            unique=False,
        )

    op.create_table(
        "usage_line",
        sa.Column("report_id", sa.String(length=16), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line_key", sa.String(length=60), nullable=False),
        sa.Column("description", sa.String(length=300), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["usage_report.id"], name=op.f("fk_usage_line_report_id")),
        sa.PrimaryKeyConstraint("report_id", "position", name=op.f("pk_usage_line")),
    )
    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.add_column(sa.Column("year", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("minimum", sa.BigInteger(), nullable=True))
        batch_op.drop_constraint(batch_op.f("uq_commitment_participation_id_line_id"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_commitment_participation_id_line_id_year"), ["participation_id", "line_id", "year"]
        )

    with op.batch_alter_table("participating_addendum", schema=None) as batch_op:
        batch_op.add_column(sa.Column("contract_id", sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f("ix_participating_addendum_contract_id"), ["contract_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_participating_addendum_contract_id"), "contract", ["contract_id"], ["id"]
        )

    with op.batch_alter_table("participation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("left_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("region", sa.String(length=64), server_default="", nullable=False))
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
        batch_op.create_foreign_key(batch_op.f("fk_participation_signed_by"), "person", ["signed_by"], ["id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_participation_agreement_version_id"), "item_version", ["agreement_version_id"], ["id"]
        )

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
        batch_op.add_column(
            sa.Column(
                "regions",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("agreement_version_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("offered_lead_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("lead_offered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("lead_accepted_by", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("lead_agreed_by", sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f("ix_pool_agreement_version_id"), ["agreement_version_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_lead_accepted_by"), ["lead_accepted_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_lead_agreed_by"), ["lead_agreed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_pool_offered_lead_id"), ["offered_lead_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_pool_agreement_version_id"), "item_version", ["agreement_version_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_pool_lead_agreed_by"), "person", ["lead_agreed_by"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_pool_lead_accepted_by"), "person", ["lead_accepted_by"], ["id"])
        batch_op.create_foreign_key(batch_op.f("fk_pool_offered_lead_id"), "jurisdiction", ["offered_lead_id"], ["id"])

    with op.batch_alter_table("pool_line", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "tiers",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "mix",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
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
        batch_op.add_column(sa.Column("annexes_asked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("annexes_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_solicitation_plan_id"), ["plan_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_solicitation_plan_id"), "plan", ["plan_id"], ["id"])

    with op.batch_alter_table("written_determination", schema=None) as batch_op:
        batch_op.add_column(sa.Column("jurisdiction_id", sa.String(length=16), nullable=True))
        batch_op.create_index(batch_op.f("ix_written_determination_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_written_determination_jurisdiction_id"), "jurisdiction", ["jurisdiction_id"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("written_determination", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_written_determination_jurisdiction_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_written_determination_jurisdiction_id"))
        batch_op.drop_column("jurisdiction_id")

    with op.batch_alter_table("solicitation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_solicitation_plan_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_solicitation_plan_id"))
        batch_op.drop_column("annexes_due_at")
        batch_op.drop_column("annexes_asked_at")
        batch_op.drop_column("resting")
        batch_op.drop_column("is_amending")
        batch_op.drop_column("plan_id")

    with op.batch_alter_table("pool_line", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_pool_line_participation_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_pool_line_participation_id"))
        batch_op.drop_column("participation_id")
        batch_op.drop_column("mix")
        batch_op.drop_column("tiers")

    with op.batch_alter_table("pool", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_pool_offered_lead_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_pool_lead_accepted_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_pool_lead_agreed_by"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_pool_agreement_version_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_pool_offered_lead_id"))
        batch_op.drop_index(batch_op.f("ix_pool_lead_agreed_by"))
        batch_op.drop_index(batch_op.f("ix_pool_lead_accepted_by"))
        batch_op.drop_index(batch_op.f("ix_pool_agreement_version_id"))
        batch_op.drop_column("lead_agreed_by")
        batch_op.drop_column("lead_accepted_by")
        batch_op.drop_column("lead_offered_at")
        batch_op.drop_column("offered_lead_id")
        batch_op.drop_column("agreement_version_id")
        batch_op.drop_column("regions")
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
        batch_op.drop_constraint(batch_op.f("fk_participation_agreement_version_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_participation_signed_by"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_participation_signed_by"))
        batch_op.drop_index(batch_op.f("ix_participation_agreement_version_id"))
        batch_op.drop_column("is_late")
        batch_op.drop_column("agreement_digest")
        batch_op.drop_column("agreement_version_id")
        batch_op.drop_column("signed_by")
        batch_op.drop_column("signed_at")
        batch_op.drop_column("signature_title")
        batch_op.drop_column("signature")
        batch_op.drop_column("region")
        batch_op.drop_column("left_at")

    with op.batch_alter_table("participating_addendum", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_participating_addendum_contract_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_participating_addendum_contract_id"))
        batch_op.drop_column("contract_id")

    with op.batch_alter_table("commitment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_commitment_participation_id_line_id_year"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_commitment_participation_id_line_id"), ["participation_id", "line_id"]
        )
        batch_op.drop_column("minimum")
        batch_op.drop_column("year")

    op.drop_table("usage_line")
    with op.batch_alter_table("fee_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_fee_entry_sums")
        batch_op.drop_index(batch_op.f("ix_fee_entry_report_id"))
        batch_op.drop_index(batch_op.f("ix_fee_entry_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_fee_entry_booked_by"))

    op.drop_table("fee_entry")
    with op.batch_alter_table("usage_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_usage_sheet_uploaded_by"))
        batch_op.drop_index(batch_op.f("ix_usage_sheet_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_usage_sheet_contract_id"))

    op.drop_table("usage_sheet")
    with op.batch_alter_table("usage_report", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_usage_report_live",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )
        batch_op.drop_index(
            "ix_usage_report_sums",
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_usage_report_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_usage_report_filed_by"))

    op.drop_table("usage_report")
    op.drop_table("usage_alert")
    with op.batch_alter_table("renewal_option", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_renewal_option_decided_by"))
        batch_op.drop_index(batch_op.f("ix_renewal_option_contract_id"))

    op.drop_table("renewal_option")
    op.drop_table("outcome_ask")
    with op.batch_alter_table("nomination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_nomination_nominated_by"))
        batch_op.drop_index(batch_op.f("ix_nomination_jurisdiction_id"))

    op.drop_table("nomination")
    op.drop_table("contract_watch")
    with op.batch_alter_table("contract_price", schema=None) as batch_op:
        batch_op.drop_index("ix_contract_price_lowest")

    op.drop_table("contract_price")
    with op.batch_alter_table("contract_outcome", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_outcome_told_by"))
        batch_op.drop_index(batch_op.f("ix_contract_outcome_replied_by"))
        batch_op.drop_index(batch_op.f("ix_contract_outcome_network_id"))
        batch_op.drop_index(batch_op.f("ix_contract_outcome_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_contract_outcome_contract_id"))

    op.drop_table("contract_outcome")
    op.drop_table("contract_notice")
    op.drop_table("contract_entry")
    with op.batch_alter_table("contract_document", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_contract_document_file_id"))
        batch_op.drop_index(batch_op.f("ix_contract_document_contract_id"))
        batch_op.drop_index(batch_op.f("ix_contract_document_added_by"))

    op.drop_table("contract_document")
    with op.batch_alter_table("certificate", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_certificate_file_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_contract_id"))
        batch_op.drop_index(batch_op.f("ix_certificate_added_by"))

    op.drop_table("certificate")
    with op.batch_alter_table("amendment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_amendment_made_by"))

    op.drop_table("amendment")
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_adoption_live",
            sqlite_where=sa.text("state IN ('requested', 'agreed', 'active')"),
            postgresql_where=sa.text("state IN ('requested', 'agreed', 'active')"),
        )
        batch_op.drop_index(batch_op.f("ix_adoption_requested_by"))
        batch_op.drop_index(batch_op.f("ix_adoption_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_adoption_contract_id"))

    op.drop_table("adoption")
    with op.batch_alter_table("protest", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_protest_vendor_id"))
        batch_op.drop_index(batch_op.f("ix_protest_solicitation_id"))
        batch_op.drop_index(batch_op.f("ix_protest_entered_by"))
        batch_op.drop_index(batch_op.f("ix_protest_document_id"))
        batch_op.drop_index(batch_op.f("ix_protest_decided_by"))
        batch_op.drop_index(batch_op.f("ix_protest_award_id"))

    op.drop_table("protest")
    with op.batch_alter_table("contract", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_contract_award",
            sqlite_where=sa.text("state <> 'discarded'"),
            postgresql_where=sa.text("state <> 'discarded'"),
        )
        batch_op.drop_index(batch_op.f("ix_contract_vendor_id"))
        batch_op.drop_index("ix_contract_state_ends")
        batch_op.drop_index(batch_op.f("ix_contract_network_id"))
        batch_op.drop_index(batch_op.f("ix_contract_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_contract_created_by"))
        batch_op.drop_index(batch_op.f("ix_contract_activated_by"))

    op.drop_table("contract")
    op.drop_table("last_price")
    with op.batch_alter_table("addendum", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_addendum_one_draft",
            sqlite_where=sa.text("state = 'draft'"),
            postgresql_where=sa.text("state = 'draft'"),
        )
        batch_op.drop_index(batch_op.f("ix_addendum_solicitation_id"))
        batch_op.drop_index(batch_op.f("ix_addendum_revision_id"))
        batch_op.drop_index(batch_op.f("ix_addendum_issued_by"))
        batch_op.drop_index(batch_op.f("ix_addendum_begun_by"))

    op.drop_table("addendum")
    with op.batch_alter_table("acknowledgement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_acknowledgement_response_id"))
        batch_op.drop_index(batch_op.f("ix_acknowledgement_acknowledged_by"))

    op.drop_table("acknowledgement")
    with op.batch_alter_table("vote", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_vote_cast_by"))

    op.drop_table("vote")
    with op.batch_alter_table("determination_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_determination_request_solicitation_id"))
        batch_op.drop_index(batch_op.f("ix_determination_request_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_determination_request_asked_by"))

    op.drop_table("determination_request")
    with op.batch_alter_table("demand_sheet", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_demand_sheet_read_by"))

    op.drop_table("demand_sheet")
    with op.batch_alter_table("delivery_place", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_delivery_place_participation_id"))

    op.drop_table("delivery_place")
    with op.batch_alter_table("annex", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_annex_participation_id"))
        batch_op.drop_index(batch_op.f("ix_annex_confirmed_by"))
        batch_op.drop_index(batch_op.f("ix_annex_changed_by"))

    op.drop_table("annex")
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
        batch_op.drop_index(batch_op.f("ix_motion_anew_of_id"))

    op.drop_table("motion")
    op.drop_table("admitted_state")
    with op.batch_alter_table("plan", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_plan_reference",
            sqlite_where=sa.text("reference <> '' AND state <> 'withdrawn'"),
            postgresql_where=sa.text("reference <> '' AND state <> 'withdrawn'"),
        )
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
    op.drop_table("need_tally")
    with op.batch_alter_table("need_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_need_entry_network_id"))
        batch_op.drop_index(batch_op.f("ix_need_entry_jurisdiction_id"))

    op.drop_table("need_entry")
    with op.batch_alter_table("dismissal", schema=None) as batch_op:
        batch_op.drop_index("ix_dismissal_other")
        batch_op.drop_index(batch_op.f("ix_dismissal_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_dismissal_dismissed_by"))

    op.drop_table("dismissal")
