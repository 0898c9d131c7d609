"""Reading contracts: those from final awards are public, recorded ones reach as far as their scope. Floor: queries."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload

from procurement.accounts.models import Person
from procurement.awards.models import Award
from procurement.contracts import contract_policy as policy
from procurement.contracts import term
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.changes import FEES
from procurement.contracts.lifecycle import AddendumState, AdoptionState, ContractState
from procurement.contracts.models import (
    Amendment,
    AmendmentKind,
    Certificate,
    Contract,
    ContractDocument,
    Eligibility,
    Nomination,
    ParticipatingAddendum,
)
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.library import queries as library
from procurement.library.models import Category
from procurement.library.queries import Circles
from procurement.networks.duties import Duty, Permission, places
from procurement.networks.geography import STATES
from procurement.networks.models import Assignment, Jurisdiction, Network
from procurement.vendors import queries as vendors
from procurement.vendors.models import VendorDuty

#: What a list shows of each contract, in the same select.
BRIEF = (joinedload(Contract.jurisdiction), joinedload(Contract.network))
#: So many days ahead the desk speaks of a day, and so long before the end notice of a renewal can be due.
SOON, LONGEST_NOTICE = 90, 730
#: In which rows the ids of those who may buy are found.
_NAMED_ROWS: dict[Eligibility, type[Jurisdiction] | type[Network]] = {
    Eligibility.NAMED: Jurisdiction,
    Eligibility.NETWORK: Network,
}
_WHOLE = (
    *BRIEF,
    joinedload(Contract.vendor),
    joinedload(Contract.award).joinedload(Award.solicitation),
    joinedload(Contract.renewals),
)


def visible(ctx: Context, around: Circles | None = None) -> sa.Select[tuple[Contract]]:
    """The actor's governments' own; of the settled ones those shared with the actor, and those it sells under.

    `around` when the actor's networks are known already (`library.queries.circles`).
    """
    if ctx.actor.is_system:
        return sa.select(Contract)
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    settled = sa.and_(
        Contract.state.in_(policy.SETTLED),
        sa.or_(library.is_shared_with(ctx, around, Contract), Contract.vendor_id.in_(ctx.actor.places(*VendorDuty))),
    )
    return sa.select(Contract).where(sa.or_(Contract.jurisdiction_id.in_(inside), settled))


def get(ctx: Context, contract_id: str) -> Contract:
    """The contract with its lead, vendor, award and renewals, or NotFound."""
    rows = ctx.session.scalars(visible(ctx).where(Contract.id == contract_id).options(*_WHOLE))
    found = rows.unique().one_or_none()
    if found is None:
        raise NotFound("There is no such contract, or it is not shared with you.")
    return found


def of_award(ctx: Context, award_id: str) -> Contract | None:
    """The contract that came from this award, if there is one that the actor may see."""
    kept = Contract.state != ContractState.DISCARDED
    return ctx.session.scalar(visible(ctx).where(Contract.award_id == award_id, kept).options(*BRIEF))


class Amended(NamedTuple):
    """A numbered change as this reader may know it: what it changed of fees and rebates is not for everybody."""

    number: int
    kind: AmendmentKind
    changes: dict[str, list]
    reason: str
    effective_on: date
    made_at: datetime


def amendments(ctx: Context, contract: Contract) -> list[Amended]:
    """The numbered changes of a contract, the newest first."""
    hidden = frozenset[str]() if policy.sees_fees(ctx.actor, contract) else FEES
    select = sa.select(Amendment).where(Amendment.contract_id == contract.id).order_by(Amendment.number.desc())
    return [
        Amended(
            each.number,
            each.kind,
            {name: values for name, values in each.changes.items() if name not in hidden},
            each.reason,
            each.effective_on,
            each.made_at,
        )
        for each in ctx.session.scalars(select)
    ]


def documents(ctx: Context, contract: Contract) -> list[ContractDocument]:
    """The documents that the actor may read, by kind and as they were added."""
    select = _visible_documents(ctx, contract)
    return list(ctx.session.scalars(select.order_by(ContractDocument.added_at, ContractDocument.id)))


def document(ctx: Context, contract: Contract, document_id: str) -> ContractDocument:
    """One document of a contract that the actor sees, or NotFound."""
    found = ctx.session.scalar(_visible_documents(ctx, contract).where(ContractDocument.id == document_id))
    if found is None:
        raise NotFound("There is no such document, or it is not for you to see.")
    return found


def certificates(session: Session, contract: Contract) -> list[Certificate]:
    """The certificates that count now (none that a newer one replaced), the first to lapse first."""
    select = sa.select(Certificate).where(Certificate.contract_id == contract.id, Certificate.replaced_at.is_(None))
    found = select.options(joinedload(Certificate.file)).order_by(Certificate.expires_on, Certificate.id)
    return list(session.scalars(found))


def nominations(session: Session, contract: Contract) -> list[Nomination]:
    """The nominations that stand, the oldest first; who may read the names is for the policy to say."""
    select = sa.select(Nomination).where(Nomination.contract_id == contract.id, Nomination.withdrawn_at.is_(None))
    select = select.join(Nomination.jurisdiction)
    found = select.options(contains_eager(Nomination.jurisdiction)).order_by(Nomination.nominated_at, Jurisdiction.name)
    return list(session.scalars(found))


class Buyer(NamedTuple):
    """A government that buys under a contract, and as what: "lead", "participating addendum" or "adoption"."""

    jurisdiction: Jurisdiction
    how: str
    #: Of its addendum or its adoption, where there is one.
    addendum_id: str | None = None
    adoption_id: str | None = None


def buyers(session: Session, contract: Contract) -> list[Buyer]:
    """Who buys under it, the lead first, then by name; nobody twice."""
    joined = _joined(ParticipatingAddendum, AddendumState.SIGNED, contract, "participating addendum").union_all(
        _joined(Adoption, AdoptionState.ACTIVE, contract, "adoption")
    )
    rows = joined.subquery()
    select = sa.select(Jurisdiction, rows.c.how, rows.c.id).join(rows, rows.c.jurisdiction_id == Jurisdiction.id)
    found = [] if contract.solicited_by else [Buyer(contract.jurisdiction, "lead")]
    known = {each.jurisdiction.id for each in found}
    for place, how, row_id in session.execute(select.order_by(Jurisdiction.name, Jurisdiction.id, rows.c.how.desc())):
        if place.id not in known:
            is_adoption = how == "adoption"
            found.append(Buyer(place, how, None if is_adoption else row_id, row_id if is_adoption else None))
            known.add(place.id)
        elif found[0].jurisdiction.id == place.id and how != "adoption":
            found[0] = found[0]._replace(addendum_id=row_id)
    return found


def who_buys(session: Session, contract: Contract) -> list[str]:
    """The ids of the governments that buy under it: the lead, and whoever signed an addendum or an adoption."""
    return [each.jurisdiction.id for each in buyers(session, contract)]


def sellers(session: Session, contract: Contract) -> list:
    """Whom letters to the vendor reach: its people when it is registered here, and the address that was stated."""
    people = vendors.members(session, contract.vendor_id) if contract.vendor_id is not None else []
    return [*people, *([contract.vendor_email] if contract.vendor_email else [])]


def officers(session: Session, jurisdiction_ids: Iterable[str]) -> list[Person]:
    """The officers and representatives (not disabled) of these governments, in one query, for letters."""
    chosen = sa.select(Assignment.person_id).where(
        Assignment.jurisdiction_id.in_(set(jurisdiction_ids)),
        Assignment.duty.in_((Duty.OFFICER, Duty.REPRESENTATIVE)),
    )
    found = sa.select(Person).where(Person.id.in_(chosen), Person.disabled_at.is_(None))
    return list(session.scalars(found.order_by(Person.name, Person.id)))


def concerned(session: Session, contract: Contract) -> list:
    """Whom a change of the contract concerns: the vendor, the lead, and whoever buys under it."""
    places = {contract.jurisdiction_id, *who_buys(session, contract)}
    return [*officers(session, places), *sellers(session, contract)]


def address(ctx: Context, contract: Contract) -> str:
    """Where people find the contract, for letters."""
    return f"{ctx.url}/contracts/{contract.id}"


def today(ctx: Context, contract: Contract) -> date:
    """Which day it is where the lead is."""
    return term.today(ctx.now, contract.jurisdiction.zone)


def standing(ctx: Context, contract: Contract) -> term.Standing:
    """Where the contract stands today: in force, expired, terminated ..."""
    return term.standing(contract.state, contract.starts_on, contract.ends_on, today(ctx, contract))


def offices(ctx: Context) -> list[Jurisdiction]:
    """The governments that the actor may record contracts for, by name."""
    return governments(ctx.session, places(ctx.actor, Permission.RECOMMEND))


def governments(session: Session, ids: Iterable[str]) -> list[Jurisdiction]:
    """These governments by name."""
    wanted = set(ids)
    select = sa.select(Jurisdiction).where(Jurisdiction.id.in_(wanted)).order_by(Jurisdiction.name, Jurisdiction.id)
    return list(session.scalars(select)) if wanted else []


def speaks_for(ctx: Context, contract: Contract) -> list[Jurisdiction]:
    """The actor's governments for which the contract may be wished open, by name; none if it is open to all."""
    return governments(ctx.session, policy.nominates_for(ctx.actor, contract))


def own_open(ctx: Context) -> list[Contract]:
    """The prepared contracts of the actor's governments, the newest first."""
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    if not inside:
        return []
    select = sa.select(Contract).where(Contract.jurisdiction_id.in_(inside), Contract.state == ContractState.PREPARED)
    return list(ctx.session.scalars(select.options(*BRIEF).order_by(Contract.created_at.desc(), Contract.id).limit(50)))


class Waiting(NamedTuple):
    """What an officer has to do about a contract, and by which day: "activate", "renewal" or "expiry"."""

    what: str
    contract: Contract
    due_on: date | None
    renewal: int = 0


def waiting(ctx: Context) -> list[Waiting]:
    """What waits for the actor as an officer: contracts to activate, renewals to decide, ends that come. One select."""
    own = places(ctx.actor, Permission.RECOMMEND)
    if not own:
        return []
    day = ctx.now.date()
    running = sa.and_(
        Contract.state == ContractState.ACTIVE,
        Contract.ends_on.between(day - timedelta(days=1), day + timedelta(days=LONGEST_NOTICE + SOON)),
    )
    select = (
        sa.select(Contract)
        .where(Contract.jurisdiction_id.in_(own), sa.or_(Contract.state == ContractState.PREPARED, running))
        .options(joinedload(Contract.jurisdiction), joinedload(Contract.renewals))
        .order_by(Contract.ends_on, Contract.id)
    )
    found = (_waiting(ctx, each) for each in ctx.session.scalars(select).unique())
    return [each for each in found if each is not None][:50]


def _waiting(ctx: Context, contract: Contract) -> Waiting | None:
    if contract.state == ContractState.PREPARED:
        return Waiting("activate", contract, None)
    now, option = today(ctx, contract), term.next_open(contract.renewals)
    assert contract.ends_on is not None
    if option is not None:
        notice = term.notice_on(contract.ends_on, option.notice_days)
        if now <= notice <= now + timedelta(days=SOON):
            return Waiting("renewal", contract, notice, option.number)
    if now <= contract.ends_on <= now + timedelta(days=SOON):
        return Waiting("expiry", contract, contract.ends_on)
    return None


def eligible_names(session: Session, eligible: Eligibility, ids: Sequence[str]) -> list[str]:
    """Who may buy, by name: governments, networks, or states, as the sort of eligibility has it."""
    if eligible == Eligibility.STATES:
        return [STATES.get(each, each) for each in ids]
    if eligible not in _NAMED_ROWS or not ids:
        return []
    rows = _NAMED_ROWS[eligible]
    return list(session.scalars(sa.select(rows.name).where(rows.id.in_(ids)).order_by(rows.name)))


def labels(session: Session, contract: Contract) -> tuple[list[str], dict[str, str]]:
    """Who may buy by name, and the titles of those of its categories that the lead's own list has. One select."""
    own = sa.select(sa.literal("category"), Category.code, Category.title).where(
        Category.jurisdiction_id == contract.jurisdiction_id, Category.code.in_(contract.categories)
    )
    asked = [own] if contract.categories else []
    if contract.eligible in _NAMED_ROWS and contract.eligible_ids:
        rows = _NAMED_ROWS[contract.eligible]
        asked.append(sa.select(sa.literal("buyer"), rows.id, rows.name).where(rows.id.in_(contract.eligible_ids)))
    found = session.execute(sa.union_all(*asked)).all() if asked else []
    names = sorted(name for sort, _, name in found if sort == "buyer")
    if contract.eligible == Eligibility.STATES:
        names = [STATES.get(each, each) for each in contract.eligible_ids]
    return names, {code: title for sort, code, title in found if sort == "category"}


def named(session: Session, eligible: Eligibility, names: Sequence[str]) -> tuple[list[str], list[str]]:
    """The ids of those called so, and the names that nobody has; a name that several have counts for all of them."""
    if eligible == Eligibility.STATES:
        codes = {name.casefold(): code for code, name in STATES.items()} | {code.casefold(): code for code in STATES}
        return [codes[each.casefold()] for each in names if each.casefold() in codes], [
            each for each in names if each.casefold() not in codes
        ]
    if eligible not in _NAMED_ROWS or not names:
        return [], []
    rows = _NAMED_ROWS[eligible]
    wanted = {each.casefold() for each in names}
    known: dict[str, list[str]] = {}
    for place_id, name in session.execute(
        sa.select(rows.id, rows.name).where(sa.func.lower(rows.name).in_({each.lower() for each in names}))
    ):
        known.setdefault(name.casefold(), []).append(place_id)
    ids = [each for name in sorted(wanted) for each in known.get(name, [])]
    return ids, [each for each in names if each.casefold() not in known]


def shown_prices(lines: Sequence[dict]) -> list[dict]:
    """The lines with an empty list of tiers and an empty region where a line names none."""
    return [{"tiers": [], "region": "", **each} for each in lines]


def _joined(
    rows: type[ParticipatingAddendum] | type[Adoption],
    state: AddendumState | AdoptionState,
    contract: Contract,
    how: str,
) -> sa.Select:
    """Those who joined by such a row in this state."""
    select = sa.select(rows.jurisdiction_id, rows.id, sa.literal(how).label("how"))
    return select.where(rows.contract_id == contract.id, rows.state == state)


def _visible_documents(ctx: Context, contract: Contract) -> sa.Select[tuple[ContractDocument]]:
    select = sa.select(ContractDocument).where(ContractDocument.contract_id == contract.id)
    if not policy.sees_inside(ctx.actor, contract):
        select = select.where(ContractDocument.is_internal.is_(False))
    return select.options(joinedload(ContractDocument.file), joinedload(ContractDocument.contract))
