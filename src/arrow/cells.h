// Cells of a batch as text: what JSON, CSV and tables share.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "arrow/decimal.h"
#include "arrow/iso_time.h"
#include "arrow/schema.h"
#include "semaflow/arrow.h"
#include "semaflow/types.h"

namespace semaflow::arrow {

struct CellStyle {
  const ZoneOffsets* zone = nullptr;  ///< For instants; must outlive the writing.
  /// Decimals, and integers beyond 2^53, as JSON strings: for readers that know only doubles.
  bool wide_numbers_as_text = false;
};

bool IsNull(const ArrowArray& column, std::int64_t row);
bool BooleanAt(const ArrowArray& column, std::int64_t row);
std::int64_t IntegerAt(const ArrowArray& column, std::int64_t row);
double FloatAt(const ArrowArray& column, std::int64_t row);
Int128 DecimalAt(const ArrowArray& column, std::int64_t row);
Interval IntervalAt(const ArrowArray& column, std::int64_t row);
/// Text, JSON and binary. Lives as long as the batch.
std::string_view BytesAt(const ArrowArray& column, std::int64_t row);

/// The shortest digits that read back as the same double; "NaN", "Infinity", "-Infinity".
void AppendFloat(std::string& out, double value);
/// Lower-case hexadecimal.
void AppendHex(std::string& out, std::string_view bytes);

/// One JSON value; `null` for NULL.
void AppendJsonCell(std::string& out, const SchemaColumn& column, const ArrowArray& array,
                    std::int64_t row, const CellStyle& style);

/// The bare text, without quotes; nothing for NULL. A list is its JSON.
void AppendTextCell(std::string& out, const SchemaColumn& column, const ArrowArray& array,
                    std::int64_t row, const CellStyle& style);

}  // namespace semaflow::arrow
