#include "arrow/ipc_writer.h"

#include <gtest/gtest.h>

#include "arrow/cells.h"
#include "arrow/rows_for_tests.h"
#include "nanoarrow/nanoarrow_ipc.h"

namespace semaflow::arrow {
namespace {

// Reads with nanoarrow's own reader; pyarrow reads in tests/conformance.
class Reader {
 public:
  explicit Reader(const std::string& bytes) {
    ArrowBuffer buffer;
    ArrowBufferInit(&buffer);
    EXPECT_EQ(ArrowBufferAppend(&buffer, bytes.data(), static_cast<std::int64_t>(bytes.size())), 0);
    ArrowIpcInputStream input;
    EXPECT_EQ(ArrowIpcInputStreamInitBuffer(&input, &buffer), 0);
    EXPECT_EQ(ArrowIpcArrayStreamReaderInit(&stream_, &input, nullptr), 0);
    ArrowSchema schema;
    EXPECT_EQ(stream_.get_schema(&stream_, &schema), 0) << stream_.get_last_error(&stream_);
    schema_ = ShareArrowSchema(&schema);
  }
  ~Reader() { stream_.release(&stream_); }

  const SharedArrowSchema& schema() const { return schema_; }
  std::optional<RecordBatch> Next() {
    ArrowArray array;
    EXPECT_EQ(stream_.get_next(&stream_, &array), 0) << stream_.get_last_error(&stream_);
    if (array.release == nullptr) return std::nullopt;
    return RecordBatch(&array, schema_);
  }

 private:
  ArrowArrayStream stream_;
  SharedArrowSchema schema_;
};

TEST(IpcWriter, KeepsSchemaAndRows) {
  const RowsForTests rows({{"n", {.kind = TypeKind::kInteger}, {}},
                           {"d", {.kind = TypeKind::kDecimal, .precision = 38, .scale = 2}, {}},
                           {"at", {.kind = TypeKind::kTimestamptz}, {}},
                           {"gap", {.kind = TypeKind::kInterval}, {}},
                           {"none", {}, {}}},
                          "America/New_York");
  IpcWriter writer(rows.schema);
  std::string bytes;
  ASSERT_TRUE(writer.Begin(bytes));
  ASSERT_TRUE(writer.Append(
      bytes, rows.Batch({{std::int64_t{7}, Decimal{"-1.5"}, Instant{42}, Interval{1, 2, 3}, Null{}},
                         {Null{}, Null{}, Null{}, Null{}, Null{}}})));
  RecordBatch cut = rows.Batch({{Null{}, Decimal{"8"}, Instant{0}, Interval{}, Null{}},
                                {Null{}, Decimal{"9"}, Instant{0}, Interval{}, Null{}}});
  cut.Truncate(1);
  ASSERT_TRUE(writer.Append(bytes, cut));
  ASSERT_TRUE(writer.End(bytes, {}));

  Reader reader(bytes);
  EXPECT_STREQ(reader.schema()->children[2]->format, "tsu:America/New_York");
  const auto first = reader.Next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->num_rows(), 2);
  EXPECT_EQ(IntegerAt(first->column(0), 0), 7);
  EXPECT_TRUE(IsNull(first->column(0), 1));
  EXPECT_EQ(DecimalAt(first->column(1), 0), (Int128{~std::uint64_t{149}, -1}));
  EXPECT_EQ(IntegerAt(first->column(2), 0), 42);
  const auto second = reader.Next();
  ASSERT_TRUE(second);
  EXPECT_EQ(second->num_rows(), 1);
  EXPECT_EQ(DecimalAt(second->column(1), 0), (Int128{800, 0}));
  EXPECT_FALSE(reader.Next());
}

TEST(IpcWriter, AnAnswerWithoutRowsHasItsSchema) {
  const RowsForTests rows({{"n", {.kind = TypeKind::kInteger}, {}}});
  IpcWriter writer(rows.schema);
  std::string bytes;
  ASSERT_TRUE(writer.Begin(bytes));
  ASSERT_TRUE(writer.End(bytes, {}));
  Reader reader(bytes);
  EXPECT_STREQ(reader.schema()->children[0]->name, "n");
  EXPECT_FALSE(reader.Next());
}

}  // namespace
}  // namespace semaflow::arrow
