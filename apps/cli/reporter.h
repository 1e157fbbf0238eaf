// Errors and warnings on standard error, as text or as one JSON object.
#pragma once

#include <string>

#include "semaflow/error.h"
#include "streams.h"

namespace semaflow::cli {

/// Text is written at once; JSON when Finish is called. Used by one thread.
class Reporter {
 public:
  Reporter(Streams& streams, bool as_json);

  void Warn(const Errors& warnings);
  void Warn(const std::string& sentence);
  /// A line that is neither: what a relative range meant, say. Not in JSON.
  void Note(const std::string& sentence);
  /// Gives the exit code of the first error.
  int Fail(const Errors& errors);
  /// Writes the JSON object, if there is anything to say. Called once, at the end.
  void Finish();

 private:
  Streams& streams_;
  bool as_json_;
  bool color_;
  Errors errors_;
  Errors warnings_;
  std::vector<std::string> sentences_;
};

/// True when colours may be written: to a terminal, unless NO_COLOR is set or TERM is "dumb".
bool MayColor(const Streams& streams, bool is_terminal);

}  // namespace semaflow::cli
