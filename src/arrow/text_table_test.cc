#include "arrow/text_table.h"

#include <gtest/gtest.h>

#include <cmath>

#include "arrow/rows_for_tests.h"
#include "base/display_width.h"

namespace semaflow::arrow {
namespace {

constexpr DataType kInteger{.kind = TypeKind::kInteger};
constexpr DataType kFloat{.kind = TypeKind::kFloat};
constexpr DataType kText{.kind = TypeKind::kText};

std::string Table(const RowsForTests& rows, const std::vector<std::vector<Value>>& values,
                  const TextTableOptions& options = {}, bool truncated = false) {
  TextTable table(rows.columns, *rows.schema, {}, options);
  std::string out;
  for (const auto& row : values) table.Append(out, rows.Batch({row}));  // one batch a row
  table.End(out, {.truncated = truncated});
  return out;
}

RowsForTests Carriers() {
  RowsForTests rows(
      {{"carrier.name", kText, {}}, {"flights", kInteger, {}}, {"delay", kFloat, {}}});
  rows.columns[1].format = ",d";
  rows.columns[2].format = ".1%";
  return rows;
}
const std::vector<std::vector<Value>> kCarriers = {
    {std::string("Alaska Airlines Inc."), std::int64_t{714}, -0.0993},
    {Null{}, std::int64_t{58665}, Null{}},
};

TEST(TextTable, AlignsAndFormats) {
  EXPECT_EQ(Table(Carriers(), kCarriers),
            "carrier.name          flights  delay\n"
            "────────────────────  ───────  ─────\n"
            "Alaska Airlines Inc.      714  -9.9%\n"
            "NULL                   58,665   NULL\n"
            "2 rows\n");
}

TEST(TextTable, TotalsAreCountedApart) {
  const RowsForTests rows({{"x", kText, {}}, {"grouping", kInteger, {}}});
  const std::vector<Value> group = {std::string("a"), std::int64_t{0}};
  const std::vector<Value> total = {Null{}, std::int64_t{1}};
  const TextTableOptions options{.has_totals = true};
  EXPECT_TRUE(Table(rows, {group, total}, options).ends_with("\n1 row and 1 total\n"));
  EXPECT_TRUE(
      Table(rows, {group, group, total, total}, options).ends_with("\n2 rows and 2 totals\n"));
  EXPECT_TRUE(Table(rows, {group}, options).ends_with("\n1 row\n"));
}

TEST(TextTable, EveryDigitWhenAsked) {
  const RowsForTests rows({{"x", kFloat, {}}});
  EXPECT_EQ(Table(rows, {{5.0 / 3}}, {}), "          x\n───────────\n1.666666667\n1 row\n");
  EXPECT_EQ(Table(rows, {{5.0 / 3}}, {.apply_formats = false}),
            "                 x\n──────────────────\n1.6666666666666667\n1 row\n");
  EXPECT_EQ(Table(rows, {{std::nan("")}}), "  x\n───\nNaN\n1 row\n");
}

TEST(TextTable, CutsTextsToTheTerminalButNeverNumbers) {
  EXPECT_EQ(Table(Carriers(), kCarriers, {.width = 30}),
            "carrier.name    flights  delay\n"
            "──────────────  ───────  ─────\n"
            "Alaska Airlin…      714  -9.9%\n"
            "NULL             58,665   NULL\n"
            "2 rows\n");
  EXPECT_EQ(Table(Carriers(), kCarriers, {.width = 23}),
            "─ row 1\n"
            "carrier.na…  Alaska Ai…\n"
            "flights      714\n"
            "delay        -9.9%\n"
            "─ row 2\n"
            "carrier.na…  NULL\n"
            "flights      58,665\n"
            "delay        NULL\n"
            "2 rows\n");
}

TEST(TextTable, FitsWideCharacters) {
  const RowsForTests rows({{"名前", kText, {}}, {"n", kInteger, {}}});
  const std::string out = Table(rows,
                                {{std::string("東京国際空港"), std::int64_t{1}},
                                 {std::string("e\xcc\x81t\xc3\xa9"), std::int64_t{2}}},
                                {.width = 12});
  EXPECT_EQ(out,
            "名前       n\n"
            "─────────  ─\n"
            "東京国際…  1\n"
            "e\xcc\x81t\xc3\xa9        2\n"
            "2 rows\n");
}

TEST(TextTable, NothingMovesTheCursor) {
  const RowsForTests rows({{"a\tb", kText, {}}});
  EXPECT_EQ(Table(rows, {{std::string("x\n\x1b[31my")}}),
            "a\\tb\n────────────\nx\\n\\x1b[31my\n1 row\n");
}

TEST(TextTable, ShowsTheFirstRowsAndCountsAll) {
  const RowsForTests rows({{"n", kInteger, {}}});
  EXPECT_EQ(Table(rows, {{std::int64_t{1}}, {std::int64_t{2}}, {std::int64_t{3}}}, {.rows_max = 2}),
            "n\n─\n1\n2\n3 rows, 2 shown\n");
  EXPECT_EQ(Table(rows, {{std::int64_t{1}}}, {}, true), "n\n─\n1\n1 row, more were cut off\n");
  EXPECT_EQ(Table(rows, {}), "n\n─\n0 rows\n");
}

TEST(TextTable, StreamsAfterItsSample) {
  const RowsForTests rows({{"t", kText, {}}, {"n", kInteger, {}}});
  TextTable table(rows.columns, *rows.schema, {}, {.width = 40, .sample = 2});
  std::string out;
  table.Append(out, rows.Batch({{std::string("ab"), std::int64_t{1}}}));
  EXPECT_EQ(out, "") << "widths are not known yet";
  table.Append(out, rows.Batch({{std::string("cd"), std::int64_t{2}}}));
  EXPECT_EQ(out, "t   n\n──  ─\nab  1\ncd  2\n");
  out.clear();
  table.Append(out, rows.Batch({{std::string("longer"), std::int64_t{1000}}}));
  EXPECT_EQ(out, "l…  1000\n") << "a text keeps its column, a number all its digits";
}

TEST(TextTable, ColoursOnlyWhenAsked) {
  const RowsForTests rows({{"t", kText, {}}});
  EXPECT_EQ(Table(rows, {{Null{}}}, {.color = true}),
            "\033[1mt\033[0m\n────\n\033[2mNULL\033[0m\n\033[2m1 row\033[0m\n");
}

TEST(TextTable, ACellOfAMegabyteIsCutEarly) {
  const RowsForTests rows({{"t", kText, {}}});
  const std::string out = Table(rows, {{std::string(1 << 20, 'x')}}, {.width = 20});
  EXPECT_LT(out.size(), 200U);
  EXPECT_NE(out.find("xxx…\n"), std::string::npos);
}

}  // namespace
}  // namespace semaflow::arrow
