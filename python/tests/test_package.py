"""The installed package: its files, its command line, and what it finds of other packages."""

import importlib.metadata
import os
import pathlib
import signal
import subprocess
import sys
import zipfile

import duckdb
import pytest

import semaflow
from semaflow import _core

PROGRAM = str(pathlib.Path(sys.executable).parent / "semaflow")
WHEEL = os.environ.get("SEMAFLOW_WHEEL")
TABLE = """\
name: orders
data_source: shop
table: orders
primary_key: id
time_dimension: placed_at
dimensions:
  id: {expr: id, type: integer}
  country: {expr: country, type: text}
  placed_at: {expr: placed_at, type: timestamp_tz}
measures:
  revenue: {expr: amount, agg: sum}
"""
FLOW = "name: sales\nbase_table: {semantic_table: orders, alias: o}\n"
CONFIG = "[datasources.shop]\n"
QUESTION = ["-f", "sales", "-d", "o.country", "-m", "o.revenue", "--order", "o.country"]


def run(*command: str | bytes, **variables: str) -> subprocess.CompletedProcess[str]:
    # What the package names in its own process, so that the C++ library finds it, stays there.
    inherited = {name: value for name, value in os.environ.items()
                 if name not in ("SEMAFLOW_DUCKDB_LIBRARY", "SEMAFLOW_LIBPQ_LIBRARY", "TZDIR")}
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False,
                          env={**inherited, **variables})


def run_python(code: str, *args: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-c", code, *args)


@pytest.fixture
def shop(tmp_path: pathlib.Path) -> str:
    """A model of one table, and a DuckDB file that has it."""
    folder = tmp_path / "shop"
    (folder / "tables").mkdir(parents=True)
    (folder / "flows").mkdir()
    (folder / "tables/orders.yaml").write_text(TABLE)
    (folder / "flows/sales.yaml").write_text(FLOW)
    database = folder / "shop.duckdb"
    (folder / "semaflow.toml").write_text(
        f'{CONFIG}type = "duckdb"\npath = "{database}"\n')
    with duckdb.connect(str(database)) as connection:
        connection.sql("""
            create table orders as select * from (values
              (1, 'NL', 120, timestamptz '2024-01-31 23:30:00Z'),
              (2, 'DE', 80, timestamptz '2024-02-02 12:00:00Z'),
              (3, 'NL', 5, timestamptz '2024-02-03 12:00:00Z')
            ) as t(id, country, amount, placed_at)""")
    return str(folder)


def test_a_free_threaded_python_is_refused() -> None:
    # That is how it is told apart; its wheels are others, so only a copy of the files gets so far.
    done = run_python("import sys; sys.abiflags = 't'; import semaflow")
    assert done.returncode == 1
    assert "ImportError: semaflow needs the GIL" in done.stderr


def test_one_version() -> None:
    assert semaflow.__version__ == _core.version == importlib.metadata.version("semaflow")
    program = run(PROGRAM, "--version")
    assert program.returncode == 0, program.stderr
    assert semaflow.__version__ in program.stdout
    assert run(sys.executable, "-m", "semaflow", "--version").stdout == program.stdout


def test_sql(shop: str) -> None:
    answer = run(sys.executable, "-m", "semaflow", "sql", shop, *QUESTION)
    assert answer.returncode == 0, answer.stderr
    assert "sum(o.amount)" in answer.stdout


def test_query(shop: str) -> None:
    answer = run(PROGRAM, "query", shop, *QUESTION, "--format", "csv")
    assert answer.returncode == 0, answer.stderr
    assert answer.stdout.splitlines() == ["o.country,o.revenue", "DE,80", "NL,125"]


def test_the_command_line_imports_no_duckdb(shop: str) -> None:
    answer = run_python("import sys; from semaflow.__main__ import main; "
                        "code = main(sys.argv[1:]); "
                        "sys.exit(code or ('duckdb' in sys.modules or '_duckdb' in sys.modules))",
                        "query", shop, *QUESTION)
    assert answer.returncode == 0, answer.stderr


def test_duckdb_imported_in_the_same_process(shop: str) -> None:
    answer = run_python("import sys, duckdb; from semaflow.__main__ import main; "
                        "code = main(sys.argv[1:]); "
                        "sys.exit(code or duckdb.sql('select 0').fetchall()[0][0])",
                        "query", shop, *QUESTION)
    assert answer.returncode == 0, answer.stderr


def test_exit_codes(shop: str) -> None:
    assert run(PROGRAM, "query", shop, "--no-such-flag").returncode == 2
    assert run(PROGRAM, "query", shop, "-f", "sales", "-m", "o.nothing").returncode == 4
    pathlib.Path(shop, "flows/sales.yaml").write_text(FLOW.replace("orders", "order"))
    broken = run(PROGRAM, "check", shop)
    assert broken.returncode == 3
    assert 'did you mean "orders"?' in broken.stderr


def test_no_duckdb_package(shop: str) -> None:
    answer = run_python("import importlib.util, sys; importlib.util.find_spec = lambda name: None; "
                        "from semaflow.__main__ import main; sys.exit(main(sys.argv[1:]))",
                        "query", shop, *QUESTION)
    assert answer.returncode == 6
    assert "the DuckDB library cannot be loaded" in answer.stderr
    assert "pip install duckdb" in answer.stderr


def test_what_the_environment_names_is_taken(shop: str) -> None:
    answer = run(PROGRAM, "query", shop, *QUESTION, SEMAFLOW_DUCKDB_LIBRARY="/nowhere/lib.so")
    assert answer.returncode == 6
    assert "/nowhere/lib.so" in answer.stderr


def test_zones_of_the_tzdata_package(shop: str) -> None:
    answer = run_python("import os, sys; from semaflow import _core, _libraries; "
                        "os.environ.pop('TZDIR', None); _libraries.name_in_environment('/none'); "
                        "assert 'tzdata' in os.environ['TZDIR']; "
                        "sys.exit(_core.run_cli(sys.argv[1:]))",
                        "query", shop, "-f", "sales", "-d", "o.placed_at.month", "-m", "o.revenue",
                        "--order", "o.placed_at.month", "--time-zone", "Europe/Amsterdam",
                        "--format", "csv")
    assert answer.returncode == 0, answer.stderr
    assert [row.split(",")[1] for row in answer.stdout.splitlines()] == ["o.revenue", "205"]


def test_libpq_came_along(shop: str) -> None:
    assert os.path.isfile(_core.libpq_path())
    pathlib.Path(shop, "semaflow.toml").write_text(
        f'{CONFIG}type = "postgres"\nhost = "127.0.0.1"\nport = 1\n')
    answer = run(PROGRAM, "query", shop, *QUESTION)
    assert answer.returncode == 6
    assert "refused" in answer.stderr


def test_an_argument_that_is_not_utf8(shop: str) -> None:
    folder = os.fsencode(shop) + b"\xff"
    os.rename(shop, folder)
    answer = run(PROGRAM, "sql", folder, *QUESTION)
    assert answer.returncode == 0, answer.stderr
    with pytest.raises(TypeError):
        _core.run_cli([1])  # type: ignore[list-item]


def test_ctrl_c_cancels_a_query(shop: str) -> None:
    pathlib.Path(shop, "tables/orders.yaml").write_text(TABLE.replace(
        "table: orders", 'sql: "select range as id, null as country, now() as placed_at, '
        '1 as amount from range(100000000000)"'))
    with subprocess.Popen([PROGRAM, "query", shop, "-f", "sales", "-d", "o.id", "--format", "csv"],
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None and process.stderr is not None
        assert process.stdout.readline() == "o.id\n"
        process.send_signal(signal.SIGINT)
        process.stdout.read()
        error = process.stderr.read()
    assert process.returncode == 130, error
    assert "cancelled" in error
    assert "Traceback" not in error


def test_ctrl_c_is_python_s_again_afterwards() -> None:
    answer = run_python("import os, signal; from semaflow.__main__ import main; "
                        "main(['--version']); os.kill(os.getpid(), signal.SIGINT)")
    assert answer.returncode == -signal.SIGINT
    assert "KeyboardInterrupt" in answer.stderr


@pytest.mark.skipif(WHEEL is None, reason="tools/test_wheel says which wheel is installed")
def test_files_of_the_wheel() -> None:
    with zipfile.ZipFile(WHEEL or "") as wheel:
        names = wheel.namelist()
    for name in ("__init__.py", "__main__.py", "_core.pyi", "py.typed"):
        assert f"semaflow/{name}" in names
    assert any(name.startswith("semaflow.libs/libpq-") for name in names)
    assert not [name for name in names if "duckdb" in name]
    folders = {name.split("/")[0] for name in names}
    version = semaflow.__version__
    assert folders == {"semaflow", "semaflow.libs", f"semaflow-{version}.dist-info"}
