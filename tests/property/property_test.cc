// The planner on DuckDB equals the reference evaluator on random models, rows and requests.
//
//   SEMAFLOW_PROPERTY_CASES   how many requests (default 400); 20 of them to a model
//   SEMAFLOW_PROPERTY_SEED    of the first model (default 1); the n-th model has the n-th seed
//   after SEMAFLOW_PROPERTY_SAVE    where failing cases are written (default: the temporary folder)
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>

#include "tests/property/case_runner.h"
#include "tests/property/random_model.h"
#include "tests/property/random_request.h"
#include "tests/property/shrink.h"

namespace semaflow::property {
namespace {

constexpr int kRequestsPerModel = 20;
constexpr int kMismatchesShown = 5;
constexpr int kShrinkAttempts = 1500;

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::stoull(text) : otherwise;
}

class Tally {
 public:
  void Add(const Verdict& verdict) {
    ++cases_;
    if (verdict.kind == Verdict::Kind::kEqual) ++answered_[verdict.strategy];
    if (verdict.engine_bug) ++engine_bugs_;
    if (verdict.kind == Verdict::Kind::kRefused) ++refused_[verdict.code];
  }
  void Print() const {
    std::cout << "property: " << cases_ << " cases";
    for (const auto& [strategy, count] : answered_) {
      std::cout << ", " << strategy << " " << count << Share(count);
    }
    for (const auto& [code, count] : refused_) {
      std::cout << ", refused " << code << " " << count << Share(count);
    }
    if (engine_bugs_ > 0) std::cout << ", DuckDB broke and was asked again " << engine_bugs_;
    std::cout << std::endl;
  }

 private:
  std::string Share(int count) const {
    return " (" + std::to_string(count * 100 / std::max(cases_, 1)) + " %)";
  }
  int cases_ = 0;
  int engine_bugs_ = 0;
  std::map<std::string, int> answered_;
  std::map<std::string, int> refused_;
};

std::filesystem::path SaveFolder() {
  const char* folder = std::getenv("SEMAFLOW_PROPERTY_SAVE");
  return folder != nullptr ? std::filesystem::path(folder)
                           : std::filesystem::temp_directory_path() / "semaflow-property";
}

void Report(PropertyCase failing, const Verdict& verdict, std::uint64_t seed, int request) {
  const Verdict::Kind kind = verdict.kind;
  if (kind != Verdict::Kind::kBroken) {
    failing = Shrink(
        std::move(failing),
        [kind](const PropertyCase& smaller) { return RunCase(smaller).kind == kind; },
        kShrinkAttempts);
  }
  const Verdict smallest = RunCase(failing);
  const bool again = smallest.kind == kind;
  const std::string name = "seed_" + std::to_string(seed) + "_" + std::to_string(request);
  const std::filesystem::path folder = SaveFolder() / name;
  std::filesystem::remove_all(folder);
  WriteFolder(failing, again ? smallest.expected : verdict.expected, folder);
  ADD_FAILURE() << "SEMAFLOW_PROPERTY_SEED=" << seed << ", request " << request << ", written to "
                << folder << "\n"
                << Describe(failing) << (again ? smallest.text : verdict.text);
}

TEST(Property, ThePlannerEqualsTheReferenceEvaluator) {
  const auto cases = static_cast<int>(FromEnvironment("SEMAFLOW_PROPERTY_CASES", 400));
  const std::uint64_t first_seed = FromEnvironment("SEMAFLOW_PROPERTY_SEED", 1);
  Tally tally;
  int shown = 0;
  for (int done = 0; done < cases && shown < kMismatchesShown; done += kRequestsPerModel) {
    const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(done / kRequestsPerModel);
    RandomSource random(seed);
    PropertyCase property_case{RandomModel(random), {}};
    std::unique_ptr<LoadedCase> loaded;
    try {
      loaded = std::make_unique<LoadedCase>(property_case.model);
    } catch (const std::exception& error) {
      ++shown;
      ADD_FAILURE() << "SEMAFLOW_PROPERTY_SEED=" << seed << "\n"
                    << Describe(property_case) << error.what();
      continue;
    }
    for (int i = 0; i < kRequestsPerModel && done + i < cases; ++i) {
      property_case.request = RandomRequest(random, property_case.model, loaded->model());
      const Verdict verdict = loaded->Ask(property_case.request, i % 4 == 3);
      tally.Add(verdict);
      if (verdict.kind == Verdict::Kind::kEqual || verdict.kind == Verdict::Kind::kRefused) {
        continue;
      }
      Report(property_case, verdict, seed, i);
      if (++shown == kMismatchesShown) break;
    }
  }
  tally.Print();
}

}  // namespace
}  // namespace semaflow::property
