// The vocabulary of values and types that crosses every border of SemaFlow.
// All types here are plain values: copy, move and compare freely, from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace semaflow {

/// The kinds of values that SemaFlow tells apart. Widths are not told apart: every integer is
/// `kInteger`, every binary float `kFloat`.
enum class TypeKind : std::uint8_t {
  kUnknown,  ///< Neither the model nor the schema says; never guessed.
  kBoolean,
  kInteger,      ///< Up to 64 bits, signed, in answers.
  kDecimal,      ///< Exact; see DataType::precision and scale.
  kFloat,        ///< IEEE 754 double.
  kText,         ///< UTF-8.
  kDate,         ///< A calendar day, never shifted by a zone.
  kTimestamp,    ///< A wall clock reading without zone, microseconds.
  kTimestamptz,  ///< An instant, microseconds since 1970-01-01T00:00:00Z.
  kTime,         ///< A time of day, microseconds since midnight.
  kInterval,
  kBinary,
  kJson,
  kList,  ///< See DataType::element.
};

struct DataType {
  TypeKind kind = TypeKind::kUnknown;
  std::uint8_t precision = 0;             ///< kDecimal only: total digits, 1 to 38; 0 = not known.
  std::uint8_t scale = 0;                 ///< kDecimal only: digits behind the point.
  TypeKind element = TypeKind::kUnknown;  ///< kList only: the kind of its items.

  friend bool operator==(const DataType&, const DataType&) = default;
};

/// "integer", "decimal(18, 2)", "timestamptz", "list(text)", "unknown". `ParseDataType` in
/// base/types.h reads these and the usual SQL spellings.
std::string ToString(const DataType& type);

struct Null {
  friend bool operator==(Null, Null) = default;
};
/// An exact decimal as its shortest text: "-12.50"; digits, at most one '.', an optional '-'.
struct Decimal {
  std::string text;
  friend bool operator==(const Decimal&, const Decimal&) = default;
};
struct Date {
  std::int32_t days = 0;  ///< Since 1970-01-01, proleptic Gregorian.
  friend auto operator<=>(Date, Date) = default;
};
struct Timestamp {
  std::int64_t micros = 0;  ///< Wall clock, since 1970-01-01T00:00:00.
  friend auto operator<=>(Timestamp, Timestamp) = default;
};
struct Instant {
  std::int64_t micros = 0;  ///< Since 1970-01-01T00:00:00Z.
  friend auto operator<=>(Instant, Instant) = default;
};
struct TimeOfDay {
  std::int64_t micros = 0;  ///< Since midnight.
  friend auto operator<=>(TimeOfDay, TimeOfDay) = default;
};
struct Interval {
  std::int32_t months = 0;
  std::int32_t days = 0;
  std::int64_t micros = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};
struct Binary {
  std::string bytes;
  friend bool operator==(const Binary&, const Binary&) = default;
};

/// One typed value: a literal of an expression, or a parameter on its way to the database.
using Value = std::variant<Null, bool, std::int64_t, double, Decimal, std::string, Date, Timestamp,
                           Instant, TimeOfDay, Interval, Binary>;

/// The kind that a value has by itself (`Null` has kUnknown).
TypeKind KindOf(const Value& value);

struct ColumnSchema {
  std::string name;
  DataType type;
  bool not_null = false;
  /// A text that the database keeps as something else, by which it orders and compares (a UUID, an
  /// ENUM): it is cast where it is read.
  bool cast_to_text = false;

  friend bool operator==(const ColumnSchema&, const ColumnSchema&) = default;
};

/// What a database (or schema.json) says about one table: its columns in order, and the keys it
/// enforces (lists of column names; the first is the primary key when `has_primary_key`).
struct TableSchema {
  std::vector<ColumnSchema> columns;
  std::vector<std::vector<std::string>> unique_keys;
  bool has_primary_key = false;
  std::int64_t rows = 0;  ///< About how many, as last counted; 0: not known.

  friend bool operator==(const TableSchema&, const TableSchema&) = default;
};

}  // namespace semaflow
