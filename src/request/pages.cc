#include "request/pages.h"

#include <array>
#include <string>
#include <utility>

#include "base/stable_hash.h"

namespace semaflow::request {

namespace {

/// What may change from one page to the next: it says which rows of the answer are given, and how
/// much is told about them, not what they are.
constexpr std::array<std::string_view, 3> kFreeKeys = {"page_size", "cursor", "total_rows"};

bool IsFree(std::string_view key) {
  for (const std::string_view free : kFreeKeys) {
    if (key == free) return true;
  }
  return false;
}

/// The same for two requests that differ in blanks, escapes, nulls or the order of keys alone.
std::uint64_t HashOf(const JsonTree& tree, const JsonNode& node) {
  StableHash hash;
  hash.Number(static_cast<std::uint64_t>(node.kind));
  hash.Number(node.boolean ? 1 : 0);
  hash.Bytes(node.text);
  if (node.kind == JsonKind::kList) {
    hash.Number(node.count);
    for (const JsonNode& item : tree.Children(node)) hash.Number(HashOf(tree, item));
  }
  if (node.kind == JsonKind::kObject) {
    const bool is_request = &node == &tree.root();
    std::uint64_t sum = 0;
    for (const JsonNode& value : tree.Children(node)) {
      if (value.kind == JsonKind::kNull || (is_request && IsFree(value.key))) continue;
      StableHash entry;
      entry.Bytes(value.key);
      entry.Number(HashOf(tree, value));
      sum += entry.value();
    }
    hash.Number(sum);
  }
  return hash.value();
}

/// All that makes the rows of an answer and their order. What is not told here somebody could
/// change between two pages, and would see rows twice, or never.
CursorBinding BindingOf(const JsonTree& tree, const ResolvedQuery& query) {
  StableHash request;
  request.Number(HashOf(tree, tree.root()));
  request.Bytes(query.zone->name());  // The host may have set it.
  if (query.access) request.Number(query.access->hash);
  StableHash moved;
  for (const ResolvedRange& range : query.ranges) {
    moved.Bytes(range.start);
    moved.Bytes(range.end);
  }
  return {.model = query.model->hash, .request = request.value(), .ranges = moved.value()};
}

void AddStale(std::string why, const JsonNode& cursor, Problems& problems) {
  problems.AddValue(ErrorCode::kStaleCursor, cursor.span, std::move(why),
                    "leave out \"cursor\" to begin with the first page");
}

/// Whether both are of one answer; else it is told why not.
bool CheckBinding(const CursorBinding& now, const CursorBinding& then, const JsonNode& cursor,
                  Problems& problems) {
  if (now == then) return true;
  if (now.request != then.request) {
    AddStale(
        "the cursor is of another request, of another time zone, or of somebody who may see "
        "something else",
        cursor, problems);
  } else if (now.model != then.model) {
    AddStale("the model has changed since the cursor was given", cursor, problems);
  } else {
    problems.AddValue(ErrorCode::kStaleCursor, cursor.span,
                      "a range in words means another time now than when the cursor was given",
                      "write the bounds that the first answer told in \"ranges\", or leave out "
                      "\"cursor\" to begin with the first page");
  }
  return false;
}

}  // namespace

void ReadPage(const JsonTree& tree, const QueryRequest& request, Problems& problems,
              ResolvedQuery& query) {
  ResolvedPage page{
      .size = request.page_size,
      .total_rows = request.total_rows,
      .binding = BindingOf(tree, query),
      .after = std::nullopt,
  };
  if (request.cursor != nullptr) {
    auto cursor = DecodeCursor(request.cursor->text);
    if (!cursor) {
      problems.AddValue(cursor.error().code, request.cursor->span,
                        std::move(cursor.error().message), std::move(cursor.error().help));
      return;
    }
    if (!CheckBinding(page.binding, cursor->binding, *request.cursor, problems)) return;
    page.after = std::move(cursor->keys);
  }
  query.page = std::move(page);
}

}  // namespace semaflow::request
