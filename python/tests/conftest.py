"""A shop in memory: three orders of two customers, one of them without any."""

import datetime
import decimal
import signal
from typing import Any

import pytest

import semaflow as sf

# What a shell starts in the background ignores it, and so would the programs that tests start.
signal.signal(signal.SIGINT, signal.default_int_handler)

CUSTOMERS = [
    {"id": 1, "country": "NL"},
    {"id": 2, "country": "BE"},
    {"id": 3, "country": None},
]
ORDERS = [
    {"id": 1, "customer_id": 1, "amount": decimal.Decimal("10.50"),
     "at": datetime.datetime(2024, 1, 2, 3, 4, 5)},
    {"id": 2, "customer_id": 1, "amount": decimal.Decimal("1.25"),
     "at": datetime.datetime(2024, 2, 29)},
    {"id": 3, "customer_id": None, "amount": decimal.Decimal("5.00"), "at": None},
]
BY_COUNTRY: dict[str, Any] = {
    "flow": "sales",
    "dimensions": ["c.country"],
    "measures": ["o.revenue", "o.orders"],
    "order": [{"column": "c.country", "direction": "asc"}],
}
ROWS_BY_COUNTRY = [
    {"c.country": "NL", "o.revenue": decimal.Decimal("11.75"), "o.orders": 2},
    {"c.country": None, "o.revenue": decimal.Decimal("5.00"), "o.orders": 1},
]


def make_source(name: str = "shop", max_concurrency: int | None = None) -> sf.DataSource:
    source = sf.DataSource.duckdb(":memory:", name=name, max_concurrency=max_concurrency)
    source.register_dataframe("customers", CUSTOMERS)
    source.register_dataframe("orders", ORDERS)
    return source


def make_tables(source: sf.DataSource | str) -> tuple[sf.SemanticTable, sf.SemanticTable]:
    customers = sf.SemanticTable(
        "customers", source, "customers", primary_key="id",
        dimensions={"id": "id", "country": sf.Dimension("country", description="ISO code")},
    )
    orders = sf.SemanticTable(
        "orders", source, "orders", primary_keys=["id"], time_dimension="at",
        dimensions={"id": "id", "customer_id": "customer_id", "at": sf.Dimension("at")},
        measures={
            "revenue": sf.Measure("amount", "sum"),
            "orders": sf.Measure(expr="id", agg="count"),
            "average": sf.Measure(formula="revenue / orders"),
        },
    )
    return customers, orders


def make_flow(source: sf.DataSource | str) -> sf.SemanticFlow:
    customers, orders = make_tables(source)
    join = sf.FlowJoin(customers, "c", "o", [sf.JoinKey("customer_id", "id")])
    return sf.SemanticFlow("sales", orders, "o", [join], description="Orders by customer")


@pytest.fixture
def handle() -> sf.FlowHandle:
    return sf.build_flow_handles({"sales": make_flow(make_source())})
