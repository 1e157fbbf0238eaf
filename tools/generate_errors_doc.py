#!/usr/bin/env python3
"""Writes docs/ERRORS.md from include/semaflow/error_codes.def.

usage: tools/generate_errors_doc.py [--check]
--check writes nothing and ends with 1 when docs/ERRORS.md is not current.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLE = ROOT / "include/semaflow/error_codes.def"
DOCUMENT = ROOT / "docs/ERRORS.md"

ROW = re.compile(
    r"SEMAFLOW_ERROR\((?P<name>k\w+),\s*\"(?P<code>[A-Z]\d{3})\",\s*(?P<fault>k\w+),\s*"
    r"(?P<http>\d+),\s*(?P<exit>\d+),\s*(?P<retry>true|false),\s*\"(?P<summary>[^\"]+)\"\)"
)
SECTION = re.compile(r"// --- (?P<letter>[A-Z]): (?P<title>.+)")

FAULTS = {
    "kModel": "the model",
    "kRequest": "the request",
    "kDatabase": "the database",
    "kLimits": "a limit",
    "kUsage": "the command or configuration",
    "kInternal": "SemaFlow",
}

HEAD = """# Errors

<!-- Written by tools/generate_errors_doc.py from include/semaflow/error_codes.def: change that. -->

Every error has a stable code, says what is wrong and where, and where it can what was probably meant:

```
tables/orders.yaml:14:21: error[M012]: join "customer" names an unknown table "custmers"
   14 |     semantic_table: custmers
      |                     ^^^^^^^^
help: did you mean "customers"?
```

A code never changes its meaning and is never used again. The same fields come as JSON
(`--errors json`). *Fault* says who can put it right, *HTTP* is the status of the server, *exit* that
of the command line, *retry* whether the same call may succeed later without a change. Secrets and the
values of filters are never part of an error.

A request is written in the model's expression language, and its mistakes have the same codes (E001 in
`--where`, say). Where the place of an error is the request or a flag, the fault is the request's and the
exit code is 4, whatever stands below: in C++, `InfoOf(error)` in place of `InfoOf(error.code)`.

| exit | family |
|---|---|
| 2 | the command line or the configuration |
| 3 | the model |
| 4 | the request |
| 5 | the dialect |
| 6 | the database |
| 7 | queues and limits |
| 70 | a bug of SemaFlow |
| 130 | cancelled |
"""


def read_table(text):
    """The sections of the table: [(letter, title, [row])], with `guidance` in each row."""
    sections = []
    for number, line in enumerate(text.split("\n"), start=1):
        section = SECTION.match(line)
        row = ROW.fullmatch(line)
        if section:
            sections.append((section["letter"], section["title"], []))
        elif row:
            sections[-1][2].append(dict(row.groupdict(), guidance=""))
        elif line.startswith("//:"):
            rows = sections[-1][2]
            rows[-1]["guidance"] = (rows[-1]["guidance"] + " " + line[3:].strip()).strip()
        elif line.startswith("SEMAFLOW_ERROR"):
            raise SystemExit(f"{TABLE}:{number}: a row that cannot be read")
    return sections


def problems_of(sections):
    """What is wrong with the table, as texts."""
    problems = []
    seen = set()
    for letter, title, rows in sections:
        for row in rows:
            code = row["code"]
            if code in seen:
                problems.append(f"{code} stands twice")
            seen.add(code)
            if code[0] != letter:
                problems.append(f"{code} stands in section {letter}")
            if row["fault"] not in FAULTS:
                problems.append(f"{code}: no fault {row['fault']}")
            if not row["guidance"]:
                problems.append(f"{code}: lines `//:` that say what to do are missing below it")
    return problems


def document(sections):
    parts = [HEAD]
    for letter, title, rows in sections:
        parts.append(f"\n## {letter}: {title}\n")
        for row in rows:
            summary = row["summary"][0].upper() + row["summary"][1:]
            parts.append(f"\n### {row['code']}\n\n**{summary}.** {row['guidance']}\n")
            retry = "yes" if row["retry"] == "true" else "no"
            parts.append(
                f"\nFault: {FAULTS[row['fault']]}. HTTP {row['http']}, exit {row['exit']}, "
                f"retry: {retry}. In C++: `ErrorCode::{row['name']}`.\n"
            )
    return "".join(parts)


def main(arguments):
    if arguments not in ([], ["--check"]):
        print(__doc__, file=sys.stderr)
        return 2
    sections = read_table(TABLE.read_text(encoding="utf-8"))
    problems = problems_of(sections)
    for problem in problems:
        print(f"{TABLE.relative_to(ROOT)}: {problem}", file=sys.stderr)
    if problems:
        return 1
    text = document(sections)
    if arguments:
        current = DOCUMENT.read_text(encoding="utf-8") if DOCUMENT.exists() else ""
        if current != text:
            print("docs/ERRORS.md is not current: run tools/generate_errors_doc.py", file=sys.stderr)
            return 1
        return 0
    DOCUMENT.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
