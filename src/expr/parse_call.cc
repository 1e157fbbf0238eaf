// name(...): scalar functions, in all the spellings that SQL has for them.
#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/closest.h"
#include "expr/functions.h"
#include "expr/parser.h"

namespace semaflow::expr {
namespace {

struct PartWord {
  std::string_view word;
  time::Part part;
};
// Words of SQL beside our own. Those that count differently in different databases (dow, weekday)
// are refused.
constexpr std::array<PartWord, 11> kPartWords = {{
    {"year", time::Part::kYearNumber},
    {"quarter", time::Part::kQuarterOfYear},
    {"month", time::Part::kMonthOfYear},
    {"week", time::Part::kWeekOfYear},
    {"isoweek", time::Part::kWeekOfYear},
    {"day", time::Part::kDayOfMonth},
    {"dayofmonth", time::Part::kDayOfMonth},
    {"isodow", time::Part::kDayOfWeek},
    {"doy", time::Part::kDayOfYear},
    {"dayofyear", time::Part::kDayOfYear},
    {"hour", time::Part::kHourOfDay},
}};

constexpr std::string_view kWeekdayWords[] = {"dow", "dayofweek", "weekday"};

time::TimeField FieldOf(time::Grain grain) {
  return {.kind = time::TimeField::Kind::kGrain, .grain = grain};
}
time::TimeField FieldOf(time::Part part) {
  return {.kind = time::TimeField::Kind::kPart, .part = part};
}

std::string_view SignatureOf(CallForm form) {
  switch (form) {
    case CallForm::kIsNull:
      return "is_null(value)";
    case CallForm::kIsNotNull:
      return "is_not_null(value)";
    case CallForm::kDateOf:
      return "date(time)";
    default:
      return "";
  }
}

}  // namespace

bool Parser::ParseCall(const Token& name, Parsed& out) {
  const Callable* callable = FindCallable(TextOf(name));
  if (callable == nullptr) return FailUnknownFunction(name);
  if (!Enter()) return false;
  const auto parse = [&] {
    switch (callable->form) {
      case CallForm::kFunction:
      case CallForm::kTwoOnly:
        return ParseFunction(name, *callable, out);
      case CallForm::kUnitFirst:
      case CallForm::kDateAdd:
        return ParseUnitFunction(name, *callable, out);
      case CallForm::kDatePart:
      case CallForm::kPart:
        return ParsePartFunction(name, *callable, out);
      case CallForm::kExtract:
        return ParseExtract(name, out);
      case CallForm::kSubstring:
        return ParseSubstring(name, *callable, out);
      case CallForm::kTrim:
        return ParseTrim(name, *callable, out);
      case CallForm::kPosition:
        return ParsePosition(name, out);
      case CallForm::kIsNull:
        return ParseNullTest(name, false, out);
      case CallForm::kIsNotNull:
        return ParseNullTest(name, true, out);
      case CallForm::kCast:
        return ParseCastCall(name, false, out);
      case CallForm::kTryCast:
        return ParseCastCall(name, true, out);
      case CallForm::kDateOf:
        return ParseDateOf(name, out);
      case CallForm::kAggregate:
      case CallForm::kPercentile:
      case CallForm::kStddevOnly:
      case CallForm::kVarianceOnly:
        return ParseAggregate(name, *callable, out);
    }
    return false;
  };
  if (!parse()) return false;
  Leave();
  return true;
}

bool Parser::FailUnknownFunction(const Token& name) {
  const std::string word = AsciiLower(TextOf(name));
  std::vector<std::string_view> names = FunctionNames();
  names.insert(names.end(), AggregateNames().begin(), AggregateNames().end());
  std::string help;
  if (word == "row_number" || word == "rank" || word == "dense_rank" || word == "lag" ||
      word == "lead") {
    help = "windows are measures of the model: rolling, to_date, offset, share_of";
  } else if (word == "to_date" || word == "to_timestamp" || word == "strftime" ||
             word == "to_char" || word == "date_format" || word == "strptime") {
    help = "read a text by cast(x as date); texts are made where the answer is shown";
  } else if (word == "countif" || word == "count_if" || word == "sumif" || word == "sum_if") {
    help = "write count(*) filter (where ...) or sum(x) filter (where ...)";
  } else if (word == "isnull") {
    help = "write `x is null`, or coalesce(x, y) for the first that is not NULL";
  } else if (word == "min_by" || word == "arg_min") {
    help = "write first(value, time)";
  } else if (word == "max_by" || word == "arg_max") {
    help = "write last(value, time)";
  }
  return Fail(ErrorCode::kUnknownFunction, name.span,
              "there is no function " + Quoted(TextOf(name)), std::move(help),
              ClosestNames(word, names));
}

bool Parser::FailArity(const Token& name, std::string_view signature, std::size_t min,
                       std::size_t max, std::size_t given) {
  std::string wanted = std::to_string(min);
  if (max == 255) {
    wanted = "at least " + wanted;
  } else if (max > min) {
    wanted += (max == min + 1 ? " or " : " to ") + std::to_string(max);
  }
  if (max == 0) wanted = "no";
  return Fail(ErrorCode::kWrongArity, From(name.span),
              AsciiLower(TextOf(name)) + " takes " + wanted +
                  (max == 1 ? " argument" : " arguments") + ", not " + std::to_string(given),
              "write " + std::string(signature));
}

bool Parser::ParseArguments(const Token& open, Arguments& out) {
  if (Take(TokenKind::kClose)) return true;
  return ParseMoreArguments(open, out) && ExpectClose(TokenKind::kClose, open);
}

// One or more values with commas between them.
bool Parser::ParseMoreArguments(const Token&, Arguments& out) {
  do {
    Parsed value;
    if (!ParseExpr(Level::kOr, value)) return false;
    out.height = std::max(out.height, value.height);
    out.values.push_back(std::move(value.expr));
  } while (Take(TokenKind::kComma));
  return true;
}

bool Parser::FinishCall(const Token& name, Function function, Arguments args, time::TimeField field,
                        Parsed& out) {
  const FunctionInfo& info = InfoOf(function);
  const std::size_t count = args.values.size();
  if (count < info.args_min || (info.args_max != 255 && count > info.args_max)) {
    // The unit or part stands in front of the arguments.
    const std::size_t words = field.kind == time::TimeField::Kind::kNone ? 0 : 1;
    const std::size_t max = info.args_max == 255 ? 255 : info.args_max + words;
    return FailArity(name, info.signature, info.args_min + words, max, count + words);
  }
  return Finish(Call{function, std::move(args.values), field}, args.height, From(name.span), out);
}

bool Parser::ParseFunction(const Token& name, const Callable& callable, Parsed& out) {
  Token open;
  Arguments args;
  if (!ExpectOpen(open) || !ParseArguments(open, args)) return false;
  const auto function = static_cast<Function>(callable.id);
  if (callable.form == CallForm::kTwoOnly && args.values.size() != 2) {
    return FailArity(name, AsciiLower(TextOf(name)) + "(value, other)", 2, 2, args.values.size());
  }
  if (function == Function::kLog && args.values.size() == 1) {
    return Fail(ErrorCode::kWrongArity, From(name.span),
                "log of one number is to base 10 in some databases, natural in others",
                "write ln(x), log10(x) or log(base, x)");
  }
  return FinishCall(name, function, std::move(args), {}, out);
}

// A unit is a bare word or a text: date_trunc(month, x), date_trunc('month', x).
bool Parser::ParseGrain(std::string_view function, time::Grain& grain) {
  const bool is_text = Is(TokenKind::kText);
  if (!is_text && !Is(TokenKind::kWord)) {
    return Unexpected("a unit", "write " + std::string(function) + "('month', ...)");
  }
  std::string word = AsciiLower(is_text ? Unquoted(token_) : std::string(TextOf(token_)));
  std::optional<time::Grain> found = time::ParseGrain(word);
  if (!found && word.ends_with('s')) found = time::ParseGrain(word.substr(0, word.size() - 1));
  if (!found) {
    std::vector<std::string_view> names;
    for (int i = 0; i < time::kGrainCount; ++i) {
      names.push_back(time::GrainName(static_cast<time::Grain>(i)));
    }
    return Fail(ErrorCode::kBadLiteral, token_.span, "there is no unit " + Quoted(word),
                "the unit comes first; units are second, minute, hour, day, week, month, quarter "
                "and year",
                ClosestNames(word, names));
  }
  grain = *found;
  Advance();
  return true;
}

bool Parser::ParsePart(std::string_view function, time::Part& part) {
  const bool is_text = Is(TokenKind::kText);
  if (!is_text && !Is(TokenKind::kWord)) {
    return Unexpected("a part", "write " + std::string(function));
  }
  const std::string word = AsciiLower(is_text ? Unquoted(token_) : std::string(TextOf(token_)));
  if (std::find(std::begin(kWeekdayWords), std::end(kWeekdayWords), word) !=
      std::end(kWeekdayWords)) {
    return Fail(ErrorCode::kBadLiteral, token_.span,
                "\"" + word + "\" counts from 0 or 1 and from Sunday or Monday, by database",
                "write day_of_week: 1 is Monday, 7 is Sunday");
  }
  std::optional<time::Part> found = time::ParsePart(word);
  for (const auto& [known, meaning] : kPartWords) {
    if (known == word) found = meaning;
  }
  if (!found) {
    std::vector<std::string_view> names;
    for (int i = 0; i < time::kPartCount; ++i) {
      names.push_back(time::PartName(static_cast<time::Part>(i)));
    }
    return Fail(ErrorCode::kBadLiteral, token_.span, "there is no part " + Quoted(word),
                "parts are year, quarter, month, week, day_of_year, day_of_month, day_of_week and "
                "hour",
                ClosestNames(word, names));
  }
  part = *found;
  Advance();
  return true;
}

bool Parser::ParseUnitFunction(const Token& name, const Callable& callable, Parsed& out) {
  const auto function = static_cast<Function>(callable.id);
  const std::string_view signature = InfoOf(function).signature;
  Token open;
  Arguments args;
  time::Grain grain;
  if (!ExpectOpen(open)) return false;
  if (Take(TokenKind::kClose)) {
    const std::size_t words = InfoOf(function).args_min + std::size_t{1};
    return FailArity(name, signature, words, words, 0);
  }
  if (!ParseGrain(InfoOf(function).name, grain)) return false;
  if (!Take(TokenKind::kComma)) {
    if (!Is(TokenKind::kClose)) {
      return Unexpected("`,` behind the unit", "write " + std::string(signature));
    }
  } else if (!ParseMoreArguments(open, args)) {
    return false;
  }
  if (!ExpectClose(TokenKind::kClose, open)) return false;
  // The tree has the time first, as all others.
  if (callable.form == CallForm::kDateAdd && args.values.size() == 2) {
    std::swap(args.values[0], args.values[1]);
  }
  return FinishCall(name, function, std::move(args), FieldOf(grain), out);
}

// date_part('year', x), year(x).
bool Parser::ParsePartFunction(const Token& name, const Callable& callable, Parsed& out) {
  Token open;
  Arguments args;
  if (!ExpectOpen(open)) return false;
  if (callable.form == CallForm::kPart) {
    if (!ParseArguments(open, args)) return false;
    if (args.values.size() != 1) {
      return FailArity(name, AsciiLower(TextOf(name)) + "(time)", 1, 1, args.values.size());
    }
    return FinishCall(name, Function::kDatePart, std::move(args),
                      FieldOf(static_cast<time::Part>(callable.id)), out);
  }
  time::Part part;
  const std::string_view signature = InfoOf(Function::kDatePart).signature;
  if (Take(TokenKind::kClose)) return FailArity(name, signature, 2, 2, 0);
  if (!ParsePart(signature, part)) return false;
  if (!Is(TokenKind::kComma) && !Is(TokenKind::kClose)) {
    return Unexpected("`,` behind the part", "write " + std::string(signature));
  }
  if (Take(TokenKind::kComma) && !ParseMoreArguments(open, args)) return false;
  if (!ExpectClose(TokenKind::kClose, open)) return false;
  return FinishCall(name, Function::kDatePart, std::move(args), FieldOf(part), out);
}

bool Parser::ParseExtract(const Token& name, Parsed& out) {
  Token open;
  Arguments args;
  time::Part part;
  if (!ExpectOpen(open) || !ParsePart("extract(year from time)", part)) return false;
  if (!TakeWord("from")) return Unexpected("`from`", "write extract(year from time)");
  if (!ParseMoreArguments(open, args) || !ExpectClose(TokenKind::kClose, open)) return false;
  return FinishCall(name, Function::kDatePart, std::move(args), FieldOf(part), out);
}

// substring(x, 2, 3), substring(x from 2 for 3).
bool Parser::ParseSubstring(const Token& name, const Callable& callable, Parsed& out) {
  Token open;
  Arguments args;
  if (!ExpectOpen(open)) return false;
  if (!Take(TokenKind::kClose)) {
    if (!ParseMoreArguments(open, args)) return false;
    if (args.values.size() == 1 && TakeWord("from")) {
      if (!ParseMoreArguments(open, args)) return false;
      if (args.values.size() == 2 && TakeWord("for") && !ParseMoreArguments(open, args)) {
        return false;
      }
    }
    if (!ExpectClose(TokenKind::kClose, open)) return false;
  }
  return FinishCall(name, static_cast<Function>(callable.id), std::move(args), {}, out);
}

// trim(x), trim(x, 'ab'), trim(both 'ab' from x), trim(leading from x).
bool Parser::ParseTrim(const Token& name, const Callable& callable, Parsed& out) {
  auto function = static_cast<Function>(callable.id);
  Token open;
  Arguments args;
  if (!ExpectOpen(open)) return false;
  Lexer ahead = lexer_;
  const TokenKind next = ahead.Next().kind;
  // A column may be named `both`: then a sign follows.
  const bool side_follows =
      next == TokenKind::kText || next == TokenKind::kWord || next == TokenKind::kQuoted;
  bool sided = false;
  if (function == Function::kTrim && side_follows) {
    if (IsWord("leading")) function = Function::kLtrim;
    if (IsWord("trailing")) function = Function::kRtrim;
    sided = function != Function::kTrim || IsWord("both");
    if (sided) Advance();
  }
  if (sided && TakeWord("from")) {
    if (!ParseMoreArguments(open, args)) return false;
  } else if (!Is(TokenKind::kClose)) {
    if (!ParseMoreArguments(open, args)) return false;
    if (args.values.size() == 1 && TakeWord("from")) {
      if (!ParseMoreArguments(open, args)) return false;
      if (args.values.size() == 2) std::swap(args.values[0], args.values[1]);
    } else if (sided) {
      return Unexpected("`from`", "write trim(leading '0' from text)");
    }
  }
  if (!ExpectClose(TokenKind::kClose, open)) return false;
  return FinishCall(name, function, std::move(args), {}, out);
}

// The order of two arguments differs between databases, so they must be named.
bool Parser::ParsePosition(const Token& name, Parsed& out) {
  Token open;
  Parsed part;
  Parsed text;
  if (!ExpectOpen(open) || !ParseExpr(Level::kConcat, part)) return false;
  if (!Take(TokenKind::kIn)) {
    return Unexpected("`in`", "write position(part in text), or strpos(text, part)");
  }
  if (!ParseExpr(Level::kOr, text) || !ExpectClose(TokenKind::kClose, open)) return false;
  Arguments args;
  args.height = std::max(part.height, text.height);
  args.values.push_back(std::move(text.expr));
  args.values.push_back(std::move(part.expr));
  return FinishCall(name, Function::kPosition, std::move(args), {}, out);
}

bool Parser::ParseNullTest(const Token& name, bool negated, Parsed& out) {
  Token open;
  Arguments args;
  if (!ExpectOpen(open) || !ParseArguments(open, args)) return false;
  if (args.values.size() != 1) {
    const std::string_view signature =
        SignatureOf(negated ? CallForm::kIsNotNull : CallForm::kIsNull);
    return FailArity(name, signature, 1, 1, args.values.size());
  }
  return Finish(IsNull{std::move(args.values[0]), negated}, args.height, From(name.span), out);
}

bool Parser::ParseCastCall(const Token& name, bool or_null, Parsed& out) {
  Token open;
  Parsed operand;
  DataType type;
  if (!ExpectOpen(open) || !ParseExpr(Level::kOr, operand)) return false;
  if (!TakeWord("as")) return Unexpected("`as`", "write cast(x as integer)");
  if (!ParseType(type) || !ExpectClose(TokenKind::kClose, open, "`)`")) return false;
  return Finish(Cast{std::move(operand.expr), type, or_null}, operand.height, From(name.span), out);
}

bool Parser::ParseDateOf(const Token& name, Parsed& out) {
  Token open;
  Arguments args;
  if (!ExpectOpen(open) || !ParseArguments(open, args)) return false;
  if (args.values.size() == 3) {
    return FinishCall(name, Function::kMakeDate, std::move(args), {}, out);
  }
  if (args.values.size() != 1) {
    return FailArity(name, SignatureOf(CallForm::kDateOf), 1, 1, args.values.size());
  }
  return Finish(Cast{std::move(args.values[0]), {TypeKind::kDate}, false}, args.height,
                From(name.span), out);
}

}  // namespace semaflow::expr
