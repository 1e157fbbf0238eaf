// check: the model, and with --data what the database keeps of it.
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <stop_token>
#include <utility>

#include "commands.h"
#include "semaflow/check.h"
#include "watch.h"

namespace semaflow::cli {
namespace {

namespace fs = std::filesystem;

std::string Counted(std::size_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string SummaryLine(const Session& session, const Model& model) {
  const ModelSummary summary = model.Summary();
  return session.arguments.model + ": " + Counted(summary.tables, "table") + ", " +
         Counted(summary.flows, "flow") + ", " + Counted(summary.dimensions, "dimension") + ", " +
         Counted(summary.measures, "measure") + ": no errors\n";
}

/// semaflow.toml may be absent: a model is complete without it. If it is there, it has to name the
/// data sources of the model.
Outcome CheckConfig(Session& session, const Model& model) {
  const auto config = ReadConfig(session, model);
  if (!config) return tl::unexpected(config.error());
  if (config->file.empty()) return {};
  Errors errors = CheckDataSources(*config, model);
  if (!errors.empty()) return tl::unexpected(std::move(errors));
  return {};
}

/// Writes the file whole or not at all; leaves it alone when it says the same already.
Outcome WriteSchema(const fs::path& path, const std::string& json) {
  std::ifstream known(path, std::ios::binary);
  const std::string before((std::istreambuf_iterator<char>(known)), {});
  if (before == json) return {};
  const fs::path fresh = path.string() + ".new";
  errno = 0;
  std::ofstream stream(fresh, std::ios::binary);
  stream.write(json.data(), static_cast<std::streamsize>(json.size()));
  stream.close();
  std::error_code failed;
  if (stream) fs::rename(fresh, path, failed);
  if (stream && !failed) return {};
  const std::string why = failed ? failed.message() : std::strerror(errno != 0 ? errno : EIO);
  fs::remove(fresh, failed);
  return tl::unexpected(
      Errors{Error{.code = ErrorCode::kOutputFailed,
                   .message = "\"" + path.string() + "\" cannot be written: " + why,
                   .help = "leave it out with --no-schema"}});
}

ResultAll<CheckReport> AskData(Session& session, const Model& model) {
  const auto config = ReadConfig(session, model);
  if (!config) return tl::unexpected(config.error());
  std::mutex mutex;
  std::string line;
  std::stop_source stop;
  Watch watch(session.streams, [&] {
    const std::lock_guard lock(mutex);
    return line;
  });
  watch.Begin([stop]() mutable { stop.request_stop(); });
  std::vector<DataSource> sources;
  for (const std::string& name : model.Summary().data_sources) {
    auto source = OpenSource(*config, model, name, stop.get_token());
    if (!source) return tl::unexpected(std::move(source.error()));
    sources.push_back(std::move(*source));
  }
  CheckOptions options;
  options.stop = stop.get_token();
  options.progress = [&](std::string_view step, std::size_t done, std::size_t all) {
    const std::lock_guard lock(mutex);
    line = std::to_string(done + 1) + "/" + std::to_string(all) + "  " + std::string(step);
  };
  return CheckData(model, sources, options);
}

}  // namespace

Outcome RunCheck(Session& session) {
  // A schema.json that is out of date must not stand in the way of a new one.
  auto model = OpenModel(session, {.read_schema_file = !session.arguments.check_data});
  if (!model) return tl::unexpected(std::move(model.error()));
  if (!session.arguments.check_data) {
    auto checked = CheckConfig(session, *model);
    if (!checked) return checked;
    return Print(session, SummaryLine(session, *model));
  }
  auto report = AskData(session, *model);
  if (!report) return tl::unexpected(std::move(report.error()));
  auto printed = Print(session, FormatCheckReport(*report, session.streams.width));
  if (!printed) return printed;
  if (session.arguments.write_schema) {
    const fs::path path = fs::path(session.arguments.model) / "schema.json";
    auto written = WriteSchema(path, report->schema_json);
    if (!written) return written;
  }
  if (!report->errors.empty()) return tl::unexpected(std::move(report->errors));
  return Print(session, "\n" + SummaryLine(session, *model));
}

}  // namespace semaflow::cli
