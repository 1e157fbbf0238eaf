// Rows of an answer as Python objects.
#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <string>
#include <vector>

#include "semaflow/arrow.h"
#include "semaflow/column.h"
#include "semaflow/types.h"

namespace semaflow::python {

/// One column of an answer. What its cells become:
///   boolean bool | integer int | float float (NaN and infinities as they are) | decimal Decimal
///   text str | json what the document holds | binary bytes | list list
///   date, time, timestamp   date, time, datetime; what Python has not (a year beyond 1 to 9999,
///                           infinity) as text in ISO 8601
///   timestamptz             datetime in the time zone of the answer
///   interval                timedelta, with months ISO 8601 text ("P1Y2M")
/// and NULL None.
struct PythonColumn {
  nanobind::object name;
  DataType type;
  DataType item;          ///< kList: of its items.
  nanobind::object zone;  ///< Of instants, and of lists of them.
};

/// The GIL is held, as for all here.
std::vector<PythonColumn> PythonColumnsOf(const std::vector<ColumnInfo>& columns,
                                          const ArrowSchema& schema, const std::string& time_zone);

/// A value of a statement, as a cell of its kind; instants in UTC.
nanobind::object PythonValueOf(const Value& value);

/// Appends the rows from `begin` to before `end` to a list: as dicts by column name, or as tuples.
void AppendDicts(const std::vector<PythonColumn>& columns, const RecordBatch& batch,
                 std::int64_t begin, std::int64_t end, nanobind::list& rows);
void AppendTuples(const std::vector<PythonColumn>& columns, const RecordBatch& batch,
                  std::int64_t begin, std::int64_t end, nanobind::list& rows);

}  // namespace semaflow::python
