#include "backends/postgres/numeric.h"

#include <array>
#include <charconv>
#include <limits>
#include <string>

#include "backends/postgres/network_order.h"

namespace semaflow::postgres {
namespace {

using Wide = unsigned __int128;

constexpr std::uint16_t kInfinity = 0xD000;
constexpr std::uint16_t kMinusInfinity = 0xF000;
constexpr int kBase = 10'000;
constexpr int kBaseDigits = 4;
constexpr int kDigitsMax = 38;

constexpr Wide PowerOf10(int exponent) {
  Wide power = 1;
  for (int i = 0; i < exponent; ++i) power *= 10;
  return power;
}
constexpr Wide kBeyond = PowerOf10(kDigitsMax);

// Looked up: a division of 128 bits for each digit is half of what a numeric costs.
struct Power {
  Wide value;      ///< 10^n
  Wide too_large;  ///< From here on a value times 10^n has more than 38 digits.
};
constexpr auto kPowers = [] {
  std::array<Power, kDigitsMax + 1> powers{};
  for (int i = 0; i <= kDigitsMax; ++i) {
    powers[i] = {.value = PowerOf10(i), .too_large = kBeyond / PowerOf10(i)};
  }
  return powers;
}();

}  // namespace

std::optional<Numeric> Numeric::Read(std::string_view bytes) {
  constexpr std::size_t kHeader = 8;
  if (bytes.size() < kHeader) return std::nullopt;
  Numeric number;
  number.count_ = FromNetwork<std::uint16_t>(bytes.data());
  number.weight_ = FromNetwork<std::int16_t>(bytes.data() + 2);
  number.sign_ = FromNetwork<std::uint16_t>(bytes.data() + 4);
  number.scale_ = FromNetwork<std::uint16_t>(bytes.data() + 6);
  number.digits_ = bytes.substr(kHeader);
  if (number.digits_.size() != static_cast<std::size_t>(number.count_) * 2) return std::nullopt;
  switch (number.sign_) {
    case 0:
    case kNegative:
    case kNan:
    case kInfinity:
    case kMinusInfinity:
      break;
    default:
      return std::nullopt;
  }
  for (int i = 0; i < number.count_; ++i) {
    if (number.DigitAt(i) < 0 || number.DigitAt(i) >= kBase) return std::nullopt;
  }
  return number;
}

int Numeric::DigitAt(int index) const {
  return FromNetwork<std::int16_t>(digits_.data() + std::ptrdiff_t{index} * 2);
}

std::optional<arrow::Int128> Numeric::ToDecimal(int scale) const {
  if (!is_finite()) return std::nullopt;
  Wide value = 0;
  // The place of the last decimal digit of digit i, counted from the last one that is kept.
  int place = kBaseDigits * (weight_ + 1) + scale;
  for (int i = 0; i < count_; ++i) {
    place -= kBaseDigits;
    int digit = DigitAt(i);
    int width = kBaseDigits;
    if (place < 0) {
      width = std::max(kBaseDigits + place, 0);
      const int cut = static_cast<int>(kPowers[kBaseDigits - width].value);
      if (digit % cut != 0) return std::nullopt;
      digit /= cut;
    }
    const auto& [power, too_large] = kPowers[width];
    if (value >= too_large) return std::nullopt;
    value = value * power + static_cast<Wide>(digit);
  }
  if (value != 0 && place > 0) {
    if (place > kDigitsMax || value >= kPowers[place].too_large) return std::nullopt;
    value *= kPowers[place].value;
  }
  if (value >= kBeyond) return std::nullopt;
  const Wide signed_value = sign_ == kNegative ? Wide{0} - value : value;
  return arrow::Int128{.low = static_cast<std::uint64_t>(signed_value),
                       .high = static_cast<std::int64_t>(signed_value >> 64)};
}

std::optional<std::int64_t> Numeric::ToInteger() const {
  const auto value = ToDecimal(0);
  if (!value || value->high != static_cast<std::int64_t>(value->low) >> 63) return std::nullopt;
  return static_cast<std::int64_t>(value->low);
}

double Numeric::ToDouble() const {
  constexpr double kDoubleInfinity = std::numeric_limits<double>::infinity();
  if (sign_ == kNan) return std::numeric_limits<double>::quiet_NaN();
  if (sign_ == kInfinity) return kDoubleInfinity;
  if (sign_ == kMinusInfinity) return -kDoubleInfinity;
  std::string text = sign_ == kNegative ? "-0" : "0";
  for (int i = 0; i < count_; ++i) {
    const std::string digit = std::to_string(DigitAt(i));
    text.append(static_cast<std::size_t>(kBaseDigits) - digit.size(), '0');
    text += digit;
  }
  text += 'e';
  text += std::to_string(kBaseDigits * (weight_ + 1 - count_));
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    value = weight_ > 0 ? kDoubleInfinity : 0;
    return sign_ == kNegative ? -value : value;
  }
  return value;
}

}  // namespace semaflow::postgres
