"""Findings become items of the library like everything else in it; reviews name their step; redlines are printed.

Written by hand.
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON(none_as_null=True).with_variant(postgresql.JSONB(none_as_null=True), "postgresql")
INSTANT = sa.DateTime(timezone=True)
INDEXED = ("focus_area", "jurisdiction_id", "network_id", "published_by")
PRINTED = ("solicitation", "response", "register", "evaluation", "award")
#: The one step of the approval chain that there was before there were several.
STEP = "approval"

FINDINGS = sa.table(
    "findings", sa.column("id"), sa.column("jurisdiction_id"), sa.column("scope"), sa.column("network_id"),
    sa.column("solicitation_id"), sa.column("title"), sa.column("focus_area"), sa.column("body"),
    sa.column("published_at", INSTANT), sa.column("published_by"), sa.column("version"),
)  # fmt: skip
ITEM = sa.table(
    "library_item", sa.column("id"), sa.column("form"), sa.column("jurisdiction_id"), sa.column("scope"),
    sa.column("network_id"), sa.column("solicitation_id"), sa.column("title"), sa.column("focus_area"),
    sa.column("summary"), sa.column("created_at", INSTANT), sa.column("created_by"), sa.column("version"),
)  # fmt: skip
VERSION = sa.table(
    "item_version", sa.column("id"), sa.column("item_id"), sa.column("number"), sa.column("state"),
    sa.column("content", DOCUMENT), sa.column("measures", DOCUMENT), sa.column("digest"), sa.column("note"),
    sa.column("created_at", INSTANT), sa.column("published_at", INSTANT), sa.column("version"),
)  # fmt: skip


def upgrade() -> None:
    connection = op.get_bind()
    for row in connection.execute(sa.select(FINDINGS)).mappings().all():
        facts = {name: row[name] for name in ("id", "jurisdiction_id", "scope", "network_id", "solicitation_id")}
        facts |= {name: row[name] for name in ("title", "focus_area", "version")}
        when = {"created_at": row["published_at"], "created_by": row["published_by"]}
        connection.execute(sa.insert(ITEM).values(**facts, **when, form="findings", summary=""))
        content = _content(row["body"])
        text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        connection.execute(
            sa.insert(VERSION).values(
                id=row["id"], item_id=row["id"], number=1, state="published", content=content, note="", version=1,
                measures={"sections": 1, "blanks": 0, "requirements": 0, "criteria": 0, "price_lines": 0},
                digest="sha256:" + hashlib.sha256(text.encode()).hexdigest(),
                created_at=row["published_at"], published_at=row["published_at"],
            )
        )  # fmt: skip
    for column in INDEXED:
        op.drop_index(f"ix_findings_{column}", "findings")
    op.drop_table("findings")
    op.execute(f"UPDATE review SET step = '{STEP}' WHERE participation_id IS NULL AND step = ''")
    _print(*PRINTED, "redline")


def downgrade() -> None:
    op.execute("DELETE FROM packet WHERE kind = 'redline'")
    _print(*PRINTED)
    op.create_table(
        "findings",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("jurisdiction_id", sa.String(16), nullable=False),
        sa.Column("scope", sa.String(40), nullable=False),
        sa.Column("network_id", sa.String(16)),
        sa.Column("solicitation_id", sa.String(16)),
        sa.Column("title", sa.String(300), nullable=False),
        sa.Column("focus_area", sa.String(60), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_at", INSTANT, nullable=False),
        sa.Column("published_by", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("scope IN ('own', 'network', 'parents', 'public')", name=op.f("ck_findings_scope")),
        sa.ForeignKeyConstraint(["jurisdiction_id"], ["jurisdiction.id"], name="fk_findings_jurisdiction_id"),
        sa.ForeignKeyConstraint(["network_id"], ["network.id"], name="fk_findings_network_id"),
        sa.ForeignKeyConstraint(["published_by"], ["person.id"], name="fk_findings_published_by"),
        sa.PrimaryKeyConstraint("id", name="pk_findings"),
        sa.UniqueConstraint("solicitation_id", name="uq_findings_solicitation_id"),
    )
    for column in INDEXED:
        op.create_index(f"ix_findings_{column}", "findings", [column])
    _take_back(op.get_bind())
    op.execute(f"UPDATE review SET step = '' WHERE step = '{STEP}'")


def _print(*kinds: str) -> None:
    """Let packets be of these kinds."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("packet") as table:
        table.drop_constraint(op.f("ck_packet_packetkind"), type_="check")
        table.create_check_constraint(op.f("ck_packet_packetkind"), f"kind IN ({listed})")


def _take_back(connection: sa.Connection) -> None:
    """The findings with a published version, as they read last; items of other new forms have no older place."""
    kept = sa.select(ITEM, VERSION.c.content, VERSION.c.published_at).join_from(ITEM, VERSION, sa.true())
    kept = kept.where(VERSION.c.item_id == ITEM.c.id, ITEM.c.form == "findings", VERSION.c.state == "published")
    newest: dict[str, dict] = {}
    for row in connection.execute(kept.order_by(VERSION.c.number)).mappings():
        newest[row["id"]] = dict(row)
    for row in newest.values():
        facts = {name: row[name] for name in ("id", "jurisdiction_id", "scope", "network_id", "solicitation_id")}
        facts |= {name: row[name] for name in ("title", "focus_area", "version", "published_at")}
        body = "\n\n".join(
            f"{'#' * each['level']} {each['heading']}\n\n{each['body']}" if each["heading"] else each["body"]
            for each in row["content"]["sections"]
        )
        connection.execute(sa.insert(FINDINGS).values(**facts, published_by=row["created_by"], body=body))
    if connection.dialect.name == "sqlite":
        connection.execute(sa.text("DELETE FROM head_words"))
    for statement in (
        "DELETE FROM library_words",
        "DELETE FROM search_text",
        "DELETE FROM search_entry",
        "DELETE FROM proposal",
        "DELETE FROM item_follower",
        "UPDATE item_version SET upstream_id = NULL",
        "UPDATE library_item SET forked_from_id = NULL",
        "DELETE FROM item_version WHERE item_id IN (SELECT id FROM library_item WHERE form <> 'template')",
        "DELETE FROM library_item WHERE form <> 'template'",
    ):
        connection.execute(sa.text(statement))


def _content(body: str) -> dict:
    """The text as one section, in the form contents had when this was written (library/content.py)."""
    section = {"level": 1, "heading": "", "body": body, "source": "", "format": "markdown", "role": ""}
    return {
        "numbering": "own",
        "sections": [{"key": "s1", **section, "when": "", "clause": "", "alternate": ""}],
        "blanks": [],
        "requirements": [],
        "criteria": [],
        "evaluation": {
            "method": "points", "minimum_total": None, "preferences": [], "round": {"places": 2, "mode": "half-up"},
            "tie_break": [], "reasons_required": True,
        },
        "price_lines": [],
    }  # fmt: skip
