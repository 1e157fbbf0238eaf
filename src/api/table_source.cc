#include "api/table_source.h"

namespace semaflow::api {
namespace {

TableSource::Kind KindOf(model::Source::Kind kind) {
  switch (kind) {
    case model::Source::Kind::kTable:
      return TableSource::Kind::kTable;
    case model::Source::Kind::kSql:
      return TableSource::Kind::kSql;
    case model::Source::Kind::kFile:
      return TableSource::Kind::kFile;
  }
  return TableSource::Kind::kTable;
}

}  // namespace

TableSource TableSourceOf(const model::Source& source) {
  return {.kind = KindOf(source.kind),
          .table_name = source.table_name,
          .sql = source.sql,
          .file = source.file};
}

}  // namespace semaflow::api
