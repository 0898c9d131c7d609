"""The account of a contract: fees, rebates, payments, and both sides' figures compared. Floor: queries.

Everything is summed by the database; what comes back grows with buyers and quarters, not with reports.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from procurement.contracts import books, contract_policy, quarters, usage_queries
from procurement.contracts import usage_policy as policy
from procurement.contracts.books import Books, Sum
from procurement.contracts.fees import percent_on
from procurement.contracts.models import Amendment, AmendmentKind, Contract
from procurement.contracts.usage_models import EntryKind, FeeEntry, Reporter, UsageReport
from procurement.core.context import Context
from procurement.networks.models import Jurisdiction

#: A row of an account stands for so much, in cents: what was bought, owed as fee and as rebate, and paid.
_CENTS = ("used_cents", "fee_cents", "rebate_cents", "fee_paid_cents", "rebate_paid_cents")


@dataclass(frozen=True)
class Percents:
    """Which percentages each quarter has: those in force on its last day."""

    contract: Contract
    amended: dict[str, list[tuple[date, Decimal | None]]]

    def fee(self, quarter: str) -> Decimal | None:
        """The administrative fee in percent; None: none agreed."""
        return self._on("fee_percent", quarter)

    def rebate(self, quarter: str) -> Decimal | None:
        """The rebate in percent; None: none agreed."""
        return self._on("rebate_percent", quarter)

    def _on(self, name: str, quarter: str) -> Decimal | None:
        day = quarters.parse(quarter).ends_on
        return percent_on(day, getattr(self.contract, name), self.amended[name])


def percents(session: Session, contract: Contract) -> Percents:
    """The percentages of a contract with what amendments changed in them."""
    select = sa.select(Amendment.made_at, Amendment.changes).where(
        Amendment.contract_id == contract.id, Amendment.kind == AmendmentKind.AMENDMENT
    )
    zone = ZoneInfo(contract.jurisdiction.zone)
    amended: dict[str, list[tuple[date, Decimal | None]]] = {"fee_percent": [], "rebate_percent": []}
    for made_at, changes in session.execute(select.order_by(Amendment.number)):
        for name, known in amended.items():
            if name in changes:
                before = changes[name][0]
                known.append((made_at.astimezone(zone).date(), None if before is None else Decimal(before)))
    return Percents(contract, amended)


def opened(session: Session, contract: Contract, buyers: Collection[str]) -> Books:
    """The books as they stand, with the rebates of these buyers; the contract's row is to be held."""
    of = FeeEntry.contract_id == contract.id
    fee = sa.select(sa.literal(books.TOGETHER), FeeEntry.percent, *_both()).where(of, FeeEntry.kind == EntryKind.FEE)
    own = sa.select(FeeEntry.jurisdiction_id, FeeEntry.percent, *_both()).where(
        of, FeeEntry.kind == EntryKind.REBATE, FeeEntry.jurisdiction_id.in_(buyers)
    )
    found = Books()
    for select in (fee.group_by(FeeEntry.percent), own.group_by(FeeEntry.jurisdiction_id, FeeEntry.percent)):
        for buyer, percent, base, amount in session.execute(select):
            kept = found.fee if buyer == books.TOGETHER else found.rebates.setdefault(buyer, Sum())
            kept.bases[percent] = int(base)
            kept.booked += int(amount)
    return found


def _both() -> tuple:
    return sa.func.sum(FeeEntry.base_cents), sa.func.sum(FeeEntry.amount_cents)


@dataclass
class Row:
    """One line of a statement, in cents; payments are above zero here."""

    used_cents: int = 0
    fee_cents: int = 0
    rebate_cents: int = 0
    fee_paid_cents: int = 0
    rebate_paid_cents: int = 0

    @property
    def fee_balance_cents(self) -> int:
        """What of the fee is still owed."""
        return self.fee_cents - self.fee_paid_cents

    @property
    def rebate_balance_cents(self) -> int:
        """What of the rebate is still owed."""
        return self.rebate_cents - self.rebate_paid_cents


class OfQuarter(NamedTuple):
    """A quarter's line; "" for payments that name no quarter."""

    quarter: str
    row: Row


class OfBuyer(NamedTuple):
    """A buyer's line; its fee is the part that its reports brought."""

    jurisdiction_id: str
    jurisdiction: str
    row: Row


@dataclass(frozen=True)
class Statement:
    """The account as far as its reader may see it. `faults` is None where only a part is seen: it cannot add up."""

    total: Row
    quarters: list[OfQuarter]
    buyers: list[OfBuyer]
    is_whole: bool
    faults: list[str] | None = None

    @property
    def adds_up(self) -> bool | None:
        """Whether the entries come to what the reports say is owed, to the cent; None where only a part is seen."""
        return None if self.faults is None else not self.faults


@dataclass
class _Sums:
    """Lines as they are added up: by quarter and by buyer, and what is owed by the reports themselves."""

    quarters: dict[str, Row] = field(default_factory=lambda: defaultdict(Row))
    buyers: dict[str, Row] = field(default_factory=lambda: defaultdict(Row))
    bought: dict[str, list[tuple[Decimal | None, int]]] = field(default_factory=lambda: defaultdict(list))


def seen_places(ctx: Context, contract: Contract) -> frozenset[str] | None:
    """The governments whose lines the actor sees; None: of all."""
    return None if policy.sees_account(ctx.actor, contract) else policy.own_places(ctx.actor)


def statement(ctx: Context, contract: Contract, names: Mapping[str, str] | None = None) -> Statement:
    """What was bought, what is owed and what was paid, by quarter and by buyer.

    The lead and the vendor see all, with the check that it adds up; a buyer sees its own lines. `names` of buyers by
    their ids, when they are known already.
    """
    seen, session = seen_places(ctx, contract), ctx.session
    known = percents(session, contract)
    sums = _Sums()
    _add_used(ctx, contract, seen, known, sums)
    _add_entries(session, contract, seen, sums)
    called = _names(session, sums.buyers, names or {})
    lines = [OfBuyer(id, called[id], row) for id, row in sums.buyers.items() if id]
    total = Row()
    for row in sums.quarters.values():
        for name in _CENTS:
            setattr(total, name, getattr(total, name) + getattr(row, name))
    faults = _faults(contract, known, sums, called, total) if seen is None else None
    ordered = sorted((OfQuarter(key, row) for key, row in sums.quarters.items()), key=lambda each: each.quarter)
    return Statement(total, ordered, sorted(lines, key=lambda each: each.jurisdiction), seen is None, faults)


def _counted(contract: Contract, seen: frozenset[str] | None, *, as_cte: bool = False) -> sa.FromClause:
    """Of each buyer and quarter what both sides say, and what counts: the vendor's figure, else the buyer's own."""
    vendor = sa.func.max(sa.case((UsageReport.reporter == Reporter.VENDOR, UsageReport.total_cents)))
    member = sa.func.max(sa.case((UsageReport.reporter == Reporter.MEMBER, UsageReport.total_cents)))
    select = sa.select(
        UsageReport.jurisdiction_id.label("place"),
        UsageReport.quarter.label("quarter"),
        vendor.label("vendor"),
        member.label("member"),
        sa.func.coalesce(vendor, member).label("cents"),
    ).where(UsageReport.contract_id == contract.id, UsageReport.replaced_at.is_(None))
    if seen is not None:
        select = select.where(UsageReport.jurisdiction_id.in_(seen))
    select = select.group_by(UsageReport.jurisdiction_id, UsageReport.quarter)
    return select.cte("cells") if as_cte else select.subquery()


def _add_used(ctx: Context, contract: Contract, seen: frozenset[str] | None, known: Percents, sums: _Sums) -> None:
    """What counts, by quarter and by buyer, from one pass over the reports."""
    bands: dict[Decimal | None, list[str]] = defaultdict(list)
    for quarter in usage_queries.ended_quarters(ctx, contract):
        bands[known.rebate(quarter.key)].append(quarter.key)
    percent = list(bands)
    cells = _counted(contract, seen, as_cte=True)
    # Quarters of one percentage are summed together: a buyer has as many sums as there are percentages.
    number: sa.ColumnElement = sa.literal(0)
    if len(bands) > 1:
        number = sa.case(*((cells.c.quarter.in_(each), place) for place, each in enumerate(bands.values())), else_=0)
    by_buyer = sa.select(cells.c.place.label("key"), number.label("band"), sa.func.sum(cells.c.cents).label("cents"))
    by_quarter = sa.select(cells.c.quarter, sa.literal(-1), sa.func.sum(cells.c.cents)).group_by(cells.c.quarter)
    grouped = by_buyer.group_by(cells.c.place, *([number] if len(bands) > 1 else []))
    for key, band, cents in ctx.session.execute(sa.union_all(by_quarter, grouped)):
        if band == -1:
            sums.quarters[key].used_cents = int(cents)
            continue
        sums.buyers[key].used_cents += int(cents)
        sums.bought[key].append((percent[band] if percent else None, int(cents)))


def _add_entries(session: Session, contract: Contract, seen: frozenset[str] | None, sums: _Sums) -> None:
    of_buyer = FeeEntry.jurisdiction_id.is_not(None)
    paid = FeeEntry.kind == EntryKind.PAYMENT
    amounts = [
        sa.func.coalesce(sa.func.sum(sa.case((condition, FeeEntry.amount_cents))), 0)
        for condition in (
            FeeEntry.kind == EntryKind.FEE,
            FeeEntry.kind == EntryKind.REBATE,
            sa.and_(paid, sa.not_(of_buyer)),
            sa.and_(paid, of_buyer),
        )
    ]
    where = [FeeEntry.contract_id == contract.id]
    if seen is not None:
        where.append(FeeEntry.jurisdiction_id.in_(seen))
    by = {"quarter": FeeEntry.quarter, "buyer": sa.func.coalesce(FeeEntry.jurisdiction_id, "")}
    selects = [
        sa.select(sa.literal(name), column, *amounts).where(*where).group_by(column) for name, column in by.items()
    ]
    for name, key, fee, rebate, fee_paid, rebate_paid in session.execute(sa.union_all(*selects)):
        row = sums.quarters[key] if name == "quarter" else sums.buyers[key]
        row.fee_cents, row.rebate_cents = int(fee), int(rebate)
        row.fee_paid_cents, row.rebate_paid_cents = -int(fee_paid), -int(rebate_paid)


def _faults(contract: Contract, known: Percents, sums: _Sums, names: dict[str, str], total: Row) -> list[str]:
    due = books.expected([(known.fee(key), row.used_cents) for key, row in sums.quarters.items() if key])
    rebates = {names[id]: (books.expected(sums.bought[id]), row.rebate_cents) for id, row in sums.buyers.items() if id}
    return books.faults(
        used_cents=contract.used_cents,
        counted_cents=total.used_cents,
        fee=(due, total.fee_cents),
        rebates=rebates,
    )


def _names(session: Session, ids: Iterable[str], known: Mapping[str, str]) -> dict[str, str]:
    found = dict(known)
    wanted = [each for each in ids if each and each not in found]
    if wanted:
        select = sa.select(Jurisdiction.id, Jurisdiction.name).where(Jurisdiction.id.in_(wanted))
        found |= {id: name for id, name in session.execute(select)}
    return found


class Difference(NamedTuple):
    """What one buyer bought in one quarter as both sides say, in cents, None where one has not reported."""

    jurisdiction_id: str
    jurisdiction: str
    quarter: str
    vendor_cents: int | None
    member_cents: int | None

    @property
    def difference_cents(self) -> int | None:
        """The vendor's figure less the buyer's; None until both have reported."""
        if self.vendor_cents is None or self.member_cents is None:
            return None
        return self.vendor_cents - self.member_cents


class Compared(NamedTuple):
    """A quarter: what both sides say of the buyers of which both have reported, and how many differ or are alone."""

    quarter: str
    vendor_cents: int
    member_cents: int
    both: int
    differing: int
    only_vendor: int
    only_member: int


@dataclass(frozen=True)
class Reconciliation:
    """Both sides' figures by quarter, and a page of the buyers and quarters in which they differ, the largest first."""

    quarters: list[Compared]
    differences: list[Difference]
    more: bool


def may_reconcile(ctx: Context, contract: Contract) -> frozenset[str] | None:
    """The governments of which the actor sees both sides' figures; None: of all, as the lead."""
    return None if policy.sees_whole(ctx.actor, contract) else policy.own_places(ctx.actor)


def reconciliation(ctx: Context, contract: Contract, *, limit: int = 50, offset: int = 0) -> Reconciliation:
    """Where the vendor's figures and the buyers' own differ; the vendor does not read the buyers' reports."""
    seen = may_reconcile(ctx, contract)
    cells = _counted(contract, seen).c
    both = sa.and_(cells.vendor.is_not(None), cells.member.is_not(None))
    differ = sa.and_(both, cells.vendor != cells.member)
    by_quarter = sa.select(
        cells.quarter,
        _sum(both, cells.vendor), _sum(both, cells.member), _sum(both, 1), _sum(differ, 1),
        _sum(cells.member.is_(None), 1), _sum(cells.vendor.is_(None), 1),
    ).group_by(cells.quarter).order_by(cells.quarter)  # fmt: skip
    compared = [Compared(row[0], *map(int, row[1:])) for row in ctx.session.execute(by_quarter)]
    listed = (
        sa.select(cells.place, Jurisdiction.name, cells.quarter, cells.vendor, cells.member)
        .join(Jurisdiction, Jurisdiction.id == cells.place)
        .where(differ)
        .order_by(sa.func.abs(cells.vendor - cells.member).desc(), cells.quarter.desc(), Jurisdiction.name, cells.place)
    )
    rows = [Difference(*row) for row in ctx.session.execute(listed.limit(limit + 1).offset(offset))]
    return Reconciliation(compared, rows[:limit], len(rows) > limit)


def _sum(condition, value) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, value))), 0)


def payments(ctx: Context, contract: Contract) -> sa.Select[tuple[FeeEntry]]:
    """What the vendor has paid, the latest first: of fees for lead and vendor, of rebates for the buyer as well."""
    seen = seen_places(ctx, contract)
    select = sa.select(FeeEntry).where(FeeEntry.contract_id == contract.id, FeeEntry.kind == EntryKind.PAYMENT)
    if seen is not None:
        select = select.where(FeeEntry.jurisdiction_id.in_(seen))
    return select.order_by(FeeEntry.paid_on.desc(), FeeEntry.booked_at.desc(), FeeEntry.id)


def is_concerned(ctx: Context, contract: Contract, rows: Sequence[str]) -> bool:
    """Whether the actor belongs to the lead, to the vendor, or to one of these buyers."""
    account = policy.sees_account(ctx.actor, contract)
    return account or not policy.own_places(ctx.actor).isdisjoint(rows) or contract_policy.sells(ctx.actor, contract)
