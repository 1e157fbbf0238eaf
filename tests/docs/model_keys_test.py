"""docs/model.md tells every key of the YAML files, and no key that is none.

    tests/docs/model_keys_test.py

The keys are those of `semaflow schema`. The program is $SEMAFLOW_BINARY or build/semaflow.
"""

import json
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]


def main():
    binary = pathlib.Path(os.environ.get("SEMAFLOW_BINARY") or ROOT / "build" / "semaflow")
    if not binary.is_file():
        sys.exit(f"no program at {binary}: build it first, or name it in SEMAFLOW_BINARY")
    printed = subprocess.run([binary.resolve(), "schema"], check=True, capture_output=True,
                             text=True, encoding="utf-8").stdout
    objects = {name: set(schema["properties"]) for name, schema in json.loads(printed)["$defs"].items()
               if not name.startswith("expression")}
    known = set().union(*objects.values())
    text = (ROOT / "docs" / "model.md").read_text(encoding="utf-8")
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    told = {word for span in re.findall(r"`([^`]+)`", prose) for word in re.findall(r"\w+", span)}
    missing = [f"{name}.{key}" for name, keys in sorted(objects.items()) for key in sorted(keys - told)]
    # First cells of the tables of keys: a header `| key | type | default | meaning |`.
    tables = re.findall(r"^\| key[^|]*\| type[^\n]*\n\|[-|]+\n((?:\|[^\n]*\n)+)", prose, re.MULTILINE)
    listed = {key for rows in tables for row in rows.splitlines()
              for key in re.findall(r"`(\w+)`", row.split("|")[1])}
    print(f"keys without a word: {missing}" if missing else f"{len(known)} keys told")
    if listed - known:
        print(f"no keys of a model: {sorted(listed - known)}")
    return 1 if missing or listed - known or len(listed) < 40 else 0


if __name__ == "__main__":
    sys.exit(main())
