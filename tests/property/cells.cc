#include "tests/property/cells.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <stdexcept>

#include "base/overloaded.h"
#include "tests/property/wall_clock.h"

namespace semaflow::property {
namespace {

constexpr std::int64_t kMicrosPerDay = 86'400'000'000;

Exact Rescaled(Exact value, int scale) {
  for (; value.scale < scale; ++value.scale) value.digits *= 10;
  return value;
}

std::int64_t FloorDays(Timestamp at) {
  const std::int64_t days = at.micros / kMicrosPerDay;
  return at.micros % kMicrosPerDay < 0 ? days - 1 : days;
}

std::int64_t DayOf(const Cell& time) {
  if (const auto* date = std::get_if<Date>(&time)) return date->days;
  return FloorDays(std::get<Timestamp>(time));
}

bool IsTime(const Cell& cell) {
  return std::holds_alternative<Date>(cell) || std::holds_alternative<Timestamp>(cell);
}

bool IsNumber(const Cell& cell) {
  return std::holds_alternative<Exact>(cell) || std::holds_alternative<double>(cell);
}

Exact ReadExact(const std::string& text, bool decimal) {
  Exact value{.digits = 0, .scale = 0, .decimal = decimal};
  bool behind = false;
  for (char c : text) {
    if (c == '.') behind = true;
    if (c < '0' || c > '9') continue;
    value.digits = value.digits * 10 + (c - '0');
    if (behind) ++value.scale;
  }
  if (text.starts_with('-')) value.digits = -value.digits;
  return value;
}

std::string ExactText(const Exact& value) {
  Whole rest = value.digits < 0 ? -value.digits : value.digits;
  std::string text;
  for (int i = 0; rest > 0 || i <= value.scale; ++i, rest /= 10) {
    if (i == value.scale && i > 0) text += '.';
    text += static_cast<char>('0' + static_cast<int>(rest % 10));
  }
  if (value.digits < 0) text += '-';
  std::reverse(text.begin(), text.end());
  return text;
}

std::chrono::year_month_day CivilOf(std::int64_t days) {
  return std::chrono::sys_days{std::chrono::days{days}};
}

std::string TwoDigits(std::int64_t value) {
  return (value < 10 ? "0" : "") + std::to_string(value);
}

std::string DateText(std::int64_t days) {
  const auto civil = CivilOf(days);
  return std::to_string(static_cast<int>(civil.year())) + "-" +
         TwoDigits(static_cast<unsigned>(civil.month())) + "-" +
         TwoDigits(static_cast<unsigned>(civil.day()));
}

std::string TimestampText(Timestamp at) {
  const std::int64_t days = FloorDays(at);
  const std::int64_t seconds = (at.micros - days * kMicrosPerDay) / 1'000'000;
  return DateText(days) + "T" + TwoDigits(seconds / 3600) + ":" + TwoDigits(seconds / 60 % 60) +
         ":" + TwoDigits(seconds % 60);
}

std::int32_t ReadDays(const std::string& text) {
  const std::chrono::year_month_day civil{
      std::chrono::year{std::stoi(text.substr(0, 4))},
      std::chrono::month{static_cast<unsigned>(std::stoi(text.substr(5, 2)))},
      std::chrono::day{static_cast<unsigned>(std::stoi(text.substr(8, 2)))}};
  return static_cast<std::int32_t>(std::chrono::sys_days{civil}.time_since_epoch().count());
}

Timestamp ReadTimestamp(const std::string& text) {
  const std::int64_t hours = std::stoi(text.substr(11, 2));
  const std::int64_t minutes = std::stoi(text.substr(14, 2));
  const std::int64_t seconds = std::stoi(text.substr(17, 2));
  return Timestamp{std::int64_t{ReadDays(text)} * kMicrosPerDay +
                   ((hours * 60 + minutes) * 60 + seconds) * 1'000'000};
}

// The first day of the period that holds a day.
std::int64_t StartOf(std::int64_t days, time::Grain grain, const time::CalendarSettings& settings) {
  const auto civil = CivilOf(days);
  const int month = static_cast<int>(static_cast<unsigned>(civil.month())) - 1;
  int back = 0;  // Months since the start of the period.
  switch (grain) {
    case time::Grain::kWeek: {
      const std::int64_t weekday = ((days + 3) % 7 + 7) % 7;  // 0 = Monday
      return days - (weekday - (settings.week_start - 1) + 7) % 7;
    }
    case time::Grain::kMonth:
      break;
    case time::Grain::kQuarter:
      back = (month - (settings.fiscal_year_start - 1) + 12) % 3;
      break;
    case time::Grain::kYear:
      back = (month - (settings.fiscal_year_start - 1) + 12) % 12;
      break;
    default:
      return days;
  }
  const auto start = civil.year() / civil.month() / 1 - std::chrono::months{back};
  return std::chrono::sys_days{start}.time_since_epoch().count();
}

}  // namespace

Cell CellOf(const Value& value) {
  if (const auto* flag = std::get_if<bool>(&value)) return *flag;
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return Integer(*integer);
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* decimal = std::get_if<Decimal>(&value)) return ReadExact(decimal->text, true);
  if (const auto* text = std::get_if<std::string>(&value)) return *text;
  if (const auto* date = std::get_if<Date>(&value)) return *date;
  if (const auto* timestamp = std::get_if<Timestamp>(&value)) return *timestamp;
  if (const auto* instant = std::get_if<Instant>(&value)) return *instant;
  if (std::holds_alternative<Null>(value)) return Null{};
  throw std::runtime_error("the reference evaluator does not know a literal of this kind");
}

Cell ReadCell(const std::optional<std::string>& text, const DataType& type) {
  if (!text) return Null{};
  switch (type.kind) {
    case TypeKind::kBoolean:
      return *text == "true";
    case TypeKind::kInteger:
      return ReadExact(*text, false);
    case TypeKind::kDecimal:
      return Rescaled(ReadExact(*text, true), type.scale);
    case TypeKind::kFloat:
      return std::stod(*text);
    case TypeKind::kText:
    case TypeKind::kList:  // Its JSON.
      return *text;
    case TypeKind::kDate:
      return Date{ReadDays(*text)};
    case TypeKind::kTimestamp:
      return ReadTimestamp(*text);
    case TypeKind::kTimestamptz:  // Of UTC: "2024-01-31T23:30:00Z".
      return Instant{ReadTimestamp(*text).micros};
    default:
      throw std::runtime_error("the reference evaluator does not know columns of type " +
                               ToString(type));
  }
}

std::string ToText(const Cell& cell) {
  return std::visit(Overloaded{[](Null) { return std::string("NULL"); },
                               [](bool flag) { return std::string(flag ? "true" : "false"); },
                               [](const Exact& exact) { return ExactText(exact); },
                               [](double real) {
                                 std::string text = std::to_string(real);
                                 return text;
                               },
                               [](const std::string& text) { return text; },
                               [](Date date) { return DateText(date.days); },
                               [](Timestamp at) { return TimestampText(at); },
                               [](Instant at) { return TimestampText({at.micros}) + "Z"; }},
                    cell);
}

double ToDouble(const Cell& number) {
  if (const auto* real = std::get_if<double>(&number)) return *real;
  const Exact& exact = std::get<Exact>(number);
  return static_cast<double>(exact.digits) / std::pow(10.0, exact.scale);
}

std::strong_ordering Compare(const Cell& a, const Cell& b) {
  if (IsNumber(a) && IsNumber(b)) {
    if (std::holds_alternative<double>(a) || std::holds_alternative<double>(b)) {
      const double x = ToDouble(a);
      const double y = ToDouble(b);
      if (x == y) return std::strong_ordering::equal;
      return x < y ? std::strong_ordering::less : std::strong_ordering::greater;
    }
    const Exact& x = std::get<Exact>(a);
    const Exact& y = std::get<Exact>(b);
    const int scale = std::max(x.scale, y.scale);
    const Whole left = Rescaled(x, scale).digits;
    const Whole right = Rescaled(y, scale).digits;
    if (left == right) return std::strong_ordering::equal;
    return left < right ? std::strong_ordering::less : std::strong_ordering::greater;
  }
  if (IsTime(a) && IsTime(b) && a.index() != b.index()) return DayOf(a) <=> DayOf(b);
  if (a.index() != b.index()) {
    throw std::runtime_error("values of two kinds are compared: " + ToText(a) + " and " +
                             ToText(b));
  }
  if (const auto* text = std::get_if<std::string>(&a)) {
    return text->compare(std::get<std::string>(b)) <=> 0;
  }
  if (const auto* flag = std::get_if<bool>(&a)) return *flag <=> std::get<bool>(b);
  if (const auto* date = std::get_if<Date>(&a)) return *date <=> std::get<Date>(b);
  if (const auto* at = std::get_if<Instant>(&a)) return *at <=> std::get<Instant>(b);
  return std::get<Timestamp>(a) <=> std::get<Timestamp>(b);
}

std::strong_ordering CompareKeys(const Cell& a, const Cell& b) {
  if (IsNull(a) || IsNull(b)) return IsNull(a) <=> IsNull(b);
  return Compare(a, b);
}

bool KeyLess::operator()(const Row& a, const Row& b) const {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const auto order = CompareKeys(a[i], b[i]);
    if (order != 0) return order < 0;
  }
  return false;
}

Cell Combine(Arithmetic op, const Cell& a, const Cell& b) {
  if (IsNull(a) || IsNull(b)) return Null{};
  if (std::holds_alternative<double>(a) || std::holds_alternative<double>(b)) {
    const double x = ToDouble(a);
    const double y = ToDouble(b);
    return op == Arithmetic::kAdd ? x + y : op == Arithmetic::kSubtract ? x - y : x * y;
  }
  Exact x = std::get<Exact>(a);
  Exact y = std::get<Exact>(b);
  const bool decimal = x.decimal || y.decimal;
  if (op == Arithmetic::kMultiply) return Exact{x.digits * y.digits, x.scale + y.scale, decimal};
  const int scale = std::max(x.scale, y.scale);
  x = Rescaled(x, scale);
  y = Rescaled(y, scale);
  return Exact{op == Arithmetic::kAdd ? x.digits + y.digits : x.digits - y.digits, scale, decimal};
}

Cell Divide(const Cell& a, const Cell& b) {
  if (IsNull(a) || IsNull(b) || ToDouble(b) == 0) return Null{};
  return ToDouble(a) / ToDouble(b);
}

Cell Modulo(const Cell& a, const Cell& b) {
  if (IsNull(a) || IsNull(b) || ToDouble(b) == 0) return Null{};
  const Exact& x = std::get<Exact>(a);
  const Exact& y = std::get<Exact>(b);
  const int scale = std::max(x.scale, y.scale);
  return Exact{Rescaled(x, scale).digits % Rescaled(y, scale).digits, scale,
               x.decimal || y.decimal};
}

Cell Truncate(const Cell& time, time::Grain grain, const Clock& clock) {
  if (IsNull(time)) return Null{};
  if (const auto* instant = std::get_if<Instant>(&time)) {
    const std::int64_t wall = WallAt(clock.zone, instant->micros);
    const std::int64_t start = std::get<Timestamp>(Truncate(Timestamp{wall}, grain, clock)).micros;
    // Hours and less are elapsed time, which no change of the clocks splits.
    if (grain < time::Grain::kDay) return Instant{instant->micros - (wall - start)};
    return Instant{InstantAt(clock.zone, start)};
  }
  const std::int64_t start = StartOf(DayOf(time), grain, clock.calendar);
  if (std::holds_alternative<Date>(time)) return Date{static_cast<std::int32_t>(start)};
  if (grain >= time::Grain::kDay) return Timestamp{start * kMicrosPerDay};
  const std::int64_t unit = grain == time::Grain::kHour     ? 3'600'000'000
                            : grain == time::Grain::kMinute ? 60'000'000
                                                            : 1'000'000;
  const std::int64_t micros = std::get<Timestamp>(time).micros;
  return Timestamp{micros - ((micros % unit) + unit) % unit};
}

Cell PartOf(const Cell& time, time::Part part, const Clock& clock) {
  if (IsNull(time)) return Null{};
  if (const auto* instant = std::get_if<Instant>(&time)) {
    return PartOf(Timestamp{WallAt(clock.zone, instant->micros)}, part, clock);
  }
  const std::int64_t days = DayOf(time);
  const auto civil = CivilOf(days);
  const unsigned month = static_cast<unsigned>(civil.month());
  switch (part) {
    case time::Part::kHourOfDay: {
      const auto* at = std::get_if<Timestamp>(&time);
      return Integer(at == nullptr ? 0 : (at->micros - days * kMicrosPerDay) / 3'600'000'000);
    }
    case time::Part::kDayOfWeek:
      return Integer(((days + 3) % 7 + 7) % 7 + 1);
    case time::Part::kDayOfMonth:
      return Integer(static_cast<unsigned>(civil.day()));
    case time::Part::kMonthOfYear:
      return Integer(month);
    case time::Part::kQuarterOfYear:
      return Integer((month - 1) / 3 + 1);
    case time::Part::kYearNumber:
      return Integer(static_cast<int>(civil.year()));
    default:
      throw std::runtime_error("the reference evaluator does not know this part of a time");
  }
}

bool SameAnswer(const Cell& a, const Cell& b) {
  if (a.index() != b.index()) return false;
  if (IsNull(a)) return true;
  if (const auto* real = std::get_if<double>(&a)) {
    const double other = std::get<double>(b);
    const double size = std::max(std::abs(*real), std::abs(other));
    return std::abs(*real - other) <= std::max(1e-9 * size, 1e-12);
  }
  if (const auto* exact = std::get_if<Exact>(&a)) {
    if (exact->decimal != std::get<Exact>(b).decimal) return false;
  }
  return Compare(a, b) == 0;
}

}  // namespace semaflow::property
