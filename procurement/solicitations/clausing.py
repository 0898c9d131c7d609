"""Stating the facts of a draft, and putting clauses of the library into it. Floor: operations."""

from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.library.inserting import insert
from procurement.library.lifecycle import VersionState
from procurement.library.models import Form, ItemVersion
from procurement.solicitations import facts, policy
from procurement.solicitations.changing import hold_draft, hold_text, record_change
from procurement.solicitations.models import Solicitation


def state_facts(ctx: Context, solicitation: Solicitation, *, version: int | None, **stated) -> Solicitation:
    """Say what the draft is about (`facts.FACTS`, None for what is not known); what is not named stays."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_draft(ctx, solicitation, version)
    if strange := stated.keys() - facts.LABELS.keys():
        raise TypeError(f"A draft has no {', '.join(sorted(strange))} to state.")
    solicitation.facts = facts.checked({**solicitation.facts, **stated})
    return record_change(ctx, solicitation, "solicitation.facts-stated", {"facts": sorted(stated)})


def insert_clause(
    ctx: Context,
    solicitation: Solicitation,
    clause: ItemVersion,
    *,
    version: int | None,
    alternate: str,
    after: str | None = None,
) -> str:
    """Put one alternate of a published clause into the draft, with the blanks it needs; gives the section's key.

    The actor must see the clause: whoever calls has got it by the library's own question.
    """
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, version, "sections")
    if clause.item.form != Form.CLAUSE:
        raise Invalid({"clause": ["Only a clause can be put in, not an item of another form."]})
    if clause.state != VersionState.PUBLISHED:
        raise Conflict("This version of the clause is not offered any more. Choose the current one.")
    content, key = insert(solicitation.content, clause.content, alternate, version_id=clause.id, after=after)
    solicitation.content = content
    what = {"inserted": f"sections/{key}", "clause": clause.item_id, "number": clause.number}
    record_change(ctx, solicitation, "solicitation.clause-inserted", what)
    return key
