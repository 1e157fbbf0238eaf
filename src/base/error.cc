#include "semaflow/error.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "base/closest.h"
#include "base/display_width.h"
#include "base/json_writer.h"
#include "base/source.h"
#include "base/utf8.h"

namespace semaflow {
namespace {

constexpr auto kInfos = std::to_array<ErrorInfo>({
#define SEMAFLOW_ERROR(name, code, fault, http, exit, retry, summary) \
  {#name, code, Fault::fault, http, exit, retry, summary},
#include "semaflow/error_codes.def"
#undef SEMAFLOW_ERROR
});

constexpr bool CodesAreUnique() {
  for (std::size_t i = 0; i < kInfos.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (kInfos[i].code == kInfos[j].code) return false;
    }
  }
  return true;
}
static_assert(CodesAreUnique(), "two rows of error_codes.def have the same code");

// ANSI colours; every member is empty without colour.
struct Palette {
  std::string_view bold, severity, gutter, caret, help, reset;
};
constexpr Palette kPlain{};
constexpr Palette kErrorColors{"\x1b[1m",  "\x1b[1;31m", "\x1b[34m",
                               "\x1b[31m", "\x1b[36m",   "\x1b[0m"};
constexpr Palette kWarningColors{"\x1b[1m",  "\x1b[1;33m", "\x1b[34m",
                                 "\x1b[33m", "\x1b[36m",   "\x1b[0m"};

// Text of a source line as it is shown: a tab takes four cells.
std::string ShownSource(std::string_view text) {
  std::string shown;
  for (std::size_t tab; (tab = text.find('\t')) != std::string_view::npos;) {
    AppendPrintable(shown, text.substr(0, tab));
    shown += "    ";
    text.remove_prefix(tab + 1);
  }
  AppendPrintable(shown, text);
  return shown;
}

// The bytes of the first `count` code points.
std::size_t BytesOf(std::string_view text, std::size_t count) {
  std::size_t at = 0;
  for (; count > 0 && at < text.size(); --count) at += DecodeUtf8(text, at).bytes;
  return at;
}

// Lines behind the first one are indented to stand below it.
void AppendLines(std::string& out, std::string_view text, std::size_t indent) {
  for (std::size_t end; (end = text.find('\n')) != std::string_view::npos;) {
    AppendPrintable(out, text.substr(0, end));
    out += '\n';
    text.remove_prefix(end + 1);
    if (!text.empty()) out.append(indent, ' ');
  }
  AppendPrintable(out, text);
}

// "tables/orders.yaml:14:12: "
void AppendPlace(std::string& out, const Label& label, const Palette& palette) {
  if (label.file.empty() && label.line == 0) return;
  out += palette.bold;
  AppendPrintable(out, label.file);
  if (label.line > 0) {
    if (!label.file.empty()) out += ':';
    fmt::format_to(std::back_inserter(out), "{}:{}", label.line, label.column);
  }
  out += ':';
  out += palette.reset;
  out += ' ';
}

// The source line and the carets below it.
void AppendSource(std::string& out, const Label& label, const Palette& palette) {
  if (label.line == 0 || label.source_line.empty()) return;
  Label part = label;
  // A label made by hand may hold a line of any length.
  if (label.source_column == 1) SetSourceLine(part, label.source_line);
  if (label.source_cut) part.source_cut = true;
  const std::string_view line = part.source_line;
  const std::size_t begin =
      BytesOf(line, label.column > part.source_column ? label.column - part.source_column : 0);
  const std::size_t bytes = BytesOf(line.substr(begin), label.width);
  const std::string before = ShownSource(line.substr(0, begin));
  const std::string marked = ShownSource(line.substr(begin, bytes));
  const std::string_view cut_front = part.source_column > 1 ? "..." : "";
  const std::size_t indent = cut_front.size() + DisplayWidth(before);
  const std::size_t carets = std::max<std::size_t>(1, DisplayWidth(marked));

  const auto& [bold, severity, gutter, caret, help, reset] = palette;
  const auto append = std::back_inserter(out);
  fmt::format_to(append, "{}{:5} |{} {}{}{}{}{}\n", gutter, label.line, reset, cut_front, before,
                 marked, ShownSource(line.substr(begin + bytes)), part.source_cut ? "..." : "");
  fmt::format_to(append, "{}      |{} {:{}}{}{:^>{}}", gutter, reset, "", indent, caret, "",
                 carets);
  if (!label.note.empty()) {
    out += ' ';
    AppendPrintable(out, label.note);
  }
  out += reset;
  out += '\n';
}

void AppendHelp(std::string& out, std::string_view help, const Palette& palette) {
  out += palette.help;
  out += "help:";
  out += palette.reset;
  out += ' ';
  AppendLines(out, help, 6);
  out += '\n';
}

void AppendError(std::string& out, const Error& error, const Palette& palette,
                 std::string_view severity) {
  const auto& [code, message, labels, candidates, help, in_request] = error;
  if (!labels.empty()) AppendPlace(out, labels.front(), palette);
  fmt::format_to(std::back_inserter(out), "{}{}[{}]:{} {}", palette.severity, severity,
                 InfoOf(code).code, palette.reset, palette.bold);
  AppendPrintable(out, message);
  out += palette.reset;
  out += '\n';
  if (!labels.empty()) AppendSource(out, labels.front(), palette);
  for (std::size_t i = 1; i < labels.size(); ++i) {
    const Label& label = labels[i];
    AppendPlace(out, label, palette);
    out += "note:";
    if (!label.note.empty()) out += ' ';
    AppendPrintable(out, label.note);
    out += '\n';
    Label bare = label;
    bare.note.clear();
    AppendSource(out, bare, palette);
  }
  const std::string question = DidYouMean(candidates);
  if (!question.empty() && help.find(question) == std::string::npos) {
    AppendHelp(out, question, palette);
  }
  if (!help.empty()) AppendHelp(out, help, palette);
}

const Palette& PaletteOf(bool color, std::string_view severity) {
  if (!color) return kPlain;
  return severity == "warning" ? kWarningColors : kErrorColors;
}

void AppendErrorJson(JsonWriter& json, const Error& error) {
  const auto& [code, message, labels, candidates, help, in_request] = error;
  const Label* place = labels.empty() ? nullptr : &labels.front();
  json.BeginObject();
  json.Key("code").String(InfoOf(code).code);
  json.Key("message").String(message);
  json.Key("file");
  place != nullptr && !place->file.empty() ? json.String(place->file) : json.Null();
  const bool has_line = place != nullptr && place->line > 0;
  json.Key("line");
  has_line ? json.Unsigned(place->line) : json.Null();
  json.Key("column");
  has_line ? json.Unsigned(place->column) : json.Null();
  json.Key("candidates").BeginArray();
  for (const std::string& candidate : candidates) json.String(candidate);
  json.EndArray();
  json.Key("help").String(help);
  json.EndObject();
}

}  // namespace

const ErrorInfo& InfoOf(ErrorCode code) { return kInfos[static_cast<std::size_t>(code)]; }

ErrorInfo InfoOf(const Error& error) {
  ErrorInfo info = InfoOf(error.code);
  const ErrorInfo& request = InfoOf(ErrorCode::kUnknownField);
  if (error.in_request && info.fault == Fault::kModel) {
    info.fault = request.fault;
    info.http_status = request.http_status;
    info.exit_code = request.exit_code;
  }
  return info;
}

const std::vector<ErrorCode>& AllErrorCodes() {
  static const std::vector<ErrorCode> codes = [] {
    std::vector<ErrorCode> all;
    for (std::size_t i = 0; i < kInfos.size(); ++i) all.push_back(static_cast<ErrorCode>(i));
    return all;
  }();
  return codes;
}

std::string FormatError(const Error& error, bool color, std::string_view severity) {
  std::string out;
  AppendError(out, error, PaletteOf(color, severity), severity);
  return out;
}

std::string FormatErrors(const Errors& errors, bool color, std::string_view severity) {
  std::string out;
  for (const Error& error : errors) {
    AppendError(out, error, PaletteOf(color, severity), severity);
  }
  return out;
}

std::string ErrorsToJson(const Errors& errors) {
  std::string out;
  JsonWriter json(out);
  json.BeginObject().Key("errors").BeginArray();
  for (const Error& error : errors) AppendErrorJson(json, error);
  json.EndArray().EndObject();
  return out;
}

}  // namespace semaflow
