#include "semaflow/engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <utility>
#include <vector>

#include "base/border.h"
#include "base/check.h"
#include "base/closest.h"
#include "engine/dispatcher.h"
#include "engine/engine_thread.h"
#include "engine/source.h"

namespace semaflow {

using engine::Dispatcher;
using engine::kNever;
using engine::Micros;
using engine::Source;

struct QueryHandle::Target {
  std::shared_ptr<Source> source;
  engine::QueryId id = 0;
};

void QueryHandle::Cancel() const {
  if (target_ != nullptr && !target_->source->IsForked()) target_->source->Cancel(target_->id);
}

std::optional<double> QueryHandle::Progress() const {
  if (target_ == nullptr || target_->source->IsForked()) return std::nullopt;
  return target_->source->Progress(target_->id);
}

class Engine::Impl {
 public:
  explicit Impl(EngineOptions options) : options_(std::move(options)) {}

  Result<void> Add(std::string name, std::shared_ptr<Backend> backend,
                   const DataSourceOptions& options);
  std::shared_ptr<Source> Find(std::string_view name) const;
  Error Unknown(std::string_view name) const;
  void Close();
  EngineMetrics Metrics() const;

  const std::shared_ptr<Dispatcher>& dispatcher() const { return dispatcher_; }
  bool IsForked() const { return made_.IsForked(); }
  engine::QueryId NextId() { return next_id_.fetch_add(1, std::memory_order_relaxed); }

 private:
  Micros Tick(Micros now) const;
  std::vector<std::shared_ptr<Source>> Sources() const;

  const EngineOptions options_;
  const MadeHere made_;
  mutable std::mutex mutex_;
  std::vector<std::pair<std::string, std::shared_ptr<Source>>> sources_;  ///< As they were added.
  bool closed_ = false;
  std::mutex closing_;
  std::atomic<engine::QueryId> next_id_ = 1;
  const std::shared_ptr<Dispatcher> dispatcher_ =
      std::make_shared<Dispatcher>([this](Micros now) { return Tick(now); });
};

namespace {

Error BadConfig(std::string message) {
  return {.code = ErrorCode::kBadConfig, .message = std::move(message)};
}

Result<void> CheckOptions(std::string_view name, const Backend& backend,
                          const DataSourceOptions& options) {
  const auto& [permits, queue_max, queue_timeout_ms, timeout_ms, stream_idle_ms, idle_timeout_ms,
               queue_bytes_max, schema_ttl_ms, schema_tables_max, result_cache_bytes_max,
               result_cache_ttl_ms] = options;
  const int permits_max = backend.limits().connections_max;
  if (permits < 1 || permits > permits_max) {
    Error error = BadConfig(fmt::format("data source \"{}\": permits is {}, it must be 1 to {}",
                                        name, permits, permits_max));
    error.help = fmt::format("the database takes at most {} connections at once", permits_max);
    return tl::unexpected(std::move(error));
  }
  const std::pair<std::string_view, std::int64_t> not_negative[] = {
      {"queue_max", queue_max},
      {"queue_timeout_ms", queue_timeout_ms},
      {"timeout_ms", timeout_ms},
      {"stream_idle_ms", stream_idle_ms},
      {"idle_timeout_ms", idle_timeout_ms},
      {"schema_ttl_ms", schema_ttl_ms},
      {"result_cache_ttl_ms", result_cache_ttl_ms}};
  for (const auto& [option, value] : not_negative) {
    if (value >= 0) continue;
    return tl::unexpected(BadConfig(
        fmt::format("data source \"{}\": {} is {}, it must not be negative", name, option, value)));
  }
  if (queue_bytes_max == 0) {
    return tl::unexpected(
        BadConfig(fmt::format("data source \"{}\": queue_bytes_max must not be 0", name)));
  }
  return {};
}

}  // namespace

Result<void> Engine::Impl::Add(std::string name, std::shared_ptr<Backend> backend,
                               const DataSourceOptions& options) {
  if (auto checked = CheckOptions(name, *backend, options); !checked) return checked;
  const std::lock_guard lock(mutex_);
  if (closed_) {
    return tl::unexpected(Error{.code = ErrorCode::kClosed, .message = "the engine is closed"});
  }
  for (const auto& [known, source] : sources_) {
    if (known == name) {
      return tl::unexpected(BadConfig(fmt::format("there are two data sources \"{}\"", name)));
    }
  }
  auto source =
      std::make_shared<Source>(name, std::move(backend), options, dispatcher_, options_.on_span);
  sources_.emplace_back(std::move(name), std::move(source));
  return {};
}

std::shared_ptr<Source> Engine::Impl::Find(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(sources_.begin(), sources_.end(),
                                  [name](const auto& entry) { return entry.first == name; });
  return found == sources_.end() ? nullptr : found->second;
}

Error Engine::Impl::Unknown(std::string_view name) const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string_view> names;
  for (const auto& [known, source] : sources_) names.push_back(known);
  Error error{.code = ErrorCode::kUnknownDataSource,
              .message = fmt::format("there is no data source \"{}\"", name),
              .candidates = ClosestNames(name, names)};
  error.help = DidYouMean(error.candidates);
  if (error.help.empty()) error.help = "add it to semaflow.toml, or to the engine";
  return error;
}

std::vector<std::shared_ptr<Source>> Engine::Impl::Sources() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::shared_ptr<Source>> sources;
  for (const auto& [name, source] : sources_) sources.push_back(source);
  return sources;
}

Micros Engine::Impl::Tick(Micros now) const {
  Micros next = kNever;
  for (const auto& source : Sources()) next = std::min(next, source->Tick(now));
  return next;
}

void Engine::Impl::Close() {
  const std::lock_guard closing(closing_);  // a second caller waits for the end, too
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  const auto sources = Sources();
  for (const auto& source : sources) source->BeginClose();
  for (const auto& source : sources) source->Join();
  dispatcher_->Close();
}

EngineMetrics Engine::Impl::Metrics() const {
  EngineMetrics metrics;
  for (const auto& source : Sources()) metrics.data_sources.push_back(source->Metrics());
  return metrics;
}

Engine::Engine(EngineOptions options) : impl_(std::make_unique<Impl>(std::move(options))) {}
Engine::~Engine() {
  // Its threads and connections are those of another process, which still uses them.
  if (impl_->IsForked()) {
    static_cast<void>(impl_.release());
  } else {
    impl_->Close();
  }
}

Result<void> Engine::AddDataSource(std::string name, std::shared_ptr<Backend> backend,
                                   DataSourceOptions options) {
  if (impl_->IsForked()) return tl::unexpected(Forked());
  return impl_->Add(std::move(name), std::move(backend), options);
}

bool Engine::HasDataSource(std::string_view name) const {
  return !impl_->IsForked() && impl_->Find(name) != nullptr;
}

QueryHandle Engine::Submit(CompiledQuery query, QueryOptions options, Completion completion) {
  // No thread is left that could call the completion.
  SEMA_CHECK(!impl_->IsForked(), Forked().message);
  const std::shared_ptr<Source> source = impl_->Find(query.data_source);
  if (source == nullptr) {
    impl_->dispatcher()->Post(
        [error = impl_->Unknown(query.data_source), completion = std::move(completion)] {
          completion(tl::unexpected(error));
        });
    return {};
  }
  QueryHandle handle;
  handle.target_ = std::make_shared<QueryHandle::Target>(
      QueryHandle::Target{.source = source, .id = impl_->NextId()});
  source->Submit(handle.target_->id, std::move(query), std::move(options), std::move(completion),
                 Source::Caller::kGoesOn);
  return handle;
}

Result<ResultStream> Engine::Execute(CompiledQuery query, QueryOptions options) {
  if (impl_->IsForked()) return tl::unexpected(Forked());
  if (engine::OnEngineThread()) {
    return tl::unexpected(Error{.code = ErrorCode::kInternal,
                                .message = "Engine::Execute was called inside a completion"});
  }
  struct Waiting {
    std::mutex mutex;
    std::condition_variable done;
    std::optional<Result<ResultStream>> result;
  };
  const auto waiting = std::make_shared<Waiting>();
  const auto submitted = AtBorder([&]() -> Result<void> {
    const std::shared_ptr<Source> source = impl_->Find(query.data_source);
    if (source == nullptr) return tl::unexpected(impl_->Unknown(query.data_source));
    source->Submit(
        impl_->NextId(), std::move(query), std::move(options),
        [waiting](Result<ResultStream> result) {
          {
            const std::lock_guard lock(waiting->mutex);
            waiting->result.emplace(std::move(result));
          }
          waiting->done.notify_one();
        },
        Source::Caller::kWaits);
    return {};
  });
  if (!submitted) return tl::unexpected(submitted.error());
  std::unique_lock lock(waiting->mutex);
  waiting->done.wait(lock, [&] { return waiting->result.has_value(); });
  return std::move(*waiting->result);
}

Result<SharedTableSchema> Engine::DescribeTable(std::string_view data_source,
                                                const TableSource& table,
                                                const DescribeOptions& options) {
  return AtBorder([&]() -> Result<SharedTableSchema> {
    if (impl_->IsForked()) return tl::unexpected(Forked());
    if (engine::OnEngineThread()) {
      return tl::unexpected(
          Error{.code = ErrorCode::kInternal,
                .message = "Engine::DescribeTable was called inside a completion"});
    }
    const std::shared_ptr<Source> source = impl_->Find(data_source);
    if (source == nullptr) return tl::unexpected(impl_->Unknown(data_source));
    return source->DescribeTable(impl_->NextId(), table, options);
  });
}

void Engine::Close() {
  SEMA_CHECK(!impl_->IsForked(), Forked().message);
  SEMA_CHECK(!engine::OnEngineThread(), "Engine::Close was called inside a completion");
  impl_->Close();
}

EngineMetrics Engine::Metrics() const {
  return impl_->IsForked() ? EngineMetrics{} : impl_->Metrics();
}

}  // namespace semaflow
