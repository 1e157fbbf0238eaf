#include "tests/property/graph_view.h"

#include <algorithm>
#include <set>
#include <string>

namespace semaflow::property {

using nlohmann::json;

GraphView::GraphView(const ModelSpec& model, const GraphPaths& paths, const GraphRequest& request,
                     std::size_t home)
    : model_(model), paths_(paths), graph_request_(request), home_(home) {
  tree_.tables = model.tables;
  tree_.settings = model.settings;
  tree_.with_schema = model.with_schema;
  AliasOf(GraphPath{.steps = {}, .end = home, .to_one = true});
  asked_ = {{"flow", "f"},
            {"dimensions", json::array()},
            {"measures", json::array()},
            {"filters", json::array()}};
  for (std::size_t i = 0; i < request.dimensions().size(); ++i) {
    const json& asked = request.dimensions()[i].asked;
    json dimension = {{"as", "d" + std::to_string(i)}};
    if (!asked.is_string() && asked.contains("expr")) {
      dimension["expr"] = TranslatedText(asked.at("expr"), true);
    } else {
      dimension["field"] = Translated(asked.is_string() ? asked : asked.at("field"), true);
    }
    asked_["dimensions"].push_back(std::move(dimension));
  }
  for (std::size_t i = 0; i < request.measures().size(); ++i) {
    if (request.measures()[i].home != home) continue;
    measures_[i] = asked_["measures"].size();
    json measure = TranslatedMeasure(request.measures()[i]);
    measure["as"] = "m" + std::to_string(i);
    asked_["measures"].push_back(std::move(measure));
  }
  for (std::size_t i = 0; i < request.leaves().size(); ++i) {
    const GraphLeaf& leaf = request.leaves()[i];
    if (leaf.measure && !measures_.contains(*leaf.measure)) continue;
    leaves_[i] = asked_["filters"].size();
    if (!leaf.measure) {
      // Beside a measure a time keeps its grain, which is what conditions on groups are asked of.
      json beside = {{"field", tree_.aliases.front().alias + ".rows"}, {"op", "is null"}};
      asked_["filters"].push_back({{"or", {TranslatedLeaf(leaf.asked, true), std::move(beside)}}});
      continue;
    }
    asked_["filters"].push_back(leaf.asked);
    asked_["filters"].back()["field"] = "m" + std::to_string(*leaf.measure);
  }
  if (request.asked().contains("time_zone")) asked_["time_zone"] = request.asked()["time_zone"];
  if (request.ungrouped()) {
    asked_["ungrouped"] = true;
    asked_["of"] = tree_.aliases.front().alias;
  }
  RemoveUnusedTables(tree_);
}

// "each distinct path is its own alias, left joins"
std::size_t GraphView::AliasOf(const GraphPath& path) {
  const auto known = aliases_.find(path.steps);
  if (known != aliases_.end()) return known->second;
  AliasSpec alias;
  alias.alias = "v" + std::to_string(tree_.aliases.size());
  alias.table = model_.aliases[path.end].table;
  if (!path.steps.empty()) {
    const GraphStep last = path.steps.back();
    const LinkSpec& link = model_.links[last.link];
    GraphPath before = path;
    before.steps.pop_back();
    before.end = last.back ? link.to : link.from;
    alias.parent = AliasOf(before);
    alias.alias = "v" + std::to_string(tree_.aliases.size());
    alias.cardinality = link.cardinality;
    alias.keys = link.keys;
    if (last.back) {
      for (auto& [left, right] : alias.keys) std::swap(left, right);
      if (link.cardinality == "many_to_one") alias.cardinality = "one_to_many";
      if (link.cardinality == "one_to_many") alias.cardinality = "many_to_one";
    }
  }
  aliases_[path.steps] = tree_.aliases.size();
  tree_.aliases.push_back(std::move(alias));
  return tree_.aliases.size() - 1;
}

std::string GraphView::Translated(const std::string& name, bool shared) {
  if (IsSharedTime(name)) return name;
  if (shared) {
    if (const auto made = graph_request_.MadeDimension(name)) return "d" + std::to_string(*made);
  }
  const GraphName parts = ParseGraphName(name);
  const FoundPath found = paths_.Find(home_, parts);
  if (!found.refusal.empty()) {
    throw RefusedByRule(name + " from " + model_.aliases[home_].alias + ": " + found.refusal);
  }
  if (shared) ends_[name] = found.path->end;
  const std::string alias = tree_.aliases[AliasOf(*found.path)].alias;
  return alias + "." + parts.field + (parts.grain.empty() ? "" : "." + parts.grain);
}

std::string GraphView::TranslatedText(const std::string& text, bool shared) {
  std::string translated;
  std::size_t copied = 0;
  for (const auto& [begin, end] : NamesIn(text)) {
    translated += text.substr(copied, begin - copied);
    translated += Translated(text.substr(begin, end - begin), shared);
    copied = end;
  }
  return translated + text.substr(copied);
}

// A dimension of the request, by what the answer calls it.
std::string GraphView::ColumnOf(const std::string& dimension) const {
  const auto& dimensions = graph_request_.dimensions();
  const auto found =
      std::find_if(dimensions.begin(), dimensions.end(),
                   [&](const GraphDimension& asked) { return asked.column == dimension; });
  if (found == dimensions.end()) throw RefusedByRule("a share of what is no dimension");
  return "d" + std::to_string(found - dimensions.begin());
}

json GraphView::TranslatedLeaf(const json& leaf, bool shared) {
  if (leaf.is_string()) return TranslatedText(leaf, shared);
  json translated = leaf;
  translated["field"] = Translated(leaf.at("field"), shared);
  if (leaf.contains("value") && leaf.at("value").is_object()) {
    translated["value"]["field"] = Translated(leaf.at("value").at("field"), shared);
  }
  return translated;
}

// Its own names: `home.measure`, bare, or of its expression.
json GraphView::TranslatedMeasure(const GraphMeasure& measure) {
  const auto named = [&](const std::string& name) {
    return tree_.aliases.front().alias + "." + ParseGraphName(name).field;
  };
  if (measure.asked.is_string()) return {{"measure", named(measure.asked)}};
  json translated = measure.asked;
  if (translated.contains("measure")) translated["measure"] = named(translated.at("measure"));
  if (translated.contains("field")) translated["field"] = named(translated.at("field"));
  if (translated.contains("expr")) {
    const std::string text = translated.at("expr");
    std::string changed;
    std::size_t copied = 0;
    for (const auto& [begin, end] : NamesIn(text)) {
      const std::string name = text.substr(begin, end - begin);
      changed += text.substr(copied, begin - copied) + named(name);
      copied = end;
    }
    translated["expr"] = changed + text.substr(copied);
  }
  if (translated.contains("share_of")) {
    // Two names of a request may be one path, and one column of the tree.
    json columns = json::array();
    std::set<std::string> fields;
    for (const json& of : translated["share_of"]) {
      const std::string column = ColumnOf(of);
      json dimension = asked_["dimensions"][std::stoul(column.substr(1))];
      dimension.erase("as");
      if (fields.insert(dimension.dump()).second) columns.push_back(column);
    }
    translated["share_of"] = std::move(columns);
  }
  if (translated.contains("filter")) {
    json& filter = translated["filter"];
    if (filter.is_string()) {
      filter = TranslatedText(filter, false);
    } else {
      for (json& leaf : filter) leaf = TranslatedLeaf(leaf, false);
    }
  }
  return translated;
}

std::optional<std::size_t> GraphView::PlaceOfMeasure(std::size_t measure) const {
  const auto found = measures_.find(measure);
  if (found == measures_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::size_t> GraphView::PlaceOfLeaf(std::size_t leaf) const {
  const auto found = leaves_.find(leaf);
  if (found == leaves_.end()) return std::nullopt;
  return found->second;
}

}  // namespace semaflow::property
