"""Runs the examples of the documentation and compares what they print.

    tests/docs/console_test.py [docs/cli.md ...]

A page takes part that has the line of MARK. In a ```console block a line `$ command` is run by
bash (a line `> ...` below goes on with it); what follows is what it prints, standard error
included. A ```yaml, ```toml or ```csv block is a file where its first line, or for CSV the word
behind ```csv, is its path: `# shop/tables/orders.yaml`. A block ```yaml dimensions or ```yaml
measures is a part of a table. The blocks of a page share one empty folder, which is shown as HOME.
At the end `semaflow check` must find nothing wrong with the models that the page wrote and with
each part.
UPDATE_GOLDEN=1 writes the files anew. The program is $SEMAFLOW_BINARY or build/semaflow.
"""

import difflib
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = "/home/me"
MARK = "<!-- The examples of this page are run by tests/docs/console_test.py. -->"
CONSOLE, PARTS = "console", ("yaml dimensions", "yaml measures")
FILE = re.compile(r"# ((?:[\w.-]+/)+[\w.-]+\.(?:yaml|toml))\b")
PART = """name: part
data_source: d
table: part
primary_key: id
time_dimension: at
{key}:
{lines}
"""


def program():
    path = pathlib.Path(os.environ.get("SEMAFLOW_BINARY") or ROOT / "build" / "semaflow")
    if not path.is_file():
        sys.exit(f"no program at {path}: build it first, or name it in SEMAFLOW_BINARY")
    return path.resolve()


def environment(folder, binary):
    """`semaflow` is found first in PATH; nothing of the caller's settings reaches it."""
    bin_folder = folder / ".bin"
    bin_folder.mkdir()
    (bin_folder / "semaflow").symlink_to(binary)
    library = os.environ.get("SEMAFLOW_DUCKDB_LIBRARY") or ROOT / ".deps" / "duckdb" / "libduckdb.so"
    return {"PATH": f"{bin_folder}:{os.environ['PATH']}", "HOME": str(folder), "LC_ALL": "C.UTF-8",
            "TERM": "dumb", "SEMAFLOW_DUCKDB_LIBRARY": str(library)}


def run(command, folder, variables):
    done = subprocess.run(["bash", "-c", command], cwd=folder, env=variables, text=True,
                          encoding="utf-8", stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                          stderr=subprocess.STDOUT, timeout=60)
    return done.stdout.replace("\r\n", "\n").replace(str(folder), HOME).splitlines()


def commands_of(lines):
    """Yields (lines as written, command) of a block; what was expected is left out."""
    index = 0
    while index < len(lines):
        if lines[index].startswith("$ "):
            written = [lines[index]]
            while index + 1 < len(lines) and lines[index + 1].startswith("> "):
                index += 1
                written.append(lines[index])
            yield written, "\n".join(line[2:] for line in written)
        index += 1


def path_of(opening, block):
    """The path of the file that a block is, or None."""
    words = opening.split()
    if len(words) == 2 and words[0] == "csv":
        return words[1]
    found = FILE.match(block[0]) if block and words in (["yaml"], ["toml"]) else None
    return found.group(1) if found else None


class Page:
    """The blocks of a page, in an empty folder of their own."""

    def __init__(self, folder, binary):
        self.folder = folder
        self.variables = environment(folder, binary)
        self.count = 0
        self.models = set()
        self.complaints = []

    def rewritten(self, text):
        """The page with every console block as it really looks."""
        out, block, opening = [], None, ""
        for line in text.splitlines():
            if block is None:
                out.append(line)
                if line.startswith("```") and line != "```":
                    block, opening = [], line[3:].strip()
            elif line.startswith("```"):
                out += self.block(opening, block) + [line]
                block = None
            else:
                block.append(line)
        for model in sorted(self.models):
            self.check(model)
        return "\n".join(out) + "\n"

    def block(self, opening, block):
        if opening == CONSOLE:
            out = []
            for written, command in commands_of(block):
                out += written + run(command, self.folder, self.variables)
                self.count += 1
            return out
        path = path_of(opening, block)
        if path is not None:
            self.write(path, block)
        elif opening in PARTS:
            self.check_part(opening.split()[1], block)
        return block

    def write(self, path, lines):
        file = (self.folder / path).resolve()
        if self.folder not in file.parents:
            self.complaints.append(f"{path} is no path below the page's folder")
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self.count += 1
        if file.suffix == ".yaml":
            self.models.add(path.split("/")[0])

    def check_part(self, key, lines):
        lines = ["  " + line for line in lines]
        if key == "measures":
            lines += ["dimensions:"]
        lines += ["  at: {expr: at, type: timestamp}"]
        model = f".part-{self.count}"
        self.write(f"{model}/part.yaml", PART.format(key=key, lines="\n".join(lines)).splitlines())
        self.write(f"{model}/flow.yaml", ["name: f", "base_table: {semantic_table: part, alias: t}"])

    def check(self, model):
        printed = run(f"semaflow check {model} || echo FAILED", self.folder, self.variables)
        if "FAILED" in printed:
            self.complaints += printed


def check(document, binary):
    """The number of examples that were tried, or None where the document is not true."""
    text = document.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="semaflow-docs-") as name:
        page = Page(pathlib.Path(name).resolve(), binary)
        real = page.rewritten(text)
    if page.complaints:
        print("\n".join([f"{document.relative_to(ROOT)}:", *page.complaints]))
        return None
    if real == text:
        return page.count
    if os.environ.get("UPDATE_GOLDEN"):
        document.write_text(real, encoding="utf-8")
        return page.count
    shown = document.relative_to(ROOT)
    sys.stdout.writelines(difflib.unified_diff(text.splitlines(True), real.splitlines(True),
                                               f"{shown} as written", f"{shown} as it is"))
    return None


def main():
    binary = program()
    documents = [pathlib.Path(name).resolve() for name in sys.argv[1:]] or [
        page for page in sorted((ROOT / "docs").glob("*.md"))
        if MARK in page.read_text(encoding="utf-8")]
    counts = {page: check(page, binary) for page in documents}
    for page, count in counts.items():
        told = "FAILED" if count is None else f"{count} examples"
        print(f"{page.relative_to(ROOT)}: {told}")
    return 1 if None in counts.values() or not any(counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
