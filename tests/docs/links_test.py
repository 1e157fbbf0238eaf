"""Every relative link of the project's Markdown pages leads to a file, and its `#part` to a heading.

    tests/docs/links_test.py
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LEFT_OUT = re.compile(r"^(\.|build)")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)


def pages():
    for path in sorted(ROOT.rglob("*.md")):
        if not LEFT_OUT.match(path.relative_to(ROOT).parts[0]):
            yield path


def without_code(text):
    return CODE.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), text)


def anchor_of(heading):
    """As GitHub makes it: lower case, blanks as dashes, punctuation gone."""
    plain = re.sub(r"[`*]", "", heading.strip().lower())
    return re.sub(r" ", "-", re.sub(r"[^\w\- ]", "", plain))


def anchors(path):
    text = re.sub(r"^```.*?^```", "", path.read_text(encoding="utf-8"), flags=re.M | re.S)
    return {anchor_of(line.lstrip("#")) for line in text.splitlines() if re.match(r"#+ ", line)}


def main():
    links, broken = 0, []
    for page in pages():
        for number, line in enumerate(without_code(page.read_text(encoding="utf-8")).splitlines(), 1):
            for target in LINK.findall(line):
                if re.match(r"[a-z]+:", target):
                    continue
                links += 1
                name, _, part = target.partition("#")
                path = (page.parent / name).resolve() if name else page
                if not path.exists() or ROOT not in [path, *path.parents]:
                    broken.append(f"{page.relative_to(ROOT)}:{number}: {target}: no such file")
                elif part and part not in anchors(path):
                    broken.append(f"{page.relative_to(ROOT)}:{number}: {target}: no such heading")
    print("\n".join([*broken, f"{links} links, {len(broken)} broken"]))
    return 1 if broken or links == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
