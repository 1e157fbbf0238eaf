// What DuckDB knows of a table, a derived table or a file.
#include "backends/duckdb/describe.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "arrow/cells.h"
#include "backends/duckdb/connection.h"
#include "backends/duckdb/errors.h"
#include "backends/duckdb/types.h"
#include "backends/texts.h"
#include "base/check.h"
#include "base/quotes.h"

namespace semaflow::duckdb {

std::string FromClause(const TableSource& source) {
  switch (source.kind) {
    case TableSource::Kind::kTable:
      return QuotedTable(source.table_name);
    case TableSource::Kind::kSql:
      // On lines of its own: it may end in a comment.
      return fmt::format("(\n{}\n)", source.sql);
    case TableSource::Kind::kFile:
      return InQuotes(source.file, '\'');
  }
  return {};
}

namespace {

// Names of the keys and NOT NULL columns that the catalogue keeps for one table.
constexpr std::string_view kConstraints = R"(
SELECT constraint_type, constraint_column_names
FROM duckdb_constraints()
WHERE lower(table_name) = lower($1)
  AND lower(schema_name) = lower(coalesce($2, current_schema()))
  AND lower(database_name) = lower(coalesce($3, current_database()))
  AND constraint_type IN ('PRIMARY KEY', 'UNIQUE', 'NOT NULL')
ORDER BY constraint_type, constraint_index)";

ColumnSchema* FindColumn(TableSchema& schema, std::string_view name) {
  const auto found = std::find_if(schema.columns.begin(), schema.columns.end(),
                                  [&](const ColumnSchema& column) { return column.name == name; });
  return found == schema.columns.end() ? nullptr : &*found;
}

std::vector<std::string> NamesAt(const ArrowArray& list, std::int64_t row) {
  const auto* const offsets = static_cast<const std::int32_t*>(list.buffers[1]);
  std::vector<std::string> names;
  for (std::int32_t i = offsets[row]; i < offsets[row + 1]; ++i) {
    names.emplace_back(arrow::BytesAt(*list.children[0], i));
  }
  return names;
}

void AddConstraint(std::string_view kind, std::vector<std::string> names, TableSchema& schema) {
  const bool is_primary = kind == "PRIMARY KEY";
  if (is_primary || kind == "NOT NULL") {
    for (const std::string& name : names) {
      if (ColumnSchema* const column = FindColumn(schema, name)) column->not_null = true;
    }
  }
  if (kind == "NOT NULL") return;
  if (is_primary) schema.has_primary_key = true;
  schema.unique_keys.insert(is_primary ? schema.unique_keys.begin() : schema.unique_keys.end(),
                            std::move(names));
}

}  // namespace

Result<void> AddConstraints(Connection& connection, const std::vector<std::string>& name,
                            const std::stop_token& stop, TableSchema& schema) {
  const auto part = [&name](std::size_t from_end) -> Value {
    if (from_end >= name.size()) return Null{};
    return name[name.size() - 1 - from_end];
  };
  auto stream = connection.Execute(
      {.sql = std::string(kConstraints), .parameters = {part(0), part(1), part(2)}}, stop);
  if (!stream) return tl::unexpected(std::move(stream).error());
  while (true) {
    auto batch = (*stream)->Next();
    if (!batch) return tl::unexpected(std::move(batch).error());
    if (!*batch) return {};
    for (std::int64_t row = 0; row < (*batch)->num_rows(); ++row) {
      AddConstraint(arrow::BytesAt((*batch)->column(0), row), NamesAt((*batch)->column(1), row),
                    schema);
    }
  }
}

Result<TableSchema> DuckDbConnection::DescribeTable(const TableSource& source,
                                                    std::stop_token stop) {
  SEMA_CHECK(!has_stream_, "a description beside a statement that still runs");
  const Api& api = database_->api;
  TableSchema schema;
  {
    const Prepared prepared(api, handle_, "SELECT * FROM " + FromClause(source));
    if (!prepared.ok()) return tl::unexpected(MakeRefusal(WordsOf(prepared.error())));
    for (idx_t i = 0; i < api.prepared_statement_column_count(prepared.get()); ++i) {
      const auto name =
          TakeText(api, const_cast<char*>(api.prepared_statement_column_name(prepared.get(), i)));
      if (!name) return tl::unexpected(NameIsMissing(i));
      const LogicalType logical(api, api.prepared_statement_column_logical_type(prepared.get(), i));
      const auto type = ReadType(api, logical.get(), *name);
      if (!type && type.error().code != ErrorCode::kBackendUnsupportedType) {
        return tl::unexpected(type.error());
      }
      // A column that cannot be read is no reason to refuse its table.
      schema.columns.push_back({.name = *name, .type = type ? type->type : DataType{}});
      // An ENUM is ordered as it was declared, a UUID takes part in no comparison of texts.
      schema.columns.back().cast_to_text =
          type && (type->id == DUCKDB_TYPE_UUID || type->id == DUCKDB_TYPE_ENUM);
    }
  }
  if (source.kind != TableSource::Kind::kTable) return schema;
  if (auto added = AddConstraints(*this, source.table_name, stop, schema); !added) {
    return tl::unexpected(std::move(added).error());
  }
  return schema;
}

}  // namespace semaflow::duckdb
