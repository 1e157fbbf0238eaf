"""Frames in, frames out: questions of a semantic model from pandas and polars.

    pip install semaflow[arrow,pandas,polars]
    python examples/python/frames.py
"""

import pandas
import polars

import semaflow as sf

# What an analyst has at hand: a frame of pandas, and one of polars.
customers = pandas.DataFrame({"id": [1, 2, 3], "country": ["NL", "BE", None]})
orders = polars.DataFrame(
    {"id": [1, 2, 3, 4], "customer_id": [1, 1, 2, None], "amount": [10.5, 1.25, 5.0, 2.0]})

shop = sf.DataSource.duckdb(":memory:", name="shop")
shop.register_dataframe("customers", customers)
shop.register_dataframe("orders", orders)

# What the frames mean is said once.
customer = sf.SemanticTable(
    "customers", shop, "customers", primary_key="id", dimensions={"country": "country"})
order = sf.SemanticTable(
    "orders", shop, "orders", primary_key="id", dimensions={"id": "id"},
    measures={
        "revenue": sf.Measure("amount", "sum"),
        "orders": sf.Measure(agg="count"),
        "average": sf.Measure(formula="revenue / orders"),
    })
flow = sf.SemanticFlow(
    "sales", order, "o", [sf.FlowJoin(customer, "c", "o", [sf.JoinKey("customer_id", "id")])])


def main() -> None:
    handle = sf.build_flow_handles({"sales": flow})
    by_country = handle["sales"].select("c.country", "o.revenue", "o.average").order_by("o.revenue desc")
    answer = by_country.query_sync()
    print(answer.to_pandas())
    print(answer.to_polars())

    # An order without a customer is in no country, and in the total: nothing is lost on the way.
    total = handle["sales"].select("o.revenue").query_sync().to_polars()["o.revenue"].item()
    assert total == answer.to_pandas()["o.revenue"].sum() == orders["amount"].sum()
    print("revenue of all:", total)


if __name__ == "__main__":
    main()
