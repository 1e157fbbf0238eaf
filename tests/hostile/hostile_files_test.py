#!/usr/bin/env python3
"""Hostile model folders and requests through the program: a clear error with the right code and
exit code, within seconds and with flat memory. Never a crash, never a hang.
"""

import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import tempfile
import time

PROGRAM = pathlib.Path(os.environ.get("SEMAFLOW_BINARY", "build/semaflow")).resolve()
SANITIZED = "asan" in str(PROGRAM)
MEMORY_MB_MAX = 2000 if SANITIZED else 150
SECONDS_MAX = 60 if SANITIZED else 10

TABLE = """name: orders
data_source: warehouse
table: orders
primary_key: id
dimensions: {id: {expr: id, type: integer}, status: {expr: status, type: text}}
measures: {order_count: {agg: count}}
"""
FLOW = "name: sales\nbase_table: {semantic_table: orders, alias: o}\n"

failures = []
ran = 0


def run(arguments, parts=(), user=None, program=PROGRAM):
    """(exit code, stdout, stderr, seconds, peak memory in MB); `parts` go to standard input, and
    `program` runs as `user` if there is one.

    This process stays small, because a child's peak counts what it was forked from.
    """
    started = time.monotonic()
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err, \
            tempfile.TemporaryFile() as text:
        for part in parts:
            text.write(part)
        text.seek(0)
        process = subprocess.Popen([str(program), *arguments], stdin=text, stdout=out, stderr=err,
                                   user=user)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        return (process.returncode, out.read(), err.read(), time.monotonic() - started,
                usage.ru_maxrss / 1024)


def expect(name, arguments, exit_code, wanted, text=None, **how):
    """Runs once; `wanted` must stand on stderr (stdout when the exit code is 0)."""
    global ran
    ran += 1
    code, out, err, seconds, memory = run(
        arguments, [text] if isinstance(text, bytes) else text or (), **how)
    shown = (out if exit_code == 0 else err).decode("utf-8", "replace")
    problems = []
    if code != exit_code:
        problems.append(f"exit code {code}, not {exit_code}")
    if wanted not in shown:
        problems.append(f"no {wanted!r}")
    if seconds > SECONDS_MAX:
        problems.append(f"{seconds:.1f} s")
    if memory > MEMORY_MB_MAX:
        problems.append(f"{memory:.0f} MB")
    if problems:
        failures.append(f"{name}: {', '.join(problems)}\n{shown[:600]}")


class Folder:
    """A model folder that holds one good table and flow, and one hostile thing."""

    def __init__(self, root, name):
        self.path = pathlib.Path(root) / name
        (self.path / "tables").mkdir(parents=True)
        (self.path / "flows").mkdir()
        (self.path / "tables" / "orders.yaml").write_text(TABLE, encoding="utf-8")
        (self.path / "flows" / "sales.yaml").write_text(FLOW, encoding="utf-8")

    @property
    def bad(self):
        return self.path / "tables" / "bad.yaml"

    def check(self, wanted, exit_code=3):
        expect(self.path.name, ["check", str(self.path)], exit_code, wanted)


def unreadable_as_nobody(folder):
    """Root may read every file, so in a container another user has to be told that he may not."""
    root = folder.path.parent
    with tempfile.TemporaryDirectory() as reachable:  # nobody cannot look into root's own folders
        os.chmod(reachable, 0o755)
        os.chmod(root, 0o755)
        program = pathlib.Path(reachable) / "semaflow"
        shutil.copy(PROGRAM, program)
        arguments = ["check", str(folder.path)]
        expect("unreadable, seen by nobody", arguments, 3, "bad.yaml: error[Y001]", user="nobody",
               program=program)


def hostile_folders(root):
    Folder(root, "good").check("", exit_code=0)

    folder = Folder(root, "hundred_megabytes")
    with folder.bad.open("wb") as out:
        for _ in range(100):
            out.write(b"# " + b"x" * (1024 * 1024 - 3) + b"\n")
    folder.check("[Y002]")

    folder = Folder(root, "deep_flow")
    folder.bad.write_bytes(b"name: " + b"[" * 10_000 + b"]" * 10_000)
    folder.check("[Y005]")

    folder = Folder(root, "deep_block")
    folder.bad.write_bytes(b"".join(b" " * i + b"a:\n" for i in range(2_000)))
    folder.check("[Y005]")

    folder = Folder(root, "deep_expression")
    folder.bad.write_text("name: bad\ndata_source: warehouse\ntable: bad\nprimary_key: id\n"
                          "dimensions:\n  d: {expr: \"" + "(" * 10_000 + "1" + ")" * 10_000
                          + "\"}\n", encoding="utf-8")
    folder.check("[E002]")

    folder = Folder(root, "alias_bomb")
    lines = ["a: &a [x, x, x, x, x, x, x, x, x]"]
    for before, now in zip("abcdefgh", "bcdefghi"):
        lines.append(f"{now}: &{now} [" + ", ".join([f"*{before}"] * 9) + "]")
    folder.bad.write_text("\n".join(lines) + "\n", encoding="utf-8")
    folder.check("[Y006]")

    folder = Folder(root, "nul_byte")
    folder.bad.write_bytes(TABLE.replace("status", "sta\0tus").encode())
    folder.check("[Y003]")

    folder = Folder(root, "invalid_utf8")
    folder.bad.write_bytes(TABLE.replace("name: orders", "name: bad").encode() + b"# \xff\xfe\n")
    folder.check("[Y003]")

    folder = Folder(root, "folder_named_as_file")
    folder.bad.mkdir()
    folder.check("[Y001]")

    folder = Folder(root, "fifo")
    os.mkfifo(folder.bad)
    folder.check("[Y001]")

    folder = Folder(root, "symlink_loop")
    folder.bad.symlink_to(folder.bad)
    folder.check("[Y001]")

    folder = Folder(root, "dangling_symlink")
    folder.bad.symlink_to("nowhere.yaml")
    folder.check("[Y001]")

    folder = Folder(root, "fifty_thousand_files")
    for number in range(50_000):
        os.mknod(folder.path / "tables" / f"t{number}.yaml")
    folder.check("[Y014]")

    folder = Folder(root, "unreadable")
    folder.bad.write_text(TABLE, encoding="utf-8")
    folder.bad.chmod(0)
    if os.geteuid() == 0:
        unreadable_as_nobody(folder)
    else:
        folder.check("[Y001]")

    folder = Folder(root, "wide")
    folder.bad.write_text("name: bad\ndata_source: warehouse\ntable: bad\nprimary_key: id\n"
                          "dimensions:\n" + "".join(f"  d{i}: c{i}\n" for i in range(200_000)),
                          encoding="utf-8")
    code, _, _, seconds, _ = run(["check", str(folder.path)])
    if code not in (0, 3) or seconds > SECONDS_MAX:
        failures.append(f"200,000 dimensions: exit code {code} after {seconds:.1f} s")

    expect("no such folder", ["check", str(pathlib.Path(root) / "nowhere")], 3, "[Y001]")
    empty = pathlib.Path(root) / "empty"
    empty.mkdir()
    expect("empty folder", ["check", str(empty)], 3, "[Y012]")


def hostile_requests(root):
    model = str(pathlib.Path(root) / "good")
    sql = ["sql", model, "-"]

    def request(**keys):
        return json.dumps({"flow": "sales", **keys}).encode()

    expect("plain", sql, 0, "SELECT", request(measures=["o.order_count"]))
    expect("nothing", sql, 4, "[R001]", b"")
    expect("not JSON", sql, 4, "[R001]", b"{]")
    expect("invalid UTF-8", sql, 4, "[R001]", b'{"flow": "\xff"}')
    expect("two documents", sql, 4, "[R001]", request(measures=["o.order_count"]) * 2)
    expect("an array", sql, 4, "[R002]", b"[]")
    expect("10,000 deep", sql, 4, "[R0", b'{"filters": ' + b"[" * 10_000 + b"]" * 10_000 + b"}")
    deep = '{"not": ' * 200 + '{"field": "o.id", "op": "==", "value": 1}' + "}" * 200
    expect("200 nots", sql, 4, "[R0",
           f'{{"flow": "sales", "measures": ["o.order_count"], "filters": [{deep}]}}'.encode())
    expect("100 MB", sql, 4, "[R016]", (b"x" * 1_000_000 for _ in range(100)))
    million = "y" * 1_000_000
    expect("1 MB of text as a value", sql, 0, "SELECT", request(
        measures=["o.order_count"], filters=[{"field": "o.status", "op": "==", "value": million}]))
    for name in ("foo' OR '1'='1", "\\'; drop table x; --", 'a"b', "\0", "\U0001F600", million):
        expect(f"field {name[:20]!r}", sql, 4, "[R004]", request(measures=[name]))
        expect(f"flow {name[:20]!r}", sql, 4, "[R003]",
               json.dumps({"flow": name, "measures": ["o.order_count"]}).encode())
        expect(f"order {name[:20]!r}", sql, 4, "error[R", request(
            measures=["o.order_count"], order=[{"column": name, "direction": "asc"}]))
    expect("limit of 2^64", sql, 4, "[R0", request(measures=["o.order_count"], limit=2**64))
    condition = b'{"field": "o.id", "op": "==", "value": 1}'
    expect("a million filters", sql, 4, "[R016]", (
        b'{"flow": "sales", "measures": ["o.order_count"], "filters": [' + condition if i == 0
        else b"," + condition for i in range(1_000_000)))


def main():
    if not PROGRAM.is_file():
        sys.exit(f"no program at {PROGRAM}: build it first, or name it in SEMAFLOW_BINARY")
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with tempfile.TemporaryDirectory() as root:
        hostile_folders(root)
        hostile_requests(root)
    for failure in failures:
        print(failure)
    print(f"hostile_files_test: {ran} runs, {len(failures)} failed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
