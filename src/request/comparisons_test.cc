#include "request/comparisons.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "expr/visit.h"
#include "request/test_request.h"

namespace semaflow::request {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Compare, OneValue) {
  EXPECT_EQ(Filter("o.status", "==", R"~("paid")~"), "o.status == 'paid'");
  EXPECT_EQ(Filter("o.status", "!=", R"~("paid")~"), "o.status != 'paid'");
  EXPECT_EQ(Filter("o.id", ">", "5"), "o.id > 5");
  EXPECT_EQ(Filter("o.id", ">=", "5"), "o.id >= 5");
  EXPECT_EQ(Filter("o.id", "<", "-5"), "o.id < -5");
  EXPECT_EQ(Filter("o.id", "<=", "5"), "o.id <= 5");
  EXPECT_EQ(Filter("o.paid", "==", "true"), "o.paid == true");
  EXPECT_EQ(Filter("o.clock", "<", R"~("12:30")~"), "o.clock < time '12:30:00'");
  EXPECT_EQ(Filter("o.revenue", ">", "100"), "o.revenue > 100");
}

TEST(Compare, EverySynonym) {
  const struct {
    const char* words;
    const char* expected;
  } cases[] = {
      {"== = eq equals EQ Equals", "o.id == 5"},
      {"!= <> ne neq not_equals NOT_EQUALS", "o.id != 5"},
      {"> gt", "o.id > 5"},
      {">= gte ge", "o.id >= 5"},
      {"< lt", "o.id < 5"},
      {"<= lte le", "o.id <= 5"},
      {"in IN", "o.id in (5)"},
      {"not_in nin Not_In", "o.id not in (5)"},
  };
  for (const auto& [words, expected] : cases) {
    std::string rest = words;
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find(' '), rest.size());
      EXPECT_EQ(Filter("o.id", rest.substr(0, end), "5"), expected) << rest;
      rest.erase(0, end + 1);
    }
  }
  EXPECT_EQ(Filter("o.id", "not in", "5"), "o.id not in (5)");
  EXPECT_EQ(Filter("o.id", "not equals", "5"), "o.id != 5");
  for (const char* word : {"is null", "is_null", "null", "IS NULL"}) {
    EXPECT_EQ(Filter("o.id", word, "null"), "o.id is null") << word;
  }
  for (const char* word : {"is not null", "is_not_null", "not null"}) {
    EXPECT_EQ(Filter("o.id", word, "null"), "o.id is not null") << word;
  }
}

TEST(Compare, UnknownOperators) {
  EXPECT_EQ(Filter("o.id", "equal to", "5"),
            "R007 1:86 there is no operator \"equal to\" | operators are ==, !=, >, >=, <, <=, in, "
            "between, in_range, like, ilike, contains, icontains, starts_with, istarts_with, "
            "ends_with, iends_with, is null, is not null");
  EXPECT_THAT(Filter("o.id", "equal", "5"), HasSubstr("did you mean \"equals\"?"));
  EXPECT_THAT(Filter("o.id", "betwen", "5"), HasSubstr("did you mean \"between\"?"));
  for (const char* word : {"", " ", "===", "=>", "is", "not", "notin", "or", "==\\u0000"}) {
    EXPECT_THAT(Filter("o.id", word, "5"), StartsWith("R007 ")) << word;
  }
}

TEST(Compare, Null) {
  EXPECT_EQ(Filter("o.status", "==", "null"), "o.status is null");
  EXPECT_EQ(Filter("o.status", "!=", "null"), "o.status is not null");
  EXPECT_EQ(Filter("o.order_date", "==", "null"), "o.order_date is null");
  EXPECT_EQ(Filter("o.order_date.month", "!=", "null"), "o.order_date.month is not null");
  EXPECT_EQ(Filters(R"~([{"field": "o.status", "op": "is null"}])~"), "o.status is null");
  EXPECT_THAT(Filter("o.status", "is null", "true"), StartsWith("R008 "));
  for (const char* op : {">", "<=", "between", "in_range", "like", "contains", "istarts_with"}) {
    EXPECT_THAT(Filter("o.status", op, "null"), StartsWith("R008 ")) << op;
  }
}

TEST(Compare, Lists) {
  EXPECT_EQ(Filter("o.status", "in", R"~(["paid", "sent"])~"), "o.status in ('paid', 'sent')");
  EXPECT_EQ(Filter("o.status", "in", R"~("paid")~"), "o.status in ('paid')");
  EXPECT_EQ(Filter("o.status", "not in", R"~(["paid"])~"), "o.status not in ('paid')");
  EXPECT_EQ(Filter("o.status", "in", "[]"), "o.status in ()");
  EXPECT_EQ(Filter("o.status", "not in", "[]"), "o.status not in ()");
  EXPECT_EQ(Filter("o.status", "in", R"~(["paid", null])~"),
            "o.status in ('paid') or o.status is null");
  EXPECT_EQ(Filter("o.status", "not in", R"~([null, "paid"])~"),
            "not (o.status in ('paid') or o.status is null)");
  EXPECT_EQ(Filter("o.status", "in", "[null]"), "o.status is null");
  EXPECT_EQ(Filter("o.status", "in", "null"), "o.status is null");
  EXPECT_EQ(Filter("o.status", "not in", "[null, null]"), "o.status is not null");
  EXPECT_THAT(Filter("o.status", "in", R"~([["paid"]])~"), StartsWith("R008 "));
  EXPECT_THAT(Filter("o.status", "==", R"~(["paid"])~"),
              HasSubstr("takes one value, not a list | use \"in\" or \"not in\""));
}

TEST(Compare, Between) {
  EXPECT_EQ(Filter("o.id", "between", "[1, 5]"), "o.id between 1 and 5");
  EXPECT_EQ(Filter("o.id", "not between", "[1, 5]"), "o.id not between 1 and 5");
  EXPECT_EQ(Filter("o.status", "between", R"~(["a", "b"])~"), "o.status between 'a' and 'b'");
  for (const char* value : {"1", "[1]", "[1, 2, 3]", "[]", "[1, null]", "[null, 2]", "\"1, 2\""}) {
    EXPECT_THAT(Filter("o.id", "between", value), StartsWith("R008 ")) << value;
  }
}

TEST(Compare, InRangeLeavesTheHighEndOut) {
  EXPECT_EQ(Filter("o.id", "in_range", "[1, 5]"), "o.id >= 1 and o.id < 5");
  EXPECT_EQ(Filter("o.id", "in range", "[1, 5]"), "o.id >= 1 and o.id < 5");
  EXPECT_EQ(Filter("o.id", "not in_range", "[1, 5]"), "not (o.id >= 1 and o.id < 5)");
  EXPECT_EQ(Filter("o.clock", "in_range", R"~(["08:00", "12:30"])~"),
            "o.clock >= time '08:00:00' and o.clock < time '12:30:00'");
  EXPECT_THAT(Filter("o.id", "in_range", R"~("last 7 days")~"), StartsWith("R008 "));
}

TEST(Compare, Texts) {
  EXPECT_EQ(Filter("o.status", "like", R"~("p%")~"), "o.status like 'p%'");
  EXPECT_EQ(Filter("o.status", "not like", R"~("p%")~"), "o.status not like 'p%'");
  EXPECT_EQ(Filter("o.status", "ilike", R"~("p%")~"), "o.status ilike 'p%'");
  EXPECT_EQ(Filter("o.status", "not ilike", R"~("p%")~"), "o.status not ilike 'p%'");
  EXPECT_EQ(Filter("o.status", "contains", R"~("p%")~"), "contains(o.status, 'p%')");
  EXPECT_EQ(Filter("o.status", "not contains", R"~("p")~"), "not contains(o.status, 'p')");
  EXPECT_EQ(Filter("o.status", "icontains", R"~("P")~"), "contains(lower(o.status), lower('P'))");
  EXPECT_EQ(Filter("o.status", "starts_with", R"~("p")~"), "starts_with(o.status, 'p')");
  EXPECT_EQ(Filter("o.status", "not istarts_with", R"~("p")~"),
            "not starts_with(lower(o.status), lower('p'))");
  EXPECT_EQ(Filter("o.status", "ends_with", R"~("p")~"), "ends_with(o.status, 'p')");
  EXPECT_EQ(Filter("o.status", "iends with", R"~("p")~"), "ends_with(lower(o.status), lower('p'))");
  EXPECT_THAT(Filter("o.id", "like", R"~("5%")~"),
              HasSubstr("\"like\" is for texts, and \"o.id\" (integer) is none"));
  EXPECT_THAT(Filter("o.status", "contains", "5"), HasSubstr("\"contains\" takes a text"));
  EXPECT_THAT(Filter("o.status", "contains", R"~(["a", "b"])~"), HasSubstr("takes a text"));
}

TEST(Compare, OrderNeedsAnOrder) {
  EXPECT_THAT(Filter("o.paid", ">", "true"), HasSubstr("needs values with an order"));
  EXPECT_THAT(Filter("o.paid", "between", "[true, false]"), StartsWith("R008 "));
  EXPECT_THAT(Filter("o.payload", "<", "null"), StartsWith("R008 "));
}

TEST(Compare, Integers) {
  EXPECT_EQ(Filter("o.id", "==", "9007199254740993"), "o.id == 9007199254740993");
  EXPECT_EQ(Filter("o.id", "==", R"~("9007199254740993")~"), "o.id == 9007199254740993");
  EXPECT_EQ(Filter("o.id", "==", "20.0"), "o.id == 20");
  EXPECT_EQ(Filter("o.id", ">", "1.5"), "o.id > 1.5");
  EXPECT_EQ(Filter("o.id", "<", "99999999999999999999"), "o.id < 99999999999999999999");
  EXPECT_EQ(Filter("o.id", "==", "1.5"),
            "R008 1:101 a value for \"o.id\" (integer) must be a whole number of 64 bits; no value "
            "of the field equals it");
  EXPECT_THAT(Filter("o.id", "in", "[1, 1.5]"), StartsWith("R008 "));
  for (const char* value : {"\"five\"", "true", "\"\"", "\"1e\"", "\"0x10\"", "\" 1\"", "{}"}) {
    EXPECT_NE(Filter("o.id", "==", value).find("R00"), std::string::npos) << value;
  }
}

TEST(Compare, DecimalsKeepTheirDigits) {
  EXPECT_EQ(Filter("o.amount", "==", "0.1"), "o.amount == 0.1");
  EXPECT_EQ(Filter("o.amount", "==", "12.50"), "o.amount == 12.50");
  EXPECT_EQ(Filter("o.amount", "==", R"~("12345678901234567890.12")~"),
            "o.amount == 12345678901234567890.12");
  EXPECT_EQ(Filter("o.amount", "==", "1.5e2"), "o.amount == 150");
  EXPECT_THAT(Filter("o.amount", ">", R"~("much")~"),
              HasSubstr("a value for \"o.amount\" (decimal(10, 2)) must be a number"));
  EXPECT_THAT(Filter("o.amount", ">", "1e99"), HasSubstr("at most 38 digits"));
}

TEST(Compare, Floats) {
  const auto query = TryResolve(
      R"~({"flow": "sales", "measures": ["o.order_count"],
          "filters": [{"field": "o.weight", "op": "<", "value": 1e3}]})~");
  ASSERT_TRUE(query);
  const auto& binary = std::get<expr::Binary>(query->filters[0].node);
  EXPECT_EQ(std::get<expr::Literal>(binary.right->node), (expr::Literal{1000.0, true}));
  EXPECT_THAT(Filter("o.weight", ">", "1e999"), HasSubstr("a number that a double holds"));
  EXPECT_THAT(Filter("o.weight", ">", R"~("1")~"), HasSubstr("must be a number"));
}

TEST(Compare, WrongKindsNameFieldTypeAndWhatFits) {
  EXPECT_EQ(Filter("o.status", "==", "5"),
            "R008 1:105 a value for \"o.status\" (text) must be a text");
  EXPECT_EQ(Filter("o.paid", "==", "\"true\""),
            "R008 1:103 a value for \"o.paid\" (boolean) must be true or false");
  EXPECT_THAT(Filter("o.payload", "==", "\"x\""), HasSubstr("cannot be written in a request"));
  EXPECT_EQ(Filter("o.payload", "==", "null"), "o.payload is null");
  EXPECT_THAT(Filter("o.clock", "==", "\"24:00\""), HasSubstr("a time of day like"));
}

TEST(Compare, ValuesNeverReachAnError) {
  const std::string hostile = "\"s3cret-value\"";
  for (const char* field : {"o.id", "o.amount", "o.weight", "o.paid", "o.order_date", "o.placed_at",
                            "o.clock", "o.payload"}) {
    for (const char* op : {"==", "<", "in", "between", "in_range", "like", "contains", "is null"}) {
      const auto query = TryResolve(R"~({"flow": "sales", "measures": ["o.order_count"], "filters":
        [{"field": ")~" + std::string(field) +
                                    R"~(", "op": ")~" + op + R"~(", "value": )~" + hostile + "}]}");
      ASSERT_FALSE(query) << field << op;
      EXPECT_EQ(FormatErrors(query.error()).find("s3cret"), std::string::npos) << field << op;
      EXPECT_EQ(ErrorsToJson(query.error()).find("s3cret"), std::string::npos) << field << op;
    }
  }
}

TEST(Compare, UnknownTypesAreTypedByTheirJson) {
  EXPECT_EQ(Filter("o.note", "==", R"~("2024-02-29")~"), "o.note == '2024-02-29'");
  EXPECT_EQ(Filter("o.note", ">", "5"), "o.note > 5");
  EXPECT_EQ(Filter("o.note", "in", R"~([1, "a", true, 2.5])~"), "o.note in (1, 'a', true, 2.5)");
  EXPECT_EQ(Filter("o.note", "contains", R"~("a")~"), "contains(o.note, 'a')");
  EXPECT_THAT(Filter("o.note", "in_range", R"~("last 7 days")~"), StartsWith("P013 "));
}

TEST(Compare, TextsKeepTheirBytes) {
  const std::string hostile = "foo' OR '1'='1";
  for (const std::string& text :
       {hostile, std::string("\\'; drop table x; --"), std::string("a\"b"), std::string("a\0b", 3),
        std::string("\xf0\x9f\x98\x80"), std::string(900'000, 'x'), std::string()}) {
    std::string json;
    for (const char c : text) {
      if (c == '"' || c == '\\') json += '\\';
      json += c == '\0' ? "\\u0000" : std::string(1, c);
    }
    const auto query = TryResolve(R"~({"flow": "sales", "measures": ["o.order_count"], "filters":
      [{"field": "o.status", "op": "==", "value": ")~" +
                                  json + "\"}]}");
    ASSERT_TRUE(query);
    const auto& binary = std::get<expr::Binary>(query->filters[0].node);
    EXPECT_EQ(std::get<expr::Literal>(binary.right->node), (expr::Literal{text, true}));
  }
}

TEST(Compare, EveryValueIsBound) {
  const auto query = TryResolve(R"~({"flow": "sales", "measures": ["o.order_count"], "filters": [
    {"field": "o.status", "op": "in", "value": ["a", "b"]},
    {"field": "o.id", "op": "between", "value": [1, 2]},
    {"field": "o.placed_at", "op": "==", "value": "2024-02-29"},
    {"field": "o.status", "op": "icontains", "value": "x"},
    {"field": "o.order_count", "op": ">", "value": 1},
    "o.status like 'x%' and o.id in (1, 2) and o.amount between 1 and 2 and o.status == 'y'"]})~");
  ASSERT_TRUE(query);
  int literals = 0;
  for (const expr::Expr& filter : query->filters) {
    expr::ForEachNode(filter, [&](const expr::Expr& node) {
      if (const auto* literal = expr::As<expr::Literal>(node)) {
        ++literals;
        EXPECT_TRUE(literal->bound);
      }
    });
  }
  EXPECT_EQ(literals, 2 + 2 + 2 + 1 + 1 + 6);
}

TEST(Compare, OtherFields) {
  EXPECT_EQ(Filter("c.name", "!=", R"~({"field": "payer.name"})~"), "c.name != payer.name");
  EXPECT_EQ(Filter("o.id", "<", R"~({"field": "o.amount"})~"), "o.id < o.amount");
  EXPECT_EQ(Filter("o.id", "in", R"~([1, {"field": "c.id"}])~"), "o.id in (1, c.id)");
  EXPECT_EQ(Filter("o.id", "between", R"~([{"field": "c.id"}, 9])~"), "o.id between c.id and 9");
  EXPECT_EQ(Filter("o.order_date.month", "==", R"~({"field": "c.since", "grain": "month"})~"),
            "o.order_date.month == c.since.month");
  EXPECT_EQ(Filter("o.placed_at.hour_of_day", ">", R"~({"field": "o.shipped_at.hour_of_day"})~"),
            "o.placed_at.hour_of_day > o.shipped_at.hour_of_day");
  EXPECT_EQ(Filter("o.order_date", ">", R"~({"field": "o.shipped_at"})~"),
            "o.order_date > o.shipped_at");
  EXPECT_EQ(Filter("o.status", "starts_with", R"~({"field": "c.name"})~"),
            "starts_with(o.status, c.name)");
  EXPECT_EQ(Filter("o.revenue", ">", R"~({"field": "o.order_count"})~"),
            "o.revenue > o.order_count");
  EXPECT_EQ(Filter("o.placed_at", "==", R"~({"field": "o.shipped_at"})~"),
            "R008 1:108 \"o.placed_at\" (timestamptz) cannot be compared with \"o.shipped_at\" "
            "(timestamp) | an instant has a day and a clock only in a zone: write the condition as "
            "text, with a cast to date or timestamp, which reads the zone of the request");
  EXPECT_THAT(Filter("o.id", "==", R"~({"field": "o.status"})~"), StartsWith("R008 "));
  EXPECT_THAT(Filter("o.id", "==", R"~({"field": "o.nothing"})~"), StartsWith("R004 "));
  EXPECT_THAT(Filter("o.id", "==", R"~({"field": "c.id", "gain": "day"})~"),
              HasSubstr("a field has no key \"gain\" | did you mean \"grain\"?"));
}

TEST(Compare, Params) {
  const std::string start = R"~({"flow": "sales", "measures": ["o.order_count"], "filters": [)~";
  EXPECT_EQ(Line(start + R"~({"field": "o.status", "op": "==", "value": {"param": "s"}},
      {"field": "o.id", "op": "in", "value": {"param": "ids"}},
      {"field": "o.id", "op": "between", "value": [{"param": "one"}, 9]},
      {"field": "o.status", "op": "!=", "value": {"param": "none"}}],
      "params": {"s": "open", "ids": [1, null], "one": 1, "none": null}})~",
                 "filter: "),
            "o.status == 'open'\no.id in (1) or o.id is null\no.id between 1 and 9\n"
            "o.status is not null");
  EXPECT_EQ(Line(start + R"~({"field": "o.status", "op": "==", "value": {"param": "s"}}],
 "params": {"t": 1}})~",
                 "-"),
            "R009 1:115 there is no parameter \"s\" | give it in \"params\"\n"
            "R009 2:13 the parameter \"t\" is given but not used | name it in a condition: "
            "{\"param\": \"t\"}");
  EXPECT_EQ(CodesOf(start + R"~({"field": "o.id", "op": "==", "value": {"param": "s"}}],
                                "params": {"s": "x"}})~"),
            "R008");
  EXPECT_EQ(CodesOf(start + R"~(], "params": {"s": {"field": "o.id"}}})~"), "R009 R002");
}

}  // namespace
}  // namespace semaflow::request
