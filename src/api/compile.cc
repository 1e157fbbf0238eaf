// Compile, BuildSql, Explain: a request through all stages, inside the border.
#include "semaflow/compile.h"

#include <chrono>
#include <utility>

#include "api/json_text.h"
#include "base/border.h"
#include "base/closest.h"
#include "base/types.h"
#include "plan/plan.h"
#include "request/request.h"
#include "request/totals.h"
#include "sql/compile.h"
#include "sql/dialect.h"
#include "time/literal.h"
#include "time/zone.h"

namespace semaflow {
namespace {

Instant SystemNow() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return Instant{std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

Result<const sql::Dialect*> DialectOf(std::string_view name) {
  if (const sql::Dialect* dialect = sql::FindDialect(name)) return dialect;
  const std::vector<std::string_view> names = sql::DialectNames();
  Error error{.code = ErrorCode::kUnknownDialect,
              .message = "there is no dialect \"" + std::string(name) + "\"",
              .candidates = ClosestNames(name, names)};
  error.help = DidYouMean(error.candidates);
  if (error.help.empty()) {
    error.help = "dialects are";
    for (std::string_view known : names) error.help += " " + std::string(known);
  }
  return tl::unexpected(std::move(error));
}

ResultAll<plan::LogicalPlan> PlanRequest(const Model& model, std::string_view request,
                                         const CompileOptions& options) {
  request::ResolveOptions resolve{.zone = nullptr,
                                  .now = options.now ? *options.now : SystemNow(),
                                  .access_filters = options.access_filters};
  if (!options.time_zone.empty()) {
    const auto zone = time::FindZone(options.time_zone);
    if (!zone) return tl::unexpected(Errors{zone.error()});
    resolve.zone = *zone;
  }
  auto resolved = request::Resolve(model.inner(), request, resolve);
  if (!resolved) return tl::unexpected(std::move(resolved.error()));
  return plan::MakePlan(std::move(*resolved));
}

/// Fills a column in its place: moving six texts into it would cost more than all the rest here.
void FillColumn(plan::PlannedColumn& planned, ColumnInfo& column) {
  column.name = std::move(planned.name);
  column.type = planned.type;
  column.is_measure = planned.is_measure;
  column.additive = planned.additive;
  const model::Presentation* shown = planned.presentation;
  if (shown == nullptr) return;
  if (!shown->label.empty()) column.label = shown->label;
  if (!shown->unit.empty()) column.unit = shown->unit;
  if (!shown->format.empty()) column.format = shown->format;
}

void FillTotals(const plan::LogicalPlan& plan, CompiledQuery& query) {
  query.columns.push_back(ColumnInfo{.name = std::string(request::kGroupingName),
                                     .type = {.kind = TypeKind::kInteger}});
  for (const plan::LogicalPlan& total : plan.totals) {
    std::vector<std::string>& by = query.totals.emplace_back();
    for (const std::uint32_t i : total.total_of) by.push_back(query.columns[i].name);
  }
}

void FillQuery(plan::LogicalPlan& plan, sql::Rendered rendered, std::string_view dialect,
               CompiledQuery& query) {
  query.sql = std::move(rendered.text);
  query.model_hash = plan.model->hash;
  query.parameters = std::move(rendered.parameters);
  query.columns.resize(plan.columns.size());
  for (std::size_t i = 0; i < plan.columns.size(); ++i)
    FillColumn(plan.columns[i], query.columns[i]);
  if (!plan.totals.empty()) FillTotals(plan, query);
  query.dialect = dialect;
  query.data_source = plan.flow->data_source;
  query.time_zone = plan.zone->name();
  query.wide_numbers_as_text = plan.wide_numbers_as_text;
  query.limited = plan.limit.has_value();
  if (plan.page) {
    query.page = sql::PageOf(plan);
    query.limited = query.limited || query.page->size > 0;
  }
  query.ranges.reserve(plan.ranges.size());
  for (request::ResolvedRange& range : plan.ranges) {
    query.ranges.push_back(RangeInfo{.field = std::move(range.field),
                                     .words = std::move(range.words),
                                     .start = std::move(range.start),
                                     .end = std::move(range.end)});
  }
  query.warnings = std::move(plan.warnings);
  query.keep_alive = std::move(plan.model);
}

/// The dialect of the data source that the plan asks: what `options` says of it, else the one for
/// all.
Result<const sql::Dialect*> DialectFor(const plan::LogicalPlan& plan, const CompileOptions& options,
                                       const sql::Dialect& otherwise) {
  for (const SourceDialect& source : options.dialects) {
    if (source.data_source == plan.flow->data_source) return DialectOf(source.dialect);
  }
  return &otherwise;
}

/// Calls `use` with the plan of a request and the dialect of its data source. The plan is used
/// where it is made: it is moved by no more than its maker.
template <typename Use>
Errors WithPlan(const Model& model, std::string_view request, const CompileOptions& options,
                Use&& use) {
  auto dialect = DialectOf(options.dialect);
  if (!dialect) return {std::move(dialect.error())};
  auto plan = PlanRequest(model, request, options);
  if (!plan) return std::move(plan.error());
  dialect = DialectFor(*plan, options, **dialect);
  if (!dialect) return {std::move(dialect.error())};
  return use(*plan, **dialect);
}

/// No errors: `query` is filled.
Errors CompileInto(const Model& model, std::string_view request, const CompileOptions& options,
                   CompiledQuery& query) {
  return WithPlan(model, request, options,
                  [&](plan::LogicalPlan& plan, const sql::Dialect& dialect) -> Errors {
                    auto rendered = sql::CompilePlan(plan, dialect, sql::ValueStyle::kParameters);
                    if (!rendered) return {std::move(rendered.error())};
                    FillQuery(plan, std::move(*rendered), dialect.name, query);
                    return {};
                  });
}

/// One line a placeholder: "$1: text \"NL\"".
std::string ParameterLines(const std::vector<Value>& parameters) {
  std::string lines;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    lines += "$" + std::to_string(i + 1) + ": ";
    lines += KindName(KindOf(parameters[i]));
    lines += " ";
    api::AppendJsonValue(lines, parameters[i]);
    lines += "\n";
  }
  return lines;
}

}  // namespace

ResultAll<CompiledQuery> Compile(const Model& model, std::string_view request,
                                 const CompileOptions& options) {
  return AtBorder([&]() -> ResultAll<CompiledQuery> {
    ResultAll<CompiledQuery> query;  // filled in its place, and returned without a move
    Errors errors = CompileInto(model, request, options, *query);
    if (!errors.empty()) query = tl::unexpected(std::move(errors));
    return query;
  });
}

ResultAll<SqlText> BuildSql(const Model& model, std::string_view request,
                            const CompileOptions& options) {
  return AtBorder([&]() -> ResultAll<SqlText> {
    SqlText text;
    const auto write = [&](plan::LogicalPlan& plan, const sql::Dialect& dialect) -> Errors {
      auto rendered = sql::CompilePlan(plan, dialect, sql::ValueStyle::kLiterals);
      if (!rendered) return {std::move(rendered.error())};
      text = {.text = std::move(rendered->text), .warnings = std::move(plan.warnings)};
      return {};
    };
    Errors errors = WithPlan(model, request, options, write);
    if (!errors.empty()) return tl::unexpected(std::move(errors));
    return text;
  });
}

ResultAll<Explanation> Explain(const Model& model, std::string_view request,
                               const CompileOptions& options) {
  return AtBorder([&]() -> ResultAll<Explanation> {
    Explanation explanation;
    const auto add = [&](std::string title, std::string text) {
      if (text.empty()) return;
      if (text.back() != '\n') text += '\n';
      explanation.stages.push_back({.title = std::move(title), .text = std::move(text)});
    };
    const auto write = [&](plan::LogicalPlan& plan, const sql::Dialect& dialect) -> Errors {
      auto rendered = sql::CompilePlan(plan, dialect, sql::ValueStyle::kParameters);
      if (!rendered) return {std::move(rendered.error())};
      add("plan", plan::Explain(plan));
      add("sql tree", sql::ExplainSql(plan, dialect));
      add("sql", std::move(rendered->text));
      add("parameters", ParameterLines(rendered->parameters));
      explanation.warnings = std::move(plan.warnings);
      return {};
    };
    Errors errors = WithPlan(model, request, options, write);
    if (!errors.empty()) return tl::unexpected(std::move(errors));
    return explanation;
  });
}

std::vector<std::string_view> DialectNames() { return sql::DialectNames(); }

}  // namespace semaflow
