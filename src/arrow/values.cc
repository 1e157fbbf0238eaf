// Cells of a batch as values, and values as text.
#include <string>

#include "arrow/cells.h"
#include "arrow/decimal.h"
#include "arrow/iso_time.h"
#include "base/check.h"
#include "base/overloaded.h"
#include "semaflow/arrow.h"

namespace semaflow {

using namespace arrow;  // NOLINT: this is that room's face

Value ValueAt(const DataType& type, const ArrowArray& array, std::int64_t row) {
  if (IsNull(array, row)) return Null{};
  switch (type.kind) {
    case TypeKind::kUnknown:
      return Null{};
    case TypeKind::kBoolean:
      return BooleanAt(array, row);
    case TypeKind::kInteger:
      return IntegerAt(array, row);
    case TypeKind::kFloat:
      return FloatAt(array, row);
    case TypeKind::kDecimal: {
      Decimal decimal;
      AppendDecimal(decimal.text, DecimalAt(array, row), type.scale);
      return decimal;
    }
    case TypeKind::kText:
    case TypeKind::kJson:
      return std::string(BytesAt(array, row));
    case TypeKind::kBinary:
      return Binary{std::string(BytesAt(array, row))};
    case TypeKind::kDate:
      return Date{static_cast<const std::int32_t*>(array.buffers[1])[row]};
    case TypeKind::kTimestamp:
      return Timestamp{IntegerAt(array, row)};
    case TypeKind::kTimestamptz:
      return Instant{IntegerAt(array, row)};
    case TypeKind::kTime:
      return TimeOfDay{IntegerAt(array, row)};
    case TypeKind::kInterval:
      return IntervalAt(array, row);
    case TypeKind::kList:
      break;
  }
  SEMA_CHECK(false, "a list as a value");
}

std::string ToText(const Value& value) {
  const InUtc utc;
  std::string text;
  std::visit(Overloaded{[](Null) {}, [&](bool truth) { text = truth ? "true" : "false"; },
                        [&](std::int64_t number) { text = std::to_string(number); },
                        [&](double number) { AppendFloat(text, number); },
                        [&](const Decimal& decimal) { text = decimal.text; },
                        [&](const std::string& given) { text = given; },
                        [&](const Binary& binary) { AppendHex(text, binary.bytes); },
                        [&](Instant at) { AppendIso(text, at, utc); },
                        [&](const auto& time) { AppendIso(text, time); }},
             value);
  return text;
}

}  // namespace semaflow
