"""Loads the nycflights13 CSVs into nycflights.duckdb beside this file.

The database is built under another name and moved into place when all of it is right, so that a
reader never sees half of it. A stamp (hash of the CSVs, of this file and of the engine's version)
makes a second run a matter of reading the CSVs once.
"""

import argparse
import hashlib
import os
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
DATABASE = HERE / "nycflights.duckdb"
STAMP = HERE / "nycflights.duckdb.stamp"
CSVS = HERE.parents[1] / ".deps" / "nycflights13"

# Each table: the rows of nycflights13 0.0.3, its columns in the order of the CSV, its key.
# NOT NULL and the keys were found by counting; the load fails where they do not hold.
# Clock times (dep_time ...) are numbers as airlines write them: 517 is 5:17, 2400 is midnight.
# time_hour is an instant (the scheduled hour, written in UTC); year to hour are New York's clock.
TABLES = {
    "airlines": (16, """
        carrier VARCHAR NOT NULL,
        name VARCHAR NOT NULL""", "PRIMARY KEY (carrier)"),
    "airports": (1458, """
        faa VARCHAR NOT NULL,
        name VARCHAR NOT NULL,
        lat DOUBLE NOT NULL,
        lon DOUBLE NOT NULL,
        alt INTEGER NOT NULL,
        tz INTEGER NOT NULL,
        dst VARCHAR NOT NULL,
        tzone VARCHAR""", "PRIMARY KEY (faa)"),
    "planes": (3322, """
        tailnum VARCHAR NOT NULL,
        year INTEGER,
        type VARCHAR NOT NULL,
        manufacturer VARCHAR NOT NULL,
        model VARCHAR NOT NULL,
        engines INTEGER NOT NULL,
        seats INTEGER NOT NULL,
        speed INTEGER,
        engine VARCHAR NOT NULL""", "PRIMARY KEY (tailnum)"),
    # Not (origin, year, month, day, hour): when summer time ends, one o'clock comes twice.
    "weather": (26115, """
        origin VARCHAR NOT NULL,
        year INTEGER NOT NULL,
        month INTEGER NOT NULL,
        day INTEGER NOT NULL,
        hour INTEGER NOT NULL,
        temp DOUBLE,
        dewp DOUBLE,
        humid DOUBLE,
        wind_dir INTEGER,
        wind_speed DOUBLE,
        wind_gust DOUBLE,
        precip DOUBLE NOT NULL,
        pressure DOUBLE,
        visib DOUBLE NOT NULL,
        time_hour TIMESTAMPTZ NOT NULL""", "PRIMARY KEY (origin, time_hour)"),
    # A flight number may fly twice a day (24 times (carrier, flight, day) comes twice), never
    # twice in one scheduled hour.
    "flights": (336776, """
        year INTEGER NOT NULL,
        month INTEGER NOT NULL,
        day INTEGER NOT NULL,
        dep_time INTEGER,
        sched_dep_time INTEGER NOT NULL,
        dep_delay INTEGER,
        arr_time INTEGER,
        sched_arr_time INTEGER NOT NULL,
        arr_delay INTEGER,
        carrier VARCHAR NOT NULL,
        flight INTEGER NOT NULL,
        tailnum VARCHAR,
        origin VARCHAR NOT NULL,
        dest VARCHAR NOT NULL,
        air_time INTEGER,
        distance INTEGER NOT NULL,
        hour INTEGER NOT NULL,
        minute INTEGER NOT NULL,
        time_hour TIMESTAMPTZ NOT NULL""", "PRIMARY KEY (time_hour, carrier, flight)"),
}


def fail(message):
    sys.exit(f"load.py: {message}")


def wanted_stamp(csvs, engine_version):
    digest = hashlib.sha256(engine_version.encode())
    for path in [pathlib.Path(__file__).resolve(), *(csvs / f"{name}.csv" for name in TABLES)]:
        if not path.is_file():
            fail(f"{path.name} is not in {path.parent}: run tools/bootstrap demo first")
        digest.update(path.name.encode() + b"\0" + str(path.stat().st_size).encode() + b"\0")
        with path.open("rb") as file:
            while block := file.read(1 << 20):
                digest.update(block)
    return digest.hexdigest()


def load(duckdb, csvs, target):
    config = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}
    with duckdb.connect(str(target), config=config) as connection:
        for name, (rows_expected, columns, key) in TABLES.items():
            types = dict(line.split()[:2] for line in columns.strip().split(",\n"))
            connection.execute(f"CREATE TABLE {name} ({columns}, {key})")
            connection.execute(
                f"INSERT INTO {name} SELECT * FROM read_csv(?, columns = {types!r}, header = true,"
                " auto_detect = false, nullstr = 'NA', strict_mode = true)",
                [str(csvs / f"{name}.csv")],
            )
            rows = connection.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
            if rows != rows_expected:
                fail(f"{name} has {rows:,} rows, nycflights13 0.0.3 has {rows_expected:,}")
            print(f"  {name:<10}{rows:>9,} rows", flush=True)
        connection.execute("CHECKPOINT")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--csv", type=pathlib.Path, default=CSVS, help="folder of the CSVs")
    parser.add_argument("--force", action="store_true", help="load even when up to date")
    arguments = parser.parse_args()
    try:
        import duckdb
    except ImportError:
        fail("this Python has no module duckdb: run tools/bootstrap demo first")

    stamp = wanted_stamp(arguments.csv, duckdb.__version__)
    if not arguments.force and DATABASE.is_file() and STAMP.is_file() \
            and STAMP.read_text().strip() == stamp:
        print(f"{DATABASE.name} is up to date")
        return

    started = time.monotonic()
    print(f"loading nycflights13 into {DATABASE.name} (DuckDB {duckdb.__version__})", flush=True)
    unfinished = DATABASE.with_name(f"{DATABASE.name}.{os.getpid()}")
    try:
        load(duckdb, arguments.csv, unfinished)
        STAMP.unlink(missing_ok=True)
        DATABASE.with_name(DATABASE.name + ".wal").unlink(missing_ok=True)
        os.replace(unfinished, DATABASE)
    except duckdb.Error as error:
        fail(str(error))
    finally:
        for left in (unfinished, unfinished.with_name(unfinished.name + ".wal")):
            left.unlink(missing_ok=True)
    STAMP.write_text(stamp + "\n")
    size = DATABASE.stat().st_size / 1e6
    print(f"{DATABASE.name}: {size:.0f} MB in {time.monotonic() - started:.1f} s")


if __name__ == "__main__":
    main()
