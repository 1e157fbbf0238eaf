#include "backends/fake.h"

#include <algorithm>
#include <charconv>
#include <condition_variable>
#include <string_view>
#include <utility>
#include <vector>

#include "arrow/batch_builder.h"
#include "arrow/schema.h"
#include "base/cancelled.h"
#include "base/check.h"

namespace semaflow {
namespace {

struct Script {
  std::int64_t rows = 1;
  std::int64_t batch = 10;
  std::int64_t wide = 0;
  std::int64_t block_at = -1;
  std::int64_t fail_at = -1;
  bool knows_end = false;
  bool block = false;
  bool hold = false;
  bool fail = false;
  bool bug = false;
  bool late = false;
  bool lingers = false;
};

std::optional<Script> ReadScript(std::string_view text) {
  Script script;
  while (!text.empty()) {
    const std::string_view word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), word.size() + 1));
    const std::string_view key = word.substr(0, word.find('='));
    std::int64_t value = 0;
    if (key.size() < word.size()) {
      const char* const end = word.data() + word.size();
      if (std::from_chars(key.data() + key.size() + 1, end, value).ptr != end) return std::nullopt;
    }
    if (key == "rows") {
      script.rows = value;
    } else if (key == "batch") {
      script.batch = std::max<std::int64_t>(value, 1);
    } else if (key == "wide") {
      script.wide = value;
    } else if (key == "block_at") {
      script.block_at = value;
    } else if (key == "fail_at") {
      script.fail_at = value;
    } else if (word == "knows_end") {
      script.knows_end = true;
    } else if (word == "hold") {
      script.hold = true;
    } else if (word == "block") {
      script.block = true;
    } else if (word == "fail") {
      script.fail = true;
    } else if (word == "bug") {
      script.bug = true;
    } else if (word == "late") {
      script.late = true;
    } else if (word == "lingers") {
      script.lingers = true;
    } else {
      return std::nullopt;
    }
  }
  return script;
}

void WaitForStop(const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock lock(mutex);
  never.wait(lock, stop, [] { return false; });
}

}  // namespace

class FakeStream : public BatchStream {
 public:
  FakeStream(FakeBackend& backend, const Script& script, const Statement& statement,
             std::stop_token stop)
      : backend_(backend), script_(script), stop_(std::move(stop)) {
    std::vector<arrow::SchemaColumn> formats = {{"n", {.kind = TypeKind::kInteger}, {}}};
    if (script.wide > 0) formats.push_back({"t", {.kind = TypeKind::kText}, {}});
    columns_ = statement.columns;
    columns_.resize(formats.size());
    for (std::size_t i = 0; i < formats.size(); ++i) {
      if (statement.columns.empty()) columns_[i].name = formats[i].name;
      columns_[i].type = formats[i].type;
      formats[i].name = columns_[i].name;
    }
    schema_ = arrow::MakeSchema(formats, statement.time_zone);
    const int open = ++backend_.streams_;
    int most = backend_.streams_max_;
    while (open > most && !backend_.streams_max_.compare_exchange_weak(most, open)) {
    }
  }
  ~FakeStream() override {
    if (script_.lingers && !has_ended_ && !AtEnd()) backend_.Hold({});
    --backend_.streams_;
  }

  const std::vector<ColumnInfo>& columns() const override { return columns_; }
  const SharedArrowSchema& schema() const override { return schema_; }

  Result<std::optional<RecordBatch>> Next() override {
    if (has_ended_) return std::nullopt;
    if (const auto failure = backend_.Count()) return tl::unexpected(*failure);
    if (script_.block_at >= 0 && given_ >= script_.block_at) WaitForStop(stop_);
    if (script_.late) WaitForStop(stop_);
    if (!script_.late && stop_.stop_requested()) return tl::unexpected(Cancelled());
    if (script_.fail_at >= 0 && given_ >= script_.fail_at) {
      return tl::unexpected(
          Error{.code = ErrorCode::kBackendFailed, .message = "the statement failed"});
    }
    has_ended_ = given_ == script_.rows;
    if (has_ended_) return std::nullopt;
    arrow::BatchBuilder builder(schema_);
    const std::int64_t end = std::min(script_.rows, given_ + script_.batch);
    for (; given_ < end; ++given_) {
      builder.Append(given_);
      if (script_.wide > 0) {
        builder.Append(std::string(static_cast<std::size_t>(script_.wide), 'x'));
      }
      builder.FinishRow();
    }
    return std::optional<RecordBatch>(builder.Finish());
  }
  bool AtEnd() const override { return script_.knows_end && given_ == script_.rows; }

 private:
  FakeBackend& backend_;
  const Script script_;
  const std::stop_token stop_;
  std::vector<ColumnInfo> columns_;
  SharedArrowSchema schema_;
  std::int64_t given_ = 0;
  bool has_ended_ = false;
};

class FakeConnection : public Connection {
 public:
  explicit FakeConnection(FakeBackend& backend) : backend_(backend), age_(backend.age_) {
    ++backend_.connections_;
  }
  ~FakeConnection() override { --backend_.connections_; }

  Result<std::unique_ptr<BatchStream>> Execute(Statement statement, std::stop_token stop) override {
    if (const auto failure = backend_.Count()) return tl::unexpected(*failure);
    if (!IsAlive()) {
      return tl::unexpected(
          Error{.code = ErrorCode::kBackendUnavailable, .message = "the connection was lost"});
    }
    const auto script = ReadScript(backend_.WithoutComment(statement.sql));
    if (!script || script->fail) {
      return tl::unexpected(
          Error{.code = ErrorCode::kBackendRefused, .message = "the statement is refused"});
    }
    SEMA_CHECK(!script->bug, "a bug on purpose");
    if (script->block) WaitForStop(stop);
    if (script->hold) backend_.Hold(stop);
    if (stop.stop_requested()) {
      lingers_ = script->lingers;
      return tl::unexpected(Cancelled());
    }
    return std::make_unique<FakeStream>(backend_, *script, statement, std::move(stop));
  }

  Result<TableSchema> DescribeTable(const TableSource& table, std::stop_token stop) override {
    if (const auto failure = backend_.Count()) return tl::unexpected(*failure);
    if (table.sql == "hold") backend_.Hold(stop);
    if (stop.stop_requested()) return tl::unexpected(Cancelled());
    return TableSchema{.columns = {{.name = "n", .type = {.kind = TypeKind::kInteger}}}};
  }

  bool IsAlive() override {
    if (std::exchange(lingers_, false)) backend_.Hold({});
    return age_ == backend_.age_;
  }

  std::optional<double> Progress() const override { return 0.5; }

 private:
  FakeBackend& backend_;
  const int age_;
  bool lingers_ = false;  // The statement before.
};

Result<std::unique_ptr<Connection>> FakeBackend::Connect(std::stop_token) {
  if (const auto failure = Count()) return tl::unexpected(*failure);
  return std::make_unique<FakeConnection>(*this);
}

void FakeBackend::Release() {
  {
    const std::lock_guard lock(mutex_);
    released_ = true;
  }
  released_changed_.notify_all();
}

void FakeBackend::Hold(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  released_changed_.wait(lock, stop, [this] { return released_; });
}

std::string FakeBackend::comment() const {
  const std::lock_guard lock(mutex_);
  return comment_;
}

std::thread::id FakeBackend::thread() const {
  const std::lock_guard lock(mutex_);
  return thread_;
}

std::string_view FakeBackend::WithoutComment(std::string_view sql) {
  const std::size_t begin = std::min(sql.find(" /*"), sql.size());
  const std::lock_guard lock(mutex_);
  comment_ = sql.substr(begin);
  thread_ = std::this_thread::get_id();
  return sql.substr(0, begin);
}

void FakeBackend::FailCall(std::int64_t n, Error error) {
  const std::lock_guard lock(mutex_);
  failing_call_ = calls_ + n;
  failure_ = std::move(error);
}

std::optional<Error> FakeBackend::Count() {
  const std::lock_guard lock(mutex_);
  return ++calls_ == failing_call_ ? failure_ : std::nullopt;
}

}  // namespace semaflow
