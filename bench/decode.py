"""A million rows of PostgreSQL as ours, psycopg 3 and ADBC read them, in turns.

usage: .deps/venv/bin/python bench/decode.py DECODE SERVER ROUNDS   (called by bench/run). DECODE is
build/bench/decode. psycopg makes Python rows of binary values, ADBC an Arrow table. Prints the
medians in seconds: "ours psycopg adbc".
"""

import statistics
import subprocess
import sys
import time

import adbc_driver_postgresql.dbapi
import psycopg

STATEMENT = "SELECT id, amount, name, moment, score FROM events WHERE name <> 'kind 3'"


def main():
    decode, server, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    ours = subprocess.Popen([decode, server], text=True, stdin=subprocess.PIPE,
                            stdout=subprocess.PIPE)

    def ask_ours():
        ours.stdin.write("\n")
        ours.stdin.flush()
        seconds, rows = ours.stdout.readline().split()
        return float(seconds), int(rows)

    ask_ours()  # The table is there now.
    parts = dict(part.split("=") for part in server.split())
    psycopg_connection = psycopg.connect(server)
    adbc_connection = adbc_driver_postgresql.dbapi.connect(
        "postgresql://{user}@{host}:{port}/{dbname}".format(**parts))

    def ask_psycopg():
        begin = time.perf_counter()
        with psycopg_connection.cursor(binary=True) as cursor:
            cursor.execute(STATEMENT)
            rows = cursor.fetchall()
            return time.perf_counter() - begin, len(rows)

    def ask_adbc():
        begin = time.perf_counter()
        with adbc_connection.cursor() as cursor:
            cursor.execute(STATEMENT)
            table = cursor.fetch_arrow_table()
            return time.perf_counter() - begin, table.num_rows

    clients = (ask_ours, ask_psycopg, ask_adbc)
    times = [[] for _ in clients]
    for _ in range(rounds):
        counts = set()
        for client, spent in zip(clients, times):
            seconds, rows = client()
            spent.append(seconds)
            counts.add(rows)
        if len(counts) != 1:
            sys.exit(f"the clients read {sorted(counts)} rows")
    ours.stdin.close()
    print(*(f"{statistics.median(spent):.4f}" for spent in times))


if __name__ == "__main__":
    main()
