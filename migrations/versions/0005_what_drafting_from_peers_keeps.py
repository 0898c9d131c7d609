"""What drafting from peers keeps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_category_jurisdiction_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category")),
        sa.UniqueConstraint("jurisdiction_id", "code", name=op.f("uq_category_jurisdiction_id_code")),
    )
    op.create_table(
        "item_follower",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=16), nullable=False),
        sa.Column("solicitation_id", sa.String(length=16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["library_item.id"], name=op.f("fk_item_follower_item_id")),
        sa.ForeignKeyConstraint(
            ["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_item_follower_jurisdiction_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_item_follower_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_follower")),
        sa.UniqueConstraint("solicitation_id", name=op.f("uq_item_follower_solicitation_id")),
    )
    with op.batch_alter_table("item_follower", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_item_follower_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_follower_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_item_follower_person_id"), ["person_id"], unique=False)

    op.create_table(
        "proposal",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=16), nullable=False),
        sa.Column("base_id", sa.String(length=16), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "proposed",
                "accepted",
                "declined",
                "withdrawn",
                name="proposalstate",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proposed_by", sa.String(length=16), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=16), nullable=True),
        sa.Column("result_id", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["base_id"], ["item_version.id"], name=op.f("fk_proposal_base_id")),
        sa.ForeignKeyConstraint(["decided_by"], ["person.id"], name=op.f("fk_proposal_decided_by")),
        sa.ForeignKeyConstraint(["item_id"], ["library_item.id"], name=op.f("fk_proposal_item_id")),
        sa.ForeignKeyConstraint(["proposed_by"], ["person.id"], name=op.f("fk_proposal_proposed_by")),
        sa.ForeignKeyConstraint(["result_id"], ["item_version.id"], name=op.f("fk_proposal_result_id")),
        sa.ForeignKeyConstraint(["source_id"], ["item_version.id"], name=op.f("fk_proposal_source_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_proposal_base_id"), ["base_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_decided_by"), ["decided_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_proposed_by"), ["proposed_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_result_id"), ["result_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_proposal_source_id"), ["source_id"], unique=False)

    op.create_table(
        "search_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(length=16), nullable=False),
        sa.Column("version_id", sa.String(length=16), nullable=False),
        sa.Column("is_offered", sa.Boolean(), nullable=False),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=True),
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
        sa.Column("title_words", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["library_item.id"], name=op.f("fk_search_entry_item_id")),
        sa.ForeignKeyConstraint(["version_id"], ["item_version.id"], name=op.f("fk_search_entry_version_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entry")),
    )
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_search_entry_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_search_entry_version_id"), ["version_id"], unique=False)

    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("solicitation_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("reply_to_id", sa.String(length=16), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_by", sa.String(length=16), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.String(length=16), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["reply_to_id"], ["comment.id"], name=op.f("fk_comment_reply_to_id")),
        sa.ForeignKeyConstraint(["resolved_by"], ["person.id"], name=op.f("fk_comment_resolved_by")),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_comment_solicitation_id")),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_comment_written_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
    )
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_comment_reply_to_id"), ["reply_to_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_resolved_by"), ["resolved_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_solicitation_id"), ["solicitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_comment_written_by"), ["written_by"], unique=False)

    op.create_table(
        "draft_version",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("solicitation_id", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column(
            "reason",
            sa.Enum(
                "begun",
                "saved",
                "review",
                "returned",
                "merged",
                "exported",
                "taken-in",
                "published",
                name="checkpoint",
                native_enum=False,
                create_constraint=True,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column(
            "content",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "values",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column(
            "facts",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("digest", sa.String(length=71), nullable=False),
        sa.Column("template_version_id", sa.String(length=16), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_draft_version_made_by")),
        sa.ForeignKeyConstraint(
            ["solicitation_id"], ["solicitation.id"], name=op.f("fk_draft_version_solicitation_id")
        ),
        sa.ForeignKeyConstraint(
            ["template_version_id"], ["item_version.id"], name=op.f("fk_draft_version_template_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft_version")),
        sa.UniqueConstraint("solicitation_id", "number", name=op.f("uq_draft_version_solicitation_id_number")),
    )
    with op.batch_alter_table("draft_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draft_version_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_draft_version_solicitation_id"), ["solicitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_draft_version_template_version_id"), ["template_version_id"], unique=False)

    op.create_table(
        "editing",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("solicitation_id", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("person_id", sa.String(length=16), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_editing_person_id")),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_editing_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editing")),
        sa.UniqueConstraint(
            "solicitation_id", "place", "person_id", name=op.f("uq_editing_solicitation_id_place_person_id")
        ),
    )
    with op.batch_alter_table("editing", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_editing_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_editing_solicitation_id"), ["solicitation_id"], unique=False)

    op.create_table(
        "reuse",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("solicitation_id", sa.String(length=16), nullable=False),
        sa.Column("item_id", sa.String(length=16), nullable=True),
        sa.Column("jurisdiction_id", sa.String(length=16), nullable=True),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("own", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["library_item.id"], name=op.f("fk_reuse_item_id")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=op.f("fk_reuse_jurisdiction_id")),
        sa.ForeignKeyConstraint(["solicitation_id"], ["solicitation.id"], name=op.f("fk_reuse_solicitation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reuse")),
    )
    with op.batch_alter_table("reuse", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reuse_item_id"), ["item_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reuse_jurisdiction_id"), ["jurisdiction_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reuse_solicitation_id"), ["solicitation_id"], unique=False)

    op.create_table(
        "search_text",
        sa.Column("entry_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["search_entry.id"], name=op.f("fk_search_text_entry_id")),
        sa.PrimaryKeyConstraint("entry_id", name=op.f("pk_search_text")),
    )
    op.create_table(
        "written_determination",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("solicitation_id", sa.String(length=16), nullable=False),
        sa.Column("code", sa.String(length=60), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column(
            "allowed",
            sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
            nullable=False,
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=16), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=16), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["person.id"], name=op.f("fk_written_determination_made_by")),
        sa.ForeignKeyConstraint(
            ["solicitation_id"], ["solicitation.id"], name=op.f("fk_written_determination_solicitation_id")
        ),
        sa.ForeignKeyConstraint(["withdrawn_by"], ["person.id"], name=op.f("fk_written_determination_withdrawn_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_written_determination")),
    )
    with op.batch_alter_table("written_determination", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_written_determination_made_by"), ["made_by"], unique=False)
        batch_op.create_index(batch_op.f("ix_written_determination_solicitation_id"), ["solicitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_written_determination_withdrawn_by"), ["withdrawn_by"], unique=False)

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "steps",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )

    with op.batch_alter_table("item_version", schema=None) as batch_op:
        batch_op.add_column(sa.Column("upstream_id", sa.String(length=16), nullable=True))
        batch_op.add_column(
            sa.Column(
                "origins",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.create_index(batch_op.f("ix_item_version_upstream_id"), ["upstream_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_item_version_upstream_id"), "item_version", ["upstream_id"], ["id"])

    with op.batch_alter_table("library_item", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "form",
                sa.Enum(
                    "template",
                    "clause",
                    "guide",
                    "model",
                    "findings",
                    name="form",
                    native_enum=False,
                    create_constraint=True,
                    length=40,
                ),
                server_default="template",
                nullable=False,
            )
        )
        batch_op.add_column(
            sa.Column(
                "categories",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("law", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("forked_from_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("solicitation_id", sa.String(length=16), nullable=True))
        batch_op.alter_column("kind", existing_type=sa.VARCHAR(length=40), nullable=True)
        batch_op.create_index(batch_op.f("ix_library_item_forked_from_id"), ["forked_from_id"], unique=False)
        batch_op.create_unique_constraint(batch_op.f("uq_library_item_solicitation_id"), ["solicitation_id"])
        batch_op.create_foreign_key(
            batch_op.f("fk_library_item_forked_from_id"), "item_version", ["forked_from_id"], ["id"], use_alter=True
        )

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.add_column(sa.Column("step", sa.String(length=60), server_default="", nullable=False))
        batch_op.add_column(sa.Column("draft_version_id", sa.String(length=16), nullable=True))
        batch_op.add_column(
            sa.Column(
                "parts",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(batch_op.f("ix_review_draft_version_id"), ["draft_version_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_review_draft_version_id"), "draft_version", ["draft_version_id"], ["id"]
        )

    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "provenance",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )

    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "groups",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default=sa.text("'[]'"),
                nullable=False,
            )
        )

    with op.batch_alter_table("solicitation", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "facts",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="{}",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("copy_of_id", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("questions_due_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column(
                "schedule",
                sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql"),
                server_default="[]",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("forecast_publish_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("is_announced", sa.Boolean(), server_default=sa.text("(false)"), nullable=False))
        batch_op.create_index(batch_op.f("ix_solicitation_copy_of_id"), ["copy_of_id"], unique=False)
        batch_op.create_foreign_key(batch_op.f("fk_solicitation_copy_of_id"), "solicitation", ["copy_of_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("solicitation", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_solicitation_copy_of_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_solicitation_copy_of_id"))
        batch_op.drop_column("is_announced")
        batch_op.drop_column("forecast_publish_on")
        batch_op.drop_column("schedule")
        batch_op.drop_column("questions_due_at")
        batch_op.drop_column("copy_of_id")
        batch_op.drop_column("facts")

    with op.batch_alter_table("seat", schema=None) as batch_op:
        batch_op.drop_column("groups")

    with op.batch_alter_table("revision", schema=None) as batch_op:
        batch_op.drop_column("provenance")

    with op.batch_alter_table("review", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_review_draft_version_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_review_draft_version_id"))
        batch_op.drop_column("reminded_at")
        batch_op.drop_column("parts")
        batch_op.drop_column("draft_version_id")
        batch_op.drop_column("step")

    with op.batch_alter_table("library_item", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_library_item_forked_from_id"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_library_item_solicitation_id"), type_="unique")
        batch_op.drop_index(batch_op.f("ix_library_item_forked_from_id"))
        batch_op.alter_column("kind", existing_type=sa.VARCHAR(length=40), nullable=False)
        batch_op.drop_column("solicitation_id")
        batch_op.drop_column("forked_from_id")
        batch_op.drop_column("review_on")
        batch_op.drop_column("law")
        batch_op.drop_column("categories")
        batch_op.drop_constraint(batch_op.f("ck_library_item_form"), type_="check")
        batch_op.drop_column("form")

    with op.batch_alter_table("item_version", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_item_version_upstream_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_item_version_upstream_id"))
        batch_op.drop_column("origins")
        batch_op.drop_column("upstream_id")

    with op.batch_alter_table("assignment", schema=None) as batch_op:
        batch_op.drop_column("steps")

    with op.batch_alter_table("written_determination", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_written_determination_withdrawn_by"))
        batch_op.drop_index(batch_op.f("ix_written_determination_solicitation_id"))
        batch_op.drop_index(batch_op.f("ix_written_determination_made_by"))

    op.drop_table("written_determination")
    op.drop_table("search_text")
    with op.batch_alter_table("reuse", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reuse_solicitation_id"))
        batch_op.drop_index(batch_op.f("ix_reuse_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_reuse_item_id"))

    op.drop_table("reuse")
    with op.batch_alter_table("editing", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_editing_solicitation_id"))
        batch_op.drop_index(batch_op.f("ix_editing_person_id"))

    op.drop_table("editing")
    with op.batch_alter_table("draft_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_draft_version_template_version_id"))
        batch_op.drop_index(batch_op.f("ix_draft_version_solicitation_id"))
        batch_op.drop_index(batch_op.f("ix_draft_version_made_by"))

    op.drop_table("draft_version")
    with op.batch_alter_table("comment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_comment_written_by"))
        batch_op.drop_index(batch_op.f("ix_comment_solicitation_id"))
        batch_op.drop_index(batch_op.f("ix_comment_resolved_by"))
        batch_op.drop_index(batch_op.f("ix_comment_reply_to_id"))

    op.drop_table("comment")
    with op.batch_alter_table("search_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_search_entry_version_id"))
        batch_op.drop_index(batch_op.f("ix_search_entry_item_id"))

    op.drop_table("search_entry")
    with op.batch_alter_table("proposal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_proposal_source_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_result_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_proposed_by"))
        batch_op.drop_index(batch_op.f("ix_proposal_item_id"))
        batch_op.drop_index(batch_op.f("ix_proposal_decided_by"))
        batch_op.drop_index(batch_op.f("ix_proposal_base_id"))

    op.drop_table("proposal")
    with op.batch_alter_table("item_follower", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_item_follower_person_id"))
        batch_op.drop_index(batch_op.f("ix_item_follower_jurisdiction_id"))
        batch_op.drop_index(batch_op.f("ix_item_follower_item_id"))

    op.drop_table("item_follower")
    op.drop_table("category")
