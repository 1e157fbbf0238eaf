#include "tests/property/graph_view.h"

#include <algorithm>
#include <set>
#include <string>

#include "expr/parse.h"
#include "expr/visit.h"
#include "tests/property/graph_text.h"

namespace semaflow::property {

using nlohmann::json;

GraphView::GraphView(const GraphWorld& world, const GraphRequest& request, std::size_t home)
    : world_(world), model_(world.model), graph_request_(request), home_(home) {
  tree_.settings = model_.settings;
  tree_.with_schema = model_.with_schema;
  steps_.emplace_back();
  aliases_[{}] = 0;
  AddTable(home);
  asked_ = {{"flow", "f"},
            {"dimensions", json::array()},
            {"measures", json::array()},
            {"filters", json::array()}};
  AddColumns();
  AddLeaves();
  if (request.asked().contains("time_zone")) asked_["time_zone"] = request.asked()["time_zone"];
  if (request.ungrouped()) {
    asked_["ungrouped"] = true;
    asked_["of"] = tree_.aliases.front().alias;
  }
}

void GraphView::AddColumns() {
  const auto& dimensions = graph_request_.dimensions();
  for (std::size_t i = 0; i < dimensions.size(); ++i) {
    const json& asked = dimensions[i].asked;
    json dimension = {{"as", "d" + std::to_string(i)}};
    if (!asked.is_string() && asked.contains("expr")) {
      dimension["expr"] = TranslatedText(asked.at("expr"), true);
    } else if (!asked.is_string() && asked.contains("field")) {
      dimension["field"] = Translated(asked.at("field"), true);
    } else {
      dimension["field"] = Translated(asked, true);
    }
    asked_["dimensions"].push_back(std::move(dimension));
  }
  for (std::size_t i = 0; i < graph_request_.measures().size(); ++i) {
    const std::vector<GraphTerm>& terms = graph_request_.measures()[i].terms;
    for (std::size_t t = 0; t < terms.size(); ++t) {
      if (terms[t].home != home_) continue;
      terms_[{i, t}] = asked_["measures"].size();
      json measure = TranslatedTerm(terms[t]);
      measure["as"] = "m" + std::to_string(i) + "_" + std::to_string(t);
      asked_["measures"].push_back(std::move(measure));
    }
  }
}

void GraphView::AddLeaves() {
  for (std::size_t i = 0; i < graph_request_.leaves().size(); ++i) {
    const GraphLeaf& leaf = graph_request_.leaves()[i];
    if (!leaf.measure) {
      leaves_[i] = asked_["filters"].size();
      // Beside a measure a time keeps its grain, which is what conditions on groups are asked of.
      json beside = {{"field", tree_.aliases.front().alias + ".rows"}, {"op", "is null"}};
      AddOwnMeasure("rows");
      asked_["filters"].push_back({{"or", {TranslatedLeaf(leaf.asked, true), std::move(beside)}}});
      continue;
    }
    const auto place = PlaceOfTerm(*leaf.measure, 0);
    if (graph_request_.measures()[*leaf.measure].formula || !place) continue;
    leaves_[i] = asked_["filters"].size();
    asked_["filters"].push_back(leaf.asked);
    asked_["filters"].back()["field"] = asked_["measures"][*place]["as"];
  }
}

// --- The tree.

const TableSpec& GraphView::TableAt(std::size_t alias) const {
  return model_.tables[model_.aliases[nodes_[alias]].table];
}

// Its members that name paths come when they are asked, and so do measures.
void GraphView::AddTable(std::size_t node) {
  const std::string number = std::to_string(nodes_.size());
  nodes_.push_back(node);
  const TableSpec& original = model_.tables[model_.aliases[node].table];
  TableSpec table = original;
  table.name = "c" + number;
  table.rows.clear();
  table.measures.clear();
  std::erase_if(table.dimensions, [](const MemberSpec& member) {
    const auto text = KeyOf(member, "expr");
    if (!text || text->find('.') == std::string::npos) return !text;
    const std::vector<std::string> names = NamesIn(ParseText(*text));
    return std::any_of(names.begin(), names.end(),
                       [](const std::string& name) { return !ParseGraphName(name).words.empty(); });
  });
  rows_[table.name] = world_.tables.at(original.name);
  AliasSpec alias;
  alias.alias = "v" + number;
  alias.table = tree_.tables.size();
  tree_.tables.push_back(std::move(table));
  tree_.aliases.push_back(std::move(alias));
}

// "each distinct path is its own alias, left joins"
std::size_t GraphView::Step(std::size_t alias, const GraphStep& step) {
  std::vector<GraphStep> steps = steps_[alias];
  steps.push_back(step);
  const auto known = aliases_.find(steps);
  if (known != aliases_.end()) return known->second;
  const std::size_t index = nodes_.size();
  const LinkSpec& link = model_.links[step.link];
  AddTable(step.back ? link.from : link.to);
  AliasSpec& joined = tree_.aliases.back();
  joined.parent = alias;
  joined.cardinality = link.cardinality;
  joined.keys = link.keys;
  if (step.back) {
    for (auto& [left, right] : joined.keys) std::swap(left, right);
    if (link.cardinality == "many_to_one") joined.cardinality = "one_to_many";
    if (link.cardinality == "one_to_many") joined.cardinality = "many_to_one";
  }
  aliases_[steps] = index;
  steps_.push_back(std::move(steps));
  return index;
}

std::size_t GraphView::Grow(std::size_t alias, const GraphPath& path) {
  for (const GraphStep& step : path.steps) alias = Step(alias, step);
  return alias;
}

// --- Fields.

std::string GraphView::InTree(const Place& place) const {
  return tree_.aliases[place.alias].alias + "." + place.field;
}

// What a name means from the rows of `alias`.
GraphView::Place GraphView::PlaceOf(std::size_t alias, const std::string& name, std::size_t* end) {
  const GraphName parts = ParseGraphName(name);
  const FoundPath found = world_.paths.Find(nodes_[alias], parts);
  if (!found.refusal.empty()) {
    throw RefusedByRule(name + " from " + model_.aliases[nodes_[alias]].alias + ": " +
                        found.refusal);
  }
  if (end != nullptr) *end = found.path->end;
  const std::size_t at = Grow(alias, *found.path);
  const bool is_own = world_.paths.HomeOfDimension(parts).has_value();
  std::string field = FieldAt(at, is_own ? "flow." + parts.field : parts.field);
  return {at, field + (parts.grain.empty() ? "" : "." + parts.grain)};
}

// The dimension of the table at `alias`, which gets it when it names paths. "flow.x" is one of the
// graph itself.
std::string GraphView::FieldAt(std::size_t alias, const std::string& field) {
  const bool is_own = field.starts_with("flow.");
  std::string name = field;
  if (is_own) name.replace(0, 5, "flow_");
  if (HasMember(tree_.tables[alias].dimensions, name)) return name;
  const MemberSpec* member = is_own ? FindMember(model_.flow_dimensions, field.substr(5))
                                    : FindMember(TableAt(alias).dimensions, field);
  if (member == nullptr) throw std::runtime_error("no dimension " + field);
  if (KeyOf(*member, "measure")) return PerRowAt(alias, OwnPerRow(alias, *member));
  const std::string text = TextAt(alias, KeyOf(*member, "expr").value(), !is_own);
  MemberSpec added = WithKey(*member, "expr", text);
  added.name = name;
  tree_.tables[alias].dimensions.push_back(std::move(added));
  return name;
}

// An expression over the rows of the table at `alias`. `of_table`: of one of its members, where a
// bare name is a field of the table.
std::string GraphView::TextAt(std::size_t alias, const std::string& text, bool of_table) {
  return Renamed(text, [&](const std::string& name) {
    const GraphName parts = ParseGraphName(name);
    if (of_table && parts.words.empty()) {
      if (HasMember(TableAt(alias).dimensions, parts.field)) FieldAt(alias, parts.field);
      return name;
    }
    const Place place = PlaceOf(alias, name);
    return place.alias == alias ? place.field : InTree(place);
  });
}

// "`per` names a role of this table: its value for that role's key; ... in a graph flow `per` must
// be given"
GraphPerRow GraphView::OwnPerRow(std::size_t alias, const MemberSpec& dimension) const {
  const auto per = KeyOf(dimension, "per");
  if (!per) throw RefusedByRule(dimension.name + " does not say by which role");
  std::string measure = KeyOf(dimension, "measure").value();
  if (measure.find('.') == std::string::npos) {
    measure = model_.aliases[nodes_[alias]].alias + "." + measure;
  }
  GraphPerRow per_row = graph_request_.PerRowOf({{"measure", measure}, {"per", json::array()}});
  if (*per == "[]") return per_row;
  const FoundPath found = world_.paths.FindRows(per_row.home, *per, [&](std::size_t other) {
    return model_.aliases[other].table == model_.aliases[nodes_[alias]].table;
  });
  if (found.path == nullptr) throw RefusedByRule(dimension.name + ": " + found.refusal);
  per_row.path = *found.path;
  return per_row;
}

// A measure per row is one more column of the table that has it; of all rows, of the home's.
std::string GraphView::PerRowAt(std::size_t alias, const GraphPerRow& per_row) {
  std::string key = std::to_string(alias) + " " + per_row.measure;
  if (per_row.path) {
    for (const auto& [link, back] : per_row.path->steps) {
      key += " " + std::to_string(link) + (back ? "<" : ">");
    }
  } else {
    key += " of all";
  }
  const auto known = per_rows_.find(key);
  if (known != per_rows_.end()) return known->second;
  const std::string name = "per" + std::to_string(per_rows_.size());
  per_rows_[key] = name;
  const PerRowValues values = world_.per_row(per_row);
  TableSpec& table = tree_.tables[alias];
  table.columns.push_back({name, values.type});
  table.dimensions.push_back(
      {name, "{expr: " + name + ", type: \"" + ToString(values.type) + "\"}", values.type});
  MemoryTable& memory = rows_.at(table.name);
  memory.columns.push_back(name);
  for (std::size_t i = 0; i < memory.rows.size(); ++i) {
    memory.rows[i].push_back(values.cells[per_row.path ? i : 0]);
  }
  return name;
}

// --- Measures.

std::string GraphView::MeasureHere(const std::string& name) {
  if (const MemberSpec* own = FindMember(model_.flow_measures, name)) {
    return AddFormula(KeyOf(*own, "formula").value(), own);
  }
  const std::string field = ParseGraphName(name).field;
  AddOwnMeasure(field);
  return tree_.aliases.front().alias + "." + field;
}

// With what it is made of.
void GraphView::AddOwnMeasure(const std::string& name) {
  const MemberSpec* member = FindMember(TableAt(0).measures, name);
  if (member == nullptr || HasMember(tree_.tables.front().measures, name)) return;
  tree_.tables.front().measures.push_back(*member);
  MemberSpec added = *member;
  for (const char* key : {"expr", "filter", "formula", "of"}) {
    const auto text = KeyOf(*member, key);
    if (!text) continue;
    const std::vector<std::string> names = NamesIn(ParseText(*text));
    for (const std::string& other : names) AddOwnMeasure(other);
    added = WithKey(std::move(added), key, TextAt(0, *text, true));
  }
  for (MemberSpec& measure : tree_.tables.front().measures) {
    if (measure.name == name) measure = added;
  }
}

// A measure of the flow of the tree.
std::string GraphView::AddFormula(const std::string& text, const MemberSpec* like) {
  MemberSpec measure{"formula" + std::to_string(tree_.flow_measures.size()), "{formula: \"\"}", {}};
  if (like != nullptr) measure.yaml = like->yaml;
  expr::Expr formula = ParseText(text);
  ToTree(formula);
  tree_.flow_measures.push_back(WithKey(std::move(measure), "formula", expr::Print(formula)));
  return tree_.flow_measures.back().name;
}

void GraphView::ToTree(expr::Expr& formula) {
  const Renaming field = [&](const std::string& name) { return InTree(PlaceOf(0, name)); };
  const Renaming measure = [&](const std::string& name) { return MeasureHere(name); };
  if (auto* aggregate = expr::As<expr::Aggregate>(formula)) {
    for (expr::Expr& arg : aggregate->details->args) {
      arg = ParseText(Argument(expr::Print(arg)));
    }
    if (aggregate->details->filter) Rename(*aggregate->details->filter, field);
  } else if (auto* filtered = expr::As<expr::Filtered>(formula)) {
    ToTree(*filtered->measure);
    Rename(*filtered->filter, field);
  } else if (expr::As<expr::Name>(formula) != nullptr) {
    Rename(formula, measure);
  } else {
    expr::ForEachChild(formula, [&](expr::Expr& child) { ToTree(child); });
  }
}

// What an aggregate of the rows of the home is of, as a dimension of that table: in a tree it would
// belong to the rows that it names.
std::string GraphView::Argument(const std::string& text) {
  const std::string home = tree_.aliases.front().alias + ".";
  if (text.ends_with(".*")) return home + "*";
  std::string here = TextAt(0, text, false);
  if (HasMember(tree_.tables.front().dimensions, here)) return home + here;
  const std::string name = "arg" + std::to_string(tree_.tables.front().dimensions.size());
  tree_.tables.front().dimensions.push_back({name, "{expr: " + InQuotes(here) + "}", {}});
  return home + name;
}

// --- The request.

std::string GraphView::Translated(const std::string& name, bool shared) {
  if (IsSharedTime(name)) return name;
  if (shared) {
    if (const auto made = graph_request_.MadeDimension(name)) return "d" + std::to_string(*made);
  }
  std::size_t end = 0;
  const Place place = PlaceOf(0, name, &end);
  if (shared) ends_[name] = end;
  return InTree(place);
}

// A name, or a measure per row: "the rows that the request reaches by that name have the value;
// where it reaches none by it, the measure of the very table that the path leads to has it"
// (docs/queries.md).
std::string GraphView::Translated(const json& field, bool shared) {
  if (field.is_string()) return Translated(field.get<std::string>(), shared);
  const GraphPerRow per_row = graph_request_.PerRowOf(field);
  if (!per_row.path) return InTree({0, PerRowAt(0, per_row)});
  const std::size_t end = per_row.path->end;
  const FoundPath found = world_.paths.FindRows(home_, field.at("per"),
                                                [&](std::size_t alias) { return alias == end; });
  const bool is_itself = found.is_none && home_ == end;
  if (found.path == nullptr && !is_itself) throw RefusedByRule(field.dump() + found.refusal);
  const std::size_t alias = is_itself ? 0 : Grow(0, *found.path);
  return InTree({alias, PerRowAt(alias, per_row)});
}

std::string GraphView::TranslatedText(const std::string& text, bool shared) {
  return Renamed(text, [&](const std::string& name) { return Translated(name, shared); });
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

json GraphView::Beside(const json& conditions) {
  json translated = json::array();
  for (const json& condition : conditions) {
    if (condition.is_string() || condition.contains("field")) {
      translated.push_back(TranslatedLeaf(condition, false));
    } else if (condition.contains("not")) {
      translated.push_back({{"not", Beside(json::array({condition["not"]}))[0]}});
    } else {
      const std::string word = condition.begin().key();
      translated.push_back({{word, Beside(condition.begin().value())}});
    }
  }
  return translated;
}

json GraphView::TranslatedTerm(const GraphTerm& term) {
  if (term.asked.is_string()) return {{"measure", MeasureHere(term.asked)}};
  json translated = term.asked;
  if (translated.contains("measure")) translated["measure"] = MeasureHere(translated["measure"]);
  if (translated.contains("field")) translated["field"] = Argument(translated["field"]);
  if (translated.contains("expr")) {
    translated["measure"] = AddFormula(translated["expr"], nullptr);
    translated.erase("expr");
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

std::optional<std::size_t> GraphView::PlaceOfTerm(std::size_t measure, std::size_t term) const {
  const auto found = terms_.find({measure, term});
  if (found == terms_.end()) return std::nullopt;
  return found->second;
}

std::optional<std::size_t> GraphView::PlaceOfLeaf(std::size_t leaf) const {
  const auto found = leaves_.find(leaf);
  if (found == leaves_.end()) return std::nullopt;
  return found->second;
}

}  // namespace semaflow::property
