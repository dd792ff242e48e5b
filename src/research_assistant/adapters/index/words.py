"""BM25 over title and text: FTS5 on SQLite, `tsvector` on PostgreSQL.

Source: Robertson and Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond (2009).
FTS5 fixes k1 = 1.2 and b = 0.75 (SQLite documentation, FTS5, "The bm25() function");
PostgreSQL ranks without document frequencies, so that the same formula is written out there.
"""

from collections.abc import Sequence

from sqlalchemy import Float, TextClause, bindparam, column, literal_column, select, table, text
from sqlalchemy.ext.asyncio import AsyncConnection

from research_assistant.adapters.db.tables import Id, library_items, passages
from research_assistant.adapters.index.visible import TOLD_LANGUAGE, type_patterns, visible
from research_assistant.domain.passage import Passage
from research_assistant.kit.words import content_words
from research_assistant.ports.index import Scored, Shelf

TITLE_WEIGHT = 2.0
"""What an occurrence in the title counts for, in occurrences in the text.

Chosen on the training claims of SciFact (`bench/retrieval.py --set train`): anything from 1.5 to 5 does much the same.
"""

MOST_WORDS = 64
"""Different words of a search text that are looked for; the rest of a longer one is left out."""

_FTS = table("passages_fts", column("rowid"))


async def best_by_words(connection: AsyncConnection, wanted: str, shelf: Shelf, *, limit: int) -> Sequence[Scored]:
    """Return the best passages by BM25, any word matching."""
    words = content_words(wanted)[:MOST_WORDS]
    if not words:
        return []
    if connection.dialect.name == "sqlite":
        return await _sqlite(connection, words, shelf, limit)
    return await _postgresql(connection, words, shelf, limit)


async def _sqlite(connection: AsyncConnection, words: list[str], shelf: Shelf, limit: int) -> Sequence[Scored]:
    score = literal_column(f"-bm25(passages_fts, {TITLE_WEIGHT}, 1.0)", Float()).label("score")
    joined = _FTS.join(passages, passages.c.passage_no == _FTS.c.rowid).join(
        library_items, library_items.c.document_id == passages.c.document_id
    )
    match = text("passages_fts MATCH :match").bindparams(match=" OR ".join(f'"{word}"' for word in words))
    best = (
        select(library_items.c.item_id, passages, score)
        .select_from(joined)
        .where(match, *visible(shelf))
        .order_by(score.desc(), passages.c.passage_no)
        .limit(limit)
    )
    rows = await connection.execute(best)
    return [
        Scored(
            item_id=row.item_id,
            passage=Passage(document_id=row.document_id, start=row.start, end=row.end),
            score=row.score,
        )
        for row in rows
    ]


async def _postgresql(connection: AsyncConnection, words: list[str], shelf: Shelf, limit: int) -> Sequence[Scored]:
    rows = await connection.execute(
        _bm25(),
        {
            "words": " ".join(words),
            "title_weight": TITLE_WEIGHT,
            "user_id": shelf.user_id,
            "collection": shelf.collection,
            "year_from": shelf.year_from,
            "year_to": shelf.year_to,
            "types": type_patterns(shelf) if shelf.types else None,
            "languages": list(shelf.languages) or None,
            "told_language": TOLD_LANGUAGE,
            "limit": limit,
        },
    )
    return [
        Scored(
            item_id=str(row.item_id),
            passage=Passage(document_id=row.document_id, start=row.start, end=row.end),
            score=row.score,
        )
        for row in rows
    ]


def _bm25() -> TextClause:
    return text(
        """
        WITH asked AS (
            SELECT unnest(tsvector_to_array(to_tsvector('english', :words))) AS lexeme
        ), stock AS (
            SELECT count(*) AS passages, avg(length) AS length FROM passages WHERE terms IS NOT NULL
        ), found AS (
            SELECT i.item_id, p.passage_no, p.document_id, p.start, p."end", p.terms, p.length
            FROM passages p JOIN library_items i USING (document_id)
            WHERE p.terms @@ (SELECT CAST(string_agg(quote_literal(lexeme), ' | ') AS tsquery) FROM asked)
              AND (i.owner_id = :user_id OR i.visibility = 'shared')
              AND (CAST(:collection AS text) IS NULL OR i.collection = :collection)
              AND (CAST(:year_from AS integer) IS NULL OR i.year IS NULL OR i.year >= :year_from)
              AND (CAST(:year_to AS integer) IS NULL OR i.year IS NULL OR i.year <= :year_to)
              AND (CAST(:types AS text[]) IS NULL OR i.work LIKE ANY (CAST(:types AS text[])))
              AND (CAST(:languages AS text[]) IS NULL OR i.work LIKE CAST(:told_language AS text) OR EXISTS (
                SELECT FROM documents d WHERE d.document_id = i.document_id
                AND (length(d.language) <> 2 OR d.language = ANY (CAST(:languages AS text[])))))
        ), occurrences AS (
            SELECT f.item_id, f.passage_no, f.length, t.lexeme,
                   (SELECT sum(CASE w WHEN 'A' THEN :title_weight ELSE 1.0 END) FROM unnest(t.weights) w) AS frequency
            FROM found f, unnest(f.terms) AS t(lexeme, positions, weights) JOIN asked USING (lexeme)
        ), rarity AS (
            SELECT lexeme, ln(1 + (stock.passages - count(DISTINCT passage_no) + 0.5)
                                / (count(DISTINCT passage_no) + 0.5)) AS idf
            FROM occurrences, stock GROUP BY lexeme, stock.passages
        )
        SELECT f.item_id, f.document_id, f.start, f."end", s.score
        FROM found f JOIN (
            SELECT o.item_id, o.passage_no,
                   CAST(sum(idf * frequency * 2.2 / (frequency + 1.2 * (0.25 + 0.75 * o.length / stock.length)))
                        AS double precision) AS score
            FROM occurrences o JOIN rarity USING (lexeme), stock GROUP BY o.item_id, o.passage_no
        ) s USING (item_id, passage_no)
        ORDER BY s.score DESC, f.passage_no LIMIT :limit
        """
    ).bindparams(bindparam("user_id", type_=Id))
