// The format of a member ("$,.2f", ",d", ".1%") applied to a number: d3-format, for tables.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace semaflow {

/// [[fill]align][sign][$][0][width][,][.precision][~][type] of https://d3js.org/d3-format, with the
/// types d f e g r s % p n and none. Text is ASCII: the minus is '-'.
class NumberFormat {
 public:
  /// nullopt: not such a format (the types b c o x X and the symbol # among them).
  static std::optional<NumberFormat> Parse(std::string_view text);

  /// Formats a number given in plain digits, "-1234.5" or "1e-7". Decimal arithmetic throughout,
  /// halves away from zero: 2.675 with ".2f" is 2.68. "NaN" and infinities stay as they are.
  std::string Apply(std::string_view number) const;

 private:
  std::string Pad(std::string body, bool negative) const;

  std::string fill_ = " ";
  char align_ = '>';
  char sign_ = '-';
  bool currency_ = false;
  int width_ = 0;
  bool grouped_ = false;
  int precision_ = -1;
  bool trim_ = false;
  char type_ = 0;
};

}  // namespace semaflow
