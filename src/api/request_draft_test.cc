#include <gtest/gtest.h>

#include "semaflow/request.h"

namespace semaflow {
namespace {

RequestDraft Full() {
  RequestDraft draft;
  draft.flow = "sales";
  draft.dimensions = {"c.country", "o.order_date.month"};
  draft.measures = {"o.revenue"};
  draft.where = {"c.country in ['NL', 'BE']", "o.status == \"x\""};
  draft.order = {{.column = "o.revenue", .descending = true}, {.column = "c.country"}};
  draft.limit = 5;
  draft.offset = 2;
  draft.page_size = 10;
  draft.cursor = "AbC";
  draft.total_rows = true;
  draft.time_zone = "Europe/Amsterdam";
  draft.params = {{"country", "\"NL\""}, {"n", "3"}};
  return draft;
}

TEST(RequestDraft, PrintsEveryPart) {
  EXPECT_EQ(ToJson(Full()),
            R"({"flow": "sales", "dimensions": ["c.country", "o.order_date.month"], )"
            R"("measures": ["o.revenue"], )"
            R"("filters": ["c.country in ['NL', 'BE']", "o.status == \"x\""], )"
            R"("order": [{"column": "o.revenue", "direction": "desc"}, {"column": "c.country"}], )"
            R"("limit": 5, "offset": 2, "page_size": 10, "cursor": "AbC", "total_rows": true, )"
            R"("time_zone": "Europe/Amsterdam", )"
            R"("params": {"country": "NL", "n": 3}})");
}

TEST(RequestDraft, LeavesOutWhatIsNotAsked) {
  EXPECT_EQ(ToJson(RequestDraft{}), "{}");
  RequestDraft zero;
  zero.limit = 0;
  EXPECT_EQ(ToJson(zero), R"({"limit": 0})");
}

TEST(RequestDraft, HostileNamesStayNames) {
  RequestDraft draft;
  draft.flow = "a\"}, {\"b\n";
  EXPECT_EQ(ToJson(draft), R"({"flow": "a\"}, {\"b\n"})");
}

std::string Laid(std::string_view request, const RequestDraft& draft) {
  const auto laid = LayOver(request, draft);
  return laid ? *laid : FormatError(laid.error());
}

TEST(RequestDraft, BrokenUtf8IsNotMadeIntoAnotherQuestion) {
  RequestDraft draft;
  draft.where = {"a == '\xff'"};
  EXPECT_EQ(ToJson(draft), "{\"filters\": [\"a == '\xff'\"]}");
  EXPECT_EQ(AsJsonValue("\xff"), "\"\xff\"");
}

TEST(LayOver, ReplacesKeysAndKeepsTheRestAsWritten) {
  RequestDraft draft;
  draft.limit = 7;
  draft.time_zone = "UTC";
  EXPECT_EQ(
      Laid(R"({"flow":"s", "limit": 3, "filters": [{"field":"a","op":"==","value":1.50}]})", draft),
      R"({"flow": "s", "limit": 7, "filters": [{"field":"a","op":"==","value":1.50}], )"
      R"("time_zone": "UTC"})");
}

TEST(LayOver, AddsConditionsAndValues) {
  RequestDraft draft;
  draft.where = {"a > 1"};
  draft.params = {{"y", "2"}, {"x", "3"}};
  EXPECT_EQ(Laid(R"({"filters": [ ], "params": {}})", draft),
            R"({"filters": [ "a > 1"], "params": {"y": 2, "x": 3}})");
  EXPECT_EQ(Laid(R"({"filters": ["b"], "params": {"x": [1, 2], "z": null}})", draft),
            R"({"filters": ["b", "a > 1"], "params": {"x": 3, "z": null, "y": 2}})");
}

TEST(LayOver, RefusesWhatIsNoRequest) {
  RequestDraft draft;
  draft.where = {"a > 1"};
  draft.params = {{"x", "3"}};
  EXPECT_EQ(LayOver("{", draft).error().code, ErrorCode::kRequestSyntax);
  EXPECT_EQ(LayOver("", draft).error().code, ErrorCode::kRequestSyntax);
  EXPECT_EQ(LayOver("{} {}", draft).error().code, ErrorCode::kRequestSyntax);
  EXPECT_EQ(LayOver("[]", draft).error().code, ErrorCode::kRequestShape);
  EXPECT_EQ(LayOver(R"({"filters": 3})", draft).error().code, ErrorCode::kRequestShape);
  EXPECT_EQ(LayOver(R"({"params": []})", draft).error().code, ErrorCode::kRequestShape);
}

TEST(AsJsonValue, TakesJsonAsItIsAndAllElseAsText) {
  EXPECT_EQ(AsJsonValue("3"), "3");
  EXPECT_EQ(AsJsonValue("-1.5e3"), "-1.5e3");
  EXPECT_EQ(AsJsonValue("true"), "true");
  EXPECT_EQ(AsJsonValue("null"), "null");
  EXPECT_EQ(AsJsonValue("[1, \"a\"]"), "[1, \"a\"]");
  EXPECT_EQ(AsJsonValue("\"10001\""), "\"10001\"");
  EXPECT_EQ(AsJsonValue("NL"), "\"NL\"");
  EXPECT_EQ(AsJsonValue("01"), "\"01\"");
  EXPECT_EQ(AsJsonValue("2024-01-05"), "\"2024-01-05\"");
  EXPECT_EQ(AsJsonValue(""), "\"\"");
  EXPECT_EQ(AsJsonValue("a\"b"), "\"a\\\"b\"");
}

}  // namespace
}  // namespace semaflow
