#include "tests/property/random_cases.h"

#include <cstdlib>

#include "tests/property/random_graph.h"
#include "tests/property/random_model.h"
#include "tests/property/random_request.h"

namespace semaflow::property {

std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise) {
  const char* text = std::getenv(name);
  return text != nullptr ? std::stoull(text) : otherwise;
}

namespace {

/// Of so many requests one is asked by somebody who may not see all. Of graphs there are fewer.
constexpr int kGuardedEvery = 4;
constexpr int kGuardedGraphsEvery = 2;

/// The request, with those of its filters as access filters that can be.
nlohmann::json Guarded(const nlohmann::json& request, const LoadedCase& loaded) {
  nlohmann::json guarded = request;
  guarded.erase("filters");
  for (const nlohmann::json& filter : request.value("filters", nlohmann::json::array())) {
    nlohmann::json alone = request;
    alone["access_filters"] = {filter};
    const char* const place = ResolveAsked(loaded.Shared(), alone) ? "access_filters" : "filters";
    guarded[place].push_back(filter);
  }
  return guarded;
}

}  // namespace

void VisitRandomCases(std::uint64_t first_seed, int cases, const CaseVisitor& visitor) {
  for (int done = 0; done < cases; done += kRequestsPerModel) {
    const std::uint64_t seed = first_seed + static_cast<std::uint64_t>(done / kRequestsPerModel);
    RandomSource random(seed);
    const bool is_graph = seed % kGraphEvery == 0;
    PropertyCase property_case{is_graph ? RandomGraph(random) : RandomModel(random), {}};
    std::unique_ptr<LoadedCase> loaded;
    try {
      loaded = std::make_unique<LoadedCase>(property_case.model);
    } catch (const std::exception& error) {
      if (!visitor.broken(property_case, seed, error)) return;
      continue;
    }
    for (int i = 0; i < kRequestsPerModel && done + i < cases; ++i) {
      property_case.request =
          is_graph ? RandomGraphRequest(random, property_case.model, loaded->graph()->paths())
                   : RandomRequest(random, property_case.model, loaded->model());
      if (i % (is_graph ? kGuardedGraphsEvery : kGuardedEvery) == 1) {
        property_case.request = Guarded(property_case.request, *loaded);
      }
      if (!visitor.ask(*loaded, property_case, {seed, i})) return;
    }
  }
}

}  // namespace semaflow::property
