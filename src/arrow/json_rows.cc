#include "arrow/json_rows.h"

#include <algorithm>

#include "base/json_writer.h"

namespace semaflow::arrow {
namespace {

void WriteColumn(JsonWriter& json, const ColumnInfo& column) {
  const auto& [name, type, is_measure, additive, label, unit, format] = column;
  json.BeginObject().Key("name").String(name).Key("type").String(ToString(type));
  if (!label.empty()) json.Key("label").String(label);
  if (!unit.empty()) json.Key("unit").String(unit);
  if (!format.empty()) json.Key("format").String(format);
  if (is_measure) json.Key("additive").Bool(additive);
  json.EndObject();
}

void WriteRange(JsonWriter& json, const RangeInfo& range) {
  const auto& [field, words, start, end] = range;
  json.BeginObject().Key("field").String(field).Key("words").String(words);
  // An open end of a range is absent.
  if (!start.empty()) json.Key("start").String(start);
  if (!end.empty()) json.Key("end").String(end);
  json.EndObject();
}

// Arrow has no type of its own for documents: they travel as texts, and the column knows.
std::vector<SchemaColumn> FormatsOf(const std::vector<ColumnInfo>& columns,
                                    const ArrowSchema& schema) {
  std::vector<SchemaColumn> formats = ReadSchema(schema);
  for (std::size_t i = 0; i < formats.size(); ++i) {
    if (formats[i].type.kind == TypeKind::kText && columns[i].type.kind == TypeKind::kJson) {
      formats[i].type = columns[i].type;
    }
  }
  return formats;
}

bool HasInstant(const std::vector<SchemaColumn>& columns) {
  return std::any_of(columns.begin(), columns.end(), [](const SchemaColumn& column) {
    return column.type.kind == TypeKind::kTimestamptz || column.item.kind == TypeKind::kTimestamptz;
  });
}

}  // namespace

JsonRows::JsonRows(const std::vector<ColumnInfo>& columns, const ArrowSchema& schema,
                   const AnswerNotes& notes, const CellStyle& style)
    : columns_(columns), formats_(FormatsOf(columns, schema)), notes_(notes), style_(style) {}

Result<void> JsonRows::Begin(std::string& out) {
  JsonWriter json(out);
  json.BeginObject().Key("columns").BeginArray();
  const std::size_t shown = columns_.size() - (notes_.totals.empty() ? 0 : 1);
  for (std::size_t i = 0; i < shown; ++i) WriteColumn(json, columns_[i]);
  json.EndArray().Key("rows").BeginArray();
  return {};
}

Result<void> JsonRows::Append(std::string& out, const RecordBatch& batch) {
  const bool has_totals = !notes_.totals.empty();
  const std::size_t width = formats_.size() - (has_totals ? 1 : 0);
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
    if (has_totals)
      BeginTotals(out, IntegerAt(batch.column(static_cast<std::int64_t>(width)), row));
    if (has_rows_) out += ',';
    has_rows_ = true;
    for (std::size_t i = 0; i < width; ++i) {
      out += i == 0 ? '[' : ',';
      AppendJsonCell(out, formats_[i], batch.column(static_cast<std::int64_t>(i)), row, style_);
    }
    out += ']';
  }
  return {};
}

// Closes the lists of rows before that of `grouping`, also of totals without rows.
void JsonRows::BeginTotals(std::string& out, std::int64_t grouping) {
  while (grouping_ < grouping) {
    out += grouping_ == 0 ? R"(],"totals":[{"by":[)" : R"(]},{"by":[)";
    const std::vector<std::string>& by = notes_.totals[static_cast<std::size_t>(grouping_)];
    for (std::size_t i = 0; i < by.size(); ++i) {
      if (i > 0) out += ',';
      AppendJsonString(out, by[i]);
    }
    out += R"(],"rows":[)";
    has_rows_ = false;
    ++grouping_;
  }
}

Result<void> JsonRows::End(std::string& out, const WriteSummary& summary) {
  BeginTotals(out, static_cast<std::int64_t>(notes_.totals.size()));
  out += grouping_ == 0 ? "]," : "]}],";
  JsonWriter json(out);
  json.Key("truncated").Bool(summary.truncated);
  const auto& [paged, has_more, cursor, total_rows] = summary.page;
  if (paged) json.Key("has_more").Bool(has_more);
  if (!cursor.empty()) json.Key("cursor").String(cursor);
  if (total_rows) json.Key("total_rows").Integer(*total_rows);
  if (summary.cache.state != CacheInfo::State::kOff) {
    const bool is_hit = summary.cache.state == CacheInfo::State::kHit;
    json.Key("cache").BeginObject().Key("state").String(is_hit ? "hit" : "miss");
    if (is_hit) json.Key("age_ms").Integer(summary.cache.age_ms);
    json.EndObject();
  }
  if (HasInstant(formats_) && !notes_.time_zone.empty()) {
    json.Key("time_zone").String(notes_.time_zone);
  }
  if (!notes_.ranges.empty()) {
    json.Key("ranges").BeginArray();
    for (const RangeInfo& range : notes_.ranges) WriteRange(json, range);
    json.EndArray();
  }
  if (!notes_.warnings.empty()) {
    json.Key("warnings").BeginArray();
    for (const std::string& warning : notes_.warnings) json.String(warning);
    json.EndArray();
  }
  json.EndObject();
  out += '\n';
  return {};
}

NdjsonRows::NdjsonRows(const std::vector<ColumnInfo>& columns, const ArrowSchema& schema,
                       const CellStyle& style)
    : formats_(FormatsOf(columns, schema)), style_(style) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::string key(1, i == 0 ? '{' : ',');
    AppendJsonString(key, columns[i].name);
    keys_.push_back(key + ':');
  }
}

void NdjsonRows::AppendObject(std::string& out, const RecordBatch& batch, std::int64_t row) const {
  for (std::size_t i = 0; i < formats_.size(); ++i) {
    out += keys_[i];
    AppendJsonCell(out, formats_[i], batch.column(static_cast<std::int64_t>(i)), row, style_);
  }
  out += '}';
}

Result<void> NdjsonRows::Append(std::string& out, const RecordBatch& batch) {
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
    AppendObject(out, batch, row);
    out += '\n';
  }
  return {};
}

Result<void> RecordRows::Begin(std::string& out) {
  out += R"({"rows":[)";
  return {};
}

Result<void> RecordRows::Append(std::string& out, const RecordBatch& batch) {
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
    if (has_rows_) out += ',';
    has_rows_ = true;
    rows_.AppendObject(out, batch, row);
  }
  return {};
}

Result<void> RecordRows::End(std::string& out, const WriteSummary& summary) {
  const auto& [paged, has_more, cursor, total_rows] = summary.page;
  out += "],";
  JsonWriter json(out);
  json.Key("cursor");
  cursor.empty() ? json.Null() : json.String(cursor);
  json.Key("has_more").Bool(has_more).Key("total_rows");
  total_rows ? json.Integer(*total_rows) : json.Null();
  json.Key("truncated").Bool(summary.truncated);
  if (!warnings_.empty()) {
    json.Key("warnings").BeginArray();
    for (const std::string& warning : warnings_) json.String(warning);
    json.EndArray();
  }
  json.EndObject();
  out += '\n';
  return {};
}

}  // namespace semaflow::arrow
