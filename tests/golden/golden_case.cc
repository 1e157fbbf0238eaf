#include "tests/golden/golden_case.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "model/load.h"
#include "plan/plan.h"
#include "request/request.h"
#include "request/totals.h"
#include "semaflow/backend.h"
#include "semaflow/compile.h"
#include "semaflow/engine.h"
#include "semaflow/result.h"
#include "sql/compile.h"
#include "tests/golden/golden_databases.h"

namespace semaflow::golden {
namespace fs = std::filesystem;
namespace {

constexpr Instant kNow{1'771'156'800'000'000};  // 2026-02-15T12:00:00Z, a Sunday.

bool HasRequestBelow(const fs::path& folder) {
  for (const auto& entry : fs::recursive_directory_iterator(folder)) {
    if (entry.path().filename() == "request.json") return true;
  }
  return false;
}

fs::path Nearest(fs::path folder, const fs::path& root, const char* name) {
  for (;; folder = folder.parent_path()) {
    if (fs::is_directory(folder / name)) return folder / name;
    if (folder == root) return {};
  }
}

void Visit(const fs::path& folder, const fs::path& root, std::vector<GoldenCase>& cases) {
  const bool has_request = fs::exists(folder / "request.json");
  const bool load_only =
      !has_request && fs::is_directory(folder / "model") && !HasRequestBelow(folder);
  for (const auto& entry : fs::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    const bool is_sql = entry.path().extension() == ".sql" &&
                        sql::FindDialect(entry.path().stem().string()) != nullptr;
    const bool of_case = name == "request.json" || name == "plan.txt" || is_sql ||
                         name == "rows.csv" || name == "error.txt" || name == "page.txt" ||
                         name == "access.json";
    if (entry.is_directory()) {
      if (name != "model" && name != "data") Visit(entry.path(), root, cases);
    } else if (!of_case || !(has_request || load_only)) {
      throw std::runtime_error(entry.path().string() + " belongs to no golden case");
    }
  }
  if (!has_request && !load_only) return;
  GoldenCase found{.name = fs::relative(folder, root).generic_string(),
                   .folder = folder,
                   .model = Nearest(folder, root, "model"),
                   .data = Nearest(folder, root, "data"),
                   .load_only = load_only};
  if (fs::exists(folder / "page.txt")) found.page = std::stoi(ReadFile(folder / "page.txt"));
  if (found.model.empty()) throw std::runtime_error(found.name + " has no model");
  cases.push_back(std::move(found));
}

std::string RowsOf(Engine& engine, CompiledQuery query) {
  auto stream = engine.Execute(std::move(query));
  if (!stream) throw std::runtime_error(FormatError(stream.error()));
  std::string text;
  auto written = WriteResult(*stream, RowFormat::kCsv, [&text](std::string_view part) {
    text += part;
    return true;
  });
  if (!written) throw std::runtime_error(FormatError(written.error()));
  std::erase(text, '\r');
  return text;
}

// Texts must not depend on where the tree was checked out.
std::string WithoutFolder(std::string text, const fs::path& model) {
  const std::string folder = fs::canonical(model).string();
  for (std::size_t at = 0; (at = text.find(folder, at)) != std::string::npos;) {
    const bool below = text.compare(at + folder.size(), 1, "/") == 0;
    text.replace(at, folder.size() + below, below ? "" : "model");
  }
  return text;
}

// Rows without an asked order are compared as a set: sorted by their text.
std::string InFixedOrder(const std::string& csv, bool ordered) {
  if (ordered) return csv;
  std::vector<std::string> lines;
  bool in_quotes = false;
  std::size_t begin = 0;
  for (std::size_t at = 0; at < csv.size(); ++at) {
    in_quotes = in_quotes != (csv[at] == '"');
    if (csv[at] != '\n' || in_quotes) continue;
    lines.push_back(csv.substr(begin, at + 1 - begin));
    begin = at + 1;
  }
  if (!lines.empty()) std::sort(lines.begin() + 1, lines.end());  // Behind the header.
  std::string sorted;
  for (const std::string& line : lines) sorted += line;
  return sorted;
}

CompiledQuery ToQuery(const plan::LogicalPlan& plan, std::string_view dialect,
                      sql::Rendered rendered) {
  CompiledQuery query{.sql = std::move(rendered.text),
                      .parameters = std::move(rendered.parameters),
                      .dialect = std::string(dialect),
                      .data_source = plan.flow->data_source,
                      .time_zone = std::string(plan.zone->name()),
                      .page = plan.page ? sql::PageOf(plan) : nullptr,
                      .keep_alive = plan.model};
  for (const plan::PlannedColumn& column : plan.columns) {
    query.columns.push_back({.name = column.name, .type = column.type});
  }
  if (!plan.totals.empty()) {
    query.columns.push_back(
        {.name = std::string(request::kGroupingName), .type = {.kind = TypeKind::kInteger}});
  }
  return query;
}

/// The request, asked by somebody who sees what access.json says.
ResultAll<request::ResolvedQuery> Resolve(const GoldenCase& golden,
                                          const std::shared_ptr<const model::Model>& model,
                                          const std::string& request) {
  const fs::path file = golden.folder / "access.json";
  const std::string access = fs::exists(file) ? ReadFile(file) : "";
  return request::Resolve(model, request, {.now = kNow, .access_filters = access});
}

/// The request of the page that is looked at: of later ones the cursor comes from the page before.
std::string RequestOf(const GoldenCase& golden, const GoldenDatabase& database,
                      const std::shared_ptr<const model::Model>& model) {
  std::string request = ReadFile(golden.folder / "request.json");
  for (int page = 1; page < golden.page; ++page) {
    auto resolved = Resolve(golden, model, request);
    if (!resolved) throw std::runtime_error(FormatErrors(resolved.error()));
    auto plan = plan::MakePlan(std::move(*resolved));
    if (!plan) throw std::runtime_error(FormatErrors(plan.error()));
    auto rendered =
        sql::CompilePlan(*plan, *sql::FindDialect(database.dialect), sql::ValueStyle::kParameters);
    if (!rendered) throw std::runtime_error(FormatError(rendered.error()));
    Engine engine;
    auto added =
        engine.AddDataSource(plan->flow->data_source, database.open(golden.data, golden.model));
    if (!added) throw std::runtime_error(FormatError(added.error()));
    auto stream = engine.Execute(ToQuery(*plan, database.dialect, std::move(*rendered)));
    if (!stream) throw std::runtime_error(FormatError(stream.error()));
    auto next = stream->Next();
    while (next && *next) next = stream->Next();
    if (!next) throw std::runtime_error(FormatError(next.error()));
    if (!stream->page().has_more) throw std::runtime_error(golden.name + " has too few pages");
    auto json = nlohmann::json::parse(request);
    json["cursor"] = stream->page().cursor;
    request = json.dump();
  }
  return request;
}

// Each line behind `-- `.
std::string InComment(std::string text) {
  text.insert(0, "-- ");
  for (std::size_t at = 0;
       (at = text.find('\n', at)) + 1 < text.size() && at != std::string::npos;) {
    text.insert(++at, "-- ");
  }
  return text;
}

std::map<std::string, std::string> SqlOf(const plan::LogicalPlan& plan, const fs::path& model) {
  std::map<std::string, std::string> sql;
  for (const std::string_view name : sql::DialectNames()) {
    const sql::Dialect& dialect = *sql::FindDialect(name);
    std::string& text = sql[std::string(name)];
    const auto said = sql::CompilePlan(plan, dialect, sql::ValueStyle::kLiterals);
    text = said ? said->text + "\n" : InComment(FormatError(said.error()));
    text = WithoutFolder(std::move(text), model);
  }
  return sql;
}

}  // namespace

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::vector<GoldenCase> FindCases(const fs::path& root) {
  std::vector<GoldenCase> cases;
  Visit(root, root, cases);
  std::sort(cases.begin(), cases.end(),
            [](const GoldenCase& a, const GoldenCase& b) { return a.name < b.name; });
  return cases;
}

namespace {

// With parameters, and with values printed as literals, which must give the same rows.
std::string RowsOn(const GoldenDatabase& database, const GoldenCase& golden,
                   const plan::LogicalPlan& plan) {
  Engine engine;
  auto added =
      engine.AddDataSource(plan.flow->data_source, database.open(golden.data, golden.model));
  if (!added) throw std::runtime_error(FormatError(added.error()));
  const auto rows = [&](sql::ValueStyle style) {
    auto said = sql::CompilePlan(plan, *sql::FindDialect(database.dialect), style);
    if (!said) throw std::runtime_error(FormatError(said.error()));
    return InFixedOrder(RowsOf(engine, ToQuery(plan, database.dialect, std::move(*said))),
                        !plan.order.empty());
  };
  const std::string by_literals = rows(sql::ValueStyle::kLiterals);
  std::string by_parameters = rows(sql::ValueStyle::kParameters);
  if (by_parameters == by_literals) return by_parameters;
  throw std::runtime_error("parameters gave\n" + by_parameters + "literals gave\n" + by_literals);
}

ResultAll<plan::LogicalPlan> PlanOf(const GoldenCase& golden, const GoldenDatabase& database,
                                    const std::shared_ptr<const model::Model>& model) {
  auto resolved = Resolve(golden, model, RequestOf(golden, database, model));
  if (!resolved) return tl::unexpected(std::move(resolved.error()));
  return plan::MakePlan(std::move(*resolved));
}

}  // namespace

Outcome RunCase(const GoldenCase& golden) {
  auto loaded = model::LoadFolder(fs::canonical(golden.model).string());
  if (!loaded) {
    return {.error = WithoutFolder(FormatErrors(loaded.error()), golden.model)};
  }
  if (golden.load_only) return {};
  const GoldenDatabase& duckdb = AllDatabases().front();
  const auto plan = PlanOf(golden, duckdb, loaded->model);
  if (!plan) return {.error = FormatErrors(plan.error())};
  const auto literal =
      sql::CompilePlan(*plan, *sql::FindDialect(duckdb.dialect), sql::ValueStyle::kLiterals);
  if (!literal) return {.error = FormatError(literal.error())};
  return {.plan = plan::Explain(*plan),
          .sql = SqlOf(*plan, golden.model),
          .rows = RowsOn(duckdb, golden, *plan)};
}

std::string RowsOfCase(const GoldenCase& golden, const GoldenDatabase& database) {
  auto loaded = model::LoadFolder(fs::canonical(golden.model).string());
  if (!loaded) throw std::runtime_error(FormatErrors(loaded.error()));
  const auto plan = PlanOf(golden, database, loaded->model);
  if (!plan) throw std::runtime_error(FormatErrors(plan.error()));
  return RowsOn(database, golden, *plan);
}

}  // namespace semaflow::golden
