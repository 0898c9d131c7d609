"""Keeping a jurisdiction's own list of categories. Floor: operations."""

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Invalid
from procurement.core.verdict import require
from procurement.library import categories, importing, policy
from procurement.library.models import Category
from procurement.networks import queries as networks

#: What an uploaded list may weigh, in bytes.
LARGEST_LIST = 5 * 1024 * 1024


def keep_list(ctx: Context, *, jurisdiction_id: str, text: str) -> list[tuple[str, str]]:
    """Put this list in place of the jurisdiction's own list of categories; items keep the codes they have."""
    require(policy.may_keep_list(ctx.actor, jurisdiction_id))
    jurisdiction = networks.get(ctx, jurisdiction_id)
    found = categories.read_list(text)
    ctx.session.execute(sa.delete(Category).where(Category.jurisdiction_id == jurisdiction_id))
    ctx.session.add_all(Category(jurisdiction_id=jurisdiction_id, code=code, title=title) for code, title in found)
    ctx.session.flush()
    ledger.record(ctx, "categories.kept", jurisdiction, {"categories": len(found)})
    return found


def decoded(data: bytes) -> str:
    """The text of an uploaded list. Asks nobody: it only reads what was sent. Raises Invalid, at `file`."""
    try:
        return importing.decode(data)
    except importing.ImportFault as fault:
        raise Invalid({"file": [str(fault)]}) from None
