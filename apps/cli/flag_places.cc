#include "flag_places.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace semaflow::cli {
namespace {

/// A flag, and where in the JSON what it said ends.
struct FlagRange {
  std::string_view flag;
  const std::string* condition = nullptr;  ///< Of `--where`.
  std::uint32_t end = 0;                   ///< A column.
};

/// The flags in the order in which ToJson writes them. The request grows by one flag at a time, so
/// each step tells how far that flag's part goes.
std::vector<FlagRange> RangesOf(const RequestDraft& draft) {
  std::vector<FlagRange> ranges;
  RequestDraft part;
  const auto add = [&](std::string_view flag, const std::string* condition = nullptr) {
    ranges.push_back({.flag = flag, .condition = condition, .end = CodePoints(ToJson(part))});
  };
  part.flow = draft.flow;
  add("--flow");
  part.dimensions = draft.dimensions;
  add("--dimensions");
  part.measures = draft.measures;
  add("--measures");
  for (const std::string& condition : draft.where) {
    part.where.push_back(condition);
    add("--where", &condition);
  }
  part.order = draft.order;
  add("--order");
  part.limit = draft.limit;
  add("--limit");
  part.offset = draft.offset;
  add("--offset");
  part.page_size = draft.page_size;
  add("--page-size");
  part.cursor = draft.cursor;
  add("--cursor");
  part.total_rows = draft.total_rows;
  add("--total-rows");
  part.time_zone = draft.time_zone;
  add("--time-zone");
  part.params = draft.params;
  add("--param");
  return ranges;
}

/// Line `number` (from 1) of a text.
std::string LineOf(std::string_view text, std::uint32_t number) {
  for (; number > 1 && text.find('\n') != std::string_view::npos; --number) {
    text.remove_prefix(text.find('\n') + 1);
  }
  return std::string(text.substr(0, text.find('\n')));
}

/// The place in the text of a condition: where its parser stopped or a name stands, else the whole
/// of it. In the JSON it ends with its quote and "]}" before column `end`.
Label InCondition(const std::string& condition, const std::vector<Label>& labels,
                  std::uint32_t end) {
  Label place;
  place.line = 1;
  place.column = 1;
  place.width = std::max<std::uint32_t>(CodePoints(LineOf(condition, 1)), 1);
  // Only one without escapes is as long there, and only there are places inside of it told.
  const std::uint32_t quote = end - CodePoints(condition) - 3;
  if (labels.front().column > quote && labels.front().width < place.width) {
    place.column = labels.front().column - quote;
    place.width = labels.front().width;
  }
  for (const Label& label : labels) {
    if (label.file == "expression" && label.line > 0) place = label;
  }
  place.file = "--where";
  place.source_line = LineOf(condition, place.line);
  place.source_column = 1;
  place.source_cut = false;
  place.note.clear();
  return place;
}

void Relabel(const std::vector<FlagRange>& ranges, Error& error) {
  if (error.labels.empty() || error.labels.front().file != "request") return;
  const std::uint32_t column = error.labels.front().column;
  // Column 1 is the request as a whole: a key that is missing, say.
  if (column <= 1) {
    error.labels.clear();
    return;
  }
  const auto range = std::find_if(ranges.begin(), ranges.end(),
                                  [&](const FlagRange& flag) { return column < flag.end; });
  if (range == ranges.end()) return;
  if (range->condition != nullptr) {
    error.labels = {InCondition(*range->condition, error.labels, range->end)};
    return;
  }
  Label place;
  place.file = range->flag;
  error.labels = {std::move(place)};
}

}  // namespace

std::uint32_t CodePoints(std::string_view text) {
  return static_cast<std::uint32_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  }));
}

Errors AtFlags(const RequestDraft& draft, Errors errors) {
  const std::vector<FlagRange> ranges = RangesOf(draft);
  for (Error& error : errors) Relabel(ranges, error);
  return errors;
}

}  // namespace semaflow::cli
