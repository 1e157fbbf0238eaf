// Parse(Print(e)) == e for random trees, and what Print writes for trees that no text gives.
#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "expr/functions.h"
#include "expr/parse.h"
#include "expr/visit.h"

namespace semaflow::expr {
namespace {

// Random trees of the shapes that Parse gives.
class Trees {
 public:
  explicit Trees(std::uint32_t seed) : random_(seed) {}

  Expr Any(int depth) {
    if (depth == 0) return Leaf();
    switch (Below(16)) {
      case 0:
        return Negated(depth);
      case 1:
        return Expr{Unary{UnaryOp::kNot, Any(depth - 1)}};
      case 2:
      case 3:
      case 4:
        return Plain(depth);
      case 5:
        return Chain(depth);
      case 6:
        return Expr{InList{Any(depth - 1), Several(depth, Below(4)), Coin()}};
      case 7:
        return Expr{Between{Any(depth - 1), Any(depth - 1), Any(depth - 1), Coin()}};
      case 8:
        return Expr{IsNull{Any(depth - 1), Coin()}};
      case 9:
        return Expr{Like{Any(depth - 1), Any(depth - 1), Coin(), Coin()}};
      case 10:
        return Choice(depth);
      case 11:
        return Expr{Cast{Any(depth - 1), Type(), Coin()}};
      case 12:
      case 13:
        return Function_(depth);
      case 14:
        return in_aggregate_ ? Leaf() : Aggregate_(depth);
      default:
        return in_aggregate_ ? Leaf() : Filtered_(depth);
    }
  }

 private:
  std::uint32_t Below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
  bool Coin() { return Below(2) == 0; }

  Exprs Several(int depth, std::size_t count) {
    Exprs exprs;
    for (std::size_t i = 0; i < count; ++i) exprs.push_back(Any(depth - 1));
    return exprs;
  }

  Expr Leaf() { return Below(3) == 0 ? Expr{Literal{AnyValue()}} : Expr{AnyName()}; }

  Name AnyName() {
    static const std::string_view words[] = {
        "a",   "b",    "order_date", "and",    "end",  "Null",   "date",      "interval",
        "x y", "a\"b", "it's",       "1st",    "é",    "filter", "distinct",  "current_date",
        "a.b", "",     "where",      "select", "both", "Column", "timestamp", "as"};
    Name name;
    const std::uint32_t count = 1 + Below(3);
    while (name.parts.size() < count) {
      std::string word(words[Below(std::size(words))]);
      if (!word.empty()) name.parts.push_back(std::move(word));
    }
    return name;
  }

  Value AnyValue() {
    switch (Below(12)) {
      case 0:
        return Null{};
      case 1:
        return Coin();
      case 2:
        return static_cast<std::int64_t>(Below(100)) - 50;
      case 3:
        return static_cast<std::int64_t>(random_());
      case 4:
        return (static_cast<double>(Below(2000)) - 1000) / 7;
      case 5:
        return Decimal{std::string(Coin() ? "-" : "") + "1" + std::to_string(Below(99)) + ".250"};
      case 6:
        return std::string(Coin() ? "it's \"x\" \\ é\n" : "");
      case 7:
        return Date{static_cast<std::int32_t>(Below(60'000)) - 30'000};
      case 8:
        return Timestamp{static_cast<std::int64_t>(random_() >> 13) - (std::int64_t{1} << 50)};
      case 9:
        return Instant{static_cast<std::int64_t>(random_() >> 13) - (std::int64_t{1} << 50)};
      case 10:
        return TimeOfDay{static_cast<std::int64_t>(random_() % 86'400'000'000)};
      default:
        return Interval{static_cast<std::int32_t>(random_()), static_cast<std::int32_t>(random_()),
                        static_cast<std::int64_t>(random_() >> 1) * (Coin() ? 1 : -1)};
    }
  }

  Expr Negated(int depth) {
    Expr operand = Any(depth - 1);
    // -5 is one number.
    if (const auto* literal = As<Literal>(operand)) {
      const TypeKind kind = KindOf(literal->value);
      if (kind == TypeKind::kInteger || kind == TypeKind::kFloat || kind == TypeKind::kDecimal) {
        return operand;
      }
    }
    return Expr{Unary{UnaryOp::kNegate, std::move(operand)}};
  }

  Expr Plain(int depth) {
    constexpr BinaryOp ops[] = {BinaryOp::kAdd,    BinaryOp::kSubtract, BinaryOp::kMultiply,
                                BinaryOp::kDivide, BinaryOp::kModulo,   BinaryOp::kEq,
                                BinaryOp::kNe,     BinaryOp::kLt,       BinaryOp::kLe,
                                BinaryOp::kGt,     BinaryOp::kGe};
    return Expr{Binary{ops[Below(std::size(ops))], Any(depth - 1), Any(depth - 1)}};
  }

  // Leans to the left and holds no chain of its own kind.
  Expr Chain(int depth) {
    constexpr BinaryOp ops[] = {BinaryOp::kAnd, BinaryOp::kOr, BinaryOp::kConcat};
    const BinaryOp op = ops[Below(std::size(ops))];
    const auto item = [&] {
      while (true) {
        Expr expr = Any(depth - 1);
        const auto* binary = As<Binary>(expr);
        if (binary == nullptr || binary->op != op) return expr;
      }
    };
    Expr chain = item();
    for (std::uint32_t i = 1 + Below(4); i > 0; --i) {
      Box<Expr> left = std::move(chain);
      chain = Expr{Binary{op, std::move(left), item()}};
    }
    return chain;
  }

  Expr Choice(int depth) {
    Case node;
    for (std::uint32_t i = 1 + Below(3); i > 0; --i) {
      node.branches.push_back({Any(depth - 1), Any(depth - 1)});
    }
    if (Coin()) node.otherwise = Any(depth - 1);
    return Expr{std::move(node)};
  }

  DataType Type() {
    switch (Below(4)) {
      case 0:
        return {TypeKind::kDecimal, 18, static_cast<std::uint8_t>(Below(19))};
      case 1:
        return {.kind = TypeKind::kList, .element = TypeKind::kText};
      default:
        return {static_cast<TypeKind>(1 + Below(13))};
    }
  }

  Expr Function_(int depth) {
    Call call{static_cast<Function>(Below(kFunctionCount)), {}, {}};
    const FunctionInfo& info = InfoOf(call.function);
    const std::uint32_t more = info.args_max == 255 ? 3 : info.args_max - info.args_min + 1u;
    call.args = Several(depth, info.args_min + Below(more));
    switch (call.function) {
      case Function::kDateTrunc:
      case Function::kDateAdd:
      case Function::kDateDiff:
        call.field = {.kind = time::TimeField::Kind::kGrain,
                      .grain = static_cast<time::Grain>(Below(time::kGrainCount))};
        break;
      case Function::kDatePart:
        call.field = {.kind = time::TimeField::Kind::kPart,
                      .part = static_cast<time::Part>(Below(time::kPartCount))};
        break;
      default:
        break;
    }
    return Expr{std::move(call)};
  }

  Expr Aggregate_(int depth) {
    in_aggregate_ = true;
    const auto function = static_cast<AggregateFunction>(Below(kAggregateCount));
    AggregateDetails details;
    const bool is_rows = function == AggregateFunction::kCount && Coin();
    if (!is_rows) details.args.push_back(Any(depth - 1));
    if (Coin()) details.filter = Any(depth - 1);
    const bool ordered =
        function == AggregateFunction::kStringAgg || function == AggregateFunction::kArrayAgg ||
        function == AggregateFunction::kFirst || function == AggregateFunction::kLast;
    if (ordered && Coin()) details.order_by = Any(depth - 1);
    if (function == AggregateFunction::kStringAgg && Coin()) details.separator = "it's; ";
    if (function == AggregateFunction::kPercentile) {
      details.fraction = static_cast<double>(Below(1001)) / 1000;
      details.percentile = static_cast<PercentileKind>(Below(3));
    }
    in_aggregate_ = false;
    return Expr{Aggregate{function, std::move(details)}};
  }

  Expr Filtered_(int depth) {
    in_aggregate_ = true;
    Expr filter = Any(depth - 1);
    in_aggregate_ = false;
    return Expr{Filtered{Expr{AnyName()}, std::move(filter)}};
  }

  std::mt19937_64 random_;
  bool in_aggregate_ = false;
};

TEST(Print, ReadsBackAsTheSameTree) {
  for (std::uint32_t seed = 0; seed < 20'000; ++seed) {
    const Expr expr = Trees(seed).Any(static_cast<int>(seed % 5));
    const std::string text = Print(expr);
    const Result<Expr> parsed = Parse(text);
    ASSERT_TRUE(parsed) << "seed " << seed << "\n" << text << "\n" << FormatError(parsed.error());
    ASSERT_EQ(*parsed, expr) << "seed " << seed << "\n" << text << "\n" << Print(*parsed);
    ASSERT_EQ(Print(*parsed), text) << "seed " << seed;
  }
}

// Each pair of brackets is needed: without it another tree is read, or none.
TEST(Print, WritesNoNeedlessParentheses) {
  int brackets = 0;
  for (std::uint32_t seed = 0; seed < 2'000; ++seed) {
    const std::string text = Print(Trees(seed).Any(3));
    const Expr expr = *Parse(text);
    for (std::size_t open = text.find('('); open != std::string::npos;
         open = text.find('(', open + 1)) {
      int depth = 0;
      std::size_t close = open;
      do {
        if (text[close] == '(') ++depth;
        if (text[close] == ')') --depth;
        ++close;
      } while (depth > 0 && close < text.size());
      // A bracket in a text; current_date(), which needs none; -(-x), which would be a comment.
      if (depth > 0 || close - open == 2 || text.substr(open > 0 ? open - 1 : 0, 3) == "-(-") {
        continue;
      }
      std::string without = text;
      without[close - 1] = ' ';
      without[open] = ' ';
      const Result<Expr> other = Parse(without);
      EXPECT_FALSE(other && *other == expr) << text << "\n" << without;
      ++brackets;
    }
  }
  EXPECT_GT(brackets, 1'000);
}

TEST(Print, WhatNoTextGives) {
  EXPECT_EQ(Print(Expr{Ref{RefKind::kColumn, kSelf, 3, {}}}), "#column:self.3");
  EXPECT_EQ(Print(Expr{Ref{RefKind::kDimension, 2, 5, *time::ParseTimeField("month")}}),
            "#dimension:2.5.month");
  EXPECT_EQ(Print(Expr{Ref{RefKind::kMeasure, 0, 1, {}}}), "#measure:0.1");
  EXPECT_EQ(Print(Expr{Ref{RefKind::kFlowDimension, 0, 1, *time::ParseTimeField("day_of_week")}}),
            "#flow_dimension:0.1.day_of_week");
  EXPECT_EQ(Print(Expr{Ref{RefKind::kFlowMeasure, 0, 1, {}}}), "#flow_measure:0.1");
  EXPECT_EQ(Print(Expr{Aggregate{AggregateFunction::kCount,
                                 AggregateDetails{.args = {Expr{Ref{RefKind::kRows, 1, 0, {}}}}}}}),
            "count(#rows:1.0)");
  EXPECT_EQ(Print(Expr{SqlEscape{{{"duckdb", "list_max(x)"}, {"trino", "'q'"}}}}),
            "sql(duckdb: 'list_max(x)', trino: '''q''')");
  const Expr revenue{Name{{"o", "revenue"}}};
  EXPECT_EQ(Print(Expr{Share{revenue, {}}}), "share(o.revenue)");
  EXPECT_EQ(Print(Expr{Share{revenue, {Expr{Name{{"a"}}}, Expr{Name{{"b"}}}}}}),
            "share(o.revenue of a, b)");
  EXPECT_EQ(Print(Expr{Literal{semaflow::Binary{"\x01\xff"}}}), "binary '01ff'");
  // Still what it says, though the parser would make one number of it.
  EXPECT_EQ(Print(Expr{Unary{UnaryOp::kNegate, Expr{Literal{std::int64_t{-5}}}}}), "-(-5)");
}

TEST(Print, EndsOfRanges) {
  for (const Value& value :
       {Value{std::numeric_limits<std::int64_t>::min()}, Value{std::numeric_limits<double>::max()},
        Value{std::numeric_limits<double>::denorm_min()},
        Value{Interval{INT32_MIN, INT32_MIN, INT64_MIN + 1}}, Value{Interval{}},
        Value{TimeOfDay{86'399'999'999}}}) {
    const Expr expr{Literal{value}};
    const Result<Expr> parsed = Parse(Print(expr));
    ASSERT_TRUE(parsed) << Print(expr);
    EXPECT_EQ(*parsed, expr) << Print(expr);
  }
}

}  // namespace
}  // namespace semaflow::expr
