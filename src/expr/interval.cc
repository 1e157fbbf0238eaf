#include "expr/interval.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>

#include "expr/lexer.h"

namespace semaflow::expr {
namespace {

enum class Field : std::uint8_t { kMonths, kDays, kMicros };
struct Unit {
  std::string_view word;
  Field field;
  std::int64_t factor;
};
// Largest first, as ToText tries them.
constexpr std::array<Unit, 10> kUnits = {{
    {"year", Field::kMonths, 12},
    {"quarter", Field::kMonths, 3},
    {"month", Field::kMonths, 1},
    {"week", Field::kDays, 7},
    {"day", Field::kDays, 1},
    {"hour", Field::kMicros, 3'600'000'000},
    {"minute", Field::kMicros, 60'000'000},
    {"second", Field::kMicros, 1'000'000},
    {"millisecond", Field::kMicros, 1'000},
    {"microsecond", Field::kMicros, 1},
}};

const Unit* FindUnit(std::string_view word) {
  for (const Unit& unit : kUnits) {
    if (EqualsIgnoringCase(word, unit.word)) return &unit;
    if (word.size() == unit.word.size() + 1 && (word.back() == 's' || word.back() == 'S') &&
        EqualsIgnoringCase(word.substr(0, unit.word.size()), unit.word)) {
      return &unit;
    }
  }
  return nullptr;
}

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes blanks off the front.
void SkipBlanks(std::string_view& text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
}

// Takes a whole number off the front.
std::optional<std::int64_t> TakeNumber(std::string_view& text) {
  if (text.empty() || !IsDigit(text.front())) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return value;
}

// Takes ".25" off the front, as millionths.
std::optional<std::int64_t> TakeFraction(std::string_view& text) {
  std::int64_t micros = 0;
  int digits = 0;
  for (text.remove_prefix(1); !text.empty() && IsDigit(text.front()); text.remove_prefix(1)) {
    if (++digits > 6) return std::nullopt;
    micros = micros * 10 + (text.front() - '0');
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 6; ++digits) micros *= 10;
  return micros;
}

bool Add(std::int64_t& total, std::int64_t number, std::int64_t factor, std::int64_t fraction,
         bool negative) {
  std::int64_t value = 0;
  return !__builtin_mul_overflow(number, factor, &value) &&
         !__builtin_add_overflow(value, fraction, &value) &&
         !__builtin_add_overflow(total, negative ? -value : value, &total);
}

bool FitsInt32(std::int64_t value) {
  return value >= std::numeric_limits<std::int32_t>::min() &&
         value <= std::numeric_limits<std::int32_t>::max();
}

void AppendCount(std::string& out, std::int64_t value, Field field) {
  if (value == 0) return;
  for (const Unit& unit : kUnits) {
    // Quarters and weeks are read, but nobody expects to see them.
    if (unit.field != field || unit.factor == 3 || unit.factor == 7) continue;
    if (value % unit.factor != 0) continue;
    const std::int64_t count = value / unit.factor;
    if (!out.empty()) out += ' ';
    out += std::to_string(count);
    out += ' ';
    out += unit.word;
    if (count != 1 && count != -1) out += 's';
    return;
  }
}

}  // namespace

std::optional<Interval> ParseInterval(std::string_view text) {
  std::int64_t months = 0;
  std::int64_t days = 0;
  std::int64_t micros = 0;
  SkipBlanks(text);
  if (text.empty()) return std::nullopt;
  while (!text.empty()) {
    const bool negative = text.front() == '-';
    if (negative || text.front() == '+') text.remove_prefix(1);
    const std::optional<std::int64_t> number = TakeNumber(text);
    if (!number) return std::nullopt;
    std::optional<std::int64_t> fraction = 0;
    const bool has_fraction = !text.empty() && text.front() == '.';
    if (has_fraction) fraction = TakeFraction(text);
    if (!fraction) return std::nullopt;
    SkipBlanks(text);
    std::size_t length = 0;
    while (length < text.size() && !IsBlank(text[length]) && !IsDigit(text[length])) ++length;
    const Unit* unit = FindUnit(text.substr(0, length));
    if (unit == nullptr || (has_fraction && unit->factor != 1'000'000)) return std::nullopt;
    std::int64_t& total = unit->field == Field::kMonths ? months
                          : unit->field == Field::kDays ? days
                                                        : micros;
    if (!Add(total, *number, unit->factor, *fraction, negative)) return std::nullopt;
    text.remove_prefix(length);
    SkipBlanks(text);
  }
  if (!FitsInt32(months) || !FitsInt32(days)) return std::nullopt;
  // Its negative could not be written down.
  if (micros == std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return Interval{static_cast<std::int32_t>(months), static_cast<std::int32_t>(days), micros};
}

std::string ToText(const Interval& interval) {
  const auto& [months, days, micros] = interval;
  std::string text;
  AppendCount(text, months, Field::kMonths);
  AppendCount(text, days, Field::kDays);
  AppendCount(text, micros, Field::kMicros);
  return text.empty() ? "0 days" : text;
}

}  // namespace semaflow::expr
