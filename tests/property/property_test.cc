// The planner on DuckDB equals the reference evaluator on random models, rows and requests.
//
//   SEMAFLOW_PROPERTY_CASES   how many requests (default 400); 20 of them to a model
//   SEMAFLOW_PROPERTY_SEED    of the first model (default 1); the n-th model has the n-th seed
//   after SEMAFLOW_PROPERTY_SAVE    where failing cases are written (default: the temporary folder)
#include <gtest/gtest.h>

#include <cstdlib>
#include <iostream>
#include <map>

#include "tests/property/random_cases.h"
#include "tests/property/saved_case.h"
#include "tests/property/shrink.h"

namespace semaflow::property {
namespace {

constexpr int kPagedEvery = 3;  // A case of so many is also asked page by page.
constexpr int kMismatchesShown = 5;
constexpr int kShrinkAttempts = 1500;

class Tally {
 public:
  void Add(const Verdict& verdict) {
    ++cases_;
    if (verdict.kind == Verdict::Kind::kEqual) ++answered_[verdict.strategy];
    if (verdict.engine_bug) ++engine_bugs_;
    if (verdict.kind == Verdict::Kind::kRefused) ++refused_[verdict.code];
    if (verdict.kind == Verdict::Kind::kRightlyRefused) ++rightly_refused_;
  }
  void AddPages(const Verdict& verdict) {
    pages_ += verdict.pages;
    if (verdict.pages > 0) ++paged_;
  }
  void Print() const {
    std::cout << "property: " << cases_ << " cases";
    for (const auto& [strategy, count] : answered_) {
      std::cout << ", " << strategy << " " << count << Share(count);
    }
    for (const auto& [code, count] : refused_) {
      std::cout << ", refused " << code << " " << count << Share(count);
    }
    if (rightly_refused_ > 0) std::cout << ", without a meaning " << rightly_refused_;
    if (engine_bugs_ > 0) std::cout << ", DuckDB broke and was asked again " << engine_bugs_;
    std::cout << ", in pages " << paged_ << " (" << pages_ << " pages)" << std::endl;
  }

 private:
  std::string Share(int count) const {
    return " (" + std::to_string(count * 100 / std::max(cases_, 1)) + " %)";
  }
  int cases_ = 0;
  int engine_bugs_ = 0;
  int rightly_refused_ = 0;
  int paged_ = 0;
  std::int64_t pages_ = 0;
  std::map<std::string, int> answered_;
  std::map<std::string, int> refused_;
};

std::filesystem::path SaveFolder() {
  const char* folder = std::getenv("SEMAFLOW_PROPERTY_SAVE");
  return folder != nullptr ? std::filesystem::path(folder)
                           : std::filesystem::temp_directory_path() / "semaflow-property";
}

void Report(PropertyCase failing, const Verdict& verdict, CasePlace place) {
  const auto [seed, request] = place;
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
  WriteCase(failing, folder / "case.json");
  ADD_FAILURE() << "SEMAFLOW_PROPERTY_SEED=" << seed << ", request " << request << ", written to "
                << folder << "\n"
                << Describe(failing) << (again ? smallest.text : verdict.text);
}

TEST(Property, ThePlannerEqualsTheReferenceEvaluator) {
  Tally tally;
  int shown = 0;
  const auto ask = [&](LoadedCase& loaded, const PropertyCase& property_case, CasePlace place) {
    Verdict verdict = loaded.Ask(property_case.request, place.request % 4 == 3);
    tally.Add(verdict);
    if (verdict.kind == Verdict::Kind::kEqual && place.request % kPagedEvery == 0) {
      verdict = loaded.AskPages(property_case.request,
                                place.seed + static_cast<std::uint64_t>(place.request));
      tally.AddPages(verdict);
    }
    if (!Fails(verdict)) return true;
    Report(property_case, verdict, place);
    return ++shown < kMismatchesShown;
  };
  const auto broken = [&](const PropertyCase& property_case, std::uint64_t seed,
                          const std::exception& error) {
    ADD_FAILURE() << "SEMAFLOW_PROPERTY_SEED=" << seed << "\n"
                  << Describe(property_case) << error.what();
    return ++shown < kMismatchesShown;
  };
  VisitRandomCases(FromEnvironment("SEMAFLOW_PROPERTY_SEED", 1),
                   static_cast<int>(FromEnvironment("SEMAFLOW_PROPERTY_CASES", 400)),
                   {.ask = ask, .broken = broken});
  tally.Print();
}

// tests/property/cases: each case that ever failed, and for each planted bug the smallest that
// finds it.
TEST(Property, SavedCasesAreAnswered) {
  const std::vector<std::filesystem::path> files = SavedCases();
  EXPECT_FALSE(files.empty());
  for (const std::filesystem::path& file : files) {
    const PropertyCase saved = ReadCase(file);
    const Verdict verdict = RunCase(saved);
    EXPECT_FALSE(Fails(verdict)) << file << "\n" << Describe(saved) << verdict.text;
  }
}

}  // namespace
}  // namespace semaflow::property
