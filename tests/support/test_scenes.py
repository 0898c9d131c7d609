"""Scenes that are kept: laid out again they are row for row what was built, and each test's own."""

from tests.builders.people import a_context, a_person
from tests.builders.pools import a_committed_pool
from tests.support.scenes import copied


def told(session):
    """Every row of the database; a database gives them in no order of its own."""
    return [sorted(each.partition(" VALUES ")[2].split(",\n")) or each for each in copied(session)]


def test_a_scene_comes_again_with_every_row_and_nothing_of_the_test_before(session):
    built = a_committed_pool(a_context(session), title="Road salt")
    rows, id = told(session), built.id
    built.title = "Sand"
    session.rollback()
    session.expunge_all()

    again = a_committed_pool(a_context(session), title="Road salt")

    assert again.id == id and told(session) == rows
    assert again.title == "Road salt" and [each.jurisdiction.name for each in again.participations]
    session.rollback()
    assert a_committed_pool(a_context(session), title="Gravel").id != id


def test_where_somebody_lives_already_a_scene_is_built_anew(session):
    id = a_committed_pool(a_context(session), title="Road salt").id
    session.rollback()
    session.expunge_all()
    a_person(a_context(session), "Nora Vale")
    assert a_committed_pool(a_context(session), title="Road salt").id != id
