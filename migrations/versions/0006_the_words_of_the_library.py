"""The words by which the library is searched: FTS5 on SQLite, tsvector with GIN on PostgreSQL. Written by hand."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    if op.get_bind().dialect.name == "sqlite":
        # The words come ready made (library/vocabulary.py); = joins the parts of a facet, such as form=clause.
        op.execute(
            "CREATE VIRTUAL TABLE library_words USING fts5("
            "facets, title, about, body, tail, tokenize = \"ascii tokenchars '='\")"
        )
        # The few words of titles and summaries by themselves: among all words of the texts they are slow to find.
        op.execute(
            "CREATE VIRTUAL TABLE head_words USING fts5(facets, title, about, tokenize = \"ascii tokenchars '='\")"
        )
        return
    op.execute(
        "CREATE TABLE library_words ("
        "entry_id INTEGER NOT NULL CONSTRAINT pk_library_words PRIMARY KEY"
        " CONSTRAINT fk_library_words_entry_id REFERENCES search_entry (id) ON DELETE CASCADE,"
        " facets TSVECTOR NOT NULL, title TSVECTOR NOT NULL, head TSVECTOR NOT NULL, whole TSVECTOR NOT NULL)"
    )
    # The words of a text lie apart from the row: a common word then costs as little as its rows are short.
    op.execute("ALTER TABLE library_words SET (toast_tuple_target = 128)")
    op.execute(
        "CREATE INDEX ix_library_words ON library_words USING gin (facets, title, head, whole) WITH (fastupdate = off)"
    )


def downgrade() -> None:
    op.execute("DROP TABLE library_words")
    op.execute("DROP TABLE IF EXISTS head_words")
