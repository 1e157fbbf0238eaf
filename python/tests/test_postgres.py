"""The same on PostgreSQL, by the libpq that came with the wheel. tools/with_postgres names it."""

import asyncio
import datetime as dt
import decimal
import os
import re
import socket
import threading

import httpx2 as httpx
import pytest
from conftest import BY_COUNTRY, ROWS_BY_COUNTRY, make_flow

import semaflow as sf
from semaflow.api import create_app
from semaflow.errors import QueryTimeoutError, SemaFlowError

SERVER = os.environ["SEMAFLOW_POSTGRES_18"]
CUSTOMERS = """select * from (values (1, 'NL'), (2, 'BE'), (3, null)) as c(id, country)"""
ORDERS = """select * from (values
  (1, 1, 10.50::numeric(9, 2), timestamptz '2024-01-02 03:04:05Z'),
  (2, 1, 1.25, '2024-02-29 00:00:00Z'), (3, null, 5.00, null)) as o(id, customer_id, amount, at)"""


def make_handle(server: str = SERVER) -> sf.FlowHandle:
    source = sf.DataSource.postgres(server, "public", name="shop", max_concurrency=2)
    customers = sf.SemanticTable("customers", source, sql=CUSTOMERS, primary_key="id",
                                 dimensions={"id": "id", "country": "country"})
    orders = sf.SemanticTable(
        "orders", source, sql=ORDERS, primary_key="id",
        dimensions={"id": "id", "customer_id": "customer_id", "at": "at"},
        measures={"revenue": sf.Measure("amount", "sum"), "orders": sf.Measure("id", "count")})
    slow = sf.SemanticTable("slow", source, sql="select 1 as n, pg_sleep(60)::text as slept",
                            primary_key="n", dimensions={"slept": "slept"})
    join = sf.FlowJoin(customers, "c", "o", [sf.JoinKey("customer_id", "id")])
    return sf.build_flow_handles({
        "sales": sf.SemanticFlow("sales", orders, "o", [join]),
        "slow": sf.SemanticFlow("slow", slow, "s")})


async def test_rows_are_those_of_duckdb() -> None:
    handle = make_handle()
    assert await handle.execute(BY_COUNTRY) == ROWS_BY_COUNTRY
    rows = handle.execute_sync({"flow": "sales", "dimensions": ["o.at"], "measures": ["o.revenue"],
                                "filters": [{"field": "o.id", "op": "==", "value": 1}]})
    assert rows == [{"o.at": dt.datetime(2024, 1, 2, 3, 4, 5, tzinfo=dt.timezone.utc),
                     "o.revenue": decimal.Decimal("10.50")}]
    assert 'FROM (' in await handle.build_sql(BY_COUNTRY)


async def test_what_is_cancelled_stops_in_the_server() -> None:
    handle = make_handle()
    request = {"flow": "slow", "dimensions": ["s.slept"]}
    with pytest.raises(QueryTimeoutError):
        handle.execute_sync(request, timeout=0.2)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await handle.execute(request)
    for _ in range(1000):
        if handle.metrics()["shop"]["running"] == 0:
            break
        await asyncio.sleep(0.01)
    else:
        pytest.fail("a query still runs")


def test_a_secret_is_never_told() -> None:
    secret = "hunter2-very-secret"
    source = sf.DataSource.postgres(f"host=127.0.0.1 port=1 user=u password={secret}", "public")
    assert secret not in repr(source) + source.uri
    with pytest.raises(SemaFlowError) as raised:
        sf.build_flow_handles({"sales": make_flow(source)})
    assert secret not in str(raised.value) + repr(raised.value.to_dict())


class Proxy:
    """A port of its own before the server, until it is cut."""

    def __init__(self) -> None:
        told = dict(re.findall(r"(\w+)=(\S+)", SERVER))
        self._server = (told["host"], int(told["port"]))
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._sockets: list[socket.socket] = [self._listener]
        port = self._listener.getsockname()[1]
        self.server = re.sub(r"port=\S+", f"port={port} password=secret", SERVER)
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        try:
            while True:
                pair = (self._listener.accept()[0], socket.create_connection(self._server))
                self._sockets += pair
                for source, target in (pair, pair[::-1]):
                    threading.Thread(target=self._pump, args=(source, target), daemon=True).start()
        except OSError:
            pass

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
        except OSError:
            pass

    def cut(self) -> None:
        for each in self._sockets:
            try:
                each.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            each.close()


async def test_a_server_that_is_away_is_told_with_its_status() -> None:
    proxy = Proxy()
    handle = make_handle(proxy.server)
    transport = httpx.ASGITransport(app=create_app(handle))
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        body = {"measures": ["o.orders"]}
        assert (await client.post("/flows/sales/query", json=body)).status_code == 200
        proxy.cut()
        answer = await client.post("/flows/sales/query", json=body)
        assert answer.status_code == 503, answer.text
        assert "secret" not in answer.text
