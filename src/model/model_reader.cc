#include "model/model_reader.h"

#include <utility>

#include "model/member_reader.h"

namespace semaflow::model {
namespace {

/// Exactly one of the texts that say where the rows are.
template <typename Definition>
void CheckSource(const LocatedNode& root, const Definition& definition, NodeReader& reader) {
  std::vector<const Text*> given;
  for (const Text* text : {&definition.table, &definition.sql, &definition.file_source}) {
    if (!text->value.empty()) given.push_back(text);
  }
  if (given.empty()) {
    reader.diagnostics().Add(
        {.code = ErrorCode::kMissingKey,
         .place = definition.name.value.empty() ? reader.PlaceOf(root) : definition.name.place,
         .message = "nothing says where the rows are",
         .help = "write `table:`, `sql:` or `file:`"});
  }
  for (std::size_t i = 1; i < given.size(); ++i) {
    reader.diagnostics().Add({.code = ErrorCode::kConflictingKeys,
                              .place = given[i]->place,
                              .message = "the rows come from one place only",
                              .help = "keep one of `table`, `sql` and `file`",
                              .others = {{given[0]->place, "the other one"}}});
  }
}

Box<ValidDefinition> ReadValid(const LocatedNode* node, NodeReader& reader) {
  if (node == nullptr) return {};
  auto fields = reader.Open<kValidObject>(*node);
  ValidDefinition valid;
  valid.from = reader.ReadText(fields.Find<"from">());
  valid.to = reader.ReadText(fields.Find<"to">());
  valid.place = reader.PlaceOf(*node);
  fields.Done();
  return valid;
}

Box<AsofDefinition> ReadAsof(const LocatedNode* node, NodeReader& reader) {
  if (node == nullptr) return {};
  auto fields = reader.Open<kAsofObject>(*node);
  AsofDefinition asof;
  asof.at = reader.ReadText(fields.Find<"at">());
  asof.column = reader.ReadText(fields.Find<"column">());
  asof.place = reader.PlaceOf(*node);
  fields.Done();
  return asof;
}

void ReadPrimaryKey(Fields<kTableObject>& fields, NodeReader& reader, TableDefinition& table) {
  const LocatedNode* one = fields.Find<"primary_key">();
  const LocatedNode* many = fields.Find<"primary_keys">();
  if (one != nullptr && many != nullptr) {
    reader.diagnostics().Add({.code = ErrorCode::kConflictingKeys,
                              .place = reader.KeyPlaceOf(*many),
                              .message = "the primary key is told twice",
                              .help = "keep `primary_key` or `primary_keys`",
                              .others = {{reader.KeyPlaceOf(*one), "the other one"}}});
  }
  const LocatedNode* node = one != nullptr ? one : many;
  if (node == nullptr) return;
  table.primary_key = reader.ReadNames(node);
  if (table.primary_key.empty()) {
    reader.Add(*node, ErrorCode::kBadKey, "a primary key has at least one column",
               "name its columns, or leave the key out");
  }
}

std::vector<JoinKeyDefinition> ReadJoinKeys(const LocatedNode* node, NodeReader& reader) {
  std::vector<JoinKeyDefinition> keys;
  if (node == nullptr) return keys;
  if (node->child_count == 0) {
    reader.Add(*node, ErrorCode::kJoinKeyMismatch, "a join needs at least one key",
               "write [{left: customer_id, right: id}]");
  }
  keys.reserve(node->child_count);
  for (const LocatedNode& child : Children(*node)) {
    if (child.kind != NodeKind::kMapping) {
      reader.Add(child, ErrorCode::kWrongType,
                 "a join key must be a mapping, not " + std::string(KindOf(child)),
                 "write {left: customer_id, right: id}");
      continue;
    }
    auto fields = reader.Open<kJoinKeyObject>(child);
    JoinKeyDefinition& key = keys.emplace_back();
    key.left = reader.ReadExpr(fields.Find<"left">());
    key.right = reader.ReadExpr(fields.Find<"right">());
    fields.Done();
  }
  return keys;
}

JoinDefinition ReadJoin(const LocatedNode& node, NodeReader& reader) {
  JoinDefinition join;
  join.label = reader.ReadKey(node);
  join.place = reader.PlaceOf(node);
  auto fields = reader.Open<kJoinObject>(node, node.key);
  join.semantic_table = reader.ReadText(fields.Find<"semantic_table">());
  join.alias = reader.ReadText(fields.Find<"alias">());
  join.to_table = reader.ReadText(fields.Find<"to_table">());
  join.join_type = reader.ReadWord(fields.Find<"join_type">());
  join.cardinality = reader.ReadWord(fields.Find<"cardinality">());
  const LocatedNode* keys = fields.Find<"join_keys">();
  if (keys != nullptr) join.keys_place = reader.KeyPlaceOf(*keys);
  join.keys = ReadJoinKeys(keys, reader);
  join.at = reader.ReadText(fields.Find<"at">());
  join.asof = ReadAsof(fields.Find<"asof">(), reader);
  join.description = reader.ReadString(fields.Find<"description">());
  fields.Done();
  return join;
}

std::vector<JoinDefinition> ReadJoins(const LocatedNode* node, NodeReader& reader) {
  std::vector<JoinDefinition> joins;
  if (node == nullptr) return joins;
  joins.reserve(node->child_count);
  for (const LocatedNode& child : Children(*node)) {
    if (child.kind != NodeKind::kMapping) {
      reader.Add(child, ErrorCode::kWrongType,
                 "the join " + Quoted(child.key) + " must be a mapping, not " +
                     std::string(KindOf(child)));
      continue;
    }
    joins.push_back(ReadJoin(child, reader));
  }
  return joins;
}

std::vector<LinkDefinition> ReadLinks(const LocatedNode* node, NodeReader& reader) {
  std::vector<LinkDefinition> links;
  if (node == nullptr) return links;
  links.reserve(node->child_count);
  for (const LocatedNode& child : Children(*node)) {
    if (child.kind != NodeKind::kMapping) {
      reader.Add(child, ErrorCode::kWrongType,
                 "a link must be a mapping, not " + std::string(KindOf(child)));
      continue;
    }
    auto fields = reader.Open<kLinkObject>(child);
    LinkDefinition& link = links.emplace_back();
    link.place = reader.PlaceOf(child);
    link.from = reader.ReadText(fields.Find<"from">());
    link.to = reader.ReadText(fields.Find<"to">());
    link.role = reader.ReadText(fields.Find<"as">());
    link.cardinality = reader.ReadWord(fields.Find<"cardinality">());
    const LocatedNode* keys = fields.Find<"join_keys">();
    if (keys != nullptr) link.keys_place = reader.KeyPlaceOf(*keys);
    link.keys = ReadJoinKeys(keys, reader);
    link.at = reader.ReadText(fields.Find<"at">());
    link.asof = ReadAsof(fields.Find<"asof">(), reader);
    fields.Done();
  }
  return links;
}

/// A flow is a tree of joins or a graph of links, never both.
void CheckFlowKind(const LocatedNode& root, Fields<kFlowObject>& fields, NodeReader& reader) {
  const bool tree = fields.Has<"base_table">() || fields.Has<"joins">();
  const bool graph = fields.Has<"tables">() || fields.Has<"links">();
  if (tree && graph) {
    reader.diagnostics().Add({.code = ErrorCode::kConflictingKeys,
                              .place = reader.PlaceOf(root),
                              .message = "a flow is a tree (`base_table`, `joins`) or a graph "
                                         "(`tables`, `links`), not both",
                              .help = "keep the keys of one of them"});
  } else if (tree && !fields.Has<"base_table">()) {
    reader.Add(root, ErrorCode::kMissingKey, "a flow with `joins` needs the key \"base_table\"",
               "write base_table: {semantic_table: orders, alias: o}");
  } else if (graph && !fields.Has<"tables">()) {
    reader.Add(root, ErrorCode::kMissingKey, "a flow with `links` needs the key \"tables\"",
               "write tables: {order: orders, customer: customers}");
  } else if (!tree && !graph) {
    reader.Add(root, ErrorCode::kMissingKey, "a flow needs the key \"base_table\" or \"tables\"",
               "write base_table: {semantic_table: orders, alias: o}");
  }
}

}  // namespace

FileKind KindOfRoot(const LocatedNode& root) {
  FileKind kind = FileKind::kTable;
  for (const LocatedNode& child : Children(root)) {
    if (child.key == "base_table" || child.key == "tables" || child.key == "links" ||
        child.key == "joins") {
      return FileKind::kFlow;
    }
    if (child.key == "grains") kind = FileKind::kCalendar;
  }
  return kind;
}

bool LooksLikeModel(const LocatedNode& root) {
  if (root.kind != NodeKind::kMapping) return false;
  const auto has = [&root](std::string_view key) {
    for (const LocatedNode& child : Children(root)) {
      if (child.key == key) return true;
    }
    return false;
  };
  return has("name") &&
         (has("data_source") || has("base_table") || (has("tables") && has("links")));
}

TableDefinition ReadTable(const LocatedNode& root, NodeReader& reader) {
  TableDefinition table;
  table.place = reader.PlaceOf(root);
  table.file = table.place.file;
  auto fields = reader.Open<kTableObject>(root);
  table.name = reader.ReadText(fields.Find<"name">());
  table.data_source = reader.ReadText(fields.Find<"data_source">());
  table.table = reader.ReadText(fields.Find<"table">());
  table.sql = reader.ReadText(fields.Find<"sql">());
  table.file_source = reader.ReadText(fields.Find<"file">());
  table.description = reader.ReadString(fields.Find<"description">());
  ReadPrimaryKey(fields, reader, table);
  if (const LocatedNode* keys = fields.Find<"unique_keys">()) {
    table.unique_keys.reserve(keys->child_count);
    for (const LocatedNode& key : Children(*keys)) {
      table.unique_keys.push_back(reader.ReadNames(&key));
      if (key.child_count == 0) {
        reader.Add(key, ErrorCode::kBadKey, "a unique key has at least one column");
      }
    }
  }
  table.time_dimension = reader.ReadText(fields.Find<"time_dimension">());
  table.smallest_time_grain = reader.ReadWord(fields.Find<"smallest_time_grain">());
  table.valid = ReadValid(fields.Find<"valid">(), reader);
  table.dimensions = ReadDimensions(fields.Find<"dimensions">(), reader);
  table.measures = ReadMeasures(fields.Find<"measures">(), reader);
  const bool refused = (fields.Has<"table">() && table.table.value.empty()) ||
                       (fields.Has<"sql">() && table.sql.value.empty()) ||
                       (fields.Has<"file">() && table.file_source.value.empty());
  if (!refused) CheckSource(root, table, reader);
  fields.Done();
  return table;
}

FlowDefinition ReadFlow(const LocatedNode& root, NodeReader& reader) {
  FlowDefinition flow;
  flow.place = reader.PlaceOf(root);
  flow.file = flow.place.file;
  auto fields = reader.Open<kFlowObject>(root);
  CheckFlowKind(root, fields, reader);
  flow.name = reader.ReadText(fields.Find<"name">());
  flow.description = reader.ReadString(fields.Find<"description">());
  flow.graph = fields.Has<"tables">() || fields.Has<"links">();
  if (const LocatedNode* base = fields.Find<"base_table">()) {
    auto base_fields = reader.Open<kBaseTableObject>(*base);
    flow.base_table = reader.ReadText(base_fields.Find<"semantic_table">());
    flow.base_alias = reader.ReadText(base_fields.Find<"alias">());
    base_fields.Done();
  }
  flow.joins = ReadJoins(fields.Find<"joins">(), reader);
  flow.tables = reader.ReadNameMap(fields.Find<"tables">());
  flow.links = ReadLinks(fields.Find<"links">(), reader);
  flow.dimensions = ReadDimensions(fields.Find<"dimensions">(), reader);
  flow.measures = ReadMeasures(fields.Find<"measures">(), reader);
  flow.times = reader.ReadNameMap(fields.Find<"times">());
  flow.time_name = reader.ReadText(fields.Find<"time_name">());
  fields.Done();
  return flow;
}

CalendarDefinition ReadCalendar(const LocatedNode& root, NodeReader& reader) {
  CalendarDefinition calendar;
  calendar.place = reader.PlaceOf(root);
  calendar.file = calendar.place.file;
  auto fields = reader.Open<kCalendarObject>(root);
  calendar.name = reader.ReadText(fields.Find<"name">());
  calendar.data_source = reader.ReadText(fields.Find<"data_source">());
  calendar.table = reader.ReadText(fields.Find<"table">());
  calendar.sql = reader.ReadText(fields.Find<"sql">());
  calendar.file_source = reader.ReadText(fields.Find<"file">());
  calendar.column = reader.ReadText(fields.Find<"column">());
  calendar.grain = reader.ReadWord(fields.Find<"grain">());
  calendar.grains = reader.ReadNameMap(fields.Find<"grains">());
  const bool refused = (fields.Has<"table">() && calendar.table.value.empty()) ||
                       (fields.Has<"sql">() && calendar.sql.value.empty()) ||
                       (fields.Has<"file">() && calendar.file_source.value.empty());
  if (!refused) CheckSource(root, calendar, reader);
  fields.Done();
  return calendar;
}

SettingsDefinition ReadSettings(const LocatedNode& root, NodeReader& reader) {
  SettingsDefinition settings;
  auto fields = reader.Open<kSettingsObject>(root);
  settings.week_start = reader.ReadWord(fields.Find<"week_start">());
  settings.fiscal_year_start = reader.ReadText(fields.Find<"fiscal_year_start">());
  settings.time_zone = reader.ReadText(fields.Find<"time_zone">());
  settings.file_roots = reader.ReadNames(fields.Find<"file_roots">());
  fields.Done();
  return settings;
}

}  // namespace semaflow::model
