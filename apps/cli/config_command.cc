// config: prints the configuration as it holds.
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "commands.h"
#include "usage.h"

namespace semaflow::cli {
namespace {

/// The first line of what is printed: the file, or where it was looked for.
std::string Opening(const ConfigFile& file, const std::string& folder) {
  std::error_code failed;
  const std::filesystem::path here = std::filesystem::current_path(failed);
  std::string text = "no file: no --config, no SEMAFLOW_CONFIG, no " +
                     (here / folder / "semaflow.toml").lexically_normal().string();
  if (!file.path.empty()) text = (here / file.path).lexically_normal().string();
  if (!file.found_by.empty()) text += ", by " + file.found_by;
  // Whatever the name of a folder is, it must not end the comment.
  for (char& c : text) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return "# " + text + "\n";
}

Error UnknownDataSource(const Config& config, const std::string& name) {
  std::vector<std::string> names;
  for (const DataSourceConfig& source : config.data_sources) names.push_back(source.name);
  const std::string message = "the data source \"" + name + "\" is not configured";
  Error error =
      names.empty() ? UsageError(message, "config") : UnknownChoice(message, name, names, "config");
  std::error_code failed;
  if (std::filesystem::is_directory(name, failed)) {
    error.help = "for the semaflow.toml of a model: semaflow config --model " + name;
  }
  return error;
}

}  // namespace

Outcome RunConfig(Session& session) {
  const ConfigFile file = FindConfig(session, session.arguments.model);
  auto config = ReadConfigFile(session, file);
  if (!config) return tl::unexpected(std::move(config.error()));
  std::string name = session.arguments.data_source;
  if (!name.empty()) {
    const DataSourceConfig* const found = config->Find(name);
    if (found == nullptr) return tl::unexpected(Errors{UnknownDataSource(*config, name)});
    name = found->name;
  }
  if (session.arguments.json_listing) return Print(session, ToJson(*config, name) + "\n");
  return Print(session, Opening(file, session.arguments.model) + "\n" +
                            FormatConfig(*config, name, session.streams.width));
}

}  // namespace semaflow::cli
