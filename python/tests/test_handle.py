"""Handles: models in Python and YAML, what is asked of them, and what they refuse."""

import pathlib
import threading

import pyarrow
import pytest
from conftest import BY_COUNTRY, ROWS_BY_COUNTRY, make_flow, make_source, make_tables

import semaflow as sf
from semaflow.errors import (
    ConfigError,
    DatabaseError,
    ModelError,
    RequestError,
    SemaFlowError,
    UnavailableError,
)


async def test_a_request_gives_rows(handle: sf.FlowHandle) -> None:
    assert await handle.execute(BY_COUNTRY) == ROWS_BY_COUNTRY
    assert handle.execute_sync(BY_COUNTRY) == ROWS_BY_COUNTRY
    assert list(handle.execute_sync(BY_COUNTRY)[0]) == ["c.country", "o.revenue", "o.orders"]


async def test_a_request_may_be_json_text(handle: sf.FlowHandle) -> None:
    text = '{"flow": "sales", "measures": ["o.orders"]}'
    assert await handle.execute(text) == [{"o.orders": 3}]


async def test_pages_have_the_shape_of_0_1(handle: sf.FlowHandle) -> None:
    request = {"flow": "sales", "dimensions": ["o.id"], "page_size": 2}
    page = await handle.execute(request)
    assert [row["o.id"] for row in page["rows"]] == [1, 2]
    assert page["has_more"] is True
    assert page["total_rows"] is None
    last = handle.execute_sync({**request, "cursor": page["cursor"]})
    assert last == {"rows": [{"o.id": 3}], "cursor": None, "has_more": False, "total_rows": None}


async def test_sql_runs_where_it_is_pasted(handle: sf.FlowHandle) -> None:
    filters = [{"field": "c.country", "op": "==", "value": "N'L"}]
    request = {**BY_COUNTRY, "filters": filters}
    sql = await handle.build_sql(request)
    assert sql == handle.build_sql_sync(request)
    assert "'N''L'" in sql
    assert "== sql" in handle.explain(request)


async def test_a_result_tells_of_itself(handle: sf.FlowHandle) -> None:
    result = await handle.query({**BY_COUNTRY, "filters": [
        {"field": "c.country", "op": "==", "value": "NL"}]})
    assert result.params == ["NL"]
    assert result.rows() == ROWS_BY_COUNTRY[:1]
    assert [tuple(row.values()) for row in result] == result.tuples()
    assert len(result) == 1
    assert [(c.name, c.type, c.is_measure) for c in result.columns] == [
        ("c.country", "text", False), ("o.revenue", "decimal(38, 2)", True),
        ("o.orders", "integer", True)]
    assert not result.truncated
    assert result.cache == "off"
    assert result._repr_html_().count("<tr>") == 2
    assert "c.country" in repr(result)


async def test_rows_come_as_arrow_without_a_copy(handle: sf.FlowHandle) -> None:
    result = await handle.query(BY_COUNTRY)
    first, second = result.to_arrow(), pyarrow.table(result)
    assert first.to_pylist() == ROWS_BY_COUNTRY
    column = first.column("o.orders").chunk(0)
    again = second.column("o.orders").chunk(0)
    assert column.buffers()[1].address == again.buffers()[1].address
    del result, first, second
    assert column.to_pylist() == [2, 1]


async def test_a_stream_gives_batches(handle: sf.FlowHandle) -> None:
    request = {"flow": "sales", "dimensions": ["o.id"]}
    ids = [row["o.id"] async for batch in handle.stream(request) for row in batch]
    assert sorted(ids) == [1, 2, 3]
    with handle.stream_sync(request) as stream:
        assert sorted(row["o.id"] for batch in stream for row in batch) == [1, 2, 3]
    reader = pyarrow.RecordBatchReader.from_stream(handle.stream_sync(request))
    assert reader.read_all().num_rows == 3


def test_flows_are_listed(handle: sf.FlowHandle) -> None:
    assert handle.list_flows() == [{"name": "sales", "description": "Orders by customer"}]
    flow = handle.get_flow("sales")
    assert flow == handle["sales"]
    names = [dimension["qualified_name"] for dimension in flow["dimensions"]]
    assert names == ["o.id", "o.customer_id", "o.at", "c.id", "c.country"]
    assert flow["dimensions"][-1] == {
        "name": "country", "qualified_name": "c.country", "table_alias": "c",
        "semantic_table": "customers", "type": "text", "data_type": "text",
        "description": "ISO code"}
    assert handle._ipython_key_completions_() == ["sales"]
    with pytest.raises(ValueError, match="there is no flow"):
        handle.get_flow("slaes")


def test_what_python_says_yaml_can_say(tmp_path: pathlib.Path) -> None:
    customers, orders = make_tables("shop")
    flow = make_flow("shop")
    for kind, part in (("tables", customers), ("tables", orders), ("flows", flow)):
        (tmp_path / kind).mkdir(exist_ok=True)
        (tmp_path / kind / f"{part.name}.yaml").write_text(part.to_yaml())
    from_files = sf.FlowHandle.from_dir(tmp_path, [make_source()])
    from_code = sf.FlowHandle.from_parts([customers, orders], [flow], [make_source()])
    assert from_files.execute_sync(BY_COUNTRY) == ROWS_BY_COUNTRY
    assert from_files["sales"] == from_code["sales"]
    assert from_files.build_sql_sync(BY_COUNTRY) == from_code.build_sql_sync(BY_COUNTRY)


def test_shapes_of_0_1_are_taken() -> None:
    source = make_source()
    orders = sf.SemanticTable.from_table(
        "orders", source.table("orders"), primary_key="id",
        dimensions={"customer_id": {"expr": "customer_id"}},
        measures={
            "first": sf.Measure(
                expr="amount", agg="sum",
                filter={"type": "binary", "op": "eq", "left": "customer_id",
                        "right": {"type": "literal", "value": 1}}),
            "all": {"expr": "amount", "agg": "sum"},
            "share": sf.Measure(
                expr="amount", agg="sum",
                post_expr={"type": "func", "func": "safe_divide",
                           "args": [{"measure": "first"}, {"measure": "all"}]}),
            "ids": sf.Measure("id", {"string_agg": {"separator": "+"}}),
        },
    )
    handle = sf.build_flow_handles({"any key": sf.SemanticFlow("sales", orders, "o")})
    rows = handle.execute_sync({"flow": "sales", "measures": ["o.first", "o.share", "o.ids"]})
    assert rows == [{"o.first": rows[0]["o.first"], "o.share": 11.75 / 16.75, "o.ids": "1+2+3"}]
    assert str(rows[0]["o.first"]) == "11.75"


def test_the_model_is_held_against_the_database() -> None:
    source = make_source()
    table = sf.SemanticTable("orders", source, "orders", primary_key="id",
                             dimensions={"cuntry": "cuntry"})
    flow = sf.SemanticFlow("sales", table, "o")
    with pytest.raises(ModelError) as raised:
        sf.build_flow_handles({"sales": flow})
    assert raised.value.code == "M011"
    assert raised.value.file == "table orders"
    assert raised.value.line == 6
    unchecked = sf.FlowHandle([table], [flow], [source], validate=False)
    assert unchecked.list_flows() == [{"name": "sales"}]
    with pytest.raises(ModelError, match="cuntry"):
        unchecked.check()


def test_a_check_of_the_data_reports(handle: sf.FlowHandle) -> None:
    assert handle.check() == ""
    assert "primary (id)  holds" in handle.check(data=True)


@pytest.mark.parametrize("request_, kind, code", [
    ({**BY_COUNTRY, "measures": ["o.revenu"]}, ValueError, "R004"),
    ({"flow": "sales", "measures": ["o.orders"], "filter": []}, RuntimeError, "R002"),
    ("{", RuntimeError, "R001"),
    ({"flow": "sale", "measures": ["o.orders"]}, ValueError, "R003"),
])
async def test_a_wrong_request_says_where(
    handle: sf.FlowHandle, request_: object, kind: type[Exception], code: str
) -> None:
    with pytest.raises(kind) as raised:
        await handle.execute(request_)  # type: ignore[arg-type]
    error = raised.value
    assert isinstance(error, RequestError)
    assert error.code == code
    assert error.to_dict()["errors"][0]["code"] == code
    with pytest.raises(SemaFlowError):
        handle.execute_sync(request_)  # type: ignore[arg-type]


def test_candidates_are_told(handle: sf.FlowHandle) -> None:
    with pytest.raises(RequestError) as raised:
        handle.build_sql_sync({**BY_COUNTRY, "measures": ["o.revenu"]})
    assert raised.value.candidates == ["o.revenue"]
    assert raised.value.help == 'did you mean "o.revenue"?'
    assert raised.value.column is not None


def test_a_database_that_is_not_there_is_told(tmp_path: pathlib.Path) -> None:
    source = sf.DataSource.duckdb(str(tmp_path / "none.duckdb"), name="shop")
    with pytest.raises(UnavailableError, match="there is no database file"):
        sf.build_flow_handles({"sales": make_flow(source)})
    with pytest.raises(SemaFlowError) as raised:
        sf.FlowHandle(*_parts("shop"), [make_source("store")])
    assert raised.value.code == "M028"


def _parts(source: str) -> tuple[list[sf.SemanticTable], list[sf.SemanticFlow]]:
    return list(make_tables(source)), [make_flow(source)]


def test_a_failure_of_the_database_is_one() -> None:
    source = make_source()
    table = sf.SemanticTable("orders", source, "orders", primary_key="id",
                             dimensions={"bad": sf.Dimension("cast(concat(id, 'x') as integer)")})
    handle = sf.build_flow_handles({"f": sf.SemanticFlow("f", table, "o")})
    with pytest.raises(DatabaseError) as raised:
        handle.execute_sync({"flow": "f", "dimensions": ["o.bad"]})
    assert raised.value.code.startswith("B")


def test_frames_are_registered_once() -> None:
    source = make_source()
    with pytest.raises(ValueError, match="orders"):
        source.register_dataframe("orders", [{"id": 1}])
    with pytest.raises(TypeError):
        source.register_dataframe("x", 5)
    with pytest.raises(TypeError):
        source.register_dataframe("x", [1, 2])


def test_a_file_is_read_only_unless_told(tmp_path: pathlib.Path) -> None:
    path = str(tmp_path / "new.duckdb")
    writer = sf.DataSource.duckdb(path, read_only=False)
    writer.register_dataframe("orders", [{"id": 1}])
    with pytest.raises(DatabaseError, match="already open"):
        sf.DataSource.duckdb(path, read_only=False).register_dataframe("x", [{"id": 1}])
    with pytest.raises(DatabaseError):
        sf.DataSource.duckdb(path).register_dataframe("x", [{"id": 1}])


def test_a_configuration_sets_limits() -> None:
    config = sf.Config.from_toml("[defaults.query]\nmax_row_limit = 2\n")
    handle = sf.build_flow_handles({"sales": make_flow(make_source())}, config)
    result = handle.query_sync({"flow": "sales", "dimensions": ["o.id"]})
    assert (len(result), result.truncated) == (2, True)
    config.set_max_row_limit(1)
    handle = sf.build_flow_handles({"sales": make_flow(make_source())}, config)
    assert len(handle.query_sync({"flow": "sales", "dimensions": ["o.id"]})) == 1
    with pytest.raises(ConfigError, match="max_row_limt"):
        sf.Config.from_toml("[defaults.query]\nmax_row_limt = 2\n")
    with pytest.raises(RuntimeError):
        sf.Config.from_file("/none/semaflow.toml")


async def test_a_time_zone_is_that_of_the_call() -> None:
    source = make_source()
    table = sf.SemanticTable("orders", source, "orders", primary_key="id",
                             dimensions={"at": sf.Dimension("at", stored_in="UTC")})
    handle = sf.build_flow_handles({"f": sf.SemanticFlow("f", table, "o")})
    request = {"flow": "f", "dimensions": ["o.at"], "limit": 1,
               "order": [{"column": "o.at", "direction": "asc"}]}
    rows = await handle.execute(request, time_zone="America/New_York")
    assert rows[0]["o.at"].isoformat() == "2024-01-01T22:04:05-05:00"


def test_a_model_is_read_once_more(tmp_path: pathlib.Path) -> None:
    customers, orders = make_tables("shop")
    for part in (customers, orders, make_flow("shop")):
        (tmp_path / f"{part.name}.yaml").write_text(part.to_yaml())
    handle = sf.FlowHandle.from_dir(tmp_path, [make_source()])
    text = (tmp_path / "orders.yaml").read_text()
    (tmp_path / "orders.yaml").write_text(text.replace("revenue:", "turnover:").replace(
        '"revenue / orders"', '"turnover / orders"'))
    handle.reload()
    assert handle.execute_sync({"flow": "sales", "measures": ["o.turnover"]})
    (tmp_path / "orders.yaml").write_text("name: [")
    with pytest.raises(ModelError):
        handle.reload()
    assert handle.execute_sync({"flow": "sales", "measures": ["o.turnover"]})


def test_threads_share_a_handle(handle: sf.FlowHandle) -> None:
    wrong = []

    def ask() -> None:
        for _ in range(50):
            if handle.execute_sync(BY_COUNTRY) != ROWS_BY_COUNTRY:
                wrong.append(1)

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not wrong


def test_a_closed_handle_refuses(handle: sf.FlowHandle) -> None:
    with handle:
        pass
    handle.close()
    with pytest.raises(SemaFlowError) as raised:
        handle.execute_sync(BY_COUNTRY)
    assert raised.value.code == "Q006"


def test_metrics_are_data(handle: sf.FlowHandle) -> None:
    before = handle.metrics()["shop"]  # Its tables were asked about.
    rows = handle.execute_sync(BY_COUNTRY)
    with pytest.raises(SemaFlowError):
        handle.execute_sync({"flow": "sales", "dimensions": ["o.nothing"]})  # Asks no database.
    metrics = handle.metrics()
    assert list(metrics) == ["shop"]
    shop = metrics["shop"]
    # Each of the class, in its order.
    assert list(shop) == list(sf.DataSourceMetrics.__annotations__)
    assert list(shop["ran"]) == list(sf.Durations.__annotations__)
    assert shop["succeeded"] == before["succeeded"] + 1
    assert shop["submitted"] == before["submitted"] + 1
    assert shop["rows"] == before["rows"] + len(rows)
    assert shop["failed_by_code"] == {}
    assert len(shop["waited"]["counts"]) == len(shop["waited"]["bounds_ms"]) + 1
    assert sum(shop["waited"]["counts"]) == sum(before["waited"]["counts"]) + 1
    assert shop["ran"]["sum_ms"] > before["ran"]["sum_ms"]


def test_metrics_are_text_for_prometheus(handle: sf.FlowHandle) -> None:
    handle.execute_sync(BY_COUNTRY)
    assert 'semaflow_queries_running{data_source="shop"} 0' in handle.prometheus()


def test_old_places_of_names_are_kept() -> None:
    from semaflow.handle import FlowHandle, PaginatedResult
    from semaflow.semaflow import Config

    assert FlowHandle is sf.FlowHandle
    assert Config is sf.Config
    assert PaginatedResult is sf.PaginatedResult


def test_joins_and_flows_know_their_tables() -> None:
    flow = make_flow(make_source())
    assert [table.name for table in flow.referenced_tables()] == ["orders", "customers"]
    assert flow.description == "Orders by customer"
    with pytest.raises(ValueError, match="by name alone"):
        sf.build_flow_handles({"sales": make_flow("shop")})
    wrong: object
    for wrong in ({}, [], {"a": 1}):
        with pytest.raises(TypeError):
            sf.build_flow_handles(wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("option", ["format", "limit"])
def test_an_option_that_is_none_is_told(handle: sf.FlowHandle, option: str) -> None:
    with pytest.raises(TypeError, match=f"there is no option {option}"):
        handle.query_sync(BY_COUNTRY, **{option: "csv"})
