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

// Gives `out` to the sink and empties it.
Result<void> Flush(ResultStream& stream, const ByteSink& sink, std::string& out) {
  if (out.empty() || sink(out)) {
    out.clear();
    return {};
  }
  stream.Cancel();
  return tl::unexpected(Error{.code = ErrorCode::kOutputFailed,
                              .message = "the answer cannot be written: nobody reads it"});
}

Result<WriteSummary> Write(ResultStream& stream, RowFormat format, const ByteSink& sink,
                           const TableOptions& table) {
  auto batch = stream.Next();
  if (!batch) return tl::unexpected(std::move(batch).error());

  // Finding the first zone costs milliseconds: only answers with instants pay for it.
  const time::Zone* zone = time::Utc();
  if (!stream.query().time_zone.empty() && HasInstant(*stream.schema())) {
    const auto found = time::FindZone(stream.query().time_zone);
    if (!found) return tl::unexpected(found.error());
    zone = *found;
  }
  const ZoneOfQuery offsets(zone);
  const arrow::CellStyle style{.zone = &offsets,
                               .wide_numbers_as_text = stream.query().wide_numbers_as_text};
  const std::unique_ptr<arrow::RowWriter> writer = MakeWriter(stream, format, style, table);

  WriteSummary summary;
  std::string out;
  Result<void> done = writer->Begin(out);
  while (done && *batch) {
    summary.rows += (*batch)->num_rows();
    done = writer->Append(out, **batch).and_then([&] { return Flush(stream, sink, out); });
    if (!done) break;
    batch = stream.Next();
    if (!batch) return tl::unexpected(std::move(batch).error());
  }
  summary.truncated = stream.truncated();
  summary.page = stream.page();
  summary.cache = stream.cache();
  if (done) done = writer->End(out, summary);
  if (done) done = Flush(stream, sink, out);
  if (!done) return tl::unexpected(std::move(done).error());
  return summary;
}

}  // namespace

std::optional<RowFormat> ParseRowFormat(std::string_view name) {
  constexpr std::pair<std::string_view, RowFormat> kFormats[] = {{"json", RowFormat::kJson},
                                                                 {"ndjson", RowFormat::kNdjson},
                                                                 {"csv", RowFormat::kCsv},
                                                                 {"arrow", RowFormat::kArrow},
                                                                 {"table", RowFormat::kTable}};
  for (const auto& [known, format] : kFormats) {
    if (known == name) return format;
  }
  return std::nullopt;
}

Result<WriteSummary> WriteResult(ResultStream& stream, RowFormat format, const ByteSink& sink,
                                 const TableOptions& table) {
  return AtBorder([&] { return Write(stream, format, sink, table); });
}

}  // namespace semaflow
