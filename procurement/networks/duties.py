"""The permission matrix: which duty allows what in the jurisdiction or network where it is held."""

from enum import StrEnum

from procurement.core.context import Actor


class Duty(StrEnum):
    """What a person is there for. A person may hold several, in several places."""

    #: People, roles and rules of one jurisdiction.
    ADMINISTRATOR = "administrator"
    #: Drafts, publishes, opens, runs the evaluation, recommends.
    OFFICER = "officer"
    #: Reviews and approves (legal, budget, department head).
    APPROVER = "approver"
    #: May be seated on panels.
    EVALUATOR = "evaluator"
    #: Commits the jurisdiction in pools: joins, states quantities, approves, signs.
    REPRESENTATIVE = "representative"
    #: Reads everything, changes nothing.
    AUDITOR = "auditor"
    #: Curates the shared library of a network (held in a network).
    STEWARD = "steward"


class Permission(StrEnum):
    """What a policy may ask of the matrix."""

    SEE_INTERNAL = "see internal work"
    MANAGE_PEOPLE = "manage people and rules"
    DRAFT = "draft templates and solicitations"
    APPROVE = "approve drafts and awards"
    PUBLISH = "publish solicitations"
    OPEN = "open responses"
    RUN_EVALUATION = "run an evaluation"
    RECOMMEND = "recommend an award"
    COMMIT_TO_POOLS = "commit the jurisdiction in pools"
    READ_LEDGER = "read the ledger"
    CURATE = "curate the shared library"


_P = Permission
MATRIX: dict[Duty, frozenset[Permission]] = {
    Duty.ADMINISTRATOR: frozenset({_P.SEE_INTERNAL, _P.MANAGE_PEOPLE, _P.READ_LEDGER}),
    Duty.OFFICER: frozenset({_P.SEE_INTERNAL, _P.DRAFT, _P.PUBLISH, _P.OPEN, _P.RUN_EVALUATION, _P.RECOMMEND}),
    Duty.APPROVER: frozenset({_P.SEE_INTERNAL, _P.APPROVE}),
    Duty.EVALUATOR: frozenset(),
    Duty.REPRESENTATIVE: frozenset({_P.SEE_INTERNAL, _P.COMMIT_TO_POOLS}),
    Duty.AUDITOR: frozenset({_P.SEE_INTERNAL, _P.READ_LEDGER}),
    Duty.STEWARD: frozenset({_P.CURATE}),
}


def duties_with(permission: Permission) -> tuple[Duty, ...]:
    """The duties that carry a permission."""
    return tuple(duty for duty in Duty if permission in MATRIX[duty])


def may(actor: Actor, permission: Permission, place: str | None) -> bool:
    """Whether the actor holds, at this jurisdiction or network, a duty that carries the permission."""
    return any(actor.holds(duty, place) for duty in duties_with(permission))


def places(actor: Actor, permission: Permission) -> frozenset[str]:
    """Every jurisdiction or network where the actor has the permission."""
    return actor.places(*duties_with(permission))


#: What a duty is, in a sentence for whoever assigns it.
MEANING: dict[Duty, str] = {
    Duty.ADMINISTRATOR: "Invites people, assigns duties and sets the rules.",
    Duty.OFFICER: "Drafts and publishes solicitations, opens responses, runs evaluations, recommends awards.",
    Duty.APPROVER: "Reviews and approves drafts and awards (legal, budget, department head).",
    Duty.EVALUATOR: "May be seated on evaluation panels; sees nothing else.",
    Duty.REPRESENTATIVE: "Commits the jurisdiction in pools: joins, states quantities, approves, signs.",
    Duty.AUDITOR: "Reads everything, changes nothing.",
    Duty.STEWARD: "Curates the shared library of the network.",
}
#: Duties that can be held in a network, and in a jurisdiction.
OF_NETWORKS = (Duty.ADMINISTRATOR, Duty.STEWARD)
OF_JURISDICTIONS = tuple(duty for duty in Duty if duty != Duty.STEWARD)
