// A program that embeds SemaFlow: loads a model, compiles a request, runs it on DuckDB and reads
// the rows.
//   embed [MODEL_FOLDER [REQUEST]]
// SEMAFLOW_DUCKDB_LIBRARY names libduckdb.so where it is not beside the program.

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <utility>

#include "semaflow/compile.h"
#include "semaflow/config.h"
#include "semaflow/engine.h"
#include "semaflow/model.h"
#include "semaflow/request.h"
#include "semaflow/result.h"

namespace {

using namespace semaflow;  // NOLINT: one short program

/// The value, or the end of the program with the error as a person reads it.
template <typename T>
T Need(Result<T> result) {
  if (result) return std::move(*result);
  std::fputs(FormatError(result.error()).c_str(), stderr);
  std::exit(1);
}
template <typename T>
T Need(ResultAll<T> result) {
  if (result) return std::move(*result);
  std::fputs(FormatErrors(result.error()).c_str(), stderr);
  std::exit(1);
}

/// Every data source of the model is a DuckDB in memory: the tables of this example are files.
Config InMemory(const Model& model) {
  Config config;
  for (const std::string& name : model.Summary().data_sources) {
    DataSourceConfig source;
    source.name = name;
    source.type = "duckdb";
    config.data_sources.push_back(std::move(source));
  }
  return config;
}

/// Which stations are used most?
std::string ExampleRequest() {
  RequestDraft draft;
  draft.flow = "trips";
  draft.dimensions = {"t.station"};
  draft.measures = {"t.trip_count", "t.avg_minutes"};
  draft.order = {{.column = "t.trip_count", .descending = true}};
  return ToJson(draft);
}

/// Sums the first whole-number column, straight from its Arrow buffers.
std::int64_t SumOfFirstIntegers(const RecordBatch& batch) {
  std::int64_t sum = 0;
  for (std::int64_t i = 0; i < batch.num_columns(); ++i) {
    if (std::string(batch.schema()->children[i]->format) != "l") continue;
    const ArrowArray& column = batch.column(i);
    const auto* values = static_cast<const std::int64_t*>(column.buffers[1]) + column.offset;
    for (std::int64_t row = 0; row < batch.num_rows(); ++row) sum += values[row];
    break;
  }
  return sum;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string folder = argc > 1 ? argv[1] : MODEL_FOLDER;
  const std::string request = argc > 2 ? argv[2] : ExampleRequest();

  // A model is loaded once; any thread may use it at any time.
  const Model model = Need(LoadModel(folder)).model;

  // Without a database: what a person would run by hand.
  std::printf("%s\n\n%s;\n\n", request.c_str(), Need(BuildSql(model, request)).text.c_str());

  Engine engine;
  if (auto added = AddDataSources(engine, Need(OpenDataSources(InMemory(model), model))); !added) {
    std::fputs(FormatError(added.error()).c_str(), stderr);
    return 1;
  }

  // Rows as a table ...
  ResultStream shown = Need(engine.Execute(Need(Compile(model, request))));
  Need(WriteResult(shown, RowFormat::kTable, [](std::string_view text) {
    return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
  }));

  // ... and as Arrow batches, for a program.
  ResultStream read = Need(engine.Execute(Need(Compile(model, request))));
  std::int64_t sum = 0;
  while (const auto batch = Need(read.Next())) sum += SumOfFirstIntegers(*batch);
  std::printf("\nThe first column of whole numbers adds up to %lld.\n",
              static_cast<long long>(sum));
  return 0;
}
