// UTF-8: checking, counting and decoding. RFC 3629: no surrogates, no overlong forms, at most
// U+10FFFF.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace semaflow {

inline constexpr char32_t kReplacementCharacter = 0xfffd;

struct CodePoint {
  char32_t value = 0;
  std::uint32_t bytes = 0;  ///< 1 to 4.
  bool valid = true;        ///< False: `value` is U+FFFD, `bytes` says how many to skip.
};

/// The code point that begins at text[at] (at < text.size()). A broken sequence is one code point
/// as long as its valid beginning, as browsers count them.
CodePoint DecodeUtf8(std::string_view text, std::size_t at);

/// The offset of the first byte that is not UTF-8; std::string_view::npos when all is well.
std::size_t FindInvalidUtf8(std::string_view text);
inline bool IsValidUtf8(std::string_view text) {
  return FindInvalidUtf8(text) == std::string_view::npos;
}

/// The number of code points; each broken sequence counts as one.
std::size_t CountCodePoints(std::string_view text);

/// Appends one code point; a surrogate or a value over U+10FFFF becomes U+FFFD.
void AppendUtf8(std::string& out, char32_t code_point);

}  // namespace semaflow
