// Cells and rows as JSON, NDJSON and CSV.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "arrow/csv_rows.h"
#include "arrow/json_rows.h"
#include "arrow/rows_for_tests.h"

namespace semaflow::arrow {
namespace {

const FixedOffset kNewYork(-4 * 3600);
const std::vector<RangeInfo> kNoRanges;
const std::vector<std::string> kNoWarnings;
const std::vector<std::vector<std::string>> kNoTotals;

std::string JsonCell(DataType type, const Value& value, bool wide_numbers_as_text = false) {
  const RowsForTests rows({{"c", type, {}}});
  const RecordBatch batch = rows.Batch({{value}});
  std::string out;
  AppendJsonCell(out, {"c", type, {}}, batch.column(0), 0, {&kNewYork, wide_numbers_as_text});
  return out;
}

std::string CsvCell(DataType type, const Value& value) {
  const RowsForTests rows({{"c", type, {}}, {"d", {.kind = TypeKind::kBoolean}, {}}});
  CsvRows csv(rows.columns, *rows.schema, {&kNewYork});
  std::string out;
  csv.Append(out, rows.Batch({{value, true}}));
  return out.substr(0, out.size() - std::string_view(",true\r\n").size());
}

constexpr DataType kInteger{.kind = TypeKind::kInteger};
constexpr DataType kFloat{.kind = TypeKind::kFloat};
constexpr DataType kText{.kind = TypeKind::kText};
constexpr DataType kMoney{.kind = TypeKind::kDecimal, .precision = 38, .scale = 2};

TEST(JsonCell, NumbersAreExact) {
  EXPECT_EQ(JsonCell(kInteger, std::int64_t{9007199254740993}), "9007199254740993");
  EXPECT_EQ(JsonCell(kInteger, std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(JsonCell(kMoney, Decimal{"123456789012345678901234567890123456.78"}),
            "123456789012345678901234567890123456.78");
  EXPECT_EQ(JsonCell(kMoney, Decimal{"-0.1"}), "-0.10");
  EXPECT_EQ(JsonCell(kFloat, 0.1), "0.1");
  EXPECT_EQ(JsonCell(kFloat, 3.0), "3.0");
  EXPECT_EQ(JsonCell(kFloat, 1e300), "1e+300");
}

TEST(JsonCell, WideNumbersAreTextOnlyWhenAsked) {
  EXPECT_EQ(JsonCell(kInteger, std::int64_t{9007199254740992}, true), "9007199254740992");
  EXPECT_EQ(JsonCell(kInteger, std::int64_t{9007199254740993}, true), "\"9007199254740993\"");
  EXPECT_EQ(JsonCell(kInteger, std::int64_t{-9007199254740993}, true), "\"-9007199254740993\"");
  EXPECT_EQ(JsonCell(kMoney, Decimal{"1"}, true), "\"1.00\"");
  EXPECT_EQ(JsonCell(kFloat, 0.5, true), "0.5");
}

TEST(JsonCell, WhatJsonLacksIsNull) {
  EXPECT_EQ(JsonCell(kFloat, std::nan("")), "null");
  EXPECT_EQ(JsonCell(kFloat, -std::numeric_limits<double>::infinity()), "null");
  EXPECT_EQ(JsonCell(kInteger, Null{}), "null");
  EXPECT_EQ(JsonCell({}, Null{}), "null");
}

TEST(JsonCell, EverythingElse) {
  EXPECT_EQ(JsonCell({.kind = TypeKind::kBoolean}, false), "false");
  EXPECT_EQ(JsonCell(kText, std::string("a\"b\\\n\0", 6)), R"("a\"b\\\n\u0000")");
  EXPECT_EQ(JsonCell({.kind = TypeKind::kDate}, Date{19782}), "\"2024-02-29\"");
  EXPECT_EQ(JsonCell({.kind = TypeKind::kTimestamp}, Timestamp{0}), "\"1970-01-01T00:00:00\"");
  EXPECT_EQ(JsonCell({.kind = TypeKind::kTimestamptz}, Instant{0}),
            "\"1969-12-31T20:00:00-04:00\"");
  EXPECT_EQ(JsonCell({.kind = TypeKind::kTime}, TimeOfDay{1}), "\"00:00:00.000001\"");
  EXPECT_EQ(JsonCell({.kind = TypeKind::kInterval}, Interval{1, 2, 0}), "\"P1M2D\"");
  EXPECT_EQ(JsonCell({.kind = TypeKind::kBinary}, Binary{std::string("\0\xff", 2)}), "\"00ff\"");
}

TEST(JsonCell, ADocumentIsItself) {
  constexpr DataType kJson{.kind = TypeKind::kJson};
  EXPECT_EQ(JsonCell(kJson, std::string("{\"a\": [1, \"x y\"],\n \"b\": null}")),
            R"({"a":[1,"x y"],"b":null})")
      << "on one line, as NDJSON needs it";
  EXPECT_EQ(JsonCell(kJson, std::string("12.50")), "12.50");
  EXPECT_EQ(JsonCell(kJson, std::string("{\"a\": ")), R"("{\"a\": ")") << "what does not parse";
  EXPECT_EQ(JsonCell(kJson, Null{}), "null");
  EXPECT_EQ(CsvCell(kJson, std::string("{\"a\": 1}")), R"("{""a"": 1}")");
}

TEST(JsonCell, Lists) {
  const SchemaColumn column{"l", {.kind = TypeKind::kList, .element = TypeKind::kText}, kText};
  BatchBuilder builder(MakeSchema({{column}}, "UTC"));
  ASSERT_TRUE(builder.AppendList({std::string("a"), Null{}, std::string("\"")}));
  builder.FinishRow();
  ASSERT_TRUE(builder.AppendList({}));
  builder.FinishRow();
  ASSERT_TRUE(builder.Append(Null{}));
  builder.FinishRow();
  const RecordBatch batch = builder.Finish();
  std::string out;
  for (int row = 0; row < 3; ++row) AppendJsonCell(out, column, batch.column(0), row, {});
  EXPECT_EQ(out, R"(["a",null,"\""][]null)");
}

TEST(JsonRows, IsOneDocument) {
  RowsForTests rows({{"o.day", {.kind = TypeKind::kDate}, {}}, {"sales", kMoney, {}}});
  rows.columns[1] = {.name = "sales",
                     .type = kMoney,
                     .is_measure = true,
                     .additive = false,
                     .label = "Sales",
                     .unit = "EUR",
                     .format = "$,.2f"};
  const std::string zone;
  JsonRows json(rows.columns, *rows.schema, {zone, kNoRanges, kNoWarnings, kNoTotals}, {&kNewYork});
  std::string out;
  json.Begin(out);
  json.Append(out, rows.Batch({{Date{0}, Decimal{"1.5"}}, {Null{}, Null{}}}));
  json.Append(out, rows.Batch({{Date{1}, Decimal{"2"}}}));
  json.End(out, {});
  EXPECT_EQ(out,
            R"x({"columns":[{"name":"o.day","type":"date"},)x"
            R"x({"name":"sales","type":"decimal(38, 2)","label":"Sales","unit":"EUR",)x"
            R"x("format":"$,.2f","additive":false}],)x"
            R"x("rows":[["1970-01-01",1.50],[null,null],["1970-01-02",2.00]],"truncated":false})x"
            "\n");
  EXPECT_TRUE(nlohmann::json::accept(out));
}

TEST(JsonRows, TellsWhatIsAroundAPage) {
  const RowsForTests rows({{"n", {.kind = TypeKind::kInteger}, {}}});
  const std::string zone;
  const std::vector<RangeInfo> ranges;
  const std::vector<std::string> warnings;
  const auto end = [&](const PageEnd& page) {
    JsonRows json(rows.columns, *rows.schema, {zone, ranges, warnings, kNoTotals}, {});
    std::string out;
    json.Begin(out);
    out.clear();
    json.End(out, {.page = page});
    return out;
  };
  EXPECT_EQ(end({.paged = true, .has_more = true, .cursor = "abc", .total_rows = 12}),
            R"(],"truncated":false,"has_more":true,"cursor":"abc","total_rows":12})"
            "\n");
  EXPECT_EQ(end({.paged = true}), "],\"truncated\":false,\"has_more\":false}\n");
  EXPECT_EQ(end({.total_rows = 0}), "],\"truncated\":false,\"total_rows\":0}\n");
}

TEST(JsonRows, TellsZoneRangesAndWarningsWhenThereAreAny) {
  const RowsForTests rows({{"at", {.kind = TypeKind::kTimestamptz}, {}}});
  const std::string zone = "America/New_York";
  const std::vector<RangeInfo> ranges = {{"f.day", "last 7 days", "2024-02-01", "2024-02-08"},
                                         {"f.at", "until now", "", "x"}};
  const std::vector<std::string> warnings = {"a \"warning\""};
  JsonRows json(rows.columns, *rows.schema, {zone, ranges, warnings, kNoTotals}, {&kNewYork});
  std::string out;
  json.Begin(out);
  json.End(out, {.truncated = true});
  EXPECT_EQ(out,
            R"({"columns":[{"name":"at","type":"timestamptz"}],"rows":[],"truncated":true,)"
            R"("time_zone":"America/New_York","ranges":[{"field":"f.day","words":"last 7 days",)"
            R"("start":"2024-02-01","end":"2024-02-08"},{"field":"f.at","words":"until now",)"
            R"("end":"x"}],"warnings":["a \"warning\""]})"
            "\n");
}

TEST(NdjsonRows, IsAnObjectALine) {
  const RowsForTests rows({{"a \"b\"", kInteger, {}}, {"t", kText, {}}});
  NdjsonRows ndjson(rows.columns, *rows.schema, {});
  std::string out;
  ndjson.Append(out, rows.Batch({{std::int64_t{1}, std::string("x\ny")}, {Null{}, Null{}}}));
  EXPECT_EQ(out, "{\"a \\\"b\\\"\":1,\"t\":\"x\\ny\"}\n{\"a \\\"b\\\"\":null,\"t\":null}\n");
}

TEST(NdjsonRows, ADocumentIsNoText) {
  const RowsForTests rows({{"j", {.kind = TypeKind::kJson}, {}}});
  NdjsonRows ndjson(rows.columns, *rows.schema, {});
  std::string out;
  ndjson.Append(out, rows.Batch({{std::string("{\"a\": [1]}")}}));
  EXPECT_EQ(out, "{\"j\":{\"a\":[1]}}\n");
}

TEST(CsvRows, QuotesWhatMustBeQuoted) {
  EXPECT_EQ(CsvCell(kText, std::string("plain text")), "plain text");
  EXPECT_EQ(CsvCell(kText, std::string("a,b")), "\"a,b\"");
  EXPECT_EQ(CsvCell(kText, std::string("say \"hi\"")), "\"say \"\"hi\"\"\"");
  EXPECT_EQ(CsvCell(kText, std::string("two\r\nlines")), "\"two\r\nlines\"");
  EXPECT_EQ(CsvCell(kText, std::string()), "\"\"") << "the empty text is not NULL";
  EXPECT_EQ(CsvCell(kText, Null{}), "");
  EXPECT_EQ(CsvCell(kText, std::string("NULL")), "NULL");
  EXPECT_EQ(CsvCell({.kind = TypeKind::kBinary}, Binary{}), "\"\"");
}

TEST(CsvRows, WritesEveryKind) {
  EXPECT_EQ(CsvCell(kMoney, Decimal{"-0.5"}), "-0.50");
  EXPECT_EQ(CsvCell(kFloat, std::nan("")), "NaN");
  EXPECT_EQ(CsvCell(kFloat, -std::numeric_limits<double>::infinity()), "-Infinity");
  EXPECT_EQ(CsvCell({.kind = TypeKind::kTimestamptz}, Instant{0}), "1969-12-31T20:00:00-04:00");
}

TEST(CsvRows, HasAHeaderAndCrLf) {
  const RowsForTests rows({{"a,b", kInteger, {}}, {"c", kText, {}}});
  CsvRows csv(rows.columns, *rows.schema, {});
  std::string out;
  csv.Begin(out);
  csv.Append(out, rows.Batch({{std::int64_t{1}, std::string("x")}}));
  EXPECT_EQ(out, "\"a,b\",c\r\n1,x\r\n");
}

TEST(CsvRows, ARowOfOneNullIsNotAnEmptyLine) {
  const RowsForTests rows({{"c", kText, {}}});
  CsvRows csv(rows.columns, *rows.schema, {});
  std::string out;
  csv.Append(out, rows.Batch({{Null{}}, {std::string("x")}}));
  EXPECT_EQ(out, "\"\"\r\nx\r\n");
}

}  // namespace
}  // namespace semaflow::arrow
