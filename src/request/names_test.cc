#include "request/names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "request/test_request.h"

namespace semaflow::request {
namespace {

using testing::HasSubstr;

std::string Dimension(const std::string& name) {
  return Line(R"~({"flow": "sales", "dimensions": [")~" + name + R"~("]})~", "dimension ");
}
std::string Measure(const std::string& name) {
  return Line(R"~({"flow": "sales", "measures": [")~" + name + R"~("]})~", "measure ");
}

TEST(Names, AliasAndField) {
  EXPECT_EQ(Dimension("o.status"), "o.status: text = o.status");
  EXPECT_EQ(Dimension("payer.name"), "payer.name: text = payer.name");
  EXPECT_EQ(Measure("o.revenue"), "o.revenue: decimal(38, 2) = o.revenue");
  EXPECT_EQ(Measure("l.units"), "l.units: integer = l.units");
}

TEST(Names, BareWhileUnique) {
  EXPECT_EQ(Dimension("status"), "status: text = o.status");
  EXPECT_EQ(Dimension("product"), "product: text = l.product");
  EXPECT_EQ(Measure("units"), "units: integer = l.units");
}

TEST(Names, MembersOfTheFlowHaveNoAlias) {
  EXPECT_EQ(Dimension("pays_self"), "pays_self: boolean = pays_self");
  EXPECT_EQ(Measure("revenue_per_unit"), "revenue_per_unit: float = revenue_per_unit");
}

TEST(Names, AmbiguousNamesListAllInCopyPasteForm) {
  const auto query = TryResolve(R"~({"flow": "sales", "dimensions": ["name", "country", "id"]})~");
  ASSERT_FALSE(query);
  ASSERT_EQ(query.error().size(), 3U);
  EXPECT_EQ(query.error()[0].code, ErrorCode::kAmbiguousField);
  EXPECT_EQ(query.error()[0].help, "write one of \"c.name\", \"payer.name\"");
  EXPECT_EQ(query.error()[0].candidates, (std::vector<std::string>{"c.name", "payer.name"}));
  EXPECT_EQ(query.error()[1].help, "write one of \"o.country\", \"c.country\", \"payer.country\"");
  EXPECT_THAT(Dimension("since.month"), HasSubstr("write one of \"c.since.month\", "));
}

TEST(Names, WhatAFlowLacksAnAliasForIsTold) {
  const char kWhy[] =
      ": the table \"orders\" has it, but it needs the alias \"c\", which the flow "
      "does not have | ask a flow that has \"c\", or add it to flows/";
  for (const std::string name : {"o.is_dutch", "is_dutch", "o.is_dutch.month"}) {
    EXPECT_EQ(Meaning(R"~({"flow": "lone", "dimensions": [")~" + name + "\"]}"),
              "R004 1:33 the flow \"lone\" has no dimension \"" + name + "\"" + kWhy + "lone.yaml");
  }
  EXPECT_THAT(Meaning(R"~({"flow": "lone", "measures": ["o.is_dutch"]})~"),
              testing::Not(HasSubstr("needs the alias")));
  EXPECT_THAT(Meaning(R"~({"flow": "company", "measures": ["order.order_count"],
                           "dimensions": ["order.is_dutch"]})~"),
              HasSubstr(std::string("has no dimension \"order.is_dutch\"") + kWhy + "company"));
}

TEST(Names, AWordThatIsComparedMayBeAText) {
  const auto problems = [](const std::string& condition) {
    return Meaning(R"~({"flow": "sales", "measures": ["o.revenue"], "filters": [")~" + condition +
                   R"~("]})~");
  };
  EXPECT_EQ(problems("o.status == shipd"),
            "R004 1:71 the flow \"sales\" has no field \"shipd\" | "
            "a text stands in single quotes: 'shipd'");
  EXPECT_EQ(problems(R"~(o.status in ('a', \"it's\"))~"),
            "R004 1:58 the flow \"sales\" has no field \"it's\" | "
            "a text stands in single quotes: 'it''s'");
  EXPECT_THAT(problems("shipd == o.status"), testing::Not(HasSubstr("quotes")));
  EXPECT_THAT(problems("o.status == o.shipd"), testing::Not(HasSubstr("quotes")));
}

TEST(Names, AllMeasuresWithoutATimeAreTold) {
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "dimensions": ["time.month"],
                         "measures": ["o.revenue", "l.units", "c.customer_count"]})~"),
            "P007 P007");
}

TEST(Names, Grains) {
  EXPECT_EQ(Dimension("o.order_date.month"), "o.order_date.month: date = o.order_date.month");
  EXPECT_EQ(Dimension("o.shipped_at.hour"), "o.shipped_at.hour: timestamp = o.shipped_at.hour");
  EXPECT_EQ(Dimension("o.placed_at.week"), "o.placed_at.week: timestamptz = o.placed_at.week");
  EXPECT_EQ(Dimension("placed_at.day"), "placed_at.day: timestamptz = o.placed_at.day");
  EXPECT_EQ(
      Line(R"~({"flow": "sales", "dimensions": [{"field": "o.order_date", "grain": "year"}]})~",
           "dimension "),
      "o.order_date.year: date = o.order_date.year");
  EXPECT_EQ(Line(R"~({"flow": "sales", "dimensions":
                    [{"field": "order_date", "grain": "day_of_week", "as": "dow"}]})~",
                 "dimension "),
            "dow: integer = o.order_date.day_of_week");
}

TEST(Names, PartsAreIntegers) {
  EXPECT_EQ(Dimension("o.order_date.day_of_week"),
            "o.order_date.day_of_week: integer = o.order_date.day_of_week");
  EXPECT_EQ(Dimension("o.placed_at.hour_of_day"),
            "o.placed_at.hour_of_day: integer = o.placed_at.hour_of_day");
}

TEST(Names, StoredInIsAnInstant) {
  EXPECT_EQ(Dimension("o.logged_at"), "o.logged_at: timestamptz = o.logged_at");
  EXPECT_EQ(Dimension("o.logged_at.day"), "o.logged_at.day: timestamptz = o.logged_at.day");
}

TEST(Names, GrainsThatDoNotFit) {
  EXPECT_EQ(Dimension("o.order_date.hour"),
            "R011 1:34 \"o.order_date\" is a date, which has no hour | the finest grain of a date "
            "is day");
  EXPECT_THAT(Dimension("o.order_date.hour_of_day"), HasSubstr("R011 1:34 "));
  EXPECT_EQ(Dimension("o.status.month"),
            "R011 1:34 \"o.status\" is text, and only dates and timestamps have grains and parts");
  EXPECT_THAT(Dimension("o.placed_at.second"), HasSubstr("smallest_time_grain of the table"));
  EXPECT_THAT(Measure("o.last_order.month"), HasSubstr("R011 "));
  EXPECT_EQ(Dimension("o.order_date.mnth"),
            "R011 1:34 \"mnth\" is no grain or part of a time | did you mean \"month\"?");
  EXPECT_THAT(Dimension("o.order_date.decade"), HasSubstr("grains are second, minute"));
  EXPECT_EQ(Line(R"~({"flow": "sales", "dimensions":
 [{"field": "o.order_date.month", "grain": "year"}]})~",
                 "-"),
            "R011 2:44 \"o.order_date.month\" already names a grain | leave out \"grain\"");
}

TEST(Names, AGrainNeedsAType) {
  EXPECT_THAT(
      Dimension("o.note.month"),
      HasSubstr("P013 1:34 the type of \"o.note\" is not known, and a grain or part depends "
                "on it | add `type: date`, `timestamp` or `timestamptz` to \"note\" in "));
}

TEST(Names, CalendarsAndSharedTimeAreRefused) {
  EXPECT_THAT(Dimension("o.order_date.fiscal_week"), HasSubstr("P008 1:34 "));
  EXPECT_THAT(Dimension("time"), HasSubstr("P007 1:34 "));
  EXPECT_THAT(Dimension("time.month"), HasSubstr("P007 1:34 "));
  EXPECT_EQ(CodesOf(R"~({"flow": "single", "dimensions": ["moment.month"]})~"), "P007");
  EXPECT_EQ(CodesOf(R"~({"flow": "single", "dimensions": ["time.month"]})~"), "R004");
}

// `dense` promises every period, so its measure is not answered with those that have rows alone.
TEST(Names, DenseMeasuresBesideATime) {
  const auto codes = [](const std::string& dimensions, const std::string& measure) {
    return CodesOf(R"~({"flow": "sales", "dimensions": [)~" + dimensions + R"~(], "measures": [)~" +
                   measure + "]}");
  };
  const std::string dense = R"("o.every_period")";
  EXPECT_EQ(codes(R"("o.order_date.month")", dense), "P008");
  EXPECT_EQ(codes(R"("o.order_date")", dense), "P008");
  EXPECT_EQ(codes(R"("o.status", "o.placed_at.day")", dense), "P008");
  EXPECT_EQ(codes(R"("o.order_date.month")", R"({"measure": "o.every_period", "as": "x"})"),
            "P008");
  EXPECT_EQ(codes(R"("o.order_date.month")",
                  R"({"measure": "o.every_period", "filter": "o.paid", "as": "x"})"),
            "P008");
  EXPECT_EQ(codes(R"("o.status", "o.order_date.month_of_year")", dense), "ok");
  EXPECT_EQ(codes(R"("o.status")", dense), "ok");
  EXPECT_EQ(codes(R"("o.order_date.month")", R"("o.revenue")"), "ok");
}

TEST(Names, MembersOfLaterVersionsAreRefusedByName) {
  EXPECT_THAT(Measure("o.last_year"),
              HasSubstr("P006 1:32 measure \"o.last_year\" cannot be asked"));
}

TEST(Names, TheOtherSortIsSaid) {
  EXPECT_EQ(Dimension("o.revenue"),
            "R006 1:34 \"o.revenue\" is a measure, not a dimension | ask it in \"measures\"");
  EXPECT_EQ(Measure("o.status"),
            "R006 1:32 \"o.status\" is a dimension, not a measure | ask it in \"dimensions\", or "
            "aggregate it: {\"agg\": \"max\", \"field\": \"o.status\", \"as\": \"...\"}");
}

TEST(Names, AllUnknownNamesComeTogether) {
  EXPECT_EQ(Meaning(R"~({"flow": "sales", "dimensions": ["o.statsu", "x.country", "nonsense"],
 "measures": ["o.revenu", "o.cnt"],
 "filters": [{"field": "c.contry", "op": "==", "value": "NL"}], "order": [{"column": "o.ordr"}]})~"),
            "R004 1:34 the flow \"sales\" has no dimension \"o.statsu\" | did you mean "
            "\"o.status\"?\n"
            "R004 1:46 the flow \"sales\" has no dimension \"x.country\" | did you mean "
            "\"c.country\" or \"o.country\"?\n"
            "R004 1:59 the flow \"sales\" has no dimension \"nonsense\"\n"
            "R004 2:15 the flow \"sales\" has no measure \"o.revenu\" | did you mean "
            "\"o.revenue\"?\n"
            "R004 2:27 the flow \"sales\" has no measure \"o.cnt\"\n"
            "R004 3:24 the flow \"sales\" has no field \"c.contry\" | did you mean "
            "\"c.country\"?\n"
            "R004 3:86 the flow \"sales\" has no field \"o.ordr\"");
}

TEST(Names, NearestNamesAreOfTheWantedSort) {
  // "o.revenue" is near, but no dimension.
  EXPECT_EQ(Dimension("o.revenu"), "R004 1:34 the flow \"sales\" has no dimension \"o.revenu\"");
  EXPECT_THAT(Dimension("stats"), HasSubstr("did you mean \"o.status\"?"));
  EXPECT_THAT(Dimension("o.order_dat.month"), HasSubstr("did you mean \"o.order_date.month\"?"));
  EXPECT_THAT(Dimension("nam"), HasSubstr("did you mean \"c.name\" or \"payer.name\"?"));
}

TEST(Names, TheNameOfATableInPlaceOfItsAlias) {
  EXPECT_THAT(Dimension("orders.status"), HasSubstr("did you mean \"o.status\"?"));
  EXPECT_THAT(Dimension("orders.foo"),
              HasSubstr("the aliases of the flow are \"o\", \"c\", \"payer\", \"l\""));
}

TEST(Names, HiddenMembersCanBeAskedButAreNotSuggested) {
  EXPECT_EQ(Dimension("o.secret"), "o.secret: text = o.secret");
  EXPECT_EQ(Measure("hidden_count"), "hidden_count: integer = o.hidden_count");
  EXPECT_EQ(Dimension("o.secre"), "R004 1:34 the flow \"sales\" has no dimension \"o.secre\"");
  EXPECT_EQ(Measure("hidden_coun"), "R004 1:32 the flow \"sales\" has no measure \"hidden_coun\"");
}

TEST(Names, MembersThatNeedAnAliasOfTheFlow) {
  EXPECT_EQ(Dimension("o.is_dutch"), "o.is_dutch: boolean = o.is_dutch");
}

TEST(Names, HostileNamesAreUnknownNames) {
  for (const char* name : {"",
                           ".",
                           "..",
                           "...",
                           "o.",
                           ".status",
                           "o..status",
                           "o.status.",
                           "o.status.month.day",
                           "a.b.c.d.e.f",
                           "foo' OR '1'='1",
                           "\\\\'; drop table x; --",
                           "a\\\"b",
                           "*",
                           "o.*",
                           "\\u0000",
                           "\\ud83d\\ude00 emoji",
                           "o.status\\u0000",
                           "O.STATUS",
                           " o.status",
                           "column.status",
                           "orders",
                           "o.country_code",
                           "o.customer_id"}) {
    const std::string request =
        std::string(R"~({"flow": "sales", "dimensions": [")~") + name + R"~("]})~";
    const std::string codes = CodesOf(request);
    EXPECT_TRUE(codes == "R004" || codes == "R011") << name << ": " << codes;
  }
}

TEST(Names, ManyUnknownNamesAreCounted) {
  std::string request = R"~({"flow": "sales", "dimensions": [)~";
  for (int i = 0; i < 20'000; ++i) request += "\"x" + std::to_string(i) + "\",";
  request += R"~("o.status"]})~";
  const auto query = TryResolve(request);
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().size(), 101U);
  EXPECT_EQ(query.error().back().message, "there are 19900 more problems");
}

}  // namespace
}  // namespace semaflow::request
