#!/usr/bin/env python3
"""`--format arrow` is an Arrow IPC stream that pyarrow reads, with the same rows and types as JSON."""

import datetime
import io
import json
import os
import pathlib
import subprocess
import sys

import pyarrow as pa
import pyarrow.ipc

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("SEMAFLOW_BINARY", str(ROOT / "build" / "semaflow"))
MODEL = str(ROOT / "examples" / "nycflights")

REQUEST = json.dumps({
    "flow": "flights", "dimensions": ["a.name", "f.time_hour.month", "f.is_late"],
    "measures": ["f.flight_count", "f.avg_dep_delay", "f.cancel_rate"],
    "order": [{"column": "f.flight_count", "direction": "desc"}]})
TYPES = [pa.string(), pa.timestamp("us", tz="America/New_York"), pa.bool_(), pa.int64(),
         pa.float64(), pa.float64()]


def ask(form, request=REQUEST):
    done = subprocess.run([PROGRAM, "query", MODEL, request, "--format", form], check=True,
                          capture_output=True)
    return done.stdout


def main():
    table = pa.ipc.open_stream(io.BytesIO(ask("arrow"))).read_all()
    table.validate(full=True)
    answer = json.loads(ask("json"))
    assert table.schema.names == [column["name"] for column in answer["columns"]], table.schema
    assert table.schema.types == TYPES, table.schema
    assert table.num_rows == len(answer["rows"]) > 300, table.num_rows
    for arrow_row, json_row in zip(table.to_pylist(), answer["rows"]):
        for cell, text in zip(arrow_row.values(), json_row):
            shown = cell.isoformat() if isinstance(cell, datetime.datetime) else cell
            assert shown == text, (arrow_row, json_row)

    nothing = json.dumps({"flow": "flights", "dimensions": ["a.name"],
                          "filters": [{"field": "a.name", "op": "==", "value": "nobody"}]})
    empty = pa.ipc.open_stream(io.BytesIO(ask("arrow", nothing))).read_all()
    assert empty.num_rows == 0 and empty.schema.types == [pa.string()], empty.schema

    rows = pa.ipc.open_stream(io.BytesIO(ask("arrow", json.dumps(
        {"flow": "flights", "ungrouped": True, "dimensions": ["f.carrier", "f.flight"]}))))
    count = sum(batch.num_rows for batch in rows)
    assert count == 336_776, count
    print("pyarrow_test: passed")


if __name__ == "__main__":
    sys.exit(main())
