// A small shop for the tests of this room: orders (o), customers (c) and order lines (i). For tests
// only.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "expr/parse.h"
#include "expr/visit.h"
#include "model/model.h"
#include "model/test_model.h"
#include "semaflow/error.h"

namespace semaflow::model {

/// What a test changes of the shop; each text is appended to its file.
struct Shop {
  std::string orders;                                     ///< From line 5 of tables/orders.yaml.
  std::string customers;                                  ///< From line 9 of tables/customers.yaml.
  std::string items;                                      ///< From line 10 of tables/items.yaml.
  std::string flow;                                       ///< From line 8 of flows/sales.yaml.
  std::vector<std::pair<std::string, std::string>> more;  ///< More files.
};

inline void WriteShop(const Shop& shop, TestFolder& folder) {
  folder.Write("tables/orders.yaml",
               "name: orders\ndata_source: w\ntable: orders\nprimary_key: id\n" + shop.orders);
  folder.Write("tables/customers.yaml",
               "name: customers\ndata_source: w\ntable: customers\nprimary_key: id\n"
               "dimensions:\n  country: {expr: country, type: text}\n"
               "measures:\n  customer_count: {agg: count}\n" +
                   shop.customers);
  folder.Write("tables/items.yaml",
               "name: items\ndata_source: w\ntable: order_items\nprimary_key: [order_id, line]\n"
               "dimensions:\n  sku: {expr: sku, type: text}\n  qty: {expr: qty, type: integer}\n"
               "measures:\n  item_count: {agg: count}\n" +
                   shop.items);
  folder.Write("flows/sales.yaml",
               "name: sales\n"
               "base_table: {semantic_table: orders, alias: o}\n"
               "joins:\n"
               "  customer: {semantic_table: customers, alias: c, to_table: o,\n"
               "             join_keys: [{left: customer_id, right: id}]}\n"
               "  items: {semantic_table: items, alias: i, to_table: o,\n"
               "          join_keys: [{left: id, right: order_id}]}\n" +
                   shop.flow);
  for (const auto& [path, text] : shop.more) folder.Write(path, text);
}

inline ResultAll<Loaded> TryLoadShop(const Shop& shop) {
  TestFolder folder;
  WriteShop(shop, folder);
  return LoadFolder(folder.path());
}

inline std::shared_ptr<const Model> LoadShop(const Shop& shop) {
  ResultAll<Loaded> loaded = TryLoadShop(shop);
  if (!loaded) throw std::runtime_error(FormatErrors(loaded.error()));
  return loaded->model;
}

/// "tables/orders.yaml:12:5 M011 message | help", without the parts that are not there.
inline std::string LineOf(const Error& error) {
  std::string out;
  if (!error.labels.empty()) {
    const Label& label = error.labels[0];
    out = label.file;
    if (label.line > 0) {
      out += ":" + std::to_string(label.line) + ":" + std::to_string(label.column);
    }
    out += ' ';
  }
  out += std::string(InfoOf(error.code).code) + " " + error.message;
  if (!error.help.empty()) out += " | " + error.help;
  return out;
}

inline std::vector<std::string> LinesOf(const Errors& errors) {
  std::vector<std::string> lines;
  for (const Error& error : errors) lines.push_back(LineOf(error));
  return lines;
}

/// The problems of the shop, one line each; none when it loads.
inline std::vector<std::string> ProblemsOf(const Shop& shop) {
  const ResultAll<Loaded> loaded = TryLoadShop(shop);
  return loaded ? std::vector<std::string>{} : LinesOf(loaded.error());
}

/// The same for a model of its own files.
inline std::vector<std::string> ProblemsOf(
    std::initializer_list<std::pair<std::string_view, std::string_view>> files) {
  const ResultAll<Loaded> loaded = TryLoadText(files);
  return loaded ? std::vector<std::string>{} : LinesOf(loaded.error());
}

inline std::vector<std::string> WarningsOf(const Shop& shop) {
  const ResultAll<Loaded> loaded = TryLoadShop(shop);
  if (!loaded) throw std::runtime_error(FormatErrors(loaded.error()));
  return LinesOf(loaded->warnings);
}

// --- parts of a loaded model by name

inline const Dimension& DimensionOf(const Model& model, std::string_view table,
                                    std::string_view name) {
  for (const Dimension& dimension : model.FindTable(table)->dimensions) {
    if (dimension.name == name) return dimension;
  }
  throw std::runtime_error("no dimension " + std::string(name));
}

inline const Measure& MeasureOf(const Model& model, std::string_view table, std::string_view name) {
  for (const Measure& measure : model.FindTable(table)->measures) {
    if (measure.name == name) return measure;
  }
  throw std::runtime_error("no measure " + std::string(name));
}

inline const Alias& AliasOf(const Flow& flow, std::string_view name) {
  const auto at = flow.alias_names.find(name);
  if (at == flow.alias_names.end()) throw std::runtime_error("no alias " + std::string(name));
  return flow.aliases[at->second];
}

/// A bound expression with its references as names that tell their kind: "dim.status",
/// "c.column.id", "msr.revenue", "flow.dim.x". `table` is what kSelf means.
inline std::string Shown(const Model& model, const Table& table, const Flow* flow,
                         expr::Expr tree) {
  expr::RewriteNodes(tree, [&](expr::Expr& node) {
    if (auto* aggregate = expr::As<expr::Aggregate>(node)) {
      // The home of an aggregate is not part of its text.
      const AliasIndex home = aggregate->details->home;
      if (home != kSelf) {
        node.node = expr::Filtered{expr::Expr{node.node},
                                   expr::Expr{expr::Name{{"over", flow->aliases[home].name}}}};
      }
      return;
    }
    const auto* ref = expr::As<expr::Ref>(node);
    if (ref == nullptr) return;
    expr::Name name;
    const bool self = ref->alias == kSelf;
    if (!self) name.parts.push_back(flow->aliases[ref->alias].name);
    const Table& owner = self ? table : model.tables[flow->aliases[ref->alias].table];
    switch (ref->kind) {
      case expr::RefKind::kColumn:
        name.parts.insert(name.parts.end(), {"column", owner.columns[ref->index].name});
        break;
      case expr::RefKind::kDimension:
        name.parts.insert(name.parts.end(), {"dim", owner.dimensions[ref->index].name});
        break;
      case expr::RefKind::kMeasure:
        name.parts.insert(name.parts.end(), {"msr", owner.measures[ref->index].name});
        break;
      case expr::RefKind::kFlowDimension:
        name.parts = {"flow", "dim", flow->dimensions[ref->index].name};
        break;
      case expr::RefKind::kFlowMeasure:
        name.parts = {"flow", "msr", flow->measures[ref->index].name};
        break;
      case expr::RefKind::kRows:
        name.parts.emplace_back("*");
        break;
      case expr::RefKind::kShared:
        name.parts = {"shared", flow->shared[ref->index].name};
        break;
      case expr::RefKind::kPerRow:
        name.parts = {"per_row"};
        break;
    }
    if (ref->field.kind == time::TimeField::Kind::kGrain) {
      name.parts.emplace_back(time::GrainName(ref->field.grain));
    } else if (ref->field.kind == time::TimeField::Kind::kPart) {
      name.parts.emplace_back(time::PartName(ref->field.part));
    }
    node.node = std::move(name);
  });
  return expr::Print(tree);
}

/// A member of a table, where it needs no flow.
inline std::string ShownDimension(const Model& model, std::string_view table,
                                  std::string_view name) {
  return Shown(model, *model.FindTable(table), nullptr, DimensionOf(model, table, name).expr);
}
inline std::string ShownMeasure(const Model& model, std::string_view table, std::string_view name) {
  return Shown(model, *model.FindTable(table), nullptr, MeasureOf(model, table, name).expr);
}

/// The expression of a table's member as it holds in a flow; nullptr where it does not exist.
inline const BoundMember* BoundIn(const Model& model, const Flow& flow, std::string_view alias,
                                  std::string_view member) {
  const AliasIndex at = flow.alias_names.find(alias)->second;
  const Member found = model.tables[flow.aliases[at].table].members.find(member)->second;
  for (const BoundMember& bound : flow.bound) {
    if (bound.alias == at && bound.kind == found.kind && bound.index == found.index) return &bound;
  }
  return nullptr;
}

/// The same as text; "absent" where it does not exist.
inline std::string ShownBound(const Model& model, std::string_view flow_name,
                              std::string_view alias, std::string_view member) {
  const Flow& flow = *model.FindFlow(flow_name);
  const BoundMember* bound = BoundIn(model, flow, alias, member);
  if (bound == nullptr) return "absent";
  return Shown(model, model.tables[flow.aliases[bound->alias].table], &flow, bound->expr);
}

/// A member of the flow itself as text.
inline std::string ShownInFlow(const Model& model, std::string_view flow_name,
                               std::string_view name) {
  const Flow& flow = *model.FindFlow(flow_name);
  const Member member = flow.members.find(name)->second;
  const expr::Expr& tree = member.kind == MemberKind::kDimension
                               ? flow.dimensions[member.index].expr
                               : flow.measures[member.index].expr;
  return Shown(model, model.tables[0], &flow, tree);
}

}  // namespace semaflow::model
