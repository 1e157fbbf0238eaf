#include "request/cursor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <set>

namespace semaflow::request {
namespace {

using testing::HasSubstr;

Cursor Full() {
  using Limits = std::numeric_limits<std::int64_t>;
  return {.binding = {.model = 1, .request = ~std::uint64_t{0}, .ranges = 0},
          .keys = {Null{},
                   true,
                   false,
                   std::int64_t{0},
                   Limits::min(),
                   Limits::max(),
                   0.1,
                   -0.0,
                   std::numeric_limits<double>::infinity(),
                   std::numeric_limits<double>::denorm_min(),
                   Decimal{"-12345678901234567890123456789012345678"},
                   Decimal{"0.50"},
                   std::string(),
                   std::string("a\0b", 3),
                   std::string("é\U0001F600"),
                   Date{std::numeric_limits<std::int32_t>::min()},
                   Timestamp{1},
                   Instant{-1},
                   TimeOfDay{86'400'000'000},
                   Binary{std::string("\xff\0", 2)}}};
}

std::string Message(std::string_view text) {
  auto cursor = DecodeCursor(text);
  if (cursor) return "ok";
  EXPECT_EQ(cursor.error().code, ErrorCode::kBadCursor);
  return cursor.error().message;
}

TEST(Cursor, EveryValueComesBack) {
  const auto text = EncodeCursor(Full());
  ASSERT_TRUE(text);
  EXPECT_EQ(
      text->find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"),
      std::string::npos);
  const auto back = DecodeCursor(*text);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->binding, Full().binding);
  EXPECT_EQ(back->keys, Full().keys);
  EXPECT_TRUE(std::signbit(std::get<double>(back->keys[7])));
}

TEST(Cursor, NotANumberComesBack) {
  const auto text = EncodeCursor({.binding = {}, .keys = {std::nan("")}});
  ASSERT_TRUE(text);
  const auto back = DecodeCursor(*text);
  ASSERT_TRUE(back);
  EXPECT_TRUE(std::isnan(std::get<double>(back->keys.front())));
}

TEST(Cursor, AnyLetterLostOrChangedIsTold) {
  const std::string text = *EncodeCursor(Full());
  for (std::size_t i = 0; i < text.size(); ++i) {
    std::string changed = text;
    changed[i] = text[i] >= 'A' && text[i] <= 'Z' ? '9' : 'A';
    EXPECT_NE(Message(changed), "ok") << i;
    EXPECT_NE(Message(text.substr(0, i)), "ok") << i;
  }
  EXPECT_NE(Message(text + "AA"), "ok");
}

TEST(Cursor, WhatIsNone) {
  EXPECT_THAT(Message(""), HasSubstr("none that was given"));
  EXPECT_THAT(Message("a b"), HasSubstr("none that was given"));
  EXPECT_THAT(Message("AAAA="), HasSubstr("none that was given"));
  EXPECT_THAT(Message(std::string(kCursorBytesMax + 1, 'A')), HasSubstr("longer"));
}

TEST(Cursor, WhatItCannotHold) {
  const auto interval = EncodeCursor({.binding = {}, .keys = {Interval{.months = 1}}});
  ASSERT_FALSE(interval);
  EXPECT_EQ(interval.error().code, ErrorCode::kPages);
  const auto large = EncodeCursor({.binding = {}, .keys = {std::string(kCursorBytesMax, 'x')}});
  ASSERT_FALSE(large);
  EXPECT_EQ(large.error().code, ErrorCode::kPages);
  EXPECT_THAT(large.error().message, testing::Not(HasSubstr("xx")));
}

}  // namespace
}  // namespace semaflow::request
