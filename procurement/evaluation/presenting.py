"""What both doors of this room show of a panel and of a seat; nothing here decides who may see it.

Floor: queries.
"""

from collections.abc import Mapping

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.core.verdict import require
from procurement.evaluation import policy, queries, results
from procurement.evaluation.marks import levels, limits, short_scale
from procurement.evaluation.models import Panel, Seat, Sheet
from procurement.evaluation.results import Work
from procurement.evaluation.tally import is_marked, leaves
from procurement.library import groups
from procurement.library import rubric as anchors
from procurement.responses.models import Response

#: What an evaluator is shown of a response. Prices are not among it.
READ = ("answers", "note", "files", "preferences")
#: What a seat is shown besides, where its published groups may see prices.
PRICES = ("prices", "total", "total_cents")


def panel_whole(ctx: Context, work: Work) -> dict:
    """A panel for the JSON door."""
    panel = work.panel
    known = policy.may_see_progress(ctx.actor, panel, all_in=work.all_in)
    names = ("id", "solicitation_id", "state", "convened_at", "closed_at", "result_digest", "seats", "version")
    return {
        **{name: getattr(panel, name) for name in names},
        "hindrances": results.hindrances(work),
        "progress": progress(work) if known else None,
    }


def progress(work: Work) -> list[dict]:
    """How many sheets of each seat are in, and how many it owes; no marks."""
    return [
        {"seat_id": seat.id, "seat": seat, "submitted": work.submitted(seat), "owed": len(work.owed(seat))}
        for seat in work.panel.seats
    ]


def seat_whole(work: Work, seat: Seat) -> dict:
    """A seat with the responses it sees, for its own person."""
    has_disclosed = queries.disclosed(seat, work.responses)
    return {
        "id": seat.id,
        "panel_id": seat.panel_id,
        "label": seat.label,
        "is_chair": seat.is_chair,
        "groups": seat.groups,
        "sees_prices": groups.sees_prices(work.panel.solicitation.revision.body, seat.groups),
        "panel_state": work.panel.state,
        "has_disclosed": has_disclosed,
        "responses": [_on_the_list(work, seat, each) for each in work.responses],
    }


def _on_the_list(work: Work, seat: Seat, response: Response) -> dict:
    sheet = work.sheet(seat, response.id)
    declared = {each.response_id: each.has_conflict for each in seat.disclosures}
    conflict = declared.get(response.id)
    shown = {
        "response_id": response.id,
        "vendor": response.vendor.name,
        "has_conflict": conflict,
        "statement": next((each.statement for each in seat.disclosures if each.response_id == response.id), ""),
        "is_out": None if conflict is not False else work.out(response.id) is not None,
        "sheet_id": None,
        "state": None,
        "marked": 0,
        "to_mark": len(work.marked_by(seat)),
        "return_reason": "",
    }
    if sheet is not None and conflict is False:
        marked = sum(1 for each in work.marked_by(seat) if is_marked(sheet.marks.get(each["id"])))
        shown |= {"sheet_id": sheet.id, "state": sheet.state, "marked": marked, "return_reason": sheet.return_reason}
    return shown


def readable(ctx: Context, work: Work, response_id: str) -> tuple[Seat, Response]:
    """The actor's seat and a response it may read now; NotFound for what is closed to it."""
    seat = queries.own_seat(ctx, work.panel)
    response = next((each for each in work.responses if each.id == response_id), None)
    if response is None or queries.has_conflict(seat, response_id):
        raise NotFound(queries.NO_SUCH_RESPONSE)
    if not queries.disclosed(seat, work.responses):
        raise NotFound("Say first whether you have a conflict of interest with any of the vendors.")
    verdict = policy.may_read_response(
        ctx.actor, seat, disclosed=True, has_conflict=False, belongs=seat.person_id in work.belonging
    )
    require(verdict)
    return seat, response


def content(ctx: Context, panel: Panel, response: Response) -> dict:
    """What this evaluator reads of a response."""
    opened = response.opened or {}
    read = (*READ, *PRICES) if policy.may_see_prices(ctx.actor, panel) else READ
    return {"response_id": response.id, "vendor": response.vendor.name, **{name: opened.get(name) for name in read}}


def rubric(seat: Seat, sheet: Sheet | None) -> list[dict]:
    """Every criterion that this seat marks: title, guidance, what marks look like, how it is marked, what it has."""
    body = seat.panel.solicitation.revision.body
    words = {each["key"]: each for each in leaves(body["criteria"], "key")}
    wholes = {part["key"]: each for each in body["criteria"] for part in each.get("children") or ()}
    rows = []
    for criterion in results.criteria_of(seat):
        key = criterion["id"]
        named = words.get(key, {})
        given = (sheet.marks.get(key) if sheet is not None else None) or {}
        described = anchors.of(named, wholes.get(key))
        choices = _choices(criterion, {each["mark"]: each["text"] for each in described})
        rows.append(
            {
                "id": key,
                "title": named.get("title") or key,
                "part_of": wholes[key]["title"] if key in wholes else "",
                "anchors": described,
                "described": bool(described and choices)
                and {each["mark"] for each in described} <= {each[0] for each in choices},
                "guidance": named.get("guidance") or "",
                "kind": criterion["kind"],
                "points": criterion.get("points"),
                "value": criterion.get("value"),
                "minimum": criterion.get("minimum"),
                "choices": choices,
                "limits": None if criterion["kind"] == "pass-fail" or levels(criterion) else limits(criterion),
                "mark": given.get("mark", ""),
                "reason": given.get("reason", ""),
            }
        )
    return rows


def _choices(criterion: Mapping, looks: Mapping[str, str]) -> list[tuple[str, str, str]]:
    """(value, label, description) where a mark is chosen; nothing where it is typed. `looks` says what a mark means."""
    if criterion["kind"] == "pass-fail":
        fail = f"{looks.get('fail', '')} A fail by one evaluator puts the response out.".strip()
        return [("pass", "Pass", looks.get("pass", "")), ("fail", "Fail", fail)]
    named = levels(criterion)
    if named:
        scale = criterion["scale"]
        worth = {each: f"{scale['levels'][each]} of {scale['of']}" for each in named}
        return [(each, each, f"{worth[each]}. {looks[each]}" if each in looks else worth[each]) for each in named]
    return [(each, each, looks.get(each, "")) for each in short_scale(criterion)]
