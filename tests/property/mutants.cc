// make mutants: each planted bug (base/planted.h) is found by a random case. The build that plants
// them is a folder of its own; an ordinary one leaves this file empty.
//
//   SEMAFLOW_MUTANTS_CASES   after how many cases a bug has survived (default 20,000)
//   SEMAFLOW_PROPERTY_SEED   of the first model (default 1)
//   SEMAFLOW_MUTANTS_ONLY    names of bugs, with commas between them: only those are hunted
//   SEMAFLOW_MUTANTS_SAVE    a folder: the smallest case that finds each bug is written there
#include "base/planted.h"

#ifdef SEMAFLOW_MUTANTS

#include <gtest/gtest.h>

#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <optional>
#include <vector>

#include "tests/property/random_cases.h"
#include "tests/property/saved_case.h"
#include "tests/property/shrink.h"

namespace semaflow::property {
namespace {

using nlohmann::json;

constexpr int kShrinkAttempts = 120;

struct Mutant {
  Bug bug;
  std::string_view name;
  std::string_view what;
  bool caught = false;
};

std::vector<Mutant> AllMutants() {
  std::vector<Mutant> mutants = {
#define SEMAFLOW_BUG(name, what) {Bug::name, std::string_view(#name).substr(1), what},
#include "base/planted_bugs.def"
#undef SEMAFLOW_BUG
  };
  if (const char* only = std::getenv("SEMAFLOW_MUTANTS_ONLY")) {
    const std::string names = "," + std::string(only) + ",";
    std::erase_if(mutants, [&](const Mutant& mutant) {
      return names.find("," + std::string(mutant.name) + ",") == std::string::npos;
    });
  }
  return mutants;
}

class WithBug {
 public:
  explicit WithBug(Bug bug) { planted_bug = bug; }
  ~WithBug() { planted_bug = Bug::kNone; }
  WithBug(const WithBug&) = delete;
  WithBug& operator=(const WithBug&) = delete;
};

/// A case as it is asked of every mutant.
class AskedCase {
 public:
  /// Both outlive it. Throws what a check inside of the planner throws.
  AskedCase(LoadedCase& loaded, const json& request, bool literals)
      : loaded_(loaded), request_(request), literals_(literals) {
    Verdict refused;
    // What names mean in a graph, each mutant is asked again; the evaluator is not.
    if (loaded.graph() != nullptr) answer_ = loaded.graph()->Evaluate(request);
    question_ =
        answer_ ? loaded.ReadGraph(request, *answer_, refused) : loaded.Read(request, refused);
    if (!question_) {
      without_ = std::move(refused);
      return;
    }
    planned_ = LoadedCase::Plan(*question_, literals);
    without_ = loaded.Judge(*question_, planned_);
  }

  /// What the property test says of the planner without a bug.
  const Verdict& without() const { return without_; }

  /// Whether it finds `bug`. Where the SQL is that of the planner without it, nothing is asked.
  bool Catches(Bug bug) const {
    const WithBug with(bug);
    try {
      std::optional<Question> again;
      if (answer_) {
        Verdict refused;
        again = loaded_.ReadGraph(request_, *answer_, refused);
        if (!again) return Fails(refused);
      } else if (!question_) {
        return false;
      }
      const Question& question = again ? *again : *question_;
      const Planned planned = LoadedCase::Plan(question, literals_);
      if (planned.query && planned_.query && planned.query->sql == planned_.query->sql &&
          planned.query->parameters == planned_.query->parameters) {
        return false;
      }
      return Fails(loaded_.Judge(question, planned));
    } catch (const std::exception&) {
      return true;  // A check inside of the planner.
    }
  }

 private:
  LoadedCase& loaded_;
  const json& request_;
  bool literals_;
  std::optional<GraphAnswer> answer_;
  std::optional<Question> question_;
  Planned planned_;
  Verdict without_;
};

bool CatchesAlone(const PropertyCase& property_case, Bug bug) {
  try {
    LoadedCase loaded(property_case.model);
    const AskedCase asked(loaded, property_case.request, false);
    return !Fails(asked.without()) && asked.Catches(bug);
  } catch (const std::exception&) {
    return false;
  }
}

class Hunt {
 public:
  explicit Hunt(std::vector<Mutant> mutants) : mutants_(std::move(mutants)) {}

  bool Ask(LoadedCase& loaded, const PropertyCase& property_case, CasePlace place) {
    ++cases_;
    const AskedCase asked(loaded, property_case.request, place.request % 4 == 3);
    if (Fails(asked.without())) {
      ADD_FAILURE() << "without any bug, SEMAFLOW_PROPERTY_SEED=" << place.seed << ", request "
                    << place.request << "\n"
                    << Describe(property_case) << asked.without().text;
      return false;
    }
    for (Mutant& mutant : mutants_) {
      if (mutant.caught || !asked.Catches(mutant.bug)) continue;
      mutant.caught = true;
      ++caught_;
      std::cout << std::left << std::setw(26) << mutant.name << " caught after " << std::right
                << std::setw(5) << cases_ << " cases: " << mutant.what << std::endl;
      Save(mutant, property_case);
    }
    return caught_ < mutants_.size();
  }

  void Close() {
    for (const Mutant& mutant : mutants_) {
      if (mutant.caught || IsCaughtBySavedCase(mutant)) continue;
      ADD_FAILURE() << mutant.name << " survived " << cases_ << " cases: " << mutant.what;
    }
    std::cout << "mutants: " << caught_ << " of " << mutants_.size() << " caught in " << cases_
              << " cases" << std::endl;
  }

 private:
  static void Save(const Mutant& mutant, const PropertyCase& property_case) {
    const char* folder = std::getenv("SEMAFLOW_MUTANTS_SAVE");
    if (folder == nullptr) return;
    const auto catches = [&](const PropertyCase& smaller) {
      return CatchesAlone(smaller, mutant.bug);
    };
    if (!catches(property_case)) return;
    std::string name;
    for (const char letter : mutant.name) {
      if (letter < 'a' && !name.empty()) name += '_';
      name += letter < 'a' ? static_cast<char>(letter - 'A' + 'a') : letter;
    }
    WriteCase(Shrink(property_case, catches, kShrinkAttempts),
              std::filesystem::path(folder) / (name + ".json"));
  }

  // A bug that random cases meet too seldom is still found by make property, in a saved one.
  bool IsCaughtBySavedCase(const Mutant& mutant) {
    for (const auto& file : SavedCases()) {
      if (!CatchesAlone(ReadCase(file), mutant.bug)) continue;
      ++caught_;
      std::cout << std::left << std::setw(26) << mutant.name << " survived " << cases_
                << " cases, caught by " << file.filename() << ": " << mutant.what << std::endl;
      return true;
    }
    return false;
  }

  std::vector<Mutant> mutants_;
  std::size_t caught_ = 0;
  int cases_ = 0;
};

TEST(Mutants, EachPlantedBugIsCaught) {
  Hunt hunt(AllMutants());
  VisitRandomCases(
      FromEnvironment("SEMAFLOW_PROPERTY_SEED", 1),
      static_cast<int>(FromEnvironment("SEMAFLOW_MUTANTS_CASES", 20'000)),
      {.ask = [&](LoadedCase& loaded, const PropertyCase& property_case,
                  CasePlace place) { return hunt.Ask(loaded, property_case, place); },
       .broken =
           [](const PropertyCase& property_case, std::uint64_t seed, const std::exception& error) {
             ADD_FAILURE() << "SEMAFLOW_PROPERTY_SEED=" << seed << "\n"
                           << Describe(property_case) << error.what();
             return false;
           }});
  hunt.Close();
}

}  // namespace
}  // namespace semaflow::property

#endif
