#include "model/expr_binder.h"

#include <string>
#include <utility>

#include "base/types.h"
#include "expr/visit.h"

namespace semaflow::model {
namespace {

using expr::Aggregate;
using expr::Expr;
using expr::Name;

/// The name without its last word, which is a star.
bool IsRowsName(const Expr& expr) {
  const Name* name = expr::As<Name>(expr);
  return name != nullptr && name->parts.size() > 1 && name->parts.back() == "*";
}

}  // namespace

bool ReadsMeasures(const Expr& expr) {
  return expr::AnyNode(expr, [](const Expr& node) {
    if (std::holds_alternative<Aggregate>(node.node)) return true;
    const expr::Ref* ref = expr::As<expr::Ref>(node);
    return ref != nullptr &&
           (ref->kind == expr::RefKind::kMeasure || ref->kind == expr::RefKind::kFlowMeasure);
  });
}

std::string FieldProblem(const DataType& type, const time::TimeField& field) {
  using Kind = time::TimeField::Kind;
  if (field.kind == Kind::kNone || type.kind == TypeKind::kUnknown) return {};
  const bool grain = field.kind == Kind::kGrain;
  const std::string word(grain ? time::GrainName(field.grain) : time::PartName(field.part));
  if (!IsTime(type.kind)) {
    return "`." + word + "` needs a time, and this is " + ToString(type);
  }
  const bool within_day =
      grain ? field.grain < time::Grain::kDay : field.part == time::Part::kHourOfDay;
  if (type.kind == TypeKind::kDate && within_day) {
    return "`." + word + "` is finer than a date";
  }
  return {};
}

void ExprBinder::Bind(Expr& expr, const ExprText& text, bool over_measures) {
  text_ = &text;
  if (std::holds_alternative<Name>(expr.node)) {
    BindName(expr, over_measures);
  } else if (std::holds_alternative<Aggregate>(expr.node)) {
    BindAggregate(expr, over_measures);
  } else if (std::holds_alternative<expr::Filtered>(expr.node)) {
    BindFiltered(expr, over_measures);
  } else {
    expr::ForEachChild(expr, [&](Expr& child) { Bind(child, text, over_measures); });
  }
}

void ExprBinder::Fail(ErrorCode code, Span span, std::string message, std::string help) {
  state_.diagnostics.AddInExpr(
      *text_, span, {.code = code, .message = std::move(message), .help = std::move(help)});
  outcome_.failed = true;
}

void ExprBinder::BindName(Expr& expr, bool over_measures) {
  const WrittenName name{std::get<Name>(expr.node), expr.span, *text_};
  if (IsRowsName(expr)) {
    Fail(ErrorCode::kMisplacedAggregate, expr.span, "rows can only be counted",
         "write count(" + name.part(0) + ".*)");
    return;
  }
  Take(expr, over_measures ? scope_.MeasureName(name) : scope_.RowName(name));
}

void ExprBinder::Take(Expr& expr, const BoundName& bound) {
  switch (bound.kind) {
    case BoundName::Kind::kRef:
      if (CheckField(bound.ref, expr.span)) expr.node = bound.ref;
      return;
    case BoundName::Kind::kNeedsFlow:
      outcome_.needs_flow = true;
      return;
    case BoundName::Kind::kAbsent:
      outcome_.absent = true;
      return;
    case BoundName::Kind::kFailed:
      outcome_.failed = true;
      return;
  }
}

bool ExprBinder::CheckField(const expr::Ref& ref, Span span) {
  if (ref.field.kind == time::TimeField::Kind::kNone) return true;
  expr::Ref whole = ref;
  whole.field = {};
  std::string problem = FieldProblem(scope_.types().TypeOf(whole), ref.field);
  if (problem.empty()) return true;
  Fail(ErrorCode::kBadGrain, span, std::move(problem));
  return false;
}

void ExprBinder::BindAggregate(Expr& expr, bool over_measures) {
  if (!over_measures) {
    Fail(ErrorCode::kMisplacedAggregate, expr.span,
         "an aggregate has no meaning here, where a value of one row is needed",
         "put it into a measure's `formula`");
    return;
  }
  auto& aggregate = std::get<Aggregate>(expr.node);
  expr::AggregateDetails& details = *aggregate.details;
  const ExprText& text = *text_;
  if (!scope_.BeginAggregate(aggregate, expr.span, text)) {
    outcome_.failed = true;
    return;
  }
  const BindOutcome before = outcome_;
  outcome_ = {};
  for (Expr& arg : details.args) {
    if (IsRowsName(arg) && aggregate.function == expr::AggregateFunction::kCount) {
      Name name = std::get<Name>(arg.node);
      name.parts.pop_back();
      Take(arg, scope_.RowsName({name, arg.span, text}));
    } else {
      Bind(arg, text, false);
    }
  }
  if (details.order_by) Bind(*details.order_by, text, false);
  if (details.filter) Bind(*details.filter, text, false);
  if (outcome_.good() && !scope_.FinishAggregate(aggregate, expr.span, text)) {
    outcome_.failed = true;
  }
  outcome_.failed |= before.failed;
  outcome_.needs_flow |= before.needs_flow;
  outcome_.absent |= before.absent;
}

void ExprBinder::BindFiltered(Expr& expr, bool over_measures) {
  if (!over_measures) {
    Fail(ErrorCode::kMisplacedAggregate, expr.span,
         "a filtered measure has no meaning here, where a value of one row is needed",
         "put it into a measure's `formula`");
    return;
  }
  auto& filtered = std::get<expr::Filtered>(expr.node);
  // A filter that names aliases is bound again in each flow, and by then the measure is a Ref.
  const bool names_measure = std::holds_alternative<Name>(filtered.measure->node) ||
                             std::holds_alternative<expr::Ref>(filtered.measure->node);
  if (!names_measure) {
    Fail(ErrorCode::kBadMeasure, filtered.measure->span,
         "`filter (where ...)` goes with a measure or an aggregate",
         "filter the measures and aggregates inside, one by one");
    return;
  }
  const ExprText& text = *text_;
  Bind(*filtered.measure, text, true);
  if (outcome_.good() && !scope_.BeginFiltered(*filtered.measure, text)) outcome_.failed = true;
  if (!outcome_.failed) Bind(*filtered.filter, text, false);
}

}  // namespace semaflow::model
