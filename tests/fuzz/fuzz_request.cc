// Requests against one rich model. Nothing may crash, and a request that is accepted must be all
// there: every column, condition, value, order key, limit and zone that it names is in the answer
// of the resolver.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "expr/visit.h"
#include "request/exact_number.h"
#include "request/json_tree.h"
#include "request/test_request.h"
#include "time/literal.h"

namespace {

using namespace semaflow;           // NOLINT: a fuzz target is one page
using namespace semaflow::request;  // NOLINT

void Require(bool condition, std::string_view what) {
  if (condition) return;
  std::fprintf(stderr, "lost: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}

/// What the conditions of a request ask, read from its JSON without any of the resolver.
struct Asked {
  std::size_t comparisons = 0;
  std::vector<std::string> texts;  ///< Values; those of times and numbers are left out.
  std::size_t values = 0;          ///< Numbers, texts, true and false.
};

void AddValue(const JsonTree& tree, const JsonNode& node, const JsonNode* params, Asked& asked) {
  switch (node.kind) {
    case JsonKind::kNull:
      return;
    case JsonKind::kText:
      if (!time::ParseTime(node.text) && !time::ParseTimeOfDay(node.text) &&
          !IsJsonNumber(node.text)) {
        asked.texts.emplace_back(node.text);
      }
      ++asked.values;
      return;
    case JsonKind::kBool:
    case JsonKind::kNumber:
      ++asked.values;
      return;
    case JsonKind::kList:
      for (const JsonNode& item : tree.Children(node)) AddValue(tree, item, params, asked);
      return;
    case JsonKind::kObject:
      for (const JsonNode& key : tree.Children(node)) {
        if (key.key != "param" || params == nullptr) continue;
        for (const JsonNode& param : tree.Children(*params)) {
          if (param.key == key.text) AddValue(tree, param, params, asked);
        }
      }
      return;
  }
}

void AddCondition(const JsonTree& tree, const JsonNode& node, const JsonNode* params,
                  Asked& asked) {
  if (node.kind == JsonKind::kText) ++asked.comparisons;
  if (node.kind == JsonKind::kList) {
    for (const JsonNode& item : tree.Children(node)) AddCondition(tree, item, params, asked);
  }
  if (node.kind != JsonKind::kObject) return;
  for (const JsonNode& child : tree.Children(node)) {
    if (child.key == "op") ++asked.comparisons;
    if (child.key == "value") AddValue(tree, child, params, asked);
    if (child.key == "and" || child.key == "or" || child.key == "not") {
      AddCondition(tree, child, params, asked);
    }
  }
}

const JsonNode* KeyOf(const JsonTree& tree, const JsonNode& object, std::string_view key) {
  for (const JsonNode& child : tree.Children(object)) {
    if (child.key == key && child.kind != JsonKind::kNull) return &child;
  }
  return nullptr;
}

void CheckColumns(const JsonTree& tree, const JsonNode* list,
                  const NodeVector<ResolvedColumn>& columns) {
  if (list == nullptr) return Require(columns.empty(), "columns from nowhere");
  Require(columns.size() == list->count, "a column");
  std::size_t i = 0;
  for (const JsonNode& item : tree.Children(*list)) {
    const ResolvedColumn& column = columns[i++];
    if (item.kind == JsonKind::kText) Require(column.name == item.text, "the name of a column");
    if (item.kind != JsonKind::kObject) continue;
    if (const JsonNode* as = KeyOf(tree, item, "as")) Require(column.name == as->text, "an as");
    if (KeyOf(tree, item, "filter") == nullptr) continue;
    const bool filtered = expr::AnyNode(column.value, [](const expr::Expr& node) {
      const auto* aggregate = expr::As<expr::Aggregate>(node);
      return expr::As<expr::Filtered>(node) != nullptr ||
             (aggregate != nullptr && aggregate->details->filter);
    });
    Asked asked;
    AddCondition(tree, *KeyOf(tree, item, "filter"), nullptr, asked);
    Require(filtered || asked.comparisons == 0, "the filter of a measure");
  }
}

void CheckFilters(const Asked& asked, const ResolvedQuery& query) {
  std::size_t leaves = 0;
  std::size_t values = 0;
  std::vector<std::string_view> texts;
  for (const expr::Expr& filter : query.filters) {
    expr::ForEachNode(filter, [&](const expr::Expr& node) {
      const auto* binary = expr::As<expr::Binary>(node);
      const bool logic = binary != nullptr &&
                         (binary->op == expr::BinaryOp::kAnd || binary->op == expr::BinaryOp::kOr);
      leaves += logic || expr::As<expr::Unary>(node) != nullptr ? 0 : 1;
      if (const auto* literal = expr::As<expr::Literal>(node)) {
        values += literal->bound ? 1 : 0;
        if (const auto* text = std::get_if<std::string>(&literal->value)) texts.push_back(*text);
      }
    });
  }
  for (const ResolvedRange& range : query.ranges) texts.push_back(range.words);
  Require(leaves >= asked.comparisons, "a condition");
  Require(values >= asked.values, "a value");
  for (const std::string& text : asked.texts) {
    Require(std::find(texts.begin(), texts.end(), text) != texts.end(), "a text");
  }
}

void CheckAccepted(const JsonTree& tree, const ResolvedQuery& query) {
  const JsonNode& root = tree.root();
  Require(query.flow->name == KeyOf(tree, root, "flow")->text, "the flow");
  CheckColumns(tree, KeyOf(tree, root, "dimensions"), query.dimensions);
  CheckColumns(tree, KeyOf(tree, root, "measures"), query.measures);
  if (const JsonNode* filters = KeyOf(tree, root, "filters")) {
    Asked asked;
    AddCondition(tree, *filters, KeyOf(tree, root, "params"), asked);
    CheckFilters(asked, query);
  }
  const JsonNode* order = KeyOf(tree, root, "order");
  Require(query.order.size() == (order != nullptr ? order->count : 0), "an order key");
  Require(query.limit.has_value() == (KeyOf(tree, root, "limit") != nullptr), "the limit");
  Require(query.offset.has_value() == (KeyOf(tree, root, "offset") != nullptr), "the offset");
  if (const JsonNode* zone = KeyOf(tree, root, "time_zone")) {
    Require(query.zone == *time::FindZone(zone->text), "the zone");
  }
  const JsonNode* ungrouped = KeyOf(tree, root, "ungrouped");
  Require(query.ungrouped == (ungrouped != nullptr && ungrouped->boolean), "ungrouped");
  Require(!Explain(query).empty(), "the explanation");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string json(reinterpret_cast<const char*>(data), size);
  const auto query = TryResolve(json);
  if (!query) {
    Require(!query.error().empty(), "the reason of a refusal");
    for (const Error& error : query.error()) Require(!error.message.empty(), "a message");
    Require(!FormatErrors(query.error()).empty() && !ErrorsToJson(query.error()).empty(), "text");
    return 0;
  }
  Problems problems;
  const auto tree = ParseJson(json, problems);
  Require(tree.has_value(), "the JSON of an accepted request");
  CheckAccepted(*tree, *query);
  return 0;
}
