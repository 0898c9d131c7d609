"""Finds what is there already for what somebody wants to buy: templates, peers' work, pools, contracts. Floor: pages.

It stands on the uppermost floor because it looks into rooms downstream: what came of a solicitation is its award's.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from procurement.awards.lifecycle import AwardState
from procurement.awards.models import Award
from procurement.contracts import finding, outcome_queries
from procurement.contracts.milestones import Standing
from procurement.core.context import Context
from procurement.library import queries as library
from procurement.library import vocabulary
from procurement.library.models import Form
from procurement.library.searching import Hit, Query, search
from procurement.library.vocabulary import Term
from procurement.pools import queries as pools
from procurement.pools.lifecycle import PoolState
from procurement.pools.models import Pool
from procurement.responses.models import Response
from procurement.solicitations import queries, uses
from procurement.solicitations.models import Solicitation

Row = TypeVar("Row")
#: How many of each are shown, and how many of the newest are looked at where the database does not rank.
SHOWN, LOOKED_AT = 6, 300


@dataclass(frozen=True)
class Peer:
    """A published solicitation, and the announced award it led to, if it did."""

    solicitation: Solicitation
    award: Award | None

    @property
    def is_awarded(self) -> bool:
        """Whether somebody got the contract, so that one could ask to join it."""
        return self.award is not None and self.award.response is not None


@dataclass(frozen=True)
class There:
    """What is there already, in each list what fits best first."""

    templates: list[Hit] = field(default_factory=list)
    findings: list[Hit] = field(default_factory=list)
    guides: list[Hit] = field(default_factory=list)
    models: list[Hit] = field(default_factory=list)
    solicitations: list[Peer] = field(default_factory=list)
    pools: list[Pool] = field(default_factory=list)
    #: In force, and open to others in some way or not: their pages say to whom.
    contracts: list[finding.Hit] = field(default_factory=list)
    #: What buyers told of these contracts, by their ids.
    told: dict[str, Standing] = field(default_factory=dict)
    #: In how many published solicitations each template was used, by the item's id.
    uses: dict[str, int] = field(default_factory=dict)


def look(ctx: Context, *, title: str, kind: str = "", focus_area: str = "") -> There:
    """What this actor may see of what fits these words."""
    terms = vocabulary.telling(f"{title} {focus_area}")
    if not terms:
        return There()
    forms = (Form.TEMPLATE, Form.FINDINGS, Form.GUIDE, Form.MODEL)
    asked = Query(f"{title} {focus_area}", forms=forms, any_word=True)
    around = library.circles(ctx)
    hits = [hit for hit in search(ctx, asked, limit=80, around=around).hits if hit.is_offered]
    of = {form: [hit for hit in hits if hit.item.form == form] for form in forms}
    # Another kind of solicitation counts as two places less: its text may still be the best start.
    places = {hit: place + 2 * (kind not in ("", hit.item.kind)) for place, hit in enumerate(of[Form.TEMPLATE])}
    templates = sorted(places, key=places.__getitem__)[:SHOWN]
    contracts = finding.find(
        ctx, finding.Query(f"{title} {focus_area}", any_word=True), limit=SHOWN, around=around
    ).hits
    return There(
        templates=templates,
        findings=of[Form.FINDINGS][:SHOWN],
        guides=of[Form.GUIDE][:SHOWN],
        models=of[Form.MODEL][:SHOWN],
        solicitations=_peers(ctx, terms),
        pools=_pools(ctx, terms),
        contracts=contracts,
        told=outcome_queries.standings(ctx, [hit.contract.id for hit in contracts]),
        uses=uses.uses(ctx, [hit.item.id for hit in templates]),
    )


def _peers(ctx: Context, terms: list[Term]) -> list[Peer]:
    announced = sa.and_(
        Award.solicitation_id == Solicitation.id, Award.state.in_([AwardState.INTENDED, AwardState.FINAL])
    )
    select = (
        queries.visible(ctx)
        .where(Solicitation.published_at.is_not(None), _has_some(terms, Solicitation.title, Solicitation.summary))
        .outerjoin(Award, announced)
        .add_columns(Award)
        .options(
            joinedload(Solicitation.jurisdiction),
            contains_eager(Award.solicitation),
            joinedload(Award.response).joinedload(Response.vendor),
        )
        .order_by(Solicitation.published_at.desc(), Solicitation.id)
        .limit(LOOKED_AT)
    )
    rows = [Peer(*row) for row in ctx.session.execute(select)]
    return _best(rows, terms, lambda row: row.solicitation.title, lambda row: row.solicitation.summary)


def _pools(ctx: Context, terms: list[Term]) -> list[Pool]:
    select = (
        pools.visible(ctx)
        .where(Pool.state.in_([PoolState.FORMING, PoolState.COMMITTED]), _has_some(terms, Pool.title, Pool.description))
        .options(joinedload(Pool.lead))
        .order_by(Pool.created_at.desc(), Pool.id)
        .limit(LOOKED_AT)
    )
    return _best(ctx.session.scalars(select), terms, lambda pool: pool.title, lambda pool: pool.description)


def _has_some(terms: list[Term], *columns) -> sa.ColumnElement[bool]:
    """A first sieve: the beginning of some word stands somewhere; which fit is judged by whole words."""
    beginnings = {term[0][:6] for term in terms}
    return sa.or_(*(column.icontains(each, autoescape=True) for column in columns for each in sorted(beginnings)))


def _best(rows: Iterable[Row], terms: list[Term], title: Callable[[Row], str], rest: Callable[[Row], str]) -> list[Row]:
    wanted = {term[0] for term in terms}
    found = []
    for place, row in enumerate(rows):
        fits = 2 * len(wanted.intersection(vocabulary.words(title(row))))
        fits += len(wanted.intersection(vocabulary.words(rest(row))))
        # One word of many in passing is no likeness.
        if fits >= min(2, len(wanted)):
            found.append((-fits, place, row))
    return [row for _, _, row in sorted(found, key=lambda each: each[:2])[:SHOWN]]
