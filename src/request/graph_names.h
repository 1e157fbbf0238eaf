// Names of rows in a request over a graph flow: paths of roles from each table whose rows the
// request takes (DESIGN.md 2.1). The request grows a forest of its own from the model's graph.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/expr.h"
#include "model/graph_paths.h"
#include "model/path_names.h"
#include "request/problems.h"
#include "request/resolved.h"

namespace semaflow::request {

/// A name of a dimension where it is written or, without a field, a path to rows.
struct WrittenPath {
  model::PathName name;
  Span at;
  expr::AliasIndex rows_of = expr::kSelf;  ///< No field: the rows of this table are meant.
};

class GraphNames {
 public:
  GraphNames(const model::Model& model, const model::Flow& graph, Problems& problems);

  /// Where the names lead to so far. Its aliases move when a name is found.
  const model::Flow& forest() const { return *forest_; }
  const model::Flow& graph() const { return graph_; }

  /// From here on names lead from the rows of `home`, as in an aggregate; kSelf: from those of each
  /// measure of the request.
  void set_home(expr::AliasIndex home) { home_ = home; }
  expr::AliasIndex home() const { return home_; }
  /// The tables whose rows the measures of the request take. `are_asked`: there are some, be they
  /// wrong.
  void set_homes(const NodeVector<ResolvedColumn>& measures, bool are_asked);
  const NodeVector<expr::AliasIndex>& homes() const { return homes_; }
  /// Without measures each name begins with a table, and `lists` it while dimensions are read.
  void set_lists(bool lists);

  /// From here on names lead from all rows that the request takes: those of the access filters.
  void LeadFromAll(const ResolvedQuery& query);

  /// The dimension that `path` means: at the end of it or, where it is another for each measure,
  /// at an alias that stands for all of them. nullopt: told.
  std::optional<expr::Ref> Find(const WrittenPath& path);

  /// The rows at the end of `text` (a path alone) from `home`, whatever table they are of; and, as
  /// Find, those that the request reaches by it, which are of the same table as `rows`.
  std::optional<expr::AliasIndex> FindRows(std::string_view text, Span at, expr::AliasIndex home);
  std::optional<expr::AliasIndex> FindRowsOf(std::string_view text, Span at, expr::AliasIndex rows);

  /// The table whose rows an aggregate of these names is over; nullopt: told.
  std::optional<expr::AliasIndex> FindHome(const std::vector<model::PathName>& names, Span at);
  /// The table whose rows `measure` takes; nullopt: there are several, which is told.
  std::optional<expr::AliasIndex> HomeOf(const expr::Expr& measure, Span at,
                                         std::string_view what = "a filter");

  /// Whether two names, by the aliases that stand for them, lead to the same rows from everywhere.
  bool LeadAlike(expr::AliasIndex a, expr::AliasIndex b) const;

  /// Whether some table has such a dimension, or the graph itself.
  bool HasDimension(std::string_view field) const;

  /// Says in `query` what each name is from the rows of each table. Told, where one leads nowhere.
  void Finish(ResolvedQuery& query);

 private:
  // A name, and the alias that stands for what it leads to from each home.
  struct Asked {
    std::string text;
    Span at;
    expr::AliasIndex rows_of;
    expr::AliasIndex alias;
    expr::AliasIndex node;
    std::vector<std::pair<expr::AliasIndex, model::GraphPath>> paths;
    bool is_told = false;  // That it leads nowhere from one of them.
    bool of_request = true;
    bool of_access_filters = false;
  };

  bool HasDimension(expr::AliasIndex node, std::string_view field) const;
  bool Accepts(expr::AliasIndex node, const WrittenPath& path) const;
  std::optional<expr::AliasIndex> FindAlias(const WrittenPath& path);
  std::optional<expr::AliasIndex> FindListed(const WrittenPath& path);
  model::FoundPath PathFrom(expr::AliasIndex home, const WrittenPath& path) const;
  void Tell(const WrittenPath& path, expr::AliasIndex home, const model::FoundPath& found);
  std::optional<expr::AliasIndex> StartOf(const WrittenPath& path);
  bool AddPathFrom(Asked& asked, expr::AliasIndex home);
  Asked* FindAsked(const WrittenPath& path);
  Asked* AddAsked(const WrittenPath& path, expr::AliasIndex node);
  /// The alias at the end of a path; nullopt: told.
  std::optional<expr::AliasIndex> Reach(expr::AliasIndex home, const model::GraphPath& path,
                                        Span at);
  bool HasRoom(std::size_t more, Span at);
  expr::Ref At(expr::AliasIndex alias, const WrittenPath& path);
  NodeVector<expr::AliasIndex> HomesOf(const ResolvedQuery& query) const;
  std::optional<NamesAt> NamesFrom(expr::AliasIndex home, const ResolvedQuery& query);
  bool AddAccessNames(NodeVector<expr::AliasIndex> homes, ResolvedQuery& query);

  const model::Model& model_;
  const model::Flow& graph_;
  Problems& problems_;
  std::shared_ptr<model::Flow> forest_;
  expr::AliasIndex home_ = expr::kSelf;
  NodeVector<expr::AliasIndex> homes_;  // Of the measures, or of what is listed.
  bool has_measures_ = false;
  bool has_asked_measures_ = false;
  bool lists_ = false;
  bool is_full_ = false;            // That there are too many paths was told.
  bool of_access_filters_ = false;  // What is asked for.
  std::vector<Asked> asked_;
};

/// While it lives, names lead from the rows of `home`. `graph` may be nullptr, and `home` kSelf:
/// then it changes nothing.
class FromHome {
 public:
  FromHome(GraphNames* graph, expr::AliasIndex home)
      : graph_(home == expr::kSelf ? nullptr : graph), before_(graph_ ? graph_->home() : home) {
    if (graph_ != nullptr) graph_->set_home(home);
  }
  FromHome(const FromHome&) = delete;
  FromHome& operator=(const FromHome&) = delete;
  ~FromHome() {
    if (graph_ != nullptr) graph_->set_home(before_);
  }

 private:
  GraphNames* graph_;
  expr::AliasIndex before_;
};

/// Calls `f` for every expression of a request.
template <typename F>
void ForEachTerm(ResolvedQuery& query, F&& f) {
  for (ResolvedColumn& dimension : query.dimensions) f(dimension.value);
  for (ResolvedColumn& measure : query.measures) f(measure.value);  // What a share is of.
  for (expr::Expr& filter : query.filters) f(filter);
  for (ResolvedOrder& order : query.order) f(order.value);
}

/// Puts what the names of `names` lead to in the place of what stands for it.
void BindNames(const NamesAt& names, expr::Expr& expr);

}  // namespace semaflow::request
