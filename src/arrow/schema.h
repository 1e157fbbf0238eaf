// Our types as Arrow types, one for each kind, and back. See include/semaflow/arrow.h for the list.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/arrow.h"
#include "semaflow/types.h"

namespace semaflow::arrow {

/// One column of an Arrow schema.
struct SchemaColumn {
  std::string name;
  DataType type;
  DataType item;  ///< kList: the whole type of its items; `type.element` is only their kind.
};

/// A struct schema of these columns, all nullable. Instants carry `time_zone`. A column of kUnknown
/// becomes Arrow's null type: it can hold nothing but NULL.
SharedArrowSchema MakeSchema(std::span<const SchemaColumn> columns, std::string_view time_zone);

/// The columns of a schema that MakeSchema made, or another one with the same formats.
/// SEMA_CHECK on any other format.
std::vector<SchemaColumn> ReadSchema(const ArrowSchema& schema);

/// Bytes that the buffers of `array` hold for its rows.
std::size_t ByteSize(const ArrowArray& array, const ArrowSchema& schema);

}  // namespace semaflow::arrow
