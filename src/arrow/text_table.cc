#include "arrow/text_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "base/display_width.h"
#include "base/types.h"
#include "base/utf8.h"

namespace semaflow::arrow {
namespace {

constexpr std::string_view kGap = "  ";
constexpr std::string_view kEllipsis = "…";
constexpr std::string_view kBold = "\033[1m";
constexpr std::string_view kDim = "\033[2m";
constexpr std::string_view kPlain = "\033[0m";
constexpr int kTextWidthMin = 8;  // a text column is never made narrower than this
constexpr std::string_view kFloatFormat = ".10~g";

int Width(std::string_view text) { return static_cast<int>(DisplayWidth(text)); }

// The longest beginning of `text` that takes at most `width` cells, with "…" where it was cut.
std::string Cut(std::string_view text, int width) {
  std::string cut;
  int used = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = DecodeUtf8(text, at);
    const int next = DisplayWidth(point.value);
    if (used + next > width - 1) break;
    cut.append(text, at, point.bytes);
    used += next;
    at += point.bytes;
  }
  return cut += kEllipsis;
}

std::string Thousands(std::int64_t count) {
  static const NumberFormat format = *NumberFormat::Parse(",d");
  return format.Apply(std::to_string(count));
}

void TrimLine(std::string& out, std::size_t begin) {
  while (out.size() > begin && out.back() == ' ') out.pop_back();
  out += '\n';
}

}  // namespace

TextTable::TextTable(const std::vector<ColumnInfo>& columns, const ArrowSchema& schema,
                     const CellStyle& style, const TextTableOptions& options)
    : options_(options), style_(style) {
  std::vector<SchemaColumn> formats = ReadSchema(schema);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    Column column;
    AppendPrintable(column.name, columns[i].name);
    column.format = std::move(formats[i]);
    column.is_number = IsNumeric(column.format.type.kind);
    if (column.is_number && options.apply_formats) {
      column.number = NumberFormat::Parse(columns[i].format);
      if (columns[i].format.empty()) column.number.reset();
      if (!column.number && column.format.type.kind == TypeKind::kFloat) {
        column.number = NumberFormat::Parse(kFloatFormat);
      }
    }
    column.width = Width(column.name);
    columns_.push_back(std::move(column));
  }
}

TextTable::Cell TextTable::MakeCell(const Column& column, const ArrowArray& array,
                                    std::int64_t row) const {
  Cell cell;
  if (IsNull(array, row)) {
    cell.text = "NULL";
    cell.is_null = true;
  } else {
    std::string text;
    AppendTextCell(text, column.format, array, row, style_);
    // A sample of rows with a megabyte in each cell must not be kept to show one line of it.
    const std::size_t shown = static_cast<std::size_t>(options_.width) * 8 + 64;
    if (options_.width > 0 && !column.is_number && text.size() > shown) text.resize(shown);
    if (column.number) {
      cell.text = column.number->Apply(text);
    } else {
      AppendPrintable(cell.text, text);
    }
  }
  cell.width = Width(cell.text);
  return cell;
}

Result<void> TextTable::Append(std::string& out, const RecordBatch& batch) {
  for (std::int64_t row = 0; row < batch.num_rows(); ++row, ++rows_) {
    const auto grouping = static_cast<std::int64_t>(columns_.size()) - 1;
    if (options_.has_totals && IntegerAt(batch.column(grouping), row) != 0) ++totals_;
    if (options_.rows_max > 0 && rows_ >= options_.rows_max) continue;  // only counted
    std::vector<Cell> cells;
    cells.reserve(columns_.size());
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      cells.push_back(MakeCell(columns_[i], batch.column(static_cast<std::int64_t>(i)), row));
    }
    if (has_head_) {
      WriteRow(out, cells);
      continue;
    }
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      columns_[i].width = std::max(columns_[i].width, cells[i].width);
    }
    waiting_.push_back(std::move(cells));
    if (static_cast<std::int64_t>(waiting_.size()) >= options_.sample) WriteHead(out);
  }
  return {};
}

// Takes cells from the widest texts, one by one, until the line fits.
void TextTable::FitColumns() {
  if (options_.width == 0) return;
  const auto total = [this] {
    const int gaps = static_cast<int>(kGap.size() * (columns_.size() - 1));
    return std::accumulate(columns_.begin(), columns_.end(), gaps,
                           [](int sum, const Column& column) { return sum + column.width; });
  };
  for (int over = total() - options_.width; over > 0; --over) {
    Column* widest = nullptr;
    for (Column& column : columns_) {
      if (column.is_number || column.width <= kTextWidthMin) continue;
      if (widest == nullptr || column.width > widest->width) widest = &column;
    }
    if (widest == nullptr) {
      as_records_ = true;
      break;
    }
    --widest->width;
  }
}

void TextTable::WriteHead(std::string& out) {
  has_head_ = true;
  FitColumns();
  for (const Column& column : columns_) name_width_ = std::max(name_width_, Width(column.name));
  if (!as_records_) {
    const std::size_t begin = out.size();
    for (const Column& column : columns_) {
      const bool last = &column == &columns_.back();
      if (options_.color) out += kBold;
      WriteCell(out, Cell{column.name, Width(column.name), false}, column.width, column.is_number,
                last);
      if (options_.color) out += kPlain;
      if (!last) out += kGap;
    }
    TrimLine(out, begin);
    for (const Column& column : columns_) {
      for (int i = 0; i < column.width; ++i) out += "─";
      if (&column != &columns_.back()) out += kGap;
    }
    out += '\n';
  }
  for (const std::vector<Cell>& cells : waiting_) WriteRow(out, cells);
  waiting_.clear();
}

void TextTable::WriteCell(std::string& out, const Cell& cell, int width, bool right,
                          bool last) const {
  const bool is_cut = cell.width > width && options_.width > 0 && !right;
  const std::string& text = is_cut ? Cut(cell.text, width) : cell.text;
  const int used = is_cut ? Width(text) : cell.width;
  const auto room = static_cast<std::size_t>(std::max(0, width - used));
  if (right) out.append(room, ' ');
  const bool dim = cell.is_null && options_.color;
  if (dim) out += kDim;
  out += text;
  if (dim) out += kPlain;
  if (!right && !last) out.append(room, ' ');
}

void TextTable::WriteRow(std::string& out, const std::vector<Cell>& cells) {
  ++shown_;
  if (as_records_) return WriteRecord(out, cells);
  const std::size_t begin = out.size();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const bool last = i + 1 == cells.size();
    WriteCell(out, cells[i], columns_[i].width, columns_[i].is_number, last);
    if (!last) out += kGap;
  }
  TrimLine(out, begin);
}

void TextTable::WriteRecord(std::string& out, const std::vector<Cell>& cells) {
  out += fmt::format("─ row {}\n", Thousands(shown_));
  const int names = std::min(name_width_, options_.width / 2);
  const int values = std::max(options_.width - names - static_cast<int>(kGap.size()), 1);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::size_t begin = out.size();
    const Column& column = columns_[i];
    if (options_.color) out += kBold;
    WriteCell(out, Cell{column.name, Width(column.name), false}, names, false, false);
    if (options_.color) out += kPlain;
    out += kGap;
    // A number keeps all its digits, also where the terminal has to wrap it.
    const bool whole = column.is_number || cells[i].width <= values;
    WriteCell(out, cells[i], whole ? cells[i].width : values, false, true);
    TrimLine(out, begin);
  }
}

Result<void> TextTable::End(std::string& out, const WriteSummary& summary) {
  if (!has_head_) WriteHead(out);
  const std::int64_t groups = rows_ - totals_;
  std::string count = fmt::format("{} row{}", Thousands(groups), groups == 1 ? "" : "s");
  if (totals_ > 0) {
    count += fmt::format(" and {} total{}", Thousands(totals_), totals_ == 1 ? "" : "s");
  }
  if (shown_ < rows_) count += fmt::format(", {} shown", Thousands(shown_));
  if (summary.page.total_rows) {
    count += fmt::format(", {} in all", Thousands(*summary.page.total_rows));
  }
  if (summary.page.has_more) count += ", more on the next page";
  if (summary.truncated) count += ", more were cut off";
  if (options_.color) out += kDim;
  out += count;
  if (options_.color) out += kPlain;
  out += '\n';
  return {};
}

}  // namespace semaflow::arrow
