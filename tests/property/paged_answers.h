// A page at a time equals all at once: the pages of an answer, one behind the other, are its rows
// in their order, each once, under ties, NULLs, limits and offsets. It needs no second opinion
// about what the rows are.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "semaflow/result.h"
#include "tests/property/cells.h"

namespace semaflow::property {

struct PageOfRows {
  std::vector<Row> rows;
  PageEnd end;
};
/// Asks one request; nullopt when it is refused. Throws when the engine fails.
using AskRows = std::function<std::optional<PageOfRows>(const nlohmann::json& request)>;

struct PagesVerdict {
  bool refused = false;    ///< The request has an answer, but no pages.
  std::int64_t pages = 0;  ///< That were read.
  std::string difference;  ///< "": there is none.
};

/// Walks the pages of `request`, whose sizes change on the way, and compares them with the same
/// request without pages. `seed` decides the sizes.
PagesVerdict ComparePages(const nlohmann::json& request, const AskRows& ask, std::uint64_t seed);

}  // namespace semaflow::property
