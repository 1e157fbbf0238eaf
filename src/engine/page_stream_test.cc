#include "engine/page_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <deque>

#include "arrow/batch_builder.h"
#include "arrow/cells.h"
#include "request/cursor.h"

namespace semaflow::engine {
namespace {

using testing::ElementsAre;

using Rows = std::vector<std::vector<Value>>;

/// Rows of the given kinds, a batch for each item.
class GivenRows : public BatchStream {
 public:
  GivenRows(const std::vector<TypeKind>& kinds, std::deque<Rows> batches)
      : batches_(std::move(batches)) {
    std::vector<arrow::SchemaColumn> formats;
    for (const TypeKind kind : kinds) {
      const std::string name = "c" + std::to_string(formats.size());
      formats.push_back({.name = name, .type = {.kind = kind, .element = TypeKind::kText}});
      if (kind == TypeKind::kList) formats.back().item.kind = TypeKind::kText;
      columns_.push_back({.name = name, .type = formats.back().type});
    }
    schema_ = arrow::MakeSchema(formats, "UTC");
  }
  const std::vector<ColumnInfo>& columns() const override { return columns_; }
  const SharedArrowSchema& schema() const override { return schema_; }
  Result<std::optional<RecordBatch>> Next() override {
    if (batches_.empty()) return std::nullopt;
    arrow::BatchBuilder builder(schema_);
    for (const std::vector<Value>& row : batches_.front()) {
      for (const Value& cell : row) EXPECT_TRUE(builder.Append(cell));
      builder.FinishRow();
    }
    batches_.pop_front();
    return builder.Finish();
  }

 private:
  std::deque<Rows> batches_;
  std::vector<ColumnInfo> columns_;
  SharedArrowSchema schema_;
};

struct Read {
  std::vector<std::int64_t> first_column;
  std::int64_t columns = 0;
  PageEnd end;
  std::optional<Error> error;
};

Read ReadPage(const std::vector<TypeKind>& kinds, std::deque<Rows> batches, PageInfo info,
              std::int64_t rows_max = 0) {
  PageStream page(std::make_unique<GivenRows>(kinds, std::move(batches)),
                  std::make_shared<const PageInfo>(std::move(info)), "UTC", rows_max);
  Read read{.columns = page.schema()->n_children};
  while (true) {
    auto batch = page.Next();
    if (!batch) read.error = batch.error();
    if (!batch || !*batch) break;
    EXPECT_EQ((*batch)->num_columns(), read.columns);
    EXPECT_GT((*batch)->num_rows(), 0);
    for (std::int64_t row = 0; row < (*batch)->num_rows(); ++row) {
      read.first_column.push_back(arrow::IntegerAt((*batch)->column(0), row));
    }
  }
  read.end = page.end();
  return read;
}

constexpr std::int64_t k1 = 1;
constexpr std::int64_t k2 = 2;
constexpr std::int64_t k3 = 3;
const std::vector<TypeKind> kNumber = {TypeKind::kInteger};

TEST(PageStream, TheRowBehindThePageIsNotShown) {
  const std::vector<std::deque<Rows>> layouts = {{{{k1}, {k2}, {k3}}},
                                                 {{{k1}, {k2}}, {{k3}}},
                                                 {{{k1}}, {{k2}, {k3}}},
                                                 {{{k1}}, {{k2}}, {{k3}}}};
  for (const std::deque<Rows>& batches : layouts) {
    const Read read = ReadPage(kNumber, batches, {.size = 2, .keys = {{.column = 0}}});
    EXPECT_THAT(read.first_column, ElementsAre(1, 2));
    EXPECT_TRUE(read.end.has_more);
    const auto cursor = request::DecodeCursor(read.end.cursor);
    ASSERT_TRUE(cursor);
    EXPECT_THAT(cursor->keys, ElementsAre(Value(k2)));
  }
}

TEST(PageStream, TheLastPage) {
  const Read read = ReadPage(kNumber, {{{k1}, {k2}}}, {.size = 2, .keys = {{.column = 0}}});
  EXPECT_THAT(read.first_column, ElementsAre(1, 2));
  EXPECT_TRUE(read.end.paged);
  EXPECT_FALSE(read.end.has_more);
  EXPECT_EQ(read.end.cursor, "");
  EXPECT_FALSE(read.end.total_rows);
}

TEST(PageStream, ABoundOfTheHostMakesPagesSmallerAndLosesNothing) {
  const Read read =
      ReadPage(kNumber, {{{k1}, {k2}, {k3}}}, {.size = 5, .keys = {{.column = 0}}}, 1);
  EXPECT_THAT(read.first_column, ElementsAre(1));
  EXPECT_TRUE(read.end.has_more);
  EXPECT_THAT(request::DecodeCursor(read.end.cursor)->keys, ElementsAre(Value(k1)));
}

TEST(PageStream, HiddenColumns) {
  const std::vector<TypeKind> kinds = {TypeKind::kInteger, TypeKind::kText, TypeKind::kBoolean,
                                       TypeKind::kInteger};
  const PageInfo info{
      .size = 1, .hidden = 3, .total_rows = true, .keys = {{.column = 1}, {.column = 0}}};
  const std::int64_t total = 7;
  const Read read =
      ReadPage(kinds, {{{k1, Null{}, true, total}, {k2, std::string("x"), true, total}}}, info);
  EXPECT_EQ(read.columns, 1);
  EXPECT_THAT(read.first_column, ElementsAre(1));
  EXPECT_EQ(read.end.total_rows, 7);
  EXPECT_THAT(request::DecodeCursor(read.end.cursor)->keys, ElementsAre(Value(Null{}), Value(k1)));

  const Read empty = ReadPage(kinds, {{{Null{}, Null{}, Null{}, total}}}, info);
  EXPECT_THAT(empty.first_column, ElementsAre());
  EXPECT_EQ(empty.end.total_rows, 7);
  EXPECT_FALSE(empty.end.has_more);
}

// The model may call a key what is none in the data.
TEST(PageStream, RowsThatNoCursorTellsApartAreAnError) {
  const PageInfo info{.size = 2, .keys = {{.column = 0}}};
  const Read behind = ReadPage(kNumber, {{{k1}, {k2}, {k2}}}, info);
  ASSERT_TRUE(behind.error);
  EXPECT_EQ(behind.error->code, ErrorCode::kPages);
  PageInfo second = info;
  second.after = {k1};
  const Read before = ReadPage(kNumber, {{{k1}, {k2}}}, second);
  ASSERT_TRUE(before.error);
  EXPECT_EQ(before.error->code, ErrorCode::kPages);
}

TEST(PageStream, KeysThatTheModelDidNotKnow) {
  const auto error = [](TypeKind kind, bool untold) {
    const Read read = ReadPage({TypeKind::kInteger, kind}, {},
                               {.size = 1, .hidden = 1, .keys = {{.column = 1, .untold = untold}}});
    return read.error ? std::string(InfoOf(read.error->code).code) : "";
  };
  EXPECT_EQ(error(TypeKind::kText, true), "P013");
  EXPECT_EQ(error(TypeKind::kText, false), "");
  EXPECT_EQ(error(TypeKind::kDecimal, true), "");
  EXPECT_EQ(error(TypeKind::kInterval, false), "P011");
  EXPECT_EQ(error(TypeKind::kList, true), "P011");
}

}  // namespace
}  // namespace semaflow::engine
