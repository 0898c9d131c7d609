"""What publishing or discarding a version means for its forks, for drafts made from it, and for proposals.

Floor: operations.
"""

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.library import lineage_queries
from procurement.library.models import Item, ItemFollower, ItemVersion, Proposal, ProposalState
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, duties_with


def published(ctx: Context, version: ItemVersion) -> None:
    """Keep where its paragraphs come from, and tell whoever uses the version before.

    Asks nobody: a consequence of publishing, which has been asked.
    """
    version.origins = lineage_queries.origins(ctx.session, version)
    ctx.session.flush()
    if version.number > 1:
        _tell(ctx, version)


def discarded(ctx: Context, version: ItemVersion) -> None:
    """What was accepted into a draft that is thrown away waits for a decision again.

    Asks nobody: a consequence of discarding it, which has been asked.
    """
    for proposal in ctx.session.scalars(sa.select(Proposal).where(Proposal.result_id == version.id)):
        proposal.state, proposal.result_id = ProposalState.PROPOSED, None
        proposal.decided_at = proposal.decided_by = None
    ctx.session.flush()


def _tell(ctx: Context, version: ItemVersion) -> None:
    """Write to those whom the item is still shared with; who publishes knows already."""
    for fork in lineage_queries.behind(ctx.session, version):
        to = officers(ctx, fork.jurisdiction_id)
        mailbox.post(ctx, "update_for_fork", to=to, about=fork, fork=fork, version=version, item=version.item)
    select = (
        sa.select(ItemFollower)
        .where(
            ItemFollower.item_id == version.item_id,
            ItemFollower.jurisdiction_id.in_(lineage_queries.shared_with(version.item)),
            ItemFollower.person_id != (ctx.actor.id or ""),
        )
        .options(joinedload(ItemFollower.person))
        .order_by(ItemFollower.since, ItemFollower.id)
    )
    for each in ctx.session.scalars(select):
        mailbox.post(
            ctx,
            "update_for_draft",
            to=each.person,
            about=version.item,
            version=version,
            item=version.item,
            solicitation_id=each.solicitation_id,
        )


def officers(ctx: Context, jurisdiction_id: str | None) -> list[Person]:
    """The officers of a jurisdiction, without whoever acts.

    Asks nobody: it only reads whom to write to.
    """
    if jurisdiction_id is None:
        return []
    found = networks.people_with(ctx.session, jurisdiction_id, *duties_with(Permission.DRAFT))
    return [each for each in found if each.id != ctx.actor.id]


def follow(ctx: Context, item: Item, *, solicitation_id: str, jurisdiction_id: str, person_id: str) -> None:
    """Write to this person when the item has a newer version, as long as the solicitation is a draft.

    Asks nobody: a consequence of drafting from the item, which has been asked.
    """
    ctx.session.add(
        ItemFollower(
            item_id=item.id,
            solicitation_id=solicitation_id,
            jurisdiction_id=jurisdiction_id,
            person_id=person_id,
            since=ctx.now,
        )
    )


def unfollow(ctx: Context, solicitation_id: str) -> None:
    """The solicitation is no draft any more.

    Asks nobody: a consequence of publishing or cancelling it, which has been asked.
    """
    ctx.session.execute(sa.delete(ItemFollower).where(ItemFollower.solicitation_id == solicitation_id))
