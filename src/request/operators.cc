#include "request/operators.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace semaflow::request {

namespace {

struct Word {
  std::string_view word;
  Operator meaning;
};

constexpr Operator kEqual{OperatorKind::kEqual, false, "=="};
constexpr Operator kNotEqual{OperatorKind::kEqual, true, "!="};
constexpr Operator kGreater{OperatorKind::kGreater, false, ">"};
constexpr Operator kGreaterOrEqual{OperatorKind::kGreaterOrEqual, false, ">="};
constexpr Operator kLess{OperatorKind::kLess, false, "<"};
constexpr Operator kLessOrEqual{OperatorKind::kLessOrEqual, false, "<="};
constexpr Operator kIn{OperatorKind::kIn, false, "in"};
constexpr Operator kNotIn{OperatorKind::kIn, true, "not in"};
constexpr Operator kBetween{OperatorKind::kBetween, false, "between"};
constexpr Operator kNotBetween{OperatorKind::kBetween, true, "not between"};
constexpr Operator kInRange{OperatorKind::kInRange, false, "in_range"};
constexpr Operator kNotInRange{OperatorKind::kInRange, true, "not in_range"};
constexpr Operator kLike{OperatorKind::kLike, false, "like"};
constexpr Operator kNotLike{OperatorKind::kLike, true, "not like"};
constexpr Operator kIlike{OperatorKind::kIlike, false, "ilike"};
constexpr Operator kNotIlike{OperatorKind::kIlike, true, "not ilike"};
constexpr Operator kContains{OperatorKind::kContains, false, "contains"};
constexpr Operator kNotContains{OperatorKind::kContains, true, "not contains"};
constexpr Operator kIcontains{OperatorKind::kIcontains, false, "icontains"};
constexpr Operator kNotIcontains{OperatorKind::kIcontains, true, "not icontains"};
constexpr Operator kStartsWith{OperatorKind::kStartsWith, false, "starts_with"};
constexpr Operator kNotStartsWith{OperatorKind::kStartsWith, true, "not starts_with"};
constexpr Operator kIstartsWith{OperatorKind::kIstartsWith, false, "istarts_with"};
constexpr Operator kNotIstartsWith{OperatorKind::kIstartsWith, true, "not istarts_with"};
constexpr Operator kEndsWith{OperatorKind::kEndsWith, false, "ends_with"};
constexpr Operator kNotEndsWith{OperatorKind::kEndsWith, true, "not ends_with"};
constexpr Operator kIendsWith{OperatorKind::kIendsWith, false, "iends_with"};
constexpr Operator kNotIendsWith{OperatorKind::kIendsWith, true, "not iends_with"};
constexpr Operator kIsNull{OperatorKind::kIsNull, false, "is null"};
constexpr Operator kIsNotNull{OperatorKind::kIsNull, true, "is not null"};

// Lower case, words separated by blanks. docs/queries.md has the same list: documentation_test.cc.
constexpr auto kWords = std::to_array<Word>({
    {"==", kEqual},
    {"=", kEqual},
    {"!=", kNotEqual},
    {"<>", kNotEqual},
    {">", kGreater},
    {">=", kGreaterOrEqual},
    {"<", kLess},
    {"<=", kLessOrEqual},
    {"in", kIn},
    {"not in", kNotIn},
    {"between", kBetween},
    {"in range", kInRange},
    {"eq", kEqual},
    {"equals", kEqual},
    {"ne", kNotEqual},
    {"neq", kNotEqual},
    {"not equals", kNotEqual},
    {"gt", kGreater},
    {"gte", kGreaterOrEqual},
    {"ge", kGreaterOrEqual},
    {"lt", kLess},
    {"lte", kLessOrEqual},
    {"le", kLessOrEqual},
    {"nin", kNotIn},
    {"not between", kNotBetween},
    {"not in range", kNotInRange},
    {"like", kLike},
    {"not like", kNotLike},
    {"ilike", kIlike},
    {"not ilike", kNotIlike},
    {"contains", kContains},
    {"not contains", kNotContains},
    {"icontains", kIcontains},
    {"not icontains", kNotIcontains},
    {"starts with", kStartsWith},
    {"not starts with", kNotStartsWith},
    {"istarts with", kIstartsWith},
    {"not istarts with", kNotIstartsWith},
    {"ends with", kEndsWith},
    {"not ends with", kNotEndsWith},
    {"iends with", kIendsWith},
    {"not iends with", kNotIendsWith},
    {"is null", kIsNull},
    {"null", kIsNull},
    {"is not null", kIsNotNull},
    {"not null", kIsNotNull},
});

char Folded(char c) {
  if (c == '_') return ' ';
  return AsciiLower(c);
}

}  // namespace

std::optional<Operator> FindOperator(std::string_view word) {
  const char first = word.empty() ? '\0' : Folded(word.front());
  for (const auto& [known, meaning] : kWords) {
    if (known.size() == word.size() && known.front() == first &&
        std::equal(word.begin(), word.end(), known.begin(),
                   [](char written, char wanted) { return Folded(written) == wanted; })) {
      return meaning;
    }
  }
  return std::nullopt;
}

const std::vector<std::string_view>& OperatorNames() {
  static const std::vector<std::string_view> names = [] {
    std::vector<std::string_view> distinct;
    for (const auto& [word, meaning] : kWords) {
      if (std::find(distinct.begin(), distinct.end(), meaning.name) == distinct.end()) {
        distinct.push_back(meaning.name);
      }
    }
    return distinct;
  }();
  return names;
}

const std::vector<std::string_view>& OperatorWords() {
  static const std::vector<std::string_view> words = [] {
    std::vector<std::string_view> all = OperatorNames();
    for (const auto& [word, meaning] : kWords) all.push_back(word);
    return all;
  }();
  return words;
}

}  // namespace semaflow::request
