#!/usr/bin/env python3
"""Asks random conditions as JSON and as expression text, and compares what they keep.

    SEMAFLOW_BINARY=build/semaflow tests/differential/spellings_test.py [--seed N] [--count N]

A condition and its `not`, in both spellings, as a filter of rows and as the filter of a measure:
both spellings keep the same rows, a condition and its `not` together keep every row once, what one
spelling refuses the other refuses too, and an instant that is stored as a wall clock (t.logged)
means what the same instant (t.ti) does. The moments lie around the changes of the clocks.
"""

import argparse
import datetime
import json
import os
import pathlib
import random
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("SEMAFLOW_BINARY", str(ROOT / "build" / "semaflow"))

ZONES = ["America/New_York", "Europe/Amsterdam", "America/Sao_Paulo", "Asia/Kathmandu", "UTC"]
CHANGES = ["2013-11-03 06:00", "2013-03-10 07:00", "2013-10-27 01:00", "2018-11-04 03:00"]
TEXTS = ["", "a", "A", "NL", "it's", "100%", "a_b", "%", "\\", "Zürich"]
DAYS = ["2013-11-03", "2013-11-02", "2013-03-10", "2013-10-27", "2018-11-04", "2013-01-01"]
CLOCKS = ["00:00:00", "00:30:00", "01:00:00", "01:30:00", "02:00:00", "02:30:00", "23:30:00"]
WALLS = [f"{day}T{clock}" for day in DAYS[:5] for clock in CLOCKS]
INSTANTS = [wall + offset for wall in WALLS for offset in ("Z", "-05:00", "+02:00")]
GRAINS = ["second", "minute", "hour", "day", "week", "month", "quarter", "year"]
ORDERS = ["<", "<=", ">", ">="]

# Of each kind: values that fit it, and values that may not.
VALUES = {
    "text": (TEXTS, [1, True]),
    "integer": ([0, 1, 2, 5, -3, 9007199254740993], ["x"]),
    "decimal": ([0.5, 1, 1.25, -2.5, 100], ["x"]),
    "float": ([0.5, 1, 1.25, -2.5, 1e10], [True]),
    "boolean": ([True, False], [1]),
    "date": (DAYS + [day + "T00:00:00" for day in DAYS], ["2013-11-03T01:00:00", "soon", 7]),
    "timestamp": (DAYS + WALLS, ["2013-11-03T01:00:00Z", "soon", 7]),
    "timestamptz": (DAYS + WALLS + INSTANTS, ["soon", 7]),
}
FIELDS = {
    "t.s": "text", "c.name": "text", "t.i": "integer", "c.size": "integer", "t.n": "decimal",
    "t.f": "float", "t.b": "boolean", "t.d": "date", "t.ts": "timestamp", "t.ti": "timestamptz",
    "t.upper_s": "text", "t.logged": "timestamptz", "t.ti.hour_of_day": "integer",
    "t.d.day_of_week": "integer",
}
for field, kind in list(FIELDS.items()):
    if kind in ("date", "timestamp", "timestamptz"):
        for grain in GRAINS if kind != "date" else GRAINS[3:]:
            FIELDS[f"{field}.{grain}"] = kind
ALL_ROWS = 60


def sql(value):
    if value is None:
        return "NULL"
    return str(value) if isinstance(value, (int, float)) else "'" + value.replace("'", "''") + "'"


def write_model(folder, rng):
    rows = []
    for row in range(ALL_ROWS):
        moment = datetime.datetime.fromisoformat(rng.choice(CHANGES))
        moment += datetime.timedelta(minutes=30 * rng.randint(-52, 52))
        def maybe(value):
            return value if rng.random() < 0.85 else None
        stamp = str(moment)
        cells = [sql(row)] + [sql(maybe(v)) for v in (
            rng.choice(TEXTS), rng.choice([0, 1, 2, 5, -3]), rng.choice([0.5, 1.25, -2.5, 100]),
            rng.choice([0.5, 1.25, 1e10]), rng.choice([True, False]), stamp[:10], stamp)]
        instant = stamp + "+00" if cells[-1] != "NULL" else None  # as t.logged
        rows.append("(" + ", ".join(cells + [sql(instant), sql(maybe(rng.randint(1, 4)))]) + ")")
    kinds = ("id:BIGINT s:VARCHAR i:BIGINT n:DECIMAL(10,2) f:DOUBLE b:BOOLEAN d:DATE ts:TIMESTAMP "
             "ti:TIMESTAMPTZ customer:BIGINT").split()
    casts = ", ".join("CAST({0} AS {1}) AS {0}".format(*k.split(":")) for k in kinds)
    names = ", ".join(k.split(":")[0] for k in kinds)
    (folder / "t.yaml").write_text(f"""name: t
data_source: w
sql: >-
  SELECT {casts} FROM (VALUES {", ".join(rows)}) v({names})
primary_key: id
dimensions:
  id: {{expr: id, type: integer, not_null: true}}
  s: {{expr: s, type: text}}
  i: {{expr: i, type: integer}}
  n: {{expr: n, type: "decimal(10, 2)"}}
  f: {{expr: f, type: float}}
  b: {{expr: b, type: boolean}}
  d: {{expr: d, type: date}}
  ts: {{expr: ts, type: timestamp}}
  ti: {{expr: ti, type: timestamptz}}
  logged: {{expr: ts, type: timestamp, stored_in: UTC}}
  upper_s: {{expr: upper(s), type: text}}
measures:
  rows: {{agg: count}}
""", encoding="utf-8")
    (folder / "c.yaml").write_text("""name: c
data_source: w
sql: "SELECT * FROM (VALUES (1, 'NL', 5), (2, NULL, 2), (3, 'it''s', NULL)) v(id, name, size)"
primary_key: id
dimensions:
  name: {expr: name, type: text}
  size: {expr: size, type: integer}
""")
    (folder / "f.yaml").write_text("""name: f
base_table: {semantic_table: t, alias: t}
joins:
  c: {semantic_table: c, alias: c, to_table: t, join_keys: [{left: customer, right: id}]}
""")


def text_of(value):
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return format(value, "f").rstrip("0").rstrip(".") if isinstance(value, float) else str(value)


class Conditions:
    """Random conditions, each as (JSON, text)."""

    def __init__(self, rng):
        self.rng = rng

    def value(self, kind):
        fits, others = VALUES[kind]
        return self.rng.choice(fits if self.rng.random() < 0.97 else others)

    def any(self, depth=0):
        draw = self.rng.random()
        if depth < 3 and draw < 0.2:
            word = self.rng.choice(["and", "or"])
            parts = [self.any(depth + 1) for _ in range(self.rng.randint(1, 3))]
            return {word: [p[0] for p in parts]}, "(" + f" {word} ".join(p[1] for p in parts) + ")"
        if depth < 3 and draw < 0.3:
            inner = self.any(depth + 1)
            return {"not": inner[0]}, f"not ({inner[1]})"
        return self.leaf()

    def leaf(self):
        field = self.rng.choice(list(FIELDS))
        kind = FIELDS[field]
        ops = ["==", "!=", "in", "not in", "is null", "is not null", "null", "field"]
        if kind != "boolean":
            ops += ORDERS * 2 + ["between", "not between"]
        if kind == "text":
            ops += ["like", "not like", "ilike", "contains", "starts_with", "ends_with",
                    "icontains", "not contains"]
        grained = field.count(".") > 1 and kind.startswith(("date", "time"))
        if kind != "boolean" and not grained:
            ops.append("in_range")
        return self.comparison(field, kind, self.rng.choice(ops))

    def comparison(self, field, kind, op):
        def asked(op, value):
            return {"field": field, "op": op, "value": value}
        if op in ("is null", "is not null"):
            return {"field": field, "op": op}, f"{field} {op}"
        if op == "null":
            op = self.rng.choice(["==", "!="])
            return asked(op, None), f"{field} {op} null"
        if op == "field":
            op = self.rng.choice(["==", "!="] + (ORDERS if kind != "boolean" else []))
            other = self.rng.choice([f for f, k in FIELDS.items() if k == kind])
            return asked(op, {"field": other}), f"{field} {op} {other}"
        value = self.value(kind)
        if op in ("in", "not in"):
            items = [self.value(kind) for _ in range(self.rng.randint(0, 4))]
            if self.rng.random() < 0.2:
                items.append(None)
            return asked(op, items), f"{field} {op} ({', '.join(map(text_of, items))})"
        if op in ("between", "not between"):
            other = self.value(kind)
            return asked(op, [value, other]), f"{field} {op} {text_of(value)} and {text_of(other)}"
        if op == "in_range":
            other = self.value(kind)
            return (asked(op, [value, other]),
                    f"({field} >= {text_of(value)} and {field} < {text_of(other)})")
        if op == "icontains":
            return asked(op, value), f"contains(lower({field}), lower({text_of(value)}))"
        if op.split()[-1] in ("contains", "starts_with", "ends_with"):
            no = "not " if op.startswith("not ") else ""
            return asked(op, value), f"{no}{op.split()[-1]}({field}, {text_of(value)})"
        return asked(op, value), f"{field} {op} {text_of(value)}"


def requests_of(condition, zone):
    """The condition and its `not`, as JSON and as text; by rows and as a measure's own filter."""
    base = {"flow": "f", "time_zone": zone}
    asked, text = condition
    out = []
    for one in (asked, text, {"not": asked}, f"not ({text})"):
        out.append({**base, "dimensions": ["t.id"], "measures": ["t.rows"], "filters": [one]})
    for one in ([asked], text, [{"not": asked}], f"not ({text})"):
        out.append({**base, "measures": [{"measure": "t.rows", "filter": one, "as": "rows"}]})
    twin = text.replace("t.logged", "t.ti")
    out.append({**base, "dimensions": ["t.id"], "measures": ["t.rows"], "filters": [twin]})
    return out


def problem_of(answers):
    """What is wrong with the answers to requests_of, or None."""
    refused = ["errors" in answer for answer in answers]
    if all(refused):
        codes = {answer["errors"][0]["code"][0] for answer in answers}
        return None if codes <= set("RE") else f"refused behind the resolver: {codes}"
    if any(refused):
        return "one spelling is refused: " + json.dumps(
            [a["errors"][0]["code"] + " " + a["errors"][0]["message"] if "errors" in a else "rows"
             for a in answers])
    kept = [sorted(row[0] for row in answer["rows"]) for answer in answers[:4]]
    counts = [answer["rows"][0][0] for answer in answers[4:8]]
    twin = sorted(row[0] for row in answers[8]["rows"])
    if kept[0] != kept[1]:
        return f"JSON keeps {kept[0]}, text keeps {kept[1]}"
    if kept[2] != kept[3]:
        return f"not: JSON keeps {kept[2]}, text keeps {kept[3]}"
    if sorted(kept[0] + kept[2]) != list(range(ALL_ROWS)):
        return f"p keeps {kept[0]}, not p keeps {kept[2]}"
    if counts != [len(rows) for rows in kept]:
        return f"as filters of a measure: {counts}, of rows: {[len(rows) for rows in kept]}"
    if kept[0] != twin:
        return f"t.logged keeps {kept[0]}, t.ti, which is the same, keeps {twin}"
    return None


def ask(folder, requests):
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    done = subprocess.run([BINARY, "batch", str(folder), "--database", ":memory:"], input=lines,
                          text=True, capture_output=True, check=False, encoding="utf-8")
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    if len(answers) != len(requests):
        raise SystemExit(f"{len(requests)} requests, {len(answers)} answers\n{done.stderr}")
    return answers


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=20131103)
    parser.add_argument("--count", type=int, default=120)
    options = parser.parse_args()
    rng = random.Random(options.seed)
    conditions = Conditions(rng)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_model(folder, rng)
        cases = [(conditions.any(), rng.choice(ZONES)) for _ in range(options.count)]
        requests = [request for case in cases for request in requests_of(*case)]
        answers = ask(folder, requests)
    failed = refused = 0
    for i, ((asked, text), zone) in enumerate(cases):
        group = answers[9 * i:9 * i + 9]
        refused += all("errors" in answer for answer in group)
        problem = problem_of(group)
        if problem is None:
            continue
        failed += 1
        print(f"{zone}\n  {json.dumps(asked)}\n  {text}\n  {problem}")
    print(f"seed {options.seed}: {options.count} conditions, {refused} refused, {failed} differ")
    # A test that is refused everywhere proves nothing.
    return 1 if failed or refused * 2 > options.count else 0


if __name__ == "__main__":
    sys.exit(main())
