"""What the demo's people bought under their contracts: both sides' reports, one difference, one quarter overdue."""

from datetime import timedelta
from decimal import Decimal

from procurement.contracts import contract_queries, usage
from procurement.contracts import usage_queries as queries
from procurement.contracts.models import Contract
from procurement.contracts.quarters import Quarter
from procurement.contracts.usage import Bought
from procurement.contracts.usage_models import Reporter
from procurement.core.context import Context
from procurement.demo.stage import Stage, Story

#: Sensors watched, and hours of help on site, in the quarters before the last one; the third was a bad night in the
#: water plant.
SENSORS, HOURS = (36, 38, 38), ("4", "0", "31.5")


def monitoring(stage: Stage) -> Story:
    """Northlight and Alder Falls agree on two quarters and differ in one; of the last one only the city has spoken."""
    ctx = yield stage.back(21, "13:10", "elena.voss")
    contract = _contract(ctx, stage, "detection-contract")
    last = _overdue(ctx, stage, contract)
    before = [each for each in queries.ended_quarters(ctx, contract) if each < last][-3:]
    said = [_bought(contract, each, place) for place, each in enumerate(before)]
    usage.report(ctx, contract, reporter=Reporter.VENDOR, reported=said)
    ctx = yield stage.back(18, "09:35", "dana.whitcomb")
    contract = _contract(ctx, stage, "detection-contract")
    # Six of the hours of that night are disputed.
    said = [_bought(contract, each, place, less="6" if place == 2 else "0") for place, each in enumerate(before)]
    usage.report(ctx, contract, reporter=Reporter.MEMBER, reported=said)
    ctx = yield stage.back(16, "10:15", "dana.whitcomb")
    contract = _contract(ctx, stage, "detection-contract")
    usage.pay(
        ctx, contract, amount_cents=900_00, paid_on=stage.calendar.today - timedelta(days=40), reference="ACH 55120",
        jurisdiction_id=contract.jurisdiction_id, quarter=before[0].key,
    )  # fmt: skip
    ctx = yield stage.back(6, "16:20", "dana.whitcomb")
    contract = _contract(ctx, stage, "detection-contract")
    usage.report(ctx, contract, reporter=Reporter.MEMBER, reported=[_bought(contract, last, 1)])


def signals(stage: Stage) -> Story:
    """Greenwave and Magnolia Point say the same of the last full quarter of a contract that has run out."""
    ctx = yield stage.back(28, "11:25", "vera.simms")
    contract = _contract(ctx, stage, "signals-contract")
    quarter = queries.ended_quarters(ctx, contract)[-1]
    lines = [{"line_key": contract.lines[0]["key"], "quantity": Decimal("29.5"), "amount_cents": 57_230_00}]
    said = [Bought(contract.jurisdiction_id, quarter.key, lines)]
    usage.report(ctx, contract, reporter=Reporter.MEMBER, reported=said)


def _contract(ctx: Context, stage: Stage, name: str) -> Contract:
    known = stage.things[name]
    assert isinstance(known, Contract)
    return contract_queries.get(ctx, known.id)


def _overdue(ctx: Context, stage: Stage, contract: Contract) -> Quarter:
    """The last quarter whose report was due before the demo's own today."""
    ended = queries.ended_quarters(ctx, contract)
    return [each for each in ended if each.due_on < stage.calendar.today][-1]


def _bought(contract: Contract, quarter: Quarter, place: int, *, less: str = "0") -> Bought:
    sensors, hours = SENSORS[place], Decimal(HOURS[place]) - Decimal(less)
    watched, help_on_site = contract.lines
    lines = [
        {"line_key": watched["key"], "quantity": Decimal(3 * sensors), "amount_cents": 3 * sensors * 412_50},
        {"line_key": help_on_site["key"], "quantity": hours, "amount_cents": int(hours * 235_00)},
    ]
    return Bought(contract.jurisdiction_id, quarter.key, lines)


STORIES = (monitoring, signals)
