// Where a page ends, as a text that the caller gives back to get the next one: what it is bound to,
// and the values of the order keys in the last row of the page. The text is base64url (RFC 4648,
// without padding), so that it can stand in an address; nobody has to read it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/error.h"
#include "semaflow/types.h"

namespace semaflow::request {

/// A cursor has at most so many bytes as text: keys that need more are refused at both ends.
inline constexpr std::size_t kCursorBytesMax = std::size_t{64} << 10;

/// What the pages of one answer have in common, each part by a hash.
struct CursorBinding {
  std::uint64_t model = 0;
  std::uint64_t request = 0;
  std::uint64_t ranges = 0;
  friend bool operator==(const CursorBinding&, const CursorBinding&) = default;
};

struct Cursor {
  CursorBinding binding;
  std::vector<Value> keys;
};

/// Every value comes back as it was: floats bit by bit, decimals digit by digit. Fails with kPages
/// when a value is an interval or the text is longer than kCursorBytesMax.
Result<std::string> EncodeCursor(const Cursor& cursor);

/// Reads any text without harm. Fails with kBadCursor, without a place, and without a word of what
/// the text holds.
Result<Cursor> DecodeCursor(std::string_view text);

}  // namespace semaflow::request
