"""What waits for whoever is signed in: each duty's next deeds, the most urgent first.

Each function asks for one sort of task in one or two selects, however many there are; the page turns a task's
`endpoint` and `values` into its link. Floor: queries.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award
from procurement.contracts.lifecycle import AddendumState
from procurement.contracts.models import ParticipatingAddendum
from procurement.core.context import Context
from procurement.evaluation.lifecycle import PanelState, SheetState
from procurement.evaluation.models import Disclosure, Panel, Seat, Sheet
from procurement.networks.duties import Permission, places
from procurement.pools.lifecycle import ParticipationState, PoolState
from procurement.pools.models import Participation, Pool
from procurement.responses.lifecycle import OpeningState, ResponseState
from procurement.responses.models import Opening, Response
from procurement.solicitations.lifecycle import SolicitationState
from procurement.solicitations.models import Review, Solicitation
from procurement.vendors.models import VendorDuty

_S = SolicitationState
SHOWN = 50


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


def tasks(ctx: Context) -> list[Task]:
    """Everything that waits for the actor; what has a date comes first, the nearest on top."""
    found = [
        task
        for sort in (
            _drafting,
            _opening,
            _evaluating,
            _reviews,
            _awards,
            _pools,
            _pool_reviews,
            _addenda,
            _seats,
            _vendor,
        )
        for task in sort(ctx)
    ]
    return sorted(found, key=lambda task: (task.until is None, task.until or ctx.now))[:SHOWN]


def coming(ctx: Context) -> list[Solicitation]:
    """The actor's governments' solicitations that are under way."""
    own = places(ctx.actor, Permission.SEE_INTERNAL)
    if not own:
        return []
    under_way = set(_S) - {_S.CONCLUDED, _S.CANCELLED}
    select = (
        sa.select(Solicitation)
        .where(Solicitation.jurisdiction_id.in_(own), Solicitation.state.in_(under_way))
        .order_by(Solicitation.due_at.is_(None), Solicitation.due_at, Solicitation.id)
        .limit(SHOWN)
    )
    return list(ctx.session.scalars(select))


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


def _solicitations(ctx: Context, permission: Permission, *where) -> list[Solicitation]:
    own = places(ctx.actor, permission)
    if not own:
        return []
    select = sa.select(Solicitation).where(Solicitation.jurisdiction_id.in_(own), *where).limit(SHOWN)
    return list(ctx.session.scalars(select))


def _about(solicitation: Solicitation) -> str:
    return f"{solicitation.reference}, {solicitation.title}"


def _drafting(ctx: Context) -> Iterator[Task]:
    for each in _solicitations(ctx, Permission.DRAFT, Solicitation.state.in_((_S.DRAFT, _S.APPROVED))):
        sentence = "Publish: it is approved" if each.state == _S.APPROVED else "Continue the draft"
        yield Task(sentence, _about(each), "solicitations.hub", {"id": each.id})


def _opening(ctx: Context) -> Iterator[Task]:
    closed = _solicitations(ctx, Permission.OPEN, Solicitation.state == _S.PUBLISHED, Solicitation.due_at <= ctx.now)
    begun = sa.select(Opening.solicitation_id, Opening.first_id).where(
        Opening.state == OpeningState.BEGUN, Opening.solicitation_id.in_([each.id for each in closed])
    )
    first = dict(ctx.session.execute(begun).all()) if closed else {}
    for each in closed:
        if first.get(each.id) == ctx.actor.id:
            continue
        sentence = "Open the responses as the second person" if each.id in first else "Open the responses"
        yield Task(sentence, _about(each), "responses.opening", {"id": each.id}, each.due_at, "Closed", each.zone)


def _evaluating(ctx: Context) -> Iterator[Task]:
    for each in _solicitations(ctx, Permission.RUN_EVALUATION, Solicitation.state == _S.OPENED):
        yield Task("Begin the evaluation", _about(each), "solicitations.hub", {"id": each.id})
    evaluating = _solicitations(ctx, Permission.RUN_EVALUATION, Solicitation.state == _S.EVALUATING)
    if not evaluating:
        return
    missing = (
        sa.select(sa.func.count(Sheet.id))
        .join(Seat, Seat.id == Sheet.seat_id)
        .where(Seat.panel_id == Panel.id, Sheet.state != SheetState.SUBMITTED)
        .scalar_subquery()
    )
    select = sa.select(Panel, missing).where(Panel.solicitation_id.in_([each.id for each in evaluating]))
    panels = {panel.solicitation_id: (panel, open_sheets) for panel, open_sheets in ctx.session.execute(select)}
    asked = sa.select(Award.solicitation_id).where(Award.state == AwardState.RECOMMENDED)
    recommended = set(ctx.session.scalars(asked.where(Award.solicitation_id.in_([each.id for each in evaluating]))))
    for each in evaluating:
        panel, open_sheets = panels.get(each.id, (None, 0))
        if each.id in recommended:
            continue
        if panel is None or panel.state == PanelState.CLOSED:
            yield Task("Recommend an award", _about(each), "awards.award", {"id": each.id})
        elif panel.state == PanelState.SCORING and open_sheets == 0:
            yield Task("Close the evaluation: every sheet is in", _about(each), "evaluation.panel", {"id": each.id})


def _reviews(ctx: Context) -> Iterator[Task]:
    unanswered = sa.exists().where(
        Review.solicitation_id == Solicitation.id, Review.participation_id.is_(None), Review.decision.is_(None)
    )
    for each in _solicitations(ctx, Permission.APPROVE, Solicitation.state == _S.IN_REVIEW, unanswered):
        if ctx.actor.id not in (each.drafted_by, *each.authors):
            yield Task("Review the draft", _about(each), "solicitations.review", {"id": each.id})


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
    for award in ctx.session.scalars(select):
        place, about = award.solicitation.jurisdiction_id, _about(award.solicitation)
        values = {"id": award.solicitation_id}
        if award.state == AwardState.RECOMMENDED and place in approving and award.recommended_by != ctx.actor.id:
            yield Task("Decide on the recommended award", about, "awards.award", values)
        elif award.state == AwardState.INTENDED and place in recommending and award.standstill_until <= ctx.now:
            yield Task("Make the award final: the protest window is over", about, "awards.award", values)


def _pools(ctx: Context) -> Iterator[Task]:
    own = places(ctx.actor, Permission.COMMIT_TO_POOLS)
    if not own:
        return
    select = (
        sa.select(Participation)
        .join(Pool, Pool.id == Participation.pool_id)
        .options(joinedload(Participation.pool), joinedload(Participation.jurisdiction))
        .where(
            Participation.jurisdiction_id.in_(own),
            Pool.state == PoolState.FORMING,
            Participation.state.in_((ParticipationState.INVITED, ParticipationState.JOINED)),
        )
        .limit(SHOWN)
    )
    stated = sa.select(Participation.id).where(Participation.commitments.any())
    with_quantities = set(ctx.session.scalars(stated.where(Participation.jurisdiction_id.in_(own))))
    for each in ctx.session.scalars(select):
        about = f"{each.pool.title}, for {each.jurisdiction.name}"
        values, until = {"id": each.pool_id}, each.pool.join_by
        if each.state == ParticipationState.INVITED and (until is None or until > ctx.now):
            yield Task(
                "Decide whether to join a pool", about, "pools.show", values, until, "Join by", each.jurisdiction.zone
            )
        elif each.state == ParticipationState.JOINED and each.id not in with_quantities:
            yield Task("State your quantities", about, "pools.show", values, until, "By", each.jurisdiction.zone)


def _pool_reviews(ctx: Context) -> Iterator[Task]:
    own = places(ctx.actor, Permission.COMMIT_TO_POOLS)
    if not own:
        return
    select = (
        sa.select(Review)
        .join(Participation, Participation.id == Review.participation_id)
        .join(Solicitation, Solicitation.id == Review.solicitation_id)
        .options(joinedload(Review.solicitation))
        .where(Participation.jurisdiction_id.in_(own), Review.decision.is_(None), Solicitation.state == _S.IN_REVIEW)
        .limit(SHOWN)
    )
    for review in ctx.session.scalars(select):
        values = {"id": review.solicitation_id}
        yield Task("Approve the joint draft", _about(review.solicitation), "solicitations.review", values)


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
    select = (
        sa.select(Seat)
        .join(Panel, Panel.id == Seat.panel_id)
        .options(joinedload(Seat.panel).joinedload(Panel.solicitation))
        .where(Seat.person_id == ctx.actor.id, Panel.state != PanelState.CLOSED)
        .limit(SHOWN)
    )
    seats = list(ctx.session.scalars(select))
    if not seats:
        return
    ids = [seat.id for seat in seats]
    declared = _counts(ctx, Disclosure.seat_id, Disclosure.seat_id.in_(ids))
    to_score = _counts(ctx, Sheet.seat_id, Sheet.seat_id.in_(ids), Sheet.state != SheetState.SUBMITTED)
    opened = _counts(
        ctx,
        Response.solicitation_id,
        Response.solicitation_id.in_([seat.panel.solicitation_id for seat in seats]),
        Response.state == ResponseState.OPENED,
    )
    for seat in seats:
        solicitation = seat.panel.solicitation
        values = {"id": seat.panel.solicitation_id}
        if declared.get(seat.id, 0) < opened.get(solicitation.id, 0):
            yield Task("Declare conflicts of interest", _about(solicitation), "evaluation.seat", values)
        elif seat.panel.state == PanelState.SCORING and to_score.get(seat.id):
            count = to_score[seat.id]
            sentence = "Score the last response" if count == 1 else f"Score {count} responses"
            yield Task(sentence, _about(solicitation), "evaluation.seat", values)


def _counts(ctx: Context, column, *where) -> dict[str, int]:
    return dict(ctx.session.execute(sa.select(column, sa.func.count()).where(*where).group_by(column)).all())


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
