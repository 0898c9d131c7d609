"""The page of what members of a pool would pay and save. The module `pages.py` installs it. Floor: pages."""

from flask import Blueprint, g

from procurement.evaluation import savings
from procurement.web.access import signed_in
from procurement.web.pages import render


def install(blueprint: Blueprint) -> None:
    """Give the room's door this page."""
    blueprint.add_url_rule("/solicitations/<id>/savings", "members_pay", members_pay, methods=["GET"])


@signed_in
def members_pay(id):
    """What each member would pay at each response, and saves against what it paid last; drawn, the table beside."""
    found = savings.of(g.context, id)
    return render("evaluation/savings.html", found=found, it=found.solicitation)
