// What PostgreSQL knows of a table or a derived table.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backends/postgres/connection.h"
#include "backends/texts.h"
#include "base/check.h"
#include "base/quotes.h"

namespace semaflow::postgres {
namespace {

bool HasOrderOfItsOwn(Oid type, const Catalog& catalog) {
  if (type == oid::kUuid) return true;
  const auto found = catalog.find(type);
  return found != catalog.end() && found->second.kind == 'e';
}

}  // namespace

Result<TableSchema> PostgresConnection::DescribeTable(const TableSource& source,
                                                      std::stop_token stop) {
  SEMA_CHECK(!has_stream_, "a description beside a statement that still runs");
  if (source.kind == TableSource::Kind::kFile) {
    return tl::unexpected(Error{.code = ErrorCode::kBackendRefused,
                                .message = "PostgreSQL reads no data files",
                                .help = "load the file into a table, or use a DuckDB data source"});
  }
  if (auto begun = Begin(0, stop); !begun) return tl::unexpected(std::move(begun).error());
  auto schema = DescribeInTransaction(source, stop);
  EndStatement();
  return schema;
}

Result<TableSchema> PostgresConnection::DescribeInTransaction(const TableSource& source,
                                                              const std::stop_token& stop) {
  const bool is_table = source.kind == TableSource::Kind::kTable;
  // On lines of its own: it may end in a comment.
  const std::string from =
      is_table ? QuotedTable(source.table_name) : "(\n" + source.sql + "\n) AS derived";
  PreparedStatement described{
      .name = "", .sql = "SELECT * FROM " + from, .parameter_types = {}, .columns = {}};
  if (auto parsed = Parse(described, stop); !parsed) {
    return tl::unexpected(std::move(parsed).error());
  }
  if (auto learned = LearnTypes(described.columns, stop); !learned) {
    return tl::unexpected(std::move(learned).error());
  }
  TableSchema schema;
  for (const DescribedColumn& column : described.columns) {
    // A column that cannot be read is no reason to refuse its table.
    const auto type = ReadType(column.type, column.modifier, catalog_, {}, column.name);
    schema.columns.push_back({.name = column.name, .type = type ? type->type : DataType{}});
    schema.columns.back().cast_to_text = HasOrderOfItsOwn(column.type, catalog_);
  }
  if (!is_table) return schema;

  const std::string table = InQuotes(from, '\'') + "::regclass";
  auto not_null = Ask("SELECT attname FROM pg_catalog.pg_attribute WHERE attrelid = " + table +
                          " AND attnum > 0 AND attnotnull AND NOT attisdropped",
                      stop);
  if (!not_null) return tl::unexpected(std::move(not_null).error());
  for (const auto& row : *not_null) {
    for (ColumnSchema& column : schema.columns) column.not_null |= column.name == row[0];
  }
  // Keys over expressions, of some rows alone or still being built prove nothing; nor do those of a
  // table whose rows are also those of tables that inherit from it.
  auto keys =
      Ask("SELECT i.indexrelid, i.indisprimary, a.attname FROM pg_catalog.pg_index i "
          "CROSS JOIN LATERAL unnest(i.indkey::int2[]) WITH ORDINALITY AS k(attnum, position) "
          "JOIN pg_catalog.pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum "
          "WHERE i.indrelid = " +
              table +
              " AND i.indisunique AND i.indisvalid AND i.indpred IS NULL AND i.indexprs IS NULL "
              "AND NOT EXISTS (SELECT 1 FROM pg_catalog.pg_class c WHERE c.oid = i.indrelid "
              "AND c.relkind = 'r' AND c.relhassubclass) "
              "AND k.position <= i.indnkeyatts "
              "ORDER BY i.indisprimary DESC, i.indexrelid, k.position",
          stop);
  if (!keys) return tl::unexpected(std::move(keys).error());
  std::string index;
  for (const auto& row : *keys) {
    if (row[0] != index) schema.unique_keys.emplace_back();
    index = row[0];
    schema.unique_keys.back().push_back(row[2]);
    schema.has_primary_key |= row[1] == "t";
  }
  return schema;
}

}  // namespace semaflow::postgres
