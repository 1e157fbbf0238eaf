// A model against the databases as they are now, without reading a row.
#include <map>
#include <utility>

#include "api/check_words.h"
#include "api/table_source.h"
#include "base/border.h"
#include "model/load.h"
#include "semaflow/check.h"

namespace semaflow {
namespace {

using Schemas = std::map<std::string, TableSchema>;

ResultAll<LoadedModel> Validate(const Model& model, Engine& engine,
                                const DescribeOptions& options) {
  const model::Model& inner = *model.inner();
  Schemas schemas;
  Errors errors;
  for (const model::Table& table : inner.tables) {
    const std::string key = model::SchemaKeyOf(table);
    if (schemas.contains(key)) continue;
    auto described =
        engine.DescribeTable(table.data_source, api::TableSourceOf(table.source), options);
    if (described) {
      schemas.emplace(key, **described);
    } else if (described.error().code == ErrorCode::kCancelled) {
      return tl::unexpected(Errors{std::move(described.error())});
    } else {
      Error& error = described.error();
      errors.push_back(api::DataError(error.code, "table \"" + table.name + "\": " + error.message,
                                      table.file, error.help));
      errors.back().candidates = std::move(error.candidates);
    }
  }
  auto loaded = model::LoadAgain(
      inner, {.read_schema_file = false, .schemas = {schemas.begin(), schemas.end()}});
  if (!loaded) {
    for (Error& error : loaded.error()) errors.push_back(std::move(error));
  }
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return LoadedModel{Model(std::move(loaded->model)), std::move(loaded->warnings)};
}

}  // namespace

ResultAll<LoadedModel> ValidateModel(const Model& model, Engine& engine,
                                     const DescribeOptions& options) {
  return AtBorder([&] { return Validate(model, engine, options); });
}

}  // namespace semaflow
