"""Every wrong setting is told in a sentence, all of them at once; right ones come out as meant."""

import os
import stat
import threading

import pytest

from procurement.accounts.models import Person
from procurement.core import clock
from procurement.core.database import create_engine, unit_of_work
from procurement.settings import Settings, Smtp, WrongSettings
from tests.builders.people import NOW


@pytest.fixture
def read(tmp_path):
    def settings(**environ: str) -> Settings:
        return Settings.from_environment({"PROCUREMENT_INSTANCE": str(tmp_path / "data"), **environ})

    return settings


def faults(read, **environ: str) -> tuple[str, ...]:
    with pytest.raises(WrongSettings) as refusal:
        read(**environ)
    return refusal.value.faults


def test_nothing_needs_to_be_said(read, tmp_path):
    settings = read()
    assert settings.database_url == f"sqlite:///{tmp_path}/data/procurement.db"
    assert settings.files_url == (tmp_path / "data" / "files").as_uri()
    assert (settings.host, settings.port, settings.url) == ("127.0.0.1", 8000, "http://127.0.0.1:8000")
    assert (settings.smtp, settings.demo, settings.mail_from) == (None, None, "procurement@localhost")
    assert (settings.is_local, settings.is_secure) == (True, False)


def test_the_folder_and_the_key_are_for_this_user_only_and_the_key_stays(read, tmp_path):
    first, second = read(), read()
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE((tmp_path / "data").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "data" / "secret_key").stat().st_mode) == 0o600
    assert os.listdir(tmp_path / "data") == ["secret_key"]


def test_processes_that_start_together_agree_on_one_key(read):
    keys, start = set(), threading.Barrier(8)

    def begin():
        start.wait()
        keys.add(read().secret_key)

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(keys) == 1


def test_a_key_that_others_can_read_is_refused(read, tmp_path):
    read()
    (tmp_path / "data" / "secret_key").chmod(0o644)
    (fault,) = faults(read)
    assert fault.startswith("Others on this machine can read the secret key. Run: chmod 600 ")


def test_keys_from_the_environment_count_before_the_kept_one(read):
    settings = read(PROCUREMENT_SECRET_KEY="k" * 40, PROCUREMENT_SECRET_KEY_FALLBACKS="old one, older one")
    assert settings.secret_key == "k" * 40
    assert settings.secret_key_fallbacks == ("old one", "older one")


def test_secrets_do_not_show(read):
    settings = read(
        PROCUREMENT_SECRET_KEY="k" * 40,
        DATABASE_URL="postgresql://me:hidden@db/name",
        PROCUREMENT_SMTP_URL="smtps://me:hidden@mail",
    )
    assert "hidden" not in repr(settings)
    assert "kkkk" not in repr(settings)


def test_every_fault_is_told_at_once(read, tmp_path):
    told = faults(
        read,
        PROCUREMENT_HOST="0.0.0.0",
        PROCUREMENT_PORT="eighty",
        DATABASE_URL="mysql://db/name",
        PROCUREMENT_DEMO="maybe",
        PROCUREMENT_SECRET_KEY="short",
    )
    assert [each.split()[0] for each in told] == [
        "PROCUREMENT_PORT",
        "PROCUREMENT_URL",
        "DATABASE_URL",
        "PROCUREMENT_DEMO",
        "PROCUREMENT_SECRET_KEY",
    ]
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("PROCUREMENT_PORT", "0", "must be a number from 1 to 65535; it is “0”."),
        ("PROCUREMENT_PORT", "٣", "must be a number from 1 to 65535; it is “٣”."),
        ("PROCUREMENT_URL", "procurement.example.gov", "must be an address such as"),
        ("PROCUREMENT_URL", "https://example.gov/app", "must be only scheme, host and port"),
        ("PROCUREMENT_URL", "https://example.gov:x", "must be an address such as"),
        ("DATABASE_URL", "nonsense", "must be an address such as postgresql://"),
        ("DATABASE_URL", "sqlite://", "must name a file"),
        ("DATABASE_URL", "sqlite:///:memory:", "must name a file"),
        ("DATABASE_URL", "postgresql://host", "does not say which database"),
        ("PROCUREMENT_SMTP_URL", "mail.example.gov", "must be smtp://host"),
        ("PROCUREMENT_SMTP_URL", "smtp://me:pw@mail.example.gov", "would send the password unprotected"),
        ("PROCUREMENT_SMTP_URL", "smtps://me@mail.example.gov", "names a user but no password."),
        ("PROCUREMENT_MAIL_FROM", "Buyer <buyer@city.example>", "must be one plain e-mail address"),
        ("PROCUREMENT_FILES_URL", "ftp://files", "must be file:///folder, s3://bucket/prefix"),
        ("PROCUREMENT_FILES_URL", "file://relative", "must name a folder of this machine"),
        ("PROCUREMENT_FILES_URL", "s3:///prefix", "does not say which bucket"),
        ("PROCUREMENT_TYPO", "x", "is not a setting. The settings are DATABASE_URL,"),
    ],
)
def test_a_wrong_setting_is_told_by_its_name(read, name, value, sentence):
    (fault,) = faults(read, **{name: value})
    assert fault.startswith(f"{name} {sentence}")


def test_a_folder_that_cannot_be_made_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(WrongSettings, match="PROCUREMENT_INSTANCE is not usable as the folder for the data"):
        Settings.from_environment({"PROCUREMENT_INSTANCE": str(tmp_path / "file" / "data")})


@pytest.mark.parametrize(
    ("url", "smtp"),
    [
        ("smtp://localhost", Smtp("smtp", "localhost", 25, "", "")),
        ("smtps://me:p%40ss@mail.example.gov", Smtp("smtps", "mail.example.gov", 465, "me", "p@ss")),
        ("starttls://me:pw@mail.example.gov:2525", Smtp("starttls", "mail.example.gov", 2525, "me", "pw")),
    ],
)
def test_mail_servers(read, url, smtp):
    assert read(PROCUREMENT_SMTP_URL=url).smtp == smtp


@pytest.mark.parametrize(
    ("environ", "local"),
    [
        ({"PROCUREMENT_HOST": "127.0.0.5"}, True),
        ({"PROCUREMENT_HOST": "::1"}, True),
        ({"PROCUREMENT_HOST": "localhost"}, True),
        ({"PROCUREMENT_HOST": "10.0.0.5"}, False),
        ({"PROCUREMENT_HOST": "0.0.0.0", "PROCUREMENT_URL": "http://127.0.0.1:8000"}, False),
        # Behind a proxy on this machine others reach it all the same.
        ({"PROCUREMENT_URL": "https://procurement.example.gov"}, False),
        ({"PROCUREMENT_URL": "https://localhost.example.gov"}, False),
    ],
)
def test_whether_only_this_machine_reaches_it(read, environ, local):
    assert read(**environ).is_local is local


def test_the_address_of_letters_follows_that_of_the_service(read):
    assert read(PROCUREMENT_URL="https://procurement.example.gov/").mail_from == "procurement@procurement.example.gov"
    assert read(PROCUREMENT_MAIL_FROM="buyer@city.example").mail_from == "buyer@city.example"


def test_the_databases_own_mark_makes_it_a_demo(read, engine):
    assert read().settled(engine).demo is False
    with unit_of_work(engine) as session:
        clock.move(session, 0)
    assert read().settled(engine).demo is True
    assert read(PROCUREMENT_DEMO="off").settled(engine).demo is False


def test_real_data_cannot_be_turned_into_a_demo(read, engine):
    assert read(PROCUREMENT_DEMO="on").settled(engine).demo is True
    with unit_of_work(engine) as session:
        session.add(Person(email="ana@city.example", name="Ana Ruiz", created_at=NOW))
    with pytest.raises(WrongSettings, match="this database holds real data"):
        read(PROCUREMENT_DEMO="on").settled(engine)


def test_before_the_first_migration_nothing_is_a_demo(read, bare_database_url):
    engine = create_engine(bare_database_url)
    assert read().settled(engine).demo is False
    engine.dispose()


@pytest.mark.parametrize("text", ["-1", "many", "4", "1.0"])
def test_the_number_of_proxies_is_small_and_whole(tmp_path, text):
    with pytest.raises(WrongSettings, match="how many proxies you run"):
        Settings.from_environment({"PROCUREMENT_INSTANCE": str(tmp_path), "PROCUREMENT_PROXIES": text})
