#include "session.h"

#include <cerrno>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "flag_places.h"
#include "usage.h"

namespace semaflow::cli {
namespace {

/// A request is at most 1 MiB; whatever is longer is read far enough to be refused for it.
constexpr std::size_t kRequestBytesMax = (std::size_t{1} << 20) + 1;

bool IsJson(const std::string& request) {
  const std::size_t first = request.find_first_not_of(" \t\r\n");
  return first != std::string::npos && request[first] == '{';
}

ResultAll<std::string> ReadStandardInput(Streams& streams) {
  std::string text;
  char buffer[1 << 14];
  while (text.size() < kRequestBytesMax) {
    const std::ptrdiff_t got = streams.in.Read(buffer, sizeof buffer);
    if (got == 0) return text;
    if (got < 0) {
      return tl::unexpected(Errors{
          UsageError(std::string("standard input cannot be read: ") + std::strerror(errno), "")});
    }
    text.append(buffer, static_cast<std::size_t>(got));
  }
  return text;
}

ResultAll<std::string> ReadRequestFile(const std::string& path) {
  const auto unreadable = [&](const std::string& why) {
    Error error = UsageError("the request \"" + path + "\" cannot be read: " + why, "");
    error.help = "REQUEST is a JSON file, - for standard input, or JSON that begins with {";
    return tl::unexpected(Errors{std::move(error)});
  };
  std::error_code failed;
  if (std::filesystem::is_directory(path, failed)) return unreadable("it is a folder");
  errno = 0;
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return unreadable(std::strerror(errno != 0 ? errno : EIO));
  std::string text(kRequestBytesMax, '\0');
  stream.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (stream.bad()) return unreadable("reading it failed");
  text.resize(static_cast<std::size_t>(stream.gcount()));
  return text;
}

std::string AbsolutePath(const std::string& path) {
  if (path == ":memory:") return path;
  std::error_code failed;
  return std::filesystem::absolute(path, failed).lexically_normal().string();
}

/// `--database` stands for the model's data source, with the limits that are configured for it.
ResultAll<void> UseDatabase(Config& config, const Model& model, const std::string& database) {
  const std::vector<std::string> names = model.Summary().data_sources;
  if (names.size() > 1) {
    Error error = UsageError("--database names one database, but the model has " +
                                 std::to_string(names.size()) + " data sources",
                             "");
    error.help = "name each in semaflow.toml beside the model:";
    for (const std::string& name : names) error.help += " [datasources." + name + "]";
    return tl::unexpected(Errors{std::move(error)});
  }
  for (const std::string& name : names) {
    const DataSourceConfig* found = config.Find(name);
    DataSourceConfig source = found != nullptr ? *found : config.defaults;
    source.name = name;
    source.type = "duckdb";
    source.duckdb.path = AbsolutePath(database);
    config.data_sources = {std::move(source)};
  }
  return {};
}

}  // namespace

ConfigFile FindConfig(const Session& session, const std::string& folder) {
  const std::string& given = session.arguments.config;
  if (!given.empty()) return {.path = given, .found_by = "--config"};
  const char* const named = session.streams.environment("SEMAFLOW_CONFIG");
  if (named != nullptr && *named != '\0') return {.path = named, .found_by = "SEMAFLOW_CONFIG"};
  std::string path = (std::filesystem::path(folder) / "semaflow.toml").string();
  std::error_code failed;
  if (std::filesystem::exists(path, failed)) return {.path = std::move(path), .found_by = {}};
  return {};
}

ResultAll<Config> ReadConfigFile(Session& session, const ConfigFile& file) {
  const Environment& environment = session.streams.environment;
  std::error_code failed;
  auto config =
      file.path.empty()
          ? ParseConfig("", "", std::filesystem::current_path(failed).string(), environment)
          : LoadConfig(file.path, environment);
  if (config) session.reporter.Warn(config->warnings);
  return config;
}

ResultAll<Model> OpenModel(Session& session, const LoadOptions& options) {
  auto loaded = LoadModel(session.arguments.model, options);
  if (!loaded) return tl::unexpected(std::move(loaded.error()));
  session.reporter.Warn(loaded->warnings);
  return std::move(loaded->model);
}

ResultAll<std::string> RequestText(Session& session) {
  const Arguments& arguments = session.arguments;
  const std::string& request = arguments.request;
  if (request.empty()) return ToJson(arguments.draft);
  ResultAll<std::string> text = request == "-"    ? ReadStandardInput(session.streams)
                                : IsJson(request) ? ResultAll<std::string>(request)
                                                  : ReadRequestFile(request);
  if (!text || !arguments.has_flags) return text;
  auto laid_over = LayOver(*text, arguments.draft);
  if (!laid_over) return tl::unexpected(AtRequest(session, {std::move(laid_over.error())}));
  return std::move(*laid_over);
}

Errors AtRequest(const Session& session, Errors errors) {
  const std::string& request = session.arguments.request;
  if (request.empty()) return AtFlags(session.arguments.draft, std::move(errors));
  const bool is_file = !request.empty() && request != "-" && !IsJson(request);
  // With flags the text that the places count in is another one than the file's.
  if (!is_file || session.arguments.has_flags) return errors;
  for (Error& error : errors) {
    for (Label& label : error.labels) {
      if (label.file == "request") label.file = request;
    }
  }
  return errors;
}

ResultAll<Config> ReadConfig(Session& session, const Model& model) {
  auto config = ReadConfigFile(session, FindConfig(session, session.arguments.model));
  if (!config) return config;
  if (!session.arguments.database.empty()) {
    auto used = UseDatabase(*config, model, session.arguments.database);
    if (!used) return tl::unexpected(std::move(used.error()));
  }
  if (!session.arguments.library.empty()) {
    for (DataSourceConfig& source : config->data_sources) {
      source.duckdb.library_path = AbsolutePath(session.arguments.library);
    }
  }
  return config;
}

ResultAll<DataSource> OpenSource(const Config& config, const Model& model, const std::string& name,
                                 std::stop_token stop) {
  auto source = OpenDataSource(config, model, name, std::move(stop));
  if (source) return source;
  for (Error& error : source.error()) {
    if (error.code == ErrorCode::kUnknownDataSource && error.candidates.empty()) {
      error.help = "give --database PATH, or " + error.help;
    }
  }
  return source;
}

Error OutputError(const Streams& streams) {
  if (const int signal = streams.interrupts.signal(); signal != 0) {
    const char* const name = signal == SIGTERM ? "SIGTERM" : signal == SIGHUP ? "SIGHUP" : "Ctrl-C";
    return Error{.code = ErrorCode::kCancelled, .message = std::string("stopped by ") + name};
  }
  return Error{.code = ErrorCode::kOutputFailed,
               .message = std::string("standard output cannot be written: ") +
                          std::strerror(streams.out.failure())};
}

Outcome Print(Session& session, std::string_view text) {
  if (session.streams.out.Write(text)) return {};
  return tl::unexpected(Errors{OutputError(session.streams)});
}

}  // namespace semaflow::cli
