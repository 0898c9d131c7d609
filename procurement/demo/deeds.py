"""What is done again and again in the demo's stories: a solicitation on its way, a vendor's response, a panel's work.

Each function is a part of a story: `yield from` it. It asks for its turns itself.
"""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from procurement.awards import operations as awards
from procurement.awards import protests
from procurement.awards.lifecycle import ProtestState
from procurement.awards.models import Against, Award, Outcome, Protest
from procurement.clarifications import operations as clarifications
from procurement.contracts import operations as contracts
from procurement.contracts import recording
from procurement.core.context import Context
from procurement.core.shapes import plain
from procurement.demo import cast, texts
from procurement.demo.papers import pdf
from procurement.demo.stage import Stage, Turn
from procurement.evaluation import operations as evaluation
from procurement.evaluation import queries as panels
from procurement.evaluation.models import DeterminationKind, Panel
from procurement.library import pieces
from procurement.library.models import ItemVersion
from procurement.pools.models import Pool
from procurement.responses import operations as responses
from procurement.responses.models import Response
from procurement.solicitations import determinations, planning, queries
from procurement.solicitations import operations as solicitations
from procurement.solicitations.models import Solicitation
from procurement.solicitations.schedule import Wishes


@dataclass(frozen=True)
class Plan:
    """One solicitation to be: who makes it, from which template, with what in its blanks, and when."""

    place: str
    officer: str
    approver: str
    template: str
    title: str
    #: Working days ago on which the draft was begun.
    begun: int
    due: datetime | None = None
    summary: str = ""
    values: Mapping[str, str] = field(default_factory=dict)
    pool: str | None = None
    #: Price lines whose quantity (over the years that count) differs from the template's: {key: quantity}.
    quantities: Mapping[str, str] = field(default_factory=dict)
    #: Rules of members of the pool that they waive: (the hindrance's code, the member, who signs for it, the reason).
    waived: Sequence[tuple[str, str, str, str]] = ()


Part = Generator[Turn, Context, Solicitation]


def drafted(stage: Stage, plan: Plan) -> Part:
    """The officer begins the draft from the template and fills its blanks."""
    ctx = yield stage.back(plan.begun, "09:20", plan.officer)
    version = stage.things[plan.template]
    assert isinstance(version, ItemVersion)
    pool = stage.things[plan.pool] if plan.pool else None
    assert pool is None or isinstance(pool, Pool)
    it = solicitations.draft(
        ctx,
        jurisdiction_id=stage.places[plan.place].id,
        template_version=version,
        title=plan.title,
        summary=plan.summary,
        due_at=plan.due,
        pool=pool,
    )
    if plan.due is not None:
        _dated(stage, ctx, it, plan)
    if plan.values:
        ctx = yield stage.back(plan.begun, "11:05", plan.officer)
        solicitations.fill(ctx, it, version=it.version, values=plan.values)
    for key, quantity in plan.quantities.items():
        changes = _of_years(pieces.find(it.content, "price_lines", key), quantity)
        solicitations.change_piece(ctx, it, version=it.version, part="price_lines", key=key, changes=changes)
    for code, place, who, reason in plan.waived:
        ctx = yield stage.back(plan.begun, "13:20", who)
        members = queries.members(ctx.session, it)
        member = next(each for each in members if each.jurisdiction_id == stage.places[place].id)
        determinations.determine(ctx, it, code=code, reason=reason, member=member)
    return it


def _dated(stage: Stage, ctx: Context, it: Solicitation, plan: Plan) -> None:
    """The rules set the end of questions and what is expected after the deadline."""
    assert plan.due is not None
    publish_on = stage.calendar.back(max(plan.begun - 3, 0), "09:00", cast.zone_of(plan.officer)).date()
    due = plan.due.astimezone(ZoneInfo(it.zone))
    wishes = Wishes(publish_on=publish_on, due_on=due.date(), clock=f"{due:%H:%M}")
    planning.take_dates(ctx, it, version=it.version, wishes=wishes)


def submitted(stage: Stage, plan: Plan) -> Part:
    """Drafted, and handed to whoever must approve."""
    it = yield from drafted(stage, plan)
    ctx = yield stage.back(plan.begun - 1, "10:15", plan.officer)
    solicitations.submit_for_review(ctx, it)
    return it


def approved(stage: Stage, plan: Plan, comment: str = "") -> Part:
    """Handed in and approved by the approver."""
    it = yield from submitted(stage, plan)
    ctx = yield stage.back(plan.begun - 2, "15:40", plan.approver)
    solicitations.decide_review(ctx, it, decision="approved", comment=comment)
    return it


def published(stage: Stage, plan: Plan, comment: str = "") -> Part:
    """Approved, and published the morning after."""
    it = yield from approved(stage, plan, comment)
    ctx = yield stage.back(plan.begun - 3, "09:00", plan.officer)
    solicitations.publish(ctx, it)
    return it


def amended(
    stage: Stage, it: Solicitation, turn: Turn, *, heading: str, sentence: str, reason: str
) -> Generator[Turn, Context, None]:
    """A section says one sentence more, by an addendum."""
    ctx = yield turn
    addendum = clarifications.begin(ctx, it)
    section = next(each for each in it.content["sections"] if each["heading"] == heading)
    changes = {"body": f"{section['body'].rstrip()}\n\n{sentence}\n"}
    solicitations.change_piece(ctx, it, version=None, part="sections", key=section["key"], changes=changes)
    clarifications.edit(ctx, addendum, version=None, reason=reason)
    clarifications.issue(ctx, addendum)


def responding(
    stage: Stage,
    it: Solicitation,
    template: str,
    turn: Turn,
    vendor: str,
    *,
    prices: Mapping[str, str] | None = None,
    leave_out: Sequence[str] = (),
    submit: bool = True,
) -> Generator[Turn, Context, Response]:
    """A vendor writes its response and, half an hour later, submits it.

    `prices` are those that differ from the texts, `leave_out` the requirements not answered yet.
    """
    said = texts.answers(template, vendor)
    ctx = yield turn
    response = responses.begin(ctx, it, stage.vendors[vendor].id)
    lines = it.revision.body["price_lines"]
    asked = {each["key"] for each in lines}
    given = {key: value for key, value in {**said.get("prices", {}), **(prices or {})}.items() if key in asked}
    responses.save(
        ctx,
        response,
        answers={key: value for key, value in said["answers"].items() if key not in leave_out},
        prices={each["key"]: _priced(each, given[each["key"]]) for each in lines if each["key"] in given},
        preferences=list(said.get("preferences", [])) if asked else [],
        note=said.get("note", ""),
    )
    for key, name in said.get("files", {}).items():
        if key not in leave_out:
            responses.attach(ctx, response, stage.paper(name, _paper(stage, vendor, name)), key)
    if submit:
        ctx = yield stage.after(turn.at, 30, turn.who or "")
        addenda = range(1, len(it.revisions))
        responses.submit(ctx, response, token=f"demo-{vendor}", declaration=True, addenda_read=addenda)
    return response


def opened(stage: Stage, it: Solicitation, first: str, second: str) -> Part:
    """Two people open the responses, the first half an hour after the deadline."""
    due = it.due_at
    assert due is not None
    ctx = yield stage.after(due, 30, first)
    opening = responses.begin_opening(ctx, it, second_id=stage.people[second].id)
    ctx = yield stage.after(due, 45, second)
    responses.complete_opening(ctx, opening)
    return it


def convened(
    stage: Stage, it: Solicitation, day: int, officer: str, seats: Sequence[str]
) -> Generator[Turn, Context, Panel]:
    """The officer convenes a panel, the first of the seats being its chair, and determines who is responsive."""
    ctx = yield stage.back(day, "09:30", officer)
    panel = evaluation.convene(
        ctx, it, seats=[{"person_id": stage.people[who].id, "is_chair": who == seats[0]} for who in seats]
    )
    ctx = yield stage.back(day, "11:00", officer)
    for response in panels.opened(ctx.session, it.id):
        evaluation.determine(
            ctx,
            response,
            kind=DeterminationKind.RESPONSIVE,
            holds=True,
            reason="Received in time; every requirement is answered and every price line that counts is priced.",
        )
    return panel


def disclosing(
    stage: Stage, panel: Panel, turn: Turn, *, conflicts: Mapping[str, str] | None = None
) -> Generator[Turn, Context, None]:
    """One evaluator declares for every vendor; `conflicts` is {vendor: what it is}."""
    ctx = yield turn
    own = panels.own_seat(ctx, panel)
    named = {stage.vendors[vendor].id: statement for vendor, statement in (conflicts or {}).items()}
    declarations = [
        {
            "response_id": each.id,
            "has_conflict": each.vendor_id in named,
            "statement": named.get(each.vendor_id, ""),
        }
        for each in panels.opened(ctx.session, panel.solicitation_id)
    ]
    evaluation.disclose(ctx, own, declarations=declarations)


def scoring(
    stage: Stage,
    panel: Panel,
    template: str,
    turn: Turn,
    *,
    place: int,
    skip: Sequence[str] = (),
    keep_open: Sequence[str] = (),
) -> Generator[Turn, Context, None]:
    """One evaluator scores; `place` is whose marks of the texts these are, `keep_open` are filled but not handed in."""
    ctx = yield turn
    named = {vendor.id: slug for slug, vendor in stage.vendors.items()}
    for sheet in sorted(panels.own_seat(ctx, panel).sheets, key=lambda each: named[each.response.vendor_id]):
        vendor = named[sheet.response.vendor_id]
        if vendor in skip:
            continue
        marks = texts.answers(template, vendor)["marks"]
        given = {key: {"mark": each[place][0], "reason": each[place][1]} for key, each in marks.items()}
        if vendor in keep_open:
            evaluation.save_sheet(ctx, sheet, marks=dict(list(given.items())[:1]))
            continue
        evaluation.save_sheet(ctx, sheet, marks=given)
        evaluation.submit_sheet(ctx, sheet)


def scored(
    stage: Stage, it: Solicitation, template: str, day: int, officer: str, seats: Sequence[str]
) -> Generator[Turn, Context, Panel]:
    """A panel convenes, discloses, and scores everything: three working days from beginning to end."""
    zone = cast.zone_of(officer)
    panel = yield from convened(stage, it, day, officer, seats)
    for number, who in enumerate(seats):
        yield from disclosing(stage, panel, stage.back(day, f"{13 + number}:10", who, zone))
    ctx = yield stage.back(day - 1, "08:30", officer)
    evaluation.begin_scoring(ctx, panel)
    for number, who in enumerate(seats):
        yield from scoring(stage, panel, template, stage.back(day - 1, f"{13 + number}:20", who, zone), place=number)
    return panel


def closed(stage: Stage, panel: Panel, day: int, officer: str) -> Generator[Turn, Context, Panel]:
    """The officer closes the evaluation: the ranking is settled."""
    ctx = yield stage.back(day, "09:10", officer)
    evaluation.close(ctx, panel)
    return panel


def response_of(stage: Stage, ctx: Context, it: Solicitation, vendor: str) -> Response:
    """The vendor's opened response."""
    found = panels.opened(ctx.session, it.id)
    return next(each for each in found if each.vendor_id == stage.vendors[vendor].id)


def responsible(stage: Stage, ctx: Context, it: Solicitation, vendor: str, reason: str, *, holds: bool = True) -> None:
    """The officer determines, with the reason, whether the vendor is responsible."""
    response = response_of(stage, ctx, it, vendor)
    evaluation.determine(ctx, response, kind=DeterminationKind.RESPONSIBLE, holds=holds, reason=reason)


def preferred(stage: Stage, ctx: Context, it: Solicitation, vendor: str, preference: str, reason: str) -> None:
    """The officer grants the preference that the vendor claims."""
    response = response_of(stage, ctx, it, vendor)
    evaluation.determine(
        ctx, response, kind=DeterminationKind.PREFERENCE, preference=preference, holds=True, reason=reason
    )


def recommended(
    stage: Stage, it: Solicitation, day: int, officer: str, vendor: str | None, reasons: str
) -> Generator[Turn, Context, Award]:
    """The officer finds the vendor responsible and recommends it; without a vendor, no award."""
    ctx = yield stage.back(day, "10:20", officer)
    if vendor is None:
        return awards.recommend(ctx, it, outcome=Outcome.NO_AWARD, reasons=reasons)
    name = stage.vendors[vendor].name
    responsible(
        stage, ctx, it, vendor, f"{name} is licensed and insured, and its references were called and are content."
    )
    chosen = response_of(stage, ctx, it, vendor)
    return awards.recommend(ctx, it, outcome=Outcome.AWARD, response_id=chosen.id, reasons=reasons)


def announced(stage: Stage, award: Award, day: int, approver: str, comment: str) -> Generator[Turn, Context, Award]:
    """The approver approves: everybody gets notice and the protest window begins."""
    ctx = yield stage.back(day, "14:15", approver)
    return awards.approve(ctx, award, comment=comment)


def protested(
    stage: Stage, award: Award, filed: Turn, vendor: str, grounds: str, decided: Turn, reason: str
) -> Generator[Turn, Context, Protest]:
    """A vendor protests the announced decision, and the approver denies it: the protester is not right."""
    ctx = yield filed
    protest = protests.file(
        ctx, award.solicitation, vendor_id=stage.vendors[vendor].id, against=Against.AWARD, grounds=grounds
    )
    ctx = yield decided
    return protests.decide(ctx, protest, decision=ProtestState.DENIED, reason=reason)


def final(stage: Stage, award: Award, day: int, officer: str) -> Generator[Turn, Context, Award]:
    """The protest window is over: the contract is prepared, and members of a pool are offered their addenda."""
    ctx = yield stage.back(day, "15:00", officer)
    awards.finalise(ctx, award)
    recording.propose(ctx, award)
    contracts.offer(ctx, award)
    return award


def _of_years(line: Mapping, quantity: str) -> dict:
    """The quantity as it changes this line: shared evenly among its years."""
    years = line.get("years") or []
    if not years:
        return {"quantity": quantity}
    each = plain(Decimal(quantity) / (line.get("counted_years") or len(years)))
    return {"years": [each] * len(years)}


def _priced(line: Mapping, price: str | list[str]) -> dict:
    """The price of the texts as this line takes it: one for each of its years, or the first."""
    if isinstance(price, str):
        return {"unit_price": price}
    return {"unit_prices": price} if line.get("years") else {"unit_price": price[0]}


def _paper(stage: Stage, vendor: str, name: str) -> bytes:
    title = name.rpartition(".")[0].replace("-", " ").capitalize()
    lines = [
        stage.vendors[vendor].name,
        "",
        "This document belongs to the demonstration; everything in it is invented.",
    ]
    return pdf(title, lines)
