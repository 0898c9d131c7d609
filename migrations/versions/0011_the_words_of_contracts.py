"""The words by which contracts are searched: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Written by hand."""

from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The words come ready made (library/vocabulary.py); = joins the parts of a facet, such as category=43.
        op.execute(
            "CREATE VIRTUAL TABLE contract_words USING fts5("
            "facets, title, head, whole, tokenize = \"ascii tokenchars '='\")"
        )
        return
    op.execute(
        "CREATE TABLE contract_words ("
        "entry_id INTEGER NOT NULL CONSTRAINT pk_contract_words PRIMARY KEY"
        " CONSTRAINT fk_contract_words_entry_id REFERENCES contract_entry (id) ON DELETE CASCADE,"
        " facets TSVECTOR NOT NULL, title TSVECTOR NOT NULL, head TSVECTOR NOT NULL, whole TSVECTOR NOT NULL)"
    )
    op.execute(
        "CREATE INDEX ix_contract_words ON contract_words"
        " USING gin (facets, title, head, whole) WITH (fastupdate = off)"
    )


def downgrade() -> None:
    op.execute("DROP TABLE contract_words")
