// Conditions that come with a request and not in it: what they mean, and what they cannot name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "request/test_request.h"

namespace semaflow::request {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

ResultAll<ResolvedQuery> Ask(const std::string& keys, const std::string& access,
                             std::string_view flow = "sales") {
  return Resolve(TestModel(), "{\"flow\": \"" + std::string(flow) + "\", " + keys + "}",
                 {.zone = nullptr, .now = TestNow(), .access_filters = access});
}

std::string MeaningOf(const std::string& keys, const std::string& access) {
  const auto query = Ask(keys, access);
  return query ? Explain(*query) : ProblemLines(query.error());
}

constexpr char kCount[] = R"("measures": ["o.order_count"])";
constexpr char kDutch[] = R"([{"field": "c.country", "op": "==", "value": "NL"}])";

TEST(AccessFilters, StandBesideThoseOfTheRequest) {
  const auto query = Ask(
      std::string(kCount) + R"(, "filters": [{"field": "o.id", "op": ">", "value": 3}])", kDutch);
  ASSERT_TRUE(query) << ProblemLines(query.error());
  EXPECT_EQ(query->filters.size(), 2u);
  ASSERT_TRUE(query->access);
  ASSERT_EQ(query->access->conditions.size(), 1u);
  EXPECT_EQ(query->access->conditions.front(), query->filters.back());
}

TEST(AccessFilters, SeeNoNameThatTheRequestMade) {
  const std::string named =
      R"("dimensions": [{"expr": "c.name", "as": "c.country"}], "measures": ["o.order_count"])";
  EXPECT_THAT(MeaningOf(named, kDutch), HasSubstr("filter: c.country == 'NL'"));
  // Nor its parameters.
  const std::string param = R"("params": {"land": "DE"}, )" + std::string(kCount) +
                            R"(, "filters": [{"field": "c.country", "op": "==",
                                              "value": {"param": "land"}}])";
  EXPECT_THAT(
      MeaningOf(param, R"([{"field": "c.country", "op": "==", "value": {"param": "land"}}])"),
      StartsWith("R019 the access filters do not fit: there is no parameter \"land\""));
}

TEST(AccessFilters, AreOfTheZoneOfTheHost) {
  const std::string access = R"([{"field": "o.placed_at", "op": ">=", "value": "2024-01-01"}])";
  const std::string here = MeaningOf(kCount, access);
  const std::string there =
      MeaningOf(R"("time_zone": "Asia/Tokyo", )" + std::string(kCount), access);
  const auto filter_of = [](const std::string& meaning) {
    const std::size_t at = meaning.find("filter: ");
    return meaning.substr(at, meaning.find('\n', at) - at);
  };
  EXPECT_THAT(here, HasSubstr("filter: o.placed_at"));
  EXPECT_EQ(filter_of(here), filter_of(there));
}

TEST(AccessFilters, ThatReadTheZoneLetARequestNameNoOther) {
  const std::string tokyo = R"("time_zone": "Asia/Tokyo", )" + std::string(kCount);
  const std::string own = R"("time_zone": "Europe/Amsterdam", )" + std::string(kCount);
  for (const char* reads : {
           R"(["o.placed_at < '2024-01-02'"])",
           R"(["o.placed_at.day == '2024-01-02'"])",
           R"(["cast(o.placed_at as date) == '2024-01-02'"])",
           R"(["date_trunc('day', o.placed_at) == o.placed_at"])",
           R"~(["o.placed_at + interval '1 day' > now()"])~",
           R"~(["o.order_date == current_date()"])~",
           R"([{"or": [{"field": "o.id", "op": "==", "value": 1},
                       {"field": "o.placed_at.hour_of_day", "op": ">", "value": 8}]}])",
           R"([{"field": "o.logged_at.hour_of_day", "op": ">", "value": 8}])",
           R"([{"field": "o.placed_on", "op": "==", "value": "2024-01-02"}])",
       }) {
    EXPECT_THAT(MeaningOf(tokyo, reads), HasSubstr("they read the time zone")) << reads;
    EXPECT_THAT(MeaningOf(kCount, reads), HasSubstr("filter: ")) << reads;
    EXPECT_THAT(MeaningOf(own, reads), HasSubstr("filter: ")) << reads;
  }
  for (const char* plain : {
           R"([{"field": "o.placed_at", "op": ">=", "value": "2024-01-02"}])",
           R"([{"field": "o.placed_at.day", "op": "==", "value": "2024-01-02"}])",
           R"([{"field": "o.placed_at", "op": "in_range", "value": "last 7 days"}])",
           R"([{"field": "o.placed_at", "op": "is null"}])",
           R"([{"field": "o.order_date", "op": "==", "value": "2024-01-02"}])",
           R"(["o.order_date < '2024-01-02'"])",
           R"(["c.country == 'NL' or o.is_dutch"])",
           R"~(["o.placed_at < now()"])~",
       }) {
    EXPECT_THAT(MeaningOf(tokyo, plain), HasSubstr("filter: ")) << plain;
  }
}

TEST(AccessFilters, NameNoMeasure) {
  EXPECT_THAT(MeaningOf(kCount, R"([{"field": "o.order_count", "op": ">", "value": 3}])"),
              HasSubstr("R019 the access filters do not fit: \"o.order_count\" is a measure"));
  EXPECT_THAT(MeaningOf(kCount, R"(["o.revenue > 3"])"), StartsWith("R019 "));
  const std::string per_row = "a measure per row is over rows that they say may be seen";
  EXPECT_THAT(MeaningOf(kCount, R"([{"field": {"measure": "o.order_count", "per": "c"},
                                      "op": ">", "value": 3}])"),
              HasSubstr(per_row));
  EXPECT_THAT(MeaningOf(kCount, R"([{"field": "c.orders_made", "op": ">", "value": 3}])"),
              HasSubstr(per_row));
}

TEST(AccessFilters, ThatDoNotFitTheFlowRefuseIt) {
  const auto query = Ask(R"("dimensions": ["a.id"])", kDutch, "single");
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().front().code, ErrorCode::kAccessFilters);
  EXPECT_TRUE(query.error().front().labels.empty()) << "it is no place of the request";
}

TEST(AccessFilters, AreAListOfConditions) {
  for (const char* text :
       {"{}", "[", "null", "\"c.country = 'NL'\"", "[]} ", "[], \"more\": []", "[1]", "[[]]"}) {
    EXPECT_THAT(MeaningOf(kCount, text), StartsWith("R019 ")) << text;
  }
  EXPECT_THAT(MeaningOf(kCount, "[]"), HasSubstr("order_count"));
}

TEST(AccessFilters, NoValueOfThemIsTold) {
  const std::string told = MeaningOf(kCount, R"([{"field": "o.id", "op": "==", "value": "secret"},
                            {"field": "o.id", "op": "is", "value": "hidden"}])");
  EXPECT_THAT(told, testing::Not(HasSubstr("secret")));
  EXPECT_THAT(told, testing::Not(HasSubstr("hidden")));
}

TEST(AccessFilters, CursorsAreBoundToThem) {
  const std::string page = R"("page_size": 2, "dimensions": ["c.name"], )" + std::string(kCount);
  const auto dutch = Ask(page, kDutch);
  const auto all = Ask(page, "");
  const auto other = Ask(page, R"([{"field": "c.country", "op": "==", "value": "BE"}])");
  ASSERT_TRUE(dutch && all && other);
  EXPECT_NE(dutch->page->binding, all->page->binding);
  const auto zoned = [&](const char* host) {
    const auto query =
        Resolve(TestModel(), R"({"flow": "sales", "time_zone": "Asia/Tokyo", )" + page + "}",
                {.zone = *time::FindZone(host), .now = TestNow(), .access_filters = kDutch});
    return query->page->binding;
  };
  EXPECT_NE(zoned("UTC"), zoned("Europe/Paris"));
  EXPECT_NE(dutch->page->binding, other->page->binding);
  EXPECT_EQ(dutch->page->binding, Ask(page, kDutch)->page->binding);
  // What a range in words means moves.
  const std::string recent = R"([{"field": "o.order_date", "op": "in_range",
                                  "value": "last 7 days"}])";
  const auto today = Ask(page, recent);
  ASSERT_TRUE(today) << ProblemLines(today.error());
  const auto later = Resolve(TestModel(), R"({"flow": "sales", )" + page + "}",
                             {.zone = nullptr,
                              .now = Instant{TestNow().micros + 86'400'000'000},
                              .access_filters = recent});
  ASSERT_TRUE(later);
  EXPECT_NE(today->page->binding, later->page->binding);
  EXPECT_TRUE(today->ranges.empty()) << "they are not told";
}

}  // namespace
}  // namespace semaflow::request
