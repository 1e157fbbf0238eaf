#include "model/model_hash.h"

#include <cstring>

#include "base/overloaded.h"
#include "base/stable_hash.h"

namespace semaflow::model {
namespace {

/// Of this namespace, so that templates find each Add below them.
class Hasher : public StableHash {};

void Add(Hasher& hash, bool flag) { hash.Number(flag ? 1 : 0); }
void Add(Hasher& hash, const std::string& text) { hash.Bytes(text); }
void Add(Hasher& hash, const Text& text) { hash.Bytes(text.value); }
void Add(Hasher& hash, const ExprText& text) { hash.Bytes(text.value); }

template <typename A, typename B>
void Add(Hasher& hash, const std::pair<A, B>& pair) {
  Add(hash, pair.first);
  Add(hash, pair.second);
}

template <typename T>
void Add(Hasher& hash, const std::vector<T>& items) {
  hash.Number(items.size());
  for (const T& item : items) Add(hash, item);
}

template <typename T>
void Add(Hasher& hash, const Box<T>& box) {
  Add(hash, static_cast<bool>(box));
  if (box) Add(hash, *box);
}

template <typename T>
void Add(Hasher& hash, const std::optional<T>& value) {
  Add(hash, value.has_value());
  if (value) Add(hash, *value);
}

void Add(Hasher& hash, const Value& value) {
  hash.Number(value.index());
  std::visit(
      Overloaded{[](Null) {}, [&hash](bool flag) { Add(hash, flag); },
                 [&hash](std::int64_t number) { hash.Number(static_cast<std::uint64_t>(number)); },
                 [&hash](double number) {
                   std::uint64_t bits = 0;
                   std::memcpy(&bits, &number, sizeof bits);
                   hash.Number(bits);
                 },
                 [&hash](const Decimal& decimal) { hash.Bytes(decimal.text); },
                 [&hash](const std::string& text) { hash.Bytes(text); },
                 [&hash](Date date) { hash.Number(static_cast<std::uint64_t>(date.days)); },
                 [&hash](Timestamp at) { hash.Number(static_cast<std::uint64_t>(at.micros)); },
                 [&hash](Instant at) { hash.Number(static_cast<std::uint64_t>(at.micros)); },
                 [&hash](TimeOfDay at) { hash.Number(static_cast<std::uint64_t>(at.micros)); },
                 [&hash](const Interval& interval) {
                   hash.Number(static_cast<std::uint64_t>(interval.months));
                   hash.Number(static_cast<std::uint64_t>(interval.days));
                   hash.Number(static_cast<std::uint64_t>(interval.micros));
                 },
                 [&hash](const Binary& binary) { hash.Bytes(binary.bytes); }},
      value);
}

// Every definition is opened by structured binding: a new field breaks the build here, so that no
// key can shape an answer and leave the hash as it was.

void Add(Hasher& hash, const Presentation& shown) {
  const auto& [label, description, unit, format, meta_json, hidden] = shown;
  Add(hash, label);
  Add(hash, description);
  Add(hash, unit);
  Add(hash, format);
  Add(hash, meta_json);
  Add(hash, hidden);
}

void Add(Hasher& hash, const MeasureDimensionDefinition& definition) {
  const auto& [measure, per, per_all] = definition;
  Add(hash, measure);
  Add(hash, per);
  Add(hash, per_all);
}

void Add(Hasher& hash, const DimensionDefinition& definition) {
  const auto& [name, place, expr, verbatim, sql, measure, type, stored_in, collation, not_null,
               refused, presentation] = definition;
  Add(hash, name);
  Add(hash, expr);
  Add(hash, verbatim);
  Add(hash, sql);
  Add(hash, measure);
  Add(hash, type);
  Add(hash, stored_in);
  Add(hash, collation);
  Add(hash, not_null);
  Add(hash, presentation);
}

void Add(Hasher& hash, const OverDefinition& definition) {
  const auto& [time, take, per, place] = definition;
  Add(hash, time);
  Add(hash, take);
  Add(hash, per);
}

void Add(Hasher& hash, const ConversionDefinition& definition) {
  const auto& [base, event, by, within, same, give, place] = definition;
  Add(hash, base);
  Add(hash, event);
  Add(hash, by);
  Add(hash, within);
  Add(hash, same);
  Add(hash, give);
}

void Add(Hasher& hash, const MeasureDetails& details) {
  const auto& [separator, has_separator, order_by, of, over, rolling, to_date, at, period_take,
               offset, offset_to, share_of, share_of_place, conversion, without_time, fill,
               fill_place, time, grain] = details;
  Add(hash, separator);
  Add(hash, has_separator);
  Add(hash, order_by);
  Add(hash, of);
  Add(hash, over);
  Add(hash, rolling);
  Add(hash, to_date);
  Add(hash, at);
  Add(hash, period_take);
  Add(hash, offset);
  Add(hash, offset_to);
  Add(hash, share_of);
  Add(hash, conversion);
  Add(hash, without_time);
  Add(hash, fill);
  Add(hash, time);
  Add(hash, grain);
}

void Add(Hasher& hash, const MeasureDefinition& definition) {
  const auto& [name, place, agg, expr, sql, filter, formula, post_expr, type, sparse, dense,
               refused, details, presentation] = definition;
  Add(hash, name);
  Add(hash, agg);
  Add(hash, expr);
  Add(hash, sql);
  Add(hash, filter);
  Add(hash, formula);
  Add(hash, post_expr);
  Add(hash, type);
  Add(hash, sparse);
  hash.Number(static_cast<std::uint64_t>(dense));
  Add(hash, details);
  Add(hash, presentation);
}

void Add(Hasher& hash, const ValidDefinition& definition) {
  const auto& [from, to, place] = definition;
  Add(hash, from);
  Add(hash, to);
}

void Add(Hasher& hash, const TableDefinition& definition) {
  const auto& [file, place, name, data_source, table, sql, file_source, description, primary_key,
               unique_keys, time_dimension, smallest_time_grain, valid, dimensions, measures] =
      definition;
  Add(hash, name);
  Add(hash, data_source);
  Add(hash, table);
  Add(hash, sql);
  Add(hash, file_source);
  Add(hash, description);
  Add(hash, primary_key);
  Add(hash, unique_keys);
  Add(hash, time_dimension);
  Add(hash, smallest_time_grain);
  Add(hash, valid);
  Add(hash, dimensions);
  Add(hash, measures);
}

void Add(Hasher& hash, const JoinKeyDefinition& definition) {
  const auto& [left, right] = definition;
  Add(hash, left);
  Add(hash, right);
}

void Add(Hasher& hash, const AsofDefinition& definition) {
  const auto& [at, column, place] = definition;
  Add(hash, at);
  Add(hash, column);
}

void Add(Hasher& hash, const JoinDefinition& definition) {
  const auto& [label, place, semantic_table, alias, to_table, join_type, cardinality, keys,
               keys_place, at, asof, description] = definition;
  Add(hash, label);
  Add(hash, semantic_table);
  Add(hash, alias);
  Add(hash, to_table);
  Add(hash, join_type);
  Add(hash, cardinality);
  Add(hash, keys);
  Add(hash, at);
  Add(hash, asof);
  Add(hash, description);
}

void Add(Hasher& hash, const LinkDefinition& definition) {
  const auto& [place, from, to, role, cardinality, keys, keys_place, at, asof] = definition;
  Add(hash, from);
  Add(hash, to);
  Add(hash, role);
  Add(hash, cardinality);
  Add(hash, keys);
  Add(hash, at);
  Add(hash, asof);
}

void Add(Hasher& hash, const FlowDefinition& definition) {
  const auto& [file, place, name, description, graph, base_table, base_alias, joins, tables, links,
               dimensions, measures, times, time_name] = definition;
  Add(hash, name);
  Add(hash, description);
  Add(hash, graph);
  Add(hash, base_table);
  Add(hash, base_alias);
  Add(hash, joins);
  Add(hash, tables);
  Add(hash, links);
  Add(hash, dimensions);
  Add(hash, measures);
  Add(hash, times);
  Add(hash, time_name);
}

void Add(Hasher& hash, const CalendarDefinition& definition) {
  const auto& [file, place, name, data_source, table, sql, file_source, column, grain, grains] =
      definition;
  Add(hash, name);
  Add(hash, data_source);
  Add(hash, table);
  Add(hash, sql);
  Add(hash, file_source);
  Add(hash, column);
  Add(hash, grain);
  Add(hash, grains);
}

void Add(Hasher& hash, const SettingsDefinition& definition) {
  const auto& [week_start, fiscal_year_start, time_zone, file_roots] = definition;
  Add(hash, week_start);
  Add(hash, fiscal_year_start);
  Add(hash, time_zone);
  Add(hash, file_roots);
}

void Add(Hasher& hash, const SchemaDefinition& definition) {
  const auto& [key, schema] = definition;
  // How many rows there are chooses between two ways to the same answer.
  const auto& [columns, unique_keys, has_primary_key, rows] = schema;
  static_cast<void>(rows);
  Add(hash, key);
  hash.Number(columns.size());
  for (const auto& [name, type, not_null, cast_to_text] : columns) {
    Add(hash, name);
    Add(hash, ToString(type));
    Add(hash, not_null);
    Add(hash, cast_to_text);
  }
  Add(hash, unique_keys);
  Add(hash, has_primary_key);
}

/// The sum of the hashes of all items, so that their order does not count.
template <typename T>
std::uint64_t SumOf(const std::vector<T>& items) {
  std::uint64_t sum = 0;
  for (const T& item : items) {
    Hasher hash;
    Add(hash, item);
    sum += hash.value();
  }
  return sum;
}

}  // namespace

std::uint64_t HashOf(const ModelDefinition& definition) {
  const auto& [root, files, settings, tables, flows, calendars, schemas, schemas_are_live,
               unread_tables, texts] = definition;
  Hasher hash;
  Add(hash, settings);
  hash.Number(SumOf(tables));
  hash.Number(SumOf(flows));
  hash.Number(SumOf(calendars));
  hash.Number(SumOf(schemas));
  return hash.value();
}

}  // namespace semaflow::model
