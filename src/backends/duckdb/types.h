// DuckDB's types as ours, and how a column of each is read.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "backends/duckdb/library.h"
#include "semaflow/error.h"
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

/// Owns a type that the API has handed out.
class LogicalType {
 public:
  LogicalType(const Api& api, duckdb_logical_type type) : api_(api), type_(type) {}
  ~LogicalType() { api_.destroy_logical_type(&type_); }
  LogicalType(const LogicalType&) = delete;
  LogicalType& operator=(const LogicalType&) = delete;
  duckdb_logical_type get() const { return type_; }

 private:
  const Api& api_;
  duckdb_logical_type type_;
};

/// A copy of a text that the API has handed out, which is freed; nullopt where it gave none.
std::optional<std::string> TakeText(const Api& api, char* text);

/// The API gave none: there was no memory for it.
Error NameIsMissing(std::uint64_t column);

}  // namespace semaflow::duckdb
