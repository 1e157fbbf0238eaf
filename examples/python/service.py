"""Flows over HTTP, each caller with what they may see.

    pip install semaflow[api,arrow] uvicorn
    uvicorn --app-dir examples/python service:app

    curl -H 'x-api-key: dutch' -d '{"dimensions": ["c.country"], "measures": ["o.revenue"]}' \\
        localhost:8000/flows/sales/query
    open http://localhost:8000/docs
"""

from typing import Any

import fastapi

import semaflow as sf
from semaflow.api import Context, create_app

# Keys of callers, and the country whose customers each may see; None: all of them.
KEYS: dict[str, str | None] = {"dutch": "NL", "head-office": None}


def sales() -> sf.FlowHandle:
    shop = sf.DataSource.duckdb(":memory:", name="shop")
    shop.register_dataframe("customers", [{"id": 1, "country": "NL"}, {"id": 2, "country": "BE"}])
    shop.register_dataframe("orders", [
        {"id": 1, "customer_id": 1, "amount": 12.5}, {"id": 2, "customer_id": 1, "amount": 7.5},
        {"id": 3, "customer_id": 2, "amount": 5.0}])
    customers = sf.SemanticTable(
        "customers", shop, "customers", primary_key="id", dimensions={"country": "country"})
    orders = sf.SemanticTable(
        "orders", shop, "orders", primary_key="id",
        measures={"revenue": sf.Measure("amount", "sum"), "orders": sf.Measure(agg="count")})
    join = sf.FlowJoin(customers, "c", "o", [sf.JoinKey("customer_id", "id")])
    return sf.build_flow_handles({"sales": sf.SemanticFlow("sales", orders, "o", [join])})


def who_asks(request: fastapi.Request) -> Context:
    key = request.headers.get("x-api-key", "")
    if key not in KEYS:
        raise fastapi.HTTPException(401, "give your key in x-api-key")
    country = KEYS[key]
    seen: list[dict[str, Any]] = (
        [] if country is None else [{"field": "c.country", "op": "==", "value": country}])
    return Context(tenant=key, filters=seen, rows_max=10_000, timeout=10)


app = create_app(sales(), context=who_asks, title="Sales")
