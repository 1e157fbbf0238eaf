#include "tests/property/graph_evaluator.h"

#include <algorithm>
#include <stdexcept>

#include "expr/visit.h"
#include "model/test_model.h"
#include "request/request.h"
#include "tests/property/expressions.h"
#include "tests/property/graph_formula.h"
#include "tests/property/ordered_groups.h"
#include "tests/property/query_groups.h"

namespace semaflow::property {
namespace {

using expr::Expr;
using nlohmann::json;

bool AreTimestamps(const request::ResolvedQuery& query) {
  return std::any_of(query.dimensions.begin(), query.dimensions.end(), [&](const auto& dimension) {
    const auto* ref = expr::As<expr::Ref>(dimension.value);
    return ref != nullptr && ref->kind == expr::RefKind::kShared &&
           query.flow->shared[ref->index].type.kind == TypeKind::kTimestamp;
  });
}

class Query {
 public:
  Query(const GraphRequest& request, TreeModels& trees)
      : request_(request), trees_(trees), conjuncts_(request.Conjuncts()) {}

  /// One table, with the request as it sees it. `timestamps`: for its measures the time that they
  /// share is one.
  void Add(std::size_t home, GraphView view, std::shared_ptr<request::ResolvedQuery> query,
           bool timestamps) {
    tables_seen_.push_back({home, std::move(view), std::move(query), timestamps, {}, nullptr});
  }

  Answer Run();

  std::vector<std::shared_ptr<const request::ResolvedQuery>> Seen() const {
    std::vector<std::shared_ptr<const request::ResolvedQuery>> seen;
    for (const Table& table : tables_seen_) seen.push_back(table.query);
    return seen;
  }

 private:
  struct Table {
    std::size_t home;
    GraphView view;
    std::shared_ptr<request::ResolvedQuery> query;
    bool timestamps;
    expr::Exprs leaves;  // By their places in the request over the tree.
    std::unique_ptr<QueryGroups> groups;
  };

  void MakeGroups();
  Expr BoundOf(const Table& table, const GraphCondition& condition) const;
  void CheckMixed(const Table& table, const GraphCondition& condition) const;
  bool Holds(const GraphCondition& condition, const Row& key) const;
  const Table& TableOf(const GraphTerm& term) const;
  const Expr& MeasureOf(std::size_t measure, std::size_t term) const;
  Cell ValueOf(std::size_t measure, const Row& key) const;
  bool LeafHolds(std::size_t leaf, const Row& key) const;
  void Sort(std::vector<Row>& keys, Answer& answer) const;

  const GraphRequest& request_;
  TreeModels& trees_;
  std::vector<GraphConjunct> conjuncts_;
  std::vector<Table> tables_seen_;
};

Expr Query::BoundOf(const Table& table, const GraphCondition& condition) const {
  using Kind = GraphCondition::Kind;
  if (condition.kind == Kind::kLeaf) return table.leaves[*table.view.PlaceOfLeaf(condition.leaf)];
  if (condition.kind == Kind::kNot) {
    return {expr::Unary{expr::UnaryOp::kNot, BoundOf(table, condition.terms.front())}, {}};
  }
  const auto op = condition.kind == Kind::kAnd ? expr::BinaryOp::kAnd : expr::BinaryOp::kOr;
  Expr all = BoundOf(table, condition.terms.front());
  for (std::size_t i = 1; i < condition.terms.size(); ++i) {
    all = {expr::Binary{op, std::move(all), BoundOf(table, condition.terms[i])}, {}};
  }
  return all;
}

// "needs its dimensions in the query at that grain; otherwise it is refused"
void Query::CheckMixed(const Table& table, const GraphCondition& condition) const {
  for (const GraphCondition& term : condition.terms) CheckMixed(table, term);
  if (condition.kind != GraphCondition::Kind::kLeaf || request_.IsOfGroups(condition)) return;
  std::vector<const Expr*> open{&table.leaves[*table.view.PlaceOfLeaf(condition.leaf)]};
  while (!open.empty()) {
    const Expr& node = *open.back();
    open.pop_back();
    if (table.groups->IsDimension(node)) continue;
    if (expr::As<expr::Ref>(node) != nullptr) {
      throw RefusedByRule("a condition on groups reads what is no dimension of the query");
    }
    expr::ForEachChild(node, [&](const Expr& child) { open.push_back(&child); });
  }
}

void Query::MakeGroups() {
  bool timestamps = false;
  bool shared = false;
  for (const Table& table : tables_seen_) {
    timestamps = timestamps || table.timestamps;
    shared = shared || table.query->shares_time;
  }
  const TypeKind kind = !shared      ? TypeKind::kUnknown
                        : timestamps ? TypeKind::kTimestamp
                                     : TypeKind::kDate;
  for (Table& table : tables_seen_) {
    table.leaves = std::move(table.query->filters);
    for (std::size_t i = 0; i < request_.leaves().size(); ++i) {
      const auto place = table.view.PlaceOfLeaf(i);
      if (request_.leaves()[i].measure || !place) continue;
      Expr alone = std::move(*std::get<expr::Binary>(table.leaves[*place].node).left);
      table.leaves[*place] = std::move(alone);
    }
    std::vector<Expr> where;
    for (const auto& [condition, negated] : conjuncts_) {
      if (request_.IsOfGroups(*condition)) continue;
      Expr bound = BoundOf(table, *condition);
      if (negated) bound = {expr::Unary{expr::UnaryOp::kNot, std::move(bound)}, {}};
      where.push_back(std::move(bound));
    }
    if (table.query->access) {
      const expr::Exprs& beside = table.query->access->conditions;
      where.insert(where.end(), beside.begin(), beside.end());
    }
    // As the request over the tree would have them: the conditions on rows, and on its measures.
    table.query->filters = expr::Exprs(where.begin(), where.end());
    for (std::size_t i = 0; i < request_.leaves().size(); ++i) {
      const auto place = table.view.PlaceOfLeaf(i);
      if (request_.leaves()[i].measure && place) {
        table.query->filters.push_back(table.leaves[*place]);
      }
    }
    table.groups =
        std::make_unique<QueryGroups>(*table.query, table.view.rows(), std::move(where), kind);
    for (const auto& [condition, negated] : conjuncts_) {
      if (request_.IsOfGroups(*condition)) CheckMixed(table, *condition);
    }
  }
}

const Query::Table& Query::TableOf(const GraphTerm& term) const {
  return *std::find_if(tables_seen_.begin(), tables_seen_.end(),
                       [&](const Table& table) { return table.home == term.home; });
}

const Expr& Query::MeasureOf(std::size_t measure, std::size_t term) const {
  const Table& table = TableOf(request_.measures()[measure].terms[term]);
  return table.query->measures[*table.view.PlaceOfTerm(measure, term)].value;
}

// "computed independently and put side by side"
Cell Query::ValueOf(std::size_t position, const Row& key) const {
  const GraphMeasure& measure = request_.measures()[position];
  std::vector<Cell> values;
  bool has_rows = false;
  for (std::size_t t = 0; t < measure.terms.size(); ++t) {
    const QueryGroups& groups = *TableOf(measure.terms[t]).groups;
    values.push_back(groups.ValueAt(MeasureOf(position, t), key));
    if (measure.fill) has_rows = has_rows || groups.HasRowsAt(MeasureOf(position, t), key);
  }
  return measure.formula ? ValueOfFormula(measure, values, has_rows) : values.front();
}

bool Query::LeafHolds(std::size_t leaf, const Row& key) const {
  const GraphLeaf& asked = request_.leaves()[leaf];
  if (asked.measure && request_.measures()[*asked.measure].formula) {
    return HoldsFor(asked.asked, ValueOf(*asked.measure, key), trees_);
  }
  const Table& table = asked.measure ? TableOf(request_.measures()[*asked.measure].terms.front())
                                     : tables_seen_.front();
  return table.groups->HoldsAt(table.leaves[*table.view.PlaceOfLeaf(leaf)], key);
}

bool Query::Holds(const GraphCondition& condition, const Row& key) const {
  using Kind = GraphCondition::Kind;
  const auto holds = [&](const GraphCondition& term) { return Holds(term, key); };
  switch (condition.kind) {
    case Kind::kNot:
      return !holds(condition.terms.front());
    case Kind::kAnd:
      return std::all_of(condition.terms.begin(), condition.terms.end(), holds);
    case Kind::kOr:
      return std::any_of(condition.terms.begin(), condition.terms.end(), holds);
    case Kind::kLeaf:
      break;
  }
  return LeafHolds(condition.leaf, key);
}

void Query::Sort(std::vector<Row>& keys, Answer& answer) const {
  const std::size_t first = request_.ungrouped() ? 1 : 0;
  std::vector<OrderWay> ways;
  for (const GraphOrder& order : request_.order()) {
    ways.push_back({order.descending, order.nulls_first});
  }
  std::vector<OrderedGroup> all;
  for (Row& key : keys) {
    OrderedGroup group{std::move(key), {}, {}};
    if (request_.ungrouped()) {
      group.primary_key = tables_seen_.front().groups->PrimaryKeyOf(group.key);
    }
    for (const GraphOrder& order : request_.order()) {
      group.order.push_back(order.dimension ? group.key[first + *order.dimension]
                                            : ValueOf(order.measure, group.key));
    }
    all.push_back(std::move(group));
  }
  const json& asked = request_.asked();
  const bool decided = SortGroups(all, ways, first);
  answer.ordered =
      decided && (!ways.empty() || asked.contains("limit") || asked.contains("offset"));
  keys.clear();
  for (OrderedGroup& group : all) keys.push_back(std::move(group.key));
}

Answer Query::Run() {
  MakeGroups();
  GroupKeys shown;
  for (const Table& table : tables_seen_) {
    const auto& listed = request_.listed();
    if (std::find(listed.begin(), listed.end(), table.home) != listed.end()) {
      table.groups->AddRowsOf(0, shown);
    }
  }
  for (std::size_t i = 0; i < request_.measures().size() && request_.listed().empty(); ++i) {
    const GraphMeasure& measure = request_.measures()[i];
    for (std::size_t t = 0; t < measure.terms.size() && measure.selected; ++t) {
      TableOf(measure.terms[t]).groups->AddShown(MeasureOf(i, t), shown);
    }
  }
  std::vector<Row> keys;
  for (const Row& key : shown) {
    const bool passes =
        std::all_of(conjuncts_.begin(), conjuncts_.end(), [&](const GraphConjunct& conjunct) {
          return !request_.IsOfGroups(*conjunct.condition) ||
                 Holds(*conjunct.condition, key) != conjunct.negated;
        });
    if (passes) keys.push_back(key);
  }
  Answer answer;
  Sort(keys, answer);
  const json& asked = request_.asked();
  const auto begin = std::min<std::size_t>(keys.size(), asked.value("offset", std::size_t{0}));
  const auto count = std::min<std::size_t>(keys.size() - begin, asked.value("limit", keys.size()));
  for (std::size_t i = begin; i < begin + count; ++i) {
    Row row(keys[i].begin() + (request_.ungrouped() ? 1 : 0), keys[i].end());
    for (std::size_t m = 0; m < request_.measures().size(); ++m) {
      if (request_.measures()[m].selected) row.push_back(ValueOf(m, keys[i]));
    }
    answer.rows.push_back(std::move(row));
  }
  return answer;
}

}  // namespace

GraphEvaluator::GraphEvaluator(const ModelSpec& model, const MemoryTables& tables)
    : model_(model), tables_(tables), paths_(model) {}

std::shared_ptr<const model::Model> TreeModels::Load(const ModelSpec& tree) {
  const auto files = ModelFiles(tree);
  std::string all;
  for (const auto& [path, text] : files) all += path + "\n" + text;
  std::shared_ptr<const model::Model>& model = models_[all];
  if (model == nullptr) {
    model::TestFolder folder;
    for (const auto& [path, text] : files) folder.Write(path, text);
    auto loaded = model::LoadFolder(folder.path());
    if (!loaded) throw std::runtime_error("a tree of paths: " + FormatErrors(loaded.error()) + all);
    model = loaded->model;
  }
  return model;
}

// The measures that are selected say of what type the time is that they share, as in a tree.
bool GraphEvaluator::SharesTimestamps(const GraphView& view, const GraphRequest& request) {
  json selected = view.request();
  selected["filters"] = json::array();
  selected["measures"] = json::array();
  for (std::size_t i = 0; i < request.measures().size(); ++i) {
    const GraphMeasure& measure = request.measures()[i];
    for (std::size_t t = 0; t < measure.terms.size() && measure.selected; ++t) {
      const auto place = view.PlaceOfTerm(i, t);
      if (place) selected["measures"].push_back(view.request()["measures"][*place]);
    }
  }
  if (selected["measures"].empty()) return false;
  const auto resolved = request::Resolve(trees_.Load(view.tree()), selected.dump(), {});
  return resolved && AreTimestamps(*resolved);
}

namespace {

request::ResolvedQuery ResolveOver(std::shared_ptr<const model::Model> tree, const json& asked,
                                   const json& access) {
  auto resolved = request::Resolve(std::move(tree), asked.dump(),
                                   {.access_filters = access.empty() ? "" : access.dump()});
  if (resolved) return std::move(*resolved);
  throw std::runtime_error("over the tree of paths " + asked.dump() + "\n" +
                           FormatErrors(resolved.error()));
}

}  // namespace

// "the measure over the rows in the flow that reach this row, without the query's filters" but
// those that say what may be seen: each term over the tree of its own table.
PerRowValues GraphEvaluator::ValuesOf(const GraphPerRow& per_row, const json& zone,
                                      const json& access) {
  json asked = {{"flow", "f"}, {"measures", {per_row.measure}}};
  if (!zone.is_null()) asked["time_zone"] = zone;
  const GraphRequest request(model_, paths_, asked);
  const GraphMeasure& measure = request.measures().front();
  if (measure.formula) throw std::runtime_error("a measure of several tables for all rows");
  const GraphWorld world{model_, paths_, tables_,
                         [&](const GraphPerRow& other) { return ValuesOf(other, zone, access); }};
  GraphView view(world, request, per_row.home);
  asked["measures"] = json::array();
  asked["dimensions"] = {{{"measure", view.request()["measures"][0]["measure"]},
                          {"per", json::array()},
                          {"as", "value"}}};
  std::size_t rows = 1;
  if (per_row.path) {
    asked["dimensions"][0]["per"] = view.AliasAt(*per_row.path);
    rows = tables_.at(model_.tables[model_.aliases[per_row.path->end].table].name).rows.size();
  }
  const json seen = view.Beside(access);
  auto query =
      std::make_shared<request::ResolvedQuery>(ResolveOver(trees_.Load(view.tree()), asked, seen));
  const QueryGroups groups(*query, view.rows(), {});
  const request::ResolvedColumn& column = query->dimensions.front();
  PerRowValues values{column.type, {}};
  for (std::size_t row = 0; row < rows; ++row) {
    values.cells.push_back(groups.rows().row_measures()->ValueOf(
        std::get<expr::Ref>(column.value.node), static_cast<int>(row)));
  }
  per_rows_.push_back(std::move(query));
  return values;
}

GraphAnswer GraphEvaluator::Evaluate(const json& asked) {
  GraphAnswer answer;
  per_rows_.clear();
  const json zone = asked.value("time_zone", json());
  const json access = asked.value("access_filters", json::array());
  const GraphWorld world{model_, paths_, tables_, [&](const GraphPerRow& per_row) {
                           return ValuesOf(per_row, zone, access);
                         }};
  try {
    const GraphRequest request(model_, paths_, asked);
    Query query(request, trees_);
    std::map<std::string, std::size_t> ends;
    for (const std::size_t home : request.Homes()) {
      GraphView view(world, request, home);
      // "One role name that leads two measures to different tables is an error."
      for (const auto& [name, end] : view.ends()) {
        if (ends.emplace(name, end).first->second == end) continue;
        throw RefusedByRule(name + " leads two measures to different tables");
      }
      const json seen = view.Beside(access);
      auto resolved = std::make_shared<request::ResolvedQuery>(
          ResolveOver(trees_.Load(view.tree()), view.request(), seen));
      const std::size_t beside = resolved->access ? resolved->access->conditions.size() : 0;
      if (resolved->filters.size() != view.request().at("filters").size() + beside) {
        throw std::runtime_error("conditions were split");
      }
      const bool timestamps = SharesTimestamps(view, request);
      query.Add(home, std::move(view), std::move(resolved), timestamps);
    }
    answer.answer = query.Run();
    answer.seen = query.Seen();
    answer.seen.insert(answer.seen.end(), per_rows_.begin(), per_rows_.end());
  } catch (const RefusedByRule& refused) {
    answer.refusal = refused.what();
  }
  return answer;
}

}  // namespace semaflow::property
