#include "sql/words.h"

#include <variant>

#include "base/check.h"
#include "sql/literal.h"

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

Level LevelOf(const Expr& expr) {
  if (const auto* binary = std::get_if<Binary>(&expr.node)) return WordOf(binary->op).level;
  if (const auto* logic = std::get_if<Logic>(&expr.node)) {
    return logic->all ? kAndLevel : kOrLevel;
  }
  if (const auto* unary = std::get_if<Unary>(&expr.node)) {
    switch (unary->op) {
      case UnaryOp::kNegate:
        return kSignLevel;
      case UnaryOp::kNot:
        return kNotLevel;
      case UnaryOp::kIsNull:
      case UnaryOp::kIsNotNull:
      case UnaryOp::kIsNotTrue:
        return kTestLevel;
    }
  }
  if (const auto* exists = std::get_if<Exists>(&expr.node)) {
    if (exists->key) return kTestLevel;
    return exists->negated ? kNotLevel : kAtomLevel;
  }
  if (std::holds_alternative<FirstItem>(expr.node)) return kPostfixLevel;
  if (const auto* constant = std::get_if<Constant>(&expr.node)) {
    return IsNegative(*constant->value) ? kSignLevel : kAtomLevel;
  }
  if (std::holds_alternative<InList>(expr.node) || std::holds_alternative<Between>(expr.node)) {
    return kTestLevel;
  }
  if (std::holds_alternative<AtZone>(expr.node) || std::holds_alternative<Collate>(expr.node)) {
    return kPostfixLevel;
  }
  return kAtomLevel;
}

std::string_view WithoutEnd(std::string_view sql) {
  while (!sql.empty() && (sql.back() == ';' || sql.back() == ' ' || sql.back() == '\n' ||
                          sql.back() == '\r' || sql.back() == '\t')) {
    sql.remove_suffix(1);
  }
  return sql;
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
