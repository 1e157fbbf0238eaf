#!/usr/bin/env python3
"""Checks what a formatter does not: sizes, names, line width, leftovers.

usage: tools/tidy.py [root]. Prints each finding as file:line and ends with 1 if there is one.
"""

import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import cc_text  # noqa: E402

FILE_LINES_MAX = 500  # lines of code: neither empty nor only a comment
FUNCTION_LINES_MAX = 70  # from the opening to the closing brace
LINE_WIDTH_MAX = 100

CC_FOLDERS = ("include", "src", "apps", "tests", "bench", "examples", "python")
BANNED_NAME = re.compile(r"(?:Utils?|Helpers?|Common)$|^(?:utils?|helpers?|common)$"
                         r"|_(?:utils?|helpers?|common)$")
DECLARED = re.compile(r"\b(?:class|struct|namespace|enum class)\s+([A-Za-z_]\w*)")
LEFTOVER = re.compile(r"\b(?:TO" r"DO|FIX" r"ME|XX" r"X)\b")
# What stands before a brace that opens a function body: parameters, then qualifiers.
FUNCTION_HEAD = re.compile(
    r"\)\s*(?:const|noexcept(?:\([^)]*\))?|override|final|mutable|&{1,2}|->[^;{}=]+"
    r"|:\s*[^;]+|requires[^;]+|\s)*$")
NOT_A_FUNCTION = re.compile(r"^(?:else\s+)?(?:if|for|while|switch|catch|do|try|else)\b")


# `C::C(int a) : a_{a}`: this brace starts a member, the body is still to come.
MEMBER_INITIALIZER = re.compile(r"\)\s*(?:noexcept\s*)?:(?!:)[^;]*[\w>]\s*$")


def opens_function(head):
    head = head.strip()
    return bool(FUNCTION_HEAD.search(head)) and not NOT_A_FUNCTION.match(head)


def long_functions(code):
    """(first line, number of lines) of each outermost function longer than allowed."""
    found = []
    stack = []  # per open brace: its line, whether a function, parens and head outside of it
    inside = 0
    head_start = 0
    line = 1
    parens = 0
    for position, char in enumerate(code):
        if char == "\n":
            line += 1
        elif char in "([":
            parens += 1
        elif char in ")]":
            parens -= 1
        elif char == "{":
            head = re.sub(r"^\s*#.*$", "", code[head_start:position], flags=re.MULTILINE)
            is_member = bool(MEMBER_INITIALIZER.search(head))
            is_function = (inside == 0 and parens <= 0 and not is_member
                           and opens_function(head))
            inside += is_function
            stack.append((line, is_function, parens, head_start if is_member else None))
            parens = 0
            head_start = position + 1
        elif char == "}":
            kept_head = None
            if stack:
                start, is_function, parens, kept_head = stack.pop()
                if is_function:
                    inside -= 1
                    if line - start + 1 > FUNCTION_LINES_MAX:
                        found.append((start, line - start + 1))
            head_start = position + 1 if kept_head is None else kept_head
        elif char == ";" and parens <= 0:
            head_start = position + 1
    return found


def check_cc(path, text):
    """Findings in one C++ file, as (line, words)."""
    code = cc_text.code_only(text)
    raw_lines = text.splitlines()
    code_lines = [line for line in code.splitlines() if line.strip()]
    if len(code_lines) > FILE_LINES_MAX:
        yield 1, f"{len(code_lines)} lines of code, at most {FILE_LINES_MAX}: split the file"
    for start, count in long_functions(code):
        yield start, f"function of {count} lines, at most {FUNCTION_LINES_MAX}"
    for match in DECLARED.finditer(code):
        if BANNED_NAME.search(match[1]):
            line = code.count("\n", 0, match.start()) + 1
            yield line, f"{match[1]}: name it after what it does, not Utils, Helpers or Common"
    if "TEST" not in code:  # tests may hold wide rows
        for number, line in enumerate(raw_lines, 1):
            if len(line) > LINE_WIDTH_MAX:
                yield number, f"{len(line)} columns, at most {LINE_WIDTH_MAX}"
    if BANNED_NAME.search(path.stem):
        yield 1, f"file name {path.name}: name it after what it does"


def leftovers(text):
    for number, line in enumerate(text.splitlines(), 1):
        if LEFTOVER.search(line):
            yield number, "leftover mark: do it or drop it"


def text_files(root):
    """Files of ours that are read for leftovers."""
    for folder in CC_FOLDERS + ("tools", "cmake", ".ci"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and (path.suffix in (".h", ".cc", ".py", ".sh", ".cmake", ".def")
                                   or (folder in ("tools", ".ci") and not path.suffix)):
                yield path.relative_to(root)


def check(root):
    """All findings below root, as lines of text."""
    findings = []
    for path in cc_text.sources(*CC_FOLDERS, root=root):
        text = (root / path).read_text(encoding="utf-8")
        findings += [f"{path}:{line}: {words}" for line, words in check_cc(path, text)]
    for path in text_files(root):
        text = (root / path).read_text(encoding="utf-8", errors="replace")
        findings += [f"{path}:{line}: {words}" for line, words in leftovers(text)]
    return findings


def main():
    root = pathlib.Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else cc_text.ROOT
    findings = check(root)
    for finding in findings:
        print(finding)
    print(f"tidy: {len(findings)} findings in {len(cc_text.sources(*CC_FOLDERS, root=root))} files")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
