#include "sql/words.h"

#include "base/check.h"

namespace semaflow::sql {

BinaryWord WordOf(Operator op) {
  switch (op) {
    case Operator::kAdd:
      return {" + ", kSumLevel};
    case Operator::kSubtract:
      return {" - ", kSumLevel};
    case Operator::kMultiply:
      return {" * ", kProductLevel};
    case Operator::kDivideAsIs:
      return {" / ", kProductLevel};
    case Operator::kModuloAsIs:
      return {" % ", kProductLevel};
    case Operator::kDivideInteger:
      return {" // ", kProductLevel};
    case Operator::kConcat:
      return {" || ", kConcatLevel};
    case Operator::kEq:
      return {" = ", kTestLevel};
    case Operator::kNe:
      return {" <> ", kTestLevel};
    case Operator::kLt:
      return {" < ", kTestLevel};
    case Operator::kLe:
      return {" <= ", kTestLevel};
    case Operator::kGt:
      return {" > ", kTestLevel};
    case Operator::kGe:
      return {" >= ", kTestLevel};
    case Operator::kIsDistinct:
      return {" IS DISTINCT FROM ", kTestLevel};
    case Operator::kIsNotDistinct:
      return {" IS NOT DISTINCT FROM ", kTestLevel};
    case Operator::kLike:
      return {" LIKE ", kTestLevel};
    case Operator::kNotLike:
      return {" NOT LIKE ", kTestLevel};
    case Operator::kILike:
      return {" ILIKE ", kTestLevel};
    case Operator::kNotILike:
      return {" NOT ILIKE ", kTestLevel};
    case Operator::kDivide:
    case Operator::kModulo:
      break;
  }
  SEMA_CHECK(false, "an operator that was not legalized");
}

std::string_view WordOf(JoinKind kind) {
  switch (kind) {
    case JoinKind::kLeft:
      return "LEFT JOIN ";
    case JoinKind::kInner:
      return "INNER JOIN ";
    case JoinKind::kFull:
      return "FULL JOIN ";
    case JoinKind::kCross:
      return "CROSS JOIN ";
    case JoinKind::kSemi:
      return "SEMI JOIN ";
    case JoinKind::kAnti:
      return "ANTI JOIN ";
  }
  SEMA_CHECK(false, "a join without a word");
}

}  // namespace semaflow::sql
