// What an engine has done, as Python data.
#pragma once

#include <nanobind/nanobind.h>

#include "semaflow/metrics.h"

namespace semaflow::python {

/// For each data source by its name a DataSourceMetrics of python/semaflow/metrics.py.
nanobind::dict MetricsOf(const EngineMetrics& metrics);

}  // namespace semaflow::python
