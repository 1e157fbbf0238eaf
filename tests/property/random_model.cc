#include "tests/property/random_model.h"

#include <algorithm>

#include "tests/property/random_conditions.h"
#include "tests/property/random_tables.h"

namespace semaflow::property {
namespace {

using Names = std::vector<std::string>;

DataType Of(TypeKind kind) { return {.kind = kind}; }

class Maker {
 public:
  explicit Maker(RandomSource& random) : random_(random) {}

  ModelSpec Make() {
    const int aliases = random_.Chance(10) ? 1 : random_.Between(2, random_.Chance(70) ? 4 : 7);
    const int tables = std::max(1, aliases - (random_.Chance(30) ? random_.Between(1, 2) : 0));
    for (int i = 0; i < tables; ++i) model_.tables.push_back(RandomTable(random_, i));
    for (int i = 0; i < aliases; ++i) AddAlias(i, tables);
    AlignAllRows();
    DeclareCardinalities();
    for (std::size_t i = 0; i < model_.tables.size(); ++i) {
      AddRandomMeasures(random_, model_.tables[i], [&] { return FilterFor(i); });
    }
    AddFlowMembers();
    AddMeasuresPerRow();
    model_.with_schema = random_.Chance(50);
    if (random_.Chance(30)) TellOfFacts();
    if (random_.Chance(20)) {
      model_.settings = "week_start: " + random_.Word({"sunday", "monday", "wednesday"}) +
                        "\nfiscal_year_start: " + std::to_string(random_.Between(1, 12)) + "\n";
    }
    return std::move(model_);
  }

 private:
  // --- Joins.

  void AddAlias(int number, int tables) {
    AliasSpec alias;
    alias.table = static_cast<std::size_t>(number < tables ? number : random_.Below(tables));
    alias.alias = "x" + std::to_string(number);
    if (number > 0) {
      alias.parent =
          static_cast<std::size_t>(random_.Chance(40) ? number - 1 : random_.Below(number));
      alias.keys = RandomKeys(random_, model_.tables[model_.aliases[alias.parent].table],
                              model_.tables[alias.table]);
      const int type = random_.Below(100);
      alias.join_type = type < 58 ? "left" : type < 76 ? "inner" : type < 86 ? "right" : "full";
      AddFurtherKey(alias, number);
    }
    model_.aliases.push_back(std::move(alias));
  }

  // --- Rows that find partners.

  void AlignAllRows() {
    for (std::size_t i = 1; i < model_.aliases.size(); ++i) {
      const AliasSpec& join = model_.aliases[i];
      AlignRows(random_, model_.tables[model_.aliases[join.parent].table],
                model_.tables[join.table], join.keys);
    }
  }

  // What is declared is true of the rows.
  void DeclareCardinalities() {
    for (std::size_t i = 1; i < model_.aliases.size(); ++i) {
      AliasSpec& join = model_.aliases[i];
      if (!random_.Chance(12)) continue;
      join.cardinality = TrueCardinality(random_, model_.tables[model_.aliases[join.parent].table],
                                         model_.tables[join.table], join.keys);
    }
  }

  // One more key, of an alias that is not the parent. What such a key means for the flow's rows
  // is told by no sentence of the rule but for left joins, so only those have it.
  void AddFurtherKey(AliasSpec& alias, int number) {
    if (number < 2 || !random_.Chance(3)) return;
    const int other = random_.Below(number);
    if (static_cast<std::size_t>(other) == alias.parent) return;
    alias.join_type = "left";
    alias.keys.emplace_back("x" + std::to_string(other) + "." + random_.Word({"a", "b", "n"}),
                            random_.Word({"a", "b"}));
  }

  // --- Measures.

  NamedField FieldForFilter(const TableSpec& table) {
    // A model does not say the zone in which a day of an instant is meant.
    const MemberSpec* dimension = &random_.Pick(table.dimensions);
    while (dimension->type.kind == TypeKind::kTimestamptz) {
      dimension = &random_.Pick(table.dimensions);
    }
    return {dimension->name, dimension->type};
  }

  std::string FilterFor(std::size_t table) {
    std::string text = RandomConditionText(random_, FieldForFilter(model_.tables[table]));
    if (random_.Chance(25)) {
      text += random_.Word({" and ", " or "}) +
              RandomConditionText(random_, FieldForFilter(model_.tables[table]));
    }
    if (random_.Chance(20)) {
      const AliasSpec& other = random_.Pick(model_.aliases);
      NamedField field = FieldForFilter(model_.tables[other.table]);
      field.name = other.alias + "." + field.name;
      text =
          "(" + text + ") " + random_.Word({"and ", "or "}) + RandomConditionText(random_, field);
    }
    return text;
  }

  // --- Members of the flow.

  static bool Covers(const TableSpec& table, const Names& names) {
    for (const Names& key : {table.primary_key, table.unique_key}) {
      const bool all = std::all_of(key.begin(), key.end(), [&](const std::string& name) {
        return std::find(names.begin(), names.end(), name) != names.end();
      });
      if (!key.empty() && all) return true;
    }
    return false;
  }

  // Whether a step over the join of alias `i` leads to one row: down to the alias, or up.
  bool LeadsToOne(std::size_t i, bool down) const {
    const AliasSpec& join = model_.aliases[i];
    if (!join.cardinality.empty()) {
      return down ? join.cardinality.ends_with("_to_one") : join.cardinality.starts_with("one_");
    }
    Names names;
    for (const auto& [left, right] : join.keys) names.push_back(down ? right : left);
    return Covers(model_.tables[model_.aliases[down ? i : join.parent].table], names);
  }

  // Many rows are told of each table that leads to one row of its parent, and few of the others.
  void TellOfFacts() {
    model_.with_schema = model_.tells_of_facts = true;
    for (TableSpec& table : model_.tables) table.told_rows = 10;
    for (std::size_t i = 1; i < model_.aliases.size(); ++i) {
      if (LeadsToOne(i, false) && !LeadsToOne(i, true)) {
        model_.tables[model_.aliases[i].table].told_rows = 1000;
        if (random_.Chance(60)) model_.aliases[i].join_type = "left";
      }
    }
  }

  void AddFlowMembers() {
    if (model_.aliases.size() < 2) return;
    const std::string a = random_.Pick(model_.aliases).alias;
    const std::string b = random_.Pick(model_.aliases).alias;
    if (random_.Chance(40)) {
      model_.flow_measures.push_back({"together",
                                      "{formula: \"" + a + ".rows + " + b + ".rows\"" +
                                          random_.Word({"", ", fill: null", ", fill: 3"}) + "}",
                                      Of(TypeKind::kInteger)});
      model_.flow_measures.push_back(
          {"share", "{formula: \"count(" + a + ".*) / sum(" + b + ".n)\"}", Of(TypeKind::kFloat)});
    }
    const auto i =
        static_cast<std::size_t>(random_.Between(1, static_cast<int>(model_.aliases.size()) - 1));
    if (LeadsToOne(i, true) == LeadsToOne(i, false) || !random_.Chance(60)) return;
    const std::string child = model_.aliases[i].alias;
    const std::string parent = model_.aliases[model_.aliases[i].parent].alias;
    model_.flow_dimensions.push_back(
        {"pair_sum", "{expr: \"" + child + ".n + " + parent + ".n\", type: integer}",
         Of(TypeKind::kInteger)});
    model_.flow_dimensions.push_back(
        {"pair_text", "{expr: \"coalesce(" + child + ".s, " + parent + ".s, 'none')\", type: text}",
         Of(TypeKind::kText)});
    model_.flow_measures.push_back({"products",
                                    "{formula: \"sum(" + child + ".n * " + parent + ".a)\"}",
                                    Of(TypeKind::kInteger)});
    model_.flow_measures.push_back(
        {"odd_pairs", "{formula: \"count(" + child + ".n) filter (where " + parent + ".n != 1)\"}",
         Of(TypeKind::kInteger)});
  }

  // Dimensions that are measures. No measure's filter reads them: those would be made of others.
  void AddMeasuresPerRow() {
    if (!random_.Chance(35)) return;
    for (int i = random_.Between(1, 2); i > 0; --i) {
      const AliasSpec& of = random_.Pick(model_.aliases);
      const MemberSpec& measure = random_.Pick(model_.tables[of.table].measures);
      if (!MayDecide(measure.type)) continue;
      TableSpec& table = model_.tables[random_.Pick(model_.aliases).table];
      if (table.primary_key.empty()) continue;
      table.dimensions.push_back(
          {"per_row" + std::to_string(i),
           "{measure: " + of.alias + "." + measure.name + (random_.Chance(15) ? ", per: []}" : "}"),
           measure.type});
    }
  }

  RandomSource& random_;
  ModelSpec model_;
};

}  // namespace

ModelSpec RandomModel(RandomSource& random) { return Maker(random).Make(); }

}  // namespace semaflow::property
