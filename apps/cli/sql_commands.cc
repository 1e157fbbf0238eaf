// flows, sql, explain, schema, --version: commands that need no connection.
#include <utility>

#include "commands.h"
#include "semaflow/compile.h"
#include "semaflow/version.h"

namespace semaflow::cli {
namespace {

// What is printed is what would be run, unless a dialect is asked.
ResultAll<CompileOptions> OptionsOf(Session& session, const Model& model) {
  CompileOptions options;
  if (!session.arguments.dialect.empty()) {
    options.dialect = session.arguments.dialect;
    return options;
  }
  const auto config = ReadConfig(session, model);
  if (!config) return tl::unexpected(config.error());
  options.dialects = DialectsOf(*config, model);
  return options;
}

void WarnOf(Session& session, const std::vector<std::string>& warnings) {
  for (const std::string& warning : warnings) session.reporter.Warn(warning);
}

Outcome PrintParameterForm(Session& session, const Model& model, const std::string& request,
                           const CompileOptions& options) {
  auto explained = Explain(model, request, options);
  if (!explained) {
    return tl::unexpected(AtRequest(session, std::move(explained.error())));
  }
  WarnOf(session, explained->warnings);
  std::string text;
  for (const ExplainedStage& stage : explained->stages) {
    if (stage.title == "sql") text += stage.text;
    if (stage.title != "parameters") continue;
    // Comments, so that the whole output is still one statement.
    for (std::size_t begin = 0; begin < stage.text.size();) {
      const std::size_t end = stage.text.find('\n', begin) + 1;
      text += "-- " + stage.text.substr(begin, end - begin);
      begin = end;
    }
  }
  return Print(session, text);
}

}  // namespace

Outcome RunFlows(Session& session) {
  auto model = OpenModel(session);
  if (!model) return tl::unexpected(std::move(model.error()));
  const Arguments& arguments = session.arguments;
  const int width = session.streams.width;
  if (arguments.flow.empty()) {
    const std::vector<FlowSummary> flows = model->Flows();
    return Print(session,
                 arguments.json_listing ? ToJson(flows) + "\n" : FormatFlows(flows, width));
  }
  const auto flow = model->Flow(arguments.flow);
  if (!flow) return tl::unexpected(Errors{flow.error()});
  return Print(session, arguments.json_listing ? ToJson(*flow) + "\n" : FormatFlow(*flow, width));
}

Outcome RunSql(Session& session) {
  auto model = OpenModel(session);
  if (!model) return tl::unexpected(std::move(model.error()));
  auto request = RequestText(session);
  if (!request) return tl::unexpected(std::move(request.error()));
  const auto options = OptionsOf(session, *model);
  if (!options) return tl::unexpected(options.error());
  if (session.arguments.parameters) return PrintParameterForm(session, *model, *request, *options);
  auto sql = BuildSql(*model, *request, *options);
  if (!sql) return tl::unexpected(AtRequest(session, std::move(sql.error())));
  WarnOf(session, sql->warnings);
  return Print(session, sql->text + ";\n");
}

Outcome RunExplain(Session& session) {
  auto model = OpenModel(session);
  if (!model) return tl::unexpected(std::move(model.error()));
  auto request = RequestText(session);
  if (!request) return tl::unexpected(std::move(request.error()));
  const auto options = OptionsOf(session, *model);
  if (!options) return tl::unexpected(options.error());
  auto explained = Explain(*model, *request, *options);
  if (!explained) {
    return tl::unexpected(AtRequest(session, std::move(explained.error())));
  }
  WarnOf(session, explained->warnings);
  std::string text;
  for (const ExplainedStage& stage : explained->stages) {
    if (!text.empty()) text += "\n";
    text += "== " + stage.title + "\n" + stage.text;
  }
  return Print(session, text);
}

Outcome RunSchema(Session& session) { return Print(session, ModelFileSchema()); }

Outcome RunVersion(Session& session) {
  std::string text = "semaflow " + std::string(Version()) + "\n";
  const auto duckdb = OpenDuckDb({});
  text += duckdb ? "DuckDB " + (*duckdb)->version() + "\n"
                 : "DuckDB not found (see semaflow query --help, --duckdb-library)\n";
  const std::string zones = TimeZoneRelease();
  text += zones.empty() ? "time zones not found\n" : "time zones " + zones + "\n";
  return Print(session, text);
}

}  // namespace semaflow::cli
