"""What README.md shows is what the program does.

    tests/docs/readme_test.py

The question about flights, as flags and as JSON, becomes the SQL that stands there; the commands of
"Your own model" run; `make demo` asks as many questions as it says; its YAML files load in the model that `semaflow new` makes. The program is
$SEMAFLOW_BINARY or build/semaflow.
"""

import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(kind):
    return re.findall(rf"^```{kind}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def commands(with_text):
    """Commands of console blocks in which a text stands, lines that go on joined."""
    found = []
    for block in blocks("console"):
        for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            if with_text in command:
                found.append(command.strip())
    return found


def run(command, folder, binary):
    library = os.environ.get("SEMAFLOW_DUCKDB_LIBRARY") or ROOT / ".deps" / "duckdb" / "libduckdb.so"
    done = subprocess.run(["bash", "-c", command.replace("build/semaflow", str(binary))], cwd=folder,
                          env={**os.environ, "SEMAFLOW_DUCKDB_LIBRARY": str(library)}, text=True,
                          encoding="utf-8", capture_output=True, stdin=subprocess.DEVNULL,
                          timeout=60)
    return done.returncode, done.stdout, done.stderr


def problems_of_the_tour():
    """How many questions `make demo` asks, and how many of them are refused."""
    lines = (ROOT / "examples/nycflights/tour.jsonl").read_text(encoding="utf-8").splitlines()
    questions = [json.loads(line) for line in lines if line.strip()]
    refused = sum("refused" in question for question in questions)
    told = f"answers {len(questions) - refused} questions about them, refuses {refused}\n"
    if told not in README:
        yield f"the tour {told}"


def problems(binary):
    yield from problems_of_the_tour()
    asked = commands("query examples/nycflights")
    sql = blocks("sql")
    if len(asked) != 2 or len(sql) != 1:
        yield f"{len(asked)} questions about flights and {len(sql)} SQL texts, not 2 and 1"
    for command in asked:
        code, out, err = run(command.replace(" query ", " sql ", 1), ROOT, binary)
        if code != 0 or out != sql[0]:
            yield f"{command}\nbecomes\n{out}{err}"
    with tempfile.TemporaryDirectory(prefix="semaflow-readme-") as name:
        folder = pathlib.Path(name)
        own = commands(" shop")
        for command in own:
            code, _, err = run(command, folder, binary)
            if code != 0:
                yield f"{command}\n{err}"
        files = blocks("yaml")
        for text in files:
            path = re.match(r"# (\w+/\w+\.yaml)\n", text)
            (folder / "shop" / path.group(1)).write_text(text, encoding="utf-8")
        code, _, err = run("build/semaflow check shop", folder, binary)
        if code != 0 or err:
            yield err
        if not own or not files:
            yield "no model of one's own"


def main():
    binary = pathlib.Path(os.environ.get("SEMAFLOW_BINARY") or ROOT / "build" / "semaflow")
    if not binary.is_file():
        sys.exit(f"no program at {binary}: build it first, or name it in SEMAFLOW_BINARY")
    found = list(problems(binary.resolve()))
    print("\n".join([*found, f"README.md: {len(found)} problems"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
