"""What is printed of adoptions and contracts: for whom, with what in it, and always something that can be printed."""

from dataclasses import replace
from datetime import date

import pytest

import pdf
from procurement.contracts import adopting, recording
from procurement.core.context import NOBODY, SYSTEM
from procurement.core.errors import NotFound
from procurement.packets import queries
from procurement.packets.models import PacketKind
from tests.builders.adoptions import an_agreed_adoption, as_adopter, as_seller
from tests.builders.awards import after_standstill
from tests.builders.contracts import an_award_for_a_pool, contract_officer
from tests.builders.people import a_context


def printed(ctx, kind, subject_id) -> str:
    document = queries.document(ctx, kind, subject_id)
    assert pdf.check(document) == []
    return str(document)


def test_due_diligence_is_for_the_adopters_file_and_the_addendum_for_everybody_once_it_is_signed(session):
    ctx = a_context(session)
    adoption = an_agreed_adoption(ctx)
    rita, nobody = as_adopter(ctx, adoption), replace(ctx, actor=NOBODY)
    assert queries.document(rita, PacketKind.ADOPTION, adoption.id)["state"] == "draft"
    with pytest.raises(NotFound):
        queries.document(nobody, PacketKind.ADOPTION, adoption.id)
    adopting.sign(rita, adoption, signature="Rita Moss, City manager")
    found = printed(nobody, PacketKind.ADOPTION, adoption.id)
    for said in ("{'kind': 'inserted', 'text': '45 '}", "$80,000.00", "Rita Moss, City manager", "$1,850.00"):
        assert said in found, said
    own = printed(rita, PacketKind.DUE_DILIGENCE, adoption.id)
    assert "Is federal money spent?" in own and "The checklist as it was signed" in own
    for who in (nobody, as_seller(ctx, adoption.contract), contract_officer(ctx, adoption.contract.jurisdiction)):
        with pytest.raises(NotFound):
            queries.document(who, PacketKind.DUE_DILIGENCE, adoption.id)


def test_the_passport_of_an_award_of_ours_tells_how_it_came_about_to_everybody(session):
    ctx = a_context(session)
    award = an_award_for_a_pool(ctx)
    when = after_standstill(ctx, award)
    contract = recording.propose(replace(when, actor=SYSTEM), award)
    officer = contract_officer(when, contract.jurisdiction)
    recording.edit(officer, contract, starts_on=date(2026, 12, 1), ends_on=date(2028, 11, 30))
    with pytest.raises(NotFound):
        queries.document(replace(when, actor=NOBODY), PacketKind.PASSPORT, contract.id)
    recording.activate(officer, contract)
    everybody = printed(replace(when, actor=NOBODY), PacketKind.PASSPORT, contract.id)
    revision = award.solicitation.revision
    for said in (revision.digest, "Register of responses", "1 responded", "Notice of award", contract.vendor_name):
        assert said in everybody, said
    assert "Reported as bought" not in everybody
    assert "Reported as bought" in printed(officer, PacketKind.PASSPORT, contract.id)
