// new: makes the starter model.
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <utility>

#include "commands.h"
#include "starter_model.h"

namespace semaflow::cli {
namespace {

namespace fs = std::filesystem;

Outcome Unwritable(const fs::path& path, const std::string& why) {
  return tl::unexpected(
      Errors{Error{.code = ErrorCode::kOutputFailed,
                   .message = "\"" + path.string() + "\" cannot be made: " + why}});
}

Outcome WriteFile(const fs::path& path, std::string_view text) {
  std::error_code failed;
  fs::create_directories(path.parent_path(), failed);
  if (failed) return Unwritable(path.parent_path(), failed.message());
  errno = 0;
  std::ofstream stream(path, std::ios::binary);
  stream.write(text.data(), static_cast<std::streamsize>(text.size()));
  stream.close();
  if (!stream) return Unwritable(path, std::strerror(errno != 0 ? errno : EIO));
  return {};
}

/// `text` as a word of a shell.
std::string ShellWord(const std::string& text) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./";
  if (!text.empty() && text.find_first_not_of(kPlain) == std::string::npos) return text;
  std::string word = "'";
  for (const char c : text) word += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return word + "'";
}

}  // namespace

Outcome RunNew(Session& session) {
  const fs::path folder = session.arguments.folder;
  std::error_code failed;
  if (fs::exists(folder, failed) &&
      !(fs::is_directory(folder, failed) && fs::is_empty(folder, failed))) {
    return Unwritable(folder, "it exists and is not an empty folder");
  }
  std::string text = "Made a model of a small shop:\n";
  for (const StarterFile& file : StarterFiles()) {
    auto written = WriteFile(folder / file.path, file.text);
    if (!written) return written;
    text += "  " + (folder / file.path).string() + "\n";
  }
  const std::string word = ShellWord(folder.string());
  text += "Try:\n";
  text += "  semaflow flows " + word + " sales\n";
  text += "  semaflow query " + word + " -f sales -d c.country -m o.revenue,o.order_count\n";
  text += "  semaflow sql " + word + " -f sales -d o.order_date.month -m o.avg_order\n";
  return Print(session, text);
}

}  // namespace semaflow::cli
