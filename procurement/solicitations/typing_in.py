"""Saving while somebody types, and who else is at the same place of a draft just now. Floor: operations."""

from collections.abc import Mapping
from datetime import timedelta

import sqlalchemy as sa

from procurement.core.context import Context
from procurement.core.verdict import require
from procurement.solicitations import drafting, joining, policy
from procurement.solicitations.changing import hold_text, record_change
from procurement.solicitations.models import Editing, Solicitation

#: Whoever has not been heard of for so long has left.
GONE_AFTER = timedelta(minutes=3)
#: One entry of the ledger covers so much typing of one person at one place.
NOTED_FOR = timedelta(minutes=10)


def save_piece(
    ctx: Context, solicitation: Solicitation, *, part: str, key: str, changes: Mapping, base: Mapping
) -> Solicitation:
    """Save one piece as it stands in the form, joined with what others wrote since `base` was read."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, None, part)
    if all(base.get(name) == value for name, value in changes.items()):
        return solicitation  # Somebody looks at it and types nothing.
    before = solicitation.content
    drafting.put_piece(solicitation, part, key, changes, base)
    if solicitation.content != before:
        _note(ctx, solicitation, f"{part}/{key}")
    return solicitation


def save_values(ctx: Context, solicitation: Solicitation, *, values: Mapping, base: Mapping) -> Solicitation:
    """Save the entries of blanks that the person changed since they read `base`."""
    require(policy.may_edit(ctx.actor, solicitation))
    hold_text(ctx, solicitation, None)
    changed = drafting.decided(joining.entries(base, drafting.entries_of(solicitation), values))
    if changed:
        drafting.put_values(solicitation, changed)
        _note(ctx, solicitation, "blanks")
    return solicitation


def sign_of_life(ctx: Context, solicitation: Solicitation, place: str) -> list[Editing]:
    """Say that one has this place open; gives the others who have."""
    require(policy.may_edit(ctx.actor, solicitation))
    row = _row(ctx, solicitation, place)
    row.seen_at = ctx.now
    ctx.session.execute(
        sa.delete(Editing).where(
            Editing.solicitation_id == solicitation.id, Editing.seen_at < ctx.now - GONE_AFTER - NOTED_FOR
        )
    )
    return others(ctx, solicitation, place)


def others(ctx: Context, solicitation: Solicitation, place: str) -> list[Editing]:
    """Who else has the place open, whoever came first at the top. Asks nobody: it reads."""
    found = sa.select(Editing).where(
        Editing.solicitation_id == solicitation.id,
        Editing.place == place,
        Editing.person_id != ctx.actor.id,
        Editing.seen_at >= ctx.now - GONE_AFTER,
    )
    return list(ctx.session.scalars(found.order_by(Editing.since, Editing.id)))


def minutes(ctx: Context, row: Editing) -> int:
    """For how long somebody has had it open, at least one minute. Asks nobody: it counts."""
    return max(1, int((ctx.now - row.since).total_seconds() // 60))


def _note(ctx: Context, solicitation: Solicitation, place: str) -> None:
    """The ledger hears of a person's typing at one place once in a while; whoever types is an author at once."""
    row = _row(ctx, solicitation, place)
    row.seen_at = ctx.now
    if row.noted_at is None or ctx.now - row.noted_at >= NOTED_FOR:
        row.noted_at = ctx.now
        record_change(ctx, solicitation, "solicitation.edited", {"typed in": place})
    else:
        ctx.session.flush()


def _row(ctx: Context, solicitation: Solicitation, place: str) -> Editing:
    row = ctx.session.scalar(
        sa.select(Editing).where(
            Editing.solicitation_id == solicitation.id, Editing.place == place, Editing.person_id == ctx.actor.id
        )
    )
    if row is None:
        here = {"solicitation_id": solicitation.id, "place": place, "person_id": ctx.actor.id}
        return ctx.add(Editing(**here, since=ctx.now, seen_at=ctx.now))
    if ctx.now - row.seen_at > GONE_AFTER:
        row.since = ctx.now
    return row
