// query and batch: commands that ask a database.
#include <cerrno>
#include <cstring>
#include <utility>

#include "commands.h"
#include "query_runner.h"
#include "semaflow/compile.h"
#include "usage.h"

namespace semaflow::cli {
namespace {

/// A request of 1 MiB is the largest; a longer line is read no further than needed to refuse it.
constexpr std::size_t kLineBytesMax = (std::size_t{1} << 20) + 1;
/// An answer is held back up to here, so that one that fails on the way is an error and nothing
/// else. Beyond, memory matters more: the rows go out, and `errors` end the object.
constexpr std::size_t kHeldBytesMax = std::size_t{64} << 20;

void TellAbout(Session& session, const ResultStream& stream, const WriteSummary& written) {
  // In JSON all this is part of the answer.
  if (session.arguments.format == RowFormat::kJson) return;
  const CompiledQuery& query = stream.query();
  for (const RangeInfo& range : query.ranges) {
    session.reporter.Note(range.field + ": " + range.words + " is " + range.start + " to before " +
                          range.end);
  }
  for (const std::string& warning : query.warnings) session.reporter.Warn(warning);
  const PageEnd& page = written.page;
  if (page.has_more) session.reporter.Note("next page: --cursor " + page.cursor);
  // A table says this itself.
  if (page.total_rows && session.arguments.format != RowFormat::kTable) {
    session.reporter.Note("rows in all: " + std::to_string(*page.total_rows));
  }
  if (written.truncated && session.arguments.format != RowFormat::kTable) {
    session.reporter.Warn("the answer was cut after " + std::to_string(written.rows) +
                          " rows, the limit that is configured");
  }
}

/// Lines of standard input, one at a time.
class LineReader {
 public:
  explicit LineReader(Input& in) : in_(in) {}

  /// The next line without its end, cut after kLineBytesMax; nullopt at the end, or when reading
  /// failed (`failed`).
  std::optional<std::string> Next() {
    std::string line;
    bool any = false;
    while (true) {
      const std::size_t end = chunk_.find('\n', at_);
      const std::size_t stop = end == std::string::npos ? chunk_.size() : end;
      any = any || stop > at_ || end != std::string::npos;
      line.append(chunk_, at_, std::min(stop - at_, kLineBytesMax - line.size()));
      at_ = stop;
      if (end != std::string::npos) {
        ++at_;
        return line;
      }
      if (!Fill()) return any && !failed_ ? std::optional(std::move(line)) : std::nullopt;
    }
  }
  bool failed() const { return failed_; }

 private:
  bool Fill() {
    chunk_.resize(std::size_t{1} << 16);
    const std::ptrdiff_t got = in_.Read(chunk_.data(), chunk_.size());
    chunk_.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    at_ = 0;
    failed_ = got < 0;
    return got > 0;
  }

  Input& in_;
  std::string chunk_;
  std::size_t at_ = 0;
  bool failed_ = false;
};

/// Holds an answer back until it is whole or large.
class HeldAnswer {
 public:
  explicit HeldAnswer(Output& out) : out_(out) {}

  bool Add(std::string_view bytes) {
    if (!passing_ && held_.size() + bytes.size() <= kHeldBytesMax) {
      held_ += bytes;
      return true;
    }
    passing_ = true;
    return Release() && out_.Write(bytes);
  }
  /// Ends the line: the rows as they are, or in place of them (or behind those that are out) the
  /// errors.
  bool End(const Errors* errors) {
    if (errors == nullptr) return Release();
    const std::string json = ErrorsToJson(*errors);
    held_.clear();
    return out_.Write(passing_ ? "]," + json.substr(1) + "\n" : json + "\n");
  }

 private:
  bool Release() {
    const bool written = out_.Write(held_);
    held_.clear();
    return written;
  }

  Output& out_;
  std::string held_;
  bool passing_ = false;
};

/// Answers one line. What is wrong with the request or the database is an answer too.
Outcome AnswerLine(Session& session, QueryRunner& runner, const Model& model,
                   const CompileOptions& options, const std::string& line) {
  HeldAnswer answer(session.streams.out);
  const auto answered = [&]() -> ResultAll<void> {
    auto query = Compile(model, line, options);
    if (!query) return tl::unexpected(std::move(query.error()));
    auto stream = runner.Start(std::move(*query));
    if (!stream) return tl::unexpected(std::move(stream.error()));
    const auto written = runner.Write(*stream, RowFormat::kJson,
                                      [&](std::string_view bytes) { return answer.Add(bytes); });
    if (!written) return tl::unexpected(Errors{written.error()});
    return {};
  }();
  if (session.streams.interrupts.pending()) {
    return tl::unexpected(Errors{OutputError(session.streams)});
  }
  // Each answer leaves at once: a program may wait for it before it asks on.
  const bool written =
      answer.End(answered ? nullptr : &answered.error()) && session.streams.out.Flush();
  if (!written) return tl::unexpected(Errors{OutputError(session.streams)});
  return {};
}

}  // namespace

Outcome RunQuery(Session& session) {
  const Arguments& arguments = session.arguments;
  if (arguments.format == RowFormat::kArrow && session.streams.out_is_terminal) {
    return tl::unexpected(Errors{UsageError(
        "an Arrow stream is not for a terminal: send it to a file or a program", "query")});
  }
  auto model = OpenModel(session);
  if (!model) return tl::unexpected(std::move(model.error()));
  auto request = RequestText(session);
  if (!request) return tl::unexpected(std::move(request.error()));
  const auto config = ReadConfig(session, *model);
  if (!config) return tl::unexpected(config.error());
  auto query = Compile(*model, *request, {.dialects = DialectsOf(*config, *model)});
  if (!query) return tl::unexpected(AtRequest(session, std::move(query.error())));
  QueryRunner runner(session, *model, *config);
  auto stream = runner.Start(std::move(*query));
  if (!stream) return tl::unexpected(std::move(stream.error()));
  // Rows leave when they come: what follows, at last the closing of the database, takes its time.
  const auto written = runner.Write(*stream, arguments.format, [&](std::string_view bytes) {
    return session.streams.out.Write(bytes) && session.streams.out.Flush();
  });
  if (!written) {
    return tl::unexpected(Errors{written.error().code == ErrorCode::kOutputFailed
                                     ? OutputError(session.streams)
                                     : written.error()});
  }
  TellAbout(session, *stream, *written);
  return {};
}

Outcome RunBatch(Session& session) {
  auto model = OpenModel(session);
  if (!model) return tl::unexpected(std::move(model.error()));
  const auto config = ReadConfig(session, *model);
  if (!config) return tl::unexpected(config.error());
  QueryRunner runner(session, *model, *config);
  const CompileOptions options{.dialects = DialectsOf(*config, *model)};
  LineReader lines(session.streams.in);
  while (const std::optional<std::string> line = lines.Next()) {
    if (line->find_first_not_of(" \t\r") == std::string::npos) continue;
    auto answered = AnswerLine(session, runner, *model, options, *line);
    if (!answered) return answered;
  }
  if (session.streams.interrupts.pending()) {
    return tl::unexpected(Errors{OutputError(session.streams)});
  }
  if (lines.failed()) {
    return tl::unexpected(Errors{UsageError(
        std::string("standard input cannot be read: ") + std::strerror(errno), "batch")});
  }
  return {};
}

}  // namespace semaflow::cli
