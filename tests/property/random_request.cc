#include "tests/property/random_request.h"

#include <algorithm>
#include <set>

#include "model/join_reach.h"
#include "tests/property/random_conditions.h"
#include "tests/property/wall_clock.h"

namespace semaflow::property {
namespace {

using nlohmann::json;

class Maker {
 public:
  Maker(RandomSource& random, const ModelSpec& spec, const model::Model& model)
      : random_(random), spec_(spec), flow_(model.flows.front()) {}

  json Make() {
    home_ = static_cast<std::size_t>(random_.Below(static_cast<int>(spec_.aliases.size())));
    for (std::size_t i = 0; i < spec_.aliases.size(); ++i) {
      if (ReachesOne(home_, i)) near_.push_back(i);
    }
    request_["flow"] = "f";
    if (random_.Chance(30)) request_["time_zone"] = random_.Word(KnownZones());
    if (random_.Chance(spec_.tells_of_facts ? 40 : 5) && FindFacts()) {
      AskFacts();
      return std::move(request_);
    }
    ungrouped_ = random_.Chance(8);
    if (!ungrouped_ && random_.Chance(3)) {
      ListKey();
    } else {
      AddDimensions();
      AddMeasures();
      if (!ungrouped_ && !measures_.empty() && random_.Chance(12)) AddSharedTime();
    }
    AddFilters();
    AddOrder();
    if (ungrouped_) {
      request_["ungrouped"] = true;
      request_["of"] = spec_.aliases[home_].alias;
    }
    return std::move(request_);
  }

 private:
  bool ReachesOne(std::size_t from, std::size_t to) const {
    const auto index = [this](std::size_t i) {
      return flow_.alias_names.find(spec_.aliases[i].alias)->second;
    };
    return model::ReachesToOne(flow_, index(from), index(to));
  }

  // Mostly an alias that the home reaches with one row each.
  const AliasSpec& AnyAlias(int near_percent) {
    return random_.Chance(near_percent) ? spec_.aliases[random_.Pick(near_)]
                                        : random_.Pick(spec_.aliases);
  }

  // The dimension that is the whole of a key, if there is one.
  const MemberSpec* KeyOf(const TableSpec& table) {
    const auto& key = random_.Chance(50) ? table.primary_key : table.unique_key;
    if (key.size() != 1) return nullptr;
    for (const MemberSpec& member : table.dimensions) {
      if (member.name == key.front()) return &member;
    }
    return nullptr;
  }

  NamedField DimensionOf(const AliasSpec& alias) {
    const TableSpec& table = spec_.tables[alias.table];
    const MemberSpec* key = random_.Chance(12) ? KeyOf(table) : nullptr;
    const MemberSpec& member = key != nullptr ? *key : random_.Pick(table.dimensions);
    NamedField field{alias.alias + "." + member.name, member.type};
    if (IsTime(member.type) && random_.Chance(50)) {
      const int way = random_.Below(10);
      if (way == 0 && member.type.kind != TypeKind::kDate) {
        field.name += random_.Word({".hour", ".minute"});
      } else if (way < 8) {
        field.name += random_.Word({".day", ".week", ".month", ".quarter", ".year"});
      } else {
        field.name += random_.Word({".day_of_week", ".month_of_year", ".year_number"});
        field.type = {.kind = TypeKind::kInteger};
      }
    }
    return field;
  }

  NamedField MeasureOf(const AliasSpec& alias) {
    const auto& measures = spec_.tables[alias.table].measures;
    const MemberSpec* member = &random_.Pick(measures);
    // Rows that are shown by themselves have no shares.
    if (ungrouped_ && member->name == "part") member = &measures.front();
    return {alias.alias + "." + member->name, member->type};
  }

  // Tables that lead to one row each of a table beside them, the hub.
  bool FindFacts() {
    for (int attempt = 0; attempt < 4 && facts_.size() < 2; ++attempt) {
      hub_ = static_cast<std::size_t>(random_.Below(static_cast<int>(spec_.aliases.size())));
      facts_.clear();
      for (std::size_t i = 1; i < spec_.aliases.size(); ++i) {
        if (spec_.aliases[i].parent == hub_ && ReachesOne(i, hub_)) facts_.push_back(i);
      }
    }
    return !facts_.empty();
  }

  // Plain measures of one or two of them by the hub, without conditions: what is aggregated by
  // its key first.
  void AskFacts() {
    const bool is_alone = facts_.size() < 2 || random_.Chance(20);
    AddMeasuresOfFact(facts_.front());
    if (!is_alone && random_.Chance(60)) {
      AddMeasuresOfFact(facts_.back());
    } else if (!is_alone) {
      AskAboutFact(spec_.aliases[facts_.back()].alias + ".rows");
    }
    for (int i = random_.Between(1, 2); i > 0; --i) {
      NamedField field = DimensionOf(spec_.aliases[hub_]);
      if (!MayDecide(field.type) || !taken_.insert(field.name).second) continue;
      request_["dimensions"].push_back(field.name);
      dimensions_.push_back(std::move(field));
    }
    if (!request_.contains("order")) AddOrder();
  }

  // In a condition or an order alone: its groups are not those of the answer.
  void AskAboutFact(const std::string& rows) {
    if (random_.Chance(50)) {
      request_["filters"] =
          json::array({RandomCondition(random_, {rows, {.kind = TypeKind::kInteger}}, true)});
    } else {
      request_["order"] = json::array({{{"column", rows}}});
      if (random_.Chance(50)) request_["limit"] = random_.Between(1, 4);
    }
  }

  void AddMeasuresOfFact(std::size_t fact) {
    const std::string alias = spec_.aliases[fact].alias;
    json& list = request_["measures"];
    if (random_.Chance(70))
      AddMeasure(list, {alias + ".rows", {.kind = TypeKind::kInteger}}, alias + ".rows");
    const std::string as = "of_" + alias;
    AddMeasure(list, {as, {.kind = TypeKind::kInteger}},
               {{"agg", random_.Word({"sum", "min", "max", "count"})},
                {"field", alias + ".n"},
                {"as", as}});
  }

  // The values of a key, if there is one, and nothing else.
  void ListKey() {
    const AliasSpec& home = spec_.aliases[home_];
    asked_aliases_.push_back(home);
    const MemberSpec* key = KeyOf(spec_.tables[home.table]);
    const NamedField field = key != nullptr
                                 ? NamedField{home.alias + "." + key->name, key->type}
                                 : NamedField{home.alias + ".s", {.kind = TypeKind::kText}};
    request_["dimensions"] = json::array({field.name});
    taken_.insert(field.name);
    dimensions_.push_back(field);
  }

  void AddDimensions() {
    json list = json::array();
    const int count = random_.Chance(12) && !ungrouped_ ? 0 : random_.Between(1, 3);
    for (int i = 0; i < count; ++i) {
      NamedField field = DimensionOf(AnyAlias(ungrouped_ ? 97 : 80));
      json asked = field.name;
      if (!spec_.flow_dimensions.empty() && random_.Chance(12)) {
        const MemberSpec& member = random_.Pick(spec_.flow_dimensions);
        field = {member.name, member.type};
        asked = member.name;
      } else if (random_.Chance(6)) {
        asked = MeasurePerRow(field.type);
        field.name = "made" + std::to_string(i);
        asked["as"] = field.name;
      } else if (random_.Chance(10)) {
        field = {"made" + std::to_string(i), {}};
        asked = {{"expr", MadeDimension(field.type)}, {"as", field.name}};
      }
      if (!MayDecide(field.type) || !taken_.insert(field.name).second) continue;
      list.push_back(std::move(asked));
      dimensions_.push_back(std::move(field));
    }
    if (!list.empty()) request_["dimensions"] = std::move(list);
  }

  // Each measure's own time, as a dimension and in conditions.
  void AddSharedTime() {
    shared_.push_back({"time", {.kind = TypeKind::kDate}});
    NamedField field{"time" + random_.Word({".day", ".week", ".month", ".year"}),
                     {.kind = TypeKind::kDate}};
    if (random_.Chance(15)) field = {"time.month_of_year", {.kind = TypeKind::kInteger}};
    shared_.push_back(field);
    if (!random_.Chance(80)) return;
    taken_.insert(field.name);
    request_["dimensions"].push_back(field.name);
    dimensions_.push_back(std::move(field));
    const NamedField measure = MeasureOf(spec_.aliases[home_]);
    if (!IsNumber(measure.type) || !random_.Chance(30)) return;
    request_["measures"].push_back(
        {{"measure", measure.name}, {"share_of", SomeOf(random_, dimensions_)}, {"as", "of_time"}});
    measures_.push_back({"of_time", {.kind = TypeKind::kFloat}});
  }

  // "a dimension that is a measure". None of doubles, where rounding alone would decide.
  json MeasurePerRow(DataType& type) {
    const AliasSpec& of = random_.Pick(spec_.aliases);
    NamedField measure = MeasureOf(of);
    for (int i = 0; i < 5 && !MayDecide(measure.type); ++i) measure = MeasureOf(of);
    if (!MayDecide(measure.type)) {
      measure = {of.alias + ".rows", {.kind = TypeKind::kInteger}};
    }
    if (!spec_.flow_measures.empty() && random_.Chance(10)) {
      measure = {spec_.flow_measures.front().name, spec_.flow_measures.front().type};
    }
    type = measure.type;
    const AliasSpec* per = &AnyAlias(75);
    // Without a key it is refused: seldom.
    for (int i = 0; i < 3 && spec_.tables[per->table].primary_key.empty(); ++i) {
      per = &AnyAlias(75);
    }
    return {{"measure", measure.name},
            {"per", random_.Chance(8) ? json::array() : json(per->alias)}};
  }

  std::string MadeDimension(DataType& type) {
    const std::string a = AnyAlias(85).alias;
    const std::string b = AnyAlias(85).alias;
    switch (random_.Below(5)) {
      case 0:
        type = {.kind = TypeKind::kText};
        return "coalesce(" + a + ".s, 'gone')";
      case 1:
        type = {.kind = TypeKind::kInteger};
        return a + ".n + " + b + ".a";
      case 2:
        type = {.kind = TypeKind::kBoolean};
        return "not (" + a + ".n > 0) or " + b + ".t";
      case 3:
        type = {.kind = TypeKind::kText};
        return "case when " + a + ".s is null then 'no' when " + b + ".n > 1 then 'many' end";
      default:
        type = {.kind = TypeKind::kBoolean};
        return a + ".s is null";
    }
  }

  void AddMeasures() {
    asked_aliases_.push_back(spec_.aliases[home_]);
    json list = json::array();
    const bool none = !dimensions_.empty() && random_.Chance(10);
    const int count = none ? 0 : random_.Between(1, 3);
    for (int i = 0; i < count; ++i) {
      if (!ungrouped_ && !spec_.flow_measures.empty() && random_.Chance(6)) {
        const MemberSpec& member = random_.Pick(spec_.flow_measures);
        AddMeasure(list, {member.name, member.type}, member.name);
        continue;
      }
      const AliasSpec& alias =
          random_.Chance(80) || ungrouped_ ? spec_.aliases[home_] : random_.Pick(spec_.aliases);
      asked_aliases_.push_back(alias);
      if (random_.Chance(20)) {
        AddMade(list, alias, i);
      } else {
        const NamedField measure = MeasureOf(alias);
        AddMeasure(list, measure, measure.name);
      }
    }
    if (list.empty() && dimensions_.empty()) {
      const std::string rows = spec_.aliases[home_].alias + ".rows";
      AddMeasure(list, {rows, {.kind = TypeKind::kInteger}}, rows);
    }
    if (!list.empty()) request_["measures"] = std::move(list);
  }

  void AddMeasure(json& list, NamedField field, json asked) {
    if (!taken_.insert(field.name).second) return;
    list.push_back(std::move(asked));
    measures_.push_back(std::move(field));
  }

  json RowFilter() {
    if (random_.Chance(30)) return RandomConditionText(random_, DimensionOf(AnyAlias(70)));
    return json::array({RandomCondition(random_, DimensionOf(AnyAlias(70)), false)});
  }

  void AddMade(json& list, const AliasSpec& alias, int number) {
    const std::string as = "q" + std::to_string(number);
    made_ = true;
    if (random_.Chance(40)) {
      json made = {{"agg", random_.Word({"sum", "max", "count_distinct", "count"})},
                   {"field", alias.alias + ".n"},
                   {"as", as}};
      if (random_.Chance(40)) made["filter"] = RowFilter();
      if (random_.Chance(20)) made["fill"] = nullptr;
      return AddMeasure(list, {as, {.kind = TypeKind::kInteger}}, std::move(made));
    }
    if (random_.Chance(25)) {
      const std::string other = random_.Chance(80) ? alias.alias : AnyAlias(50).alias;
      const std::string text = random_.Chance(50)
                                   ? alias.alias + ".rows * 2 - count(" + other + ".*)"
                                   : "coalesce(sum(" + alias.alias + ".n), 0) + " + other +
                                         ".rows filter (where " + alias.alias + ".n < 2)";
      return AddMeasure(list, {as, {.kind = TypeKind::kInteger}}, {{"expr", text}, {"as", as}});
    }
    const NamedField measure = MeasureOf(alias);
    json made = {{"measure", measure.name}, {"as", as}};
    if (random_.Chance(70)) made["filter"] = RowFilter();
    if (!ungrouped_ && IsNumber(measure.type) && random_.Chance(35)) {
      made["share_of"] = SomeOf(random_, dimensions_);
      if (random_.Chance(20)) made["fill"] = random_.Chance(50) ? json(2) : json(nullptr);
      return AddMeasure(list, {as, {.kind = TypeKind::kFloat}}, std::move(made));
    }
    if (measure.type.kind == TypeKind::kInteger && random_.Chance(20)) made["fill"] = 5;
    AddMeasure(list, {as, measure.type}, std::move(made));
  }

  json Leaf() {
    const bool of_group = may_mix_ && random_.Chance(30);
    if (of_group) {
      const NamedField field = !measures_.empty() && random_.Chance(50)
                                   ? random_.Pick(measures_)
                                   : MeasureOf(random_.Pick(asked_aliases_));
      if (MayDecide(field.type)) return RandomCondition(random_, field, true);
    }
    if (!dimensions_.empty() && random_.Chance(may_mix_ ? 97 : 30)) {
      return RandomCondition(random_, random_.Pick(dimensions_), false);
    }
    if (!shared_.empty() && random_.Chance(50)) {
      return RandomCondition(random_, random_.Pick(shared_), false);
    }
    const AliasSpec& alias = AnyAlias(85);
    if (random_.Chance(6)) {
      NamedField field;
      json measure = MeasurePerRow(field.type);
      json condition = RandomCondition(random_, field, false);
      condition["field"] = std::move(measure);
      return condition;
    }
    if (random_.Chance(8)) {
      const AliasSpec& other = AnyAlias(85);
      return {{"field", alias.alias + "." + random_.Word({"n", "a", "m"})},
              {"op", random_.Word({"==", "!=", "<", ">="})},
              {"value", {{"field", other.alias + "." + random_.Word({"n", "b", "m"})}}}};
    }
    return RandomCondition(random_, DimensionOf(alias), false);
  }

  json Tree(int depth) {
    if (depth == 0 || random_.Chance(60)) return Leaf();
    if (random_.Chance(30)) return {{"not", Tree(depth - 1)}};
    json terms = json::array();
    for (int i = random_.Between(1, 3); i > 0; --i) terms.push_back(Tree(depth - 1));
    return {{random_.Word({"and", "or"}), std::move(terms)}};
  }

  void AddFilters() {
    const int count = random_.Chance(40) ? 0 : random_.Between(1, 3);
    json list = json::array();
    for (int i = 0; i < count; ++i) {
      if (random_.Chance(10)) {
        list.push_back(RandomConditionText(random_, DimensionOf(AnyAlias(85))));
      } else {
        may_mix_ = !ungrouped_ && random_.Chance(40);
        list.push_back(may_mix_ && dimensions_.empty() ? Leaf() : Tree(2));
      }
    }
    if (!list.empty()) request_["filters"] = std::move(list);
  }

  void AddOrder() {
    json list = json::array();
    std::set<std::string> ordered;
    for (int i = random_.Chance(55) ? 0 : random_.Between(1, 2); i > 0; --i) {
      std::vector<NamedField> columns = dimensions_;
      for (const NamedField& measure : measures_) {
        if (MayDecide(measure.type)) columns.push_back(measure);
      }
      if (columns.empty()) break;
      std::string name = random_.Pick(columns).name;
      if (!ungrouped_ && !made_ && random_.Chance(15)) name = spec_.aliases[home_].alias + ".rows";
      if (!ordered.insert(name).second) continue;
      json order = {{"column", name}};
      if (random_.Chance(50)) order["direction"] = random_.Word({"asc", "desc"});
      if (random_.Chance(25)) order["nulls"] = random_.Word({"first", "last"});
      list.push_back(std::move(order));
    }
    if (!list.empty()) request_["order"] = std::move(list);
    // Without a key, rows that are equal in all that is asked may be cut either way.
    if (ungrouped_ && spec_.tables[spec_.aliases[home_].table].primary_key.empty()) return;
    if (random_.Chance(15)) request_["limit"] = random_.Between(0, 4);
    if (random_.Chance(8)) request_["offset"] = random_.Between(0, 3);
  }

  RandomSource& random_;
  const ModelSpec& spec_;
  const model::Flow& flow_;
  std::size_t home_ = 0;
  std::vector<std::size_t> near_;
  std::size_t hub_ = 0;
  std::vector<std::size_t> facts_;  // Beside the hub.
  bool ungrouped_ = false;
  bool may_mix_ = false;  // Conditions on groups stand in the tree: rows are asked by dimensions.
  bool made_ = false;     // Some measure is made in the request.
  json request_;
  std::set<std::string> taken_;
  std::vector<NamedField> dimensions_;
  std::vector<NamedField> measures_;
  std::vector<NamedField> shared_;        // The time that they share, when it is asked.
  std::vector<AliasSpec> asked_aliases_;  // Whose measures are asked, and the home.
};

}  // namespace

json RandomRequest(RandomSource& random, const ModelSpec& spec, const model::Model& model) {
  return Maker(random, spec, model).Make();
}

}  // namespace semaflow::property
