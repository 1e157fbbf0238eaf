#include "base/utf8.h"

#include <cstring>

namespace semaflow {
namespace {

bool IsContinuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// The bounds of the second byte shut out overlong forms, surrogates and values over U+10FFFF.
struct Lead {
  std::uint32_t bytes;
  unsigned char second_min;
  unsigned char second_max;
};

Lead ClassifyLead(unsigned char byte) {
  if (byte < 0xc2) return {0, 0, 0};
  if (byte < 0xe0) return {2, 0x80, 0xbf};
  if (byte == 0xe0) return {3, 0xa0, 0xbf};
  if (byte == 0xed) return {3, 0x80, 0x9f};
  if (byte < 0xf0) return {3, 0x80, 0xbf};
  if (byte == 0xf0) return {4, 0x90, 0xbf};
  if (byte < 0xf4) return {4, 0x80, 0xbf};
  if (byte == 0xf4) return {4, 0x80, 0x8f};
  return {0, 0, 0};
}

}  // namespace

CodePoint DecodeUtf8(std::string_view text, std::size_t at) {
  const auto byte_at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char first = byte_at(at);
  if (first < 0x80) return {first, 1, true};
  const auto [bytes, second_min, second_max] = ClassifyLead(first);
  if (bytes == 0) return {kReplacementCharacter, 1, false};
  char32_t value = first & (0xffu >> (bytes + 1));
  for (std::uint32_t i = 1; i < bytes; ++i) {
    const bool good = at + i < text.size() &&
                      (i == 1 ? byte_at(at + 1) >= second_min && byte_at(at + 1) <= second_max
                              : IsContinuation(byte_at(at + i)));
    if (!good) return {kReplacementCharacter, i, false};
    value = (value << 6) | (byte_at(at + i) & 0x3fu);
  }
  return {value, bytes, true};
}

std::size_t FindInvalidUtf8(std::string_view text) {
  std::size_t at = 0;
  while (at < text.size()) {
    if (at + 8 <= text.size()) {
      std::uint64_t word;
      std::memcpy(&word, text.data() + at, 8);
      if ((word & 0x8080808080808080u) == 0) {
        at += 8;
        continue;
      }
    }
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      ++at;
      continue;
    }
    const CodePoint point = DecodeUtf8(text, at);
    if (!point.valid) return at;
    at += point.bytes;
  }
  return std::string_view::npos;
}

std::size_t CountCodePoints(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); ++count) at += DecodeUtf8(text, at).bytes;
  return count;
}

void AppendUtf8(std::string& out, char32_t code_point) {
  if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point < 0xe000)) {
    code_point = kReplacementCharacter;
  }
  const auto append = [&out](char32_t byte) { out += static_cast<char>(byte); };
  if (code_point < 0x80) {
    append(code_point);
  } else if (code_point < 0x800) {
    append(0xc0 | (code_point >> 6));
    append(0x80 | (code_point & 0x3f));
  } else if (code_point < 0x10000) {
    append(0xe0 | (code_point >> 12));
    append(0x80 | ((code_point >> 6) & 0x3f));
    append(0x80 | (code_point & 0x3f));
  } else {
    append(0xf0 | (code_point >> 18));
    append(0x80 | ((code_point >> 12) & 0x3f));
    append(0x80 | ((code_point >> 6) & 0x3f));
    append(0x80 | (code_point & 0x3f));
  }
}

}  // namespace semaflow
