#include "time/literal.h"

#include <cstdlib>

#include "time/civil.h"

namespace semaflow::time {

namespace {

/// Reads a text from its start; every reader says whether it could.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool AtEnd() const { return rest_.empty(); }
  char Peek() const { return rest_.empty() ? '\0' : rest_.front(); }

  bool Take(char wanted) {
    if (rest_.empty() || rest_.front() != wanted) return false;
    rest_.remove_prefix(1);
    return true;
  }

  /// Exactly `count` digits.
  bool Digits(std::size_t count, int& value) {
    if (rest_.size() < count) return false;
    int read = 0;
    for (const char c : rest_.substr(0, count)) {
      if (c < '0' || c > '9') return false;
      read = read * 10 + (c - '0');
    }
    rest_.remove_prefix(count);
    value = read;
    return true;
  }

  /// One to six digits behind the point, as microseconds.
  bool Fraction(std::int64_t& micros) {
    std::int64_t read = 0;
    std::int64_t unit = kMicrosPerSecond;
    int digit = 0;
    while (unit > 1 && Digits(1, digit)) {
      unit /= 10;
      read += digit * unit;
    }
    micros = read;
    return unit < kMicrosPerSecond;
  }

 private:
  std::string_view rest_;
};

/// The digits of "2024-02-29", be there such a day or not.
bool ReadDay(Cursor& text, int& year, int& month, int& day) {
  return text.Digits(4, year) && text.Take('-') && text.Digits(2, month) && text.Take('-') &&
         text.Digits(2, day);
}

/// "12:34", "12:34:56", "12:34:56.789"
bool ReadTimeOfDay(Cursor& text, std::int64_t& micros) {
  int hour = 0;
  int minute = 0;
  int second = 0;
  std::int64_t fraction = 0;
  if (!text.Digits(2, hour) || !text.Take(':') || !text.Digits(2, minute)) return false;
  if (text.Take(':')) {
    if (!text.Digits(2, second)) return false;
    if (text.Take('.') && !text.Fraction(fraction)) return false;
  }
  if (hour > 23 || minute > 59 || second > 59) return false;
  micros = (hour * 3'600 + minute * 60 + second) * kMicrosPerSecond + fraction;
  return true;
}

/// "Z", "+01:00", "-0330", "+01": seconds east of UTC, at most 18 hours.
bool ReadOffset(Cursor& text, std::int64_t& seconds) {
  if (text.Take('Z') || text.Take('z')) {
    seconds = 0;
    return true;
  }
  const bool west = text.Peek() == '-';
  if (!text.Take('-') && !text.Take('+')) return false;
  int hours = 0;
  int minutes = 0;
  if (!text.Digits(2, hours)) return false;
  if (text.Take(':') ? !text.Digits(2, minutes) : !text.AtEnd() && !text.Digits(2, minutes)) {
    return false;
  }
  if (minutes > 59 || hours * 60 + minutes > 18 * 60) return false;
  seconds = (hours * 3'600 + minutes * 60) * (west ? -1 : 1);
  return true;
}

void AppendNumber(std::string& out, std::int64_t value, std::size_t width) {
  const std::string digits = std::to_string(value);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

/// Years outside 0 to 9999 carry a sign, as ISO 8601 has it.
void AppendDate(std::string& out, std::int64_t days) {
  const Civil civil = CivilFromDays(days);
  if (civil.year < 0 || civil.year > 9999) out += civil.year < 0 ? '-' : '+';
  AppendNumber(out, std::abs(civil.year), 4);
  out += '-';
  AppendNumber(out, civil.month, 2);
  out += '-';
  AppendNumber(out, civil.day, 2);
}

void AppendTimeOfDay(std::string& out, std::int64_t micros) {
  const std::int64_t seconds = micros / kMicrosPerSecond;
  AppendNumber(out, seconds / 3'600, 2);
  out += ':';
  AppendNumber(out, seconds / 60 % 60, 2);
  out += ':';
  AppendNumber(out, seconds % 60, 2);
  const std::int64_t fraction = micros % kMicrosPerSecond;
  if (fraction == 0) return;
  out += '.';
  AppendNumber(out, fraction, 6);
  out.erase(out.find_last_not_of('0') + 1);
}

/// Offsets of seconds exist (before 1900, say); ISO 8601 has none, so they are shown as a zone file
/// has them: "+00:19:32".
void AppendOffset(std::string& out, std::int32_t offset) {
  out += offset < 0 ? '-' : '+';
  const std::int32_t seconds = std::abs(offset);
  AppendNumber(out, seconds / 3'600, 2);
  out += ':';
  AppendNumber(out, seconds / 60 % 60, 2);
  if (seconds % 60 == 0) return;
  out += ':';
  AppendNumber(out, seconds % 60, 2);
}

}  // namespace

std::optional<ParsedTime> ParseTime(std::string_view text) {
  Cursor cursor(text);
  int year = 0;
  int month = 0;
  int day = 0;
  if (!ReadDay(cursor, year, month, day)) return std::nullopt;
  if (year < 1 || month < 1 || month > 12 || day < 1 || day > DaysInMonth(year, month)) {
    return std::nullopt;
  }
  ParsedTime parsed;
  parsed.wall.micros = DaysFromCivil({year, month, day}) * kMicrosPerDay;
  if (cursor.AtEnd()) return parsed;
  if (!cursor.Take('T') && !cursor.Take('t') && !cursor.Take(' ')) return std::nullopt;
  std::int64_t time_of_day = 0;
  if (!ReadTimeOfDay(cursor, time_of_day)) return std::nullopt;
  parsed.wall.micros += time_of_day;
  parsed.has_time = true;
  if (cursor.AtEnd()) return parsed;
  std::int64_t offset_seconds = 0;
  if (!ReadOffset(cursor, offset_seconds) || !cursor.AtEnd()) return std::nullopt;
  parsed.has_offset = true;
  parsed.instant.micros = parsed.wall.micros - offset_seconds * kMicrosPerSecond;
  return parsed;
}

std::string TimeProblem(std::string_view text) {
  if (ParseTime(text)) return "";
  Cursor cursor(text);
  int year = 0;
  int month = 0;
  int day = 0;
  if (!ReadDay(cursor, year, month, day)) return "";
  if (year < 1) return "years begin with 0001";
  if (month < 1 || month > 12) return "there is no month " + std::to_string(month);
  if (day < 1) return "days begin with 01";
  const int days = DaysInMonth(year, month);
  if (day > days) {
    return "the month " + std::string(text.substr(0, 7)) + " has " + std::to_string(days) + " days";
  }
  if (!cursor.Take('T') && !cursor.Take('t') && !cursor.Take(' ')) {
    return "a time of day stands behind a T or a blank";
  }
  std::int64_t time_of_day = 0;
  if (!ReadTimeOfDay(cursor, time_of_day)) return "its time of day is not like 12:34:56";
  return "what is behind its time of day is no offset like +01:00";
}

std::optional<TimeOfDay> ParseTimeOfDay(std::string_view text) {
  Cursor cursor(text);
  TimeOfDay at;
  if (!ReadTimeOfDay(cursor, at.micros) || !cursor.AtEnd()) return std::nullopt;
  return at;
}

std::string ToIso(Date date) {
  std::string out;
  AppendDate(out, date.days);
  return out;
}

std::string ToIso(Timestamp at) {
  const std::int64_t days = FloorDivide(at.micros, kMicrosPerDay);
  std::string out;
  AppendDate(out, days);
  out += 'T';
  AppendTimeOfDay(out, at.micros - days * kMicrosPerDay);
  return out;
}

std::string ToIso(Instant at, const Zone& zone) {
  std::string out = ToIso(zone.ToLocal(at));
  AppendOffset(out, zone.OffsetSeconds(at));
  return out;
}

std::string ToIso(TimeOfDay at) {
  std::string out;
  AppendTimeOfDay(out, at.micros);
  return out;
}

}  // namespace semaflow::time
