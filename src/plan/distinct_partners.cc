#include "plan/distinct_partners.h"

#include <algorithm>

#include "expr/visit.h"

namespace semaflow::plan {
namespace {

using expr::AliasIndex;
using expr::As;
using expr::Ref;
using expr::RefKind;

class Partners {
 public:
  Partners(const request::ResolvedQuery& query, const Block& block)
      : query_(query), block_(block), model_(*query.model), flow_(*query.flow) {}

  bool MayBeDistinct(const Reads& reads, std::uint64_t home_bit) const {
    const auto multiplies = [](const PlannedJoin& join) { return join.multiplies; };
    const auto head = std::find_if(block_.joins.begin(), block_.joins.end(), multiplies);
    if (head == block_.joins.end() || !AreFew(*head)) return false;
    // A filter of a measure would be asked of each partner.
    if ((reads.uses()[head->alias].homes & home_bit) != 0) return false;
    return IsAlone(*head) && IsByColumns(*head) &&
           std::all_of(query_.dimensions.begin(), query_.dimensions.end(), IsOfOneTable(*this));
  }

 private:
  const model::Table& TableOf(AliasIndex alias) const {
    return model_.tables[flow_.aliases[alias].table];
  }

  bool AreFew(const PlannedJoin& head) const {
    const std::int64_t partners = TableOf(head.alias).rows;
    return partners > 0 && partners / kPartnersMax <= TableOf(block_.root).rows;
  }

  // Nothing else multiplies, and nothing is joined to the partners.
  bool IsAlone(const PlannedJoin& head) const {
    const auto reads = [&head](const expr::Expr& node) {
      const Ref* ref = As<Ref>(node);
      return ref != nullptr && ref->alias == head.alias;
    };
    return head.within == expr::kSelf &&
           std::all_of(block_.joins.begin(), block_.joins.end(), [&](const PlannedJoin& join) {
             if (&join == &head) return true;
             if (join.multiplies || join.from == head.alias || join.within == head.alias) {
               return false;
             }
             const auto& keys = flow_.aliases[join.reversed ? join.from : join.alias].keys;
             return std::none_of(keys.begin(), keys.end(), [&](const model::JoinKey& key) {
               return expr::AnyNode(key.left, reads) || expr::AnyNode(key.right, reads);
             });
           });
  }

  // Integers: of others, equal keys may be distinct.
  bool IsByColumns(const PlannedJoin& head) const {
    const AliasIndex child = head.reversed ? head.from : head.alias;
    const AliasIndex parent = head.reversed ? head.alias : head.from;
    const auto is_integer_of = [&](const expr::Expr& key, AliasIndex alias) {
      const Ref* ref = As<Ref>(key);
      return ref != nullptr && ref->kind == RefKind::kColumn &&
             AliasOf(ref->alias, alias) == alias &&
             TableOf(alias).columns[ref->index].type.kind == TypeKind::kInteger;
    };
    const std::vector<model::JoinKey>& keys = flow_.aliases[child].keys;
    return std::all_of(keys.begin(), keys.end(), [&](const model::JoinKey& key) {
      return is_integer_of(key.left, parent) && is_integer_of(key.right, child);
    });
  }

  // A dimension stands wholly on one side of the join.
  struct IsOfOneTable {
    explicit IsOfOneTable(const Partners& partners) : partners_(partners) {}
    bool operator()(const request::ResolvedColumn& column) const {
      const Ref* ref = As<Ref>(column.value);
      if (ref == nullptr || ref->kind != RefKind::kDimension) return false;
      const model::Dimension& dimension = partners_.TableOf(ref->alias).dimensions[ref->index];
      return !dimension.needs_flow && !dimension.per;
    }
    const Partners& partners_;
  };

  const request::ResolvedQuery& query_;
  const Block& block_;
  const model::Model& model_;
  const model::Flow& flow_;
};

}  // namespace

bool ArePartnersDistinct(const request::ResolvedQuery& query, const Block& block,
                         const Reads& reads, std::uint64_t home_bit) {
  return Partners(query, block).MayBeDistinct(reads, home_bit);
}

}  // namespace semaflow::plan
