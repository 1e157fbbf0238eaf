// A hash that may leave the process: the same on every machine and in every build of one version.
#pragma once

#include <cstdint>
#include <string_view>

namespace semaflow {

/// Eight bytes at a time, each mixed by a multiplication and a shift (the constants of
/// MurmurHash3's finalizer): stable and fast. It tells what is another from what is the same, and
/// keeps nobody from making two things of one hash.
class StableHash {
 public:
  void Bytes(std::string_view bytes) {
    Number(bytes.size());  // So that "ab","c" differs from "a","bc".
    std::size_t at = 0;
    for (; at + 8 <= bytes.size(); at += 8) Number(Word(bytes.substr(at, 8)));
    if (at < bytes.size()) Number(Word(bytes.substr(at)));
  }
  void Number(std::uint64_t number) {
    value_ = (value_ ^ number) * 0xff51afd7ed558ccd;
    value_ ^= value_ >> 32;
  }
  std::uint64_t value() const { return value_ * 0xc4ceb9fe1a85ec53; }

 private:
  /// At most 8 bytes, the first one lowest, whatever the machine's order of bytes is.
  static std::uint64_t Word(std::string_view bytes) {
    std::uint64_t word = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
      word = word << 8 | static_cast<unsigned char>(bytes[i - 1]);
    }
    return word;
  }

  std::uint64_t value_ = 0x9e3779b97f4a7c15;
};

}  // namespace semaflow
