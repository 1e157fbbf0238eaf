#include "plan/sparse.h"

#include <utility>

#include "expr/visit.h"
#include "plan/reads.h"
#include "plan/shares.h"

namespace semaflow::plan {
namespace {

using expr::AliasIndex;
using expr::As;
using expr::Expr;
using expr::Exprs;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;

Expr And(Expr left, Expr right) {
  return Expr{expr::Binary{expr::BinaryOp::kAnd, std::move(left), std::move(right)}, {}};
}

class Collector {
 public:
  Collector(const model::Model& model, const model::Flow& flow, const Home& home)
      : model_(model), flow_(flow), home_(home) {}

  // False: an aggregate shows every group that rows reach.
  bool Collect(const Expr& expr, AliasIndex self, bool sparse) {
    if (const Ref* ref = As<Ref>(expr)) {
      if (ref->kind != RefKind::kMeasure && ref->kind != RefKind::kFlowMeasure) return true;
      Ref bound = *ref;
      bound.alias = AliasOf(ref->alias, self);
      const model::FieldView view = model::ViewOf(model_, flow_, bound);
      sparse = sparse || view.measure->sparse;
      if (!IsTimed()) return Collect(*view.expr, view.home, sparse);
      const model::GivenTime outer = given_time_;
      given_time_ = model::OpenMeasure(view, outer);
      const bool all = Collect(*view.expr, view.home, sparse);
      given_time_ = outer;
      return all;
    }
    if (const auto* aggregate = As<expr::Aggregate>(expr)) {
      return CollectAggregate(*aggregate->details, self, sparse);
    }
    if (const auto* filtered = As<expr::Filtered>(expr)) {
      filters_.push_back(Anchored(*filtered->filter, self));
      const bool all = Collect(*filtered->measure, self, sparse);
      filters_.pop_back();
      return all;
    }
    bool all = true;
    expr::ForEachChild(expr, [&](const Expr& child) { all = all && Collect(child, self, sparse); });
    return all;
  }

  Exprs conditions;

 private:
  // Without a shared time `home` has none.
  bool IsTimed() const { return home_.time.alias != kSelf; }
  bool CollectAggregate(const expr::AggregateDetails& details, AliasIndex self, bool sparse) {
    if (AliasOf(details.home, self) != home_.alias) return true;
    if (IsTimed() && model::OwnTime(flow_, home_.alias, given_time_) != home_.time) {
      return true;
    }
    if (!sparse || (!details.filter && filters_.empty())) return false;
    expr::AggregateDetails count;
    count.home = AliasOf(details.home, self);
    if (details.filter) count.filter = Anchored(*details.filter, self);
    for (const Expr& filter : filters_) {
      if (count.filter) {
        count.filter = And(std::move(*count.filter), filter);
      } else {
        count.filter = filter;
      }
    }
    conditions.push_back(Expr{
        expr::Binary{expr::BinaryOp::kGt,
                     Expr{expr::Aggregate{expr::AggregateFunction::kCount, std::move(count)}, {}},
                     Expr{expr::Literal{std::int64_t{0}, false}, {}}},
        {}});
    return true;
  }

  const model::Model& model_;
  const model::Flow& flow_;
  const Home& home_;
  model::GivenTime given_time_;
  Exprs filters_;
};

}  // namespace

Exprs SparseConditions(const model::Model& model, const model::Flow& flow, const Home& home,
                       const NodeVector<request::ResolvedColumn>& measures) {
  Collector collector(model, flow, home);
  for (const request::ResolvedColumn& measure : measures) {
    if (!collector.Collect(measure.value, kSelf, false)) return {};
  }
  return std::move(collector.conditions);
}

}  // namespace semaflow::plan
