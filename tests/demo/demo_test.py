"""Checks the flights example against SQL written by hand, and its README against both.

    .deps/venv/bin/python tests/demo/demo_test.py [--sql-only] [--tables]

expected/NN.sql answers question NN of tour.jsonl straight from the tables. The program has to give
the same rows, asked by request and by command line: same order where one is asked for, floats to
1e-9. --sql-only leaves the program out; --tables prints the answers as the README shows them.
"""

import argparse
import datetime
import json
import math
import os
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
EXAMPLE = ROOT / "examples" / "nycflights"
sys.path.insert(0, str(EXAMPLE))
import tour  # noqa: E402

INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

FACTS = [
    ("flights", 336776, "SELECT count(*) FROM flights"),
    ("hours of weather", 26115, "SELECT count(*) FROM weather"),
    ("planes", 3322, "SELECT count(*) FROM planes"),
    ("airports", 1458, "SELECT count(*) FROM airports"),
    ("airlines", 16, "SELECT count(*) FROM airlines"),
    ("flights without a plane", 52606,
     "SELECT count(*) FROM flights ANTI JOIN planes USING (tailnum)"),
    ("flights without a tail number", 2512, "SELECT count(*) FROM flights WHERE tailnum IS NULL"),
    ("flights without a destination airport", 7602,
     "SELECT count(*) FROM flights ANTI JOIN airports ON faa = dest"),
    ("weather keys (origin, time_hour)", 26115,
     "SELECT count(*) FROM (SELECT DISTINCT origin, time_hour FROM weather)"),
    ("weather hours by the clock", 26112,
     "SELECT count(*) FROM (SELECT DISTINCT origin, year, month, day, hour FROM weather)"),
    ("flight keys (time_hour, carrier, flight)", 336776,
     "SELECT count(*) FROM (SELECT DISTINCT time_hour, carrier, flight FROM flights)"),
    ("airports that flights leave from and go to", 1,
     "SELECT count(*) FROM airports WHERE faa IN (SELECT origin FROM flights)"
     " AND faa IN (SELECT dest FROM flights)"),
    ("flights cancelled", 8255, "SELECT count(*) FROM flights WHERE dep_time IS NULL"),
    ("flights of which the source's clock differs from the instant's in New York", 0,
     "SELECT count(*) FROM flights WHERE make_timestamp(year, month, day, hour, 0, 0)"
     " <> time_hour AT TIME ZONE 'America/New_York'"),
]

# Asked without a limit: orphans are in the NULL group, and the groups add up to all flights.
ORPHANS = [("p.manufacturer", 52606), ("dest.name", 7602), ("dest.faa", 7602), ("a.name", 0)]


class Checks:
    def __init__(self):
        self.done = 0
        self.failed = 0

    def check(self, name, problem):
        """Counts one check; `problem` is empty when it held."""
        self.done += 1
        if problem:
            self.failed += 1
            print(f"FAIL {name}\n  " + problem.replace("\n", "\n  "), flush=True)


def connect():
    try:
        import duckdb
    except ImportError:
        sys.exit("demo_test: this Python has no module duckdb: run tools/bootstrap demo, then use"
                 " .deps/venv/bin/python")
    database = EXAMPLE / "nycflights.duckdb"
    if not database.is_file():
        sys.exit(f"demo_test: no {database.relative_to(ROOT)}: run examples/nycflights/load.sh")
    connection = duckdb.connect(config={"autoinstall_known_extensions": "false",
                                        "autoload_known_extensions": "false"})
    path = str(database).replace("'", "''")
    connection.execute(f"ATTACH '{path}' AS nycflights (READ_ONLY)")
    connection.execute("USE nycflights")
    return connection


def expected_rows(connection, question):
    """The rows of the hand-written SQL, instants as ISO 8601 text in the request's zone."""
    sql = (EXAMPLE / "expected" / f"{question['id']}.sql").read_text(encoding="utf-8")
    zone = question["request"].get("time_zone", "America/New_York")
    connection.execute(f"SET TimeZone = '{zone}'")
    described = connection.execute(f"DESCRIBE {sql}").fetchall()
    names = ", ".join(f"c{n}" for n in range(len(described)))
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answer AS"
                       f" SELECT row_number() OVER () AS n, * FROM ({sql}) AS answer({names})")
    cells = ", ".join(
        f"strftime(c{n}, '%Y-%m-%dT%H:%M:%S%z')" if column[1] == "TIMESTAMP WITH TIME ZONE"
        else f"c{n}" for n, column in enumerate(described))
    rows = connection.execute(f"SELECT {cells} FROM answer ORDER BY n").fetchall()
    return [[with_minutes(cell) for cell in row] for row in rows]


def with_minutes(cell):
    """DuckDB writes the offset as -05, ISO 8601 as JSON has it is -05:00."""
    if isinstance(cell, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}[+-]\d\d", cell):
        return cell + ":00"
    return cell


def same(expected, actual):
    if expected is None or actual is None:
        return expected is actual
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, float):
        return isinstance(actual, (int, float)) and math.isclose(expected, actual, rel_tol=1e-9)
    if isinstance(expected, str) and INSTANT.fullmatch(expected):
        if not isinstance(actual, str) or not INSTANT.fullmatch(actual):
            return False
        left, right = map(datetime.datetime.fromisoformat, (expected, actual))
        return left == right and left.utcoffset() == right.utcoffset()
    return type(expected) is type(actual) and expected == actual


def difference(expected, actual, ordered):
    """What is wrong with the rows, as text; empty when nothing is."""
    if not ordered:
        def key(row):
            return [(cell is not None, str(cell)) for cell in row]
        expected, actual = sorted(expected, key=key), sorted(actual, key=key)
    lines = []
    if len(expected) != len(actual):
        lines.append(f"{len(expected)} rows expected, {len(actual)} came")
    for n in range(max(len(expected), len(actual))):
        left = expected[n] if n < len(expected) else None
        right = actual[n] if n < len(actual) else None
        if left is None or right is None or len(left) != len(right) \
                or not all(map(same, left, right)):
            lines += [f"row {n + 1}: expected {left}", f"row {n + 1}: came     {right}"]
    return "\n".join(lines[:20] + (["..."] if len(lines) > 20 else []))


def column_names(request):
    asked = request.get("dimensions", []) + request.get("measures", [])
    return [name if isinstance(name, str) else name["as"] for name in asked]


def wrong_answer(question, rows, outcome):
    """What is wrong with a run of `semaflow query --format json`; empty when nothing is."""
    code, text, complaint, _, _ = outcome
    if question.get("refused"):
        if code == 0:
            return f"was answered, should be refused: {text[:500]}"
        wanted = question["refused"]
        return "" if wanted in complaint + text else \
            f"should be refused with {wanted}, exit code {code}\n{complaint.strip()[:2000]}"
    if code != 0:
        return f"exit code {code}\n{(complaint or text).strip()[:2000]}"
    try:
        answer = json.loads(text)
        names = [column["name"] for column in answer["columns"]]
        untyped = [column["name"] for column in answer["columns"] if not column["type"]]
        actual, truncated = answer["rows"], answer["truncated"]
    except (ValueError, KeyError, TypeError) as error:
        return f"not the answer's JSON ({error!r}): {text[:500]}"
    problems = []
    wanted = column_names(question["request"])
    if names != wanted:
        problems.append(f"columns {names}, expected {wanted}")
    if untyped:
        problems.append(f"columns without a type: {untyped}")
    if truncated is not False:
        problems.append(f"truncated is {truncated!r}")
    problems.append(outcome.too_slow)
    problems.append(difference(rows, actual, "order" in question["request"]))
    return "\n".join(problem for problem in problems if problem)


def markdown_table(question, rows):
    def cell(value):
        if value is None:
            return "NULL"
        if isinstance(value, bool):
            return str(value).lower()
        return f"{value:.4g}" if isinstance(value, float) and abs(value) < 1 else \
            f"{value:.2f}" if isinstance(value, float) else str(value)
    names = column_names(question["request"])
    numbers = [any(type(row[n]) in (int, float) for row in rows) for n in range(len(names))]
    lines = [names, ["---:" if number else "---" for number in numbers],
             *([cell(value) for value in row] for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def missing_in_readme(readme, question, rows):
    parts = [question["question"], tour.shell_line(question)]
    if not question.get("refused"):
        parts.append(markdown_table(question, rows))
    return "\n".join(f"not in README.md:\n{part}" for part in parts if part not in readme)


def check_facts(checks, connection):
    for name, expected, sql in FACTS:
        actual = connection.execute(sql).fetchone()[0]
        checks.check(name, "" if actual == expected else f"{expected:,} expected, {actual:,} found")


def check_orphans(checks, program):
    for dimension, orphans in ORPHANS:
        request = {"flow": "flights", "dimensions": [dimension], "measures": ["f.flight_count"]}
        code, text, complaint, _, _ = tour.call(program, "query", {"request": request},
                                                *tour.AS_JSON)
        if code != 0:
            checks.check(f"groups by {dimension}", f"exit code {code}\n{complaint}")
            continue
        rows = json.loads(text)["rows"]
        without = sum(count for value, count in rows if value is None)
        total = sum(count for _, count in rows)
        checks.check(f"groups by {dimension}",
                     "" if (without, total) == (orphans, 336776) else
                     f"{orphans} without and 336776 in all expected, {without} and {total} came")


def check_question(checks, program, question, rows):
    for by_flags in (False, True) if "command" in question else (False,):
        outcome = tour.call(program, "query", question, *tour.AS_JSON, by_flags=by_flags)
        asked_by = "command line" if by_flags else "request"
        checks.check(f"{question['id']} by {asked_by}: {question['question']}",
                     wrong_answer(question, rows, outcome))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sql-only", action="store_true", help="leave the program out")
    parser.add_argument("--tables", action="store_true", help="print the answers for the README")
    arguments = parser.parse_args()

    connection = connect()
    questions = tour.questions()
    answers = {question["id"]: expected_rows(connection, question)
               for question in questions if not question.get("refused")}
    if arguments.tables:
        for question in questions:
            print(f"\n{question['id']}. {question['question']}\n\n{tour.shell_line(question)}\n")
            if question["id"] in answers:
                print(markdown_table(question, answers[question["id"]]))
        return 0

    checks = Checks()
    check_facts(checks, connection)
    readme = (EXAMPLE / "README.md").read_text(encoding="utf-8")
    for question in questions:
        checks.check(f"{question['id']} in README.md",
                     missing_in_readme(readme, question, answers.get(question["id"])))
    connection.close()
    if not arguments.sql_only:
        os.environ.setdefault("SEMAFLOW", os.environ.get("SEMAFLOW_BINARY", ""))
        program = tour.program()
        for question in questions:
            check_question(checks, program, question, answers.get(question["id"]))
        check_orphans(checks, program)
    print(f"demo_test: {checks.done} checks, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
