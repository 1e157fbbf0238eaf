// How operators and joins are written, and how tightly operators hold their operands together.
#pragma once

#include <string_view>

#include "sql/tree.h"

namespace semaflow::sql {

/// How tightly an expression holds together; a child that holds less tightly than its place asks
/// for stands in parentheses. Comparisons, IS, IN, LIKE and BETWEEN do not chain.
enum Level : int {
  kOrLevel = 1,
  kAndLevel,
  kNotLevel,
  kTestLevel,
  kConcatLevel,
  kSumLevel,
  kProductLevel,
  kSignLevel,
  kPostfixLevel,
  kAtomLevel,
};

struct BinaryWord {
  std::string_view word;
  Level level;
};

/// An operator that is left after legalizing.
BinaryWord WordOf(Operator op);
/// How tightly an expression holds its parts, once it is legalized.
Level LevelOf(const Expr& expr);
/// A statement without the semicolon and blanks at its end.
std::string_view WithoutEnd(std::string_view sql);
/// "LEFT JOIN ".
std::string_view WordOf(JoinKind kind);

}  // namespace semaflow::sql
