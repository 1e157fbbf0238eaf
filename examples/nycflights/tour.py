"""Runs the questions of tour.jsonl through the program; tour.sh starts it, demo_test.py reads it.

A question has a request (JSON) and, where flags can say it, the same as a command line. A refused
question must be refused, with the code that it names. An answer may use a second of processor time:
unlike the time on the clock, it does not grow on a busy machine.
"""

import argparse
import json
import os
import pathlib
import resource
import shlex
import subprocess
import sys
import time
import typing

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
MODEL = HERE.relative_to(ROOT).as_posix()
CPU_SECONDS_MAX = 1.0
AS_JSON = ["--format", "json"]
FROM_STDIN = ["-"]


class Run(typing.NamedTuple):
    code: int
    out: str
    err: str
    seconds: float  # on the clock
    cpu_seconds: float  # of all threads

    @property
    def too_slow(self):
        """What is wrong with its time; empty when nothing is."""
        return "" if self.cpu_seconds <= CPU_SECONDS_MAX else \
            f"used {self.cpu_seconds:.2f} s of processor time, the bound is {CPU_SECONDS_MAX} s"


def cpu_seconds_of_children():
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def questions():
    lines = (HERE / "tour.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def program():
    path = pathlib.Path(os.environ.get("SEMAFLOW") or ROOT / "build" / "semaflow")
    if not path.is_file():
        sys.exit(f"no program at {path}: build it first, or name it in SEMAFLOW")
    if not (HERE / "nycflights.duckdb").is_file():
        sys.exit(f"no database at {MODEL}/nycflights.duckdb: run {MODEL}/load.sh first")
    return str(path.resolve())


def call(path, verb, question, *options, by_flags=True):
    """Runs `semaflow <verb> <model> ...`: a Run."""
    if by_flags and "command" in question:
        asked, text = shlex.split(question["command"]), None
    else:
        asked, text = FROM_STDIN, json.dumps(question["request"])
    started, used = time.monotonic(), cpu_seconds_of_children()
    done = subprocess.run([path, verb, MODEL, *asked, *options], input=text, text=True,
                          encoding="utf-8", capture_output=True, cwd=ROOT, timeout=60)
    return Run(done.returncode, done.stdout, done.stderr, time.monotonic() - started,
               cpu_seconds_of_children() - used)


def shell_line(question):
    """What a person types, run from the top of the repository."""
    if "command" in question:
        return f"semaflow query {MODEL} {question['command']}"
    request = json.dumps(question["request"])
    return f"semaflow query {MODEL} {' '.join(FROM_STDIN)} <<'EOF'\n{request}\nEOF"


def ask(path, question, as_json):
    """Shows one question; returns what was wrong with it, or None."""
    refused = question.get("refused")
    options = AS_JSON if as_json else []
    run = call(path, "query", question, *options)
    code, answer, complaint, seconds, _ = run
    sql = "" if refused else call(path, "sql", question).out
    if as_json:
        shown = {"id": question["id"], "question": question["question"],
                 "request": question["request"], "seconds": round(seconds, 3)}
        if code == 0:
            shown |= {"sql": sql.strip(), "answer": json.loads(answer)}
        else:
            shown |= {"refusal": complaint.strip() or answer.strip()}
        print(json.dumps(shown, ensure_ascii=False), flush=True)
    else:
        print(f"\n{question['id']}. {question['question']}\n$ {shell_line(question)}\n")
        print(f"{sql.strip()}\n\n{answer.rstrip()}" if code == 0
              else complaint.strip() or answer.strip())
        print(f"({seconds * 1000:.0f} ms)", flush=True)
    if refused and code == 0:
        return "was answered, should be refused"
    if refused and refused not in complaint + answer:
        return f"was not refused with {refused}"
    if code != 0 and not refused:
        return f"exit code {code}"
    return run.too_slow or None


def main():
    parser = argparse.ArgumentParser(prog="tour.sh", description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true", help="one JSON object a question")
    arguments = parser.parse_args()
    path = program()
    wrong = {question["id"]: problem for question in questions()
             if (problem := ask(path, question, arguments.json))}
    for identifier, problem in wrong.items():
        print(f"question {identifier}: {problem}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
