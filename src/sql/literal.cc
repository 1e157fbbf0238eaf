#include "sql/literal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <variant>

#include "base/check.h"
#include "base/overloaded.h"
#include "expr/interval.h"
#include "time/literal.h"
#include "time/zone.h"

namespace semaflow::sql {
namespace {

template <typename Text>
void AppendQuoted(Text& out, std::string_view text, char quote) {
  out += quote;
  while (true) {
    const std::size_t next = text.find(quote);
    if (next == std::string_view::npos) break;
    out += text.substr(0, next + 1);
    out += quote;
    text.remove_prefix(next + 1);
  }
  out += text;
  out += quote;
}

void AppendInteger(std::string& out, std::int64_t value) {
  std::array<char, 24> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  SEMA_CHECK(error == std::errc(), "a number without digits");
  out.append(digits.data(), end);
}

void AppendTyped(std::string& out, std::string_view type, std::string_view text) {
  out += type;
  out += " '";
  out += text;
  out += '\'';
}

// With an exponent, so that it is read as a double and not as a decimal.
void AppendDouble(std::string& out, double value, const Dialect& dialect) {
  const std::string_view type = dialect.types[static_cast<std::size_t>(TypeKind::kFloat)];
  if (!std::isfinite(value)) {
    out += "CAST('";
    out += std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf";
    out += "' AS ";
    out += type;
    out += ')';
    return;
  }
  std::array<char, 32> digits{};
  const auto [end, error] = std::to_chars(digits.data(), digits.data() + digits.size(), value);
  SEMA_CHECK(error == std::errc(), "a number without digits");
  const std::string_view text(digits.data(), static_cast<std::size_t>(end - digits.data()));
  if (dialect.lexical.floats_say_types) return AppendTyped(out, "FLOAT8", text);
  out += text;
  if (text.find('e') == std::string_view::npos) out += "e0";
}

void AppendBinary(std::string& out, std::string_view bytes, const Dialect& dialect) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  out += dialect.lexical.binary.before;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  out += dialect.lexical.binary.behind;
}

}  // namespace

void AppendTextLiteral(std::string& out, std::string_view text, const Dialect& dialect) {
  switch (dialect.lexical.text_escape) {
    case TextEscape::kUnset:
      SEMA_CHECK(false, "a dialect without a way to write text");
    case TextEscape::kDoubledQuote:
      break;
  }
  if (text.find('\0') == std::string_view::npos) return AppendQuoted(out, text, '\'');
  out += '(';
  for (bool first = true;; first = false) {
    const std::size_t end = text.find('\0');
    if (!first) out += " || chr(0) || ";
    AppendQuoted(out, text.substr(0, end), '\'');
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  out += ')';
}

void AppendLiteral(std::string& out, const Value& value, const Dialect& dialect) {
  std::visit(Overloaded{
                 [&](Null) { out += "NULL"; },
                 [&](bool b) { out += b ? "TRUE" : "FALSE"; },
                 [&](std::int64_t n) { AppendInteger(out, n); },
                 [&](double d) { AppendDouble(out, d, dialect); },
                 [&](const Decimal& d) { out += d.text; },
                 [&](const std::string& text) { AppendTextLiteral(out, text, dialect); },
                 [&](Date d) { AppendTyped(out, "DATE", time::ToIso(d)); },
                 [&](Timestamp t) {
                   std::string text = time::ToIso(t);
                   std::replace(text.begin(), text.end(), 'T', ' ');
                   AppendTyped(out, "TIMESTAMP", text);
                 },
                 [&](Instant t) {
                   std::string text = time::ToIso(Timestamp{t.micros});
                   std::replace(text.begin(), text.end(), 'T', ' ');
                   AppendTyped(out, "TIMESTAMPTZ", text + "+00");
                 },
                 [&](TimeOfDay t) { AppendTyped(out, "TIME", time::ToIso(t)); },
                 [&](const Interval& i) { AppendTyped(out, "INTERVAL", expr::ToText(i)); },
                 [&](const semaflow::Binary& b) { AppendBinary(out, b.bytes, dialect); },
             },
             value);
}

bool IsNegative(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer < 0;
  if (const auto* real = std::get_if<double>(&value)) return std::signbit(*real);
  const auto* decimal = std::get_if<Decimal>(&value);
  return decimal != nullptr && decimal->text.starts_with('-');
}

namespace {

// What a letter may do in a name that needs no quotes.
constexpr std::uint8_t kMayBegin = 1;
constexpr std::uint8_t kMayFollow = 2;
constexpr std::array<std::uint8_t, 256> kLetters = [] {
  std::array<std::uint8_t, 256> letters{};
  for (unsigned char c = 'a'; c <= 'z'; ++c) letters[c] = kMayBegin | kMayFollow;
  letters['_'] = kMayBegin | kMayFollow;
  for (unsigned char c = '0'; c <= '9'; ++c) letters[c] = kMayFollow;
  return letters;
}();

bool IsPlainName(std::string_view name) {
  const auto may = [](char c, std::uint8_t what) {
    return (kLetters[static_cast<unsigned char>(c)] & what) != 0;
  };
  if (name.empty() || !may(name.front(), kMayBegin)) return false;
  // Columns of an answer are called o.revenue: most names that need quotes show it early.
  for (const char c : name) {
    if (!may(c, kMayFollow)) return false;
  }
  return true;
}

}  // namespace

void AppendIdentifier(SqlText& out, std::string_view name, const Lexical& lexical) {
  if (!IsPlainName(name) || lexical.reserved.Holds(name)) {
    return AppendQuoted(out, name, lexical.identifier_quote);
  }
  out += name;
}

}  // namespace semaflow::sql
