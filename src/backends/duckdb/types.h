// DuckDB's types as ours, and how a column of each is read.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "backends/duckdb/library.h"
#include "semaflow/types.h"

namespace semaflow::duckdb {

/// How to read the vectors of one result column.
struct ColumnType {
  duckdb_type id = DUCKDB_TYPE_INVALID;
  DataType type;                             ///< As we tell it. HUGEINT is an integer.
  duckdb_type stored = DUCKDB_TYPE_INVALID;  ///< Of decimals and enums: the integer inside.
  std::vector<std::string> words;            ///< Of an enum, by its number.
  std::uint64_t array_size = 0;              ///< Of an array: items in each row.
  std::unique_ptr<ColumnType> item;          ///< Of lists and arrays.
};

/// Fails with kBackendUnsupportedType for struct, map, union, bit, bignum, time with time zone,
/// lists of lists and whatever a later DuckDB adds. `name` is for the message.
Result<ColumnType> ReadType(const Api& api, duckdb_logical_type type, std::string_view name);

}  // namespace semaflow::duckdb
