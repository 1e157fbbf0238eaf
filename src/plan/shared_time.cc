#include "plan/shared_time.h"

#include <algorithm>
#include <utility>

#include "base/types.h"
#include "expr/visit.h"
#include "plan/names.h"
#include "plan/reach.h"

namespace semaflow::plan {
namespace {

using expr::As;
using expr::Expr;
using expr::Ref;
using expr::RefKind;

bool IsShared(const Expr& expr) {
  const Ref* ref = As<Ref>(expr);
  return ref != nullptr && ref->kind == RefKind::kShared;
}

const Ref* SharedIn(const Expr& expr) {
  const Ref* found = nullptr;
  expr::AnyNode(expr, [&](const Expr& node) {
    if (IsShared(node)) found = As<Ref>(node);
    return found != nullptr;
  });
  return found;
}

// Whether the shared time stands by itself: as a dimension, or beside values in a condition. Inside
// of another expression a date and a timestamp of the same day are different things.
bool StandsAlone(const Expr& expr) {
  if (IsShared(expr) || SharedIn(expr) == nullptr) return true;
  const auto are_values = [](const auto&... others) {
    return ((As<expr::Literal>(others) != nullptr) && ...);
  };
  if (const auto* unary = As<expr::Unary>(expr)) {
    return unary->op == expr::UnaryOp::kNot && StandsAlone(*unary->operand);
  }
  if (const auto* binary = As<expr::Binary>(expr)) {
    const auto& [op, left, right] = *binary;
    if (op == expr::BinaryOp::kAnd || op == expr::BinaryOp::kOr) {
      return StandsAlone(*left) && StandsAlone(*right);
    }
    const bool compares = op >= expr::BinaryOp::kEq && op <= expr::BinaryOp::kGe;
    return compares &&
           (IsShared(*left) ? are_values(*right) : IsShared(*right) && are_values(*left));
  }
  if (const auto* between = As<expr::Between>(expr)) {
    return IsShared(*between->operand) && are_values(*between->low, *between->high);
  }
  if (const auto* in = As<expr::InList>(expr)) {
    return IsShared(*in->operand) &&
           std::all_of(in->items.begin(), in->items.end(),
                       [&](const Expr& item) { return are_values(item); });
  }
  const auto* is_null = As<expr::IsNull>(expr);
  return is_null != nullptr && IsShared(*is_null->operand);
}

// Whether a grain or part that is asked is finer than a day.
bool IsFinerThanDays(const Expr& expr) {
  return expr::AnyNode(expr, [](const Expr& node) {
    if (!IsShared(node)) return false;
    const auto& [kind, grain, part] = As<Ref>(node)->field;
    if (kind == time::TimeField::Kind::kPart) return part == time::Part::kHourOfDay;
    return kind == time::TimeField::Kind::kGrain && grain < time::Grain::kDay;
  });
}

Ref OwnOf(const Home& home, const Ref& shared) {
  Ref own = home.time;
  own.field = shared.field;
  return own;
}

// The first measure of the answer that takes rows of the block, in quotes.
std::string MeasureOf(const LogicalPlan& plan, const Block& block) {
  for (std::size_t i = plan.dimension_count; i < plan.columns.size(); ++i) {
    NodeVector<expr::AliasIndex> homes;
    model::CollectHomes(*plan.model, *plan.flow, plan.columns[i].value, homes);
    if (std::find(homes.begin(), homes.end(), block.root) != homes.end()) {
      return Quoted(plan.columns[i].name);
    }
  }
  return {};
}

}  // namespace

void WarnOfTimes(LogicalPlan& plan) {
  const auto meets_several = [](const Block& block) {
    return !block.semi_joins.empty() ||
           std::any_of(block.joins.begin(), block.joins.end(),
                       [](const PlannedJoin& join) { return join.multiplies; });
  };
  if (!plan.aggregated || std::none_of(plan.blocks.begin(), plan.blocks.end(), meets_several)) {
    return;
  }
  std::vector<std::string>& warnings = plan.warnings;
  const model::Flow& flow = *plan.flow;
  const auto add = [&](const Block& block, const Expr& term, bool is_condition) {
    expr::ForEachNode(term, [&](const Expr& node) {
      const Ref* ref = As<Ref>(node);
      if (ref == nullptr || ref->kind != RefKind::kDimension || ref->alias == block.root) return;
      const bool has_grain = ref->field.kind == time::TimeField::Kind::kGrain;
      Ref whole = *ref;
      whole.field = {};
      if (whole != flow.aliases[ref->alias].time || (!has_grain && !is_condition)) return;
      if (ReachesToOne(flow, block.root, ref->alias)) return;
      const std::string measure = MeasureOf(plan, block);
      if (measure.empty()) return;
      std::string text = measure + " is asked by " + Quoted(FieldName(*plan.model, flow, *ref)) +
                         ", the time of " + Quoted(flow.aliases[ref->alias].text()) +
                         ", of which a row may reach several: " + Quoted(flow.time_name) +
                         " is each measure's own time";
      if (std::find(warnings.begin(), warnings.end(), text) == warnings.end()) {
        warnings.push_back(std::move(text));
      }
    });
  };
  for (const Block& block : plan.blocks) {
    if (block.lists_groups) continue;
    for (std::uint32_t i = 0; i < plan.dimension_count; ++i) {
      add(block, DimensionIn(plan, block, i), false);
    }
    for (const Expr& condition : WhereIn(plan, block)) add(block, condition, true);
  }
}

void BindCondition(const Home& home, Expr& condition) {
  expr::RewriteNodes(condition, [&](Expr& node) {
    if (IsShared(node)) *As<Ref>(node) = OwnOf(home, *As<Ref>(node));
  });
}

void BindDimension(const model::Model& model, const model::Flow& flow, const Home& home,
                   Expr& dimension) {
  const TypeKind own = model::ViewOf(model, flow, home.time).type.kind;
  expr::RewriteNodes(dimension, [&](Expr& node) {
    if (!IsShared(node)) return;
    const Ref* ref = As<Ref>(node);
    const TypeKind shared = flow.shared[ref->index].type.kind;
    Expr bound{OwnOf(home, *ref), node.span};
    if (own != shared && ref->field.kind != time::TimeField::Kind::kPart) {
      bound = Expr{expr::Cast{std::move(bound), DataType{.kind = shared}, false}, node.span};
    }
    node = std::move(bound);
  });
}

void BindTime(const model::Model& model, const model::Flow& flow, const Home& home,
              BlockTerms& terms) {
  for (Expr& dimension : terms.dimensions) BindDimension(model, flow, home, dimension);
  for (Expr& condition : terms.where) BindCondition(home, condition);
}

std::optional<Error> CheckOwnTime(const model::Model& model, const model::Flow& flow,
                                  const Home& home, const Expr& expr, const std::string& what) {
  const Ref* shared = SharedIn(expr);
  if (shared == nullptr) return std::nullopt;
  const std::string& name = flow.shared[shared->index].name;
  const model::Alias& alias = flow.aliases[home.alias];
  const model::Table& table = model.tables[alias.table];
  if (home.time.alias == expr::kSelf) {
    return Error{.code = ErrorCode::kSharedTime,
                 .message = Quoted(name) + " is each measure's own time, and " + what +
                            " has none: it aggregates the rows of " + Quoted(alias.name),
                 .labels = {},
                 .candidates = {},
                 .help = "add `time_dimension:` to the table " + Quoted(table.name) + " in " +
                         table.file + ", or `times: {" + alias.name + ": ...}` to the flow in " +
                         flow.file};
  }
  const DataType own = model::ViewOf(model, flow, home.time).type;
  const DataType& asked = flow.shared[shared->index].type;
  const bool is_instant = own.kind == TypeKind::kTimestamptz;
  const bool is_finer = own.kind == TypeKind::kDate && IsFinerThanDays(expr);
  const bool fits =
      IsTime(own.kind) && !is_finer && is_instant == (asked.kind == TypeKind::kTimestamptz);
  if (fits && (own.kind == asked.kind || StandsAlone(expr))) return std::nullopt;
  if (fits) {
    return Error{.code = ErrorCode::kSharedTime,
                 .message = Quoted(name) + " stands inside of an expression, which would mean " +
                            "different things for a " + ToString(asked) + " and for the time of " +
                            what + ", " + Quoted(FieldName(model, flow, home.time)) + " (" +
                            ToString(own) + ")",
                 .labels = {},
                 .candidates = {},
                 .help = "ask a grain of " + Quoted(name) + " by itself, or the measures apart"};
  }
  return Error{.code = ErrorCode::kSharedTime,
               .message = Quoted(name) + " is " + ToString(asked) +
                          " for the measures that are asked, but the time of " + what + ", " +
                          Quoted(FieldName(model, flow, home.time)) + ", is " +
                          (IsTime(own.kind) ? ToString(own) : "of a type that nobody told") +
                          (is_finer ? ", which has no time of day" : ""),
               .labels = {},
               .candidates = {},
               .help = IsTime(own.kind) ? "ask the two measures apart"
                                        : "add its `type:` to the table in " + table.file};
}

}  // namespace semaflow::plan
