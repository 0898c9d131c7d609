"""What the environment decides: where the data lies, where the service listens, how letters leave."""

import ipaddress
import os
import secrets
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from sqlalchemy.exc import ArgumentError

from procurement.accounts.models import Person
from procurement.core import clock
from procurement.core.database import unit_of_work
from procurement.core.errors import Refusal

CHECKOUT = Path(__file__).parents[1]
SECRET_LENGTH = 32
_SMTP_PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
_STORES = ("file", "s3", "s3a", "gs", "az")
_YES, _NO = ("1", "on", "yes", "true"), ("0", "off", "no", "false")
KNOWN = (
    "DATABASE_URL",
    "PROCUREMENT_INSTANCE",
    "PROCUREMENT_HOST",
    "PROCUREMENT_PORT",
    "PROCUREMENT_URL",
    "PROCUREMENT_SMTP_URL",
    "PROCUREMENT_MAIL_FROM",
    "PROCUREMENT_FILES_URL",
    "PROCUREMENT_SECRET_KEY",
    "PROCUREMENT_SECRET_KEY_FALLBACKS",
    "PROCUREMENT_DEMO",
    "PROCUREMENT_PROXIES",
)
#: What only the tests read.
FOR_TESTS = ("PROCUREMENT_TEST_", "PROCUREMENT_CHROMIUM")


class WrongSettings(Refusal):
    """The environment does not make sense; `faults` are the sentences, all of them at once."""

    def __init__(self, faults: list[str]):
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class Smtp(NamedTuple):
    """How to reach the mail server. `security` is "smtp" (none), "starttls" or "smtps"."""

    security: str
    host: str
    port: int
    user: str
    password: str

    def __repr__(self) -> str:
        return f"Smtp({self.security}://{self.host}:{self.port})"


@dataclass(frozen=True)
class Settings:
    """Everything the environment decides, checked."""

    instance: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8000
    url: str = "http://127.0.0.1:8000"
    #: None: letters stay in the outbox, where they can be read.
    smtp: Smtp | None = None
    mail_from: str = "procurement@localhost"
    #: Empty: the folder `files` of the instance.
    files_url: str = field(default="", repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(default=(), repr=False)
    #: How many proxies stand before the service, each adding itself to X-Forwarded-For; 0 trusts no such header.
    proxies: int = 0
    #: False: never a demo, even on a demo's data. True: `run` loads it even when served to others.
    #: None (not stated): `run` loads it into an empty database when served on this machine only, and the
    #: database's mark decides (`settled`).
    demo: bool | None = None

    def __post_init__(self):
        if not self.files_url:
            object.__setattr__(self, "files_url", (self.instance / "files").absolute().as_uri())

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach the service: both where it listens and its address are loopback."""
        return _is_loopback(self.host) and _is_loopback(urlsplit(self.url).hostname or "")

    @property
    def is_secure(self) -> bool:
        """Whether people reach it by https, so that cookies may be marked secure."""
        return self.url.startswith("https://")

    def settled(self, engine: sa.Engine) -> "Settings":
        """The same with `demo` decided: where the environment does not say, the database does, by its own mark.

        So no setting left over in a folder turns real data into a demo; and asked to, it refuses (WrongSettings).
        """
        if not sa.inspect(engine).has_table(clock.ClockOffset.__tablename__):
            return replace(self, demo=bool(self.demo))
        with unit_of_work(engine, writes=False) as session:
            marked = clock.is_movable(session)
            if self.demo and not marked and session.scalar(sa.select(Person.id).limit(1)) is not None:
                raise WrongSettings(["PROCUREMENT_DEMO is on, but this database holds real data: leave it out."])
        return replace(self, demo=marked if self.demo is None else self.demo)

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read and check every setting (of this process's environment by default).

        Makes the instance folder and its secret key when they are not there. Raises WrongSettings with one
        sentence for each fault.
        """
        reader = _Reader(os.environ if environ is None else environ)
        instance = Path(reader.text("PROCUREMENT_INSTANCE") or CHECKOUT / "instance").expanduser().absolute()
        host = reader.text("PROCUREMENT_HOST") or "127.0.0.1"
        port = reader.port()
        url = reader.address(host, port)
        values = {
            "database_url": reader.database(instance),
            "host": host,
            "port": port,
            "url": url,
            "smtp": reader.smtp(),
            "mail_from": reader.mail_from(url),
            "files_url": reader.files(),
            "demo": reader.demo(),
            "proxies": reader.proxies(),
            "secret_key_fallbacks": reader.fallbacks(),
        }
        stated_key = reader.secret_key()
        if not reader.faults:
            values["secret_key"] = reader.prepared(instance, stated_key)
        if reader.faults:
            raise WrongSettings(reader.faults)
        return cls(instance=instance, **values)


class _Reader:
    """Reads one setting after the other and collects the sentences."""

    def __init__(self, environ: Mapping[str, str]):
        self.environ = environ
        self.faults: list[str] = []
        for name in sorted(environ):
            if name.startswith("PROCUREMENT_") and not name.startswith(FOR_TESTS) and name not in KNOWN:
                self.faults.append(f"{name} is not a setting. The settings are {', '.join(KNOWN)}.")

    def text(self, name: str) -> str:
        return self.environ.get(name, "").strip()

    def fault(self, name: str, sentence: str) -> None:
        self.faults.append(f"{name} {sentence}")

    def port(self) -> int:
        text = self.text("PROCUREMENT_PORT") or "8000"
        if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 65535:
            self.fault("PROCUREMENT_PORT", f"must be a number from 1 to 65535; it is “{text}”.")
            return 8000
        return int(text)

    def proxies(self) -> int:
        text = self.text("PROCUREMENT_PROXIES") or "0"
        if text not in ("0", "1", "2", "3"):
            self.fault("PROCUREMENT_PROXIES", f"must say how many proxies you run, from 0 to 3; it is “{text}”.")
            return 0
        return int(text)

    def address(self, host: str, port: int) -> str:
        text = self.text("PROCUREMENT_URL").rstrip("/")
        if not text:
            if host in ("0.0.0.0", "::", "*"):
                self.fault(
                    "PROCUREMENT_URL",
                    f"must say under which address people reach the service, because it listens everywhere "
                    f"(PROCUREMENT_HOST is {host}); for example https://procurement.example.gov.",
                )
            return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
        parts = _split(text)
        if parts is None or parts.scheme not in ("http", "https") or not parts.hostname:
            self.fault("PROCUREMENT_URL", "must be an address such as https://procurement.example.gov.")
        elif parts.query or parts.fragment or parts.path or parts.username:
            self.fault("PROCUREMENT_URL", "must be only scheme, host and port, without a path or a user.")
        return text

    def database(self, instance: Path) -> str:
        text = self.text("DATABASE_URL")
        if not text:
            return f"sqlite:///{instance / 'procurement.db'}"
        try:
            url = sa.make_url(text)
        except (ArgumentError, ValueError):
            self.fault("DATABASE_URL", "must be an address such as postgresql://user:password@host/name.")
            return ""
        backend = url.drivername.partition("+")[0]
        if backend not in ("sqlite", "postgresql", "postgres"):
            self.fault("DATABASE_URL", f"must begin with postgresql:// or sqlite:///, not with {backend}://.")
        elif backend == "sqlite" and url.database in (None, "", ":memory:"):
            self.fault("DATABASE_URL", "must name a file (sqlite:////folder/name.db): data in memory would be lost.")
        elif backend != "sqlite" and not url.database:
            self.fault("DATABASE_URL", "does not say which database: add /name at its end.")
        return text

    def smtp(self) -> Smtp | None:
        name = "PROCUREMENT_SMTP_URL"
        text = self.text(name)
        if not text:
            return None
        parts = _split(text)
        if parts is None or parts.scheme not in _SMTP_PORTS or not parts.hostname:
            self.fault(name, "must be smtp://host, starttls://user:password@host or smtps://user:password@host.")
            return None
        if parts.path.strip("/") or parts.query:
            self.fault(name, "must end with the host or the port.")
            return None
        if parts.username and parts.scheme == "smtp" and not _is_loopback(parts.hostname):
            self.fault(name, "would send the password unprotected: write starttls:// or smtps:// instead of smtp://.")
        if parts.username and not parts.password:
            self.fault(name, "names a user but no password.")
        port = parts.port or _SMTP_PORTS[parts.scheme]
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        return Smtp(parts.scheme, parts.hostname, port, user, password)

    def mail_from(self, url: str) -> str:
        text = self.text("PROCUREMENT_MAIL_FROM")
        if text:
            mailbox, at, domain = text.rpartition("@")
            if not (mailbox and at and domain) or any(each in text for each in " <>,\r\n"):
                self.fault("PROCUREMENT_MAIL_FROM", f"must be one plain e-mail address; it is “{text}”.")
            return text
        parts = _split(url)
        host = (parts.hostname if parts else None) or "localhost"
        return f"procurement@{'localhost' if _is_loopback(host) else host}"

    def files(self) -> str:
        text = self.text("PROCUREMENT_FILES_URL")
        if not text:
            return ""
        parts = _split(text)
        if parts is None or parts.scheme not in _STORES:
            self.fault("PROCUREMENT_FILES_URL", "must be file:///folder, s3://bucket/prefix, gs://… or az://….")
        elif parts.scheme == "file" and (parts.netloc or parts.path in ("", "/")):
            self.fault("PROCUREMENT_FILES_URL", "must name a folder of this machine: file:///folder.")
        elif parts.scheme != "file" and not parts.netloc:
            self.fault("PROCUREMENT_FILES_URL", f"does not say which bucket: {parts.scheme}://bucket/prefix.")
        return text

    def demo(self) -> bool | None:
        text = self.text("PROCUREMENT_DEMO").lower()
        if text in _YES or text in _NO:
            return text in _YES
        if text:
            self.fault("PROCUREMENT_DEMO", f"must be on or off; it is “{text}”.")
        return None

    def secret_key(self) -> str:
        text = self.text("PROCUREMENT_SECRET_KEY")
        if text and len(text) < SECRET_LENGTH:
            self.fault("PROCUREMENT_SECRET_KEY", f"is too short: it needs at least {SECRET_LENGTH} random characters.")
        return text

    def fallbacks(self) -> tuple[str, ...]:
        texts = self.text("PROCUREMENT_SECRET_KEY_FALLBACKS").split(",")
        return tuple(each.strip() for each in texts if each.strip())

    def prepared(self, instance: Path, stated_key: str) -> str:
        """The secret key, with the instance folder made; both readable by this user only."""
        try:
            instance.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not os.access(instance, os.W_OK | os.X_OK):
                raise PermissionError
            return stated_key or _kept_key(instance / "secret_key")
        except OSError as fault:
            why = fault.strerror or "it cannot be written to"
            self.fault("PROCUREMENT_INSTANCE", f"is not usable as the folder for the data ({instance}): {why}.")
        except ValueError as fault:
            self.faults.append(str(fault))
        return ""


def _kept_key(path: Path) -> str:
    """The key in the file, made on the first start; two processes that start together agree on one."""
    if not path.exists():
        mine = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
        mine.touch(mode=0o600, exist_ok=False)
        try:
            mine.write_text(secrets.token_urlsafe(48), "ascii")
            os.link(mine, path)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise ValueError(f"Others on this machine can read the secret key. Run: chmod 600 {path}")
    key = path.read_text("ascii").strip()
    if len(key) < SECRET_LENGTH:
        raise ValueError(f"The secret key in {path} is too short. Remove the file to have a new one made.")
    return key


def _split(text: str):
    """The parts of an address, or None when it is none (a port that is no number, a broken host)."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
