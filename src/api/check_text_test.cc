#include <gtest/gtest.h>

#include "semaflow/check.h"

namespace semaflow {
namespace {

TEST(FormatCheckReport, SaysWhatHoldsAndWhatDoesNot) {
  CheckReport report;
  report.tables = {{.table = "flights", .rows = 336776, .columns = 19},
                   {.table = "one", .rows = 1, .columns = 1},
                   {.table = "wrong", .columns = 3}};
  report.keys = {{.table = "flights",
                  .columns = {"a", "b"},
                  .is_primary = true,
                  .rows = 336776,
                  .null_rows = 1,
                  .duplicate_keys = 2,
                  .examples = {"(1, \"x\") in 3 rows", "(2, \"y\") in 2 rows"}},
                 {.table = "one", .columns = {"c"}, .is_primary = false, .rows = 1}};
  report.joins = {{.flow = "f",
                   .join = "plane",
                   .from_alias = "f",
                   .to_alias = "p",
                   .cardinality = "many_to_one",
                   .rows = 336776,
                   .null_rows = 2512,
                   .orphans = 50094,
                   .orphan_examples = {"\"D942DN\" in 4 rows"}},
                  {.flow = "f",
                   .join = "airline",
                   .from_alias = "f",
                   .to_alias = "a",
                   .cardinality = "many_to_one",
                   .rows = 336776}};
  EXPECT_EQ(FormatCheckReport(report), R"(tables
  flights  336,776 rows  19 columns
  one      1 row         1 column
  wrong    not counted   3 columns

keys
  flights  primary (a, b)  NULL in 1 row, 2 keys in several rows: (1, "x") in 3 rows; (2, "y") in 2 rows
  one      unique (c)      holds

joins
  f.plane    f to p  many_to_one  2,512 rows (0.7 %) without a key, 50,094 orphans (14.9 %): "D942DN" in 4 rows
  f.airline  f to a  many_to_one  every row has a partner
)");
}

TEST(FormatCheckReport, SaysWhatWasNotAsked) {
  CheckReport report;
  report.tables = {{.table = "gone"},
                   {.table = "half", .rows = 2, .columns = 3, .not_checked = {"a", "b"}}};
  report.keys = {{.table = "half", .columns = {"x"}, .not_checked = "why"}};
  report.joins = {{.flow = "f",
                   .join = "gone",
                   .from_alias = "h",
                   .to_alias = "g",
                   .cardinality = "many_to_one",
                   .not_checked = "it cannot be read"}};
  EXPECT_EQ(FormatCheckReport(report), R"(tables
  gone  not counted
  half  2 rows       3 columns  not_null not checked: a, b

keys
  half  unique (x)  not checked: why

joins
  f.gone  h to g  many_to_one  not checked: it cannot be read
)");
}

TEST(FormatCheckReport, AnEmptyReportIsEmpty) { EXPECT_EQ(FormatCheckReport({}), ""); }

}  // namespace
}  // namespace semaflow
