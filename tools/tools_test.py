#!/usr/bin/env python3
"""Self-test of tools/check_layers and tools/tidy.py: each rule fires, and good code is silent."""

import importlib.machinery
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import unittest

TOOLS = pathlib.Path(__file__).resolve().parent
sys.dont_write_bytecode = True
sys.path.insert(0, str(TOOLS))

import cc_text  # noqa: E402
import tidy  # noqa: E402


def load(name):
    loader = importlib.machinery.SourceFileLoader(name, str(TOOLS / name))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    loader.exec_module(module)
    return module


layers = load("check_layers")
ran = load("check_tests_ran")


class WithTree(unittest.TestCase):
    def tree(self, files):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        root = pathlib.Path(folder.name)
        for name, text in files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(text, encoding="utf-8")
        return root


class Layers(WithTree):
    def breaches(self, path, include):
        return layers.check(self.tree({path: f"// A comment.\n#include {include}\n"}))

    def test_a_room_includes_itself_and_what_lies_below(self):
        for path, include in (("src/plan/a.cc", '"base/box.h"'), ("src/sql/a.cc", '"model/m.h"'),
                              ("src/expr/a.cc", '"expr/expr.h"'), ("src/api/a.cc", '"sql/s.h"'),
                              ("src/time/a.cc", "<cctz/time_zone.h>"), ("src/sql/a.cc", "<vector>"),
                              ("src/expr/a.cc", '"semaflow/error.h"'),
                              ("src/engine/a.cc", '"semaflow/backend.h"'),
                              ("apps/cli/a.cc", '"semaflow/engine.h"'),
                              ("python/core/a.cc", "<nanobind/nanobind.h>"),
                              ("python/core/libpq.cc", "<libpq-fe.h>"),
                              ("src/expr/a_test.cc", "<gtest/gtest.h>"),
                              ("src/sql/dialects/trino.cc", '"sql/dialects/dialect.h"'),
                              ("src/sql/dialects/trino.cc", '"sql/dialects/trino/rules.h"')):
            self.assertEqual(self.breaches(path, include), [], f"{path} {include}")

    def test_nothing_else(self):
        for path, include in (("src/expr/a.cc", '"model/model.h"'), ("src/plan/a.h", '"sql/s.h"'),
                              ("src/arrow/a.cc", '"time/grain.h"'),
                              ("src/backends/a.cc", '"engine/e.h"'),
                              ("src/model/a.cc", '"semaflow/engine.h"'),
                              ("src/model/a.cc", '"semaflow/unheard_of.h"'),
                              ("src/attic/a.cc", "<vector>"),
                              ("src/sql/a.cc", "<libfyaml.h>"), ("src/model/a.cc", "<cctz/time_zone.h>"),
                              ("src/api/a.cc", "<duckdb.h>"), ("src/api/a.cc", "<gtest/gtest.h>"),
                              ("apps/cli/a.cc", '"base/box.h"'), ("python/core/a.cc", '"base/box.h"'),
                              ("python/core/a.cc", "<libpq-fe.h>"),
                              ("apps/cli/a.cc", "<nanobind/nanobind.h>"),
                              ("include/semaflow/types.h", '"base/types.h"'),
                              ("src/api/a.cc", '"cli/run.h"'),
                              ("src/sql/dialects/trino.cc", '"sql/dialects/postgres.h"'),
                              ("src/sql/dialects/trino/a.cc", '"sql/dialects/postgres/a.h"')):
            found = self.breaches(path, include)
            self.assertEqual(len(found), 1, f"{path} {include}: {found}")
            self.assertTrue(found[0].startswith(f"{path}:2: "), found)

    def test_a_commented_include_is_none(self):
        root = self.tree({"src/base/a.cc": '// #include "api/api.h"\n/*\n#include "sql/s.h"\n*/\n'})
        self.assertEqual(layers.check(root), [])


class Tidy(WithTree):
    def words(self, path, text):
        return [finding.split(": ", 1)[1] for finding in tidy.check(self.tree({path: text}))]

    def test_good_code_is_silent(self):
        body = "  Call();\n" * 68
        text = (f"namespace a {{\n\nint F(int x) {{\n{body}}}\n\nstruct Commons {{\n"
                f"  Commons() : a_{{1}} {{\n{body}  }}\n}};\n\n}}  // namespace a\n")
        self.assertEqual(self.words("src/base/box.cc", text), [])

    def test_long_function(self):
        body = "  Call([&] { return '{'; });\n" * 69 + '  Log("}");\n'
        for head in ("int F(int x)", "bool C::F() const noexcept", "TEST(A, B)",
                     "template <class T>\nauto F(T t) -> std::vector<T>",
                     "C::C(int a)\n    : a_(a), b_{a}"):
            found = self.words("src/base/a.cc", f"{head} {{\n{body}}}\n")
            self.assertEqual(len(found), 1, f"{head}: {found}")
            self.assertIn("function of 72 lines", found[0])

    def test_tables_and_classes_may_be_long(self):
        rows = "  {1, Call(2)},\n" * 90
        self.assertEqual(self.words("src/base/a.cc", f"constexpr Row kRows[] = {{\n{rows}}};\n"), [])
        fields = "  int a = F();\n" * 90
        self.assertEqual(self.words("src/base/a.h", f"class A final {{\n{fields}}};\n"), [])

    def test_long_file(self):
        self.assertIn("501 lines of code", self.words("src/base/a.cc", "int a;\n" * 501)[0])
        self.assertEqual(self.words("src/base/a.cc", "int a;\n\n// b\n" * 500), [])

    def test_names(self):
        for text in ("class StringUtils {};\n", "namespace helpers {}\n", "struct Common;\n"):
            self.assertEqual(len(self.words("src/base/a.h", text)), 1, text)
        self.assertEqual(len(self.words("src/base/string_util.h", "")), 1)

    def test_width_counts_characters(self):
        self.assertEqual(self.words("src/base/a.cc", "// " + "é" * 97 + "\n"), [])
        self.assertEqual(len(self.words("src/base/a.cc", "// " + "é" * 98 + "\n")), 1)

    def test_leftovers(self):
        mark = "TO" + "DO"
        self.assertEqual(len(self.words("src/base/a.cc", f"// {mark}: later\n")), 1)
        self.assertEqual(len(self.words("tools/run", f"# {mark}\n")), 1)


class TestsRan(WithTree):
    def test_every_macro_is_found_and_comments_are_not(self):
        root = self.tree({
            "src/base/a_test.cc": "TEST(A, B) {}\n// TEST(A, C) {}\nTEST_P(D,\n  E) {}\n"
                                  "RC_GTEST_PROP(F, G, (int a)) {}\n",
            "src/base/a.cc": "TEST(No, Test) {}\n"})
        self.assertEqual(ran.written_tests(root), {
            ("A", "B"): "src/base/a_test.cc:1", ("D", "E"): "src/base/a_test.cc:3",
            ("F", "G"): "src/base/a_test.cc:5"})

    def test_a_test_that_no_binary_holds_is_told(self):
        root = self.tree({"src/base/a_test.cc": "TEST(A, B) {}\nTEST_P(A, C) {}\n"})
        self.assertEqual(ran.check_sources(root, {"A.B": "passed", "All/A.C/case_1": "passed"}), [])
        self.assertEqual(ran.check_sources(root, {"A.B": "passed"}),
                         ["src/base/a_test.cc:2: A.C did not run"])

    def test_skipped_is_not_passed(self):
        root = self.tree({"r.xml": '<testsuites><testsuite name="A">'
                                   '<testcase name="b" status="run" result="completed" '
                                   'classname="A"/>'
                                   '<testcase name="c" status="run" result="skipped" '
                                   'classname="A"/>'
                                   '<testcase name="d" status="notrun" result="suppressed" '
                                   'classname="A"/>'
                                   '<testcase name="e" status="run" result="completed" '
                                   'classname="A"><failure message="x"/></testcase>'
                                   '</testsuite></testsuites>'})
        self.assertEqual(ran.read_report(root / "r.xml"), {
            "A.b": "passed", "A.c": "skipped", "A.d": "skipped", "A.e": "failed"})


class FreeThreadedPython(unittest.TestCase):
    def refusal(self, abiflags):
        """What CMake says of a Python with these."""
        with tempfile.TemporaryDirectory() as folder:
            python = pathlib.Path(folder) / "python"
            python.write_text(f"#!/bin/sh\nexec {sys.executable} -c \"import sys; "
                              f"sys.abiflags = '{abiflags}'; exec(sys.argv[1])\" \"$2\"\n")
            python.chmod(0o755)
            return subprocess.run(
                ["cmake", f"-DPython_EXECUTABLE={python}", "-P", TOOLS.parent / "cmake" / "NeedsGil.cmake"],
                capture_output=True, text=True, check=False).stderr

    def test_is_refused_by_the_build(self):
        self.assertIn("free-threaded Python", self.refusal("t"))

    def test_others_are_not(self):
        self.assertEqual(self.refusal(""), "")


class Text(unittest.TestCase):
    def test_literals_and_comments_are_blanked_in_place(self):
        text = 'a("{ // no"); // {\nb(R"x({)" }\n)x"); c(\'{\', 1\'000);\n/* {\n*/ d();\n'
        code = cc_text.code_only(text)
        self.assertNotIn("{", code)
        self.assertEqual(code.count("\n"), text.count("\n"))
        self.assertIn("1'000", code)
        self.assertIn("d();", code)


if __name__ == "__main__":
    unittest.main()
