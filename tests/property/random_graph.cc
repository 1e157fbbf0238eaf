#include "tests/property/random_graph.h"

#include <algorithm>
#include <set>

#include "tests/property/random_conditions.h"
#include "tests/property/random_graph_members.h"
#include "tests/property/random_tables.h"

namespace semaflow::property {
namespace {

// Few, so that several tables have the same role, and not always to the same table.
const std::vector<std::string> kRoles = {"buyer", "payer", "owner"};

class Maker {
 public:
  explicit Maker(RandomSource& random) : random_(random) {}

  ModelSpec Make() {
    model_.is_graph = true;
    const int aliases = random_.Between(2, random_.Chance(60) ? 4 : 7);
    const int tables = std::max(1, aliases - (random_.Chance(15) ? 1 : 0));
    for (int i = 0; i < tables; ++i) model_.tables.push_back(RandomTable(random_, i));
    for (int i = 0; i < aliases; ++i) {
      AliasSpec alias;
      alias.alias = "x" + std::to_string(i);
      alias.table = static_cast<std::size_t>(i < tables ? i : random_.Below(tables));
      model_.aliases.push_back(std::move(alias));
    }
    // Facts before the dimensions that they share: a link mostly leads on.
    for (int i = 1; i < aliases; ++i) {
      const int other = random_.Below(i);
      random_.Chance(85) ? AddLink(other, i) : AddLink(i, other);
    }
    for (int more = random_.Below(aliases); more > 0; --more) {
      const int from = random_.Below(aliases - 1);
      AddLink(from, random_.Between(from + 1, aliases - 1));
    }
    if (random_.Chance(12)) {
      const int self = random_.Below(aliases);
      AddLink(self, self);
    }
    Finish();
    return std::move(model_);
  }

 private:
  TableSpec& TableOf(std::size_t alias) { return model_.tables[model_.aliases[alias].table]; }

  bool IsTaken(std::size_t from, const std::string& role) {
    return std::any_of(model_.links.begin(), model_.links.end(), [&](const LinkSpec& link) {
      const std::string& word = link.role.empty() ? model_.aliases[link.to].alias : link.role;
      return link.from == from && word == role;
    });
  }

  void AddLink(int from, int to) {
    LinkSpec link;
    link.from = static_cast<std::size_t>(from);
    link.to = static_cast<std::size_t>(to);
    if (from == to || random_.Chance(45) || IsTaken(link.from, model_.aliases[link.to].alias)) {
      link.role = random_.Word(kRoles);
      if (IsTaken(link.from, link.role)) link.role += std::to_string(model_.links.size());
    }
    link.keys = RandomKeys(random_, TableOf(link.from), TableOf(link.to));
    for (int i = 0; i < 3 && !LeadsToOne(link) && random_.Chance(60); ++i) {
      link.keys = RandomKeys(random_, TableOf(link.from), TableOf(link.to));
    }
    model_.links.push_back(std::move(link));
  }

  bool LeadsToOne(const LinkSpec& link) {
    std::vector<std::string> columns;
    for (const auto& [left, right] : link.keys) columns.push_back(right);
    return CoversAKey(TableOf(link.to), columns);
  }

  void Finish() {
    for (const LinkSpec& link : model_.links) {
      AlignRows(random_, TableOf(link.from), TableOf(link.to), link.keys);
    }
    for (LinkSpec& link : model_.links) {
      if (!random_.Chance(20)) continue;
      link.cardinality = TrueCardinality(random_, TableOf(link.from), TableOf(link.to), link.keys);
    }
    AddRandomMembers(random_, model_);
    model_.with_schema = random_.Chance(50);
    if (random_.Chance(20)) model_.settings = "week_start: sunday\nfiscal_year_start: 4\n";
  }

  RandomSource& random_;
  ModelSpec model_;
};

}  // namespace

ModelSpec RandomGraph(RandomSource& random) { return Maker(random).Make(); }

}  // namespace semaflow::property
