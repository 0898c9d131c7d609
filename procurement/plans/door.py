"""What the pages of this room share: the blueprint, words for sharing, names of categories. Floor: pages."""

from flask import g

from procurement.library.models import Scope
from procurement.plans import queries
from procurement.plans.models import Plan
from procurement.web import pages

blueprint = pages.room("plans")

SCOPES = [
    (Scope.OWN, "Only our own people", "Nobody outside finds it, and no peer can tell you of the same need."),
    (Scope.NETWORK, "One network", "Every government in the network chosen below, and in the networks inside it."),
    (Scope.PARENTS, "That network and the networks above it", "All governments of the whole family of networks."),
    (Scope.PUBLIC, "Everybody", "Also vendors and people who are not signed in; never the budget or the contact."),
]
SHARING = {str(value): label for value, label, _ in SCOPES}


def sharing_choices(jurisdiction_ids) -> list[tuple[str, str]]:
    """The networks in which these jurisdictions can share."""
    return queries.sharing_networks(g.context, [each for each in jurisdiction_ids if each])


def names_of(found: list[Plan]) -> dict[str, list[str]]:
    """The categories of each plan as its page shows them, by the plan's id."""
    titles = queries.category_names(g.context, found)
    return {
        plan.id: [f"{code} {titles[plan.jurisdiction_id, code]}".strip() for code in plan.categories] for plan in found
    }
