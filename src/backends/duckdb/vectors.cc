#include "backends/duckdb/vectors.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>

#include "arrow/buffer_pool.h"
#include "base/check.h"
#include "nanoarrow/nanoarrow.h"

namespace semaflow::duckdb {
namespace {

constexpr std::int64_t kInfinity = std::numeric_limits<std::int64_t>::max();
constexpr std::uint64_t kOffsetMax = std::numeric_limits<std::int32_t>::max();
constexpr std::uint64_t kWord = 64;  ///< Bits of one word of a bitmap.

// Rows of a vector that stand one behind the other.
struct Rows {
  std::uint64_t begin = 0;
  std::uint64_t count = 0;
};

enum class Outcome : std::uint8_t { kDone, kTooLarge, kOverflow };

void Must(ArrowErrorCode code) { SEMA_CHECK(code == NANOARROW_OK); }

// Room for `count` more values in a buffer, not initialised. A new buffer gets room for `expected`.
template <typename T>
T* Extend(ArrowBuffer* buffer, std::uint64_t count, std::uint64_t expected = 0) {
  const std::uint64_t reserved = buffer->size_bytes == 0 ? std::max(count, expected) : count;
  Must(ArrowBufferReserve(buffer, static_cast<std::int64_t>(reserved * sizeof(T))));
  auto* const added = reinterpret_cast<T*>(buffer->data + buffer->size_bytes);
  buffer->size_bytes += static_cast<std::int64_t>(count * sizeof(T));
  return added;
}

// Writes bits behind the `used` ones of a bitmap, whose last word holds zeros behind them.
class BitAppender {
 public:
  BitAppender(ArrowBuffer* bitmap, std::uint64_t used, std::uint64_t count) : used_(used) {
    const auto had = static_cast<std::uint64_t>(bitmap->size_bytes) / sizeof(std::uint64_t);
    const std::uint64_t added = (used + count + kWord - 1) / kWord - had;
    if (added > 0) std::memset(Extend<std::uint64_t>(bitmap, added), 0, added * kWord / 8);
    words_ = reinterpret_cast<std::uint64_t*>(bitmap->data);
  }

  /// Up to 64 bits; those of `bits` beyond `count` are zeros.
  void Append(std::uint64_t bits, std::uint64_t count) {
    const std::uint64_t shift = used_ % kWord;
    std::uint64_t* const word = words_ + used_ / kWord;
    word[0] |= bits << shift;
    if (shift + count > kWord) word[1] = bits >> (kWord - shift);
    used_ += count;
  }

 private:
  std::uint64_t* words_;
  std::uint64_t used_;
};

// One vector on its way into one array, behind what the array holds.
class VectorAppender {
 public:
  /// `expected`: so many rows the array will get, a guess.
  VectorAppender(const Api& api, const ColumnType& type, duckdb_vector vector, Rows rows,
                 std::uint64_t expected, ArrowArray* out)
      : api_(api),
        type_(type),
        vector_(vector),
        rows_(rows),
        expected_(expected),
        out_(out),
        data_(api.vector_get_data(vector)),
        validity_(api.vector_get_validity(vector)) {}

  Outcome Append() {
    const auto had = static_cast<std::uint64_t>(out_->length);
    out_->length += static_cast<std::int64_t>(rows_.count);
    if (type_.id == DUCKDB_TYPE_SQLNULL) {
      out_->null_count = out_->length;
      return Outcome::kDone;
    }
    AppendValidity(had);
    return AppendValues(had);
  }

 private:
  Outcome AppendValues(std::uint64_t had) {
    switch (static_cast<int>(type_.id)) {
      case DUCKDB_TYPE_BOOLEAN:
        return AppendBooleans(had);
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
        return AppendTimes(1'000'000, 1);
      case DUCKDB_TYPE_TIMESTAMP_MS:
        return AppendTimes(1'000, 1);
      case DUCKDB_TYPE_TIMESTAMP_NS:
      case DUCKDB_TYPE_TIME_NS:
        return AppendTimes(1, 1'000);
      case DUCKDB_TYPE_INTERVAL:
        return AppendIntervals();
      case DUCKDB_TYPE_DECIMAL:
        return AppendDecimals();
      case DUCKDB_TYPE_VARCHAR:
      case DUCKDB_TYPE_BLOB:
        return AppendStrings();
      case DUCKDB_TYPE_ENUM:
        return AppendEnums();
      case DUCKDB_TYPE_UUID:
        return AppendUuids();
      case DUCKDB_TYPE_LIST:
      case DUCKDB_TYPE_ARRAY:
        return AppendLists();
      default:
        break;
    }
    SEMA_CHECK(false, "a type that ReadType let through");
    return Outcome::kDone;
  }

  // What to append.
  template <typename T>
  const T* Values() const {
    return static_cast<const T*>(data_) + rows_.begin;
  }
  bool IsValidAt(std::uint64_t i) const {
    if (validity_ == nullptr) return true;
    const std::uint64_t row = rows_.begin + i;
    return (validity_[row / kWord] >> (row % kWord) & 1) != 0;
  }

  // The validity of rows [i, i + 64), zeros behind the last row.
  std::uint64_t ValidWord(std::uint64_t i) const {
    const std::uint64_t left = std::min(rows_.count - i, kWord);
    const std::uint64_t mask = ~std::uint64_t{0} >> (kWord - left);
    if (validity_ == nullptr) return mask;
    const std::uint64_t shift = (rows_.begin + i) % kWord;
    const std::uint64_t* const word = validity_ + (rows_.begin + i) / kWord;
    std::uint64_t bits = word[0] >> shift;
    if (shift + left > kWord) bits |= word[1] << (kWord - shift);
    return bits & mask;
  }

  // DuckDB and Arrow keep the same: one bit a row, the first in the lowest bit, 1 for a value.
  // An array has no bitmap before its first NULL, for readers are quicker without one.
  void AppendValidity(std::uint64_t had) {
    std::uint64_t valid = rows_.count;
    if (validity_ != nullptr) {
      valid = 0;
      for (std::uint64_t i = 0; i < rows_.count; i += kWord) {
        valid += static_cast<std::uint64_t>(std::popcount(ValidWord(i)));
      }
    }
    if (valid == rows_.count) validity_ = nullptr;  // so that nobody asks for each row
    if (out_->null_count == 0 && validity_ == nullptr) return;
    ArrowBuffer* const bitmap = &ArrowArrayValidityBitmap(out_)->buffer;
    if (out_->null_count == 0) {
      BitAppender before(bitmap, 0, had);
      for (std::uint64_t i = 0; i < had; i += kWord) {
        const std::uint64_t left = std::min(had - i, kWord);
        before.Append(~std::uint64_t{0} >> (kWord - left), left);
      }
    }
    BitAppender bits(bitmap, had, rows_.count);
    for (std::uint64_t i = 0; i < rows_.count; i += kWord) {
      bits.Append(ValidWord(i), std::min(rows_.count - i, kWord));
    }
    out_->null_count += static_cast<std::int64_t>(rows_.count - valid);
  }

  template <typename T>
  T* ExtendValues() {
    return Extend<T>(ArrowArrayBuffer(out_, 1), rows_.count, expected_);
  }

  // DuckDB keeps a byte for each.
  Outcome AppendBooleans(std::uint64_t had) {
    const auto* const from = Values<std::uint8_t>();
    BitAppender out(ArrowArrayBuffer(out_, 1), had, rows_.count);
    for (std::uint64_t i = 0; i < rows_.count; i += kWord) {
      const std::uint64_t left = std::min(rows_.count - i, kWord);
      std::uint64_t bits = 0;
      for (std::uint64_t j = 0; j < left; ++j) {
        bits |= std::uint64_t{from[i + j] != 0} << j;
      }
      out.Append(bits, left);
    }
    return Outcome::kDone;
  }

  template <typename T>
  Outcome Copy() {
    T* const out = ExtendValues<T>();
    if (rows_.count > 0) std::memcpy(out, Values<T>(), rows_.count * sizeof(T));
    return Outcome::kDone;
  }

  template <typename From, typename To>
  Outcome Widen() {
    To* const out = ExtendValues<To>();
    std::copy_n(Values<From>(), rows_.count, out);
    return Outcome::kDone;
  }

  // Integers that may be wider than 64 bits. What stands under a NULL does not count.
  template <typename From, typename Fits, typename Convert>
  Outcome Narrow(Fits fits, Convert convert) {
    const From* const from = Values<From>();
    auto* const out = ExtendValues<std::int64_t>();
    bool all_fit = true;
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      all_fit &= fits(from[i]);
      out[i] = convert(from[i]);
    }
    if (all_fit) return Outcome::kDone;
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      if (IsValidAt(i) && !fits(from[i])) return Outcome::kOverflow;
    }
    return Outcome::kDone;
  }

  // To microseconds; parts of one are cut off downwards. DuckDB's infinities stay what they are.
  Outcome AppendTimes(std::int64_t factor, std::int64_t divisor) {
    const auto* const from = Values<std::int64_t>();
    auto* const out = ExtendValues<std::int64_t>();
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      std::int64_t value = IsValidAt(i) ? from[i] : 0;
      if (value != kInfinity && value != -kInfinity) {
        if (__builtin_mul_overflow(value, factor, &value)) return Outcome::kOverflow;
        value = value / divisor - (value % divisor < 0 ? 1 : 0);
      }
      out[i] = value;
    }
    return Outcome::kDone;
  }

  // Arrow counts nanoseconds.
  Outcome AppendIntervals() {
    struct MonthDayNano {
      std::int32_t months;
      std::int32_t days;
      std::int64_t nanos;
    };
    const auto* const from = Values<duckdb_interval>();
    auto* const out = ExtendValues<MonthDayNano>();
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      const duckdb_interval value = IsValidAt(i) ? from[i] : duckdb_interval{0, 0, 0};
      out[i] = {value.months, value.days, 0};
      if (__builtin_mul_overflow(value.micros, 1'000, &out[i].nanos)) return Outcome::kOverflow;
    }
    return Outcome::kDone;
  }

  template <typename Stored>
  Outcome AppendSmallDecimals() {
    const Stored* const from = Values<Stored>();
    auto* const out = ExtendValues<duckdb_hugeint>();
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      const std::int64_t value = from[i];
      out[i] = {static_cast<std::uint64_t>(value), value >> 63};
    }
    return Outcome::kDone;
  }

  Outcome AppendDecimals() {
    switch (static_cast<int>(type_.stored)) {
      case DUCKDB_TYPE_SMALLINT:
        return AppendSmallDecimals<std::int16_t>();
      case DUCKDB_TYPE_INTEGER:
        return AppendSmallDecimals<std::int32_t>();
      case DUCKDB_TYPE_BIGINT:
        return AppendSmallDecimals<std::int64_t>();
      default:
        return Copy<duckdb_hugeint>();
    }
  }

  // Room for the offsets behind the rows to append. The first offset of an array is 0.
  std::int32_t* ExtendOffsets() {
    ArrowBuffer* const offsets = ArrowArrayBuffer(out_, 1);
    if (offsets->size_bytes == 0) *Extend<std::int32_t>(offsets, 1, expected_ + 1) = 0;
    return Extend<std::int32_t>(offsets, rows_.count);
  }

  // Two passes: where each text ends, then the texts, into room of the right size.
  // `write` gives the place behind its text, and may touch kSlack bytes from there.
  static constexpr std::uint64_t kSlack = sizeof(duckdb_string_t{}.value.inlined.inlined);
  template <typename Size, typename Write>
  Outcome AppendTexts(Size size, Write write) {
    if (validity_ == nullptr) return AppendTexts(size, write, [](std::uint64_t) { return true; });
    return AppendTexts(size, write, [this](std::uint64_t i) { return IsValidAt(i); });
  }

  template <typename Size, typename Write, typename Valid>
  Outcome AppendTexts(Size size, Write write, Valid is_valid) {
    const std::uint64_t count = rows_.count;
    std::int32_t* const ends = ExtendOffsets();
    ArrowBuffer* const texts = ArrowArrayBuffer(out_, 2);
    const auto had = static_cast<std::uint64_t>(texts->size_bytes);
    std::uint64_t end = had;
    for (std::uint64_t i = 0; i < count; ++i) {
      if (is_valid(i)) end += size(i);
      ends[i] = static_cast<std::int32_t>(end);
    }
    if (end > kOffsetMax) return Outcome::kTooLarge;
    char* out = Extend<char>(texts, end - had + kSlack);
    texts->size_bytes -= kSlack;
    for (std::uint64_t i = 0; i < count; ++i) {
      if (is_valid(i)) out = write(i, out);
    }
    return Outcome::kDone;
  }

  // A text of up to 12 bytes stands in the vector itself, and all of the 12 bytes are copied.
  Outcome AppendStrings() {
    const auto* const from = Values<duckdb_string_t>();
    return AppendTexts([from](std::uint64_t i) { return from[i].value.inlined.length; },
                       [from](std::uint64_t i, char* out) {
                         const auto& text = from[i].value;
                         const std::uint32_t length = text.inlined.length;
                         if (length <= kSlack) {
                           std::memcpy(out, text.inlined.inlined, kSlack);
                         } else {
                           std::memcpy(out, text.pointer.ptr, length);
                         }
                         return out + length;
                       });
  }

  const std::string& WordAt(std::uint64_t i) const {
    switch (static_cast<int>(type_.stored)) {
      case DUCKDB_TYPE_UTINYINT:
        return type_.words[Values<std::uint8_t>()[i]];
      case DUCKDB_TYPE_USMALLINT:
        return type_.words[Values<std::uint16_t>()[i]];
      default:
        return type_.words[Values<std::uint32_t>()[i]];
    }
  }

  Outcome AppendEnums() {
    return AppendTexts([this](std::uint64_t i) { return WordAt(i).size(); },
                       [this](std::uint64_t i, char* out) {
                         const std::string& word = WordAt(i);
                         return std::copy(word.begin(), word.end(), out);
                       });
  }

  // Kept as a HUGEINT with its highest bit turned, so that they sort as unsigned.
  Outcome AppendUuids() {
    const auto* const from = Values<duckdb_hugeint>();
    return AppendTexts([](std::uint64_t) { return 36U; },
                       [from](std::uint64_t i, char* out) {
                         const std::uint64_t low = from[i].lower;
                         const std::uint64_t high =
                             static_cast<std::uint64_t>(from[i].upper) ^ (std::uint64_t{1} << 63);
                         return fmt::format_to(out, "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
                                               high >> 32, high >> 16 & 0xffff, high & 0xffff,
                                               low >> 48, low & 0xffffffffffff);
                       });
  }

  // Arrow wants the items of one row behind those of the row before, DuckDB need not have them so:
  // items that stand in a run are appended together.
  Outcome AppendLists() {
    const bool is_array = type_.id == DUCKDB_TYPE_ARRAY;
    const duckdb_vector items =
        is_array ? api_.array_vector_get_child(vector_) : api_.list_vector_get_child(vector_);
    std::int32_t* const ends = ExtendOffsets();
    auto end = static_cast<std::uint64_t>(out_->children[0]->length);
    Rows run;
    for (std::uint64_t i = 0; i < rows_.count; ++i) {
      Rows row;
      if (IsValidAt(i) && is_array) {
        row = {(rows_.begin + i) * type_.array_size, type_.array_size};
      } else if (IsValidAt(i)) {
        const duckdb_list_entry& entry = Values<duckdb_list_entry>()[i];
        row = {entry.offset, entry.length};
      }
      end += row.count;
      if (end > kOffsetMax) return Outcome::kTooLarge;
      ends[i] = static_cast<std::int32_t>(end);
      if (row.count == 0) continue;
      if (run.count > 0 && row.begin != run.begin + run.count) {
        if (const Outcome outcome = AppendItems(items, run); outcome != Outcome::kDone) {
          return outcome;
        }
        run = {row.begin, 0};
      }
      run = {run.count == 0 ? row.begin : run.begin, run.count + row.count};
    }
    return AppendItems(items, run);
  }

  Outcome AppendItems(duckdb_vector items, Rows run) {
    return VectorAppender(api_, *type_.item, items, run, 0, out_->children[0]).Append();
  }

  const Api& api_;
  const ColumnType& type_;
  duckdb_vector vector_;
  Rows rows_;
  std::uint64_t expected_;
  ArrowArray* out_;
  const void* data_;
  const std::uint64_t* validity_;
};

std::int64_t BytesIn(ArrowArray& array) {
  std::int64_t bytes = 0;
  for (std::int64_t i = 0; i < array.n_buffers; ++i)
    bytes += ArrowArrayBuffer(&array, i)->size_bytes;
  for (std::int64_t i = 0; i < array.n_children; ++i) bytes += BytesIn(*array.children[i]);
  return bytes;
}

// Cuts off the rows that were written in part when the texts of another column became too large.
void CutOff(ArrowArray& array, std::int64_t length) {
  if (array.length == length) return;
  array.length = length;
  if (array.null_count > 0) array.null_count = -1;  // Arrow's mark for "count them"
  if (array.n_children == 0) return;
  const ArrowBuffer* const offsets = ArrowArrayBuffer(&array, 1);
  CutOff(*array.children[0], reinterpret_cast<const std::int32_t*>(offsets->data)[length]);
}

Error Overflow(const Column& column) {
  return {
      .code = ErrorCode::kBackendOverflow,
      .message = fmt::format("a value of column \"{}\" is larger than {} can hold", column.name,
                             column.type.type.kind == TypeKind::kInteger ? "an integer of 64 bits"
                                                                         : "its type in an answer"),
      .help = "cast it to decimal(38, 0) or to text in the expression of the member"};
}

}  // namespace

BatchWriter::BatchWriter(const Api& api, std::vector<Column> columns, SharedArrowSchema schema)
    : api_(api), columns_(std::move(columns)), schema_(std::move(schema)) {}

BatchWriter::~BatchWriter() { Drop(); }

void BatchWriter::Drop() {
  if (array_.release != nullptr) array_.release(&array_);
  array_ = ArrowArray{};
}

Result<std::uint64_t> BatchWriter::Append(duckdb_data_chunk chunk, std::uint64_t begin,
                                          std::uint64_t count) {
  if (array_.release == nullptr) {
    Must(ArrowArrayInitFromSchema(&array_, schema_.get(), nullptr));
    arrow::UsePool(&array_);
  }
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    const Column& column = columns_[i];
    switch (VectorAppender(api_, column.type, api_.data_chunk_get_vector(chunk, i), {begin, count},
                           expected_, array_.children[i])
                .Append()) {
      case Outcome::kDone:
        break;
      case Outcome::kTooLarge:
        if (rows() > 0) return 0;  // what was written of the rows is cut off by Take
        if (count == 1) return tl::unexpected(Overflow(column));
        Drop();
        return Append(chunk, begin, count / 2);
      case Outcome::kOverflow:
        return tl::unexpected(Overflow(column));
    }
  }
  array_.length += static_cast<std::int64_t>(count);
  return count;
}

std::size_t BatchWriter::bytes() {
  return rows() == 0 ? 0 : static_cast<std::size_t>(BytesIn(array_));
}

RecordBatch BatchWriter::Take(std::uint64_t expected) {
  const std::int64_t length = array_.length;
  for (std::int64_t i = 0; i < array_.n_children; ++i) CutOff(*array_.children[i], length);
  Must(ArrowArrayFinishBuilding(&array_, NANOARROW_VALIDATION_LEVEL_NONE, nullptr));
  expected_ = expected;
  ArrowArray finished = std::exchange(array_, ArrowArray{});
  return RecordBatch(&finished, schema_);
}

}  // namespace semaflow::duckdb
