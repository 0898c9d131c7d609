"""What the pages of this room share: the blueprint. Floor: pages."""

from procurement.web import pages

blueprint = pages.room("awards")
