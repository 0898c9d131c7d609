"""The participating addenda of a pool's members are printed too.

Written by hand.
"""

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

OLD = (
    "solicitation", "response", "register", "evaluation", "award", "redline", "due-diligence", "adoption", "passport",
    "overview",
)  # fmt: skip
NEW = ("addendum",)


def upgrade() -> None:
    _print(*OLD, *NEW)


def downgrade() -> None:
    listed = ", ".join(f"'{kind}'" for kind in NEW)
    op.execute(f"DELETE FROM packet WHERE kind IN ({listed})")
    _print(*OLD)


def _print(*kinds: str) -> None:
    """Let packets be of these kinds."""
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    with op.batch_alter_table("packet") as table:
        table.drop_constraint(op.f("ck_packet_packetkind"), type_="check")
        table.create_check_constraint(op.f("ck_packet_packetkind"), f"kind IN ({listed})")
