"""Putting together what is printed of an overview, as its reader may see it now. Floor: queries."""

from procurement.core.context import Context
from procurement.core.errors import NotFound
from procurement.networks.models import Jurisdiction, Network
from procurement.overview import presenting, queries
from procurement.packets import overview as packet


def overview(ctx: Context, place_id: str) -> dict:
    """The last 12 months of a government or a network; NotFound where there is neither."""
    place: Jurisdiction | Network | None = ctx.session.get(Jurisdiction, place_id)
    if place is None:
        place = ctx.session.get(Network, place_id)
    if place is None:
        raise NotFound("There is no government or network of which this is an overview.")
    view = queries.of_network(ctx, place) if isinstance(place, Network) else queries.of_jurisdiction(ctx, place)
    board = queries.board(view)
    assert view.period.from_on is not None
    return packet.printed(
        board, presenting.saved(board, "", ""), name=place.name, is_network=view.is_network,
        from_on=view.period.from_on, to_on=view.period.to_on, zone=view.zone,
    )  # fmt: skip
