// OpenDuckDb: finds the file, opens it under the settings that a semantic layer needs, and keeps
// two writers of one process apart.
#include <fmt/format.h>
#include <sys/stat.h>

#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <utility>

#include "backends/duckdb/backend.h"
#include "backends/duckdb/connection.h"
#include "backends/duckdb/errors.h"
#include "backends/duckdb/library.h"
#include "backends/texts.h"
#include "base/fork.h"
#include "base/quotes.h"
#include "semaflow/backend.h"

namespace semaflow {
namespace duckdb {
namespace {

constexpr std::string_view kMemory = ":memory:";

Error Unavailable(std::string message, std::string help) {
  return {.code = ErrorCode::kBackendUnavailable,
          .message = std::move(message),
          .help = std::move(help)};
}

// --- Who has which file open.
//
// DuckDB's own lock is one of the process: a second writer of the same process would be let in and
// spoil the file. A file is known by device and inode, so links and relative paths do not hide it.

struct FileKey {
  dev_t device = 0;
  ino_t inode = 0;
  friend auto operator<=>(const FileKey&, const FileKey&) = default;
};

struct OpenFiles {
  std::mutex mutex;
  std::map<FileKey, int> users;  ///< Readers counted; -1: a writer.
};

OpenFiles& TheOpenFiles() {
  static auto& files = *new OpenFiles;
  return files;
}

std::optional<FileKey> KeyOf(const std::string& path) {
  struct stat status;
  if (::stat(path.c_str(), &status) != 0) return std::nullopt;
  return FileKey{status.st_dev, status.st_ino};
}

// The caller holds the mutex.
bool IsFree(const OpenFiles& files, const FileKey& key, bool read_only) {
  const auto found = files.users.find(key);
  return found == files.users.end() || (read_only && found->second > 0);
}

std::shared_ptr<void> Claim(OpenFiles& files, const FileKey& key, bool read_only) {
  int& users = files.users[key];
  users = read_only ? users + 1 : -1;
  return {&files, [key](OpenFiles* open) {
            const std::lock_guard lock(open->mutex);
            const auto found = open->users.find(key);
            if (--found->second <= 0) open->users.erase(found);
          }};
}

// --- Opening.

/// Owns the settings that a database is opened with.
class Settings {
 public:
  explicit Settings(const Api& api) : api_(api) { api_.create_config(&config_); }
  ~Settings() { api_.destroy_config(&config_); }
  Settings(const Settings&) = delete;
  Settings& operator=(const Settings&) = delete;

  Result<void> Set(const char* name, const std::string& value) {
    if (api_.set_config(config_, name, value.c_str()) == DuckDBSuccess) return {};
    return tl::unexpected(
        Error{.code = ErrorCode::kBadConfig,
              .message = fmt::format("DuckDB does not take \"{}\" for {}", value, name)});
  }
  duckdb_config get() const { return config_; }

 private:
  const Api& api_;
  duckdb_config config_ = nullptr;
};

Result<void> Fill(Settings& settings, const DuckDbOptions& options, bool read_only) {
  if (settings.get() == nullptr) {
    return tl::unexpected(Unavailable("DuckDB does not take any settings",
                                      "the machine may be out of memory; ask again"));
  }
  std::vector<std::pair<const char*, std::string>> wanted = {
      {"access_mode", read_only ? "READ_ONLY" : "READ_WRITE"},
      // Nothing is fetched or run that the installation did not bring.
      {"autoinstall_known_extensions", "false"},
      {"autoload_known_extensions", "false"},
      {"allow_community_extensions", "false"},
      {"allow_persistent_secrets", "false"},
  };
  if (!options.memory_limit.empty()) wanted.emplace_back("max_memory", options.memory_limit);
  if (options.threads > 0) wanted.emplace_back("threads", std::to_string(options.threads));
  if (!options.temp_directory.empty()) {
    wanted.emplace_back("temp_directory", options.temp_directory);
  }
  for (const auto& [name, value] : wanted) {
    if (auto set = settings.Set(name, value); !set) return set;
  }
  return {};
}

// What can only be set on an open database. The order matters: folders can be allowed only while
// everything still is.
Result<void> Restrict(const std::shared_ptr<Database>& database, const DuckDbOptions& options) {
  auto connection = DuckDbConnection::Open(database);
  if (!connection) return tl::unexpected(std::move(connection).error());
  std::vector<std::string> statements = {"SET GLOBAL TimeZone = 'UTC'"};
  if (!options.file_roots.empty()) {
    std::string folders;
    for (const std::string& root : options.file_roots) {
      folders += (folders.empty() ? "" : ", ") + InQuotes(root, '\'');
    }
    statements.push_back("SET GLOBAL allowed_directories = [" + folders + "]");
  }
  statements.emplace_back("SET GLOBAL enable_external_access = false");
  for (const std::string& statement : statements) {
    if (auto set = (*connection)->Run(statement); !set) return set;
  }
  // 1.5 takes `t AS a JOIN t AS b` and `t AS b JOIN t AS a` for one and the same (ADR 0015). 1.4
  // has no such optimizer, and says so.
  (void)(*connection)->Run("SET GLOBAL disabled_optimizers = 'common_subplan'");
  return {};
}

Error OpenError(const std::string& path, std::string_view text) {
  if (text.find("Could not set lock") != std::string_view::npos) {
    return {.code = ErrorCode::kBackendLocked,
            .message = fmt::format("\"{}\" is open in another program that writes to it", path),
            .help = "close that program, or point to a copy of the file"};
  }
  Error error = MakeError(text, "", {});
  error.code = text.find("memory") != std::string_view::npos && !text.starts_with("IO Error")
                   ? ErrorCode::kBadConfig
                   : ErrorCode::kBackendUnavailable;
  error.message = fmt::format("\"{}\" cannot be opened: {}", path, error.message);
  return error;
}

Result<void> CheckFile(const std::string& path, bool read_only) {
  std::error_code ignored;
  const auto status = std::filesystem::status(path, ignored);
  if (std::filesystem::is_directory(status)) {
    return tl::unexpected(
        Unavailable(fmt::format("\"{}\" is a folder, not a DuckDB file", path), ""));
  }
  if (!std::filesystem::exists(status) && read_only) {
    return tl::unexpected(Unavailable(fmt::format("there is no database file \"{}\"", path),
                                      "check the path; SemaFlow reads a file, and makes one only "
                                      "when it is opened with read_only = false"));
  }
  return {};
}

class DuckDbBackend : public Backend {
 public:
  explicit DuckDbBackend(std::shared_ptr<Database> database) : database_(std::move(database)) {}

  // Its threads are those of the parent, and it would wait for them.
  ~DuckDbBackend() override {
    if (made_.IsForked()) static_cast<void>(new std::shared_ptr<Database>(std::move(database_)));
  }

  Result<std::unique_ptr<Connection>> Connect(std::stop_token) override {
    if (made_.IsForked()) return tl::unexpected(Forked());
    auto connection = DuckDbConnection::Open(database_);
    if (!connection) return tl::unexpected(std::move(connection).error());
    return std::move(*connection);
  }
  std::string_view name() const override { return "duckdb"; }
  std::string_view dialect_name() const override { return "duckdb"; }
  std::string version() const override { return database_->api.version; }
  BackendLimits limits() const override { return {}; }
  bool in_process() const override { return true; }

  Result<void> Register(std::string_view table, ArrowArrayStream* stream) {
    if (made_.IsForked()) return tl::unexpected(Forked());
    if (database_->queries_only) {
      return tl::unexpected(Error{.code = ErrorCode::kBackendRefused,
                                  .message = "the database is open for reading alone",
                                  .help = "open it with read_only = false, or use \":memory:\""});
    }
    auto connection = DuckDbConnection::Open(database_);
    if (!connection) return tl::unexpected(std::move(connection).error());
    return (*connection)->MakeTable(table, stream);
  }

 private:
  std::shared_ptr<Database> database_;
  const MadeHere made_;
};

Result<void> OpenFile(Database& database, const DuckDbOptions& options, bool read_only) {
  Settings settings(database.api);
  if (auto filled = Fill(settings, options, read_only); !filled) return filled;
  char* text = nullptr;
  if (database.api.open_ext(options.path.c_str(), &database.handle, settings.get(), &text) ==
      DuckDBSuccess) {
    return {};
  }
  Error error = OpenError(options.path, text == nullptr ? "unknown error" : text);
  if (text != nullptr) database.api.free(text);
  return tl::unexpected(std::move(error));
}

Result<void> OpenSharedFile(Database& database, const DuckDbOptions& options) {
  if (auto checked = CheckFile(options.path, options.read_only); !checked) return checked;
  OpenFiles& files = TheOpenFiles();
  const std::lock_guard lock(files.mutex);
  const auto before = KeyOf(options.path);
  if (before && !IsFree(files, *before, options.read_only)) {
    return tl::unexpected(
        Error{.code = ErrorCode::kBackendLocked,
              .message = fmt::format("\"{}\" is already open in this process{}", options.path,
                                     options.read_only ? " for writing" : ""),
              .help = "share one backend, or open all of them with read_only = true"});
  }
  if (auto opened = OpenFile(database, options, options.read_only); !opened) return opened;
  if (const auto key = KeyOf(options.path)) {
    database.claim = Claim(files, *key, options.read_only);
  }
  return {};
}

}  // namespace

Result<std::shared_ptr<Backend>> Open(const Api& api, const DuckDbOptions& options) {
  auto database = std::make_shared<Database>(api);
  const bool in_memory = options.path.empty() || options.path == kMemory;
  database->queries_only = options.read_only && !in_memory;
  auto opened =
      in_memory ? OpenFile(*database, options, false) : OpenSharedFile(*database, options);
  if (opened) opened = Restrict(database, options);
  if (!opened) return tl::unexpected(std::move(opened).error());
  return std::make_shared<DuckDbBackend>(std::move(database));
}

}  // namespace duckdb

Result<std::shared_ptr<Backend>> OpenDuckDb(const DuckDbOptions& options) {
  const auto api = duckdb::LoadLibrary(options.library_path);
  if (!api) return tl::unexpected(api.error());
  return duckdb::Open(**api, options);
}

Result<void> RegisterArrow(Backend& backend, std::string_view table, ArrowArrayStream* stream) {
  if (auto* const duckdb = dynamic_cast<duckdb::DuckDbBackend*>(&backend)) {
    return duckdb->Register(table, stream);
  }
  return tl::unexpected(
      Error{.code = ErrorCode::kBackendRefused,
            .message = "only DuckDB takes tables, this is " + std::string(backend.name())});
}

}  // namespace semaflow
