"""What the JSON doors of this room share: the blueprint. Floor: api."""

from procurement.web import api

blueprint = api.room(
    "awards",
    "Decisions: recommended by one person, approved by another, announced to everybody at once, and final when the "
    "protest window is over and no protest stands in the way.",
)
