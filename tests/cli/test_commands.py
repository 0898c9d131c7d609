"""The `procurement` command: what it says, what it leaves behind, and its exit codes."""

import json
import sqlite3
from contextlib import closing

import pytest
import sqlalchemy as sa

from procurement.accounts.models import Person
from procurement.audit.models import Entry
from procurement.cli import main, migrations
from procurement.core.errors import Hindrance, Incomplete, Invalid
from procurement.core.machine import Machine
from procurement.mailbox import operations as mailbox
from procurement.mailbox.models import Delivery, Letter


@pytest.fixture
def environment(tmp_path, monkeypatch):
    """Settings of their own for what the test runs."""
    monkeypatch.setenv("PROCUREMENT_INSTANCE", str(tmp_path / "data"))
    return monkeypatch


@pytest.fixture
def run(environment, capsys):
    """Runs a command line in this process; (exit code, output, complaints)."""

    def procurement(*arguments: str, stdin: str = "") -> tuple[int, str, str]:
        code = main.outcome(arguments)
        said = capsys.readouterr()
        return code, said.out, said.err

    return procurement


@pytest.fixture
def machine(engine, database_url, environment, tmp_path) -> Machine:
    """What a test looks at, on the database the commands use."""
    environment.setenv("DATABASE_URL", database_url)
    return Machine(engine, None, "http://here", tmp_path)


def type_in(monkeypatch, tmp_path, text: str) -> None:
    path = tmp_path / "typed"
    path.write_text(text)
    monkeypatch.setattr("sys.stdin", path.open())


def test_help_names_every_group(run):
    code, said, _ = run("--help")
    assert code == 0
    for name in ("run", "worker", "db", "ledger", "people", "letters", "settings"):
        assert f"\n  {name}" in said


@pytest.mark.parametrize("arguments", [["no-such"], ["ledger", "verify", "--no-such"], ["letters", "show"]])
def test_a_wrong_command_line_is_told_with_exit_code_2(run, arguments):
    code, said, complaint = run(*arguments)
    assert (code, said) == (2, "")
    assert "Usage: procurement" in complaint


def test_wrong_settings_are_told_line_by_line(run, environment):
    environment.setenv("PROCUREMENT_PORT", "x")
    environment.setenv("PROCUREMENT_DEMO", "x")
    code, said, complaint = run("settings", "check")
    assert (code, said) == (2, "")
    assert [line.split()[0] for line in complaint.splitlines()] == ["PROCUREMENT_PORT", "PROCUREMENT_DEMO"]


def test_settings_are_shown_without_secrets(run, environment):
    environment.setenv("DATABASE_URL", "postgresql://me:hidden@db.example/name")
    environment.setenv("PROCUREMENT_SMTP_URL", "smtps://me:hidden@mail.example")
    code, said, _ = run("settings", "check")
    assert code == 0
    assert "postgresql+psycopg://me:***@db.example/name" in said
    assert "smtps://mail.example:465" in said
    assert "hidden" not in said


def test_a_database_that_does_not_answer_is_told_in_a_line(run, environment):
    environment.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    code, _, complaint = run("db", "current")
    assert code == 2
    assert complaint.startswith("The database cannot be used: ")
    assert complaint.count("\n") == 1


def test_a_command_on_a_schema_that_is_behind_says_what_to_run(run):
    code, _, complaint = run("ledger", "verify")
    assert code == 2
    assert complaint.endswith("Run: procurement db upgrade\n")


def test_the_schema_goes_up_and_down(run, environment, bare_database_url):
    environment.setenv("DATABASE_URL", bare_database_url)
    newest = migrations.newest()
    assert run("db", "current") == (0, f"The schema is at nothing; needed is {newest}.\n", "")
    assert run("db", "upgrade") == (0, f"The schema is at {newest}.\n", "")
    assert run("db", "upgrade", "9999")[0] == 2
    assert run("db", "downgrade", "base", "--yes") == (0, "The schema is at nothing.\n", "")


def test_the_first_operator_is_made_with_a_password_from_standard_input(run, machine, environment, tmp_path):
    type_in(environment, tmp_path, "seven lanterns in a barn\n")
    code, said, _ = run("people", "create-operator", "--email", "Olga@City.example", "--name", "Olga Peters")
    assert (code, said) == (0, "Olga Peters can now sign in at http://127.0.0.1:8000 as olga@city.example.\n")
    with machine.unit(writes=False) as ctx:
        person = ctx.session.scalars(sa.select(Person)).one()
        assert (person.email, person.is_operator, person.is_demo) == ("olga@city.example", True, False)
        assert person.password_hash.startswith("$argon2id$")
        assert ctx.session.scalars(sa.select(Entry.deed)).all() == ["person.created"]


@pytest.mark.parametrize(
    ("given", "typed", "place"),
    [
        ({"--email": "no address"}, "seven lanterns in a barn", "email"),
        ({"--zone": "Mars/Olympus"}, "seven lanterns in a barn", "zone"),
        ({}, "short", "password"),
    ],
)
def test_a_wrong_operator_is_refused_and_nothing_is_left(run, machine, environment, tmp_path, given, typed, place):
    type_in(environment, tmp_path, f"{typed}\n")
    options = {"--email": "olga@city.example", "--name": "Olga Peters", **given}
    code, said, complaint = run("people", "create-operator", *(part for pair in options.items() for part in pair))
    assert (code, said) == (2, "")
    assert complaint.startswith(f"{place}: ")
    with machine.unit(writes=False) as ctx:
        assert ctx.session.scalars(sa.select(Person)).all() == []


def test_the_ledger_is_sealed_verified_and_exported(run, machine, environment, tmp_path):
    type_in(environment, tmp_path, "seven lanterns in a barn\n")
    run("people", "create-operator", "--email", "olga@city.example", "--name", "Olga Peters")
    code, said, _ = run("ledger", "verify")
    assert (code, said.splitlines()[1][:33]) == (0, "1 entry is not chained yet, the o")
    assert run("ledger", "seal") == (0, "1 entry was chained.\n", "")
    code, said, _ = run("ledger", "verify")
    assert code == 0
    tip = said.strip().rpartition("Tip: ")[2]
    assert run("ledger", "verify", "--known", tip)[0] == 0
    path = tmp_path / "ledger.jsonl"
    assert run("ledger", "export", "--output", str(path))[0] == 0
    (line,) = path.read_text().splitlines()
    assert f"1:{json.loads(line)['hash']}" == tip
    code, _, complaint = run("ledger", "verify", "--known", "1:" + "0" * 64)
    assert code == 1
    assert "The ledger is broken at position 1." in complaint
    assert run("ledger", "verify", "--known", "nonsense")[0] == 2


def test_a_broken_ledger_gives_exit_code_1(run, sqlite_url, environment, tmp_path):
    environment.setenv("DATABASE_URL", sqlite_url)
    type_in(environment, tmp_path, "seven lanterns in a barn\n")
    run("people", "create-operator", "--email", "olga@city.example", "--name", "Olga Peters")
    run("ledger", "seal")
    with closing(sqlite3.connect(sa.make_url(sqlite_url).database, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER ledger_entry_no_update")
        connection.execute("UPDATE ledger_entry SET actor_name = 'Mallory'")
    code, said, complaint = run("ledger", "verify")
    assert (code, said) == (1, "")
    assert complaint.startswith("The ledger is broken at position 1. The entry at position 1 is not the one")


def test_letters_are_listed_shown_and_tried_again(run, machine):
    with machine.unit() as ctx:
        (letter,) = mailbox.post(ctx, "password_reset", to="ana@city.example", link="http://x", expires_at=ctx.now)
        letter.state, letter.error = Delivery.FAILED, "No such person."
    code, said, _ = run("letters", "list", "--to", "ana@city.example", "--state", "failed")
    assert code == 0
    assert letter.id in said
    assert "Choose a new password  (No such person.)" in said
    assert run("letters", "list", "--to", "nobody@city.example")[1] == "There are no such letters.\n"
    code, said, _ = run("letters", "show", letter.id)
    assert "To: ana@city.example" in said
    assert "http://x" in said
    assert run("letters", "show", "none")[::2] == (2, "There is no such letter, or it is not for you to see.\n")
    assert run("letters", "retry", letter.id)[0] == 0
    assert run("letters", "retry", letter.id)[0] == 2
    with machine.unit(writes=False) as ctx:
        assert ctx.session.get(Letter, letter.id).state == Delivery.WAITING


def test_a_refusal_says_everything_it_has_to_say():
    assert main.sentences(Invalid({"name": ["Too long.", "Too odd."], "zone": ["Unknown."]})) == [
        "name: Too long.",
        "name: Too odd.",
        "zone: Unknown.",
    ]
    assert main.sentences(Invalid("Just wrong.")) == ["Just wrong."]
    assert main.sentences(Incomplete([Hindrance("a", "No deadline."), Hindrance("b", "No panel.")])) == [
        "No deadline.",
        "No panel.",
    ]
