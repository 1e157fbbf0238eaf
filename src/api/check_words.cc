#include "api/check_words.h"

#include <utility>

namespace semaflow::api {
namespace {

/// `(1, "a")`, or `1` for a single value.
std::string KeyText(const Cells& cells, std::size_t columns) {
  std::string text;
  for (std::size_t i = 0; i < columns; ++i) text += (i == 0 ? "" : ", ") + cells[i];
  return columns == 1 ? text : "(" + text + ")";
}

}  // namespace

Error DataError(ErrorCode code, std::string message, const std::string& file, std::string help) {
  Error error{.code = code, .message = std::move(message), .help = std::move(help)};
  if (!file.empty()) {
    Label place;
    place.file = file;
    error.labels.push_back(std::move(place));
  }
  return error;
}

std::string Counted(std::int64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string Stand(std::int64_t count) { return count == 1 ? " stands" : " stand"; }

std::vector<std::string> KeyTexts(const std::vector<Cells>& rows) {
  std::vector<std::string> texts;
  for (const Cells& cells : rows) {
    texts.push_back(KeyText(cells, cells.size() - 1) + " in " +
                    Counted(std::stoll(cells.back()), "row"));
  }
  return texts;
}

std::string ForExample(const std::vector<std::string>& examples) {
  std::string text;
  for (const std::string& example : examples) {
    text += (text.empty() ? "for example " : "; ") + example;
  }
  return text;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace semaflow::api
