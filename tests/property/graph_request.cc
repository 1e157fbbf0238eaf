#include "tests/property/graph_request.h"

#include <algorithm>
#include <set>

#include "expr/parse.h"
#include "expr/visit.h"
#include "tests/property/graph_text.h"

namespace semaflow::property {

using nlohmann::json;

bool IsSharedTime(const std::string& name) { return name == "time" || name.starts_with("time."); }

GraphRequest::GraphRequest(const ModelSpec& model, const GraphPaths& paths, const json& request)
    : model_(model), paths_(paths), request_(request) {
  for (const json& asked : request.value("dimensions", json::array())) {
    dimensions_.push_back(
        {asked, asked.is_string() ? asked.get<std::string>() : asked.at("as").get<std::string>()});
  }
  for (const json& asked : request.value("measures", json::array())) {
    measures_.push_back(MeasureOf(asked));
  }
  for (const json& filter : request.value("filters", json::array())) {
    filters_.push_back(Read(filter));
  }
  AddOrder();
  if (ungrouped()) {
    // "(of the alias named by `of`; in a graph flow it must be named)"
    if (!request.contains("of")) throw RefusedByRule("rows of which table is not said");
    const std::size_t of = AliasNamed(model, request.at("of"));
    if (of == model.aliases.size()) throw RefusedByRule("rows of no table");
    for (const std::size_t home : Homes()) {
      if (home != of) throw RefusedByRule("a measure of another table than the rows");
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

// An aggregate belongs to the rows that what it aggregates names, a measure to those of its table.
std::size_t GraphRequest::HomeOfTerm(const expr::Expr& term) const {
  if (const auto* filtered = expr::As<expr::Filtered>(term)) return HomeOfTerm(*filtered->measure);
  std::optional<std::size_t> home;
  if (const auto* aggregate = expr::As<expr::Aggregate>(term)) {
    std::vector<std::string> names;
    for (const expr::Expr& arg : aggregate->details->args) {
      for (std::string& name : NamesIn(arg)) names.push_back(std::move(name));
    }
    home = paths_.HomeOf(names);
  } else {
    home = HomeOfName(expr::Print(term));
  }
  if (!home) throw RefusedByRule("no table has the measure " + expr::Print(term));
  return *home;
}

// The measures and aggregates in a formula, which become names.
void GraphRequest::TakeApart(expr::Expr& formula, GraphMeasure& measure) const {
  const bool is_name = expr::As<expr::Name>(formula) != nullptr;
  const bool is_term = is_name || expr::As<expr::Aggregate>(formula) != nullptr ||
                       expr::As<expr::Filtered>(formula) != nullptr;
  if (!is_term) {
    expr::ForEachChild(formula, [&](expr::Expr& child) { TakeApart(child, measure); });
    return;
  }
  const std::string text = expr::Print(formula);
  measure.terms.push_back({HomeOfTerm(formula), is_name ? json(text) : json{{"expr", text}}});
  formula.node = expr::Name{{std::to_string(measure.terms.size() - 1)}};
}

// Of one table it is a measure of that table as it is. "In a formula over the measures of several
// tables each of them is aggregated over its own table."
void GraphRequest::AddTerms(const expr::Expr& formula, GraphMeasure& measure) const {
  GraphMeasure parts = measure;
  parts.formula = formula;
  TakeApart(*parts.formula, parts);
  std::set<std::size_t> homes;
  for (const GraphTerm& term : parts.terms) homes.insert(term.home);
  if (homes.empty()) throw std::runtime_error("a measure of no table");
  if (homes.size() == 1) {
    measure.terms = {{*homes.begin(), measure.asked}};
    return;
  }
  if (measure.asked.contains("filter")) throw RefusedByRule("a filter over several tables");
  if (measure.asked.contains("share_of") || measure.asked.contains("fill")) {
    throw std::runtime_error("a share of several tables");
  }
  measure = std::move(parts);
}

GraphMeasure GraphRequest::MeasureOf(const json& asked) const {
  GraphMeasure measure;
  measure.asked = asked;
  measure.column = asked.is_string() ? asked.get<std::string>() : asked.at("as").get<std::string>();
  std::string name = asked.is_string() ? asked.get<std::string>() : std::string();
  if (!asked.is_string() && asked.contains("measure")) name = asked.at("measure");
  if (const MemberSpec* own = FindMember(model_.flow_measures, name)) {
    measure.fill = KeyOf(*own, "fill");
    measure.type = own->type;
    AddTerms(ParseText(KeyOf(*own, "formula").value()), measure);
  } else if (!name.empty()) {
    const auto home = HomeOfName(name);
    if (!home) throw RefusedByRule("no table has the measure " + name);
    measure.terms = {{*home, asked}};
  } else if (asked.contains("expr")) {
    AddTerms(ParseText(asked.at("expr")), measure);
  } else {
    const std::string field = asked.at("field");
    const auto home = paths_.HomeOf({field});
    if (!home) throw RefusedByRule("no single table starts " + field);
    measure.terms = {{*home, asked}};
  }
  return measure;
}

/// The name of a measure of the model that is asked as it is; empty: it is made by the request.
std::string PlainName(const json& asked) {
  if (asked.is_string()) return asked;
  return asked.size() == 2 && asked.contains("measure") ? asked.at("measure").get<std::string>()
                                                        : std::string();
}

std::string FieldOf(const std::string& name) { return name.substr(name.rfind('.') + 1); }

// Whether both are the same measure of the model.
bool IsSame(const GraphMeasure& a, const GraphMeasure& b) {
  const std::string plain = PlainName(a.asked);
  return !plain.empty() && a.terms.front().home == b.terms.front().home &&
         FieldOf(plain) == FieldOf(b.column);
}

bool GraphRequest::IsMeasure(const std::string& name) const {
  return HasMember(model_.flow_measures, name) || HomeOfName(name);
}

// Selected by this name, or a measure of the model, which may be selected by another.
std::optional<std::size_t> GraphRequest::MeasureNamed(const std::string& name) {
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    if (measures_[i].column == name) return i;
  }
  if (MadeDimension(name) || IsSharedTime(name)) return std::nullopt;
  if (!IsMeasure(name)) return std::nullopt;
  GraphMeasure measure = MeasureOf(name);
  measure.selected = false;
  for (std::size_t i = 0; i < measures_.size(); ++i) {
    if (IsSame(measures_[i], measure)) return i;
  }
  measures_.push_back(std::move(measure));
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
  if (filter.is_object() && filter.at("field").is_string()) {
    leaf.measure = MeasureNamed(filter.at("field"));
  }
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
      const auto own = paths_.HomeOfDimension(name);
      const bool has = own ? *own == alias : HasMember(table.dimensions, name.field);
      const bool starts =
          name.words.empty() ? has : name.words.front() == model_.aliases[alias].alias;
      if (starts) homes.push_back(alias);
    }
    if (homes.size() != 1) throw RefusedByRule("no single table starts " + text);
    listed.insert(homes.front());
  };
  for (const GraphDimension& dimension : dimensions_) {
    const json& asked = dimension.asked;
    if (asked.is_string()) {
      add(dimension.column);
    } else if (asked.contains("field")) {
      add(asked.at("field"));
    } else if (asked.contains("expr")) {
      for (const std::string& name : NamesIn(ParseText(asked.at("expr")))) add(name);
    } else {
      listed.insert(ListedBy(asked));
    }
  }
  listed_.assign(listed.begin(), listed.end());
}

// Of the table that the path of a measure per row begins with, else of the one whose rows have it.
std::size_t GraphRequest::ListedBy(const json& per_row) const {
  const std::string per = per_row.at("per");
  const std::size_t first = AliasNamed(model_, per.substr(0, per.find('.')));
  return first < model_.aliases.size() ? first : PerRowOf(per_row).path->end;
}

GraphPerRow GraphRequest::PerRowOf(const json& asked) const {
  GraphPerRow per_row{.measure = asked.at("measure"), .home = {}, .path = {}};
  std::set<std::size_t> homes;
  for (const GraphTerm& term : MeasureOf(per_row.measure).terms) homes.insert(term.home);
  per_row.home = *homes.begin();
  if (!asked.at("per").is_string()) return per_row;
  if (homes.size() > 1) throw RefusedByRule("a measure per row of several tables");
  const FoundPath found =
      paths_.FindRows(per_row.home, asked.at("per"), [](std::size_t) { return true; });
  if (found.path == nullptr) throw RefusedByRule("per " + asked.dump() + ": " + found.refusal);
  per_row.path = *found.path;
  return per_row;
}

std::vector<std::size_t> GraphRequest::Homes() const {
  std::set<std::size_t> homes(listed_.begin(), listed_.end());
  for (const GraphMeasure& measure : measures_) {
    for (const GraphTerm& term : measure.terms) homes.insert(term.home);
  }
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
