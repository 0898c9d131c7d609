"""What the doors of this room share: the two blueprints, and what a file may weigh. Floor: api."""

from procurement.web import api, pages
from procurement.web.access import MEGABYTE

api_blueprint = api.room(
    "contracts", "Contracts, who may buy under them, and what members of pools sign after an award."
)
blueprint = pages.room("contracts")
#: What a document of a contract may weigh.
FILE_LIMIT = 50 * MEGABYTE
