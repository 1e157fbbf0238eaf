// Every key of the YAML files, once: the reader takes its checks from this table and
// ModelJsonSchema its text, so that neither can know a key that the other does not.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace semaflow::model {

/// What may stand behind a key.
enum class Shape : std::uint8_t {
  kText,          ///< A scalar, also an empty one.
  kName,          ///< A scalar that is not empty.
  kWord,          ///< One of KeyInfo::words.
  kBool,          ///< true or false, plain.
  kInteger,       ///< Digits, plain.
  kExpr,          ///< Expression text, or an expression tree of 0.1.
  kNames,         ///< A list of names, may be empty.
  kNameOrNames,   ///< A name or a list of names.
  kNameLists,     ///< A list of lists of names.
  kNameMap,       ///< A mapping of names to names.
  kDialects,      ///< A mapping of dialects to SQL text.
  kObject,        ///< A mapping with the keys of KeyInfo::object.
  kObjectList,    ///< A list of such mappings.
  kObjectMap,     ///< A mapping of names to such mappings (or to short forms).
  kAggregate,     ///< "sum", "percentile(0.9)", or `!string_agg {separator: ","}` of 0.1.
  kScalarOrNull,  ///< A number, a text, true, false or null.
  kTrueOrWord,    ///< true, false or one of KeyInfo::words.
  kAny,           ///< Anything.
};

struct ObjectInfo;

struct KeyInfo {
  std::string_view key;
  Shape shape;
  std::string_view summary;
  bool required = false;
  const ObjectInfo* object = nullptr;
  std::span<const std::string_view> words = {};
  std::string_view successor = {};  ///< Deprecated since this key does the same.
};

struct ObjectInfo {
  std::string_view name;  ///< "a table", for messages.
  std::string_view id;    ///< "table": its name in the JSON Schema.
  std::string_view summary;
  std::span<const KeyInfo> keys;
  std::string_view short_form = {};  ///< What a scalar in its place means; "" when none may stand.
};

inline constexpr std::string_view kGrainWords[] = {"second", "minute", "hour",    "day",
                                                   "week",   "month",  "quarter", "year"};
inline constexpr std::string_view kWeekdayWords[] = {"monday", "tuesday",  "wednesday", "thursday",
                                                     "friday", "saturday", "sunday"};
inline constexpr std::string_view kJoinTypeWords[] = {"left", "inner", "right", "full"};
inline constexpr std::string_view kCardinalityWords[] = {"many_to_one", "one_to_one", "one_to_many",
                                                         "many_to_many"};
inline constexpr std::string_view kTakeWords[] = {"last", "first"};
inline constexpr std::string_view kPeriodTakeWords[] = {"first", "last", "average"};
inline constexpr std::string_view kAtWords[] = {"start", "end"};
inline constexpr std::string_view kGiveWords[] = {"rate", "count"};
inline constexpr std::string_view kWithoutTimeWords[] = {"total"};
inline constexpr std::string_view kDenseWords[] = {"periods"};

// --- parts of a measure
inline constexpr KeyInfo kOverKeys[] = {
    {"time", Shape::kName, "The time dimension whose last or first rows are kept", true},
    {"take", Shape::kWord, "Which rows are kept", true, nullptr, kTakeWords},
    {"per", Shape::kNames, "Dimensions of the same table; the last row is looked for in each"},
};
inline constexpr ObjectInfo kOverObject{
    "over", "over", "Semi-additive: only the last or first rows of a time count", kOverKeys};

inline constexpr KeyInfo kConversionKeys[] = {
    {"base", Shape::kName, "The measure whose rows may convert", true},
    {"event", Shape::kName, "The measure whose rows are the conversions", true},
    {"by", Shape::kName, "The dimension that both tables share: who converts", true},
    {"within", Shape::kName, "The time a conversion may take: \"7 days\"", true},
    {"same", Shape::kNames, "Dimensions that must be equal on both rows"},
    {"give", Shape::kWord, "events / base rows, or the number of events", false, nullptr,
     kGiveWords},
};
inline constexpr ObjectInfo kConversionObject{
    "conversion", "conversion", "How many rows of one measure lead to rows of another",
    kConversionKeys};

// --- members
inline constexpr KeyInfo kDimensionKeys[] = {
    {"expr", Shape::kExpr, "An expression over the columns and dimensions of the table"},
    {"sql", Shape::kDialects, "The escape hatch: one SQL expression per dialect, parsed by nobody"},
    {"measure", Shape::kName,
     "A measure as a dimension: its value over the rows that reach this row"},
    {"per", Shape::kNameOrNames,
     "The role of this table whose rows the measure is computed for; [] for all rows"},
    {"type", Shape::kName,
     "The type: boolean, integer, decimal(p, s), float, text, date, timestamp, timestamptz, time, "
     "interval, binary, json, list(...)"},
    {"data_type", Shape::kName, "The type", false, nullptr, {}, "type"},
    {"not_null", Shape::kBool, "It is never NULL"},
    {"stored_in", Shape::kName, "The zone of a timestamp without one that means an instant: UTC"},
    {"collation", Shape::kName,
     "The database's collation by which text is ordered; else code points"},
    {"label", Shape::kText, "The name that people see"},
    {"description", Shape::kText, "What it means"},
    {"unit", Shape::kText, "The unit of its values"},
    {"format", Shape::kText, "How values are shown, a d3-format text: \"$,.2f\""},
    {"meta", Shape::kAny, "Anything for other programs"},
    {"hidden", Shape::kBool, "Left out of listings"},
};
inline constexpr ObjectInfo kDimensionObject{"a dimension", "dimension",
                                             "A value of each row, to group and filter by",
                                             kDimensionKeys, "a column"};

inline constexpr KeyInfo kMeasureKeys[] = {
    {"expr", Shape::kExpr, "What is aggregated; without it `count` counts rows"},
    {"sql", Shape::kDialects,
     "Instead of `expr`: one SQL expression per dialect, parsed by nobody"},
    {"agg", Shape::kAggregate,
     "The aggregate: count, count_distinct, sum, min, max, avg, median, percentile(0.9), "
     "stddev_samp, stddev_pop, var_samp, var_pop, approx_count_distinct, string_agg, array_agg, "
     "any_value, first, last, bool_and, bool_or"},
    {"separator", Shape::kText, "Of string_agg; \",\" by default"},
    {"order_by", Shape::kExpr,
     "The order of string_agg and array_agg, and the time of first and last"},
    {"filter", Shape::kExpr, "A condition: which rows are aggregated"},
    {"formula", Shape::kExpr, "An expression over measures and aggregates"},
    {"post_expr", Shape::kExpr, "An expression over measures", false, nullptr, {}, "formula"},
    {"of", Shape::kName, "The measure that this one builds on"},
    {"over", Shape::kObject, "Only the last or first rows of a time", false, &kOverObject},
    {"rolling", Shape::kName, "A window that ends with the period: \"7 days\", or unbounded"},
    {"to_date", Shape::kWord, "From the start of the period of this grain", false, nullptr,
     kGrainWords},
    {"at", Shape::kWord, "The end of the period, or its start: the opening balance", false, nullptr,
     kAtWords},
    {"period_take", Shape::kWord, "Which value of a window holds for a longer period", false,
     nullptr, kPeriodTakeWords},
    {"offset", Shape::kName, "The same measure earlier: \"1 year\""},
    {"offset_to", Shape::kWord, "The value of the first period of this grain", false, nullptr,
     kGrainWords},
    {"share_of", Shape::kNames,
     "Divided by the same measure by these dimensions alone; [] for the grand total"},
    {"conversion", Shape::kObject, "How many rows of one measure lead to rows of another", false,
     &kConversionObject},
    {"without_time", Shape::kWord, "What a window gives in a query without its time", false,
     nullptr, kWithoutTimeWords},
    {"fill", Shape::kScalarOrNull, "The value in place of NULL; null makes counts NULL too"},
    {"sparse", Shape::kBool, "Only groups where a row passes the filter"},
    {"dense", Shape::kTrueOrWord, "Every period is shown, for each group or once", false, nullptr,
     kDenseWords},
    {"time", Shape::kName,
     "The dimension that is this measure's time; else the table's time_dimension"},
    {"grain", Shape::kWord,
     "The grain at which the measure is told; else the table's smallest_time_grain", false, nullptr,
     kGrainWords},
    {"type", Shape::kName, "The type of its values"},
    {"data_type", Shape::kName, "The type", false, nullptr, {}, "type"},
    {"label", Shape::kText, "The name that people see"},
    {"description", Shape::kText, "What it means"},
    {"unit", Shape::kText, "The unit of its values"},
    {"format", Shape::kText, "How values are shown, a d3-format text: \"$,.2f\""},
    {"meta", Shape::kAny, "Anything for other programs"},
    {"hidden", Shape::kBool, "Left out of listings"},
};
inline constexpr ObjectInfo kMeasureObject{
    "a measure", "measure", "An aggregate over the rows of its table, or a formula of such",
    kMeasureKeys};

// --- a table
inline constexpr KeyInfo kValidKeys[] = {
    {"from", Shape::kName, "The column with the first moment of a row", true},
    {"to", Shape::kName, "The column with the moment at which it no longer holds; NULL is open",
     true},
};
inline constexpr ObjectInfo kValidObject{"valid", "valid",
                                         "The time for which a row holds, half-open", kValidKeys};

inline constexpr KeyInfo kTableKeys[] = {
    {"name", Shape::kName, "The name by which flows know it", true},
    {"data_source", Shape::kName, "The data source that holds it", true},
    {"table", Shape::kName, "The table in the database: fct_orders or schema.table"},
    {"sql", Shape::kName, "A derived table: one SELECT"},
    {"file", Shape::kName, "Files as a table: data/*.parquet, relative to the model"},
    {"description", Shape::kText, "What a row is"},
    {"primary_key", Shape::kNameOrNames, "The column that tells rows apart, or a list of them"},
    {"primary_keys", Shape::kNames, "The columns that together tell rows apart"},
    {"unique_keys", Shape::kNameLists, "More lists of columns that tell rows apart"},
    {"time_dimension", Shape::kName, "The dimension that is the time of its measures"},
    {"smallest_time_grain", Shape::kWord, "The finest grain that makes sense", false, nullptr,
     kGrainWords},
    {"valid", Shape::kObject, "The time for which a row holds", false, &kValidObject},
    {"dimensions", Shape::kObjectMap, "What rows are grouped and filtered by", false,
     &kDimensionObject},
    {"measures", Shape::kObjectMap, "What is computed", false, &kMeasureObject},
};
inline constexpr ObjectInfo kTableObject{"a table", "table", "A semantic table: tables/*.yaml",
                                         kTableKeys};

// --- a flow
inline constexpr KeyInfo kJoinKeyKeys[] = {
    {"left", Shape::kExpr,
     "A column of `to_table`, or an expression of columns; `o.ds` names another alias", true},
    {"right", Shape::kExpr, "A column of the joined table, or an expression of columns", true},
};
inline constexpr ObjectInfo kJoinKeyObject{"a join key", "join_key", "What must be equal",
                                           kJoinKeyKeys};

inline constexpr KeyInfo kAsofKeys[] = {
    {"at", Shape::kName, "The time that is looked up: o.order_date", true},
    {"column", Shape::kName, "The column of the joined table: the latest row at or before", true},
};
inline constexpr ObjectInfo kAsofObject{"asof", "asof", "Join the latest row at or before a time",
                                        kAsofKeys};

inline constexpr KeyInfo kBaseTableKeys[] = {
    {"semantic_table", Shape::kName, "The table", true},
    {"alias", Shape::kName, "Its name in this flow", true},
};
inline constexpr ObjectInfo kBaseTableObject{"base_table", "base_table",
                                             "The root of the tree of joins", kBaseTableKeys};

inline constexpr KeyInfo kJoinKeys[] = {
    {"semantic_table", Shape::kName, "The table that is joined", true},
    {"alias", Shape::kName, "Its name in this flow", true},
    {"to_table", Shape::kName, "The alias that it is joined to", true},
    {"join_keys", Shape::kObjectList, "What must be equal", true, &kJoinKeyObject},
    {"join_type", Shape::kWord, "left (default), inner, right or full", false, nullptr,
     kJoinTypeWords},
    {"cardinality", Shape::kWord, "From to_table to this table; else told by the keys", false,
     nullptr, kCardinalityWords},
    {"at", Shape::kName, "The time for which the joined row must be valid: o.order_date"},
    {"asof", Shape::kObject, "Join the latest row at or before a time", false, &kAsofObject},
    {"description", Shape::kText, "What the join means"},
};
inline constexpr ObjectInfo kJoinObject{"a join", "join", "One more table of the tree", kJoinKeys};

inline constexpr KeyInfo kLinkKeys[] = {
    {"from", Shape::kName, "The alias that holds the keys", true},
    {"to", Shape::kName, "The alias that it leads to", true},
    {"as", Shape::kName, "The role; else the alias of `to`"},
    {"join_keys", Shape::kObjectList, "What must be equal", true, &kJoinKeyObject},
    {"cardinality", Shape::kWord, "From `from` to `to`; else told by the keys", false, nullptr,
     kCardinalityWords},
    {"at", Shape::kName, "The time for which the linked row must be valid"},
    {"asof", Shape::kObject, "Link the latest row at or before a time", false, &kAsofObject},
};
inline constexpr ObjectInfo kLinkObject{"a link", "link",
                                        "A left join between two tables of a graph", kLinkKeys};

inline constexpr KeyInfo kFlowKeys[] = {
    {"name", Shape::kName, "The name that requests use", true},
    {"description", Shape::kText, "What it is for"},
    {"base_table", Shape::kObject, "A tree: its root", false, &kBaseTableObject},
    {"joins", Shape::kObjectMap, "A tree: the other tables", false, &kJoinObject},
    {"tables", Shape::kNameMap, "A graph: alias and semantic table of each"},
    {"links", Shape::kObjectList, "A graph: its joins", false, &kLinkObject},
    {"dimensions", Shape::kObjectMap, "Expressions over several tables", false, &kDimensionObject},
    {"measures", Shape::kObjectMap, "Formulas over several tables", false, &kMeasureObject},
    {"times", Shape::kNameMap, "An alias's own time where it lies on a to-one partner"},
    {"time_name", Shape::kName, "The name of the shared time; else `time`"},
};
inline constexpr ObjectInfo kFlowObject{"a flow", "flow",
                                        "Tables and how they are joined: flows/*.yaml", kFlowKeys};

// --- a calendar and the settings
inline constexpr KeyInfo kCalendarKeys[] = {
    {"name", Shape::kName, "Its name", true},
    {"data_source", Shape::kName, "The data source that holds it", true},
    {"table", Shape::kName, "The table in the database"},
    {"sql", Shape::kName, "A derived table: one SELECT"},
    {"file", Shape::kName, "Files as a table"},
    {"column", Shape::kName, "The column with the first moment of each period", true},
    {"grain", Shape::kWord, "How long a row lasts", true, nullptr, kGrainWords},
    {"grains", Shape::kNameMap, "More grains: name and column", true},
};
inline constexpr ObjectInfo kCalendarObject{
    "a calendar", "calendar", "Periods of one's own: calendars/*.yaml", kCalendarKeys};

inline constexpr KeyInfo kSettingsKeys[] = {
    {"week_start", Shape::kWord, "The first day of a week; monday by default", false, nullptr,
     kWeekdayWords},
    {"fiscal_year_start", Shape::kInteger,
     "The month, 1 to 12, in which years and quarters begin; 1 by default"},
    {"time_zone", Shape::kName,
     "The zone in which instants are cut into days: Europe/Amsterdam; UTC by default"},
    {"file_roots", Shape::kNames, "Folders that `file:` may read from; the model's own by default"},
};
inline constexpr ObjectInfo kSettingsObject{
    "model.yaml", "settings", "Settings of the whole model: model.yaml", kSettingsKeys};

}  // namespace semaflow::model
