"""The words by which needs are found: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Written by hand."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The words come ready made (plans/wording.py); = joins the parts of a concept, such as c=trafficsignals.
        # Only which entry has which word is asked, never where it stands.
        op.execute(
            "CREATE VIRTUAL TABLE need_words USING fts5(words, detail = none, tokenize = \"ascii tokenchars '='\")"
        )
        return
    op.execute(
        "CREATE TABLE need_words ("
        "entry_id INTEGER NOT NULL CONSTRAINT pk_need_words PRIMARY KEY"
        " CONSTRAINT fk_need_words_entry_id REFERENCES need_entry (id) ON DELETE CASCADE,"
        " words TSVECTOR NOT NULL)"
    )
    op.execute("CREATE INDEX ix_need_words ON need_words USING gin (words) WITH (fastupdate = off)")


def downgrade() -> None:
    op.execute("DROP TABLE need_words")
