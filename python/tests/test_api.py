"""The service, as its clients see it."""

import asyncio
import csv
import decimal
import io
import json
import logging
from collections.abc import AsyncIterator
from typing import Any

import fastapi
import httpx2 as httpx
import pyarrow
import pytest
from conftest import BY_COUNTRY, make_flow, make_source, make_tables
from test_async import MANY, SLOW, make_slow, running, until_idle

import semaflow as sf
from semaflow.api import Context, create_app, create_router

ASK = {key: value for key, value in BY_COUNTRY.items() if key != "flow"}
ROWS = [{"c.country": "NL", "o.revenue": 11.75, "o.orders": 2},
        {"c.country": None, "o.revenue": 5.00, "o.orders": 1}]


def client_of(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app=app), base_url="http://service")


@pytest.fixture
async def client(handle: sf.FlowHandle) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(create_app(handle)) as client:
        yield client


async def test_flows_are_listed_as_before(client: httpx.AsyncClient) -> None:
    assert (await client.get("/flows")).json() == {"flows": {"sales": "Orders by customer"}}
    sales = (await client.get("/flows/sales")).json()
    assert (sales["name"], sales["time_dimension"]) == ("sales", "o.at")
    assert list(sales["measures"]) == ["o.revenue", "o.orders", "o.average"]
    country = sales["dimensions"]["c.country"]
    assert (country["description"], country["data_type"]) == ("ISO code", "text")


async def test_rows_are_objects(client: httpx.AsyncClient) -> None:
    answer = await client.post("/flows/sales/query", json=ASK)
    assert answer.status_code == 200
    assert answer.json() == {"rows": ROWS, "cursor": None, "has_more": False, "total_rows": None,
                             "truncated": False}
    assert '"o.revenue":11.75' in answer.text
    assert (await client.post("/flows/sales/query", json=BY_COUNTRY)).json()["rows"] == ROWS


async def test_pages(client: httpx.AsyncClient) -> None:
    body = {**ASK, "page_size": 1, "total_rows": True}
    first = (await client.post("/flows/sales/query", json=body)).json()
    assert (first["rows"], first["has_more"], first["total_rows"]) == (ROWS[:1], True, 2)
    body["cursor"] = first["cursor"]
    last = (await client.post("/flows/sales/query", json=body)).json()
    assert (last["rows"], last["has_more"], last["cursor"]) == (ROWS[1:], False, None)


@pytest.mark.parametrize("accept, kind", [
    ("text/csv", "text/csv"), ("application/x-ndjson;q=0.9, text/csv;q=0.1", "application/x-ndjson"),
    ("application/vnd.apache.arrow.stream", "application/vnd.apache.arrow.stream"),
    ("image/png, */*;q=0.1", "application/json"), ("text/*", "text/csv"),
    ("application/json", "application/json")])
async def test_formats(client: httpx.AsyncClient, accept: str, kind: str) -> None:
    answer = await client.post("/flows/sales/query", json=ASK, headers={"accept": accept})
    assert answer.headers["content-type"].split(";")[0] == kind
    if kind == "text/csv":
        assert list(csv.reader(io.StringIO(answer.text)))[1] == ["NL", "11.75", "2"]
    elif kind == "application/x-ndjson":
        assert [json.loads(line) for line in answer.text.splitlines()] == ROWS
    elif kind == "application/json":
        assert answer.json()["rows"] == ROWS
    else:
        table = pyarrow.ipc.open_stream(answer.content).read_all()
        assert table.column("o.revenue").to_pylist() == [
            decimal.Decimal("11.75"), decimal.Decimal("5.00")]


async def test_a_format_that_is_none(client: httpx.AsyncClient) -> None:
    answer = await client.post("/flows/sales/query", json=ASK, headers={"accept": "image/png"})
    assert answer.status_code == 406


async def test_sql_explain_compatible_values(client: httpx.AsyncClient) -> None:
    sql = (await client.post("/flows/sales/sql", json=ASK)).json()["sql"]
    assert sql.startswith("SELECT")
    assert "country" in (await client.post("/flows/sales/explain", json=ASK)).json()["explain"]
    compatible = await client.post("/flows/sales/compatible", json={"measures": ["o.revenue"]})
    assert "c.country" in compatible.json()["dimensions"]
    wrong = await client.post("/flows/sales/compatible", json={"measures": "o.revenue"})
    assert wrong.status_code == 422
    values = "/flows/sales/dimensions/c.country/values"
    assert (await client.get(values)).json() == {"values": ["BE", "NL", None]}
    assert (await client.get(values, params={"prefix": "n"})).json() == {"values": ["NL"]}
    assert (await client.get(values, params={"limit": 0})).status_code == 422
    days = (await client.get("/flows/sales/dimensions/o.at/values")).json()["values"]
    assert days == ["2024-01-02T03:04:05", "2024-02-29T00:00:00", None]


async def test_health_and_metrics(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health")).json()["status"] == "ok"
    await client.post("/flows/sales/query", json=ASK)
    assert "semaflow_queries" in (await client.get("/metrics")).text


@pytest.mark.parametrize("path, body, status, code", [
    ("/flows/slaes/query", ASK, 404, "R003"),
    ("/flows/sales/query", {"dimensions": ["c.countri"]}, 400, "R004"),
    ("/flows/sales/query", {**ASK, "filter": []}, 422, "R002"),
    ("/flows/sales/query", {**ASK, "filters": [{"field": "o.id", "op": "==", "value": "x"}]}, 400,
     "R008"),
    ("/flows/sales/query", {**ASK, "limit": -1}, 422, "R002"),
    ("/flows/sales/sql", {"measures": ["o.revenu"]}, 400, "R004"),
    ("/flows/sales/query", {**ASK, "flow": "other"}, 422, None),
    ("/flows/sales/query", [], 422, None)])
async def test_what_is_wrong_has_its_status(
    client: httpx.AsyncClient, path: str, body: Any, status: int, code: str | None
) -> None:
    answer = await client.post(path, json=body)
    assert answer.status_code == status, answer.text
    told = answer.json()
    assert isinstance(told["detail"], str)
    if code is not None:
        assert told["errors"][0]["code"] == code
    if code == "R004":
        assert told["errors"][0]["candidates"]
        assert told["errors"][0]["line"] == 1


@pytest.mark.parametrize("text", [
    "{", "NaN", '{"limit": NaN}', '{"limit": 1, "limit": 2}', "[" * 100_000, "\xff",
    '{"limit": 1e999999999}', '{"limit": 1e-999999999}', '{"limit": 1e99999999999999999999}',
    '{"filters": ["c.country == \'\\ud800\'"]}', '{"filters": [' + '{"not":' * 100 + "1" + "}" * 100 + "]}"])
async def test_what_is_no_json(client: httpx.AsyncClient, text: str) -> None:
    answer = await client.post("/flows/sales/query", content=text.encode("latin-1"))
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("the body is")


async def test_numbers_keep_their_digits(client: httpx.AsyncClient) -> None:
    text = '{"dimensions": ["c.country"], "filters": [{"field": "o.revenue", "op": ">", "value": %s}]}'
    body = text % "1.250000000000000000000000000001"
    answer = await client.post("/flows/sales/sql", content=body)
    assert "1.250000000000000000000000000001" in answer.json()["sql"]


async def test_what_is_wrong_in_an_address_is_not_repeated(client: httpx.AsyncClient) -> None:
    values = "/flows/sales/dimensions/c.country/values"
    answer = await client.get(values, params={"limit": "hunter2"})
    assert (answer.status_code, "hunter2" in answer.text) == (422, False)
    assert answer.json()["detail"].startswith("limit: ")
    assert answer.headers["x-request-id"]


async def test_words_of_a_database_stay_here(caplog: pytest.LogCaptureFixture) -> None:
    source = sf.DataSource.duckdb(":memory:", name="texts")
    source.register_dataframe("texts", [{"id": 1, "word": "hunter2"}])
    texts = sf.SemanticTable("texts", source, "texts", primary_key="id",
                             dimensions={"word": "word"})
    body = {"dimensions": [{"expr": "cast(t.word as integer)", "as": "n"}]}
    app = create_app(sf.build_flow_handles({"texts": sf.SemanticFlow("texts", texts, "t")}))
    async with client_of(app) as client:
        answer = await client.post("/flows/texts/query", json=body)
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (502, "B003")
    assert "hunter2" not in answer.text
    assert "hunter2" in caplog.text


async def test_a_body_has_a_bound(handle: sf.FlowHandle) -> None:
    async with client_of(create_app(handle, body_bytes_max=100)) as client:
        answer = await client.post("/flows/sales/query", content=b" " * 101)
        assert answer.status_code == 413


async def test_a_full_queue_and_a_deadline() -> None:
    config = sf.Config.from_toml("[defaults.pool]\nqueue_max = 1\n")
    handle = make_slow(permits=1, config=config)
    body = {key: value for key, value in SLOW.items() if key != "flow"}
    async with client_of(create_app(handle)) as client:
        tasks = [asyncio.create_task(client.post("/flows/slow/query", json=body)) for _ in range(4)]
        done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        answer = done.pop().result()
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
        for task in waiting:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await until_idle(handle)
    async with client_of(create_app(handle, context=lambda _: Context(timeout=0.05))) as client:
        assert (await client.post("/flows/slow/query", json=body)).status_code == 504


async def exchange(app: Any, path: str, receive: Any, sent: list[Any] | None = None,
                   version: str = "2.3", headers: Any = ((b"accept", b"text/csv"),),
                   send: Any = None) -> list[Any]:
    """A POST by hand, for clients that behave as no library does; what was sent to them."""
    sent = [] if sent is None else sent

    async def take() -> Any:
        message = receive()
        return await message if asyncio.iscoroutine(message) else message

    async def note(message: dict[str, Any]) -> None:
        sent.append(message)

    await app({"type": "http", "method": "POST", "path": path, "headers": list(headers),
               "query_string": b"", "http_version": "1.1", "scheme": "http",
               "asgi": {"version": "3.0", "spec_version": version}, "server": ("service", 80),
               "client": ("client", 1), "root_path": ""}, take, send or note)
    return sent


async def vanish(app: Any, path: str, body: Any, after: Any, headers: Any = ()) -> list[Any]:
    """A client that goes when `after()` says so, or after its first piece; what it was sent."""
    sent: list[Any] = []
    asked = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if not asked.is_set():
            asked.set()
            return {"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}
        while not after(sent):
            await asyncio.sleep(0.005)
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        await asyncio.sleep(0.001)

    await exchange(app, path, receive, sent, headers=headers, send=send)
    return sent


async def test_who_leaves_before_all_is_said(
    handle: sf.FlowHandle, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "semaflow.access")
    messages = iter([{"type": "http.request", "body": b"{", "more_body": True},
                     {"type": "http.disconnect"}])
    sent = await exchange(create_app(handle), "/flows/sales/query", lambda: next(messages))
    assert sent[0]["status"] == 499
    assert json.loads(caplog.records[-1].message)["status"] == 499


@pytest.mark.parametrize("version", ["2.3", "2.4"])
async def test_who_leaves_between_two_pieces(version: str) -> None:
    """The database finds no more rows for minutes: only the client can end that."""
    source = make_source(max_concurrency=2)
    few = sf.SemanticTable(
        "few", source, primary_key="n", dimensions={"n": "n"},
        sql="select range as n from range(500000) union all "
            "select range from range(1000000, 100000000000) where hash(range) = 1")
    handle = sf.build_flow_handles({"few": sf.SemanticFlow("few", few, "f")})
    sent: list[Any] = []
    said = iter([{"type": "http.request", "body": b'{"dimensions": ["f.n"], "ungrouped": true}'}])
    gone = asyncio.Event()

    async def receive() -> Any:
        if (message := next(said, None)) is not None:
            return message
        await gone.wait()
        return {"type": "http.disconnect"}

    answer = asyncio.create_task(exchange(create_app(handle), "/flows/few/query", receive, sent, version))
    count = -1
    while count != len(sent) or not sent:
        count = len(sent)
        await asyncio.sleep(0.3)
    assert running(handle) == 1
    gone.set()
    async with asyncio.timeout(10):
        await answer
    await until_idle(handle)


async def test_who_leaves_stops_the_query(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "semaflow.access")
    handle = make_slow()
    app = create_app(handle)
    slow = {key: value for key, value in SLOW.items() if key != "flow"}
    sent = await vanish(app, "/flows/slow/query", slow, lambda _: running(handle) > 0)
    assert [part["status"] for part in sent if "status" in part] in ([], [499])
    await until_idle(handle)
    many = {key: value for key, value in MANY.items() if key != "flow"}
    sent = await vanish(app, "/flows/slow/query", many, lambda sent: len(sent) > 3,
                        [(b"accept", b"text/csv")])
    assert sent[0]["status"] == 200
    assert len(sent) < 10_000
    await until_idle(handle)
    lines = [json.loads(record.message) for record in caplog.records]
    assert [(line["status"], line.get("whole", True)) for line in lines] == [
        (499, True), (200, False)]


def rows_of(handle: sf.FlowHandle) -> int:
    (source,) = handle.metrics().values()
    return source["rows"]


async def test_rows_wait_for_their_reader() -> None:
    """Of a hundred thousand million rows no more are made while the client takes none."""
    handle = make_slow()
    many = {key: value for key, value in MANY.items() if key != "flow"}
    said = iter([{"type": "http.request", "body": json.dumps(many).encode()}])
    sent: list[Any] = []
    goes_on, gone = asyncio.Event(), asyncio.Event()

    async def receive() -> Any:
        if (message := next(said, None)) is not None:
            return message
        await gone.wait()
        return {"type": "http.disconnect"}

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)
        if len(sent) == 3:
            await goes_on.wait()

    answer = asyncio.create_task(exchange(
        create_app(handle), "/flows/slow/query", receive, sent, send=send,
        headers=[(b"accept", b"application/x-ndjson")]))
    async with asyncio.timeout(30):
        while len(sent) < 3:
            await asyncio.sleep(0.01)
        before = -1
        while before != rows_of(handle):
            before = rows_of(handle)
            await asyncio.sleep(0.3)
        assert running(handle) == 1
        assert sent[1]["body"].startswith(b'{"s.n":0}\n')
        goes_on.set()
        while len(sent) < 10 or rows_of(handle) == before:
            await asyncio.sleep(0.01)
        gone.set()
        await answer
    await until_idle(handle)


async def test_filters_of_a_context_cannot_be_undone(handle: sf.FlowHandle) -> None:
    async def only_nl(request: fastapi.Request) -> Context:
        if request.headers.get("authorization") != "me":
            raise fastapi.HTTPException(401, "who are you?")
        return Context(tenant="me", filters=["c.country == 'NL'"])

    async with client_of(create_app(handle, context=only_nl)) as client:
        assert (await client.post("/flows/sales/query", json=ASK)).status_code == 401
        for path in ("/flows", "/flows/sales", "/flows/none", "/flows/none/dimensions/x/values"):
            assert (await client.get(path)).status_code == 401
        client.headers["authorization"] = "me"

        async def ask(**body: Any) -> httpx.Response:
            return await client.post("/flows/sales/query", json=body)

        assert (await ask(**ASK)).json()["rows"] == ROWS[:1]
        all_of_it = {"or": ["c.country == 'NL'", "c.country is null"]}
        assert (await ask(measures=["o.orders"], filters=[all_of_it])).json()["rows"] == [
            {"o.orders": 2}]
        for name in ("c.country", "C.Country", "country"):
            made = await ask(dimensions=[{"expr": "'NL'", "as": name}], measures=["o.orders"])
            assert made.json()["rows"] == [{name: "NL", "o.orders": 2}]
        # Filters of the body do not reach measures per row; these do.
        everybody = {"measure": "o.revenue", "per": []}
        seen = await ask(dimensions=[{**everybody, "as": "all"}], measures=["o.orders"])
        assert seen.json()["rows"] == [{"all": 11.75, "o.orders": 2}]
        guessed = {"field": everybody, "op": ">", "value": 11.75}
        assert (await ask(measures=["o.orders"], filters=[guessed])).json()["rows"] == [
            {"o.orders": 0}]
        named = await ask(dimensions=[{"field": "c.country", "as": "n"}], measures=["o.orders"])
        assert named.json()["rows"] == [{"n": "NL", "o.orders": 2}]
        assert (await ask(measures={}, filters={"or": []})).status_code == 422
        values = (await client.get("/flows/sales/dimensions/c.country/values")).json()
        assert values == {"values": ["NL"]}
        for route in ("sql", "explain"):
            told = await client.post(f"/flows/sales/{route}", json=ASK)
            assert "'NL'" in told.json()[route]
        more = {"dimensions": [], "measures": ["o.orders"]}
        assert (await client.post("/flows/sales/compatible", json=more)).status_code == 200


async def test_a_measure_per_row_of_the_model_is_over_what_may_be_seen() -> None:
    source = make_source()
    customers, _ = make_tables(source)
    orders = sf.SemanticTable(
        "orders", source, "orders", primary_key="id",
        dimensions={"all_revenue": sf.Dimension(measure="revenue", per=[])},
        measures={"revenue": sf.Measure("amount", "sum"), "orders": sf.Measure("id", "count")})
    join = sf.FlowJoin(customers, "c", "o", [sf.JoinKey("customer_id", "id")])
    handle = sf.build_flow_handles({"sales": sf.SemanticFlow("sales", orders, "o", [join])})
    asked = {"flow": "sales", "dimensions": ["o.all_revenue"], "measures": ["o.orders"]}
    assert handle.query_sync(asked).rows() == [
        {"o.all_revenue": decimal.Decimal("16.75"), "o.orders": 3}]
    seen = handle.query_sync(asked, filters=[{"field": "c.country", "op": "==", "value": "NL"}])
    assert seen.rows() == [{"o.all_revenue": decimal.Decimal("11.75"), "o.orders": 2}]


async def test_a_flow_that_lacks_what_a_context_filters(
    handle: sf.FlowHandle, caplog: pytest.LogCaptureFixture
) -> None:
    app = create_app(handle, context=lambda _: Context(filters=["o.tenant == 'secret'"]))
    async with client_of(app) as client:
        for route in ("query", "sql", "explain"):
            refused = await client.post(f"/flows/sales/{route}", json=ASK)
            assert refused.status_code == 403
            assert refused.json()["errors"][0]["code"] == "R019"
            assert "tenant" not in refused.text
        assert (await client.get("/flows/sales/dimensions/c.country/values")).status_code == 403
        refused = await client.post("/flows/sales/compatible", json={})
        assert refused.json()["measures"] == []
        assert "tenant" not in refused.text
    assert "o.tenant" in caplog.text
    assert "secret" not in caplog.text


async def test_a_body_with_another_zone_does_not_move_what_may_be_seen() -> None:
    source = sf.DataSource.duckdb(":memory:", name="shop")
    table = sf.SemanticTable(
        "t", source, sql="SELECT 1 AS n, TIMESTAMPTZ '2024-01-02 03:00:00+00' AS at", primary_key="n",
        dimensions={"n": "n", "at": "at"}, measures={"rows": sf.Measure(agg="count")})
    handle = sf.build_flow_handles({"f": sf.SemanticFlow("f", table, "t")})
    plain = {"field": "t.at", "op": "<", "value": "2024-01-02"}
    for condition, status in (("t.at < '2024-01-02'", 403), (plain, 200)):
        app = create_app(handle, context=lambda _, seen=condition: Context(  # type: ignore[misc]
            time_zone="UTC", filters=[seen]))
        async with client_of(app) as client:
            for zone, expected in ((None, 200), ("UTC", 200), ("America/Los_Angeles", status)):
                answer = await client.post("/flows/f/query", json={
                    "measures": ["t.rows"], "time_zone": zone})
                assert answer.status_code == expected
                if expected == 200:
                    assert answer.json()["rows"] == [{"t.rows": 0}]


def test_filters_are_a_list(handle: sf.FlowHandle) -> None:
    wrong: Any
    for wrong in ("", {}, iter([]), "c.country == 'NL'", None):
        with pytest.raises(TypeError, match="list of conditions"):
            Context(filters=wrong)
        if wrong is not None:
            with pytest.raises(TypeError, match="list of conditions"):
                handle.execute_sync(BY_COUNTRY, filters=wrong)


async def test_rows_of_a_context_have_a_bound(handle: sf.FlowHandle) -> None:
    async with client_of(create_app(handle, context=lambda _: Context(rows_max=1))) as client:
        answer = (await client.post("/flows/sales/query", json=ASK)).json()
        assert (len(answer["rows"]), answer["truncated"]) == (1, True)


async def test_requests_have_ids_and_lines_in_the_log(
    client: httpx.AsyncClient, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "semaflow.access")
    given = {"x-request-id": "abc-1"}
    ok = await client.post("/flows/sales/query", json=ASK, headers=given)
    assert ok.headers["x-request-id"] == "abc-1"
    made = await client.post("/flows/sales/query", json={}, headers={"x-request-id": "a b"})
    assert len(made.headers["x-request-id"]) == 32
    lines = [json.loads(record.message) for record in caplog.records
             if record.name == "semaflow.access"]
    assert (lines[0]["request_id"], lines[0]["status"], lines[0]["path"]) == (
        "abc-1", 200, "/flows/sales/query")
    assert (lines[1]["status"], lines[1]["code"]) == (400, "R012")


@pytest.mark.parametrize("limits", [
    {"timeout": -1}, {"timeout": float("nan")}, {"timeout": float("inf")}, {"rows_max": -1}])
def test_a_context_has_limits_that_are_some(limits: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is a number of"):
        Context(**limits)


async def test_a_stream_is_logged_at_its_end(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "semaflow.access")
    source = make_source()
    many = sf.SemanticTable("many", source, sql="select range as n from range(200000)",
                            primary_key="n", dimensions={"n": "n"})
    app = create_app(sf.build_flow_handles({"many": sf.SemanticFlow("many", many, "m")}))
    asked = {"dimensions": ["m.n"], "ungrouped": True}
    lines_at_begin = -1

    async def send(message: dict[str, Any]) -> None:
        nonlocal lines_at_begin
        if message["type"] == "http.response.start":
            lines_at_begin = len(caplog.records)

    said = iter([{"type": "http.request", "body": json.dumps(asked).encode()}])

    async def receive() -> Any:
        if (message := next(said, None)) is not None:
            return message
        await asyncio.Event().wait()

    await exchange(app, "/flows/many/query", receive, send=send)
    assert lines_at_begin == 0
    (line,) = [json.loads(record.message) for record in caplog.records]
    assert line["status"] == 200
    assert "whole" not in line


async def test_a_context_that_fails(
    handle: sf.FlowHandle, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "semaflow.access")
    def broken(_: fastapi.Request) -> Context:
        raise TypeError("no context")

    app = create_app(handle, context=broken)
    async with client_of(app) as client:
        with pytest.raises(TypeError, match="no context"):
            await client.post("/flows/sales/query", json=ASK)
    assert json.loads(caplog.records[-1].message)["status"] == 500


async def test_gzip(client: httpx.AsyncClient) -> None:
    answer = await client.get("/openapi.json", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.json()["openapi"]
    # Also of rows that are sent piece by piece.
    numbers = sf.SemanticTable("t", make_source(), sql="select range as n from range(100000)",
                               primary_key="n", dimensions={"n": "n"}, measures={})
    many = sf.build_flow_handles({"f": sf.SemanticFlow("f", numbers, "t")})
    async with client_of(create_app(many)) as of_many:
        for coding in ("gzip", "identity"):
            answer = await of_many.post(
                "/flows/f/query", headers={"accept": "text/csv", "accept-encoding": coding},
                json={"ungrouped": True, "dimensions": ["t.n"]})
            assert answer.headers.get("content-encoding", "identity") == coding
            assert sorted(map(int, answer.text.splitlines()[1:])) == list(range(100_000))


async def test_openapi_knows_the_members(client: httpx.AsyncClient) -> None:
    told = (await client.get("/openapi.json")).json()
    body = told["paths"]["/flows/sales/query"]["post"]["requestBody"]["content"]["application/json"]
    measures = body["schema"]["properties"]["measures"]["items"]["anyOf"][0]["enum"]
    assert measures == ["o.revenue", "o.orders", "o.average"]
    answer = await client.post("/flows/sales/query", json=body["example"])
    assert answer.status_code == 200
    assert set(told["paths"]) >= {"/flows", "/flows/{flow}", "/flows/sales/compatible", "/health"}


async def test_a_router_in_an_application_of_your_own() -> None:
    app = fastapi.FastAPI()
    flow = make_flow(make_source())
    app.include_router(create_router({"sales": flow}, prefix="/numbers"))
    async with client_of(app) as client:
        answer = await client.post("/numbers/flows/sales/query", json=ASK)
        assert answer.json()["rows"] == ROWS
        assert (await client.post("/numbers/flows/none/query", json=ASK)).status_code == 404


def test_what_are_no_flows() -> None:
    for wrong in ({}, 1, {"a": 1}):
        with pytest.raises(TypeError):
            create_app(wrong)  # type: ignore[arg-type]
