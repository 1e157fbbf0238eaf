// Trees to text, with no more parentheses than the parser needs to read the same tree.
#include <array>
#include <charconv>
#include <cmath>
#include <iterator>
#include <span>
#include <type_traits>

#include "base/types.h"
#include "expr/callables.h"
#include "expr/functions.h"
#include "expr/interval.h"
#include "expr/parse.h"
#include "expr/parser.h"
#include "expr/visit.h"
#include "time/literal.h"

namespace semaflow::expr {
namespace {

Level LevelOf(BinaryOp op) {
  switch (op) {
    case BinaryOp::kOr:
      return Level::kOr;
    case BinaryOp::kAnd:
      return Level::kAnd;
    case BinaryOp::kEq:
    case BinaryOp::kNe:
    case BinaryOp::kLt:
    case BinaryOp::kLe:
    case BinaryOp::kGt:
    case BinaryOp::kGe:
      return Level::kComparison;
    case BinaryOp::kConcat:
      return Level::kConcat;
    case BinaryOp::kAdd:
    case BinaryOp::kSubtract:
      return Level::kSum;
    case BinaryOp::kMultiply:
    case BinaryOp::kDivide:
    case BinaryOp::kModulo:
      return Level::kProduct;
  }
  return Level::kPrimary;
}

std::string_view SignOf(BinaryOp op) {
  switch (op) {
    case BinaryOp::kOr:
      return " or ";
    case BinaryOp::kAnd:
      return " and ";
    case BinaryOp::kEq:
      return " == ";
    case BinaryOp::kNe:
      return " != ";
    case BinaryOp::kLt:
      return " < ";
    case BinaryOp::kLe:
      return " <= ";
    case BinaryOp::kGt:
      return " > ";
    case BinaryOp::kGe:
      return " >= ";
    case BinaryOp::kConcat:
      return " || ";
    case BinaryOp::kAdd:
      return " + ";
    case BinaryOp::kSubtract:
      return " - ";
    case BinaryOp::kMultiply:
      return " * ";
    case BinaryOp::kDivide:
      return " / ";
    case BinaryOp::kModulo:
      return " % ";
  }
  return {};
}

bool IsNegative(const Value& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) return *integer < 0;
  if (const auto* number = std::get_if<double>(&value)) return std::signbit(*number);
  const auto* decimal = std::get_if<Decimal>(&value);
  return decimal != nullptr && decimal->text.starts_with('-');
}

Level LevelOf(const Expr& expr) {
  return std::visit(
      [](const auto& node) {
        using Node = std::decay_t<decltype(node)>;
        if constexpr (std::is_same_v<Node, Literal>) {
          // Two signs in a row would begin a comment of SQL.
          return IsNegative(node.value) ? Level::kUnary : Level::kPrimary;
        } else if constexpr (std::is_same_v<Node, Unary>) {
          return node.op == UnaryOp::kNot ? Level::kNot : Level::kUnary;
        } else if constexpr (std::is_same_v<Node, Binary>) {
          return LevelOf(node.op);
        } else if constexpr (std::is_same_v<Node, InList> || std::is_same_v<Node, Between> ||
                             std::is_same_v<Node, IsNull> || std::is_same_v<Node, Like>) {
          return Level::kComparison;
        } else {
          return Level::kPrimary;
        }
      },
      expr.node);
}

constexpr Level kAboveComparison = Level::kConcat;

Level Above(Level level) { return static_cast<Level>(static_cast<int>(level) + 1); }

// Words that mean something else than a name in some place, so that they always get quotes.
constexpr std::string_view kQuotedWords[] = {
    "current_date", "current_timestamp", "distinct", "select",
    "with",         "leading",           "trailing", "both"};

bool NeedsQuotes(std::string_view part, bool first) {
  if (!IsWord(part)) return true;
  if (!first) return false;
  if (IsReservedWord(part)) return true;
  for (const std::string_view word : kQuotedWords) {
    if (EqualsIgnoringCase(part, word)) return true;
  }
  return false;
}

class Printer {
 public:
  explicit Printer(std::string& out) : out_(out) {}

  void Write(const Expr& expr, Level lowest = Level::kOr) {
    const bool parentheses = LevelOf(expr) < lowest;
    if (parentheses) out_ += '(';
    std::visit([this](const auto& node) { Node(node); }, expr.node);
    if (parentheses) out_ += ')';
  }

 private:
  void Node(const Literal& literal);
  void Node(const Name& name);
  void Node(const Ref& ref);
  void Node(const Unary& unary);
  void Node(const Binary& binary);
  void Node(const InList& in_list);
  void Node(const Between& between);
  void Node(const IsNull& is_null);
  void Node(const Like& like);
  void Node(const Case& node);
  void Node(const Cast& cast);
  void Node(const Call& call);
  void Node(const Aggregate& aggregate);
  void Node(const Filtered& filtered);
  void Node(const SqlEscape& escape);
  void Node(const Share& share);

  void Quoted(std::string_view text, char quote) {
    out_ += quote;
    for (const char c : text) {
      if (c == quote) out_ += quote;
      out_ += c;
    }
    out_ += quote;
  }
  void List(std::span<const Expr> items) {
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (i > 0) out_ += ", ";
      Write(items[i]);
    }
  }
  template <typename Number, typename... Format>
  void AppendNumber(Number value, Format... format) {
    std::array<char, 64> buffer;
    out_.append(buffer.data(),
                std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format...).ptr);
  }
  void Typed(std::string_view type, std::string_view text) {
    out_ += type;
    out_ += ' ';
    Quoted(text, '\'');
  }

  std::string& out_;
};

void Printer::Node(const Literal& literal) {
  const auto& [value, bound] = literal;
  std::visit(Overloaded{
                 [&](Null) { out_ += "null"; },
                 [&](bool truth) { out_ += truth ? "true" : "false"; },
                 [&](std::int64_t number) { AppendNumber(number); },
                 [&](double number) { AppendNumber(number, std::chars_format::scientific); },
                 [&](const Decimal& decimal) { out_ += decimal.text; },
                 [&](const std::string& text) { Quoted(text, '\''); },
                 [&](Date date) { Typed("date", time::ToIso(date)); },
                 [&](Timestamp at) { Typed("timestamp", time::ToIso(at)); },
                 [&](Instant at) { Typed("timestamptz", time::ToIso(at, *time::Utc())); },
                 [&](TimeOfDay at) { Typed("time", time::ToIso(at)); },
                 [&](const Interval& interval) { Typed("interval", ToText(interval)); },
                 [&](const semaflow::Binary& binary) {
                   constexpr char kHex[] = "0123456789abcdef";
                   std::string digits;
                   for (const char byte : binary.bytes) {
                     digits += kHex[static_cast<unsigned char>(byte) >> 4];
                     digits += kHex[static_cast<unsigned char>(byte) & 0xf];
                   }
                   Typed("binary", digits);
                 },
             },
             value);
}

void Printer::Node(const Name& name) {
  const auto& [parts] = name;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out_ += '.';
    if (i > 0 && i + 1 == parts.size() && parts[i] == "*") {
      out_ += '*';
    } else if (NeedsQuotes(parts[i], i == 0)) {
      Quoted(parts[i], '"');
    } else {
      out_ += parts[i];
    }
  }
}

std::string_view WordOf(RefKind kind) {
  switch (kind) {
    case RefKind::kColumn:
      return "column";
    case RefKind::kDimension:
      return "dimension";
    case RefKind::kMeasure:
      return "measure";
    case RefKind::kFlowDimension:
      return "flow_dimension";
    case RefKind::kFlowMeasure:
      return "flow_measure";
    case RefKind::kRows:
      return "rows";
    case RefKind::kShared:
      return "shared";
    case RefKind::kPerRow:
      return "per_row";
  }
  return {};
}

void Printer::Node(const Ref& ref) {
  const auto& [kind, alias, index, field, per] = ref;
  out_ += '#';
  out_ += WordOf(kind);
  out_ += ':';
  if (alias == kSelf) {
    out_ += "self";
  } else {
    AppendNumber(alias);
  }
  out_ += '.';
  AppendNumber(index);
  if (field.kind == time::TimeField::Kind::kNone) return;
  out_ += '.';
  out_ += field.kind == time::TimeField::Kind::kGrain ? time::GrainName(field.grain)
                                                      : time::PartName(field.part);
}

void Printer::Node(const Unary& unary) {
  const auto& [op, operand] = unary;
  if (op == UnaryOp::kNot) {
    out_ += "not ";
    Write(*operand, Level::kNot);
  } else {
    out_ += '-';
    Write(*operand, Level::kPrimary);
  }
}

void Printer::Node(const Binary& binary) {
  const auto& [op, left, right] = binary;
  const Level level = LevelOf(op);
  // Comparisons do not chain; chains have one shape whatever their parentheses; the rest leans
  // left.
  Write(*left, level == Level::kComparison ? Above(level) : level);
  out_ += SignOf(op);
  Write(*right, IsChain(op) ? level : Above(level));
}

void Printer::Node(const InList& in_list) {
  const auto& [operand, items, negated] = in_list;
  Write(*operand, kAboveComparison);
  out_ += negated ? " not in (" : " in (";
  List(items);
  out_ += ')';
}

void Printer::Node(const Between& between) {
  const auto& [operand, low, high, negated] = between;
  Write(*operand, kAboveComparison);
  out_ += negated ? " not between " : " between ";
  Write(*low, kAboveComparison);
  out_ += " and ";
  Write(*high, kAboveComparison);
}

void Printer::Node(const IsNull& is_null) {
  const auto& [operand, negated] = is_null;
  Write(*operand, kAboveComparison);
  out_ += negated ? " is not null" : " is null";
}

void Printer::Node(const Like& like) {
  const auto& [operand, pattern, ignore_case, negated] = like;
  Write(*operand, kAboveComparison);
  if (negated) out_ += " not";
  out_ += ignore_case ? " ilike " : " like ";
  Write(*pattern, kAboveComparison);
}

void Printer::Node(const Case& node) {
  const auto& [branches, otherwise] = node;
  out_ += "case";
  for (const auto& [when, then] : branches) {
    out_ += " when ";
    Write(when);
    out_ += " then ";
    Write(then);
  }
  if (otherwise) {
    out_ += " else ";
    Write(*otherwise);
  }
  out_ += " end";
}

void Printer::Node(const Cast& cast) {
  const auto& [operand, to, or_null] = cast;
  out_ += or_null ? "try_cast(" : "cast(";
  Write(*operand);
  out_ += " as ";
  out_ += ToString(to);
  out_ += ')';
}

void Printer::Node(const Call& call) {
  const auto& [function, args, field] = call;
  out_ += InfoOf(function).name;
  out_ += '(';
  if (field.kind != time::TimeField::Kind::kNone) {
    Quoted(field.kind == time::TimeField::Kind::kGrain ? time::GrainName(field.grain)
                                                       : time::PartName(field.part),
           '\'');
    if (!args.empty()) out_ += ", ";
  }
  if (function == Function::kDateAdd && args.size() == 2) {
    Write(args[1]);
    out_ += ", ";
    Write(args[0]);
  } else {
    List(args);
  }
  out_ += ')';
}

void Printer::Node(const Aggregate& aggregate) {
  const auto& [function, boxed] = aggregate;
  const auto& [args, filter, order_by, separator, fraction, percentile, home] = *boxed;
  out_ += InfoOf(function).name;
  out_ += '(';
  if (args.empty()) out_ += '*';
  List(args);
  if (function == AggregateFunction::kPercentile) {
    out_ += ", ";
    AppendNumber(fraction);
    if (percentile == PercentileKind::kDiscrete) out_ += ", discrete";
    if (percentile == PercentileKind::kApproximate) out_ += ", approximate";
  }
  if (function == AggregateFunction::kStringAgg && separator != ",") {
    out_ += ", ";
    Quoted(separator, '\'');
  }
  if (order_by) {
    const bool is_time =
        function == AggregateFunction::kFirst || function == AggregateFunction::kLast;
    out_ += is_time ? ", " : " order by ";
    Write(*order_by);
  }
  out_ += ')';
  if (filter) {
    out_ += " filter (where ";
    Write(*filter);
    out_ += ')';
  }
}

void Printer::Node(const Filtered& filtered) {
  const auto& [measure, filter] = filtered;
  // An aggregate takes the filter for its own, a second one is none; both get parentheses.
  Write(*measure, Level::kPrimary);
  out_ += " filter (where ";
  Write(*filter);
  out_ += ')';
}

void Printer::Node(const SqlEscape& escape) {
  const auto& [by_dialect] = escape;
  out_ += "sql(";
  for (std::size_t i = 0; i < by_dialect.size(); ++i) {
    if (i > 0) out_ += ", ";
    out_ += by_dialect[i].first;
    out_ += ": ";
    Quoted(by_dialect[i].second, '\'');
  }
  out_ += ')';
}

// No text of the language: shares are a key of the model and of requests.
void Printer::Node(const Share& share) {
  const auto& [measure, of] = share;
  out_ += "share(";
  Write(*measure);
  if (!of.empty()) {
    out_ += " of ";
    List(of);
  }
  out_ += ')';
}

}  // namespace

std::string Print(const Expr& expr) {
  std::string out;
  Printer(out).Write(expr);
  return out;
}

}  // namespace semaflow::expr
