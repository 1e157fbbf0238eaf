// What an answer tells about its columns and ranges.
#pragma once

#include <string>

#include "semaflow/types.h"

namespace semaflow {

/// One column of an answer.
struct ColumnInfo {
  std::string name;  ///< As asked, or `as`.
  DataType type;     ///< kUnknown until the database has answered, where nobody knows.
  bool is_measure = false;
  bool additive = true;  ///< False: its groups may add up to more than its total.
  std::string label;
  std::string unit;
  std::string format;  ///< d3-format text: "$,.2f"
};

/// What a relative range meant.
struct RangeInfo {
  std::string field;
  std::string words;
  std::string start;  ///< ISO 8601, included.
  std::string end;    ///< ISO 8601, excluded.
};

}  // namespace semaflow
