#include "request/problems.h"

#include <algorithm>
#include <utility>

#include "base/utf8.h"

namespace semaflow::request {

namespace {

constexpr std::string_view kFile = "request";
constexpr std::size_t kNameCodePointsMax = 80;
constexpr std::uint32_t kTokenBytesMax = 160;

/// Behind the closing quote of the text that begins at `begin`.
std::uint32_t EndOfText(std::string_view text, std::uint32_t begin) {
  std::size_t at = begin + 1;
  while (at < text.size() && text[at] != '"') at += text[at] == '\\' ? 2 : 1;
  return static_cast<std::uint32_t>(std::min(at + 1, text.size()));
}

Error MakeError(ErrorCode code, std::string message, std::string help) {
  Error error;
  error.code = code;
  error.message = std::move(message);
  error.help = std::move(help);
  return error;
}

}  // namespace

std::string Quoted(std::string_view name) {
  std::size_t end = 0;
  for (std::size_t n = 0; n < kNameCodePointsMax && end < name.size(); ++n) {
    end += DecodeUtf8(name, end).bytes;
  }
  std::string quoted = "\"";
  quoted += name.substr(0, end);
  quoted += end < name.size() ? "...\"" : "\"";
  return quoted;
}

Label Problems::LabelAt(Span at, bool show_token) const {
  const auto size = static_cast<std::uint32_t>(text_.size());
  if (at.end <= at.begin && at.begin < size && text_[at.begin] == '"') {
    at.end = EndOfText(text_, at.begin);
  }
  Label label = MakeLabel(kFile, text_, at);
  label.source_line.clear();
  if (!show_token || at.begin >= size) return label;
  // The rest of the line may hold values: only the token itself is shown.
  std::uint32_t end = std::min(at.end, size);
  if (end - at.begin > kTokenBytesMax) {
    end = at.begin + kTokenBytesMax;
    while (end > at.begin && (static_cast<unsigned char>(text_[end]) & 0xc0) == 0x80) --end;
  }
  label.source_line = text_.substr(at.begin, end - at.begin);
  label.source_column = label.column;
  label.source_cut = end < size;
  label.width =
      static_cast<std::uint32_t>(std::max<std::size_t>(1, CountCodePoints(label.source_line)));
  return label;
}

// Where the text has escapes, its places are others than those of the request: a label of its own
// tells them.
void Problems::MoveInside(Span& at, Error& error) const {
  if (inside_text_.empty() || inside_.end <= inside_.begin) return;
  if (text_.substr(std::min<std::size_t>(at.begin + 1, text_.size())).starts_with(inside_text_)) {
    const std::uint32_t begin = at.begin + 1;
    at = {begin + inside_.begin, begin + inside_.end};
    return;
  }
  Label label = MakeLabel("expression", inside_text_, inside_);
  label.source_line.clear();
  label.source_cut = false;
  error.labels.push_back(std::move(label));
}

void Problems::Keep(Span at, Error error, bool show_token) {
  if (full()) {
    ++more_;
    return;
  }
  if (of_access_filters_) {
    error.code = ErrorCode::kAccessFilters;
    error.message = "the access filters do not fit: " + error.message;
    error.labels.clear();
    found_.push_back({0, std::move(error)});
    return;
  }
  MoveInside(at, error);
  error.labels.insert(error.labels.begin(), LabelAt(at, show_token));
  error.in_request = true;
  found_.push_back({at.begin, std::move(error)});
}

void Problems::Add(ErrorCode code, Span at, std::string message, std::string help,
                   std::vector<std::string> candidates) {
  Error error = MakeError(code, std::move(message), std::move(help));
  error.candidates = std::move(candidates);
  Keep(at, std::move(error), /*show_token=*/true);
}

void Problems::AddValue(ErrorCode code, Span at, std::string message, std::string help) {
  Keep(at, MakeError(code, std::move(message), std::move(help)), /*show_token=*/false);
}

void Problems::AddError(Span at, Error error) { Keep(at, std::move(error), /*show_token=*/false); }

Errors Problems::Take() {
  std::stable_sort(found_.begin(), found_.end(),
                   [](const Found& a, const Found& b) { return a.at < b.at; });
  Errors errors;
  errors.reserve(found_.size() + 1);
  for (Found& found : found_) errors.push_back(std::move(found.error));
  if (more_ > 0) {
    errors.push_back(MakeError(ErrorCode::kRequestShape,
                               "there are " + std::to_string(more_) + " more problems", ""));
  }
  found_.clear();
  more_ = 0;
  return errors;
}

}  // namespace semaflow::request
