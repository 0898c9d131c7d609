"""Questions to the outbox: which letters this actor may read, how delivery goes."""

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.mailbox import policy
from procurement.mailbox.models import Delivery, Job, Letter

PAGE = 100


def visible(ctx: Context, *, in_demo: bool = False) -> sa.Select:
    """The letters this actor may read. `in_demo`: the demo, and served on this machine only."""
    own = sa.and_(
        Letter.to_person_id == ctx.actor.id, Letter.to_person_id.is_not(None), Letter.template.not_in(policy.PROOFS)
    )
    if not policy.reads_everything(ctx.actor, in_demo=in_demo):
        return sa.select(Letter).where(own)
    if policy.reads_private(ctx.actor, in_demo=in_demo):
        return sa.select(Letter)
    return sa.select(Letter).where(sa.or_(own, sa.not_(Letter.is_private)))


def get(ctx: Context, id: str, *, in_demo: bool = False) -> Letter:
    """One letter, or NotFound."""
    letter = ctx.session.scalar(visible(ctx, in_demo=in_demo).where(Letter.id == id))
    if letter is None:
        raise NotFound("There is no such letter, or it is not for you to see.")
    return letter


def newest(
    ctx: Context,
    *,
    in_demo: bool = False,
    to: str | None = None,
    about=None,
    state: Delivery | None = None,
    limit: int = PAGE,
) -> list[Letter]:
    """Letters, newest first; `to` is an address, `about` the row they are about."""
    found = visible(ctx, in_demo=in_demo)
    if to is not None:
        found = found.where(Letter.to_email == to.strip().lower())
    if about is not None:
        found = found.where(Letter.about_kind == about.__tablename__, Letter.about_id == about.id)
    if state is not None:
        found = found.where(Letter.state == state)
    return list(ctx.session.scalars(found.order_by(Letter.written_at.desc(), Letter.id).limit(limit)))


def counts(ctx: Context) -> dict[str, dict[Delivery, int]]:
    """How many letters (private ones left out) and jobs are in each state, for the operator's page and `/health`."""
    return {
        name: dict(
            ctx.session.execute(sa.select(kind.state, sa.func.count()).where(counted).group_by(kind.state)).all()
        )
        for name, kind, counted in (("letters", Letter, sa.not_(Letter.is_private)), ("jobs", Job, sa.true()))
    }
