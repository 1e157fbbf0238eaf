// Numbers in network order (the highest byte first), as the protocol sends them.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace semaflow::postgres {

/// The number that begins at `bytes`, which need not be aligned.
template <typename T>
T FromNetwork(const char* bytes) {
  static_assert(std::endian::native == std::endian::little);
  using Bits = std::conditional_t<sizeof(T) == 2, std::uint16_t,
                                  std::conditional_t<sizeof(T) == 4, std::uint32_t, std::uint64_t>>;
  static_assert(sizeof(Bits) == sizeof(T));
  Bits bits;
  std::memcpy(&bits, bytes, sizeof bits);
  if constexpr (sizeof(T) == 2) {
    bits = __builtin_bswap16(bits);
  } else if constexpr (sizeof(T) == 4) {
    bits = __builtin_bswap32(bits);
  } else {
    bits = __builtin_bswap64(bits);
  }
  return std::bit_cast<T>(bits);
}

}  // namespace semaflow::postgres
