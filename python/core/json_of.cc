#include "json_of.h"

#include <nanobind/stl/string.h>

#include <cmath>
#include <cstdlib>
#include <string_view>

#include "semaflow/request.h"

namespace semaflow::python {
namespace {

namespace nb = nanobind;

constexpr int kDepthMax = 100;    // The core refuses what is nested deeper than 64,
constexpr int kDigitsMax = 1000;  // and decimals of more than 38 digits.

std::string_view TextOf(nb::handle text) {
  Py_ssize_t size = 0;
  const char* const bytes = PyUnicode_AsUTF8AndSize(text.ptr(), &size);
  if (bytes == nullptr) nb::raise_python_error();
  return {bytes, static_cast<std::size_t>(size)};
}

class Writer {
 public:
  void Write(nb::handle value, const std::string& path, int depth) {
    PyObject* const object = value.ptr();
    if (depth > kDepthMax) Refuse(path, "is nested too deep");
    if (object == Py_None) {
      json_ += "null";
    } else if (object == Py_True || object == Py_False) {
      json_ += object == Py_True ? "true" : "false";
    } else if (PyUnicode_Check(object)) {
      json_ += AsJsonString(TextOf(value));
    } else if (PyLong_Check(object)) {
      json_ += TextOf(Steal(PyNumber_ToBase(object, 10)));
    } else if (PyFloat_Check(object)) {
      WriteFloat(value, path);
    } else if (PyDict_Check(object)) {
      WriteItems(nb::borrow<nb::object>(value).attr("items")(), path, depth);
    } else if (PyList_Check(object) || PyTuple_Check(object)) {
      WriteSequence(value, path, depth);
    } else {
      WriteOther(value, path, depth);
    }
  }

  std::string Take() { return std::move(json_); }

 private:
  static nb::object Steal(PyObject* object) {
    if (object == nullptr) nb::raise_python_error();
    return nb::steal(object);
  }

  [[noreturn]] static void Refuse(const std::string& path, const std::string& why) {
    const std::string where = path.empty() ? "the value" : path;
    throw nb::type_error((where + " " + why).c_str());
  }

  void WriteFloat(nb::handle value, const std::string& path) {
    if (!std::isfinite(PyFloat_AsDouble(value.ptr()))) Refuse(path, "is not a finite number");
    json_ += TextOf(Steal(PyObject_Repr(value.ptr())));
  }

  void WriteItems(const nb::object& items, const std::string& path, int depth) {
    json_ += '{';
    const char* separator = "";
    for (nb::handle item : items) {
      const nb::object key = nb::borrow<nb::object>(item)[0];
      if (!PyUnicode_Check(key.ptr())) Refuse(path, "has a key that is no text");
      const std::string name(TextOf(key));
      json_ += separator + AsJsonString(name) + ":";
      separator = ",";
      Write(nb::object(nb::borrow<nb::object>(item)[1]), path.empty() ? name : path + "." + name,
            depth + 1);
    }
    json_ += '}';
  }

  void WriteSequence(nb::handle items, const std::string& path, int depth) {
    json_ += '[';
    int index = 0;
    for (nb::handle item : items) {
      if (index > 0) json_ += ',';
      Write(item, path + "[" + std::to_string(index++) + "]", depth + 1);
    }
    json_ += ']';
  }

  static bool IsA(nb::handle value, const char* module, const char* name) {
    return nb::isinstance(value, nb::module_::import_(module).attr(name));
  }

  void WriteOther(nb::handle value, const std::string& path, int depth) {
    if (IsA(value, "decimal", "Decimal")) {
      if (!nb::cast<bool>(value.attr("is_finite")())) Refuse(path, "is not a finite number");
      // Decimal("1e999999999") has as many digits as fill the memory.
      if (std::llabs(nb::cast<long long>(value.attr("adjusted")())) > kDigitsMax) {
        Refuse(path, "is a number of too many digits");
      }
      json_ += TextOf(nb::object(value.attr("__format__")("f")));
    } else if (IsA(value, "datetime", "date") || IsA(value, "datetime", "time")) {
      json_ += AsJsonString(TextOf(nb::object(value.attr("isoformat")())));
    } else if (IsA(value, "enum", "Enum")) {
      Write(nb::object(value.attr("value")), path, depth + 1);
    } else if (IsA(value, "uuid", "UUID")) {
      json_ += AsJsonString(TextOf(nb::str(value)));
    } else if (IsA(value, "collections.abc", "Mapping")) {
      WriteItems(value.attr("items")(), path, depth);
    } else if (nb::hasattr(value, "item") && nb::hasattr(value, "dtype") &&
               nb::cast<std::size_t>(value.attr("ndim")) == 0) {  // a scalar of numpy
      Write(nb::object(value.attr("item")()), path, depth + 1);
    } else if (IsA(value, "collections.abc", "Iterable") && !PyBytes_Check(value.ptr())) {
      WriteSequence(value, path, depth);
    } else {
      Refuse(path, "is a " + std::string(TextOf(nb::object(value.type().attr("__name__")))) +
                       ", which a request cannot hold");
    }
  }

  std::string json_;
};

}  // namespace

std::string JsonOf(nb::handle value) {
  if (PyUnicode_Check(value.ptr())) return std::string(TextOf(value));
  Writer writer;
  writer.Write(value, "", 0);
  return writer.Take();
}

}  // namespace semaflow::python
