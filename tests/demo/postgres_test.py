"""The questions of the tour, asked of PostgreSQL: the same rows as from DuckDB.

    tools/with_postgres .deps/venv/bin/python tests/demo/postgres_test.py

Loads the five tables into a schema of the server SEMAFLOW_POSTGRES_18 and takes them away again.
"""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parents[1] / "examples" / "nycflights")]
import demo_test  # noqa: E402
import load  # noqa: E402
import tour  # noqa: E402

SCHEMA = "nycflights"


def psql(connection, script):
    done = subprocess.run(["psql", connection, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1",
                           "--file", "-"], input=script, text=True, capture_output=True)
    if done.returncode != 0:
        sys.exit(f"postgres_test: psql: {done.stderr.strip()}")


def fill(connection):
    script = f"CREATE SCHEMA {SCHEMA};\nSET search_path = {SCHEMA};\nSET TimeZone = 'UTC';\n"
    for name, (_, columns, key) in load.TABLES.items():
        columns = columns.replace(" DOUBLE", " DOUBLE PRECISION")
        script += f"CREATE TABLE {name} ({columns}, {key});\n"
        script += f"\\copy {name} FROM '{load.CSVS / name}.csv' (FORMAT csv, HEADER, NULL 'NA')\n"
    psql(connection, script + "ANALYZE;\n")


def rows_of(program, question, config):
    run = tour.call(program, "query", question, "--format", "json", "--config", config,
                    by_flags=False)
    if run.code != 0:
        return None, run.err.strip()
    return json.loads(run.out)["rows"], ""


def compare(program, question, duckdb, postgres):
    """What is wrong, as text; empty when nothing is."""
    expected, _ = rows_of(program, question, duckdb)
    actual, problem = rows_of(program, question, postgres)
    if expected is None:
        return "" if actual is None else "is answered by PostgreSQL alone"
    if actual is None:
        return problem
    return demo_test.difference(expected, actual, "order" in question["request"])


def main():
    connection = os.environ.get("SEMAFLOW_POSTGRES_18")
    if not connection:
        sys.exit("postgres_test: SEMAFLOW_POSTGRES_18 is not set: run it by tools/with_postgres")
    program = tour.program()
    fill(connection)
    questions = tour.questions()
    failed = 0
    try:
        with tempfile.NamedTemporaryFile("w", suffix=".toml") as config:
            config.write(f'[datasources.nycflights]\ntype = "postgres"\nuri = "{connection}"\n'
                         f'schema = "{SCHEMA}"\n')
            config.flush()
            duckdb = str(demo_test.EXAMPLE / "semaflow.toml")
            for question in questions:
                problem = compare(program, question, duckdb, config.name)
                if problem:
                    failed += 1
                    print(f"FAIL {question['id']}. {question['question']}\n  {problem}")
    finally:
        psql(connection, f"DROP SCHEMA {SCHEMA} CASCADE;\n")
    print(f"postgres_test: {len(questions)} questions, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
