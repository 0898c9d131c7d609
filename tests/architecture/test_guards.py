"""The house as it stands keeps its rules, and each guard finds the fault that it is there for."""

from pathlib import Path

import pytest

from tests.architecture import guards

TOP = Path(__file__).parents[2]


def the_tree() -> guards.Tree:
    """Every Python module of the service and the print shop."""
    return {
        str(path.relative_to(TOP)): path.read_text()
        for folder in ("procurement", "pdf")
        for path in sorted((TOP / folder).rglob("*.py"))
    }


@pytest.mark.parametrize("guard", guards.ALL, ids=lambda guard: guard.__name__)
def test_the_house_keeps_its_rules(guard):
    violations = guard(the_tree())
    assert not violations, "\n" + "\n".join(violations)


DOC = '"""What it is for."""\n'
PLANTED = {
    "floors": {
        "procurement/vendors/models.py": DOC + "from procurement.vendors.operations import register\n",
        "procurement/vendors/operations.py": DOC,
    },
    "river": {"procurement/vendors/queries.py": DOC + "from procurement.responses.models import Response\n"},
    "core_is_alone": {"procurement/core/clock.py": DOC + "from procurement.networks import rules\n"},
    "hearts_are_pure": {"procurement/pools/demand.py": DOC + "from sqlalchemy.orm import Session\n"},
    "no_web_below": {"procurement/vendors/operations.py": DOC + "from flask import g\n"},
    "print_shop_is_alone": {"pdf/render.py": DOC + "import procurement.models\n"},
    "one_commit": {"procurement/vendors/operations.py": DOC + "def go(session):\n    session.commit()\n"},
    "operations_ask_policy": {
        "procurement/vendors/operations.py": DOC + "def edit(ctx, vendor):\n    vendor.name = 'x'\n"
    },
    "small_enough": {"procurement/vendors/queries.py": DOC + "x = 1\n" * 400},
    "tidy": {"procurement/vendors/utils.py": DOC},
    "cycles": {
        "procurement/vendors/a.py": DOC + "from procurement.vendors import b\n",
        "procurement/vendors/b.py": DOC + "from procurement.vendors import a\n",
    },
}


@pytest.mark.parametrize("guard", guards.ALL, ids=lambda guard: guard.__name__)
def test_a_planted_fault_is_found(guard):
    found = guard(PLANTED[guard.__name__])
    assert found
    assert all(each.startswith(("Import cycle", *PLANTED[guard.__name__])) for each in found)


def test_a_clean_operation_is_left_alone():
    source = DOC + "def edit(ctx, vendor):\n    '''Change it.'''\n    require(policy.may_edit(ctx.actor, vendor))\n"
    assert guards.operations_ask_policy({"procurement/vendors/operations.py": source}) == []


def test_only_packets_may_order_from_the_print_shop():
    assert guards.print_shop_is_alone({"procurement/packets/printing.py": DOC + "import pdf\n"}) == []
    assert guards.print_shop_is_alone({"procurement/awards/operations.py": DOC + "import pdf\n"})
