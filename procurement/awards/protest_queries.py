"""Reading protests: that there is one is as public as what it is about. Floor: queries."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from procurement.awards import blocking, protest_policy, queries
from procurement.awards.blocking import Filed
from procurement.awards.lifecycle import ProtestState
from procurement.awards.models import Award, Outcome, Protest
from procurement.core.context import Actor, Context
from procurement.core.errors import Hindrance, NotFound
from procurement.evaluation import queries as evaluation
from procurement.files.models import StoredFile
from procurement.networks.duties import Permission, places
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Revision, Solicitation

#: How many protests a desk looks at.
LOOKED_AT = 100
#: States in which there is a decision, with a reason for everybody.
DECIDED = frozenset({ProtestState.SUSTAINED, ProtestState.DENIED, ProtestState.DISMISSED})


def visible(ctx: Context) -> sa.Select[tuple[Protest]]:
    """The protests about every solicitation the actor sees; the grounds are guarded by `protest_policy.may_read`."""
    seen = solicitations.visible(ctx).with_only_columns(Solicitation.id)
    whole = joinedload(Protest.solicitation).joinedload(Solicitation.jurisdiction)
    select = sa.select(Protest).where(Protest.solicitation_id.in_(seen))
    return select.options(whole, joinedload(Protest.award), joinedload(Protest.document))


def get(ctx: Context, protest_id: str) -> Protest:
    """The protest, or NotFound."""
    found = ctx.session.scalar(visible(ctx).where(Protest.id == protest_id))
    if found is None:
        raise NotFound("There is no such protest.")
    return found


def get_document(ctx: Context, protest: Protest) -> StoredFile:
    """The document that came with it, for those who may read it; NotFound for others, and where there is none."""
    if protest.document is None or not protest_policy.may_read(ctx.actor, protest):
        raise NotFound("There is no document here, or it is not for you to see.")
    return protest.document


def of(ctx: Context, solicitation: Solicitation) -> list[Protest]:
    """The protests about a solicitation, the first one first."""
    select = visible(ctx).where(Protest.solicitation_id == solicitation.id)
    return list(ctx.session.scalars(select.order_by(Protest.number)))


def known(actor: Actor, protest: Protest) -> dict:
    """As much of a protest as this actor may know: all but the confidential is public."""
    it, reads = protest, bool(protest_policy.may_read(actor, protest))
    is_decided = it.state in DECIDED
    return {
        "id": it.id,
        "number": it.number,
        "solicitation_id": it.solicitation_id,
        "reference": it.solicitation.reference,
        "title": it.solicitation.title,
        "against": it.against,
        "award_id": it.award_id,
        "state": it.state,
        "received_at": it.received_at,
        "timely_until": it.timely_until,
        "is_timely": it.is_timely,
        "decided_at": it.decided_at,
        "decision_reason": it.reason if is_decided else None,
        "is_read": reads,
        "protester": it.protester if reads else None,
        "is_on_paper": it.is_on_paper if reads else None,
        "grounds": it.grounds if reads else None,
        "document": it.document if reads else None,
        "withdrawn_because": it.reason if reads and it.state == ProtestState.WITHDRAWN else None,
        "version": it.version,
    }


def filed(session: Session, solicitation_ids: Collection[str]) -> dict[str, list[Filed]]:
    """What matters of the protests about these solicitations, as committed at this moment; in one select."""
    found: dict[str, list[Filed]] = {each: [] for each in solicitation_ids}
    if found:
        answered = sa.exists().where(
            Revision.solicitation_id == Protest.solicitation_id, Revision.published_at > Protest.decided_at
        )
        columns = (Protest.solicitation_id, Protest.number, Protest.state, Protest.is_timely, Protest.award_id)
        select = sa.select(*columns, answered).where(Protest.solicitation_id.in_(found)).order_by(Protest.number)
        for place, *row in session.execute(select):
            found[place].append(Filed(*row))
    return found


def hindrances(ctx: Context, award: Award, known: list[Filed] | None = None) -> list[Hindrance]:
    """Why the decision cannot become final now. `known` is what `filed` gives for its solicitation."""
    if known is None:
        known = filed(ctx.session, [award.solicitation_id])[award.solicitation_id]
    return blocking.hindrances(
        award.id,
        known,
        gives_award=award.outcome == Outcome.AWARD,
        until=award.standstill_until,
        now=ctx.now,
        zone=award.solicitation.zone,
    )


def of_terms(session: Session, solicitation: Solicitation) -> list[Hindrance]:
    """Why nothing can be awarded under the terms."""
    return blocking.against_terms(filed(session, [solicitation.id])[solicitation.id])


def standing_award(ctx: Context, solicitation: Solicitation) -> Award | None:
    """The announced decision that stands, which is what can be protested."""
    found = queries.living(ctx, solicitation)
    return found if found is not None and found.state in protest_policy.STANDS else None


def conflicted(ctx: Context, protest: Protest) -> bool:
    """Whether the actor has a conflict with a vendor of this solicitation."""
    return evaluation.conflicted(ctx.session, protest.solicitation_id, ctx.actor.id)


def waiting(ctx: Context) -> list[Protest]:
    """The protests that the actor may decide, the oldest first; conflicts of interest show on the page."""
    approving = places(ctx.actor, Permission.APPROVE)
    if not approving:
        return []
    select = (
        visible(ctx)
        .join(Solicitation, Solicitation.id == Protest.solicitation_id)
        .where(Protest.state == ProtestState.RECEIVED, Solicitation.jurisdiction_id.in_(approving))
        .order_by(Protest.received_at, Protest.id)
        .limit(LOOKED_AT)
    )
    return [each for each in ctx.session.scalars(select) if protest_policy.may_decide(ctx.actor, each)]
