#include "failures.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/vector.h>

#include <string>

namespace semaflow::python {
namespace {

namespace nb = nanobind;

const char* FamilyOf(Fault fault) {
  switch (fault) {
    case Fault::kModel:
      return "model";
    case Fault::kRequest:
      return "request";
    case Fault::kDatabase:
      return "database";
    case Fault::kLimits:
      return "limits";
    case Fault::kUsage:
      return "config";
    case Fault::kInternal:
      break;
  }
  return "internal";
}

nb::dict Plain(const Error& error) {
  const ErrorInfo info = InfoOf(error);
  nb::dict plain;
  plain["code"] = std::string(info.code);
  plain["family"] = FamilyOf(info.fault);
  plain["message"] = error.message;
  plain["file"] = nb::none();
  plain["line"] = nb::none();
  plain["column"] = nb::none();
  if (!error.labels.empty()) {
    const Label& place = error.labels.front();
    plain["file"] = place.file;
    if (place.line > 0) {
      plain["line"] = place.line;
      plain["column"] = place.column;
    }
  }
  plain["candidates"] = error.candidates;
  plain["help"] = error.help;
  plain["http_status"] = info.http_status;
  plain["retry"] = info.retry;
  plain["text"] = FormatError(error);
  return plain;
}

}  // namespace

nb::object ExceptionOf(const Errors& errors) {
  nb::list all;
  for (const Error& error : errors) all.append(Plain(error));
  return nb::module_::import_("semaflow.errors").attr("_of_core")(all);
}

void RegisterFailures() {
  nb::register_exception_translator([](const std::exception_ptr& thrown, void* /*payload*/) {
    try {
      std::rethrow_exception(thrown);
    } catch (const Failure& failure) {
      const nb::object exception = ExceptionOf(failure.errors);
      PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(exception.ptr())), exception.ptr());
    }
  });
}

}  // namespace semaflow::python
