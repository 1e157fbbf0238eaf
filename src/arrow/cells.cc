#include "arrow/cells.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstring>

#include "base/json_document.h"
#include "base/json_writer.h"

namespace semaflow::arrow {
namespace {

constexpr std::int64_t kExactInDouble = std::int64_t{1} << 53;

template <typename T>
T ValueAt(const ArrowArray& column, std::int64_t row) {
  return static_cast<const T*>(column.buffers[1])[row];
}

bool BitAt(const void* bits, std::int64_t index) {
  return (static_cast<const std::uint8_t*>(bits)[index / 8] >> (index % 8) & 1) != 0;
}

// What Arrow's month_day_nano interval looks like in memory.
struct IntervalBits {
  std::int32_t months;
  std::int32_t days;
  std::int64_t nanos;
};

void AppendList(std::string& out, const SchemaColumn& column, const ArrowArray& array,
                std::int64_t row, const CellStyle& style) {
  const SchemaColumn item{.name = "", .type = column.item, .item = {}};
  const auto* const offsets = static_cast<const std::int32_t*>(array.buffers[1]);
  out += '[';
  for (std::int32_t i = offsets[row]; i < offsets[row + 1]; ++i) {
    if (i != offsets[row]) out += ',';
    AppendJsonCell(out, item, *array.children[0], i, style);
  }
  out += ']';
}

bool IsQuotedInJson(const SchemaColumn& column, const ArrowArray& array, std::int64_t row,
                    const CellStyle& style) {
  switch (column.type.kind) {
    case TypeKind::kUnknown:
    case TypeKind::kBoolean:
    case TypeKind::kFloat:
    case TypeKind::kList:
      return false;
    case TypeKind::kInteger: {
      const std::int64_t value = IntegerAt(array, row);
      return style.wide_numbers_as_text && (value > kExactInDouble || value < -kExactInDouble);
    }
    case TypeKind::kDecimal:
      return style.wide_numbers_as_text;
    case TypeKind::kText:
    case TypeKind::kJson:
    case TypeKind::kDate:
    case TypeKind::kTimestamp:
    case TypeKind::kTimestamptz:
    case TypeKind::kTime:
    case TypeKind::kInterval:
    case TypeKind::kBinary:
      return true;
  }
  return true;
}

}  // namespace

void AppendHex(std::string& out, std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 0xf];
  }
}

void AppendFloat(std::string& out, double value) {
  if (std::isfinite(value)) return AppendJsonDouble(out, value);
  out += std::isnan(value) ? "NaN" : value < 0 ? "-Infinity" : "Infinity";
}

bool IsNull(const ArrowArray& column, std::int64_t row) {
  if (column.n_buffers == 0) return true;  // Arrow's null type
  return column.buffers[0] != nullptr && !BitAt(column.buffers[0], row);
}

bool BooleanAt(const ArrowArray& column, std::int64_t row) { return BitAt(column.buffers[1], row); }

std::int64_t IntegerAt(const ArrowArray& column, std::int64_t row) {
  return ValueAt<std::int64_t>(column, row);
}

double FloatAt(const ArrowArray& column, std::int64_t row) { return ValueAt<double>(column, row); }

Int128 DecimalAt(const ArrowArray& column, std::int64_t row) {
  return ValueAt<Int128>(column, row);
}

Interval IntervalAt(const ArrowArray& column, std::int64_t row) {
  const auto [months, days, nanos] = ValueAt<IntervalBits>(column, row);
  return Interval{months, days, nanos / 1000};
}

std::string_view BytesAt(const ArrowArray& column, std::int64_t row) {
  const auto* const offsets = static_cast<const std::int32_t*>(column.buffers[1]);
  return {static_cast<const char*>(column.buffers[2]) + offsets[row],
          static_cast<std::size_t>(offsets[row + 1] - offsets[row])};
}

void AppendTextCell(std::string& out, const SchemaColumn& column, const ArrowArray& array,
                    std::int64_t row, const CellStyle& style) {
  if (IsNull(array, row)) return;
  switch (column.type.kind) {
    case TypeKind::kUnknown:
      return;
    case TypeKind::kBoolean:
      out += BooleanAt(array, row) ? "true" : "false";
      return;
    case TypeKind::kInteger:
      return AppendJsonInteger(out, IntegerAt(array, row));
    case TypeKind::kFloat:
      return AppendFloat(out, FloatAt(array, row));
    case TypeKind::kDecimal:
      return AppendDecimal(out, DecimalAt(array, row), column.type.scale);
    case TypeKind::kText:
    case TypeKind::kJson:
      out += BytesAt(array, row);
      return;
    case TypeKind::kBinary:
      return AppendHex(out, BytesAt(array, row));
    case TypeKind::kDate:
      return AppendIso(out, Date{ValueAt<std::int32_t>(array, row)});
    case TypeKind::kTimestamp:
      return AppendIso(out, Timestamp{IntegerAt(array, row)});
    case TypeKind::kTimestamptz:
      return AppendIso(out, Instant{IntegerAt(array, row)}, *style.zone);
    case TypeKind::kTime:
      return AppendIso(out, TimeOfDay{IntegerAt(array, row)});
    case TypeKind::kInterval:
      return AppendIso(out, IntervalAt(array, row));
    case TypeKind::kList:
      return AppendList(out, column, array, row, style);
  }
}

void AppendJsonCell(std::string& out, const SchemaColumn& column, const ArrowArray& array,
                    std::int64_t row, const CellStyle& style) {
  if (IsNull(array, row)) {
    out += "null";
    return;
  }
  const TypeKind kind = column.type.kind;
  if (kind == TypeKind::kFloat) return AppendJsonDouble(out, FloatAt(array, row));
  if (kind == TypeKind::kJson && AppendJsonDocument(out, BytesAt(array, row))) return;
  if (kind == TypeKind::kText || kind == TypeKind::kJson) {
    return AppendJsonString(out, BytesAt(array, row));
  }
  const bool quoted = IsQuotedInJson(column, array, row, style);
  if (quoted) out += '"';
  AppendTextCell(out, column, array, row, style);
  if (quoted) out += '"';
}

}  // namespace semaflow::arrow
