// Which time each measure has (DESIGN.md 2.4): its `time:` if given, else the flow's `times` for
// its alias, else its table's `time_dimension`.
#pragma once

#include <functional>
#include <optional>

#include "base/node_pool.h"
#include "expr/expr.h"
#include "model/model.h"
#include "time/grain.h"

namespace semaflow::model {

/// What the measures that are opened on the way to an aggregate say of its time. Of each table the
/// outermost one that names a time says it, for the rows of its own table.
struct GivenTime {
  NodeVector<expr::Ref> times;       ///< Dimensions, of different tables.
  std::optional<time::Grain> grain;  ///< `grain:`
  friend bool operator==(const GivenTime&, const GivenTime&) = default;
};
/// `given`, once the measure of `view` is opened.
GivenTime OpenMeasure(const FieldView& view, const GivenTime& given);

/// The time of an aggregate over the rows of `home`; `alias` kSelf: it has none.
inline const expr::Ref& OwnTime(const Flow& flow, AliasIndex home, const GivenTime& given) {
  for (const expr::Ref& time : given.times) {
    if (time.alias == home) return time;
  }
  return flow.aliases[home].time;
}

/// Rows that a measure aggregates.
struct TakenRows {
  AliasIndex alias = kSelf;               ///< Whose they are.
  expr::Ref time;                         ///< Their own time; `alias` kSelf: they have none.
  time::Grain grain = time::Grain::kDay;  ///< At which the shared time is asked without one.
};
/// Tells the rows of each aggregate in `measure`, through the measures that it names. `self` is
/// what kSelf means, `given` what was opened before.
void ForEachTaken(const Model& model, const Flow& flow, const expr::Expr& measure, AliasIndex self,
                  const std::function<void(const TakenRows&)>& tell, const GivenTime& given = {});

/// Adds to `homes` the tables whose rows `measure` takes, each once.
void CollectHomes(const Model& model, const Flow& flow, const expr::Expr& measure,
                  NodeVector<AliasIndex>& homes);

}  // namespace semaflow::model
