"""What an officer types and how many pages they see from "new" to "published", with and without what peers left.

    python -m benchmarks.drafting

The common case of the demonstration: Lindenfield buys charging stations, an officer drafts, an approver approves.
Three ways, on a fresh demonstration each:

    nothing     the text, the requirements, criteria and price lines of the template are typed in, piece by piece
    template    "Start without help" from a peer's template: dates and every blank typed
    guided      the guided start: the template is found, the rules set the dates, what is known is offered

A page is one that the service answers with and somebody has to look at; a keystroke is a character typed into a field
(what stands there already is not typed); a choice is a box, a choice, a list entry or a button.
"""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from lxml import html

from procurement.accounts import operations as accounts
from procurement.accounts.models import Person
from procurement.app import create_app
from procurement.cli import migrations
from procurement.core.context import SYSTEM
from procurement.core.database import create_engine
from procurement.demo import loading
from procurement.library.models import Item
from procurement.settings import Settings
from procurement.solicitations.models import Solicitation
from procurement.web.application import Application
from procurement.web.identity import COOKIE

OFFICER, APPROVER = "tomasz.wolak@lindenfield.example", "ellen.rourke@lindenfield.example"
TEMPLATE, TITLE = "Electric vehicle charging stations, supplied and installed", "Charging stations at the town hall"
SUMMARY = "Eight charging stations behind the town hall, supplied, installed and maintained for five years."
#: What somebody works out on paper without the date calculator.
DATES = {"due_on": "2031-05-06", "clock": "14:00", "questions_on": "2031-04-29"}
#: What is particular to this case, by what the template asks; anything else gets `ELSE`.
ELSE = {"text": "behind the town hall", "long-text": "Two rows of four spaces, fed from the substation next door.",
        "number": "8", "money": "250", "date": "2031-07-01", "date-time": "2031-06-01T10:00"}  # fmt: skip


@dataclass
class Typist:
    """Somebody at the pages: follows addresses, fills in forms, and counts."""

    app: Application
    email: str
    pages: int = 0
    keys: int = 0
    choices: int = 0
    place: str = ""
    page: html.HtmlElement | None = field(default=None, repr=False)

    def __post_init__(self):
        self.browser = self.app.test_client()
        with self.app.app_context(), self.app.unit(SYSTEM, writes=True) as ctx:
            person = ctx.session.scalars(sa.select(Person).where(Person.email == self.email)).one()
            secret, _ = accounts.begin_session(ctx, person, agent="Firefox/120 Linux")
        self.browser.set_cookie(COOKIE, secret)

    def open(self, path: str) -> None:
        """Look at a page."""
        self._read(self.browser.get(path, follow_redirects=True))

    def send(self, button: str, **typed: str) -> None:
        """Fill in the form that has this button, and press it; a `__` in a name stands for a dot."""
        forms = [each for each in self.page.forms if any(button in words(b) for b in each.iter("button"))]
        if not forms:
            raise SystemExit(f"{self.place} has no button “{button}”: {words(self.page.find('.//main'))[:2000]}")
        form = forms[0]
        sent = {name: value for name, value in form.form_values() if value is not None}
        for name, value in typed.items():
            name = name.replace("__", ".")
            if sent.get(name) == value:
                continue
            self._touch(form, name, value)
            sent[name] = value
        self.choices += 1
        method = self.browser.post if (form.get("method") or "get").lower() == "post" else self.browser.get
        options = {"data": sent} if method == self.browser.post else {"query_string": sent}
        self._read(method((form.get("action") or self.place).partition("#")[0], follow_redirects=True, **options))

    def _touch(self, form, name: str, value: str) -> None:
        found = [each for each in form.inputs if each.name == name]
        if found and all(each.tag == "textarea" or each.get("type") in ("text", "date", "time", "datetime-local")
                         for each in found):  # fmt: skip
            self.keys += len(value)
        else:
            self.choices += 1

    def _read(self, answer) -> None:
        if answer.status_code != 200:
            raise SystemExit(f"{answer.request.path} answers {answer.status_code}: {answer.text[:2000]}")
        self.pages += 1
        self.place, self.page = answer.request.path, html.fromstring(answer.get_data())


def words(element) -> str:
    """What is written on a button."""
    return " ".join(element.text_content().split())


def main() -> None:
    """Print the table."""
    print(f"{'':10}{'pages':>7}{'keystrokes':>12}{'choices':>9}")
    for name, way in (("nothing", from_nothing), ("template", from_template), ("guided", guided)):
        with tempfile.TemporaryDirectory() as folder:
            app = demonstration(Path(folder))
            officer, approver = Typist(app, OFFICER), Typist(app, APPROVER)
            is_published(officer, approver, way(app, officer))
            app.engine.dispose()
        pages, choices = officer.pages + approver.pages, officer.choices + approver.choices
        print(f"{name:10}{pages:>7}{officer.keys + approver.keys:>12,}{choices:>9}")


def demonstration(folder: Path) -> Application:
    """The service on a demonstration of its own."""
    url = f"sqlite:///{folder}/demo.db"
    settings = Settings(instance=folder, database_url=url, secret_key="only-for-counting-keystrokes-" * 2)
    engine = create_engine(url)
    migrations.upgrade(engine)
    loading.load(engine, settings)
    app = create_app(settings.settled(engine))
    engine.dispose()
    return app


def the_template(app: Application):
    """The version of the template that is offered now."""
    with app.app_context(), app.unit(SYSTEM, writes=False) as ctx:
        item = ctx.session.scalars(sa.select(Item).where(Item.title == TEMPLATE)).one()
        version = max((each for each in item.versions if each.published_at), key=lambda each: each.number)
        return version.id, version.content


def guided(app: Application, officer: Typist) -> str:
    """What is there already, then only what is particular."""
    officer.open("/solicitations/start")
    officer.send("See what is there already", title=TITLE, kind="ITB")
    officer.send(f"Draft from this: {TEMPLATE}")
    at = officer.place.removesuffix("/work")
    describes(officer, at)
    dates(officer, at)
    fills(app, officer, at, offered=True)
    return at


def from_template(app: Application, officer: Typist) -> str:
    """The template is known; dates, contact and every blank are typed."""
    officer.open("/solicitations/new")
    officer.send("Begin the draft", title=TITLE, template_version_id=the_template(app)[0])
    at = officer.place.removesuffix("/work")
    describes(officer, at)
    dates(officer, at, **DATES)
    fills(app, officer, at, offered=False)
    return at


def from_nothing(app: Application, officer: Typist) -> str:
    """Every piece of the template typed in, as whoever has no peers types it."""
    content = the_template(app)[1]
    officer.open("/solicitations/new")
    officer.send("Begin the draft", title=TITLE, kind="ITB")
    at = officer.place.removesuffix("/work")
    describes(officer, at)
    dates(officer, at, **DATES)
    for each in content["sections"]:
        officer.open(f"{at}/sections/new")
        officer.send("Save", heading=each["heading"], level=str(each["level"]), body=each["body"])
    for each in content["blanks"]:
        officer.open(f"{at}/blanks/new")
        officer.send("Save", key=each["key"], label=each["label"], kind=each["kind"])
    for each in content["requirements"]:
        officer.open(f"{at}/requirements/new?kind={each['kind']}")
        officer.send("Save", label=each["label"], kind=each["kind"], help=each["help"],
                     choices="\n".join(each.get("choices") or []), **matrix(each))  # fmt: skip
    for each in content["criteria"]:
        officer.open(f"{at}/criteria/new?kind={each['kind']}")
        officer.send("Save", title=each["title"], guidance=each.get("guidance") or "", **judged(each))
    for each in content["price_lines"]:
        officer.open(f"{at}/price-lines/new")
        officer.send("Save", description=each["description"], unit=each["unit"], quantity=each["quantity"])
    fills(app, officer, at, offered=False)
    return at


def matrix(requirement: dict) -> dict[str, str]:
    """The statements of a compliance matrix as they are typed."""
    return {"rows": "\n".join(row["text"] for row in requirement.get("rows") or ())} if requirement.get("rows") else {}


def judged(criterion: dict) -> dict[str, str]:
    """How a criterion is judged, as it is typed."""
    typed = {"points": str(criterion["points"])} if criterion.get("points") is not None else {}
    return {**typed, "formula": criterion["formula"]} if criterion.get("formula") else typed


def describes(officer: Typist, at: str) -> None:
    """The summary."""
    officer.open(f"{at}/details")
    officer.send("Save", summary=SUMMARY)


def dates(officer: Typist, at: str, **typed: str) -> None:
    """The deadline and the end of questions: as the rules set them, or as typed."""
    officer.open(f"{at}/schedule")
    if typed:
        officer.send("Work out the dates", **typed)
    officer.send("Take these dates into the draft")


def fills(app: Application, officer: Typist, at: str, *, offered: bool) -> None:
    """Every blank; what the profile offers is only confirmed."""
    with app.app_context(), app.unit(SYSTEM, writes=False) as ctx:
        declared = ctx.session.get_one(Solicitation, at.rpartition("/")[2]).content["blanks"]
    officer.open(f"{at}/blanks")
    form = next(each for each in officer.page.forms if any(name.startswith("values.") for name in each.fields))
    typed = {}
    for blank in declared:
        shown = (form.fields.get(f"values.{blank['key']}") or "").strip()
        typed[f"values__{blank['key']}"] = shown if offered and shown else answer(blank)
    officer.send("Save", **typed)


def answer(blank: dict) -> str:
    """What this case fills in."""
    if blank["kind"] == "choice":
        return blank["choices"][0]
    return "yes" if blank["kind"] == "yes-no" else ELSE[blank["kind"]]


def is_published(officer: Typist, approver: Typist, at: str) -> None:
    """Handed in, approved by the other person, published."""
    officer.open(f"{at}/review")
    officer.send("Hand it in")
    approver.open(f"{at}/review")
    approver.send("Save the decision", decision="approved")
    officer.open(f"{at}/publish")
    officer.send("Publish now")


if __name__ == "__main__":
    main()
