// A command line, understood.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "semaflow/error.h"
#include "semaflow/request.h"
#include "semaflow/result.h"

namespace semaflow::cli {

enum class Command : std::uint8_t {
  kCheck,
  kFlows,
  kSql,
  kExplain,
  kQuery,
  kBatch,
  kConfig,
  kNew,
  kSchema,
  kCompletion,
};

struct Arguments {
  Command command = Command::kCheck;
  std::string model;    ///< MODEL: a folder.
  std::string request;  ///< REQUEST as given; "" when flags alone say it.
  RequestDraft draft;   ///< What flags say of the request.
  bool has_flags = false;
  std::string flow;      ///< `flows MODEL FLOW`
  std::string folder;    ///< `new DIR`
  std::string shell;     ///< `completion SHELL`
  std::string dialect;   // "": that of the data source
  std::string database;  ///< `--database`; "": semaflow.toml.
  std::string config;    ///< `--config`; "": $SEMAFLOW_CONFIG or semaflow.toml beside the model.
  std::string library;   ///< `--duckdb-library`
  RowFormat format = RowFormat::kTable;
  std::optional<std::int64_t> timeout_ms;
  std::string data_source;     ///< `config DATA_SOURCE`; "": all.
  bool print_request = false;  ///< `--print-request`: print it, ask nobody.
  bool json_listing = false;   ///< `flows`, `config`: `--format json`
  bool parameters = false;     ///< `sql --parameters`
  bool check_data = false;
  bool write_schema = true;
};

/// What a command line says: to run a command, or to print a text (help, the version) and end.
struct PrintHelp {
  std::string text;
};
struct PrintVersion {};
struct PrintCompletion {
  std::string script;
};
using Parsed = std::variant<Arguments, PrintHelp, PrintVersion, PrintCompletion>;

/// Reads `args` (without the program's name). Fails with kUsage, naming the closest command, option
/// or value.
Result<Parsed> ParseArguments(const std::vector<std::string>& args);

/// True when `args` ask for errors as JSON, even where they cannot be understood otherwise.
bool AsksForJsonErrors(const std::vector<std::string>& args);

}  // namespace semaflow::cli
