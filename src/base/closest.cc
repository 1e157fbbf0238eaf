#include "base/closest.h"

#include <algorithm>
#include <array>

#include "base/ascii.h"

namespace semaflow {
namespace {

constexpr std::size_t kLengthMax = 256;
constexpr std::size_t kCandidatesMax = 3;

// The distance of optimal string alignment (insert, delete, replace, swap neighbours), or limit + 1
// when it is larger. Only the band of cells within `limit` of the diagonal is filled.
std::size_t CappedDistance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t beyond = limit + 1;
  if (a.size() > b.size()) std::swap(a, b);
  if (b.size() - a.size() > limit) return beyond;
  using Row = std::array<std::size_t, kLengthMax + 2>;
  std::array<Row, 3> rows;
  Row* before = &rows[0];
  Row* previous = &rows[1];
  Row* current = &rows[2];
  for (std::size_t j = 0; j <= std::min(b.size(), beyond); ++j) (*previous)[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const std::size_t low = i > limit ? i - limit : 1;
    const std::size_t high = std::min(b.size(), i + limit);
    (*current)[low - 1] = low == 1 ? i : beyond;
    std::size_t best = beyond;
    for (std::size_t j = low; j <= high; ++j) {
      const char x = AsciiLower(a[i - 1]);
      const char y = AsciiLower(b[j - 1]);
      std::size_t cost = (*previous)[j - 1] + (x == y ? 0 : 1);
      cost = std::min(cost, (*current)[j - 1] + 1);
      if (j < i + limit) cost = std::min(cost, (*previous)[j] + 1);
      if (i > 1 && j > 1 && x == AsciiLower(b[j - 2]) && y == AsciiLower(a[i - 2])) {
        cost = std::min(cost, (*before)[j - 2] + 1);
      }
      (*current)[j] = std::min(cost, beyond);
      best = std::min(best, (*current)[j]);
    }
    if (best == beyond) return beyond;
    Row* spare = before;
    before = previous;
    previous = current;
    current = spare;
  }
  return (*previous)[b.size()];
}

}  // namespace

std::vector<std::string> ClosestNames(std::string_view wanted,
                                      std::span<const std::string_view> names) {
  if (wanted.empty() || wanted.size() > kLengthMax) return {};
  const std::size_t limit = wanted.size() == 1 ? 0 : std::max<std::size_t>(1, wanted.size() / 5);
  struct Found {
    std::size_t distance;
    std::string_view name;
  };
  std::vector<Found> found;
  for (const std::string_view name : names) {
    if (name.size() > wanted.size() + limit || name.size() + limit < wanted.size()) continue;
    if (name.size() > kLengthMax) continue;
    const std::size_t distance = CappedDistance(wanted, name, limit);
    if (distance > limit) continue;
    if (std::any_of(found.begin(), found.end(),
                    [name](const Found& other) { return other.name == name; })) {
      continue;
    }
    const auto place = std::upper_bound(
        found.begin(), found.end(), distance,
        [](std::size_t value, const Found& other) { return value < other.distance; });
    found.insert(place, {distance, name});
    if (found.size() > kCandidatesMax) found.pop_back();
  }
  std::vector<std::string> candidates;
  for (const auto& [distance, name] : found) candidates.emplace_back(name);
  return candidates;
}

std::string DidYouMean(const std::vector<std::string>& candidates) {
  if (candidates.empty()) return {};
  std::string text = "did you mean ";
  for (std::size_t i = 0; i < candidates.size(); ++i) {
    if (i > 0) text += i + 1 == candidates.size() ? " or " : ", ";
    text += '"';
    text += candidates[i];
    text += '"';
  }
  text += '?';
  return text;
}

}  // namespace semaflow
