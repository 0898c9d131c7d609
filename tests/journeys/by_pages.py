"""The journey's verbs by pages: what a person does with a browser that has no JavaScript."""

import html
import re
from pathlib import Path

from tests.journeys.scene import BEST, CONFLICTED, COST, LINES, POOL_LINES, RATED, Scene
from tests.support.paper import Page
from tests.support.visitors import Visitor, text_of

#: On which page the way to each printed document stands, and its words.
PRINTED = {
    "solicitation": ("/solicitations/{}", "PDF of the whole solicitation"),
    "register": ("/solicitations/{}/register", "PDF of the register"),
    "award": ("/solicitations/{}/award", "PDF of the award notice"),
    "evaluation": ("/solicitations/{}/panel", "PDF of the evaluation report"),
    "response": ("/responses/{}/opened", "PDF of this response"),
}


class ByPages:
    """Everybody has a browser; they follow links by their words and fill in forms by their labels."""

    def __init__(self, scene: Scene):
        self.scene, self._browsers = scene, {}

    def _as(self, who: str | None) -> Visitor:
        if who not in self._browsers:
            visitor = Visitor(self.scene.app)
            self._browsers[who] = visitor if who is None else visitor.already_in(self.scene.person(who))
        return self._browsers[who]

    def come_back(self) -> None:
        """Weeks later nobody is signed in any more: everybody comes anew."""
        self._browsers.clear()

    def open(self, who: str | None, path: str, status: int = 200) -> Page:
        """Go to this address."""
        answer = self._as(who).get(path, follow_redirects=True)
        assert answer.status_code == status, f"{path}: {answer.status_code} {text_of(answer)[:600]}"
        return Page(answer)

    def follow(self, who: str | None, page: Page, words: str) -> Page:
        """Follow the link with these words."""
        assert words in page.links, f"{page.address} has no link “{words}”: {sorted(page.links)}"
        return self.open(who, page.links[words])

    def press(self, who: str | None, page: Page, button: str, words: dict | None = None, status: int = 200) -> Page:
        """Fill in the form that has this button, press it, and look at what comes."""
        words = words or {}
        form = page.form_with(button, words)
        sent = page.filled(form, words, button)
        answer = self._as(who).browser.post(form.action, data=sent, follow_redirects=True)
        assert answer.status_code == status, f"{form.action}: {answer.status_code} {text_of(answer)[:900]}"
        return Page(answer)

    # The pool

    def form_pool(self) -> str:
        who = "for City of Alder"
        page = self.follow(who, self.open(who, "/pools"), "Form a pool")
        lines = {
            f"lines.{place}.{name}": value
            for place, line in enumerate(POOL_LINES)
            for name, value in zip(("description", "unit"), line, strict=True)
        }
        page = self.press(who, page, "Form the pool", {
            "Lead": "City of Alder", "Network": "Prairie Coalition", "Title": "Permit counters together",
            "Your authority to buy together": "Resolution 2026-41 of the council", **lines,
        })  # fmt: skip
        return page.address.rsplit("/", 1)[-1]

    def join_pool(self, pool: str, member: str) -> None:
        who = f"for {member}"
        page = self.follow(who, self.open(who, f"/pools/{pool}"), "Join the pool")
        self.press(who, page, "Join", {
            "For which jurisdiction": member, "Authority to buy together": "Ordinance 12, section 4"
        })  # fmt: skip

    def state_needs(self, pool: str, member: str, needs: tuple[str, ...]) -> None:
        who = f"for {member}"
        page = self.follow(who, self.open(who, f"/pools/{pool}"), "State your quantities")
        names = [each.name for each in page.form_with("Save the quantities", {}).fields]
        places = [name for name in names if name.endswith(".quantity")]
        stated = dict(zip(places, needs, strict=True))
        firm = {name.replace(".quantity", ".is_firm"): True for name in places}
        self.press(who, page, "Save the quantities", {**stated, **firm})

    def commit_pool(self, pool: str) -> None:
        who = "for City of Alder"
        self.press(who, self.follow(who, self.open(who, f"/pools/{pool}"), "Commit the pool"), "Commit the pool")

    # The draft

    def import_template(self, path: Path) -> None:
        page = self.open("officer", "/library/import")
        page = self.press("officer", page, "Read the file", {"File": (path.name, path.read_bytes())})
        page = self.press("officer", page, "Keep it", {"publish": "true"})
        self._template = page.address

    def template_text(self) -> str:
        page = self.open("officer", self._template)
        address = next(link for link in page.links.values() if link.endswith("/markdown"))
        return self._as("officer").get(address).text

    def draft(self, title: str, pool: str | None = None) -> str:
        if pool:
            page = self.follow("officer", self.open("officer", f"/pools/{pool}"), "Draft the joint solicitation")
        else:
            page = self.follow("officer", self.open("officer", self._template), "Draft from this")
        chosen = page.form_with("Begin the draft", {})
        templates = next(each for each in chosen.fields if each.name == "template_version_id").options
        own = next(value for value in templates.values() if value)
        page = self.press("officer", page, "Begin the draft", {"Title": title, "Template": own})
        return page.address.split("/")[2]

    def describe(self, id: str, *, due_date: str, due_time: str) -> None:
        page = self.open("officer", f"/solicitations/{id}/details")
        self.press("officer", page, "Save", {
            "Your number for it": "RFP 210000029", "Summary": "A partner who keeps the permit system running.",
            "Day": due_date, "Time of day": due_time, "Name": "Olive Marsh",
            "E-mail address": "olive@alder.example.gov",
        })  # fmt: skip

    def write(self, id: str) -> None:
        """Requirements, criteria as published, price lines, how a tie is broken."""
        place = f"/solicitations/{id}"
        for label, kind in (
            ("Describe your approach", "Text"), ("Do you carry insurance?", "Yes or no"), ("Technical proposal", "File")
        ):  # fmt: skip
            self._add(f"{place}/requirements/new", {
                "What vendors must answer": label, "Kind of answer": kind, "Every response must answer it": True,
            })  # fmt: skip
        for title, points in RATED:
            self._add(f"{place}/criteria/new?kind=rated", {
                "Title": title, "Points": str(points), "Lowest mark": "0", "Highest mark": str(BEST),
            })  # fmt: skip
        self._add(f"{place}/criteria/new?kind=price", {
            "Title": COST[0], "Points": str(COST[1]), "formula": "lowest-ratio"
        })  # fmt: skip
        for description, unit, quantity in [] if self.scene.for_pool else LINES:
            self._add(f"{place}/price-lines/new", {
                "What is to be priced": description, "Quantity": quantity, "Unit": unit
            })  # fmt: skip
        page = self.open("officer", f"{place}/evaluation")
        self.press("officer", page, "Save", {"Points must add up to": "1000", "First": "The lower price"})

    def _add(self, path: str, words: dict) -> None:
        self.press("officer", self.open("officer", path), "Save", words)

    def hindrances(self, id: str) -> list[str]:
        answer = self.open("officer", f"/solicitations/{id}/checklist").answer
        stops = re.search(r"This stands in the way of publication</h2>(.*?)</ul>", answer.text, re.DOTALL)
        assert stops or "Nothing stands in the way" in answer.text
        return [words_of(each) for each in re.findall(r"<li>(.*?)<a", stops[1], re.DOTALL)] if stops else []

    def hand_in(self, id: str) -> None:
        self.press("officer", self.open("officer", f"/solicitations/{id}/review"), "Hand it in")

    def approve_draft(self, id: str) -> None:
        self._approve("approver", id)

    def approve_for_member(self, id: str, member: str) -> None:
        self._approve(f"for {member}", id)

    def _approve(self, who: str, id: str) -> None:
        page = self.open(who, f"/solicitations/{id}/review")
        self.press(who, page, "Save the decision", {"decision": "approved"})

    def publish(self, id: str) -> None:
        self.press("officer", self.open("officer", f"/solicitations/{id}/publish"), "Publish now")

    def published_lines(self, id: str) -> list[dict]:
        """The price lines everybody reads: {description, unit, quantity, shares by member}."""
        rows = table(self.open(None, f"/solicitations/{id}").answer.text, "Price lines")
        return [
            {
                "description": row[0],
                "quantity": row[1].replace(",", ""),
                "shares": {name: share for name, share in re.findall(r"([A-Z][A-Za-z ]+?): ([\d.]+)", (*row, "")[3])},
            }
            for row in rows
        ]

    # The responses

    def begin_response(self, vendor: str, id: str) -> str:
        page = self.follow(vendor, self.open(vendor, f"/solicitations/{id}"), "Respond")
        page = self.press(vendor, page, f"Begin the response of {vendor}")
        return page.address.split("/")[2]

    def fill_response(self, vendor: str, id: str, response: str, unit_prices, approach: str) -> None:
        page = self.open(vendor, f"/responses/{response}/requirements")
        answers = {"Describe your approach": approach, "Do you carry insurance?": "yes"}
        self.press(vendor, page, "Save and continue", answers)
        page = self.open(vendor, f"/responses/{response}/prices")
        fields = [each.name for each in page.form_with("Save and continue", {}).fields]
        places = [name for name in fields if name.endswith(".unit_price")]
        self.press(vendor, page, "Save and continue", dict(zip(places, unit_prices, strict=True)))

    def attach(self, vendor: str, id: str, response: str, name: str, content: bytes) -> None:
        page = self.open(vendor, f"/responses/{response}/files")
        page = self.press(vendor, page, "Add this file", {"file": (name, content)})
        assert name in page.answer.text

    def standing(self, vendor: str, response: str) -> str:
        text = self.open(vendor, f"/responses/{response}").answer.text
        return words_of(re.search(r'class="standing__headline">(.*?)</p>', text, re.DOTALL)[1])

    def submit(self, vendor: str, response: str, *, token: str) -> str:
        """The number of the receipt. (The page brings its own token.)"""
        page = self.open(vendor, f"/responses/{response}/submit")
        form = next(each for each in page.forms if any(field.name == "declaration" for field in each.fields))
        page = self.press(vendor, page, form.buttons[0][0], {"declaration": True})
        return page.address.rsplit("/", 1)[-1]

    def refused_submission(self, vendor: str, response: str) -> str:
        # The page was open before the deadline; its button is pressed after it.
        sent = {"token": "too-late-1", "declaration": "true"}
        answer = self._as(vendor).post(f"/responses/{response}/submit", sent)
        assert answer.status_code == 409, answer.text
        return text_of(answer)

    def withdraw(self, vendor: str, response: str) -> None:
        self.press(vendor, self.open(vendor, f"/responses/{response}/withdraw"), "Withdraw the response")

    def all_that_is_seen(self, who: str | None, id: str, responses: list[str]) -> str:
        """Everything the pages tell this reader about the responses, in one text."""
        place = f"/solicitations/{id}"
        paths = [
            place, f"{place}/work", f"{place}/preview", f"{place}/checklist", f"{place}/review", f"{place}/opening",
            f"{place}/register", f"{place}/responses", f"{place}/panel", f"{place}/seat", f"{place}/award", "/desk",
            "/solicitations", "/opportunities", "/responses", "/awards", "/ledger", f"/packets/register/{id}",
        ]  # fmt: skip
        for each in responses:
            paths += [f"/responses/{each}", f"/responses/{each}/opened", f"/packets/response/{each}"]
        answers = [self._as(who).get(path, follow_redirects=True) for path in paths]
        assert all(answer.status_code < 500 for answer in answers)
        return " ".join(answer.text for answer in answers) + " ".join(self._mail(who))

    # The opening

    def begin_opening(self, who: str, id: str) -> None:
        self.press(who, self.open(who, f"/solicitations/{id}/opening"), "Begin the opening")

    def complete_opening(self, who: str, id: str, status: int = 200) -> str:
        address = f"/solicitations/{id}/opening"
        if status == 200:
            return text_of(self.press(who, self.open(who, address), "Open all responses").answer)
        answer = self._as(who).post(f"{address}/complete")
        assert answer.status_code == status, text_of(answer)
        return text_of(answer)

    def register(self, id: str) -> list[str]:
        text = self.open(None, f"/solicitations/{id}/register").answer.text
        return [row[1] for row in table(text, "Responses received")]

    def opened_ids(self, id: str) -> dict[str, str]:
        links = self.open("officer", f"/solicitations/{id}/responses").links
        return {words: link.split("/")[2] for words, link in links.items() if link.endswith("/opened")}

    # The evaluation

    def convene(self, id: str) -> None:
        page = self.open("officer", f"/solicitations/{id}/panel")
        seats = [self.scene.people[f"seat {n}"] for n in range(3)]
        self.press("officer", page, "Convene the panel", {"person_ids[]": seats, "chair_id": seats[0]})

    def disclose(self, seat: str, id: str, conflict: str | None) -> None:
        page = self.follow(
            seat, self.open(seat, f"/solicitations/{id}/seat"), "Say whether you have a conflict of interest"
        )
        fields = [each for each in page.form_with("Declare", {}).fields if each.kind == "radio"]
        words = {}
        for each in fields:
            has = f"A conflict of interest with {conflict}?" == each.words
            words[each.name] = "true" if has else "false"
            if has:
                words[each.name.replace(".has_conflict", ".statement")] = CONFLICTED
        self.press(seat, page, "Declare", words)

    def determine(self, id: str, vendor: str, kind: str) -> None:
        page = self.open("officer", f"/solicitations/{id}/panel/responses/{self.opened_ids(id)[vendor]}")
        form = next(each for each in page.forms if any(field.value == kind for field in each.fields))
        words = {"holds": "true", "reason": "Checked the list."}
        sent = page.filled(form, words, "Record this determination")
        answer = self._as("officer").browser.post(form.action, data=sent, follow_redirects=True)
        assert answer.status_code == 200, text_of(answer)

    def seat_another(self, id: str, seat: str) -> None:
        page = self.open("officer", f"/solicitations/{id}/panel")
        self.press("officer", page, "Add this seat", {"Person": self.scene.people[seat]})

    def begin_scoring(self, id: str, status: int = 200) -> str:
        if status == 200:
            page = self.open("officer", f"/solicitations/{id}/panel")
            return text_of(self.press("officer", page, "Begin scoring").answer)
        answer = self._as("officer").post(f"/solicitations/{id}/panel/begin")
        assert answer.status_code == status, text_of(answer)
        return text_of(answer)

    def readable(self, seat: str, id: str, vendor: str) -> bool:
        response = self.opened_ids(id)[vendor]
        answer = self._as(seat).get(f"/solicitations/{id}/seat/responses/{response}")
        assert answer.status_code in (200, 302, 404), text_of(answer)
        return answer.status_code == 200

    def score(self, seat: str, id: str, vendor: str, marks) -> None:
        page = self.follow(seat, self.open(seat, f"/solicitations/{id}/seat"), vendor)
        words = {}
        for (title, _), mark in zip(RATED, marks, strict=True):
            name = next(each.name for each in page.forms[-1].fields if each.words == f"Mark for {title}")
            words |= {name: str(mark), name.replace(".mark", ".reason"): f"As shown on page {mark}."}
        page = self.press(seat, page, "Save and check", words)
        self.press(seat, page, "Submit this sheet")

    def ranking_is_hidden(self, who: str, id: str) -> bool:
        return 'id="ranking"' not in self.open(who, f"/solicitations/{id}/panel").answer.text

    def close_panel(self, id: str) -> None:
        self.press("officer", self.open("officer", f"/solicitations/{id}/panel/close"), "Close the panel")

    def ranking(self, id: str) -> list[tuple[str, int, str]]:
        """(vendor, rank, printed total), the first first."""
        text = self.open("officer", f"/solicitations/{id}/panel").answer.text
        return [(row[1], int(row[0]), row[2]) for row in table(text, "Points under the published contract")]

    def scoring_document(self, id: str) -> dict:
        page = self.open("officer", f"/solicitations/{id}/panel")
        return self._as("officer").get(page.links["The scoring document"]).json

    # The award

    def recommend(self, id: str, vendor: str) -> str:
        page = self.follow("officer", self.open("officer", f"/solicitations/{id}/award"), "Recommend")
        chosen = self.opened_ids(id)[vendor]
        self.press("officer", page, "Recommend", {"choice": chosen, "Reasons": "Ranked first."})
        return id

    def approve_award(self, who: str, id: str, award: str, status: int = 200) -> None:
        address = f"/solicitations/{id}/award/decide"
        if status != 200:
            assert self._as(who).post(address, {"decision": "approve"}).status_code == status
            return
        words = {"decision": "approve", "Remark, or the reason for returning it": "Agreed."}
        self.press(who, self.open(who, address), "Decide", words)

    def finalise(self, id: str, award: str, status: int = 200) -> str:
        address = f"/solicitations/{id}/award"
        if status == 200:
            return text_of(self.press("officer", self.open("officer", address), "Make the decision final").answer)
        answer = self._as("officer").post(f"{address}/finalise")
        assert answer.status_code == status, text_of(answer)
        return text_of(answer)

    def award(self, award: str) -> dict:
        """What everybody reads of it."""
        text = text_of(self.open(None, f"/solicitations/{award}/award").answer)
        amount = re.search(r"Amount (\$[\d,.]+)", text)[1]
        return {"state": "final" if "The decision is final" in text else "", "amount_cents": cents(amount)}

    def letters(self, who: str) -> list[str]:
        return self._mail(who)

    def _mail(self, who: str | None) -> list[str]:
        # The demo, whose clock this story needs, shows everybody's letters to everybody: ask for one's own.
        email = self.scene.person(who).email if who else "nobody@example.gov"
        page = self.open(who, f"/letters?to={email}")
        return [words for words, link in page.links.items() if link.startswith("/letters/")]

    def sign_addendum(self, member: str) -> list[dict]:
        """Sign what this member is offered; its lines."""
        who = f"for {member}"
        page = self.open(who, "/addenda")
        page = self.follow(who, page, next(words for words in page.links if words.startswith(member)))
        sign = next(link for link in page.links.values() if link.endswith("/sign"))
        page = self.open(who, sign)
        rows = table(page.answer.text, f"What {member} buys")
        button = next(each[0] for form in page.forms for each in form.buttons if each[0].startswith("Sign for"))
        signed = {"Local terms": "Invoices to the clerk.", "Your name": f"Rita of {member}", "Your title": "Manager"}
        page = self.press(who, page, button, {**signed, "declaration": True})
        assert "signed" in text_of(page.answer).lower()
        bought = [row for row in rows if row[0] != "Total"]
        return [{"quantity": row[1].replace(",", ""), "amount_cents": cents(row[-1])} for row in bought]

    # Printed documents

    def order_packet(self, who: str | None, kind: str, subject: str) -> None:
        place, words = PRINTED[kind]
        page = self.follow(who, self.open(who, place.format(subject)), words)
        if any(form.button("Print it") for form in page.forms):
            self.press(who, page, "Print it")

    def packet(self, who: str | None, kind: str, subject: str) -> bytes | None:
        """The PDF, or None for who may not have it."""
        place, words = PRINTED[kind]
        page = self._as(who).get(place.format(subject))
        assert page.status_code in (200, 302, 403, 404), text_of(page)
        if page.status_code != 200 or words not in Page(page).links:
            return None
        answer = self._as(who).get(Page(page).links[words] + "/file")
        assert answer.status_code == 200, text_of(answer)
        return answer.data


def cents(printed: str) -> int:
    """What “$1,234.50” is in cents."""
    return int(printed.translate(str.maketrans("", "", "$,.")))


def words_of(fragment: str) -> str:
    """The words of a piece of a page."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", fragment)).split())


def table(text: str, caption: str) -> list[list[str]]:
    """The rows of the table whose caption begins so: the words of each cell, without the head."""
    tables = re.findall(r"<table.*?</table>", text, re.DOTALL)
    captions = {words_of((re.findall(r"<caption.*?</caption>", each, re.DOTALL) or [""])[0]): each for each in tables}
    found = next(each for words, each in captions.items() if words.startswith(caption))
    body = found[found.index("<tbody>") :]
    rows = re.findall(r"<tr.*?</tr>", body, re.DOTALL)
    return [[words_of(cell) for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.DOTALL)] for row in rows]
