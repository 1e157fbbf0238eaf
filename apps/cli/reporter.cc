#include "reporter.h"

#include <string_view>

#include "semaflow/request.h"

namespace semaflow::cli {

bool MayColor(const Streams& streams, bool is_terminal) {
  if (!is_terminal) return false;
  const char* no_color = streams.environment("NO_COLOR");
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = streams.environment("TERM");
  return term == nullptr || std::string_view(term) != "dumb";
}

Reporter::Reporter(Streams& streams, bool as_json)
    : streams_(streams), as_json_(as_json), color_(MayColor(streams, streams.err_is_terminal)) {}

void Reporter::Warn(const Errors& warnings) {
  if (as_json_) {
    warnings_.insert(warnings_.end(), warnings.begin(), warnings.end());
  } else {
    for (const Error& warning : warnings) {
      streams_.err.Write(FormatError(warning, color_, "warning"));
    }
  }
}

void Reporter::Warn(const std::string& sentence) {
  if (as_json_) {
    sentences_.push_back(sentence);
  } else {
    streams_.err.Write(color_ ? "\x1b[1;33mwarning\x1b[0m: " : "warning: ");
    Note(sentence);
  }
}

void Reporter::Note(const std::string& sentence) {
  if (!as_json_) streams_.err.Write(sentence + "\n");
}

int Reporter::Fail(const Errors& errors) {
  if (as_json_) {
    errors_ = errors;
  } else {
    streams_.err.Write(FormatErrors(errors, color_));
  }
  return errors.empty() ? 0 : InfoOf(errors.front()).exit_code;
}

void Reporter::Finish() {
  if (!as_json_ || (errors_.empty() && warnings_.empty() && sentences_.empty())) return;
  constexpr std::string_view kOpening = "{\"errors\":";
  std::string json = ErrorsToJson(errors_);
  if (!warnings_.empty() || !sentences_.empty()) {
    // Warnings look as errors do; the sentence of a query has no code and no place.
    std::string list = ErrorsToJson(warnings_);
    list = list.substr(kOpening.size(), list.size() - kOpening.size() - 2);
    for (const std::string& sentence : sentences_) {
      list += (list.size() > 1 ? ",{\"message\":" : "{\"message\":") + AsJsonString(sentence) + "}";
    }
    json.pop_back();
    json += ",\"warnings\":" + list + "]}";
  }
  streams_.err.Write(json + "\n");
}

}  // namespace semaflow::cli
