"""Letters about annexes, to the officers and representatives of a member of the pool. Floor: operations."""

from procurement.core.context import Context
from procurement.mailbox import operations as mailbox
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, duties_with
from procurement.pools.models import Participation
from procurement.solicitations import annexes, annexing, queries
from procurement.solicitations.models import Solicitation


def tell_of_changes(ctx: Context, solicitation: Solicitation) -> int:
    """Tell the members whose annex replaces a section of the core that was changed or taken out since; gives how many.

    Asks nobody: a consequence of handing the draft in.
    """
    core = {each["key"]: each for each in queries.content_in_force(ctx.session, solicitation)["sections"]}
    members = {each.id: each for each in queries.members(ctx.session, solicitation)}
    told = 0
    for annex in annexes.of(ctx.session, solicitation, list(members.values())).values():
        stale = [each for each in annex.sections if annexing.is_earlier(each, core) or annexing.is_lost(each, core)]
        if stale:
            names = [each["heading"] for each in stale]
            write(ctx, "solicitation_annex_earlier", solicitation, members[annex.participation_id], names=names)
            told += 1
    return told


def unanswered(ctx: Context, solicitation: Solicitation) -> list[Participation]:
    """The members besides the lead that have not said that their annex is complete. Asks nobody: it reads."""
    members = queries.members(ctx.session, solicitation)
    known = annexes.of(ctx.session, solicitation, members)
    return [
        each
        for each in members
        if each.jurisdiction_id != solicitation.jurisdiction_id
        and (each.id not in known or known[each.id].confirmed_at is None)
    ]


def write(ctx: Context, letter: str, solicitation: Solicitation, member: Participation, **values) -> None:
    """A letter to the member's officers and representatives. Asks nobody: the deed it tells of has asked."""
    duties = {*duties_with(Permission.DRAFT), *duties_with(Permission.COMMIT_TO_POOLS)}
    mailbox.post(
        ctx,
        letter,
        to=networks.people_with(ctx.session, member.jurisdiction_id, *sorted(duties)),
        about=solicitation,
        solicitation=solicitation,
        member=member.jurisdiction.name,
        address=f"{ctx.url}/solicitations/{solicitation.id}/annexes/{member.id}",
        due_at=solicitation.annexes_due_at,
        zone=solicitation.zone,
        **values,
    )
