"""The pages of overviews: of a government, of a network with those below it, and the rows behind every figure."""

from flask import g, request, url_for

from procurement.core.shapes import load
from procurement.networks import queries as networks
from procurement.overview import addressing, figures, periods, presenting, queries, schemas
from procurement.overview.looking import View
from procurement.web import pages
from procurement.web.access import signed_in
from procurement.web.pages import render

blueprint = pages.room("overview")
ON_A_PAGE = 50


@blueprint.get("/overview")
@signed_in
def index():
    """Whose overviews the reader may look at."""
    governments, around = queries.places_of(g.context)
    return render("overview/index.html", governments=governments, networks=around)


@blueprint.get("/jurisdictions/<slug>/overview")
@signed_in
def jurisdiction(slug: str):
    """What a government buys, saves and has ahead, for its own people."""
    return _overview(_jurisdiction(slug))


@blueprint.get("/jurisdictions/<slug>/overview/rows")
@signed_in
def jurisdiction_rows(slug: str):
    """The rows of one figure."""
    return _rows(_jurisdiction(slug))


@blueprint.get("/networks/<slug>/overview")
@signed_in
def network(slug: str):
    """The same for a network and the networks below it, for its members and stewards."""
    return _overview(_network(slug))


@blueprint.get("/networks/<slug>/overview/rows")
@signed_in
def network_rows(slug: str):
    """The rows of one figure of a network."""
    return _rows(_network(slug))


def _jurisdiction(slug: str) -> View:
    found = networks.get_by_slug(g.context, slug)
    return queries.of_jurisdiction(g.context, found, request.args.get("period", "").strip())


def _network(slug: str) -> View:
    found = networks.get_network_by_slug(g.context, slug)
    return queries.of_network(g.context, found, request.args.get("period", "").strip())


def _overview(view: View):
    board = queries.board(view)
    return render(
        "overview/overview.html",
        board=board,
        figures=figures,
        saved={each["figure"]: each for each in presenting.saved(board, _base(view), view.period.key)},
        months=list(zip(board.months, presenting.months_named(board.months), strict=True)),
        periods=periods.choices(view.today),
        named=queries.NAMED,
        **_shared(view),
    )


def _rows(view: View):
    sent = {name: value for name, value in request.args.items() if name != "page"}
    asked = load(schemas.Asked(), sent)
    page, filters = pages.page_number(), asked["filters"]
    found = queries.listed(view, asked["figure"], filters, limit=ON_A_PAGE, offset=(page - 1) * ON_A_PAGE)
    return render(
        "overview/rows.html",
        figure=asked["figure"],
        title=figures.TITLES[asked["figure"]],
        from_what=presenting.FROM_WHAT.get(asked["figure"], ""),
        filters=filters,
        found=found,
        page=page,
        more=page * ON_A_PAGE < found.count,
        kept=sent,
        page_of=addressing.page_of,
        **_shared(view),
    )


def _shared(view: View) -> dict:
    def rows(figure: str, **filters) -> str:
        return addressing.rows_at(_base(view), figure, period=view.period.key, **filters)

    return {"view": view, "place": view.place, "rows": rows, "base": _base(view), "home": _home(view)}


def _base(view: View) -> str:
    return url_for("overview.network" if view.is_network else "overview.jurisdiction", slug=view.place.slug)


def _home(view: View) -> str:
    return url_for("networks.network" if view.is_network else "networks.jurisdiction", slug=view.place.slug)
