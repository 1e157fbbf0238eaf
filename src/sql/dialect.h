// A dialect is a table: words, marks, types, what it has, and one rule for each function. There are
// no defaults and no inheritance: a dialect that forgets a rule does not compile (see Complete).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "expr/functions.h"
#include "sql/tree.h"

namespace semaflow::sql {

class Rewriter;  // sql/legalize.h

inline constexpr int kTypeKindCount = static_cast<int>(TypeKind::kList) + 1;

/// How text literals are closed safely.
enum class TextEscape : std::uint8_t { kUnset, kDoubledQuote };
/// How the n-th parameter is written.
enum class ParameterStyle : std::uint8_t { kUnset, kDollarNumber };

/// Lower-case words. A map of bits says "none of them" for nearly every other name at once.
struct ReservedWords {
  constexpr ReservedWords() = default;
  constexpr explicit ReservedWords(std::span<const std::string_view> all) : words(all) {
    for (const std::string_view word : words) bits[Slot(word) / 64] |= Bit(word);
  }
  constexpr bool Holds(std::string_view name) const {
    if (name.empty() || (bits[Slot(name) / 64] & Bit(name)) == 0) return false;
    return std::find(words.begin(), words.end(), name) != words.end();
  }

  static constexpr std::size_t kSlots = 4096;
  static constexpr std::size_t Slot(std::string_view word) {
    const auto letter = [&](std::size_t i) { return static_cast<unsigned char>(word[i]); };
    return (letter(0) * 7U + letter(word.size() / 2) * 61U + letter(word.size() - 1) * 523U +
            word.size() * 1021U) %
           kSlots;
  }
  static constexpr std::uint64_t Bit(std::string_view word) {
    return std::uint64_t{1} << (Slot(word) % 64);
  }

  std::span<const std::string_view> words;
  std::array<std::uint64_t, kSlots / 64> bits{};
};

/// How many words a text holds, with one space between them.
constexpr std::size_t CountWords(std::string_view text) {
  return 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), ' '));
}

/// The words of a text, with one space between them.
template <std::size_t N>
constexpr std::array<std::string_view, N> SplitWords(std::string_view text) {
  std::array<std::string_view, N> words;
  for (std::string_view& word : words) {
    word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
  }
  return words;
}

/// What stands around something.
struct Around {
  std::string_view before;
  std::string_view behind;
};

struct Lexical {
  char identifier_quote;  ///< Doubled inside.
  TextEscape text_escape;
  ParameterStyle parameters;
  bool parameters_say_types;           ///< `$1::BIGINT`: the database does not ask the values.
  bool floats_say_types;               ///< `FLOAT8 '0.1'`, as `0.1e0` is a decimal.
  Around binary;                       ///< Of the hexadecimal digits of bytes.
  Around list;                         ///< Of the items of a list.
  std::string_view like_end;           ///< Behind a pattern, so that nothing escapes its signs.
  bool names_ignore_case;              ///< Two aliases that differ in case alone are the same.
  ReservedWords reserved;              ///< Words that have to be quoted as identifiers.
  std::uint32_t identifier_bytes_max;  ///< 0: no bound.
  std::uint32_t parameters_max;        ///< 0: no bound.
  std::uint64_t limit_max;             ///< The largest number that LIMIT and OFFSET take.
};

/// What a dialect can say; the legalizer rewrites what it cannot.
struct Capabilities {
  bool filtered_aggregates;  ///< `sum(x) FILTER (WHERE c)`; else `sum(CASE WHEN c THEN x END)`.
  bool is_distinct_from;     ///< Else `(a = b) IS NOT TRUE`,
  bool is_distinct_in_or;    ///< and below an OR.
  bool is_distinct_joins;    ///< `IS NOT DISTINCT FROM` finds partners; else lists are equal.
  bool real_division;        ///< `5 / 2` is 2.5; else the dividend is cast.
  bool exists_in_or;         ///< EXISTS is hashed below an OR, too; else `key IN (SELECT ...)`.
  bool semi_joins;           ///< `SEMI JOIN`, and it is no slower than EXISTS.
  bool text_by_code_point;   ///< Texts are ordered so; else `COLLATE "C"` says it.
  bool nul_in_texts;         ///< A text may hold a NUL byte; else sql/nul_texts.h.
  bool unnamed_tables;       ///< A SELECT in FROM needs no name.
};

/// Why something cannot be said, and what to do instead.
struct Unsupported {
  std::string_view why;
  std::string_view instead;
};

template <typename Node>
struct Rule {
  enum class Kind : std::uint8_t { kUnset, kName, kRewrite, kUnsupported };
  using Rewrite = Expr (*)(Node node, Rewriter& rewriter);

  Kind kind = Kind::kUnset;
  std::string_view name;
  Rewrite rewrite = nullptr;
  Unsupported unsupported;

  /// `name(args)`.
  static constexpr Rule Name(std::string_view name) {
    return {.kind = Kind::kName, .name = name, .rewrite = nullptr, .unsupported = {}};
  }
  static constexpr Rule By(Rewrite rewrite) {
    return {.kind = Kind::kRewrite, .name = {}, .rewrite = rewrite, .unsupported = {}};
  }
  static constexpr Rule Cannot(std::string_view why, std::string_view instead) {
    return {
        .kind = Kind::kUnsupported, .name = {}, .rewrite = nullptr, .unsupported = {why, instead}};
  }
};
using FunctionRule = Rule<Function>;
using AggregateRule = Rule<AggregateCall>;

/// One row of a dialect's table: what it is about, and its rule.
template <typename Of, typename Rule>
struct RuleRow {
  Of of;
  Rule rule;
};

/// The rules of a table by the number of what they are about. A rule without a row stays unset,
/// which Complete() finds: with as many rows as rules, a second row for one leaves another without.
template <std::size_t N, typename Of, typename Rule, std::size_t Rows>
constexpr std::array<Rule, N> RulesByNumber(const RuleRow<Of, Rule> (&rows)[Rows]) {
  static_assert(Rows == N, "one row for each");
  std::array<Rule, N> rules{};
  for (const auto& [of, rule] : rows) rules[static_cast<std::size_t>(of)] = rule;
  return rules;
}

/// A data file as something to select from: `read_parquet('data/x.parquet')`. False: not a kind of
/// file that the dialect reads.
using FileSource = bool (*)(std::string_view path, std::string& out);

struct Dialect {
  std::string_view name;
  Lexical lexical;
  Capabilities has;
  std::array<std::string_view, kTypeKindCount> types;  ///< "" where there is none.
  std::array<FunctionRule, expr::kFunctionCount> functions;
  std::array<AggregateRule, expr::kAggregateCount> aggregates;
  Rule<Cast> cast;
  Rule<Truncate> truncate;
  Rule<ReadPart> read_part;
  Rule<Shift> shift;
  Rule<CountPeriods> count_periods;
  FileSource file_source;
  std::string_view file_kinds;  ///< What that reads, for people: "use .csv files"; never "".
};

/// True when no rule, style or word of a dialect was forgotten.
constexpr bool Complete(const Dialect& dialect) {
  const auto unset = [](const auto& rule) { return rule.kind == decltype(rule.kind)::kUnset; };
  for (const FunctionRule& rule : dialect.functions) {
    if (unset(rule)) return false;
  }
  for (const AggregateRule& rule : dialect.aggregates) {
    if (unset(rule)) return false;
  }
  // Each kind but kUnknown has a name.
  for (int kind = 1; kind < kTypeKindCount; ++kind) {
    if (dialect.types[static_cast<std::size_t>(kind)].empty()) return false;
  }
  for (std::size_t i = 1; i < dialect.lexical.reserved.words.size(); ++i) {
    if (dialect.lexical.reserved.words[i - 1] >= dialect.lexical.reserved.words[i]) return false;
  }
  return !dialect.name.empty() && dialect.lexical.identifier_quote != '\0' &&
         dialect.lexical.text_escape != TextEscape::kUnset &&
         dialect.lexical.parameters != ParameterStyle::kUnset && dialect.lexical.limit_max != 0 &&
         !unset(dialect.cast) && !unset(dialect.truncate) && !unset(dialect.read_part) &&
         !unset(dialect.shift) && !unset(dialect.count_periods) && dialect.file_source != nullptr &&
         !dialect.file_kinds.empty() && !dialect.lexical.binary.before.empty() &&
         !dialect.lexical.list.before.empty();
}

extern const Dialect kDuckDb;    // sql/dialects/duckdb.cc
extern const Dialect kPostgres;  // sql/dialects/postgres.cc

}  // namespace semaflow::sql
