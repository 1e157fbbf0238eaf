"""A connection of DuckDB that the user has."""

import asyncio
import datetime
import decimal
import threading
import time
import uuid
from typing import Any

import duckdb
import polars
import pytest
from conftest import BY_COUNTRY, CUSTOMERS, ORDERS, ROWS_BY_COUNTRY, make_flow

import semaflow as sf
from semaflow import errors

SETTINGS = ("SELECT current_setting('TimeZone'), current_setting('disabled_optimizers'), "
            "current_setting('arrow_lossless_conversion')")


@pytest.fixture
def connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.register("customers", polars.DataFrame(CUSTOMERS))
    orders = polars.DataFrame(ORDERS)
    connection.execute("CREATE TEMP TABLE orders AS SELECT * FROM orders")
    assert len(orders) == 3  # DuckDB finds the frame by its name
    return connection


def handle_of(connection: duckdb.DuckDBPyConnection) -> sf.FlowHandle:
    source = sf.DataSource.duckdb(connection=connection, name="mine")
    return sf.build_flow_handles({"sales": make_flow(source)})


def table_of(connection: duckdb.DuckDBPyConnection, sql: str, **keys: Any) -> sf.FlowHandle:
    source = sf.DataSource.duckdb(connection=connection, name="mine")
    table = sf.SemanticTable("t", source, sql=sql, **keys)
    return sf.build_flow_handles({"f": sf.SemanticFlow("f", table, "t")})


async def test_temporary_tables_and_registered_frames_are_seen(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    handle = handle_of(connection)
    assert handle.execute_sync(BY_COUNTRY) == ROWS_BY_COUNTRY
    assert await handle.execute(BY_COUNTRY) == ROWS_BY_COUNTRY
    some = {**BY_COUNTRY, "filters": [{"field": "c.country", "op": "==", "value": "NL"}]}
    assert handle.query_sync(some).to_arrow().num_rows == 1
    assert [row async for batch in handle.stream(BY_COUNTRY) for row in batch.rows()] \
        == ROWS_BY_COUNTRY


def test_what_the_user_does_to_it_is_seen(connection: duckdb.DuckDBPyConnection) -> None:
    handle = handle_of(connection)
    connection.execute("BEGIN; DELETE FROM orders WHERE customer_id IS NULL")
    assert handle.execute_sync(BY_COUNTRY) == ROWS_BY_COUNTRY[:1]
    connection.execute("ROLLBACK")
    assert handle.execute_sync(BY_COUNTRY) == ROWS_BY_COUNTRY


def test_its_time_zone_is_put_back(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("SET TimeZone = 'America/New_York'; SET disabled_optimizers = 'top_n'")
    handle = handle_of(connection)
    assert handle.execute_sync(BY_COUNTRY) == ROWS_BY_COUNTRY
    # What stays: an optimizer whose answers are wrong.
    after = ("America/New_York", "top_n,common_subplan", False)
    assert connection.execute(SETTINGS).fetchone() == after
    connection.execute("ALTER TABLE orders RENAME TO hidden")
    with pytest.raises(errors.DatabaseError):
        handle.execute_sync(BY_COUNTRY)
    assert connection.execute(SETTINGS).fetchone() == after
    connection.execute("ALTER TABLE hidden RENAME TO orders")


def test_its_time_zone_is_put_back_behind_a_transaction_that_failed(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    handle = table_of(connection, "SELECT 'x' AS s", dimensions={
        "n": sf.Dimension("cast(s as integer)"), "s": "s"}, measures={})
    connection.execute("SET TimeZone = 'America/New_York'; BEGIN")
    with pytest.raises(errors.DatabaseError, match="Could not convert"):
        handle.execute_sync({"flow": "f", "dimensions": ["t.n"]})
    connection.execute("ROLLBACK")
    assert handle.execute_sync({"flow": "f", "dimensions": ["t.s"]}) == [{"t.s": "x"}]
    zone, _, _ = connection.execute(SETTINGS).fetchone() or ("", "", "")
    assert zone == "America/New_York"


def test_values_are_those_of_a_database_of_our_own(connection: duckdb.DuckDBPyConnection) -> None:
    sql = """SELECT 1::UTINYINT AS i, 12345678901234567890::HUGEINT // 10 AS h, 1.50::DECIMAL(9, 2) AS d,
        2.5::FLOAT AS f, 'x' AS s, true AS b, DATE '2024-02-29' AS day,
        TIMESTAMPTZ '2024-02-29 12:00:00+02' AS at, TIMESTAMP_S '2024-02-29 01:02:03' AS clock,
        TIME '10:11:12' AS time_of_day, INTERVAL '2 days' AS span, '\\x01'::BLOB AS bytes,
        '0b4ed364-4bd5-4a1c-8b8c-2b2f6c7f3f2e'::UUID AS id, 'b'::ENUM ('b', 'a') AS word,
        [1, NULL] AS numbers, NULL::INTEGER AS none, ['b', 'a']::ENUM('b', 'a')[] AS words,
        [3::HUGEINT] AS huge, '{"a": 1}'::JSON AS doc, 7::UHUGEINT AS u, sum(2) OVER () AS total"""
    names = ["i", "h", "d", "f", "s", "b", "day", "at", "clock", "time_of_day", "span", "bytes",
             "id", "word", "numbers", "none", "words", "huge", "doc", "u", "total"]
    asked = {"flow": "f", "dimensions": [f"t.{name}" for name in names], "measures": ["t.n"]}
    keys: dict[str, Any] = {"dimensions": {name: name for name in names},
                            "measures": {"n": sf.Measure(agg="count")}}
    mine = table_of(connection, sql, **keys).query_sync(asked)
    own = sf.DataSource.duckdb(":memory:", name="mine")
    table = sf.SemanticTable("t", own, sql=sql, **keys)
    theirs = sf.build_flow_handles({"f": sf.SemanticFlow("f", table, "t")}).query_sync(asked)
    assert mine.tuples() == theirs.tuples()
    assert mine.columns == theirs.columns
    assert mine.sql == theirs.sql
    assert mine.to_arrow().schema == theirs.to_arrow().schema
    row = mine.tuples()[0]
    assert row[:4] == (1, 1234567890123456789, decimal.Decimal("1.50"), 2.5)
    assert row[6] == datetime.date(2024, 2, 29)
    assert str(row[12]) == str(uuid.UUID("0b4ed364-4bd5-4a1c-8b8c-2b2f6c7f3f2e"))


def test_keys_of_its_tables_are_known() -> None:
    connection = duckdb.connect()
    connection.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, mood ENUM ('sad', 'ok'))")
    connection.execute("INSERT INTO t VALUES (1, 'sad'), (2, 'ok')")
    source = sf.DataSource.duckdb(connection=connection)
    table = sf.SemanticTable("t", source, "t", primary_key="id", dimensions={"mood": "mood"},
                             measures={"last": sf.Measure("mood", "max")})
    handle = sf.build_flow_handles({"f": sf.SemanticFlow("f", table, "t")})
    assert "t" in handle.check(data=True)
    assert handle.execute_sync({"flow": "f", "measures": ["t.last"]}) == [{"t.last": "sad"}]


def test_errors_are_the_databases_words_without_values(
    connection: duckdb.DuckDBPyConnection,
) -> None:
    handle = table_of(connection, "SELECT 'x' AS s", dimensions={"n": sf.Dimension(
        sql={"duckdb": "error('no ' || s)"}, data_type="text")}, measures={})
    with pytest.raises(errors.DatabaseError, match="no x"):
        handle.execute_sync({"flow": "f", "dimensions": ["t.n"]})
    connection.close()
    with pytest.raises(errors.DatabaseError, match="closed"):
        handle.execute_sync({"flow": "f", "dimensions": ["t.n"]})
    with pytest.raises((errors.DatabaseError, errors.ModelError)):
        handle_of(connection)


SLOW = ("SELECT a.i FROM range(1000000) AS a(i), range(1000000) AS b(i)")


async def test_a_query_is_stopped(connection: duckdb.DuckDBPyConnection) -> None:
    source = sf.DataSource.duckdb(connection=connection, name="mine")
    handle = table_of(connection, SLOW, measures={"n": sf.Measure("i + 1", "max")})
    asked = {"flow": "f", "measures": ["t.n"]}
    with pytest.raises(errors.QueryTimeoutError):
        handle.query_sync(asked, timeout=0.2)
    tasks = [asyncio.create_task(handle.query(asked)) for _ in range(3)]
    await asyncio.sleep(0.2)
    begin = time.monotonic()
    for task in tasks:
        task.cancel()
    told = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(error, asyncio.CancelledError) for error in told)
    source.wait_idle()
    assert connection.execute("SELECT 42").fetchall() == [(42,)]
    assert time.monotonic() - begin < 30
    with pytest.raises(asyncio.TimeoutError):
        async with asyncio.timeout(0.2):
            await handle.query(asked)
    source.wait_idle()
    assert connection.execute("SELECT 42").fetchall() == [(42,)]


def test_several_sources_over_one_connection_take_turns() -> None:
    connection = duckdb.connect()
    numbers = {"a": 9007199254740993, "b": 77}
    handles = {name: table_of(connection, f"SELECT {number}::BIGINT AS n", measures={
        "sum": sf.Measure("n", "sum")}) for name, number in numbers.items()}
    handles["c"] = table_of(connection.cursor(), "SELECT 5::BIGINT AS n", measures={
        "sum": sf.Measure("n", "sum")})
    numbers["c"] = 5
    wrong: list[Any] = []

    def ask(name: str) -> None:
        for _ in range(100):
            rows = handles[name].execute_sync({"flow": "f", "measures": ["t.sum"]})
            if rows != [{"t.sum": numbers[name]}] or type(rows[0]["t.sum"]) is not int:
                wrong.append((name, rows))

    threads = [threading.Thread(target=ask, args=(name,)) for name in numbers for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


async def test_several_handles_take_turns(connection: duckdb.DuckDBPyConnection) -> None:
    source = sf.DataSource.duckdb(connection=connection, name="mine")
    handles = [sf.build_flow_handles({"sales": make_flow(source)}) for _ in range(3)]
    answers = await asyncio.gather(*(h.execute(BY_COUNTRY) for h in handles for _ in range(20)))
    assert all(rows == ROWS_BY_COUNTRY for rows in answers)
    threads = [threading.Thread(target=handle.execute_sync, args=(BY_COUNTRY,))
               for handle in handles for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for handle in handles:
        handle.close()
    assert connection.execute("SELECT count(*) FROM orders").fetchall() == [(3,)]


def test_what_is_no_connection(connection: duckdb.DuckDBPyConnection) -> None:
    with pytest.raises(TypeError, match="no connection"):
        sf.DataSource.duckdb(connection=42)
    with pytest.raises(TypeError, match="without a path"):
        sf.DataSource.duckdb("x.duckdb", connection=connection)
    with pytest.raises(TypeError, match="one query at a time"):
        sf.DataSource.duckdb(connection=connection, max_concurrency=2)
    with pytest.raises(TypeError, match="path or a connection"):
        sf.DataSource.duckdb()
    source = sf.DataSource.duckdb(connection=connection)
    with pytest.raises(errors.ConfigError, match="register the rows there"):
        source.register_dataframe("more", ORDERS)
