#include "tests/property/graph_evaluator.h"

#include <algorithm>
#include <stdexcept>

#include "expr/visit.h"
#include "model/test_model.h"
#include "request/request.h"
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
  Query(const GraphRequest& request, const MemoryTables& tables)
      : request_(request), tables_(tables), conjuncts_(request.Conjuncts()) {}

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
  const Table& TableOf(std::size_t measure) const;
  Cell ValueOf(std::size_t measure, const Row& key) const;
  void Sort(std::vector<Row>& keys, Answer& answer) const;

  const GraphRequest& request_;
  const MemoryTables& tables_;
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
    // As the request over the tree would have them: the conditions on rows, and on its measures.
    table.query->filters = expr::Exprs(where.begin(), where.end());
    for (std::size_t i = 0; i < request_.leaves().size(); ++i) {
      const auto place = table.view.PlaceOfLeaf(i);
      if (request_.leaves()[i].measure && place) {
        table.query->filters.push_back(table.leaves[*place]);
      }
    }
    table.groups = std::make_unique<QueryGroups>(*table.query, tables_, std::move(where), kind);
    for (const auto& [condition, negated] : conjuncts_) {
      if (request_.IsOfGroups(*condition)) CheckMixed(table, *condition);
    }
  }
}

const Query::Table& Query::TableOf(std::size_t measure) const {
  return *std::find_if(tables_seen_.begin(), tables_seen_.end(), [&](const Table& table) {
    return table.home == request_.measures()[measure].home;
  });
}

Cell Query::ValueOf(std::size_t measure, const Row& key) const {
  const Table& table = TableOf(measure);
  return table.groups->ValueAt(table.query->measures[*table.view.PlaceOfMeasure(measure)].value,
                               key);
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
  const auto& measure = request_.leaves()[condition.leaf].measure;
  const Table& table = measure ? TableOf(*measure) : tables_seen_.front();
  return table.groups->HoldsAt(table.leaves[*table.view.PlaceOfLeaf(condition.leaf)], key);
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
    if (!request_.measures()[i].selected) continue;
    const Table& table = TableOf(i);
    table.groups->AddShown(table.query->measures[*table.view.PlaceOfMeasure(i)].value, shown);
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

std::shared_ptr<const model::Model> GraphEvaluator::TreeModel(const ModelSpec& tree) {
  const auto files = ModelFiles(tree);
  std::string flow;
  for (const auto& [path, text] : files) {
    if (path == "flows/f.yaml") flow = text;
  }
  std::shared_ptr<const model::Model>& model = trees_[flow];
  if (model == nullptr) {
    model::TestFolder folder;
    for (const auto& [path, text] : files) folder.Write(path, text);
    auto loaded = model::LoadFolder(folder.path());
    if (!loaded) throw std::runtime_error("a tree of paths: " + FormatErrors(loaded.error()));
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
    const auto place = view.PlaceOfMeasure(i);
    if (place && request.measures()[i].selected) {
      selected["measures"].push_back(view.request()["measures"][*place]);
    }
  }
  if (selected["measures"].empty()) return false;
  const auto resolved = request::Resolve(TreeModel(view.tree()), selected.dump(), {});
  return resolved && AreTimestamps(*resolved);
}

GraphAnswer GraphEvaluator::Evaluate(const json& asked) {
  GraphAnswer answer;
  try {
    const GraphRequest request(model_, asked);
    Query query(request, tables_);
    std::map<std::string, std::size_t> ends;
    for (const std::size_t home : request.Homes()) {
      GraphView view(model_, paths_, request, home);
      // "One role name that leads two measures to different tables is an error."
      for (const auto& [name, end] : view.ends()) {
        if (ends.emplace(name, end).first->second == end) continue;
        throw RefusedByRule(name + " leads two measures to different tables");
      }
      const std::string text = view.request().dump();
      auto resolved = request::Resolve(TreeModel(view.tree()), text, {});
      if (!resolved) {
        throw std::runtime_error("over the tree of paths " + text + "\n" +
                                 FormatErrors(resolved.error()));
      }
      if (resolved->filters.size() != view.request().at("filters").size()) {
        throw std::runtime_error("conditions were split");
      }
      const bool timestamps = SharesTimestamps(view, request);
      query.Add(home, std::move(view),
                std::make_shared<request::ResolvedQuery>(std::move(*resolved)), timestamps);
    }
    answer.answer = query.Run();
    answer.seen = query.Seen();
  } catch (const RefusedByRule& refused) {
    answer.refusal = refused.what();
  }
  return answer;
}

}  // namespace semaflow::property
