// Random conditions on a field: as expression text for models, as JSON for requests.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "semaflow/types.h"
#include "tests/property/random_source.h"

namespace semaflow::property {

/// A field by the name that the condition calls it, and its type.
struct NamedField {
  std::string name;
  DataType type;
};

/// Whether values of this type may decide what is shown and where: not doubles, which may differ by
/// rounding alone, and not lists, which have no conditions and no order that is the same
/// everywhere.
bool MayDecide(const DataType& type);
bool IsNumber(const DataType& type);

/// Those of `fields` that a share is of, by name; none: it is of all rows.
nlohmann::json SomeOf(RandomSource& random, const std::vector<NamedField>& fields);

bool IsTime(const DataType& type);

/// One condition in expression text.
std::string RandomConditionText(RandomSource& random, const NamedField& field);
/// `{"field", "op", "value"}`. `of_group`: the field is a measure.
nlohmann::json RandomCondition(RandomSource& random, const NamedField& field, bool of_group);

}  // namespace semaflow::property
