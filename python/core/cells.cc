#include "cells.h"

#include <nanobind/stl/string.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>
#include <variant>

namespace semaflow::python {
namespace {

namespace nb = nanobind;
using Kind = PythonColumn::Kind;

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kSecondsPerDay = 86'400;
constexpr std::int64_t kMicrosPerDay = kSecondsPerDay * kMicrosPerSecond;

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
// Never destroyed: the interpreter may be gone by then.
const Types& TheTypes() {
  static const Types& types = *new Types;
  return types;
}

template <typename T>
T ValueAt(const ArrowArray& array, int buffer, std::int64_t index) {
  T value;
  std::memcpy(&value, static_cast<const char*>(array.buffers[buffer]) + index * sizeof(T),
              sizeof(T));
  return value;
}

bool BitAt(const void* bits, std::int64_t index) {
  return ((static_cast<const std::uint8_t*>(bits)[index / 8] >> (index % 8)) & 1) != 0;
}

std::string_view BytesAt(const ArrowArray& array, std::int64_t index) {
  const auto begin = ValueAt<std::int32_t>(array, 1, index);
  const auto end = ValueAt<std::int32_t>(array, 1, index + 1);
  return {static_cast<const char*>(array.buffers[2]) + begin,
          static_cast<std::size_t>(end - begin)};
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

/// Days since 1970, rounded down, of microseconds since then; `micros` becomes those of the day.
std::int64_t TakeDays(std::int64_t& micros) {
  std::int64_t days = micros / kMicrosPerDay;
  micros %= kMicrosPerDay;
  if (micros < 0) {
    micros += kMicrosPerDay;
    --days;
  }
  return days;
}

// std::chrono's years end at 32767, and databases' do not.
std::string IsoDay(std::int64_t days) {
  constexpr std::int64_t kEra = 146'097;  // days of 400 years
  const std::int64_t era = (days >= 0 ? days : days - kEra + 1) / kEra;
  const Day day = DayOf(days - era * kEra);
  char text[48];
  std::snprintf(text, sizeof text, "%04lld-%02u-%02u", static_cast<long long>(day.year + era * 400),
                day.month, day.day);
  return text;
}

nb::object DateOf(std::int64_t days) {
  if (!HasDay(days)) return Text(IsoDay(days));
  const Day day = DayOf(days);
  return TheTypes().date(day.year, day.month, day.day);
}

nb::object TimestampOf(std::int64_t micros, const nb::object* zone) {
  const std::int64_t days = TakeDays(micros);
  const Clock clock = ClockOf(micros);
  // A day from either end another zone could be in a year that Python has not.
  if (!HasDay(days) || (zone != nullptr && (!HasDay(days - 1) || !HasDay(days + 1)))) {
    char text[32];
    std::snprintf(text, sizeof text, "T%02d:%02d:%02d.%06d%s", clock.hour, clock.minute,
                  clock.second, clock.micros, zone != nullptr ? "Z" : "");
    return Text(IsoDay(days) + text);
  }
  const Types& types = TheTypes();
  const Day day = DayOf(days);
  const nb::object naive_zone = zone != nullptr ? types.utc : nb::none();
  nb::object made = types.datetime(day.year, day.month, day.day, clock.hour, clock.minute,
                                   clock.second, clock.micros, naive_zone);
  return zone != nullptr ? made.attr("astimezone")(*zone) : made;
}

// As Arrow lays it out.
struct MonthDayNano {
  std::int32_t months;
  std::int32_t days;
  std::int64_t nanos;
};

nb::object IntervalOf(const Interval& interval) {
  const std::int64_t micros = interval.micros;
  if (interval.months == 0) return TheTypes().timedelta(interval.days, 0, micros);
  std::string text = "P";
  const auto add = [&text](std::int64_t count, const char* unit) {
    if (count != 0) text += std::to_string(count) + unit;
  };
  add(interval.months / 12, "Y");
  add(interval.months % 12, "M");
  add(interval.days, "D");
  if (micros == 0) return Text(text);
  text += 'T';
  const std::int64_t seconds = micros / kMicrosPerSecond;
  add(seconds / 3600, "H");
  add(seconds / 60 % 60, "M");
  const std::int64_t rest = micros % (60 * kMicrosPerSecond);
  if (rest != 0) {
    char second[32];
    std::snprintf(second, sizeof second, "%s%lld.%06lld", rest < 0 ? "-" : "",
                  std::llabs(static_cast<long long>(rest / kMicrosPerSecond)),
                  std::llabs(static_cast<long long>(rest % kMicrosPerSecond)));
    text += second;
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    text += 'S';
  }
  return Text(text);
}

Interval IntervalAt(const ArrowArray& array, std::int64_t index) {
  const auto value = ValueAt<MonthDayNano>(array, 1, index);
  return {.months = value.months, .days = value.days, .micros = value.nanos / 1'000};
}

nb::object TimeOf(std::int64_t micros) {
  if (micros >= kMicrosPerDay) return Text("24:00:00");
  const Clock clock = ClockOf(micros);
  return TheTypes().time(clock.hour, clock.minute, clock.second, clock.micros);
}

nb::object DecimalOf(const ArrowArray& array, std::int64_t index, int scale) {
  auto value = ValueAt<__int128>(array, 1, index);
  const bool is_negative = value < 0;
  auto rest =
      is_negative ? -static_cast<unsigned __int128>(value) : static_cast<unsigned __int128>(value);
  char digits[48];
  char* const end = digits + sizeof digits;
  char* at = end;
  for (int written = 0; rest != 0 || written <= scale; ++written) {
    if (written == scale && scale > 0) *--at = '.';
    *--at = static_cast<char>('0' + static_cast<int>(rest % 10));
    rest /= 10;
  }
  if (is_negative) *--at = '-';
  return TheTypes().decimal(Text({at, static_cast<std::size_t>(end - at)}));
}

nb::object ValueOf(const PythonColumn& column, const ArrowArray& array, std::int64_t row);

nb::object ListOf(const PythonColumn& column, const ArrowArray& array, std::int64_t index) {
  nb::list list;
  const auto end = ValueAt<std::int32_t>(array, 1, index + 1);
  for (auto i = ValueAt<std::int32_t>(array, 1, index); i < end; ++i) {
    list.append(ValueOf(column.items.front(), *array.children[0], i));
  }
  return list;
}

nb::object ValueOf(const PythonColumn& column, const ArrowArray& array, std::int64_t row) {
  const std::int64_t index = row + array.offset;
  if (array.null_count != 0 && array.buffers[0] != nullptr && !BitAt(array.buffers[0], index)) {
    return nb::none();
  }
  switch (column.kind) {
    case Kind::kBoolean:
      return nb::bool_(BitAt(array.buffers[1], index));
    case Kind::kInteger:
      return Owned(PyLong_FromLongLong(ValueAt<std::int64_t>(array, 1, index)));
    case Kind::kFloat:
      return Owned(PyFloat_FromDouble(ValueAt<double>(array, 1, index)));
    case Kind::kDecimal:
      return DecimalOf(array, index, column.scale);
    case Kind::kText:
      return Text(BytesAt(array, index));
    case Kind::kJson:
      return TheTypes().loads(Text(BytesAt(array, index)));
    case Kind::kBinary: {
      const std::string_view bytes = BytesAt(array, index);
      return nb::bytes(bytes.data(), bytes.size());
    }
    case Kind::kDate:
      return DateOf(ValueAt<std::int32_t>(array, 1, index));
    case Kind::kTime:
      return TimeOf(ValueAt<std::int64_t>(array, 1, index));
    case Kind::kTimestamp:
      return TimestampOf(ValueAt<std::int64_t>(array, 1, index), nullptr);
    case Kind::kInstant:
      return TimestampOf(ValueAt<std::int64_t>(array, 1, index), &column.zone);
    case Kind::kInterval:
      return IntervalOf(IntervalAt(array, index));
    case Kind::kList:
      break;
  }
  return ListOf(column, array, index);
}

PythonColumn ColumnOf(TypeKind type, const ArrowSchema& schema) {
  PythonColumn column;
  const std::string_view format = schema.format;
  if (format == "b") {
    column.kind = Kind::kBoolean;
  } else if (format == "l") {
    column.kind = Kind::kInteger;
  } else if (format == "g") {
    column.kind = Kind::kFloat;
  } else if (format.substr(0, 2) == "d:") {
    column.kind = Kind::kDecimal;
    column.scale = std::atoi(schema.format + format.find(',') + 1);
  } else if (format == "u") {
    column.kind = type == TypeKind::kJson ? Kind::kJson : Kind::kText;
  } else if (format == "z") {
    column.kind = Kind::kBinary;
  } else if (format == "tdD") {
    column.kind = Kind::kDate;
  } else if (format == "ttu") {
    column.kind = Kind::kTime;
  } else if (format == "tsu:") {
    column.kind = Kind::kTimestamp;
  } else if (format.substr(0, 4) == "tsu:") {
    column.kind = Kind::kInstant;
    column.zone = TheTypes().zone(std::string(format.substr(4)));
  } else if (format == "tin") {
    column.kind = Kind::kInterval;
  } else if (format == "+l") {
    column.kind = Kind::kList;
    column.items.push_back(ColumnOf(TypeKind::kUnknown, *schema.children[0]));
  } else {
    throw nb::type_error(("no Python value for the Arrow type " + std::string(format)).c_str());
  }
  return column;
}

}  // namespace

std::vector<PythonColumn> PythonColumnsOf(const std::vector<ColumnInfo>& columns,
                                          const ArrowSchema& schema) {
  std::vector<PythonColumn> made;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    made.push_back(ColumnOf(columns[i].type.kind, *schema.children[i]));
    made.back().name = Text(columns[i].name);
  }
  return made;
}

nb::object PythonValueOf(const Value& value) {
  struct Maker {
    nb::object operator()(Null) const { return nb::none(); }
    nb::object operator()(bool flag) const { return nb::bool_(flag); }
    nb::object operator()(std::int64_t number) const { return nb::int_(number); }
    nb::object operator()(double number) const { return nb::float_(number); }
    nb::object operator()(const Decimal& decimal) const {
      return TheTypes().decimal(Text(decimal.text));
    }
    nb::object operator()(const std::string& text) const { return Text(text); }
    nb::object operator()(Date date) const { return DateOf(date.days); }
    nb::object operator()(Timestamp time) const { return TimestampOf(time.micros, nullptr); }
    nb::object operator()(Instant instant) const {
      return TimestampOf(instant.micros, &TheTypes().utc);
    }
    nb::object operator()(TimeOfDay time) const { return TimeOf(time.micros); }
    nb::object operator()(const Interval& interval) const { return IntervalOf(interval); }
    nb::object operator()(const Binary& binary) const {
      return nb::bytes(binary.bytes.data(), binary.bytes.size());
    }
  };
  return std::visit(Maker(), value);
}

void AppendDicts(const std::vector<PythonColumn>& columns, const RecordBatch& batch,
                 std::int64_t begin, std::int64_t end, nb::list& rows) {
  for (std::int64_t row = begin; row < end; ++row) {
    const nb::object made = Owned(PyDict_New());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const nb::object value = ValueOf(columns[i], batch.column(static_cast<std::int64_t>(i)), row);
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
      nb::object value = ValueOf(columns[static_cast<std::size_t>(i)], batch.column(i), row);
      PyTuple_SetItem(made.ptr(), i, value.release().ptr());
    }
    rows.append(made);
  }
}

}  // namespace semaflow::python
