#include "request/made_measures.h"

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/types.h"
#include "expr/parse.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "request/bound_text.h"
#include "request/conditions.h"
#include "request/object_reader.h"
#include "request/operands.h"
#include "request/time_values.h"

namespace semaflow::request {

namespace {

using expr::Aggregate;
using expr::AggregateFunction;
using expr::AliasIndex;
using expr::As;
using expr::Expr;
using expr::Exprs;
using expr::Ref;
using expr::RefKind;

enum MeasureKey : std::size_t {
  kMeasure,
  kField,
  kAgg,
  kExpr,
  kFilter,
  kShareOf,
  kFill,
  kSeparator,
  kOrderBy,
  kAs,
  kFirstWindowKey,
  kMeasureKeyCount = kFirstWindowKey + 9
};
constexpr std::array<KeySpec, kMeasureKeyCount> kMeasureKeys = {{
    {"measure", kText},
    {"field", static_cast<JsonKinds>(kText | kObject)},
    {"agg", kText},
    {"expr", kText},
    {"filter", static_cast<JsonKinds>(kText | kObject | kList)},
    {"share_of", kList},
    {"fill", kAnything, false, /*null_is_absent=*/false},
    {"separator", kText},
    {"order_by", kText},
    {"as", kText},
    {"over", kAnything},
    {"rolling", kAnything},
    {"to_date", kAnything},
    {"at", kAnything},
    {"period_take", kAnything},
    {"offset", kAnything},
    {"offset_to", kAnything},
    {"conversion", kAnything},
    {"without_time", kAnything},
}};
static_assert(AreRequiredFirst(kMeasureKeys));
using Keys = std::array<const JsonNode*, kMeasureKeyCount>;

/// Builds one measure from its keys.
class Maker {
 public:
  Maker(ResolveState& state, const JsonNode& object) : state_(state), object_(object) {}

  std::optional<ResolvedColumn> Make() {
    if (!ReadKeys(state_.tree, object_, "a measure", kMeasureKeys, keys_, state_.problems)) {
      return std::nullopt;
    }
    if (!CheckWindows() || !CheckWays()) return std::nullopt;
    const bool made = keys_[kAgg] != nullptr    ? MakeAggregate()
                      : keys_[kExpr] != nullptr ? MakeFormula()
                                                : FindMeasure();
    if (!made || !AddFilter() || !AddShare() || !AddFill()) return std::nullopt;
    return std::move(column_);
  }

 private:
  bool Refuse(ErrorCode code, Span at, std::string message, std::string help = {}) {
    state_.problems.Add(code, at, std::move(message), std::move(help));
    return false;
  }

  bool CheckWindows() {
    for (std::size_t i = kFirstWindowKey; i < kMeasureKeyCount; ++i) {
      if (keys_[i] == nullptr) continue;
      return Refuse(ErrorCode::kWindowMeasure, {keys_[i]->key_begin, keys_[i]->key_begin},
                    "a measure with \"" + std::string(kMeasureKeys[i].name) +
                        "\" cannot be asked in this version",
                    "ask the measure itself");
    }
    return true;
  }

  /// One of the ways to make a measure, with the keys that go with it.
  bool CheckWays() {
    const JsonNode* name = keys_[kMeasure] != nullptr ? keys_[kMeasure] : keys_[kField];
    const bool aggregate = keys_[kAgg] != nullptr;
    const bool both_names = keys_[kMeasure] != nullptr &&
                            (keys_[kField] != nullptr || aggregate || keys_[kExpr] != nullptr);
    const bool two_values = keys_[kField] != nullptr && keys_[kExpr] != nullptr;
    const bool nothing = name == nullptr && !aggregate && keys_[kExpr] == nullptr;
    if (both_names || two_values || nothing) {
      return Refuse(ErrorCode::kBadCombination, object_.span,
                    "a measure needs one of \"measure\", \"agg\" and \"expr\"",
                    "write {\"measure\": \"o.revenue\", \"as\": \"...\"} or {\"agg\": \"sum\", "
                    "\"field\": \"o.amount\", \"as\": \"...\"}");
    }
    if (!aggregate) {
      for (const MeasureKey key : {kSeparator, kOrderBy}) {
        if (keys_[key] == nullptr) continue;
        return Refuse(ErrorCode::kBadCombination, {keys_[key]->key_begin, keys_[key]->key_begin},
                      "\"" + std::string(kMeasureKeys[key].name) + "\" goes with \"agg\"",
                      "leave it out");
      }
    }
    const bool changed = aggregate || keys_[kExpr] != nullptr || keys_[kFilter] != nullptr ||
                         keys_[kShareOf] != nullptr || keys_[kFill] != nullptr ||
                         keys_[kMeasure] != nullptr;
    if (changed && keys_[kAs] == nullptr) {
      return Refuse(ErrorCode::kRequestShape, object_.span,
                    "a measure made in the request needs the key \"as\": the name of its column");
    }
    return true;
  }

  bool FindMeasure() {
    const JsonNode& node = *(keys_[kMeasure] != nullptr ? keys_[kMeasure] : keys_[kField]);
    if (node.kind != JsonKind::kText) {
      AddWrongKind(node, "the name of a measure", kText, state_.problems);
      return false;
    }
    const auto field = state_.names.Find({node.text, node.span, {}, {}}, Wanted::kMeasure);
    if (!field) return false;
    const JsonNode& as = keys_[kAs] != nullptr ? *keys_[kAs] : node;
    column_ = ResolvedColumn{.name = std::string(as.text),
                             .value = Expr{field->ref},
                             .type = field->type,
                             .presentation = &field->presentation()};
    return true;
  }

  bool MakeFormula() {
    auto bound = BindFormula(state_, *keys_[kExpr]);
    if (!bound) return false;
    SetColumn(std::move(bound->expr), bound->type);
    return true;
  }

  void SetColumn(Expr value, DataType type) {
    column_ = ResolvedColumn{.name = std::string(keys_[kAs]->text),
                             .value = std::move(value),
                             .type = type,
                             .presentation = nullptr};
  }

  bool MakeAggregate() {
    auto parsed = ParseAggregate();
    if (!parsed) return false;
    const auto home = HomeOfAggregate();
    if (!home) return false;
    const FromHome from(state_.names.graph(), *home);
    auto& aggregate = std::get<Aggregate>(parsed->node);
    if (!SetArgument(aggregate) || !SetDetails(aggregate)) return false;
    if (!FinishAggregate(state_, aggregate, keys_[kAgg]->span)) return false;
    const model::FlowTypeScope scope(state_.model, state_.flow, expr::kSelf);
    auto type = expr::CheckTypes(*parsed, scope, {});
    if (!type) {
      Error error = std::move(type.error());
      error.labels.clear();
      state_.problems.AddError(keys_[kAgg]->span, std::move(error));
      return false;
    }
    SetColumn(*std::move(parsed), *type);
    return true;
  }

  /// In a graph: the table whose rows are aggregated, from which all names lead; kSelf: not said.
  /// nullopt: told.
  std::optional<AliasIndex> HomeOfAggregate() {
    GraphNames* graph = state_.names.graph();
    const JsonNode* node = keys_[kExpr] != nullptr ? keys_[kExpr] : keys_[kField];
    if (graph == nullptr || node == nullptr) return expr::kSelf;
    std::vector<model::PathName> names;
    Span at = node->span;
    std::optional<Expr> text;
    if (keys_[kExpr] != nullptr) {
      auto parsed = expr::Parse(node->text);
      if (!parsed) return expr::kSelf;  // Told when it is bound.
      text = *std::move(parsed);
      model::AppendNames(*text, names);
    } else if (node->kind == JsonKind::kText) {
      names.push_back(model::SplitPath(model::SplitWords(node->text)));
    } else {
      for (const JsonNode& key : state_.tree.Children(*node)) {
        if (key.key != "field") continue;
        at = key.span;
        names.push_back(model::SplitPath(model::SplitWords(key.text)));
      }
    }
    if (names.empty()) return expr::kSelf;
    return graph->FindHome(names, at);
  }

  /// "sum" or "percentile(0.9)": the aggregate of a stand-in, read as expression text.
  std::optional<Expr> ParseAggregate() {
    const JsonNode& word = *keys_[kAgg];
    const bool rows = keys_[kField] == nullptr && keys_[kExpr] == nullptr;
    const std::string_view argument = rows ? "*" : "x";
    const std::size_t open = word.text.find('(');
    std::string text(word.text.substr(0, open));
    text += '(';
    text += argument;
    if (open != std::string_view::npos) {
      const std::string_view rest = word.text.substr(open + 1);
      if (!rest.ends_with(')')) return NoAggregate();
      text += ", ";
      text += rest.substr(0, rest.size() - 1);
    }
    text += ')';
    auto parsed = expr::Parse(text);
    if (!parsed) {
      Error error = std::move(parsed.error());
      error.labels.clear();  // they are places of the stand-in's text
      state_.problems.AddError(word.span, std::move(error));
      return std::nullopt;
    }
    const auto* aggregate = As<Aggregate>(*parsed);
    if (aggregate == nullptr || aggregate->details->filter || aggregate->details->order_by ||
        aggregate->details->args.size() > 1) {
      return NoAggregate();
    }
    return *std::move(parsed);
  }

  std::nullopt_t NoAggregate() {
    Refuse(ErrorCode::kBadMeasure, keys_[kAgg]->span,
           Quoted(keys_[kAgg]->text) + " is not the name of an aggregate",
           "write \"sum\", \"count_distinct\", \"percentile(0.9)\", ...");
    return std::nullopt;
  }

  bool SetArgument(Aggregate& aggregate) {
    Exprs& args = aggregate.details->args;
    if (keys_[kExpr] != nullptr) {
      auto bound = BindRowValue(state_, *keys_[kExpr]);
      if (!bound) return false;
      args.front() = std::move(bound->expr);
      return true;
    }
    const JsonNode* field = keys_[kField];
    if (field == nullptr) return true;
    if (field->kind == JsonKind::kText && field->text.ends_with(".*")) {
      if (aggregate.function != AggregateFunction::kCount) {
        return Refuse(ErrorCode::kMisplacedAggregate, field->span, "rows can only be counted",
                      "use \"agg\": \"count\"");
      }
      const auto alias = state_.names.FindAlias(field->text.substr(0, field->text.size() - 2),
                                                field->span, "\"field\"");
      if (!alias) return false;
      args.front() = Expr{Ref{.kind = RefKind::kRows, .alias = *alias, .index = 0, .field = {}}};
      return true;
    }
    auto operand = FindOperand(state_, *field, Wanted::kDimension);
    if (!operand) return false;
    args.front() = std::move(operand->value);
    return true;
  }

  bool SetDetails(Aggregate& aggregate) {
    using F = AggregateFunction;
    const F function = aggregate.function;
    if (keys_[kSeparator] != nullptr) {
      if (function != F::kStringAgg) {
        return Refuse(ErrorCode::kBadCombination, keys_[kSeparator]->span,
                      "\"separator\" goes with string_agg", "leave it out");
      }
      aggregate.details->separator = keys_[kSeparator]->text;
    }
    if (keys_[kOrderBy] == nullptr) return true;
    if (function != F::kStringAgg && function != F::kArrayAgg && function != F::kFirst &&
        function != F::kLast) {
      return Refuse(ErrorCode::kBadCombination, keys_[kOrderBy]->span,
                    "\"order_by\" goes with string_agg, array_agg, first and last", "leave it out");
    }
    auto bound = BindRowValue(state_, *keys_[kOrderBy]);
    if (!bound) return false;
    aggregate.details->order_by = std::move(bound->expr);
    return true;
  }

  bool AddFilter() {
    if (keys_[kFilter] == nullptr) return true;
    if (keys_[kExpr] != nullptr && keys_[kAgg] == nullptr) {
      return Refuse(ErrorCode::kBadCombination,
                    {keys_[kFilter]->key_begin, keys_[kFilter]->key_begin},
                    "\"filter\" goes with one measure or aggregate, and this is a formula",
                    "write `filter (where ...)` behind the aggregates inside");
    }
    const std::size_t before = state_.problems.count();
    Exprs conjuncts;
    GraphNames* graph = state_.names.graph();
    std::optional<AliasIndex> home = expr::kSelf;
    if (graph != nullptr) home = graph->HomeOf(column_.value, keys_[kFilter]->span);
    if (!home) return false;
    const FromHome from(graph, *home);
    AddConditions(state_, *keys_[kFilter], Wanted::kDimension, conjuncts);
    if (state_.problems.count() != before) return false;
    if (conjuncts.empty()) return true;
    Expr condition = Join(std::move(conjuncts), expr::BinaryOp::kAnd);
    if (auto* aggregate = As<Aggregate>(column_.value)) {
      aggregate->details->filter = std::move(condition);
      return true;
    }
    column_.value = Expr{expr::Filtered{std::move(column_.value), std::move(condition)}};
    return true;
  }

  bool AddShare() {
    const JsonNode* names = keys_[kShareOf];
    if (names == nullptr) return true;
    if (column_.type.kind != TypeKind::kUnknown && !IsNumeric(column_.type.kind)) {
      return Refuse(ErrorCode::kBadCombination, {names->key_begin, names->key_begin},
                    "\"share_of\" goes with numbers, and this is " + ToString(column_.type),
                    "leave it out");
    }
    state_.shares.push_back({.names = names});
    SetColumn(Expr{expr::Share{std::move(column_.value), {}}}, {.kind = TypeKind::kFloat});
    return true;
  }

  bool AddFill() {
    const JsonNode* fill = keys_[kFill];
    if (fill == nullptr) return true;
    if (fill->kind == JsonKind::kNull) return FillWithNull();
    auto value = FillValue(*fill);
    if (!value) return false;
    Exprs args;
    args.reserve(2);
    args.push_back(std::move(column_.value));
    args.push_back(BoundLiteral(*std::move(value)));
    column_.value = Expr{expr::Call{expr::Function::kCoalesce, std::move(args), {}}};
    return true;
  }

  std::optional<Value> FillValue(const JsonNode& fill) {
    Operand operand;
    operand.type = column_.type;
    operand.written = column_.name;
    if (!IsTime(operand.type.kind)) {
      auto value = ReadScalar(state_, operand, fill, /*exact=*/false);
      if (value && !CheckFillDigits(*value, operand, fill.span)) return std::nullopt;
      return value;
    }
    const TimeOperand time{operand.type.kind, std::nullopt, state_.zone, state_.model.settings};
    if (fill.kind == JsonKind::kText) {
      if (const auto bounds = BoundsOfText(time, fill.text)) return ToValue(time, bounds->start);
    }
    state_.problems.AddValue(
        ErrorCode::kBadValue, fill.span,
        "a value for " + TextOf(operand) + " must be " + std::string(FitText(operand.type)));
    return std::nullopt;
  }

  /// The database would round it to the digits that the measure has.
  bool CheckFillDigits(const Value& value, const Operand& operand, Span at) {
    if (expr::FitsDigits(value, operand.type)) return true;
    const bool unknown = operand.type.kind == TypeKind::kUnknown ||
                         (operand.type.kind == TypeKind::kDecimal && operand.type.precision == 0);
    const std::string digits = operand.type.scale == 0
                                   ? "no digits"
                                   : "at most " + std::to_string(operand.type.scale) + " digits";
    return unknown ? Refuse(ErrorCode::kTypeNeeded, at,
                            "the type of " + Quoted(operand.written) +
                                " is not known, and its \"fill\" could be rounded to it",
                            "add `type: float`, or `decimal(p, s)`, to the measure, or let "
                            "`semaflow check --data` write schema.json")
                   : Refuse(ErrorCode::kBadValue, at,
                            "a value for " + TextOf(operand) + " must have " + digits +
                                " behind the point, as the measure has");
  }

  /// NULL where there are no rows, also for counts.
  bool FillWithNull() {
    const auto home = HomeOf(column_.value);
    if (!home) {
      return Refuse(ErrorCode::kBadCombination, keys_[kFill]->span,
                    "\"fill\": null needs a measure of one table",
                    "fill the measures that the formula uses");
    }
    Aggregate count{AggregateFunction::kCount, expr::AggregateDetails{}};
    count.details->args.push_back(
        Expr{Ref{.kind = RefKind::kRows, .alias = *home, .index = 0, .field = {}}});
    count.details->home = *home;
    expr::Case where_rows;
    where_rows.branches.push_back(
        {Expr{expr::Binary{expr::BinaryOp::kGt, Expr{std::move(count)},
                           Expr{expr::Literal{Value(std::int64_t{0}), false}}}},
         std::move(column_.value)});
    column_.value = Expr{std::move(where_rows)};
    return true;
  }

  /// The alias whose rows a made value aggregates; nullopt: several, or a formula of the flow.
  std::optional<AliasIndex> HomeOf(const Expr& value) const {
    if (const auto* aggregate = As<Aggregate>(value)) return aggregate->details->home;
    if (const auto* filtered = As<expr::Filtered>(value)) return HomeOf(*filtered->measure);
    if (const auto* share = As<expr::Share>(value)) return HomeOf(*share->measure);
    const auto* ref = As<Ref>(value);
    if (ref != nullptr && ref->kind == RefKind::kMeasure) return ref->alias;
    return std::nullopt;
  }

  ResolveState& state_;
  const JsonNode& object_;
  Keys keys_{};
  ResolvedColumn column_;
};

}  // namespace

std::optional<ResolvedColumn> MakeMeasure(ResolveState& state, const JsonNode& object) {
  return Maker(state, object).Make();
}

}  // namespace semaflow::request
