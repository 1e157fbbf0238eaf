"""Values: what requests take, and what cells become."""

import datetime as dt
import decimal
import enum
import json
import pathlib
import uuid
from typing import Any

import duckdb
import pytest

import semaflow as sf
from semaflow import _core

COLUMNS = {
    "boolean": ("true", True),
    "small": ("7::tinyint", 7),
    "big": ("9223372036854775807", 9223372036854775807),
    "float": ("0.1::double", 0.1),
    "infinite": ("'-infinity'::double", float("-inf")),
    "decimal": ("-0.05::decimal(9, 2)", decimal.Decimal("-0.05")),
    "wide": ("12345678901234567890123456789012345678::decimal(38, 0)",
             decimal.Decimal("12345678901234567890123456789012345678")),
    "text": ("'é \U0001F600'", "é \U0001F600"),
    "empty": ("''", ""),
    "date": ("date '2024-02-29'", dt.date(2024, 2, 29)),
    "before": ("date '0001-01-01'", dt.date(1, 1, 1)),
    "year_zero": ("date '0001-01-01' - 1", "0000-12-31"),
    "beyond": ("date '20240-02-29'", "+20240-02-29"),
    "never": ("'infinity'::date", "infinity"),
    "last": ("date '9999-12-31'", dt.date(9999, 12, 31)),
    "first_moment": ("timestamp '0001-01-01 00:00:00'", dt.datetime(1, 1, 1)),
    "last_moment": ("timestamp '9999-12-31 23:59:59.999999'",
                    dt.datetime(9999, 12, 31, 23, 59, 59, 999999)),
    "moment_beyond": ("timestamp '10000-01-01 00:00:00'", "+10000-01-01T00:00:00"),
    "moment_never": ("'-infinity'::timestamp", "-infinity"),
    "end_of_day": ("time '24:00:00'", "24:00:00"),
    "decimals": ("[1.50::decimal(9, 2), null]", [decimal.Decimal("1.50"), None]),
    "instants": ("[timestamptz '2024-07-01 00:00:00+00']",
                 [dt.datetime(2024, 7, 1, tzinfo=dt.timezone.utc)]),
    "time": ("time '12:34:56.789'", dt.time(12, 34, 56, 789000)),
    "timestamp": ("timestamp '1969-12-31 23:59:59.999999'",
                  dt.datetime(1969, 12, 31, 23, 59, 59, 999999)),
    "instant": ("timestamptz '2024-07-01 00:00:00+00'",
                dt.datetime(2024, 7, 1, tzinfo=dt.timezone.utc)),
    "interval": ("interval 90 minutes", dt.timedelta(minutes=90)),
    "months": ("interval '1 year 2 months 3 days 4.5 seconds'", "P1Y2M3DT4.500S"),
    "binary": ("'\\x00\\xFF'::blob", b"\x00\xff"),
    "json": ("'{\"a\": [1, null]}'::json", {"a": [1, None]}),
    "list": ("[1, null, 3]", [1, None, 3]),
    "texts": ("['a', null]", ["a", None]),
    "uuid": ("'00000000-0000-0000-0000-000000000001'::uuid",
             "00000000-0000-0000-0000-000000000001"),
}


@pytest.fixture(scope="module")
def handle(tmp_path_factory: pytest.TempPathFactory) -> sf.FlowHandle:
    path = tmp_path_factory.mktemp("values") / "values.duckdb"
    selected = ", ".join(f"{value} as {name}" for name, (value, _) in COLUMNS.items())
    nulls = ", ".join("null" for _ in COLUMNS)
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create table cells as select 1 as n, {selected}")
        connection.execute(f"insert into cells select 2, {nulls}")
    source = sf.DataSource.duckdb(str(path))
    table = sf.SemanticTable("cells", source, "cells", primary_key="n",
                             dimensions={name: name for name in ("n", *COLUMNS)})
    return sf.build_flow_handles({"f": sf.SemanticFlow("f", table, "c")})


@pytest.mark.parametrize("name", COLUMNS)
def test_a_cell_is_what_python_calls_it(handle: sf.FlowHandle, name: str) -> None:
    rows = handle.execute_sync({"flow": "f", "dimensions": ["c.n", f"c.{name}"],
                                "order": [{"column": "c.n", "direction": "asc"}]})
    value, expected = rows[0][f"c.{name}"], COLUMNS[name][1]
    assert (value, type(value)) == (expected, type(expected))
    assert rows[1][f"c.{name}"] is None


def test_nan_is_nan(tmp_path: pathlib.Path) -> None:
    source = sf.DataSource.duckdb(":memory:")
    source.register_dataframe("t", [{"x": float("nan")}])
    table = sf.SemanticTable("t", source, "t", primary_key="x", dimensions={"x": "x"})
    handle = sf.build_flow_handles({"f": sf.SemanticFlow("f", table, "t")})
    value = handle.execute_sync({"flow": "f", "dimensions": ["t.x"]})[0]["t.x"]
    assert value != value


class Color(enum.Enum):
    RED = "red"


@pytest.mark.parametrize("value, text", [
    ({"a": [1, True, None, "x\"y"]}, '{"a":[1,true,null,"x\\"y"]}'),
    ([10**30, -0.1, 1e300], "[1000000000000000000000000000000,-0.1,1e+300]"),
    ([decimal.Decimal("1E+2"), decimal.Decimal("0.10")], "[100,0.10]"),
    ([dt.date(2024, 2, 29), dt.time(1, 2), dt.datetime(2024, 1, 1, 0, 0, 0, 5)],
     '["2024-02-29","01:02:00","2024-01-01T00:00:00.000005"]'),
    ([dt.datetime(2024, 1, 1, tzinfo=dt.timezone.utc)], '["2024-01-01T00:00:00+00:00"]'),
    ([Color.RED, uuid.UUID(int=1)], '["red","00000000-0000-0000-0000-000000000001"]'),
    ([(1, 2), range(2), {3}.__iter__()], "[[1,2],[0,1],[3]]"),
    ("{already}", "{already}"),
])
def test_a_request_is_written_as_json(value: object, text: str) -> None:
    assert _core.json_of(value) == text


@pytest.mark.parametrize("value, path", [
    ({"filters": [{"value": object()}]}, "filters[0].value is a object"),
    ([float("nan")], "[0] is not a finite number"),
    ({1: 2}, "the value has a key that is no text"),
    ([b"x"], "[0] is a bytes"),
    ([decimal.Decimal("NaN")], "[0] is not a finite number"),
    ([decimal.Decimal("1e999999999")], "[0] is a number of too many digits"),
    ([decimal.Decimal("-1e-999999999")], "[0] is a number of too many digits"),
])
def test_what_json_cannot_hold_is_told(value: object, path: str) -> None:
    with pytest.raises(TypeError) as raised:
        _core.json_of(value)
    assert str(raised.value).startswith(path)


def test_what_has_no_end_is_refused() -> None:
    loop: list[Any] = []
    loop.append(loop)
    with pytest.raises(TypeError, match="nested too deep"):
        _core.json_of(loop)


def test_json_of_agrees_with_json() -> None:
    value = {"a": [1, 2.5, "é\n\t\x01", {"b": {}}], "c": []}
    assert json.loads(_core.json_of(value)) == value


def test_filters_take_values_of_python(handle: sf.FlowHandle) -> None:
    for name in ("date", "timestamp", "decimal", "instant", "time"):
        filters = [{"field": f"c.{name}", "op": "==", "value": COLUMNS[name][1]}]
        request = {"flow": "f", "dimensions": ["c.n"], "filters": filters}
        assert handle.execute_sync(request) == [{"c.n": 1}], name
