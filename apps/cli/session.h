// One run of a command: its arguments, its streams, and the steps that commands share.
#pragma once

#include <stop_token>
#include <string>

#include "arguments.h"
#include "reporter.h"
#include "semaflow/config.h"
#include "semaflow/model.h"
#include "streams.h"

namespace semaflow::cli {

struct Session {
  const Arguments& arguments;
  Streams& streams;
  Reporter& reporter;
};

/// What a command gives; answers have been written by then.
using Outcome = ResultAll<void>;

/// Loads MODEL and tells its warnings.
ResultAll<Model> OpenModel(Session& session, const LoadOptions& options = {});

/// REQUEST with the flags laid over it, as JSON text.
ResultAll<std::string> RequestText(Session& session);

/// Errors of a request with their places where a person wrote it: in the file REQUEST, in the
/// flags.
Errors AtRequest(const Session& session, Errors errors);

/// Where the configuration is.
struct ConfigFile {
  std::string path;      ///< "": there is none.
  std::string found_by;  ///< "--config", "SEMAFLOW_CONFIG"; "": it is where it should be.
};

/// `--config`, $SEMAFLOW_CONFIG, or semaflow.toml in `folder`.
ConfigFile FindConfig(const Session& session, const std::string& folder);

/// The file, or nothing, with the variables of the environment laid over it. Tells its warnings.
ResultAll<Config> ReadConfigFile(Session& session, const ConfigFile& file);

/// `--config`, $SEMAFLOW_CONFIG, or semaflow.toml in the model's folder, with `--database` and
/// `--duckdb-library` worked in. Tells its warnings.
ResultAll<Config> ReadConfig(Session& session, const Model& model);

/// Opens one data source; the help of an unconfigured one names the options of the command line.
/// kCancelled soon after `stop` was asked to stop.
ResultAll<DataSource> OpenSource(const Config& config, const Model& model, const std::string& name,
                                 std::stop_token stop);

/// kOutputFailed, or kCancelled where a signal ended the writing.
Error OutputError(const Streams& streams);

/// Writes text to standard output.
Outcome Print(Session& session, std::string_view text);

}  // namespace semaflow::cli
