// A request by its shape: every key is known and of its kind; no name is looked up yet.
#pragma once

#include <cstdint>
#include <optional>

#include "request/json_tree.h"
#include "request/problems.h"

namespace semaflow::request {

/// The keys of one request (DESIGN 2.1). Nodes belong to the tree; nullptr: not given, or null.
struct QueryRequest {
  const JsonNode* flow = nullptr;        ///< A text; never nullptr.
  const JsonNode* dimensions = nullptr;  ///< A list.
  const JsonNode* measures = nullptr;    ///< A list.
  const JsonNode* filters = nullptr;     ///< A list.
  const JsonNode* order = nullptr;       ///< A list.
  const JsonNode* totals = nullptr;      ///< A list, not empty; not beside `ungrouped`.
  const JsonNode* cursor = nullptr;      ///< A text; `page_size` is set.
  const JsonNode* of = nullptr;          ///< A text; `ungrouped` is set.
  const JsonNode* params = nullptr;      ///< An object of values.
  const JsonNode* time_zone = nullptr;   ///< A text.
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> offset;
  std::uint64_t page_size = 0;  ///< 0: not given.
  bool total_rows = false;
  bool ungrouped = false;
  bool wide_numbers_as_text = false;
};

/// Checks the shape of `tree` and refuses what this version does not answer
/// (kCalendarGrain). nullopt: so much is wrong that names cannot be looked up. Problems that leave
/// the rest readable are told and the rest is given.
std::optional<QueryRequest> ReadQueryRequest(const JsonTree& tree, Problems& problems);

}  // namespace semaflow::request
