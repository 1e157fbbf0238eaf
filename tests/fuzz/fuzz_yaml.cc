// One YAML text as a table, as a flow and as a calendar of a model. Nothing may crash; every
// problem has its place inside of the text; what loads without a problem has everything that the
// text says.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "expr/visit.h"
#include "model/build.h"
#include "model/model_folder.h"
#include "model/yaml_document.h"

namespace {

using namespace semaflow;         // NOLINT: a fuzz target is one page
using namespace semaflow::model;  // NOLINT

void Require(bool condition) {
  if (!condition) std::abort();
}

constexpr std::string_view kCustomers =
    "name: customers\ndata_source: w\ntable: customers\nprimary_key: id\n"
    "dimensions:\n  country: {expr: country, type: text}\n  born: {expr: born, type: date}\n"
    "measures:\n  customer_count: {agg: count}\n";
constexpr std::string_view kOrders =
    "name: orders\ndata_source: w\ntable: orders\nprimary_key: id\ntime_dimension: placed\n"
    "dimensions:\n  placed: {expr: placed, type: timestamp}\n  status: status\n"
    "measures:\n  revenue: {expr: amount, agg: sum}\n  order_count: {agg: count}\n";
constexpr std::string_view kSales =
    "name: sales\nbase_table: {semantic_table: orders, alias: o}\njoins:\n"
    "  c: {semantic_table: customers, alias: c, to_table: o, "
    "join_keys: [{left: customer_id, right: id}]}\n";

/// A place is inside of its text.
void CheckLabel(const Label& label, std::string_view text) {
  if (label.line == 0) return;  // The file as a whole.
  const auto lines = std::count(text.begin(), text.end(), '\n') + 1;
  Require(label.line <= static_cast<std::size_t>(lines));
  Require(label.column >= 1 && label.width >= 1);
}

void CheckErrors(const Errors& errors, std::string_view text) {
  for (const Error& error : errors) {
    Require(!error.message.empty());
    for (const Label& label : error.labels) {
      if (label.file == "text") CheckLabel(label, text);
    }
    Require(FormatError(error).find('\x1b') == std::string::npos);
  }
}

/// A member that needs no flow holds references only: no name was left behind.
void CheckBound(const expr::Expr& tree) {
  Require(!expr::AnyNode(
      tree, [](const expr::Expr& node) { return std::holds_alternative<expr::Name>(node.node); }));
}

/// The entries of a mapping below the root; 0 when there is none.
std::size_t EntriesOf(const YamlDocument& document, std::string_view key) {
  for (const LocatedNode& child : Children(document.nodes[0])) {
    if (child.key == key) return child.child_count;
  }
  return 0;
}

void CheckTable(const semaflow::model::Model& built, const YamlDocument& document,
                const std::string& name) {
  const Table* table = built.FindTable(name);
  Require(table != nullptr);
  Require(table->dimensions.size() == EntriesOf(document, "dimensions"));
  Require(table->measures.size() == EntriesOf(document, "measures"));
  for (const Dimension& dimension : table->dimensions) {
    if (!dimension.needs_flow) CheckBound(dimension.expr);
  }
  for (const Measure& measure : table->measures) {
    if (!measure.needs_flow) CheckBound(measure.expr);
  }
}

void CheckFlow(const semaflow::model::Model& built, const YamlDocument& document,
               const std::string& name) {
  const Flow* flow = built.FindFlow(name);
  Require(flow != nullptr);
  Require(flow->dimensions.size() == EntriesOf(document, "dimensions"));
  Require(flow->measures.size() == EntriesOf(document, "measures"));
  if (flow->kind == Flow::Kind::kGraph) {
    Require(flow->aliases.size() == EntriesOf(document, "tables"));
    Require(flow->links.size() == EntriesOf(document, "links"));
    return;
  }
  Require(flow->aliases.size() == EntriesOf(document, "joins") + 1);
  for (std::size_t i = 1; i < flow->aliases.size(); ++i) {
    Require(flow->aliases[i].parent < i);
    for (const JoinKey& key : flow->aliases[i].keys) {
      CheckBound(key.left);
      CheckBound(key.right);
    }
  }
  for (const Dimension& dimension : flow->dimensions) CheckBound(dimension.expr);
  for (const Measure& measure : flow->measures) CheckBound(measure.expr);
  for (const BoundMember& bound : flow->bound) CheckBound(bound.expr);
}

void LoadAs(FileKind kind, const std::string& text) {
  Diagnostics diagnostics;
  ModelDefinition definition;
  ReadModelText(definition, "customers", std::string(kCustomers), FileKind::kTable, diagnostics);
  ReadModelText(definition, "orders", std::string(kOrders), FileKind::kTable, diagnostics);
  ReadModelText(definition, "sales", std::string(kSales), FileKind::kFlow, diagnostics);
  Require(diagnostics.ok());
  ReadModelText(definition, "text", text, kind, diagnostics);
  std::string name;
  if (kind == FileKind::kTable && definition.tables.size() == 3) {
    // Files are a matter of the machine, not of the text.
    if (!definition.tables[2].file_source.value.empty()) return;
    name = definition.tables[2].name.value;
  }
  if (kind == FileKind::kCalendar && !definition.calendars.empty() &&
      !definition.calendars[0].file_source.value.empty()) {
    return;
  }
  if (kind == FileKind::kFlow && definition.flows.size() == 2)
    name = definition.flows[1].name.value;
  const ResultAll<Loaded> loaded = Build(std::move(definition), std::move(diagnostics));
  if (!loaded) {
    CheckErrors(loaded.error(), text);
    return;
  }
  CheckErrors(loaded->warnings, text);
  const YamlDocument document = ReadYaml(WithoutBom(text));
  Require(document.usable && !document.nodes.empty());
  if (kind == FileKind::kTable) CheckTable(*loaded->model, document, name);
  if (kind == FileKind::kFlow) CheckFlow(*loaded->model, document, name);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  for (const FileKind kind : {FileKind::kTable, FileKind::kFlow, FileKind::kCalendar}) {
    LoadAs(kind, text);
  }
  return 0;
}
