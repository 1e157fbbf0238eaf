// The text of a statement while it is written, piece by piece: most pieces are a few letters long.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>

namespace semaflow::sql {

/// Appending to a std::string is a call for each piece; this is a comparison and a copy.
class SqlText {
 public:
  /// Room for so many bytes; a longer text grows it.
  explicit SqlText(std::size_t bytes) : text_(bytes, '\0'), at_(text_.data()) {
    end_ = at_ + text_.size();
  }
  SqlText(const SqlText&) = delete;
  SqlText& operator=(const SqlText&) = delete;

  [[gnu::always_inline]] void operator+=(std::string_view piece) {
    if (piece.empty()) return;  // It may be nowhere.
    std::memcpy(Room(piece.size()), piece.data(), piece.size());
    at_ += piece.size();
  }
  [[gnu::always_inline]] void operator+=(char letter) {
    *Room(1) = letter;
    ++at_;
  }
  void Append(std::size_t count, char letter) {
    std::memset(Room(count), letter, count);
    at_ += count;
  }
  /// Appends what was written before, `bytes` from `begin` on.
  void AppendAgain(std::size_t begin, std::size_t bytes) {
    // Most are `o.`: a word is moved without a call, with letters behind it that are written over.
    char word[8];
    char* to = Room(std::max(bytes, sizeof word));  // First: it may move what was written.
    if (bytes <= sizeof word) {
      std::memcpy(word, text_.data() + begin, sizeof word);
      std::memcpy(to, word, sizeof word);
    } else {
      std::memcpy(to, text_.data() + begin, bytes);
    }
    at_ += bytes;
  }
  void AppendNumber(std::uint64_t number) {
    if (number < 10) {
      *this += static_cast<char>('0' + number);
      return;
    }
    std::array<char, 24> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
    *this += std::string_view(digits.data(), static_cast<std::size_t>(end - digits.data()));
  }
  std::size_t size() const { return static_cast<std::size_t>(at_ - text_.data()); }

  /// The whole text; nothing is left here.
  std::string Take() {
    text_.resize(size());
    at_ = end_ = nullptr;
    return std::move(text_);
  }

 private:
  [[gnu::always_inline]] char* Room(std::size_t bytes) {
    if (static_cast<std::size_t>(end_ - at_) < bytes) Grow(bytes);
    return at_;
  }
  [[gnu::noinline, gnu::cold]] void Grow(std::size_t bytes) {
    const std::size_t written = size();
    text_.resize(std::max(2 * text_.size(), written + bytes));
    at_ = text_.data() + written;
    end_ = text_.data() + text_.size();
  }

  std::string text_;  // Written up to at_; its size is the room.
  char* at_;
  char* end_;
};

}  // namespace semaflow::sql
