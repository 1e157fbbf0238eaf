// What the steps of Build share: the definition, the model in the making, and what is known of each
// part while it is made. Used by the files of this room only.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "model/definition.h"
#include "model/diagnostics.h"
#include "model/model.h"

namespace semaflow::model {

/// What a member expands to when every reference is opened.
struct Extent {
  std::uint32_t nodes = 1;
  std::uint32_t depth = 1;
};
inline constexpr std::uint32_t kExpandedNodesMax = 10'000;
inline constexpr std::uint32_t kExpandedDepthMax = 512;

enum class Progress : std::uint8_t { kNew, kBinding, kDone, kFailed };

/// A member while it is bound. kFailed: its problem has been told; who uses it stays silent.
struct MemberState {
  Progress progress = Progress::kNew;
  bool found_in_flow = false;  ///< Of a member that names aliases: some flow has them.
  bool told_in_flow = false;   ///< Its problem in one flow was told; not again for the others.
  Extent extent;
};

/// A place of a table in a flow.
struct Seat {
  std::uint32_t flow = 0;
  AliasIndex alias = 0;
};

/// Columns of a table by name; positions are those of Table::columns.
class ColumnIndex {
 public:
  std::uint32_t Find(std::string_view name) const {
    const auto at = positions_.find(name);
    return at == positions_.end() ? kNone : at->second;
  }
  void Add(std::string_view name, std::uint32_t position) {
    positions_.emplace(std::string(name), position);
  }

 private:
  StringMap<std::uint32_t> positions_;
};

struct TableState {
  const TableDefinition* definition = nullptr;
  ColumnIndex columns;
  std::vector<const DimensionDefinition*> dimension_definitions;  ///< Beside Table::dimensions.
  std::vector<const MeasureDefinition*> measure_definitions;
  std::vector<MemberState> dimensions;
  std::vector<MemberState> measures;
  std::vector<Seat> seats;
  std::vector<Member> flow_members;  ///< Those that name aliases.
  bool is_double = false;            ///< Another table has its name: nobody knows which is meant.
  bool in_broken_flow = false;       ///< A flow with problems uses it; its aliases are not known.
};

struct FlowState {
  const FlowDefinition* definition = nullptr;
  /// Of each alias: the definition's place of its name, and its join (nullptr: the base).
  std::vector<Place> alias_places;
  std::vector<const JoinDefinition*> joins;
  StringSet roles;  ///< Of a graph's links.
  std::vector<const DimensionDefinition*> dimension_definitions;
  std::vector<const MeasureDefinition*> measure_definitions;
  std::vector<MemberState> dimensions;
  std::vector<MemberState> measures;
  bool broken = false;  ///< Its aliases are not known; members are not bound in it.
};

struct BuildState {
  const ModelDefinition& definition;
  Model& model;
  Diagnostics& diagnostics;
  std::vector<TableState> tables;       ///< Beside Model::tables.
  std::vector<FlowState> flows;         ///< Beside Model::flows.
  std::vector<std::string> file_roots;  ///< Canonical folders that `file:` may read from.
  std::unordered_map<std::string_view, const TableSchema*> schemas;

  /// Whether what is known of a table was told by schema.json, which grows old.
  bool TrustsFile() const { return !definition.schemas_are_live && !schemas.empty(); }

  void Add(ErrorCode code, const Place& place, std::string message, std::string help = {}) {
    diagnostics.Add(
        {.code = code, .place = place, .message = std::move(message), .help = std::move(help)});
  }
};

/// What to do where schema.json tells what is no longer so.
inline constexpr std::string_view kSchemaFileHelp =
    "if the database has changed, `semaflow check MODEL --data` makes schema.json anew";

/// That a table has no such column, and who says so.
Problem UnknownColumn(const BuildState& state, const Table& table, std::string_view name,
                      std::span<const std::string_view> known);

/// The position of column `name` of a table, which a table of unknown schema gains when it is new.
/// kNone: the schema is known and has no such column.
std::uint32_t FindOrAddColumn(BuildState& state, TableIndex table, std::string_view name);

/// Tells that a table of known schema has no such column, with the nearest names.
void AddUnknownColumn(BuildState& state, TableIndex table, const Place& place,
                      std::string_view name);

/// Where the rows of a table or calendar are.
void BuildSource(BuildState& state, const TableDefinition& definition, Source& source);
void BuildSource(BuildState& state, const CalendarDefinition& definition, Source& source);

/// The names of a table's columns, for "did you mean".
std::vector<std::string_view> ColumnNames(const Table& table);

/// False, with the problem told, when `name` cannot be a name: empty, with a dot, a control
/// character, or longer than 255 bytes. `what` is "a table", "an alias", ...
bool CheckName(BuildState& state, const Text& name, std::string_view what);

// The steps of Build, in their order.

/// Settings, calendars.
void BuildSettings(BuildState& state);
void BuildCalendars(BuildState& state);
/// Tables with sources, columns, keys and parsed members that are not bound yet.
void BuildTables(BuildState& state);
/// Flows with aliases in order and flow members that are not bound yet.
void BuildFlows(BuildState& state);

}  // namespace semaflow::model
