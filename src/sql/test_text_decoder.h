// Reads text literals and identifiers of standard SQL back, written from the SQL standard and the
// DuckDB documentation alone: it shares no code and no idea with the writer in src/sql/literal.cc.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace semaflow::testing {

class SqlTextDecoder {
 public:
  /// `'...'`, or `(term || term ...)` where a term is `'...'` or `chr(number)`. nullopt unless the
  /// whole of `sql` is such a literal: what follows its end would be run as SQL.
  static std::optional<std::string> Text(std::string_view sql) {
    SqlTextDecoder decoder(sql);
    const bool grouped = decoder.Skip("(");
    std::string value;
    do {
      if (!decoder.Term(value)) return std::nullopt;
    } while (grouped && decoder.Skip(" || "));
    if (grouped && !decoder.Skip(")")) return std::nullopt;
    return decoder.AtEnd() ? std::optional(value) : std::nullopt;
  }

  /// A quoted identifier, or one of lower case letters, digits and '_' that does not begin with a
  /// digit.
  static std::optional<std::string> Identifier(std::string_view sql) {
    SqlTextDecoder decoder(sql);
    std::string value;
    if (!sql.empty() && sql.front() == '"') {
      if (!decoder.Quoted('"', value)) return std::nullopt;
      return decoder.AtEnd() ? std::optional(value) : std::nullopt;
    }
    if (sql.empty() || (sql.front() >= '0' && sql.front() <= '9')) return std::nullopt;
    for (const char c : sql) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
      if (!plain) return std::nullopt;
    }
    return std::string(sql);
  }

 private:
  explicit SqlTextDecoder(std::string_view sql) : sql_(sql) {}

  bool AtEnd() const { return at_ == sql_.size(); }

  bool Skip(std::string_view word) {
    if (sql_.substr(at_, word.size()) != word) return false;
    at_ += word.size();
    return true;
  }

  bool Term(std::string& value) {
    if (!Skip("chr(")) return Quoted('\'', value);
    int code = 0;
    const std::size_t start = at_;
    while (!AtEnd() && sql_[at_] >= '0' && sql_[at_] <= '9' && code < 1000) {
      code = code * 10 + (sql_[at_++] - '0');
    }
    if (start == at_ || code > 127 || !Skip(")")) return false;
    value += static_cast<char>(code);
    return true;
  }

  // A quote ends the text unless another one follows it. No text of SQL holds a NUL byte.
  bool Quoted(char quote, std::string& value) {
    if (AtEnd() || sql_[at_] != quote) return false;
    ++at_;
    while (!AtEnd()) {
      const char c = sql_[at_++];
      if (c == '\0') return false;
      if (c == quote) {
        if (AtEnd() || sql_[at_] != quote) return true;
        ++at_;
      }
      value += c;
    }
    return false;
  }

  std::string_view sql_;
  std::size_t at_ = 0;
};

}  // namespace semaflow::testing
