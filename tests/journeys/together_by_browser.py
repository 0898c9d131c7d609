"""Buying together in a real browser: every deed of the story as a person does it, following links and buttons."""

from datetime import timedelta
from decimal import Decimal

from procurement.core.words import money
from tests.browser.people import Somebody
from tests.journeys.together import (
    AFTER,
    ALDER,
    ASKED,
    AUTHORITY,
    BIRCH,
    BOUGHT,
    CAMERAS,
    CLAUSE,
    DUNE,
    FERN,
    FERN_TERMS,
    FIRST,
    GORSE,
    KELP,
    KELP_TERMS,
    LAST,
    LAST_PRICE,
    LOCAL,
    MEMBERS,
    NEEDS,
    OFFERS,
    POOL,
    RECORDERS,
    SAVED,
    TERMS,
    TOLD,
    WINNER,
    Cast,
    cents_of,
)
from tests.journeys.together_by_api import ByApi
from tests.pdf.reading import faults, pages, squeezed

OFFICER, SPEAKER = f"officer of {ALDER}", f"speaker for {ALDER}"


class Looker(Somebody):
    """Looks closely only when asked to: nearly every page of the story has a test that does."""

    def look(self, *, closely: bool = False) -> None:
        """The page is whole; closely, as always."""
        if closely:
            super().look()
        else:
            self.page.wait_for_load_state()
            assert self.page.locator("h1").count() == 1, f"{self.page.url} has no single main heading"


class ByBrowser:
    """The chapters; one browser, before which one after another sits down."""

    def __init__(self, cast: Cast, page, server):
        self.cast, self.page, self.server = cast, page, server
        self.one, self.api = Looker(page, server), ByApi(cast)
        self.pool = self.solicitation = self.contract = self.adoption = ""

    def enter(self, who: str, path: str = "/desk") -> Somebody:
        """The next one sits down and begins at this address."""
        self.one.is_in(self.cast.person(who).email)
        self.one.go(path)
        return self.one

    @property
    def here(self) -> str:
        """The address of the page without its host."""
        return self.page.url.removeprefix(self.server.url).partition("?")[0]

    def tick(self, words: str) -> None:
        self.page.locator("main label", has_text=words).first.click()

    def announces(self) -> None:
        """Two governments of different coalitions announce the same in different words, and find each other."""
        one = self.enter(OFFICER, "/plans")
        one.follow("Announce a need")
        one.fill(What_is_needed=CAMERAS["title"], Description=CAMERAS["description"])
        one.fill(Needed_from=CAMERAS["from_on"], Needed_until=CAMERAS["to_on"])
        self.tick("the networks above it")
        one.press("Announce it")
        self.plan = self.here
        one = self.enter(f"officer of {KELP}", "/plans/new")
        self.page.get_by_label("What is needed").fill(RECORDERS["title"])
        self.page.locator("#like a", has_text=CAMERAS["title"]).wait_for()
        one.fill(Description=RECORDERS["description"])
        one.fill(Needed_from=RECORDERS["from_on"], Needed_until=RECORDERS["to_on"])
        self.tick("the networks above it")
        one.press("Announce it")
        one.reads(CAMERAS["title"])
        one.reads(ALDER)

    def pools(self) -> None:
        """The one proposes a pool to the other; two more join; all state what they need, and it is settled."""
        one = self.enter(SPEAKER, self.plan)
        one.reads(RECORDERS["title"])
        one.follow("Propose a pool to these governments")
        one.reads(KELP)
        one.fill(What_the_pool_buys=POOL, First_line="Body-worn camera", Unit="camera")
        one.fill(Your_authority=AUTHORITY)
        self.page.get_by_label("Network").select_option(label="National Partnership")
        one.press("Propose the pool")
        self.pool = self.here
        one.follow("State your quantities")
        self._states(ALDER)
        one = self.enter(f"speaker for {KELP}", "/pools")
        one.follow(POOL, exact=False)
        one.reads(f"{ALDER} asks {KELP} to take part")
        one.follow("Join the pool")
        one.fill(Authority_to_buy_together=AUTHORITY)
        one.press("Join")
        self._states(KELP)
        self.api.pool = self.pool.rpartition("/")[2]
        for name in (BIRCH, DUNE):
            self.api.joins(name)
            self.api.states(name)
        one = self.enter(SPEAKER, self.pool)
        one.follow("Commit the pool")
        one.press("Commit the pool")
        one.reads("Members and quantities are settled")

    def _states(self, name: str) -> None:
        self.one.fill(**{"Quantity,": NEEDS[name]})
        if name == KELP:
            self.one.fill(**{"Last price,": LAST_PRICE, "Source of the last price": "Purchase order 17-204"})
        self.one.press("Save the quantities")

    def drafts(self) -> None:
        """The lead drafts from its template; the strictest rule of all members sets the dates, and says whose it is."""
        one = self.enter(OFFICER, self.pool)
        one.follow("Rules of all members")
        one.reads(f"{KELP} asks for 25 working days")
        one.reads("Kelp Charter 6-12")
        one.go(self.pool)
        one.follow("Draft the joint solicitation", exact=False)
        one.fill(Title="Body-worn cameras for four governments")
        self.page.get_by_label("Template").select_option(self.cast.template)
        one.press("Begin the draft")
        self.solicitation = self.here.split("/")[2]
        at = f"/solicitations/{self.solicitation}"
        self.api.solicitation = self.solicitation
        self.api.fills()
        one.go(f"{at}/schedule")
        one.reads("25 working days")
        one.reads("3:00 p.m.")
        one.press("Take these dates into the draft")

    def annexes(self) -> None:
        """Members say what must differ for them; the lead sees how far they are, and reads nobody's before its time."""
        one = self.one
        one.go(f"/solicitations/{self.solicitation}/work")
        one.follow("Annexes of the members")
        one.fill(Until_which_day=f"{self.cast.today + timedelta(days=3)}", Time_of_day="12:00")
        one.press("Ask for annexes")
        one.look(closely=True)
        one = self.enter(f"speaker for {KELP}", self.pool)
        one.follow("Read the common text and write your annex")
        self.page.locator("summary", has_text="Terms").click()
        self.page.locator("details", has_text=TERMS).get_by_role("link").click()
        self.page.get_by_label("What it is about").select_option("terms")
        one.fill(Text=KELP_TERMS)
        one.press("Save")
        one.reads("In place of 3 Terms")
        one.look(closely=True)
        one.press("Our annex is complete")
        one.reads("Complete")
        for name in (ALDER, BIRCH, DUNE):
            self.api.needs_no_annex(name)

    def is_approved(self) -> None:
        """Each member's own approver agrees; without the last one it cannot go out."""
        at = f"/solicitations/{self.solicitation}/review"
        one = self.enter(OFFICER, at)
        one.press("Hand it in")
        self.enter(f"approver of {ALDER}", at)
        self._agrees()
        one = self.enter(f"speaker for {KELP}")
        one.follow("approve", exact=False)
        self._agrees()
        for name in (BIRCH, DUNE):
            self.api.approves(name)

    def _agrees(self) -> None:
        self.page.locator("fieldset#decision label").first.click()
        self.one.press("Save the decision")

    def publishes(self) -> None:
        """Every line shows whose how much it is."""
        one = self.enter(OFFICER, f"/solicitations/{self.solicitation}/publish")
        one.press("Publish now")
        one.go(f"/solicitations/{self.solicitation}")
        one.reads(f"For {KELP} its annex applies instead")
        one.reads(KELP_TERMS)
        for name, need in NEEDS.items():
            one.reads(name)
            one.reads(need)

    def signs(self) -> None:
        """After the award, every member sees what it pays and saves, and signs for its own quantities."""
        award = self.cast.award(self.solicitation)
        assert self.cast.winner(award) == WINNER
        one = self.enter(f"speaker for {KELP}", self.pool)
        one.follow("What members pay")
        one.reads(money(SAVED))
        one.go("/desk")
        one.follow("Sign your participating addendum", exact=False)
        one.reads(money(cents_of(NEEDS[KELP])))
        one.follow("Sign")
        one.fill(Local_terms=LOCAL, Your_name="Rita Moss", Your_title="Town manager")
        self.page.locator("label[for=declaration]").click()
        one.press("Sign for", exact=False)
        one.reads("signed")
        for name in (ALDER, BIRCH, DUNE):
            self.api.signs_for(name)

    def holds_the_contract(self) -> None:
        """The lead completes what the award has begun: the term; prices and clause are there."""
        one = self.enter(OFFICER, "/contracts")
        one.follow("Body-worn cameras for four governments")
        one.reads(CLAUSE)
        one.reads(OFFERS[1][2])
        one.follow("Complete it")
        one.fill(First_day=f"{FIRST}", Last_day=f"{LAST}", Terms_in_words=TERMS)
        self.tick("Any public body")
        one.press("Save")
        one.follow("Activate")
        one.press("Bring it into force")
        self.contract = self.here.split("/")[2]
        self.cast.move_to(FIRST + timedelta(days=31))

    def is_adopted(self) -> None:
        """A month later a fifth finds it, may adopt it, and does."""
        one = self.enter(f"officer of {FERN}", "/contracts")
        one.fill(**{"What do you need?": "police video cameras"})
        one.press("Find")
        one.follow("Body-worn cameras", exact=False)
        one.follow("May we adopt it?")
        cents = cents_of(BOUGHT)
        one.fill(Amount_in_dollars=f"{Decimal(cents) / 100}", **{"Why it is within": ASKED["scope"]})
        self.page.get_by_label("Is any federal money spent?").select_option("false")
        one.press("Check")
        one.reads("Nothing stands in the way")
        one.fill(What_you_need=ASKED["need"], By_what_authority=ASKED["authority"])
        one.press("Ask for their consent")
        self.adoption = self.here
        one = self.enter(OFFICER)
        one.follow("Decide whether", exact=False)
        one.reads(FERN)
        one.follow("Consent for the lead")
        one.press("Consent")
        self.api.consents(WINNER, "vendor", self.adoption)
        one = self.enter(f"speaker for {FERN}")
        one.follow("Sign the adoption", exact=False)
        one.follow("Write local terms")
        one.fill(Terms_of_your_participating_addendum=FERN_TERMS)
        one.press("Save")
        one.follow("Sign")
        one.fill(Your_name="Rita Moss", Your_title="City manager")
        self.page.locator("label[for=declaration]").click()
        one.press("Sign for", exact=False)
        one.reads("Rita Moss, City manager")

    def is_forbidden(self) -> None:
        """A sixth is told why not, with the law that says so."""
        one = self.enter(f"officer of {GORSE}", f"/contracts/{self.contract}")
        one.follow("May we adopt it?")
        one.reads(f"No: {GORSE} may not adopt it")
        one.reads("Gorse Village Code 9")

    def reports(self) -> None:
        """When the quarter is over the adopter says what it bought."""
        self.cast.move_to(AFTER)
        one = self.enter(f"officer of {FERN}", f"/contracts/{self.contract}")
        one.follow("What is bought")
        one.follow(f"Report for {FERN}")
        one.fill(Quantity_of=BOUGHT, Dollars_for=f"{Decimal(cents_of(BOUGHT)) / 100}")
        one.press("Report")
        one.reads(money(cents_of(BOUGHT)))

    def tells(self) -> None:
        """It also says what came of it, under its name."""
        one = self.one
        one.go(f"/contracts/{self.contract}")
        one.follow("Outcomes of this contract")
        one.follow(f"Say for {FERN} what came of it")
        for question in ("on_time", "on_budget", "buy_again"):
            self.page.locator(f"fieldset#{question} label").first.click()
        one.fill(What_the_next_should_know=TOLD["lessons"])
        one.press("Say it", exact=False)

    def is_read_by_everybody(self) -> None:
        """The passport shows four members and one adopter, what was bought, and what came of it."""
        one = self.enter(f"officer of {GORSE}", f"/contracts/{self.contract}")
        one.follow("Passport")
        one.look(closely=True)
        for name in (*MEMBERS, FERN):
            one.reads(name)
        one.reads(f"{money(cents_of(BOUGHT))} are reported as bought")
        one.reads("1 of 1")

    def is_printed(self) -> None:
        """All of it is there on paper."""
        one = self.one
        one.go(f"/contracts/{self.contract}/passport")
        one.follow("Print the passport")
        one.press("Print it")
        self.cast.work_off()
        one.go(self.here)
        one.reads("Download the PDF")
        sheet = self.page.request.get(f"{self.page.url}/file").body()
        found = squeezed(" ".join(pages(sheet)))
        assert faults(sheet) == [] and all(squeezed(each) in found for each in (FERN, DUNE, TOLD["lessons"]))
