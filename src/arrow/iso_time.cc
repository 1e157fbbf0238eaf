#include "arrow/iso_time.h"

#include <cstdlib>
#include <limits>

#include "base/json_writer.h"

namespace semaflow::arrow {
namespace {

constexpr std::int64_t kMicrosPerSecond = 1'000'000;
constexpr std::int64_t kMicrosPerDay = 86'400 * kMicrosPerSecond;

std::int64_t FloorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

void AppendTwo(std::string& out, std::int64_t value) {
  out.push_back(static_cast<char>('0' + value / 10));
  out.push_back(static_cast<char>('0' + value % 10));
}

void AppendYear(std::string& out, std::int64_t year) {
  if (year < 0 || year > 9999) out.push_back(year < 0 ? '-' : '+');
  const std::int64_t size = std::abs(year);
  if (size >= 10'000) return AppendJsonInteger(out, size);
  AppendTwo(out, size / 100);
  AppendTwo(out, size % 100);
}

// Days since 1970-01-01 to year, month and day: the arithmetic of
// https://howardhinnant.github.io/date_algorithms.html, for all of 64 bits that can occur
// (std::chrono ends at the year 32767).
void AppendCivil(std::string& out, std::int64_t days) {
  days += 719'468;
  const std::int64_t era = FloorDiv(days, 146'097);
  const std::int64_t day_of_era = days - era * 146'097;
  const std::int64_t year_of_era =
      (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
  const std::int64_t day_of_year =
      day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;  // 0 is March
  const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
  AppendYear(out, era * 400 + year_of_era + (month <= 2 ? 1 : 0));
  out.push_back('-');
  AppendTwo(out, month);
  out.push_back('-');
  AppendTwo(out, day_of_year - (153 * shifted_month + 2) / 5 + 1);
}

// ".789" or ".789012"; nothing for 0.
void AppendFraction(std::string& out, std::int64_t micros) {
  if (micros == 0) return;
  out.push_back('.');
  AppendTwo(out, micros / 10'000);
  const std::int64_t rest = micros % 10'000;
  out.push_back(static_cast<char>('0' + rest / 1'000));
  if (rest % 1'000 == 0) return;
  out.push_back(static_cast<char>('0' + rest / 100 % 10));
  AppendTwo(out, rest % 100);
}

void AppendClock(std::string& out, std::int64_t micros) {
  const std::int64_t seconds = micros / kMicrosPerSecond;
  AppendTwo(out, seconds / 3600);
  out.push_back(':');
  AppendTwo(out, seconds / 60 % 60);
  out.push_back(':');
  AppendTwo(out, seconds % 60);
  AppendFraction(out, micros % kMicrosPerSecond);
}

void AppendWallClock(std::string& out, std::int64_t micros) {
  const std::int64_t days = FloorDiv(micros, kMicrosPerDay);
  AppendCivil(out, days);
  out.push_back('T');
  AppendClock(out, micros - days * kMicrosPerDay);
}

// DuckDB and PostgreSQL: the largest value and its negative.
template <typename T>
bool AppendInfinity(std::string& out, T value) {
  constexpr T kInfinity = std::numeric_limits<T>::max();
  if (value != kInfinity && value != -kInfinity) return false;
  out.append(value > 0 ? "infinity" : "-infinity");
  return true;
}

void AppendPart(std::string& out, std::int64_t value, char unit) {
  if (value == 0) return;
  AppendJsonInteger(out, value);
  out.push_back(unit);
}

}  // namespace

void AppendIso(std::string& out, Date date) {
  if (!AppendInfinity(out, date.days)) AppendCivil(out, date.days);
}

void AppendIso(std::string& out, Timestamp at) {
  if (!AppendInfinity(out, at.micros)) AppendWallClock(out, at.micros);
}

void AppendIso(std::string& out, Instant at, const ZoneOffsets& zone) {
  if (AppendInfinity(out, at.micros)) return;
  const std::int64_t offset = zone.OffsetSeconds(at);
  std::int64_t wall = 0;
  // At the very ends of time, where the zone's wall clock does not fit, UTC's does.
  const bool fits = !__builtin_add_overflow(at.micros, offset * kMicrosPerSecond, &wall);
  AppendWallClock(out, fits ? wall : at.micros);
  const std::int64_t size = fits ? std::abs(offset) : 0;
  out.push_back(fits && offset < 0 ? '-' : '+');
  AppendTwo(out, size / 3600);
  out.push_back(':');
  AppendTwo(out, size / 60 % 60);
  if (size % 60 == 0) return;  // before zones were agreed on offsets had seconds
  out.push_back(':');
  AppendTwo(out, size % 60);
}

void AppendIso(std::string& out, TimeOfDay at) { AppendClock(out, at.micros); }

void AppendIso(std::string& out, const Interval& interval) {
  const auto& [months, days, micros] = interval;
  out.push_back('P');
  AppendPart(out, months / 12, 'Y');
  AppendPart(out, months % 12, 'M');
  AppendPart(out, days, 'D');
  const bool is_empty = months == 0 && days == 0 && micros == 0;
  if (micros == 0 && !is_empty) return;
  out.push_back('T');
  const std::int64_t seconds = micros / kMicrosPerSecond;
  AppendPart(out, seconds / 3600, 'H');
  AppendPart(out, seconds / 60 % 60, 'M');
  const std::int64_t fraction = std::abs(micros % kMicrosPerSecond);
  if (seconds % 60 == 0 && fraction == 0 && !is_empty) return;
  if (seconds % 60 == 0 && micros < 0) out.push_back('-');
  AppendJsonInteger(out, seconds % 60);
  AppendFraction(out, fraction);
  out.push_back('S');
}

}  // namespace semaflow::arrow
