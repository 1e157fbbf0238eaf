// Random cases, one after the other: models from seeds that count up, and requests of each.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <string>

#include "tests/property/case_runner.h"

namespace semaflow::property {

inline constexpr int kRequestsPerModel = 20;
inline constexpr std::uint64_t kGraphEvery = 5;  ///< A model of so many is a graph.

/// Of the environment variable, or what stands for it.
std::uint64_t FromEnvironment(const char* name, std::uint64_t otherwise);

/// Where a case came from.
struct CasePlace {
  std::uint64_t seed;
  int request;  ///< Of the model: 0 to kRequestsPerModel - 1.
};

/// What is done with the cases.
struct CaseVisitor {
  /// False: no more.
  std::function<bool(LoadedCase&, const PropertyCase&, CasePlace)> ask;
  /// The model does not load. False: no more.
  std::function<bool(const PropertyCase&, std::uint64_t seed, const std::exception&)> broken;
};

void VisitRandomCases(std::uint64_t first_seed, int cases, const CaseVisitor& visitor);

}  // namespace semaflow::property
