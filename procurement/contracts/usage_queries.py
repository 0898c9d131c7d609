"""Reading what was bought: reports, what counts of them, who still owes one. Floor: queries.

Fees, rebates and the comparison of both sides' figures stand in `account_queries.py`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from procurement.contracts import contract_policy, contract_queries, quarters
from procurement.contracts import usage_policy as policy
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.contract_policy import SETTLED
from procurement.contracts.fees import Counted
from procurement.contracts.lifecycle import AddendumState, AdoptionState
from procurement.contracts.models import Contract, ParticipatingAddendum
from procurement.contracts.quarters import Quarter
from procurement.contracts.usage_models import Reporter, UsageReport, UsageSheet
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction
from procurement.vendors.models import VendorDuty

WHOLE = (
    joinedload(UsageReport.jurisdiction),
    joinedload(UsageReport.contract).joinedload(Contract.jurisdiction),
    joinedload(UsageReport.file),
    selectinload(UsageReport.lines),
)
BRIEF = (joinedload(UsageReport.jurisdiction),)
#: So many quarters back it is asked who has not reported.
LOOKED_BACK = 4


def visible(ctx: Context) -> sa.Select[tuple[UsageReport]]:
    """Reports of contracts whose lead the actor belongs to, of its own governments, and those its vendors made."""
    select = sa.select(UsageReport).join(UsageReport.contract)
    if ctx.actor.is_system:
        return select
    inside = policy.own_places(ctx.actor)
    sold = sa.and_(UsageReport.reporter == Reporter.VENDOR, Contract.vendor_id.in_(ctx.actor.places(*VendorDuty)))
    return select.where(sa.or_(Contract.jurisdiction_id.in_(inside), UsageReport.jurisdiction_id.in_(inside), sold))


def get(ctx: Context, report_id: str) -> UsageReport:
    """The report with its lines, or NotFound."""
    found = ctx.session.scalar(visible(ctx).where(UsageReport.id == report_id).options(*WHOLE))
    if found is None:
        raise NotFound("There is no such report, or it is not for you to see.")
    return found


def reports(
    ctx: Context, contract: Contract, *, replaced: bool = False, whole: bool = False
) -> sa.Select[tuple[UsageReport]]:
    """The reports of a contract that the actor may see, the newest first; those that were corrected only if asked.

    `whole`: with their lines.
    """
    select = visible(ctx).where(UsageReport.contract_id == contract.id).options(*(WHOLE if whole else BRIEF))
    if not replaced:
        select = select.where(UsageReport.replaced_at.is_(None))
    return select.order_by(UsageReport.filed_at.desc(), UsageReport.id)


def versions(ctx: Context, report: UsageReport) -> list[UsageReport]:
    """What the same side said of the same buyer and quarter, the newest first."""
    same = visible(ctx).where(
        UsageReport.contract_id == report.contract_id,
        UsageReport.jurisdiction_id == report.jurisdiction_id,
        UsageReport.quarter == report.quarter,
        UsageReport.reporter == report.reporter,
    )
    return list(ctx.session.scalars(same.order_by(UsageReport.filed_at.desc(), UsageReport.id)))


def visible_sheets(ctx: Context) -> sa.Select[tuple[UsageSheet]]:
    """The sheets of the actor's governments and vendors."""
    select = sa.select(UsageSheet).join(Contract, Contract.id == UsageSheet.contract_id)
    if ctx.actor.is_system:
        return select
    sold = sa.and_(UsageSheet.reporter == Reporter.VENDOR, Contract.vendor_id.in_(ctx.actor.places(*VendorDuty)))
    return select.where(sa.or_(UsageSheet.jurisdiction_id.in_(policy.own_places(ctx.actor)), sold))


def get_sheet(ctx: Context, sheet_id: str) -> UsageSheet:
    """A sheet as it was read, or NotFound."""
    found = ctx.session.scalar(visible_sheets(ctx).where(UsageSheet.id == sheet_id))
    if found is None:
        raise NotFound("There is no such sheet, or it is not for you to see.")
    return found


class Live(NamedTuple):
    """A report that counts or stands beside one: its id and total."""

    id: str
    total_cents: int


def live(
    session: Session, contract: Contract, cells: Collection[tuple[str, str]]
) -> dict[tuple[str, str], dict[Reporter, Live]]:
    """The reports that stand for these buyers and quarters, by who made them."""
    select = sa.select(
        UsageReport.jurisdiction_id, UsageReport.quarter, UsageReport.reporter, UsageReport.id, UsageReport.total_cents
    ).where(
        UsageReport.contract_id == contract.id,
        UsageReport.jurisdiction_id.in_({place for place, _ in cells}),
        UsageReport.quarter.in_({quarter for _, quarter in cells}),
        UsageReport.replaced_at.is_(None),
    )
    found: dict[tuple[str, str], dict[Reporter, Live]] = {each: {} for each in cells}
    for place, quarter, reporter, id, cents in session.execute(select):
        if (place, quarter) in found:
            found[place, quarter][reporter] = Live(id, cents)
    return found


def reported(session: Session, contract: Contract, reporter: Reporter) -> list[tuple[str, str]]:
    """Of which buyers and quarters (ids, keys) this side has a report that stands."""
    select = sa.select(UsageReport.jurisdiction_id, UsageReport.quarter).where(
        UsageReport.contract_id == contract.id,
        UsageReport.reporter == reporter,
        UsageReport.replaced_at.is_(None),
    )
    return [(place, quarter) for place, quarter in session.execute(select)]


def counted(reported: dict[Reporter, Live]) -> Counted:
    """What one buyer bought in one quarter as both sides say."""
    vendor, member = reported.get(Reporter.VENDOR), reported.get(Reporter.MEMBER)
    return Counted(vendor.total_cents if vendor else None, member.total_cents if member else None)


@dataclass(frozen=True)
class Totals:
    """How much of a contract is used, in cents; `left_cents` is below zero once the ceiling is exceeded."""

    used_cents: int
    ceiling_cents: int | None

    @property
    def left_cents(self) -> int | None:
        """What is left of the ceiling; None where none is named."""
        return None if self.ceiling_cents is None else self.ceiling_cents - self.used_cents

    @property
    def percent(self) -> int | None:
        """How much of the ceiling is used, in whole percent, rounded down; None without a ceiling above zero."""
        if self.ceiling_cents is None or self.ceiling_cents <= 0:
            return None
        return max(self.used_cents, 0) * 100 // self.ceiling_cents

    @property
    def is_exceeded(self) -> bool:
        """Whether more was bought than the contract allows."""
        return self.left_cents is not None and self.left_cents < 0


def totals(ctx: Context, contract: Contract) -> Totals | None:
    """How much is used of the contract; None for whom that is not to be seen (`contract_policy.sees_fees`)."""
    if not contract_policy.sees_fees(ctx.actor, contract):
        return None
    return Totals(contract.used_cents, contract.ceiling_cents)


class Party(NamedTuple):
    """A government that buys or has bought under a contract, and from when to when its usage is asked for."""

    jurisdiction: Jurisdiction
    since: date
    until: date

    def buys_in(self, quarter: Quarter) -> bool:
        """Whether it is to be reported for that quarter."""
        return self.since <= quarter.ends_on and quarter.starts_on <= self.until


def parties(session: Session, contract: Contract) -> list[Party]:
    """Who buys under the contract or did, the lead first, then by name; asked from activation and joining on."""
    if contract.starts_on is None or contract.ends_on is None or contract.activated_at is None:
        return []
    zone = ZoneInfo(contract.jurisdiction.zone)
    first = max(contract.starts_on, contract.activated_at.astimezone(zone).date())
    last = min(contract.ends_on, contract.terminated_on or contract.ends_on)
    found = {} if contract.solicited_by else {contract.jurisdiction_id: Party(contract.jurisdiction, first, last)}
    for place, joined_at, ended_at in session.execute(_joined(contract).order_by(Jurisdiction.name, Jurisdiction.id)):
        since = first if joined_at is None else max(first, joined_at.astimezone(zone).date())
        until = last if ended_at is None else min(last, ended_at.astimezone(zone).date())
        known = found.get(place.id)
        if known is not None:
            since, until = min(known.since, since), max(known.until, until)
        found[place.id] = Party(place, since, until)
    return list(found.values())


def buyer_ids(session: Session, contract: Contract) -> list[str]:
    """The ids of who buys under the contract, or did."""
    return [each.jurisdiction.id for each in parties(session, contract)]


def ended_quarters(ctx: Context, contract: Contract) -> list[Quarter]:
    """The quarters of the term that can be reported, the first first."""
    if contract.starts_on is None or contract.ends_on is None:
        return []
    last = min(contract.ends_on, contract.terminated_on or contract.ends_on)
    return quarters.of_term(contract.starts_on, last, contract_queries.today(ctx, contract))


class Missing(NamedTuple):
    """A quarter that is not reported in full: the buyers for whom the vendor has not, and who has not itself."""

    quarter: Quarter
    by_vendor: list[Jurisdiction]
    by_member: list[Jurisdiction]


def missing(
    ctx: Context, contract: Contract, everybody: Collection[Party] | None = None, *, only_overdue: bool = True
) -> list[Missing]:
    """What is not reported of the last four ended quarters, the latest first; by default what is overdue.

    `everybody` when the parties are known already.
    """
    today = contract_queries.today(ctx, contract)
    ended = ended_quarters(ctx, contract)[-LOOKED_BACK:]
    asked = [each for each in ended if each.due_on < today or not only_overdue]
    if not asked:
        return []
    if everybody is None:
        everybody = parties(ctx.session, contract)
    select = sa.select(UsageReport.jurisdiction_id, UsageReport.quarter, UsageReport.reporter).where(
        UsageReport.contract_id == contract.id,
        UsageReport.quarter.in_([each.key for each in asked]),
        UsageReport.replaced_at.is_(None),
    )
    there = {tuple(each) for each in ctx.session.execute(select)}
    found = []
    for quarter in reversed(asked):
        due = [each.jurisdiction for each in everybody if each.buys_in(quarter)]
        vendor = [each for each in due if (each.id, quarter.key, Reporter.VENDOR) not in there]
        member = [each for each in due if (each.id, quarter.key, Reporter.MEMBER) not in there]
        if vendor or member:
            found.append(Missing(quarter, vendor, member))
    return found


class ToReport(NamedTuple):
    """A contract of which the actor has not reported the last quarter, as the vendor (None) or for a government."""

    contract: Contract
    jurisdiction_id: str | None
    quarter: Quarter


def to_report(ctx: Context) -> list[ToReport]:
    """What the actor is to report of the last quarter that has ended, in one select."""
    own = places(ctx.actor, Permission.DRAFT) | places(ctx.actor, Permission.COMMIT_TO_POOLS)
    sold = ctx.actor.places(*VendorDuty)
    if not own and not sold:
        return []
    quarter = _before(quarters.of(ctx.now.date()))
    asked = _asked(own, sold).subquery()
    reported = sa.exists().where(
        UsageReport.contract_id == Contract.id,
        UsageReport.quarter == quarter.key,
        UsageReport.replaced_at.is_(None),
        sa.or_(
            sa.and_(asked.c.place.is_(None), UsageReport.reporter == Reporter.VENDOR),
            sa.and_(UsageReport.jurisdiction_id == asked.c.place, UsageReport.reporter == Reporter.MEMBER),
        ),
    )
    select = (
        sa.select(Contract, asked.c.place)
        .join(asked, asked.c.id == Contract.id)
        .where(
            Contract.state.in_(SETTLED),
            Contract.starts_on <= quarter.ends_on,
            sa.func.coalesce(Contract.terminated_on, Contract.ends_on) >= quarter.starts_on,
            sa.func.coalesce(asked.c.since, Contract.activated_at) < _next_day(quarter),
            Contract.activated_at < _next_day(quarter),
            sa.not_(reported),
        )
        .options(joinedload(Contract.jurisdiction))
        .order_by(Contract.title, Contract.id)
        .limit(50)
    )
    # A lead that signed an addendum of its own comes twice, and is asked once.
    found = {
        (contract.id, place): ToReport(contract, place, quarter) for contract, place in ctx.session.execute(select)
    }
    return list(found.values())


def _asked(own: Collection[str], sold: Collection[str]) -> sa.CompoundSelect:
    """Contracts (id) under which these governments buy (place, since), and which these vendors sell (place None)."""
    never = sa.cast(sa.null(), UsageReport.filed_at.type)
    nobody = sa.cast(sa.null(), Contract.jurisdiction_id.type)
    leads = sa.select(Contract.id, Contract.jurisdiction_id.label("place"), never.label("since")).where(
        Contract.jurisdiction_id.in_(own), Contract.solicited_by == ""
    )
    signed = sa.select(
        ParticipatingAddendum.contract_id, ParticipatingAddendum.jurisdiction_id, ParticipatingAddendum.signed_at
    ).where(ParticipatingAddendum.jurisdiction_id.in_(own), ParticipatingAddendum.state == AddendumState.SIGNED)
    adopted = sa.select(Adoption.contract_id, Adoption.jurisdiction_id, Adoption.signed_at).where(
        Adoption.jurisdiction_id.in_(own), Adoption.state == AdoptionState.ACTIVE
    )
    selling = sa.select(Contract.id, nobody, never).where(Contract.vendor_id.in_(sold))
    return sa.union_all(leads, signed, adopted, selling)


def _joined(contract: Contract) -> sa.Select:
    """Who signed an addendum or an adoption, when, and when it ended."""
    never = sa.cast(sa.null(), Adoption.closed_at.type)
    signed = sa.select(
        ParticipatingAddendum.jurisdiction_id, ParticipatingAddendum.signed_at, never.label("ended")
    ).where(ParticipatingAddendum.contract_id == contract.id, ParticipatingAddendum.state == AddendumState.SIGNED)
    adopted = sa.select(Adoption.jurisdiction_id, Adoption.signed_at, Adoption.closed_at).where(
        Adoption.contract_id == contract.id, Adoption.state.in_((AdoptionState.ACTIVE, AdoptionState.ENDED))
    )
    rows = signed.union_all(adopted).subquery()
    return sa.select(Jurisdiction, rows.c.signed_at, rows.c.ended).join(rows, rows.c.jurisdiction_id == Jurisdiction.id)


def _before(quarter: Quarter) -> Quarter:
    return Quarter(quarter.year - 1, 4) if quarter.number == 1 else Quarter(quarter.year, quarter.number - 1)


def _next_day(quarter: Quarter) -> datetime:
    return datetime.combine(quarter.next.starts_on, time(), UTC)
