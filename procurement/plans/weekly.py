"""The weekly letter about needs like one's own: written when there is something new, stopped and started by one click.

Floor: operations.
"""

import secrets

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.core.verdict import SIGN_IN_FIRST, require, when
from procurement.mailbox import operations as mailbox
from procurement.plans.models import NeedKind, WeeklyLetter
from procurement.plans.news import EVERY, MOST_TOLD, News

#: Under which address each kind of need is read.
PATHS = {
    NeedKind.PLAN: "plans",
    NeedKind.POOL: "pools",
    NeedKind.SOLICITATION: "solicitations",
    NeedKind.CONTRACT: "contracts",
}


def write(ctx: Context, person_id: str, news: News) -> bool:
    """Write the letter of this week, if there is something to say; whether one was written.

    Asks nobody: it is the service's own work. Done twice in a week, by whichever worker, it writes once.
    """
    person = ctx.session.get(Person, person_id)
    if person is None or person.disabled_at is not None:
        return False
    wish = _wish(ctx, person_id)
    if not wish.is_wanted or (wish.looked_at is not None and wish.looked_at > ctx.now - EVERY):
        return False
    wish.looked_at = ctx.now
    keys = news.keys
    if not keys:
        ctx.session.flush()
        return False
    wish.sent_at, wish.told = ctx.now, [*wish.told, *keys][-MOST_TOLD:]
    mailbox.post(
        ctx,
        "plans_weekly",
        to=person,
        news=news,
        address=lambda each: f"{ctx.url}/{PATHS[each.kind]}/{each.id}",
        stop=f"{ctx.url}/plans/letter/{wish.key}",
    )
    ctx.session.flush()
    return True


def wish_for(ctx: Context, *, is_wanted: bool) -> WeeklyLetter:
    """Stop or start the letter for whoever acts."""
    require(when(True, "") if ctx.actor.id is not None else SIGN_IN_FIRST)
    if ctx.actor.id is None:
        raise NotFound("Nobody is signed in.")
    wish = _wish(ctx, ctx.actor.id)
    wish.is_wanted = is_wanted
    ctx.session.flush()
    return wish


def wish_by_link(ctx: Context, wish: WeeklyLetter, *, is_wanted: bool) -> WeeklyLetter:
    """Stop or start the letter by the link that stands in it. Asks nobody: who has the letter has the key."""
    wish = _wish(ctx, wish.person_id)
    wish.is_wanted = is_wanted
    ctx.session.flush()
    return wish


def _wish(ctx: Context, person_id: str) -> WeeklyLetter:
    """The row of this person, held until the unit ends; made when there is none, by one unit at a time."""
    ctx.lock(ctx.session.get_one(Person, person_id))
    found = ctx.session.get(WeeklyLetter, person_id)
    if found is None:
        return ctx.add(WeeklyLetter(person_id=person_id, is_wanted=True, key=secrets.token_urlsafe(24), told=[]))
    return ctx.lock(found)
