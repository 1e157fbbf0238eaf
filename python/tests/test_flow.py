"""Questions that are put together, and what can be asked."""

import decimal
import json
import pickle

import pytest
from conftest import BY_COUNTRY, ROWS_BY_COUNTRY, make_source, make_tables

import semaflow as sf
from semaflow.errors import RequestError


def test_a_query_is_what_its_dict_is(handle: sf.FlowHandle) -> None:
    query = handle["sales"].select("c.country", "o.revenue", "o.orders").order_by("c.country")
    assert dict(query) == {**BY_COUNTRY, "order": [{"column": "c.country", "direction": "asc"}]}
    assert query.execute_sync() == ROWS_BY_COUNTRY
    assert handle.execute_sync(query) == ROWS_BY_COUNTRY
    assert query.query_sync().rows() == ROWS_BY_COUNTRY
    assert [row for batch in query.stream_sync() for row in batch] == ROWS_BY_COUNTRY
    assert query.sql() == handle.build_sql_sync(BY_COUNTRY)
    assert "country" in query.explain()
    assert repr(query).startswith("Query({'flow': 'sales'")


async def test_a_query_is_awaited(handle: sf.FlowHandle) -> None:
    query = handle["sales"].select("o.revenue", "c.country").order_by("c.country")
    assert [row["o.revenue"] for row in await query.execute()] == [
        decimal.Decimal("11.75"), decimal.Decimal("5.00")]
    assert len(await query.query(timeout=60)) == 2
    assert sum([len(batch) async for batch in query.stream()]) == 2


def test_every_step_is_a_query_of_its_own(handle: sf.FlowHandle) -> None:
    revenue = handle["sales"].select("o.revenue")
    known = revenue.where({"field": "c.country", "op": "is not null"})
    most = known.select("c.country").order_by("o.revenue desc").limit(1, offset=0)
    assert revenue.execute_sync() == [{"o.revenue": decimal.Decimal("16.75")}]
    assert known.execute_sync() == [{"o.revenue": decimal.Decimal("11.75")}]
    assert most.execute_sync() == [{"c.country": "NL", "o.revenue": decimal.Decimal("11.75")}]


def test_conditions_are_texts_and_dicts(handle: sf.FlowHandle) -> None:
    orders = handle["sales"].select("o.orders")
    for condition in ("c.country in ['NL', 'BE']",
                      {"field": "c.country", "op": "in", "value": ("NL", "BE")},
                      {"or": ["c.country == 'NL'", "c.country == 'BE'"]}):
        assert orders.where(condition).execute_sync() == [{"o.orders": 2}]
    assert orders.where("o.id > 0", "o.id < 3").execute_sync() == [{"o.orders": 2}]


def test_made_dimensions_and_measures(handle: sf.FlowHandle) -> None:
    query = handle["sales"].select(
        {"field": "c.country", "as": "land"},
        {"agg": "max", "expr": "o.id", "as": "last"},
        {"measure": "o.orders", "as": "count"},
        {"expr": "o.id > 1", "as": "later"},
    ).where("c.country == 'NL'").order_by("later")
    assert query["dimensions"][1]["as"] == "later"
    assert query.execute_sync() == [
        {"land": "NL", "later": False, "last": 1, "count": 1},
        {"land": "NL", "later": True, "last": 2, "count": 1}]


def test_pages_and_other_keys(handle: sf.FlowHandle) -> None:
    ids = handle["sales"].select("o.id").order_by({"column": "o.id", "direction": "desc"})
    first = ids.page(2).with_keys(total_rows=True).execute_sync()
    assert ([row["o.id"] for row in first["rows"]], first["total_rows"]) == ([3, 2], 3)
    last = ids.page(2, first["cursor"]).execute_sync()
    assert ([row["o.id"] for row in last["rows"]], last["has_more"]) == ([1], False)


def test_a_name_that_is_none_is_told_at_once(handle: sf.FlowHandle) -> None:
    with pytest.raises(RequestError) as raised:
        handle["sales"].select("c.country", "o.revenu")
    assert raised.value.code == "R004"
    assert raised.value.candidates == ["o.revenue"]


def test_names_complete(handle: sf.FlowHandle) -> None:
    fields = handle["sales"].fields
    assert dir(fields) == ["c", "o"]
    assert dir(fields.c) == ["country", "id"]
    assert fields.o.revenue == "o.revenue"
    with pytest.raises(AttributeError, match="there is no land; there are id, country"):
        fields.c.land  # noqa: B018


def test_a_flow_is_a_dict(handle: sf.FlowHandle) -> None:
    flow = handle["sales"]
    assert json.loads(json.dumps(flow)) == flow
    assert pickle.loads(pickle.dumps(flow)) == flow


def test_compatible(handle: sf.FlowHandle) -> None:
    everything = handle.compatible()
    assert everything["measures"] == ["o.revenue", "o.orders", "o.average"]
    more = handle.compatible(["c.country"], ["o.revenue"], flow="sales")
    assert more == handle["sales"].select("c.country", "o.revenue").compatible()
    assert "c.country" not in more["dimensions"]
    assert more["measures"] == ["o.orders", "o.average"]
    assert more["refused"] == []
    with pytest.raises(RequestError, match="c.land"):
        handle.compatible(["c.land"])


async def test_values(handle: sf.FlowHandle) -> None:
    assert await handle.values("c.country") == ["BE", "NL", None]
    assert handle.values_sync("c.country", flow="sales", prefix="n") == ["NL"]
    assert handle.values_sync("c.country", prefix="%") == []
    assert await handle.values("o.id", limit=2) == [1, 2]
    with pytest.raises(RequestError, match="text"):
        handle.values_sync("o.id", prefix="1")


def test_the_flow_is_said_where_there_are_several() -> None:
    source = make_source()
    customers, orders = make_tables(source)
    join = sf.FlowJoin(customers, "c", "o", [sf.JoinKey("customer_id", "id")])
    flows = [sf.SemanticFlow(name, orders, "o", [join]) for name in ("sales", "returns")]
    handle = sf.FlowHandle([customers, orders], flows, [source])
    assert handle.values_sync("c.country", flow="returns") == ["BE", "NL", None]
    for ask in (handle.compatible, lambda: handle.values_sync("c.country")):
        with pytest.raises(RequestError, match="the model has 2 flows"):
            ask()
