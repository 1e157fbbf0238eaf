#include "backends/duckdb/types.h"

#include <fmt/format.h>

#include <utility>

namespace semaflow::duckdb {
namespace {

// Our kind of each type that needs nothing more than its number.
TypeKind KindOfId(duckdb_type id) {
  switch (static_cast<int>(id)) {
    case DUCKDB_TYPE_BOOLEAN:
      return TypeKind::kBoolean;
    case DUCKDB_TYPE_TINYINT:
    case DUCKDB_TYPE_SMALLINT:
    case DUCKDB_TYPE_INTEGER:
    case DUCKDB_TYPE_BIGINT:
    case DUCKDB_TYPE_UTINYINT:
    case DUCKDB_TYPE_USMALLINT:
    case DUCKDB_TYPE_UINTEGER:
    case DUCKDB_TYPE_UBIGINT:
    case DUCKDB_TYPE_HUGEINT:
    case DUCKDB_TYPE_UHUGEINT:
      return TypeKind::kInteger;
    case DUCKDB_TYPE_FLOAT:
    case DUCKDB_TYPE_DOUBLE:
      return TypeKind::kFloat;
    case DUCKDB_TYPE_VARCHAR:
    case DUCKDB_TYPE_UUID:
      return TypeKind::kText;
    case DUCKDB_TYPE_BLOB:
      return TypeKind::kBinary;
    case DUCKDB_TYPE_DATE:
      return TypeKind::kDate;
    case DUCKDB_TYPE_TIME:
    case DUCKDB_TYPE_TIME_NS:
      return TypeKind::kTime;
    case DUCKDB_TYPE_TIMESTAMP:
    case DUCKDB_TYPE_TIMESTAMP_S:
    case DUCKDB_TYPE_TIMESTAMP_MS:
    case DUCKDB_TYPE_TIMESTAMP_NS:
      return TypeKind::kTimestamp;
    case DUCKDB_TYPE_TIMESTAMP_TZ:
      return TypeKind::kTimestamptz;
    case DUCKDB_TYPE_INTERVAL:
      return TypeKind::kInterval;
    default:
      return TypeKind::kUnknown;
  }
}

std::string_view NameOfUnsupported(duckdb_type id) {
  switch (static_cast<int>(id)) {
    case DUCKDB_TYPE_STRUCT:
      return "a STRUCT";
    case DUCKDB_TYPE_MAP:
      return "a MAP";
    case DUCKDB_TYPE_UNION:
      return "a UNION";
    case DUCKDB_TYPE_BIT:
      return "a BIT string";
    case DUCKDB_TYPE_BIGNUM:
      return "a BIGNUM";
    case DUCKDB_TYPE_TIME_TZ:
      return "a TIME WITH TIME ZONE";
    case DUCKDB_TYPE_LIST:
    case DUCKDB_TYPE_ARRAY:
      return "a list of lists";
    default:
      return "of a type that SemaFlow does not know";
  }
}

Error Unsupported(duckdb_type id, std::string_view name) {
  return {.code = ErrorCode::kBackendUnsupportedType,
          .message = fmt::format("column \"{}\" is {} in DuckDB", name, NameOfUnsupported(id)),
          .help = "cast it to text, a number or a time in the expression of the member"};
}

Error WordIsMissing(std::string_view name) {
  return {
      .code = ErrorCode::kBackendFailed,
      .message = fmt::format("DuckDB does not tell the words of the ENUM in column \"{}\"", name),
      .help = "the machine may be out of memory; ask again"};
}

Result<ColumnType> ReadList(const Api& api, duckdb_logical_type type, ColumnType column,
                            std::string_view name) {
  const bool is_array = column.id == DUCKDB_TYPE_ARRAY;
  const LogicalType child(
      api, is_array ? api.array_type_child_type(type) : api.list_type_child_type(type));
  auto item = ReadType(api, child.get(), name);
  if (!item) return item;
  if (item->type.kind == TypeKind::kList) return tl::unexpected(Unsupported(column.id, name));
  if (is_array) column.array_size = api.array_type_array_size(type);
  column.type = {.kind = TypeKind::kList, .element = item->type.kind};
  column.item = std::make_unique<ColumnType>(std::move(*item));
  return column;
}

}  // namespace

std::optional<std::string> TakeText(const Api& api, char* text) {
  if (text == nullptr) return std::nullopt;
  const std::unique_ptr<char, void (*)(void*)> owned(text, api.free);
  return std::string(text);
}

Error NameIsMissing(std::uint64_t column) {
  return {.code = ErrorCode::kBackendFailed,
          .message = fmt::format("DuckDB does not tell the name of column {}", column + 1),
          .help = "the machine may be out of memory; ask again"};
}

Result<ColumnType> ReadType(const Api& api, duckdb_logical_type type, std::string_view name) {
  ColumnType column{.id = api.get_type_id(type)};
  switch (static_cast<int>(column.id)) {
    case DUCKDB_TYPE_SQLNULL:  // SELECT NULL
      return column;
    case DUCKDB_TYPE_DECIMAL:
      column.type = {.kind = TypeKind::kDecimal,
                     .precision = api.decimal_width(type),
                     .scale = api.decimal_scale(type)};
      column.stored = api.decimal_internal_type(type);
      return column;
    case DUCKDB_TYPE_ENUM:
      column.type = {.kind = TypeKind::kText};
      column.stored = api.enum_internal_type(type);
      for (idx_t i = 0; i < api.enum_dictionary_size(type); ++i) {
        auto word = TakeText(api, api.enum_dictionary_value(type, i));
        if (!word) return tl::unexpected(WordIsMissing(name));
        column.words.push_back(std::move(*word));
      }
      return column;
    case DUCKDB_TYPE_LIST:
    case DUCKDB_TYPE_ARRAY:
      return ReadList(api, type, std::move(column), name);
    default:
      break;
  }
  column.type = {.kind = KindOfId(column.id)};
  if (column.type.kind == TypeKind::kUnknown) return tl::unexpected(Unsupported(column.id, name));
  if (column.id == DUCKDB_TYPE_VARCHAR &&
      TakeText(api, api.logical_type_get_alias(type)) == "JSON") {
    column.type.kind = TypeKind::kJson;
  }
  return column;
}

}  // namespace semaflow::duckdb
