#include "base/number_format.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/display_width.h"
#include "base/utf8.h"

namespace semaflow {
namespace {

constexpr int kPrecisionMax = 40;
constexpr int kWidthMax = 200;

// A number as its significant digits: 0.ddd... x 10^point. Zero has no digits.
struct Digits {
  bool negative = false;
  std::string digits;
  int point = 0;

  bool is_zero() const { return digits.empty(); }
  int exponent() const { return is_zero() ? 0 : point - 1; }  ///< Of scientific notation.

  void Normalize() {
    const std::size_t zeros = std::min(digits.find_first_not_of('0'), digits.size());
    digits.erase(0, zeros);
    point -= static_cast<int>(zeros);
    while (digits.ends_with('0')) digits.pop_back();
    if (is_zero()) point = 0;
  }

  // Keeps `count` digits (may be 0 or negative), halves away from zero.
  void Keep(int count) {
    if (count >= static_cast<int>(digits.size())) return;
    const bool up = count >= 0 && digits[static_cast<std::size_t>(count)] >= '5';
    digits.resize(static_cast<std::size_t>(std::max(count, 0)));
    if (up) {
      auto digit = digits.rbegin();
      for (; digit != digits.rend() && *digit == '9'; ++digit) *digit = '0';
      if (digit != digits.rend()) {
        ++*digit;
      } else {
        digits.insert(digits.begin(), '1');
        ++point;
      }
    }
    Normalize();
  }
};

std::optional<Digits> Read(std::string_view number) {
  Digits value;
  value.negative = number.starts_with('-');
  if (value.negative) number.remove_prefix(1);
  const std::size_t e = number.find_first_of("eE");
  const std::string_view mantissa = number.substr(0, e);
  const std::size_t point = std::min(mantissa.find('.'), mantissa.size());
  value.digits = mantissa.substr(0, point);
  value.point = static_cast<int>(point);
  if (point < mantissa.size()) value.digits += mantissa.substr(point + 1);
  if (value.digits.empty() || value.digits.find_first_not_of("0123456789") != std::string::npos) {
    return std::nullopt;
  }
  if (e != std::string_view::npos) {
    std::string_view exponent = number.substr(e + 1);
    if (exponent.starts_with('+')) exponent.remove_prefix(1);
    int shift = 0;
    const char* const end = exponent.data() + exponent.size();
    if (std::from_chars(exponent.data(), end, shift).ptr != end) return std::nullopt;
    value.point += shift;
  }
  value.Normalize();
  return value;
}

std::string Group(std::string whole) {
  for (int at = static_cast<int>(whole.size()) - 3; at > 0; at -= 3) {
    whole.insert(static_cast<std::size_t>(at), 1, ',');
  }
  return whole;
}

// "1234.50": at least `fraction` digits behind the point, more when there are more.
std::string Plain(const Digits& value, int fraction, bool grouped) {
  const int size = static_cast<int>(value.digits.size());
  std::string whole =
      value.point <= 0 ? "0" : value.digits.substr(0, static_cast<std::size_t>(value.point));
  if (value.point > size) whole.append(static_cast<std::size_t>(value.point - size), '0');
  if (grouped) whole = Group(std::move(whole));
  std::string behind;
  if (value.point < 0) behind.append(static_cast<std::size_t>(-value.point), '0');
  if (size > value.point) behind += value.digits.substr(std::max(value.point, 0));
  if (static_cast<int>(behind.size()) < fraction) {
    behind.append(static_cast<std::size_t>(fraction) - behind.size(), '0');
  }
  return behind.empty() ? whole : whole + '.' + behind;
}

// "1.50e+3" with `fraction` digits behind the point.
std::string Scientific(const Digits& value, int fraction) {
  Digits mantissa = value;
  mantissa.point = value.is_zero() ? 0 : 1;
  const int exponent = value.exponent();
  return Plain(mantissa, fraction, false) + (exponent < 0 ? "e-" : "e+") +
         std::to_string(std::abs(exponent));
}

void TrimZeros(std::string& text) {
  const std::size_t end = std::min(text.find('e'), text.size());
  const std::size_t point = text.find('.');
  if (point == std::string::npos || point > end) return;
  std::size_t keep = end;
  while (text[keep - 1] == '0') --keep;
  if (text[keep - 1] == '.') --keep;
  text.erase(keep, end - keep);
}

// Chooses among y z a f p n µ m (none) k M G T P E Z Y and moves the point by it.
std::string_view TakePrefix(Digits& value) {
  static constexpr std::string_view kPrefixes[] = {"y", "z", "a", "f", "p", "n", "µ", "m", "",
                                                   "k", "M", "G", "T", "P", "E", "Z", "Y"};
  const int exponent = value.exponent();
  const int steps = std::clamp((exponent - (exponent < 0 ? 2 : 0)) / 3, -8, 8);
  value.point -= steps * 3;
  return kPrefixes[steps + 8];
}

}  // namespace

std::optional<NumberFormat> NumberFormat::Parse(std::string_view text) {
  const auto is_align = [](char c) { return c == '<' || c == '>' || c == '^' || c == '='; };
  const auto take = [&text](char c) {
    const bool found = text.starts_with(c);
    if (found) text.remove_prefix(1);
    return found;
  };
  const auto take_number = [&text](int most) -> std::optional<int> {
    int value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || value < 0 || value > most) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(stop - text.data()));
    return value;
  };

  NumberFormat format;
  if (!text.empty()) {
    const std::size_t first = DecodeUtf8(text, 0).bytes;
    if (first < text.size() && is_align(text[first])) {
      format.fill_ = text.substr(0, first);
      format.align_ = text[first];
      text.remove_prefix(first + 1);
    } else if (is_align(text[0])) {
      format.align_ = text[0];
      text.remove_prefix(1);
    }
  }
  if (!text.empty() && std::string_view("+-( ").find(text[0]) != std::string_view::npos) {
    format.sign_ = text[0];
    text.remove_prefix(1);
  }
  format.currency_ = take('$');
  if (take('0')) {
    format.fill_ = "0";
    format.align_ = '=';
  }
  if (!text.empty() && text[0] >= '1' && text[0] <= '9') {
    const auto width = take_number(kWidthMax);
    if (!width) return std::nullopt;
    format.width_ = *width;
  }
  format.grouped_ = take(',');
  if (take('.')) {
    const auto precision = take_number(kPrecisionMax);
    if (!precision) return std::nullopt;
    format.precision_ = *precision;
  }
  format.trim_ = take('~');
  if (text.empty()) return format;
  if (text.size() > 1 || std::string_view("dfegrs%pn").find(text[0]) == std::string_view::npos) {
    return std::nullopt;
  }
  format.type_ = text[0];
  if (format.type_ == 'n') {
    format.type_ = 'g';
    format.grouped_ = true;
  }
  return format;
}

std::string NumberFormat::Apply(std::string_view number) const {
  std::optional<Digits> value = Read(number);
  if (!value) return std::string(number);
  std::string_view suffix;
  if (type_ == '%' || type_ == 'p') {
    if (!value->is_zero()) value->point += 2;
    suffix = "%";
  }
  // d3: without a type, up to 12 digits and no idle zeros.
  const bool is_plain = type_ == 0;
  const int precision = precision_ >= 0 ? precision_ : is_plain ? 12 : 6;
  const int significant = std::max(precision, 1);

  std::string body;
  switch (type_) {
    case 'd':
      value->Keep(value->point);
      body = Plain(*value, 0, grouped_);
      break;
    case 'f':
    case '%':
      value->Keep(value->point + precision);
      body = Plain(*value, precision, grouped_);
      break;
    case 'e':
      value->Keep(precision + 1);
      body = Scientific(*value, precision);
      break;
    default: {  // none g r s p: significant digits
      value->Keep(significant);
      if (type_ == 's') suffix = TakePrefix(*value);
      const bool scientific = (is_plain || type_ == 'g') && !value->is_zero() &&
                              (value->exponent() < -6 || value->exponent() >= significant);
      body = scientific ? Scientific(*value, significant - 1)
                        : Plain(*value, std::max(0, significant - 1 - value->exponent()), grouped_);
    }
  }
  if (trim_ || is_plain) TrimZeros(body);
  body += suffix;
  return Pad(std::move(body), value->negative && !value->is_zero());
}

std::string NumberFormat::Pad(std::string body, bool negative) const {
  if (currency_) body.insert(0, 1, '$');
  std::string sign;
  if (negative) {
    sign = sign_ == '(' ? "(" : "-";
    if (sign_ == '(') body += ')';
  } else if (sign_ == '+' || sign_ == ' ') {
    sign = sign_;
  }
  const auto fill = [this](int count) {
    std::string filled;
    for (int i = 0; i < count; ++i) filled += fill_;
    return filled;
  };
  const int room = std::max(0, width_ - static_cast<int>(DisplayWidth(sign) + DisplayWidth(body)));
  switch (align_) {
    case '<':
      return sign + body + fill(room);
    case '^':
      return fill(room / 2) + sign + body + fill(room - room / 2);
    case '=':
      return sign + fill(room) + body;
    default:
      return fill(room) + sign + body;
  }
}

}  // namespace semaflow
