"""What waits for somebody about contracts: decisions on them, adoptions, what was bought. Floor: queries."""

from collections.abc import Iterator
from datetime import datetime, time
from zoneinfo import ZoneInfo

from procurement.contracts import adoption_queries, usage_queries
from procurement.contracts import contract_queries as contract_rows
from procurement.core.context import Context
from procurement.desk.task import Task


def contracts(ctx: Context) -> Iterator[Task]:
    """Contracts to bring into force, renewals to decide, and ends that come."""
    said = {
        "activate": ("Complete the contract and activate it", "contracts.show", "Due"),
        "renewal": ("Decide whether to renew", "contracts.renewal", "Notice is due by the end of"),
        "expiry": ("It runs out: begin what follows", "contracts.show", "Last day"),
    }
    for what, contract, due_on, renewal in contract_rows.waiting(ctx):
        sentence, endpoint, label = said[what]
        zone = contract.jurisdiction.zone
        until = datetime.combine(due_on, time(23, 59), ZoneInfo(zone)) if due_on is not None else None
        values = {"id": contract.id, **({"number": renewal} if renewal else {})}
        yield Task(sentence, f"{contract.title}, with {contract.vendor_name}", endpoint, values, until, label, zone)


def adoptions(ctx: Context) -> Iterator[Task]:
    """Requests to consent to, determinations to make, adoptions to sign."""
    sentences = {
        "consent-lead": "Decide whether another government may adopt your contract",
        "consent-vendor": "Decide whether a further government may buy under your contract",
        "paper-lead": "File the written consent of the lead",
        "paper-vendor": "File the written consent of the vendor",
        "waive": "Decide on a written determination for an adoption",
        "sign": "Sign the adoption: lead and vendor have consented",
    }
    for deed, each in adoption_queries.waiting(ctx):
        about = f"{each.contract.title}, by {each.jurisdiction.name}"
        yield Task(sentences[deed], about, "contracts.adoption", {"id": each.id})


def usage(ctx: Context) -> Iterator[Task]:
    """Quarters to report, of contracts that the actor's governments buy under, or its vendors sell under."""
    for contract, place, quarter in usage_queries.to_report(ctx):
        sentence = f"Report what was {'sold' if place is None else 'bought'} in {quarter.key}"
        values = {"id": contract.id, "quarter": quarter.key, **({"jurisdiction_id": place} if place else {})}
        endpoint = "contracts.report_usage" if place else "contracts.report_table"
        zone = contract.jurisdiction.zone
        until = datetime.combine(quarter.due_on, time(23, 59), ZoneInfo(zone))
        yield Task(sentence, f"{contract.title}, with {contract.vendor_name}", endpoint, values, until, "Due", zone)
