"""The page that says which member's rule binds the pool, rule by rule, and which rules cannot both be kept.

The module `pages.py` installs it on the room's door. Floor: pages.
"""

from flask import Blueprint, g, request

from procurement.core.errors import Invalid
from procurement.core.shapes import load
from procurement.networks import strictest
from procurement.pools import queries, rule_shapes
from procurement.web.access import signed_in
from procurement.web.pages import render


def install(blueprint: Blueprint) -> None:
    """Give the room's door this page."""
    blueprint.add_url_rule("/pools/<id>/rules", "rules", rules, methods=["GET"])


@signed_in
def rules(id):
    """Whose rule binds, for a publication on a chosen day; on today's first working day where none is chosen."""
    pool, said, fault, asked = queries.get(g.context, id), request.args.get("publish_on", ""), "", None
    if said:
        try:
            asked = load(rule_shapes.RulesAsked(), {"publish_on": said})["publish_on"]
        except Invalid as wrong:
            fault = " ".join(wrong.faults["publish_on"])
    found = queries.rule_report(g.context, pool, asked)
    drawn = strictest.share_of_longest(found.notice, found.publish_on)
    shown = said or found.publish_on.isoformat()
    return render("pools/rules.html", pool=pool, report=found, drawn=drawn, said=shown, fault=fault)
