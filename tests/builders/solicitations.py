"""Solicitations with fixed data, through the operations: a draft, one handed in, one published, one for a pool."""

from copy import deepcopy
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core.context import SYSTEM, Context
from procurement.library import content as contents
from procurement.library.models import Kind
from procurement.networks.duties import Duty
from procurement.networks.models import Jurisdiction
from procurement.pools.models import Pool
from procurement.solicitations import operations, queries
from procurement.solicitations.models import Solicitation
from tests.builders.people import a_jurisdiction, acting, with_duty
from tests.support.scenes import kept

THREE_DAYS = timedelta(days=3)
#: A small but whole RFP: a filled blank, each kind of requirement, every kind of criterion, two price lines.
CONTENT = {
    **contents.empty(),
    "sections": [
        {
            "key": "s1",
            "level": 1,
            "heading": "Scope",
            "body": "The {{place}} buys a service desk for **{{staff}}** people.",
            "format": "markdown",
            "role": "",
        },
        {
            "key": "s2",
            "level": 2,
            "heading": "Hours",
            "body": "Calls are answered on working days.",
            "format": "markdown",
            "role": "",
        },
        {
            "key": "s3",
            "level": 1,
            "heading": "Terms",
            "body": "Invoices are paid in thirty days.",
            "format": "markdown",
            "role": "",
        },
    ],
    "blanks": [
        {
            "key": "place",
            "label": "Who buys",
            "kind": "text",
            "help": "",
            "required": True,
            "choices": [],
            "original": "",
        },
        {
            "key": "staff",
            "label": "How many people",
            "kind": "number",
            "help": "",
            "required": True,
            "choices": [],
            "original": "",
        },
    ],
    "requirements": [
        {
            "key": "r1",
            "kind": "text",
            "label": "Describe your approach",
            "help": "Two pages at most.",
            "required": True,
            "choices": [],
        },
        {
            "key": "r2",
            "kind": "yes-no",
            "label": "Do you carry insurance?",
            "help": "",
            "required": True,
            "choices": [],
        },
        {
            "key": "r3",
            "kind": "file",
            "label": "Certificate of insurance",
            "help": "PDF",
            "required": False,
            "choices": [],
        },
    ],
    "criteria": [
        {
            "key": "approach",
            "title": "Approach",
            "guidance": "How well is it thought through?",
            "kind": "rated",
            "points": "40",
            "scale": {"min": "0", "max": "5"},
            "combine": "mean",
        },
        {
            "key": "local",
            "title": "Local presence",
            "guidance": "",
            "kind": "given",
            "points": "10",
        },
        {"key": "insurance", "title": "Insurance", "guidance": "", "kind": "pass-fail"},
        {
            "key": "cost",
            "title": "Cost",
            "guidance": "",
            "kind": "price",
            "points": "50",
            "formula": "lowest-ratio",
        },
    ],
    "evaluation": {**contents.empty()["evaluation"], "whole": "100"},
    "price_lines": [
        {"key": "p1", "description": "Service desk", "unit": "month", "quantity": "36", "optional": False},
        {"key": "p2", "description": "Set-up", "unit": "once", "quantity": "1", "optional": False},
    ],
}  # fmt: skip
VALUES = {"place": "City of Alder", "staff": "1,200"}


def the_content(kind: Kind = Kind.RFP) -> dict:
    """A content of one's own to change; an RFI has neither criteria nor price lines."""
    content = deepcopy(CONTENT)
    return {**content, "criteria": [], "price_lines": []} if kind == Kind.RFI else content


def somebody(ctx: Context, place: Jurisdiction, duty: Duty, name: str) -> Person:
    """The person of this name with this duty in the place: found, or made."""
    full = f"{name} of {place.name}"
    found = ctx.session.scalar(sa.select(Person).where(Person.name == full))
    return found or with_duty(ctx, place, full, duty)


def officer_of(ctx: Context, solicitation: Solicitation) -> Person:
    """Who drafted it."""
    return ctx.session.get_one(Person, solicitation.drafted_by)


def as_officer(ctx: Context, solicitation: Solicitation) -> Context:
    """The same unit of work, with the officer acting who drafted it."""
    return acting(ctx, officer_of(ctx, solicitation))


def as_approver(ctx: Context, solicitation: Solicitation) -> Context:
    """The same unit of work, with an approver of its jurisdiction acting."""
    return acting(ctx, somebody(ctx, solicitation.jurisdiction, Duty.APPROVER, "Anna"))


def as_representative(ctx: Context, place: Jurisdiction) -> Context:
    """The same unit of work, with a representative of the jurisdiction acting."""
    return acting(ctx, somebody(ctx, place, Duty.REPRESENTATIVE, "Rita"))


@kept
def a_draft_solicitation(
    ctx: Context,
    *,
    jurisdiction: Jurisdiction | None = None,
    officer: Person | None = None,
    title: str = "Service desk",
    kind: Kind = Kind.RFP,
    content: dict | None = None,
    values: dict | None = None,
    pool: Pool | None = None,
    due_in: timedelta = THREE_DAYS,
    **given,
) -> Solicitation:
    """A draft that nothing hinders from being handed in; its jurisdiction's rules ask for no days of notice."""
    if jurisdiction is None:
        jurisdiction = pool.lead if pool is not None else the_jurisdiction(ctx)
    jurisdiction.rules = {**jurisdiction.rules, "notice_days": 0}
    officer = officer or somebody(ctx, jurisdiction, Duty.OFFICER, "Olive")
    acts = acting(ctx, officer)
    solicitation = operations.draft(
        acts,
        jurisdiction_id=jurisdiction.id,
        title=title,
        kind=kind,
        summary="Somebody answers when our people need help.",
        content=the_content(kind) if content is None else content,
        due_at=ctx.now + due_in,
        pool=pool,
        **given,
    )
    if values is None:
        keys = {each["key"] for each in solicitation.content["blanks"]}
        values = {key: value for key, value in VALUES.items() if key in keys}
    return operations.fill(acts, solicitation, version=solicitation.version, values=values)


def the_jurisdiction(ctx: Context, name: str = "City of Alder") -> Jurisdiction:
    """The jurisdiction of this name: found, or made."""
    found = ctx.session.scalar(sa.select(Jurisdiction).where(Jurisdiction.name == name))
    return found or a_jurisdiction(replace(ctx, actor=SYSTEM), name)


@kept
def a_submitted_solicitation(ctx: Context, **given) -> Solicitation:
    """Handed to the approvers (and to the members of the pool), who have not decided yet."""
    solicitation = a_draft_solicitation(ctx, **given)
    for each in queries.members(ctx.session, solicitation):
        each.jurisdiction.rules = {**each.jurisdiction.rules, "notice_days": 0}
    as_approver(ctx, solicitation)
    operations.submit_for_review(as_officer(ctx, solicitation), solicitation)
    return solicitation


@kept
def an_approved_solicitation(ctx: Context, **given) -> Solicitation:
    """Approved by everybody who must."""
    solicitation = a_submitted_solicitation(ctx, **given)
    operations.decide_review(as_approver(ctx, solicitation), solicitation, decision="approved")
    for each in queries.members(ctx.session, solicitation):
        if each.jurisdiction_id != solicitation.jurisdiction_id:
            acts = as_representative(ctx, each.jurisdiction)
            operations.decide_for_member(acts, solicitation, each, decision="approved")
    return solicitation


@kept
def a_published_solicitation(
    ctx: Context,
    *,
    due_in: timedelta = THREE_DAYS,
    pool: Pool | None = None,
    content: dict | None = None,
    kind: Kind = Kind.RFP,
    **given,
) -> Solicitation:
    """Published at the context's instant, with its deadline `due_in` after that."""
    solicitation = an_approved_solicitation(ctx, due_in=due_in, pool=pool, content=content, kind=kind, **given)
    operations.publish(as_officer(ctx, solicitation), solicitation)
    return solicitation
