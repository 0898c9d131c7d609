"""A joint draft with annexes: one member's replaces a section of the common text, another's adds to it."""

from procurement.demo.cast import PACIFIC
from procurement.demo.deeds import Part, Plan, drafted
from procurement.demo.stage import Stage
from procurement.solicitations import annex_writing, queries
from procurement.solicitations import operations as solicitations

#: By member: who writes, the section it replaces ("" for an addition), topic, heading, text.
ANNEXES = {
    "tamarack-county": (
        "owen.castellane", "Maintenance", "terms", "Maintenance",
        "A station that fails is made to work again within five working days. From November to April the county "
        "clears its own access roads, and the time does not run while a road is closed.\n\n"
        "Spare parts for two stations are kept in the county's shop.",
    ),
    "juniper-bend": (
        "ruth.halvorsen", "", "delivery", "Deliveries to Juniper Bend",
        "The street behind the town hall carries no truck of more than 12 tons. Deliveries are announced to the town "
        "clerk a day ahead, and unloaded before ten in the morning.",
    ),
}  # fmt: skip


def submitted_with_annexes(stage: Stage, plan: Plan) -> Part:
    """Drafted; the members write their annexes; handed to whoever must approve."""
    it = yield from drafted(stage, plan)
    ctx = yield stage.back(plan.begun, "13:50", plan.officer)
    annex_writing.ask_annexes(ctx, it, due_at=stage.calendar.back(plan.begun - 1, "17:00", PACIFIC))
    for hour, (place, (who, replaced, topic, heading, body)) in enumerate(ANNEXES.items(), 15):
        ctx = yield stage.back(plan.begun, f"{hour}:30", who, PACIFIC)
        members = queries.members(ctx.session, it)
        own = next(each for each in members if each.jurisdiction_id == stage.places[place].id)
        keys = (each["key"] for each in it.content["sections"] if replaced and each["heading"] == replaced)
        said = {"topic": topic, "heading": heading, "body": body, "overrides": next(keys, "")}
        annex_writing.save_section(ctx, it, own, **said)
        annex_writing.confirm_annex(ctx, it, own)
    ctx = yield stage.back(plan.begun - 1, "10:15", plan.officer)
    solicitations.submit_for_review(ctx, it)
    return it
