#include <algorithm>
#include <optional>
#include <set>

#include "tests/property/random_conditions.h"
#include "tests/property/random_graph.h"
#include "tests/property/wall_clock.h"

namespace semaflow::property {
namespace {

using nlohmann::json;

constexpr int kTries = 12;
constexpr int kMultiplyingMax = 3;  // Paths of a request: rows that meet are multiplied.

class Maker {
 public:
  Maker(RandomSource& random, const ModelSpec& spec, const GraphPaths& paths)
      : random_(random), spec_(spec), paths_(paths) {}

  json Make() {
    const auto any = [&] { return static_cast<std::size_t>(random_.Below(Count())); };
    careless_ = random_.Chance(25);
    homes_ = {any()};
    request_["flow"] = "f";
    if (random_.Chance(30)) request_["time_zone"] = random_.Word(KnownZones());
    ungrouped_ = random_.Chance(6);
    listing_ = !ungrouped_ && random_.Chance(10);
    while (!ungrouped_ && homes_.size() < 3 && random_.Chance(listing_ ? 20 : 35)) {
      homes_.push_back(any());
    }
    AddDimensions();
    if (!listing_) AddMeasures();
    if (!listing_ && !ungrouped_ && random_.Chance(10)) AddSharedTime();
    AddFilters();
    AddOrder();
    if (ungrouped_) {
      request_["ungrouped"] = true;
      if (!careless_ || random_.Chance(70)) request_["of"] = spec_.aliases[homes_[0]].alias;
    }
    return std::move(request_);
  }

 private:
  int Count() const { return static_cast<int>(spec_.aliases.size()); }
  const TableSpec& TableOf(std::size_t alias) const {
    return spec_.tables[spec_.aliases[alias].table];
  }

  // --- Names.

  // The path in words: the whole of it, or its end.
  std::string Spelled(std::size_t home, const GraphPath& path, const std::string& field) {
    std::vector<std::string> words{spec_.aliases[home].alias};
    for (const GraphStep& step : path.steps) {
      const bool by_alias = !step.back && random_.Chance(20);
      words.push_back(by_alias ? spec_.aliases[spec_.links[step.link].to].alias
                               : paths_.WordOf(step));
    }
    const int all = static_cast<int>(words.size());
    int kept = random_.Chance(45) ? 1 : random_.Between(0, all);
    if (path.steps.empty()) kept = random_.Chance(40) ? 0 : 1;
    if (listing_) kept = all;
    std::string text;
    for (int i = all - std::min(kept, all); i < all; ++i) {
      text += words[static_cast<std::size_t>(i)] + ".";
    }
    return text + field;
  }

  const GraphPath& SomePath(std::size_t home, int near_percent) {
    std::vector<const GraphPath*> near;
    std::vector<const GraphPath*> far;
    for (const GraphPath& path : paths_.From(home)) {
      (path.to_one ? near : far).push_back(&path);
    }
    const bool stays = far.empty() || multiplying_ >= kMultiplyingMax;
    if (stays || random_.Chance(near_percent)) return *random_.Pick(near);
    // Mostly short ones: the long ones are many.
    const GraphPath* path = random_.Pick(far);
    for (int i = 0; i < 2; ++i) {
      const GraphPath* other = random_.Pick(far);
      if (other->steps.size() < path->steps.size()) path = other;
    }
    return *path;
  }

  // What a name means to all homes; nullopt: not the same, or nothing to one of them.
  std::optional<GraphPath> Meaning(const std::vector<std::size_t>& homes,
                                   const std::string& name) const {
    std::optional<GraphPath> meaning;
    for (const std::size_t home : homes) {
      const FoundPath found = paths_.Find(home, ParseGraphName(name));
      if (found.path == nullptr) return std::nullopt;
      if (meaning && meaning->end != found.path->end) return std::nullopt;
      if (!meaning || meaning->to_one) meaning = *found.path;
    }
    return meaning;
  }

  std::string WithGrain(std::string name, DataType& type) {
    if (!IsTime(type) || !random_.Chance(50)) return name;
    const int way = random_.Below(10);
    if (way == 0 && type.kind != TypeKind::kDate) return name + ".hour";
    if (way < 8) return name + random_.Word({".day", ".week", ".month", ".quarter", ".year"});
    type = {.kind = TypeKind::kInteger};
    return name + random_.Word({".day_of_week", ".month_of_year", ".year_number"});
  }

  // A field that all of `homes` can name. `kind`: of this type.
  std::optional<NamedField> FieldOf(const std::vector<std::size_t>& homes, int near_percent,
                                    std::optional<TypeKind> kind = std::nullopt) {
    const std::size_t from = random_.Pick(homes);
    NamedField field;
    for (int i = 0; i < kTries; ++i) {
      const GraphPath& path = SomePath(from, near_percent);
      const TableSpec& table = TableOf(path.end);
      const MemberSpec& member =
          random_.Chance(10) ? table.dimensions.back() : random_.Pick(table.dimensions);
      if (kind && member.type.kind != *kind) continue;
      field.type = member.type;
      field.name = WithGrain(Spelled(from, path, member.name), field.type);
      const std::optional<GraphPath> meaning = Meaning(homes, field.name);
      if (meaning) {
        multiplying_ += meaning->to_one ? 0 : 1;
        return field;
      }
      if (careless_ && random_.Chance(35)) return field;
    }
    return std::nullopt;
  }

  // Of the rows themselves, which every one of them has.
  NamedField OwnField(std::size_t home) const {
    const MemberSpec& member = TableOf(home).dimensions.back();
    return {spec_.aliases[home].alias + "." + member.name, member.type};
  }

  // --- The request.

  void AddDimensions() {
    json list = json::array();
    const int least = listing_ || ungrouped_ ? 1 : random_.Chance(15) ? 0 : 1;
    const int count = least == 0 ? 0 : random_.Between(1, 3);
    for (int i = 0; i < count; ++i) {
      const std::optional<NamedField> found = FieldOf(homes_, ungrouped_ ? 97 : 78);
      if (!found) continue;
      NamedField field = *found;
      json asked = field.name;
      if (random_.Chance(8)) {
        asked = {{"field", field.name}, {"as", "made" + std::to_string(i)}};
        field.name = "made" + std::to_string(i);
      } else if (!listing_ && random_.Chance(10)) {
        asked = MadeDimension(i, field);
      }
      if (!MayDecide(field.type) || !taken_.insert(field.name).second) continue;
      list.push_back(std::move(asked));
      dimensions_.push_back(std::move(field));
    }
    if (list.empty() && (listing_ || ungrouped_)) {
      const std::size_t home = homes_.front();
      const std::string name = spec_.aliases[home].alias + ".s";
      list.push_back(name);
      taken_.insert(name);
      dimensions_.push_back({name, {.kind = TypeKind::kText}});
    }
    if (listing_) homes_ = FirstAliases(list);
    if (!list.empty()) request_["dimensions"] = std::move(list);
  }

  // Those whose values are listed.
  std::vector<std::size_t> FirstAliases(const json& dimensions) const {
    std::set<std::size_t> aliases;
    for (const json& asked : dimensions) {
      const std::string name = asked.is_string() ? asked : asked.at("field");
      aliases.insert(AliasNamed(spec_, name.substr(0, name.find('.'))));
    }
    return {aliases.begin(), aliases.end()};
  }

  json MadeDimension(int number, NamedField& field) {
    const auto text = FieldOf(homes_, 85, TypeKind::kText);
    const auto integer = FieldOf(homes_, 85, TypeKind::kInteger);
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

  // Rows that are shown by themselves have no shares; beside measures of other tables the planner
  // does not know yet whose names the dimensions of a whole are.
  bool MayShare() const { return !ungrouped_; }

  NamedField MeasureOf(std::size_t home) {
    const TableSpec& table = TableOf(home);
    const MemberSpec* picked = &random_.Pick(table.measures);
    if (!MayShare() && picked->name == "part") picked = &table.measures.front();
    const MemberSpec& member = *picked;
    // The last is of no other table; a name that several have is refused.
    const bool bare = member.name == table.measures.back().name ? random_.Chance(60)
                                                                : careless_ && random_.Chance(10);
    return {(bare && IsOnce(home) ? "" : spec_.aliases[home].alias + ".") + member.name,
            member.type};
  }
  bool IsOnce(std::size_t home) const {
    return careless_ ||
           std::count_if(spec_.aliases.begin(), spec_.aliases.end(), [&](const AliasSpec& alias) {
             return alias.table == spec_.aliases[home].table;
           }) == 1;
  }

  void AddMeasures() {
    json list = json::array();
    for (std::size_t i = 0; i < homes_.size(); ++i) {
      // A table may be that of a condition or an order alone.
      if (i > 0 && random_.Chance(25)) continue;
      for (int more = random_.Between(1, homes_.size() == 1 ? 3 : 2); more > 0; --more) {
        if (random_.Chance(22)) {
          AddMade(list, homes_[i]);
          continue;
        }
        NamedField measure = MeasureOf(homes_[i]);
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
      made["field"] = alias + ".n";
      if (random_.Chance(20)) made["fill"] = nullptr;
    } else if (way < 6) {
      made["expr"] = random_.Chance(50) ? "coalesce(sum(" + alias + ".n), 0) + " + alias + ".rows"
                                        : alias + ".rows filter (where " + alias + ".n < 2) * 2";
    } else {
      const NamedField measure = MeasureOf(home);
      made["measure"] = measure.name;
      field.type = measure.type;
      if (MayShare() && IsNumber(measure.type) && random_.Chance(40)) {
        made["share_of"] = SomeOf(random_, dimensions_);
        if (random_.Chance(20)) made["fill"] = random_.Chance(50) ? json(2) : json(nullptr);
        field.type = {.kind = TypeKind::kFloat};
      }
    }
    if (way < 4 || way >= 6) {
      const NamedField filtered = FieldOf({home}, 70).value_or(OwnField(home));
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
                                   : MeasureOf(random_.Pick(homes_));
      if (MayDecide(field.type)) return RandomCondition(random_, field, true);
    }
    if (!dimensions_.empty() && random_.Chance(may_mix_ ? 97 : 30)) {
      return RandomCondition(random_, random_.Pick(dimensions_), false);
    }
    if (!shared_.empty() && random_.Chance(50)) {
      return RandomCondition(random_, random_.Pick(shared_), false);
    }
    if (random_.Chance(8)) {
      const auto a = FieldOf(homes_, 85, TypeKind::kInteger);
      const auto b = FieldOf(homes_, 85, TypeKind::kInteger);
      if (a && b) {
        return {{"field", a->name},
                {"op", random_.Word({"==", "!=", "<", ">="})},
                {"value", {{"field", b->name}}}};
      }
    }
    if (const auto field = FieldOf(homes_, 75)) return RandomCondition(random_, *field, false);
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
        const auto field = FieldOf(homes_, 80);
        if (field) list.push_back(RandomConditionText(random_, *field));
        continue;
      }
      may_mix_ = !ungrouped_ && !listing_ && random_.Chance(40);
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
      if (!ungrouped_ && !listing_ && random_.Chance(15)) {
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
    if (ungrouped_ && TableOf(homes_.front()).primary_key.empty()) return;
    if (random_.Chance(15)) request_["limit"] = random_.Between(0, 4);
    if (random_.Chance(8)) request_["offset"] = random_.Between(0, 3);
  }

  RandomSource& random_;
  const ModelSpec& spec_;
  const GraphPaths& paths_;
  bool careless_ = false;  // Names may mean nothing.
  bool ungrouped_ = false;
  bool listing_ = false;  // No measures: names are written in full.
  bool may_mix_ = false;
  int multiplying_ = 0;
  std::vector<std::size_t> homes_;  // Whose measures are asked.
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
