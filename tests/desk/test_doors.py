"""What waits for somebody, the same by page and by program."""

import re

from procurement.networks.duties import Duty
from tests.builders.solicitations import a_submitted_solicitation, somebody
from tests.support.visitors import Program, Visitor, a_unit


def test_a_program_reads_the_same_tasks_as_the_page(app):
    with a_unit(app) as ctx:
        place = a_submitted_solicitation(ctx).jurisdiction
        approver = somebody(ctx, place, Duty.APPROVER, "Fay")
    answer = Program(app).already_in(approver).call("GET", "/desk")
    assert answer.status_code == 200
    page = Visitor(app).already_in(approver).get("/desk").text
    linked = re.findall(r'class="task__label" href="(/[^"]*)"', page)
    assert [each["page"] for each in answer.json["tasks"]] == linked
    assert len(linked) == 1


def test_nobody_has_no_desk(app):
    assert Program(app).call("GET", "/desk").status_code == 401
    assert Visitor(app).get("/desk").status_code == 302
