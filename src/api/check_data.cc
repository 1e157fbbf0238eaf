// CheckData: the questions of check_sql.h, asked one after the other.
#include "semaflow/check.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include "api/border.h"
#include "api/check_asker.h"
#include "api/check_escapes.h"
#include "api/check_sql.h"
#include "base/check.h"
#include "base/closest.h"
#include "base/types.h"
#include "expr/visit.h"
#include "model/load.h"

namespace semaflow {
namespace {

using api::Cells;
using api::KeyRows;
using expr::AliasIndex;

/// The database cannot be asked at all, or nobody wants the answer any more.
bool EndsCheck(const Error& error) {
  return error.code == ErrorCode::kCancelled || error.code == ErrorCode::kBackendUnavailable ||
         error.code == ErrorCode::kBackendLocked || error.code == ErrorCode::kUnknownDataSource;
}

Error DataError(ErrorCode code, std::string message, const std::string& file,
                std::string help = {}) {
  Error error{.code = code, .message = std::move(message), .help = std::move(help)};
  if (!file.empty()) {
    Label place;
    place.file = file;
    error.labels.push_back(std::move(place));
  }
  return error;
}

std::string Counted(std::int64_t count, const std::string& what) {
  return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
}

std::string Stand(std::int64_t count) { return count == 1 ? " stands" : " stand"; }

/// `(1, "a")`, or `1` for a single value.
std::string KeyText(const Cells& cells, std::size_t columns) {
  std::string text;
  for (std::size_t i = 0; i < columns; ++i) text += (i == 0 ? "" : ", ") + cells[i];
  return columns == 1 ? text : "(" + text + ")";
}

/// `17 in 2 rows`: the key and, last, its count.
std::vector<std::string> KeyTexts(const std::vector<Cells>& rows) {
  std::vector<std::string> texts;
  for (const Cells& cells : rows) {
    texts.push_back(KeyText(cells, cells.size() - 1) + " in " +
                    Counted(std::stoll(cells.back()), "row"));
  }
  return texts;
}

std::string ForExample(const std::vector<std::string>& examples) {
  std::string text;
  for (const std::string& example : examples) {
    text += (text.empty() ? "for example " : "; ") + example;
  }
  return text;
}

std::string Joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

/// One join of a tree or link of a graph.
struct CheckedJoin {
  std::string label;
  AliasIndex from = 0;
  AliasIndex to = 0;
  model::Cardinality cardinality = model::Cardinality::kManyToOne;
  bool declared = false;
  bool timed = false;  ///< Holds for a time: its keys alone do not say how many partners there are.
  const std::vector<model::JoinKey>* keys = nullptr;
};

std::vector<CheckedJoin> JoinsOf(const model::Flow& flow) {
  std::vector<CheckedJoin> joins;
  for (std::size_t i = 0; i < flow.aliases.size(); ++i) {
    const model::Alias& alias = flow.aliases[i];
    if (alias.parent == expr::kSelf) continue;
    joins.push_back({.label = alias.join_label,
                     .from = alias.parent,
                     .to = static_cast<AliasIndex>(i),
                     .cardinality = alias.cardinality,
                     .declared = alias.cardinality_declared,
                     .timed = !alias.at.empty() || alias.asof_column != model::kNone,
                     .keys = &alias.keys});
  }
  for (const model::Link& link : flow.links) {
    joins.push_back({.label = link.role,
                     .from = link.from,
                     .to = link.to,
                     .cardinality = link.cardinality,
                     .declared = link.cardinality_declared,
                     .timed = !link.at.empty() || link.asof_column != model::kNone,
                     .keys = &link.keys});
  }
  return joins;
}

bool ToIsOne(model::Cardinality cardinality) {
  return cardinality == model::Cardinality::kManyToOne ||
         cardinality == model::Cardinality::kOneToOne;
}
bool FromIsOne(model::Cardinality cardinality) {
  return cardinality == model::Cardinality::kOneToMany ||
         cardinality == model::Cardinality::kOneToOne;
}

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

  /// What each table's columns are. One that cannot be described is asked nothing further.
  Result<void> DescribeTables() {
    for (std::size_t i = 0; i < model_->tables.size(); ++i) {
      const model::Table& table = model_->tables[i];
      Step("table " + table.name);
      auto schema = asker_.Describe(table.data_source, table.source);
      if (!schema) {
        broken_.insert(static_cast<model::TableIndex>(i));
        auto recorded =
            Record(std::move(schema.error()), "table \"" + table.name + "\"", table.file);
        if (!recorded) return recorded;
        continue;
      }
      report_.tables.push_back({.table = table.name, .columns = schema->columns.size()});
      schemas_.emplace(model::SchemaKeyOf(table), std::move(*schema));
    }
    return {};
  }

  /// With the live schemas the load checks every column and type, and tells where it is named.
  void LoadAgain() {
    if (model_->root.empty()) return;
    auto loaded = model::LoadFolder(
        model_->root, {.read_schema_file = false, .schemas = {schemas_.begin(), schemas_.end()}});
    if (loaded) {
      model_ = std::move(loaded->model);
      return;
    }
    for (Error& error : loaded.error()) {
      for (const Label& label : error.labels) broken_files_.insert(label.file);
      report_.errors.push_back(std::move(error));
    }
    for (std::size_t i = 0; i < model_->tables.size(); ++i) {
      if (broken_files_.contains(model_->tables[i].file)) {
        broken_.insert(static_cast<model::TableIndex>(i));
      }
    }
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
    if (broken_.contains(index)) return {};
    auto checked = CheckNotNull(index);
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
    expr::Exprs values;
    std::vector<const std::string*> names;
    for (std::size_t i = 0; i < table.dimensions.size(); ++i) {
      const model::Dimension& dimension = table.dimensions[i];
      if (!dimension.not_null || dimension.needs_flow || dimension.refusal) continue;
      values.push_back(Reference(expr::RefKind::kDimension, static_cast<std::uint32_t>(i)));
      names.push_back(&dimension.name);
    }
    // A constant that is never NULL: its count of rows is that of the table.
    values.push_back(expr::Expr{expr::Literal{.value = std::int64_t{1}, .bound = false}, {}});
    auto rows = TableRows(index, values);
    if (!rows) return Record(std::move(rows.error()), "table \"" + table.name + "\"", table.file);
    auto counts = asker_.AskNumbers(table.data_source, api::CountRows(*rows));
    if (!counts)
      return Record(std::move(counts.error()), "table \"" + table.name + "\"", table.file);
    for (TableReport& told : report_.tables) {
      if (told.table == table.name) told.rows = (*counts)[0];
    }
    if ((*counts)[1] == 0) return {};
    auto nulls = asker_.AskNumbers(table.data_source, api::CountNulls(*rows));
    if (!nulls) return Record(std::move(nulls.error()), "table \"" + table.name + "\"", table.file);
    for (std::size_t i = 0; i < names.size(); ++i) {
      if ((*nulls)[i] == 0) continue;
      report_.errors.push_back(DataError(ErrorCode::kDataBroken,
                                         "table \"" + table.name + "\": dimension \"" + *names[i] +
                                             "\" says not_null, but is NULL in " +
                                             Counted((*nulls)[i], "row"),
                                         table.file));
    }
    return {};
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
    auto rows = TableRows(index, values);
    if (!rows) return Record(std::move(rows.error()), what, table.file);
    auto counts = asker_.AskNumbers(table.data_source, api::CountRows(*rows));
    if (!counts) return Record(std::move(counts.error()), what, table.file);
    key.rows = (*counts)[0];
    key.null_rows = (*counts)[1];
    auto repeated = Repeated(table.data_source, *rows, key.examples);
    if (!repeated) return Record(std::move(repeated.error()), what, table.file);
    key.duplicate_keys = *repeated;
    TellKey(table, what, key);
    report_.keys.push_back(std::move(key));
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
      if (broken_files_.contains(flow.file)) continue;
      for (const CheckedJoin& join : JoinsOf(flow)) {
        Step("join " + flow.name + "." + join.label);
        if (join.timed) continue;
        auto checked = CheckJoin(flow, join);
        if (!checked) return checked;
      }
    }
    return {};
  }

  /// Where the left keys are read: the alias that all of them name, else the base of the flow.
  static AliasIndex RootOf(const CheckedJoin& join) {
    std::set<AliasIndex> named;
    for (const model::JoinKey& key : *join.keys) {
      expr::ForEachNode(key.left, [&](const expr::Expr& node) {
        if (const auto* ref = expr::As<expr::Ref>(node)) named.insert(ref->alias);
      });
    }
    return named.size() == 1 ? *named.begin() : AliasIndex{0};
  }

  Result<void> CheckJoin(const model::Flow& flow, const CheckedJoin& join) {
    const AliasIndex root = RootOf(join);
    for (const AliasIndex alias : {root, join.from, join.to}) {
      const model::TableIndex table = flow.aliases[alias].table;
      if (broken_.contains(table) || model_->tables[table].refusal) return {};
    }
    const std::string what = "flow \"" + flow.name + "\", join \"" + join.label + "\"";
    std::vector<const expr::Expr*> lefts;
    std::vector<const expr::Expr*> rights;
    for (const model::JoinKey& key : *join.keys) {
      lefts.push_back(&key.left);
      rights.push_back(&key.right);
    }
    auto left = RowsOf(flow, root, lefts);
    if (!left) return Record(std::move(left.error()), what, flow.file);
    auto right = RowsOf(flow, join.to, rights);
    if (!right) return Record(std::move(right.error()), what, flow.file);
    JoinReport report;
    report.flow = flow.name;
    report.join = join.label;
    report.from_alias = flow.aliases[root].name;
    report.to_alias = flow.aliases[join.to].name;
    report.cardinality = model::CardinalityName(join.cardinality);
    auto counted = CountJoin(flow.data_source, *left, *right, join, report);
    if (!counted) return Record(std::move(counted.error()), what, flow.file);
    TellJoin(flow, join, what, report);
    report_.joins.push_back(std::move(report));
    return {};
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
  /// Asked nothing further: it would fail for the same reason.
  std::set<model::TableIndex> broken_;
  std::set<std::string> broken_files_;
  std::size_t steps_ = 0;
  std::size_t steps_done_ = 0;
};

}  // namespace

ResultAll<CheckReport> CheckData(const Model& model, const std::vector<DataSource>& sources,
                                 const CheckOptions& options) {
  return api::AtBorder([&] { return DataChecker(model, sources, options).Run(); });
}

}  // namespace semaflow
