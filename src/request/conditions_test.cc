#include "request/conditions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "request/test_request.h"

namespace semaflow::request {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

constexpr const char* kPaid = R"~({"field": "o.status", "op": "==", "value": "paid"})~";
constexpr const char* kBig = R"~({"field": "o.amount", "op": ">", "value": 100})~";
constexpr const char* kMany = R"~({"field": "o.order_count", "op": ">", "value": 5})~";

std::string List(std::initializer_list<std::string> items) {
  std::string list;
  for (const std::string& item : items) list += (list.empty() ? "[" : ", ") + item;
  return list + "]";
}

TEST(Conditions, AListMeansAll) {
  EXPECT_EQ(Filters(List({kPaid, kBig})), "o.status == 'paid'\no.amount > 100");
  EXPECT_THAT(Filters("[]"), StartsWith("flow: sales"));
}

TEST(Conditions, AndOrNotNestFreely) {
  EXPECT_EQ(Filters(List({R"~({"or": )~" + List({kPaid, kBig}) + "}"})),
            "o.status == 'paid' or o.amount > 100");
  EXPECT_EQ(Filters(List({R"~({"and": )~" + List({kPaid, kBig}) + "}"})),
            "o.status == 'paid'\no.amount > 100");
  EXPECT_EQ(Filters(List({R"~({"not": )~" + std::string(kPaid) + "}"})), "not o.status == 'paid'");
  EXPECT_EQ(Filters(List({R"~({"not": {"or": [{"and": )~" + List({kPaid, kBig}) +
                          R"~(}, {"not": )~" + kPaid + "}]}}"})),
            "not (o.status == 'paid' and o.amount > 100 or not o.status == 'paid')");
  EXPECT_EQ(Filters(List({R"~({"or": )~" + List({kMany, kPaid}) + "}"})),
            "o.order_count > 5 or o.status == 'paid'");
}

TEST(Conditions, Shapes) {
  EXPECT_THAT(Filters("[5]"), HasSubstr("a condition must be a text or an object, not a number"));
  EXPECT_THAT(Filters("[null]"), StartsWith("R002 "));
  EXPECT_THAT(Filters("[[]]"), StartsWith("R002 "));
  EXPECT_THAT(Filters("[{}]"), HasSubstr("a condition needs the key \"field\""));
  EXPECT_THAT(Filters(R"~([{"field": "o.id"}])~"), HasSubstr("a condition needs the key \"op\""));
  EXPECT_THAT(Filters(R"~([{"field": "o.id", "op": "=="}])~"),
              HasSubstr("the condition needs the key \"value\""));
  EXPECT_THAT(Filters(R"~([{"field": "o.id", "op": "==", "valu": 1}])~"),
              HasSubstr("a condition has no key \"valu\" | did you mean \"value\"?"));
  EXPECT_THAT(Filters(R"~([{"field": 5, "op": "==", "value": 1}])~"), StartsWith("R002 "));
  EXPECT_THAT(Filters(R"~([{"and": []}])~"), HasSubstr("needs at least one condition"));
  EXPECT_THAT(Filters(R"~([{"or": []}])~"), HasSubstr("needs at least one condition"));
  EXPECT_THAT(Filters(R"~([{"or": {}}])~"), HasSubstr("must be a list"));
  EXPECT_THAT(Filters(R"~([{"not": []}])~"), StartsWith("R002 "));
  EXPECT_THAT(Filters(R"~([{"or": [5]}])~"), StartsWith("R002 "));
  EXPECT_THAT(Filters("[{\"and\": " + List({kPaid}) + ", \"or\": " + List({kBig}) + "}]"),
              HasSubstr("stands alone in its object"));
  EXPECT_THAT(Filters("[{\"not\": " + std::string(kPaid) + ", \"field\": \"o.id\"}]"),
              HasSubstr("stands alone in its object"));
  EXPECT_EQ(
      CodesOf(R"~({"flow": "sales", "measures": ["o.revenue"], "filters": {"field": "o.id"}})~"),
      "R002");
}

TEST(Conditions, EachProblemIsToldOnce) {
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "measures": ["o.revenue"], "filters": [
    {"and": [{"and": []}, {"field": "o.x", "op": "~", "value": 1}]}, {"or": [{"and": []}]}]})~"),
            "R002 R004 R007 R002");
}

TEST(Conditions, ManyTermsMakeATreeOfLittleDepth) {
  std::string many;
  for (int i = 0; i < 10'000; ++i) many += (i > 0 ? ", " : "") + std::string(kBig);
  const auto query = TryResolve(
      R"~({"flow": "sales", "measures": ["o.revenue"], "filters": [{"or": [)~" + many + "]}]}");
  ASSERT_TRUE(query);
  EXPECT_EQ(expr::NodeCount(query->filters[0]), 10'000U * 3 + 9'999);
}

TEST(Conditions, DepthIsBounded) {
  std::string deep = kBig;
  for (int i = 0; i < 55; ++i) deep = "{\"not\": " + deep + "}";
  EXPECT_THAT(Filters("[" + deep + "]"), StartsWith("not not not"));
  // Few levels of JSON, but wide ones: the tree gets deeper than the text.
  std::string wide = kBig;
  for (int i = 0; i < 20; ++i) {
    std::string list = wide;
    for (int n = 0; n < 40; ++n) list += ", " + std::string(kBig);
    wide = std::string(i % 2 == 0 ? "{\"or\": [" : "{\"and\": [") + list + "]}";
  }
  EXPECT_THAT(Filters("[" + wide + "]"), StartsWith("R016 "));
}

TEST(Conditions, ExpressionText) {
  EXPECT_EQ(Filters(R"~(["o.status == 'paid' and c.country in ['NL', 'BE']"])~"),
            "o.status == 'paid' and c.country in ('NL', 'BE')");
  EXPECT_EQ(Filters(R"~([{"or": ["o.amount > 100", {"not": "o.paid"}]}])~"),
            "o.amount > 100 or not o.paid");
  EXPECT_EQ(Filters(R"~(["o.order_count > 5 or status == 'paid'"])~"),
            "o.order_count > 5 or o.status == 'paid'");
  EXPECT_EQ(Filters(R"~(["sum(l.quantity) > 5"])~"), "sum(l.quantity) > 5");
  EXPECT_EQ(Filters(R"~(["upper(o.status) == 'PAID'"])~"), "upper(o.status) == 'PAID'");
}

TEST(Conditions, ExpressionTextThatIsWrong) {
  EXPECT_THAT(Filters(R"~(["o.amount >"])~"), StartsWith("E001 1:62 "));
  EXPECT_THAT(Filters(R"~([""])~"), StartsWith("E001 "));
  EXPECT_THAT(Filters(R"~(["o.amount"])~"), HasSubstr("no condition: its value is decimal(10, 2)"));
  EXPECT_THAT(Filters(R"~(["o.amount == 'x'"])~"), StartsWith("E005 "));
  EXPECT_THAT(Filters(R"~(["o.nothing == 1 and o.statsu == 'x'"])~"),
              HasSubstr("no field \"o.nothing\"\nR004"));
  EXPECT_THAT(Filters(R"~(["name == 'x'"])~"), StartsWith("R005 "));
  EXPECT_THAT(Filters(R"~(["column.country_code == 'x'"])~"), StartsWith("R004 "));
  EXPECT_THAT(Filters(R"~(["o.country_code == 'x'"])~"), StartsWith("R004 "));
  EXPECT_THAT(Filters(R"~(["o.last_year > 5"])~"), StartsWith("P006 "));
  EXPECT_THAT(Filters(R"~(["1 == 1; drop table x"])~"), StartsWith("E001 "));
  EXPECT_THAT(Filters(R"~(["o.*"])~"), HasSubstr("E0"));
}

TEST(Conditions, TextErrorsDoNotShowTheText) {
  const auto query = TryResolve(R"~({"flow": "sales", "measures": ["o.revenue"],
    "filters": ["o.status == 's3cret' and and"]})~");
  ASSERT_FALSE(query);
  EXPECT_EQ(FormatErrors(query.error()).find("s3cret"), std::string::npos);
}

}  // namespace
}  // namespace semaflow::request
