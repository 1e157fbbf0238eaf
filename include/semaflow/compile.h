// A compiled query: what is sent to a database and how to read what comes back.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/column.h"
#include "semaflow/error.h"
#include "semaflow/model.h"
#include "semaflow/types.h"

namespace semaflow {

/// How the rows of the statement become the page that was asked. The engine does it; who runs the
/// SQL without it has to.
struct PageInfo {
  /// Rows of a page: the statement gives one more where there is one, which begins the next page
  /// and is not shown. 0: all rows are one page.
  std::uint64_t size = 0;
  /// Columns that the statement gives behind `columns`, and the answer does not show.
  std::uint32_t hidden = 0;
  /// The last two hidden columns are a mark of rows (true) and the number of all rows. A single row
  /// whose mark is NULL is none: the page is empty.
  bool total_rows = false;
  struct Key {
    std::uint32_t column = 0;  ///< Of the statement: its values go into the cursor.
    /// Nobody told its type. A text could be another kind of value inside of the database, and
    /// ordered by that: then there are no pages (kTypeNeeded).
    bool untold = false;
  };
  std::vector<Key> keys;     ///< In the order of the rows.
  std::vector<Value> after;  ///< Their values in the last row of the page before, if there is one.
  std::array<std::uint64_t, 3> binding{};  ///< What the cursor is bound to, by hashes.
};

/// A plain value; copies are independent and it may be sent to any thread. It keeps what it
/// refers to alive.
struct CompiledQuery {
  std::string sql;                ///< For execution, with placeholders.
  std::vector<Value> parameters;  ///< In the order of the placeholders. Never printed in errors.
  std::vector<ColumnInfo> columns;
  std::string dialect;           ///< "duckdb": see DialectNames.
  std::string data_source;       ///< The name in the model.
  std::uint64_t model_hash = 0;  ///< ModelSummary::hash.
  std::string time_zone;         ///< "Europe/Amsterdam": how instants are shown.
  bool wide_numbers_as_text = false;
  bool limited = false;  ///< The request asks for a `limit` or a `page_size` of its own.
  std::vector<RangeInfo> ranges;
  std::vector<std::string> warnings;
  /// The totals asked: the dimensions that each keeps, by their names. Not empty: the last column
  /// is "grouping", 0 for the groups and n for the rows of the n-th total, which come in that order
  /// after the groups; a dimension that a total does not keep is NULL there.
  std::vector<std::vector<std::string>> totals;
  std::shared_ptr<const PageInfo> page;    ///< nullptr: the statement gives the answer itself.
  std::shared_ptr<const void> keep_alive;  ///< The model.
};

/// Whose SQL a data source of the model reads.
struct SourceDialect {
  std::string data_source;
  std::string_view dialect;  ///< See DialectNames.
};

struct CompileOptions {
  std::string_view dialect = "duckdb";  ///< Of data sources that `dialects` does not name.
  std::vector<SourceDialect> dialects;  ///< See DialectsOf in semaflow/config.h.
  std::string_view time_zone;           ///< For requests that name none; "" = the model's.
  std::optional<Instant> now;           ///< For "last 7 days"; default: the system's clock.
  /// What whoever asks may see, whatever the request says: a JSON list of conditions, as `filters`
  /// of a request are (docs/queries.md); "" = all. They hold of every row that is aggregated or
  /// listed, also inside of measures per row, which the filters of a request do not reach. They
  /// name dimensions of the flow, and nothing of the request: neither its columns nor its `params`,
  /// nor `time`; neither measures nor measures per row. Times in them are of `time_zone`, or the
  /// model's; where they read the zone in another way (an hour, a day in text) a request that names
  /// another zone is refused. What is wrong with them is told as kAccessFilters.
  std::string_view access_filters;
};

/// Compiles one request (JSON text, UTF-8, at most 1 MiB, 64 deep) for execution. Fails with every
/// unknown name, operator and value at once (R codes), with what this version does not answer (P),
/// with what the dialect cannot say (D), or with kInternal. Pure but for the clock; thread-safe;
/// microseconds. The result is independent of `request` and `options`.
ResultAll<CompiledQuery> Compile(const Model& model, std::string_view request,
                                 const CompileOptions& options = {});

/// SQL for people: the values of the request are printed as literals of the dialect, so that the
/// text runs where it is pasted. One statement, no semicolon, no line feed at the end.
struct SqlText {
  std::string text;
  std::vector<std::string> warnings;
};
ResultAll<SqlText> BuildSql(const Model& model, std::string_view request,
                            const CompileOptions& options = {});

/// One stage on the way from a request to SQL, as text for people.
struct ExplainedStage {
  std::string title;  ///< "plan", "sql tree", "sql", "parameters"
  std::string text;   ///< Lines; ends with a line feed.
};
struct Explanation {
  std::vector<ExplainedStage> stages;
  std::vector<std::string> warnings;
};
/// Every stage in order. Fails as Compile does.
ResultAll<Explanation> Explain(const Model& model, std::string_view request,
                               const CompileOptions& options = {});

/// The dialects that `CompileOptions::dialect` may name: {"duckdb", "postgres"}.
std::vector<std::string_view> DialectNames();

}  // namespace semaflow
