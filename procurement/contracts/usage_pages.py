"""Pages of what is bought under a contract: its account, reporting, correcting, payments. Floor: pages.

Sheets stand in `usage_sheet_pages.py`; the module `pages.py` installs both on the room's door.
"""

from decimal import Decimal

from flask import Blueprint, flash, g, redirect, request, url_for

from procurement.contracts import account_queries, contract_policy, contract_queries, usage, usage_drawing
from procurement.contracts import usage_policy as policy
from procurement.contracts import usage_queries as queries
from procurement.contracts import usage_shapes as shapes
from procurement.contracts.models import Contract
from procurement.contracts.usage import Bought
from procurement.contracts.usage_models import Reporter, UsageReport
from procurement.core.errors import Invalid, NotFound
from procurement.core.verdict import require
from procurement.web.access import signed_in
from procurement.web.forms import Form
from procurement.web.pages import page_number, render

#: Rows of a list on one page; so many buyers stand in the vendor's table of all.
ON_A_PAGE, IN_TABLE = 25, 200


def install(blueprint: Blueprint) -> None:
    """Give the room's door these pages."""
    under = "/contracts/<id>/usage"
    for path, methods, view in (
        (under, ["GET"], usage_account),
        (f"{under}/table", ["GET", "POST"], report_table),
        (f"{under}/report/<jurisdiction_id>", ["GET", "POST"], report_usage),
        (f"{under}/payments", ["GET", "POST"], pay_usage),
        ("/usage/<id>", ["GET"], usage_report),
        ("/usage/<id>/correct", ["GET", "POST"], correct_usage),
    ):
        blueprint.add_url_rule(path, view.__name__, view, methods=methods)


@signed_in
def usage_account(id):
    """How much is used, what is owed and paid, where both sides differ, who has not reported."""
    contract = contract_queries.get(g.context, id)
    require(policy.may_read(g.actor, contract))
    ctx = g.context
    totals = queries.totals(ctx, contract)
    parties = queries.parties(ctx.session, contract)
    reporting = reporting_for(contract, [each.jurisdiction for each in parties])
    concerned = account_queries.is_concerned(ctx, contract, [each.jurisdiction.id for each in parties])
    names = {each.jurisdiction.id: each.jurisdiction.name for each in parties}
    values: dict = {"statement": None, "compared": None, "reports": [], "payments": [], "overdue": []}
    page = page_number()
    if concerned:
        compared = account_queries.reconciliation(ctx, contract, limit=ON_A_PAGE)
        listed = queries.reports(ctx, contract).limit(ON_A_PAGE + 1).offset((page - 1) * ON_A_PAGE)
        values = {
            "statement": account_queries.statement(ctx, contract, names),
            "compared": compared,
            "pairs": usage_drawing.pairs(
                [(each.quarter, each.vendor_cents, each.member_cents, each.differing > 0) for each in compared.quarters]
            ),
            "reports": ctx.session.scalars(listed).unique().all(),
            "payments": ctx.session.scalars(account_queries.payments(ctx, contract).limit(ON_A_PAGE)).all(),
            "overdue": queries.missing(ctx, contract, parties) if policy.sees_account(g.actor, contract) else [],
        }
    return render(
        "contracts/usage.html",
        contract=contract,
        totals=totals,
        ceiling=usage_drawing.ceiling(totals.used_cents, totals.ceiling_cents),
        reporting=reporting,
        names=names,
        as_vendor=bool(may_as_vendor(contract)),
        may_pay=bool(policy.may_pay(g.actor, contract)),
        sees_whole=policy.sees_whole(g.actor, contract),
        sees_account=policy.sees_account(g.actor, contract),
        standing=contract_queries.standing(ctx, contract),
        page=page,
        on_a_page=ON_A_PAGE,
        concerned=concerned,
        **values,
    )


@signed_in
def report_table(id):
    """The vendor says of all buyers at once what they bought in one quarter."""
    contract = contract_queries.get(g.context, id)
    require(may_as_vendor(contract))
    parties = queries.parties(g.context.session, contract)
    ended = queries.ended_quarters(g.context, contract)
    known = set(queries.reported(g.context.session, contract, Reporter.VENDOR))
    chosen = request.values.get("quarter", "")
    quarter = next((each for each in ended if each.key == chosen), ended[-1] if ended else None)
    rows = [
        each.jurisdiction
        for each in parties
        if quarter is not None and (each.jurisdiction.id, quarter.key) not in known
    ]
    form = Form(shapes.TableForm(), initial={"quarter": quarter.key if quarter is not None else ""})

    def tell(data: dict) -> list[UsageReport]:
        said = [
            Bought(row["jurisdiction_id"], data["quarter"], [{"amount_cents": row["amount_cents"]}])
            for row in data["rows"]
            if row["amount_cents"] is not None
        ]
        return usage.report(g.context, contract, reporter=Reporter.VENDOR, reported=said)

    if form.submit(tell):
        count = len(form.result)
        flash(f"{count} {'government is' if count == 1 else 'governments are'} reported for {quarter.key}.")
        return redirect(url_for(".usage_account", id=id))
    return render(
        "contracts/usage_table.html", form=form, contract=contract, quarter=quarter, ended=ended[::-1],
        rows=rows[:IN_TABLE], more=len(rows) > IN_TABLE, done=len(parties) - len(rows),
    )  # fmt: skip


@signed_in
def report_usage(id, jurisdiction_id):
    """Say line by line what one government bought in one quarter."""
    contract = contract_queries.get(g.context, id)
    parties = {each.jurisdiction.id: each.jurisdiction for each in queries.parties(g.context.session, contract)}
    if jurisdiction_id not in parties:
        raise NotFound("This government does not buy under the contract, so there is nothing to report for it.")
    reporter = reporter_for(contract, jurisdiction_id)
    require(policy.may_report(g.actor, contract, reporter=reporter, of=(jurisdiction_id,), buyers=parties))
    ended = queries.ended_quarters(g.context, contract)
    done = {quarter for place, quarter in queries.reported(g.context.session, contract, reporter)
            if place == jurisdiction_id}  # fmt: skip
    open_ones = [each.key for each in reversed(ended) if each.key not in done]
    first = request.args.get("quarter", open_ones[0] if open_ones else "")
    form = Form(shapes.LinesForm(), initial={"quarter": first})

    def tell(data: dict) -> list[UsageReport]:
        said = Bought(jurisdiction_id, data["quarter"], said_lines(data["lines"]), data["note"])
        return usage.report(g.context, contract, reporter=reporter, reported=[said])

    if form.submit(tell):
        flash("Reported. Fees and rebates that follow are booked.")
        return redirect(url_for(".usage_account", id=id))
    return render(
        "contracts/usage_report.html", form=form, contract=contract, place=parties[jurisdiction_id], it=None,
        quarters=[(each, each) for each in open_ones], reporter=reporter, rows=form_rows(contract, []),
    )  # fmt: skip


@signed_in
def usage_report(id):
    """One report with its lines, and what the same side said before."""
    found = queries.get(g.context, id)
    return render(
        "contracts/usage_one.html",
        it=found,
        contract=found.contract,
        descriptions={line["key"]: line["description"] for line in found.contract.lines},
        versions=queries.versions(g.context, found),
        may_correct=bool(policy.may_correct(g.actor, found)),
    )


@signed_in
def correct_usage(id):
    """Put a correct report in the place of a wrong one."""
    found = queries.get(g.context, id)
    form = Form(shapes.LinesForm(), initial={"note": found.note, "quarter": found.quarter, "version": found.version})

    def put(data: dict) -> UsageReport:
        return usage.correct(
            g.context, found, version=data["version"], lines=said_lines(data["lines"]), note=data["note"]
        )

    if form.submit(put):
        flash("Corrected. The earlier figures stay in the record and count no more.")
        return redirect(url_for(".usage_report", id=form.result.id))
    if not form.faults:
        require(policy.may_correct(g.actor, found))
    return render(
        "contracts/usage_report.html", form=form, contract=found.contract, place=found.jurisdiction, it=found,
        quarters=[], reporter=found.reporter, rows=form_rows(found.contract, found.lines),
    )  # fmt: skip


@signed_in
def pay_usage(id):
    """Book what the vendor has paid."""
    contract = contract_queries.get(g.context, id)
    form = Form(shapes.PayForm(), initial={"paid_on": contract_queries.today(g.context, contract).isoformat()})

    def pay(data: dict):
        return usage.pay(g.context, contract, **{**data, "jurisdiction_id": data["jurisdiction_id"] or None})

    if form.submit(pay):
        flash("The payment is booked.")
        return redirect(url_for(".usage_account", id=id, _anchor="payments"))
    if not form.faults:
        require(policy.may_pay(g.actor, contract))
    buyers = [(each.jurisdiction.id, f"The rebate of {each.jurisdiction.name}")
              for each in queries.parties(g.context.session, contract)]  # fmt: skip
    ended = [(each.key, each.key) for each in reversed(queries.ended_quarters(g.context, contract))]
    return render("contracts/usage_pay.html", form=form, contract=contract, buyers=buyers, quarters=ended)


def may_as_vendor(contract: Contract):
    """Whether the reader reports for the vendor."""
    return policy.may_report(g.actor, contract, reporter=Reporter.VENDOR, of=(), buyers=())


def reporting_for(contract: Contract, places: list) -> list:
    """The buyers for which the reader reports as their own officer or representative."""
    ids = {each.id for each in places}
    return [
        each
        for each in places
        if policy.may_report(g.actor, contract, reporter=Reporter.MEMBER, of=(each.id,), buyers=ids)
    ]


def reporter_for(contract: Contract, place: str) -> Reporter:
    """As whom the reader reports for a government: as itself where it may, else as the vendor."""
    asked = request.args.get("as", "")
    own = policy.may_report(g.actor, contract, reporter=Reporter.MEMBER, of=(place,), buyers=(place,))
    if own and asked != Reporter.VENDOR:
        return Reporter.MEMBER
    if not own and not may_as_vendor(contract) and not contract_policy.sells(g.actor, contract):
        require(own)
        raise NotFound("There is nothing to report here.")
    return Reporter.VENDOR


def said_lines(rows: list[dict]) -> list[dict]:
    """The rows in which something was typed; a quantity without an amount is a fault."""
    faults = {
        f"lines.{place}.amount_cents": ["Say for how much money this was bought."]
        for place, row in enumerate(rows)
        if row["amount_cents"] is None and row["quantity"] is not None
    }
    if faults:
        raise Invalid(faults)
    return [row for row in rows if row["amount_cents"] is not None]


def form_rows(contract: Contract, lines: list) -> list[dict]:
    """The rows of the form: each line of the contract, what a report says of it, and what stands on no line."""
    said: dict[str, list] = {}
    for each in lines:
        said.setdefault(each.line_key, []).append(each)
    known = [(line["key"], line["description"], line["unit"]) for line in contract.lines]
    rows = []
    for key, description, unit in [*known, ("", "Anything else", "")]:
        for each in said.get(key) or [None]:
            rows.append(
                {
                    "key": key,
                    "label": description,
                    "unit": unit,
                    "description": each.description if each is not None else "",
                    "quantity": "" if each is None or each.quantity is None else f"{each.quantity.normalize():f}",
                    "amount": "" if each is None else f"{Decimal(each.amount_cents).scaleb(-2):.2f}",
                }
            )
    return rows
