"""What the JSON doors of this room share: the blueprint. Floor: api."""

from procurement.web import api

blueprint = api.room("solicitations", "Solicitations: RFI, RFP, RFQ, ITB and calls, from first draft to publication.")
