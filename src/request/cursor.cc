#include "request/cursor.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <optional>
#include <utility>

#include "base/overloaded.h"
#include "base/stable_hash.h"
#include "base/utf8.h"

namespace semaflow::request {

namespace {

// Another meaning of the bytes gets another number here, so that old cursors are told as such.
constexpr std::uint8_t kVersion = 1;

constexpr std::size_t kDecimalBytesMax = 41;  // 38 digits, a sign, a point and a zero before it

/// The kinds as they stand in cursors: never renumbered.
enum class Tag : std::uint8_t {
  kNull = 0,
  kFalse = 1,
  kTrue = 2,
  kInteger = 3,
  kFloat = 4,
  kDecimal = 5,
  kText = 6,
  kDate = 7,
  kTimestamp = 8,
  kInstant = 9,
  kTime = 10,
  kBinary = 11,
};

class Writer {
 public:
  void Byte(std::uint8_t byte) { out_ += static_cast<char>(byte); }
  void Number(std::uint64_t number, int bytes = 8) {
    for (int i = 0; i < bytes; ++i, number >>= 8) Byte(static_cast<std::uint8_t>(number & 0xff));
  }
  void Bytes(std::string_view bytes) {
    Number(bytes.size(), 4);
    out_ += bytes;
  }
  /// False: an interval, of which nobody can say which one is longer.
  bool AddValue(const Value& value) {
    const auto number = [this](Tag tag, std::int64_t n) {
      Byte(static_cast<std::uint8_t>(tag));
      Number(static_cast<std::uint64_t>(n));
      return true;
    };
    const auto bytes = [this](Tag tag, std::string_view text) {
      Byte(static_cast<std::uint8_t>(tag));
      Bytes(text);
      return true;
    };
    return std::visit(
        Overloaded{[&](Null) {
                     Byte(static_cast<std::uint8_t>(Tag::kNull));
                     return true;
                   },
                   [&](bool b) {
                     Byte(static_cast<std::uint8_t>(b ? Tag::kTrue : Tag::kFalse));
                     return true;
                   },
                   [&](std::int64_t n) { return number(Tag::kInteger, n); },
                   [&](double d) { return number(Tag::kFloat, std::bit_cast<std::int64_t>(d)); },
                   [&](const Decimal& d) { return bytes(Tag::kDecimal, d.text); },
                   [&](const std::string& text) { return bytes(Tag::kText, text); },
                   [&](Date d) { return number(Tag::kDate, d.days); },
                   [&](Timestamp t) { return number(Tag::kTimestamp, t.micros); },
                   [&](Instant t) { return number(Tag::kInstant, t.micros); },
                   [&](TimeOfDay t) { return number(Tag::kTime, t.micros); },
                   [&](const Interval&) { return false; },
                   [&](const Binary& b) { return bytes(Tag::kBinary, b.bytes); }},
        value);
  }
  std::string& out() { return out_; }

 private:
  std::string out_;
};

/// Nothing more is read after the first thing that is missing or wrong.
class Reader {
 public:
  explicit Reader(std::string_view bytes) : left_(bytes) {}

  std::uint64_t Number(int bytes = 8) {
    const std::string_view token = Take(static_cast<std::size_t>(bytes));
    std::uint64_t number = 0;
    for (std::size_t i = token.size(); i > 0; --i) {
      number = number << 8 | static_cast<unsigned char>(token[i - 1]);
    }
    return number;
  }
  std::string_view Bytes() { return Take(Number(4)); }

  std::optional<Value> NextValue() {
    switch (static_cast<Tag>(Number(1))) {
      case Tag::kNull:
        return Null{};
      case Tag::kFalse:
        return false;
      case Tag::kTrue:
        return true;
      case Tag::kInteger:
        return Signed();
      case Tag::kFloat:
        return std::bit_cast<double>(Number());
      case Tag::kDecimal:
        return NextDecimal();
      case Tag::kText: {
        const std::string_view text = Bytes();
        if (!IsValidUtf8(text)) return std::nullopt;
        return std::string(text);
      }
      case Tag::kDate: {
        const std::int64_t days = Signed();
        using Limits = std::numeric_limits<std::int32_t>;
        if (days < Limits::min() || days > Limits::max()) return std::nullopt;
        return Date{static_cast<std::int32_t>(days)};
      }
      case Tag::kTimestamp:
        return Timestamp{Signed()};
      case Tag::kInstant:
        return Instant{Signed()};
      case Tag::kTime: {
        const std::int64_t micros = Signed();
        constexpr std::int64_t kMicrosPerDay = 86'400'000'000;
        if (micros < 0 || micros > kMicrosPerDay) return std::nullopt;
        return TimeOfDay{micros};
      }
      case Tag::kBinary:
        return Binary{std::string(Bytes())};
    }
    return std::nullopt;
  }

  bool ok() const { return ok_; }
  bool at_end() const { return left_.empty(); }

 private:
  std::int64_t Signed() { return static_cast<std::int64_t>(Number()); }

  std::string_view Take(std::uint64_t count) {
    ok_ = ok_ && count <= left_.size();
    if (!ok_) return {};
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(count);
    return taken;
  }

  std::optional<Value> NextDecimal() {
    const std::string_view text = Bytes();
    const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
    const auto is_part = [](char c) { return (c >= '0' && c <= '9') || c == '.'; };
    const bool well_formed = !digits.empty() && digits.front() != '.' && digits.back() != '.' &&
                             std::all_of(digits.begin(), digits.end(), is_part) &&
                             std::count(digits.begin(), digits.end(), '.') <= 1;
    if (!well_formed || text.size() > kDecimalBytesMax) return std::nullopt;
    return Decimal{std::string(text)};
  }

  std::string_view left_;
  bool ok_ = true;
};

constexpr std::string_view kLetters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string ToBase64(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char byte : bytes) {
    bits = bits << 8 | static_cast<unsigned char>(byte);
    for (count += 8; count >= 6; count -= 6) text += kLetters[bits >> (count - 6) & 0x3f];
  }
  if (count > 0) text += kLetters[bits << (6 - count) & 0x3f];
  return text;
}

std::optional<std::string> FromBase64(std::string_view text) {
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t bits = 0;
  int count = 0;
  for (const char letter : text) {
    const std::size_t value = kLetters.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>(bits >> count & 0xff);
  }
  return bytes;
}

constexpr std::size_t kCheckBytes = 4;

/// A letter that was lost or changed on the way must not become another place in the answer.
std::uint64_t CheckOf(std::string_view bytes) {
  StableHash hash;
  hash.Bytes(bytes);
  return hash.value() & 0xffffffff;
}

tl::unexpected<Error> Bad(std::string message) {
  return tl::unexpected(Error{.code = ErrorCode::kBadCursor,
                              .message = std::move(message),
                              .help = "give the `cursor` of an answer as it is, or leave it out "
                                      "for the first page"});
}

}  // namespace

Result<std::string> EncodeCursor(const Cursor& cursor) {
  Writer writer;
  writer.Byte(kVersion);
  const auto& [model, request, ranges] = cursor.binding;
  for (const std::uint64_t hash : {model, request, ranges}) writer.Number(hash);
  writer.Number(cursor.keys.size(), 2);
  for (const Value& key : cursor.keys) {
    if (writer.AddValue(key)) continue;
    return tl::unexpected(Error{.code = ErrorCode::kPages,
                                .message = "the rows are ordered by intervals, and a cursor "
                                           "cannot tell which of two is longer",
                                .help = "order by something else"});
  }
  writer.Number(CheckOf(writer.out()), kCheckBytes);
  std::string text = ToBase64(writer.out());
  if (text.size() <= kCursorBytesMax) return text;
  return tl::unexpected(
      Error{.code = ErrorCode::kPages,
            .message = "the order keys of the last row are longer than a cursor may be (64 KiB)",
            .help = "order by shorter texts first, and leave the long ones out of the dimensions"});
}

Result<Cursor> DecodeCursor(std::string_view text) {
  if (text.size() > kCursorBytesMax) return Bad("the cursor is longer than any that was given");
  const std::optional<std::string> bytes = FromBase64(text);
  if (!bytes || bytes->size() <= kCheckBytes) return Bad("the cursor is none that was given");
  const std::string_view body = std::string_view(*bytes).substr(0, bytes->size() - kCheckBytes);
  const std::string_view check = std::string_view(*bytes).substr(body.size());
  if (Reader(check).Number(kCheckBytes) != CheckOf(body)) {
    return Bad("the cursor is none that was given, or not the whole of it");
  }
  Reader reader(body);
  if (reader.Number(1) != kVersion) return Bad("the cursor is of another version of SemaFlow");
  Cursor cursor;
  for (std::uint64_t* hash :
       {&cursor.binding.model, &cursor.binding.request, &cursor.binding.ranges}) {
    *hash = reader.Number();
  }
  const std::uint64_t count = reader.Number(2);
  for (std::uint64_t i = 0; i < count && reader.ok(); ++i) {
    std::optional<Value> key = reader.NextValue();
    if (!key) return Bad("the cursor is none that was given");
    cursor.keys.push_back(*std::move(key));
  }
  if (!reader.ok() || !reader.at_end()) return Bad("the cursor is none that was given");
  return cursor;
}

}  // namespace semaflow::request
