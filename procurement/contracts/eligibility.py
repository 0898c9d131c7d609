"""May I adopt it? What a government has to find before it buys under a contract that another awarded: a checklist.

Adoption (piggyback) follows a finished contract: within its term, ceiling and scope, by its cooperative clause, and
under the adopter's own authority (NIGP; HRS 103D-802). Every line answers one question, with its reason and its
source; what is a matter of judgment is said to be one. From values alone: the page, the program, the request and the
document of due diligence show the same lines.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from procurement.core import words
from procurement.networks.rules import Setting

#: Less than so many days before its end an adoption is hardly worth its letters.
SOON = timedelta(days=90)
#: Documents without which nobody can see how the contract came about; any of a tuple will do.
PACKET = (
    (("solicitation",), "the solicitation"),
    (("notice",), "the public notice"),
    (("register", "tabulation"), "the register or tabulation of responses"),
    (("award",), "the award"),
    (("contract",), "the contract"),
)
COMPETITIVE = "competitive"


class Answer(StrEnum):
    """What a line of the checklist found."""

    YES = "yes"
    NO = "no"
    #: Allowed, and something to look at.
    CARE = "care"
    #: A matter of judgment that has not been judged yet, or a fact that nobody has stated.
    OPEN = "open"


@dataclass(frozen=True)
class Finding:
    """One question with its answer; only NO hinders, and only until it is waived by who may."""

    code: str
    question: str
    answer: Answer
    reason: str
    source: str = ""
    can_be_waived: bool = False
    #: The written determination that waives it.
    waived: str = ""

    @property
    def hinders(self) -> bool:
        """Whether it stands in the way of an adoption."""
        return self.answer == Answer.NO and not self.waived


@dataclass(frozen=True)
class Offered:
    """What is known of the contract."""

    lead: str
    #: Its postal code; "" where nobody has recorded it.
    lead_state: str
    is_active: bool
    starts_on: date | None
    ends_on: date | None
    ceiling_cents: int | None
    used_cents: int
    solicited: str
    clause: str
    #: "none", "named", "network", "states" or "any"; `covered` are names of those it covers, for the reason.
    eligible: str
    covers: bool
    covered: str
    #: Kinds of documents that are in its packet.
    documents: Collection[str]
    #: Whether its competition was held in this service, whose record is the packet.
    is_ours: bool
    federal_terms: bool | None
    #: Names of the vendor's certificates that have run out.
    lapsed: Sequence[str] = ()


@dataclass(frozen=True)
class Asking:
    """Who asks, by what rules, and for what."""

    name: str
    state: str
    #: The rules of the group "cooperation" by key.
    rules: Mapping[str, Setting]
    today: date
    #: None: not said yet.
    amount_cents: int | None = None
    federal_money: bool | None = None
    #: Why the need is within the contract's scope, in its own words; "" where nobody has judged it.
    scope: str = ""
    #: Written determinations: {code: reason, with who made it}.
    waivers: Mapping[str, str] = field(default_factory=dict)


def findings(contract: Offered, asking: Asking) -> list[Finding]:
    """Every question with its answer, in the order in which an auditor would ask them."""
    found = [
        *_authority(contract, asking),
        *_clause(contract, asking),
        *_competition(contract, asking),
        *_packet(contract),
        *_term(contract, asking),
        *_room(contract, asking),
        *_scope(asking),
        *_federal(contract, asking),
        *_vendor(contract),
    ]
    return [_waived(each, asking.waivers) for each in found]


def may_adopt(found: Sequence[Finding]) -> bool:
    """Whether nothing stands in the way; what is open has to be answered in the request."""
    return not any(each.hinders for each in found)


def _waived(finding: Finding, waivers: Mapping[str, str]) -> Finding:
    if finding.code not in waivers or not finding.can_be_waived or finding.answer != Answer.NO:
        return finding
    return Finding(**{**finding.__dict__, "waived": waivers[finding.code]})


def _authority(contract: Offered, asking: Asking) -> Iterator[Finding]:
    own, question = asking.rules["adoption"], f"May {asking.name} buy under contracts of others?"
    if not own.value:
        reason = f"{asking.name} may not buy under a contract that another government awarded without it."
        yield Finding("authority", question, Answer.NO, reason, own.citation)
    elif own.is_own:
        yield Finding("authority", question, Answer.YES, f"The rules of {asking.name} allow it.", own.citation)
    else:
        reason = f"{asking.name} has set no rule about it. Name the authority you act by in your request."
        yield Finding("authority", question, Answer.CARE, reason, own.citation)
    away = asking.rules["adoption_other_states"]
    question = "May the contract be one of another state?"
    if not contract.lead_state:
        reason = f"Nobody has recorded in which state {contract.lead} is."
        answer = Answer.OPEN if not away.value else Answer.YES if away.is_own else Answer.CARE
        yield Finding("other-state", question, answer, reason, away.citation)
    elif contract.lead_state != asking.state:
        reason = f"{contract.lead} is in {contract.lead_state}, {asking.name} in {asking.state}."
        answer = Answer.NO if not away.value else Answer.YES if away.is_own else Answer.CARE
        yield Finding("other-state", question, answer, reason, away.citation, away.waivable)
    limit = asking.rules["adoption_limit_cents"]
    if limit.value is not None:
        question = "Is the amount within what may be bought by adoption?"
        allowed = f"Up to {words.money(limit.value)} may be bought so."
        if asking.amount_cents is None:
            yield Finding(
                "amount-limit", question, Answer.OPEN, f"{allowed} Say how much you mean to buy.", limit.citation
            )
        else:
            answer = Answer.YES if asking.amount_cents <= limit.value else Answer.NO
            reason = f"{allowed} You mean to buy for {words.money(asking.amount_cents)}."
            yield Finding("amount-limit", question, answer, reason, limit.citation, limit.waivable)


def _clause(contract: Offered, asking: Asking) -> Iterator[Finding]:
    rule, question = (
        asking.rules["adoption_without_clause"],
        "Did the solicitation say that others may use the contract?",
    )
    if contract.clause.strip():
        yield Finding("clause", question, Answer.YES, "It has a cooperative clause.", "NIGP on piggyback contracts.")
    else:
        answer = Answer.CARE if rule.value else Answer.NO
        reason = "No cooperative clause is recorded: vendors priced it for its lead alone."
        yield Finding("clause", question, answer, reason, rule.citation, rule.waivable)
    question = f"Does the contract cover {asking.name}?"
    if contract.covers:
        yield Finding("covers", question, Answer.YES, f"It is open to {contract.covered}.")
    elif contract.eligible == "none":
        reason = f"It is open to nobody but {contract.lead}. You can nominate it, so that its lead knows of the wish."
        yield Finding("covers", question, Answer.NO, reason)
    else:
        yield Finding("covers", question, Answer.NO, f"It is open to {contract.covered}, and to nobody else.")


def _competition(contract: Offered, asking: Asking) -> Iterator[Finding]:
    rule, question = asking.rules["adoption_uncompeted"], "Was it solicited competitively?"
    source = rule.citation or "2 CFR 200.319"
    if contract.solicited == COMPETITIVE:
        yield Finding("competition", question, Answer.YES, f"{contract.lead} held a competition for it.", source)
    elif not contract.solicited:
        reason = "Nobody has said how it was solicited: ask its lead."
        yield Finding("competition", question, Answer.NO, reason, source, rule.waivable)
    else:
        answer = Answer.CARE if rule.value else Answer.NO
        reason = f"It was not: {contract.solicited.replace('-', ' ')}."
        yield Finding("competition", question, answer, reason, source, rule.waivable)


def _packet(contract: Offered) -> Iterator[Finding]:
    question, source = (
        "Is the record of how it came about complete?",
        "Due diligence: NIGP; Sourcewell and OMNIA publish it.",
    )
    if contract.is_ours:
        reason = "The competition was held here; solicitation, register, ranking and award are in its packet."
        yield Finding("packet", question, Answer.YES, reason, source)
        return
    missing = [name for kinds, name in PACKET if not set(kinds) & set(contract.documents)]
    if missing:
        reason = f"Not in the packet: {', '.join(missing)}. Ask {contract.lead} for it before you sign."
        yield Finding("packet", question, Answer.CARE, reason, source)
    else:
        reason = "Solicitation, notice, register, award and contract are in the packet."
        yield Finding("packet", question, Answer.YES, reason, source)


def _term(contract: Offered, asking: Asking) -> Iterator[Finding]:
    question, source = "Is it in force, and long enough?", "An adoption ends with the contract it follows."
    if not contract.is_active or contract.starts_on is None or contract.ends_on is None:
        yield Finding("term", question, Answer.NO, "It is not in force.", source)
    elif asking.today > contract.ends_on:
        yield Finding("term", question, Answer.NO, f"It ran out on {words.day(contract.ends_on)}.", source)
    elif asking.today < contract.starts_on:
        yield Finding("term", question, Answer.NO, f"It begins on {words.day(contract.starts_on)}.", source)
    else:
        left = (contract.ends_on - asking.today).days + 1
        reason = f"It runs until {words.day(contract.ends_on)}: {left:,} {'day is' if left == 1 else 'days are'} left."
        answer = Answer.CARE if contract.ends_on - asking.today < SOON else Answer.YES
        yield Finding("term", question, answer, reason, source)


def _room(contract: Offered, asking: Asking) -> Iterator[Finding]:
    question, source = "Does its ceiling leave room?", "What all adopters buy counts against the contract's ceiling."
    if contract.ceiling_cents is None:
        yield Finding("ceiling", question, Answer.CARE, "It has no ceiling. Ask its lead what was expected.", source)
        return
    left = contract.ceiling_cents - contract.used_cents
    said = f"Of {words.money(contract.ceiling_cents)}, {words.money(max(left, 0))} are left."
    if left <= 0:
        yield Finding("ceiling", question, Answer.NO, said, source)
    elif asking.amount_cents is None:
        yield Finding("ceiling", question, Answer.OPEN, f"{said} Say how much you mean to buy.", source)
    else:
        answer = Answer.YES if asking.amount_cents <= left else Answer.NO
        yield Finding(
            "ceiling", question, answer, f"{said} You mean to buy for {words.money(asking.amount_cents)}.", source
        )


def _scope(asking: Asking) -> Iterator[Finding]:
    question, source = "Is what you need within its scope?", "What was not competed may not be added."
    if asking.scope.strip():
        yield Finding("scope", question, Answer.YES, asking.scope.strip(), source)
    else:
        reason = "Compare its lines and description with your need, and say in your request why it fits."
        yield Finding("scope", question, Answer.OPEN, reason, source)


def _federal(contract: Offered, asking: Asking) -> Iterator[Finding]:
    question, source = "Is federal money spent?", "2 CFR 200.318 to 200.327 and Appendix II"
    if asking.federal_money is None:
        yield Finding("federal", question, Answer.OPEN, "Say whether any federal money is spent.", source)
    elif not asking.federal_money:
        yield Finding("federal", question, Answer.YES, "None is spent.", source)
    elif contract.solicited != COMPETITIVE:
        reason = "Federal money needs full and open competition, which this contract cannot show."
        yield Finding("federal", question, Answer.NO, reason, source)
    elif contract.federal_terms is False:
        reason = "The contract lacks the clauses that federal money requires."
        yield Finding("federal", question, Answer.NO, reason, source)
    elif contract.federal_terms is None:
        reason = "Nobody has said whether the contract has the clauses that federal money requires: read it for them."
        yield Finding("federal", question, Answer.CARE, reason, source)
    else:
        reason = "The contract has the federal clauses. Keep a price analysis of your own in the file."
        yield Finding("federal", question, Answer.CARE, reason, source)


def _vendor(contract: Offered) -> Iterator[Finding]:
    question = "Are the vendor's certificates current?"
    if contract.lapsed:
        yield Finding(
            "certificates", question, Answer.CARE, f"Run out: {', '.join(contract.lapsed)}. Ask for new ones."
        )
