"""The scripts of examples/python run, and give what they say."""

import pathlib
import runpy
import subprocess
import sys
from typing import Any

import httpx2 as httpx
import pytest


@pytest.fixture
def examples(pytestconfig: Any) -> pathlib.Path:
    folder: pathlib.Path = pytestconfig.rootpath / "examples"
    return folder


def run(*arguments: object) -> str:
    done = subprocess.run([sys.executable, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_frames(examples: pathlib.Path) -> None:
    told = run(examples / "python" / "frames.py")
    assert "revenue of all: 18.75" in told
    assert "│ NL" in told


def test_delays(examples: pathlib.Path, tmp_path: pathlib.Path) -> None:
    # tools/test_wheel has loaded the data.
    assert (examples / "nycflights" / "nycflights.duckdb").exists()
    picture = tmp_path / "delays.png"
    told = run(examples / "python" / "delays.py", picture)
    assert "f.avg_dep_delay" in told
    assert picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    assert picture.stat().st_size > 10_000


async def test_service(examples: pathlib.Path) -> None:
    app = runpy.run_path(str(examples / "python" / "service.py"))["app"]
    asked = {"dimensions": ["c.country"], "measures": ["o.revenue"],
             "order": [{"column": "c.country", "direction": "asc"}]}
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://service") as client:
        assert (await client.post("/flows/sales/query", json=asked)).status_code == 401
        answers = {}
        for key in ("dutch", "head-office"):
            answer = await client.post("/flows/sales/query", json=asked, headers={"x-api-key": key})
            answers[key] = [tuple(row.values()) for row in answer.json()["rows"]]
    assert answers == {"dutch": [("NL", 20.0)], "head-office": [("BE", 5.0), ("NL", 20.0)]}
