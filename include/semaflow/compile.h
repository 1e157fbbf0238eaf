// A compiled query: what is sent to a database and how to read what comes back.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "semaflow/types.h"

namespace semaflow {

/// One column of an answer.
struct ColumnInfo {
  std::string name;        ///< As asked, or `as`.
  DataType type;           ///< kUnknown until the database has answered, where nobody knows.
  bool is_measure = false;
  bool additive = true;    ///< False: its groups may add up to more than its total.
  std::string label;
  std::string unit;
  std::string format;      ///< d3-format text: "$,.2f"
};

/// What a relative range meant.
struct RangeInfo {
  std::string field;
  std::string words;
  std::string start;  ///< ISO 8601, included.
  std::string end;    ///< ISO 8601, excluded.
};

/// A plain value; copies are independent and it may be sent to any thread. It keeps what it
/// refers to alive.
struct CompiledQuery {
  std::string sql;                ///< For execution, with placeholders.
  std::vector<Value> parameters;  ///< In the order of the placeholders. Never printed in errors.
  std::vector<ColumnInfo> columns;
  std::string dialect;            ///< "duckdb"
  std::string data_source;        ///< The name in the model.
  std::string time_zone;          ///< "Europe/Amsterdam": how instants are shown.
  bool wide_numbers_as_text = false;
  std::vector<RangeInfo> ranges;
  std::vector<std::string> warnings;
  std::shared_ptr<const void> keep_alive;  ///< The model.
};

}  // namespace semaflow
