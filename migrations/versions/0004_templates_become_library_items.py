"""Templates become library items, beside which clauses, guides, financial models and findings will stand.

Written by hand: the rows move to new tables, so that every constraint bears the name of its table.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
#: Columns of an item that have an index.
INDEXED = ("created_by", "focus_area", "jurisdiction_id", "network_id")
ITEM = "id, jurisdiction_id, scope, network_id, title, kind, focus_area, summary, created_at, created_by, version"
VERSION = "id, {}, number, state, content, measures, digest, note, created_at, published_at, version"


def upgrade() -> None:
    _move("template", "template_version", "template_id", "library_item", "item_version", "item_id")


def downgrade() -> None:
    _move("library_item", "item_version", "item_id", "template", "template_version", "template_id")


def _move(old: str, old_version: str, old_key: str, new: str, new_version: str, new_key: str) -> None:
    with op.batch_alter_table("solicitation") as table:
        table.drop_constraint("fk_solicitation_template_version_id", type_="foreignkey")
    _create(new, new_version, new_key)
    op.execute(f"INSERT INTO {new} ({ITEM}) SELECT {ITEM} FROM {old}")
    op.execute(
        f"INSERT INTO {new_version} ({VERSION.format(new_key)}) SELECT {VERSION.format(old_key)} FROM {old_version}"
    )
    op.drop_table(old_version)
    op.drop_table(old)
    with op.batch_alter_table("solicitation") as table:
        table.create_foreign_key("fk_solicitation_template_version_id", new_version, ["template_version_id"], ["id"])


def _create(item: str, version: str, key: str) -> None:
    op.create_table(
        item,
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(16)),
        sa.Column("scope", _choice("scope", "own", "network", "parents", "public"), nullable=False),
        sa.Column("network_id", sa.String(16)),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("kind", _choice("kind", "RFP", "RFI", "RFQ", "ITB", "call for solutions"), nullable=False),
        sa.Column("focus_area", sa.String(60), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(16)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["created_by"], ["person.id"], name=f"fk_{item}_created_by"),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name=f"fk_{item}_jurisdiction_id"),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name=f"fk_{item}_network_id"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{item}"),
    )
    for column in INDEXED:
        op.create_index(f"ix_{item}_{column}", item, [column])
    op.create_table(
        version,
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column(key, sa.String(16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", _choice("versionstate", "draft", "published", "retired"), nullable=False),
        sa.Column("content", DOCUMENT, nullable=False),
        sa.Column("measures", DOCUMENT, nullable=False),
        sa.Column("digest", sa.String(71)),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True)),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint([key], [f"{item}.id"], name=f"fk_{version}_{key}"),
        sa.PrimaryKeyConstraint("id", name=f"pk_{version}"),
        sa.UniqueConstraint(key, "number", name=f"uq_{version}_{key}_number"),
    )
    op.create_index(f"ix_{version}_{key}", version, [key])
    draft = sa.text("state = 'draft'")
    op.create_index(f"uq_{version}_one_draft", version, [key], unique=True, sqlite_where=draft, postgresql_where=draft)


def _choice(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)
