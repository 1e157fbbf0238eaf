// A model against the databases as they are now, without reading a row.
#include <map>
#include <utility>

#include "api/table_source.h"
#include "base/border.h"
#include "model/load.h"
#include "semaflow/check.h"

namespace semaflow {
namespace {

using Schemas = std::map<std::string, TableSchema>;

/// What does not describe itself is told at the file of its table.
Error AtTable(const model::Table& table, Error error) {
  error.message = "table \"" + table.name + "\": " + error.message;
  if (error.labels.empty()) {
    error.labels.push_back(Label{
        .file = table.file, .line = 0, .column = 0, .width = 1, .source_line = {}, .note = {}});
  }
  return error;
}

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
      errors.push_back(AtTable(table, std::move(described.error())));
    }
  }
  auto loaded = model::LoadFolder(
      inner.root, {.read_schema_file = false, .schemas = {schemas.begin(), schemas.end()}});
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
