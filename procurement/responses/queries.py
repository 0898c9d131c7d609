"""Questions about responses: what this actor may see at all, where a response stands, what the opening gave.

Before the opening the buying side is told nothing: not how many there are, not whose, not that one was withdrawn.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload, undefer

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.networks import queries as networks
from procurement.networks.duties import Duty, Permission, duties_with, places
from procurement.networks.models import Assignment
from procurement.pools.lifecycle import ParticipationState
from procurement.pools.models import Participation
from procurement.responses import addenda, completeness, policy, sealing
from procurement.responses.content import content_of
from procurement.responses.lifecycle import OpeningState, ResponseState
from procurement.responses.models import Attachment, Opening, RefusedAttempt, Response, Sealing
from procurement.responses.standing import Counting, Standing, standing
from procurement.solicitations import queries as solicitations
from procurement.solicitations.models import Revision, Solicitation
from procurement.vendors.models import VendorDuty, VendorMember

NO_SUCH = "There is no such response, or it is not for you to see."


def visible(ctx: Context) -> sa.Select[Response]:
    """The responses this actor may see: the same as `policy.may_see`, row by row."""
    actor = ctx.actor
    duties = actor.places(*Duty)
    joined = sa.select(Participation.pool_id).where(
        Participation.jurisdiction_id.in_(duties), Participation.state == ParticipationState.JOINED
    )
    buys = sa.or_(
        Solicitation.jurisdiction_id.in_(duties),
        sa.and_(Solicitation.pool_id.is_not(None), Solicitation.pool_id.in_(joined)),
    )
    reads = sa.true() if actor.is_system else Solicitation.jurisdiction_id.in_(actor.places(*policy.READERS))
    unsealed = sa.and_(Response.state.in_(policy.UNSEALED), reads)
    own = sa.and_(Response.vendor_id.in_(actor.places(*VendorDuty)), sa.not_(buys))
    return (
        sa.select(Response)
        .join(Response.solicitation)
        .options(contains_eager(Response.solicitation).joinedload(Solicitation.jurisdiction))
        .options(joinedload(Response.vendor))
        .where(sa.or_(own, unsealed))
    )


def get(ctx: Context, response_id: str) -> Response:
    """The response, or NotFound for what is not there or not for this actor to know of."""
    found = ctx.session.scalar(visible(ctx).where(Response.id == response_id))
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def get_own(ctx: Context, response_id: str) -> Response:
    """The response of a vendor the actor acts for, with its files and versions; NotFound for everybody else."""
    found = ctx.session.scalar(_mine(ctx).where(Response.id == response_id))
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def get_attachment(response: Response, attachment_id: str) -> Attachment:
    """A file of the draft, or NotFound."""
    for each in response.attachments:
        if each.id == attachment_id:
            return each
    raise NotFound("There is no such file in this response.")


def get_receipt(response: Response, receipt_number: str) -> Sealing:
    """One submitted version by the number of its receipt, or NotFound."""
    for each in response.sealings:
        if each.receipt_number == receipt_number:
            return each
    raise NotFound("There is no such receipt for this response.")


def mine(ctx: Context) -> sa.Select[Response]:
    """The responses of the vendors the actor acts for, the next deadline first, then what is past."""
    ahead = Solicitation.due_at > ctx.now
    order = (sa.not_(ahead), sa.case((ahead, Solicitation.due_at)).asc(), Solicitation.due_at.desc(), Response.id)
    return _mine(ctx).order_by(*order)


def own(ctx: Context, solicitation: Solicitation) -> list[Response]:
    """The responses to this solicitation of the vendors the actor acts for."""
    found = _mine(ctx).where(Response.solicitation_id == solicitation.id).order_by(Response.begun_at, Response.id)
    return list(ctx.session.scalars(found))


def _mine(ctx: Context) -> sa.Select[Response]:
    return (
        visible(ctx)
        .where(Response.vendor_id.in_(ctx.actor.places(*VendorDuty)))
        .options(selectinload(Response.attachments).joinedload(Attachment.file), selectinload(Response.sealings))
        .options(selectinload(Response.acknowledgements))
        .options(contains_eager(Response.solicitation).selectinload(Solicitation.revisions))
    )


def opened(ctx: Context, solicitation: Solicitation, *, sealings: bool = False) -> list[Response]:
    """The responses the opening brought to light, in the order received; none before it. With their `sealings` where
    asked for.

    For rooms downstream, which ask their own policy: it does not look at who asks.
    """
    found = (
        sa.select(Response)
        .options(joinedload(Response.vendor), joinedload(Response.solicitation))
        .where(Response.solicitation_id == solicitation.id, Response.state == ResponseState.OPENED)
        .order_by(Response.submitted_at, Response.id)
    )
    if sealings:
        found = found.options(selectinload(Response.sealings))
    return list(ctx.session.scalars(found))


def acts_for_respondent(ctx: Context, solicitation_id: str) -> bool:
    """Whether the actor acts for a vendor whose response to this solicitation was opened."""
    own = ctx.actor.places(*VendorDuty)
    if not own:
        return False
    found = sa.select(Response.id).where(
        Response.solicitation_id == solicitation_id, Response.vendor_id.in_(own), Response.state.in_(policy.UNSEALED)
    )
    return ctx.session.scalar(found.limit(1)) is not None


def unsealed(ctx: Context, solicitation: Solicitation) -> list[Response]:
    """The opened and the unreadable responses this actor may see, in the order received."""
    found = visible(ctx).where(Response.solicitation_id == solicitation.id, Response.state.in_(policy.UNSEALED))
    return list(ctx.session.scalars(found.order_by(Response.submitted_at, Response.id)))


def opening(ctx: Context, solicitation: Solicitation) -> Opening | None:
    """The opening, begun or done; the page that shows it asks `policy.may_see_opening`."""
    return ctx.session.scalar(sa.select(Opening).where(Opening.solicitation_id == solicitation.id))


def register(ctx: Context, solicitation: Solicitation) -> Opening:
    """The opening with its register, for everybody; NotFound before it is drawn up."""
    found = opening(ctx, solicitation)
    if found is None or not policy.may_see_register(found):
        raise NotFound("There is no register yet: the responses have not been opened.")
    return found


def attempts(ctx: Context, solicitation: Solicitation) -> list[tuple[RefusedAttempt, str]]:
    """Who tried to submit too late, with the vendor's name, for the readers; nothing before the opening."""
    done = opening(ctx, solicitation)
    if done is None or done.state != OpeningState.DONE or not policy.may_see_attempts(ctx.actor, solicitation):
        return []
    found = (
        sa.select(RefusedAttempt)
        .options(joinedload(RefusedAttempt.vendor))
        .where(RefusedAttempt.solicitation_id == solicitation.id)
        .order_by(RefusedAttempt.at, RefusedAttempt.id)
    )
    return [(each, each.vendor.name) for each in ctx.session.scalars(found)]


def buyers(session: Session, solicitation: Solicitation) -> frozenset[str]:
    """The jurisdictions that buy: the one that publishes, and who joined its pool."""
    return solicitations.member_ids(session, solicitation) | {solicitation.jurisdiction_id}


def revision(session: Session, solicitation: Solicitation) -> Revision | None:
    """The revision in force, as committed at this moment."""
    found = sa.select(Revision).where(Revision.solicitation_id == solicitation.id).order_by(Revision.number.desc())
    return session.scalar(found.limit(1))


def files_of(response: Response) -> list[dict]:
    """The files of the draft as they stand in its content."""
    return [
        {
            "file_id": each.file.id,
            "name": each.file.name,
            "size": each.file.size,
            "digest": each.file.digest,
            "requirement_key": each.requirement_key,
        }
        for each in response.attachments
    ]


def counting(response: Response) -> Sealing | None:
    """The submitted version that counts: the last one that was not withdrawn."""
    left = [each for each in response.sealings if each.withdrawn_at is None]
    return left[-1] if left else None


def answered(response: Response) -> Revision:
    """The text that the counting version was sealed for; what an opened response says is read by it."""
    last, texts = counting(response), response.solicitation.revisions
    return next((each for each in texts if last is not None and each.digest == last.revision_digest), texts[-1])


def notices_of(response: Response) -> list[addenda.Notice]:
    """Every addendum, and how this response stands to it."""
    last = counting(response)
    known = {each.number for each in response.acknowledgements}
    return addenda.notices(response.solicitation.revisions, last.revision_digest if last else None, known)


def counting_now(response: Response) -> Counting | None:
    """The version that counts, whether the draft is still what it says, and the addenda it does not know of yet."""
    last = counting(response)
    if last is None:
        return None
    texts = (answered(response), response.solicitation.revisions[-1])
    before, now = (content_of(each.body, response.draft, files_of(response)) for each in texts)
    # What an addendum asks alone changes nothing here; what the vendor answers to it does.
    is_current = sealing.digest_of(before) == last.content_digest and all(
        now[part].keys() <= before[part].keys() for part in ("answers", "prices")
    )
    return Counting(last.number, last.received_at, is_current, tuple(addenda.unread(notices_of(response))))


def standing_of(response: Response, now: datetime) -> Standing:
    """The banner of a vendor's own response, loaded by `get_own` or `mine`."""
    in_force = response.solicitation.revisions[-1]
    files = files_of(response)
    return standing(
        response.state,
        response.solicitation,
        now,
        counts=counting_now(response),
        steps=completeness.steps_left(in_force.body, response.draft, files),
    )


def sealed(ctx: Context, solicitation: Solicitation) -> Sequence[Response]:
    """Every sealed response with its versions, held until the unit ends; for the opening alone."""
    found = (
        sa.select(Response)
        .options(selectinload(Response.sealings).options(undefer(Sealing.envelope)))
        .options(selectinload(Response.acknowledgements))
        .where(Response.solicitation_id == solicitation.id, Response.state == ResponseState.SEALED)
        .order_by(Response.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return ctx.session.scalars(found).all()


def shares_network(ctx: Context, solicitation: Solicitation) -> bool:
    """Whether the actor may open for a jurisdiction that meets the publishing one in some network."""
    elsewhere = places(ctx.actor, Permission.OPEN)
    if not elsewhere:
        return False
    return bool(elsewhere & networks.jurisdictions_sharing_network(ctx.session, solicitation.jurisdiction_id))


def second_people(ctx: Context, solicitation: Solicitation, *, nearby: bool = False) -> list[Person]:
    """Who could complete the opening beside the actor: the officers of the jurisdiction, by name.

    `nearby` adds those of jurisdictions that meet it in a network. People who act for a vendor are left out.
    """
    places = {solicitation.jurisdiction_id}
    if nearby:
        places |= networks.jurisdictions_sharing_network(ctx.session, solicitation.jurisdiction_id)
    return _openers(ctx, places)


def _openers(ctx: Context, jurisdiction_ids: Collection[str]) -> list[Person]:
    duties = sa.select(Assignment.person_id).where(
        Assignment.jurisdiction_id.in_(jurisdiction_ids), Assignment.duty.in_(duties_with(Permission.OPEN))
    )
    for_vendors = sa.select(VendorMember.person_id)
    found = sa.select(Person).where(
        Person.id.in_(duties), Person.id.not_in(for_vendors), Person.id != ctx.actor.id, Person.disabled_at.is_(None)
    )
    return list(ctx.session.scalars(found.order_by(Person.name, Person.id)))
