"""What every page shares: rendering inside the one layout, and the filters that print values for people."""

from datetime import date, datetime
from decimal import Decimal

from flask import Blueprint, Flask, Response, current_app, g, make_response, render_template, request
from markupsafe import Markup

from procurement.audit import policy as ledger
from procurement.core import markdown, words
from procurement.core.context import NOBODY
from procurement.library import asking, presenting, pricing, tiering
from procurement.networks.duties import Duty
from procurement.vendors.models import VendorDuty

GOVERNMENT = tuple(Duty)


def room(name: str) -> Blueprint:
    """A room's HTML door."""
    return Blueprint(name, f"procurement.{name}.pages")


def render(template: str, *, form=None, status: int | None = None, **values) -> Response:
    """The page with its status; a form's own status counts when none is given."""
    code = status or (form.status if form is not None else 200)
    response = make_response(render_template(template, form=form, **values), code)
    if not g.get("actor", NOBODY).is_anonymous:
        response.headers["Cache-Control"] = "no-store"
    return response


def page_number() -> int:
    """Which page of a list is asked for (`?page=`), from 1; nonsense asks for the first."""
    return min(max(1, request.args.get("page", 1, int)), 10_000)


def install(app: Flask) -> None:
    """Give all templates the filters and the facts about who is looking."""
    app.jinja_env.filters.update(
        markdown=lambda text, base=3: Markup(markdown.to_html(text or "", heading_base=base)),
        when=_when,
        day=lambda value, zone="UTC": words.day(value, zone) if value else "",
        money=words.money,
        quantity=lambda value: words.quantity(Decimal(value)),
        unit_price=words.unit_price,
        file_size=words.size,
        asked=asking.in_words,
        worth=presenting.worth,
        priced=pricing.in_words,
        years=pricing.years_in_words,
        tiers=tiering.in_words,
        in_print_order=pricing.in_order,
        when_exactly=_when_exactly,
        instant=datetime.fromisoformat,
        a_day=lambda text: words.day(date.fromisoformat(text)),
        pairs=lambda values: [(each, each) for each in values],
        words=lambda code: str(code).replace("-", " "),
        sentence=lambda code: str(code).replace("-", " ")[:1].upper() + str(code).replace("-", " ")[1:],
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.context_processor(_surroundings)


def _when(instant: datetime | None, zone: str | None = None, *, relative: bool = True) -> Markup:
    """<time> with weekday, date, time, zone name, and how far away it is."""
    if instant is None:
        return Markup("")
    text = words.when(instant, zone or g.get("actor", NOBODY).zone)
    now = g.context.now if "context" in g else None
    if relative and now is not None:
        text += f" ({words.ahead(instant, now)})"
    return Markup('<time datetime="{}">{}</time>').format(instant.isoformat(), text)


def _when_exactly(instant: datetime, zone: str) -> Markup:
    """<time> to the second, for receipts and registers."""
    text = words.when(instant, zone, seconds=True)
    return Markup('<time datetime="{}">{}</time>').format(instant.isoformat(), text)


def _surroundings() -> dict:
    actor = g.get("actor", NOBODY)
    return {
        "actor": actor,
        "now": g.context.now if "context" in g else None,
        "demo": current_app.settings.demo,
        "works_for_government": actor.is_operator or bool(actor.places(*GOVERNMENT)),
        "reads_ledger": ledger.reads_everything(actor) or bool(ledger.places(actor)),
        "works_for_vendor": bool(actor.places(*VendorDuty)),
        "here": request.path,
    }
