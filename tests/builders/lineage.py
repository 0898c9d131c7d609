"""A template of one government and the fork another made of it, with fixed data, through the operations."""

from typing import NamedTuple

from procurement.core.context import Context
from procurement.library import lineage, operations, queries
from procurement.library.models import Item, ItemVersion, Scope
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from tests.builders.library import a_template
from tests.builders.people import a_jurisdiction, a_network, acting, with_duty
from tests.builders.solicitations import the_content

HOURS = "Calls are answered on working days between eight and five."
PAID = "Invoices are paid in thirty days after they came in."


class Family(NamedTuple):
    """Lakes County with a template shared in its network, and Alder Falls with a fork of its second version."""

    at_lakes: Context
    at_falls: Context
    upstream: Item
    second: ItemVersion
    fork: Item
    falls: Jurisdiction


def a_text(hours: str = HOURS, paid: str = PAID, new: str = "") -> dict:
    """A whole RFP whose second and third section say this; `new` is one more paragraph of the first."""
    content = the_content()
    content["sections"][0]["body"] += f"\n\n{new}" if new else ""
    content["sections"][1]["body"], content["sections"][2]["body"] = hours, paid
    return content


def next_version(ctx: Context, item: Item, content: dict) -> ItemVersion:
    """The item's next version, published."""
    draft = queries.draft(item) or operations.new_version(ctx, item)
    operations.edit_version(ctx, draft, content=content)
    return operations.publish_version(ctx, draft)


def a_family(ctx: Context) -> Family:
    """The family, each government with one officer; the fork is a draft."""
    network = a_network(ctx, "Inland Seas")
    lakes, falls = (a_jurisdiction(ctx, name, network) for name in ("Lakes County", "City of Alder Falls"))
    at_lakes = acting(ctx, with_duty(ctx, lakes, "Lara Lake", Duty.OFFICER))
    at_falls = acting(ctx, with_duty(ctx, falls, "Fay Falls", Duty.OFFICER))
    upstream = a_template(at_lakes, lakes, scope=Scope.NETWORK, network=network, content=a_text("Somebody answers."))
    second = next_version(at_lakes, upstream, a_text())
    seen = queries.get_version(at_falls, second.id)
    fork = lineage.fork(at_falls, seen, jurisdiction_id=falls.id, title="Help desk", scope=Scope.PUBLIC)
    return Family(at_lakes, at_falls, upstream, second, fork, falls)
