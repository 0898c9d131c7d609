"""The merges behind an update and a proposal: which text is base, which ours, which theirs. Floor: queries."""

from procurement.core.errors import Conflict
from procurement.library import lineage_queries
from procurement.library.lifecycle import VersionState
from procurement.library.merging import Merge, merge
from procurement.library.models import Item, ItemVersion, Proposal

TAKEN = "The changes of this version have been taken over already."
NO_UPDATE = "This is no version of what it was forked from."


def of_update(fork: Item, theirs: ItemVersion) -> Merge:
    """What comes into the fork with the version upstream `theirs`; refused when it has come in already."""
    ours = lineage_queries.newest(fork)
    base = ours.upstream
    if base is None or theirs.item_id != base.item_id or theirs.state == VersionState.DRAFT:
        raise Conflict(NO_UPDATE)
    if theirs.number <= base.number:
        raise Conflict(TAKEN)
    return merge(base.content, ours.content, theirs.content)


def of_proposal(proposal: Proposal, item: Item) -> Merge:
    """What comes into the item with the proposal; `item` is the proposal's, with its versions."""
    return merge(proposal.base.content, lineage_queries.newest(item).content, proposal.source.content)


def stamp(item: Item) -> str:
    """Tells which text of the item was looked at: the draft or version, and how often it had been changed."""
    ours = lineage_queries.newest(item)
    return f"{ours.id}.{ours.version}"
