#include "api/check_asker.h"

#include <utility>

#include "api/table_source.h"
#include "arrow/cells.h"
#include "arrow/schema.h"
#include "base/check.h"
#include "sql/compile.h"

namespace semaflow::api {
namespace {

void AppendRows(const RecordBatch& batch, const std::vector<arrow::SchemaColumn>& columns,
                std::vector<Cells>& rows) {
  const arrow::InUtc utc;  // A check has no zone of its own.
  const arrow::CellStyle style{.zone = &utc};
  for (std::int64_t row = 0; row < batch.num_rows(); ++row) {
    Cells cells(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const ArrowArray& column = batch.column(static_cast<std::int64_t>(i));
      arrow::AppendJsonCell(cells[i], columns[i], column, row, style);
    }
    rows.push_back(std::move(cells));
  }
}

Error NotOpen(const std::string& data_source) {
  return Error{.code = ErrorCode::kUnknownDataSource,
               .message = "the data source \"" + data_source + "\" is not open"};
}

}  // namespace

const DataSource* Asker::Find(const std::string& name) const {
  for (const DataSource& source : sources_) {
    if (source.name == name) return &source;
  }
  return nullptr;
}

Result<Connection*> Asker::ConnectionOf(const std::string& name) {
  const auto open = open_.find(name);
  if (open != open_.end()) return open->second.get();
  const DataSource* source = Find(name);
  if (source == nullptr) return tl::unexpected(NotOpen(name));
  auto connection = source->backend->Connect();
  if (!connection) return tl::unexpected(std::move(connection.error()));
  return open_.emplace(name, std::move(*connection)).first->second.get();
}

Result<const sql::Dialect*> Asker::DialectOf(const std::string& data_source) {
  const DataSource* source = Find(data_source);
  if (source == nullptr) return tl::unexpected(NotOpen(data_source));
  const sql::Dialect* dialect = sql::FindDialect(source->backend->dialect_name());
  SEMA_CHECK(dialect != nullptr, std::string(source->backend->dialect_name()));
  return dialect;
}

Result<TableSchema> Asker::Describe(const std::string& data_source, const model::Source& table) {
  auto connection = ConnectionOf(data_source);
  if (!connection) return tl::unexpected(std::move(connection.error()));
  return (*connection)->DescribeTable(TableSourceOf(table), options_.stop);
}

Result<std::vector<Cells>> Asker::AskRows(const std::string& data_source, std::string sql) {
  auto connection = ConnectionOf(data_source);
  if (!connection) return tl::unexpected(std::move(connection.error()));
  Statement statement;
  statement.sql = std::move(sql);
  auto stream = (*connection)->Execute(statement, options_.stop);
  if (!stream) return tl::unexpected(std::move(stream.error()));
  const std::vector<arrow::SchemaColumn> columns = arrow::ReadSchema(*(*stream)->schema());
  std::vector<Cells> rows;
  while (true) {
    auto batch = (*stream)->Next();
    if (!batch) return tl::unexpected(std::move(batch.error()));
    if (!*batch) return rows;
    AppendRows(**batch, columns, rows);
  }
}

Result<std::vector<std::int64_t>> Asker::AskNumbers(const std::string& data_source,
                                                    std::string sql) {
  auto rows = AskRows(data_source, std::move(sql));
  if (!rows) return tl::unexpected(std::move(rows.error()));
  SEMA_CHECK(rows->size() == 1);
  std::vector<std::int64_t> numbers;
  for (const std::string& cell : rows->front()) numbers.push_back(std::stoll(cell));
  return numbers;
}

}  // namespace semaflow::api
