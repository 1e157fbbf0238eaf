#!/usr/bin/env python3
"""docs/ERRORS.md is current, and the generator finds the mistakes of a table."""

import pathlib
import sys
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

import generate_errors_doc as generator  # noqa: E402

GOOD = """// --- Y: files
SEMAFLOW_ERROR(kA, "Y001", kModel, 422, 3, false, "a file cannot be read")
//: Look at
//: the path.
"""


class Generator(unittest.TestCase):
    def test_document_is_current(self):
        self.assertEqual(generator.main(["--check"]), 0)

    def test_reads_rows_and_guidance(self):
        sections = generator.read_table(GOOD)
        self.assertEqual(generator.problems_of(sections), [])
        self.assertEqual(sections[0][2][0]["guidance"], "Look at the path.")
        text = generator.document(sections)
        self.assertIn("### Y001\n\n**A file cannot be read.** Look at the path.\n", text)
        self.assertIn("Fault: the model. HTTP 422, exit 3, retry: no.", text)

    def test_finds_missing_guidance(self):
        without = "\n".join(line for line in GOOD.split("\n") if not line.startswith("//:"))
        self.assertIn("missing", generator.problems_of(generator.read_table(without))[0])

    def test_finds_doubles_and_wrong_sections(self):
        problems = generator.problems_of(generator.read_table(GOOD + GOOD.replace("Y:", "M:")))
        self.assertIn("Y001 stands twice", problems)
        self.assertIn("Y001 stands in section M", problems)

    def test_refuses_rows_it_cannot_read(self):
        with self.assertRaises(SystemExit):
            generator.read_table(GOOD.replace("422", "none"))

    def test_every_row_of_the_table_is_read(self):
        text = generator.TABLE.read_text(encoding="utf-8")
        rows = sum(len(rows) for _, _, rows in generator.read_table(text))
        self.assertEqual(rows, text.count("\nSEMAFLOW_ERROR("))


if __name__ == "__main__":
    unittest.main()
