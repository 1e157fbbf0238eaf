// Types and values: their words.
#pragma once

#include <optional>
#include <string_view>

#include "semaflow/types.h"

namespace semaflow {

/// Reads "integer", "bigint", "decimal(18, 2)", "numeric(18,2)", "varchar(20)", "timestamptz",
/// "timestamp with time zone", "double precision", "list(text)", "text[]", ... in any case.
/// nullopt: not a type that SemaFlow knows.
std::optional<DataType> ParseDataType(std::string_view text);

/// "date", "text", ...: the word of a kind alone.
std::string_view KindName(TypeKind kind);

inline bool IsNumeric(TypeKind kind) {
  return kind == TypeKind::kInteger || kind == TypeKind::kDecimal || kind == TypeKind::kFloat;
}
inline bool IsTime(TypeKind kind) {
  return kind == TypeKind::kDate || kind == TypeKind::kTimestamp || kind == TypeKind::kTimestamptz;
}

}  // namespace semaflow
