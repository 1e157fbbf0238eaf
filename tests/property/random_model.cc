#include "tests/property/random_model.h"

#include <algorithm>

#include "tests/property/random_conditions.h"
#include "tests/property/random_rows.h"

namespace semaflow::property {
namespace {

using Names = std::vector<std::string>;

DataType Of(TypeKind kind) { return {.kind = kind}; }
DataType Money() { return {.kind = TypeKind::kDecimal, .precision = 9, .scale = 2}; }

class Maker {
 public:
  explicit Maker(RandomSource& random) : random_(random) {}

  ModelSpec Make() {
    const int aliases = random_.Chance(10) ? 1 : random_.Between(2, random_.Chance(70) ? 4 : 7);
    const int tables = std::max(1, aliases - (random_.Chance(30) ? random_.Between(1, 2) : 0));
    for (int i = 0; i < tables; ++i) model_.tables.push_back(MakeTable(i));
    for (int i = 0; i < aliases; ++i) AddAlias(i, tables);
    AlignRows();
    DeclareCardinalities();
    for (std::size_t i = 0; i < model_.tables.size(); ++i) AddMeasures(i);
    AddFlowMembers();
    model_.with_schema = random_.Chance(50);
    if (random_.Chance(20)) {
      model_.settings = "week_start: " + random_.Word({"sunday", "monday", "wednesday"}) +
                        "\nfiscal_year_start: " + std::to_string(random_.Between(1, 12)) + "\n";
    }
    return std::move(model_);
  }

 private:
  TableSpec MakeTable(int number) {
    TableSpec table;
    table.name = "t" + std::to_string(number);
    const int keys = random_.Below(100);
    if (keys < 70) {
      table.primary_key = {"id"};
    } else if (keys < 94) {
      table.primary_key = {"a", "b"};
    }
    if (random_.Chance(30)) table.unique_key = random_.Chance(70) ? Names{"u"} : Names{"u", "a"};
    const auto add = [&](const char* name, DataType type) {
      const bool in_key = std::find(table.primary_key.begin(), table.primary_key.end(), name) !=
                          table.primary_key.end();
      table.columns.push_back({name, type, in_key || random_.Chance(5)});
    };
    for (const char* name : {"id", "a", "b", "u", "n"}) add(name, Of(TypeKind::kInteger));
    add("m", Money());
    add("f", Of(TypeKind::kFloat));
    add("s", Of(TypeKind::kText));
    add("t", Of(TypeKind::kBoolean));
    add("d", Of(TypeKind::kDate));
    add("w", Of(TypeKind::kTimestamp));
    AddDimensions(table);
    table.time_dimension = random_.Word({"d", "w"});
    MakeRows(random_, table);
    return table;
  }

  void AddDimensions(TableSpec& table) {
    for (const ColumnSpec& column : table.columns) {
      std::string yaml = "{expr: " + column.name + ", type: \"" + ToString(column.type) + "\"";
      if (column.not_null && random_.Chance(50)) yaml += ", not_null: true";
      table.dimensions.push_back({column.name, yaml + "}", column.type});
    }
    const std::vector<MemberSpec> made = {
        {"n_next", "{expr: \"n + 1\", type: integer}", Of(TypeKind::kInteger)},
        {"s_known", "{expr: \"coalesce(s, 'none')\", type: text}", Of(TypeKind::kText)},
        {"positive", "{expr: \"n > 0\", type: boolean}", Of(TypeKind::kBoolean)},
        {"said", "{expr: \"case when t then 'yes' else 'no' end\", type: text}",
         Of(TypeKind::kText)},
        {"not_t", "{expr: \"not t\", type: boolean}", Of(TypeKind::kBoolean)},
        {"half", "{expr: \"n / 2\", type: float}", Of(TypeKind::kFloat)},
        {"is_known", "{expr: \"s is not null and n <> 1\", type: boolean}", Of(TypeKind::kBoolean)},
        {"remainder", "{expr: \"n % a\", type: integer}", Of(TypeKind::kInteger)},
        {"both", "{expr: \"s || '-' || s_known\", type: text}", Of(TypeKind::kText)},
        {"twice",
         "{expr: \"m * 2 - n\", type: \"decimal(30, 2)\"}",
         {.kind = TypeKind::kDecimal, .precision = 30, .scale = 2}},
    };
    const bool text_known = random_.Chance(50);
    for (const MemberSpec& member : made) {
      const bool known = member.name == "s_known" || member.name == "both";
      if (known ? text_known : random_.Chance(30)) table.dimensions.push_back(member);
    }
  }

  // --- Joins.

  void AddAlias(int number, int tables) {
    AliasSpec alias;
    alias.table = static_cast<std::size_t>(number < tables ? number : random_.Below(tables));
    alias.alias = "x" + std::to_string(number);
    if (number > 0) {
      alias.parent =
          static_cast<std::size_t>(random_.Chance(40) ? number - 1 : random_.Below(number));
      AddKeys(alias);
      const int type = random_.Below(100);
      alias.join_type = type < 58 ? "left" : type < 76 ? "inner" : type < 86 ? "right" : "full";
      AddFurtherKey(alias, number);
    }
    model_.aliases.push_back(std::move(alias));
  }

  // Columns that may stand in a key, preferably a whole key of the table.
  Names KeyColumns(const TableSpec& table, bool unique, std::size_t size) {
    std::vector<Names> claimed;
    for (const Names& key : {table.primary_key, table.unique_key}) {
      if (!key.empty() && (size == 0 || key.size() == size)) claimed.push_back(key);
    }
    if (unique && !claimed.empty()) return random_.Pick(claimed);
    if (size == 0) size = random_.Chance(80) ? 1 : 2;
    if (size == 2) return random_.Pick(std::vector<Names>{{"a", "b"}, {"b", "u"}, {"id", "a"}});
    return {random_.Word({"a", "b", "u", "n", "id", "a", "b", "m"})};
  }

  void AddKeys(AliasSpec& alias) {
    const TableSpec& child = model_.tables[alias.table];
    const TableSpec& parent = model_.tables[model_.aliases[alias.parent].table];
    const int way = random_.Below(100);
    const bool child_unique = way < 52;
    const bool parent_unique = way >= 45 && way < 87;
    const Names right = KeyColumns(child, child_unique, 0);
    const Names left = KeyColumns(parent, parent_unique, right.size());
    if (left.size() != right.size()) return AddKeys(alias);
    if (left.size() == 1 && random_.Chance(6)) {
      const std::string name = random_.Word({"s", "d", "t"});
      alias.keys.emplace_back(name, name);
      return;
    }
    for (std::size_t i = 0; i < left.size(); ++i) alias.keys.emplace_back(left[i], right[i]);
    if (random_.Chance(14)) alias.keys.front().first = "coalesce(" + left.front() + ", 1)";
    if (random_.Chance(5)) alias.keys.front().second = "coalesce(" + right.front() + ", 0)";
  }

  // --- Rows that find partners.

  static std::size_t Position(const TableSpec& table, const std::string& column) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      if (table.columns[i].name == column) return i;
    }
    return table.columns.size();
  }

  static bool InKey(const TableSpec& table, const std::string& column) {
    return Contains(table.primary_key, column) || Contains(table.unique_key, column);
  }
  static bool Contains(const Names& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  }

  // Copies the key of some row of `other` to most rows of `table`, where no claimed key and no
  // expression stands in the way.
  bool Align(TableSpec& table, const Names& columns, const TableSpec& other, const Names& others) {
    if (other.rows.empty() || &table == &other) return false;
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::size_t to = Position(table, columns[i]);
      const std::size_t from = Position(other, others[i]);
      if (to == table.columns.size() || from == other.columns.size()) continue;
      if (InKey(table, columns[i]) || table.columns[to].type != other.columns[from].type) {
        return false;
      }
      places.emplace_back(to, from);
    }
    for (TextRow& row : table.rows) {
      const TextRow& source = random_.Pick(other.rows);
      if (!random_.Chance(70)) continue;
      for (const auto& [to, from] : places) {
        if (source[from] || !table.columns[to].not_null) row[to] = source[from];
      }
    }
    return true;
  }

  void AlignRows() {
    for (std::size_t i = 1; i < model_.aliases.size(); ++i) {
      const AliasSpec& join = model_.aliases[i];
      TableSpec& child = model_.tables[join.table];
      TableSpec& parent = model_.tables[model_.aliases[join.parent].table];
      Names lefts;
      Names rights;
      for (const auto& [left, right] : join.keys) {
        lefts.push_back(left);
        rights.push_back(right);
      }
      if (!Align(child, rights, parent, lefts)) Align(parent, lefts, child, rights);
    }
  }

  // What is declared is true of the rows.
  void DeclareCardinalities() {
    for (std::size_t i = 1; i < model_.aliases.size(); ++i) {
      AliasSpec& join = model_.aliases[i];
      if (!random_.Chance(12)) continue;
      const TableSpec& child = model_.tables[join.table];
      const TableSpec& parent = model_.tables[model_.aliases[join.parent].table];
      Names lefts;
      Names rights;
      for (const auto& [left, right] : join.keys) {
        // Of one alias each, and columns: their rows tell.
        if (Position(parent, left) < parent.columns.size()) lefts.push_back(left);
        if (Position(child, right) < child.columns.size()) rights.push_back(right);
      }
      const bool parent_one = !lefts.empty() && AreDistinct(parent, lefts) && random_.Chance(70);
      const bool child_one = !rights.empty() && AreDistinct(child, rights) && random_.Chance(70);
      join.cardinality =
          std::string(parent_one ? "one" : "many") + "_to_" + (child_one ? "one" : "many");
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
    const MemberSpec& dimension = random_.Pick(table.dimensions);
    return {dimension.name, dimension.type};
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

  void AddMeasures(std::size_t number) {
    static const std::vector<MemberSpec> kAll = {
        {"rows", "agg: count", Of(TypeKind::kInteger)},
        {"known_n", "agg: count, expr: n", Of(TypeKind::kInteger)},
        {"kinds_s", "agg: count_distinct, expr: s", Of(TypeKind::kInteger)},
        {"kinds_m", "agg: count_distinct, expr: m", Of(TypeKind::kInteger)},
        {"sum_n", "agg: sum, expr: n", Of(TypeKind::kInteger)},
        {"sum_m", "agg: sum, expr: m", Money()},
        {"sum_f", "agg: sum, expr: f", Of(TypeKind::kFloat)},
        {"sum_t", "agg: sum, expr: t", Of(TypeKind::kInteger)},
        {"avg_n", "agg: avg, expr: n", Of(TypeKind::kFloat)},
        {"avg_m", "agg: avg, expr: m", Of(TypeKind::kFloat)},
        {"min_s", "agg: min, expr: s", Of(TypeKind::kText)},
        {"max_n", "agg: max, expr: n", Of(TypeKind::kInteger)},
        {"max_m", "agg: max, expr: m", Money()},
        {"min_d", "agg: min, expr: d", Of(TypeKind::kDate)},
        {"max_w", "agg: max, expr: w", Of(TypeKind::kTimestamp)},
        {"median_n", "agg: median, expr: n", Of(TypeKind::kFloat)},
        {"median_m", "agg: median, expr: m", Of(TypeKind::kFloat)},
        {"var_n", "agg: var_samp, expr: n", Of(TypeKind::kFloat)},
        {"sd_m", "agg: stddev_pop, expr: m", Of(TypeKind::kFloat)},
        {"sd_n", "agg: stddev_samp, expr: n", Of(TypeKind::kFloat)},
        {"any_s", "agg: any_value, expr: s", Of(TypeKind::kText)},
        {"all_t", "agg: bool_and, expr: t", Of(TypeKind::kBoolean)},
        {"some_t", "agg: bool_or, expr: t", Of(TypeKind::kBoolean)},
        {"texts", "agg: string_agg, expr: s, order_by: n, separator: '|'", Of(TypeKind::kText)},
        {"numbers", "agg: string_agg, expr: n", Of(TypeKind::kText)},
        {"first_s", "agg: first, expr: s, order_by: w", Of(TypeKind::kText)},
        {"last_n", "agg: last, expr: n, order_by: d", Of(TypeKind::kInteger)},
        {"p_n", "agg: percentile(0.25), expr: n", Of(TypeKind::kFloat)},
        {"sum_next", "agg: sum, expr: \"n * 2 + a\"", Of(TypeKind::kInteger)},
    };
    TableSpec& table = model_.tables[number];
    for (const MemberSpec& measure : kAll) {
      if (measure.name != "rows" && !random_.Chance(35)) continue;
      MemberSpec added = measure;
      added.yaml = "{" + measure.yaml + OptionsOf(measure, number) + "}";
      table.measures.push_back(std::move(added));
    }
    AddFormulas(table);
  }

  std::string OptionsOf(const MemberSpec& measure, std::size_t table) {
    std::string text;
    const bool filtered = random_.Chance(30);
    if (filtered) text += ", filter: \"" + FilterFor(table) + "\"";
    const bool sparse = random_.Chance(filtered ? 40 : 4);
    if (sparse) text += ", sparse: true";
    if (random_.Chance(8)) text += random_.Word({", time: d", ", time: w"});
    const bool number =
        measure.type.kind == TypeKind::kInteger || measure.type.kind == TypeKind::kFloat;
    if (number && random_.Chance(sparse ? 40 : 12)) {
      text += random_.Word({", fill: 7", ", fill: null"});
    }
    return text;
  }

  void AddFormulas(TableSpec& table) {
    const auto numeric = [&]() -> std::string {
      for (int i = 0; i < 5; ++i) {
        const MemberSpec& measure = random_.Pick(table.measures);
        if (measure.type.kind == TypeKind::kInteger) return measure.name;
      }
      return "rows";
    };
    if (random_.Chance(40)) {
      table.measures.push_back(
          {"ratio", "{formula: \"" + numeric() + " / " + numeric() + "\"}", Of(TypeKind::kFloat)});
    }
    if (random_.Chance(30)) {
      table.measures.push_back({"gap",
                                "{formula: \"coalesce(" + numeric() + ", 0) - " + numeric() + "\"}",
                                Of(TypeKind::kInteger)});
    }
    if (random_.Chance(30)) {
      table.measures.push_back(
          {"inline", "{formula: \"sum(n) filter (where t) + count(*)\"}", Of(TypeKind::kInteger)});
    }
    if (random_.Chance(20)) {
      table.measures.push_back({"narrow", "{formula: \"" + numeric() + " filter (where n > 0)\"}",
                                Of(TypeKind::kInteger)});
    }
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

  RandomSource& random_;
  ModelSpec model_;
};

}  // namespace

ModelSpec RandomModel(RandomSource& random) { return Maker(random).Make(); }

}  // namespace semaflow::property
