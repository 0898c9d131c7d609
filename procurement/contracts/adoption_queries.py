"""Reading adoptions, and asking of contracts, one or many, whether a government may adopt them. Floor: queries."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from procurement.contracts import adoption_policy as policy
from procurement.contracts import contract_queries, eligibility, term
from procurement.contracts.adoption_models import Adoption
from procurement.contracts.eligibility import Asking, Finding, Offered
from procurement.contracts.lifecycle import AdoptionState, ContractState
from procurement.contracts.models import Certificate, Contract, ContractDocument, Eligibility
from procurement.core import words
from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.core.verdict import require
from procurement.library.queries import Circles
from procurement.networks import queries as networks
from procurement.networks import rules
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction
from procurement.networks.rules import RULES, Setting, Signer
from procurement.vendors.models import VendorDuty

LIVE = (AdoptionState.REQUESTED, AdoptionState.AGREED, AdoptionState.ACTIVE)
#: Which rule a determination about this line of the checklist waives.
RULE_OF = {
    "other-state": "adoption_other_states",
    "amount-limit": "adoption_limit_cents",
    "clause": "adoption_without_clause",
    "competition": "adoption_uncompeted",
}
_OF_CONTRACT = joinedload(Adoption.contract)
WHOLE = (
    joinedload(Adoption.jurisdiction),
    joinedload(Adoption.lead_paper),
    joinedload(Adoption.vendor_paper),
    _OF_CONTRACT.joinedload(Contract.jurisdiction),
    _OF_CONTRACT.joinedload(Contract.vendor),
)


def visible(ctx: Context, around: Circles | None = None) -> sa.Select[tuple[Adoption]]:
    """Those of the actor's governments, of contracts they hold, of its vendors; signed ones with their contract."""
    select = sa.select(Adoption).join(Adoption.contract)
    if ctx.actor.is_system:
        return select
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    seen = contract_queries.visible(ctx, around).with_only_columns(Contract.id)
    return select.where(
        sa.or_(
            _concerning(ctx, inside),
            sa.and_(Adoption.state.in_(policy.SIGNED), Adoption.contract_id.in_(seen)),
        )
    )


def get(ctx: Context, adoption_id: str) -> Adoption:
    """The adoption with its contract and government, or NotFound."""
    found = ctx.session.scalar(visible(ctx).where(Adoption.id == adoption_id).options(*WHOLE))
    if found is None:
        raise NotFound("There is no such adoption, or it is not for you to see.")
    return found


def adoptions(ctx: Context, *, state: AdoptionState | None = None) -> sa.Select[tuple[Adoption]]:
    """All that the actor may see, the newest request first."""
    select = visible(ctx).options(*WHOLE).order_by(Adoption.requested_at.desc(), Adoption.id)
    return select if state is None else select.where(Adoption.state == state)


def concerning(ctx: Context) -> sa.Select[tuple[Adoption]]:
    """Those of the actor's governments and vendors, and of contracts they hold; what is open first."""
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    select = sa.select(Adoption).join(Adoption.contract).where(_concerning(ctx, inside)).options(*WHOLE)
    return select.order_by(Adoption.state.not_in(policy.OPEN), Adoption.requested_at.desc(), Adoption.id)


def of_contract(ctx: Context, contract: Contract) -> list[Adoption]:
    """Those under one contract that the actor may see, the newest request first."""
    return list(ctx.session.scalars(adoptions(ctx).where(Adoption.contract_id == contract.id)))


def live(session: Session, contract_id: str, jurisdiction_id: str) -> Adoption | None:
    """The government's adoption of this contract that is requested, agreed or in force; there is at most one."""
    return session.scalar(
        sa.select(Adoption).where(
            Adoption.contract_id == contract_id,
            Adoption.jurisdiction_id == jurisdiction_id,
            Adoption.state.in_(LIVE),
        )
    )


def waiting(ctx: Context) -> list[tuple[str, Adoption]]:
    """What the actor has to do about adoptions that are not decided, as (deed, adoption), from one question.

    Deeds: "consent-" or "paper-" with the side, "sign", and "waive" for whoever signs determinations. Adoptions of
    contracts that have ended ask for nothing any more.
    """
    inside = places(ctx.actor, Permission.SEE_INTERNAL)
    if not inside and not ctx.actor.places(*VendorDuty):
        return []
    select = concerning(ctx).where(Adoption.state.in_(policy.OPEN), Contract.state == ContractState.ACTIVE)
    found = []
    for each in ctx.session.scalars(select.limit(50)):
        contract = each.contract
        if contract.ends_on is None or contract.ends_on < term.today(ctx.now, contract.jurisdiction.zone):
            continue
        for side in policy.Side:
            if policy.may_consent(ctx.actor, each, side):
                found.append((f"{'paper' if policy.is_on_paper(contract, side) else 'consent'}-{side}", each))
        if policy.may_sign(ctx.actor, each):
            found.append(("sign", each))
        if any(_waits_for(ctx, each, line) for line in each.findings):
            found.append(("waive", each))
    return found


def signer_of(place: Jurisdiction, code: str) -> Signer | None:
    """Whom the government's rules let waive this line of the checklist; None where they let nobody."""
    rule = RULE_OF.get(code)
    setting = rules.setting(place.rules, rule) if rule is not None else None
    return setting.signed_by if setting is not None and setting.waivable else None


def asking_for(ctx: Context) -> list[Jurisdiction]:
    """The actor's governments, for which it may ask what they may adopt, by name."""
    return contract_queries.governments(ctx.session, places(ctx.actor, Permission.SEE_INTERNAL))


def rule_settings(place: Jurisdiction) -> dict[str, Setting]:
    """What the government's rule pack says about buying with others, defaults included."""
    return {key: rules.setting(place.rules, key) for key, rule in RULES.items() if rule.group == "cooperation"}


def findings(
    ctx: Context,
    contract: Contract,
    place: Jurisdiction,
    *,
    amount_cents: int | None = None,
    federal_money: bool | None = None,
    scope: str = "",
    waivers: Mapping[str, Mapping] | None = None,
    now: datetime | None = None,
) -> list[Finding]:
    """The checklist of this government for this contract, as things are at this instant (`ctx.now` unless given)."""
    now = now or ctx.now
    offered = offers(ctx, [contract], place, now=now, named=True)[contract.id]
    said = {code: in_words(each) for code, each in (waivers or {}).items()}
    today = term.today(now, contract.jurisdiction.zone)
    asking = Asking(place.name, place.state_code, rule_settings(place), today, amount_cents, federal_money, scope, said)
    return eligibility.findings(offered, asking)


def findings_of(ctx: Context, adoption: Adoption, *, now: datetime | None = None) -> list[Finding]:
    """The checklist of an adoption as things are now."""
    return findings(
        ctx, adoption.contract, adoption.jurisdiction, amount_cents=adoption.amount_cents,
        federal_money=adoption.federal_money, scope=adoption.scope, waivers=adoption.waivers, now=now,
    )  # fmt: skip


def adoptable(ctx: Context, place: Jurisdiction) -> Callable[[Sequence[Contract]], Collection[str]]:
    """For `finding.find`: which of many contracts this government may adopt today, and has not adopted yet."""
    settings = rule_settings(place)

    def which(contracts: Sequence[Contract]) -> Collection[str]:
        known = offers(ctx, contracts, place)
        taken = set(
            ctx.session.scalars(
                sa.select(Adoption.contract_id).where(
                    Adoption.jurisdiction_id == place.id, Adoption.state.in_(LIVE), Adoption.contract_id.in_(known)
                )
            )
        )
        found = set()
        for each in contracts:
            own = each.jurisdiction_id == place.id and not each.solicited_by
            today = term.today(ctx.now, each.jurisdiction.zone)
            asking = Asking(place.name, place.state_code, settings, today)
            if not own and each.id not in taken and eligibility.may_adopt(eligibility.findings(known[each.id], asking)):
                found.add(each.id)
        return found

    return which


def for_adopter(ctx: Context, jurisdiction_id: str) -> Callable[[Sequence[Contract]], Collection[str]] | None:
    """The same for whoever works for that government; None where none is named."""
    if not jurisdiction_id:
        return None
    require(policy.may_ask(ctx.actor, jurisdiction_id))
    return adoptable(ctx, networks.get(ctx, jurisdiction_id))


def offers(
    ctx: Context,
    contracts: Sequence[Contract],
    place: Jurisdiction,
    *,
    now: datetime | None = None,
    named: bool = False,
) -> dict[str, Offered]:
    """What the checklist has to know of these contracts (with their leads loaded), for this government, by id.

    Three questions however many contracts; `named` asks once more for each, to name whom it covers.
    """
    now, ids = now or ctx.now, [each.id for each in contracts]
    kinds, lapsed = _kinds(ctx.session, ids), _lapsed(ctx.session, contracts, now)
    around = set()
    if any(each.eligible == Eligibility.NETWORK for each in contracts):
        around = set(ctx.session.scalars(networks.network_ids_above([place.id])))
    return {
        each.id: Offered(
            lead=each.solicited_by or each.jurisdiction.name,
            # Of an agency outside nobody has recorded where it is.
            lead_state="" if each.solicited_by else each.jurisdiction.state_code,
            is_active=each.state == ContractState.ACTIVE,
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            ceiling_cents=each.ceiling_cents,
            used_cents=each.used_cents,
            solicited=str(each.solicited or ""),
            clause=each.cooperative_clause,
            eligible=str(each.eligible),
            covers=_covers(each, place, around),
            covered=covered(ctx.session, each) if named else "",
            documents=kinds.get(each.id, set()),
            is_ours=each.award_id is not None,
            federal_terms=each.federal_terms,
            lapsed=lapsed.get(each.id, []),
        )
        for each in contracts
    }


def covered(session: Session, contract: Contract) -> str:
    """Who may buy besides, in words; "" for nobody."""
    names = ", ".join(contract_queries.eligible_names(session, contract.eligible, contract.eligible_ids))
    return {
        Eligibility.NONE: "",
        Eligibility.NAMED: names,
        Eligibility.NETWORK: f"members of {names}",
        Eligibility.STATES: f"public bodies of {names}",
        Eligibility.ANY: "any public body",
    }[contract.eligible]


def in_words(waiver: Mapping) -> str:
    """A written determination in a line: its reason, who made it, and when."""
    return f"{waiver['reason']} ({waiver['by']}, {words.day(date.fromisoformat(waiver['at'][:10]))})"


def _concerning(ctx: Context, inside: Collection[str]) -> sa.ColumnElement[bool]:
    return sa.or_(
        Adoption.jurisdiction_id.in_(inside),
        Contract.jurisdiction_id.in_(inside),
        Contract.vendor_id.in_(ctx.actor.places(*VendorDuty)),
    )


def _waits_for(ctx: Context, adoption: Adoption, line: Mapping) -> bool:
    """Whether a line that hindered as it was asked for waits for this actor's determination."""
    if line["answer"] != eligibility.Answer.NO or line["waived"] or line["code"] in adoption.waivers:
        return False
    signer = signer_of(adoption.jurisdiction, line["code"])
    return signer is not None and bool(policy.may_determine(ctx.actor, adoption, signer))


def _kinds(session: Session, ids: Sequence[str]) -> dict[str, set[str]]:
    """The kinds of documents in each packet; what is internal to the lead helps nobody else."""
    select = sa.select(ContractDocument.contract_id, ContractDocument.kind).distinct()
    select = select.where(ContractDocument.contract_id.in_(ids), ContractDocument.is_internal.is_(False))
    found: dict[str, set[str]] = {}
    for contract_id, kind in session.execute(select):
        found.setdefault(contract_id, set()).add(str(kind))
    return found


def _lapsed(session: Session, contracts: Sequence[Contract], now: datetime) -> dict[str, list[str]]:
    """The names of certificates that have run out where the lead is."""
    today = {each.id: term.today(now, each.jurisdiction.zone) for each in contracts}
    select = sa.select(Certificate.contract_id, Certificate.name, Certificate.expires_on).where(
        Certificate.contract_id.in_(today), Certificate.replaced_at.is_(None)
    )
    found: dict[str, list[str]] = {}
    for contract_id, name, expires_on in session.execute(select.order_by(Certificate.expires_on, Certificate.id)):
        if expires_on < today[contract_id]:
            found.setdefault(contract_id, []).append(name)
    return found


def _covers(contract: Contract, place: Jurisdiction, around: Collection[str]) -> bool:
    listed = set(contract.eligible_ids)
    return {
        Eligibility.NONE: False,
        Eligibility.NAMED: place.id in listed,
        Eligibility.NETWORK: not listed.isdisjoint(around),
        Eligibility.STATES: place.state_code in listed,
        Eligibility.ANY: True,
    }[contract.eligible]
