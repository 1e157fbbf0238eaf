#include "command_line.h"

#include "help.h"

namespace semaflow::cli {
namespace {

CLI::Option* AddText(CLI::App& app, const char* names, std::string& value, const char* value_name,
                     const char* description) {
  return app.add_option(names, value, description)
      ->option_text(value_name)
      ->allow_extra_args(false);
}

CLI::Option* AddList(CLI::App& app, const char* names, std::vector<std::string>& values,
                     const char* value_name, const char* description) {
  return app.add_option(names, values, description)
      ->option_text(value_name)
      ->allow_extra_args(false)
      ->take_all();
}

CLI::App& AddCommand(CommandLine& line, const char* name, const char* description,
                     const char* examples) {
  CLI::App& command = *line.app.add_subcommand(name, description);
  command.footer(examples);
  command.group("Commands");
  return command;
}

void AddErrorsOption(CommandLine& line, CLI::App& app) {
  AddText(app, "--errors", line.texts.errors, "text|json",
          "How errors are written to standard error; json is one object, {\"errors\": [...]} "
          "(default: text)");
}

void AddModel(CommandLine& line, CLI::App& app) {
  AddText(app, "MODEL", line.arguments.model, "", "The folder of a model");
}

void AddRequestOptions(CommandLine& line, CLI::App& app) {
  RequestDraft& draft = line.arguments.draft;
  AddText(app, "REQUEST", line.arguments.request, "",
          "A JSON file, - for standard input, or the JSON itself; flags are laid over it");
  AddText(app, "-f,--flow", draft.flow, "FLOW", "The flow to ask")->group("Request");
  AddList(app, "-d,--dimensions", draft.dimensions, "NAME,...",
          "What to group by: c.country, o.day.month")
      ->delimiter(',')
      ->group("Request");
  AddList(app, "-m,--measures", draft.measures, "NAME,...", "What to compute: o.revenue")
      ->delimiter(',')
      ->group("Request");
  AddList(app, "--where", draft.where, "EXPR",
          "A condition, \"c.country in ['NL', 'BE']\"; given several times, all must hold")
      ->group("Request");
  AddList(app, "--order", line.texts.order, "NAME,...", "What to sort by; -NAME for descending")
      ->delimiter(',')
      ->group("Request");
  AddText(app, "--limit", line.texts.limit, "N", "At most N rows (default: all)")->group("Request");
  AddText(app, "--offset", line.texts.offset, "N", "Leave out the first N rows (default: 0)")
      ->group("Request");
  AddText(app, "--page-size", line.texts.page_size, "N",
          "A page of N rows; the answer tells the cursor of the next one")
      ->group("Request");
  AddText(app, "--cursor", draft.cursor, "TEXT", "The page that an answer's cursor begins")
      ->group("Request");
  app.add_flag("--total-rows", draft.total_rows, "Count the rows of all pages")->group("Request");
  AddText(app, "--time-zone", draft.time_zone, "ZONE",
          "Whose days and hours instants are cut into (default: the model's, else UTC)")
      ->group("Request");
  AddList(app, "--param", line.texts.params, "NAME=VALUE",
          "A value for {\"param\": \"NAME\"} in the request; JSON, else text")
      ->group("Request");
  app.add_flag("--print-request", line.arguments.print_request,
               "Print the request as JSON instead of running it")
      ->group("Request");
}

void AddConfig(CommandLine& line, CLI::App& app) {
  AddText(app, "--config", line.arguments.config, "FILE",
          "The configuration (default: $SEMAFLOW_CONFIG, else semaflow.toml in MODEL)")
      ->group("Database");
}

void AddDataOptions(CommandLine& line, CLI::App& app) {
  AddText(app, "--database", line.arguments.database, "PATH",
          "A DuckDB file, or :memory: (default: what semaflow.toml says)")
      ->group("Database");
  AddConfig(line, app);
  AddText(app, "--duckdb-library", line.arguments.library, "FILE",
          "libduckdb.so (default: $SEMAFLOW_DUCKDB_LIBRARY, else beside the program, else the "
          "system's)")
      ->group("Database");
}

void AddTimeout(CommandLine& line, CLI::App& app) {
  AddText(app, "--timeout", line.texts.timeout, "SECONDS",
          "Stop a query that runs longer; 0 is never (default: what semaflow.toml says, else "
          "never)")
      ->group("Database");
}

void AddDialect(CommandLine& line, CLI::App& app) {
  AddText(app, "--dialect", line.arguments.dialect, "NAME",
          "Whose SQL: duckdb or postgres (default: that of the data source in semaflow.toml, else "
          "duckdb)");
}

void AddModelCommands(CommandLine& line) {
  CLI::App& check =
      AddCommand(line, "check", "Check a model; with --data, its database too", kCheckExamples);
  AddModel(line, check);
  check.add_flag("--data", line.arguments.check_data,
                 "Ask the database: tables, columns, types, keys, joins and orphans; writes "
                 "schema.json beside the model");
  check.add_flag("--no-schema", line.no_schema, "With --data: do not write schema.json");
  AddDataOptions(line, check);
  AddErrorsOption(line, check);

  CLI::App& flows =
      AddCommand(line, "flows", "List the flows, or what one flow can be asked", kFlowsExamples);
  AddModel(line, flows);
  AddText(flows, "FLOW", line.arguments.flow, "", "The flow to show (default: all, a line each)");
  AddText(flows, "--format", line.texts.format, "text|json", "How to print (default: text)");
  AddErrorsOption(line, flows);
}

void AddAskingCommands(CommandLine& line) {
  CLI::App& query = AddCommand(line, "query", "Ask a question and print the rows", kQueryExamples);
  AddModel(line, query);
  AddRequestOptions(line, query);
  AddText(query, "--format,--as", line.texts.format, "table|json|ndjson|csv|arrow",
          "How rows are printed; arrow is an Arrow IPC stream (default: table)");
  AddDataOptions(line, query);
  AddTimeout(line, query);
  AddErrorsOption(line, query);

  CLI::App& sql = AddCommand(line, "sql", "Print the SQL of a request", kSqlExamples);
  AddModel(line, sql);
  AddRequestOptions(line, sql);
  AddDialect(line, sql);
  sql.add_flag("--parameters", line.arguments.parameters,
               "Print placeholders and their values apart, as the SQL is run");
  AddConfig(line, sql);
  AddErrorsOption(line, sql);

  CLI::App& explain =
      AddCommand(line, "explain", "Show how a request becomes SQL, and why so", kExplainExamples);
  AddModel(line, explain);
  AddRequestOptions(line, explain);
  AddDialect(line, explain);
  AddConfig(line, explain);
  AddErrorsOption(line, explain);

  CLI::App& batch =
      AddCommand(line, "batch", "Answer requests, a line of JSON each", kBatchExamples);
  AddModel(line, batch);
  AddDataOptions(line, batch);
  AddTimeout(line, batch);
  AddErrorsOption(line, batch);
}

void AddSetupCommands(CommandLine& line) {
  CLI::App& config = AddCommand(
      line, "config", "Print the configuration: each key, and who said it", kConfigExamples);
  AddText(config, "DATA_SOURCE", line.arguments.data_source, "",
          "The data source to show (default: all, and [defaults])");
  AddText(config, "--config", line.arguments.config, "FILE",
          "The configuration (default: $SEMAFLOW_CONFIG, else semaflow.toml in this folder)");
  AddText(config, "--model", line.arguments.model, "DIR",
          "The folder of a model, whose semaflow.toml is read in place of this folder's");
  AddText(config, "--format", line.texts.format, "toml|json",
          "How to print; toml can be read again (default: toml)");
  AddErrorsOption(line, config);

  CLI::App& create = AddCommand(line, "new", "Make a small model that works at once", kNewExamples);
  AddText(create, "DIR", line.arguments.folder, "", "The folder to make; it must be empty or new");
  AddErrorsOption(line, create);

  CLI::App& schema = AddCommand(
      line, "schema", "Print the JSON Schema of the YAML files, for editors", kSchemaExamples);
  AddErrorsOption(line, schema);

  CLI::App& completion = AddCommand(
      line, "completion", "Print a script that completes command lines", kCompletionExamples);
  AddText(completion, "SHELL", line.arguments.shell, "", "bash, zsh or fish");
  AddErrorsOption(line, completion);
}

}  // namespace

void BuildCommands(CommandLine& line) {
  line.app.name("semaflow");
  line.app.formatter(MakeHelpFormatter());
  line.app.footer(kMainExamples);
  line.app.set_help_flag("-h,--help", "Print this help");
  line.app.add_flag("--version", line.version, "Print versions: semaflow, DuckDB, time zones");
  AddErrorsOption(line, line.app);
  line.app.require_subcommand(0, 1);
  AddModelCommands(line);
  AddAskingCommands(line);
  AddSetupCommands(line);
  for (CLI::App* command : line.app.get_subcommands({})) command->allow_extras();
  line.app.allow_extras();
}

}  // namespace semaflow::cli
