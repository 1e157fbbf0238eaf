// Rows of PostgreSQL's binary protocol: any bytes as values of any type. Nothing may crash, and
// what is accepted must be an array that its readers can walk.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrow/schema.h"
#include "backends/postgres/rows.h"
#include "backends/postgres/types.h"
#include "nanoarrow/nanoarrow.h"

namespace {

using namespace semaflow;            // NOLINT: a fuzz target is one page
using namespace semaflow::postgres;  // NOLINT

void Require(bool condition) {
  if (!condition) std::abort();
}

constexpr Oid kTypes[] = {
    oid::kBool,        oid::kBytea, oid::kInt8,        oid::kInt2,        oid::kInt4,
    oid::kText,        oid::kOid,   oid::kJson,        oid::kFloat4,      oid::kFloat8,
    oid::kDate,        oid::kTime,  oid::kTimestamp,   oid::kInterval,    oid::kNumeric,
    oid::kUuid,        oid::kJsonb, oid::kTimestamptz, 1000 /* bool[] */, 1007 /* int4[] */,
    1009 /* text[] */, 1231 /* numeric[] */};

class Bytes {
 public:
  explicit Bytes(std::string_view left) : left_(left) {}
  bool empty() const { return left_.empty(); }
  std::uint8_t Byte() {
    if (left_.empty()) return 0;
    const auto byte = static_cast<std::uint8_t>(left_.front());
    left_.remove_prefix(1);
    return byte;
  }
  std::string_view Take(std::size_t count) {
    const std::string_view taken = left_.substr(0, count);
    left_.remove_prefix(taken.size());
    return taken;
  }

 private:
  std::string_view left_;
};

void Check(RecordBatch batch) {
  ArrowSchema schema;
  CopyArrowSchema(*batch.schema(), &schema);
  ArrowArrayView view;
  Require(ArrowArrayViewInitFromSchema(&view, &schema, nullptr) == NANOARROW_OK);
  Require(ArrowArrayViewSetArray(&view, &batch.array(), nullptr) == NANOARROW_OK);
  Require(ArrowArrayViewValidate(&view, NANOARROW_VALIDATION_LEVEL_FULL, nullptr) == NANOARROW_OK);
  ArrowArrayViewReset(&view);
  schema.release(&schema);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Bytes bytes({reinterpret_cast<const char*>(data), size});
  std::vector<Column> columns;
  std::vector<arrow::SchemaColumn> formats;
  const std::size_t count = 1 + bytes.Byte() % 3;
  for (std::size_t i = 0; i < count; ++i) {
    const int modifier = bytes.Byte() % 2 == 0 ? -1 : (10 << 16 | (bytes.Byte() % 12)) + 4;
    constexpr TypeKind kAsked[] = {TypeKind::kUnknown, TypeKind::kInteger, TypeKind::kFloat};
    const Oid oid = kTypes[bytes.Byte() % std::size(kTypes)];
    const DataType asked{.kind = kAsked[bytes.Byte() % std::size(kAsked)]};
    auto type = ReadType(oid, modifier, {}, asked, "c");
    Require(type.has_value());
    ColumnType& inner = type->item ? *type->item : *type;
    if (inner.is_loose && inner.type.kind == TypeKind::kDecimal) inner.type.precision = 38;
    formats.push_back({"c", type->type, type->item ? type->item->type : DataType{}});
    columns.push_back({"c", std::move(*type)});
  }
  BatchWriter writer(std::move(columns), arrow::MakeSchema(formats, "UTC"));
  std::int64_t rows = 0;
  while (!bytes.empty()) {
    std::vector<WireValue> row;
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint8_t length = bytes.Byte();
      row.push_back(length == 255 ? WireValue() : WireValue(bytes.Take(length)));
    }
    const auto appended = writer.Append(row);
    if (!appended) return 0;
    Require(*appended && writer.rows() == ++rows);
  }
  if (rows > 0) Check(writer.Take());
  return 0;
}
