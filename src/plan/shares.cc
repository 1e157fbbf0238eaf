#include "plan/shares.h"

#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/planted.h"
#include "expr/typing.h"
#include "expr/visit.h"
#include "plan/names.h"
#include "plan/plan.h"
#include "plan/reads.h"
#include "request/graph_names.h"

namespace semaflow::plan {
namespace {

using expr::AliasIndex;
using expr::As;
using expr::Expr;
using expr::kSelf;
using expr::Ref;
using expr::RefKind;
using request::ResolvedColumn;
using request::ResolvedQuery;

// The time that the measures share is one field, whatever type the measures of a query give it.
bool IsSameField(const Expr& of, const Expr& dimension) {
  const Ref* left = As<Ref>(of);
  const Ref* right = As<Ref>(dimension);
  if (left != nullptr && right != nullptr && left->kind == RefKind::kShared &&
      right->kind == RefKind::kShared) {
    return left->field == right->field;
  }
  return of == dimension;
}

class SharePlanner {
 public:
  SharePlanner(const ResolvedQuery& query, LogicalPlan& plan, Errors& errors)
      : query_(query), model_(*query.model), flow_(*query.flow), plan_(plan), errors_(errors) {}

  void Plan(const std::vector<ShareTerm>& terms) {
    if (!CheckPlace(terms.front())) return;
    for (const ShareTerm& term : terms) Add(term);
    if (!errors_.empty()) return;
    for (const Whole& whole : wholes_) {
      ResultAll<LogicalPlan> plan = MakePlan(QueryOf(whole));
      if (!plan) {
        std::move(plan.error().begin(), plan.error().end(), std::back_inserter(errors_));
        return;
      }
      plan->total_of = whole.kept;
      shares_.wholes.push_back(std::move(*plan));
    }
    plan_.shares = std::move(shares_);
  }

 private:
  struct Whole {
    NodeVector<std::uint32_t> kept;  // Positions of dimensions.
    model::GivenTime given_time;
    std::vector<const Expr*> measures;
  };

  bool Fail(ErrorCode code, std::string message, std::string help) {
    errors_.push_back(Error{.code = code,
                            .message = std::move(message),
                            .labels = {},
                            .candidates = {},
                            .help = std::move(help)});
    return false;
  }

  std::string ShareOf(const ShareTerm& term) const {
    return "a share of " + FirstMeasure(model_, flow_, term.measure);
  }

  bool CheckPlace(const ShareTerm& term) {
    if (query_.ungrouped) {
      return Fail(ErrorCode::kNotInUngrouped, ShareOf(term) + " has no meaning for ungrouped rows",
                  "ask the measure itself, or ask without \"ungrouped\"");
    }
    if (query_.per_row_depth > 0) {
      return Fail(ErrorCode::kAggregateDimension,
                  ShareOf(term) + " is asked per row, which this version does not answer",
                  "ask the measure itself per row");
    }
    if (query_.share_depth < kShareDepthMax) return true;
    return Fail(ErrorCode::kPlanTooLarge,
                "shares of shares of shares by different dimensions are too many to look up",
                "write the measures that are divided into a formula");
  }

  // The dimensions of the query that the share is of; what totals and wholes do not keep is left
  // out.
  NodeVector<std::uint32_t> KeptBy(const ShareTerm& term) {
    NodeVector<std::uint32_t> kept;
    for (const Expr& of : term.of) {
      const auto found =
          std::find_if(query_.dimensions.begin(), query_.dimensions.end(),
                       [&](const ResolvedColumn& column) { return IsOf(of, column.value); });
      if (found != query_.dimensions.end()) {
        kept.push_back(static_cast<std::uint32_t>(found - query_.dimensions.begin()));
      } else if (!query_.is_total && query_.share_depth == 0) {
        AddNotAsked(term, of);
      }
    }
    std::sort(kept.begin(), kept.end());
    kept.erase(std::unique(kept.begin(), kept.end()), kept.end());
    return kept;
  }

  // A model names a dimension of a graph by its path from the measure's own table.
  bool IsOf(const Expr& of, const Expr& dimension) const {
    if (IsSameField(of, dimension)) return true;
    if (!query_.graph) return false;
    const auto& names = query_.graph->names;
    return std::any_of(names.begin(), names.end(), [&](const request::NamesAt& from) {
      Expr meant = dimension;
      request::BindNames(from, meant);
      return IsSameField(of, meant);
    });
  }

  void AddNotAsked(const ShareTerm& term, const Expr& of) {
    const std::string name = Quoted(NamedText(model_, flow_, of));
    Fail(ErrorCode::kBadShare,
         ShareOf(term) + " is of " + name + ", which is no dimension of the query at that grain",
         "add " + name + " to the dimensions, or ask the measure itself");
  }

  void Add(const ShareTerm& term) {
    const bool is_known =
        std::any_of(shares_.shares.begin(), shares_.shares.end(),
                    [&](const PlannedShare& planned) { return planned.term == term; });
    if (is_known) return;
    PlannedShare& planned = shares_.shares.emplace_back(PlannedShare{.term = term});
    const NodeVector<std::uint32_t> kept = KeptBy(term);
    if (kept.size() == query_.dimensions.size()) return;
    const auto whole = std::find_if(wholes_.begin(), wholes_.end(), [&](const Whole& known) {
      return known.kept == kept && known.given_time == term.given_time;
    });
    planned.whole = static_cast<std::uint32_t>(whole - wholes_.begin());
    if (whole == wholes_.end()) wholes_.push_back({kept, term.given_time, {}});
    if (wholes_.size() > kWholesMax) {
      Fail(ErrorCode::kPlanTooLarge,
           "the query asks shares of more than " + std::to_string(kWholesMax) +
               " sets of dimensions",
           "ask fewer shares in one query");
      return;
    }
    planned.column =
        static_cast<std::uint32_t>(kept.size() + wholes_[planned.whole].measures.size());
    wholes_[planned.whole].measures.push_back(&term.measure);
  }

  ResolvedQuery QueryOf(const Whole& whole) const {
    ResolvedQuery query;
    query.model = query_.model;
    query.flow = query_.flow;
    query.zone = query_.zone;
    query.filters = plan_.where;
    query.access = query_.access;
    query.shares_time = query_.shares_time;
    query.share_depth = static_cast<std::uint8_t>(query_.share_depth + 1);
    query.given_time = whole.given_time;
    query.graph = query_.graph;
    for (const std::uint32_t i : whole.kept) {
      query.dimensions.push_back(query_.dimensions[i]);
      query.dimensions.back().name = "key_" + std::to_string(query.dimensions.size());
    }
    for (const Expr* measure : whole.measures) {
      const std::size_t number = query.measures.size() + 1;
      query.measures.push_back(ResolvedColumn{
          .name = number == 1 ? "value" : "value_" + std::to_string(number),
          .value = *measure,
          .type = expr::TypeOf(*measure, model::FlowTypeScope(model_, flow_, kSelf))});
    }
    return query;
  }

  const ResolvedQuery& query_;
  const model::Model& model_;
  const model::Flow& flow_;
  LogicalPlan& plan_;
  Errors& errors_;
  PlannedShares shares_;
  std::vector<Whole> wholes_;
};

}  // namespace

Expr Anchored(Expr expr, AliasIndex self) {
  expr::RewriteNodes(expr, [self](Expr& node) {
    if (auto* aggregate = As<expr::Aggregate>(node)) {
      aggregate->details->home = AliasOf(aggregate->details->home, self);
      return;
    }
    Ref* ref = As<Ref>(node);
    const bool of_flow =
        ref != nullptr && (ref->kind == RefKind::kFlowDimension ||
                           ref->kind == RefKind::kFlowMeasure || ref->kind == RefKind::kShared);
    if (ref != nullptr && !of_flow) ref->alias = AliasOf(ref->alias, self);
  });
  return expr;
}

ShareTerm TermOf(const expr::Share& share, AliasIndex self, const model::GivenTime& given) {
  ShareTerm term{.measure = Anchored(*share.measure, self), .of = {}, .given_time = given};
  for (const Expr& of : share.of) term.of.push_back(Anchored(of, self));
  return term;
}

void AddFilter(ShareTerm& term, const Expr& condition, AliasIndex self) {
  if (Planted(Bug::kWholeWithoutFilter)) return;
  term.measure = Expr{expr::Filtered{std::move(term.measure), Anchored(condition, self)}, {}};
}

void PlanShares(const ResolvedQuery& query, const std::vector<ShareTerm>& terms, LogicalPlan& plan,
                Errors& errors) {
  if (errors.empty()) SharePlanner(query, plan, errors).Plan(terms);
}

bool AreWholes(const LogicalPlan& plan) {
  const auto is_whole = [&](const LogicalPlan& whole) {
    const bool by_kept =
        whole.total_of.size() == whole.dimension_count &&
        std::equal(whole.total_of.begin(), whole.total_of.end(), whole.columns.begin(),
                   [&](std::uint32_t kept, const PlannedColumn& column) {
                     return kept < plan.dimension_count && plan.columns[kept].type == column.type;
                   });
    return by_kept && whole.where.size() == plan.where.size() && whole.having.empty() &&
           whole.order.empty() && !whole.limit && !whole.offset && !whole.page;
  };
  const PlannedShares& shares = *plan.shares;
  return std::all_of(shares.wholes.begin(), shares.wholes.end(), is_whole) &&
         std::all_of(shares.shares.begin(), shares.shares.end(), [&](const PlannedShare& share) {
           if (share.whole == PlannedShare::kItself) return true;
           return share.whole < shares.wholes.size() &&
                  shares.wholes[share.whole].columns[share.column].is_measure;
         });
}

}  // namespace semaflow::plan
