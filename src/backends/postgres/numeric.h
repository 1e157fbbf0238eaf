// The binary form of PostgreSQL's numeric (numeric_send in src/backend/utils/adt/numeric.c): four
// 16-bit words (how many digits, the weight of the first, the sign, the display scale), then the
// digits of base 10,000, all in network order.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "arrow/decimal.h"

namespace semaflow::postgres {

class Numeric {
 public:
  /// nullopt: the bytes are none.
  static std::optional<Numeric> Read(std::string_view bytes);

  bool is_nan() const { return sign_ == kNan; }
  bool is_finite() const { return sign_ == 0 || sign_ == kNegative; }
  /// Digits behind the point as PostgreSQL would print it.
  int scale() const { return scale_; }
  /// As a whole number of 10^-scale. nullopt: not finite, digits beyond the scale, or more than 38.
  std::optional<arrow::Int128> ToDecimal(int scale) const;
  /// nullopt: not finite, digits behind the point, or beyond 64 bits.
  std::optional<std::int64_t> ToInteger() const;
  /// The nearest double; NaN and infinities as they are.
  double ToDouble() const;

 private:
  static constexpr std::uint16_t kNegative = 0x4000;
  static constexpr std::uint16_t kNan = 0xC000;

  int DigitAt(int index) const;

  std::string_view digits_;  // Two bytes each.
  int count_ = 0;
  int weight_ = 0;
  std::uint16_t sign_ = 0;
  int scale_ = 0;
};

}  // namespace semaflow::postgres
