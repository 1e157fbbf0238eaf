#include <algorithm>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/closest.h"
#include "base/types.h"
#include "expr/visit.h"
#include "request/access_filters.h"
#include "request/columns.h"
#include "request/conditions.h"
#include "request/graph_names.h"
#include "request/json_tree.h"
#include "request/order.h"
#include "request/pages.h"
#include "request/problems.h"
#include "request/query_request.h"
#include "request/request.h"
#include "request/resolve_state.h"
#include "request/shares.h"
#include "request/totals.h"

namespace semaflow::request {

namespace {

const model::Flow* FindFlow(const model::Model& model, const JsonNode& name, Problems& problems) {
  if (const model::Flow* flow = model.FindFlow(name.text)) return flow;
  std::vector<std::string_view> names;
  for (const model::Flow& flow : model.flows) names.push_back(flow.name);
  std::vector<std::string> candidates = ClosestNames(name.text, names);
  std::string help = DidYouMean(candidates);
  constexpr std::size_t kListedMax = 10;
  if (help.empty() && names.size() <= kListedMax) {
    for (const std::string_view flow : names) {
      help += (help.empty() ? "the flows are \"" : ", \"") + std::string(flow) + "\"";
    }
  }
  problems.Add(ErrorCode::kUnknownFlow, name.span, "there is no flow " + Quoted(name.text),
               std::move(help), std::move(candidates));
  return nullptr;
}

/// Of requests that name none, and of the access filters.
const time::Zone* HostZone(const model::Model& model, const ResolveOptions& options) {
  return options.zone != nullptr ? options.zone : model.zone;
}

const time::Zone* FindZone(const model::Model& model, const QueryRequest& request,
                           const ResolveOptions& options, Problems& problems) {
  const time::Zone* zone = HostZone(model, options);
  if (request.time_zone == nullptr) return zone;
  auto found = time::FindZone(request.time_zone->text);
  if (found) return *found;
  Error& error = found.error();
  problems.Add(error.code, request.time_zone->span, std::move(error.message), std::move(error.help),
               std::move(error.candidates));
  return zone;
}

/// Resolves the parts of one request in the order in which they need each other.
class Resolver {
 public:
  Resolver(const QueryRequest& request, ResolveState& state, ResolvedQuery& query)
      : request_(request), state_(state), query_(query) {}

  void Run() {
    state_.params.Set(state_.tree, request_.params);
    GraphNames* graph = state_.names.graph();
    if (request_.ungrouped && !ReadOf(graph)) return;
    // What time the measures share depends on them.
    Read(request_.measures, AddMeasure, query_.measures, /*is_measure=*/true);
    state_.names.set_measures(query_.measures);
    if (graph != nullptr) {
      graph->set_homes(query_.measures,
                       request_.measures != nullptr && request_.measures->count > 0);
      graph->set_lists(true);
    }
    Read(request_.dimensions, AddDimension, query_.dimensions, /*is_measure=*/false);
    CheckDense();
    if (graph != nullptr) {
      graph->set_lists(false);
      if (graph->homes().empty() && !request_.ungrouped && state_.problems.empty()) {
        state_.problems.Add(ErrorCode::kRequestShape, request_.flow->span,
                            "the request names no table of the graph, so it has no rows",
                            "add a measure, or a dimension that begins with an alias");
      }
    }
    if (!state_.shares.empty()) ResolveShares(state_, query_);
    // From here on columns may be named by their `as`.
    state_.made = std::move(named_);
    if (request_.filters != nullptr) {
      AddConditions(state_, *request_.filters, Wanted::kEither, query_.filters);
    }
    if (request_.order != nullptr) ReadOrder(state_, *request_.order, query_);
    if (request_.totals != nullptr) ReadTotals(state_, *request_.totals, query_);
    state_.params.AddUnused(state_.problems);
    query_.limit = request_.limit;
    query_.offset = request_.offset;
    query_.shares_time = state_.names.shares_time();
    query_.wide_numbers_as_text = request_.wide_numbers_as_text;
  }

 private:
  /// Whose rows are asked one by one. False: told.
  bool ReadOf(GraphNames* graph) {
    query_.ungrouped = true;
    query_.of = 0;
    if (request_.of != nullptr) {
      const auto of = state_.names.FindAlias(request_.of->text, request_.of->span, "\"of\"");
      if (!of) return false;
      query_.of = *of;
    } else if (graph != nullptr) {
      state_.problems.Add(ErrorCode::kRequestShape, request_.flow->span,
                          "ungrouped rows of a graph are those of one table, which \"of\" names",
                          "add \"of\": " + Quoted(state_.flow.aliases[0].name));
      return false;
    }
    if (graph != nullptr) graph->set_home(query_.of);
    return true;
  }

  void Read(const JsonNode* list,
            void (*add)(ResolveState&, const JsonNode&, NodeVector<ResolvedColumn>&),
            NodeVector<ResolvedColumn>& columns, bool is_measure) {
    if (list == nullptr) return;
    columns.reserve(list->count);  // so that the columns stay where they are
    for (const JsonNode& item : state_.tree.Children(*list)) {
      const std::size_t before = columns.size();
      add(state_, item, columns);
      if (columns.size() == before) continue;
      const ResolvedColumn& column = columns.back();
      CheckName(item, column);
      if (is_measure) NoteDense(item, column);
      if (item.kind != JsonKind::kObject) continue;
      CheckMadeName(item, column.name);
      named_.push_back({column.name, &column, is_measure});
    }
  }

  void CheckName(const JsonNode& item, const ResolvedColumn& column) {
    const std::string& name = column.name;
    if (name.empty()) {
      state_.problems.Add(ErrorCode::kRequestShape, item.span, "a column needs a name",
                          "give it a longer \"as\"");
    } else if (IsTwice(column)) {
      state_.problems.Add(ErrorCode::kDuplicateColumn, item.span,
                          "the request asks " + Quoted(name) + " twice",
                          "leave out one of them, or give it another \"as\"");
    }
  }

  /// A NUL byte would end the statement where the name stands.
  void CheckMadeName(const JsonNode& item, std::string_view name) {
    if (name.find('\0') == std::string_view::npos) return;
    Span at = item.span;
    for (const JsonNode& key : state_.tree.Children(item)) {
      if (key.key == "as") at = key.span;
    }
    state_.problems.Add(ErrorCode::kRequestShape, at, "the name of a column holds a NUL byte",
                        "give it another \"as\"");
  }

  /// A measure with `dense` shows every period beside a time, also those without rows.
  void NoteDense(const JsonNode& item, const ResolvedColumn& column) {
    const auto* share = expr::As<expr::Share>(column.value);
    const expr::Expr& measured = share != nullptr ? *share->measure : column.value;
    const auto* filtered = expr::As<expr::Filtered>(measured);
    const auto* ref = expr::As<expr::Ref>(filtered != nullptr ? *filtered->measure : measured);
    if (ref == nullptr) return;
    const model::Measure* measure = model::ViewOf(state_.model, state_.flow, *ref).measure;
    if (measure != nullptr && measure->dense) dense_.push_back({&item, *ref});
  }

  void CheckDense() {
    if (dense_.empty()) return;
    const bool has_time =
        std::any_of(query_.dimensions.begin(), query_.dimensions.end(),
                    [](const ResolvedColumn& dimension) { return IsTime(dimension.type.kind); });
    if (!has_time) return;
    for (const Dense& dense : dense_) {
      state_.problems.Add(ErrorCode::kCalendarGrain, dense.item->span,
                          Quoted(state_.names.TextOf(dense.measure)) +
                              " has `dense`: missing periods cannot be shown in this version",
                          "ask a measure without `dense`, or leave out the time");
    }
  }

  /// Whether a column before this one has its name.
  bool IsTwice(const ResolvedColumn& column) {
    constexpr std::size_t kFew = 32;
    const std::size_t count = query_.dimensions.size() + query_.measures.size();
    const std::string& name = column.name;
    if (count <= kFew) {
      const auto same = [&](const ResolvedColumn& other) {
        return &other != &column && other.name.size() == name.size() &&
               other.name.back() == name.back() && other.name == name;
      };
      return std::any_of(query_.dimensions.begin(), query_.dimensions.end(), same) ||
             std::any_of(query_.measures.begin(), query_.measures.end(), same);
    }
    if (names_.empty()) {
      for (const auto* columns : {&query_.dimensions, &query_.measures}) {
        for (const ResolvedColumn& other : *columns) names_.insert(other.name);
      }
      return names_.size() < count;
    }
    return !names_.insert(name).second;
  }

  const QueryRequest& request_;
  ResolveState& state_;
  ResolvedQuery& query_;
  struct Dense {  // A measure that shows missing periods.
    const JsonNode* item;
    expr::Ref measure;
  };
  std::vector<Dense> dense_;
  std::vector<NamedColumn> named_;
  std::unordered_set<std::string_view> names_;  // Of many columns.
};

}  // namespace

namespace {

/// Fills `query`, unless `problems` tell why not.
void ResolveInto(const std::shared_ptr<const model::Model>& model, std::string_view json,
                 const ResolveOptions& options, Problems& problems, ResolvedQuery& query) {
  const auto tree = ParseJson(json, problems);
  if (!tree) return;
  const auto request = ReadQueryRequest(*tree, problems);
  if (!request) return;
  query.flow = FindFlow(*model, *request->flow, problems);
  query.zone = FindZone(*model, *request, options, problems);
  if (query.flow == nullptr) return;
  std::optional<GraphNames> graph;
  if (query.flow->kind == model::Flow::Kind::kGraph) graph.emplace(*model, *query.flow, problems);
  const model::Flow& flow = graph ? graph->forest() : *query.flow;
  ResolveState state(*tree, problems, *model, flow, graph ? &*graph : nullptr, query.zone,
                     options.now, query.ranges);
  Resolver(*request, state, query).Run();
  if (!options.access_filters.empty()) {
    if (graph) graph->LeadFromAll(query);
    AddAccessFilters(options.access_filters, HostZone(*model, options), state, query);
  }
  if (graph) graph->Finish(query);
  query.model = model;
  if (request->page_size > 0 || request->total_rows) ReadPage(*tree, *request, problems, query);
}

}  // namespace

ResultAll<ResolvedQuery> Resolve(const std::shared_ptr<const model::Model>& model,
                                 std::string_view json, const ResolveOptions& options) {
  Problems problems;
  ResultAll<ResolvedQuery> query;  // filled in its place, and returned without a move
  ResolveInto(model, json, options, problems, *query);
  if (!problems.empty()) query = tl::unexpected(problems.Take());
  return query;
}

}  // namespace semaflow::request
