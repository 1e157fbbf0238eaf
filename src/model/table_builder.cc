// Tables: sources, columns, keys, and members that are parsed and not bound yet.
#include <algorithm>
#include <utility>

#include "base/closest.h"
#include "model/build_state.h"
#include "model/file_source.h"
#include "model/load.h"
#include "model/member_parser.h"

namespace semaflow::model {
namespace {

/// "schema.table" or `"my.schema"."table"`; false when a part is empty.
bool SplitTableName(std::string_view text, std::vector<std::string>& parts) {
  while (true) {
    std::string part;
    if (!text.empty() && text.front() == '"') {
      const std::size_t end = text.find('"', 1);
      if (end == std::string_view::npos) return false;
      part = text.substr(1, end - 1);
      text.remove_prefix(end + 1);
    } else {
      const std::size_t end = std::min(text.find('.'), text.size());
      part = text.substr(0, end);
      text.remove_prefix(end);
    }
    if (part.empty()) return false;
    parts.push_back(std::move(part));
    if (text.empty()) return true;
    if (text.front() != '.') return false;
    text.remove_prefix(1);
  }
}

std::string_view TrimmedSql(std::string_view sql) {
  while (!sql.empty() && (sql.back() == ';' || sql.back() == ' ' || sql.back() == '\n' ||
                          sql.back() == '\r' || sql.back() == '\t')) {
    sql.remove_suffix(1);
  }
  return sql;
}

class TableBuilder {
 public:
  TableBuilder(BuildState& state, TableIndex index)
      : state_(state),
        index_(index),
        table_(state.model.tables[index]),
        own_(state.tables[index]),
        definition_(*own_.definition) {}

  void Build() {
    table_.name = definition_.name.value;
    table_.data_source = definition_.data_source.value;
    table_.description = definition_.description;
    if (definition_.file != kNoFile) table_.file = state_.definition.files[definition_.file].shown;
    BuildSource(state_, definition_, table_.source);
    table_.columns.reserve(definition_.dimensions.size() + definition_.measures.size() + 1);
    TakeSchema();
    AddMembers();
    BuildKeys();
    ParseMembers();
    BuildTimes();
  }

 private:
  void TakeSchema() {
    const auto at = state_.schemas.find(SchemaKeyOf(table_));
    if (at == state_.schemas.end()) return;
    const TableSchema& schema = *at->second;
    table_.schema_known = true;
    table_.rows = schema.rows;
    table_.columns.reserve(schema.columns.size());
    for (const ColumnSchema& column : schema.columns) {
      if (own_.columns.Find(column.name) != kNone) continue;
      own_.columns.Add(column.name, static_cast<std::uint32_t>(table_.columns.size()));
      table_.columns.push_back({.name = column.name,
                                .type = column.type,
                                .not_null = column.not_null,
                                .cast_to_text = column.cast_to_text});
    }
  }

  /// False, with the problem told, when a column is not there or named twice.
  bool BuildKey(const std::vector<Text>& names, std::string_view what,
                std::vector<std::uint32_t>& key) {
    bool good = true;
    for (const Text& name : names) {
      const std::uint32_t column = FindOrAddColumn(state_, index_, name.value);
      if (column == kNone) {
        AddUnknownColumn(state_, index_, name.place, name.value);
        good = false;
      } else if (std::find(key.begin(), key.end(), column) != key.end()) {
        state_.Add(ErrorCode::kBadKey, name.place,
                   std::string(what) + " names the column " + Quoted(name.value) + " twice");
        good = false;
      } else {
        key.push_back(column);
      }
    }
    return good && !key.empty();
  }

  void BuildKeys() {
    std::vector<std::uint32_t> key;
    if (BuildKey(definition_.primary_key, "the primary key", key)) {
      for (const std::uint32_t column : key) table_.columns[column].not_null = true;
      table_.primary_key = std::move(key);
    }
    for (const std::vector<Text>& names : definition_.unique_keys) {
      std::vector<std::uint32_t> unique;
      if (BuildKey(names, "a unique key", unique)) AddUnique(std::move(unique));
    }
    TakeSchemaKeys();
    BuildValid();
  }

  static bool SameColumns(std::vector<std::uint32_t> a, std::vector<std::uint32_t> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    return a == b;
  }

  void AddUnique(std::vector<std::uint32_t> key) {
    if (SameColumns(key, table_.primary_key)) return;
    for (const auto& other : table_.unique_keys) {
      if (SameColumns(key, other)) return;
    }
    table_.unique_keys.push_back(std::move(key));
  }

  /// What the database enforces holds, also where the model does not say it.
  void TakeSchemaKeys() {
    const auto at = state_.schemas.find(SchemaKeyOf(table_));
    if (at == state_.schemas.end()) return;
    bool primary = at->second->has_primary_key;
    for (const std::vector<std::string>& names : at->second->unique_keys) {
      std::vector<std::uint32_t> key;
      for (const std::string& name : names) {
        const std::uint32_t column = own_.columns.Find(name);
        if (column != kNone) key.push_back(column);
      }
      const bool is_primary = std::exchange(primary, false);
      if (key.empty() || key.size() != names.size()) continue;
      if (is_primary) {
        for (const std::uint32_t column : key) table_.columns[column].not_null = true;
        if (table_.primary_key.empty()) {
          table_.primary_key = std::move(key);
          continue;
        }
      }
      AddUnique(std::move(key));
    }
  }

  void BuildValid() {
    if (!definition_.valid) return;
    const ValidDefinition& valid = *definition_.valid;
    table_.valid_from = BuildValidColumn(valid.from);
    table_.valid_to = BuildValidColumn(valid.to);
    table_.refusal = Refusal{ErrorCode::kTimedJoin,
                             "rows of " + Quoted(table_.name) +
                                 " hold for a time (`valid`), and this version does not answer "
                                 "queries over such joins yet"};
  }

  std::uint32_t BuildValidColumn(const Text& name) {
    if (name.value.empty()) return kNone;
    const std::uint32_t column = FindOrAddColumn(state_, index_, name.value);
    if (column == kNone) AddUnknownColumn(state_, index_, name.place, name.value);
    return column;
  }

  /// True when the name is new in the table's one namespace.
  bool AddName(const Text& name, MemberKind kind, std::size_t index, std::string_view what) {
    if (!CheckName(state_, name, what)) return false;
    const auto [at, added] =
        table_.members.try_emplace(name.value, Member{kind, static_cast<MemberIndex>(index)});
    if (added) return true;
    const Member& other = at->second;
    const Place& place = other.kind == MemberKind::kDimension
                             ? own_.dimension_definitions[other.index]->name.place
                             : own_.measure_definitions[other.index]->name.place;
    // Two equal keys of one mapping were told by the document reader.
    if (other.kind == kind && place.file != kNoFile) return false;
    state_.diagnostics.Add(
        {.code = ErrorCode::kDuplicateName,
         .place = name.place,
         .message = "the table " + Quoted(table_.name) + " has two members " + Quoted(name.value),
         .help = "dimensions and measures share one namespace: rename one",
         .others = {{place, "the other one"}}});
    return false;
  }

  void AddMembers() {
    table_.members.reserve(definition_.dimensions.size() + definition_.measures.size());
    table_.dimensions.reserve(definition_.dimensions.size());
    own_.dimension_definitions.reserve(definition_.dimensions.size());
    for (const DimensionDefinition& dimension : definition_.dimensions) {
      if (!AddName(dimension.name, MemberKind::kDimension, table_.dimensions.size(),
                   "a dimension")) {
        continue;
      }
      table_.dimensions.emplace_back().name = dimension.name.value;
      own_.dimension_definitions.push_back(&dimension);
    }
    table_.measures.reserve(definition_.measures.size());
    own_.measure_definitions.reserve(definition_.measures.size());
    for (const MeasureDefinition& measure : definition_.measures) {
      if (!AddName(measure.name, MemberKind::kMeasure, table_.measures.size(), "a measure")) {
        continue;
      }
      table_.measures.emplace_back().name = measure.name.value;
      own_.measure_definitions.push_back(&measure);
    }
    own_.dimensions.resize(table_.dimensions.size());
    own_.measures.resize(table_.measures.size());
  }

  void ParseMembers() {
    for (std::size_t i = 0; i < table_.dimensions.size(); ++i) {
      const DimensionDefinition& written = *own_.dimension_definitions[i];
      if (!ParseDimension(state_, written, false, table_.dimensions[i])) {
        own_.dimensions[i].progress = Progress::kFailed;
        continue;
      }
      TellColumn(written, table_.dimensions[i]);
    }
    for (std::size_t i = 0; i < table_.measures.size(); ++i) {
      if (!ParseMeasure(state_, *own_.measure_definitions[i], table_.measures[i])) {
        own_.measures[i].progress = Progress::kFailed;
      }
    }
  }

  /// A dimension that is a column tells the column's type, where no schema does, and whether it can
  /// be NULL.
  void TellColumn(const DimensionDefinition& written, const Dimension& dimension) {
    const auto* name = std::get_if<expr::Name>(&dimension.expr.node);
    if (name == nullptr || dimension.per) return;
    std::string_view column_name;
    if (name->parts.size() == 1) {
      column_name = name->parts[0];
      const auto member = table_.members.find(column_name);
      if (!written.verbatim && column_name != dimension.name && member != table_.members.end() &&
          member->second.kind == MemberKind::kDimension) {
        return;  // It is another dimension.
      }
    } else if (name->parts.size() == 2 && name->parts[0] == "column") {
      column_name = name->parts[1];
    } else {
      return;
    }
    const std::uint32_t position = FindOrAddColumn(state_, index_, column_name);
    if (position == kNone) return;
    Column& column = table_.columns[position];
    if (column.type.kind == TypeKind::kUnknown) {
      column.type = dimension.type;
      column.told = column.type.kind != TypeKind::kUnknown;
    }
    column.not_null = column.not_null || dimension.not_null;
  }

  void BuildTimes() {
    if (!definition_.smallest_time_grain.value.empty()) {
      table_.smallest_time_grain = time::ParseGrain(definition_.smallest_time_grain.value);
    }
    const Text& name = definition_.time_dimension;
    if (!name.value.empty()) table_.time_dimension = FindTime(name, "time_dimension");
    for (std::size_t i = 0; i < table_.measures.size(); ++i) {
      const MeasureDefinition& written = *own_.measure_definitions[i];
      if (!written.details || written.details->time.value.empty()) continue;
      table_.measures[i].time = FindTime(written.details->time, "time");
    }
  }

  MemberIndex FindTime(const Text& name, std::string_view key) {
    const auto at = table_.members.find(name.value);
    if (at != table_.members.end() && at->second.kind == MemberKind::kDimension) {
      return at->second.index;
    }
    std::vector<std::string_view> names;
    for (const Dimension& dimension : table_.dimensions) names.push_back(dimension.name);
    std::vector<std::string> candidates = ClosestNames(name.value, names);
    std::string help;
    if (candidates.empty()) {
      help = "add it to `dimensions`: `" + name.value + ": {expr: " + name.value +
             ", type: timestamp}`";
    }
    state_.diagnostics.Add({.code = ErrorCode::kUnknownMember,
                            .place = name.place,
                            .message = "`" + std::string(key) + "` names " + Quoted(name.value) +
                                       ", which is no dimension of the table " +
                                       Quoted(table_.name),
                            .help = std::move(help),
                            .candidates = std::move(candidates)});
    return kNone;
  }

  BuildState& state_;
  TableIndex index_;
  Table& table_;
  TableState& own_;
  const TableDefinition& definition_;
};

template <typename Definition>
void BuildSourceOf(BuildState& state, const Definition& definition, Source& source) {
  if (!definition.table.value.empty()) {
    source.kind = Source::Kind::kTable;
    if (!SplitTableName(definition.table.value, source.table_name)) {
      state.Add(ErrorCode::kBadName, definition.table.place,
                Quoted(definition.table.value) + " is not the name of a table",
                "write fct_orders, schema.table or \"with.dot\".table");
    }
  } else if (!definition.sql.value.empty()) {
    source.kind = Source::Kind::kSql;
    source.sql = TrimmedSql(definition.sql.value);
    if (source.sql.empty()) {
      state.Add(ErrorCode::kWrongType, definition.sql.place, "\"sql\" is empty");
    }
  } else if (!definition.file_source.value.empty()) {
    source.kind = Source::Kind::kFile;
    ResolveFileSource(state, definition.file_source, source.file);
  }
}

}  // namespace

void BuildSource(BuildState& state, const TableDefinition& definition, Source& source) {
  BuildSourceOf(state, definition, source);
}
void BuildSource(BuildState& state, const CalendarDefinition& definition, Source& source) {
  BuildSourceOf(state, definition, source);
}

std::uint32_t FindOrAddColumn(BuildState& state, TableIndex table_index, std::string_view name) {
  ColumnIndex& columns = state.tables[table_index].columns;
  Table& table = state.model.tables[table_index];
  const std::uint32_t found = columns.Find(name);
  if (found != kNone || table.schema_known) return found;
  const auto position = static_cast<std::uint32_t>(table.columns.size());
  table.columns.push_back({std::string(name), {}, false});
  columns.Add(name, position);
  return position;
}

std::vector<std::string_view> ColumnNames(const Table& table) {
  std::vector<std::string_view> names;
  names.reserve(table.columns.size());
  for (const Column& column : table.columns) names.push_back(column.name);
  return names;
}

Problem UnknownColumn(const BuildState& state, const Table& table, std::string_view name,
                      std::span<const std::string_view> known) {
  Problem problem{.code = ErrorCode::kUnknownColumn,
                  .message = "the table " + Quoted(table.name) + " has no column " + Quoted(name),
                  .candidates = ClosestNames(name, known)};
  if (state.TrustsFile()) {
    problem.message += " in schema.json";
    problem.help = kSchemaFileHelp;
  }
  return problem;
}

void AddUnknownColumn(BuildState& state, TableIndex table_index, const Place& place,
                      std::string_view name) {
  const Table& table = state.model.tables[table_index];
  Problem problem = UnknownColumn(state, table, name, ColumnNames(table));
  problem.place = place;
  const auto member = table.members.find(name);
  if (problem.candidates.empty() && member != table.members.end()) {
    problem.help = "names here are columns, and " + Quoted(name) + " is a " +
                   (member->second.kind == MemberKind::kDimension ? "dimension" : "measure");
  }
  state.diagnostics.Add(std::move(problem));
}

bool CheckName(BuildState& state, const Text& name, std::string_view what) {
  constexpr std::size_t kNameBytesMax = 255;
  std::string reason;
  std::string help = "choose another name";
  if (name.value.empty()) {
    reason = "is empty";
  } else if (name.value.size() > kNameBytesMax) {
    reason = "is longer than 255 bytes";
  } else if (name.value.find('.') != std::string::npos) {
    reason = "has a dot";
    help = "dots separate the parts of a name; write _ instead";
  } else if (std::any_of(name.value.begin(), name.value.end(), [](char c) {
               return static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
             })) {
    reason = "has a control character";
  } else if (name.value.front() == ' ' || name.value.back() == ' ') {
    reason = "has a space at its edge";
  } else if (name.value == "*") {
    reason = "stands for all rows";
  } else {
    return true;
  }
  state.Add(ErrorCode::kBadName, name.place,
            Quoted(name.value) + " cannot be the name of " + std::string(what) + ": it " + reason,
            std::move(help));
  return false;
}

void BuildTables(BuildState& state) {
  Model& model = state.model;
  const std::vector<TableDefinition>& definitions = state.definition.tables;
  model.tables.resize(definitions.size());
  state.tables.resize(definitions.size());
  model.table_names.reserve(definitions.size());
  for (std::size_t i = 0; i < definitions.size(); ++i) {
    const TableDefinition& definition = definitions[i];
    state.tables[i].definition = &definition;
    if (!definition.name.value.empty() && CheckName(state, definition.name, "a table")) {
      const auto [at, added] =
          model.table_names.try_emplace(definition.name.value, static_cast<TableIndex>(i));
      if (!added) {
        for (TableState* of_name : {&state.tables[i], &state.tables[at->second]}) {
          of_name->is_double = true;
          of_name->in_broken_flow = true;
        }
        state.diagnostics.Add({.code = ErrorCode::kDuplicateName,
                               .place = definition.name.place,
                               .message = "there are two tables " + Quoted(definition.name.value),
                               .help = "rename one",
                               .others = {{definitions[at->second].name.place, "the other one"}}});
      }
    }
    TableBuilder(state, static_cast<TableIndex>(i)).Build();
  }
}

}  // namespace semaflow::model
