// The walk that both TypeOf and CheckTypes are. Inside of the room only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "expr/expr.h"
#include "expr/typing.h"
#include "semaflow/error.h"

namespace semaflow::expr {

/// The first thing that does not fit.
struct TypeProblem {
  ErrorCode code = ErrorCode::kTypeMismatch;
  Span span{};
  std::string message;
  std::string help;
};

/// Computes types and remembers the first problem. What does not fit has an unknown type, so that
/// one mistake is told once.
class TypeChecker {
 public:
  explicit TypeChecker(const TypeScope& scope) : scope_(scope) {}

  DataType Of(const Expr& expr);
  const std::optional<TypeProblem>& problem() const { return problem_; }

 private:
  DataType Of(const Literal& literal, const Expr& expr);
  DataType Of(const Name& name, const Expr& expr);
  DataType Of(const Ref& ref, const Expr& expr);
  DataType Of(const Unary& unary, const Expr& expr);
  DataType Of(const Binary& binary, const Expr& expr);
  DataType Of(const InList& in_list, const Expr& expr);
  DataType Of(const Between& between, const Expr& expr);
  DataType Of(const IsNull& is_null, const Expr& expr);
  DataType Of(const Like& like, const Expr& expr);
  DataType Of(const Case& node, const Expr& expr);
  DataType Of(const Cast& cast, const Expr& expr);
  DataType Of(const Call& call, const Expr& expr);
  DataType Of(const Aggregate& aggregate, const Expr& expr);
  DataType Of(const Filtered& filtered, const Expr& expr);
  DataType Of(const SqlEscape& escape, const Expr& expr);
  DataType Of(const Share& share, const Expr& expr);

  DataType Arithmetic(const Binary& binary, const Expr& expr);
  DataType SumOfTimes(BinaryOp op, const DataType& left, const DataType& right, const Expr& expr);
  /// Checks that two values can be compared.
  void Compare(const Expr& a, const DataType& a_type, const Expr& b, const DataType& b_type);
  /// The common type of values that stand for each other; a text literal takes the type of a time.
  DataType FailTimeText(const Expr& literal, const DataType& type, bool compares);
  DataType Join(const Expr& a, const DataType& a_type, const Expr& b, const DataType& b_type,
                std::string_view what);
  void Condition(const Expr& expr);
  void CheckTimeUnit(const Call& call, const DataType& time, const Expr& expr);
  DataType TypeOfCall(const Call& call, const std::vector<DataType>& types, const Expr& expr);

  DataType Fail(Span span, std::string message, std::string help = {},
                ErrorCode code = ErrorCode::kTypeMismatch);

  const TypeScope& scope_;
  std::optional<TypeProblem> problem_;
};

/// The type of `+ - * %` over two numbers, at least one of which is known.
DataType ArithmeticType(BinaryOp op, const DataType& a, const DataType& b);
/// The text of a literal that is one, else nullptr.
const std::string* TextLiteral(const Expr& expr);
/// A text as a value of kind date, timestamp, timestamptz or time; nullopt when it is none.
std::optional<Value> TimeValueOf(std::string_view text, TypeKind kind);
/// A literal (a text too) of a day or a wall clock: an instant once a zone is known.
bool IsLocalTime(const Expr& expr);
/// Date, timestamp, timestamptz or time of day: the kinds that a text literal may stand for.
bool TakesTextLiteral(TypeKind kind);
/// "an integer", "a decimal(18, 2)".
std::string WithArticle(const DataType& type);

}  // namespace semaflow::expr
