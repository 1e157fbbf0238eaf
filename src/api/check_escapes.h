// Each `sql:` of a table asked of its own table alone, where nothing else could lend it a column.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "api/check_asker.h"
#include "model/model.h"
#include "semaflow/error.h"

namespace semaflow::api {

/// What the database says against one of them.
struct BadEscape {
  std::string member;  ///< `dimension "v"`
  Error error;
};

/// Asks for no rows, so that nothing is read.
std::vector<BadEscape> CheckEscapes(Asker& asker, const std::shared_ptr<const model::Model>& model,
                                    model::TableIndex table);

}  // namespace semaflow::api
