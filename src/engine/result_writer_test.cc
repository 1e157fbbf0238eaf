// WriteResult in every format, and what it does when the database or the reader fails.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <deque>
#include <new>
#include <stdexcept>

#include "arrow/rows_for_tests.h"
#include "engine/stream_source.h"
#include "semaflow/result.h"

namespace semaflow {
namespace {

// Rows that are all there.
class ListSource : public StreamSource {
 public:
  explicit ListSource(arrow::RowsForTests rows) : rows_(std::move(rows)) {
    query_.time_zone = "America/New_York";
  }
  const std::vector<ColumnInfo>& columns() const override { return rows_.columns; }
  const SharedArrowSchema& schema() const override { return rows_.schema; }
  const CompiledQuery& query() const override { return query_; }
  Result<std::optional<RecordBatch>> Next() override {
    if (batches_.empty() && error_) return tl::unexpected(*error_);
    if (batches_.empty()) return std::nullopt;
    RecordBatch batch = std::move(batches_.front());
    batches_.pop_front();
    return std::optional<RecordBatch>(std::move(batch));
  }
  bool truncated() const override { return false; }
  PageEnd page() const override { return {}; }
  void Cancel() override { cancelled_ = true; }
  void Drop() override {}

  arrow::RowsForTests rows_;
  CompiledQuery query_;
  std::deque<RecordBatch> batches_;
  std::optional<Error> error_;
  bool cancelled_ = false;
};

// Throws as a broken check or a lack of memory does.
class ThrowingSource : public ListSource {
 public:
  ThrowingSource() : ListSource(arrow::RowsForTests({{"n", {.kind = TypeKind::kInteger}, {}}})) {}
  const SharedArrowSchema& schema() const override { throw std::bad_alloc(); }
  Result<std::optional<RecordBatch>> Next() override { throw std::logic_error("a broken check"); }
};

std::shared_ptr<ListSource> Flights() {
  auto source = std::make_shared<ListSource>(
      arrow::RowsForTests({{"hour", {.kind = TypeKind::kTimestamptz}, {}},
                           {"flights", {.kind = TypeKind::kInteger}, {}}}));
  // The hour that New York leaves out: 02:00 on 2013-03-10.
  const std::int64_t before = 1'362'895'200;  // 06:00Z
  source->batches_.push_back(source->rows_.Batch({{Instant{before * 1'000'000}, std::int64_t{1}}}));
  source->batches_.push_back(
      source->rows_.Batch({{Instant{(before + 3600) * 1'000'000}, std::int64_t{2}}}));
  return source;
}

std::string Written(const std::shared_ptr<ListSource>& source, RowFormat format,
                    const TableOptions& table = {}) {
  ResultStream stream(source);
  std::string out;
  const auto summary = WriteResult(
      stream, format, [&](std::string_view piece) { return out.append(piece), true; }, table);
  if (!summary) return "error " + std::string(InfoOf(summary.error().code).code) + " after " + out;
  EXPECT_EQ(summary->rows, 2);
  return out;
}

// The groups of a country, then those of the totals by country (there are none) and of all.
std::shared_ptr<ListSource> WithTotals(bool has_total) {
  auto source = std::make_shared<ListSource>(
      arrow::RowsForTests({{"country", {.kind = TypeKind::kText}, {}},
                           {"n", {.kind = TypeKind::kInteger}, {}},
                           {"grouping", {.kind = TypeKind::kInteger}, {}}}));
  source->query_.totals = {{"country"}, {}};
  const auto row = [&](Value country, std::int64_t n, std::int64_t grouping) {
    source->batches_.push_back(source->rows_.Batch({{std::move(country), n, grouping}}));
  };
  row("NL", 1, 0);
  if (has_total) {
    row(Null{}, 1, 2);
  } else {
    row("BE", 2, 0);
  }
  return source;
}

TEST(WriteResult, TotalsComeApartFromRows) {
  const std::string columns =
      R"({"columns":[{"name":"country","type":"text"},{"name":"n","type":"integer"}],)";
  EXPECT_EQ(Written(WithTotals(true), RowFormat::kJson),
            columns + R"("rows":[["NL",1]],"totals":[{"by":["country"],"rows":[]},)" +
                R"({"by":[],"rows":[[null,1]]}],"truncated":false})" + "\n");
  EXPECT_EQ(Written(WithTotals(false), RowFormat::kJson),
            columns + R"("rows":[["NL",1],["BE",2]],"totals":[{"by":["country"],"rows":[]},)" +
                R"({"by":[],"rows":[]}],"truncated":false})" + "\n");
  EXPECT_EQ(Written(WithTotals(true), RowFormat::kCsv), "country,n,grouping\r\nNL,1,0\r\n,1,2\r\n");
}

TEST(ResultStream, WhatIsThrownInsideIsAnError) {
  ResultStream stream(std::make_shared<ThrowingSource>());
  const auto next = stream.Next();
  ASSERT_FALSE(next);
  EXPECT_EQ(next.error().code, ErrorCode::kInternal);
  EXPECT_THAT(next.error().message, testing::HasSubstr("a broken check"));
}

// The frames of its consumer are C: an exception that unwinds through them ends the process.
TEST(ExportArrowStream, NothingIsThrownThroughTheCInterface) {
  ArrowArrayStream arrow;
  ExportArrowStream(ResultStream(std::make_shared<ThrowingSource>()), &arrow);
  ArrowSchema schema;
  EXPECT_EQ(arrow.get_schema(&arrow, &schema), EIO);
  EXPECT_THAT(arrow.get_last_error(&arrow), testing::HasSubstr("I001"));
  ArrowArray array;
  EXPECT_EQ(arrow.get_next(&arrow, &array), EIO);
  EXPECT_THAT(arrow.get_last_error(&arrow), testing::HasSubstr("a broken check"));
  arrow.release(&arrow);
}

TEST(WriteResult, WhatItsReaderThrowsIsAnError) {
  ResultStream stream(Flights());
  const auto written = WriteResult(stream, RowFormat::kCsv, [](std::string_view) -> bool {
    throw std::runtime_error("no more paper");
  });
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kInternal);
  EXPECT_THAT(written.error().message, testing::HasSubstr("no more paper"));
}

TEST(WriteResult, ShowsInstantsInTheZoneOfTheQuery) {
  EXPECT_EQ(Written(Flights(), RowFormat::kJson),
            R"({"columns":[{"name":"hour","type":"timestamptz"},)"
            R"({"name":"flights","type":"integer"}],"rows":[["2013-03-10T01:00:00-05:00",1],)"
            R"(["2013-03-10T03:00:00-04:00",2]],"truncated":false,)"
            R"("time_zone":"America/New_York"})"
            "\n");
  EXPECT_EQ(Written(Flights(), RowFormat::kNdjson),
            "{\"hour\":\"2013-03-10T01:00:00-05:00\",\"flights\":1}\n"
            "{\"hour\":\"2013-03-10T03:00:00-04:00\",\"flights\":2}\n");
  EXPECT_EQ(Written(Flights(), RowFormat::kCsv),
            "hour,flights\r\n2013-03-10T01:00:00-05:00,1\r\n2013-03-10T03:00:00-04:00,2\r\n");
  EXPECT_EQ(Written(Flights(), RowFormat::kTable),
            "hour                       flights\n"
            "─────────────────────────  ───────\n"
            "2013-03-10T01:00:00-05:00        1\n"
            "2013-03-10T03:00:00-04:00        2\n"
            "2 rows\n");
  EXPECT_THAT(Written(Flights(), RowFormat::kArrow), testing::StartsWith("\xff\xff\xff\xff"));
}

TEST(WriteResult, AnErrorBeforeTheFirstRowsLeavesNoOutput) {
  const auto source = Flights();
  source->batches_.clear();
  source->error_ = Error{.code = ErrorCode::kBackendFailed};
  EXPECT_EQ(Written(source, RowFormat::kCsv), "error B003 after ");
}

TEST(WriteResult, AnErrorAfterRowsLeavesTheDocumentOpen) {
  const auto source = Flights();
  source->error_ = Error{.code = ErrorCode::kDeadline};
  EXPECT_THAT(Written(source, RowFormat::kJson), testing::Not(testing::HasSubstr("truncated")));
}

TEST(WriteResult, StopsWhenNobodyReads) {
  const auto source = Flights();
  ResultStream stream(source);
  int calls = 0;
  const auto summary = WriteResult(stream, RowFormat::kCsv, [&](std::string_view) {
    ++calls;
    return false;
  });
  ASSERT_FALSE(summary);
  EXPECT_EQ(summary.error().code, ErrorCode::kOutputFailed);
  EXPECT_EQ(calls, 1);
  EXPECT_TRUE(source->cancelled_);
}

TEST(WriteResult, RefusesAZoneThatThisMachineLacks) {
  const auto source = Flights();
  source->query_.time_zone = "Mars/Olympus";
  EXPECT_EQ(Written(source, RowFormat::kJson), "error R010 after ");
}

TEST(ParseRowFormat, KnowsItsNames) {
  EXPECT_EQ(ParseRowFormat("arrow"), RowFormat::kArrow);
  EXPECT_EQ(ParseRowFormat("ndjson"), RowFormat::kNdjson);
  EXPECT_EQ(ParseRowFormat("xml"), std::nullopt);
}

// What the pull writer gives, piece by piece.
std::vector<std::string> Pieces(const std::shared_ptr<ListSource>& source, RowFormat format) {
  ResultWriter writer(ResultStream(source), format);
  std::vector<std::string> pieces;
  while (true) {
    auto piece = writer.Next();
    if (!piece) return pieces.push_back("error " + piece.error().message), pieces;
    if (!*piece) break;
    pieces.push_back(std::move(**piece));
  }
  const auto again = writer.Next();
  EXPECT_TRUE(again && !*again);
  return pieces;
}

TEST(ResultWriter, GivesWhatWriteResultGives) {
  for (const RowFormat format : {RowFormat::kJson, RowFormat::kNdjson, RowFormat::kCsv,
                                 RowFormat::kArrow, RowFormat::kTable, RowFormat::kRecords}) {
    std::string whole;
    for (const std::string& piece : Pieces(Flights(), format)) {
      EXPECT_FALSE(piece.empty());
      whole += piece;
    }
    EXPECT_EQ(whole, Written(Flights(), format));
  }
}

TEST(ResultWriter, RecordsAreObjects) {
  EXPECT_EQ(Written(Flights(), RowFormat::kRecords),
            R"({"rows":[{"hour":"2013-03-10T01:00:00-05:00","flights":1},)"
            R"({"hour":"2013-03-10T03:00:00-04:00","flights":2}],)"
            R"("cursor":null,"has_more":false,"total_rows":null,"truncated":false})"
            "\n");
  auto warned = Flights();
  warned->query_.warnings = {"careful"};
  EXPECT_THAT(Written(warned, RowFormat::kRecords),
              testing::EndsWith(R"("truncated":false,"warnings":["careful"]})"
                                "\n"));
}

TEST(ResultWriter, GivesAPieceForEachBatchAndThenItsError) {
  auto source = Flights();
  source->error_ = Error{.code = ErrorCode::kBackendFailed, .message = "gone"};
  EXPECT_THAT(Pieces(source, RowFormat::kNdjson),
              testing::ElementsAre(testing::HasSubstr("\"flights\":1"),
                                   testing::HasSubstr("\"flights\":2"), "error gone"));
}

TEST(ResultWriter, StopsTheQuery) {
  const auto source = Flights();
  ResultWriter writer(ResultStream(source), RowFormat::kCsv);
  ResultWriter moved = std::move(writer);
  moved.Cancel();
  EXPECT_TRUE(source->cancelled_);
}

}  // namespace
}  // namespace semaflow
