#include "arrow/decimal.h"

#include <array>

namespace semaflow::arrow {
namespace {

__extension__ using Wide = __int128;
__extension__ using UnsignedWide = unsigned __int128;

constexpr int kDigitsMax = 38;

UnsignedWide Magnitude(Int128 value) {
  const UnsignedWide bits =
      (static_cast<UnsignedWide>(static_cast<std::uint64_t>(value.high)) << 64) | value.low;
  return value.high < 0 ? ~bits + 1 : bits;
}

}  // namespace

std::optional<Int128> DecimalFromText(std::string_view text, int precision, int scale) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::size_t point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  std::string_view behind = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (whole.empty() && behind.empty()) return std::nullopt;
  while (static_cast<int>(behind.size()) > scale && behind.ends_with('0')) behind.remove_suffix(1);
  if (static_cast<int>(behind.size()) > scale) return std::nullopt;

  UnsignedWide magnitude = 0;
  int digits = 0;
  const auto add = [&](std::string_view part) {
    for (const char c : part) {
      if (c < '0' || c > '9') return false;
      if (c != '0' || digits > 0) ++digits;
      if (digits > kDigitsMax) return false;
      magnitude = magnitude * 10 + static_cast<unsigned>(c - '0');
    }
    return true;
  };
  if (!add(whole) || !add(behind)) return std::nullopt;
  for (int i = static_cast<int>(behind.size()); i < scale; ++i) {
    if (!add("0")) return std::nullopt;
  }
  if (digits > (precision == 0 ? kDigitsMax : precision)) return std::nullopt;
  const UnsignedWide bits = negative ? ~magnitude + 1 : magnitude;
  return Int128{static_cast<std::uint64_t>(bits),
                static_cast<std::int64_t>(static_cast<std::uint64_t>(bits >> 64))};
}

void AppendDecimal(std::string& out, Int128 value, int scale) {
  constexpr std::uint64_t kChunk = 10'000'000'000'000'000'000U;  // 10^19: the most in 64 bits
  UnsignedWide magnitude = Magnitude(value);
  std::array<char, 48> buffer;
  char* const end = buffer.data() + buffer.size();
  char* begin = end;
  const auto put = [&begin](std::uint64_t part, int at_least) {
    for (; part != 0 || at_least > 0; --at_least, part /= 10) {
      *--begin = static_cast<char>('0' + part % 10);
    }
  };
  // 64-bit division is many times cheaper than 128-bit division.
  if (magnitude >> 64 == 0) {
    put(static_cast<std::uint64_t>(magnitude), 0);
  } else {
    put(static_cast<std::uint64_t>(magnitude % kChunk), 19);
    magnitude /= kChunk;
    if (magnitude >= kChunk) {
      put(static_cast<std::uint64_t>(magnitude % kChunk), 19);
      magnitude /= kChunk;
    }
    put(static_cast<std::uint64_t>(magnitude), 0);
  }
  while (end - begin <= scale) *--begin = '0';
  if (value.high < 0) out.push_back('-');
  out.append(begin, end - scale);
  if (scale == 0) return;
  out.push_back('.');
  out.append(end - scale, end);
}

}  // namespace semaflow::arrow
