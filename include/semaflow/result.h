// The rows of an answer, and the ways to write them down.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/arrow.h"
#include "semaflow/compile.h"
#include "semaflow/error.h"

namespace semaflow {

class StreamSource;  // where batches come from; engine/stream.h

/// What an answer tells of the rows around it.
struct PageEnd {
  bool paged = false;     ///< The request has a `page_size`.
  bool has_more = false;  ///< There is a row behind this page.
  std::string cursor;     ///< For the request of the next page; "" where there is none.
  std::optional<std::int64_t> total_rows;  ///< Of all pages, where the request asks `total_rows`.
};

/// Whether an answer came from the result cache of its data source.
struct CacheInfo {
  enum class State : std::uint8_t {
    kOff,   ///< No cache was asked.
    kMiss,  ///< The database was asked.
    kHit,   ///< It was kept, or another query was asking the same at this moment.
  };
  State state = State::kOff;
  std::int64_t age_ms = 0;  ///< Of a hit: since the database had given all of it.
};

/// An answer on its way: batches of rows as the database gives them, with a bounded number of bytes
/// in between. Move-only. Used by one thread at a time, except for Cancel. It holds a permit of its
/// data source until its rows are all there, so read it to its end, or destroy it: whoever does
/// neither is cut off with kStreamIdle. It may outlive its engine.
class ResultStream {
 public:
  explicit ResultStream(std::shared_ptr<StreamSource> source);
  ResultStream(ResultStream&& other) noexcept;
  ResultStream& operator=(ResultStream&& other) noexcept;
  ~ResultStream();  ///< Cancels the query if it still runs; does not wait for that.

  /// The columns with the names asked and the types that the database gave.
  const std::vector<ColumnInfo>& columns() const;
  const SharedArrowSchema& schema() const;
  /// What was compiled, without its SQL, parameters and columns: zone, ranges, warnings, styles.
  const CompiledQuery& query() const;

  /// The next rows, never an empty batch; nullopt at the end. Blocks; never call it inside a
  /// Completion (kInternal). An error ends the stream and comes again on every further call: rows
  /// given before are then not the whole answer.
  /// Fails with the B codes of Connection::Execute, kDeadline, kCancelled, kStreamIdle, kClosed,
  /// and kInternal in place of an exception (no memory).
  Result<std::optional<RecordBatch>> Next();

  /// Rows beyond QueryOptions::rows_max were cut off. Certain once Next has given nullopt.
  bool truncated() const;
  /// Certain once Next has given nullopt.
  PageEnd page() const;
  CacheInfo cache() const;

  /// Stops the query; Next gives kCancelled from now on. Any thread; may be called again.
  void Cancel();

 private:
  std::shared_ptr<StreamSource> source_;
};

/// Hands the rows to any consumer of the Arrow C stream interface (pyarrow, polars, DuckDB, ...).
/// `out->get_next` blocks as Next does; `out->release` cancels what still runs. Nothing is thrown
/// through its functions: they give an errno (ECANCELED, else EIO) and the words of the error.
void ExportArrowStream(ResultStream stream, ArrowArrayStream* out);

enum class RowFormat : std::uint8_t {
  /// One object, one line:
  ///   {"columns":[{"name":"f.day","type":"date"},{"name":"revenue","type":"decimal(38, 2)",
  ///   "label":"Revenue","unit":"EUR","format":"$,.2f","additive":true}],
  ///   "rows":[["2024-02-29",12.50]],"truncated":false}
  /// and "totals":[{"by":["f.day"],"rows":[...]}] after the rows, whose last column "grouping" is
  /// then not shown, "has_more" (of a page), "cursor" (where there are more), "total_rows" (where
  /// asked), "cache":{"state":"hit","age_ms":1200} (where there is one), "time_zone" (where a
  /// column
  /// is an instant), "ranges", "warnings" when there are any.
  kJson,
  kNdjson,  ///< One object a row: {"f.day":"2024-02-29","revenue":12.50}
  kCsv,     ///< RFC 4180 with a header: CRLF, UTF-8, NULL is an empty field, '' is "".
  kArrow,   ///< An Arrow IPC stream.
  kTable,   ///< For people, see TableOptions.
  /// One object, whose rows are objects as in SemaFlow 0.1; "cursor" and "total_rows" may be null:
  ///   {"rows":[{"f.day":"2024-02-29","revenue":12.50}],"cursor":null,"has_more":false,
  ///   "total_rows":null,"truncated":false}
  /// and "warnings" where there are any. The column "grouping" of totals is one of the rows' keys.
  kRecords,
};
/// "json", "ndjson", "csv", "arrow", "table", "records".
std::optional<RowFormat> ParseRowFormat(std::string_view name);

/// How cells are written, in JSON, NDJSON and CSV alike:
///   integer, decimal  exact digits, never through a double; as JSON strings only with
///                     CompiledQuery::wide_numbers_as_text: every decimal, and an integer beyond
///                     2^53
///   float             the shortest digits that read back as the same double; NaN and infinities
///                     are null in JSON (it has none), "NaN", "Infinity", "-Infinity" in CSV
///   date, time        "2024-02-29", "12:34:56.789"
///   timestamp         "2024-02-29T12:34:56"
///   timestamptz       "2013-03-10T03:00:00-04:00", in the query's time zone
///   interval          "P1Y2M3DT4H5M6.7S" (ISO 8601)
///   binary            lower-case hexadecimal: "00ff"
///   json              the document itself in JSON, its text in CSV; what does not parse is text
///   list              a JSON array, in CSV as its text
struct TableOptions {
  int width = 0;              ///< Columns of the terminal; 0: as wide as the rows need.
  std::int64_t rows_max = 0;  ///< Shown at most; 0: all. The rest is read and counted.
  bool color = false;         ///< Dims NULL, bold header.
  bool apply_formats = true;
};

/// Receives text or bytes in order. False: nobody reads any more; writing stops.
using ByteSink = std::function<bool(std::string_view)>;

struct WriteSummary {
  std::int64_t rows = 0;
  bool truncated = false;
  PageEnd page;
  CacheInfo cache;
};

/// Reads the stream to its end and writes it. Memory is bounded by one batch (kTable: by the rows
/// that it shows, at most 1,000 to find widths). Nothing is written before the first batch or the
/// end came, so a query that fails at once leaves no output.
/// Fails with the codes of Next, and with kOutputFailed when the sink gave false (the query is
/// cancelled then). What the sink throws becomes kInternal. After a failure the output is not
/// complete: the JSON is not closed, the IPC stream has no end mark.
Result<WriteSummary> WriteResult(ResultStream& stream, RowFormat format, const ByteSink& sink,
                                 const TableOptions& table = {});

/// The same output piece by piece, for whoever sends it at the speed of a reader. Move-only; used
/// by one thread at a time, except for Cancel.
class ResultWriter {
 public:
  ResultWriter(ResultStream stream, RowFormat format, const TableOptions& table = {});
  ResultWriter(ResultWriter&& other) noexcept;
  ResultWriter& operator=(ResultWriter&& other) noexcept;
  ~ResultWriter();  ///< As that of the stream.

  /// The next piece, never empty; nullopt at the end. Blocks, and fails, as ResultStream::Next; the
  /// output is not complete then.
  Result<std::optional<std::string>> Next();
  void Cancel();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace semaflow
