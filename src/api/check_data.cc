// CheckData: the questions of check_sql.h, asked one after the other.
#include "semaflow/check.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "api/check_asker.h"
#include "api/check_escapes.h"
#include "api/check_sql.h"
#include "api/check_words.h"
#include "api/checked_joins.h"
#include "base/border.h"
#include "base/check.h"
#include "base/closest.h"
#include "base/types.h"
#include "expr/visit.h"
#include "model/load.h"

namespace semaflow {
namespace {

using api::Cells;
using api::CheckedJoin;
using api::Counted;
using api::DataError;
using api::ForExample;
using api::FromIsOne;
using api::Joined;
using api::JoinsOf;
using api::KeyRows;
using api::KeyTexts;
using api::RootOf;
using api::Stand;
using api::ToIsOne;
using expr::AliasIndex;

/// The database cannot be asked at all, or nobody wants the answer any more.
bool EndsCheck(const Error& error) {
  return error.code == ErrorCode::kCancelled || error.code == ErrorCode::kBackendUnavailable ||
         error.code == ErrorCode::kBackendLocked || error.code == ErrorCode::kUnknownDataSource;
}

/// In place of what a table that can be described does not give: the permission is missing, or its
/// SQL fails when rows are read.
constexpr char kRefused[] = "the database refuses it";

class DataChecker {
 public:
  DataChecker(const Model& model, const std::vector<DataSource>& sources,
              const CheckOptions& options)
      : model_(model.inner()), options_(options), asker_(sources, options) {}

  ResultAll<CheckReport> Run() {
    CountSteps();
    auto done = DescribeTables();
    if (done) LoadAgain();
    CountSteps();  // Keys that only the database knows are steps too.
    if (done) done = CheckTables();
    if (done) done = CheckCalendars();
    if (done) done = CheckFlows();
    if (!done) return tl::unexpected(Errors{std::move(done.error())});
    report_.schema_json = model::SchemaJson({schemas_.begin(), schemas_.end()});
    return std::move(report_);
  }

 private:
  void CountSteps() {
    steps_ = model_->calendars.size();
    for (const model::Table& table : model_->tables) {
      steps_ += 2 + (table.primary_key.empty() ? 0 : 1) + table.unique_keys.size();
    }
    for (const model::Flow& flow : model_->flows) steps_ += JoinsOf(flow).size();
  }

  void Step(const std::string& what) {
    if (options_.progress) options_.progress(what, steps_done_, steps_);
    ++steps_done_;
  }

  /// An error of the database: it belongs into the report, or it ends the check.
  Result<void> Record(Error error, const std::string& what, const std::string& file) {
    if (EndsCheck(error)) return tl::unexpected(std::move(error));
    error.message = what + ": " + error.message;
    if (error.labels.empty()) error = DataError(error.code, error.message, file, error.help);
    report_.errors.push_back(std::move(error));
    return {};
  }

  /// What each table's columns are. Nothing more is asked of one that cannot be described.
  Result<void> DescribeTables() {
    for (std::size_t i = 0; i < model_->tables.size(); ++i) {
      const model::Table& table = model_->tables[i];
      Step("table " + table.name);
      auto schema = asker_.Describe(table.data_source, table.source);
      if (!schema) {
        report_.tables.push_back({.table = table.name, .not_checked = {}});
        auto recorded =
            Record(std::move(schema.error()), "table \"" + table.name + "\"", table.file);
        if (!recorded) return recorded;
        continue;
      }
      report_.tables.push_back(
          {.table = table.name, .columns = schema->columns.size(), .not_checked = {}});
      schemas_.emplace(model::SchemaKeyOf(table), std::move(*schema));
    }
    return {};
  }

  /// With the live schemas the load checks every column and type, and tells where it is named.
  void LoadAgain() {
    if (model_->root.empty() && model_->texts.empty()) return;
    auto loaded = model::LoadAgain(
        *model_, {.read_schema_file = false, .schemas = {schemas_.begin(), schemas_.end()}});
    if (loaded) {
      model_ = std::move(loaded->model);
      return;
    }
    for (Error& error : loaded.error()) {
      for (const Label& label : error.labels) told_files_.insert(label.file);
      report_.errors.push_back(std::move(error));
    }
    // What the schemas say of the other tables is needed all the same: types and enforced keys.
    std::map<std::string, TableSchema> good = schemas_;
    for (const model::Table& table : model_->tables) {
      if (told_files_.contains(table.file)) good.erase(model::SchemaKeyOf(table));
    }
    loaded = model::LoadAgain(*model_,
                              {.read_schema_file = false, .schemas = {good.begin(), good.end()}});
    if (loaded) model_ = std::move(loaded->model);
  }

  /// Why nothing can be asked about a table; "" when it can.
  std::string Obstacle(model::TableIndex index) const {
    const model::Table& table = model_->tables[index];
    if (schemas_.contains(model::SchemaKeyOf(table))) return "";
    return "the table \"" + table.name + "\" cannot be read";
  }
  std::string Obstacle(model::TableIndex index, std::uint32_t column) const {
    std::string obstacle = Obstacle(index);
    if (!obstacle.empty()) return obstacle;
    const model::Table& table = model_->tables[index];
    const std::string& wanted = table.columns[column].name;
    for (const ColumnSchema& known : schemas_.at(model::SchemaKeyOf(table)).columns) {
      if (known.name == wanted) return "";
    }
    return "\"" + table.name + "\" has no column \"" + wanted + "\"";
  }
  /// Of everything that an expression reads; `self` is what kSelf stands for.
  std::string Obstacle(const model::Flow& flow, const expr::Expr& expr, AliasIndex self) const {
    std::string obstacle;
    expr::ForEachNode(expr, [&](const expr::Expr& node) {
      const auto* ref = expr::As<expr::Ref>(node);
      if (ref == nullptr || !obstacle.empty()) return;
      expr::Ref bound = *ref;
      if (bound.alias == expr::kSelf) bound.alias = self;
      if (bound.kind == expr::RefKind::kColumn) {
        obstacle = Obstacle(flow.aliases[bound.alias].table, bound.index);
      } else if (bound.kind == expr::RefKind::kDimension) {
        const model::FieldView view = model::ViewOf(*model_, flow, bound);
        obstacle = Obstacle(flow, *view.expr, view.home);
      }
    });
    return obstacle;
  }
  /// A refusal of the database in a file whose mistakes are told already says nothing new.
  bool IsTold(const Error& error, const std::string& file) const {
    return told_files_.contains(file) && !EndsCheck(error);
  }

  Result<void> CheckTables() {
    for (std::size_t i = 0; i < model_->tables.size(); ++i) {
      auto checked = CheckTable(static_cast<model::TableIndex>(i));
      if (!checked) return checked;
    }
    return {};
  }

  Result<void> CheckTable(model::TableIndex index) {
    const model::Table& table = model_->tables[index];
    auto checked = Obstacle(index).empty() ? CheckNotNull(index) : Result<void>();
    if (checked && !table.primary_key.empty()) checked = CheckKey(index, table.primary_key, true);
    for (const std::vector<std::uint32_t>& key : table.unique_keys) {
      if (checked) checked = CheckKey(index, key, false);
    }
    for (api::BadEscape& bad : api::CheckEscapes(asker_, model_, index)) {
      if (!checked) break;
      const std::string what = "table \"" + table.name + "\", `sql:` of " + bad.member;
      checked = Record(std::move(bad.error), what, table.file);
    }
    return checked;
  }

  /// Dimensions that claim `not_null`, and the number of rows.
  Result<void> CheckNotNull(model::TableIndex index) {
    const model::Table& table = model_->tables[index];
    Step("rows of " + table.name);
    const auto told = std::find_if(report_.tables.begin(), report_.tables.end(),
                                   [&](const TableReport& at) { return at.table == table.name; });
    const model::Flow flow = api::FlowOfTable(*model_, index);
    expr::Exprs values;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < table.dimensions.size(); ++i) {
      const model::Dimension& dimension = table.dimensions[i];
      if (!dimension.not_null || dimension.needs_flow || dimension.refusal || dimension.per) {
        continue;
      }
      expr::Expr value = Reference(expr::RefKind::kDimension, static_cast<std::uint32_t>(i));
      if (Obstacle(flow, value, 0).empty()) {
        values.push_back(std::move(value));
        names.push_back(dimension.name);
      } else {
        told->not_checked.push_back(dimension.name);
      }
    }
    auto nulls = CountNulls(index, values, told->rows);
    if (!nulls && IsTold(nulls.error(), table.file) && !values.empty()) {
      told->not_checked.insert(told->not_checked.end(), names.begin(), names.end());
      nulls = CountNulls(index, {}, told->rows);
    }
    if (!nulls) return Record(std::move(nulls.error()), "table \"" + table.name + "\"", table.file);
    schemas_.at(model::SchemaKeyOf(table)).rows = Rounded(told->rows);
    for (std::size_t i = 0; i + 1 < nulls->size(); ++i) {
      if ((*nulls)[i] == 0) continue;
      report_.errors.push_back(DataError(ErrorCode::kDataBroken,
                                         "table \"" + table.name + "\": dimension \"" + names[i] +
                                             "\" says not_null, but is NULL in " +
                                             Counted((*nulls)[i], "row"),
                                         table.file));
    }
    return {};
  }

  /// To two digits: schema.json stays as it is while a table grows by little.
  static std::int64_t Rounded(std::int64_t rows) {
    std::int64_t unit = 1;
    while (rows / unit >= 100) unit *= 10;
    return rows / unit * unit;
  }

  /// The rows in which each of `values` is NULL (nothing when that is so for none), and in
  /// `row_count` all rows.
  Result<std::vector<std::int64_t>> CountNulls(model::TableIndex index, expr::Exprs values,
                                               std::int64_t& row_count) {
    // A constant that is never NULL: its count of rows is that of the table.
    values.push_back(expr::Expr{expr::Literal{.value = std::int64_t{1}, .bound = false}, {}});
    const std::string& source = model_->tables[index].data_source;
    auto rows = TableRows(index, values);
    if (!rows) return tl::unexpected(std::move(rows.error()));
    auto counts = asker_.AskNumbers(source, api::CountRows(*rows));
    if (!counts) return tl::unexpected(std::move(counts.error()));
    row_count = (*counts)[0];
    if ((*counts)[1] == 0) return std::vector<std::int64_t>();
    return asker_.AskNumbers(source, api::CountNulls(*rows));
  }

  static expr::Expr Reference(expr::RefKind kind, std::uint32_t index) {
    return expr::Expr{expr::Ref{.kind = kind, .alias = 0, .index = index, .field = {}}, {}};
  }

  Result<KeyRows> RowsOf(const model::Flow& flow, AliasIndex root,
                         const std::vector<const expr::Expr*>& values) {
    auto dialect = asker_.DialectOf(flow.data_source);
    if (!dialect) return tl::unexpected(std::move(dialect.error()));
    return api::SelectKeyRows(model_, flow, root, values, **dialect);
  }

  Result<KeyRows> TableRows(model::TableIndex index, const expr::Exprs& values) {
    std::vector<const expr::Expr*> pointers;
    for (const expr::Expr& value : values) pointers.push_back(&value);
    return RowsOf(api::FlowOfTable(*model_, index), 0, pointers);
  }

  Result<void> CheckKey(model::TableIndex index, const std::vector<std::uint32_t>& columns,
                        bool is_primary) {
    const model::Table& table = model_->tables[index];
    KeyReport key;
    key.table = table.name;
    key.is_primary = is_primary;
    expr::Exprs values;
    for (const std::uint32_t column : columns) {
      key.columns.push_back(table.columns[column].name);
      values.push_back(Reference(expr::RefKind::kColumn, column));
    }
    const std::string what = std::string("the ") + (is_primary ? "primary" : "unique") + " key (" +
                             Joined(key.columns) + ") of \"" + table.name + "\"";
    Step(what);
    for (const std::uint32_t column : columns) {
      if (key.not_checked.empty()) key.not_checked = Obstacle(index, column);
    }
    if (!key.not_checked.empty()) {
      report_.keys.push_back(std::move(key));
      return {};
    }
    auto counted = TableRows(index, values).and_then([&](const KeyRows& rows) {
      return CountKey(table.data_source, rows, key);
    });
    if (counted) {
      TellKey(table, what, key);
    } else {
      key.not_checked = kRefused;
      counted = Record(std::move(counted.error()), what, table.file);
    }
    report_.keys.push_back(std::move(key));
    return counted;
  }

  Result<void> CountKey(const std::string& source, const KeyRows& rows, KeyReport& key) {
    auto counts = asker_.AskNumbers(source, api::CountRows(rows));
    if (!counts) return tl::unexpected(std::move(counts.error()));
    key.rows = (*counts)[0];
    key.null_rows = (*counts)[1];
    auto repeated = Repeated(source, rows, key.examples);
    if (!repeated) return tl::unexpected(std::move(repeated.error()));
    key.duplicate_keys = *repeated;
    return {};
  }

  void TellKey(const model::Table& table, const std::string& what, const KeyReport& key) {
    if (key.null_rows > 0) {
      report_.errors.push_back(DataError(ErrorCode::kDataBroken,
                                         what + " is NULL in " + Counted(key.null_rows, "row"),
                                         table.file));
    }
    if (key.duplicate_keys > 0) {
      report_.errors.push_back(
          DataError(ErrorCode::kDataBroken,
                    what + " is not unique: " + Counted(key.duplicate_keys, "key") +
                        Stand(key.duplicate_keys) + " in several rows",
                    table.file, ForExample(key.examples)));
    }
  }

  /// How many keys stand in several rows, with examples.
  Result<std::int64_t> Repeated(const std::string& source, const KeyRows& rows,
                                std::vector<std::string>& examples) {
    auto count = asker_.AskNumbers(source, api::CountRepeated(rows));
    if (!count) return tl::unexpected(std::move(count.error()));
    if (count->front() == 0 || options_.examples_max == 0) return count->front();
    auto listed = asker_.AskRows(source, api::ListRepeated(rows, options_.examples_max));
    if (!listed) return tl::unexpected(std::move(listed.error()));
    examples = KeyTexts(*listed);
    return count->front();
  }

  Result<void> CheckCalendars() {
    for (const model::Calendar& calendar : model_->calendars) {
      Step("calendar " + calendar.name);
      auto schema = asker_.Describe(calendar.data_source, calendar.source);
      if (!schema) {
        auto recorded = Record(std::move(schema.error()), "calendar \"" + calendar.name + "\"", "");
        if (!recorded) return recorded;
        continue;
      }
      std::vector<std::string_view> names;
      for (const ColumnSchema& column : schema->columns) names.push_back(column.name);
      std::vector<std::string> wanted = {calendar.column};
      for (const auto& [grain, column] : calendar.grains) wanted.push_back(column);
      for (const std::string& column : wanted) {
        if (std::find(names.begin(), names.end(), column) != names.end()) continue;
        Error error =
            DataError(ErrorCode::kUnknownColumn,
                      "calendar \"" + calendar.name + "\" has no column \"" + column + "\"", "");
        error.candidates = ClosestNames(column, names);
        error.help = DidYouMean(error.candidates);
        report_.errors.push_back(std::move(error));
      }
    }
    return {};
  }

  Result<void> CheckFlows() {
    for (const model::Flow& flow : model_->flows) {
      for (const CheckedJoin& join : JoinsOf(flow)) {
        Step("join " + flow.name + "." + join.label);
        auto checked = CheckJoin(flow, join);
        if (!checked) return checked;
      }
    }
    return {};
  }

  Result<void> CheckJoin(const model::Flow& flow, const CheckedJoin& join) {
    const AliasIndex root = RootOf(join);
    const std::string what = "flow \"" + flow.name + "\", join \"" + join.label + "\"";
    JoinReport report;
    report.flow = flow.name;
    report.join = join.label;
    report.from_alias = flow.aliases[root].name;
    report.to_alias = flow.aliases[join.to].name;
    report.cardinality = model::CardinalityName(join.cardinality);
    if (join.timed) report.not_checked = "it holds for a time";
    for (const AliasIndex alias : {root, join.from, join.to}) {
      const model::TableIndex table = flow.aliases[alias].table;
      if (report.not_checked.empty()) report.not_checked = Obstacle(table);
      if (model_->tables[table].refusal) report.not_checked = "it holds for a time";
    }
    std::vector<const expr::Expr*> lefts;
    std::vector<const expr::Expr*> rights;
    for (const model::JoinKey& key : *join.keys) {
      lefts.push_back(&key.left);
      rights.push_back(&key.right);
      if (report.not_checked.empty()) report.not_checked = Obstacle(flow, key.left, join.from);
      if (report.not_checked.empty()) report.not_checked = Obstacle(flow, key.right, join.to);
    }
    if (!report.not_checked.empty()) {
      report_.joins.push_back(std::move(report));
      return {};
    }
    auto counted = RowsOf(flow, root, lefts).and_then([&](const KeyRows& left) {
      return RowsOf(flow, join.to, rights).and_then([&](const KeyRows& right) {
        return CountJoin(flow.data_source, left, right, join, report);
      });
    });
    bool is_told = !counted && IsTold(counted.error(), flow.file);
    for (const AliasIndex alias : {root, join.from, join.to}) {
      const model::Table& table = model_->tables[flow.aliases[alias].table];
      is_told = is_told || (!counted && IsTold(counted.error(), table.file));
    }
    if (is_told) {
      report.not_checked = "its keys cannot be read while a file has errors";
      report_.joins.push_back(std::move(report));
      return {};
    }
    if (counted) {
      TellJoin(flow, join, what, report);
    } else {
      report.not_checked = kRefused;
      counted = Record(std::move(counted.error()), what, flow.file);
    }
    report_.joins.push_back(std::move(report));
    return counted;
  }

  Result<void> CountJoin(const std::string& source, const KeyRows& left, const KeyRows& right,
                         const CheckedJoin& join, JoinReport& report) {
    auto counts = asker_.AskNumbers(source, api::CountRows(left));
    if (!counts) return tl::unexpected(std::move(counts.error()));
    report.rows = (*counts)[0];
    report.null_rows = (*counts)[1];
    auto orphans = asker_.AskNumbers(source, api::CountOrphans(left, right));
    if (!orphans) return tl::unexpected(std::move(orphans.error()));
    report.orphans = orphans->front();
    if (report.orphans > 0 && options_.examples_max > 0) {
      auto listed = asker_.AskRows(source, api::ListOrphans(left, right, options_.examples_max));
      if (!listed) return tl::unexpected(std::move(listed.error()));
      report.orphan_examples = KeyTexts(*listed);
    }
    // Examples of the side that is claimed to be "one"; of two such sides, the joined one's.
    std::vector<std::string> from_examples;
    std::vector<std::string> to_examples;
    auto from = Repeated(source, left, from_examples);
    if (!from) return tl::unexpected(std::move(from.error()));
    auto to = Repeated(source, right, to_examples);
    if (!to) return tl::unexpected(std::move(to.error()));
    report.repeated_from = *from;
    report.repeated_to = *to;
    if (ToIsOne(join.cardinality) && *to > 0) {
      report.repeated_examples = std::move(to_examples);
    } else if (FromIsOne(join.cardinality)) {
      report.repeated_examples = std::move(from_examples);
    }
    return {};
  }

  void TellJoin(const model::Flow& flow, const CheckedJoin& join, const std::string& what,
                const JoinReport& report) {
    // An inferred cardinality follows from the keys of the tables, which have been checked.
    if (!join.declared) return;
    const auto tell = [&](std::int64_t keys, const std::string& alias) {
      report_.errors.push_back(DataError(ErrorCode::kDataBroken,
                                         what + " claims " + report.cardinality + ", but " +
                                             Counted(keys, "key") + " of \"" + alias + "\"" +
                                             Stand(keys) + " in several rows",
                                         flow.file, ForExample(report.repeated_examples)));
    };
    if (ToIsOne(join.cardinality) && report.repeated_to > 0) {
      tell(report.repeated_to, report.to_alias);
    } else if (FromIsOne(join.cardinality) && report.repeated_from > 0) {
      tell(report.repeated_from, report.from_alias);
    }
  }

  std::shared_ptr<const model::Model> model_;
  const CheckOptions& options_;
  api::Asker asker_;
  CheckReport report_;
  std::map<std::string, TableSchema> schemas_;  ///< Several tables may read the same rows.
  std::set<std::string> told_files_;            ///< In which the load with schemas found mistakes.
  std::size_t steps_ = 0;
  std::size_t steps_done_ = 0;
};

}  // namespace

ResultAll<CheckReport> CheckData(const Model& model, const std::vector<DataSource>& sources,
                                 const CheckOptions& options) {
  return AtBorder([&] { return DataChecker(model, sources, options).Run(); });
}

}  // namespace semaflow
