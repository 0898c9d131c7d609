"""What the pages of this room share: the blueprint, the words for sharing, and the lists of choices. Floor: pages."""

from flask import g

from procurement.library import policy
from procurement.library.models import Form, Kind, Scope
from procurement.networks import queries as networks
from procurement.networks.duties import Permission, places
from procurement.networks.models import Jurisdiction
from procurement.web import pages

blueprint = pages.room("library")

KINDS = [(str(kind), str(kind)[:1].upper() + str(kind)[1:]) for kind in Kind]
FORMS = [
    (Form.TEMPLATE, "Template"),
    (Form.CLAUSE, "Clause"),
    (Form.GUIDE, "Guide"),
    (Form.MODEL, "Financial model"),
    (Form.FINDINGS, "Findings"),
    (Form.AGREEMENT, "Agreement"),
]
#: What a new item is called, at the beginning of a sentence.
BEGIN = {
    Form.TEMPLATE: "The template",
    Form.CLAUSE: "The clause",
    Form.GUIDE: "The guide",
    Form.MODEL: "The financial model",
    Form.FINDINGS: "The draft of your findings",
    Form.AGREEMENT: "The agreement",
}
SCOPES = [
    (Scope.OWN, "Only its own people", "Nobody outside the jurisdiction sees it."),
    (Scope.NETWORK, "One network", "Every member of the network chosen below, and of the networks inside it."),
    (Scope.PARENTS, "That network and the networks above it", "All members of the whole family of networks."),
    (Scope.PUBLIC, "Everybody", "Also people who are not signed in."),
]


def owners() -> list[tuple[str, str]]:
    """For whom this person may write templates: jurisdictions, and for the operator the service itself ("")."""
    found = networks.jurisdictions(g.context).where(Jurisdiction.id.in_(places(g.context.actor, Permission.DRAFT)))
    named = [(each.id, each.name) for each in g.context.session.scalars(found)]
    return [*named, ("", "The service itself")] if policy.may_create(g.context.actor, None) else named


def sharing_networks(owner_ids) -> list[tuple[str, str]]:
    """The networks these jurisdictions joined: what they can share in."""
    found = networks.joined_networks(g.context.session, [each for each in owner_ids if each])
    return [(each.id, each.name) for each in found]
