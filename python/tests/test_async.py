"""Coroutines: nobody blocks the loop, and what is cancelled stops in the database."""

import asyncio
import gc
import subprocess
import sys
import threading
import time
from typing import Any

import anyio
import pytest
import uvloop
from conftest import BY_COUNTRY, ROWS_BY_COUNTRY, make_source

import semaflow as sf
from semaflow import _core
from semaflow.errors import QueryTimeoutError, QueueFullError, SemaFlowError

SLOW: dict[str, Any] = {"flow": "slow", "measures": ["s.work"]}
MANY: dict[str, Any] = {"flow": "slow", "dimensions": ["s.n"], "ungrouped": True}


def make_slow(permits: int = 2, config: sf.Config | None = None) -> sf.FlowHandle:
    """A flow whose measure takes minutes, and one of a hundred million rows."""
    source = make_source(max_concurrency=permits)
    slow = sf.SemanticTable(
        "slow", source, sql="select range as n from range(100000000000)", primary_key="n",
        dimensions={"n": "n"}, measures={"work": sf.Measure("n % 7", "count_distinct")})
    return sf.build_flow_handles({"slow": sf.SemanticFlow("slow", slow, "s")}, config)


def running(handle: sf.FlowHandle) -> int:
    (source,) = handle.metrics().values()
    return source["running"]


async def until_idle(handle: sf.FlowHandle) -> None:
    deadline = time.monotonic() + 10
    while running(handle) > 0:
        assert time.monotonic() < deadline, "something still runs in the database"
        await asyncio.sleep(0.005)


async def test_a_cancelled_task_stops_the_query() -> None:
    handle = make_slow()
    task = asyncio.create_task(handle.execute(SLOW))
    while running(handle) == 0:
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await until_idle(handle)


async def test_a_timeout_stops_the_query() -> None:
    handle = make_slow()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.05):
            await handle.query(SLOW)
    await until_idle(handle)
    with pytest.raises(QueryTimeoutError) as raised:
        await handle.query(SLOW, timeout=0.05)
    assert raised.value.code == "Q004"
    with pytest.raises(TimeoutError):
        handle.query_sync(SLOW, timeout=0.05)
    await until_idle(handle)
    with pytest.raises(TimeoutError):
        handle.query_sync(SLOW, timeout=0.0001)  # Not rounded to 0, which is for ever.
    await until_idle(handle)


@pytest.mark.parametrize(("keyword", "value"), [
    ("timeout", -1), ("timeout", float("nan")), ("timeout", float("inf")), ("timeout", 1e99),
    ("rows_max", -1)])
def test_limits_that_are_none_are_refused(keyword: str, value: float) -> None:
    handle = make_slow()
    asked: dict[str, Any] = {keyword: value}
    with pytest.raises(ValueError, match=f"^{keyword} is a number of"):
        handle.query_sync(SLOW, **asked)


@pytest.mark.parametrize(("keyword", "value"), [("timeout", "5"), ("rows_max", 1.5)])
def test_limits_of_another_type_are_refused(keyword: str, value: object) -> None:
    handle = make_slow()
    asked: dict[str, Any] = {keyword: value}
    with pytest.raises(TypeError, match=f"^{keyword} is a"):
        handle.query_sync(SLOW, **asked)


async def test_a_stream_that_is_left_stops() -> None:
    handle = make_slow()
    rows = 0
    async for batch in handle.stream(MANY):
        rows += len(batch)
        if rows > 10_000:
            break
    gc.collect()
    await asyncio.sleep(0)
    await until_idle(handle)
    with handle.stream_sync(MANY) as stream:
        next(stream)
    await until_idle(handle)


async def test_the_loop_runs_while_queries_do() -> None:
    handle = make_slow(permits=32)
    tasks = [asyncio.create_task(handle.execute(SLOW)) for _ in range(32)]
    for _ in range(50):
        await asyncio.sleep(0.005)
    assert running(handle) == 32
    assert not any(task.done() for task in tasks)
    for task in tasks:
        task.cancel()
    assert all(isinstance(done, asyncio.CancelledError)
               for done in await asyncio.gather(*tasks, return_exceptions=True))
    await until_idle(handle)


def test_uvloop(handle: sf.FlowHandle) -> None:
    slow = make_slow()

    async def ask() -> list[Any]:
        task = asyncio.create_task(slow.execute(SLOW))
        rows = await asyncio.gather(*(handle.execute(BY_COUNTRY) for _ in range(50)))
        while running(slow) == 0:
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until_idle(slow)
        async for batch in slow.stream(MANY):
            assert len(batch) > 0
            break
        return rows

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(ask()) == [ROWS_BY_COUNTRY] * 50


def test_anyio(handle: sf.FlowHandle) -> None:
    slow = make_slow()

    async def ask() -> list[Any]:
        with anyio.move_on_after(0.05) as scope:
            await slow.execute(SLOW)
        assert scope.cancelled_caught
        await until_idle(slow)
        rows: list[Any] = []

        async def one() -> None:
            rows.append(await handle.execute(BY_COUNTRY))

        async with anyio.create_task_group() as group:
            for _ in range(20):
                group.start_soon(one)
        return rows

    assert anyio.run(ask) == [ROWS_BY_COUNTRY] * 20


async def test_who_waits_has_no_thread() -> None:
    handle = make_slow(permits=2)
    before = _threads_of_process()
    tasks = [asyncio.create_task(handle.execute(SLOW)) for _ in range(200)]
    while running(handle) < 2:
        await asyncio.sleep(0.005)
    # The two that run, who reads their rows, and who looks at the clock.
    assert _threads_of_process() <= before + 5
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await until_idle(handle)


def _threads_of_process() -> int:
    with open("/proc/self/status", encoding="ascii") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("Threads:"))


async def test_a_full_queue_says_so() -> None:
    config = sf.Config.from_toml("[defaults.pool]\nqueue_max = 1\n")
    handle = make_slow(permits=1, config=config)
    tasks = [asyncio.create_task(handle.execute(SLOW)) for _ in range(5)]
    done, waiting = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    assert isinstance(done.pop().exception(), QueueFullError)
    for task in waiting:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def test_many_tasks_at_once(handle: sf.FlowHandle) -> None:
    answers = await asyncio.gather(*(handle.execute(BY_COUNTRY) for _ in range(200)))
    assert all(answer == ROWS_BY_COUNTRY for answer in answers)


async def test_cancelling_at_any_moment_is_clean(handle: sf.FlowHandle) -> None:
    for i in range(200):
        task = asyncio.create_task(handle.execute(BY_COUNTRY))
        await asyncio.sleep(i * 1e-5)
        task.cancel()
        try:
            assert await task == ROWS_BY_COUNTRY
        except asyncio.CancelledError:
            pass
    await until_idle(handle)


def test_loops_share_a_handle(handle: sf.FlowHandle) -> None:
    answers: list[Any] = []

    def ask() -> None:
        for _ in range(20):
            answers.append(asyncio.run(handle.execute(BY_COUNTRY)))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [ROWS_BY_COUNTRY] * 80


def test_a_loop_may_close_while_a_query_runs() -> None:
    handle = make_slow()
    told: list[Any] = []

    async def leave() -> None:
        loop = asyncio.get_running_loop()

        def done(result: Any, error: BaseException | None) -> None:
            told.append((error, loop.is_closed()))

        handle._core.submit(SLOW, {}, _core.Give.DICTS, done)

    asyncio.run(leave())
    handle.close()
    ((error, was_closed),) = told
    assert isinstance(error, SemaFlowError)
    assert was_closed


ASK_AT_EXIT = """
import asyncio, sys, threading
sys.path[:0] = sys.argv[1:]
from test_async import MANY, SLOW, make_slow
handle = make_slow()
threading.Thread(target=lambda: handle.execute_sync(SLOW), daemon=True).start()
stream = handle.stream_sync(MANY)
next(stream)
print("leaving")
"""
INTERRUPT = """
import _thread, sys, threading
sys.path[:0] = sys.argv[1:]
from test_async import SLOW, make_slow, running
handle = make_slow()
def interrupt():
    while running(handle) == 0:
        pass
    _thread.interrupt_main()
threading.Thread(target=interrupt, daemon=True).start()
try:
    handle.execute_sync(SLOW)
except KeyboardInterrupt:
    print("interrupted")
"""
FIRST_ROWS = """
import sys, threading, time
sys.path[:0] = sys.argv[1:]
from conftest import BY_COUNTRY, make_flow, make_source
import semaflow as sf
handle = sf.build_flow_handles({"sales": make_flow(make_source())})
class Slow:
    def find_spec(self, name, path=None, target=None):
        time.sleep(0.1)  # And others run.
sys.meta_path.insert(0, Slow())
for module in ("json", "decimal", "zoneinfo"):  # As where nobody has needed them yet.
    sys.modules.pop(module, None)
threads = [threading.Thread(target=lambda: handle.execute_sync(BY_COUNTRY)) for _ in range(16)]
for thread in threads: thread.start()
for thread in threads: thread.join()
print("all")
"""
FORK = """
import os, sys
sys.path[:0] = sys.argv[1:]
from conftest import BY_COUNTRY, make_flow, make_source
import semaflow as sf
handle = sf.build_flow_handles({"sales": make_flow(make_source())})
handle.execute_sync(BY_COUNTRY)
child = os.fork()
if child == 0:
    try:
        handle.execute_sync(BY_COUNTRY)
    except sf.SemaFlowError as error:
        print(error.code, flush=True)
    handle.close()
    try:
        handle.metrics()
    except sf.SemaFlowError as error:
        print(error.code, flush=True)
    os._exit(0)
os.waitpid(child, 0)
"""


@pytest.mark.parametrize("program, output", [
    (ASK_AT_EXIT, "leaving"), (INTERRUPT, "interrupted"), (FIRST_ROWS, "all"),
    (FORK, "Q007\nQ007")])
def test_processes_end_as_they_should(program: str, output: str, pytestconfig: Any) -> None:
    folder = str(pytestconfig.rootpath / "python" / "tests")
    done = subprocess.run([sys.executable, "-c", program, folder], capture_output=True, text=True,
                          timeout=60, check=False)
    assert (done.stdout.strip(), done.returncode) == (output, 0), done.stderr
