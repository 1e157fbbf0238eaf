#include "tests/property/random_graph_names.h"

#include <algorithm>

#include "tests/property/graph_request.h"
#include "tests/property/random_graph_members.h"

namespace semaflow::property {

using nlohmann::json;

namespace {

constexpr int kTries = 12;
constexpr int kMultiplyingMax = 3;  // Paths of a request: rows that meet are multiplied.

}  // namespace

// Whose rows a measure of the graph itself takes.
RandomGraphNames::Homes RandomGraphNames::HomesOf(const MemberSpec& measure) const {
  const json asked = {{"flow", "f"}, {"measures", {measure.name}}};
  return GraphRequest(spec_, paths_, asked).Homes();
}

// The path in words: the whole of it, or its end.
std::string RandomGraphNames::Spelled(std::size_t home, const GraphPath& path) {
  const int all = static_cast<int>(path.steps.size()) + 1;
  int kept = random_.Chance(45) ? 1 : random_.Between(0, all);
  if (path.steps.empty()) kept = random_.Chance(40) ? 0 : 1;
  if (listing) kept = all;
  return property::Spelled(random_, spec_, paths_, home, path, static_cast<std::size_t>(kept), 20);
}

const GraphPath& RandomGraphNames::SomePath(std::size_t home, int near_percent) {
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
std::optional<GraphPath> RandomGraphNames::Meaning(const Homes& homes,
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

std::string RandomGraphNames::WithGrain(std::string name, DataType& type) {
  if (!IsTime(type) || !random_.Chance(50)) return name;
  const int way = random_.Below(10);
  if (way == 0 && type.kind != TypeKind::kDate) return name + ".hour";
  if (way < 8) return name + random_.Word({".day", ".week", ".month", ".quarter", ".year"});
  type = {.kind = TypeKind::kInteger};
  return name + random_.Word({".day_of_week", ".month_of_year", ".year_number"});
}

// Those that name paths or are measures per row, or that no other table has.
std::vector<MemberSpec> Special(const TableSpec& table) {
  std::vector<MemberSpec> members;
  for (const MemberSpec& member : table.dimensions) {
    for (const char* name : {"over", "per_row", "own"}) {
      if (member.name.starts_with(name)) members.push_back(member);
    }
  }
  return members;
}

NamedField RandomGraphNames::AnyField(std::size_t from, int near_percent) {
  if (!spec_.flow_dimensions.empty() && random_.Chance(12)) {
    const MemberSpec& own = random_.Pick(spec_.flow_dimensions);
    return {own.name, own.type};
  }
  const GraphPath& path = SomePath(from, near_percent);
  const TableSpec& table = TableOf(path.end);
  const MemberSpec member = random_.Pick(random_.Chance(25) ? Special(table) : table.dimensions);
  return {Spelled(from, path) + member.name, member.type};
}

// A field that all of `homes` can name. `kind`: of this type.
std::optional<NamedField> RandomGraphNames::FieldOf(const Homes& homes, int near_percent,
                                                    std::optional<TypeKind> kind) {
  const std::size_t from = random_.Pick(homes);
  for (int i = 0; i < kTries; ++i) {
    NamedField field = AnyField(from, near_percent);
    if (kind && field.type.kind != *kind) continue;
    field.name = WithGrain(std::move(field.name), field.type);
    const std::optional<GraphPath> meaning = Meaning(homes, field.name);
    if (meaning) {
      multiplying_ += meaning->to_one ? 0 : 1;
      return field;
    }
    if (careless && random_.Chance(35)) return field;
  }
  return std::nullopt;
}

// --- Measures per row.

// Whether the rows of all `homes` lead to those that have the value, or are these.
bool RandomGraphNames::HaveValue(const Homes& homes, const json& asked) const {
  const json nothing = {{"flow", "f"}, {"measures", {asked.at("measure")}}};
  const std::size_t end = GraphRequest(spec_, paths_, nothing).PerRowOf(asked).path->end;
  return std::all_of(homes.begin(), homes.end(), [&](std::size_t home) {
    const FoundPath found =
        paths_.FindRows(home, asked.at("per"), [end](std::size_t alias) { return alias == end; });
    const bool is_itself = found.is_none && home == end;
    return is_itself || (found.path != nullptr && (found.path->to_one || !ungrouped));
  });
}

// "a dimension that is a measure": `{"measure", "per"}`.
std::optional<json> RandomGraphNames::PerRow(const Homes& homes, const MemberSpec* own,
                                             DataType& type) {
  for (int i = 0; i < kTries; ++i) {
    const auto from =
        random_.Chance(50)
            ? random_.Pick(homes)
            : static_cast<std::size_t>(random_.Below(static_cast<int>(spec_.aliases.size())));
    NamedField measure = MeasureOf(from);
    if (own != nullptr && HomesOf(*own) == std::vector{from}) {
      measure = {own->name, own->type};
    }
    if (!MayDecide(measure.type)) continue;
    type = measure.type;
    if (!listing && random_.Chance(6)) {
      return json{{"measure", measure.name}, {"per", json::array()}};
    }
    const GraphPath& path = SomePath(from, 80);
    std::string per = Spelled(from, path);
    if (per.empty() || (TableOf(path.end).primary_key.empty() && random_.Chance(95))) continue;
    per.pop_back();
    json asked = {{"measure", measure.name}, {"per", per}};
    try {
      if (HaveValue(homes, asked)) return asked;
    } catch (const RefusedByRule&) {
    }
    if (careless && random_.Chance(25)) return asked;
  }
  return std::nullopt;
}

NamedField RandomGraphNames::MeasureOf(std::size_t home) {
  const TableSpec& table = TableOf(home);
  const MemberSpec* picked = &random_.Pick(table.measures);
  if (ungrouped && picked->name == "part") picked = &table.measures.front();
  const MemberSpec& member = *picked;
  // The last is of no other table; a name that several have is refused.
  const bool bare = member.name == table.measures.back().name ? random_.Chance(60)
                                                              : careless && random_.Chance(10);
  return {(bare && IsOnce(home) ? "" : spec_.aliases[home].alias + ".") + member.name, member.type};
}
bool RandomGraphNames::IsOnce(std::size_t home) const {
  return careless ||
         std::count_if(spec_.aliases.begin(), spec_.aliases.end(), [&](const AliasSpec& alias) {
           return alias.table == spec_.aliases[home].table;
         }) == 1;
}

// A number of the rows of `home`, or of one row that each leads to.
std::string RandomGraphNames::ArgumentOf(std::size_t home) {
  const GraphPath& path = SomePath(home, 100);
  const std::string far =
      property::Spelled(random_, spec_, paths_, home, path, path.steps.size() + 1, 0) + "n";
  if (random_.Chance(40) && paths_.HomeOf({far}) == home) return far;
  return spec_.aliases[home].alias + ".n";
}

}  // namespace semaflow::property
