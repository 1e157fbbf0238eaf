#include "tests/property/random_tables.h"

#include <algorithm>

#include "tests/property/random_conditions.h"
#include "tests/property/random_rows.h"

namespace semaflow::property {
namespace {

using Names = std::vector<std::string>;

DataType Of(TypeKind kind) { return {.kind = kind}; }
DataType ListOf(TypeKind kind) { return {.kind = TypeKind::kList, .element = kind}; }
DataType Money() { return {.kind = TypeKind::kDecimal, .precision = 9, .scale = 2}; }

void AddDimensions(RandomSource& random, TableSpec& table) {
  for (const ColumnSpec& column : table.columns) {
    std::string yaml = "{expr: " + column.name + ", type: \"" + ToString(column.type) + "\"";
    if (column.not_null && random.Chance(50)) yaml += ", not_null: true";
    table.dimensions.push_back({column.name, yaml + "}", column.type});
  }
  const std::vector<MemberSpec> made = {
      {"n_next", "{expr: \"n + 1\", type: integer}", Of(TypeKind::kInteger)},
      {"s_known", "{expr: \"coalesce(s, 'none')\", type: text}", Of(TypeKind::kText)},
      {"positive", "{expr: \"n > 0\", type: boolean}", Of(TypeKind::kBoolean)},
      {"said", "{expr: \"case when t then 'yes' else 'no' end\", type: text}", Of(TypeKind::kText)},
      {"not_t", "{expr: \"not t\", type: boolean}", Of(TypeKind::kBoolean)},
      {"half", "{expr: \"n / 2\", type: float}", Of(TypeKind::kFloat)},
      {"is_known", "{expr: \"s is not null and n <> 1\", type: boolean}", Of(TypeKind::kBoolean)},
      {"remainder", "{expr: \"n % a\", type: integer}", Of(TypeKind::kInteger)},
      {"both", "{expr: \"s || '-' || s_known\", type: text}", Of(TypeKind::kText)},
      {"twice",
       "{expr: \"m * 2 - n\", type: \"decimal(30, 2)\"}",
       {.kind = TypeKind::kDecimal, .precision = 30, .scale = 2}},
  };
  const bool text_known = random.Chance(50);
  for (const MemberSpec& member : made) {
    const bool known = member.name == "s_known" || member.name == "both";
    if (known ? text_known : random.Chance(30)) table.dimensions.push_back(member);
  }
}

// Columns that may stand in a key, preferably a whole key of the table.
Names KeyColumns(RandomSource& random, const TableSpec& table, bool unique, std::size_t size) {
  std::vector<Names> claimed;
  for (const Names& key : {table.primary_key, table.unique_key}) {
    if (!key.empty() && (size == 0 || key.size() == size)) claimed.push_back(key);
  }
  if (unique && !claimed.empty()) return random.Pick(claimed);
  if (size == 0) size = random.Chance(80) ? 1 : 2;
  if (size == 2) return random.Pick(std::vector<Names>{{"a", "b"}, {"b", "u"}, {"id", "a"}});
  return {random.Word({"a", "b", "u", "n", "id", "a", "b", "m"})};
}

std::size_t Position(const TableSpec& table, const std::string& column) {
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (table.columns[i].name == column) return i;
  }
  return table.columns.size();
}

bool Contains(const Names& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

bool InKey(const TableSpec& table, const std::string& column) {
  return Contains(table.primary_key, column) || Contains(table.unique_key, column);
}

// Copies the key of some row of `other` to most rows of `table`, where no claimed key and no
// expression stands in the way.
bool Align(RandomSource& random, TableSpec& table, const Names& columns, const TableSpec& other,
           const Names& others) {
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
    const TextRow& source = random.Pick(other.rows);
    if (!random.Chance(70)) continue;
    for (const auto& [to, from] : places) {
      if (source[from] || !table.columns[to].not_null) row[to] = source[from];
    }
  }
  return true;
}

std::string OptionsOf(RandomSource& random, const MemberSpec& measure,
                      const std::function<std::string()>& filter) {
  std::string text;
  const bool filtered = random.Chance(30);
  if (filtered) text += ", filter: \"" + filter() + "\"";
  const bool sparse = random.Chance(filtered ? 40 : 4);
  if (sparse) text += ", sparse: true";
  if (random.Chance(8)) text += random.Word({", time: d", ", time: w"});
  const bool number =
      measure.type.kind == TypeKind::kInteger || measure.type.kind == TypeKind::kFloat;
  if (number && random.Chance(sparse ? 40 : 12)) {
    text += random.Word({", fill: 7", ", fill: null"});
  }
  return text;
}

// Of the measure `numeric`, or of any other that is a number.
void AddShare(RandomSource& random, TableSpec& table, const std::string& numeric) {
  std::string of = numeric;
  if (random.Chance(40)) {
    const MemberSpec& measure = random.Pick(table.measures);
    if (IsNumber(measure.type)) of = measure.name;
  }
  table.measures.push_back({"part",
                            "{of: " + of + ", share_of: " + random.Word({"[]", "[]", "[]", "[s]"}) +
                                random.Word({"", "", ", filter: \"n > 0\"", ", fill: 7"}) + "}",
                            Of(TypeKind::kFloat)});
}

void AddFormulas(RandomSource& random, TableSpec& table) {
  const auto numeric = [&]() -> std::string {
    for (int i = 0; i < 5; ++i) {
      const MemberSpec& measure = random.Pick(table.measures);
      if (measure.type.kind == TypeKind::kInteger) return measure.name;
    }
    return "rows";
  };
  if (random.Chance(40)) {
    table.measures.push_back(
        {"ratio", "{formula: \"" + numeric() + " / " + numeric() + "\"}", Of(TypeKind::kFloat)});
  }
  if (random.Chance(30)) {
    table.measures.push_back({"gap",
                              "{formula: \"coalesce(" + numeric() + ", 0) - " + numeric() + "\"}",
                              Of(TypeKind::kInteger)});
  }
  if (random.Chance(30)) {
    table.measures.push_back(
        {"inline", "{formula: \"sum(n) filter (where t) + count(*)\"}", Of(TypeKind::kInteger)});
  }
  if (random.Chance(30)) AddShare(random, table, numeric());
  if (random.Chance(20)) {
    table.measures.push_back({"narrow", "{formula: \"" + numeric() + " filter (where n > 0)\"}",
                              Of(TypeKind::kInteger)});
  }
}

}  // namespace

TableSpec RandomTable(RandomSource& random, int number) {
  TableSpec table;
  table.name = "t" + std::to_string(number);
  const int keys = random.Below(100);
  if (keys < 70) {
    table.primary_key = {"id"};
  } else if (keys < 94) {
    table.primary_key = {"a", "b"};
  }
  if (random.Chance(30)) table.unique_key = random.Chance(70) ? Names{"u"} : Names{"u", "a"};
  const auto add = [&](const char* name, DataType type) {
    const bool in_key = std::find(table.primary_key.begin(), table.primary_key.end(), name) !=
                        table.primary_key.end();
    table.columns.push_back({name, type, in_key || random.Chance(5)});
  };
  for (const char* name : {"id", "a", "b", "u", "n"}) add(name, Of(TypeKind::kInteger));
  add("m", Money());
  add("f", Of(TypeKind::kFloat));
  add("s", Of(TypeKind::kText));
  add("t", Of(TypeKind::kBoolean));
  add("d", Of(TypeKind::kDate));
  add("w", Of(TypeKind::kTimestamp));
  add("z", Of(TypeKind::kTimestamptz));
  AddDimensions(random, table);
  table.time_dimension = random.Word({"d", "w"});
  MakeRows(random, table);
  if (random.Chance(80)) table.told_rows = random.Chance(50) ? 10 : 1000;
  return table;
}

KeyPairs RandomKeys(RandomSource& random, const TableSpec& parent, const TableSpec& child) {
  const int way = random.Below(100);
  const bool child_unique = way < 52;
  const bool parent_unique = way >= 45 && way < 87;
  const Names right = KeyColumns(random, child, child_unique, 0);
  const Names left = KeyColumns(random, parent, parent_unique, right.size());
  if (left.size() != right.size()) return RandomKeys(random, parent, child);
  if (left.size() == 1 && random.Chance(6)) {
    const std::string name = random.Word({"s", "d", "t"});
    return {{name, name}};
  }
  KeyPairs keys;
  for (std::size_t i = 0; i < left.size(); ++i) keys.emplace_back(left[i], right[i]);
  if (random.Chance(14)) keys.front().first = "coalesce(" + left.front() + ", 1)";
  if (random.Chance(5)) keys.front().second = "coalesce(" + right.front() + ", 0)";
  return keys;
}

void AlignRows(RandomSource& random, TableSpec& parent, TableSpec& child, const KeyPairs& keys) {
  Names lefts;
  Names rights;
  for (const auto& [left, right] : keys) {
    lefts.push_back(left);
    rights.push_back(right);
  }
  if (!Align(random, child, rights, parent, lefts)) Align(random, parent, lefts, child, rights);
}

std::string TrueCardinality(RandomSource& random, const TableSpec& parent, const TableSpec& child,
                            const KeyPairs& keys) {
  Names lefts;
  Names rights;
  for (const auto& [left, right] : keys) {
    // Of one alias each, and columns: their rows tell.
    if (Position(parent, left) < parent.columns.size()) lefts.push_back(left);
    if (Position(child, right) < child.columns.size()) rights.push_back(right);
  }
  const bool parent_one = !lefts.empty() && AreDistinct(parent, lefts) && random.Chance(70);
  const bool child_one = !rights.empty() && AreDistinct(child, rights) && random.Chance(70);
  return std::string(parent_one ? "one" : "many") + "_to_" + (child_one ? "one" : "many");
}

void AddRandomMeasures(RandomSource& random, TableSpec& table,
                       const std::function<std::string()>& filter) {
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
      {"max_z", "agg: max, expr: z", Of(TypeKind::kTimestamptz)},
      {"kinds_z", "agg: count_distinct, expr: z", Of(TypeKind::kInteger)},
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
      {"about_n", "agg: approx_count_distinct, expr: n", Of(TypeKind::kInteger)},
      {"about_s", "agg: approx_count_distinct, expr: s", Of(TypeKind::kInteger)},
      {"list_n", "agg: array_agg, expr: n", ListOf(TypeKind::kInteger)},
      {"list_s", "agg: array_agg, expr: s, order_by: n", ListOf(TypeKind::kText)},
      {"list_d", "agg: array_agg, expr: d, order_by: w", ListOf(TypeKind::kDate)},
      {"first_s", "agg: first, expr: s, order_by: w", Of(TypeKind::kText)},
      {"last_n", "agg: last, expr: n, order_by: d", Of(TypeKind::kInteger)},
      {"p_n", "agg: percentile(0.25), expr: n", Of(TypeKind::kFloat)},
      {"sum_next", "agg: sum, expr: \"n * 2 + a\"", Of(TypeKind::kInteger)},
  };
  for (const MemberSpec& measure : kAll) {
    if (measure.name != "rows" && !random.Chance(35)) continue;
    MemberSpec added = measure;
    added.yaml = "{" + measure.yaml + OptionsOf(random, measure, filter) + "}";
    table.measures.push_back(std::move(added));
  }
  AddFormulas(random, table);
}

}  // namespace semaflow::property
