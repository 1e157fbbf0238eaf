#include "tests/property/wall_clock.h"

#include <algorithm>
#include <chrono>
#include <map>
#include <stdexcept>

namespace semaflow::property {
namespace {

constexpr std::int64_t kHour = 3'600'000'000;

// From an instant on, the clock is ahead of UTC by so much.
struct Law {
  std::int64_t since;
  std::int64_t ahead;
};

std::int64_t At(int year, unsigned month, unsigned day, int hour) {
  const std::chrono::sys_days date{std::chrono::year_month_day{
      std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}}};
  return date.time_since_epoch().count() * 24 * kHour + hour * kHour;
}

// From the summer of 2017 on, which is before every instant of the cases and the year that it is
// in.
const std::map<std::string, std::vector<Law>>& Laws() {
  static const std::map<std::string, std::vector<Law>> kLaws = {
      {"UTC", {{0, 0}}},
      {"Asia/Kolkata", {{0, 5 * kHour + kHour / 2}}},
      {"Europe/Amsterdam",
       {{0, 2 * kHour},
        {At(2017, 10, 29, 1), kHour},
        {At(2018, 3, 25, 1), 2 * kHour},
        {At(2018, 10, 28, 1), kHour},
        {At(2023, 3, 26, 1), 2 * kHour},
        {At(2023, 10, 29, 1), kHour},
        {At(2024, 3, 31, 1), 2 * kHour},
        {At(2024, 10, 27, 1), kHour}}},
      {"America/New_York",
       {{0, -4 * kHour},
        {At(2017, 11, 5, 6), -5 * kHour},
        {At(2018, 3, 11, 7), -4 * kHour},
        {At(2018, 11, 4, 6), -5 * kHour},
        {At(2023, 3, 12, 7), -4 * kHour},
        {At(2023, 11, 5, 6), -5 * kHour},
        {At(2024, 3, 10, 7), -4 * kHour},
        {At(2024, 11, 3, 6), -5 * kHour}}},
      // Midnight of 2018-11-04 was 01:00.
      {"America/Sao_Paulo",
       {{0, -3 * kHour},
        {At(2017, 10, 15, 3), -2 * kHour},
        {At(2018, 2, 18, 2), -3 * kHour},
        {At(2018, 11, 4, 3), -2 * kHour},
        {At(2019, 2, 17, 2), -3 * kHour}}}};
  return kLaws;
}

const std::vector<Law>& LawsOf(const std::string& zone) {
  const auto found = Laws().find(zone);
  if (found == Laws().end()) throw std::runtime_error("the evaluator knows no clocks of " + zone);
  return found->second;
}

}  // namespace

const std::vector<std::string>& KnownZones() {
  static const std::vector<std::string> kZones = [] {
    std::vector<std::string> zones;
    for (const auto& [zone, laws] : Laws()) zones.push_back(zone);
    return zones;
  }();
  return kZones;
}

std::int64_t WallAt(const std::string& zone, std::int64_t instant) {
  const std::vector<Law>& laws = LawsOf(zone);
  std::int64_t ahead = laws.front().ahead;
  for (const Law& law : laws) {
    if (instant >= law.since) ahead = law.ahead;
  }
  return instant + ahead;
}

std::int64_t InstantAt(const std::string& zone, std::int64_t wall) {
  // The first of all instants that show it; in a gap, what the law before it makes of it.
  const std::vector<Law>& laws = LawsOf(zone);
  for (std::size_t i = 0; i < laws.size(); ++i) {
    const std::int64_t instant = wall - laws[i].ahead;
    const bool last = i + 1 == laws.size();
    if (last || instant < laws[i + 1].since) return instant;
    if (wall - laws[i + 1].ahead < laws[i + 1].since) return instant;  // In the gap.
  }
  return wall;
}

}  // namespace semaflow::property
