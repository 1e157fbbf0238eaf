#include "tests/property/named_rows.h"

#include <algorithm>
#include <map>
#include <stdexcept>

#include "tests/property/case_runner.h"

namespace semaflow::property {
namespace {

std::size_t PositionOf(const NamedRows& answer, const std::string& name) {
  const auto found = std::find(answer.columns.begin(), answer.columns.end(), name);
  if (found == answer.columns.end()) throw std::runtime_error("no column " + name);
  return static_cast<std::size_t>(found - answer.columns.begin());
}

// The rows with their columns in the order of `like`.
std::vector<Row> Arranged(const NamedRows& answer, const std::vector<std::string>& like) {
  std::vector<std::size_t> places;
  for (const std::string& name : like) places.push_back(PositionOf(answer, name));
  std::vector<Row> rows;
  for (const Row& row : answer.rows) {
    Row& arranged = rows.emplace_back();
    for (const std::size_t place : places) arranged.push_back(row[place]);
  }
  return rows;
}

using Groups = std::map<Row, Row, KeyLess>;

// By the dimensions, which are those of `like`.
Groups GroupsOf(const NamedRows& answer, const NamedRows& like) {
  std::vector<std::string> names(
      like.columns.begin(), like.columns.begin() + static_cast<std::ptrdiff_t>(like.dimensions));
  const std::vector<Row> keys = Arranged(answer, names);
  Groups groups;
  for (std::size_t i = 0; i < keys.size(); ++i) groups.emplace(keys[i], answer.rows[i]);
  return groups;
}

std::string TextOf(const Row& row) {
  std::string text;
  for (const Cell& cell : row) text += (text.empty() ? "" : "|") + ToText(cell);
  return "(" + text + ")";
}

Cell Plus(const Cell& a, const Cell& b) {
  if (IsNull(a)) return b;
  if (IsNull(b)) return a;
  return Combine(Arithmetic::kAdd, a, b);
}

// NULL stands for nothing to add. A sum of decimals may have more digits than its parts.
bool IsSum(const Cell& sum, const Cell& of_parts) {
  if (IsNull(sum)) return IsNull(of_parts) || ToDouble(of_parts) == 0;
  if (IsNull(of_parts)) return ToDouble(sum) == 0;
  if (std::holds_alternative<double>(sum)) {
    return SameAnswer(ToDouble(sum), ToDouble(of_parts)) ||
           std::abs(ToDouble(sum) - ToDouble(of_parts)) < 1e-9;
  }
  return Compare(sum, of_parts) == 0;
}

}  // namespace

std::string DifferenceOf(const NamedRows& a, const NamedRows& b, bool ordered) {
  const std::vector<Row> rows = Arranged(b, a.columns);
  if (SameRows(a.rows, rows, ordered)) return {};
  std::string text = "other rows:\n";
  for (const Row& row : a.rows) text += "  " + TextOf(row) + "\n";
  text += "and\n";
  for (const Row& row : rows) text += "  " + TextOf(row) + "\n";
  return text;
}

std::string GroupsBeyond(const NamedRows& part, const NamedRows& whole) {
  const Groups all = GroupsOf(whole, whole);
  for (const auto& [key, row] : GroupsOf(part, whole)) {
    if (!all.contains(key)) return "a group that was not there: " + TextOf(key);
  }
  return {};
}

std::string ValuesChanged(const NamedRows& part, const NamedRows& whole) {
  const Groups all = GroupsOf(whole, part);
  for (const auto& [key, row] : GroupsOf(part, part)) {
    const auto same = all.find(key);
    if (same == all.end()) return "a group is lost: " + TextOf(key);
    for (std::size_t i = part.dimensions; i < part.columns.size(); ++i) {
      const Cell& now = same->second[PositionOf(whole, part.columns[i])];
      if (SameAnswer(row[i], now)) continue;
      return part.columns[i] + " is " + ToText(row[i]) + " and " + ToText(now) + " in " +
             TextOf(key);
    }
  }
  return {};
}

std::string TotalMissed(const NamedRows& groups, const NamedRows& total,
                        const std::string& measure) {
  Cell sum = Null{};
  for (const Row& row : groups.rows) sum = Plus(sum, row[PositionOf(groups, measure)]);
  const Cell& whole = total.rows.at(0)[PositionOf(total, measure)];
  if (IsSum(whole, sum)) return {};
  return measure + " is " + ToText(whole) + " in total, and " + ToText(sum) + " over its groups";
}

std::string PartsMissed(const NamedRows& some, const NamedRows& others, const NamedRows& all,
                        const std::string& measure) {
  const Groups of_some = GroupsOf(some, all);
  const Groups of_others = GroupsOf(others, all);
  const auto value = [&](const NamedRows& answer, const Groups& groups, const Row& key) -> Cell {
    const auto group = groups.find(key);
    return group == groups.end() ? Cell{Null{}} : group->second[PositionOf(answer, measure)];
  };
  for (const auto& [key, row] : GroupsOf(all, all)) {
    const Cell sum = Plus(value(some, of_some, key), value(others, of_others, key));
    const Cell& whole = row[PositionOf(all, measure)];
    if (!IsSum(whole, sum)) {
      return measure + " is " + ToText(whole) + " in " + TextOf(key) + ", and its parts " +
             ToText(sum);
    }
  }
  return {};
}

}  // namespace semaflow::property
