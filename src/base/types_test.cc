#include "base/types.h"

#include <gtest/gtest.h>

namespace semaflow {
namespace {

DataType Decimal(int precision, int scale) {
  return {TypeKind::kDecimal, static_cast<std::uint8_t>(precision),
          static_cast<std::uint8_t>(scale)};
}
DataType ListOf(TypeKind element) { return {.kind = TypeKind::kList, .element = element}; }

TEST(DataType, PrintsItsWord) {
  EXPECT_EQ(ToString({TypeKind::kInteger}), "integer");
  EXPECT_EQ(ToString({TypeKind::kTimestamptz}), "timestamptz");
  EXPECT_EQ(ToString(Decimal(18, 2)), "decimal(18, 2)");
  EXPECT_EQ(ToString(Decimal(0, 0)), "decimal");
  EXPECT_EQ(ToString(ListOf(TypeKind::kText)), "list(text)");
  EXPECT_EQ(ToString(ListOf(TypeKind::kUnknown)), "list");
  EXPECT_EQ(ToString({}), "unknown");
}

TEST(DataType, ReadsWhatItPrints) {
  for (int kind = 0; kind <= static_cast<int>(TypeKind::kList); ++kind) {
    const DataType type{static_cast<TypeKind>(kind)};
    EXPECT_EQ(ParseDataType(ToString(type)), type) << ToString(type);
    EXPECT_EQ(ToString(type), KindName(type.kind));
    if (type.kind == TypeKind::kUnknown) continue;
    EXPECT_EQ(ParseDataType(ToString(ListOf(type.kind))), ListOf(type.kind));
  }
  EXPECT_EQ(ParseDataType("decimal(18, 2)"), Decimal(18, 2));
}

TEST(DataType, ReadsTheSpellingsOfSql) {
  const std::pair<std::string_view, TypeKind> spellings[] = {
      {"BIGINT", TypeKind::kInteger},
      {"int(11)", TypeKind::kInteger},
      {"VarChar(20)", TypeKind::kText},
      {"character varying(20)", TypeKind::kText},
      {"string", TypeKind::kText},
      {"uuid", TypeKind::kText},
      {"enum('a', 'b')", TypeKind::kText},
      {"double  precision", TypeKind::kFloat},
      {"DOUBLE", TypeKind::kFloat},
      {"float64", TypeKind::kFloat},
      {"datetime", TypeKind::kTimestamp},
      {"timestamp(3)", TypeKind::kTimestamp},
      {"TIMESTAMP_NTZ(9)", TypeKind::kTimestamp},
      {"timestamp without time zone", TypeKind::kTimestamp},
      {"Timestamp With Time Zone", TypeKind::kTimestamptz},
      {"timestamp(6) with time zone", TypeKind::kTimestamptz},
      {"timestamptz", TypeKind::kTimestamptz},
      {"time(6)", TypeKind::kTime},
      {"bytea", TypeKind::kBinary},
      {"jsonb", TypeKind::kJson},
      {" bool ", TypeKind::kBoolean},
  };
  for (const auto& [text, kind] : spellings) {
    EXPECT_EQ(ParseDataType(text), DataType{kind}) << text;
  }
}

TEST(DataType, ReadsDecimals) {
  EXPECT_EQ(ParseDataType("numeric(18,2)"), Decimal(18, 2));
  EXPECT_EQ(ParseDataType("NUMBER(38)"), Decimal(38, 0));
  EXPECT_EQ(ParseDataType("decimal"), Decimal(0, 0));
  EXPECT_EQ(ParseDataType("hugeint"), Decimal(38, 0));
  EXPECT_EQ(ParseDataType("ubigint"), Decimal(20, 0));
  for (const char* bad : {"decimal(0, 0)", "decimal(39, 0)", "decimal(4, 5)", "decimal(a)",
                          "decimal()", "decimal(4,)", "decimal(4, -1)", "decimal(4, 2, 1)"}) {
    EXPECT_EQ(ParseDataType(bad), std::nullopt) << bad;
  }
}

TEST(DataType, ReadsLists) {
  EXPECT_EQ(ParseDataType("text[]"), ListOf(TypeKind::kText));
  EXPECT_EQ(ParseDataType("integer [3]"), ListOf(TypeKind::kInteger));
  EXPECT_EQ(ParseDataType("array<string>"), ListOf(TypeKind::kText));
  EXPECT_EQ(ParseDataType("LIST(decimal(4, 2))"), ListOf(TypeKind::kDecimal));
  EXPECT_EQ(ParseDataType("int[][]"), ListOf(TypeKind::kList));
  EXPECT_EQ(ParseDataType("array"), ListOf(TypeKind::kUnknown));
}

TEST(DataType, RefusesWhatItDoesNotKnow) {
  const std::string deep = std::string(10'000, '[') + std::string(10'000, ']');
  std::string lists = "text";
  for (int i = 0; i < 100'000; ++i) lists += "[]";
  for (const std::string& bad :
       {std::string(""), std::string(" "), std::string("txt"), std::string("struct(a int)"),
        std::string("map<a, b>"), std::string("text("), std::string("text)"), std::string("text]"),
        std::string("text[x]"), std::string("boolean(3)"), std::string("varchar(x)"),
        std::string("varchar(20) x"), std::string("list(text) x"), std::string("list()"),
        std::string("text<1>"), std::string("integer integer"), deep, lists}) {
    EXPECT_EQ(ParseDataType(bad), std::nullopt) << bad.substr(0, 50);
  }
}

TEST(KindOf, EveryValue) {
  EXPECT_EQ(KindOf(Value{Null{}}), TypeKind::kUnknown);
  EXPECT_EQ(KindOf(Value{true}), TypeKind::kBoolean);
  EXPECT_EQ(KindOf(Value{std::int64_t{1}}), TypeKind::kInteger);
  EXPECT_EQ(KindOf(Value{1.5}), TypeKind::kFloat);
  EXPECT_EQ(KindOf(Value{semaflow::Decimal{"1.5"}}), TypeKind::kDecimal);
  EXPECT_EQ(KindOf(Value{std::string("x")}), TypeKind::kText);
  EXPECT_EQ(KindOf(Value{Date{}}), TypeKind::kDate);
  EXPECT_EQ(KindOf(Value{Timestamp{}}), TypeKind::kTimestamp);
  EXPECT_EQ(KindOf(Value{Instant{}}), TypeKind::kTimestamptz);
  EXPECT_EQ(KindOf(Value{TimeOfDay{}}), TypeKind::kTime);
  EXPECT_EQ(KindOf(Value{Interval{}}), TypeKind::kInterval);
  EXPECT_EQ(KindOf(Value{Binary{}}), TypeKind::kBinary);
}

}  // namespace
}  // namespace semaflow
