// PostgreSQL's types as ours, and how a column of each is read.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "backends/postgres/library.h"
#include "semaflow/error.h"
#include "semaflow/types.h"

namespace semaflow::postgres {

/// Oids of the types that every server has by the same number (pg_type.dat).
namespace oid {
inline constexpr Oid kBool = 16, kBytea = 17, kChar = 18, kName = 19, kInt8 = 20, kInt2 = 21,
                     kInt4 = 23, kText = 25, kOid = 26, kJson = 114, kXml = 142, kFloat4 = 700,
                     kFloat8 = 701, kBpchar = 1042, kVarchar = 1043, kDate = 1082, kTime = 1083,
                     kTimestamp = 1114, kTimestamptz = 1184, kInterval = 1186, kNumeric = 1700,
                     kUuid = 2950, kJsonb = 3802;
}  // namespace oid

/// How the binary form of a value is read.
enum class Form : std::uint8_t {
  kBool,
  kInt2,
  kInt4,
  kInt8,
  kOid,
  kFloat4,
  kFloat8,
  kNumeric,  ///< As ColumnType::type says: decimal, integer or float.
  kChar,     ///< The type "char": one byte.
  kText,     ///< The bytes as they are.
  kJsonb,    ///< A version before the text.
  kBytes,
  kUuid,
  kDate,
  kTime,
  kTimestamp,  ///< Also instants.
  kInterval,
  kArray,
};

struct ColumnType {
  Form form = Form::kText;
  DataType type;
  std::unique_ptr<ColumnType> item;  ///< kArray.
  /// A numeric without precision and scale: the rows decide how many digits there are behind the
  /// point, and where there are none it may be an integer, as `type` says.
  bool is_loose = false;
};

/// What pg_type says of a type that is not of every server.
struct CatalogType {
  std::string name;  ///< As PostgreSQL writes it: "mood", "integer[]".
  char kind = 'b';   ///< typtype: 'e' an enum, 'b' a base type, ...
  Oid element = 0;   ///< Of an array: the type of its items.
  char element_kind = 'b';
};
using Catalog = std::map<Oid, CatalogType>;

/// Whether the type is one of every server that ReadType knows by itself.
bool IsKnown(Oid type);

/// How a column of `type` with its modifier (PQfmod) is read. `asked`: what the answer should be,
/// which decides for a numeric without precision and scale. `name` is for the message.
/// Fails with kBackendUnsupportedType for composites, ranges, geometry, bit strings, addresses,
/// money, times with time zone and whatever is not of `catalog` either.
Result<ColumnType> ReadType(Oid type, int modifier, const Catalog& catalog, const DataType& asked,
                            std::string_view name);

}  // namespace semaflow::postgres
