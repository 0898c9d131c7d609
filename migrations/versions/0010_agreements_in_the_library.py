"""The library keeps agreements, which members of a pool sign when they join it.

Written by hand.
"""

from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

OLD = ("template", "clause", "guide", "model", "findings")


def upgrade() -> None:
    _allow(*OLD, "agreement")


def downgrade() -> None:
    # The older library has no better place for an agreement than among its guides; nothing of it is lost.
    op.execute("UPDATE library_item SET form = 'guide' WHERE form = 'agreement'")
    # Older pools state one quantity for a line, whatever the year.
    op.execute("DELETE FROM commitment WHERE year > 1")
    _allow(*OLD)


def _allow(*forms: str) -> None:
    """Let items of the library be of these forms."""
    listed = ", ".join(f"'{form}'" for form in forms)
    with op.batch_alter_table("library_item") as table:
        table.drop_constraint(op.f("ck_library_item_form"), type_="check")
        table.create_check_constraint(op.f("ck_library_item_form"), f"form IN ({listed})")
