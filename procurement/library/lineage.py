"""Forking an item, taking over what changed upstream, and proposing a change back. Floor: operations.

A merge is asked for twice: the page shows its questions, the deed answers them. So that nobody answers about a text
that has changed meanwhile, a deed names the stamp of what it was shown (`lineage_merging.stamp`).
"""

from collections.abc import Mapping, Sequence

import sqlalchemy as sa

from procurement.audit import operations as ledger
from procurement.core.context import Context
from procurement.core.errors import Conflict, Invalid
from procurement.core.verdict import require
from procurement.library import consequences, deciding, indexing, lineage_merging, lineage_policy, operations, queries
from procurement.library.models import Item, ItemVersion, Proposal, ProposalState, Scope
from procurement.library.soundness import checked
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Duty

CHANGED = "The text was changed while you were deciding. Look at it again: what you chose is kept where it still fits."


def fork(
    ctx: Context,
    version: ItemVersion,
    *,
    jurisdiction_id: str | None,
    title: str = "",
    scope: Scope = Scope.OWN,
    network_id: str | None = None,
) -> Item:
    """Make an item of one's own from a published version: the same pieces under the same keys, as a first draft."""
    require(lineage_policy.may_fork(ctx.actor, version, jurisdiction_id))
    origin = version.item
    made = operations.create_item(
        ctx,
        jurisdiction_id=jurisdiction_id,
        title=title.strip() or origin.title,
        form=origin.form,
        kind=origin.kind,
        scope=scope,
        network_id=network_id,
        focus_area=origin.focus_area,
        law=origin.law,
        summary=origin.summary,
        content=version.content,
    )
    made.categories = list(origin.categories)
    made.forked_from_id = version.id
    made.versions[0].upstream_id = version.id
    ctx.session.flush()
    indexing.index(ctx, made)
    ledger.record(ctx, "item.forked", made, {"from": origin.id, "version": version.id, "number": version.number})
    return made


def take_update(
    ctx: Context,
    fork: Item,
    theirs: ItemVersion,
    *,
    stamp: str | None = None,
    choices: Sequence[Mapping] = (),
) -> ItemVersion:
    """Take over what changed upstream up to the version `theirs`; gives the draft that now holds it.

    What has no conflict comes in by itself; `choices` answers every question (`library/deciding.py`).
    """
    require(lineage_policy.may_update(ctx.actor, fork))
    ctx.lock(fork)
    merged = lineage_merging.of_update(_fresh(ctx, fork), theirs)
    _expect(lineage_merging.stamp(fork), stamp)
    content = checked(deciding.decide(merged, choices))
    draft = _into_draft(ctx, fork, content)
    draft.upstream_id = theirs.id
    draft.note = draft.note or f"Takes over version {theirs.number} of {theirs.item.title}."
    ctx.session.flush()
    what = {"from": theirs.item_id, "number": theirs.number, "decided": len(merged.conflicts)}
    ledger.record(ctx, "item.update-taken", fork, what)
    return draft


def propose(ctx: Context, source: ItemVersion, *, title: str, reason: str = "") -> Proposal:
    """Offer a published version of a fork to the item upstream, and write to those who decide about it."""
    require(lineage_policy.may_propose(ctx.actor, source))
    base = source.upstream
    assert base is not None, "The policy has asked."
    if source.content == base.content:
        raise Conflict("This version says the same as the one upstream: there is nothing to propose.")
    ctx.lock(source.item)
    asked = sa.select(Proposal.id).where(
        Proposal.source_id == source.id, Proposal.state.in_((ProposalState.PROPOSED, ProposalState.ACCEPTED))
    )
    if ctx.session.scalar(asked.limit(1)) is not None:
        raise Conflict("This version has been proposed already.")
    proposal = ctx.add(
        Proposal(
            item=base.item,
            source=source,
            base=base,
            title=title.strip(),
            reason=reason.strip(),
            proposed_at=ctx.now,
            proposed_by=ctx.actor.id,
        )
    )
    ledger.record(ctx, "proposal.made", proposal, {"item": base.item_id, "source": source.id, "title": proposal.title})
    mailbox.post(ctx, "proposal_made", to=_deciders(ctx, base.item), about=proposal, proposal=proposal, by=_by(source))
    return proposal


def withdraw(ctx: Context, proposal: Proposal, *, version: int | None = None) -> Proposal:
    """Take a proposal back before it is decided; the other side sees it no longer."""
    require(lineage_policy.may_withdraw(ctx.actor, proposal))
    _begin(ctx, proposal, version)
    _settle(ctx, proposal, ProposalState.WITHDRAWN)
    to = _deciders(ctx, proposal.item)
    mailbox.post(ctx, "proposal_withdrawn", to=to, about=proposal, proposal=proposal, by=_by(proposal.source))
    return proposal


def decline(ctx: Context, proposal: Proposal, *, reason: str, version: int | None = None) -> Proposal:
    """Say no, with the reason that the proposer reads."""
    require(lineage_policy.may_decide(ctx.actor, proposal))
    _begin(ctx, proposal, version)
    if not reason.strip():
        raise Invalid({"reason": ["Say why: whoever proposed it reads this."]})
    proposal.answer = reason.strip()
    return _answered(ctx, proposal, ProposalState.DECLINED)


def accept(
    ctx: Context,
    proposal: Proposal,
    *,
    stamp: str | None = None,
    choices: Sequence[Mapping] = (),
    answer: str = "",
    version: int | None = None,
) -> ItemVersion:
    """Merge the proposal into the draft of the item's next version, where it can still be edited; gives that draft."""
    require(lineage_policy.may_decide(ctx.actor, proposal))
    ctx.lock(proposal.item)
    _begin(ctx, proposal, version)
    merged = lineage_merging.of_proposal(proposal, _fresh(ctx, proposal.item))
    _expect(lineage_merging.stamp(proposal.item), stamp)
    draft = _into_draft(ctx, proposal.item, checked(deciding.decide(merged, choices)))
    draft.note = draft.note or f"Takes in a proposal of {_by(proposal.source)}: {proposal.title}."
    proposal.answer, proposal.result = answer.strip(), draft
    _answered(ctx, proposal, ProposalState.ACCEPTED)
    return draft


def _fresh(ctx: Context, item: Item) -> Item:
    """The item, which is held, with its draft as it is now and stays until the deed is done."""
    ctx.session.refresh(item, ["versions"])
    draft = queries.draft(item)
    if draft is not None:
        ctx.lock(draft)
    return item


def _expect(stands: str, shown: str | None) -> None:
    if shown is not None and shown != stands:
        raise Conflict(CHANGED)


def _into_draft(ctx: Context, item: Item, content: dict) -> ItemVersion:
    """The content as the draft of the item's next version, which is begun where there is none."""
    draft = queries.draft(item) or operations.new_version(ctx, item)
    operations.rewrite(ctx, draft, content)
    ctx.session.flush()
    return draft


def _begin(ctx: Context, proposal: Proposal, version: int | None) -> None:
    ctx.lock(proposal)
    if proposal.state != ProposalState.PROPOSED:
        raise Conflict(f"This proposal has been {proposal.state} already.")
    ctx.expect(proposal, version)


def _settle(ctx: Context, proposal: Proposal, state: ProposalState) -> None:
    proposal.state, proposal.decided_at, proposal.decided_by = state, ctx.now, ctx.actor.id
    ctx.session.flush()
    ledger.record(ctx, f"proposal.{state}", proposal, {"item": proposal.item_id, "answer": proposal.answer})


def _answered(ctx: Context, proposal: Proposal, state: ProposalState) -> Proposal:
    _settle(ctx, proposal, state)
    mailbox.post(ctx, "proposal_decided", to=proposal.proposer, about=proposal, proposal=proposal)
    return proposal


def _deciders(ctx: Context, item: Item) -> list:
    stewards = networks.people_with(ctx.session, item.network_id, Duty.STEWARD) if item.network_id else []
    found = [*consequences.officers(ctx, item.jurisdiction_id), *stewards]
    return [each for each in found if each.id != ctx.actor.id]


def _by(source: ItemVersion) -> str:
    owner = source.item.jurisdiction
    return owner.name if owner is not None else "The service"
