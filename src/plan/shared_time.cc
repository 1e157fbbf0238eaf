#include "plan/shared_time.h"

#include <utility>

#include "base/types.h"
#include "expr/visit.h"
#include "plan/names.h"

namespace semaflow::plan {
namespace {

using expr::As;
using expr::Expr;
using expr::Ref;
using expr::RefKind;

const Ref* SharedIn(const Expr& expr) {
  const Ref* found = nullptr;
  expr::AnyNode(expr, [&](const Expr& node) {
    const Ref* ref = As<Ref>(node);
    if (ref != nullptr && ref->kind == RefKind::kShared) found = ref;
    return found != nullptr;
  });
  return found;
}

Ref OwnOf(const Home& home, const Ref& shared) {
  Ref own = home.time;
  own.field = shared.field;
  return own;
}

}  // namespace

void BindCondition(const Home& home, Expr& condition) {
  expr::RewriteNodes(condition, [&](Expr& node) {
    Ref* ref = As<Ref>(node);
    if (ref != nullptr && ref->kind == RefKind::kShared) *ref = OwnOf(home, *ref);
  });
}

void BindDimension(const model::Model& model, const model::Flow& flow, const Home& home,
                   Expr& dimension) {
  const TypeKind own = model::ViewOf(model, flow, home.time).type.kind;
  expr::RewriteNodes(dimension, [&](Expr& node) {
    const Ref* ref = As<Ref>(node);
    if (ref == nullptr || ref->kind != RefKind::kShared) return;
    const TypeKind shared = flow.shared[ref->index].type.kind;
    Expr bound{OwnOf(home, *ref), node.span};
    if (own != shared && ref->field.kind != time::TimeField::Kind::kPart) {
      bound = Expr{expr::Cast{std::move(bound), DataType{.kind = shared}, false}, node.span};
    }
    node = std::move(bound);
  });
}

BlockTerms TermsAt(const model::Model& model, const model::Flow& flow, const Home& home,
                   const NodeVector<request::ResolvedColumn>& dimensions,
                   const expr::Exprs& where) {
  BlockTerms terms{.dimensions = {}, .where = where};
  for (const request::ResolvedColumn& dimension : dimensions) {
    BindDimension(model, flow, home, terms.dimensions.emplace_back(dimension.value));
  }
  for (Expr& condition : terms.where) BindCondition(home, condition);
  return terms;
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
  if (IsTime(own.kind) && is_instant == (asked.kind == TypeKind::kTimestamptz)) return std::nullopt;
  return Error{.code = ErrorCode::kSharedTime,
               .message = Quoted(name) + " is " + ToString(asked) +
                          " for the measures that are asked, but the time of " + what + ", " +
                          Quoted(FieldName(model, flow, home.time)) + ", is " +
                          (IsTime(own.kind) ? ToString(own) : "of a type that nobody told"),
               .labels = {},
               .candidates = {},
               .help = IsTime(own.kind) ? "ask the two measures apart"
                                        : "add its `type:` to the table in " + table.file};
}

}  // namespace semaflow::plan
