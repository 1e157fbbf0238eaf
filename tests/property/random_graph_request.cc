#include <algorithm>
#include <optional>
#include <set>

#include "tests/property/graph_request.h"
#include "tests/property/random_conditions.h"
#include "tests/property/random_graph.h"
#include "tests/property/random_graph_names.h"
#include "tests/property/wall_clock.h"

namespace semaflow::property {
namespace {

using nlohmann::json;

class Maker {
 public:
  Maker(RandomSource& random, const ModelSpec& spec, const GraphPaths& paths)
      : random_(random), spec_(spec), paths_(paths), names_(random, spec, paths) {}

  json Make() {
    const auto any = [&] { return static_cast<std::size_t>(random_.Below(Count())); };
    names_.careless = random_.Chance(25);
    homes_ = {any()};
    request_["flow"] = "f";
    if (random_.Chance(30)) request_["time_zone"] = random_.Word(KnownZones());
    names_.ungrouped = random_.Chance(6);
    names_.listing = !names_.ungrouped && random_.Chance(10);
    if (!names_.ungrouped && !names_.listing && !spec_.flow_measures.empty() &&
        random_.Chance(30)) {
      flow_measure_ = &random_.Pick(spec_.flow_measures);
      homes_ = names_.HomesOf(*flow_measure_);
    }
    while (!names_.ungrouped && homes_.size() < 3 && random_.Chance(names_.listing ? 20 : 35)) {
      homes_.push_back(any());
    }
    AddDimensions();
    if (!names_.listing) AddMeasures();
    if (!names_.listing && !names_.ungrouped && random_.Chance(10)) AddSharedTime();
    AddFilters();
    AddOrder();
    if (names_.ungrouped) {
      request_["ungrouped"] = true;
      if (!names_.careless || random_.Chance(70)) request_["of"] = spec_.aliases[homes_[0]].alias;
    }
    return std::move(request_);
  }

 private:
  int Count() const { return static_cast<int>(spec_.aliases.size()); }
  const TableSpec& TableOf(std::size_t alias) const {
    return spec_.tables[spec_.aliases[alias].table];
  }

  // --- The request.

  void AddDimensions() {
    json list = json::array();
    const int least = names_.listing || names_.ungrouped ? 1 : random_.Chance(15) ? 0 : 1;
    const int count = least == 0 ? 0 : random_.Between(1, 3);
    for (int i = 0; i < count; ++i) {
      const std::optional<NamedField> found = names_.FieldOf(homes_, names_.ungrouped ? 97 : 78);
      if (!found) continue;
      NamedField field = *found;
      json asked = field.name;
      if (random_.Chance(8)) {
        asked = {{"field", field.name}, {"as", "made" + std::to_string(i)}};
        field.name = "made" + std::to_string(i);
      } else if (!names_.listing && random_.Chance(10)) {
        asked = MadeDimension(i, field);
      } else if (random_.Chance(12)) {
        NamedField made{"made" + std::to_string(i), {}};
        if (auto per_row = names_.PerRow(homes_, flow_measure_, made.type)) {
          field = std::move(made);
          asked = std::move(*per_row);
          asked["as"] = field.name;
        }
      }
      if (!MayDecide(field.type) || !taken_.insert(field.name).second) continue;
      list.push_back(std::move(asked));
      dimensions_.push_back(std::move(field));
    }
    if (list.empty() && (names_.listing || names_.ungrouped)) {
      const std::size_t home = homes_.front();
      const std::string name = spec_.aliases[home].alias + ".s";
      list.push_back(name);
      taken_.insert(name);
      dimensions_.push_back({name, {.kind = TypeKind::kText}});
    }
    if (names_.listing) homes_ = FirstAliases(list);
    if (!list.empty()) request_["dimensions"] = std::move(list);
  }

  // Those whose values are listed.
  std::vector<std::size_t> FirstAliases(const json& dimensions) const {
    try {
      const json asked = {{"flow", "f"}, {"dimensions", dimensions}};
      return GraphRequest(spec_, paths_, asked).listed();
    } catch (const RefusedByRule&) {
      return homes_;
    }
  }

  json MadeDimension(int number, NamedField& field) {
    const auto text = names_.FieldOf(homes_, 85, TypeKind::kText);
    const auto integer = names_.FieldOf(homes_, 85, TypeKind::kInteger);
    std::string made = field.name + " is null";
    field.type = {.kind = TypeKind::kBoolean};
    if (text && integer) {
      field.type = {.kind = TypeKind::kText};
      made = random_.Chance(50) ? "coalesce(" + text->name + ", 'gone')"
                                : "case when " + text->name + " is null then 'no' when " +
                                      integer->name + " > 1 then 'many' end";
    }
    field.name = "made" + std::to_string(number);
    return {{"expr", made}, {"as", field.name}};
  }

  // Rows that are shown by themselves have no shares.
  bool MayShare() const { return !names_.ungrouped; }

  void AddMeasures() {
    json list = json::array();
    if (flow_measure_ != nullptr && random_.Chance(80)) {
      taken_.insert(flow_measure_->name);
      list.push_back(flow_measure_->name);
      measures_.push_back({flow_measure_->name, flow_measure_->type});
    }
    for (std::size_t i = 0; i < homes_.size(); ++i) {
      // A table may be that of a condition or an order alone.
      if ((i > 0 || !list.empty()) && random_.Chance(25)) continue;
      for (int more = random_.Between(1, homes_.size() == 1 ? 3 : 2); more > 0; --more) {
        if (random_.Chance(22)) {
          AddMade(list, homes_[i]);
          continue;
        }
        NamedField measure = names_.MeasureOf(homes_[i]);
        if (!taken_.insert(measure.name).second) continue;
        list.push_back(measure.name);
        measures_.push_back(std::move(measure));
      }
    }
    request_["measures"] = std::move(list);
  }

  void AddMade(json& list, std::size_t home) {
    const std::string alias = spec_.aliases[home].alias;
    NamedField field{"q" + std::to_string(list.size()), {.kind = TypeKind::kInteger}};
    json made = {{"as", field.name}};
    const int way = random_.Below(10);
    if (way < 4) {
      made["agg"] = random_.Word({"sum", "max", "count_distinct", "count"});
      made["field"] = names_.ArgumentOf(home);
      if (random_.Chance(20)) made["fill"] = nullptr;
    } else if (way < 6) {
      made["expr"] = MadeFormula(home);
    } else {
      NamedField measure = names_.MeasureOf(home);
      if (flow_measure_ != nullptr && names_.HomesOf(*flow_measure_) == std::vector{home}) {
        measure = {flow_measure_->name, flow_measure_->type};
      }
      made["measure"] = measure.name;
      field.type = measure.type;
      if (MayShare() && IsNumber(measure.type) && random_.Chance(40)) {
        made["share_of"] = SomeOf(random_, dimensions_);
        // NULL fills a measure of one table, which that of a graph is not said to be.
        const bool is_own = measure.name.find('.') != std::string::npos;
        if (random_.Chance(20)) made["fill"] = random_.Chance(50) || !is_own ? json(2) : json();
        field.type = {.kind = TypeKind::kFloat};
      }
    }
    if (way < 4 || way >= 6) {
      const NamedField filtered =
          names_.FieldOf({home}, 70)
              .value_or(NamedField{spec_.aliases[home].alias + ".n", {.kind = TypeKind::kInteger}});
      if (random_.Chance(65)) {
        made["filter"] = random_.Chance(30)
                             ? json(RandomConditionText(random_, filtered))
                             : json::array({RandomCondition(random_, filtered, false)});
      }
    }
    taken_.insert(field.name);
    list.push_back(std::move(made));
    measures_.push_back(std::move(field));
  }

  std::string MadeFormula(std::size_t home) {
    const std::string alias = spec_.aliases[home].alias;
    const std::string other = spec_.aliases[random_.Pick(homes_)].alias;
    const std::string n = names_.ArgumentOf(home);
    switch (random_.Below(3)) {
      case 0:
        return "coalesce(sum(" + n + "), 0) + " + other + ".rows";
      case 1:
        return "count(" + alias + ".*) filter (where " + n + " > 0) - " + other + ".rows";
      default:
        return alias + ".rows filter (where " + n + " < 2) * 2";
    }
  }

  // Each measure's own time.
  void AddSharedTime() {
    NamedField field{"time" + random_.Word({".day", ".week", ".month", ".year"}),
                     {.kind = TypeKind::kDate}};
    shared_ = {{"time", {.kind = TypeKind::kDate}}, field};
    if (!random_.Chance(80)) return;
    taken_.insert(field.name);
    request_["dimensions"].push_back(field.name);
    dimensions_.push_back(std::move(field));
  }

  json Leaf() {
    if (may_mix_ && random_.Chance(40)) {
      const NamedField field = !measures_.empty() && random_.Chance(60)
                                   ? random_.Pick(measures_)
                                   : names_.MeasureOf(random_.Pick(homes_));
      if (MayDecide(field.type)) return RandomCondition(random_, field, true);
    }
    if (!may_mix_ && random_.Chance(10)) {
      NamedField field;
      if (auto per_row = names_.PerRow(homes_, flow_measure_, field.type)) {
        json condition = RandomCondition(random_, field, false);
        condition["field"] = std::move(*per_row);
        return condition;
      }
    }
    if (!dimensions_.empty() && random_.Chance(may_mix_ ? 97 : 30)) {
      return RandomCondition(random_, random_.Pick(dimensions_), false);
    }
    if (!shared_.empty() && random_.Chance(50)) {
      return RandomCondition(random_, random_.Pick(shared_), false);
    }
    if (random_.Chance(8)) {
      const auto a = names_.FieldOf(homes_, 85, TypeKind::kInteger);
      const auto b = names_.FieldOf(homes_, 85, TypeKind::kInteger);
      if (a && b) {
        return {{"field", a->name},
                {"op", random_.Word({"==", "!=", "<", ">="})},
                {"value", {{"field", b->name}}}};
      }
    }
    if (const auto field = names_.FieldOf(homes_, 75))
      return RandomCondition(random_, *field, false);
    const std::string rows = spec_.aliases[homes_.front()].alias + ".rows";
    return RandomCondition(random_, {rows, {.kind = TypeKind::kInteger}}, true);
  }

  json Tree(int depth) {
    if (depth == 0 || random_.Chance(60)) return Leaf();
    if (random_.Chance(30)) return {{"not", Tree(depth - 1)}};
    json terms = json::array();
    for (int i = random_.Between(1, 3); i > 0; --i) terms.push_back(Tree(depth - 1));
    return {{random_.Word({"and", "or"}), std::move(terms)}};
  }

  void AddFilters() {
    json list = json::array();
    for (int i = random_.Chance(50) ? 0 : random_.Between(1, 2); i > 0; --i) {
      if (random_.Chance(10)) {
        const auto field = names_.FieldOf(homes_, 80);
        if (field) list.push_back(RandomConditionText(random_, *field));
        continue;
      }
      may_mix_ = !names_.ungrouped && !names_.listing && random_.Chance(40);
      list.push_back(may_mix_ && dimensions_.empty() ? Leaf() : Tree(2));
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
      if (!names_.ungrouped && !names_.listing && random_.Chance(15)) {
        name = spec_.aliases[random_.Pick(homes_)].alias + ".rows";
      }
      if (!ordered.insert(name).second) continue;
      json order = {{"column", name}};
      if (random_.Chance(50)) order["direction"] = random_.Word({"asc", "desc"});
      if (random_.Chance(25)) order["nulls"] = random_.Word({"first", "last"});
      list.push_back(std::move(order));
    }
    if (!list.empty()) request_["order"] = std::move(list);
    // Without a key, rows that are equal in all that is asked may be cut either way.
    if (names_.ungrouped && TableOf(homes_.front()).primary_key.empty()) return;
    if (random_.Chance(15)) request_["limit"] = random_.Between(0, 4);
    if (random_.Chance(8)) request_["offset"] = random_.Between(0, 3);
  }

  RandomSource& random_;
  const ModelSpec& spec_;
  const GraphPaths& paths_;
  bool may_mix_ = false;
  RandomGraphNames names_;
  std::vector<std::size_t> homes_;  // Whose measures are asked.
  const MemberSpec* flow_measure_ = nullptr;
  json request_;
  std::set<std::string> taken_;
  std::vector<NamedField> dimensions_;
  std::vector<NamedField> measures_;
  std::vector<NamedField> shared_;
};

}  // namespace

json RandomGraphRequest(RandomSource& random, const ModelSpec& spec, const GraphPaths& paths) {
  return Maker(random, spec, paths).Make();
}

}  // namespace semaflow::property
