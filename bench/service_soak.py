#!/usr/bin/env python3
"""Load on a service over real connections: clients that ask, read slowly, and leave in the middle.

usage: service_soak.py SECONDS   (make service-soak gives the wheel and what it needs)
Fails when an answer is wrong, something runs on in the database, or memory grows.
"""

import asyncio
import random
import sys
import time

import httpx2 as httpx
import semaflow as sf
import uvicorn
from python_bench import count_of, resident_mb
from semaflow.api import Context, create_app

CLIENTS = 24
ROWS = 200_000
GROWN_MB_MAX = 30


def flows():
    source = sf.DataSource.duckdb(":memory:", name="numbers", max_concurrency=4)
    table = sf.SemanticTable(
        "numbers", source, sql=f"select range as n, range % 10 as g from range({ROWS})",
        primary_key="n", dimensions={"n": "n", "g": "g"},
        measures={"count": sf.Measure(agg="count"), "sum": sf.Measure("n", "sum")})
    slow = sf.SemanticTable(
        "slow", source, sql="select range as n from range(100000000000)", primary_key="n",
        measures={"work": sf.Measure("n % 7", "count_distinct")})
    config = sf.Config.from_toml("[defaults.pool]\nqueue_max = 1000\n")
    return sf.FlowHandle([table, slow], [sf.SemanticFlow("numbers", table, "n"),
                                         sf.SemanticFlow("slow", slow, "s")], [source], config)


def left_over(handle):
    return count_of(handle, "running") + count_of(handle, "waiting")


class Load:
    def __init__(self, address):
        self.address = address
        self.asked = self.left = self.timed_out = 0
        self.wrong = []

    async def client(self, seed, end):
        random_ = random.Random(seed)
        async with httpx.AsyncClient(base_url=self.address, timeout=60) as client:
            while time.monotonic() < end and not self.wrong:
                await random_.choice([self.group, self.read, self.leave, self.cancel, self.late])(
                    client, random_)
                self.asked += 1

    async def group(self, client, random_):
        group = random_.randrange(10)
        answer = await client.post("/flows/numbers/query", headers={"x-group": str(group)}, json={
            "dimensions": ["n.g"], "measures": ["n.count", "n.sum"]})
        expected = {"n.g": group, "n.count": ROWS // 10,
                    "n.sum": sum(range(group, ROWS, 10))}
        if answer.status_code != 200 or answer.json()["rows"] != [expected]:
            self.wrong.append(f"{answer.status_code} {answer.text[:300]}")

    async def read(self, client, random_):
        """All rows, now and then slowly."""
        lines = 0
        async with client.stream("POST", "/flows/numbers/query", headers={
                "accept": "application/x-ndjson", "accept-encoding": "identity"}, json={
                "ungrouped": True, "dimensions": ["n.n", "n.g"]}) as answer:
            async for piece in answer.aiter_bytes():
                lines += piece.count(b"\n")
                if random_.random() < 0.02:
                    await asyncio.sleep(0.01)
        if lines != ROWS:
            self.wrong.append(f"{lines} lines of {ROWS}")

    async def leave(self, client, random_):
        """Reads a little, and closes the connection."""
        async with client.stream("POST", "/flows/numbers/query", headers={
                "accept": "text/csv"}, json={
                "ungrouped": True, "dimensions": ["n.n", "n.g"]}) as answer:
            async for _ in answer.aiter_bytes():
                if random_.random() < 0.5:
                    break
        self.left += 1

    async def cancel(self, client, random_):
        """Gives up before the first byte."""
        try:
            async with asyncio.timeout(random_.uniform(0.001, 0.2)):
                await client.post("/flows/slow/query", json={"measures": ["s.work"]})
            self.wrong.append("a query without end was answered")
        except TimeoutError:
            self.left += 1

    async def late(self, client, random_):
        answer = await client.post("/flows/slow/query", headers={"x-timeout": "0.05"},
                                   json={"measures": ["s.work"]})
        self.timed_out += 1
        if answer.status_code != 504:
            self.wrong.append(f"{answer.status_code} {answer.text[:300]}")


def who_asks(request):
    group = request.headers.get("x-group")
    return Context(filters=[] if group is None else [{"field": "n.g", "op": "==", "value": int(group)}],
                   timeout=float(request.headers.get("x-timeout", "120")))


async def soak(seconds):
    handle = flows()
    server = uvicorn.Server(uvicorn.Config(
        create_app(handle, context=who_asks), host="127.0.0.1", port=0, log_level="error"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    load = Load(f"http://127.0.0.1:{port}")
    begin = time.monotonic()
    end = begin + seconds
    clients = [asyncio.create_task(load.client(seed, end)) for seed in range(CLIENTS)]
    samples = []
    while time.monotonic() < end and not load.wrong:
        await asyncio.sleep(min(10, seconds / 4))
        passed = time.monotonic() - begin
        samples.append((passed, resident_mb()))
        print(f"{passed:5.0f} s: {load.asked} requests, {load.left} left, {load.timed_out} late, "
              f"{samples[-1][1]:.1f} MB", flush=True)
    await asyncio.gather(*clients)
    deadline = time.monotonic() + 10
    while left_over(handle) > 0 and time.monotonic() < deadline:
        await asyncio.sleep(0.05)
    # The least of a time: answers on their way come and go.
    early = min(mb for passed, mb in samples if passed <= seconds / 2)
    grown = min(mb for passed, mb in samples if passed >= seconds / 2) - early
    server.should_exit = True
    await serving
    if load.wrong:
        sys.exit(f"service_soak: wrong: {load.wrong[0]}")
    if left_over(handle) > 0:
        sys.exit(f"service_soak: {left_over(handle)} queries run on in the database")
    if grown > GROWN_MB_MAX:
        sys.exit(f"service_soak: memory grew by {grown:.1f} MB, at most {GROWN_MB_MAX}")
    handle.close()
    print(f"service soak: {load.asked} requests, {load.left} clients left in the middle, nothing runs "
          f"on, {grown:+.1f} MB in the second half")


if __name__ == "__main__":
    asyncio.run(soak(float(sys.argv[1])))
