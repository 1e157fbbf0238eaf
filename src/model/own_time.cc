#include "model/own_time.h"

#include <algorithm>

#include "expr/visit.h"

namespace semaflow::model {
namespace {

using expr::As;
using expr::Ref;
using expr::RefKind;

class Takers {
 public:
  Takers(const Model& model, const Flow& flow, const std::function<void(const TakenRows&)>& tell)
      : model_(model), flow_(flow), tell_(tell) {}

  void Walk(const expr::Expr& expr, AliasIndex self, const GivenTime& given) {
    if (const auto* aggregate = As<expr::Aggregate>(expr)) {
      const AliasIndex home = aggregate->details->home == kSelf ? self : aggregate->details->home;
      const std::optional<time::Grain>& finest =
          model_.tables[flow_.aliases[home].table].smallest_time_grain;
      const time::Grain grain = given.grain.value_or(finest.value_or(time::Grain::kDay));
      return tell_({.alias = home, .time = OwnTime(flow_, home, given), .grain = grain});
    }
    if (const auto* filtered = As<expr::Filtered>(expr)) {
      return Walk(*filtered->measure, self, given);
    }
    const Ref* ref = As<Ref>(expr);
    if (ref != nullptr && (ref->kind == RefKind::kMeasure || ref->kind == RefKind::kFlowMeasure)) {
      Ref bound = *ref;
      if (bound.alias == kSelf) bound.alias = self;
      const FieldView view = ViewOf(model_, flow_, bound);
      return Walk(*view.expr, view.home, OpenMeasure(view, given));
    }
    expr::ForEachChild(expr, [&](const expr::Expr& child) { Walk(child, self, given); });
  }

 private:
  const Model& model_;
  const Flow& flow_;
  const std::function<void(const TakenRows&)>& tell_;
};

}  // namespace

GivenTime OpenMeasure(const FieldView& view, const GivenTime& given) {
  GivenTime inner = given;
  const auto is_of_home = [&](const Ref& time) { return time.alias == view.home; };
  if (view.measure->time != kNone &&
      std::none_of(given.times.begin(), given.times.end(), is_of_home)) {
    inner.times.push_back(Ref{
        .kind = RefKind::kDimension, .alias = view.home, .index = view.measure->time, .field = {}});
  }
  if (!inner.grain) inner.grain = view.measure->grain;
  return inner;
}

void ForEachTaken(const Model& model, const Flow& flow, const expr::Expr& measure, AliasIndex self,
                  const std::function<void(const TakenRows&)>& tell, const GivenTime& given) {
  Takers(model, flow, tell).Walk(measure, self, given);
}

void CollectHomes(const Model& model, const Flow& flow, const expr::Expr& measure,
                  NodeVector<AliasIndex>& homes) {
  ForEachTaken(model, flow, measure, kSelf, [&homes](const TakenRows& taken) {
    if (std::find(homes.begin(), homes.end(), taken.alias) == homes.end()) {
      homes.push_back(taken.alias);
    }
  });
}

}  // namespace semaflow::model
