#include "api/json_text.h"

#include <charconv>
#include <cmath>

#include "base/overloaded.h"
#include "time/literal.h"
#include "time/zone.h"

namespace semaflow::api {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

void AppendHex(unsigned char byte, std::string& out) {
  out += kHexDigits[byte >> 4];
  out += kHexDigits[byte & 15];
}

template <typename Number>
void AppendNumber(Number number, std::string& out) {
  char digits[32];
  const auto [end, error] = std::to_chars(digits, digits + sizeof digits, number);
  static_cast<void>(error);  // The longest double has 24 characters.
  out.append(digits, end);
}

std::string HexOf(const Binary& binary) {
  std::string hex;
  for (const char byte : binary.bytes) AppendHex(static_cast<unsigned char>(byte), hex);
  return hex;
}

}  // namespace

void AppendJsonString(std::string_view text, std::string& out) {
  out += '"';
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) {
          out += "\\u00";
          AppendHex(static_cast<unsigned char>(c), out);
        } else {
          out += c;
        }
    }
  }
  out += '"';
}

void AppendJsonValue(const Value& value, std::string& out) {
  std::visit(Overloaded{
                 [&](Null) { out += "null"; },
                 [&](bool truth) { out += truth ? "true" : "false"; },
                 [&](std::int64_t number) { AppendNumber(number, out); },
                 [&](double number) {
                   if (std::isfinite(number)) {
                     AppendNumber(number, out);
                   } else {
                     out += "null";
                   }
                 },
                 [&](const Decimal& decimal) { out += decimal.text; },
                 [&](const std::string& text) { AppendJsonString(text, out); },
                 [&](Date date) { AppendJsonString(time::ToIso(date), out); },
                 [&](Timestamp at) { AppendJsonString(time::ToIso(at), out); },
                 [&](Instant at) { AppendJsonString(time::ToIso(at, *time::Utc()), out); },
                 [&](TimeOfDay at) { AppendJsonString(time::ToIso(at), out); },
                 [&](const Interval& interval) {
                   out += "{\"months\":";
                   AppendNumber(interval.months, out);
                   out += ",\"days\":";
                   AppendNumber(interval.days, out);
                   out += ",\"micros\":";
                   AppendNumber(interval.micros, out);
                   out += "}";
                 },
                 [&](const Binary& binary) { AppendJsonString(HexOf(binary), out); },
             },
             value);
}

}  // namespace semaflow::api
