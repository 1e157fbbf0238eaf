#include "cells.h"

#include <nanobind/stl/string.h>

#include <chrono>
#include <cstdlib>
#include <memory>
#include <string_view>
#include <utility>
#include <variant>

namespace semaflow::python {
namespace {

namespace nb = nanobind;

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

/// What cells are made of, looked up once in a process.
struct Types {
  nb::object date = nb::module_::import_("datetime").attr("date");
  nb::object time = nb::module_::import_("datetime").attr("time");
  nb::object datetime = nb::module_::import_("datetime").attr("datetime");
  nb::object timedelta = nb::module_::import_("datetime").attr("timedelta");
  nb::object utc = nb::module_::import_("datetime").attr("timezone").attr("utc");
  nb::object zone = nb::module_::import_("zoneinfo").attr("ZoneInfo");
  nb::object decimal = nb::module_::import_("decimal").attr("Decimal");
  nb::object loads = nb::module_::import_("json").attr("loads");
};
// Never destroyed: the interpreter may be gone by then. Guarded by the GIL, not as a local static:
// its making imports, which lets the GIL go, and who waits for a static would hold it.
const Types& TheTypes() {
  static const Types* the_types = nullptr;
  if (the_types == nullptr) {
    auto made = std::make_unique<const Types>();
    if (the_types == nullptr) the_types = made.release();  // Else another thread was quicker.
  }
  return *the_types;
}

nb::object Owned(PyObject* object) {
  if (object == nullptr) nb::raise_python_error();
  return nb::steal(object);
}

nb::object Text(std::string_view text) {
  return Owned(PyUnicode_DecodeUTF8(text.data(), static_cast<Py_ssize_t>(text.size()), nullptr));
}

struct Day {
  int year;
  unsigned month;
  unsigned day;
};
Day DayOf(std::int64_t days) {
  const std::chrono::year_month_day date(
      std::chrono::sys_days(std::chrono::days(static_cast<int>(days))));
  return {static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
          static_cast<unsigned>(date.day())};
}
// 0001-01-01 to 9999-12-31, which is what Python has.
bool HasDay(std::int64_t days) { return days >= -719'162 && days <= 2'932'896; }

struct Clock {
  int hour;
  int minute;
  int second;
  int micros;
};
Clock ClockOf(std::int64_t micros) {
  const auto seconds = static_cast<int>(micros / kMicrosPerSecond);
  return {seconds / 3600, seconds / 60 % 60, seconds % 60,
          static_cast<int>(micros % kMicrosPerSecond)};
}

/// The day of microseconds since 1970.
std::int64_t DaysOf(std::int64_t micros) {
  return micros / kMicrosPerDay - (micros % kMicrosPerDay < 0 ? 1 : 0);
}

/// A reading of a clock with the object of its zone, or None; its day is one of Python's.
nb::object DatetimeOf(std::int64_t micros, const nb::object& zone) {
  const std::int64_t days = DaysOf(micros);
  const Day day = DayOf(days);
  const Clock clock = ClockOf(micros - days * kMicrosPerDay);
  return TheTypes().datetime(day.year, day.month, day.day, clock.hour, clock.minute, clock.second,
                             clock.micros, zone);
}

/// Each value as Python's own; what Python has not as text.
struct Maker {
  const nb::object& zone;

  nb::object operator()(Null) const { return nb::none(); }
  nb::object operator()(bool truth) const { return nb::bool_(truth); }
  nb::object operator()(std::int64_t number) const { return nb::int_(number); }
  nb::object operator()(double number) const { return nb::float_(number); }
  nb::object operator()(const Decimal& decimal) const {
    return TheTypes().decimal(Text(decimal.text));
  }
  nb::object operator()(const std::string& text) const { return Text(text); }
  nb::object operator()(const Binary& binary) const {
    return nb::bytes(binary.bytes.data(), binary.bytes.size());
  }
  nb::object operator()(Date date) const {
    if (!HasDay(date.days)) return Text(ToText(date));
    const Day day = DayOf(date.days);
    return TheTypes().date(day.year, day.month, day.day);
  }
  nb::object operator()(Timestamp at) const {
    if (!HasDay(DaysOf(at.micros))) return Text(ToText(at));
    return DatetimeOf(at.micros, nb::none());
  }
  // A day from either end another zone could be in a year that Python has not.
  nb::object operator()(Instant at) const {
    const std::int64_t days = DaysOf(at.micros);
    if (!HasDay(days - 1) || !HasDay(days + 1)) return Text(ToText(at));
    const Types& types = TheTypes();
    nb::object made = DatetimeOf(at.micros, types.utc);
    return zone.is(types.utc) ? made : made.attr("astimezone")(zone);
  }
  nb::object operator()(TimeOfDay at) const {
    if (at.micros >= kMicrosPerDay) return Text(ToText(at));
    const Clock clock = ClockOf(at.micros);
    return TheTypes().time(clock.hour, clock.minute, clock.second, clock.micros);
  }
  nb::object operator()(const Interval& interval) const {
    if (interval.months != 0) return Text(ToText(interval));
    return TheTypes().timedelta(interval.days, 0, interval.micros);
  }
};

nb::object CellOf(const DataType& type, const ArrowArray& array, std::int64_t row,
                  const nb::object& zone) {
  nb::object made = std::visit(Maker{zone}, ValueAt(type, array, row));
  if (type.kind != TypeKind::kJson || made.is_none()) return made;
  return TheTypes().loads(made);
}

nb::object CellOf(const PythonColumn& column, const ArrowArray& array, std::int64_t row) {
  if (column.type.kind != TypeKind::kList) return CellOf(column.type, array, row, column.zone);
  const auto* const valid = static_cast<const std::uint8_t*>(array.buffers[0]);
  if (valid != nullptr && (valid[row / 8] >> (row % 8) & 1) == 0) return nb::none();
  const auto* const offsets = static_cast<const std::int32_t*>(array.buffers[1]);
  nb::list list;
  for (std::int32_t i = offsets[row]; i < offsets[row + 1]; ++i) {
    list.append(CellOf(column.item, *array.children[0], i, column.zone));
  }
  return list;
}

/// The type of a list's items: `type` tells the kind alone, the schema the digits of decimals.
DataType ItemOf(const DataType& type, const ArrowSchema& schema) {
  DataType item{.kind = type.element};
  if (type.kind != TypeKind::kList || item.kind != TypeKind::kDecimal) return item;
  const std::string_view format = schema.children[0]->format;  // "d:9,2"
  item.scale = static_cast<std::uint8_t>(std::atoi(format.substr(format.find(',') + 1).data()));
  return item;
}

}  // namespace

std::vector<PythonColumn> PythonColumnsOf(const std::vector<ColumnInfo>& columns,
                                          const ArrowSchema& schema, const std::string& time_zone) {
  std::vector<PythonColumn> made;
  nb::object zone = TheTypes().utc;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    const DataType& type = columns[i].type;
    const DataType item = ItemOf(type, *schema.children[i]);
    const bool has_instants =
        type.kind == TypeKind::kTimestamptz || item.kind == TypeKind::kTimestamptz;
    if (has_instants) zone = TheTypes().zone(time_zone);
    made.push_back({.name = Text(columns[i].name), .type = type, .item = item, .zone = zone});
  }
  return made;
}

nb::object PythonValueOf(const Value& value) { return std::visit(Maker{TheTypes().utc}, value); }

void AppendDicts(const std::vector<PythonColumn>& columns, const RecordBatch& batch,
                 std::int64_t begin, std::int64_t end, nb::list& rows) {
  for (std::int64_t row = begin; row < end; ++row) {
    const nb::object made = Owned(PyDict_New());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const nb::object value = CellOf(columns[i], batch.column(static_cast<std::int64_t>(i)), row);
      if (PyDict_SetItem(made.ptr(), columns[i].name.ptr(), value.ptr()) != 0) {
        nb::raise_python_error();
      }
    }
    rows.append(made);
  }
}

void AppendTuples(const std::vector<PythonColumn>& columns, const RecordBatch& batch,
                  std::int64_t begin, std::int64_t end, nb::list& rows) {
  const auto width = static_cast<Py_ssize_t>(columns.size());
  for (std::int64_t row = begin; row < end; ++row) {
    const nb::object made = Owned(PyTuple_New(width));
    for (Py_ssize_t i = 0; i < width; ++i) {
      nb::object value = CellOf(columns[static_cast<std::size_t>(i)], batch.column(i), row);
      PyTuple_SetItem(made.ptr(), i, value.release().ptr());
    }
    rows.append(made);
  }
}

}  // namespace semaflow::python
