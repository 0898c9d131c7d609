"""What the JSON doors of this room share: the blueprint, and how an item is shown. Floor: api."""

from flask import g

from procurement.library import queries
from procurement.library.models import Item
from procurement.web import api

blueprint = api.room(
    "library", "The shared library: templates, clauses, guides, financial models and findings, with their versions."
)


def shown(item: Item) -> dict:
    """The item as this caller may see it: others never hear of drafts."""
    return queries.shown(g.context, item)
