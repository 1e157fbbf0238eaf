#!/usr/bin/env python3
"""Measures the installed Python package, and prints a JSON list a line: name, value, unit, at most.

usage: python_bench.py DATABASE MODEL SERVER   (bench/run gives those of nycflights and a PostgreSQL)
Figures of SemaFlow 0.1 beside them are those of its wheel on such a machine.
"""

import asyncio
import concurrent.futures
import gc
import json
import pathlib
import statistics
import sys
import time

import duckdb
import fastapi
import pyarrow
import semaflow as sf
from semaflow.api import create_app

ONE_TABLE = {"flow": "flights", "dimensions": ["f.carrier"], "measures": ["f.flight_count"]}
STAR = {"flow": "flights", "dimensions": ["a.name", "origin.name", "dest.name", "f.carrier"],
        "measures": ["f.flight_count", "f.avg_dep_delay"],
        "filters": [{"field": "a.carrier", "op": "!=", "value": "UA"}]}
SMALL = {"flow": "flights", "dimensions": ["a.name"],
         "filters": [{"field": "a.carrier", "op": "==", "value": "UA"}]}
SLOW = {"flow": "slow", "measures": ["s.work"]}


def median_us(run, times):
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        run()
        taken.append((time.perf_counter() - start) * 1e6)
    return statistics.median(taken)


def side_by_side(ours, theirs, times):
    """Medians in microseconds of two calls that take turns."""
    taken = ([], [])
    for _ in range(times):
        for run, into in ((ours, taken[0]), (theirs, taken[1])):
            start = time.perf_counter()
            run()
            into.append((time.perf_counter() - start) * 1e6)
    return [statistics.median(part) for part in taken]


def awaited_us(start, times):
    async def all_of_them():
        taken = []
        for _ in range(times):
            begin = time.perf_counter()
            await start()
            taken.append((time.perf_counter() - begin) * 1e6)
        return statistics.median(taken)

    return asyncio.run(all_of_them())


def building(handle):
    for name, request, theirs, theirs_awaited in (("one table", ONE_TABLE, 19, 124),
                                                  ("star", STAR, 46, 140)):
        text = json.dumps(request)
        core, blocking = side_by_side(
            lambda text=text: handle._core.build_sql(text, "", None),
            lambda request=request: handle.build_sql_sync(request), 5000)
        awaited = awaited_us(lambda request=request: handle.build_sql(request), 2000)
        yield f"build_sql of {name}: C++ from JSON text", core, "us", None
        yield f"build_sql of {name}, blocking (0.1: {theirs} us)", blocking, "us", core + 3
        yield f"build_sql of {name}, awaited (0.1: {theirs_awaited} us)", awaited, "us", core + 33


def rows(source_rows):
    source = sf.DataSource.duckdb(":memory:", name="rows")
    source.register_dataframe("numbers", source_rows)
    table = sf.SemanticTable("numbers", source, "numbers", primary_key="a",
                             dimensions={"a": "a", "b": "b"})
    return sf.build_flow_handles({"numbers": sf.SemanticFlow("numbers", table, "n")})


def converting():
    many = pyarrow.table({"a": pyarrow.array(range(1_000_000), pyarrow.int64()),
                          "b": pyarrow.array([i / 7 for i in range(1_000_000)])})
    handle = rows(many.slice(0, 100_000))
    request = {"flow": "numbers", "ungrouped": True, "dimensions": ["n.a", "n.b"]}
    dicts = median_us(lambda: handle.execute_sync(request), 7) / 1000
    yield "100,000 rows x 2 columns as dicts (0.1: 464 ms)", dicts, "ms", 60
    handle = rows(many)
    connection = duckdb.connect()
    connection.register("arrow", many)
    connection.execute("CREATE TABLE numbers AS FROM arrow")
    sql = "SELECT a, b FROM numbers"
    for name, limit, ours, theirs in (
            ("Arrow", 1.1, lambda: handle.query_sync(request).to_arrow(),
             lambda: connection.execute(sql).to_arrow_table()),
            ("pandas", 1.2, lambda: handle.query_sync(request).to_pandas(),
             lambda: connection.execute(sql).df())):
        mine, raw = side_by_side(ours, theirs, 15)
        yield f"1,000,000 rows to {name}: duckdb", raw / 1000, "ms", None
        yield f"1,000,000 rows to {name}: SemaFlow", mine / 1000, "ms", None
        yield f"1,000,000 rows to {name}: beside duckdb", mine / raw, "times", limit


def asking(handle, database):
    connection = duckdb.connect(str(database), read_only=True)
    result = handle.query_sync(SMALL)
    statement, values = result.sql, result.params

    def both():
        return side_by_side(lambda: handle.execute_sync(SMALL),
                            lambda: connection.execute(statement, values).fetchall(), 400)

    with concurrent.futures.ThreadPoolExecutor(1) as threads:
        mine, raw = threads.submit(both).result()
    yield "small query, on a thread: duckdb's fetchall", raw, "us", None
    yield "small query, on a thread: execute_sync", mine, "us", max(raw + 100, raw * 1.05)
    # There another thread works, so that Ctrl-C is heard.
    mine, raw = both()
    yield "small query, on the main thread: duckdb's fetchall", raw, "us", None
    yield "small query, on the main thread: execute_sync", mine, "us", max(raw + 100, raw * 1.05)
    yield "small query: execute, awaited", awaited_us(lambda: handle.execute(SMALL), 400), "us", None


def hand_written(database, statement, values):
    """The service as people write it: an endpoint over one query of duckdb, on FastAPI's threads."""
    app = fastapi.FastAPI()
    connection = duckdb.connect(str(database), read_only=True)

    @app.post("/flows/{flow}/query")
    def query(flow: str, asked: dict):
        cursor = connection.cursor()
        cursor.execute(statement, values)
        names = [column[0] for column in cursor.description]
        return {"rows": [dict(zip(names, row)) for row in cursor.fetchall()]}

    return app


async def ask_app(app, body):
    """One request to an ASGI application, whose client stays until it is answered."""
    scope = {"type": "http", "asgi": {"version": "3.0", "spec_version": "2.3"}, "http_version": "1.1",
             "method": "POST", "scheme": "http", "path": "/flows/flights/query", "query_string": b"",
             "raw_path": b"/flows/flights/query", "root_path": "", "client": ("127.0.0.1", 1),
             "server": ("127.0.0.1", 80),
             "headers": [(b"host", b"localhost"), (b"content-type", b"application/json"),
                         (b"content-length", str(len(body)).encode())]}
    messages = [{"type": "http.request", "body": body, "more_body": False}]
    answer = []

    async def receive():
        if messages:
            return messages.pop()
        return await asyncio.Future()

    async def send(message):
        answer.append(message)

    await app(scope, receive, send)
    if answer[0]["status"] != 200:
        raise RuntimeError(answer)
    return json.loads(b"".join(part.get("body", b"") for part in answer[1:]))


async def requests_per_second(app, body, clients, seconds):
    answered = 0
    end = time.perf_counter() + seconds

    async def client():
        nonlocal answered
        while time.perf_counter() < end:
            await ask_app(app, body)
            answered += 1

    start = time.perf_counter()
    await asyncio.gather(*(client() for _ in range(clients)))
    return answered / (time.perf_counter() - start)


async def serving_side_by_side(apps, body, clients):
    for app in apps:
        await requests_per_second(app, body, clients, 0.5)  # Makes what it keeps.
    taken = ([], [])
    for _ in range(7):
        for app, into in zip(apps, taken):
            into.append(await requests_per_second(app, body, clients, 1.0))
    return [statistics.median(part) for part in taken]


def serving(handle, database):
    for name, request in (("small query", SMALL), ("group of 336,776 rows", ONE_TABLE)):
        result = handle.query_sync(request)
        apps = create_app(handle), hand_written(database, result.sql, result.params)
        body = json.dumps(request).encode()
        mine, theirs = (asyncio.run(ask_app(app, body))["rows"] for app in apps)
        if sorted(map(str, mine)) != sorted(map(str, theirs)):
            raise RuntimeError(f"{mine} is not {theirs}")
        ours, raw = asyncio.run(serving_side_by_side(apps, body, 16))
        yield f"service, {name}: hand-written", raw, "requests/s", None
        yield f"service, {name}: SemaFlow", ours, "requests/s", None
        yield f"service, {name}: hand-written beside it", raw / ours, "times", 1 / 0.9


def slow_handle(server, permits):
    """A flow whose measure takes a minute in PostgreSQL, which works for none of it."""
    source = sf.DataSource.postgres(server, name="slow", max_concurrency=permits)
    table = sf.SemanticTable("slow", source, sql="select 1 as n, pg_sleep(60)::text as nothing",
                             primary_key="n", measures={"work": sf.Measure("nothing", "max")})
    config = sf.Config.from_toml("[defaults.pool]\nqueue_max = 10000\n")
    return sf.build_flow_handles({"slow": sf.SemanticFlow("slow", table, "s")}, config)


async def latest(times):
    """The longest time in milliseconds that the loop is late."""
    worst = 0.0
    for _ in range(times):
        start = time.perf_counter()
        await asyncio.sleep(0.005)
        worst = max(worst, time.perf_counter() - start - 0.005)
    return worst * 1000


async def loop_lag(handle, queries):
    """How late the loop is while so many slow queries begin, and while they run."""
    tasks = [asyncio.create_task(handle.execute(SLOW)) for _ in range(queries)]
    begin = await latest(100)  # PostgreSQL makes a process for each of them.
    while count_of(handle, "running") < queries:
        await asyncio.sleep(0.05)
    run = await latest(300)
    await stop(tasks)
    return begin, run


def count_of(handle, state):
    """How many queries of all data sources are "running" or "waiting"."""
    return sum(source[state] for source in handle.metrics().values())


async def stop(tasks):
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


def threads():
    return len(list(pathlib.Path("/proc/self/task").iterdir()))


async def threads_of_waiting(handle, permits, queries):
    """How many threads there are more when so many queries wait behind those that run."""
    tasks = [asyncio.create_task(handle.execute(SLOW)) for _ in range(permits)]
    await asyncio.sleep(0.5)
    before = threads()
    tasks += [asyncio.create_task(handle.execute(SLOW)) for _ in range(queries)]
    await asyncio.sleep(0.5)
    extra = threads() - before
    await stop(tasks)
    return extra


def resident_mb():
    gc.collect()
    pages = int(pathlib.Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


def memory(handle, queries):
    """What 20,000 queries leave is warm; what those behind them add should be nothing."""
    for _ in range(20_000):
        handle.execute_sync(SMALL)
    before = resident_mb()
    for _ in range(queries):
        handle.execute_sync(SMALL)
    return resident_mb() - before


def measure(database, model, server):
    source = sf.DataSource.duckdb(database, name="nycflights")
    handle = sf.FlowHandle.from_dir(model, [source])
    yield from building(handle)
    yield from converting()
    yield from asking(handle, database)
    yield from serving(handle, database)
    with slow_handle(server, 32) as slow:
        yield "loop lag without a query", asyncio.run(loop_lag(slow, 0))[1], "ms", None
        begin, run = asyncio.run(loop_lag(slow, 32))
        yield "loop lag while 32 slow queries begin", begin, "ms", None
        yield "loop lag while 32 slow queries run", run, "ms", 5
    with slow_handle(server, 4) as slow:
        extra = asyncio.run(threads_of_waiting(slow, 4, 1000))
        yield "threads that 1,000 waiting queries add to 4 that run", extra, "threads", 0
    yield "memory that 100,000 queries added", memory(handle, 100_000), "MB", 5


def main():
    for line in measure(*sys.argv[1:4]):
        print(json.dumps(line), flush=True)


if __name__ == "__main__":
    main()
