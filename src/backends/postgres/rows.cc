#include "backends/postgres/rows.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>
#include <utility>

#include "arrow/buffer_pool.h"
#include "backends/postgres/network_order.h"
#include "backends/postgres/numeric.h"
#include "base/check.h"
#include "nanoarrow/nanoarrow.h"

namespace semaflow::postgres {
namespace {

constexpr std::int64_t kBytesMax = std::numeric_limits<std::int32_t>::max();
// PostgreSQL counts days and microseconds from 2000-01-01.
constexpr std::int32_t kEpochDays = 10'957;
constexpr std::int64_t kEpochMicros = std::int64_t{kEpochDays} * 86'400'000'000;

enum class Outcome : std::uint8_t {
  kDone,
  kTooLarge,
  kOverflow,
  kNan,
  kInfinite,
  kNested,
  kMalformed
};

void Must(ArrowErrorCode code) { SEMA_CHECK(code == NANOARROW_OK); }

template <typename T>
void Push(ArrowBuffer* buffer, T value) {
  Must(ArrowBufferReserve(buffer, sizeof value));
  ArrowBufferAppendUnsafe(buffer, &value, sizeof value);
}

// An array has no bitmap before its first NULL.
void AppendValidity(ArrowArray* out, bool is_valid) {
  ArrowBitmap* const bitmap = ArrowArrayValidityBitmap(out);
  if (!is_valid && out->null_count == 0) Must(ArrowBitmapAppend(bitmap, 1, out->length));
  if (!is_valid) ++out->null_count;
  if (out->null_count > 0) Must(ArrowBitmapAppend(bitmap, is_valid ? 1 : 0, 1));
  ++out->length;
}

// Booleans are bits, the first in the lowest one.
void AppendBit(ArrowArray* out, bool bit) {
  ArrowBuffer* const bits = ArrowArrayBuffer(out, 1);
  if (out->length % 8 == 0) Push(bits, std::uint8_t{0});
  bits->data[out->length / 8] |= static_cast<std::uint8_t>(bit ? 1U << (out->length % 8) : 0U);
}

struct MonthDayNano {
  std::int32_t months;
  std::int32_t days;
  std::int64_t nanos;
};

Outcome AppendText(ArrowArray* out, std::string_view text) {
  ArrowBuffer* const texts = ArrowArrayBuffer(out, 2);
  if (texts->size_bytes + static_cast<std::int64_t>(text.size()) > kBytesMax) {
    return Outcome::kTooLarge;
  }
  Must(ArrowBufferAppend(texts, text.data(), static_cast<std::int64_t>(text.size())));
  Push(ArrowArrayBuffer(out, 1), static_cast<std::int32_t>(texts->size_bytes));
  return Outcome::kDone;
}

Outcome AppendUuid(ArrowArray* out, std::string_view bytes) {
  char text[36];
  char* at = text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) *at++ = '-';
    constexpr std::string_view kHex = "0123456789abcdef";
    const auto byte = static_cast<unsigned char>(bytes[i]);
    *at++ = kHex[byte >> 4];
    *at++ = kHex[byte & 15];
  }
  return AppendText(out, {text, sizeof text});
}

Outcome AppendNumeric(ArrowArray* out, const DataType& type, std::string_view bytes) {
  const auto number = Numeric::Read(bytes);
  if (!number) return Outcome::kMalformed;
  if (!number->is_finite() && type.kind != TypeKind::kFloat) {
    return number->is_nan() ? Outcome::kNan : Outcome::kInfinite;
  }
  ArrowBuffer* const values = ArrowArrayBuffer(out, 1);
  switch (type.kind) {
    case TypeKind::kInteger: {
      const auto whole = number->ToInteger();
      if (!whole) return Outcome::kOverflow;
      Push(values, *whole);
      return Outcome::kDone;
    }
    case TypeKind::kFloat:
      Push(values, number->ToDouble());
      return Outcome::kDone;
    default: {
      const auto decimal = number->ToDecimal(type.scale);
      if (!decimal) return Outcome::kOverflow;
      Push(values, *decimal);
      return Outcome::kDone;
    }
  }
}

std::string CharText(char byte) {
  if (byte == '\0') return {};
  if (static_cast<unsigned char>(byte) < 0x80) return {byte};
  return fmt::format("\\{:03o}", static_cast<unsigned char>(byte));
}

// Infinities are the ends of the range on both sides; ours are symmetric.
template <typename T>
std::optional<T> Since1970(T value, T epoch) {
  constexpr T kMax = std::numeric_limits<T>::max();
  if (value == kMax) return kMax;
  if (value == std::numeric_limits<T>::min()) return -kMax;
  if (__builtin_add_overflow(value, epoch, &value)) return std::nullopt;
  return value;
}

template <typename T>
Outcome AppendTime(ArrowArray* out, const char* bytes, T epoch) {
  const auto value = Since1970(FromNetwork<T>(bytes), epoch);
  if (!value) return Outcome::kOverflow;
  Push(ArrowArrayBuffer(out, 1), *value);
  return Outcome::kDone;
}

Outcome AppendInterval(ArrowArray* out, const char* bytes) {
  MonthDayNano value{.months = FromNetwork<std::int32_t>(bytes + 12),
                     .days = FromNetwork<std::int32_t>(bytes + 8),
                     .nanos = 0};
  if (__builtin_mul_overflow(FromNetwork<std::int64_t>(bytes), 1'000, &value.nanos)) {
    return Outcome::kOverflow;
  }
  Push(ArrowArrayBuffer(out, 1), value);
  return Outcome::kDone;
}

// How many bytes a value has; nullopt: any number.
std::optional<std::size_t> SizeOf(Form form) {
  switch (form) {
    case Form::kBool:
    case Form::kChar:
      return 1;
    case Form::kInt2:
      return 2;
    case Form::kInt4:
    case Form::kOid:
    case Form::kFloat4:
    case Form::kDate:
      return 4;
    case Form::kInt8:
    case Form::kFloat8:
    case Form::kTime:
    case Form::kTimestamp:
      return 8;
    case Form::kUuid:
    case Form::kInterval:
      return 16;
    case Form::kNumeric:
    case Form::kText:
    case Form::kJsonb:
    case Form::kBytes:
    case Form::kArray:
      return std::nullopt;
  }
  return std::nullopt;
}

Outcome AppendArray(ArrowArray* out, const ColumnType& item, std::string_view bytes);

Outcome AppendValue(ArrowArray* out, const ColumnType& type, std::string_view bytes) {
  if (const auto size = SizeOf(type.form); size && *size != bytes.size()) {
    return Outcome::kMalformed;
  }
  ArrowBuffer* const values = ArrowArrayBuffer(out, 1);
  switch (type.form) {
    case Form::kBool:
      AppendBit(out, bytes[0] != 0);
      return Outcome::kDone;
    case Form::kInt2:
      Push(values, std::int64_t{FromNetwork<std::int16_t>(bytes.data())});
      return Outcome::kDone;
    case Form::kInt4:
      Push(values, std::int64_t{FromNetwork<std::int32_t>(bytes.data())});
      return Outcome::kDone;
    case Form::kInt8:
      Push(values, FromNetwork<std::int64_t>(bytes.data()));
      return Outcome::kDone;
    case Form::kOid:
      Push(values, std::int64_t{FromNetwork<std::uint32_t>(bytes.data())});
      return Outcome::kDone;
    case Form::kFloat4:
      Push(values, double{FromNetwork<float>(bytes.data())});
      return Outcome::kDone;
    case Form::kFloat8:
      Push(values, FromNetwork<double>(bytes.data()));
      return Outcome::kDone;
    case Form::kNumeric:
      return AppendNumeric(out, type.type, bytes);
    case Form::kChar:
      // One byte that need be no character: as PostgreSQL prints it, "" for none.
      return AppendText(out, CharText(bytes[0]));
    case Form::kText:
    case Form::kBytes:
      return AppendText(out, bytes);
    case Form::kJsonb:
      if (bytes.empty() || bytes[0] != 1) return Outcome::kMalformed;
      return AppendText(out, bytes.substr(1));
    case Form::kUuid:
      return AppendUuid(out, bytes);
    case Form::kDate:
      return AppendTime<std::int32_t>(out, bytes.data(), kEpochDays);
    case Form::kTime:
      Push(values, FromNetwork<std::int64_t>(bytes.data()));
      return Outcome::kDone;
    case Form::kTimestamp:
      return AppendTime<std::int64_t>(out, bytes.data(), kEpochMicros);
    case Form::kInterval:
      return AppendInterval(out, bytes.data());
    case Form::kArray:
      return AppendArray(out, *type.item, bytes);
  }
  return Outcome::kMalformed;
}

void AppendEmpty(ArrowArray* out, const ColumnType& type) {
  switch (type.form) {
    case Form::kBool:
      AppendBit(out, false);
      return;
    case Form::kChar:
    case Form::kText:
    case Form::kJsonb:
    case Form::kBytes:
    case Form::kUuid:
      (void)AppendText(out, {});
      return;
    case Form::kArray:
      Push(ArrowArrayBuffer(out, 1), static_cast<std::int32_t>(out->children[0]->length));
      return;
    case Form::kDate:
      Push(ArrowArrayBuffer(out, 1), std::int32_t{0});
      return;
    case Form::kInterval:
      Push(ArrowArrayBuffer(out, 1), MonthDayNano{});
      return;
    case Form::kNumeric:
      if (type.type.kind == TypeKind::kDecimal) {
        Push(ArrowArrayBuffer(out, 1), arrow::Int128{});
        return;
      }
      [[fallthrough]];
    case Form::kInt2:
    case Form::kInt4:
    case Form::kInt8:
    case Form::kOid:
    case Form::kFloat4:
    case Form::kFloat8:
    case Form::kTime:
    case Form::kTimestamp:
      Push(ArrowArrayBuffer(out, 1), std::int64_t{0});
      return;
  }
}

Outcome AppendCell(ArrowArray* out, const ColumnType& type, const WireValue& value) {
  if (!value) {
    AppendEmpty(out, type);
  } else if (const Outcome outcome = AppendValue(out, type, *value); outcome != Outcome::kDone) {
    return outcome;
  }
  AppendValidity(out, value.has_value());
  return Outcome::kDone;
}

// array_send: dimensions, whether there are NULLs, the type of the items, for each dimension its
// length and its first index; then each item with its length, -1 for NULL. Calls `use` for each
// item, which says whether all is well.
template <typename Use>
Outcome ForEachItem(std::string_view bytes, Use&& use) {
  constexpr std::size_t kWord = 4;
  if (bytes.size() < 3 * kWord) return Outcome::kMalformed;
  const auto take = [&bytes] {
    const auto word = FromNetwork<std::int32_t>(bytes.data());
    bytes.remove_prefix(kWord);
    return word;
  };
  const std::int32_t dimensions = take();
  bytes.remove_prefix(2 * kWord);
  if (dimensions < 0) return Outcome::kMalformed;
  if (dimensions > 1) return Outcome::kNested;
  std::int32_t count = 0;
  if (dimensions == 1) {
    if (bytes.size() < 2 * kWord) return Outcome::kMalformed;
    count = take();
    take();
  }
  for (std::int32_t i = 0; i < count; ++i) {
    if (bytes.size() < kWord) return Outcome::kMalformed;
    const std::int32_t length = take();
    WireValue value;
    if (length >= 0) {
      if (bytes.size() < static_cast<std::size_t>(length)) return Outcome::kMalformed;
      value = bytes.substr(0, static_cast<std::size_t>(length));
      bytes.remove_prefix(static_cast<std::size_t>(length));
    }
    if (const Outcome outcome = use(value); outcome != Outcome::kDone) return outcome;
  }
  return bytes.empty() ? Outcome::kDone : Outcome::kMalformed;
}

Outcome AppendArray(ArrowArray* out, const ColumnType& item, std::string_view bytes) {
  ArrowArray* const items = out->children[0];
  const Outcome outcome = ForEachItem(bytes, [&](const WireValue& value) {
    return items->length == kBytesMax ? Outcome::kTooLarge : AppendCell(items, item, value);
  });
  if (outcome != Outcome::kDone) return outcome;
  Push(ArrowArrayBuffer(out, 1), static_cast<std::int32_t>(items->length));
  return Outcome::kDone;
}

// Cuts off what was written of a row that did not fit.
void CutOff(ArrowArray& array, const ColumnType& type, std::int64_t length) {
  if (array.length == length) return;
  array.length = length;
  if (array.null_count > 0) array.null_count = -1;  // Arrow's mark for "count them".
  if (type.form != Form::kArray) return;
  const auto* const ends = reinterpret_cast<const std::int32_t*>(ArrowArrayBuffer(&array, 1)->data);
  CutOff(*array.children[0], *type.item, ends[length]);
}

Error Problem(const Column& column, Outcome outcome) {
  if (outcome == Outcome::kMalformed) {
    return {.code = ErrorCode::kBackendFailed,
            .message = fmt::format("PostgreSQL sent a value of column \"{}\" that is none of its "
                                   "type",
                                   column.name)};
  }
  const DataType& type = column.type.item ? column.type.item->type : column.type.type;
  const auto overflow = [&](std::string_view is, std::string_view help) {
    return Error{.code = ErrorCode::kBackendOverflow,
                 .message = fmt::format("a value of column \"{}\" is {}", column.name, is),
                 .help = std::string(help)};
  };
  if (outcome == Outcome::kNested) {
    return overflow("a list of lists", "cast it to text in the expression of the member");
  }
  if (outcome == Outcome::kNan || outcome == Outcome::kInfinite) {
    return overflow(fmt::format("{}, which {} cannot hold",
                                outcome == Outcome::kNan ? "NaN" : "infinite", ToString(type)),
                    "cast it to float in the expression of the member");
  }
  if (type.kind == TypeKind::kInteger) {
    return overflow("larger than an integer of 64 bits can hold",
                    "cast it to decimal(38, 0) or to text in the expression of the member");
  }
  // A decimal with too few digits behind the point would round it.
  return overflow(fmt::format("larger or has more digits than {} can hold", ToString(type)),
                  "cast it in the expression of the member, to text or to decimal(38, s), where s "
                  "is how many digits its values have behind the point");
}

}  // namespace

int ScaleOf(const ColumnType& type, std::string_view value) {
  if (type.form == Form::kArray) {
    int most = 0;
    (void)ForEachItem(value, [&](const WireValue& item) {
      if (item) most = std::max(most, ScaleOf(*type.item, *item));
      return Outcome::kDone;
    });
    return most;
  }
  const auto number = type.form == Form::kNumeric ? Numeric::Read(value) : std::nullopt;
  // What is not finite has a scale that means nothing.
  return number && number->is_finite() ? number->scale() : 0;
}

BatchWriter::BatchWriter(std::vector<Column> columns, SharedArrowSchema schema)
    : columns_(std::move(columns)), schema_(std::move(schema)) {}

BatchWriter::~BatchWriter() { Drop(); }

void BatchWriter::Drop() {
  if (array_.release != nullptr) array_.release(&array_);
  array_ = ArrowArray{};
  bytes_ = 0;
}

namespace {

void Begin(ArrowArray* array, const ColumnType& type, std::int64_t expected) {
  if (type.form == Form::kBool) return;
  ArrowBuffer* const first = ArrowArrayBuffer(array, 1);
  Must(ArrowBufferReserve(first, expected * 8));
  const bool has_offsets = array->n_buffers == 3 || type.form == Form::kArray;
  if (has_offsets && first->size_bytes == 0) Push(first, std::int32_t{0});
  if (type.form == Form::kArray) Begin(array->children[0], *type.item, 0);
}

}  // namespace

Result<bool> BatchWriter::Append(const std::vector<WireValue>& row) {
  if (array_.release == nullptr) {
    Must(ArrowArrayInitFromSchema(&array_, schema_.get(), nullptr));
    arrow::UsePool(&array_);
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      Begin(array_.children[i], columns_[i].type, expected_);
    }
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Outcome outcome = AppendCell(array_.children[i], columns_[i].type, row[i]);
    if (outcome == Outcome::kDone) {
      bytes_ += sizeof(std::int64_t) + (row[i] ? row[i]->size() : 0);
      continue;
    }
    if (outcome == Outcome::kTooLarge && rows() > 0) return false;  // Take cuts the row off.
    return tl::unexpected(Problem(columns_[i], outcome));
  }
  ++array_.length;
  return true;
}

RecordBatch BatchWriter::Take() {
  const std::int64_t length = array_.length;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    CutOff(*array_.children[i], columns_[i].type, length);
  }
  Must(ArrowArrayFinishBuilding(&array_, NANOARROW_VALIDATION_LEVEL_NONE, nullptr));
  expected_ = length;
  bytes_ = 0;
  ArrowArray finished = std::exchange(array_, ArrowArray{});
  return RecordBatch(&finished, schema_);
}

}  // namespace semaflow::postgres
