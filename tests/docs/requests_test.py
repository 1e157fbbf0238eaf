"""The requests of docs/queries.md become SQL, or are refused with the code beside them.

    tests/docs/requests_test.py

Each ```json block is asked of examples/nycflights; ```json refused=P001 must be refused with that
code. No database is needed. The program is $SEMAFLOW_BINARY or build/semaflow.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "queries.md"
BLOCK = re.compile(r"^```json(?: refused=(\w+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def codes_of(binary, request):
    """The codes of the errors of a request; nothing where it became SQL."""
    done = subprocess.run([binary, "sql", ROOT / "examples" / "nycflights", request, "--errors",
                           "json"], text=True, encoding="utf-8", capture_output=True, timeout=60)
    if done.returncode == 0:
        return []
    return [error["code"] for error in json.loads(done.stderr)["errors"]]


def main():
    binary = pathlib.Path(os.environ.get("SEMAFLOW_BINARY") or ROOT / "build" / "semaflow")
    if not binary.is_file():
        sys.exit(f"no program at {binary}: build it first, or name it in SEMAFLOW_BINARY")
    text = PAGE.read_text(encoding="utf-8")
    blocks = list(BLOCK.finditer(text))
    failed = 0
    for block in blocks:
        code, request = block.groups()
        expected = [code] if code else []
        codes = codes_of(binary.resolve(), request)
        if codes != expected:
            failed += 1
            line = text.count("\n", 0, block.start()) + 1
            print(f"docs/queries.md:{line}: {expected or 'SQL'} expected, {codes or 'SQL'} came")
    print(f"{len(blocks)} requests, {failed} not as written")
    return 1 if failed or text.count("```json") != len(blocks) else 0


if __name__ == "__main__":
    sys.exit(main())
