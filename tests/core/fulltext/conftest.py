"""Six small documents in the index of either database."""

from collections.abc import Iterator

import pytest

from accord.core.fulltext import index
from accord.core.fulltext.index import Connection
from accord.core.fulltext.terms import terms
from tests.core.fulltext.databases import opened

DOCUMENTS = [
    (1, "en", "The delivery of my order is late", ["d1", "p1", "sopen"]),
    (2, "en", "Refund for invoice INV-2024, sent from ann.smith@example.com", ["d1", "p2", "sclosed"]),
    (3, "et", "Palun saatke lepingut ja arvet", ["d2", "p3", "sopen"]),
    (4, "ru", "Посылок нет, верните деньги", ["d2", "p1", "sopen"]),
    (5, "en", "Internal: customer's order is broken, refund him 1,234.50", ["d1", "p1", "sopen", "nint"]),
    (6, "de", "東京都から broken screen of the Gerät", ["d3", "p4", "snew"]),
]


@pytest.fixture(scope="package", params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest) -> Iterator[Connection]:
    with opened(request.param) as connection:
        with connection.cursor() as cursor:
            for statement in index.create_sql(connection.vendor):
                cursor.execute(statement)
            cursor.execute("CREATE TABLE search_doc (message_id bigint PRIMARY KEY, terms text, scope text)")
        index.add_many(
            connection, [(number, terms(text, tongue), scope) for number, tongue, text, scope in DOCUMENTS]
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_doc VALUES (%s, %s, %s)",
                [
                    (number, index.packed(terms(text, tongue)), " ".join(s))
                    for number, tongue, text, s in DOCUMENTS
                ],
            )
        yield connection
