"""The JSON door of the guided start: what is there already for what is to be bought. Floor: api."""

from flask import g

from procurement.contracts.milestones import Standing
from procurement.contracts.models import Contract
from procurement.library import queries as library
from procurement.library.searching import Hit
from procurement.plans import alike
from procurement.plans import queries as plans
from procurement.solicitations import start_shapes, starting
from procurement.solicitations.api_door import blueprint
from procurement.web.access import signed_in


@blueprint.route("/start", methods=["GET"])
@signed_in
@blueprint.arguments(
    start_shapes.Wanted(only=("title", "kind", "focus_area", "jurisdiction_id", "plan_id")), location="query"
)
@blueprint.response(200, start_shapes.There)
def start(query):
    """Find what is there already: templates, peers' solicitations and awards, findings, guides, models, pools."""
    plan_id = query.pop("plan_id")
    plan = plans.get(g.context, plan_id) if plan_id else None
    place = query.pop("jurisdiction_id")
    there = starting.look(g.context, **query)
    needs = alike.of_words(g.context, plan, place, query["title"], query["focus_area"])
    hits = [*there.templates, *there.findings, *there.guides, *there.models]
    library.load_versions(g.context, [hit.item for hit in hits])

    def shown(several: list[Hit]) -> list[dict]:
        return [
            {
                **library.shown(g.context, hit.item),
                "title_html": hit.title_html,
                "excerpt_html": hit.excerpt_html,
                "times_used": there.uses.get(hit.item.id, 0),
            }
            for hit in several
        ]

    return {
        "templates": shown(there.templates),
        "findings": shown(there.findings),
        "guides": shown(there.guides),
        "models": shown(there.models),
        "solicitations": [_peer(each) for each in there.solicitations],
        "pools": there.pools,
        "contracts": [_contract(hit.contract, there.told.get(hit.contract.id)) for hit in there.contracts],
        "needs": needs,
    }


def _contract(contract: Contract, told: Standing | None) -> dict:
    names = ("id", "title", "vendor_name", "jurisdiction", "ends_on", "eligible")
    return {**{name: getattr(contract, name) for name in names}, "told": told}


def _peer(peer: starting.Peer) -> dict:
    names = ("id", "reference", "kind", "state", "title", "jurisdiction", "published_at")
    award = peer.award
    return {
        **{name: getattr(peer.solicitation, name) for name in names},
        "award": award
        and {
            "award_id": award.id,
            "state": award.state,
            "outcome": award.outcome,
            "vendor": award.response.vendor.name if award.response is not None else None,
            "amount_cents": award.amount_cents,
        },
    }
