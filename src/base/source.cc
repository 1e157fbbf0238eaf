#include "base/source.h"

#include <algorithm>

#include "base/utf8.h"

namespace semaflow {
namespace {

// What is shown of a long line: enough to recognise the place.
constexpr std::size_t kLineBytesMax = 200;
constexpr std::size_t kBytesBefore = 80;

bool IsContinuation(char byte) { return (static_cast<unsigned char>(byte) & 0xc0) == 0x80; }

// The nearest start of a code point at or before `at`; broken text has one within 3 bytes or none.
std::size_t StartOfCodePoint(std::string_view text, std::size_t at) {
  for (std::size_t back = 0; back < 4 && back <= at; ++back) {
    if (at - back == text.size() || !IsContinuation(text[at - back])) return at - back;
  }
  return at;
}

}  // namespace

void SetSourceLine(Label& label, std::string_view line) {
  label.source_column = 1;
  label.source_cut = false;
  if (line.size() <= kLineBytesMax) {
    label.source_line = line;
    return;
  }
  std::size_t place = 0;
  for (std::uint32_t column = 1; column < label.column && place < line.size(); ++column) {
    place += DecodeUtf8(line, place).bytes;
  }
  std::size_t begin = 0;
  if (place > kLineBytesMax - kBytesBefore) begin = StartOfCodePoint(line, place - kBytesBefore);
  const std::size_t end = StartOfCodePoint(line, std::min(line.size(), begin + kLineBytesMax));
  label.source_column = static_cast<std::uint32_t>(CountCodePoints(line.substr(0, begin)) + 1);
  label.source_cut = end < line.size();
  label.source_line = line.substr(begin, end - begin);
}

Label MakeLabel(std::string_view file, std::string_view text, Span span, std::string note) {
  const std::size_t begin = std::min<std::size_t>(span.begin, text.size());
  const std::size_t line_feed = begin == 0 ? std::string_view::npos : text.rfind('\n', begin - 1);
  const std::size_t line_begin = line_feed == std::string_view::npos ? 0 : line_feed + 1;
  std::size_t line_end = std::min(text.find('\n', begin), text.size());
  if (line_end > line_begin && text[line_end - 1] == '\r') --line_end;
  const std::size_t end = std::clamp<std::size_t>(span.end, begin, std::max(begin, line_end));

  Label label;
  label.file = file;
  label.line = static_cast<std::uint32_t>(
      std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(line_begin), '\n') + 1);
  label.column =
      static_cast<std::uint32_t>(CountCodePoints(text.substr(line_begin, begin - line_begin)) + 1);
  label.width = static_cast<std::uint32_t>(
      std::max<std::size_t>(1, CountCodePoints(text.substr(begin, end - begin))));
  label.note = std::move(note);
  SetSourceLine(label, text.substr(line_begin, line_end - line_begin));
  return label;
}

}  // namespace semaflow
