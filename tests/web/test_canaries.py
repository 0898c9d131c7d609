"""What is not shared with somebody stands on no page they can open: a word in every field, every address, every id.

Each secret holds a word that stands nowhere else. Whoever may not know it opens every address of drafting and of the
library with every id there is, in the browser and as a program, and must not find the word: not in the page, its
links and headers, nor inside its files. (Letters are left out: a demonstration shows all of them to everybody.)
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import timedelta
from itertools import product

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.core.context import Context
from procurement.library import lineage
from procurement.library import operations as library
from procurement.library.models import Form, Item, ItemVersion, Kind, Scope
from procurement.networks.duties import Duty
from procurement.solicitations import (
    clausing,
    commenting,
    copying,
    determinations,
    operations,
    planning,
    versions,
)
from procurement.solicitations.models import Solicitation
from tests.builders.library import a_blank, a_section, a_template
from tests.builders.people import a_jurisdiction, a_network, a_vendor, acting, with_duty
from tests.builders.pools import a_committed_pool, the_member, the_network
from tests.builders.solicitations import a_draft_solicitation, a_submitted_solicitation, as_approver, the_content
from tests.web.walking import Walker, filled, found

FACTS = {"amount_cents": 98_765_432_100, "construction": False, "federal_money": False, "personal_data": False}
OWN = frozenset({"alder"})
SHARED = frozenset({"alder", "birch", "steward"})
#: Who may know each word. Birch is a pool's member with Alder, and once saw what is "gone"; Faraway shares nothing.
KNOWN = {
    "zqown": OWN, "zqclause": OWN, "zqgone": OWN, "zqdraft": OWN, "zqout": OWN, "zqvalue": OWN, "zqlabel": OWN,
    "zqtalk": OWN, "$1,234,567": OWN, "987654321": OWN, "987,654,321": OWN, "98765432100": OWN,
    "zqnet": SHARED, "zqnewer": frozenset({"alder", "steward"}),
    "zqfork": frozenset({"alder", "birch"}), "zqproposal": frozenset({"alder", "birch"}),
    "zqforklater": frozenset({"birch"}),
}  # fmt: skip
ROOMS = re.compile(r"/(api/v1/)?(solicitations|library|opportunities|start|networks|jurisdictions|pools|desk)\b")
#: Rooms downstream, of which these solicitations have nothing yet.
LATER = re.compile(r"/(panel|seat|respond|responses|opening|register|awards?|findings|new)\b")


def text(word: str) -> dict:
    """A whole RFP in every field of which this word stands."""
    content = deepcopy(the_content())
    for part, names in {
        "sections": ("heading", "body"),
        "requirements": ("label", "help"),
        "criteria": ("title", "guidance"),
        "price_lines": ("description",),
    }.items():
        for piece, name in product(content[part], names):
            piece[name] = f"{piece.get(name, '')} Here stands {word}."
    unused = {**a_blank("unused", f"Label {word}"), "help": f"Help {word}", "original": word, "required": False}
    return {**content, "blanks": [*content["blanks"], unused]}


def facts_of(word: str) -> dict:
    return {"title": f"Title {word}", "summary": f"Summary {word}", "law": f"Law {word}", "focus_area": f"focus {word}"}


class Scene(Walker):
    """One government's library and drafts, and what of them others have forked, copied or are asked about."""

    def __init__(self, app):
        super().__init__(app)
        with self.door.unit() as ctx:
            self._people(ctx)
            gone = self._library(ctx)
            self._drafts(ctx, gone)
            ctx.session.flush()
            self.ids = {
                "solicitations": list(ctx.session.scalars(sa.select(Solicitation.id))),
                "library": list(ctx.session.scalars(sa.select(Item.id))),
                "versions": list(ctx.session.scalars(sa.select(ItemVersion.id))),
                "proposals": [self.proposal],
                "pools": [self.pool],
            }

    def acts(self, ctx: Context, name: str) -> Context:
        return acting(ctx, ctx.session.get_one(Person, self.people[name]))

    def _people(self, ctx: Context) -> None:
        self.network = the_network(ctx)
        self.alder, self.birch = (the_member(ctx, f"City of {name}", self.network) for name in ("Alder", "Birch"))
        far = a_jurisdiction(ctx, "City of Faraway", a_network(ctx, "Elsewhere Coalition"))
        for name, place in (("alder", self.alder), ("birch", self.birch), ("far", far)):
            self.people[name] = with_duty(ctx, place, f"Any {name.title()}", Duty.OFFICER, Duty.AUDITOR).id
        self.people["steward"] = with_duty(ctx, self.network, "Any Steward", Duty.STEWARD).id
        self.people["vendor"] = a_vendor(ctx, "Rival Rye", "Rita Rye")[1].id

    def _library(self, ctx: Context) -> Item:
        """Gives the item that was shared until Birch had forked and drafted from it."""
        alder, birch, network = self.acts(ctx, "alder"), self.acts(ctx, "birch"), self.network
        self.own = a_template(alder, self.alder, content=text("zqown"), **facts_of("zqown"))
        shared = {"scope": Scope.NETWORK, "network": network}
        net = a_template(alder, self.alder, content=text("zqnet"), **shared, **facts_of("zqnet"))
        library.edit_version(alder, library.new_version(alder, net), content=text("zqnewer"), note="zqnewer")
        gone = a_template(alder, self.alder, "Zoo desk", content=the_content(), **shared)
        alternate = a_section("alt", "Bonds", "A bond of {{bond}} is given.")
        alternate |= {"when": "amount over $1,234,567", "alternate": "zqclause"}
        content = {**the_content(Kind.RFI), "requirements": [], "sections": [alternate]}
        content["blanks"] = [{**a_blank("bond", "The bond"), "help": "zqclause"}]
        given = {"form": Form.CLAUSE, "content": content, **facts_of("zqclause")}
        self.clause = library.create_item(alder, jurisdiction_id=self.alder.id, **given).versions[0]
        library.publish_version(alder, self.clause)
        fork = lineage.fork(birch, gone.versions[0], jurisdiction_id=self.birch.id, title="Fork zqfork")
        library.edit_version(birch, fork.versions[0], content=text("zqfork"))
        library.publish_version(birch, fork.versions[0])
        self.proposal = lineage.propose(birch, fork.versions[0], title="zqproposal", reason="Reason zqproposal").id
        later = text("zqforklater")
        library.edit_version(birch, library.new_version(birch, fork), content=later, note="zqforklater")
        return gone

    def _drafts(self, ctx: Context, gone: Item) -> None:
        alder, birch = self.acts(ctx, "alder"), self.acts(ctx, "birch")
        operations.draft(birch, jurisdiction_id=self.birch.id, title="From gone", template_version=gone.versions[0])
        library.edit_item(alder, gone, scope=Scope.OWN, **facts_of("zqgone"))
        library.edit_version(alder, library.new_version(alder, gone), content=text("zqgone"))
        library.publish_version(alder, gone.versions[-1])
        self._draft(ctx, text("zqdraft"), title="Title zqdraft")
        announced = self._draft(ctx, text("zqdraft"), title="Announced desk")
        day = (ctx.now + timedelta(days=20)).date()
        planning.announce(alder, announced, version=None, forecast_publish_on=day, is_announced=True)
        public = self._draft(ctx, the_content(), title="Public desk", kind=Kind.RFQ)
        self._publish(ctx, alder, public)
        pool = a_committed_pool(ctx)
        joint = a_submitted_solicitation(ctx, pool=pool, title="Joint desk", **self._insides(the_content()))
        joint.template_version, self.pool = self.own.versions[0], pool.id
        copying.copy(birch, public, jurisdiction_id=self.birch.id, title="Copied desk")

    def _insides(self, content: dict) -> dict:
        """The content with a section that is left out, blanks that are printed nowhere, and the facts."""
        out = {**a_section("out", "Left zqout", "Left out {{lost}} zqout."), "when": "construction"}
        blanks = [a_blank("lost", "Lost zqlabel"), {**a_blank("idle", "Idle zqlabel"), "help": "zqlabel"}]
        content = {**content, "sections": [*content["sections"], out], "blanks": [*content["blanks"], *blanks]}
        values = {"place": "City of Alder", "staff": "1,200", "lost": "zqvalue", "idle": "zqvalue"}
        return {"content": content, "values": values, "facts": FACTS}

    def _draft(self, ctx: Context, content: dict, **given) -> Solicitation:
        alder, officer = self.acts(ctx, "alder"), ctx.session.get_one(Person, self.people["alder"])
        it = a_draft_solicitation(ctx, jurisdiction=self.alder, officer=officer, **self._insides(content), **given)
        said = commenting.comment(alder, it, body="Comment zqtalk", place="sections/s2")
        commenting.comment(alder, it, body="Reply zqtalk", reply_to=said)
        for body in ("Earlier zqtalk", "As it is."):
            operations.change_piece(alder, it, version=None, part="sections", key="s3", changes={"body": body})
            versions.save(alder, it)
        return it

    def _publish(self, ctx: Context, alder: Context, it: Solicitation) -> None:
        """With a clause and under a determination about its amount; an earlier one was withdrawn."""
        it.template_version, boss = self.own.versions[0], as_approver(ctx, it)
        clausing.insert_clause(alder, it, self.clause, version=None, alternate="alt", after="s2")
        operations.fill(alder, it, version=None, values={"bond": "a tenth"})
        rule = {"value": 1_000_000, "citation": "Code 1", "waivable": True}
        self.alder.rules = {**self.alder.rules, "formal_threshold_cents": rule}
        for why in ("Withdrawn because of zqtalk, which is long enough.", "Nobody else sells this, and it is urgent."):
            determinations.determine(boss, it, code="formal-kind", reason=why)
        operations.submit_for_review(alder, it)
        operations.decide_review(boss, it, decision="approved", comment="Approved zqtalk")
        operations.publish(alder, it)

    def addresses(self) -> Iterator[str]:
        for rule in self.door.app.url_map.iter_rules():
            if "GET" in rule.methods and ROOMS.match(str(rule)) and not LATER.search(str(rule)):
                for address in self._filled(str(rule)):
                    yield address
                    if address.endswith(("/compare", "/compare.docx")):
                        for old, new in (("template", "now"), ("1", "2"), ("template", "r1")):
                            yield f"{address}?from={old}&to={new}&old={old}&new={new}"
                    elif address.endswith(("/library", "/items", "/start", "/forecast", "/opportunities")):
                        yield from (f"{address}?{each}" for each in ("q=desk", "words=desk", "title=service+desk"))

    def _filled(self, rule: str) -> Iterator[str]:
        """The address with every id that can stand in it."""
        room = next((each for each in ("proposals", "versions", "library", "pools") if f"/{each}/" in rule), "")
        part = next((each for each in ("blanks", "requirements", "criteria", "price-lines") if f"/{each}/" in rule), "")
        keys = {"blanks": ("lost",), "requirements": ("r1",), "criteria": ("approach",), "price-lines": ("p1",)}
        choices = {
            "id": self.ids["versions" if "/library/versions/" in rule else room or "solicitations"],
            "other": self.ids["versions"][:1],
            "subject_id": self.ids["solicitations"],
            "key": ("now", "r1", "1", "2") if "/word/" in rule else keys.get(part, ("s2", "out")),
            "slug": (self.network.slug if "/networks/" in rule else self.alder.slug,),
            "place_id": (self.alder.id,),
            "jurisdiction_id": (self.alder.id,),
            "network_id": (self.network.id,),
            "number": ("1",),
            "part": ("sections",),
            "kind": ("jurisdictions",) if "place_id" in rule else ("solicitation",),
            "code": ("formal-kind",),
        }
        yield from filled(rule, choices)


@pytest.fixture
def backend() -> str:
    """Who sees what is decided in selects that both databases are asked elsewhere; here it is about the doors."""
    return "sqlite"


def test_nobody_finds_a_word_of_what_is_not_shared_with_them(app):
    scene = Scene(app)
    addresses, leaks = list(scene.addresses()), []
    for who, address in product(("birch", "far", "nobody"), addresses):
        if who == "far" and "library" not in address and "desk" not in address:
            continue  # Somebody who shares nothing sees no more of drafts than a pool's member, or nobody, does.
        status, said = scene.told(who, address)
        assert status < 500, f"{who} {address}"
        leaks += [f"{who} finds {word} at {address}" for word in KNOWN if who not in KNOWN[word] and found(word, said)]
    assert not leaks, "\n".join(leaks)
    own = "".join(
        scene.told("alder", each)[1] for each in addresses if each.endswith(("/draft", "/comments", "/facts"))
    )
    assert all(found(word, own) for word in ("zqdraft", "zqtalk", "zqvalue", "zqout", "987654321")), (
        "They can be found."
    )
