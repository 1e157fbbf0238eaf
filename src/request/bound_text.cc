#include "request/bound_text.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "expr/parse.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "model/join_reach.h"
#include "model/name_scopes.h"
#include "request/operands.h"

namespace semaflow::request {

namespace {

using expr::Aggregate;
using expr::AggregateFunction;
using expr::AliasIndex;
using expr::As;
using expr::Expr;
using expr::Name;
using expr::Ref;
using expr::RefKind;

/// What the names of an expression are values of.
enum class Level : std::uint8_t {
  kRow,        ///< Dimensions; no aggregates.
  kGroup,      ///< Measures; aggregates over rows.
  kCondition,  ///< Dimensions and measures: a condition may mix them.
};

Wanted WantedAt(Level level) {
  switch (level) {
    case Level::kRow:
      return Wanted::kDimension;
    case Level::kGroup:
      return Wanted::kMeasure;
    case Level::kCondition:
      return Wanted::kEither;
  }
  return Wanted::kEither;
}

/// "o.*": the rows of an alias.
bool IsRowsName(const Expr& expr) {
  const Name* name = As<Name>(expr);
  return name != nullptr && name->parts.size() == 2 && name->parts.back() == "*";
}

/// An error of the expression room at a place of the request. What it shows of the text may be a
/// value: the place inside the text stays, the text goes.
void AddExprError(ResolveState& state, const JsonNode& text, Error error) {
  for (Label& label : error.labels) {
    label.source_line.clear();
    label.source_cut = false;
  }
  state.problems.AddError(text.span, std::move(error));
}

/// What errors of a name tell: its place in the text.
class AtName {
 public:
  AtName(Problems& problems, std::string_view text, Span at, bool may_be_text)
      : problems_(problems) {
    problems_.BeginInside(text, at, may_be_text);
  }
  AtName(const AtName&) = delete;
  AtName& operator=(const AtName&) = delete;
  ~AtName() { problems_.EndInside(); }

 private:
  Problems& problems_;
};

/// What `expr` compares its first part with, one by one.
template <typename F>
void ForEachCompared(const Expr& expr, F&& f) {
  if (const auto* binary = As<expr::Binary>(expr)) {
    using Op = expr::BinaryOp;
    const Op op = binary->op;
    const bool compares = op == Op::kEq || op == Op::kNe || op == Op::kLt || op == Op::kLe ||
                          op == Op::kGt || op == Op::kGe;
    if (compares) f(*binary->right);
  } else if (const auto* in_list = As<expr::InList>(expr)) {
    for (const Expr& item : in_list->items) f(item);
  } else if (const auto* between = As<expr::Between>(expr)) {
    f(*between->low);
    f(*between->high);
  } else if (const auto* like = As<expr::Like>(expr)) {
    f(*like->pattern);
  }
}

class Binder {
 public:
  Binder(ResolveState& state, const JsonNode& text) : state_(state), text_(text) {}

  /// False: told.
  bool Bind(Expr& expr, Level level) {
    if (As<Name>(expr) != nullptr) return BindName(expr, level);
    if (As<Aggregate>(expr) != nullptr) return BindAggregate(expr, level);
    if (As<expr::Filtered>(expr) != nullptr) return BindFiltered(expr, level);
    bool good = true;
    ForEachCompared(expr, [this](const Expr& value) {
      const Name* name = As<Name>(value);
      if (name != nullptr && name->parts.size() == 1) values_.push_back(name);
    });
    // All names are looked up, so that all unknown ones are told.
    expr::ForEachChild(expr, [&](Expr& child) { good &= Bind(child, level); });
    return good;
  }

 private:
  bool Misplaced(std::string message, std::string help) {
    state_.problems.AddValue(ErrorCode::kMisplacedAggregate, text_.span, std::move(message),
                             std::move(help));
    return false;
  }

  bool BindName(Expr& expr, Level level) {
    const Name& name = std::get<Name>(expr.node);
    const bool may_be_text = std::find(values_.begin(), values_.end(), &name) != values_.end();
    const AtName place(state_.problems, text_.text, expr.span, may_be_text);
    if (IsRowsName(expr)) {
      return Misplaced("rows can only be counted", "write count(" + name.parts[0] + ".*)");
    }
    if (name.parts.size() == 1) {
      bool told = false;
      const NamedColumn* made = FindNamedColumn(state_, name.parts[0], text_.span, told);
      if (told) return false;
      if (made != nullptr && !(made->is_measure && level == Level::kRow)) {
        Expr value = made->column->value;
        value.span = expr.span;
        expr = std::move(value);
        return true;
      }
    }
    if (name.parts.size() == 2 && !state_.made.empty()) {
      const std::string text = name.parts[0] + "." + name.parts[1];
      if (IsGrainOfNamedColumn(state_, {text, text_.span, {}, {}})) return false;
    }
    const auto field = state_.names.Find(name.parts, text_.span, WantedAt(level));
    if (!field) return false;
    expr.node = field->ref;
    return true;
  }

  bool BindAggregate(Expr& expr, Level level) {
    if (level == Level::kRow) {
      return Misplaced("an aggregate has no meaning here, where a value of one row is needed",
                       "ask it as a measure");
    }
    auto& aggregate = std::get<Aggregate>(expr.node);
    expr::AggregateDetails& details = *aggregate.details;
    GraphNames* graph = state_.names.graph();
    AliasIndex home = expr::kSelf;
    if (graph != nullptr && !FindHome(*graph, details, home)) return false;
    const FromHome from(graph, home);
    bool good = true;
    for (Expr& arg : details.args) {
      good &= IsRowsName(arg) && aggregate.function == AggregateFunction::kCount
                  ? BindRows(arg)
                  : Bind(arg, Level::kRow);
    }
    if (details.order_by) good &= Bind(*details.order_by, Level::kRow);
    if (details.filter) good &= Bind(*details.filter, Level::kRow);
    return good && FinishAggregate(state_, aggregate, text_.span);
  }

  /// In a graph the names of an aggregate lead from the rows that it is over.
  bool FindHome(GraphNames& graph, const expr::AggregateDetails& details, AliasIndex& home) {
    std::vector<model::PathName> names;
    for (const Expr& arg : details.args) model::AppendNames(arg, names);
    if (details.order_by) model::AppendNames(*details.order_by, names);
    if (names.empty()) return true;
    const auto found = graph.FindHome(names, text_.span);
    if (found) home = *found;
    return found.has_value();
  }

  bool BindRows(Expr& expr) {
    const auto alias =
        state_.names.FindAlias(std::get<Name>(expr.node).parts[0], text_.span, "count");
    if (!alias) return false;
    expr.node = Ref{.kind = RefKind::kRows, .alias = *alias, .index = 0, .field = {}};
    return true;
  }

  bool BindFiltered(Expr& expr, Level level) {
    if (level == Level::kRow) {
      return Misplaced("a filtered measure has no meaning here, where a value of one row is needed",
                       "ask it as a measure");
    }
    auto& filtered = std::get<expr::Filtered>(expr.node);
    const bool measure = Bind(*filtered.measure, Level::kGroup);
    GraphNames* graph = state_.names.graph();
    if (graph == nullptr) return Bind(*filtered.filter, Level::kRow) && measure;
    if (!measure) return false;
    const auto home = graph->HomeOf(*filtered.measure, text_.span);
    if (!home) return false;
    const FromHome from(graph, *home);
    return Bind(*filtered.filter, Level::kRow);
  }

  ResolveState& state_;
  const JsonNode& text_;
  std::vector<const Name*> values_;  ///< Names of one word that something is compared with.
};

/// The literals of a request's text are its writer's values, and travel as parameters. What shapes
/// the type of a result stays with the statement: null, and how many digits are kept.
void MarkValues(Expr& value) {
  expr::RewriteNodes(value, [](Expr& node) {
    if (auto* literal = As<expr::Literal>(node)) {
      literal->bound = !std::holds_alternative<Null>(literal->value);
    } else if (auto* call = As<expr::Call>(node)) {
      const bool keeps_digits =
          call->function == expr::Function::kRound || call->function == expr::Function::kTrunc;
      if (!keeps_digits || call->args.size() < 2) return;
      if (auto* digits = As<expr::Literal>(call->args[1])) digits->bound = false;
    }
  });
}

std::optional<BoundText> BindText(ResolveState& state, const JsonNode& text, Level level) {
  auto parsed = expr::Parse(text.text);
  if (!parsed) {
    AddExprError(state, text, std::move(parsed.error()));
    return std::nullopt;
  }
  if (!Binder(state, text).Bind(*parsed, level)) return std::nullopt;
  const model::FlowTypeScope scope(state.model, state.flow, expr::kSelf);
  auto type = expr::CheckTypes(*parsed, scope, text.text);
  if (!type) {
    AddExprError(state, text, std::move(type.error()));
    return std::nullopt;
  }
  expr::TypeLiterals(*parsed, scope);
  MarkValues(*parsed);
  return BoundText{*std::move(parsed), *type};
}

}  // namespace

std::optional<Expr> BindCondition(ResolveState& state, const JsonNode& text, Wanted wanted) {
  auto bound =
      BindText(state, text, wanted == Wanted::kDimension ? Level::kRow : Level::kCondition);
  if (!bound) return std::nullopt;
  const TypeKind kind = bound->type.kind;
  if (kind != TypeKind::kBoolean && kind != TypeKind::kUnknown) {
    state.problems.AddValue(ErrorCode::kBadValue, text.span,
                            "the text is no condition: its value is " + ToString(bound->type),
                            "compare it with something: \"... == ...\"");
    return std::nullopt;
  }
  return std::move(bound->expr);
}

std::optional<BoundText> BindRowValue(ResolveState& state, const JsonNode& text) {
  return BindText(state, text, Level::kRow);
}

std::optional<BoundText> BindFormula(ResolveState& state, const JsonNode& text) {
  auto bound = BindText(state, text, Level::kGroup);
  if (bound && !ReadsMeasures(bound->expr)) {
    state.problems.AddValue(ErrorCode::kMisplacedAggregate, text.span,
                            "the formula reads no measure and aggregates nothing",
                            "name a measure, or aggregate a field: \"sum(o.amount)\"");
    return std::nullopt;
  }
  return bound;
}

bool FinishAggregate(ResolveState& state, Aggregate& aggregate, Span at) {
  expr::AggregateDetails& details = *aggregate.details;
  const model::Flow& flow = state.flow;
  const auto refuse = [&](ErrorCode code, std::string message, std::string help) {
    state.problems.AddValue(code, at, std::move(message), std::move(help));
    return false;
  };
  GraphNames* graph = state.names.graph();
  std::vector<AliasIndex> read;
  for (const Expr& arg : details.args) model::AppendAliasesRead(flow, arg, expr::kSelf, read);
  if (details.order_by) model::AppendAliasesRead(flow, *details.order_by, expr::kSelf, read);
  if (read.empty() && flow.aliases.size() == 1 && graph == nullptr) read.push_back(0);
  if (read.empty()) {
    return refuse(ErrorCode::kBadMeasure, "the aggregate does not say whose rows it is over",
                  "name an alias: count(" + flow.aliases[0].name + ".*)");
  }
  const model::Home home = graph != nullptr
                               ? model::Home{model::Home::Kind::kFound, graph->home(), expr::kSelf}
                               : model::FindHome(flow, read);
  if (home.kind != model::Home::Kind::kFound) {
    std::string names;
    for (const AliasIndex alias : read) {
      names += (names.empty() ? "" : " and ") + Quoted(flow.aliases[alias].name);
    }
    return refuse(ErrorCode::kReachedManyTimes,
                  "no single table reaches " + names +
                      " with one row each, so the aggregate has "
                      "no rows to be over",
                  "aggregate each table by itself, and combine the aggregates");
  }
  details.home = home.alias;
  const bool by_time = aggregate.function == AggregateFunction::kFirst ||
                       aggregate.function == AggregateFunction::kLast;
  if (!by_time || details.order_by) return true;
  const model::Table& table = state.model.tables[flow.aliases[home.alias].table];
  if (table.time_dimension == model::kNone) {
    return refuse(ErrorCode::kBadMeasure, "first and last need a time to go by",
                  "add `time_dimension:` to the table \"" + table.name + "\"");
  }
  details.order_by = Expr{Ref{.kind = RefKind::kDimension,
                              .alias = home.alias,
                              .index = table.time_dimension,
                              .field = {}}};
  return true;
}

}  // namespace semaflow::request
