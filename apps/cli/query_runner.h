// Runs compiled queries one after the other and writes their rows.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>

#include "semaflow/engine.h"
#include "semaflow/result.h"
#include "session.h"
#include "watch.h"

namespace semaflow::cli {

/// Data sources are opened when the first query needs them and stay open.
class QueryRunner {
 public:
  QueryRunner(Session& session, const Model& model, const Config& config);

  /// Submits the query and waits for its first rows.
  ResultAll<ResultStream> Start(CompiledQuery query);
  /// Writes all rows. `sink` is called after the progress line is gone.
  Result<WriteSummary> Write(ResultStream& stream, RowFormat format, const ByteSink& sink);

 private:
  /// Milliseconds that a query of the data source has; 0: for ever.
  std::int64_t TimeoutOf(const std::string& data_source) const;
  /// Opens the data source if it is not. What it takes is of the query's time.
  ResultAll<RowLimits> LimitsOf(const std::string& data_source, Watch::Clock::time_point began);
  std::string Progress();

  Session& session_;
  const Model& model_;
  const Config& config_;
  std::map<std::string, RowLimits, std::less<>> open_;
  std::mutex mutex_;
  QueryHandle running_;  ///< Read by the watching thread.
  Engine engine_;
  Watch watch_;  ///< Ends before what it looks at.
};

}  // namespace semaflow::cli
