"""An RFP from a peer's template: started, filled, updated from upstream, approved twice, changed in Word, published.

In a real browser, with a real LibreOffice where this machine has one.
"""

from copy import deepcopy

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.library import operations as library
from procurement.library import queries as shelf
from procurement.library.models import ItemVersion, Scope
from procurement.networks import operations as networks
from procurement.networks import people
from procurement.networks.duties import Duty
from procurement.networks.models import Assignment
from procurement.solicitations.models import Solicitation
from tests.browser.people import Somebody
from tests.builders.library import a_blank, a_section, a_template
from tests.builders.people import a_jurisdiction, a_network, acting, with_duty
from tests.builders.solicitations import the_content
from tests.support.office import office, reworded
from tests.support.visitors import a_unit

HOURS = "Calls are answered on working days from 8 a.m. to 5 p.m. The longest wait is two minutes."
TERMS = "Invoices are paid in thirty days."
CONTENT = {
    **the_content(),
    "sections": [
        a_section("s1", "Scope", "The {{place}} buys a service desk for {{staff}} people.\n\nIt begins on {{begin}}."),
        a_section("s2", "Hours", HOURS, level=2),
        a_section("s3", "Terms", TERMS),
        {**a_section("s4", "Federal terms", "2 CFR 200 applies."), "when": "federal money"},
        {**a_section("s5", "Privacy", "Personal data stays in the country."), "when": "personal data"},
    ],
    "blanks": [
        {**a_blank("place", "Who buys"), "default": "jurisdiction.name"},
        a_blank("staff", "How many people", "number"),
        a_blank("begin", "First day of service", "date"),
    ],
}  # fmt: skip
CHAIN = [{"key": "legal", "title": "Legal", "stage": 1}, {"key": "budget", "title": "Budget", "stage": 2}]


@pytest.fixture
def scene(live_server) -> dict[str, str]:
    """Cedar County shares a template in the network; the City of Alder has an officer, a lawyer and a budget office."""
    with a_unit(live_server.app) as ctx:
        cedar, alder, network = a_jurisdiction(ctx, "Cedar County"), a_jurisdiction(ctx), a_network(ctx, "Lake Compact")
        for member in (cedar, alder):
            networks.add_member(ctx, network, member)
        alder.rules = {"notice_days": {"value": 7}, "approval_chain": {"value": CHAIN}}
        cora = with_duty(ctx, cedar, "Cora Bell", Duty.OFFICER)
        template = a_template(
            acting(ctx, cora), cedar, "Service desk for a county", scope=Scope.NETWORK, network=network,
            content=deepcopy(CONTENT),
        )  # fmt: skip
        olive = with_duty(ctx, alder, "Olive Marsh", Duty.OFFICER)
        lee = with_duty(ctx, alder, "Lee Stone", Duty.APPROVER)
        bea = with_duty(ctx, alder, "Bea Hart", Duty.APPROVER)
        for person, step in ((lee, "legal"), (bea, "budget")):
            duty = ctx.session.scalars(sa.select(Assignment).where(Assignment.person_id == person.id)).one()
            people.limit_steps(ctx, duty, steps=[step])
        return {
            "template": template.id, "cora": cora.id, "olive": olive.email, "lee": lee.email, "bea": bea.email,
        }  # fmt: skip


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_an_officer_buys_with_a_peers_words(page, live_server, scene, tmp_path):
    story = Story(page, live_server, scene)
    story.starts()
    story.fills()
    story.takes_the_update()
    story.is_approved("lee", "bea")
    story.changes_it_in_word(tmp_path)
    story.is_approved_again("lee", "bea")
    story.publishes()


class Story:
    """The chapters, in order."""

    def __init__(self, page, server, scene):
        self.page, self.server, self.scene = page, server, scene
        self.officer = Somebody(page, server)
        self.at = ""

    def starts(self) -> None:
        """What is there already is shown before a word is written; the template of the county begins the draft."""
        officer = self.officer
        officer.is_in(self.scene["olive"])
        officer.go("/solicitations/start")
        officer.fill(**{"What_do_you_want_to_buy?": "Service desk"})
        self.page.get_by_text("Money, law and dates").click()
        officer.fill(Estimated_amount="120000")
        for question in ("federal_money", "personal_data"):
            self.page.locator(f"fieldset#{question}").get_by_text("No", exact=True).click()
        officer.press("See what is there already")
        officer.reads("Cedar County")
        officer.press("Draft from this", exact=False)
        self.at = self.page.url.removeprefix(self.server.url).removesuffix("/work")
        officer.reads("is a draft now")

    def fills(self) -> None:
        """Three blanks of which one is offered, dates by the rules, a summary; and one paragraph said otherwise."""
        officer = self.officer
        officer.go(f"{self.at}/blanks")
        assert self.page.get_by_label("Who buys").input_value() == "City of Alder"
        officer.fill(How_many_people="1,200", First_day_of_service="2031-07-01")
        officer.press("Save", exact=False)
        officer.go(f"{self.at}/schedule")
        officer.press("Take these dates into the draft")
        officer.go(f"{self.at}/details")
        officer.fill(Summary="Somebody answers when our people need help.")
        officer.press("Save")
        officer.go(f"{self.at}/sections/s2")
        officer.fill(Text=HOURS.replace("two minutes", "three minutes"))
        officer.press("Save")

    def takes_the_update(self) -> None:
        """The county improves its template in two places; one of them is the paragraph that was changed here."""
        with a_unit(self.server.app) as ctx:
            cora = acting(ctx, ctx.session.get_one(Person, self.scene["cora"]))
            draft = library.new_version(cora, shelf.get(cora, self.scene["template"]))
            content = deepcopy(draft.content)
            content["sections"][1]["body"] = HOURS.replace("two minutes", "one minute")
            content["sections"][2]["body"] = "Invoices are paid in twenty days."
            library.edit_version(cora, draft, content=content, note="Shorter waits, quicker payment.")
            library.publish_version(cora, draft)
        officer = self.officer
        officer.go(f"{self.at}/work")
        officer.follow("See what would change")
        officer.reads("Terms")
        officer.choose("Write it myself")
        self.page.locator("main textarea").fill(HOURS.replace("two minutes", "ninety seconds"))
        officer.press("Put it into the draft")
        officer.go(f"{self.at}/preview")
        officer.reads("The longest wait is ninety seconds")
        officer.reads("Invoices are paid in twenty days")

    def is_approved(self, *approvers: str) -> None:
        """The lawyer first, then the budget office; neither is asked before it is their turn."""
        self.officer.go(f"{self.at}/review")
        self.officer.press("Hand it in")
        for who in approvers:
            self._decides(who)

    def changes_it_in_word(self, folder) -> None:
        """Taken back, downloaded, changed in LibreOffice, sent back: exactly one section comes in."""
        officer = self.officer
        officer.is_in(self.scene["olive"])
        officer.go(f"{self.at}/review")
        officer.press("Take it back to draft")
        officer.go(f"{self.at}/word")
        with self.page.expect_download() as download:
            self.page.get_by_role("button", name="Download as Word").click()
        data = download.value.path().read_bytes()
        if office() is None:
            pytest.skip("LibreOffice is not on this machine: install libreoffice-writer-nogui")
        (folder / "changed.docx").write_bytes(reworded(data, "Invoices are paid", "Correct invoices are paid", folder))
        self.page.get_by_label("The changed document").set_input_files(folder / "changed.docx")
        officer.press("See what was changed")
        assert self.page.get_by_role("checkbox").count() == 1
        officer.reads("Correct")
        officer.press("Put it into the draft")

    def is_approved_again(self, *approvers: str) -> None:
        """Only the section that changed is asked about."""
        self.officer.go(f"{self.at}/review")
        self.officer.press("Hand it in")
        for who in approvers:
            self._decides(who, reads="Only this is left")

    def publishes(self) -> None:
        """What is public says where every paragraph comes from."""
        officer = self.officer
        officer.is_in(self.scene["olive"])
        officer.go(f"{self.at}/publish")
        officer.press("Publish now")
        with a_unit(self.server.app) as ctx:
            revision = ctx.session.get_one(Solicitation, self.at.rpartition("/")[2]).revision
            assert [each["heading"] for each in revision.body["sections"]] == ["Scope", "Hours", "Terms"]
            assert origins_of(ctx, revision.provenance) == [
                ("Scope", "unchanged", "Cedar County", 1),
                ("The City of Alder buys a service desk for 1,200 people.", "unchanged", "Cedar County", 1),
                ("It begins on July 1, 2031.", "unchanged", "Cedar County", 1),
                ("Hours", "unchanged", "Cedar County", 1),
                (HOURS.replace("two minutes", "ninety seconds"), "changed", "Cedar County", 2),
                ("Terms", "unchanged", "Cedar County", 1),
                ("Correct invoices are paid in twenty days.", "changed", "Cedar County", 2),
            ]
        officer.go(f"{self.at}/provenance")
        officer.reads("Service desk for a county")

    def _decides(self, who: str, reads: str = "") -> None:
        self.officer.is_in(self.scene[who])
        self.officer.go(f"{self.at}/review")
        if reads:
            self.officer.reads(reads)
        self.page.locator("fieldset#decision label").first.click()
        self.officer.press("Save the decision")


def origins_of(ctx: Context, provenance: dict) -> list[tuple]:
    """Of each paragraph of the sections: its words, whether they were changed, whose they were in which version."""
    found = []
    for part in provenance["parts"]:
        for each in part["paragraphs"] if part["place"].startswith("sections/") else ():
            version = ctx.session.get_one(ItemVersion, each["origin"])
            found.append((each["text"], each["status"], version.item.jurisdiction.name, version.number))
    return found
