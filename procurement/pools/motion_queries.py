"""Reading a pool's motions and the votes on them. Floor: queries."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from procurement.core.errors import NotFound
from procurement.pools import voting
from procurement.pools.lifecycle import MotionState, ParticipationState
from procurement.pools.models import Choice, Motion, Participation, Pool, Vote


def motions(session: Session, pool: Pool) -> list[Motion]:
    """The motions of a visible pool with their votes, the newest first."""
    select = sa.select(Motion).where(Motion.pool_id == pool.id).options(selectinload(Motion.votes))
    return list(session.scalars(select.order_by(Motion.moved_at.desc(), Motion.id).limit(200)))


def open_motions(session: Session, pool: Pool, now: datetime) -> list[Motion]:
    """Those that can be voted on, with their votes, from one question."""
    select = (
        sa.select(Motion)
        .where(Motion.pool_id == pool.id, Motion.state == MotionState.OPEN, Motion.closes_at > now)
        .options(joinedload(Motion.votes))
        .order_by(Motion.closes_at, Motion.id)
    )
    return list(session.scalars(select).unique())


def get(session: Session, pool: Pool, motion_id: str) -> Motion:
    """One motion of a visible pool, or NotFound."""
    select = sa.select(Motion).where(Motion.pool_id == pool.id, Motion.id == motion_id)
    found = session.scalar(select.options(selectinload(Motion.votes)))
    if found is None:
        raise NotFound("There is no such motion in this pool.")
    return found


def tally(session: Session, motion: Motion) -> dict[str, int]:
    """How the votes stand: those of members that take part now."""
    joined = sa.select(Participation.id).where(
        Participation.pool_id == motion.pool_id, Participation.state == ParticipationState.JOINED
    )
    cast = session.scalars(
        sa.select(Vote.choice).where(Vote.motion_id == motion.id, Vote.participation_id.in_(joined))
    ).all()
    members = session.scalar(sa.select(sa.func.count()).select_from(joined.subquery())) or 0
    return voting.tally(cast, members)


def own_vote(motion: Motion, participation: Participation) -> Choice | None:
    """What a member said last."""
    return next((each.choice for each in motion.votes if each.participation_id == participation.id), None)
