#include "tests/property/random_graph_members.h"

#include <algorithm>
#include <optional>

#include "tests/property/random_conditions.h"
#include "tests/property/random_tables.h"

namespace semaflow::property {
namespace {

constexpr int kTries = 6;

DataType Of(TypeKind kind) { return {.kind = kind}; }

class Maker {
 public:
  Maker(RandomSource& random, ModelSpec& model) : random_(random), model_(model), paths_(model) {}

  void Make() {
    for (std::size_t i = 0; i < model_.tables.size(); ++i) {
      for (int more = random_.Chance(35) ? random_.Between(1, 2) : 0; more > 0; --more) {
        AddPathDimension(i, more);
      }
    }
    for (std::size_t i = 0; i < model_.tables.size(); ++i) AddMeasures(i);
    if (random_.Chance(50)) AddFlowDimensions();
    if (random_.Chance(60)) AddFlowMeasures();
    for (int more = random_.Chance(40) ? random_.Between(1, 2) : 0; more > 0; --more) {
      AddMeasurePerRow(more);
    }
  }

 private:
  const TableSpec& TableOf(std::size_t alias) const {
    return model_.tables[model_.aliases[alias].table];
  }
  std::size_t AnyAlias() {
    return static_cast<std::size_t>(random_.Below(static_cast<int>(model_.aliases.size())));
  }

  // --- Members of tables.

  const MemberSpec& DimensionForFilter(const TableSpec& table) {
    const MemberSpec* dimension = &random_.Pick(table.dimensions);
    while (dimension->type.kind == TypeKind::kTimestamptz) {
      dimension = &random_.Pick(table.dimensions);
    }
    return *dimension;
  }

  const GraphPath* SomePath(std::size_t from, bool to_one) {
    std::vector<const GraphPath*> longer;
    for (const GraphPath& path : paths_.From(from)) {
      if (!path.steps.empty() && path.steps.size() < 4 && path.to_one == to_one) {
        longer.push_back(&path);
      }
    }
    return longer.empty() ? nullptr : random_.Pick(longer);
  }

  // From every alias of the table the name has to mean something.
  std::optional<std::string> PathFromTable(std::size_t table, bool to_one, const GraphPath*& path) {
    std::vector<std::size_t> aliases;
    for (std::size_t i = 0; i < model_.aliases.size(); ++i) {
      if (model_.aliases[i].table == table) aliases.push_back(i);
    }
    const std::size_t from = random_.Pick(aliases);
    path = SomePath(from, to_one);
    if (path == nullptr) return std::nullopt;
    const int all = static_cast<int>(path->steps.size()) + 1;
    const auto words = static_cast<std::size_t>(random_.Between(1, all));
    std::string text = Spelled(random_, model_, paths_, from, *path, words, 20);
    const bool is_known = std::all_of(aliases.begin(), aliases.end(), [&](std::size_t alias) {
      const FoundPath found = paths_.Find(alias, ParseGraphName(text + "s"));
      return found.path != nullptr && found.path->end == path->end &&
             found.path->to_one == path->to_one;
    });
    if (!is_known) return std::nullopt;
    return text;
  }

  // Over a path to one row, else it has no one value.
  void AddPathDimension(std::size_t table, int number) {
    const GraphPath* path = nullptr;
    for (int i = 0; i < kTries; ++i) {
      const auto found = PathFromTable(table, true, path);
      if (!found) continue;
      const std::vector<MemberSpec> kinds = {
          {"", *found + "s", Of(TypeKind::kText)},
          {"", "coalesce(" + *found + "s, 'none')", Of(TypeKind::kText)},
          {"", *found + "n + n", Of(TypeKind::kInteger)},
          {"", *found + "s is null", Of(TypeKind::kBoolean)},
          {"", *found + "d.month", Of(TypeKind::kDate)}};
      MemberSpec member = random_.Pick(kinds);
      member.name = "over" + std::to_string(table) + std::to_string(number);
      member.yaml = "{expr: \"" + member.yaml + "\", type: " + ToString(member.type) + "}";
      model_.tables[table].dimensions.push_back(std::move(member));
      return;
    }
  }

  std::string Filter(std::size_t table) {
    const MemberSpec& own = DimensionForFilter(model_.tables[table]);
    std::string text = RandomConditionText(random_, {own.name, own.type});
    const GraphPath* path = nullptr;
    if (!random_.Chance(25)) return text;
    const auto found = PathFromTable(table, random_.Chance(75), path);
    if (!found) return text;
    const NamedField far{*found + random_.Word({"s", "n"}), {}};
    const DataType type = Of(far.name.ends_with("s") ? TypeKind::kText : TypeKind::kInteger);
    const std::string other = RandomConditionText(random_, {far.name, type});
    return random_.Chance(60) ? other : "(" + text + ")" + random_.Word({" and ", " or "}) + other;
  }

  void AddMeasures(std::size_t i) {
    TableSpec& table = model_.tables[i];
    AddRandomMeasures(random_, table, [&] { return Filter(i); });
    // Names that no other table has.
    const std::string number = std::to_string(i);
    table.dimensions.push_back(
        {"own" + number, "{expr: n, type: integer}", Of(TypeKind::kInteger)});
    table.measures.push_back({"rows" + number, "{agg: count}", Of(TypeKind::kInteger)});
  }

  // --- Members of the graph.

  // A field of the rows of `home`, in full, or of one that they lead to.
  std::string FieldFrom(std::size_t home, const std::string& field) {
    const GraphPath* path = random_.Chance(80) ? SomePath(home, true) : nullptr;
    if (path == nullptr) return model_.aliases[home].alias + "." + field;
    return Spelled(random_, model_, paths_, home, *path, path->steps.size() + 1, 0) + field;
  }

  void AddFlowDimensions() {
    const std::size_t home = AnyAlias();
    const auto add = [&](const char* name, const std::vector<std::string>& fields,
                         const std::string& text, TypeKind kind) {
      if (paths_.HomeOf(fields) != home) return;
      model_.flow_dimensions.push_back(
          {name, "{expr: \"" + text + "\", type: " + ToString(Of(kind)) + "}", Of(kind)});
    };
    const std::string a = FieldFrom(home, "n");
    const std::string b = FieldFrom(home, "n");
    add("pair_sum", {a, b}, a + " + " + b, TypeKind::kInteger);
    const std::string s = FieldFrom(home, "s");
    const std::string t = FieldFrom(home, "s");
    add("pair_text", {s, t}, "coalesce(" + s + ", " + t + ", 'none')", TypeKind::kText);
    const std::string d = FieldFrom(home, "d");
    add("far_day", {d}, d, TypeKind::kDate);
  }

  void AddFlowMeasures() {
    const std::size_t home = AnyAlias();
    const std::string a = model_.aliases[AnyAlias()].alias;
    const std::string b = model_.aliases[AnyAlias()].alias;
    const std::string fill = random_.Word({"", ", fill: null", ", fill: 3"});
    const auto add = [&](const char* name, const std::string& text, TypeKind kind) {
      model_.flow_measures.push_back({name, "{formula: \"" + text + "\"" + fill + "}", Of(kind)});
    };
    add("together", a + ".rows + coalesce(" + b + ".rows, 0)", TypeKind::kInteger);
    add("share", "count(" + a + ".*) / sum(" + b + ".n)", TypeKind::kFloat);
    const std::string n = FieldFrom(home, "n");
    const std::string m = FieldFrom(home, "a");
    if (paths_.HomeOf({n, m}) == home)
      add("products", "sum(" + n + " * " + m + ")", TypeKind::kInteger);
    const std::string far = FieldFrom(home, "s");
    if (paths_.HomeOf({n}) != home || paths_.HomeOf({far}) != home) return;
    const std::string passes = RandomConditionText(random_, {far, Of(TypeKind::kText)});
    add("far_kinds", "count_distinct(" + n + ") filter (where " + passes + ")", TypeKind::kInteger);
    add("known_far",
        model_.aliases[home].alias + ".rows filter (where " + passes + ") + " + b + ".rows",
        TypeKind::kInteger);
  }

  // "a dimension that is a measure", of a table with a key.
  void AddMeasurePerRow(int number) {
    for (int i = 0; i < kTries; ++i) {
      const std::size_t from = AnyAlias();
      const MemberSpec& measure = random_.Pick(TableOf(from).measures);
      const GraphPath* path = SomePath(from, random_.Chance(85));
      if (path == nullptr || !MayDecide(measure.type)) continue;
      const std::size_t table = model_.aliases[path->end].table;
      if (model_.tables[table].primary_key.empty()) continue;
      const std::string role = paths_.WordOf(path->steps.back());
      const FoundPath found = paths_.FindRows(
          from, role, [&](std::size_t alias) { return model_.aliases[alias].table == table; });
      if (found.path == nullptr) continue;
      const int way = random_.Below(100);
      const std::string per = way < 5 ? "" : ", per: " + (way < 18 ? "[]" : role);
      model_.tables[table].dimensions.push_back(
          {"per_row" + std::to_string(number),
           "{measure: " + model_.aliases[from].alias + "." + measure.name + per + "}",
           measure.type});
      return;
    }
  }

  RandomSource& random_;
  ModelSpec& model_;
  GraphPaths paths_;
};

}  // namespace

void AddRandomMembers(RandomSource& random, ModelSpec& model) { Maker(random, model).Make(); }

std::string Spelled(RandomSource& random, const ModelSpec& model, const GraphPaths& paths,
                    std::size_t home, const GraphPath& path, std::size_t words, int by_alias) {
  std::vector<std::string> all{model.aliases[home].alias};
  for (const GraphStep& step : path.steps) {
    const bool is_alias = !step.back && random.Chance(by_alias);
    all.push_back(is_alias ? model.aliases[model.links[step.link].to].alias : paths.WordOf(step));
  }
  std::string text;
  for (std::size_t i = all.size() - words; i < all.size(); ++i) text += all[i] + ".";
  return text;
}

}  // namespace semaflow::property
