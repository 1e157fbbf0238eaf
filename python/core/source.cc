#include "source.h"

#include <nanobind/stl/string.h>

#include <exception>
#include <utility>
#include <vector>

#include "cells.h"
#include "failures.h"

namespace semaflow::python {

namespace nb = nanobind;

namespace {

ArrowArrayStream* StreamIn(const nb::object& capsule) {
  void* const stream = PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream");
  if (stream == nullptr) nb::raise_python_error();
  return static_cast<ArrowArrayStream*>(stream);
}

/// Moves the stream out of its capsule.
void TakeStream(const nb::object& capsule, ArrowArrayStream* stream) {
  ArrowArrayStream* const held = StreamIn(capsule);
  *stream = *held;
  held->release = nullptr;
}

/// A Python object that any thread may let go of.
std::shared_ptr<nb::object> Shared(nb::object object) {
  return {new nb::object(std::move(object)), [](nb::object* held) {
            const nb::gil_scoped_acquire acquired;
            delete held;
          }};
}

/// What an exception says; with the GIL.
Error WordsOf(nb::python_error& raised) {
  PyObject* const text = PyObject_Str(raised.value().ptr());
  const char* const words = text == nullptr ? nullptr : PyUnicode_AsUTF8(text);
  Error error{.code = ErrorCode::kBackendFailed, .message = words == nullptr ? "" : words};
  Py_XDECREF(text);
  PyErr_Clear();
  return error;
}

DuckDbSession SessionOf(nb::object python) {
  auto session = Shared(std::move(python));
  DuckDbSession made;
  made.ask = [session](const std::string& sql, const std::vector<Value>& parameters,
                       ArrowArrayStream* answer) -> Result<std::vector<DuckDbSession::Column>> {
    const nb::gil_scoped_acquire acquired;
    try {
      nb::list values;
      for (const Value& value : parameters) values.append(PythonValueOf(value));
      const nb::object asked = session->attr("ask")(sql, values);
      std::vector<DuckDbSession::Column> columns;
      for (const nb::handle column : asked[1]) {
        columns.push_back(
            {.name = nb::cast<std::string>(column[0]), .type = nb::cast<std::string>(column[1])});
      }
      TakeStream(nb::object(asked[0]), answer);
      return columns;
    } catch (nb::python_error& raised) {
      return tl::unexpected(WordsOf(raised));
    } catch (const std::exception& bug) {
      return tl::unexpected(Error{.code = ErrorCode::kBackendFailed, .message = bug.what()});
    }
  };
  made.interrupt = [session] {
    const nb::gil_scoped_acquire acquired;
    try {
      session->attr("interrupt")();
    } catch (nb::python_error& raised) {
      raised.discard_as_unraisable("semaflow");
    }
  };
  return made;
}

}  // namespace

UserSession::UserSession(nb::object python) {
  DuckDbSession made = SessionOf(std::move(python));
  const nb::gil_scoped_release released;
  backend = Take(OpenDuckDbSession(std::move(made)));
}

Source::Source(std::string name, const UserSession& session)
    : config_{.name = std::move(name), .type = "duckdb"}, permits_(1), backend_(session.backend) {}

DataSourceConfig Source::ConfigIn(const Config& config) const {
  const DataSourceConfig* const found = config.Find(config_.name);
  DataSourceConfig made = found != nullptr ? *found : config.defaults;
  made.name = config_.name;
  made.type = config_.type;
  made.duckdb = config_.duckdb;
  made.postgres = config_.postgres;
  if (permits_) made.options.permits = *permits_;
  return made;
}

DataSource Source::Open(const Config& config, const Model& model) {
  const std::lock_guard lock(mutex_);
  const DataSourceConfig row = ConfigIn(config);
  if (backend_ == nullptr) {
    DataSource opened = TakeAll(OpenDataSource(config, model, config_.name));
    backend_ = opened.backend;
    return opened;
  }
  return {
      .name = row.name, .backend = backend_, .options = row.options, .row_limits = row.row_limits};
}

void Source::Register(const std::string& table, nb::object arrow_stream) {
  auto* const stream = StreamIn(arrow_stream);
  const nb::gil_scoped_release released;
  const std::lock_guard lock(mutex_);
  if (backend_ == nullptr) backend_ = Take(OpenDuckDb(config_.duckdb));
  Take(RegisterArrow(*backend_, table, stream));
}

}  // namespace semaflow::python
