"""What waits for whoever is signed in: each duty's next deeds, the most urgent first.

Each function asks for one sort of task in one or two selects, however many there are; the page turns a task's
`endpoint` and `values` into its link. Floor: queries.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.awards import protest_queries
from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award
from procurement.contracts.lifecycle import AddendumState
from procurement.contracts.models import ParticipatingAddendum
from procurement.core.context import Context
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.evaluation.models import Disclosure, Panel, Seat, Sheet
from procurement.library import lineage_queries as lineage
from procurement.library import queries as library
from procurement.networks.duties import Permission, may, places
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Commitment, Participation, Pool, PoolLine
from procurement.responses.lifecycle import OpeningState, ResponseState
from procurement.responses.models import Opening, Response
from procurement.solicitations import queries as solicitations
from procurement.solicitations import updates
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Solicitation
from procurement.vendors.models import VendorDuty

_S = SolicitationState
SHOWN = 50
#: How many living solicitations of the actor's governments are looked at.
LIVING = 300


@dataclass(frozen=True)
class Task:
    """One deed that waits for the actor."""

    sentence: str
    about: str
    endpoint: str
    values: dict
    until: datetime | None = None
    until_label: str = "Due"
    zone: str | None = None


class UnderWay(NamedTuple):
    """One of the actor's governments' solicitations, with what its next deed depends on."""

    solicitation: Solicitation
    #: Who began the opening, when it is begun and not done.
    opener_id: str | None
    #: Whom the first person asked to be the second: perhaps somebody of a neighbour.
    named_id: str | None
    panel_state: PanelState | None
    #: Sheets of the panel that are not submitted.
    open_sheets: int
    #: Whether a recommendation waits for an approver.
    is_recommended: bool
    #: Whether the template has a newer version.
    is_behind: bool


def under_way(ctx: Context) -> list[UnderWay]:
    """What the actor's governments have under way, and openings of neighbours that the actor was asked to complete.

    The nearest deadline first; asked for once for a whole desk.
    """
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    if not own:
        return []
    sheets = (
        sa.select(sa.func.count(Sheet.id))
        .join(Seat, Seat.id == Sheet.seat_id)
        .where(Seat.panel_id == Panel.id, Sheet.state != SheetState.SUBMITTED)
        .correlate(Panel)
        .scalar_subquery()
    )
    recommended = sa.exists().where(Award.solicitation_id == Solicitation.id, Award.state == AwardState.RECOMMENDED)
    behind = sa.and_(Solicitation.state == _S.DRAFT, updates.is_behind(ctx))
    begun = sa.and_(Opening.solicitation_id == Solicitation.id, Opening.state == OpeningState.BEGUN)
    select = (
        sa.select(Solicitation, Opening.first_id, Opening.named_id, Panel.state, sheets, recommended, behind)
        .outerjoin(Opening, begun)
        .outerjoin(Panel, Panel.solicitation_id == Solicitation.id)
        .where(
            sa.or_(Solicitation.jurisdiction_id.in_(own), Opening.named_id == ctx.actor.id),
            Solicitation.state.not_in((_S.CONCLUDED, _S.CANCELLED)),
        )
        .order_by(Solicitation.due_at.is_(None), Solicitation.due_at, Solicitation.id)
        .limit(LIVING)
    )
    return [UnderWay(*row) for row in ctx.session.execute(select)]


def tasks(ctx: Context, living: list[UnderWay]) -> list[Task]:
    """Everything that waits for the actor; what has a date comes first, the nearest on top.

    `living` is what `under_way` gives.
    """
    found = [task for each in living for task in _own(ctx, each)]
    for sort in (_library, _due, _awards, _protests, _pools, _reviews, _addenda, _seats, _vendor):
        found += sort(ctx)
    return sorted(found, key=lambda task: (task.until is None, task.until or ctx.now))[:SHOWN]


def coming(ctx: Context, living: list[UnderWay]) -> list[Solicitation]:
    """The solicitations of the actor's own governments among them."""
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    return [each.solicitation for each in living if each.solicitation.jurisdiction_id in own][:SHOWN]


def _own(ctx: Context, row: UnderWay) -> Iterator[Task]:
    """What the actor has to do about a solicitation of their own government, or as the second person of a neighbour."""
    it, actor = row.solicitation, ctx.actor

    def task(sentence: str, endpoint: str) -> Task:
        return Task(sentence, _about(it), endpoint, {"id": it.id})

    if it.state in (_S.DRAFT, _S.APPROVED) and may(actor, Permission.DRAFT, it.jurisdiction_id):
        sentence = "Publish: it is approved" if it.state == _S.APPROVED else "Continue the draft"
        yield task(sentence, "solicitations.hub")
        if row.is_behind:
            yield task("See what changed in the template", "solicitations.update")
    elif it.state == _S.PUBLISHED and (may(actor, Permission.OPEN, it.jurisdiction_id) or row.named_id == actor.id):
        if it.due_at is not None and it.due_at <= ctx.now and row.opener_id != actor.id:
            sentence = "Open the responses as the second person" if row.opener_id else "Open the responses"
            yield Task(sentence, _about(it), "responses.opening", {"id": it.id}, it.due_at, "Closed", it.zone)
    elif may(actor, Permission.RUN_EVALUATION, it.jurisdiction_id):
        yield from _evaluating(row, task)


def _evaluating(row: UnderWay, task: Callable[[str, str], Task]) -> Iterator[Task]:
    it = row.solicitation
    if it.state == _S.OPENED:
        yield task("Begin the evaluation", "solicitations.hub")
    elif it.state == _S.EVALUATING and not row.is_recommended:
        if row.panel_state in (None, PanelState.CLOSED):
            yield task("Recommend an award", "awards.award")
        elif row.panel_state == PanelState.CONVENED:
            yield task("Begin the scoring, once everybody has disclosed", "evaluation.panel")
        elif row.panel_state == PanelState.SCORING and row.open_sheets == 0:
            yield task("Close the evaluation: every sheet is in", "evaluation.panel")


def _about(solicitation: Solicitation) -> str:
    return f"{solicitation.reference}, {solicitation.title}"


def own_responses(ctx: Context) -> list[Response]:
    """The responses of the actor's vendors, newest first; nobody else's."""
    own = ctx.actor.places(*VendorDuty)
    if not own:
        return []
    select = (
        sa.select(Response)
        .options(joinedload(Response.solicitation).joinedload(Solicitation.jurisdiction))
        .where(Response.vendor_id.in_(own))
        .order_by(Response.begun_at.desc(), Response.id)
        .limit(SHOWN)
    )
    return list(ctx.session.scalars(select))


def _library(ctx: Context) -> Iterator[Task]:
    for each in lineage.waiting(ctx):
        if each.kind == "proposal":
            yield Task(
                "Decide on a proposal", f"{each.title}, for {each.upstream}", "library.proposal", {"id": each.id}
            )
        else:
            about = f"{each.title}: version {each.number} of {each.upstream}"
            yield Task("See what changed upstream", about, "library.update", {"id": each.id})


def _due(ctx: Context) -> Iterator[Task]:
    """Items of the library whose review is due."""
    for it in library.reviews_due(ctx, ctx.now.date()):
        due = datetime.combine(it.review_on or ctx.now.date(), time(), UTC)
        yield Task(
            "Look through it again: its review is due", it.title, "library.show", {"id": it.id}, due, "Due", "UTC"
        )


def _awards(ctx: Context) -> Iterator[Task]:
    approving = places(ctx.actor, Permission.APPROVE)
    recommending = places(ctx.actor, Permission.RECOMMEND)
    if not approving | recommending:
        return
    select = (
        sa.select(Award)
        .join(Solicitation, Solicitation.id == Award.solicitation_id)
        .options(joinedload(Award.solicitation))
        .where(
            Solicitation.jurisdiction_id.in_(approving | recommending),
            Award.state.in_((AwardState.RECOMMENDED, AwardState.INTENDED)),
        )
        .limit(SHOWN)
    )
    found = ctx.session.scalars(select).all()
    filed = protest_queries.filed(ctx.session, {each.solicitation_id for each in found})
    for award in found:
        place, about = award.solicitation.jurisdiction_id, _about(award.solicitation)
        values = {"id": award.solicitation_id}
        if award.state == AwardState.RECOMMENDED and place in approving and award.recommended_by != ctx.actor.id:
            yield Task("Decide on the recommended award", about, "awards.award", values)
        elif award.state == AwardState.INTENDED:
            hinders = protest_queries.hindrances(ctx, award, filed[award.solicitation_id])
            if not hinders and place in recommending:
                yield Task("Make the award final: the protest window is over", about, "awards.award", values)
            elif place in approving and any(each.code in ("sustained", "terms") for each in hinders):
                yield Task("Take the award back: a protest was sustained", about, "awards.award", values)


def _protests(ctx: Context) -> Iterator[Task]:
    for each in protest_queries.waiting(ctx):
        sentence = "Decide on a protest" if each.is_timely else "Decide on a protest that came late"
        yield Task(sentence, _about(each.solicitation), "awards.protest", {"id": each.id})


def _pools(ctx: Context) -> Iterator[Task]:
    own = places(ctx.actor, Permission.COMMIT_TO_POOLS)
    if not own:
        return
    drafted = sa.exists().where(Solicitation.pool_id == Pool.id, Solicitation.state != _S.CANCELLED)
    stated = sa.exists().where(Commitment.line_id == PoolLine.id, Commitment.participation_id == Participation.id)
    left_open = sa.exists().where(PoolLine.pool_id == Participation.pool_id, sa.not_(stated))
    select = (
        sa.select(Participation, left_open, drafted)
        .join(Pool, Pool.id == Participation.pool_id)
        .options(joinedload(Participation.pool), joinedload(Participation.jurisdiction))
        .where(
            Participation.jurisdiction_id.in_(own),
            Pool.state.in_((PoolState.FORMING, PoolState.COMMITTED)),
            Participation.state.in_((ParticipationState.INVITED, ParticipationState.JOINED)),
        )
        .limit(SHOWN)
    )
    for each, has_open_lines, has_draft in ctx.session.execute(select):
        about = f"{each.pool.title}, for {each.jurisdiction.name}"
        values, until = {"id": each.pool_id}, each.pool.join_by
        if each.pool.state == PoolState.COMMITTED:
            if each.jurisdiction_id == each.pool.jurisdiction_id and not has_draft:
                yield Task("Draft the joint solicitation: the pool is committed", about, "pools.show", values)
        elif each.state == ParticipationState.INVITED and (until is None or until > ctx.now):
            yield Task(
                "Decide whether to join a pool", about, "pools.show", values, until, "Join by", each.jurisdiction.zone
            )
        elif each.state == ParticipationState.JOINED and has_open_lines:
            yield Task("State your quantities", about, "pools.show", values, until, "By", each.jurisdiction.zone)


def _reviews(ctx: Context) -> Iterator[Task]:
    """Drafts that wait for the actor's approval, as an approver or for a member of a pool."""
    for review in solicitations.reviews_waiting(ctx)[:SHOWN]:
        sentence = "Review the draft" if review.participation_id is None else "Approve the joint draft"
        yield Task(sentence, _about(review.solicitation), "solicitations.review", {"id": review.solicitation_id})


def _addenda(ctx: Context) -> Iterator[Task]:
    own = places(ctx.actor, Permission.COMMIT_TO_POOLS)
    if not own:
        return
    select = (
        sa.select(ParticipatingAddendum, Solicitation)
        .join(Award, Award.id == ParticipatingAddendum.award_id)
        .join(Solicitation, Solicitation.id == Award.solicitation_id)
        .where(ParticipatingAddendum.jurisdiction_id.in_(own), ParticipatingAddendum.state == AddendumState.OFFERED)
        .limit(SHOWN)
    )
    for addendum, solicitation in ctx.session.execute(select):
        yield Task("Sign your participating addendum", _about(solicitation), "contracts.show", {"id": addendum.id})


def _seats(ctx: Context) -> Iterator[Task]:
    """A seat's own work. Nothing here depends on what any other seat has done."""

    def count(rows, *where):
        return sa.select(sa.func.count(rows.id)).where(*where).correlate(Seat, Panel).scalar_subquery()

    opened = (Response.solicitation_id == Panel.solicitation_id, Response.state == ResponseState.OPENED)
    select = (
        sa.select(
            Panel.state,
            Solicitation,
            count(Response, *opened) - count(Disclosure, Disclosure.seat_id == Seat.id),
            count(Sheet, Sheet.seat_id == Seat.id, Sheet.state != SheetState.SUBMITTED),
        )
        .select_from(Seat)
        .join(Panel, Panel.id == Seat.panel_id)
        .join(Solicitation, Solicitation.id == Panel.solicitation_id)
        .where(Seat.person_id == ctx.actor.id, Panel.state != PanelState.CLOSED)
        .limit(SHOWN)
    )
    for state, solicitation, undeclared, to_score in ctx.session.execute(select):
        about, values = _about(solicitation), {"id": solicitation.id}
        if undeclared > 0:
            yield Task("Declare conflicts of interest", about, "evaluation.seat", values)
        elif state == PanelState.SCORING and to_score > 0:
            sentence = "Score the last response" if to_score == 1 else f"Score {to_score} responses"
            yield Task(sentence, about, "evaluation.seat", values)


def _vendor(ctx: Context) -> Iterator[Task]:
    own = ctx.actor.places(*VendorDuty)
    if not own:
        return
    select = (
        sa.select(Response)
        .join(Solicitation, Solicitation.id == Response.solicitation_id)
        .options(joinedload(Response.solicitation))
        .where(
            Response.vendor_id.in_(own),
            Response.state.in_((ResponseState.DRAFT, ResponseState.WITHDRAWN)),
            Solicitation.state == _S.PUBLISHED,
            Solicitation.due_at > ctx.now,
        )
        .limit(SHOWN)
    )
    for each in ctx.session.scalars(select):
        solicitation = each.solicitation
        yield Task(
            "Finish your response: it is NOT SUBMITTED",
            _about(solicitation),
            "responses.show",
            {"id": each.id},
            solicitation.due_at,
            "Due",
            solicitation.zone,
        )
