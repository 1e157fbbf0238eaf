// Schemas, batches and their owners.
#include <gtest/gtest.h>

#include "arrow/cells.h"
#include "arrow/rows_for_tests.h"
#include "arrow/schema.h"
#include "semaflow/arrow.h"

namespace semaflow {
namespace {

using arrow::BatchBuilder;
using arrow::RowsForTests;
using arrow::SchemaColumn;

const std::vector<SchemaColumn>& EveryType() {
  static const std::vector<SchemaColumn> columns = {
      {"none", {}, {}},
      {"boolean", {.kind = TypeKind::kBoolean}, {}},
      {"integer", {.kind = TypeKind::kInteger}, {}},
      {"decimal", {.kind = TypeKind::kDecimal, .precision = 18, .scale = 2}, {}},
      {"float", {.kind = TypeKind::kFloat}, {}},
      {"text", {.kind = TypeKind::kText}, {}},
      {"date", {.kind = TypeKind::kDate}, {}},
      {"timestamp", {.kind = TypeKind::kTimestamp}, {}},
      {"timestamptz", {.kind = TypeKind::kTimestamptz}, {}},
      {"time", {.kind = TypeKind::kTime}, {}},
      {"interval", {.kind = TypeKind::kInterval}, {}},
      {"binary", {.kind = TypeKind::kBinary}, {}},
      {"list",
       {.kind = TypeKind::kList, .element = TypeKind::kDecimal},
       {.kind = TypeKind::kDecimal, .precision = 5, .scale = 1}},
  };
  return columns;
}

TEST(ArrowSchema, HasOneFormatForEachType) {
  const SharedArrowSchema schema = arrow::MakeSchema(EveryType(), "Europe/Amsterdam");
  std::vector<std::string> formats;
  for (std::int64_t i = 0; i < schema->n_children; ++i) {
    formats.emplace_back(schema->children[i]->format);
    EXPECT_EQ(schema->children[i]->name, EveryType()[static_cast<std::size_t>(i)].name);
    EXPECT_TRUE(schema->children[i]->flags & ARROW_FLAG_NULLABLE);
  }
  EXPECT_EQ(formats, (std::vector<std::string>{"n", "b", "l", "d:18,2", "g", "u", "tdD", "tsu:",
                                               "tsu:Europe/Amsterdam", "ttu", "tin", "z", "+l"}));
  EXPECT_STREQ(schema->children[12]->children[0]->format, "d:5,1");
}

TEST(ArrowSchema, ReadsBackAsItWasMade) {
  const SharedArrowSchema schema = arrow::MakeSchema(EveryType(), "UTC");
  const std::vector<SchemaColumn> read = arrow::ReadSchema(*schema);
  ASSERT_EQ(read.size(), EveryType().size());
  for (std::size_t i = 0; i < read.size(); ++i) {
    EXPECT_EQ(read[i].name, EveryType()[i].name);
    EXPECT_EQ(read[i].type, EveryType()[i].type) << read[i].name;
    EXPECT_EQ(read[i].item, EveryType()[i].item) << read[i].name;
  }
}

TEST(ArrowSchema, JsonTravelsAsText) {
  const std::vector<SchemaColumn> columns = {{"j", {.kind = TypeKind::kJson}, {}}};
  EXPECT_STREQ(arrow::MakeSchema(columns, "UTC")->children[0]->format, "u");
}

TEST(ArrowSchema, ACopyLivesOnItsOwn) {
  ArrowSchema copy;
  {
    const SharedArrowSchema schema = arrow::MakeSchema(EveryType(), "UTC");
    CopyArrowSchema(*schema, &copy);
  }
  EXPECT_STREQ(copy.children[3]->format, "d:18,2");
  copy.release(&copy);
}

TEST(BatchBuilder, RefusesValuesOfAnotherKind) {
  BatchBuilder builder(arrow::MakeSchema(EveryType(), "UTC"));
  EXPECT_FALSE(builder.Append(true)) << "nothing but NULL fits a column of no type";
  ASSERT_TRUE(builder.Append(Null{}));
  EXPECT_FALSE(builder.Append(std::int64_t{1}));
  ASSERT_TRUE(builder.Append(true));
  EXPECT_FALSE(builder.Append(1.0));
  ASSERT_TRUE(builder.Append(std::int64_t{1}));
  EXPECT_FALSE(builder.Append(Decimal{"0.001"}));
  EXPECT_FALSE(builder.Append(1.5));
  ASSERT_TRUE(builder.Append(Decimal{"-7.1"}));
  EXPECT_FALSE(builder.Append(std::int64_t{1})) << "an integer is no float";
  ASSERT_TRUE(builder.Append(0.5));
  EXPECT_FALSE(builder.Append(Binary{"x"}));
  ASSERT_TRUE(builder.Append(std::string("x")));
  EXPECT_FALSE(builder.Append(Timestamp{0}));
  ASSERT_TRUE(builder.Append(Date{0}));
  EXPECT_FALSE(builder.Append(Instant{0}));
  ASSERT_TRUE(builder.Append(Timestamp{0}));
  EXPECT_FALSE(builder.Append(Timestamp{0}));
  ASSERT_TRUE(builder.Append(Instant{0}));
  EXPECT_FALSE(builder.Append(Interval{}));
  ASSERT_TRUE(builder.Append(TimeOfDay{0}));
  EXPECT_FALSE(builder.Append(Interval{0, 0, std::numeric_limits<std::int64_t>::max()}))
      << "Arrow counts nanoseconds";
  ASSERT_TRUE(builder.Append(Interval{1, 2, 3}));
  EXPECT_FALSE(builder.Append(std::string("x")));
  ASSERT_TRUE(builder.Append(Binary{std::string("\0\xff", 2)}));
  EXPECT_FALSE(builder.Append(Decimal{"1"})) << "lists have AppendList";
  ASSERT_TRUE(builder.AppendList({Decimal{"1.5"}, Null{}}));
  builder.FinishRow();
  const RecordBatch batch = builder.Finish();
  EXPECT_EQ(batch.num_rows(), 1);
  EXPECT_EQ(batch.num_columns(), 13);
  EXPECT_EQ(arrow::BytesAt(batch.column(11), 0), std::string_view("\0\xff", 2));
}

RowsForTests TextAndNumber() {
  return RowsForTests(
      {{"t", {.kind = TypeKind::kText}, {}}, {"n", {.kind = TypeKind::kInteger}, {}}});
}

TEST(RecordBatch, MovesItsRows) {
  const RowsForTests rows = TextAndNumber();
  RecordBatch a = rows.Batch({{std::string("x"), std::int64_t{1}}});
  RecordBatch b = std::move(a);
  EXPECT_EQ(a.num_rows(), 0);  // NOLINT: moved from on purpose
  EXPECT_EQ(b.num_rows(), 1);
  a = rows.Batch({{std::string("y"), std::int64_t{2}}, {Null{}, Null{}}});
  b = std::move(a);
  EXPECT_EQ(b.num_rows(), 2);
  ArrowArray array;
  b.MoveTo(&array);
  EXPECT_EQ(b.num_rows(), 0);
  EXPECT_EQ(array.length, 2);
  array.release(&array);
}

TEST(RecordBatch, CountsItsBytes) {
  const RowsForTests rows = TextAndNumber();
  EXPECT_EQ(rows.Batch({}).byte_size(), 4U) << "one offset";
  // 3 offsets and 5 letters, 2 numbers.
  EXPECT_EQ(
      rows.Batch({{std::string("abc"), std::int64_t{1}}, {std::string("de"), std::int64_t{2}}})
          .byte_size(),
      3 * 4U + 5 + 2 * 8);
  EXPECT_EQ(rows.Batch({{Null{}, std::int64_t{1}}}).byte_size(), 2 * 4U + 1 + 8) << "one bitmap";
}

TEST(RecordBatch, KeepsTheFirstRows) {
  const RowsForTests rows = TextAndNumber();
  RecordBatch batch = rows.Batch({{std::string("abc"), std::int64_t{1}},
                                  {Null{}, std::int64_t{2}},
                                  {Null{}, std::int64_t{3}}});
  const std::size_t whole = batch.byte_size();
  batch.Truncate(5);
  EXPECT_EQ(batch.num_rows(), 3);
  EXPECT_EQ(batch.column(0).null_count, 2);
  batch.Truncate(1);
  EXPECT_EQ(batch.num_rows(), 1);
  EXPECT_EQ(batch.column(0).length, 1);
  EXPECT_EQ(batch.column(0).null_count, -1) << "to be counted again";
  EXPECT_LT(batch.byte_size(), whole);
}

}  // namespace
}  // namespace semaflow
