// Requests: what is asked of a model. A request is JSON text; this is a way to write it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "semaflow/error.h"

namespace semaflow {

/// The parts of a request that people ask for most, as plain values. Whatever else a request can
/// say (docs/queries.md) is said in JSON.
struct RequestDraft {
  struct Order {
    std::string column;
    bool descending = false;
  };

  std::string flow;
  std::vector<std::string> dimensions;  ///< "c.country", "o.order_date.month"
  std::vector<std::string> measures;
  /// Conditions as expression text, all of which must hold: "c.country in ['NL', 'BE']".
  std::vector<std::string> where;
  std::vector<Order> order;
  std::optional<std::uint64_t> limit;
  std::optional<std::uint64_t> offset;
  std::optional<std::uint64_t> page_size;
  std::string cursor;  ///< Of an answer (PageEnd::cursor); "" = the first page.
  bool total_rows = false;
  std::string time_zone;  ///< "" = the model's.
  /// Values by name, each as JSON text: {"country", "\"NL\""}.
  std::vector<std::pair<std::string, std::string>> params;
};

/// The request as one line of JSON, without a line feed. Nothing is checked: compiling does that.
std::string ToJson(const RequestDraft& draft);

/// `request` (JSON text) with the parts of `draft` laid over it: what the draft gives replaces the
/// key (`flow`, `dimensions`, ...), conditions are added to `filters`, values to `params`. Keys
/// that the draft does not touch stay as they are written. Fails with kRequestSyntax, or
/// kRequestShape where `request` is no object or one of those two keys has another shape.
Result<std::string> LayOver(std::string_view request, const RequestDraft& draft);

/// `text` as a JSON string, with its quotes. Broken UTF-8 becomes U+FFFD.
std::string AsJsonString(std::string_view text);

/// `text` when it is one JSON value, else `text` as a JSON string: how `--param name=value` reads.
std::string AsJsonValue(std::string_view text);

}  // namespace semaflow
