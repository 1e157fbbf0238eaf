#include "request/time_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "request/test_request.h"
#include "time/civil.h"

namespace semaflow::request {
namespace {

using testing::HasSubstr;
using testing::StartsWith;
using time::Grain;

TimeOperand OperandOf(TypeKind kind, std::optional<Grain> grain = std::nullopt,
                      std::string_view zone = "Europe/Amsterdam",
                      const time::CalendarSettings& settings = {}) {
  return {kind, grain, *time::FindZone(zone), settings};
}

std::string Bounds(const TimeOperand& operand, std::string_view text) {
  const auto bounds = BoundsOfText(operand, text);
  if (!bounds) return bounds.error();
  if (bounds->point) return ToText(operand, bounds->start);
  return ToText(operand, bounds->start) + " " + ToText(operand, bounds->end);
}

std::string Between(const TimeOperand& operand, std::string_view low, std::string_view high) {
  const auto bounds = BoundsBetween(operand, low, high);
  if (!bounds) return bounds.error();
  return ToText(operand, bounds->start) + " " + ToText(operand, bounds->end);
}

TEST(BoundsOf, Dates) {
  const TimeOperand date = OperandOf(TypeKind::kDate);
  EXPECT_EQ(Bounds(date, "2024-02-29"), "2024-02-29");
  EXPECT_EQ(Bounds(date, "2024-02-29T00:00:00"), "2024-02-29");
  EXPECT_EQ(Bounds(date, "2024-02-29T00:00:01"), "a day like \"2024-02-29\"");
  EXPECT_EQ(Bounds(date, "2024-02-29T00:00:00Z"), "a day like \"2024-02-29\"");
  EXPECT_EQ(Bounds(date, "2024-02-30"), "a day like \"2024-02-29\"");
  EXPECT_EQ(Bounds(OperandOf(TypeKind::kDate, Grain::kMonth), "2024-02-10"),
            "2024-02-01 2024-03-01");
}

TEST(BoundsOf, WallClocks) {
  const TimeOperand clock = OperandOf(TypeKind::kTimestamp);
  EXPECT_EQ(Bounds(clock, "2024-02-29"), "2024-02-29T00:00:00 2024-03-01T00:00:00");
  EXPECT_EQ(Bounds(clock, "2024-02-29T00:00"), "2024-02-29T00:00:00");
  EXPECT_EQ(Bounds(clock, "2024-02-29 12:34:56.789"), "2024-02-29T12:34:56.789");
  EXPECT_THAT(Bounds(clock, "2024-02-29T12:34:56Z"), HasSubstr("without an offset"));
  EXPECT_EQ(Bounds(OperandOf(TypeKind::kTimestamp, Grain::kHour), "2024-02-29T12:34"),
            "2024-02-29T12:00:00 2024-02-29T13:00:00");
  EXPECT_EQ(Bounds(OperandOf(TypeKind::kTimestamp, Grain::kDay), "2024-02-29T12:34"),
            "2024-02-29T00:00:00 2024-03-01T00:00:00");
  // The zone of the request means nothing to a wall clock.
  EXPECT_EQ(Bounds(clock, "2026-03-29T02:30"), "2026-03-29T02:30:00");
}

TEST(BoundsOf, InstantsOnTheDaysOfTheClock) {
  const TimeOperand at = OperandOf(TypeKind::kTimestamptz);
  EXPECT_EQ(Bounds(at, "2026-10-25"), "2026-10-25T00:00:00+02:00 2026-10-26T00:00:00+01:00");
  EXPECT_EQ(Bounds(at, "2026-03-29"), "2026-03-29T00:00:00+01:00 2026-03-30T00:00:00+02:00");
  EXPECT_EQ(Bounds(at, "2026-03-29T02:30"), "2026-03-29T03:30:00+02:00");
  EXPECT_EQ(Bounds(at, "2026-10-25T02:30"), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(Bounds(at, "2026-10-25T02:30+01:00"), "2026-10-25T02:30:00+01:00");
  EXPECT_EQ(Bounds(at, "2026-10-25T00:30Z"), "2026-10-25T02:30:00+02:00");
  EXPECT_EQ(
      Bounds(OperandOf(TypeKind::kTimestamptz, std::nullopt, "America/Sao_Paulo"), "2018-11-04"),
      "2018-11-04T01:00:00-02:00 2018-11-05T00:00:00-02:00");
  EXPECT_EQ(
      Bounds(OperandOf(TypeKind::kTimestamptz, std::nullopt, "America/New_York"), "2013-03-10"),
      "2013-03-10T00:00:00-05:00 2013-03-11T00:00:00-04:00");
}

TEST(BoundsOf, BucketsOfInstants) {
  const TimeOperand hour = OperandOf(TypeKind::kTimestamptz, Grain::kHour);
  // The repeated hour is two buckets; a text without an offset means both.
  EXPECT_EQ(Bounds(hour, "2026-10-25T02:15"),
            "2026-10-25T02:00:00+02:00 2026-10-25T03:00:00+01:00");
  EXPECT_EQ(Bounds(hour, "2026-10-25T02:15+02:00"),
            "2026-10-25T02:00:00+02:00 2026-10-25T02:00:00+01:00");
  EXPECT_EQ(Bounds(hour, "2026-10-25T02:15+01:00"),
            "2026-10-25T02:00:00+01:00 2026-10-25T03:00:00+01:00");
  const TimeOperand month = OperandOf(TypeKind::kTimestamptz, Grain::kMonth);
  EXPECT_EQ(Bounds(month, "2026-10-25T23:30Z"),
            "2026-10-01T00:00:00+02:00 2026-11-01T00:00:00+01:00");
  EXPECT_EQ(Bounds(month, "2026-10-31T23:30Z"),
            "2026-11-01T00:00:00+01:00 2026-12-01T00:00:00+01:00");
  EXPECT_EQ(Bounds(OperandOf(TypeKind::kTimestamptz, Grain::kDay, "America/Sao_Paulo"),
                   "2018-11-04T12:00:00-02:00"),
            "2018-11-04T01:00:00-02:00 2018-11-05T00:00:00-02:00");
}

TEST(BoundsOf, WeeksAndFiscalYearsOfTheModel) {
  const time::CalendarSettings settings{.week_start = 7, .fiscal_year_start = 4};
  const auto date = [&](Grain grain) { return OperandOf(TypeKind::kDate, grain, "UTC", settings); };
  EXPECT_EQ(Bounds(date(Grain::kWeek), "2024-02-29"), "2024-02-25 2024-03-03");
  EXPECT_EQ(Bounds(date(Grain::kQuarter), "2024-02-29"), "2024-01-01 2024-04-01");
  EXPECT_EQ(Bounds(date(Grain::kYear), "2024-02-29"), "2023-04-01 2024-04-01");
}

TEST(BoundsOf, EveryBucketHoldsItsMoments) {
  for (const char* zone : {"Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe",
                           "America/Sao_Paulo", "Asia/Kathmandu"}) {
    for (int g = 0; g < time::kGrainCount; ++g) {
      const TimeOperand operand =
          OperandOf(TypeKind::kTimestamptz, static_cast<Grain>(g), zone, {.week_start = 7});
      const std::int64_t start = time::ParseTime("2018-01-01T00:00Z")->instant.micros;
      for (int i = 0; i < 366 * 3; ++i) {
        const std::int64_t at = start + i * std::int64_t{8 * 3'600'000'000 + 1'234'567};
        const auto bounds = BoundsOfText(operand, time::ToIso(Instant{at}, *time::Utc()));
        ASSERT_TRUE(bounds);
        ASSERT_LE(bounds->start, at) << zone << g;
        ASSERT_GT(bounds->end, at) << zone << g;
      }
    }
  }
}

TEST(BoundsBetween, IsHalfOpenAndExact) {
  EXPECT_EQ(Between(OperandOf(TypeKind::kDate), "2024-01-15", "2024-02-16"),
            "2024-01-15 2024-02-16");
  EXPECT_EQ(Between(OperandOf(TypeKind::kTimestamp), "2024-01-15", "2024-02-16T10:00"),
            "2024-01-15T00:00:00 2024-02-16T10:00:00");
  EXPECT_EQ(Between(OperandOf(TypeKind::kTimestamptz), "2026-03-29T01:00", "2026-03-29T02:00"),
            "2026-03-29T01:00:00+01:00 2026-03-29T03:00:00+02:00");
  EXPECT_EQ(Between(OperandOf(TypeKind::kTimestamptz), "2026-10-25T01:00", "2026-10-25T02:00"),
            "2026-10-25T01:00:00+02:00 2026-10-25T02:00:00+02:00");
}

TEST(BoundsBetween, KeepsBucketsThatHoldAPart) {
  const TimeOperand month = OperandOf(TypeKind::kDate, Grain::kMonth);
  EXPECT_EQ(Between(month, "2024-01-15", "2024-02-16"), "2024-01-01 2024-03-01");
  EXPECT_EQ(Between(month, "2024-01-15", "2024-02-01"), "2024-01-01 2024-02-01");
  EXPECT_EQ(Between(month, "2024-01-15", "2024-01-16"), "2024-01-01 2024-02-01");
  // An empty range has no part.
  EXPECT_EQ(Between(month, "2024-01-15", "2024-01-15"), "2024-01-15 2024-01-15");
  EXPECT_EQ(Between(month, "2024-01-15", "2024-01-02"), "2024-01-15 2024-01-02");
  EXPECT_EQ(Between(OperandOf(TypeKind::kTimestamptz, Grain::kDay), "2026-10-25T12:00",
                    "2026-10-26T00:00"),
            "2026-10-25T00:00:00+02:00 2026-10-26T00:00:00+01:00");
}

// --- In requests. The zone is Amsterdam's, weeks begin on Sunday, years in April.

TEST(TimeConditions, DatesAreComparedAsTheyAre) {
  EXPECT_EQ(Filter("o.order_date", "==", R"~("2024-02-29")~"), "o.order_date == date '2024-02-29'");
  EXPECT_EQ(Filter("o.order_date", "<=", R"~("2024-02-29")~"), "o.order_date <= date '2024-02-29'");
  EXPECT_EQ(Filter("o.order_date.day", ">", R"~("2024-02-29")~"),
            "o.order_date > date '2024-02-29'");
  EXPECT_EQ(Filter("o.order_date", "in", R"~(["2024-02-29", "2024-03-01"])~"),
            "o.order_date in (date '2024-02-29', date '2024-03-01')");
  EXPECT_EQ(Filter("o.order_date", "between", R"~(["2024-02-01", "2024-02-29"])~"),
            "o.order_date between date '2024-02-01' and date '2024-02-29'");
  EXPECT_EQ(Filter("o.last_order", ">", R"~("2024-02-29")~"), "o.last_order > date '2024-02-29'");
  EXPECT_THAT(Filter("o.order_date", "==", "20240229"), StartsWith("R008 "));
  EXPECT_THAT(Filter("o.order_date", "==", R"~("yesterday")~"), HasSubstr("go with \"in_range\""));
}

TEST(TimeConditions, AValueWithoutATimeOfDayIsItsWholeDay) {
  const auto filter = [](const std::string& op, const std::string& value) {
    return Filter("o.shipped_at", op, value);
  };
  const std::string start = "o.shipped_at >= timestamp '2024-02-29T00:00:00'";
  const std::string end = "o.shipped_at < timestamp '2024-03-01T00:00:00'";
  EXPECT_EQ(filter("==", R"~("2024-02-29")~"), start + " and " + end);
  EXPECT_EQ(filter("!=", R"~("2024-02-29")~"), "not (" + start + " and " + end + ")");
  EXPECT_EQ(filter(">=", R"~("2024-02-29")~"), start);
  EXPECT_EQ(filter("<=", R"~("2024-02-29")~"), end);
  EXPECT_EQ(filter("<", R"~("2024-02-29")~"), "o.shipped_at < timestamp '2024-02-29T00:00:00'");
  EXPECT_EQ(filter(">", R"~("2024-02-29")~"), "o.shipped_at >= timestamp '2024-03-01T00:00:00'");
  EXPECT_EQ(filter("in", R"~(["2024-02-29", "2024-03-05T10:00"])~"),
            "o.shipped_at in (timestamp '2024-03-05T10:00:00') or " + start + " and " + end);
  EXPECT_EQ(filter("between", R"~(["2024-02-29", "2024-02-29"])~"), start + " and " + end);
  EXPECT_EQ(filter("between", R"~(["2024-02-29T10:00", "2024-02-29T11:00"])~"),
            "o.shipped_at between timestamp '2024-02-29T10:00:00' and timestamp '2024-02-29T"
            "11:00:00'");
  EXPECT_EQ(filter("not between", R"~(["2024-02-29", "2024-02-29T11:00"])~"),
            "not (" + start + " and o.shipped_at <= timestamp '2024-02-29T11:00:00')");
  EXPECT_EQ(filter("==", R"~("2024-02-29T12:00")~"),
            "o.shipped_at == timestamp '2024-02-29T12:00:00'");
  EXPECT_EQ(filter("in_range", R"~(["2024-02-29", "2024-03-01"])~"), start + " and " + end);
  EXPECT_EQ(filter("not in_range", R"~(["2024-02-29", "2024-03-01"])~"),
            "not (" + start + " and " + end + ")");
}

TEST(TimeConditions, InstantsAreBoundedInTheRequestsZone) {
  const auto query = TryResolve(R"~({"flow": "sales", "measures": ["o.order_count"], "filters": [
      {"field": "o.placed_at", "op": "==", "value": "2024-02-29"}], "time_zone": "America/New_York"})~");
  ASSERT_TRUE(query);
  const auto& both = std::get<expr::Binary>(query->filters[0].node);
  const auto& low = std::get<expr::Binary>(both.left->node);
  EXPECT_EQ(std::get<expr::Literal>(low.right->node),
            (expr::Literal{time::ParseTime("2024-02-29T05:00Z")->instant, true}));
  const auto& high = std::get<expr::Binary>(both.right->node);
  EXPECT_EQ(std::get<expr::Literal>(high.right->node),
            (expr::Literal{time::ParseTime("2024-03-01T05:00Z")->instant, true}));
  // `stored_in` is an instant, too.
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "measures": ["o.order_count"], "filters": [
      {"field": "o.logged_at", "op": ">", "value": "2024-02-29T10:00:00+01:00"}]})~"),
            "ok");
}

TEST(TimeConditions, GrainsCompareBucketsOnTheBareColumn) {
  EXPECT_EQ(Filter("o.order_date.month", "==", R"~("2024-02-10")~"),
            "o.order_date >= date '2024-02-01' and o.order_date < date '2024-03-01'");
  EXPECT_EQ(Filter("o.order_date.month", ">", R"~("2024-02-10")~"),
            "o.order_date >= date '2024-03-01'");
  EXPECT_EQ(Filter("o.order_date.week", "<=", R"~("2024-02-29")~"),
            "o.order_date < date '2024-03-03'");
  EXPECT_EQ(Filter("o.order_date.year", "<", R"~("2024-02-29")~"),
            "o.order_date < date '2023-04-01'");
  EXPECT_EQ(Filter("o.order_date.month", "in", R"~(["2024-02-10", null])~"),
            "o.order_date >= date '2024-02-01' and o.order_date < date '2024-03-01' or "
            "o.order_date.month is null");
  EXPECT_EQ(Filter("o.order_date.month", "between", R"~(["2024-01-31", "2024-02-01"])~"),
            "o.order_date >= date '2024-01-01' and o.order_date < date '2024-03-01'");
  EXPECT_EQ(Filter("o.order_date.month", "in_range", R"~(["2024-01-15", "2024-02-16"])~"),
            "o.order_date >= date '2024-01-01' and o.order_date < date '2024-03-01'");
  EXPECT_EQ(Filters(R"~([{"field": {"field": "o.order_date", "grain": "quarter"}, "op": "!=",
                        "value": "2024-02-10"}])~"),
            "not (o.order_date >= date '2024-01-01' and o.order_date < date '2024-04-01')");
}

TEST(TimeConditions, PartsAreNumbers) {
  EXPECT_EQ(Filter("o.placed_at.hour_of_day", "<", "6"), "o.placed_at.hour_of_day < 6");
  EXPECT_EQ(Filter("o.order_date.month_of_year", "in", "[1, 2]"),
            "o.order_date.month_of_year in (1, 2)");
  EXPECT_THAT(Filter("o.order_date.day_of_week", "==", R"~("monday")~"),
              HasSubstr("must be a whole number"));
}

TEST(TimeConditions, AConditionOnGroupsKeepsTheBucket) {
  // The groups know their month, not the day.
  EXPECT_EQ(Filters(R"~([{"or": [{"field": "o.order_count", "op": ">", "value": 5},
                                {"field": "o.order_date.month", "op": "==", "value": "2024-02-10"}]}])~"),
            "o.order_count > 5 or o.order_date.month >= date '2024-02-01' and "
            "o.order_date.month < date '2024-03-01'");
}

TEST(TimeConditions, WordsTellTheirBounds) {
  const auto words = [](const std::string& field, const std::string& op, const std::string& value) {
    return Line(R"~({"flow": "sales", "measures": ["o.order_count"], "filters": [{"field": ")~" +
                    field + R"~(", "op": ")~" + op + R"~(", "value": ")~" + value + R"~("}]})~",
                "range: ");
  };
  EXPECT_EQ(words("o.order_date", "in_range", "last 7 days"),
            "o.order_date last 7 days = [2024-02-23, 2024-03-01)");
  EXPECT_EQ(words("o.shipped_at", "in_range", "this week"),
            "o.shipped_at this week = [2024-02-25T00:00:00, 2024-03-03T00:00:00)");
  EXPECT_EQ(words("o.placed_at", "in_range", "2024-Q1"),
            "o.placed_at 2024-Q1 = [2024-04-01T00:00:00+02:00, 2024-07-01T00:00:00+02:00)");
  EXPECT_EQ(words("o.placed_at.month", "not in_range", "last 7 days"),
            "o.placed_at.month last 7 days = [2024-02-01T00:00:00+01:00, "
            "2024-03-01T00:00:00+01:00)");
  EXPECT_EQ(words("o.order_date.month", "in_range", "yesterday"),
            "o.order_date.month yesterday = [2024-02-01, 2024-03-01)");
  EXPECT_THAT(words("o.order_date", "in_range", "last 3 hours"), StartsWith("R008 "));
  EXPECT_THAT(words("o.order_date", "in_range", "soon"),
              HasSubstr("the value is not a range of time | say \"today\""));
  EXPECT_EQ(Filter("o.order_date", "not in_range", R"~("2024-02")~"),
            "not (o.order_date >= date '2024-02-01' and o.order_date < date '2024-03-01')");
}

}  // namespace
}  // namespace semaflow::request
