#include "backends/duckdb/vectors.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <limits>
#include <string_view>

#include "base/check.h"
#include "nanoarrow/nanoarrow.h"

namespace semaflow::duckdb {
namespace {

constexpr std::int64_t kInfinity = std::numeric_limits<std::int64_t>::max();

// Which rows of a vector to read: a range, or a list of positions for the items of lists.
struct Rows {
  std::uint64_t begin = 0;
  std::uint64_t count = 0;
  const std::uint64_t* positions = nullptr;

  std::uint64_t at(std::uint64_t i) const {
    return positions == nullptr ? begin + i : positions[i];
  }
};

enum class Outcome : std::uint8_t { kDone, kTooLarge, kOverflow };

void Must(ArrowErrorCode code) { SEMA_CHECK(code == NANOARROW_OK); }

// Room for `count` values in one buffer of an array, not initialised.
template <typename T>
T* Allocate(ArrowArray* array, std::int64_t buffer_index, std::uint64_t count) {
  ArrowBuffer* const buffer = ArrowArrayBuffer(array, buffer_index);
  const auto bytes = static_cast<std::int64_t>(count * sizeof(T));
  Must(ArrowBufferReserve(buffer, bytes));
  buffer->size_bytes = bytes;
  return reinterpret_cast<T*>(buffer->data);
}

bool IsValid(const std::uint64_t* validity, std::uint64_t row) {
  return validity == nullptr || (validity[row / 64] >> (row % 64) & 1) != 0;
}

std::string_view TextOf(const duckdb_string_t& text) {
  const std::uint32_t length = text.value.inlined.length;
  return {length <= sizeof text.value.inlined.inlined ? text.value.inlined.inlined
                                                      : text.value.pointer.ptr,
          length};
}

// One vector on its way into one array.
class VectorReader {
 public:
  VectorReader(const Api& api, const ColumnType& type, duckdb_vector vector, const Rows& rows,
               ArrowArray* out)
      : api_(api),
        type_(type),
        vector_(vector),
        rows_(rows),
        out_(out),
        data_(api.vector_get_data(vector)),
        validity_(api.vector_get_validity(vector)) {}

  Outcome Read() {
    out_->length = static_cast<std::int64_t>(rows_.count);
    if (type_.id == DUCKDB_TYPE_SQLNULL) {
      out_->null_count = out_->length;
      return Outcome::kDone;
    }
    CopyValidity();
    switch (static_cast<int>(type_.id)) {
      case DUCKDB_TYPE_BOOLEAN:
        return CopyBits();
      case DUCKDB_TYPE_TINYINT:
        return Widen<std::int8_t, std::int64_t>();
      case DUCKDB_TYPE_SMALLINT:
        return Widen<std::int16_t, std::int64_t>();
      case DUCKDB_TYPE_INTEGER:
        return Widen<std::int32_t, std::int64_t>();
      case DUCKDB_TYPE_UTINYINT:
        return Widen<std::uint8_t, std::int64_t>();
      case DUCKDB_TYPE_USMALLINT:
        return Widen<std::uint16_t, std::int64_t>();
      case DUCKDB_TYPE_UINTEGER:
        return Widen<std::uint32_t, std::int64_t>();
      case DUCKDB_TYPE_FLOAT:
        return Widen<float, double>();
      case DUCKDB_TYPE_DATE:
        return Copy<std::int32_t>();
      case DUCKDB_TYPE_BIGINT:
      case DUCKDB_TYPE_DOUBLE:
      case DUCKDB_TYPE_TIME:
      case DUCKDB_TYPE_TIMESTAMP:
      case DUCKDB_TYPE_TIMESTAMP_TZ:
        return Copy<std::int64_t>();
      case DUCKDB_TYPE_UBIGINT:
        return Narrow<std::uint64_t>([](std::uint64_t v) { return v <= kInfinity; },
                                     [](std::uint64_t v) { return static_cast<std::int64_t>(v); });
      case DUCKDB_TYPE_HUGEINT:
        return Narrow<duckdb_hugeint>(
            [](duckdb_hugeint v) { return v.upper == static_cast<std::int64_t>(v.lower) >> 63; },
            [](duckdb_hugeint v) { return static_cast<std::int64_t>(v.lower); });
      case DUCKDB_TYPE_UHUGEINT:
        return Narrow<duckdb_uhugeint>(
            [](duckdb_uhugeint v) { return v.upper == 0 && v.lower <= kInfinity; },
            [](duckdb_uhugeint v) { return static_cast<std::int64_t>(v.lower); });
      case DUCKDB_TYPE_TIMESTAMP_S:
        return CopyTimes(1'000'000, 1);
      case DUCKDB_TYPE_TIMESTAMP_MS:
        return CopyTimes(1'000, 1);
      case DUCKDB_TYPE_TIMESTAMP_NS:
      case DUCKDB_TYPE_TIME_NS:
        return CopyTimes(1, 1'000);
      case DUCKDB_TYPE_INTERVAL:
        return CopyIntervals();
      case DUCKDB_TYPE_DECIMAL:
        return CopyDecimals();
      case DUCKDB_TYPE_VARCHAR:
      case DUCKDB_TYPE_BLOB:
        return CopyTexts([this](std::uint64_t row) { return TextOf(At<duckdb_string_t>(row)); });
      case DUCKDB_TYPE_ENUM:
        return CopyEnums();
      case DUCKDB_TYPE_UUID:
        return CopyUuids();
      case DUCKDB_TYPE_LIST:
      case DUCKDB_TYPE_ARRAY:
        return CopyLists();
      default:
        break;
    }
    SEMA_CHECK(false, "a type that ReadType let through");
    return Outcome::kDone;
  }

 private:
  template <typename T>
  const T& At(std::uint64_t row) const {
    return static_cast<const T*>(data_)[row];
  }
  bool IsValidAt(std::uint64_t row) const { return IsValid(validity_, row); }

  // Both keep one bit a row, the first in the lowest bit, 1 for a value.
  void CopyValidity() {
    out_->null_count = 0;
    if (validity_ == nullptr) return;
    const std::uint64_t bytes = (rows_.count + 7) / 8;
    ArrowBitmap* const bitmap = ArrowArrayValidityBitmap(out_);
    Must(ArrowBitmapReserve(bitmap, static_cast<std::int64_t>(rows_.count)));
    std::uint8_t* const bits = bitmap->buffer.data;
    std::fill_n(bits, bytes, std::uint8_t{0});
    std::int64_t valid = 0;
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      const bool is_valid = IsValid(validity_, rows_.at(i));
      valid += is_valid;
      bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | (is_valid << (i % 8)));
    }
    out_->null_count = out_->length - valid;
    // Arrow's reader is quicker without a bitmap that says nothing.
    bitmap->size_bits = out_->null_count == 0 ? 0 : out_->length;
    bitmap->buffer.size_bytes = out_->null_count == 0 ? 0 : static_cast<std::int64_t>(bytes);
    if (out_->null_count == 0) ArrowBitmapReset(bitmap);
  }

  Outcome CopyBits() {
    auto* const bits = Allocate<std::uint8_t>(out_, 1, (rows_.count + 7) / 8);
    std::fill_n(bits, (rows_.count + 7) / 8, std::uint8_t{0});
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      const bool value = At<std::uint8_t>(rows_.at(i)) != 0;
      bits[i / 8] = static_cast<std::uint8_t>(bits[i / 8] | (value << (i % 8)));
    }
    return Outcome::kDone;
  }

  template <typename T>
  Outcome Copy() {
    T* const values = Allocate<T>(out_, 1, rows_.count);
    if (rows_.positions == nullptr) {
      std::copy_n(static_cast<const T*>(data_) + rows_.begin, rows_.count, values);
      return Outcome::kDone;
    }
    for (std::uint64_t i = 0; i < rows_.count; ++i) values[i] = At<T>(rows_.at(i));
    return Outcome::kDone;
  }

  template <typename From, typename To>
  Outcome Widen() {
    To* const values = Allocate<To>(out_, 1, rows_.count);
    for (std::uint64_t i = 0; i < rows_.count; ++i) values[i] = At<From>(rows_.at(i));
    return Outcome::kDone;
  }

  // Integers that may be wider than 64 bits. What stands under a NULL is not looked at.
  template <typename From, typename Fits, typename Convert>
  Outcome Narrow(Fits fits, Convert convert) {
    auto* const values = Allocate<std::int64_t>(out_, 1, rows_.count);
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      const std::uint64_t row = rows_.at(i);
      const From& value = At<From>(row);
      if (!fits(value) && IsValidAt(row)) return Outcome::kOverflow;
      values[i] = convert(value);
    }
    return Outcome::kDone;
  }

  // To microseconds; parts of one are cut off downwards. DuckDB's infinities stay what they are.
  Outcome CopyTimes(std::int64_t factor, std::int64_t divisor) {
    auto* const values = Allocate<std::int64_t>(out_, 1, rows_.count);
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      const std::uint64_t row = rows_.at(i);
      std::int64_t value = At<std::int64_t>(row);
      if (!IsValidAt(row)) value = 0;
      if (value != kInfinity && value != -kInfinity) {
        if (__builtin_mul_overflow(value, factor, &value)) return Outcome::kOverflow;
        value = value / divisor - (value % divisor < 0 ? 1 : 0);
      }
      values[i] = value;
    }
    return Outcome::kDone;
  }

  // Arrow counts nanoseconds.
  Outcome CopyIntervals() {
    struct MonthDayNano {
      std::int32_t months;
      std::int32_t days;
      std::int64_t nanos;
    };
    auto* const values = Allocate<MonthDayNano>(out_, 1, rows_.count);
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      const std::uint64_t row = rows_.at(i);
      const duckdb_interval value =
          IsValidAt(row) ? At<duckdb_interval>(row) : duckdb_interval{0, 0, 0};
      values[i] = {value.months, value.days, 0};
      if (__builtin_mul_overflow(value.micros, 1'000, &values[i].nanos)) return Outcome::kOverflow;
    }
    return Outcome::kDone;
  }

  template <typename Stored>
  Outcome CopySmallDecimals() {
    auto* const values = Allocate<duckdb_hugeint>(out_, 1, rows_.count);
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      const std::int64_t value = At<Stored>(rows_.at(i));
      values[i] = {static_cast<std::uint64_t>(value), value >> 63};
    }
    return Outcome::kDone;
  }

  Outcome CopyDecimals() {
    switch (static_cast<int>(type_.stored)) {
      case DUCKDB_TYPE_SMALLINT:
        return CopySmallDecimals<std::int16_t>();
      case DUCKDB_TYPE_INTEGER:
        return CopySmallDecimals<std::int32_t>();
      case DUCKDB_TYPE_BIGINT:
        return CopySmallDecimals<std::int64_t>();
      default:
        return Copy<duckdb_hugeint>();
    }
  }

  template <typename Text>
  Outcome CopyTexts(Text text_at) {
    auto* const offsets = Allocate<std::int32_t>(out_, 1, rows_.count + 1);
    std::uint64_t bytes = 0;
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      offsets[i] = static_cast<std::int32_t>(bytes);
      const std::uint64_t row = rows_.at(i);
      if (IsValidAt(row)) bytes += text_at(row).size();
      if (bytes > std::numeric_limits<std::int32_t>::max()) return Outcome::kTooLarge;
    }
    offsets[rows_.count] = static_cast<std::int32_t>(bytes);
    char* const out = Allocate<char>(out_, 2, bytes);
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      const std::uint64_t row = rows_.at(i);
      if (!IsValidAt(row)) continue;
      const std::string_view text = text_at(row);
      std::copy(text.begin(), text.end(), out + offsets[i]);
    }
    return Outcome::kDone;
  }

  Outcome CopyEnums() {
    return CopyTexts([this](std::uint64_t row) -> std::string_view {
      switch (static_cast<int>(type_.stored)) {
        case DUCKDB_TYPE_UTINYINT:
          return type_.words[At<std::uint8_t>(row)];
        case DUCKDB_TYPE_USMALLINT:
          return type_.words[At<std::uint16_t>(row)];
        default:
          return type_.words[At<std::uint32_t>(row)];
      }
    });
  }

  // Kept as a HUGEINT with its highest bit turned, so that they sort as unsigned.
  Outcome CopyUuids() {
    char text[37];
    return CopyTexts([this, &text](std::uint64_t row) -> std::string_view {
      const duckdb_hugeint& value = At<duckdb_hugeint>(row);
      const std::uint64_t high = static_cast<std::uint64_t>(value.upper) ^ (std::uint64_t{1} << 63);
      fmt::format_to(text, "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}", high >> 32, high >> 16 & 0xffff,
                     high & 0xffff, value.lower >> 48, value.lower & 0xffffffffffff);
      return {text, 36};
    });
  }

  // Arrow wants the items of one row behind those of the row before, DuckDB need not have them so.
  Outcome CopyLists() {
    auto* const offsets = Allocate<std::int32_t>(out_, 1, rows_.count + 1);
    std::vector<std::uint64_t> positions;
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      offsets[i] = static_cast<std::int32_t>(positions.size());
      const std::uint64_t row = rows_.at(i);
      if (!IsValidAt(row)) continue;
      const bool is_array = type_.id == DUCKDB_TYPE_ARRAY;
      const duckdb_list_entry items =
          is_array ? duckdb_list_entry{row * type_.array_size, type_.array_size}
                   : At<duckdb_list_entry>(row);
      for (std::uint64_t item = 0; item < items.length; ++item) {
        positions.push_back(items.offset + item);
      }
      if (positions.size() > std::numeric_limits<std::int32_t>::max()) return Outcome::kTooLarge;
    }
    offsets[rows_.count] = static_cast<std::int32_t>(positions.size());
    const duckdb_vector child = type_.id == DUCKDB_TYPE_ARRAY ? api_.array_vector_get_child(vector_)
                                                              : api_.list_vector_get_child(vector_);
    const Rows rows{0, positions.size(), positions.data()};
    return VectorReader(api_, *type_.item, child, rows, out_->children[0]).Read();
  }

  const Api& api_;
  const ColumnType& type_;
  duckdb_vector vector_;
  Rows rows_;
  ArrowArray* out_;
  const void* data_;
  const std::uint64_t* validity_;
};

// Releases what was built when it is not handed over.
struct OwnedArray {
  ArrowArray array{};
  ~OwnedArray() {
    if (array.release != nullptr) array.release(&array);
  }
};

Error Overflow(const Column& column) {
  return {
      .code = ErrorCode::kBackendOverflow,
      .message = fmt::format("a value of column \"{}\" is larger than {} can hold", column.name,
                             column.type.type.kind == TypeKind::kInteger ? "an integer of 64 bits"
                                                                         : "its type in an answer"),
      .help = "cast it to decimal(38, 0) or to text in the expression of the member"};
}

}  // namespace

Result<RecordBatch> ChunkReader::Read(duckdb_data_chunk chunk, std::uint64_t begin,
                                      std::uint64_t count) const {
  OwnedArray owned;
  Must(ArrowArrayInitFromSchema(&owned.array, schema_.get(), nullptr));
  owned.array.length = static_cast<std::int64_t>(count);
  owned.array.null_count = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    const Rows rows{begin, count, nullptr};
    switch (VectorReader(api_, column.type, api_.data_chunk_get_vector(chunk, i), rows,
                         owned.array.children[i])
                .Read()) {
      case Outcome::kDone:
        break;
      case Outcome::kTooLarge:
        if (count == 1) return tl::unexpected(Overflow(column));
        return Read(chunk, begin, count / 2);
      case Outcome::kOverflow:
        return tl::unexpected(Overflow(column));
    }
  }
  Must(ArrowArrayFinishBuilding(&owned.array, NANOARROW_VALIDATION_LEVEL_NONE, nullptr));
  return RecordBatch(&owned.array, schema_);
}

}  // namespace semaflow::duckdb
