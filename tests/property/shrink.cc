#include "tests/property/shrink.h"

#include <fstream>

namespace semaflow::property {
namespace {

using nlohmann::json;

class Shrinker {
 public:
  Shrinker(PropertyCase failing, const std::function<bool(const PropertyCase&)>& fails,
           int attempts_max)
      : best_(std::move(failing)), fails_(fails), attempts_(attempts_max) {}

  PropertyCase Run() {
    for (bool smaller = true; smaller && attempts_ > 0;) {
      smaller = CutRequest();
      smaller = CutAliases() || smaller;
      smaller = CutMembers() || smaller;
      smaller = CutRows() || smaller;
      smaller = Simplify() || smaller;
    }
    return std::move(best_);
  }

 private:
  bool Try(PropertyCase candidate) {
    if (attempts_ <= 0) return false;
    --attempts_;
    if (!fails_(candidate)) return false;
    best_ = std::move(candidate);
    return true;
  }

  template <typename F>
  bool TryChanged(F&& change) {
    PropertyCase candidate = best_;
    change(candidate);
    return Try(std::move(candidate));
  }

  // Every place in the request where a list lost an item, or a condition became one of its parts.
  static void AddSmaller(const json& node, std::vector<json>& smaller) {
    if (node.is_array()) {
      for (std::size_t i = 0; i < node.size(); ++i) {
        json without = node;
        without.erase(i);
        smaller.push_back(std::move(without));
      }
    }
    if (node.is_object()) {
      for (const char* logic : {"and", "or"}) {
        if (!node.contains(logic)) continue;
        for (const json& term : node[logic]) smaller.push_back(term);
      }
      if (node.contains("not")) smaller.push_back(node["not"]);
    }
    if (!node.is_structured()) return;
    for (const auto& [key, child] : node.items()) {
      std::vector<json> of_child;
      AddSmaller(child, of_child);
      for (json& one : of_child) {
        json changed = node;
        if (node.is_array()) {
          changed[std::stoul(key)] = std::move(one);
        } else {
          changed[key] = std::move(one);
        }
        smaller.push_back(std::move(changed));
      }
    }
  }

  bool CutRequest() {
    bool cut = false;
    for (bool again = true; again;) {
      again = false;
      std::vector<json> smaller;
      for (const char* key :
           {"access_filters", "filters", "order", "limit", "offset", "measures", "dimensions"}) {
        if (!best_.request.contains(key)) continue;
        json without = best_.request;
        without.erase(key);
        smaller.push_back(std::move(without));
      }
      AddSmaller(best_.request, smaller);
      for (json& request : smaller) {
        again = TryChanged([&](PropertyCase& c) { c.request = std::move(request); });
        if (again) break;
      }
      cut = cut || again;
    }
    return cut;
  }

  // A table of a graph goes with its links.
  bool CutGraph() {
    bool cut = CutList<LinkSpec>([](PropertyCase& c) -> auto& { return c.model.links; });
    for (std::size_t i = best_.model.aliases.size(); i-- > 0 && best_.model.aliases.size() > 1;) {
      cut = TryChanged([&](PropertyCase& c) {
              ModelSpec& model = c.model;
              model.aliases.erase(model.aliases.begin() + static_cast<std::ptrdiff_t>(i));
              std::erase_if(model.links,
                            [&](const LinkSpec& link) { return link.from == i || link.to == i; });
              for (LinkSpec& link : model.links) {
                link.from -= link.from > i ? 1 : 0;
                link.to -= link.to > i ? 1 : 0;
              }
              RemoveUnusedTables(model);
            }) ||
            cut;
    }
    return cut;
  }

  bool CutAliases() {
    if (best_.model.is_graph) return CutGraph();
    bool cut = false;
    for (std::size_t i = best_.model.aliases.size(); i-- > 1;) {
      bool parent = false;
      for (const AliasSpec& alias : best_.model.aliases) parent = parent || alias.parent == i;
      if (parent) continue;
      cut = TryChanged([&](PropertyCase& c) {
              auto& aliases = c.model.aliases;
              aliases.erase(aliases.begin() + static_cast<std::ptrdiff_t>(i));
              for (AliasSpec& alias : aliases) {
                if (alias.parent > i) --alias.parent;
              }
              RemoveUnusedTables(c.model);
            }) ||
            cut;
    }
    return cut;
  }

  // First all at once, then one at a time.
  template <typename T>
  bool CutList(std::function<std::vector<T>&(PropertyCase&)> list) {
    if (list(best_).empty()) return false;
    if (TryChanged([&](PropertyCase& c) { list(c).clear(); })) return true;
    bool cut = false;
    for (std::size_t i = list(best_).size(); i-- > 0;) {
      cut = TryChanged([&](PropertyCase& c) {
              list(c).erase(list(c).begin() + static_cast<std::ptrdiff_t>(i));
            }) ||
            cut;
    }
    return cut;
  }

  bool CutMembers() {
    bool cut = false;
    cut = CutList<MemberSpec>([](PropertyCase& c) -> auto& { return c.model.flow_dimensions; });
    cut =
        CutList<MemberSpec>([](PropertyCase& c) -> auto& { return c.model.flow_measures; }) || cut;
    for (std::size_t t = 0; t < best_.model.tables.size(); ++t) {
      cut = CutList<MemberSpec>(
                [t](PropertyCase& c) -> auto& { return c.model.tables[t].measures; }) ||
            cut;
      cut = CutList<MemberSpec>(
                [t](PropertyCase& c) -> auto& { return c.model.tables[t].dimensions; }) ||
            cut;
    }
    return cut;
  }

  bool CutRows() {
    bool cut = false;
    for (std::size_t t = 0; t < best_.model.tables.size(); ++t) {
      cut =
          CutList<TextRow>([t](PropertyCase& c) -> auto& { return c.model.tables[t].rows; }) || cut;
    }
    return cut;
  }

  static void RemoveColumn(TableSpec& table, std::size_t column) {
    const auto at = static_cast<std::ptrdiff_t>(column);
    table.columns.erase(table.columns.begin() + at);
    for (TextRow& row : table.rows) row.erase(row.begin() + at);
  }

  bool Simplify() {
    bool cut = false;
    if (best_.model.with_schema) {
      cut = TryChanged([](PropertyCase& c) { c.model.with_schema = false; });
    }
    if (!best_.model.settings.empty()) {
      cut = TryChanged([](PropertyCase& c) { c.model.settings.clear(); }) || cut;
    }
    for (std::size_t i = 1; i < best_.model.aliases.size(); ++i) {
      if (best_.model.aliases[i].join_type != "left") {
        cut = TryChanged([i](PropertyCase& c) { c.model.aliases[i].join_type = "left"; }) || cut;
      }
      if (!best_.model.aliases[i].cardinality.empty()) {
        cut = TryChanged([i](PropertyCase& c) { c.model.aliases[i].cardinality.clear(); }) || cut;
      }
    }
    for (std::size_t i = 0; i < best_.model.links.size(); ++i) {
      if (best_.model.links[i].cardinality.empty()) continue;
      cut = TryChanged([i](PropertyCase& c) { c.model.links[i].cardinality.clear(); }) || cut;
    }
    for (std::size_t t = 0; t < best_.model.tables.size(); ++t) {
      if (!best_.model.tables[t].unique_key.empty()) {
        cut = TryChanged([t](PropertyCase& c) { c.model.tables[t].unique_key.clear(); }) || cut;
      }
      for (std::size_t i = best_.model.tables[t].columns.size(); i-- > 0;) {
        cut = TryChanged([&](PropertyCase& c) { RemoveColumn(c.model.tables[t], i); }) || cut;
      }
    }
    return cut;
  }

  PropertyCase best_;
  const std::function<bool(const PropertyCase&)>& fails_;
  int attempts_;
};

void Write(const std::filesystem::path& path, const std::string& text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

}  // namespace

PropertyCase Shrink(PropertyCase failing, const std::function<bool(const PropertyCase&)>& fails,
                    int attempts_max) {
  return Shrinker(std::move(failing), fails, attempts_max).Run();
}

std::string Describe(const PropertyCase& property_case) {
  std::string text;
  for (const auto& [path, content] : ModelFiles(property_case.model)) {
    text += "# " + path + "\n" + content;
  }
  for (const TableSpec& table : property_case.model.tables) {
    text += "# data/" + table.name + ".csv\n" + CsvOf(table);
  }
  return text + "# request\n" + property_case.request.dump() + "\n";
}

void WriteFolder(const PropertyCase& property_case, const std::string& rows,
                 const std::filesystem::path& folder) {
  for (const auto& [path, content] : ModelFiles(property_case.model)) {
    Write(folder / "model" / path, content);
  }
  for (const TableSpec& table : property_case.model.tables) {
    Write(folder / "data" / (table.name + ".csv"), CsvOf(table));
  }
  Write(folder / "request.json", property_case.request.dump() + "\n");
  Write(folder / "rows.csv", rows);
}

}  // namespace semaflow::property
