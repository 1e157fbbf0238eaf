#include "arrow/csv_rows.h"

namespace semaflow::arrow {
namespace {

constexpr std::string_view kLineEnd = "\r\n";

// Quotes out[begin..] in place where RFC 4180 asks for it, and the empty text always.
void QuoteFrom(std::string& out, std::size_t begin) {
  const std::size_t end = out.size();
  if (begin != end && out.find_first_of(",\"\r\n", begin) == std::string::npos) return;
  std::string quoted = "\"";
  for (std::size_t i = begin; i < end; ++i) {
    if (out[i] == '"') quoted += '"';
    quoted += out[i];
  }
  quoted += '"';
  out.replace(begin, end - begin, quoted);
}

bool MayNeedQuotes(TypeKind kind) {
  return kind == TypeKind::kText || kind == TypeKind::kJson || kind == TypeKind::kList ||
         kind == TypeKind::kBinary;
}

}  // namespace

CsvRows::CsvRows(const std::vector<ColumnInfo>& columns, const ArrowSchema& schema,
                 const CellStyle& style)
    : columns_(columns), formats_(ReadSchema(schema)), style_(style) {}

Result<void> CsvRows::Begin(std::string& out) {
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    if (i != 0) out += ',';
    const std::size_t begin = out.size();
    out += columns_[i].name;
    QuoteFrom(out, begin);
  }
  out += kLineEnd;
  return {};
}

Result<void> CsvRows::Append(std::string& out, const RecordBatch& batch) {
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
    for (std::size_t i = 0; i < formats_.size(); ++i) {
      if (i != 0) out += ',';
      const ArrowArray& column = batch.column(static_cast<std::int64_t>(i));
      if (IsNull(column, row)) {
        if (formats_.size() == 1) out += "\"\"";
        continue;
      }
      const std::size_t begin = out.size();
      AppendTextCell(out, formats_[i], column, row, style_);
      if (MayNeedQuotes(formats_[i].type.kind)) QuoteFrom(out, begin);
    }
    out += kLineEnd;
  }
  return {};
}

}  // namespace semaflow::arrow
