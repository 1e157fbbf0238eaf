// What follows from the rule (DESIGN.md 2.2), asked of the planner alone: a case is changed, and
// the two answers have to fit together. The evaluator takes no part, so a misreading of the rule
// that it shares with the planner shows here.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/property/case_runner.h"
#include "tests/property/named_rows.h"
#include "tests/property/random_source.h"

namespace semaflow::property {

/// A model and the changed ones that answer the same.
class Variations {
 public:
  /// `loaded` outlives it.
  Variations(const ModelSpec& model, LoadedCase& loaded, std::uint64_t seed);

  /// What does not fit: the name of the property, and what is wrong. `asked` counts, by name, how
  /// often each had something to compare.
  std::vector<std::string> Complaints(const nlohmann::json& request,
                                      std::map<std::string, int>& asked);

 private:
  using Request = nlohmann::json;

  std::optional<NamedRows> Answer(LoadedCase& loaded, const Request& request);
  void Note(const char* property, const std::string& complaint);

  void AddMeasure(const Request& request);
  void RemoveFilter(const Request& request);
  void TakeTotal(const Request& request);
  void AskTotals(const Request& request);
  void SplitByCondition(const Request& request);
  void Permute(const Request& request);
  void ChangeModel(const Request& request);

  bool ReadsMeasures(const Request& request, const Request& condition) const;
  std::vector<std::string> PlainSums(const Request& request, const Request& condition) const;

  void LoadWithoutJoin();
  void LoadOtherOuterJoin();
  void LoadReordered();

  const ModelSpec& spec_;
  LoadedCase& loaded_;
  RandomSource random_;
  std::string unused_;  ///< The alias that `without_join_` lacks.
  std::vector<std::string> lost_members_;
  std::unique_ptr<LoadedCase> without_join_;
  std::unique_ptr<LoadedCase> as_left_;  ///< A full join of the model is a left one here.
  std::unique_ptr<LoadedCase> reordered_;
  std::vector<std::string> complaints_;
  std::map<std::string, int>* asked_ = nullptr;
};

}  // namespace semaflow::property
