#include "source.h"

#include <utility>

#include "failures.h"

namespace semaflow::python {

namespace nb = nanobind;

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
  auto* const stream = static_cast<ArrowArrayStream*>(
      PyCapsule_GetPointer(arrow_stream.ptr(), "arrow_array_stream"));
  if (stream == nullptr) nb::raise_python_error();
  const nb::gil_scoped_release released;
  const std::lock_guard lock(mutex_);
  if (backend_ == nullptr) backend_ = Take(OpenDuckDb(config_.duckdb));
  Take(RegisterArrow(*backend_, table, stream));
}

}  // namespace semaflow::python
