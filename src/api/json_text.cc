#include "api/json_text.h"

#include <string_view>

#include "base/json_writer.h"
#include "base/overloaded.h"
#include "time/literal.h"
#include "time/zone.h"

namespace semaflow::api {
namespace {

std::string HexOf(const Binary& binary) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(binary.bytes.size() * 2);
  for (const char c : binary.bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex += kDigits[byte >> 4];
    hex += kDigits[byte & 15];
  }
  return hex;
}

}  // namespace

void AppendJsonValue(std::string& out, const Value& value) {
  std::visit(Overloaded{
                 [&](Null) { out += "null"; },
                 [&](bool truth) { out += truth ? "true" : "false"; },
                 [&](std::int64_t number) { AppendJsonInteger(out, number); },
                 [&](double number) { AppendJsonDouble(out, number); },
                 [&](const Decimal& decimal) { out += decimal.text; },
                 [&](const std::string& text) { AppendJsonString(out, text); },
                 [&](Date date) { AppendJsonString(out, time::ToIso(date)); },
                 [&](Timestamp at) { AppendJsonString(out, time::ToIso(at)); },
                 [&](Instant at) { AppendJsonString(out, time::ToIso(at, *time::Utc())); },
                 [&](TimeOfDay at) { AppendJsonString(out, time::ToIso(at)); },
                 [&](const Interval& interval) {
                   JsonWriter(out)
                       .BeginObject()
                       .Key("months")
                       .Integer(interval.months)
                       .Key("days")
                       .Integer(interval.days)
                       .Key("micros")
                       .Integer(interval.micros)
                       .EndObject();
                 },
                 [&](const Binary& binary) { AppendJsonString(out, HexOf(binary)); },
             },
             value);
}

}  // namespace semaflow::api
