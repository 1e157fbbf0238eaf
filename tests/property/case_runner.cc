#include "tests/property/case_runner.h"

#include <algorithm>
#include <stdexcept>

#include "arrow/cells.h"
#include "arrow/decimal.h"
#include "arrow/schema.h"
#include "model/load.h"
#include "model/test_model.h"
#include "plan/names.h"
#include "plan/plan.h"
#include "request/request.h"
#include "request/totals.h"
#include "semaflow/backend.h"
#include "semaflow/result.h"
#include "sql/compile.h"
#include "tests/property/case_database.h"
#include "tests/property/refusals.h"

namespace semaflow::property {
namespace {

Cell CellAt(const arrow::SchemaColumn& column, const ArrowArray& array, std::int64_t row) {
  if (arrow::IsNull(array, row)) return Null{};
  switch (column.type.kind) {
    case TypeKind::kBoolean:
      return arrow::BooleanAt(array, row);
    case TypeKind::kInteger:
      return Integer(arrow::IntegerAt(array, row));
    case TypeKind::kFloat:
      return arrow::FloatAt(array, row);
    case TypeKind::kTimestamptz:
      return Instant{arrow::IntegerAt(array, row)};
    default: {
      std::string text;
      arrow::AppendTextCell(text, column, array, row, {});
      return ReadCell(text, column.type);
    }
  }
}

std::vector<Row> ReadRows(ResultStream& stream) {
  std::vector<Row> rows;
  const std::vector<arrow::SchemaColumn> columns = arrow::ReadSchema(*stream.schema());
  while (true) {
    auto batch = stream.Next();
    if (!batch) throw std::runtime_error(FormatError(batch.error()));
    if (!*batch) return rows;
    for (std::int64_t r = 0; r < (*batch)->num_rows(); ++r) {
      Row row;
      for (std::size_t c = 0; c < columns.size(); ++c) {
        row.push_back(CellAt(columns[c], (*batch)->column(static_cast<std::int64_t>(c)), r));
      }
      rows.push_back(std::move(row));
    }
  }
}

// Doubles that differ by rounding alone must not change the order of rows, so they come last.
bool BeforeInText(const Row& a, const Row& b) {
  for (std::size_t i = 0; i < a.size(); ++i) {
    const bool real = std::holds_alternative<double>(a[i]) && std::holds_alternative<double>(b[i]);
    if (real || (IsNull(a[i]) && IsNull(b[i]))) continue;
    if (a[i].index() != b[i].index()) return a[i].index() < b[i].index();
    const auto order = Compare(a[i], b[i]);
    if (order != 0) return order < 0;
  }
  return KeyLess{}(a, b);
}

}  // namespace

bool SameRows(std::vector<Row> a, std::vector<Row> b, bool ordered) {
  if (a.size() != b.size()) return false;
  if (!ordered) {
    std::sort(a.begin(), a.end(), BeforeInText);
    std::sort(b.begin(), b.end(), BeforeInText);
  }
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!std::equal(a[i].begin(), a[i].end(), b[i].begin(), b[i].end(), SameAnswer)) return false;
  }
  return true;
}

namespace {

std::string CsvText(const CompiledQuery& query, const std::vector<Row>& rows) {
  std::string text;
  for (const ColumnInfo& column : query.columns) {
    text += (text.empty() ? "" : ",") + column.name;
  }
  text += '\n';
  for (const Row& row : rows) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i > 0) text += ',';
      const bool empty = std::holds_alternative<std::string>(row[i]) && ToText(row[i]).empty();
      if (!IsNull(row[i])) text += empty ? "\"\"" : ToText(row[i]);
    }
    text += '\n';
  }
  return text;
}

std::string CodeOf(const Errors& errors) { return std::string(InfoOf(errors.front().code).code); }

Verdict Broken(std::string text) {
  return {.kind = Verdict::Kind::kBroken,
          .code = {},
          .strategy = {},
          .text = std::move(text),
          .expected = {}};
}

Verdict Refused(const Errors& errors) {
  std::string code = CodeOf(errors);
  if (!code.starts_with('P')) return Broken(FormatErrors(errors));
  return {.kind = Verdict::Kind::kRefused,
          .code = std::move(code),
          .strategy = {},
          .text = {},
          .expected = {}};
}

// A name that means nothing, or several things; or what stands where it may not.
bool MayRefuseGraphs(const std::string& code) {
  return code != "P004" && (code.starts_with('R') || code.starts_with('P'));
}

CompiledQuery ToQuery(const plan::LogicalPlan& plan, const sql::Rendered& rendered) {
  CompiledQuery query{.sql = rendered.text,
                      .parameters = rendered.parameters,
                      .columns = {},
                      .dialect = std::string(CaseDialect()),
                      .data_source = plan.flow->data_source,
                      .time_zone = std::string(plan.zone->name()),
                      .ranges = {},
                      .warnings = {},
                      .page = plan.page ? sql::PageOf(plan) : nullptr,
                      .keep_alive = plan.model};
  for (const plan::PlannedColumn& column : plan.columns) {
    query.columns.push_back(
        {.name = column.name, .type = column.type, .is_measure = column.is_measure});
  }
  if (!plan.totals.empty()) {
    query.columns.push_back(
        {.name = std::string(request::kGroupingName), .type = {.kind = TypeKind::kInteger}});
  }
  return query;
}

}  // namespace

ResultAll<request::ResolvedQuery> ResolveAsked(const std::shared_ptr<const model::Model>& model,
                                               const nlohmann::json& request) {
  nlohmann::json asked = request;
  asked.erase("access_filters");
  const std::string access =
      request.contains("access_filters") ? request["access_filters"].dump() : "";
  return request::Resolve(model, asked.dump(), {.access_filters = access});
}

LoadedCase::LoadedCase(const ModelSpec& model)
    : spec_(model), tables_(property::RowsOf(model)), engine_(std::make_shared<Engine>()) {
  Load(model);
  auto added = engine_->AddDataSource("warehouse", OpenWithRows(model, false));
  if (!added) throw std::runtime_error(FormatError(added.error()));
}

LoadedCase::LoadedCase(const ModelSpec& model, const LoadedCase& loaded)
    : spec_(loaded.spec_), tables_(loaded.tables_), engine_(loaded.engine_) {
  Load(model);
}

void LoadedCase::Load(const ModelSpec& model) {
  model::TestFolder files;
  for (const auto& [path, text] : ModelFiles(model)) files.Write(path, text);
  auto loaded = model::LoadFolder(files.path());
  if (!loaded) throw std::runtime_error(FormatErrors(loaded.error()));
  model_ = loaded->model;
  if (spec_.is_graph) {
    graph_ = std::make_unique<GraphEvaluator>(spec_, tables_);
    return;
  }
  for (const model::Flow& flow : model_->flows) FlowRows(*model_, flow, tables_);  // Throws.
}

std::optional<Question> LoadedCase::ReadGraph(const nlohmann::json& request, GraphAnswer answer,
                                              Verdict& refused) const {
  const std::string& refusal = answer.refusal;
  auto resolved = ResolveAsked(model_, request);
  Errors errors;
  if (!resolved) {
    errors = resolved.error();
  } else if (!refusal.empty()) {
    // Some of it may be for the planner to say.
    auto plan = plan::MakePlan(request::ResolvedQuery(*resolved));
    if (!plan) errors = plan.error();
  }
  if (refusal.empty() && errors.empty()) {
    return Question{.query = std::move(*resolved),
                    .expected = std::move(answer.answer),
                    .failure = {},
                    .seen = std::move(answer.seen)};
  } else if (refusal.empty()) {
    refused = Broken("refused, but the rule answers it: " + FormatErrors(errors));
  } else if (errors.empty()) {
    refused = Broken("not refused: " + refusal);
  } else if (!MayRefuseGraphs(CodeOf(errors))) {
    refused = Broken(refusal + ", but it is refused for another reason: " + FormatErrors(errors));
  } else {
    refused.kind = Verdict::Kind::kRightlyRefused;
    refused.code = CodeOf(errors);
  }
  return std::nullopt;
}

std::optional<Question> LoadedCase::Read(const nlohmann::json& request, Verdict& refused) const {
  if (graph_ != nullptr) {
    GraphAnswer answer;
    try {
      answer = graph_->Evaluate(request);
    } catch (const std::exception& error) {
      refused = Broken(std::string("the evaluator failed: ") + error.what());
      return std::nullopt;
    }
    return ReadGraph(request, std::move(answer), refused);
  }
  auto resolved = ResolveAsked(model_, request);
  if (!resolved) {
    refused = Refused(resolved.error());
    return std::nullopt;
  }
  Question question{.query = std::move(*resolved), .expected = {}, .failure = {}, .seen = {}};
  try {
    question.expected = Evaluate(question.query, tables_);
  } catch (const std::exception& error) {
    question.failure = error.what();
  }
  return question;
}

Planned LoadedCase::Plan(const Question& question, bool literals) {
  Planned planned;
  auto plan = plan::MakePlan(request::ResolvedQuery(question.query));
  if (!plan) {
    planned.refused = Refused(plan.error());
    // What the rule itself refuses may be refused by both.
    const std::string& code = planned.refused.code;
    const bool by_rule = code == "P002" || code == "P003" || code == "P016";
    if (!question.failure.empty() && !by_rule) {
      planned.refused = Broken("the evaluator failed: " + question.failure);
    }
    return planned;
  }
  auto rendered =
      sql::CompilePlan(*plan, *sql::FindDialect(CaseDialect()),
                       literals ? sql::ValueStyle::kLiterals : sql::ValueStyle::kParameters);
  if (!rendered) {
    planned.refused = Refused({rendered.error()});
    return planned;
  }
  planned.strategy =
      plan->blocks.size() > 1 ? "combine" : plan::StrategyName(plan->blocks.front().strategy);
  planned.query = ToQuery(*plan, *rendered);
  return planned;
}

Result<ResultStream> LoadedCase::Run(const CompiledQuery& query, bool& engine_bug) {
  auto stream = engine_->Execute(query);
  if (stream || FormatError(stream.error()).find("INTERNAL Error") == std::string::npos) {
    return stream;
  }
  engine_bug = true;
  if (!engine_->HasDataSource("careful")) {
    auto added = engine_->AddDataSource("careful", OpenWithRows(spec_, true));
    if (!added) throw std::runtime_error(FormatError(added.error()));
  }
  CompiledQuery again = query;
  again.data_source = "careful";
  return engine_->Execute(std::move(again));
}

std::vector<Row> LoadedCase::RowsOf(const CompiledQuery& query, bool& engine_bug) {
  auto stream = Run(query, engine_bug);
  if (!stream) throw std::runtime_error(FormatError(stream.error()));
  return ReadRows(*stream);
}

namespace {

// Of a graph: one table's measures have the reason.
std::string MissingReason(const std::string& code, const Question& question) {
  if (question.seen.empty()) return ReasonMissing(code, question.query);
  std::string missing;
  for (const auto& query : question.seen) {
    missing = ReasonMissing(code, *query);
    if (missing.empty()) break;
  }
  return missing;
}

}  // namespace

Verdict LoadedCase::Judge(const Question& question, const Planned& planned) {
  if (!planned.query) {
    const Verdict& refused = planned.refused;
    if (Fails(refused)) return refused;
    const std::string missing = MissingReason(refused.code, question);
    return missing.empty() ? refused : Broken("refused with " + refused.code + ", but " + missing);
  }
  Verdict verdict;
  verdict.strategy = planned.strategy;
  verdict.text = "-- SQL\n" + planned.query->sql + "\n";
  verdict.kind = Verdict::Kind::kMismatch;
  if (!question.failure.empty()) {
    verdict.text += "-- the evaluator failed: " + question.failure + "\n";
    verdict.kind = Verdict::Kind::kEvaluatorFailed;
    return verdict;
  }
  const Answer& expected = question.expected;
  verdict.expected = CsvText(*planned.query, expected.rows);
  verdict.text += "-- the reference evaluator\n" + verdict.expected;
  std::vector<Row> rows;
  try {
    rows = RowsOf(*planned.query, verdict.engine_bug);
  } catch (const std::exception& error) {
    verdict.text += std::string("-- the engine failed: ") + error.what();
    verdict.kind = Verdict::Kind::kEngineFailed;
    return verdict;
  }
  verdict.text += "-- the planner" + std::string(expected.ordered ? " (ordered)" : "") + "\n" +
                  CsvText(*planned.query, rows);
  if (SameRows(rows, expected.rows, expected.ordered)) verdict.kind = Verdict::Kind::kEqual;
  return verdict;
}

Verdict LoadedCase::Ask(const nlohmann::json& request, bool literals) {
  Verdict refused;
  try {
    const std::optional<Question> question = Read(request, refused);
    return question ? Judge(*question, Plan(*question, literals)) : refused;
  } catch (const std::exception& error) {  // A check of the planner's own, say.
    refused.kind = Verdict::Kind::kPlannerFailed;
    refused.text = error.what();
    return refused;
  }
}

std::optional<PageOfRows> LoadedCase::AskRows(const nlohmann::json& request) {
  auto resolved = ResolveAsked(model_, request);
  if (!resolved) throw std::runtime_error(FormatErrors(resolved.error()));
  const Planned planned =
      Plan({.query = std::move(*resolved), .expected = {}, .failure = {}, .seen = {}}, false);
  if (!planned.query) return std::nullopt;
  bool engine_bug = false;
  auto stream = Run(*planned.query, engine_bug);
  if (!stream) {
    // Pages of values whose order nobody can tell, say.
    if (InfoOf(stream.error().code).code.starts_with('P')) return std::nullopt;
    throw std::runtime_error(planned.query->sql + "\n" + FormatError(stream.error()));
  }
  PageOfRows page{.rows = ReadRows(*stream), .end = stream->page()};
  return page;
}

Verdict LoadedCase::AskPages(const nlohmann::json& request, std::uint64_t seed) {
  Verdict verdict;
  std::string last;
  try {
    const PagesVerdict pages = ComparePages(
        request,
        [&](const nlohmann::json& asked) {
          last = asked.dump();
          return AskRows(asked);
        },
        seed);
    verdict.text = pages.difference;
    verdict.pages = pages.refused ? 0 : pages.pages;
  } catch (const std::exception& error) {
    verdict.text = error.what();
  }
  if (verdict.text.empty()) return verdict;
  verdict.kind = Verdict::Kind::kMismatch;
  verdict.text = "-- pages: " + verdict.text + "\n-- the last one asked: " + last + "\n";
  return verdict;
}

Verdict RunCase(const PropertyCase& property_case) {
  try {
    LoadedCase loaded(property_case.model);
    Verdict verdict = loaded.Ask(property_case.request, false);
    if (verdict.kind != Verdict::Kind::kEqual) return verdict;
    const Verdict pages = loaded.AskPages(property_case.request, 0);
    return pages.kind == Verdict::Kind::kEqual ? verdict : pages;
  } catch (const std::exception& error) {
    return Broken(error.what());
  }
}

}  // namespace semaflow::property
