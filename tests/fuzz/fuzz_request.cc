// Requests against one rich model. Nothing may crash, and a request that is accepted must be all
// there: every column, condition, value, order key, limit and zone that it names is in the answer
// of the resolver, and every value among the parameters of its statement. What the resolver accepts
// the planner and the SQL may still refuse, with a reason and never as a bug of ours.
#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/visit.h"
#include "plan/plan.h"
#include "request/exact_number.h"
#include "request/json_tree.h"
#include "request/test_request.h"
#include "sql/compile.h"
#include "sql/dialect.h"
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
  const JsonNode* total_rows = KeyOf(tree, root, "total_rows");
  const JsonNode* page_size = KeyOf(tree, root, "page_size");
  const bool counts = total_rows != nullptr && total_rows->boolean;
  Require(static_cast<bool>(query.page) == (counts || page_size != nullptr), "the page");
  Require(!query.page || (query.page->size > 0) == (page_size != nullptr), "the page size");
  Require(!query.page || query.page->total_rows == counts, "the total rows");
  Require((query.page && query.page->after) == (KeyOf(tree, root, "cursor") != nullptr),
          "the cursor");
  if (const JsonNode* zone = KeyOf(tree, root, "time_zone")) {
    Require(query.zone == *time::FindZone(zone->text), "the zone");
  }
  const JsonNode* ungrouped = KeyOf(tree, root, "ungrouped");
  Require(query.ungrouped == (ungrouped != nullptr && ungrouped->boolean), "ungrouped");
  Require(!Explain(query).empty(), "the explanation");
}

void CheckReason(const Error& error) {
  Require(error.code != ErrorCode::kInternal, "the sense of it");
  Require(!error.message.empty() && !FormatError(error).empty(), "the reason of a refusal");
}

/// The texts of the conditions, made by the request: none may be lost or written out.
std::vector<Value> BoundTexts(const ResolvedQuery& query) {
  std::vector<Value> texts;
  for (const expr::Expr& filter : query.filters) {
    expr::ForEachNode(filter, [&](const expr::Expr& node) {
      const auto* literal = expr::As<expr::Literal>(node);
      const bool text = literal != nullptr && std::holds_alternative<std::string>(literal->value);
      if (text && literal->bound) texts.push_back(literal->value);
    });
  }
  return texts;
}

void CheckCompiled(const plan::LogicalPlan& plan, const std::vector<Value>& texts,
                   const sql::Dialect& dialect) {
  const auto bound = sql::CompilePlan(plan, dialect, sql::ValueStyle::kParameters);
  const auto literal = sql::CompilePlan(plan, dialect, sql::ValueStyle::kLiterals);
  Require(bound.has_value() == literal.has_value(), "one of two spellings");
  if (!bound) return CheckReason(bound.error());
  Require(!bound->text.empty() && !literal->text.empty(), "the text");
  Require(literal->parameters.empty(), "the values of a statement that shows them");
  for (const Value& text : texts) {
    const bool has_nul = std::get<std::string>(text).find('\0') != std::string::npos;
    if (has_nul && !dialect.has.nul_in_texts) continue;  // What it says of rows is known before.
    const auto& sent = bound->parameters;
    Require(std::find(sent.begin(), sent.end(), text) != sent.end(), "a parameter");
  }
  Require(!sql::ExplainSql(plan, dialect).empty(), "the explanation of the SQL");
}

void CheckBehindTheResolver(ResolvedQuery query) {
  const std::vector<Value> texts = BoundTexts(query);
  const auto plan = plan::MakePlan(std::move(query));
  if (!plan) {
    Require(!plan.error().empty(), "the reason of a refusal");
    for (const Error& error : plan.error()) CheckReason(error);
    return;
  }
  Require(!plan::Explain(*plan).empty(), "the explanation of the plan");
  for (const std::string_view name : sql::DialectNames()) {
    CheckCompiled(*plan, texts, *sql::FindDialect(name));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string json(reinterpret_cast<const char*>(data), size);
  auto query = TryResolve(json);
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
  CheckBehindTheResolver(*std::move(query));
  return 0;
}
