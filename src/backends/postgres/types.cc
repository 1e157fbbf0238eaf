#include "backends/postgres/types.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace semaflow::postgres {
namespace {

struct KnownType {
  Oid type;
  Oid array;  ///< Of it.
  Form form;
  TypeKind kind;
  std::string_view name;
};

constexpr std::array kKnown = {
    KnownType{oid::kBool, 1000, Form::kBool, TypeKind::kBoolean, "boolean"},
    KnownType{oid::kBytea, 1001, Form::kBytes, TypeKind::kBinary, "bytea"},
    KnownType{oid::kChar, 1002, Form::kChar, TypeKind::kText, "\"char\""},
    KnownType{oid::kName, 1003, Form::kText, TypeKind::kText, "name"},
    KnownType{oid::kInt8, 1016, Form::kInt8, TypeKind::kInteger, "bigint"},
    KnownType{oid::kInt2, 1005, Form::kInt2, TypeKind::kInteger, "smallint"},
    KnownType{oid::kInt4, 1007, Form::kInt4, TypeKind::kInteger, "integer"},
    KnownType{oid::kText, 1009, Form::kText, TypeKind::kText, "text"},
    KnownType{oid::kOid, 1028, Form::kOid, TypeKind::kInteger, "oid"},
    KnownType{oid::kJson, 199, Form::kText, TypeKind::kJson, "json"},
    KnownType{oid::kXml, 143, Form::kText, TypeKind::kText, "xml"},
    KnownType{oid::kFloat4, 1021, Form::kFloat4, TypeKind::kFloat, "real"},
    KnownType{oid::kFloat8, 1022, Form::kFloat8, TypeKind::kFloat, "double precision"},
    KnownType{oid::kBpchar, 1014, Form::kText, TypeKind::kText, "character"},
    KnownType{oid::kVarchar, 1015, Form::kText, TypeKind::kText, "character varying"},
    KnownType{oid::kDate, 1182, Form::kDate, TypeKind::kDate, "date"},
    KnownType{oid::kTime, 1183, Form::kTime, TypeKind::kTime, "time"},
    KnownType{oid::kTimestamp, 1115, Form::kTimestamp, TypeKind::kTimestamp, "timestamp"},
    KnownType{oid::kTimestamptz, 1185, Form::kTimestamp, TypeKind::kTimestamptz,
              "timestamp with time zone"},
    KnownType{oid::kInterval, 1187, Form::kInterval, TypeKind::kInterval, "interval"},
    KnownType{oid::kNumeric, 1231, Form::kNumeric, TypeKind::kDecimal, "numeric"},
    KnownType{oid::kUuid, 2951, Form::kUuid, TypeKind::kText, "uuid"},
    KnownType{oid::kJsonb, 3807, Form::kJsonb, TypeKind::kJson, "jsonb"},
};

const KnownType* Find(Oid type) {
  const auto known = std::find_if(kKnown.begin(), kKnown.end(),
                                  [type](const KnownType& each) { return each.type == type; });
  return known == kKnown.end() ? nullptr : &*known;
}

const KnownType* FindArray(Oid type) {
  const auto known = std::find_if(kKnown.begin(), kKnown.end(),
                                  [type](const KnownType& each) { return each.array == type; });
  return known == kKnown.end() ? nullptr : &*known;
}

constexpr int kDigitsMax = 38;

// The modifier of a numeric holds its precision and scale behind the length of a header. A scale
// may be negative.
std::optional<DataType> DecimalOf(int modifier) {
  constexpr int kHeader = 4;
  if (modifier < kHeader) return std::nullopt;
  const int precision = (modifier - kHeader) >> 16 & 0xffff;
  const int scale = (((modifier - kHeader) & 0x7ff) ^ 1024) - 1024;
  const int places = std::max(scale, 0);
  if (places > kDigitsMax) return std::nullopt;
  const int digits = std::max(precision - std::min(scale, 0), places);
  return DataType{.kind = TypeKind::kDecimal,
                  .precision = static_cast<std::uint8_t>(std::clamp(digits, 1, kDigitsMax)),
                  .scale = static_cast<std::uint8_t>(places)};
}

// A sum or an average of numerics has no precision and scale: what was asked decides, else the rows
// do. An integer is asked where the plan knows no better, too, and a fraction shows it.
ColumnType NumericColumn(int modifier, const DataType& asked) {
  ColumnType column{.form = Form::kNumeric, .type = {.kind = TypeKind::kDecimal}};
  if (const auto decimal = DecimalOf(modifier)) {
    column.type = *decimal;
  } else if (asked.kind == TypeKind::kFloat ||
             (asked.kind == TypeKind::kDecimal && asked.precision > 0)) {
    column.type = asked;
  } else {
    if (asked.kind == TypeKind::kInteger) column.type = asked;
    column.is_loose = true;
  }
  return column;
}

ColumnType Read(const KnownType& known, int modifier, const DataType& asked) {
  if (known.form == Form::kNumeric) return NumericColumn(modifier, asked);
  return {.form = known.form, .type = {.kind = known.kind}};
}

ColumnType ListOf(ColumnType item) {
  ColumnType list{.form = Form::kArray,
                  .type = {.kind = TypeKind::kList, .element = item.type.kind},
                  .item = nullptr};
  list.item = std::make_unique<ColumnType>(std::move(item));
  return list;
}

ColumnType EnumType() { return {.form = Form::kText, .type = {.kind = TypeKind::kText}}; }

}  // namespace

bool IsKnown(Oid type) { return Find(type) != nullptr || FindArray(type) != nullptr; }

Result<ColumnType> ReadType(Oid type, int modifier, const Catalog& catalog, const DataType& asked,
                            std::string_view name) {
  if (const KnownType* known = Find(type)) return Read(*known, modifier, asked);
  if (const KnownType* known = FindArray(type)) return ListOf(Read(*known, modifier, {}));
  const auto found = catalog.find(type);
  if (found != catalog.end()) {
    const CatalogType& entry = found->second;
    if (entry.kind == 'e') return EnumType();
    if (entry.element != 0 && entry.element_kind == 'e') return ListOf(EnumType());
    if (const KnownType* item = entry.element != 0 ? Find(entry.element) : nullptr) {
      return ListOf(Read(*item, modifier, {}));
    }
  }
  return tl::unexpected(Error{
      .code = ErrorCode::kBackendUnsupportedType,
      .message =
          fmt::format("column \"{}\" is {} in PostgreSQL, which an answer cannot hold", name,
                      found == catalog.end() ? "of an unknown type" : "a " + found->second.name),
      .help = "cast it in the expression of the member, to text if nothing else fits"});
}

}  // namespace semaflow::postgres
