// The problems of one load, collected with their places and told in the order of files and places.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/source.h"
#include "model/text_places.h"
#include "semaflow/error.h"

namespace semaflow::model {

using FileIndex = std::uint32_t;
inline constexpr FileIndex kNoFile = 0xffffffff;

/// Bytes of one file of a definition. With kNoFile: made by code, no place is shown.
struct Place {
  FileIndex file = kNoFile;
  Span span;
};

/// A file that was read.
struct SourceFile {
  std::string shown;  ///< As errors show it: "tables/orders.yaml".
  std::string bytes;  ///< Without a byte order mark.
};

/// A text of the definition and where it stands.
struct Text {
  std::string value;
  Place place;
};

/// The text of an expression and where it stands.
struct ExprText {
  std::string value;
  Place place;
  Spelling spelling = Spelling::kNone;

  bool given() const { return !value.empty(); }
};

struct Problem {
  ErrorCode code = ErrorCode::kInternal;
  Place place{};
  std::string message{};
  std::string help{};
  std::vector<std::string> candidates{};
  std::string note{};                                   ///< Said at the place.
  std::vector<std::pair<Place, std::string>> others{};  ///< More places, each with its note.
  std::optional<Label> inner{};  ///< Inside an expression that has no exact place in the file.
};

/// `name` in double quotes for a message; a long text is cut.
std::string Quoted(std::string_view name);

/// Collects problems. Not thread-safe.
class Diagnostics {
 public:
  void Add(Problem problem) { problems_.push_back(std::move(problem)); }
  void Warn(Problem problem) { warnings_.push_back(std::move(problem)); }

  /// A problem of `expr` (an error of the expr room about `text`, with a label in it) at its place
  /// in the file.
  void AddExprError(const ExprText& text, Error error);
  /// A problem at the bytes `span` of `text`.
  void AddInExpr(const ExprText& text, Span span, Problem problem);

  bool ok() const { return problems_.empty(); }
  std::size_t count() const { return problems_.size(); }

  /// The files that places point to; must be told before AddInExpr. nullptr: no places in texts.
  void SetFiles(const std::vector<SourceFile>* files) { files_ = files; }

  /// All problems as errors: by file, then place; equal places in the order they were added. Files
  /// are shown in the order of `files`. Of one file at most 100 are kept, and 1,000 in all; the
  /// last one kept says how many there were.
  Errors TakeErrors(const std::vector<SourceFile>& files);
  Errors TakeWarnings(const std::vector<SourceFile>& files);

 private:
  std::vector<Problem> problems_;
  std::vector<Problem> warnings_;
  const std::vector<SourceFile>* files_ = nullptr;
};

}  // namespace semaflow::model
