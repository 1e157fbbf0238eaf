"""The examples of docs/python.md give what stands there, and README's runs where README says."""

import asyncio
import doctest
import re
import textwrap
from typing import Any

from semaflow.__main__ import main


def test_the_examples_of_the_page_run(pytestconfig: Any) -> None:
    page = pytestconfig.rootpath / "docs" / "python.md"
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert (failed, tried > 15) == (0, True)


def test_what_the_readme_asks_runs(
    pytestconfig: Any, tmp_path: Any, monkeypatch: Any
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["new", "shop"]) == 0
    readme = (pytestconfig.rootpath / "README.md").read_text(encoding="utf-8")
    (code,) = re.findall(r"^```python\n(.*?)^```$", readme, re.MULTILINE | re.DOTALL)
    asked = code.replace(".to_pandas()", ".to_arrow()")  # The tests have no pandas.
    names: dict[str, Any] = {}
    exec("async def ask():\n" + textwrap.indent(asked, "    ") + "    return rows, frame", names)
    rows, frame = asyncio.run(names["ask"]())
    assert rows == frame.to_pylist()
    assert list(rows[0]) == ["o.revenue"]
