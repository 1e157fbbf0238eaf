"""Whatever a database holds comes as it is, and whatever a request says is found."""

import datetime
import decimal
from typing import Any

import pyarrow
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import semaflow as sf

_DECIMAL = pyarrow.decimal128(38, 9)
_TIMES = st.datetimes(datetime.datetime(1, 1, 2), datetime.datetime(9999, 12, 30)).map(
    lambda time: time.replace(fold=0))
_NAMES: dict[str, tuple[pyarrow.DataType, st.SearchStrategy[Any]]] = {
    "boolean": (pyarrow.bool_(), st.booleans()),
    "integer": (pyarrow.int64(), st.integers(-(2**63), 2**63 - 1)),
    "float": (pyarrow.float64(), st.floats()),
    "decimal": (_DECIMAL, st.decimals(-(10**29) + 1, 10**29 - 1, places=9)),
    "text": (pyarrow.string(), st.text(st.characters(codec="utf-8"))),
    "binary": (pyarrow.binary(), st.binary()),
    "date": (pyarrow.date32(), st.dates()),
    "time": (pyarrow.time64("us"), st.times().map(lambda time: time.replace(fold=0))),
    "timestamp": (pyarrow.timestamp("us"), _TIMES),
    "timestamptz": (pyarrow.timestamp("us", "UTC"),
                    _TIMES.map(lambda time: time.replace(tzinfo=datetime.UTC))),
    "list": (pyarrow.list_(pyarrow.int64()), st.lists(st.none() | st.integers(-9, 9))),
}
# But for those whose values cannot stand in a request, or not all of them (NaN).
_FILTERED = sorted(_NAMES.keys() - {"binary", "list", "float"})


def _rows(name: str) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.none() | _NAMES[name][1], min_size=1, max_size=8)


def _handle(name: str, values: list[Any]) -> sf.FlowHandle:
    source = sf.DataSource.duckdb(":memory:", name="it")
    source.register_dataframe("it", pyarrow.table({
        "id": pyarrow.array(range(len(values)), pyarrow.int64()),
        "value": pyarrow.array(values, _NAMES[name][0])}))
    table = sf.SemanticTable("it", source, "it", primary_key="id",
                             dimensions={"id": "id", "value": "value"},
                             measures={"rows": sf.Measure("id", "count")})
    return sf.build_flow_handles({"it": sf.SemanticFlow("it", table, "it")})


def _shown(value: Any) -> str:
    """NaN is itself here, and -0.0 is not 0.0; a decimal has its digits, an instant any zone."""
    is_instant = isinstance(value, datetime.datetime) and value.tzinfo is not None
    return repr(value.astimezone(datetime.UTC) if is_instant else value)


ALL = {"flow": "it", "ungrouped": True, "dimensions": ["it.id", "it.value"],
       "order": [{"column": "it.id", "direction": "asc"}]}
_SLOW = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.mark.parametrize("name", _NAMES)
@_SLOW
@given(data=st.data())
def test_values_come_as_they_are(name: str, data: st.DataObject) -> None:
    values = data.draw(_rows(name))
    with _handle(name, values) as handle:
        got = handle.query_sync(ALL)
        assert [_shown(row["it.value"]) for row in got.rows()] == [_shown(v) for v in values]
        column = pyarrow.table(got)["it.value"].cast(_NAMES[name][0])
        assert [_shown(value) for value in column.to_pylist()] == [_shown(v) for v in values]


@pytest.mark.parametrize("name", _FILTERED)
@_SLOW
@given(data=st.data())
def test_values_of_requests_are_found(name: str, data: st.DataObject) -> None:
    values = data.draw(_rows(name))
    wanted = data.draw(st.sampled_from(values))
    with _handle(name, values) as handle:
        request = {"flow": "it", "measures": ["it.rows"],
                   "filters": [{"field": "it.value", "op": "==", "value": wanted}]}
        assert handle.execute_sync(request) == [{"it.rows": values.count(wanted)}]


@_SLOW
@given(wanted=st.decimals(-(10**9), 10**9, places=12, allow_nan=False))
def test_a_decimal_is_compared_with_all_its_digits(wanted: decimal.Decimal) -> None:
    rounded = wanted.quantize(decimal.Decimal(10) ** -9)
    with _handle("decimal", [rounded]) as handle:
        request = {"flow": "it", "measures": ["it.rows"],
                   "filters": [{"field": "it.value", "op": ">=", "value": wanted}]}
        assert handle.execute_sync(request) == [{"it.rows": int(rounded >= wanted)}]
