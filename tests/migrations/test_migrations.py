"""The migrations and the rows agree, on both databases, and every step can be taken back."""

import re
import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa

from procurement.cli import migrations
from procurement.core.database import create_engine, is_for_words
from procurement.core.errors import Invalid
from procurement.models import metadata

#: A service that has only one person, one city and one item of findings, as revision 0003 keeps them.
FINDINGS_OF_OLD = (
    "INSERT INTO person (id, email, name, zone, is_operator, is_demo, created_at, version) "
    "VALUES ('pppppppppppppppp', 'o@a.example', 'Olive', 'America/Chicago', false, false, '2026-01-02 03:04:05', 1)",
    "INSERT INTO jurisdiction (id, slug, name, kind, state_code, zone, address, website, rules, created_at, version) "
    "VALUES ('jjjjjjjjjjjjjjjj', 'alder', 'Alder', 'city', 'IL', 'America/Chicago', '', '', '{}', "
    "'2026-01-02 03:04:05', 1)",
    "INSERT INTO findings (id, jurisdiction_id, scope, title, focus_area, body, published_at, published_by, version) "
    "VALUES ('ffffffffffffffff', 'jjjjjjjjjjjjjjjj', 'public', 'Wi-Fi in salt air', '', "
    "'What two operators told us.', '2026-01-02 03:04:05', 'pppppppppppppppp', 3)",
)
LETTERS_ARE_LOST = '''"""Letters are lost."""

from alembic import op

revision, down_revision = "{number:04}", "{before:04}"


def upgrade():
    op.drop_table("letter")
'''
VERSIONS = sorted((Path(__file__).parents[2] / "migrations" / "versions").glob("*.py"))


@pytest.fixture
def bare_engine(bare_database_url):
    engine = create_engine(bare_database_url)
    yield engine
    engine.dispose()


def constraints(engine) -> dict:
    """Names of every constraint and index, by table: what `compare_metadata` does not look at."""
    inspector = sa.inspect(engine)
    return {
        table: (
            {each["name"] for each in inspector.get_check_constraints(table)},
            {each["name"] for each in inspector.get_foreign_keys(table)},
            {each["name"] for each in inspector.get_unique_constraints(table)},
            {each["name"] for each in inspector.get_indexes(table)},
            inspector.get_pk_constraint(table)["name"],
            {each["name"]: (str(each["type"]), each["nullable"]) for each in inspector.get_columns(table)},
        )
        for table in inspector.get_table_names()
        if table != "alembic_version" and not is_for_words(table)
    }


def test_the_migrated_schema_is_the_one_the_rows_describe(bare_engine):
    migrations.upgrade(bare_engine)
    assert migrations.differences(bare_engine) == []
    migrated = constraints(bare_engine)
    migrations.downgrade(bare_engine, "base")
    metadata.create_all(bare_engine)
    described = constraints(bare_engine)
    assert migrated.keys() == described.keys()
    for table, parts in described.items():
        assert migrated[table] == parts, table


def test_taken_back_to_the_beginning_nothing_is_left(bare_engine):
    migrations.upgrade(bare_engine)
    migrations.downgrade(bare_engine, "base")
    assert migrations.current(bare_engine) is None
    assert sa.inspect(bare_engine).get_table_names() == ["alembic_version"]
    if bare_engine.dialect.name == "postgresql":
        with bare_engine.connect() as connection:
            ours = "SELECT count(*) FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"
            assert connection.scalar(sa.text(ours)) == 0


def test_every_step_can_be_taken_back_and_again(bare_engine):
    for number in range(1, len(VERSIONS) + 1):
        migrations.upgrade(bare_engine, "+1")
        migrations.downgrade(bare_engine, "-1")
        migrations.upgrade(bare_engine, "+1")
        assert migrations.current(bare_engine) == f"{number:04}"
    assert migrations.current(bare_engine) == migrations.newest()


def test_findings_of_an_older_service_become_items_and_can_become_findings_again(bare_engine):
    migrations.upgrade(bare_engine, "0003")
    with bare_engine.begin() as connection:
        for statement in FINDINGS_OF_OLD:
            connection.execute(sa.text(statement))
    migrations.upgrade(bare_engine)
    with bare_engine.connect() as connection:
        row = connection.execute(sa.text("SELECT id, form, title, kind, version FROM library_item")).one()
        assert row == ("f" * 16, "findings", "Wi-Fi in salt air", None, 3)
        text = connection.scalar(sa.text("SELECT content FROM item_version WHERE state = 'published'"))
        assert "What two operators told us." in str(text)
    migrations.downgrade(bare_engine, "0003")
    with bare_engine.connect() as connection:
        kept = connection.execute(sa.text("SELECT id, title, body, published_by, version FROM findings")).one()
        assert kept == ("f" * 16, "Wi-Fi in salt air", "What two operators told us.", "p" * 16, 3)


def test_a_second_upgrade_changes_nothing(bare_engine):
    migrations.upgrade(bare_engine)
    before = constraints(bare_engine)
    migrations.upgrade(bare_engine)
    assert constraints(bare_engine) == before


def test_a_revision_that_does_not_exist_is_refused_in_a_sentence(bare_engine):
    with pytest.raises(Invalid, match="cannot be brought to “9999”"):
        migrations.upgrade(bare_engine, "9999")


def test_the_ledger_of_a_migrated_database_cannot_be_changed(engine):
    insert = """INSERT INTO ledger_entry (id, at, deed, actor_name, about_kind, about_id, body)
                VALUES (1, '2026-05-05 12:00:00', 'plan.announced', 'Ana Ruiz', 'plan', 'abc', '{}')"""
    link = f"INSERT INTO ledger_link VALUES (1, 1, '{'0' * 64}', '{'1' * 64}')"
    with engine.begin() as connection:
        connection.execute(sa.text(insert))
        connection.execute(sa.text(link))
    deeds = ["UPDATE ledger_entry SET deed = 'x'", "DELETE FROM ledger_entry", "UPDATE ledger_link SET hash = 'x'"]
    deeds.append("DELETE FROM ledger_link")
    if engine.dialect.name == "postgresql":
        deeds.append("TRUNCATE ledger_entry, ledger_link")
    for deed in deeds:
        with pytest.raises(sa.exc.DBAPIError, match="The ledger only grows"), engine.begin() as connection:
            connection.execute(sa.text(deed))
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT deed FROM ledger_entry")) == "plan.announced"


@pytest.fixture
def folder(tmp_path) -> Path:
    """The migrations, to be added to."""
    return Path(shutil.copytree(migrations.FOLDER, tmp_path / "migrations"))


def test_the_next_migration_is_drafted_from_what_the_rows_have_become(folder, capsys):
    number = len(VERSIONS) + 1
    lost = folder / "versions" / f"{number:04}_letters_are_lost.py"
    lost.write_text(LETTERS_ARE_LOST.format(number=number, before=number - 1))
    drafted = migrations.draft("Letters are back", folder)
    text = drafted.read_text()
    assert drafted.name == f"{number + 1:04}_letters_are_back.py"
    assert text.startswith('"""Letters are back."""')
    assert re.findall(r"op\.create_table\(.(\w+)", text) == ["letter"]
    assert "procurement" not in text


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_stands_alone(path):
    """Rows and rules of the service change; what a migration did must not change with them."""
    assert not re.search(r"^\s*(from|import) procurement", path.read_text(), re.M)


def test_the_migrations_are_numbered_without_gaps():
    assert [path.name[:4] for path in VERSIONS] == [f"{number:04}" for number in range(1, len(VERSIONS) + 1)]
