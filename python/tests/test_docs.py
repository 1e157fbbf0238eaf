"""The examples of docs/python.md give what stands there."""

import doctest
from typing import Any


def test_the_examples_of_the_page_run(pytestconfig: Any) -> None:
    page = pytestconfig.rootpath / "docs" / "python.md"
    failed, tried = doctest.testfile(str(page), module_relative=False)
    assert (failed, tried > 15) == (0, True)
