#include "request/exact_number.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace semaflow::request {

namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool TakeDigits(std::string_view& text) {
  const std::size_t before = text.size();
  while (!text.empty() && IsDigit(text.front())) text.remove_prefix(1);
  return text.size() < before;
}

template <typename Number>
std::optional<Number> Read(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Digits and where their point is: 0.`digits` times ten to the power of `point`.
struct Digits {
  bool negative = false;
  std::string digits;  // without leading zeros
  std::int64_t point = 0;
};

/// nullopt: an exponent that no decimal can have.
std::optional<Digits> ReadDigits(std::string_view text) {
  Digits read;
  if (text.starts_with('-')) {
    read.negative = true;
    text.remove_prefix(1);
  }
  const std::size_t exponent_at = std::min(text.find_first_of("eE"), text.size());
  std::string_view mantissa = text.substr(0, exponent_at);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  read.digits = mantissa.substr(0, point);
  read.point = static_cast<std::int64_t>(point);
  if (point < mantissa.size()) read.digits += mantissa.substr(point + 1);
  if (exponent_at < text.size()) {
    std::string_view exponent = text.substr(exponent_at + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    const auto shift = Read<std::int32_t>(exponent);
    if (!shift) return std::nullopt;
    read.point += *shift;
  }
  const std::size_t zeros = std::min(read.digits.find_first_not_of('0'), read.digits.size());
  read.digits.erase(0, zeros);
  read.point -= static_cast<std::int64_t>(zeros);
  return read;
}

}  // namespace

bool IsJsonNumber(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  if (text.starts_with('0')) {
    text.remove_prefix(1);
  } else if (!TakeDigits(text)) {
    return false;
  }
  if (text.starts_with('.')) {
    text.remove_prefix(1);
    if (!TakeDigits(text)) return false;
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    if (!TakeDigits(text)) return false;
  }
  return text.empty();
}

std::optional<std::string> PlainDecimal(std::string_view text) {
  if (text.size() <= kDecimalDigitsMax && text.find_first_of("eE") == std::string_view::npos) {
    return std::string(text);
  }
  const auto read = ReadDigits(text);
  if (!read) return std::nullopt;
  const auto& [negative, digits, point] = *read;
  if (digits.empty()) return "0";
  const auto count = static_cast<std::int64_t>(digits.size());
  const auto limit = static_cast<std::int64_t>(kDecimalDigitsMax);
  // Digits before the point and behind it; zeros that only hold the place count, too.
  if (point > limit || count - point > limit || std::max(point, count) > limit) {
    return std::nullopt;
  }
  std::string plain = negative ? "-" : "";
  if (point <= 0) {
    plain += "0.";
    plain.append(static_cast<std::size_t>(-point), '0');
    return plain += digits;
  }
  plain += digits.substr(0, static_cast<std::size_t>(std::min(point, count)));
  if (point > count) plain.append(static_cast<std::size_t>(point - count), '0');
  if (point < count) plain += '.' + digits.substr(static_cast<std::size_t>(point));
  return plain;
}

std::optional<std::int64_t> WholeNumber(std::string_view text) {
  if (const auto value = Read<std::int64_t>(text)) return value;
  auto read = ReadDigits(text);
  if (!read) return std::nullopt;
  auto& [negative, digits, point] = *read;
  digits.erase(digits.find_last_not_of('0') + 1);
  if (digits.empty()) return 0;
  const auto count = static_cast<std::int64_t>(digits.size());
  if (point < count || point > 19) return std::nullopt;
  digits.append(static_cast<std::size_t>(point - count), '0');
  return Read<std::int64_t>(negative ? '-' + digits : digits);
}

std::optional<double> FloatNumber(std::string_view text) { return Read<double>(text); }

}  // namespace semaflow::request
