#include "handle.h"

#include <nanobind/stl/string.h>
#include <nanobind/stl/unique_ptr.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <thread>
#include <utility>

#include "callback.h"
#include "failures.h"
#include "output.h"
#include "semaflow/check.h"
#include "semaflow/members.h"

namespace semaflow::python {
namespace {

namespace nb = nanobind;

/// How long Ctrl-C may wait to be seen.
constexpr std::chrono::milliseconds kSignalsEvery{50};
/// How long Close waits for callers that were told that it is closed.
constexpr int kLeaveMs = 2'000;

/// The GIL is let go while it lives.
class LetGo {
 public:
  explicit LetGo(Calls& calls) : calls_(calls) {
    ++calls_.inside;
    thread_ = PyEval_SaveThread();
  }
  ~LetGo() {
    PyEval_RestoreThread(thread_);
    --calls_.inside;
  }
  LetGo(const LetGo&) = delete;
  LetGo& operator=(const LetGo&) = delete;

 private:
  Calls& calls_;
  PyThreadState* thread_ = nullptr;
};

AnswerInfo InfoOf(const CompiledQuery& query) {
  AnswerInfo info;
  info.sql = query.sql;
  info.parameters = query.parameters;
  info.time_zone = query.time_zone;
  info.ranges = query.ranges;
  info.warnings = query.warnings;
  info.totals = query.totals;
  return info;
}

void TakeHead(const ResultStream& stream, AnswerInfo& info) {
  info.columns = stream.columns();
  info.schema = stream.schema();
}
void TakeEnd(const ResultStream& stream, AnswerInfo& info) {
  info.truncated = stream.truncated();
  info.page = stream.page();
  info.cache = stream.cache();
}

/// Reads to the end. Throws Failure. Without the GIL.
std::unique_ptr<Answer> ReadAll(ResultStream& stream, AnswerInfo info) {
  TakeHead(stream, info);
  Answer::Batches batches;
  while (auto batch = Take(stream.Next())) {
    batches.push_back(std::make_shared<const RecordBatch>(std::move(*batch)));
  }
  TakeEnd(stream, info);
  return std::make_unique<Answer>(std::move(info), std::move(batches));
}

/// The beginning of an output, and the rest where there is one.
struct Begun {
  std::string bytes;
  std::shared_ptr<ResultWriter> rest;
};

/// Throws Failure. Without the GIL.
Begun Begin(ResultStream rows, RowFormat format, std::size_t bytes) {
  Begun begun{.bytes = {}, .rest = std::make_shared<ResultWriter>(std::move(rows), format)};
  while (begun.bytes.size() < bytes) {
    const auto piece = Take(begun.rest->Next());
    if (!piece) {
      begun.rest.reset();
      break;
    }
    begun.bytes += *piece;
  }
  return begun;
}

/// Waits for a completion, with a look at Python's signals now and then. The GIL is held.
class Waiting {
 public:
  Completion completion() {
    return [state = state_](Result<ResultStream> result) {
      const std::lock_guard lock(state->mutex);
      state->result.emplace(std::move(result));
      state->done.notify_one();
    };
  }
  ResultStream Wait(const QueryHandle& query) {
    while (true) {
      if (IsDone()) return Take(std::move(*state_->result));
      if (PyErr_CheckSignals() != 0) {
        query.Cancel();
        nb::raise_python_error();
      }
    }
  }

 private:
  bool IsDone() {
    const nb::gil_scoped_release released;
    std::unique_lock lock(state_->mutex);
    return state_->done.wait_for(lock, kSignalsEvery,
                                 [this] { return state_->result.has_value(); });
  }

  struct State {
    std::mutex mutex;
    std::condition_variable done;
    std::optional<Result<ResultStream>> result;
  };
  std::shared_ptr<State> state_ = std::make_shared<State>();
};

}  // namespace

Stream::Stream(ResultStream rows, AnswerInfo info, std::shared_ptr<Readers> readers,
               std::shared_ptr<Calls> calls)
    : state_(std::make_shared<State>(State{std::move(rows), std::move(info)})),
      readers_(std::move(readers)),
      calls_(std::move(calls)) {
  TakeHead(*state_->rows, state_->info);
}

Result<std::optional<RecordBatch>> Stream::NextBatch(State& state) {
  if (!state.rows) {
    return tl::unexpected(
        Error{.code = ErrorCode::kInternal, .message = "the rows of this stream were handed over"});
  }
  auto batch = state.rows->Next();
  if (batch && !*batch) TakeEnd(*state.rows, state.info);
  return batch;
}

namespace {

nb::object AnswerOf(std::optional<RecordBatch> batch, const AnswerInfo& info) {
  if (!batch) return nb::none();
  Answer::Batches one = {std::make_shared<const RecordBatch>(std::move(*batch))};
  return nb::cast(std::make_unique<Answer>(info, std::move(one)));
}

}  // namespace

nb::object Stream::Next() {
  std::optional<RecordBatch> batch;
  {
    const LetGo released(*calls_);
    batch = Take(NextBatch(*state_));
  }
  return AnswerOf(std::move(batch), state_->info);
}

void Stream::NextAsync(nb::object done) {
  auto callback = std::make_shared<Callback>(std::move(done));
  const nb::gil_scoped_release released;
  readers_->Post([state = state_, callback = std::move(callback)] {
    auto batch = NextBatch(*state);
    callback->Call([&] { return AnswerOf(Take(std::move(batch)), state->info); });
  });
}

nb::object Stream::ArrowStream() {
  if (!state_->rows) throw Failure(NextBatch(*state_).error());
  auto stream = std::make_unique<ArrowArrayStream>();
  ExportArrowStream(std::move(*state_->rows), stream.get());
  state_->rows.reset();
  return StreamCapsule(std::move(stream));
}

void Stream::Cancel() {
  if (state_->rows) state_->rows->Cancel();
}

Handle::Handle(std::string folder, std::vector<ModelText> texts,
               std::vector<std::shared_ptr<Source>> sources, Config config, bool validates)
    : folder_(std::move(folder)),
      texts_(std::move(texts)),
      validates_(validates),
      config_(std::move(config)) {
  const Model model = Load();
  for (const auto& source : sources) {
    DataSourceConfig row = source->ConfigIn(config_);
    std::erase_if(config_.data_sources,
                  [&row](const DataSourceConfig& known) { return known.name == row.name; });
    config_.data_sources.push_back(std::move(row));
  }
  if (Errors wrong = CheckDataSources(config_, model); !wrong.empty()) {
    throw Failure(std::move(wrong));
  }
  std::size_t permits = 0;
  for (const std::string& name : model.Summary().data_sources) {
    const auto given = std::find_if(sources.begin(), sources.end(),
                                    [&name](const auto& source) { return source->name() == name; });
    opened_.push_back(given != sources.end() ? (*given)->Open(config_, model)
                                             : TakeAll(OpenDataSource(config_, model, name)));
    permits += static_cast<std::size_t>(opened_.back().options.permits);
  }
  engine_ = std::make_unique<Engine>();
  Take(AddDataSources(*engine_, opened_));
  readers_ = std::make_shared<Readers>(permits);
  Adopt(model, {});
}

Handle::~Handle() {
  if (!Readers::IsReader()) {
    Close();
    return;
  }
  // The last to know of it was told its answer on a thread that Close waits for.
  std::thread([engine = std::move(engine_), readers = std::move(readers_)] {
    engine->Close();
    readers->Close();
  }).detach();
}

Model Handle::Load() const {
  return folder_.empty() ? TakeAll(LoadModelTexts(texts_)).model
                         : TakeAll(LoadModel(folder_)).model;
}

void Handle::CheckHere() const {
  if (!IsForked()) return;
  throw Failure(Error{.code = ErrorCode::kForked,
                      .message = "the handle was made before this process was forked, and its "
                                 "threads and connections stayed with the parent",
                      .help = "make a new one in the child"});
}

// What schema.json says may be old, and a model from code has none.
void Handle::Adopt(const Model& model, const DescribeOptions& options) {
  const Model typed = validates_ ? TakeAll(ValidateModel(model, *engine_, options)).model : model;
  auto next = std::make_shared<const Loaded>(
      Loaded{.model = typed, .dialects = DialectsOf(config_, model)});
  const std::lock_guard lock(mutex_);
  loaded_.swap(next);
}

std::shared_ptr<const Handle::Loaded> Handle::Current() const {
  const std::lock_guard lock(mutex_);
  return loaded_;
}

std::string Handle::BuildSql(const std::string& request, const std::string& time_zone,
                             const std::string& access_filters) const {
  const LetGo released(*calls_);
  const auto loaded = Current();
  return TakeAll(semaflow::BuildSql(loaded->model, request,
                                    loaded->OptionsOf(time_zone, access_filters)))
      .text;
}

std::string Handle::Explain(const std::string& request, const std::string& time_zone,
                            const std::string& access_filters) const {
  const LetGo released(*calls_);
  const auto loaded = Current();
  const Explanation explained = TakeAll(
      semaflow::Explain(loaded->model, request, loaded->OptionsOf(time_zone, access_filters)));
  std::string text;
  for (const ExplainedStage& stage : explained.stages) {
    text += "== " + stage.title + "\n" + stage.text;
  }
  return text;
}

std::string Handle::FlowsJson() const { return ToJson(Current()->model.Flows()); }
std::string Handle::FlowJson(const std::string& name) const {
  return ToJson(Take(Current()->model.Flow(name)));
}

namespace {

std::string FlowOr(const Model& model, const std::string& flow) {
  if (!flow.empty()) return flow;
  const std::vector<FlowSummary> flows = model.Flows();
  if (flows.size() == 1) return flows.front().name;
  throw Failure(Error{.code = ErrorCode::kRequestShape,
                      .message = "the model has " + std::to_string(flows.size()) + " flows",
                      .help = "say which one: flow=\"...\""});
}

}  // namespace

std::string Handle::SortOf(const std::string& flow, const std::string& name) const {
  const LetGo released(*calls_);
  const auto loaded = Current();
  const MemberSort sort =
      TakeAll(semaflow::SortOf(loaded->model, flow, name, {.dialects = loaded->dialects}));
  return sort == MemberSort::kDimension ? "dimensions" : "measures";
}

std::string Handle::CompatibleJson(const std::string& flow,
                                   const std::vector<std::string>& dimensions,
                                   const std::vector<std::string>& measures,
                                   const std::string& access_filters) const {
  const LetGo released(*calls_);
  const auto loaded = Current();
  return ToJson(TakeAll(FindCompatible(loaded->model, FlowOr(loaded->model, flow), dimensions,
                                       measures, loaded->OptionsOf("", access_filters))));
}

std::string Handle::ValuesRequestOf(const std::string& flow, const std::string& dimension,
                                    const std::string& prefix, std::uint64_t limit) const {
  return ValuesRequest(FlowOr(Current()->model, flow), dimension, prefix, limit);
}

EngineMetrics Handle::Metrics() const {
  CheckHere();
  return engine_->Metrics();
}

Handle::Prepared Handle::Prepare(const std::string& request, const CallOptions& options) const {
  CheckHere();
  const auto loaded = Current();
  Prepared prepared;
  prepared.query = TakeAll(Compile(loaded->model, request,
                                   loaded->OptionsOf(options.time_zone, options.access_filters)));
  prepared.info = InfoOf(prepared.query);
  for (const DataSource& source : opened_) {
    if (source.name == prepared.query.data_source) {
      prepared.options = OptionsFor(prepared.query, source.row_limits);
    }
  }
  if (options.rows_max >= 0) prepared.options.rows_max = options.rows_max;
  prepared.options.timeout_ms = options.timeout_ms;
  prepared.options.tenant = options.tenant;
  prepared.options.no_cache = options.no_cache;
  prepared.options.traceparent = options.traceparent;
  return prepared;
}

template <typename Told>
QueryHandle Handle::AskFor(const std::string& request, const CallOptions& options, nb::object done,
                           Told told) const {
  auto callback = std::make_shared<Callback>(std::move(done));
  const nb::gil_scoped_release released;
  Prepared prepared = Prepare(request, options);
  auto finish = [readers = readers_, info = std::move(prepared.info), told = std::move(told),
                 callback](Result<ResultStream> result) mutable {
    // An engine thread waits for nobody, and whoever has the GIL may keep it for long.
    auto held = std::make_shared<Result<ResultStream>>(std::move(result));
    readers->Post([info = std::move(info), told = std::move(told), callback, held]() mutable {
      told(std::move(*held), std::move(info), *callback);
    });
  };
  return engine_->Submit(std::move(prepared.query), std::move(prepared.options), std::move(finish));
}

QueryHandle Handle::Submit(const std::string& request, const CallOptions& options, Give give,
                           nb::object done) const {
  if (give == Give::kStream) {
    return AskFor(
        request, options, std::move(done),
        [readers = readers_, calls = calls_](auto result, AnswerInfo info, auto& callback) {
          callback.Call([&] {
            return nb::cast(
                std::make_unique<Stream>(Take(std::move(result)), std::move(info), readers, calls));
          });
        });
  }
  return AskFor(request, options, std::move(done),
                [give](Result<ResultStream> result, AnswerInfo info, Callback& callback) {
                  callback.Call(
                      [&] {
                        ResultStream stream = Take(std::move(result));
                        return ReadAll(stream, std::move(info));
                      },
                      [give](std::unique_ptr<Answer>& answer) -> nb::object {
                        if (give == Give::kAnswer) return nb::cast(std::move(answer));
                        nb::list rows = answer->Dicts();
                        return nb::make_tuple(rows, answer->Info());
                      });
                });
}

QueryHandle Handle::SubmitOutput(const std::string& request, const CallOptions& options,
                                 RowFormat format, std::size_t begin, nb::object done) const {
  return AskFor(request, options, std::move(done),
                [readers = readers_, format, begin](Result<ResultStream> result, const AnswerInfo&,
                                                    Callback& callback) {
                  callback.Call([&] { return Begin(Take(std::move(result)), format, begin); },
                                [&readers](const Begun& begun) -> nb::object {
                                  nb::object rest = nb::none();
                                  if (begun.rest) {
                                    rest = nb::cast(std::make_unique<Output>(begun.rest, readers));
                                  }
                                  return nb::make_tuple(
                                      nb::bytes(begun.bytes.data(), begun.bytes.size()), rest);
                                });
                });
}

ResultStream Handle::Execute(Prepared& prepared, bool checks_signals) const {
  if (!checks_signals) {
    const LetGo released(*calls_);
    return Take(engine_->Execute(std::move(prepared.query), std::move(prepared.options)));
  }
  Waiting waiting;
  QueryHandle query;
  {
    const nb::gil_scoped_release released;
    query = engine_->Submit(std::move(prepared.query), std::move(prepared.options),
                            waiting.completion());
  }
  return waiting.Wait(query);
}

std::unique_ptr<Answer> Handle::Ask(const std::string& request, const CallOptions& options,
                                    bool checks_signals) const {
  Prepared prepared = Prepare(request, options);
  ResultStream stream = Execute(prepared, checks_signals);
  const LetGo released(*calls_);
  return ReadAll(stream, std::move(prepared.info));
}

std::unique_ptr<Stream> Handle::OpenStream(const std::string& request, const CallOptions& options,
                                           bool checks_signals) const {
  Prepared prepared = Prepare(request, options);
  ResultStream stream = Execute(prepared, checks_signals);
  return std::make_unique<Stream>(std::move(stream), std::move(prepared.info), readers_, calls_);
}

std::string Handle::Check(bool data) const {
  CheckHere();
  const LetGo released(*calls_);
  const auto loaded = Current();
  if (!data) {
    TakeAll(ValidateModel(loaded->model, *engine_, {.refresh = true}));
    return "";
  }
  CheckReport report = TakeAll(CheckData(loaded->model, opened_));
  if (!report.errors.empty()) throw Failure(std::move(report.errors));
  return FormatCheckReport(report);
}

void Handle::Reload() {
  CheckHere();
  const LetGo released(*calls_);
  const Model model = Load();
  for (const std::string& name : model.Summary().data_sources) {
    if (!engine_->HasDataSource(name)) {
      Error error{.code = ErrorCode::kUnknownDataSource,
                  .message = "the model now names the data source \"" + name + "\"",
                  .help = "make a new handle, which opens it"};
      throw Failure(std::move(error));
    }
  }
  Adopt(model, {.refresh = true});
}

void Handle::Close() {
  if (engine_ == nullptr) return;
  if (IsForked()) {  // They are the parent's, which still uses them.
    static_cast<void>(engine_.release());
    static_cast<void>(new std::shared_ptr<Readers>(std::move(readers_)));
    return;
  }
  const nb::gil_scoped_release released;
  engine_->Close();
  readers_->Close();
  for (int i = 0; i < kLeaveMs && calls_->inside > 0; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

}  // namespace semaflow::python
