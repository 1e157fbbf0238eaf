#include "plan/key_first.h"

#include <algorithm>

#include "base/planted.h"
#include "expr/visit.h"
#include "plan/totals.h"

namespace semaflow::plan {
namespace {

using expr::AliasIndex;
using expr::As;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;

class Candidate {
 public:
  Candidate(const request::ResolvedQuery& query, const expr::Exprs& having, const Block& block,
            const Reads& reads)
      : query_(query),
        having_(having),
        block_(block),
        reads_(reads),
        model_(*query.model),
        flow_(*query.flow) {}

  std::uint32_t Key(std::uint64_t home_bit) const {
    if (block_.joins.empty() || !HasRowsEnough()) return model::kNone;
    if (!JoinsByOneKey() || !AggregatesReadRootAlone(home_bit)) return model::kNone;
    const std::uint32_t column = KeyColumn();
    if (column == model::kNone || !MayBeParts()) return model::kNone;
    return column;
  }

 private:
  const model::Table& TableOf(AliasIndex alias) const {
    return model_.tables[flow_.aliases[alias].table];
  }

  bool HasRowsEnough() const {
    const std::int64_t joined = TableOf(block_.joins.front().alias).rows;
    const auto& dimensions = query_.dimensions;
    const bool by_text = std::any_of(dimensions.begin(), dimensions.end(), [](const auto& column) {
      return column.type.kind == TypeKind::kText;
    });
    return joined > 0 &&
           TableOf(block_.root).rows / joined >= (by_text ? kRowsOfKeyByTextMin : kRowsOfKeyMin);
  }

  // One join leads from the root, the others from there.
  bool JoinsByOneKey() const {
    for (const PlannedJoin& join : block_.joins) {
      const bool is_first = &join == &block_.joins.front();
      if (join.multiplies || (join.from == block_.root) != is_first) return false;
      if (!is_first && ReadsRoot(join)) return false;
    }
    return true;
  }

  const model::Alias& EdgeOf(const PlannedJoin& join) const {
    return flow_.aliases[join.reversed ? join.from : join.alias];
  }

  // A key may read more aliases than the two that it joins.
  bool ReadsRoot(const PlannedJoin& join) const {
    const auto reads = [this](const expr::Expr& node) {
      const Ref* ref = As<Ref>(node);
      return ref != nullptr && ref->alias == block_.root;
    };
    const std::vector<model::JoinKey>& keys = EdgeOf(join).keys;
    return std::any_of(keys.begin(), keys.end(), [&](const model::JoinKey& key) {
      return expr::AnyNode(key.left, reads) || expr::AnyNode(key.right, reads);
    });
  }

  bool AggregatesReadRootAlone(std::uint64_t home_bit) const {
    const NodeVector<AliasUse>& uses = reads_.uses();
    if (uses[block_.root].by_dimension) return false;
    for (AliasIndex alias = 0; alias < uses.size(); ++alias) {
      if (alias != block_.root && (uses[alias].homes & home_bit) != 0) return false;
    }
    return true;
  }

  // An integer, as measured; a text might be grouped by a collation.
  std::uint32_t KeyColumn() const {
    const PlannedJoin& join = block_.joins.front();
    const std::vector<model::JoinKey>& keys = EdgeOf(join).keys;
    if (keys.size() != 1) return model::kNone;
    const Ref* ref = As<Ref>(join.reversed ? keys.front().right : keys.front().left);
    if (ref == nullptr || ref->kind != RefKind::kColumn) return model::kNone;
    if (ref->alias != kSelf && ref->alias != block_.root) return model::kNone;
    const model::Column& column = TableOf(block_.root).columns[ref->index];
    return column.type.kind == TypeKind::kInteger ? ref->index : model::kNone;
  }

  bool MayBeParts() const {
    const auto may_be = [this](const expr::Expr& measure) {
      return MayBePutTogether(model_, flow_, measure, block_.root);
    };
    return std::all_of(
               query_.measures.begin(), query_.measures.end(),
               [&](const request::ResolvedColumn& column) { return may_be(column.value); }) &&
           std::all_of(having_.begin(), having_.end(), may_be) &&
           std::all_of(
               query_.order.begin(), query_.order.end(), [&](const request::ResolvedOrder& order) {
                 return order.column != request::ResolvedOrder::kNotSelected || may_be(order.value);
               });
  }

  const request::ResolvedQuery& query_;
  const expr::Exprs& having_;
  const Block& block_;
  const Reads& reads_;
  const model::Model& model_;
  const model::Flow& flow_;
};

}  // namespace

std::uint32_t KeyFirst(const request::ResolvedQuery& query, const expr::Exprs& having,
                       const Block& block, const Reads& reads, std::uint64_t home_bit) {
  return Candidate(query, having, block, reads).Key(home_bit);
}

namespace {

// The column of the joined table that the rows of `block` meet; kNone: it is none.
std::uint32_t MetColumn(const model::Flow& flow, const Block& block) {
  const PlannedJoin& join = block.joins.front();
  const model::JoinKey& key = flow.aliases[join.reversed ? join.from : join.alias].keys.front();
  const Ref* ref = As<Ref>(join.reversed ? key.left : key.right);
  if (ref == nullptr || ref->kind != RefKind::kColumn) return model::kNone;
  return ref->alias == kSelf || ref->alias == join.alias ? ref->index : model::kNone;
}

}  // namespace

bool DoPartsMeet(const LogicalPlan& plan, const model::Flow& flow) {
  if (plan.blocks.size() != 2) return false;
  const Block& one = plan.blocks.front();
  const Block& other = plan.blocks.back();
  if (one.key_first == model::kNone || other.key_first == model::kNone) return false;
  // Put together, each brings its groups.
  if (!other.brings_groups && !Planted(Bug::kPartsBringGroups)) return false;
  if (one.terms && one.terms->dimensions != other.terms->dimensions) return false;
  const std::uint32_t met = MetColumn(flow, one);
  if (met == model::kNone) return false;
  if (met != MetColumn(flow, other) && !Planted(Bug::kPartsMeetAnywhere)) return false;
  // The first join leads from the rows to where they meet, the others are the same.
  const auto are_alike = [&](const PlannedJoin& a, const PlannedJoin& b) {
    const bool is_first = &a == &one.joins.front();
    const bool start_alike = is_first || (a.from == b.from && a.reversed == b.reversed);
    return start_alike && a.alias == b.alias && a.inner == b.inner && a.within == b.within &&
           a.nullable == b.nullable;
  };
  return std::equal(one.joins.begin(), one.joins.end(), other.joins.begin(), other.joins.end(),
                    are_alike);
}

}  // namespace semaflow::plan
