// The registry of backends: which `type = "..."` opens what.
#pragma once

#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/backend.h"
#include "semaflow/config.h"
#include "semaflow/error.h"

namespace semaflow::api {

struct BackendType {
  std::string_view name;
  std::string_view dialect;  ///< What Backend::dialect_name says of each.
  /// Opens a data source. `file_roots` are the folders whose files the model's tables read.
  Result<std::shared_ptr<Backend>> (*open)(const DataSourceConfig& config,
                                           std::vector<std::string> file_roots,
                                           std::stop_token stop);
};

/// nullptr: no such type.
const BackendType* FindBackendType(std::string_view name);

}  // namespace semaflow::api
