// Grains, parts and periods in PostgreSQL. A date is cast before date_trunc sees it, which would
// make an instant of it, in the time zone of the session.
#include <array>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "sql/dialects/postgres/rules.h"
#include "time/zone.h"

namespace semaflow::sql::postgres {
namespace {

using time::Grain;

std::string Word(Grain grain) {
  constexpr std::array<const char*, time::kGrainCount> kWords = {
      "second", "minute", "hour", "day", "week", "month", "quarter", "year"};
  return kWords[static_cast<std::size_t>(grain)];
}

std::string Word(time::Part part) {
  constexpr std::array<const char*, time::kPartCount> kWords = {
      "hour", "isodow", "day", "doy", "week", "month", "quarter", "year"};
  return kWords[static_cast<std::size_t>(part)];
}

Interval LengthOf(Grain unit, int count) {
  constexpr std::int64_t kSecond = 1'000'000;
  switch (unit) {
    case Grain::kSecond:
      return {0, 0, count * kSecond};
    case Grain::kMinute:
      return {0, 0, count * 60 * kSecond};
    case Grain::kHour:
      return {0, 0, count * 3600 * kSecond};
    case Grain::kDay:
      return {0, count, 0};
    case Grain::kWeek:
      return {0, 7 * count, 0};
    case Grain::kMonth:
      return {count, 0, 0};
    case Grain::kQuarter:
      return {3 * count, 0, 0};
    case Grain::kYear:
      return {12 * count, 0, 0};
  }
  SEMA_CHECK(false, "a grain without a case");
}

// How far the periods of the model begin behind those of `date_trunc`.
Interval LagOf(Grain grain, const time::CalendarSettings& settings) {
  switch (grain) {
    case Grain::kWeek:
      return LengthOf(Grain::kDay, settings.week_start - 1);
    case Grain::kQuarter:
      return LengthOf(Grain::kMonth, (settings.fiscal_year_start - 1) % 3);
    case Grain::kYear:
      return LengthOf(Grain::kMonth, settings.fiscal_year_start - 1);
    default:
      return {};
  }
}

Expr Moved(Expr time, const Interval& lag, Operator op, Rewriter& rewriter) {
  if (lag == Interval{}) return time;
  return OperationOf(op, std::move(time), rewriter.Make(lag));
}

Expr CutAsIs(Grain grain, Expr time, Rewriter& rewriter) {
  return CallOf("date_trunc", rewriter.Make(Word(grain)), std::move(time));
}

// `date_trunc` of a wall clock reading, with the periods of the model.
Expr Cut(Expr time, Grain grain, const time::CalendarSettings& settings, Rewriter& rewriter) {
  const Interval lag = LagOf(grain, settings);
  Expr before = Moved(std::move(time), lag, Operator::kSubtract, rewriter);
  return Moved(CutAsIs(grain, std::move(before), rewriter), lag, Operator::kAdd, rewriter);
}

Expr TruncateInstant(Truncate truncate, Rewriter& rewriter) {
  auto& [grain, kind, zone, settings, operand] = truncate;
  Expr instant = std::move(*operand);
  const auto cut_in = [&](std::string_view name) {
    Expr wall = Cut(Expr{AtZone{std::move(instant), name}}, grain, settings, rewriter);
    return Expr{AtZone{std::move(wall), name}};
  };
  const std::string_view utc = time::Utc()->name();
  if (grain >= Grain::kDay) return cut_in(zone->name());
  // Zones are whole seconds from UTC, at all times.
  if (grain == Grain::kSecond || zone->name() == utc) return cut_in(utc);
  // What the wall clock shows beyond the hour, taken off the instant: an hour that the clock shows
  // twice stays two hours.
  Expr wall{AtZone{rewriter.Copy(instant), zone->name()}};
  Expr start = Cut(rewriter.Copy(wall), grain, settings, rewriter);
  return OperationOf(Operator::kSubtract, std::move(instant),
                     OperationOf(Operator::kSubtract, std::move(wall), std::move(start)));
}

Expr PartOf(std::string part, Expr time, Rewriter& rewriter) {
  return CallOf("date_part", rewriter.Make(std::move(part)), std::move(time));
}

// Whole periods since the year 0, as a float: `date_part('year', t) * 4 + date_part('quarter', t)`.
Expr NumberOf(Grain unit, Expr time, Rewriter& rewriter) {
  if (unit == Grain::kYear) return PartOf("year", std::move(time), rewriter);
  const std::int64_t in_year = unit == Grain::kQuarter ? 4 : 12;
  Expr year = PartOf("year", rewriter.Copy(time), rewriter);
  return OperationOf(Operator::kAdd,
                     OperationOf(Operator::kMultiply, std::move(year), rewriter.Make(in_year)),
                     PartOf(Word(unit), std::move(time), rewriter));
}

// The difference of dates is a number of days.
Expr Days(Expr start, Expr end) {
  return OperationOf(Operator::kSubtract, CastTo(std::move(end), TypeKind::kDate),
                     CastTo(std::move(start), TypeKind::kDate));
}

// From wall clock reading to wall clock reading, in units that are all as long.
Expr Elapsed(Grain unit, Expr start, Expr end, Rewriter& rewriter) {
  const auto cut = [&](Expr time) {
    return CutAsIs(unit, CastTo(std::move(time), TypeKind::kTimestamp), rewriter);
  };
  Expr from = cut(std::move(start));
  Expr passed = OperationOf(Operator::kSubtract, cut(std::move(end)), std::move(from));
  Expr seconds = PartOf("epoch", std::move(passed), rewriter);
  const std::int64_t length = LengthOf(unit, 1).micros / 1'000'000;
  if (length > 1) {
    seconds = OperationOf(Operator::kDivideAsIs, std::move(seconds), rewriter.Make(length));
  }
  return CastTo(std::move(seconds), TypeKind::kInteger);
}

}  // namespace

Expr RewriteTruncate(Truncate truncate, Rewriter& rewriter) {
  auto& [grain, kind, zone, settings, operand] = truncate;
  switch (kind) {
    case TypeKind::kDate: {
      if (grain <= Grain::kDay) return std::move(*operand);
      Expr wall = CastTo(std::move(*operand), TypeKind::kTimestamp);
      return CastTo(Cut(std::move(wall), grain, settings, rewriter), TypeKind::kDate);
    }
    case TypeKind::kTimestamp:
      return Cut(std::move(*operand), grain, settings, rewriter);
    default:
      SEMA_CHECK(kind == TypeKind::kTimestamptz, "a grain of something that is no time");
      return TruncateInstant(std::move(truncate), rewriter);
  }
}

// date_part gives a float.
Expr RewriteReadPart(ReadPart read, Rewriter& rewriter) {
  auto& [part, operand] = read;
  return CastTo(PartOf(Word(part), std::move(*operand), rewriter), TypeKind::kInteger);
}

Expr RewriteShift(Shift shift, Rewriter& rewriter) {
  auto& [operand, amount, unit] = shift;
  const auto* constant = std::get_if<Constant>(&amount->node);
  const auto* count = constant != nullptr && !constant->bound
                          ? std::get_if<std::int64_t>(constant->value)
                          : nullptr;
  constexpr std::int64_t kSmall = 100'000;
  Expr length =
      count != nullptr && *count > 0 && *count < kSmall
          ? rewriter.Make(LengthOf(unit, static_cast<int>(*count)))
          : OperationOf(Operator::kMultiply, std::move(*amount), rewriter.Make(LengthOf(unit, 1)));
  return OperationOf(Operator::kAdd, std::move(*operand), std::move(length));
}

Expr RewriteCountPeriods(CountPeriods count, Rewriter& rewriter) {
  auto& [unit, settings, start, end] = count;
  const Interval lag = LagOf(unit, settings);
  Expr from = Moved(std::move(*start), lag, Operator::kSubtract, rewriter);
  Expr to = Moved(std::move(*end), lag, Operator::kSubtract, rewriter);
  if (unit < Grain::kDay) return Elapsed(unit, std::move(from), std::move(to), rewriter);
  if (unit == Grain::kDay) return Days(std::move(from), std::move(to));
  if (unit == Grain::kWeek) {
    const auto cut = [&](Expr time) {
      return CutAsIs(Grain::kWeek, CastTo(std::move(time), TypeKind::kTimestamp), rewriter);
    };
    Expr days = Days(cut(std::move(from)), cut(std::move(to)));
    return OperationOf(Operator::kDivideAsIs, std::move(days), rewriter.Make(std::int64_t{7}));
  }
  Expr passed = OperationOf(Operator::kSubtract, NumberOf(unit, std::move(to), rewriter),
                            NumberOf(unit, std::move(from), rewriter));
  return CastTo(std::move(passed), TypeKind::kInteger);
}

}  // namespace semaflow::sql::postgres
