#include "base/types.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <string>
#include <vector>

#include "base/ascii.h"

namespace semaflow {
namespace {

constexpr std::array<std::string_view, 14> kKindNames = {
    "unknown",   "boolean",     "integer", "decimal",  "float",  "text", "date",
    "timestamp", "timestamptz", "time",    "interval", "binary", "json", "list"};
static_assert(static_cast<std::size_t>(TypeKind::kList) + 1 == kKindNames.size());

constexpr int kPrecisionMax = 38;

// What may stand in brackets behind the name of a type.
enum class Arguments : std::uint8_t {
  kNone,
  kOneIgnored,  // A length or a number of digits of a second: "varchar(20)", "timestamp(3)".
  kDecimal,     // Precision and scale.
  kAnyIgnored,  // "enum('a', 'b')"
};
struct TypeWord {
  std::string_view word;
  TypeKind kind;
  Arguments arguments = Arguments::kNone;
  std::uint8_t precision = 0;  // Of integers wider than 64 bits.
};

// Sorted by word. Words of several parts hold one space between them.
constexpr auto kTypeWords = std::to_array<TypeWord>({
    {"bigdecimal", TypeKind::kDecimal, Arguments::kDecimal},
    {"bigint", TypeKind::kInteger, Arguments::kOneIgnored},
    {"bignumeric", TypeKind::kDecimal, Arguments::kDecimal},
    {"bigserial", TypeKind::kInteger},
    {"binary", TypeKind::kBinary, Arguments::kOneIgnored},
    {"blob", TypeKind::kBinary},
    {"bool", TypeKind::kBoolean},
    {"boolean", TypeKind::kBoolean},
    {"bpchar", TypeKind::kText, Arguments::kOneIgnored},
    {"bytea", TypeKind::kBinary},
    {"byteint", TypeKind::kInteger},
    {"bytes", TypeKind::kBinary, Arguments::kOneIgnored},
    {"char", TypeKind::kText, Arguments::kOneIgnored},
    {"character", TypeKind::kText, Arguments::kOneIgnored},
    {"character varying", TypeKind::kText, Arguments::kOneIgnored},
    {"citext", TypeKind::kText},
    {"date", TypeKind::kDate},
    {"date32", TypeKind::kDate},
    {"datetime", TypeKind::kTimestamp, Arguments::kOneIgnored},
    {"datetimeoffset", TypeKind::kTimestamptz, Arguments::kOneIgnored},
    {"dec", TypeKind::kDecimal, Arguments::kDecimal},
    {"decimal", TypeKind::kDecimal, Arguments::kDecimal},
    {"decimal128", TypeKind::kDecimal, Arguments::kDecimal},
    {"double", TypeKind::kFloat},
    {"double precision", TypeKind::kFloat},
    {"enum", TypeKind::kText, Arguments::kAnyIgnored},
    {"float", TypeKind::kFloat, Arguments::kOneIgnored},
    {"float32", TypeKind::kFloat},
    {"float4", TypeKind::kFloat},
    {"float64", TypeKind::kFloat},
    {"float8", TypeKind::kFloat},
    {"hugeint", TypeKind::kDecimal, Arguments::kNone, 38},
    {"instant", TypeKind::kTimestamptz},
    {"int", TypeKind::kInteger, Arguments::kOneIgnored},
    {"int1", TypeKind::kInteger},
    {"int128", TypeKind::kDecimal, Arguments::kNone, 38},
    {"int16", TypeKind::kInteger},
    {"int2", TypeKind::kInteger},
    {"int32", TypeKind::kInteger},
    {"int4", TypeKind::kInteger},
    {"int64", TypeKind::kInteger},
    {"int8", TypeKind::kInteger},
    {"integer", TypeKind::kInteger, Arguments::kOneIgnored},
    {"interval", TypeKind::kInterval},
    {"json", TypeKind::kJson},
    {"jsonb", TypeKind::kJson},
    {"long", TypeKind::kInteger},
    {"mediumint", TypeKind::kInteger},
    {"nchar", TypeKind::kText, Arguments::kOneIgnored},
    {"number", TypeKind::kDecimal, Arguments::kDecimal},
    {"numeric", TypeKind::kDecimal, Arguments::kDecimal},
    {"nvarchar", TypeKind::kText, Arguments::kOneIgnored},
    {"real", TypeKind::kFloat},
    {"serial", TypeKind::kInteger},
    {"short", TypeKind::kInteger},
    {"smallint", TypeKind::kInteger, Arguments::kOneIgnored},
    {"string", TypeKind::kText, Arguments::kOneIgnored},
    {"text", TypeKind::kText, Arguments::kOneIgnored},
    {"time", TypeKind::kTime, Arguments::kOneIgnored},
    {"time without time zone", TypeKind::kTime},
    {"timestamp", TypeKind::kTimestamp, Arguments::kOneIgnored},
    {"timestamp with local time zone", TypeKind::kTimestamptz},
    {"timestamp with time zone", TypeKind::kTimestamptz},
    {"timestamp without time zone", TypeKind::kTimestamp},
    {"timestamp_ltz", TypeKind::kTimestamptz, Arguments::kOneIgnored},
    {"timestamp_ms", TypeKind::kTimestamp},
    {"timestamp_ns", TypeKind::kTimestamp},
    {"timestamp_ntz", TypeKind::kTimestamp, Arguments::kOneIgnored},
    {"timestamp_s", TypeKind::kTimestamp},
    {"timestamp_tz", TypeKind::kTimestamptz, Arguments::kOneIgnored},
    {"timestamptz", TypeKind::kTimestamptz, Arguments::kOneIgnored},
    {"tinyint", TypeKind::kInteger, Arguments::kOneIgnored},
    {"ubigint", TypeKind::kDecimal, Arguments::kNone, 20},
    {"uhugeint", TypeKind::kDecimal, Arguments::kNone, 38},
    {"uint16", TypeKind::kInteger},
    {"uint32", TypeKind::kInteger},
    {"uint64", TypeKind::kDecimal, Arguments::kNone, 20},
    {"uint8", TypeKind::kInteger},
    {"uinteger", TypeKind::kInteger},
    {"unknown", TypeKind::kUnknown},
    {"usmallint", TypeKind::kInteger},
    {"utinyint", TypeKind::kInteger},
    {"uuid", TypeKind::kText},
    {"varbinary", TypeKind::kBinary, Arguments::kOneIgnored},
    {"varchar", TypeKind::kText, Arguments::kOneIgnored},
    {"variant", TypeKind::kJson},
});
static_assert(std::is_sorted(kTypeWords.begin(), kTypeWords.end(),
                             [](const TypeWord& a, const TypeWord& b) { return a.word < b.word; }));

bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && IsBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsBlank(text.back())) text.remove_suffix(1);
  return text;
}

// Lower case, runs of blanks as one space.
std::string Normalized(std::string_view text) {
  std::string word;
  for (const char c : Trimmed(text)) {
    if (IsBlank(c)) {
      if (word.back() != ' ') word += ' ';
    } else {
      word += AsciiLower(c);
    }
  }
  return word;
}

std::optional<int> ReadNumber(std::string_view text) {
  text = Trimmed(text);
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
  return value;
}

// "18, 2" or "18" between the brackets of a decimal.
std::optional<DataType> ReadDecimal(std::string_view arguments) {
  const std::size_t comma = arguments.find(',');
  const std::optional<int> precision = ReadNumber(arguments.substr(0, comma));
  const std::optional<int> scale = comma == std::string_view::npos
                                       ? std::optional<int>(0)
                                       : ReadNumber(arguments.substr(comma + 1));
  if (!precision || !scale || *precision < 1 || *precision > kPrecisionMax || *scale > *precision) {
    return std::nullopt;
  }
  return DataType{TypeKind::kDecimal, static_cast<std::uint8_t>(*precision),
                  static_cast<std::uint8_t>(*scale)};
}

DataType ListOf(const DataType& element) {
  return DataType{.kind = TypeKind::kList, .element = element.kind};
}

std::optional<DataType> ReadScalar(std::string_view name, std::string_view arguments,
                                   bool has_arguments) {
  const std::string word = Normalized(name);
  const auto it = std::lower_bound(
      kTypeWords.begin(), kTypeWords.end(), std::string_view(word),
      [](const TypeWord& row, std::string_view wanted) { return row.word < wanted; });
  if (it == kTypeWords.end() || it->word != word) return std::nullopt;
  if (!has_arguments) return DataType{.kind = it->kind, .precision = it->precision};
  switch (it->arguments) {
    case Arguments::kNone:
      return std::nullopt;
    case Arguments::kOneIgnored:
      if (!ReadNumber(arguments)) return std::nullopt;
      break;
    case Arguments::kDecimal:
      return ReadDecimal(arguments);
    case Arguments::kAnyIgnored:
      break;
  }
  return DataType{.kind = it->kind};
}

// Lists of lists are read, though a type keeps only the first level.
constexpr int kListDepthMax = 8;

std::optional<DataType> ReadType(std::string_view text, int depth) {
  text = Trimmed(text);
  if (text.empty() || depth > kListDepthMax) return std::nullopt;
  if (text.back() == ']') {  // "text[]", "integer[3]"
    const std::size_t open = text.rfind('[');
    if (open == std::string_view::npos) return std::nullopt;
    const std::string_view length = Trimmed(text.substr(open + 1, text.size() - open - 2));
    if (!length.empty() && !ReadNumber(length)) return std::nullopt;
    const std::optional<DataType> element = ReadType(text.substr(0, open), depth + 1);
    return element ? std::optional(ListOf(*element)) : std::nullopt;
  }
  const std::size_t open = text.find_first_of("(<");
  const std::string name = Normalized(text.substr(0, open));
  const bool is_list = name == "list" || name == "array";
  if (open == std::string_view::npos) {
    return is_list ? std::optional(ListOf({})) : ReadScalar(text, {}, false);
  }
  const std::size_t close = text.rfind(text[open] == '(' ? ')' : '>');
  if (close == std::string_view::npos || close < open) return std::nullopt;
  const std::string_view inside = text.substr(open + 1, close - open - 1);
  const std::string_view behind = Trimmed(text.substr(close + 1));
  if (is_list) {
    const std::optional<DataType> element = ReadType(inside, depth + 1);
    return element && behind.empty() ? std::optional(ListOf(*element)) : std::nullopt;
  }
  if (text[open] == '<') return std::nullopt;
  if (behind.empty()) return ReadScalar(name, inside, true);
  // "timestamp(3) with time zone"
  if (!ReadNumber(inside)) return std::nullopt;
  return ReadScalar(name + " " + std::string(behind), {}, false);
}

}  // namespace

std::string_view KindName(TypeKind kind) { return kKindNames[static_cast<std::size_t>(kind)]; }

std::string ToString(const DataType& type) {
  const auto& [kind, precision, scale, element] = type;
  std::string text(KindName(kind));
  if (kind == TypeKind::kDecimal && precision > 0) {
    text += '(' + std::to_string(precision) + ", " + std::to_string(scale) + ')';
  } else if (kind == TypeKind::kList && element != TypeKind::kUnknown) {
    text += '(';
    text += KindName(element);
    text += ')';
  }
  return text;
}

std::optional<DataType> ParseDataType(std::string_view text) { return ReadType(text, 0); }

TypeKind KindOf(const Value& value) {
  constexpr std::array<TypeKind, std::variant_size_v<Value>> kKinds = {
      TypeKind::kUnknown,     TypeKind::kBoolean, TypeKind::kInteger,  TypeKind::kFloat,
      TypeKind::kDecimal,     TypeKind::kText,    TypeKind::kDate,     TypeKind::kTimestamp,
      TypeKind::kTimestamptz, TypeKind::kTime,    TypeKind::kInterval, TypeKind::kBinary};
  return kKinds[value.index()];
}

}  // namespace semaflow
