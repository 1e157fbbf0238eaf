// Cuts a failing case smaller while it still fails, and writes it down.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "tests/property/property_case.h"

namespace semaflow::property {

/// `fails` is asked of smaller and smaller cases, at most `attempts_max` times.
PropertyCase Shrink(PropertyCase failing, const std::function<bool(const PropertyCase&)>& fails,
                    int attempts_max);

/// Model, rows and request as one text.
std::string Describe(const PropertyCase& property_case);

/// A folder that can be moved below tests/golden/cases: model/, data/, request.json and, as the
/// reference evaluator says, rows.csv.
void WriteFolder(const PropertyCase& property_case, const std::string& rows,
                 const std::filesystem::path& folder);

}  // namespace semaflow::property
