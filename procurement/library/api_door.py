"""What the JSON doors of this room share: the blueprint, and how an item is shown. Floor: api."""

from flask import g

from procurement.library import policy, queries
from procurement.library.models import Item
from procurement.web import api

blueprint = api.room(
    "library", "The shared library: templates, clauses, guides, financial models and findings, with their versions."
)
#: What every caller sees of an item.
FACTS = (
    "id", "form", "title", "kind", "scope", "network_id", "focus_area", "categories", "law", "review_on", "summary",
    "solicitation_id", "jurisdiction", "created_at", "version",
)  # fmt: skip


def shown(item: Item) -> dict:
    """The item as this caller may see it: others never hear of drafts."""
    current = queries.current(item)
    return {
        **{name: getattr(item, name) for name in FACTS},
        "versions": queries.versions(g.context, item),
        "current_version_id": current.id if current is not None else None,
        "is_review_due": policy.is_review_due(item, g.context.now.date()),
    }
