// WriteResult: the rows of a stream in each format.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "arrow/csv_rows.h"
#include "arrow/ipc_writer.h"
#include "arrow/json_rows.h"
#include "arrow/text_table.h"
#include "base/border.h"
#include "semaflow/result.h"
#include "time/zone.h"

namespace semaflow {
namespace {

class ZoneOfQuery : public arrow::ZoneOffsets {
 public:
  explicit ZoneOfQuery(const time::Zone* zone) : zone_(zone) {}
  std::int32_t OffsetSeconds(Instant at) const override { return zone_->OffsetSeconds(at); }

 private:
  const time::Zone* zone_;
};

bool HasInstant(const ArrowSchema& schema) {
  const auto columns = arrow::ReadSchema(schema);
  return std::any_of(columns.begin(), columns.end(), [](const arrow::SchemaColumn& column) {
    return column.type.kind == TypeKind::kTimestamptz || column.item.kind == TypeKind::kTimestamptz;
  });
}

std::unique_ptr<arrow::RowWriter> MakeWriter(const ResultStream& stream, RowFormat format,
                                             const arrow::CellStyle& style,
                                             const TableOptions& table) {
  const std::vector<ColumnInfo>& columns = stream.columns();
  const ArrowSchema& schema = *stream.schema();
  switch (format) {
    case RowFormat::kJson:
      return std::make_unique<arrow::JsonRows>(
          columns, schema,
          arrow::AnswerNotes{stream.query().time_zone, stream.query().ranges,
                             stream.query().warnings, stream.query().totals},
          style);
    case RowFormat::kNdjson:
      return std::make_unique<arrow::NdjsonRows>(columns, schema, style);
    case RowFormat::kCsv:
      return std::make_unique<arrow::CsvRows>(columns, schema, style);
    case RowFormat::kArrow:
      return std::make_unique<arrow::IpcWriter>(stream.schema());
    case RowFormat::kRecords:
      return std::make_unique<arrow::RecordRows>(columns, schema, stream.query().warnings, style);
    case RowFormat::kTable:
      return std::make_unique<arrow::TextTable>(
          columns, schema, style,
          arrow::TextTableOptions{.width = table.width,
                                  .rows_max = table.rows_max,
                                  .color = table.color,
                                  .apply_formats = table.apply_formats,
                                  .has_totals = !stream.query().totals.empty()});
  }
  return nullptr;
}

// The output of a stream, a piece for each batch.
class Writing {
 public:
  Writing(ResultStream& stream, RowFormat format, const TableOptions& table)
      : stream_(stream), format_(format), table_(table) {}

  // Adds the next piece to `out`, perhaps none; false: that was the last.
  Result<bool> Append(std::string& out) {
    auto batch = stream_.Next();
    if (!batch) return tl::unexpected(std::move(batch).error());
    if (writer_ == nullptr) {
      if (auto begun = Begin(out); !begun) return tl::unexpected(std::move(begun).error());
    }
    Result<void> done;
    if (*batch) {
      summary_.rows += (*batch)->num_rows();
      done = writer_->Append(out, **batch);
    } else {
      summary_.truncated = stream_.truncated();
      summary_.page = stream_.page();
      summary_.cache = stream_.cache();
      done = writer_->End(out, summary_);
    }
    if (!done) return tl::unexpected(std::move(done).error());
    return batch->has_value();
  }
  const WriteSummary& summary() const { return summary_; }

 private:
  Result<void> Begin(std::string& out) {
    // Finding the first zone costs milliseconds: only answers with instants pay for it.
    const time::Zone* zone = time::Utc();
    if (!stream_.query().time_zone.empty() && HasInstant(*stream_.schema())) {
      const auto found = time::FindZone(stream_.query().time_zone);
      if (!found) return tl::unexpected(found.error());
      zone = *found;
    }
    offsets_.emplace(zone);
    const arrow::CellStyle style{.zone = &*offsets_,
                                 .wide_numbers_as_text = stream_.query().wide_numbers_as_text};
    writer_ = MakeWriter(stream_, format_, style, table_);
    return writer_->Begin(out);
  }

  ResultStream& stream_;
  const RowFormat format_;
  const TableOptions table_;
  std::optional<ZoneOfQuery> offsets_;
  std::unique_ptr<arrow::RowWriter> writer_;
  WriteSummary summary_;
};

Result<WriteSummary> Write(ResultStream& stream, RowFormat format, const ByteSink& sink,
                           const TableOptions& table) {
  Writing writing(stream, format, table);
  std::string out;
  while (true) {
    const Result<bool> more = writing.Append(out);
    if (!more) return tl::unexpected(more.error());
    if (!out.empty() && !sink(out)) {
      stream.Cancel();
      return tl::unexpected(Error{.code = ErrorCode::kOutputFailed,
                                  .message = "the answer cannot be written: nobody reads it"});
    }
    out.clear();
    if (!*more) return writing.summary();
  }
}

}  // namespace

std::optional<RowFormat> ParseRowFormat(std::string_view name) {
  constexpr std::pair<std::string_view, RowFormat> kFormats[] = {
      {"json", RowFormat::kJson},   {"ndjson", RowFormat::kNdjson},
      {"csv", RowFormat::kCsv},     {"arrow", RowFormat::kArrow},
      {"table", RowFormat::kTable}, {"records", RowFormat::kRecords}};
  for (const auto& [known, format] : kFormats) {
    if (known == name) return format;
  }
  return std::nullopt;
}

Result<WriteSummary> WriteResult(ResultStream& stream, RowFormat format, const ByteSink& sink,
                                 const TableOptions& table) {
  return AtBorder([&] { return Write(stream, format, sink, table); });
}

struct ResultWriter::State {
  State(ResultStream rows, RowFormat format, const TableOptions& table)
      : stream(std::move(rows)), writing(stream, format, table) {}

  ResultStream stream;
  Writing writing;
  bool is_over = false;
};

ResultWriter::ResultWriter(ResultStream stream, RowFormat format, const TableOptions& table)
    : state_(std::make_unique<State>(std::move(stream), format, table)) {}
ResultWriter::ResultWriter(ResultWriter&&) noexcept = default;
ResultWriter& ResultWriter::operator=(ResultWriter&&) noexcept = default;
ResultWriter::~ResultWriter() = default;

Result<std::optional<std::string>> ResultWriter::Next() {
  return AtBorder([&]() -> Result<std::optional<std::string>> {
    std::string out;
    while (out.empty() && !state_->is_over) {
      const Result<bool> more = state_->writing.Append(out);
      if (!more) return tl::unexpected(more.error());
      state_->is_over = !*more;
    }
    if (out.empty()) return std::nullopt;
    return out;
  });
}

void ResultWriter::Cancel() { state_->stream.Cancel(); }

}  // namespace semaflow
