"""From a real solicitation to signed addenda and printed packets: by pages and by API, for one and for a pool."""

from datetime import UTC, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
import sqlalchemy as sa

from procurement import scoring
from procurement.library import importing
from procurement.responses.models import RefusedAttempt
from tests.journeys.by_api import ByApi
from tests.journeys.by_pages import ByPages
from tests.journeys.scene import ALASKA, ALASKA_BODY, LATE, MARKS, NEEDS, OFFERS, OWN, SEATS, Scene, a_scene
from tests.pdf.reading import bookmarks, faults, pages, squeezed
from tests.responses.doors import PDF
from tests.support.visitors import a_unit

#: What nobody on the buying side may learn of before the opening: a word that stands in every answer.
SECRET = "Heliotrope"
DAYS = 20
#: Who else is on the buying side.
BUYING = ("second officer", "approver", "auditor", "seat 0", "for City of Alder")


@pytest.mark.parametrize(
    "door, for_pool, backend",
    [
        pytest.param(ByApi, False, "postgresql", id="by-api-for-one"),
        pytest.param(ByPages, True, "sqlite", id="by-pages-for-a-pool"),
    ],
    indirect=["backend"],
)
def test_the_main_job(app, door, for_pool):
    scene = a_scene(app, for_pool=for_pool)
    story = Story(scene, door(scene))
    story.drafts()
    story.publishes()
    story.responds()
    story.keeps_sealed()
    story.opens()
    story.scores()
    story.awards()
    if scene.for_pool:
        story.signs()
    story.prints()


class Story:
    """One run of the main job, chapter by chapter; `door` has the verbs."""

    def __init__(self, scene: Scene, door):
        self.scene, self.door = scene, door
        self.source = ALASKA if ALASKA.exists() else OWN
        self.responses: dict[str, str] = {}
        self.receipts: list[str] = []

    def drafts(self) -> None:
        door, scene = self.door, self.scene
        door.import_template(self.source)
        assert door.template_text().split() == importing.decode(self.source.read_bytes()).split()
        pool = self._forms_pool() if scene.for_pool else None
        self.id = door.draft("Permit system support", pool)
        due = datetime.now(UTC) + timedelta(days=DAYS)
        door.describe(self.id, due_date=f"{due:%Y-%m-%d}", due_time="14:00")
        door.write(self.id)
        left = door.hindrances(self.id)
        assert left and all("approved yet" in each for each in left), left

    def _forms_pool(self) -> str:
        pool = self.door.form_pool()
        for member in list(NEEDS)[1:]:
            self.door.join_pool(pool, member)
        for member, needs in NEEDS.items():
            self.door.state_needs(pool, member, needs)
        self.door.commit_pool(pool)
        return pool

    def publishes(self) -> None:
        door, scene = self.door, self.scene
        door.hand_in(self.id)
        door.approve_draft(self.id)
        for member in list(NEEDS)[1:] if scene.for_pool else []:
            assert door.hindrances(self.id), "It must not go out before every member has approved."
            door.approve_for_member(self.id, member)
        assert door.hindrances(self.id) == []
        door.publish(self.id)
        lines = door.published_lines(self.id)
        assert [Fraction(each["quantity"]) for each in lines] == scene.quantities
        if scene.for_pool:
            for place, line in enumerate(lines):
                shares = {name: Fraction(share) for name, share in line["shares"].items()}
                assert shares == {name: Fraction(needs[place]) for name, needs in NEEDS.items()}

    def responds(self) -> None:
        door, scene = self.door, self.scene
        for vendor in [*OFFERS, LATE[0]]:
            response = self.responses[vendor] = door.begin_response(vendor, self.id)
            # Birch asks for more at first, and revises; what counts is the last version.
            prices = scene.unit_prices("Birch Software" if vendor == LATE[0] else vendor)
            first = [str(Fraction(each) * 2 // 1) for each in prices] if vendor == "Birch Software" else prices
            door.fill_response(vendor, self.id, response, first, f"{SECRET}: our people answer every call.")
            door.attach(vendor, self.id, response, "technical.pdf", PDF)
            assert "not submitted" in door.standing(vendor, response).lower()
        for vendor in OFFERS:
            self.receipts.append(door.submit(vendor, self.responses[vendor], token=f"submission-{len(self.receipts)}"))
        birch, cedar = self.responses["Birch Software"], self.responses["Cedar Systems"]
        prices = scene.unit_prices("Birch Software")
        door.fill_response("Birch Software", self.id, birch, prices, f"{SECRET}, revised.")
        self.receipts.append(door.submit("Birch Software", birch, token="submission-revised"))
        door.withdraw("Cedar Systems", cedar)
        assert "not submitted" in door.standing("Cedar Systems", cedar).lower()
        self.receipts.append(door.submit("Cedar Systems", cedar, token="submission-again"))
        assert len(set(self.receipts)) == 6

    def keeps_sealed(self) -> None:
        """Before and after the deadline, until two people have opened: nothing, to nobody on the buying side."""
        self._tells_nothing(*BUYING)
        self.scene.move(days=DAYS + 2)
        self.door.come_back()
        told = self.door.refused_submission(LATE[0], self.responses[LATE[0]])
        assert "deadline" in told.lower()
        with a_unit(self.scene.app, writes=False) as ctx:
            assert ctx.session.scalar(sa.select(sa.func.count()).select_from(RefusedAttempt)) == 1
        self._tells_nothing()

    def _tells_nothing(self, *also: str) -> None:
        for who in ("officer", None, *also):
            seen = self.door.all_that_is_seen(who, self.id, list(self.responses.values()))
            for secret in (SECRET, *OFFERS, LATE[0], *self.receipts, "technical.pdf"):
                at = seen.find(secret)
                assert at < 0, f"{who} learns of {secret}: {seen[max(at - 200, 0) : at + 200]}"

    def opens(self) -> None:
        door = self.door
        door.begin_opening("officer", self.id)
        assert door.complete_opening("officer", self.id, 403), "One person may not open alone."
        self._tells_nothing()
        door.complete_opening("second officer", self.id)
        assert sorted(door.register(self.id)) == sorted(OFFERS)

    def scores(self) -> None:
        door = self.door
        door.convene(self.id)
        self._declares(0, 1, 2)
        for vendor in MARKS:
            door.determine(self.id, vendor, "responsive")
        assert "Seat others" in door.begin_scoring(self.id, 422), "Two may not score a response that three must."
        door.seat_another(self.id, "seat 3")
        self._declares(3)
        door.begin_scoring(self.id)
        assert not door.readable("seat 2", self.id, "Cedar Systems"), "A conflict shuts the response."
        for place in range(SEATS):
            for vendor, sheets in MARKS.items():
                if sheets[place] is not None:
                    assert door.readable(f"seat {place}", self.id, vendor)
                    assert door.ranking_is_hidden("officer", self.id)
                    door.score(f"seat {place}", self.id, vendor, sheets[place])
        for vendor in MARKS:
            door.determine(self.id, vendor, "responsible")
        door.close_panel(self.id)
        self._ranks_as_published()

    def _declares(self, *places: int) -> None:
        for place in places:
            seat = f"seat {place}"
            assert not self.door.readable(seat, self.id, "Elm Works"), "Nobody reads before declaring."
            conflict = next((vendor for vendor, sheets in MARKS.items() if sheets[place] is None), None)
            self.door.disclose(seat, self.id, conflict)

    def _ranks_as_published(self) -> None:
        expected = self.scene.expected()
        order = sorted(expected, key=expected.get, reverse=True)
        found = self.door.ranking(self.id)
        assert [vendor for vendor, _, _ in found] == order
        assert [rank for _, rank, _ in found] == [1, 2, 3, 4]
        assert {vendor: total for vendor, _, total in found} == {v: printed(t) for v, t in expected.items()}
        again = scoring.evaluate(self.door.scoring_document(self.id))["ranking"]
        assert [each["total"] for each in again] == [total for _, _, total in found]
        self.winner = order[0]

    def awards(self) -> None:
        door, scene = self.door, self.scene
        self.award = door.recommend(self.id, self.winner)
        door.approve_award("officer", self.id, self.award, 403)
        door.approve_award("approver", self.id, self.award)
        for vendor in OFFERS:
            subjects = " / ".join(door.letters(vendor))
            assert "Notice of intent" in subjects, f"{vendor} has no notice: {subjects}"
        assert "protest" in door.finalise(self.id, self.award, 409).lower()
        scene.move(days=30)
        door.come_back()
        door.finalise(self.id, self.award)
        assert door.award(self.award)["state"] == "final"
        exact = sum(
            Fraction(price) * each for price, each in zip(scene.unit_prices(self.winner), scene.quantities, strict=True)
        )
        assert abs(door.award(self.award)["amount_cents"] - exact * 100) <= len(scene.quantities)

    def signs(self) -> None:
        """Each member's own quantities at the awarded prices; together the award, within a cent for each rounding."""
        self.scene.work_off()
        prices = self.scene.unit_prices(self.winner)
        together = 0
        for member, needs in NEEDS.items():
            lines = self.door.sign_addendum(member)
            assert [Fraction(each["quantity"]) for each in lines] == [Fraction(need) for need in needs]
            exact = [Decimal(need) * Decimal(price) for need, price in zip(needs, prices, strict=True)]
            cents = [int((each * 100).quantize(Decimal(1), ROUND_HALF_UP)) for each in exact]
            assert [each["amount_cents"] for each in lines] == cents
            together += sum(cents)
        total = self.door.award(self.award)["amount_cents"]
        assert abs(together - total) <= len(NEEDS) * len(prices)

    def prints(self) -> None:
        door = self.door
        opened = door.opened_ids(self.id)
        rival = next(vendor for vendor in OFFERS if vendor != self.winner)
        packets = [
            (None, "solicitation", self.id),
            (None, "register", self.id),
            (None, "award", self.award),
            ("officer", "evaluation", self.id),
            (rival, "response", opened[rival]),
        ]
        for who, kind, subject in packets:
            door.order_packet(who, kind, subject)
        self.scene.work_off()
        printed = {kind: door.packet(who, kind, subject) for who, kind, subject in packets}
        for kind, sheet in printed.items():
            assert sheet is not None and faults(sheet) == [], kind
        assert door.packet(None, "evaluation", self.id) is None
        assert door.packet(self.winner, "response", opened[rival]) is None
        assert self.winner in squeezed_out(printed["award"])
        self._has_every_heading(printed["solicitation"])

    def _has_every_heading(self, sheet: bytes) -> None:
        """Every heading of the original's body, in order, in the bookmarks and in the printed contents."""
        titles = [squeezed(title) for title, _, _ in bookmarks(sheet)]
        contents = squeezed(" ".join(pages(sheet)[1:12]))
        at, place = 0, 0
        for heading in headings_of(self.source):
            wanted = squeezed(heading)
            assert wanted in titles[at:], f"“{heading}” is no bookmark, or stands out of order"
            at += titles[at:].index(wanted) + 1
            assert wanted in contents[place:], f"“{heading}” is not in the contents, or out of order"
            place = contents.index(wanted, place) + len(wanted)


def headings_of(source) -> list[str]:
    """The headings of the body as they stand in the file."""
    text = source.read_text(encoding="utf-8")
    body = text[text.index(ALASKA_BODY) :] if ALASKA_BODY in text else text
    return [plain(line.lstrip("#")) for line in body.splitlines() if line.startswith("#")]


def plain(heading: str) -> str:
    """A heading without the marks of Markdown."""
    return heading.replace("\\", "").replace("**", "").strip()


def squeezed_out(sheet: bytes) -> str:
    return " ".join(pages(sheet))


def printed(total: Fraction) -> str:
    """Two places, half a hundredth upwards."""
    exact = Decimal(total.numerator) / Decimal(total.denominator)
    return str(exact.quantize(Decimal("0.01"), ROUND_HALF_UP))
