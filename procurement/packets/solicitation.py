"""The printed solicitation: summary first, then its sections, requirements, criteria and price lines."""

from collections.abc import Mapping, Sequence
from datetime import date as day
from datetime import datetime

from procurement.core import words
from procurement.library import asking, groups, pricing, rubric, tiering
from procurement.library.presenting import how_judged, worth
from procurement.library.titling import KIND_NAMES
from procurement.packets.pieces import cover, document, facts, line_name, prose, quantity, section, table, text, when
from procurement.solicitations import annexing

_ONE = "The text includes addendum 1"


def printed(
    body: Mapping,
    *,
    digest: str | None,
    date: datetime,
    is_draft: bool,
    determinations: Sequence[Mapping] = (),
    addenda: int = 0,
) -> dict:
    """The print document of a frozen (or draft) body (`solicitations/snapshot.py`); `date` is when it was published.

    `determinations` are those it was published under: [{rule, reason, by, at}]; the text includes so many `addenda`.
    """
    zone = body["zone"]
    due = when(body["due_at"], zone)
    pool = body.get("pool")
    return document(
        "solicitation",
        title=body["title"] or "Untitled",
        subtitle=KIND_NAMES.get(body["kind"], body["kind"]),
        issuer=body["jurisdiction"]["name"],
        reference=body["reference"],
        state="draft" if is_draft else "final",
        digest=digest,
        date=date.isoformat(timespec="seconds"),
        cover=cover(
            [
                ("Issued by", body["jurisdiction"]["name"]),
                ("For a pool led by", f"{pool['lead']}: {', '.join(pool['members'])}" if pool else None),
                (
                    "After the award",
                    "Others that the pool is open to may join, each for its own quantities"
                    if pool and pool.get("open_after_award")
                    else None,
                ),
                ("Responses are due", f"before {due}" if due else None),
                ("Addenda", f"The text includes addenda 1 to {addenda}" if addenda > 1 else _ONE if addenda else None),
                ("Contact", " · ".join(each for each in body["contact"].values() if each)),
            ]
        ),
        sections=[
            *_summary(body, due),
            *_text(body),
            *_asked(body),
            *_annexes(body),
            *_determined(determinations, zone),
        ],
    )


def _summary(body: Mapping, due: str) -> list[dict]:
    deadline = (
        f"Responses are accepted until just before {due}. A response that arrives at that time or later is late."
        if due
        else ""
    )
    questions = when(body.get("questions_due_at"), body["zone"])
    rows = [
        ("Deadline", deadline),
        ("Questions", f"Until {questions}." if questions else ""),
        ("How to respond", "On the page of this solicitation, after registering once."),
    ]
    found = [section("Summary", text(body["summary"]), facts(rows))]
    if body.get("schedule"):
        expected = [[each["title"], words.day(day.fromisoformat(each["day"]))] for each in body["schedule"]]
        dates = table(["Step", "Expected on"], expected, row_headers=True)
        found.append(section("Schedule", text("After the deadline. These dates can change."), dates))
    return found


def _determined(determinations: Sequence[Mapping], zone: str) -> list[dict]:
    """Why a rule that may be waived was not kept, as it was written down."""
    if not determinations:
        return []
    rows = [[each["rule"], each["reason"], f"{each['by']}, {when(each['at'], zone)}"] for each in determinations]
    return [section("Written determinations", table(["Rule", "Why it is not kept", "Signed"], rows, row_headers=True))]


def _text(body: Mapping) -> list[dict]:
    instead = annexing.instead(body)
    return [
        section(
            each["heading"] or "Introduction",
            prose(each["body"], preformatted=each["format"] == "preformatted"),
            *[text(annexing.sentence(other)) for other in instead.get(each["key"], ())],
            number=each["number"],
            level=each["level"],
        )
        for each in body["sections"]
        if each["role"] != "contents" and (each["heading"] or each["body"].strip())
    ]


def _annexes(body: Mapping) -> list[dict]:
    """What holds for one member of the pool alone, under its name."""
    found = []
    for annex in body.get("annexes") or ():
        said = f"What holds for {annex['member']} alone. Everything else of the common text holds for it as well."
        found.append(section(f"Annex {annex['letter']}: {annex['member']}", text(said)))
        found += [
            section(each["heading"], text(annexing.replaces(each)), prose(each["body"]), number=each["number"], level=2)
            for each in annex["sections"]
        ]
    return found


def _asked(body: Mapping) -> list[dict]:
    found = []
    if body["requirements"]:
        rows = [
            [
                each["label"], each.get("help") or "", asking.in_words(each),
                "Required" if each["required"] else "Optional",
            ]
            for each in body["requirements"]
        ]  # fmt: skip
        columns = ["What a response must answer", "Explanation", "Kind of answer", "Required"]
        found.append(section("Requirements for responses", table(columns, rows, row_headers=True), *_matrices(body)))
    if body["criteria"]:
        found.append(section("Evaluation criteria", _criteria(body), *_anchors(body), facts(_rules(body))))
    if body["price_lines"]:
        found.append(section("Price lines", _lines(body), *_shares(body)))
    return found


def _matrices(body: Mapping) -> list[dict]:
    """The statements of every compliance matrix."""
    return [
        table(
            ["Statement", "Required"],
            [[row["text"], "Required" if row["required"] else "Optional"] for row in each["rows"]],
            caption=f"{each['label']}: answered by one of {', '.join(each['choices'])}",
        )
        for each in body["requirements"]
        if each.get("rows")
    ]


def _anchors(body: Mapping) -> list[dict]:
    """What marks look like, for every criterion that says it."""
    described = [
        one for each in body["criteria"] for one in (each, *(each.get("children") or ())) if one.get("anchors")
    ]
    return [
        table(
            [("Mark", "right"), "What a response looks like that earns it"],
            [[anchor["mark"], anchor["text"]] for anchor in rubric.of(each)],
            caption=f"Marks for “{each['title']}”",
        )
        for each in described
    ]


def _criteria(body: Mapping) -> dict:
    rows = []
    for each in body["criteria"]:
        rows.append([each["title"], _points(each), f"{how_judged(each)} {each.get('guidance') or ''}".strip()])
        rows += [
            [f"– {child.get('title') or child['id']}", _points(child), child.get("guidance") or ""]
            for child in each.get("children") or []
        ]
    return table(["Criterion", ("Points", "right"), "How it is judged"], rows, row_headers=True)


def _points(criterion: Mapping) -> str:
    return worth(criterion).removesuffix(" points")


def _rules(body: Mapping) -> list[tuple[str, str]]:
    evaluation = body["evaluation"]
    preferences = "; ".join(
        f"{each.get('title') or each['id']}: "
        + (f"{each['percent']} % off the compared price" if each.get("percent") else f"{each.get('points')} points")
        for each in evaluation.get("preferences") or []
    )
    ties = ", then ".join(each.replace("-", " ").replace(":", " ") for each in evaluation.get("tie_break") or [])
    named = [
        f"{each['title']} ({'may see prices while it scores' if each.get('sees_prices') else 'sees no prices'})"
        for each in groups.of(body)
    ]
    return [
        ("Evaluation groups", "; ".join(named)),
        ("Least total", str(evaluation.get("minimum_total") or "")),
        ("Preferences", preferences),
        ("Ties are broken by", ties or "nothing: a tie stays a tie"),
        ("Scoring contract", body.get("contract_digest") or ""),
    ]


def _lines(body: Mapping) -> dict:
    lines = body["price_lines"]
    rows = [
        [line_name(each, lines), quantity(each["quantity"]), each["unit"], _how_priced(each)]
        for each in pricing.in_order(lines)
    ]
    if not any(row[3] for row in rows):
        return table(["Line", ("Quantity", "right"), "Unit"], [row[:3] for row in rows], row_headers=True)
    return table(["Line", ("Quantity", "right"), "Unit", "How it is priced"], rows, row_headers=True)


def _how_priced(line: Mapping) -> str:
    """Its years, its tiers and regions, and what of them is compared; "" for a line with one price."""
    return "; ".join(filter(None, (pricing.years_in_words(line), tiering.in_words(line))))


def _shares(body: Mapping) -> list[dict]:
    members = sorted({share["jurisdiction"] for line in body["price_lines"] for share in line.get("shares") or []})
    if not members:
        return []
    rows = []
    for line in body["price_lines"]:
        own = {share["jurisdiction"]: share for share in line.get("shares") or []}
        cells = [quantity(own[name]["quantity"]) if name in own else "–" for name in members]
        rows.append([line["description"], *cells])
    columns = ["Line", *[(name, "right") for name in members]]
    return [table(columns, rows, row_headers=True, caption="Each member's share")]
