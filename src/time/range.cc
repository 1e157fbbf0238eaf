#include "time/range.h"

#include <array>
#include <charconv>
#include <optional>
#include <variant>

#include "base/ascii.h"
#include "time/civil.h"
#include "time/literal.h"

namespace semaflow::time {

namespace {

/// Periods in 10,000 years, second to year: more never fit into the calendar, nor in 64 bits.
constexpr std::array<std::int64_t, kGrainCount> kPeriodsMax = {
    315'569'520'000, 5'259'492'000, 87'658'200, 3'652'425, 521'775, 120'000, 40'000, 10'000};
constexpr Timestamp kFirstMoment{DaysFromCivil({1, 1, 1}) * kMicrosPerDay};
constexpr Timestamp kEndOfTime{DaysFromCivil({10'000, 1, 1}) * kMicrosPerDay};

/// `count` periods; the first of them starts `first` periods after the current one.
struct Periods {
  Grain grain = Grain::kDay;
  std::int64_t first = 0;
  std::int64_t count = 1;
};
/// What words say: periods around the current one, or fixed bounds.
using Meaning = std::variant<Periods, Range>;

Error NotARange() {
  Error error;
  error.code = ErrorCode::kBadValue;
  error.message = "the value is not a range of time";
  error.help =
      "say \"today\", \"yesterday\", \"this month\", \"last week\", \"next quarter\", "
      "\"last 7 days\", \"2024\", \"2024-Q2\", \"2024-02\", \"2024-W09\" or \"2024-02-29\", or "
      "give "
      "both bounds as [start, end]";
  return error;
}

Error OutOfCalendar() {
  Error error;
  error.code = ErrorCode::kBadValue;
  error.message = "the range leaves the years 0001 to 9999";
  return error;
}

/// At most three words in lower case, none longer than a 64-bit number; `count` is 0 when the text
/// is none of ours.
struct Split {
  std::array<std::string, 3> words;
  std::size_t count = 0;
};
Split SplitWords(std::string_view text) {
  Split split;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(' ', at)) != std::string_view::npos) {
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (split.count == split.words.size() || end - at > 24) return {};
    split.words[split.count++] = AsciiLower(text.substr(at, end - at));
    at = end;
  }
  return split;
}

template <typename Number>
std::optional<Number> ReadNumber(std::string_view digits) {
  Number value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (digits.empty() || digits.front() == '-' || error != std::errc() ||
      end != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return value;
}

/// "day" or, with `plural` allowed, "days".
std::optional<Grain> ReadUnit(std::string_view word, bool plural) {
  if (plural && word.ends_with('s')) word.remove_suffix(1);
  return ParseGrain(word);
}

Range PeriodFrom(Timestamp start, Grain grain) {
  return {start, AddPeriods(start, grain, 1), true};
}

std::optional<Range> IsoWeek(int year, std::string_view digits, const CalendarSettings& settings) {
  const auto week = ReadNumber<int>(digits);
  if (digits.size() != 2 || !week || *week < 1 || *week > 53) return std::nullopt;
  // 4 January lies in week 1, and the Thursday of a week in the year that the week belongs to.
  const std::int64_t fourth = DaysFromCivil({year, 1, 4});
  const std::int64_t thursday = fourth - (WeekdayOfDays(fourth) - 1) + 3 + 7 * (*week - 1);
  if (CivilFromDays(thursday).year != year) return std::nullopt;
  return PeriodFrom(Truncate({thursday * kMicrosPerDay}, Grain::kWeek, settings), Grain::kWeek);
}

/// "2024", "2024-q2", "2024-02", "2024-w09", "2024-02-29"
std::optional<Range> ReadCalendarRange(std::string_view word, const CalendarSettings& settings) {
  if (const auto day = ParseTime(word); day && !day->has_time) {
    return PeriodFrom(day->wall, Grain::kDay);
  }
  const auto year = ReadNumber<int>(word.substr(0, 4));
  if (word.size() < 4 || !year || *year < 1) return std::nullopt;
  const Timestamp start_of_year{DaysFromCivil({*year, settings.fiscal_year_start, 1}) *
                                kMicrosPerDay};
  if (word.size() == 4) return PeriodFrom(start_of_year, Grain::kYear);
  if (word[4] != '-' || word.size() < 7) return std::nullopt;
  const std::string_view rest = word.substr(5);
  if (rest.front() == 'w') return IsoWeek(*year, rest.substr(1), settings);
  if (rest.front() == 'q') {
    const auto quarter = ReadNumber<int>(rest.substr(1));
    if (rest.size() != 2 || !quarter || *quarter < 1 || *quarter > 4) return std::nullopt;
    return PeriodFrom(AddPeriods(start_of_year, Grain::kQuarter, *quarter - 1), Grain::kQuarter);
  }
  const auto month = ReadNumber<int>(rest);
  if (rest.size() != 2 || !month || *month < 1 || *month > 12) return std::nullopt;
  return PeriodFrom({DaysFromCivil({*year, *month, 1}) * kMicrosPerDay}, Grain::kMonth);
}

std::optional<Meaning> ReadWords(std::string_view text, const CalendarSettings& settings) {
  const Split split = SplitWords(text);
  const auto& [first, second, third] = split.words;
  if (split.count == 1) {
    if (first == "today") return Periods{Grain::kDay, 0, 1};
    if (first == "yesterday") return Periods{Grain::kDay, -1, 1};
    if (first == "tomorrow") return Periods{Grain::kDay, 1, 1};
    if (const auto range = ReadCalendarRange(first, settings)) return *range;
    return std::nullopt;
  }
  const bool last = first == "last";
  const bool next = first == "next";
  if (split.count == 2 && (last || next || first == "this")) {
    const auto unit = ReadUnit(second, /*plural=*/false);
    if (!unit) return std::nullopt;
    return Periods{*unit, last ? -1 : next ? 1 : 0, 1};
  }
  if (split.count == 3 && (last || next)) {
    const auto count = ReadNumber<std::int64_t>(second);
    const auto unit = ReadUnit(third, /*plural=*/true);
    if (!count || *count < 1 || !unit) return std::nullopt;
    return Periods{*unit, last ? 1 - *count : 0, *count};
  }
  return std::nullopt;
}

bool InCalendar(const Range& range) {
  return range.start >= kFirstMoment && range.end <= kEndOfTime;
}

Result<Range> OnWallClock(const Meaning& meaning, Timestamp now, const CalendarSettings& settings) {
  Range range;
  if (const auto* fixed = std::get_if<Range>(&meaning)) {
    range = *fixed;
  } else {
    const auto& [grain, first, count] = std::get<Periods>(meaning);
    if (count > kPeriodsMax[static_cast<std::size_t>(grain)])
      return tl::unexpected(OutOfCalendar());
    const Timestamp current = Truncate(now, grain, settings);
    range = {AddPeriods(current, grain, first), AddPeriods(current, grain, first + count),
             grain >= Grain::kDay};
  }
  if (!InCalendar(range)) return tl::unexpected(OutOfCalendar());
  return range;
}

}  // namespace

Result<Range> ParseRange(std::string_view words, Timestamp now, const CalendarSettings& settings) {
  const auto meaning = ReadWords(words, settings);
  if (!meaning) return tl::unexpected(NotARange());
  return OnWallClock(*meaning, now, settings);
}

Result<InstantRange> ParseInstantRange(std::string_view words, Instant now, const Zone& zone,
                                       const CalendarSettings& settings) {
  const auto meaning = ReadWords(words, settings);
  if (!meaning) return tl::unexpected(NotARange());
  const Timestamp local = zone.ToLocal(now);
  const auto range = OnWallClock(*meaning, local, settings);
  if (!range) return tl::unexpected(range.error());
  const auto* periods = std::get_if<Periods>(&*meaning);
  if (periods != nullptr && periods->grain < Grain::kDay) {
    // The wall clock tells where the current hour begins, elapsed time where the others do.
    const Timestamp current = Truncate(local, periods->grain, settings);
    const std::int64_t behind = local.micros - current.micros;
    return InstantRange{{now.micros - behind + (range->start.micros - current.micros)},
                        {now.micros - behind + (range->end.micros - current.micros)}};
  }
  return InstantRange{zone.ToInstant(range->start), zone.ToInstant(range->end)};
}

}  // namespace semaflow::time
