// Exact decimals as Arrow keeps them: 128 bits, a whole number of the smallest digit.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace semaflow::arrow {

/// Two's complement, little endian, as Arrow's decimal128 and DuckDB's HUGEINT lie in memory.
struct Int128 {
  std::uint64_t low = 0;
  std::int64_t high = 0;
  friend bool operator==(const Int128&, const Int128&) = default;
};

/// "-12.50" with scale 2 is -1250. nullopt: not a number in plain digits, digits other than 0
/// beyond `scale`, or more digits than `precision` (0 = 38).
std::optional<Int128> DecimalFromText(std::string_view text, int precision, int scale);

/// Appends the digits: -1250 with scale 2 is "-12.50". Always `scale` digits behind the point.
void AppendDecimal(std::string& out, Int128 value, int scale);

}  // namespace semaflow::arrow
