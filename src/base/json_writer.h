// Writing JSON (RFC 8259) onto the end of one string: no tree, no state but a comma.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace semaflow {

/// Appends `"text"` with its escapes. Broken UTF-8 becomes U+FFFD, so that the output is valid.
void AppendJsonString(std::string& out, std::string_view text);
/// Appends the shortest text that reads back as the same double, always with a point or an exponent
/// ("3.0"), so that a float stays one for the reader; `null` for NaN and the infinities.
void AppendJsonDouble(std::string& out, double value);
void AppendJsonInteger(std::string& out, std::int64_t value);

/// Puts the commas. Calls must nest as JSON does; the writer does not check that.
///     JsonWriter json(out);
///     json.BeginObject().Key("rows").Integer(3).EndObject();    // {"rows":3}
class JsonWriter {
 public:
  /// `out` must outlive the writer; what it already holds stays.
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& BeginObject() { return Open('{'); }
  JsonWriter& EndObject() { return Close('}'); }
  JsonWriter& BeginArray() { return Open('['); }
  JsonWriter& EndArray() { return Close(']'); }
  JsonWriter& Key(std::string_view name);

  JsonWriter& String(std::string_view text);
  JsonWriter& Integer(std::int64_t value);
  JsonWriter& Unsigned(std::uint64_t value);
  JsonWriter& Bool(bool value) { return Raw(value ? "true" : "false"); }
  JsonWriter& Null() { return Raw("null"); }
  /// A text that is JSON already: a number, or a whole value.
  JsonWriter& Raw(std::string_view json);

 private:
  void Comma() {
    if (comma_) out_ += ',';
    comma_ = true;
  }
  JsonWriter& Open(char bracket) {
    Comma();
    out_ += bracket;
    comma_ = false;
    return *this;
  }
  JsonWriter& Close(char bracket) {
    out_ += bracket;
    comma_ = true;
    return *this;
  }

  std::string& out_;
  bool comma_ = false;
};

}  // namespace semaflow
