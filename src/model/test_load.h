// A small shop for the tests of this room: orders (o), customers (c) and order lines (i). For tests
// only.
#pragma once

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

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

}  // namespace semaflow::model
