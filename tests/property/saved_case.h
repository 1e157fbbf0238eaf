// A case as one text file: tests/property/cases/<name>.json.
#pragma once

#include <filesystem>
#include <vector>

#include "tests/property/property_case.h"

namespace semaflow::property {

/// Throws std::runtime_error, or an error of nlohmann::json, when the file is not such a case.
PropertyCase ReadCase(const std::filesystem::path& file);
void WriteCase(const PropertyCase& property_case, const std::filesystem::path& file);

/// All of tests/property/cases, by name.
std::vector<std::filesystem::path> SavedCases();

}  // namespace semaflow::property
