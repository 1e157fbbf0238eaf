#include "tests/property/graph_request.h"

#include <algorithm>
#include <cctype>
#include <set>

namespace semaflow::property {

using nlohmann::json;

std::vector<NameInText> NamesIn(const std::string& text) {
  static const std::set<std::string> kWords = {
      "and",  "or",   "not",  "in",  "between", "is",    "null", "like",  "case",
      "when", "then", "else", "end", "filter",  "where", "true", "false", "date"};
  const auto begins = [](char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_';
  };
  const auto goes_on = [&](char c) {
    return begins(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '.';
  };
  std::vector<NameInText> names;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\'') {  // A literal; `''` inside of one begins another.
      i = text.find('\'', i + 1);
      continue;
    }
    if (!begins(text[i])) {
      while (i + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0 &&
             goes_on(text[i + 1])) {
        ++i;
      }
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && goes_on(text[end])) ++end;
    const bool is_function = end < text.size() && text[end] == '(';
    if (!is_function && !kWords.contains(text.substr(i, end - i))) names.push_back({i, end});
    i = end - 1;
  }
  return names;
}

bool IsSharedTime(const std::string& name) { return name == "time" || name.starts_with("time."); }

GraphRequest::GraphRequest(const ModelSpec& model, const json& request)
    : model_(model), request_(request) {
  for (const json& asked : request.value("dimensions", json::array())) {
    dimensions_.push_back(
        {asked, asked.is_string() ? asked.get<std::string>() : asked.at("as").get<std::string>()});
  }
  AddMeasures();
  for (const json& filter : request.value("filters", json::array())) {
    filters_.push_back(Read(filter));
  }
  AddOrder();
  if (ungrouped()) {
    // "(of the alias named by `of`; in a graph flow it must be named)"
    if (!request.contains("of")) throw RefusedByRule("rows of which table is not said");
    const std::size_t of = AliasNamed(model, request.at("of"));
    if (of == model.aliases.size()) throw RefusedByRule("rows of no table");
    for (const GraphMeasure& measure : measures_) {
      if (measure.home != of) throw RefusedByRule("a measure of another table than the rows");
    }
    for (const GraphLeaf& leaf : leaves_) {
      if (leaf.measure) throw RefusedByRule("a condition on measures of ungrouped rows");
    }
    listed_ = {of};
  } else if (std::none_of(measures_.begin(), measures_.end(),
                          [](const GraphMeasure& measure) { return measure.selected; })) {
    AddListed();  // A condition on a measure brings no groups.
  }
}

// "measures are named `alias.measure`, or bare while only one table has it"
std::optional<std::size_t> GraphRequest::HomeOfName(const std::string& name) const {
  const GraphName parts = ParseGraphName(name);
  const auto has = [&](std::size_t alias) {
    return HasMember(model_.tables[model_.aliases[alias].table].measures, parts.field);
  };
  if (!parts.grain.empty() || parts.words.size() > 1) return std::nullopt;
  if (parts.words.size() == 1) {
    const std::size_t alias = AliasNamed(model_, parts.words.front());
    if (alias == model_.aliases.size() || !has(alias)) return std::nullopt;
    return alias;
  }
  std::optional<std::size_t> home;
  for (std::size_t alias = 0; alias < model_.aliases.size(); ++alias) {
    if (!has(alias)) continue;
    if (home) throw RefusedByRule("several tables have the measure " + name);
    home = alias;
  }
  return home;
}

std::size_t GraphRequest::HomeOf(const json& measure) const {
  std::optional<std::size_t> home;
  std::string name;
  if (measure.is_string() || measure.contains("measure")) {
    name =
        measure.is_string() ? measure.get<std::string>() : measure.at("measure").get<std::string>();
    home = HomeOfName(name);
  } else {
    // The rows of the alias that the expression, or the field, begins with.
    name = measure.contains("field") ? measure.at("field") : measure.at("expr");
    const std::vector<NameInText> names = NamesIn(name);
    if (names.empty()) throw std::runtime_error("a measure of no table");
    const NameInText first = names.front();
    const std::string text = name.substr(first.begin, first.end - first.begin);
    const std::size_t alias = AliasNamed(model_, text.substr(0, text.find('.')));
    if (alias < model_.aliases.size()) home = alias;
  }
  if (!home) throw RefusedByRule("no table has the measure " + name);
  return *home;
}

/// The name of a measure of the model that is asked as it is; empty: it is made by the request.
std::string PlainName(const json& asked) {
  if (asked.is_string()) return asked;
  return asked.size() == 2 && asked.contains("measure") ? asked.at("measure").get<std::string>()
                                                        : std::string();
}

std::string FieldOf(const std::string& name) { return name.substr(name.rfind('.') + 1); }

void GraphRequest::AddMeasures() {
  for (const json& asked : request_.value("measures", json::array())) {
    GraphMeasure measure{.asked = asked, .column = {}, .home = HomeOf(asked)};
    measure.column =
        asked.is_string() ? asked.get<std::string>() : asked.at("as").get<std::string>();
    measures_.push_back(std::move(measure));
  }
}

// Selected by this name, or a measure of the model, which may be selected by another.
std::optional<std::size_t> GraphRequest::MeasureNamed(const std::string& name) {
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    if (measures_[i].column == name) return i;
  }
  if (MadeDimension(name) || IsSharedTime(name)) return std::nullopt;
  const auto home = HomeOfName(name);
  if (!home) return std::nullopt;
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    const std::string plain = PlainName(measures_[i].asked);
    if (measures_[i].home == *home && FieldOf(plain) == FieldOf(name)) return i;
  }
  measures_.push_back({.asked = name, .column = name, .home = *home, .selected = false});
  return measures_.size() - 1;
}

std::optional<std::size_t> GraphRequest::MadeDimension(const std::string& name) const {
  for (std::size_t i = 0; i < dimensions_.size(); ++i) {
    if (!dimensions_[i].asked.is_string() && dimensions_[i].column == name) return i;
  }
  return std::nullopt;
}

GraphCondition GraphRequest::Read(const json& filter) {
  using Kind = GraphCondition::Kind;
  GraphCondition condition;
  if (filter.is_object() && !filter.contains("field")) {
    const std::string word = filter.begin().key();
    condition.kind = word == "not" ? Kind::kNot : word == "and" ? Kind::kAnd : Kind::kOr;
    const json& inside = filter.begin().value();
    if (word == "not") {
      condition.terms.push_back(Read(inside));
    } else {
      for (const json& term : inside) condition.terms.push_back(Read(term));
    }
    if (condition.terms.empty()) throw std::runtime_error("a logical word over nothing");
    return condition;
  }
  GraphLeaf leaf{.asked = filter, .measure = {}};
  if (filter.is_object()) leaf.measure = MeasureNamed(filter.at("field"));
  condition.leaf = leaves_.size();
  leaves_.push_back(std::move(leaf));
  return condition;
}

void GraphRequest::AddOrder() {
  for (const json& asked : request_.value("order", json::array())) {
    GraphOrder order;
    order.descending = asked.value("direction", "asc") == "desc";
    order.nulls_first = asked.value("nulls", "last") == "first";
    const std::string name = asked.at("column");
    for (std::size_t i = 0; i < dimensions_.size(); ++i) {
      if (dimensions_[i].column == name) order.dimension = i;
    }
    if (!order.dimension) {
      const auto measure = MeasureNamed(name);
      if (!measure) throw RefusedByRule("an order by what is not selected");
      order.measure = *measure;
    }
    const bool twice = std::any_of(order_.begin(), order_.end(), [&](const GraphOrder& other) {
      return other.dimension == order.dimension && other.measure == order.measure;
    });
    if (twice) throw RefusedByRule("an order by one value twice");
    order_.push_back(order);
  }
}

// "Without measures a name starts with an alias, whose table is listed", or it is a bare field
// that only one table has.
void GraphRequest::AddListed() {
  std::set<std::size_t> listed;
  const auto add = [&](const std::string& text) {
    const GraphName name = ParseGraphName(text);
    std::vector<std::size_t> homes;
    for (std::size_t alias = 0; alias < model_.aliases.size(); ++alias) {
      const TableSpec& table = model_.tables[model_.aliases[alias].table];
      const bool starts = name.words.empty() ? HasMember(table.dimensions, name.field)
                                             : name.words.front() == model_.aliases[alias].alias;
      if (starts) homes.push_back(alias);
    }
    if (homes.size() != 1) throw RefusedByRule("no single table starts " + text);
    listed.insert(homes.front());
  };
  for (const GraphDimension& dimension : dimensions_) {
    if (dimension.asked.is_string()) {
      add(dimension.column);
      continue;
    }
    const std::string text =
        dimension.asked.contains("expr") ? dimension.asked.at("expr") : dimension.asked.at("field");
    for (const auto& [begin, end] : NamesIn(text)) add(text.substr(begin, end - begin));
  }
  listed_.assign(listed.begin(), listed.end());
}

std::vector<std::size_t> GraphRequest::Homes() const {
  std::set<std::size_t> homes(listed_.begin(), listed_.end());
  for (const GraphMeasure& measure : measures_) homes.insert(measure.home);
  return {homes.begin(), homes.end()};
}

bool GraphRequest::IsOfGroups(const GraphCondition& condition) const {
  if (condition.kind == GraphCondition::Kind::kLeaf) {
    return leaves_[condition.leaf].measure.has_value();
  }
  return std::any_of(condition.terms.begin(), condition.terms.end(),
                     [&](const GraphCondition& term) { return IsOfGroups(term); });
}

std::vector<GraphConjunct> GraphRequest::Conjuncts() const {
  using Kind = GraphCondition::Kind;
  std::vector<GraphConjunct> open;
  for (const GraphCondition& filter : filters_) open.push_back({&filter, false});
  std::vector<GraphConjunct> conjuncts;
  while (!open.empty()) {
    const auto [condition, negated] = open.back();
    open.pop_back();
    const bool is_not = condition->kind == Kind::kNot;
    const bool is_one = condition->terms.size() == 1;  // An `or` of one thing is that thing.
    if (is_not || is_one || condition->kind == (negated ? Kind::kOr : Kind::kAnd)) {
      for (const GraphCondition& term : condition->terms)
        open.push_back({&term, negated != is_not});
    } else {
      conjuncts.push_back({condition, negated});
    }
  }
  return conjuncts;
}

}  // namespace semaflow::property
