// What a person wrote, before anything is checked against anything else: plain values that the YAML
// reader, the Python package and the importers make, and that Build turns into a Model.
// An absent text is empty (an empty text in a file is an error of its reader). Names keep their
// places; with kNoFile errors come without one.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/box.h"
#include "model/diagnostics.h"
#include "model/model.h"
#include "semaflow/model.h"
#include "semaflow/types.h"

namespace semaflow::model {

/// `sql: {duckdb: "..."}`: a dialect's name and its text.
using SqlDefinition = std::vector<std::pair<Text, Text>>;

/// A dimension that is a measure: `{measure: o.order_count, per: c}`.
struct MeasureDimensionDefinition {
  ExprText measure;
  Text per;              ///< A role; empty when not given, or with `per_all`.
  bool per_all = false;  ///< `per: []`: over all rows.
};

struct DimensionDefinition {
  Text name;
  Place place;
  ExprText expr;          ///< Parsed; or
  bool verbatim = false;  ///< `expr` is the name of a column, word for word (short form); or
  SqlDefinition sql;      ///< the escape hatch; or
  Box<MeasureDimensionDefinition> measure;
  Text type;
  Text stored_in;
  Text collation;
  bool not_null = false;
  bool refused = false;  ///< A part of it was not well formed, which has been told.
  Presentation presentation;
};

struct OverDefinition {
  Text time;
  Text take;  ///< "last" or "first".
  std::vector<Text> per;
  Place place;
};

struct ConversionDefinition {
  ExprText base;
  ExprText event;
  Text by;
  Text within;
  std::vector<Text> same;
  Text give;  ///< "rate" or "count"; empty: "rate".
  Place place;
};

/// The keys of a measure that most measures do not have.
struct MeasureDetails {
  Text separator;  ///< string_agg; `has_separator` tells "" from none.
  bool has_separator = false;
  ExprText order_by;
  ExprText of;  ///< The measure that this one builds on.
  Box<OverDefinition> over;
  Text rolling;      ///< "7 days", "unbounded"
  Text to_date;      ///< A grain.
  Text at;           ///< "start" or "end".
  Text period_take;  ///< "first", "last" or "average".
  Text offset;
  Text offset_to;  ///< A grain.
  std::optional<std::vector<Text>> share_of;
  Place share_of_place;
  Box<ConversionDefinition> conversion;
  Text without_time;  ///< "total"
  std::optional<Value> fill;
  Place fill_place;
  Text time;
  Text grain;
};

struct MeasureDefinition {
  enum class Dense : std::uint8_t { kNo, kGroups, kPeriods };

  Text name;
  Place place;
  Text agg;  ///< "sum", "percentile(0.9)"
  ExprText expr;
  SqlDefinition sql;  ///< Instead of `expr`.
  ExprText filter;
  ExprText formula;        ///< Instead of `agg`.
  bool post_expr = false;  ///< `formula` stands under 0.1's key: names are measures of the table.
  Text type;
  bool sparse = false;
  Dense dense = Dense::kNo;
  bool refused = false;  ///< A part of it was not well formed, which has been told.
  Box<MeasureDetails> details;
  Presentation presentation;
};

struct ValidDefinition {
  Text from;
  Text to;
  Place place;
};

struct TableDefinition {
  FileIndex file = kNoFile;
  Place place;
  Text name;
  Text data_source;
  Text table;        ///< "fct_orders", "schema.table"; or
  Text sql;          ///< a derived table; or
  Text file_source;  ///< `file:`
  std::string description;
  std::vector<Text> primary_key;
  std::vector<std::vector<Text>> unique_keys;
  Text time_dimension;
  Text smallest_time_grain;
  Box<ValidDefinition> valid;
  std::vector<DimensionDefinition> dimensions;
  std::vector<MeasureDefinition> measures;
};

struct JoinKeyDefinition {
  ExprText left;
  ExprText right;
};

struct AsofDefinition {
  Text at;
  Text column;
  Place place;
};

struct JoinDefinition {
  Text label;  ///< The key of the join in the file.
  Place place;
  Text semantic_table;
  Text alias;
  Text to_table;  ///< An alias.
  Text join_type;
  Text cardinality;
  std::vector<JoinKeyDefinition> keys;
  Place keys_place;
  Text at;
  Box<AsofDefinition> asof;
  std::string description;
};

struct LinkDefinition {
  Place place;
  Text from;
  Text to;
  Text role;  ///< `as`; empty: the target's alias.
  Text cardinality;
  std::vector<JoinKeyDefinition> keys;
  Place keys_place;
  Text at;
  Box<AsofDefinition> asof;
};

struct FlowDefinition {
  FileIndex file = kNoFile;
  Place place;
  Text name;
  std::string description;
  bool graph = false;
  Text base_table;  ///< A tree: the semantic table,
  Text base_alias;
  std::vector<JoinDefinition> joins;
  std::vector<std::pair<Text, Text>> tables;  ///< A graph: alias, semantic table.
  std::vector<LinkDefinition> links;
  std::vector<DimensionDefinition> dimensions;
  std::vector<MeasureDefinition> measures;
  std::vector<std::pair<Text, Text>> times;  ///< alias, field
  Text time_name;
};

struct CalendarDefinition {
  FileIndex file = kNoFile;
  Place place;
  Text name;
  Text data_source;
  Text table;
  Text sql;
  Text file_source;
  Text column;
  Text grain;
  std::vector<std::pair<Text, Text>> grains;  ///< name, column
};

struct SettingsDefinition {
  Text week_start;         ///< "monday"
  Text fiscal_year_start;  ///< "1" to "12"
  Text time_zone;
  std::vector<Text> file_roots;
};

/// What a database said about a table; its key is SchemaKey (schema_file.h).
struct SchemaDefinition {
  std::string key;
  TableSchema schema;
};

struct ModelDefinition {
  std::string root;               ///< The folder, as given; file sources are relative to it.
  std::vector<SourceFile> files;  ///< Places point here; in the order in which errors are told.
  SettingsDefinition settings;
  std::vector<TableDefinition> tables;
  std::vector<FlowDefinition> flows;
  std::vector<CalendarDefinition> calendars;
  std::vector<SchemaDefinition> schemas;
  bool schemas_are_live = false;  ///< Of the database as it is; else of schema.json.
  /// Files for tables that could not be read at all, by their names without folder and ending. What
  /// they would have defined is not called unknown.
  std::vector<std::string> unread_tables;
  std::vector<ModelText> texts;  ///< What it was read from, when that is no folder.
};

}  // namespace semaflow::model
