"""Frames of pandas, polars and pyarrow, in and out."""

import datetime
import decimal
from typing import Any

import pandas
import polars
import polars.testing
import pyarrow
import pytest

import semaflow as sf

DAY = datetime.datetime(2024, 2, 29, 12, 30)
ROWS: list[dict[str, Any]] = [
    {"id": 1, "name": "a", "price": 1.5, "at": DAY, "ok": True},
    {"id": 2, "name": None, "price": None, "at": None, "ok": None},
]


class Interchange:
    """What has `__dataframe__` alone, as frames had before Arrow's capsules."""

    def __init__(self, table: pyarrow.Table) -> None:
        self._table = table

    def __dataframe__(self, **options: Any) -> Any:
        return self._table.__dataframe__(**options)


TABLE = pyarrow.Table.from_pylist(ROWS)
FRAMES = {
    "dicts": ROWS,
    "a generator of dicts": (row for row in ROWS),
    "pyarrow.Table": TABLE,
    "pyarrow.RecordBatch": TABLE.to_batches()[0],
    "pyarrow.RecordBatchReader": TABLE.to_reader(),
    "pandas": pandas.DataFrame(ROWS).astype({"ok": "boolean"}),
    "polars": polars.DataFrame(ROWS),
    "a relation of __dataframe__": Interchange(TABLE),
}


def handle_of(data: Any) -> sf.FlowHandle:
    source = sf.DataSource.duckdb(":memory:", name="frames")
    source.register_dataframe("frame", data)
    table = sf.SemanticTable(
        "frame", source, "frame", primary_key="id",
        dimensions={name: name for name in ROWS[0]},
        measures={"total": sf.Measure("price", "sum"), "rows": sf.Measure("id", "count")})
    return sf.build_flow_handles({"frames": sf.SemanticFlow("frames", table, "f")})


ASK = {"flow": "frames", "dimensions": [f"f.{name}" for name in ROWS[0]], "ungrouped": True,
       "order": [{"column": "f.id", "direction": "asc"}]}


@pytest.mark.parametrize("kind", FRAMES)
def test_a_frame_is_a_table(kind: str) -> None:
    with handle_of(FRAMES[kind]) as handle:
        assert handle.execute_sync(ASK) == [
            {f"f.{name}": value for name, value in row.items()} for row in ROWS]


@pytest.mark.parametrize("wrong", [1, "text", [1, 2], [{"a": 1}, 2], {"a": [1]}, None])
def test_what_is_no_frame(wrong: Any) -> None:
    source = sf.DataSource.duckdb(":memory:")
    with pytest.raises((TypeError, ValueError)):
        source.register_dataframe("frame", wrong)


def test_an_answer_is_a_frame() -> None:
    with handle_of(TABLE) as handle:
        answer = handle.query_sync(ASK)
        names = [f"f.{name}" for name in ROWS[0]]
        assert answer.to_arrow().column_names == names
        frame = answer.to_pandas()
        assert frame["f.name"].tolist()[0] == "a"
        assert frame["f.at"][0] == pandas.Timestamp(DAY)
        assert frame["f.price"].isna().tolist() == [False, True]
        polars.testing.assert_frame_equal(
            answer.to_polars(), polars.DataFrame(ROWS).rename({n: f"f.{n}" for n in ROWS[0]}))
        assert polars.DataFrame(handle.stream_sync(ASK)).height == 2


def test_decimals_and_empty_answers() -> None:
    rows = [{"id": 1, "name": "a", "price": decimal.Decimal("1.50"), "at": DAY, "ok": True}]
    with handle_of(rows) as handle:
        total = handle.query_sync({"flow": "frames", "measures": ["f.total"]})
        assert total.to_polars()["f.total"].to_list() == [decimal.Decimal("1.50")]
        none = handle.query_sync({**ASK, "filters": ["f.id < 0"]})
        assert (len(none.to_pandas()), none.to_polars().height) == (0, 0)
        assert list(none.to_pandas().columns) == [f"f.{name}" for name in ROWS[0]]
