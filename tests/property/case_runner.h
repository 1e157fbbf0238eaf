// Asks the planner on a real engine and the reference evaluator the same, and compares.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/model.h"
#include "request/resolved.h"
#include "semaflow/compile.h"
#include "semaflow/engine.h"
#include "sql/compile.h"
#include "tests/property/graph_evaluator.h"
#include "tests/property/paged_answers.h"
#include "tests/property/property_case.h"
#include "tests/property/reference_evaluator.h"

namespace semaflow::property {

struct Verdict {
  enum class Kind {
    kEqual,
    kRefused,          ///< With a P code: the planner says that it does not answer this.
    kRightlyRefused,   ///< A name means nothing or several things, and that is said.
    kMismatch,         ///< The answers differ.
    kPlannerFailed,    ///< A check of its own failed.
    kEngineFailed,     ///< On what the planner had accepted.
    kEvaluatorFailed,  ///< Likewise.
    kBroken,           ///< The case itself is wrong: the request does not resolve, say.
  };
  Kind kind = Kind::kEqual;
  std::string code;         ///< kRefused: "P001".
  std::string strategy;     ///< kEqual: as `explain` calls it.
  std::string text;         ///< Of a failure: SQL and both answers, or what failed.
  bool engine_bug = false;  ///< DuckDB broke, and was asked again without the part that did.
  std::string expected;     ///< The evaluator's rows as CSV.
  std::int64_t pages = 0;   ///< AskPages: that were read; 0: pages of it are refused.
};

/// Neither equal nor refused.
inline bool Fails(const Verdict& verdict) {
  return verdict.kind != Verdict::Kind::kEqual && verdict.kind != Verdict::Kind::kRefused &&
         verdict.kind != Verdict::Kind::kRightlyRefused;
}

/// What a request asks, and what the evaluator answers.
struct Question {
  request::ResolvedQuery query;
  Answer expected;
  std::string failure;  ///< Why the evaluator has no answer; empty: it has one.
  /// Of a graph: the request as each table's measures see it. Of a tree: empty.
  std::vector<std::shared_ptr<const request::ResolvedQuery>> seen;
};

/// What the planner makes of a question.
struct Planned {
  std::optional<CompiledQuery> query;
  std::string strategy;
  Verdict refused;  ///< When there is no query.
};

/// A model with its rows, loaded once into memory and into DuckDB.
class LoadedCase {
 public:
  /// Throws std::runtime_error when the model does not load.
  explicit LoadedCase(const ModelSpec& model);
  /// Another model over the rows of a loaded one.
  LoadedCase(const ModelSpec& model, const LoadedCase& loaded);

  const model::Model& model() const { return *model_; }
  const std::shared_ptr<const model::Model>& Shared() const { return model_; }
  /// Of a graph; nullptr: it is a tree.
  GraphEvaluator* graph() const { return graph_.get(); }
  /// `literals`: the SQL with its values printed, instead of parameters.
  Verdict Ask(const nlohmann::json& request, bool literals);
  /// Whether the pages of a request, which Ask found equal, are what it gives at once; else
  /// kMismatch. `seed` decides their sizes.
  Verdict AskPages(const nlohmann::json& request, std::uint64_t seed);

  // The steps of Ask.
  /// Nothing: `refused` says why.
  std::optional<Question> Read(const nlohmann::json& request, Verdict& refused) const;
  /// Of a graph, with the evaluator's answer at hand.
  std::optional<Question> ReadGraph(const nlohmann::json& request, GraphAnswer answer,
                                    Verdict& refused) const;
  static Planned Plan(const Question& question, bool literals);
  Verdict Judge(const Question& question, const Planned& planned);

  /// The rows of the planner's answer. Throws std::runtime_error when the engine fails;
  /// `engine_bug`: see Verdict.
  std::vector<Row> RowsOf(const CompiledQuery& query, bool& engine_bug);

 private:
  void Load(const ModelSpec& model);
  std::optional<PageOfRows> AskRows(const nlohmann::json& request);
  Result<ResultStream> Run(const CompiledQuery& query, bool& engine_bug);

  std::shared_ptr<const model::Model> model_;
  ModelSpec spec_;
  MemoryTables tables_;
  std::unique_ptr<GraphEvaluator> graph_;
  std::shared_ptr<Engine> engine_;
};

/// Resolves the request of a case, which may have a key beside those of requests: "access_filters",
/// what whoever asks may see.
ResultAll<request::ResolvedQuery> ResolveAsked(const std::shared_ptr<const model::Model>& model,
                                               const nlohmann::json& request);

/// Loads and asks; kBroken when the model does not load.
Verdict RunCase(const PropertyCase& property_case);

/// The same rows, in this order or in any. Doubles may differ by rounding.
bool SameRows(std::vector<Row> a, std::vector<Row> b, bool ordered);

}  // namespace semaflow::property
