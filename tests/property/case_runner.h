// Asks the planner on a real engine and the reference evaluator the same, and compares.
#pragma once

#include <memory>
#include <string>

#include "model/model.h"
#include "semaflow/engine.h"
#include "tests/property/property_case.h"

namespace semaflow::property {

struct Verdict {
  enum class Kind {
    kEqual,
    kRefused,          ///< With a P code: the planner says that it does not answer this.
    kMismatch,         ///< The answers differ.
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
};

/// A model with its rows, loaded once into memory and into DuckDB.
class LoadedCase {
 public:
  /// Throws std::runtime_error when the model does not load.
  explicit LoadedCase(const ModelSpec& model);

  const model::Model& model() const { return *model_; }
  /// `literals`: the SQL with its values printed, instead of parameters.
  Verdict Ask(const nlohmann::json& request, bool literals);

 private:
  std::shared_ptr<const model::Model> model_;
  ModelSpec spec_;
  MemoryTables tables_;
  Engine engine_;
};

/// Loads and asks; kBroken when the model does not load.
Verdict RunCase(const PropertyCase& property_case);

}  // namespace semaflow::property
