#include "help.h"

#include <string>
#include <string_view>
#include <vector>

namespace semaflow::cli {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kColumn = 26;  ///< Where descriptions begin.

/// Two columns: `name`, and `words` wrapped beside it, or below it when the name is long.
std::string Entry(const std::string& name, std::string_view words) {
  std::string out = "  " + name;
  if (out.size() + 2 > kColumn) {
    out += "\n" + std::string(kColumn, ' ');
  } else {
    out.append(kColumn - out.size(), ' ');
  }
  std::size_t column = kColumn;
  while (!words.empty()) {
    const std::size_t end = std::min(words.find(' '), words.size());
    if (column > kColumn && column + 1 + end > kWidth) {
      out += "\n" + std::string(kColumn, ' ');
      column = kColumn;
    }
    if (column > kColumn) out += ' ', ++column;
    out += words.substr(0, end);
    column += end;
    words.remove_prefix(std::min(end + 1, words.size()));
  }
  return out + "\n";
}

/// "-f, --flow FLOW"
std::string NameOf(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  std::string name;
  for (const std::string& letter : option.get_snames()) name += "-" + letter;
  for (const std::string& word : option.get_lnames()) name += (name.empty() ? "--" : ", --") + word;
  const std::string value = option.get_option_text();
  return value.empty() ? name : name + " " + value;
}

class HelpFormatter final : public CLI::Formatter {
 public:
  std::string make_help(const CLI::App* app, std::string name,
                        CLI::AppFormatMode mode) const override {
    static_cast<void>(mode);
    std::string out = app->get_description() + "\n\n" + make_usage(app, std::move(name));
    AppendOptions(out, "Arguments", app->get_options([](const CLI::Option* option) {
      return option->get_positional();
    }));
    const std::vector<const CLI::App*> commands = app->get_subcommands({});
    if (!commands.empty()) out += "\nCommands:\n";
    for (const CLI::App* command : commands) {
      out += Entry(command->get_name(), command->get_description());
    }
    // The options of the command itself come first.
    for (const char* group : {"Request", "Options", "Database"}) {
      AppendOptions(out, group, app->get_options([group](const CLI::Option* option) {
        return option->nonpositional() && option->get_group() == group;
      }));
    }
    return out + "\n" + app->get_footer() + "\n";
  }

  std::string make_usage(const CLI::App* app, std::string name) const override {
    std::string out = "Usage: " + name;
    if (!app->get_subcommands({}).empty()) return out + " COMMAND [OPTIONS]\n";
    for (const CLI::Option* option : app->get_options()) {
      if (!option->get_positional()) continue;
      const std::string word = option->get_name(true);
      const bool may_be_absent = word == "REQUEST" || word == "FLOW" || word == "DATA_SOURCE";
      out += may_be_absent ? " [" + word + "]" : " " + word;
    }
    return out + " [OPTIONS]\n";
  }

 private:
  static void AppendOptions(std::string& out, const char* title,
                            const std::vector<const CLI::Option*>& options) {
    if (options.empty()) return;
    out += std::string("\n") + title + ":\n";
    for (const CLI::Option* option : options) {
      out += Entry(NameOf(*option), option->get_description());
    }
  }
};

}  // namespace

std::shared_ptr<CLI::FormatterBase> MakeHelpFormatter() {
  return std::make_shared<HelpFormatter>();
}

}  // namespace semaflow::cli
