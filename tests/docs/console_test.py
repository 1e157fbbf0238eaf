"""Runs the examples of the documentation and compares what they print.

    tests/docs/console_test.py [docs/cli.md ...]

A page takes part that has the line of MARK. In a ```console block a line `$ command` is run by bash (a line `> ...` below goes on with it); what
follows is what it prints, standard error included. The blocks of a page share one empty folder,
which is shown as HOME.
UPDATE_GOLDEN=1 writes the files anew. The program is $SEMAFLOW_BINARY or build/semaflow.
"""

import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HOME = "/home/me"
MARK = "<!-- The examples of this page are run by tests/docs/console_test.py. -->"
OPENING = "```console"


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


def rewritten(text, folder, variables):
    """The document with every block as it really looks, and the number of commands."""
    out, block, count = [], None, 0
    for line in text.splitlines():
        if block is None:
            out.append(line)
            if line.rstrip() == OPENING:
                block = []
        elif line.startswith("```"):
            for written, command in commands_of(block):
                out += written + run(command, folder, variables)
                count += 1
            out.append(line)
            block = None
        else:
            block.append(line)
    return "\n".join(out) + "\n", count


def check(document, binary):
    """The number of commands that ran, or None where the document is not true."""
    text = document.read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory(prefix="semaflow-docs-") as name:
        folder = pathlib.Path(name).resolve()
        real, count = rewritten(text, folder, environment(folder, binary))
    if real == text:
        return count
    if os.environ.get("UPDATE_GOLDEN"):
        document.write_text(real, encoding="utf-8")
        return count
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
        told = "FAILED" if count is None else f"{count} commands"
        print(f"{page.relative_to(ROOT)}: {told}")
    return 1 if None in counts.values() or not any(counts.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
