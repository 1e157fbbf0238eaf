#include "query_runner.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <functional>
#include <future>
#include <memory>
#include <stop_token>
#include <utility>

namespace semaflow::cli {

namespace {

Error ByFlag(const Session& session, Error error) {
  constexpr std::string_view kKey = "raise timeout_ms";
  const std::size_t at = error.help.find(kKey);
  if (session.arguments.timeout_ms && at != std::string::npos) {
    error.help.replace(at, kKey.size(), "raise --timeout");
  }
  return error;
}

/// Connecting counts: the limit is the whole one, and not what was left of it. One that a flag gave
/// is raised by the flag.
Error AtTimeout(const Session& session, std::int64_t timeout_ms, Error error) {
  if (error.code == ErrorCode::kDeadline) {
    error.message = "the query took longer than its " + std::to_string(timeout_ms) + " ms";
  }
  return ByFlag(session, std::move(error));
}

}  // namespace

QueryRunner::QueryRunner(Session& session, const Model& model, const Config& config)
    : session_(session),
      model_(model),
      config_(config),
      watch_(session.streams, [this] { return Progress(); }) {}

std::int64_t QueryRunner::TimeoutOf(const std::string& data_source) const {
  if (session_.arguments.timeout_ms) return *session_.arguments.timeout_ms;
  const DataSourceConfig* const found = config_.Find(data_source);
  return found != nullptr ? found->options.timeout_ms : 0;
}

ResultAll<RowLimits> QueryRunner::LimitsOf(const std::string& data_source,
                                           Watch::Clock::time_point began) {
  const auto found = open_.find(data_source);
  if (found != open_.end()) return found->second;
  const std::int64_t timeout_ms = TimeoutOf(data_source);
  std::optional<Watch::Clock::time_point> until;
  if (timeout_ms > 0) until = began + std::chrono::milliseconds(timeout_ms);
  std::stop_source stop;
  watch_.Begin([stop]() mutable { stop.request_stop(); }, until);
  auto source = OpenSource(config_, model_, data_source, stop.get_token());
  if (!source) {
    watch_.Quiet();
    const bool stopped = source.error().front().code == ErrorCode::kCancelled;
    if (!stopped || session_.streams.interrupts.pending()) {
      return tl::unexpected(std::move(source.error()));
    }
    Error error{.code = ErrorCode::kDeadline,
                .message = "no connection to data source \"" + data_source + "\" within the " +
                           std::to_string(timeout_ms) + " ms of the query",
                .help = "check that the server runs and can be reached, or raise timeout_ms"};
    return tl::unexpected(Errors{ByFlag(session_, std::move(error))});
  }
  // One query at a time: whatever happens to one, the next has no connection of its own.
  source->options.permits = 1;
  auto added = AddDataSources(engine_, {*source});
  if (!added) return tl::unexpected(Errors{std::move(added.error())});
  return open_.emplace(data_source, source->row_limits).first->second;
}

ResultAll<ResultStream> QueryRunner::Start(CompiledQuery query) {
  const auto began = Watch::Clock::now();
  const bool opens = !open_.contains(query.data_source);
  const auto limits = LimitsOf(query.data_source, began);
  if (!limits) return tl::unexpected(limits.error());
  QueryOptions options = OptionsFor(query, *limits);
  options.timeout_ms = session_.arguments.timeout_ms;
  const std::int64_t timeout_ms = TimeoutOf(query.data_source);
  if (opens && timeout_ms > 0) {
    const auto spent =
        std::chrono::duration_cast<std::chrono::milliseconds>(Watch::Clock::now() - began);
    options.timeout_ms = std::max<std::int64_t>(timeout_ms - spent.count(), 1);
  }
  // Shared with the completion, which may come when this call has ended (after an exception).
  auto promise = std::make_shared<std::promise<Result<ResultStream>>>();
  auto rows = promise->get_future();
  QueryHandle handle = engine_.Submit(
      std::move(query), std::move(options),
      [promise](Result<ResultStream> stream) { promise->set_value(std::move(stream)); });
  {
    const std::lock_guard lock(mutex_);
    running_ = handle;
  }
  watch_.Begin([handle] { handle.Cancel(); });
  Result<ResultStream> stream = rows.get();
  if (!stream) {
    watch_.Quiet();
    return tl::unexpected(Errors{AtTimeout(session_, timeout_ms, std::move(stream.error()))});
  }
  return std::move(*stream);
}

Result<WriteSummary> QueryRunner::Write(ResultStream& stream, RowFormat format,
                                        const ByteSink& sink) {
  const Streams& streams = session_.streams;
  const TableOptions table{.width = streams.out_is_terminal ? streams.width : 0,
                           .rows_max = 0,
                           .color = MayColor(streams, streams.out_is_terminal),
                           .apply_formats = true};
  bool writing = false;
  auto written = WriteResult(
      stream, format,
      [&](std::string_view bytes) {
        if (!std::exchange(writing, true)) watch_.Quiet();
        return sink(bytes);
      },
      table);
  watch_.Quiet();
  if (!written) {
    const std::int64_t timeout_ms = TimeoutOf(stream.query().data_source);
    return tl::unexpected(AtTimeout(session_, timeout_ms, std::move(written.error())));
  }
  return written;
}

std::string QueryRunner::Progress() {
  const std::lock_guard lock(mutex_);
  const std::optional<double> done = running_.Progress();
  if (!done) return "";
  return std::to_string(std::lround(*done * 100)) + " %";
}

}  // namespace semaflow::cli
