#include "model/diagnostics.h"

#include <algorithm>

#include "base/closest.h"
#include "base/utf8.h"

namespace semaflow::model {
namespace {

constexpr std::size_t kErrorsPerFileMax = 100;
constexpr std::size_t kErrorsMax = 1000;

/// The bytes that a label covers in the text it was made from.
Span SpanOf(const Label& label, std::string_view text) {
  std::size_t at = 0;
  for (std::uint32_t line = 1; line < label.line; ++line) {
    const std::size_t end = text.find('\n', at);
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  const auto advance = [&text](std::size_t from, std::uint32_t code_points) {
    while (code_points-- > 0 && from < text.size()) from += DecodeUtf8(text, from).bytes;
    return from;
  };
  const std::size_t begin = advance(at, label.column > 0 ? label.column - 1 : 0);
  const std::size_t end = advance(begin, label.width);
  return {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end)};
}

Label LabelOf(const std::vector<SourceFile>& files, const Place& place, std::string note) {
  if (place.file == kNoFile) {
    Label label;
    label.note = std::move(note);
    return label;
  }
  const SourceFile& file = files[place.file];
  if (file.bytes.empty()) {  // A place in no text: the file as a whole.
    Label label;
    label.file = file.shown;
    label.note = std::move(note);
    return label;
  }
  return MakeLabel(file.shown, file.bytes, place.span, std::move(note));
}

Error ErrorOf(const std::vector<SourceFile>& files, Problem problem) {
  Error error{.code = problem.code,
              .message = std::move(problem.message),
              .labels = {},
              .candidates = std::move(problem.candidates),
              .help = std::move(problem.help)};
  if (!error.candidates.empty()) {
    const std::string meant = DidYouMean(error.candidates);
    error.help = error.help.empty() ? meant : meant + " " + error.help;
  }
  if (problem.place.file != kNoFile) {
    error.labels.push_back(LabelOf(files, problem.place, std::move(problem.note)));
  }
  if (problem.inner) error.labels.push_back(std::move(*problem.inner));
  for (auto& [place, note] : problem.others) {
    if (place.file != kNoFile) error.labels.push_back(LabelOf(files, place, std::move(note)));
  }
  return error;
}

void SayHowMany(Error& error, std::size_t more, std::string_view where) {
  if (!error.help.empty()) error.help += "; ";
  error.help += std::to_string(more) + " more problems " + std::string(where) + " are not shown";
}

Errors Take(const std::vector<SourceFile>& files, std::vector<Problem>& problems) {
  std::stable_sort(problems.begin(), problems.end(), [](const Problem& a, const Problem& b) {
    if (a.place.file != b.place.file) return a.place.file < b.place.file;
    return a.place.span.begin < b.place.span.begin;
  });
  Errors errors;
  for (std::size_t begin = 0; begin < problems.size();) {
    std::size_t end = begin + 1;
    while (end < problems.size() && problems[end].place.file == problems[begin].place.file) ++end;
    const std::size_t kept = std::min({end - begin, kErrorsPerFileMax, kErrorsMax - errors.size()});
    for (std::size_t i = begin; i < begin + kept; ++i) {
      errors.push_back(ErrorOf(files, std::move(problems[i])));
    }
    if (errors.size() == kErrorsMax && begin + kept < problems.size()) {
      SayHowMany(errors.back(), problems.size() - begin - kept, "of this model");
      break;
    }
    if (kept < end - begin) SayHowMany(errors.back(), end - begin - kept, "of this file");
    begin = end;
  }
  problems.clear();
  return errors;
}

}  // namespace

std::string Quoted(std::string_view name) {
  constexpr std::size_t kShownMax = 80;
  std::string out = "\"";
  std::size_t length = name.size();
  if (length > kShownMax) {
    length = kShownMax;
    while (length > 0 && (static_cast<unsigned char>(name[length]) & 0xC0) == 0x80) --length;
  }
  out += name.substr(0, length);
  if (length < name.size()) out += "...";
  out += '"';
  return out;
}

void Diagnostics::AddInExpr(const ExprText& text, Span span, Problem problem) {
  problem.place = text.place;
  if (text.spelling == Spelling::kNone || files_ == nullptr) {
    problem.inner = MakeLabel("expression", text.value, span, {});
  } else {
    const Span whole = text.place.span;
    const std::string_view file = (*files_)[text.place.file].bytes;
    const Span inside = SpanInFile(file.substr(whole.begin, whole.end - whole.begin), text.value,
                                   text.spelling, span);
    problem.place.span = {whole.begin + inside.begin, whole.begin + inside.end};
  }
  problems_.push_back(std::move(problem));
}

void Diagnostics::AddExprError(const ExprText& text, Error error) {
  Span span{0, static_cast<std::uint32_t>(text.value.size())};
  std::string note;
  if (!error.labels.empty() && error.labels[0].line > 0) {
    span = SpanOf(error.labels[0], text.value);
    note = std::move(error.labels[0].note);
  }
  AddInExpr(text, span,
            {.code = error.code,
             .message = std::move(error.message),
             .help = std::move(error.help),
             .candidates = std::move(error.candidates),
             .note = std::move(note)});
}

Errors Diagnostics::TakeErrors(const std::vector<SourceFile>& files) {
  return Take(files, problems_);
}
Errors Diagnostics::TakeWarnings(const std::vector<SourceFile>& files) {
  return Take(files, warnings_);
}

}  // namespace semaflow::model
