#include "request/conditions.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "base/closest.h"
#include "expr/visit.h"
#include "request/bound_text.h"
#include "request/comparisons.h"
#include "request/object_reader.h"
#include "request/operators.h"

namespace semaflow::request {

namespace {

using expr::BinaryOp;
using expr::Expr;
using expr::Exprs;

constexpr auto kConditionKeys = std::to_array<KeySpec>({
    {"field", static_cast<JsonKinds>(kText | kObject), true},
    {"op", kText, true},
    {"value", kAnything, false, /*null_is_absent=*/false},
});
static_assert(AreRequiredFirst(kConditionKeys));

/// The single key of `{"and": [...]}`, `{"or": [...]}` or `{"not": ...}`; nullptr for others.
const JsonNode* LogicOf(const JsonTree& tree, const JsonNode& node) {
  if (node.kind != JsonKind::kObject) return nullptr;
  for (const JsonNode& child : tree.Children(node)) {
    if (child.key.size() > 3) continue;
    if (child.key == "and" || child.key == "or" || child.key == "not") return &child;
  }
  return nullptr;
}

int DepthOf(const Expr& expr) {
  int deepest = 0;
  expr::ForEachChild(expr, [&](const Expr& child) { deepest = std::max(deepest, DepthOf(child)); });
  return deepest + 1;
}

Expr JoinRange(Exprs& terms, std::size_t begin, std::size_t end, BinaryOp op) {
  if (end - begin == 1) return std::move(terms[begin]);
  const std::size_t middle = begin + (end - begin) / 2;
  Expr left = JoinRange(terms, begin, middle, op);
  Expr right = JoinRange(terms, middle, end, op);
  return Expr{expr::Binary{op, std::move(left), std::move(right)}};
}

class Builder {
 public:
  Builder(ResolveState& state, Wanted wanted) : state_(state), wanted_(wanted) {}

  /// Adds one condition of a list; those of an `and` are conditions of their own.
  void AddConjuncts(const JsonNode& node, Exprs& conjuncts) {
    const JsonNode* logic = LogicOf(state_.tree, node);
    if (logic != nullptr && logic->key == "and") {
      if (!CheckLogic(node, *logic)) return;
      for (const JsonNode& child : state_.tree.Children(*logic)) AddConjuncts(child, conjuncts);
      return;
    }
    if (auto condition = Conjunct(node)) conjuncts.push_back(*std::move(condition));
  }

 private:
  /// One condition of the whole query. Buckets of times become ranges of the bare column, unless
  /// the condition reads measures: then it is asked of groups, which know the bucket alone.
  std::optional<Expr> Conjunct(const JsonNode& node) {
    const std::size_t ranges = state_.ranges.size();
    keep_grain_ = false;
    saw_grain_ = false;
    auto condition = Build(node);
    if (condition && saw_grain_ && ReadsMeasures(*condition)) {
      state_.ranges.resize(ranges);
      keep_grain_ = true;
      condition = Build(node);
    }
    // A comparison is hardly deeper than the column that it names.
    const bool nests = node.kind == JsonKind::kText || LogicOf(state_.tree, node) != nullptr;
    if (condition && nests && DepthOf(*condition) > expr::kDepthMax) {
      state_.problems.AddValue(ErrorCode::kRequestTooLarge, node.span,
                               "the condition is nested deeper than 64 levels");
      return std::nullopt;
    }
    return condition;
  }

  std::optional<Expr> Build(const JsonNode& node) {
    if (node.kind == JsonKind::kText) return BindCondition(state_, node, wanted_);
    if (node.kind != JsonKind::kObject) {
      AddWrongKind(node, "a condition", static_cast<JsonKinds>(kObject | kText), state_.problems);
      return std::nullopt;
    }
    if (const JsonNode* logic = LogicOf(state_.tree, node)) return BuildLogic(node, *logic);
    return BuildComparison(node);
  }

  bool CheckLogic(const JsonNode& node, const JsonNode& logic) {
    if (node.count != 1) {
      state_.problems.Add(ErrorCode::kRequestShape, {logic.key_begin, logic.key_begin},
                          Quoted(logic.key) + " stands alone in its object",
                          "put the other conditions into a list: {\"and\": [..., ...]}");
      return false;
    }
    if (logic.key == "not") return true;
    if (logic.kind != JsonKind::kList) {
      AddWrongKind(logic, Quoted(logic.key), kList, state_.problems);
      return false;
    }
    if (logic.count == 0) {
      state_.problems.AddValue(ErrorCode::kRequestShape, logic.span,
                               Quoted(logic.key) + " needs at least one condition");
      return false;
    }
    return true;
  }

  std::optional<Expr> BuildLogic(const JsonNode& node, const JsonNode& logic) {
    if (!CheckLogic(node, logic)) return std::nullopt;
    if (logic.key == "not") {
      auto inner = Build(logic);
      if (!inner) return std::nullopt;
      return Expr{expr::Unary{expr::UnaryOp::kNot, *std::move(inner)}};
    }
    Exprs terms;
    terms.reserve(logic.count);
    for (const JsonNode& child : state_.tree.Children(logic)) {
      if (auto term = Build(child)) terms.push_back(*std::move(term));
    }
    if (terms.size() != logic.count) return std::nullopt;
    return Join(std::move(terms), logic.key == "and" ? BinaryOp::kAnd : BinaryOp::kOr);
  }

  std::optional<Expr> BuildComparison(const JsonNode& node) {
    std::array<const JsonNode*, kConditionKeys.size()> found{};
    if (!ReadKeys(state_.tree, node, "a condition", kConditionKeys, found, state_.problems)) {
      return std::nullopt;
    }
    const auto& [field, word, value] = found;
    // All unknown names are told, so the field is looked up in any case.
    const auto operand = FindOperand(state_, *field, wanted_);
    const auto op = FindOperator(word->text);
    if (!op) {
      AddUnknownOperator(*word);
      return std::nullopt;
    }
    if (!operand) return std::nullopt;
    saw_grain_ |= operand->bare.has_value();
    return Compare(state_, *operand, *op, value, node.span, wanted_, keep_grain_);
  }

  void AddUnknownOperator(const JsonNode& word) {
    std::vector<std::string> candidates = ClosestNames(word.text, OperatorWords());
    std::string help = DidYouMean(candidates);
    if (help.empty()) {
      for (const std::string_view name : OperatorNames()) {
        if (name.starts_with("not ")) continue;
        help += help.empty() ? "operators are " : ", ";
        help += name;
      }
    }
    state_.problems.Add(ErrorCode::kUnknownOperator, word.span,
                        "there is no operator " + Quoted(word.text), std::move(help),
                        std::move(candidates));
  }

  ResolveState& state_;
  Wanted wanted_;
  bool keep_grain_ = false;
  bool saw_grain_ = false;
};

}  // namespace

Expr Join(Exprs terms, BinaryOp op) { return JoinRange(terms, 0, terms.size(), op); }

void AddConditions(ResolveState& state, const JsonNode& node, Wanted wanted, Exprs& conjuncts) {
  Builder builder(state, wanted);
  if (node.kind != JsonKind::kList) {
    builder.AddConjuncts(node, conjuncts);
    return;
  }
  conjuncts.reserve(conjuncts.size() + node.count);
  for (const JsonNode& condition : state.tree.Children(node)) {
    builder.AddConjuncts(condition, conjuncts);
  }
}

}  // namespace semaflow::request
