"""What the checks need to know of C++ text: comments and literals blanked, lines kept."""

import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parent.parent

_TOKEN = re.compile(
    r'(?P<line>//[^\n]*)'
    r'|(?P<block>/\*.*?\*/)'
    r'|(?P<raw>R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)")'
    r'|(?P<string>"(?:\\.|[^"\\\n])*")'
    # Not the apostrophe of 1'000'000.
    r"|(?P<char>(?<![0-9a-fA-F])'(?:\\.|[^'\\\n])+')",
    re.DOTALL)


def _blank(text):
    return re.sub(r"[^\n]", " ", text)


def without_comments(text):
    """Blanks comments; literals stay, so that #include "x" can be read."""
    def replace(match):
        return _blank(match[0]) if match["line"] or match["block"] else match[0]
    return _TOKEN.sub(replace, text)


def code_only(text):
    """Blanks comments and the insides of literals: braces that are left are code."""
    def replace(match):
        if match["line"] or match["block"]:
            return _blank(match[0])
        return '"' + _blank(match[0][1:-1]) + '"'
    return _TOKEN.sub(replace, text)


def sources(*folders, root=ROOT, suffixes=(".h", ".cc")):
    """All C++ files below the folders, as paths relative to root, sorted."""
    found = []
    for folder in folders:
        for path in (root / folder).rglob("*"):
            if path.suffix in suffixes and path.is_file():
                found.append(path.relative_to(root))
    return sorted(found)
