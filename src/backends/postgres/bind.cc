#include "backends/postgres/bind.h"

#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <utility>

#include "backends/postgres/types.h"
#include "base/overloaded.h"

namespace semaflow::postgres {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

// "2024-02-29", and " BC" behind the whole where the year is before 1.
struct DayText {
  std::string day;
  std::string_view era;
};

DayText TextOf(std::int64_t days) {
  const std::chrono::year_month_day date{
      std::chrono::sys_days{std::chrono::days{static_cast<std::int32_t>(days)}}};
  int year = static_cast<int>(date.year());
  const bool before = year < 1;
  if (before) year = 1 - year;
  return {fmt::format("{:04}-{:02}-{:02}", year, static_cast<unsigned>(date.month()),
                      static_cast<unsigned>(date.day())),
          before ? " BC" : ""};
}

std::string TimeText(std::int64_t micros) {
  const std::int64_t seconds = micros / kMicrosPerSecond;
  return fmt::format("{:02}:{:02}:{:02}.{:06}", seconds / 3600, seconds / 60 % 60, seconds % 60,
                     micros % kMicrosPerSecond);
}

std::string MomentText(std::int64_t micros, std::string_view zone) {
  constexpr std::int64_t kInfinity = std::numeric_limits<std::int64_t>::max();
  if (micros == kInfinity) return "infinity";
  if (micros <= -kInfinity) return "-infinity";
  std::int64_t days = micros / kMicrosPerDay;
  std::int64_t rest = micros % kMicrosPerDay;
  if (rest < 0) {
    rest += kMicrosPerDay;
    --days;
  }
  const DayText text = TextOf(days);
  return fmt::format("{} {}{}{}", text.day, TimeText(rest), zone, text.era);
}

std::string DateText(std::int32_t days) {
  constexpr std::int32_t kInfinity = std::numeric_limits<std::int32_t>::max();
  if (days == kInfinity) return "infinity";
  if (days <= -kInfinity) return "-infinity";
  const DayText text = TextOf(days);
  return text.day + std::string(text.era);
}

std::string FloatText(double value) {
  if (std::isnan(value)) return "NaN";
  if (std::isinf(value)) return value > 0 ? "Infinity" : "-Infinity";
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, value).ptr};
}

std::string IntervalText(const Interval& interval) {
  return fmt::format("{} months {} days {} microseconds", interval.months, interval.days,
                     interval.micros);
}

std::string HexText(std::string_view bytes) {
  std::string text = "\\x";
  for (const char c : bytes) text += fmt::format("{:02x}", static_cast<unsigned char>(c));
  return text;
}

Error Refused(std::string message, std::string help) {
  return {
      .code = ErrorCode::kBackendRefused, .message = std::move(message), .help = std::move(help)};
}

}  // namespace

Result<Parameters> Parameters::Of(const std::vector<Value>& values) {
  if (values.size() > kParametersMax) {
    return tl::unexpected(Refused(fmt::format("PostgreSQL takes {} values in one statement, not {}",
                                              kParametersMax, values.size()),
                                  "ask for fewer values in lists"));
  }
  Parameters parameters;
  const auto add = [&parameters](Oid type, std::string text, bool is_null = false) {
    parameters.types_.push_back(type);
    parameters.texts_.push_back(std::move(text));
    parameters.nulls_.push_back(is_null);
  };
  const auto append = Overloaded{
      [&](Null) { add(0, "", true); },
      [&](bool v) { add(oid::kBool, v ? "t" : "f"); },
      [&](std::int64_t v) { add(oid::kInt8, std::to_string(v)); },
      [&](double v) { add(oid::kFloat8, FloatText(v)); },
      [&](const Decimal& v) { add(oid::kNumeric, v.text); },
      // Of the type that its place asks for: it may be beside a uuid, or a word of an enumeration.
      [&](const std::string& v) { add(0, v); },
      [&](Date v) { add(oid::kDate, DateText(v.days)); },
      [&](Timestamp v) { add(oid::kTimestamp, MomentText(v.micros, "")); },
      [&](Instant v) { add(oid::kTimestamptz, MomentText(v.micros, "+00")); },
      [&](TimeOfDay v) { add(oid::kTime, TimeText(v.micros)); },
      [&](const Interval& v) { add(oid::kInterval, IntervalText(v)); },
      [&](const Binary& v) { add(oid::kBytea, HexText(v.bytes)); },
  };
  for (std::size_t i = 0; i < values.size(); ++i) {
    std::visit(append, values[i]);
    const auto* text = std::get_if<std::string>(&values[i]);
    if (text == nullptr || text->find('\0') == std::string::npos) continue;
    return tl::unexpected(Refused(
        fmt::format("value {} is a text with a NUL byte, which no text of PostgreSQL has", i + 1),
        "leave it out: it equals nothing there"));
  }
  return parameters;
}

std::vector<const char*> Parameters::values() const {
  std::vector<const char*> values;
  for (std::size_t i = 0; i < texts_.size(); ++i) {
    values.push_back(nulls_[i] ? nullptr : texts_[i].c_str());
  }
  return values;
}

}  // namespace semaflow::postgres
