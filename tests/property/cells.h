// Values in memory for the reference evaluator: exact numbers, SQL's three-valued comparisons.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "semaflow/types.h"
#include "time/grain.h"

namespace semaflow::property {

__extension__ typedef __int128 Whole;

/// An integer, or a decimal of `scale` digits behind the point.
struct Exact {
  Whole digits = 0;
  int scale = 0;
  bool decimal = false;
};

using Cell = std::variant<Null, bool, Exact, double, std::string, Date, Timestamp, Instant>;
using Row = std::vector<Cell>;

inline bool IsNull(const Cell& cell) { return std::holds_alternative<Null>(cell); }
inline Cell Integer(std::int64_t value) { return Exact{.digits = value}; }

/// A literal of an expression. Throws on kinds that the evaluator does not know.
Cell CellOf(const Value& value);
/// A cell of a typed CSV. nullopt is NULL.
Cell ReadCell(const std::optional<std::string>& text, const DataType& type);
/// For people, and for string_agg: "12.50", "true", "2024-02-29", "NULL".
std::string ToText(const Cell& cell);

double ToDouble(const Cell& number);

/// Two values that are not NULL. Numbers compare by value whatever their kind, texts by code point;
/// a date beside a timestamp is compared with its day.
std::strong_ordering Compare(const Cell& a, const Cell& b);

/// A total order for group keys and for ORDER BY ascending: NULL equals NULL and comes last.
std::strong_ordering CompareKeys(const Cell& a, const Cell& b);
struct KeyLess {
  bool operator()(const Row& a, const Row& b) const;
};

/// `+ - *`: exact while both are; NULL where one is.
enum class Arithmetic : std::uint8_t { kAdd, kSubtract, kMultiply };
Cell Combine(Arithmetic op, const Cell& a, const Cell& b);
/// Real division: a double, NULL on zero.
Cell Divide(const Cell& a, const Cell& b);
/// The remainder with the sign of the number; NULL on zero.
Cell Modulo(const Cell& a, const Cell& b);

/// How times are cut to periods.
struct Clock {
  time::CalendarSettings calendar;
  std::string zone = "UTC";  ///< Of instants.
};
/// The first moment of the period that holds a time; NULL stays.
Cell Truncate(const Cell& time, time::Grain grain, const Clock& clock);
Cell PartOf(const Cell& time, time::Part part, const Clock& clock);

/// Equal as the answer of a database: exact values exactly and of the same kind, doubles within
/// 1e-9 relative.
bool SameAnswer(const Cell& a, const Cell& b);

}  // namespace semaflow::property
