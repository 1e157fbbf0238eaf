#include "arrow/schema.h"

#include <fmt/format.h>

#include <charconv>
#include <cstring>

#include "base/check.h"
#include "nanoarrow/nanoarrow.h"

namespace semaflow::arrow {
namespace {

// nanoarrow fails here only without memory.
void Must(ArrowErrorCode code) { SEMA_CHECK(code == NANOARROW_OK); }

std::string FormatOf(const DataType& type, std::string_view time_zone) {
  switch (type.kind) {
    case TypeKind::kUnknown:
      return "n";
    case TypeKind::kBoolean:
      return "b";
    case TypeKind::kInteger:
      return "l";
    case TypeKind::kDecimal:
      return fmt::format("d:{},{}", type.precision == 0 ? 38 : type.precision, type.scale);
    case TypeKind::kFloat:
      return "g";
    case TypeKind::kText:
    case TypeKind::kJson:
      return "u";
    case TypeKind::kDate:
      return "tdD";
    case TypeKind::kTimestamp:
      return "tsu:";
    case TypeKind::kTimestamptz:
      return fmt::format("tsu:{}", time_zone.empty() ? "UTC" : time_zone);
    case TypeKind::kTime:
      return "ttu";
    case TypeKind::kInterval:
      return "tin";
    case TypeKind::kBinary:
      return "z";
    case TypeKind::kList:
      return "+l";
  }
  return "n";
}

DataType ParseDecimal(std::string_view digits) {
  DataType type{.kind = TypeKind::kDecimal};
  const char* const end = digits.data() + digits.size();
  const auto [comma, precision_error] = std::from_chars(digits.data(), end, type.precision);
  SEMA_CHECK(precision_error == std::errc{} && comma != end && *comma == ',', std::string(digits));
  const auto [stop, scale_error] = std::from_chars(comma + 1, end, type.scale);
  SEMA_CHECK(scale_error == std::errc{} && stop == end, std::string(digits));
  return type;
}

DataType TypeOf(const ArrowSchema& schema) {
  const std::string_view format = schema.format;
  if (format == "n") return {};
  if (format == "b") return {.kind = TypeKind::kBoolean};
  if (format == "l") return {.kind = TypeKind::kInteger};
  if (format == "g") return {.kind = TypeKind::kFloat};
  if (format == "u") return {.kind = TypeKind::kText};
  if (format == "z") return {.kind = TypeKind::kBinary};
  if (format == "tdD") return {.kind = TypeKind::kDate};
  if (format == "ttu") return {.kind = TypeKind::kTime};
  if (format == "tin") return {.kind = TypeKind::kInterval};
  if (format == "tsu:") return {.kind = TypeKind::kTimestamp};
  if (format.starts_with("tsu:")) return {.kind = TypeKind::kTimestamptz};
  if (format.starts_with("d:")) return ParseDecimal(format.substr(2));
  SEMA_CHECK(format == "+l" && schema.n_children == 1, std::string(format));
  return {.kind = TypeKind::kList, .element = TypeOf(*schema.children[0]).kind};
}

void FillSchema(const DataType& type, const DataType& item, const std::string& name,
                std::string_view time_zone, ArrowSchema* out) {
  Must(ArrowSchemaSetFormat(out, FormatOf(type, time_zone).c_str()));
  Must(ArrowSchemaSetName(out, name.c_str()));
  out->flags = ARROW_FLAG_NULLABLE;
  if (type.kind != TypeKind::kList) return;
  SEMA_CHECK(item.kind != TypeKind::kList, "a list of lists");
  Must(ArrowSchemaAllocateChildren(out, 1));
  ArrowSchemaInit(out->children[0]);
  FillSchema(item, {}, "item", time_zone, out->children[0]);
}

}  // namespace

SharedArrowSchema MakeSchema(std::span<const SchemaColumn> columns, std::string_view time_zone) {
  ArrowSchema schema;
  ArrowSchemaInit(&schema);
  Must(ArrowSchemaSetFormat(&schema, "+s"));
  Must(ArrowSchemaSetName(&schema, ""));
  schema.flags = 0;
  Must(ArrowSchemaAllocateChildren(&schema, static_cast<std::int64_t>(columns.size())));
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const auto& [name, type, item] = columns[i];
    ArrowSchemaInit(schema.children[i]);
    FillSchema(type, item, name, time_zone, schema.children[i]);
  }
  return ShareArrowSchema(&schema);
}

std::vector<SchemaColumn> ReadSchema(const ArrowSchema& schema) {
  SEMA_CHECK(std::strcmp(schema.format, "+s") == 0, std::string(schema.format));
  std::vector<SchemaColumn> columns;
  columns.reserve(static_cast<std::size_t>(schema.n_children));
  for (std::int64_t i = 0; i < schema.n_children; ++i) {
    const ArrowSchema& child = *schema.children[i];
    SchemaColumn column{.name = child.name == nullptr ? "" : child.name, .type = TypeOf(child)};
    if (column.type.kind == TypeKind::kList) column.item = TypeOf(*child.children[0]);
    columns.push_back(std::move(column));
  }
  return columns;
}

std::size_t ByteSize(const ArrowArray& array, const ArrowSchema& schema) {
  const auto rows = static_cast<std::size_t>(array.length);
  const std::string_view format = schema.format;
  std::size_t bytes = 0;
  if (array.n_buffers > 0 && array.buffers[0] != nullptr) bytes += (rows + 7) / 8;
  if (format == "+s") {
    for (std::int64_t i = 0; i < array.n_children; ++i) {
      bytes += ByteSize(*array.children[i], *schema.children[i]);
    }
    return bytes;
  }
  if (format == "n") return bytes;
  if (format == "b") return bytes + (rows + 7) / 8;
  if (format == "tdD") return bytes + rows * 4;
  if (format == "tin" || format.starts_with("d:")) return bytes + rows * 16;
  if (format == "u" || format == "z") {
    bytes += (rows + 1) * 4;
    return rows == 0 ? bytes
                     : bytes + static_cast<std::size_t>(
                                   static_cast<const std::int32_t*>(array.buffers[1])[rows]);
  }
  if (format == "+l") {
    return bytes + (rows + 1) * 4 + ByteSize(*array.children[0], *schema.children[0]);
  }
  return bytes + rows * 8;
}

}  // namespace semaflow::arrow
