// The command line, read by CLI11.
#include "arguments.h"

#include <CLI/CLI.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <tuple>
#include <utility>

#include "command_line.h"
#include "completed_commands.h"
#include "completion.h"
#include "flag_places.h"
#include "usage.h"

namespace semaflow::cli {
namespace {

/// The options of `app` by every name that they have: "--order", "-f".
std::vector<std::string> OptionNames(const CLI::App& app, bool with_value_only) {
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    if (with_value_only && option->get_expected_max() == 0) continue;
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
    for (const std::string& name : option->get_snames()) names.push_back("-" + name);
  }
  return names;
}

bool IsOneOf(const std::string& name, const std::vector<std::string>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// Fails where an option says nothing, or nothing between two commas of a list of names. An empty
/// condition is told where conditions are read, and an empty `--param` has no `=`.
Result<void> CheckValue(const CLI::App& command, const std::string& name,
                        const std::string& value) {
  const CLI::Option& option = *command.get_option_no_throw(name);
  if (option.check_lname("where") || option.check_lname("param")) return {};
  const char delimiter = option.get_delimiter();
  std::uint32_t column = 1;
  for (std::size_t begin = 0;; ++column) {
    const std::size_t end =
        delimiter == '\0' ? value.size() : std::min(value.find(delimiter, begin), value.size());
    const std::string_view part = std::string_view(value).substr(begin, end - begin);
    if (part.find_first_not_of(' ') == std::string_view::npos) break;
    if (end == value.size()) return {};
    column += CodePoints(part);
    begin = end + 1;
  }
  Error error = UsageError(name + (value.empty() ? " needs a value, and this is an empty text"
                                                 : " has a comma without a name beside it"),
                           command.get_name());
  if (!value.empty()) {
    error.help = "leave out the comma, or write the name that is missing";
    error.labels.push_back(Label{.file = "--" + option.get_lnames().front(),
                                 .line = 1,
                                 .column = column,
                                 .width = 1,
                                 .source_line = value,
                                 .note = {}});
    return tl::unexpected(std::move(error));
  }
  error.help = "leave out " + name + " where it has nothing to say";
  return tl::unexpected(std::move(error));
}

/// An option with its value in one argument: `--order=-o.revenue`, `-dc.country`. Otherwise the
/// name is empty.
std::pair<std::string, std::string> SplitValue(const std::string& argument) {
  if (argument.size() < 2) return {};
  if (!argument.starts_with("--")) return {argument.substr(0, 2), argument.substr(2)};
  const std::size_t equals = argument.find('=');
  if (equals == std::string::npos) return {};
  return {argument.substr(0, equals), argument.substr(equals + 1)};
}

/// A value may begin with a dash (`--order -o.revenue`, `--where "-1 < o.x"`): it is put behind a
/// `=`, where CLI11 takes it as it is. Only the name of another option is none.
Result<std::vector<std::string>> JoinValues(const CLI::App& command,
                                            const std::vector<std::string>& args) {
  const std::vector<std::string> names = OptionNames(command, false);
  const std::vector<std::string> taking = OptionNames(command, true);
  std::vector<std::string> joined;
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--") {
      joined.insert(joined.end(), args.begin() + static_cast<std::ptrdiff_t>(i), args.end());
      break;
    }
    // CLI11 looks for the value of `--where=` in the next argument.
    const bool is_empty =
        args[i].ends_with('=') && IsOneOf(args[i].substr(0, args[i].size() - 1), taking);
    if (is_empty || !IsOneOf(args[i], taking)) {
      if (const auto [name, value] = SplitValue(args[i]); IsOneOf(name, taking)) {
        if (auto good = CheckValue(command, name, value); !good)
          return tl::unexpected(good.error());
      }
      joined.push_back(is_empty ? args[i].substr(0, args[i].size() - 1) : args[i]);
      if (is_empty) joined.emplace_back();
      continue;
    }
    const std::string next = i + 1 < args.size() ? args[i + 1] : "--";
    if (next == "--" || IsOneOf(next.substr(0, next.find('=')), names)) {
      return tl::unexpected(UsageError(args[i] + " needs a value", command.get_name()));
    }
    if (auto good = CheckValue(command, args[i], next); !good) return tl::unexpected(good.error());
    ++i;
    if (next.empty()) {
      joined.insert(joined.end(), {args[i - 1], ""});
    } else {
      joined.push_back(args[i - 1] + (args[i - 1].starts_with("--") ? "=" : "") + next);
    }
  }
  return joined;
}

/// The words for an option that takes one value and was given several, also under another of its
/// names; nullopt when there is none.
std::optional<std::string> GivenTwice(const CLI::App& app) {
  for (const CLI::Option* option : app.get_options()) {
    if (option->get_multi_option_policy() != CLI::MultiOptionPolicy::Throw) continue;
    if (option->get_positional() || option->get_expected_max() != 1) continue;
    if (option->count() < 2) continue;
    const std::vector<std::string>& names = option->get_lnames();
    std::string words = option->get_name();
    if (names.size() > 1) words += ", which is also --" + names.back() + ",";
    return words + " takes one value and was given " + std::to_string(option->count());
  }
  return std::nullopt;
}

/// What was left over: an unknown option, or one argument too many.
Error LeftOver(const CLI::App& command, const std::string& argument) {
  if (argument.size() < 2 || argument[0] != '-') {
    return UsageError("\"" + argument + "\" is one argument too many", command.get_name());
  }
  const std::string name = argument.substr(0, argument.find('='));
  std::vector<std::string> names = OptionNames(command, false);
  const std::string where =
      command.get_parent() == nullptr ? "semaflow" : "semaflow " + command.get_name();
  return UnknownChoice(where + " has no option \"" + name + "\"", name, names, command.get_name());
}

Result<std::uint64_t> ReadCount(const char* option, const std::string& text,
                                const std::string& command) {
  std::uint64_t count = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, count);
  if (error == std::errc() && stopped == end) return count;
  return tl::unexpected(
      UsageError(std::string(option) + " needs a whole number, not \"" + text + "\"", command));
}

Result<std::int64_t> ReadSeconds(const std::string& text, const std::string& command) {
  constexpr double kSecondsMax = 366.0 * 24 * 3600;
  double seconds = 0;
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, seconds);
  if (error == std::errc() && stopped == end && seconds >= 0 && seconds <= kSecondsMax) {
    return static_cast<std::int64_t>(std::ceil(seconds * 1000));
  }
  return tl::unexpected(
      UsageError("--timeout needs a number of seconds, not \"" + text + "\"", command));
}

/// Fails unless `text` is empty or one of `choices`.
Result<void> CheckChoice(const char* option, const std::string& text,
                         const std::vector<std::string>& choices, const std::string& command) {
  if (text.empty() || IsOneOf(text, choices)) return {};
  return tl::unexpected(UnknownChoice(std::string(option) + " does not know \"" + text + "\"", text,
                                      choices, command));
}

/// Takes the blanks beside the commas of a list off its names: `-m 'o.revenue, o.order_count'`.
void Trim(std::vector<std::string>& names) {
  for (std::string& name : names) {
    name.erase(0, std::min(name.find_first_not_of(' '), name.size()));
    name.erase(name.find_last_not_of(' ') + 1);
  }
}

/// Fails for an order as SQL would have it: "c.country desc".
Result<void> CheckOrder(const std::string& column) {
  const std::size_t blank = column.rfind(' ');
  if (blank == std::string::npos) return {};
  const std::string way = column.substr(blank + 1);
  const bool descends = IsOneOf(way, {"desc", "DESC"});
  if (!descends && !IsOneOf(way, {"asc", "ASC"})) return {};
  const std::string name = column.substr(0, column.find_last_not_of(' ', blank) + 1);
  Error error = UsageError("--order needs a column, not \"" + column + "\"", "");
  error.help = "write it as --order " + (descends ? "-" + name : name);
  return tl::unexpected(std::move(error));
}

/// The parts of the request that are not plain text.
Result<void> ReadDraft(CommandLine& line, const std::string& command) {
  RequestDraft& draft = line.arguments.draft;
  for (std::vector<std::string>* names : {&draft.dimensions, &draft.measures, &line.texts.order}) {
    Trim(*names);
  }
  for (const std::string& column : line.texts.order) {
    if (auto checked = CheckOrder(column); !checked) return checked;
    const bool descending = column.starts_with('-');
    draft.order.push_back({.column = column.substr(descending ? 1 : 0), .descending = descending});
  }
  for (const std::string& param : line.texts.params) {
    const std::size_t equals = param.find('=');
    if (equals == std::string::npos || equals == 0) {
      return tl::unexpected(UsageError("--param needs NAME=VALUE, not \"" + param + "\"", command));
    }
    draft.params.emplace_back(param.substr(0, equals), AsJsonValue(param.substr(equals + 1)));
  }
  for (const auto& [option, text, count] :
       {std::tuple("--limit", &line.texts.limit, &draft.limit),
        std::tuple("--offset", &line.texts.offset, &draft.offset),
        std::tuple("--page-size", &line.texts.page_size, &draft.page_size)}) {
    if (text->empty()) continue;
    const auto read = ReadCount(option, *text, command);
    if (!read) return tl::unexpected(read.error());
    *count = *read;
  }
  line.arguments.has_flags = ToJson(draft) != "{}";
  return {};
}

std::vector<std::string> FormatsOf(Command command) {
  if (command == Command::kFlows) return {"text", "json"};
  if (command == Command::kConfig) return {"toml", "json"};
  return {"table", "json", "ndjson", "csv", "arrow"};
}

Result<void> ReadTexts(CommandLine& line, const std::string& command) {
  Arguments& arguments = line.arguments;
  auto checked = CheckChoice("--format", line.texts.format, FormatsOf(arguments.command), command);
  if (checked) checked = CheckChoice("--errors", line.texts.errors, {"text", "json"}, command);
  if (checked) checked = ReadDraft(line, command);
  if (!checked) return checked;
  arguments.json_listing = line.texts.format == "json";
  arguments.format = ParseRowFormat(line.texts.format).value_or(RowFormat::kTable);
  arguments.write_schema = !line.no_schema;
  if (line.texts.timeout.empty()) return {};
  const auto timeout = ReadSeconds(line.texts.timeout, command);
  if (!timeout) return tl::unexpected(timeout.error());
  arguments.timeout_ms = *timeout;
  return {};
}

constexpr std::array<std::pair<std::string_view, Command>, 10> kCommands = {{
    {"check", Command::kCheck},
    {"flows", Command::kFlows},
    {"sql", Command::kSql},
    {"explain", Command::kExplain},
    {"query", Command::kQuery},
    {"batch", Command::kBatch},
    {"config", Command::kConfig},
    {"new", Command::kNew},
    {"schema", Command::kSchema},
    {"completion", Command::kCompletion},
}};

/// What a command cannot do without.
Result<void> CheckComplete(const CommandLine& line, const std::string& command) {
  const Arguments& arguments = line.arguments;
  const auto missing = [&](const char* what) -> Result<void> {
    return tl::unexpected(UsageError(std::string(what) + " is missing", command));
  };
  switch (arguments.command) {
    case Command::kSql:
    case Command::kExplain:
    case Command::kQuery:
      if (arguments.model.empty()) return missing("MODEL");
      if (arguments.request.empty() && !arguments.has_flags) return missing("REQUEST");
      return {};
    case Command::kCheck:
    case Command::kFlows:
    case Command::kBatch:
      return arguments.model.empty() ? missing("MODEL") : Result<void>{};
    case Command::kNew:
      return arguments.folder.empty() ? missing("DIR") : Result<void>{};
    case Command::kCompletion:
      if (arguments.shell.empty()) return missing("SHELL");
      return CheckChoice("completion", arguments.shell, {"bash", "zsh", "fish"}, command);
    case Command::kConfig:
    case Command::kSchema:
      return {};
  }
  return {};
}

/// The position of the command's name in `args`; the size when there is none.
std::size_t FindCommand(const std::vector<std::string>& args) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--errors") {
      ++i;
    } else if (!args[i].starts_with('-')) {
      return i;
    }
  }
  return args.size();
}

/// nullptr: `args` name no command at all.
Result<CLI::App*> CommandOf(CommandLine& line, const std::vector<std::string>& args) {
  const std::size_t at = FindCommand(args);
  if (at == args.size()) return nullptr;
  std::vector<std::string> names;
  for (const auto& [name, command] : kCommands) {
    names.emplace_back(name);
    if (name != args[at]) continue;
    line.arguments.command = command;
    return line.app.get_subcommand(args[at]);
  }
  return tl::unexpected(
      UnknownChoice("there is no command \"" + args[at] + "\"", args[at], names, ""));
}

Result<Parsed> Finish(CommandLine& line, const CLI::App* command) {
  for (const CLI::App* app : {const_cast<const CLI::App*>(&line.app), command}) {
    if (app == nullptr) continue;
    for (const std::string& extra : app->remaining()) {
      if (extra != "--") return tl::unexpected(LeftOver(*app, extra));
    }
  }
  if (line.version) return PrintVersion{};
  if (command == nullptr) return PrintHelp{line.app.help()};
  const std::string name = command->get_name();
  auto read = ReadTexts(line, name);
  if (read) read = CheckComplete(line, name);
  if (!read) return tl::unexpected(std::move(read.error()));
  if (line.arguments.command == Command::kCompletion) {
    return PrintCompletion{CompletionScript(line.arguments.shell, CompletedCommandsOf(line.app))};
  }
  return std::move(line.arguments);
}

/// `help` and `help COMMAND` as `--help` and `COMMAND --help`.
std::vector<std::string> WithHelpFlag(std::vector<std::string> args) {
  if (args.empty() || args.front() != "help") return args;
  args.erase(args.begin());
  args.emplace_back("--help");
  return args;
}

}  // namespace

Result<Parsed> ParseArguments(const std::vector<std::string>& given) {
  const std::vector<std::string> args = WithHelpFlag(given);
  CommandLine line;
  BuildCommands(line);
  const auto command = CommandOf(line, args);
  if (!command) return tl::unexpected(command.error());
  auto joined = JoinValues(*command ? **command : line.app, args);
  if (!joined) return tl::unexpected(std::move(joined.error()));
  std::reverse(joined->begin(), joined->end());
  try {
    line.app.parse(std::move(*joined));
  } catch (const CLI::CallForHelp&) {
    return PrintHelp{*command ? (*command)->help("semaflow") : line.app.help()};
  } catch (const CLI::ParseError& error) {
    const CLI::App& app = *command ? **command : line.app;
    return tl::unexpected(UsageError(GivenTwice(app).value_or(error.what()),
                                     *command ? app.get_name() : std::string()));
  }
  return Finish(line, *command);
}

bool AsksForJsonErrors(const std::vector<std::string>& args) {
  for (std::size_t i = 0; i < args.size(); ++i) {
    if (args[i] == "--errors=json") return true;
    if (args[i] == "--errors" && i + 1 < args.size() && args[i + 1] == "json") return true;
  }
  return false;
}

}  // namespace semaflow::cli
