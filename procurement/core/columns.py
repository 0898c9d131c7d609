"""Column types that mean the same on SQLite and PostgreSQL, and refuse what would be lossy."""

import secrets
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import MappedColumn, mapped_column

ID_LENGTH = 16
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_id() -> str:
    """A random identifier (79 bits): it reveals neither how many rows there are nor when one was made."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(ID_LENGTH))


class UTCDateTime(sa.types.TypeDecorator):
    """An instant. Naive values are refused; what comes back is aware and in UTC."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"An instant needs a time zone: {value!r}")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect):
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Scaled(sa.types.TypeDecorator):
    """An exact decimal kept as an integer of its smallest unit (`places` digits after the point)."""

    impl = sa.BigInteger
    cache_ok = True

    def __init__(self, places: int = 6):
        super().__init__()
        self.places = places

    def process_bind_param(self, value, dialect):
        if value is None:
            return None
        scaled = Decimal(value).scaleb(self.places)
        if scaled != scaled.to_integral_value():
            raise ValueError(f"{value} has more than {self.places} digits after the point.")
        return int(scaled)

    def process_result_value(self, value, dialect):
        return None if value is None else Decimal(value).scaleb(-self.places)


#: A JSON document; never queried inside, so that both databases behave alike.
Document = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def id_column() -> MappedColumn[str]:
    """The primary key of every row that people can name in an address."""
    return mapped_column(sa.String(ID_LENGTH), primary_key=True, default=new_id)


def refers_to(target: str, *, nullable: bool = False, index: bool = True, **options) -> MappedColumn:
    """A foreign key to `table.column` of this room or of one upstream."""
    key = sa.ForeignKey(target, ondelete=options.pop("ondelete", None), use_alter=options.pop("use_alter", False))
    return mapped_column(sa.String(ID_LENGTH), key, nullable=nullable, index=index, **options)


def choice(members: type[StrEnum], *, called: str = "", **options) -> MappedColumn:
    """A code from a list: a string with a CHECK made from the same enum.

    The second column of a row with the same enum must be `called` something else, for its CHECK.
    """
    kind = sa.Enum(
        members,
        native_enum=False,
        create_constraint=True,
        length=40,
        name=called or members.__name__.lower(),
        values_callable=lambda enum: [member.value for member in enum],
    )
    return mapped_column(kind, **options)


def instant(*, nullable: bool = True, **options) -> MappedColumn:
    """A column that holds an instant in UTC."""
    return mapped_column(UTCDateTime(), nullable=nullable, **options)
