#include "time/zone.h"

#include <gtest/gtest.h>

#include <thread>

#include "time/civil.h"
#include "time/literal.h"

namespace semaflow::time {
namespace {

const Zone& Find(std::string_view name) {
  const auto zone = FindZone(name);
  EXPECT_TRUE(zone) << name;
  return zone ? **zone : *Utc();
}

std::string Local(const Zone& zone, const std::string& instant) {
  return ToIso(zone.ToLocal(ParseTime(instant)->instant));
}

std::string InUtc(const Zone& zone, const std::string& local, bool second_if_twice = false) {
  const Instant at = zone.ToInstant(ParseTime(local)->wall, second_if_twice);
  return ToIso(Timestamp{at.micros});
}

TEST(Zone, UtcIsItself) {
  EXPECT_EQ(*FindZone("UTC"), Utc());
  EXPECT_EQ(*FindZone("Etc/UTC"), Utc());
  EXPECT_EQ(Utc()->name(), "UTC");
  EXPECT_EQ(Local(*Utc(), "2024-02-29T12:00:00Z"), "2024-02-29T12:00:00");
  EXPECT_EQ(InUtc(*Utc(), "2024-02-29T12:00:00.5"), "2024-02-29T12:00:00.5");
  EXPECT_EQ(Utc()->OffsetSeconds({}), 0);
}

TEST(Zone, AmsterdamSpringHasAGap) {
  const Zone& zone = Find("Europe/Amsterdam");
  EXPECT_EQ(zone.name(), "Europe/Amsterdam");
  EXPECT_EQ(Local(zone, "2026-03-29T00:59:59.999999Z"), "2026-03-29T01:59:59.999999");
  EXPECT_EQ(Local(zone, "2026-03-29T01:00:00Z"), "2026-03-29T03:00:00");
  EXPECT_EQ(zone.OffsetSeconds(ParseTime("2026-03-29T00:59:59Z")->instant), 3'600);
  EXPECT_EQ(zone.OffsetSeconds(ParseTime("2026-03-29T01:00:00Z")->instant), 7'200);
  // 02:30 does not exist: forward by the gap.
  EXPECT_EQ(InUtc(zone, "2026-03-29T02:00"), "2026-03-29T01:00:00");
  EXPECT_EQ(InUtc(zone, "2026-03-29T02:30"), "2026-03-29T01:30:00");
  EXPECT_EQ(InUtc(zone, "2026-03-29T02:30", true), "2026-03-29T01:30:00");
  EXPECT_EQ(InUtc(zone, "2026-03-29T03:00"), "2026-03-29T01:00:00");
}

TEST(Zone, AmsterdamAutumnRepeatsAnHour) {
  const Zone& zone = Find("Europe/Amsterdam");
  EXPECT_EQ(Local(zone, "2026-10-25T00:30:00Z"), "2026-10-25T02:30:00");
  EXPECT_EQ(Local(zone, "2026-10-25T01:30:00Z"), "2026-10-25T02:30:00");
  EXPECT_EQ(InUtc(zone, "2026-10-25T02:30"), "2026-10-25T00:30:00");
  EXPECT_EQ(InUtc(zone, "2026-10-25T02:30", true), "2026-10-25T01:30:00");
  EXPECT_EQ(InUtc(zone, "2026-10-25T03:00"), "2026-10-25T02:00:00");
  EXPECT_EQ(InUtc(zone, "2026-10-25T03:00", true), "2026-10-25T02:00:00");
  EXPECT_EQ(InUtc(zone, "2026-10-25T02:00"), "2026-10-25T00:00:00");
}

TEST(Zone, NewYork2013) {
  const Zone& zone = Find("America/New_York");
  EXPECT_EQ(InUtc(zone, "2013-03-10T00:00"), "2013-03-10T05:00:00");
  EXPECT_EQ(InUtc(zone, "2013-03-10T02:15"), "2013-03-10T07:15:00");
  EXPECT_EQ(InUtc(zone, "2013-03-11T00:00"), "2013-03-11T04:00:00");
  EXPECT_EQ(InUtc(zone, "2013-11-03T01:00"), "2013-11-03T05:00:00");
  EXPECT_EQ(InUtc(zone, "2013-11-03T01:00", true), "2013-11-03T06:00:00");
  EXPECT_EQ(InUtc(zone, "2013-11-04T00:00"), "2013-11-04T05:00:00");
}

TEST(Zone, LordHoweMovesByHalfAnHour) {
  const Zone& zone = Find("Australia/Lord_Howe");
  // 2026-04-05 02:00 -> 01:30 and 2026-10-04 02:00 -> 02:30.
  EXPECT_EQ(InUtc(zone, "2026-04-05T01:45"), "2026-04-04T14:45:00");
  EXPECT_EQ(InUtc(zone, "2026-04-05T01:45", true), "2026-04-04T15:15:00");
  EXPECT_EQ(InUtc(zone, "2026-10-04T02:15"), "2026-10-03T15:45:00");
  EXPECT_EQ(Local(zone, "2026-10-03T15:45:00Z"), "2026-10-04T02:45:00");
}

TEST(Zone, DaysWithoutAMidnight) {
  // Summer time began at midnight in Sao Paulo until 2018: 2018-11-04 starts at 01:00.
  const Zone& sao_paulo = Find("America/Sao_Paulo");
  EXPECT_EQ(InUtc(sao_paulo, "2018-11-04T00:00"), "2018-11-04T03:00:00");
  EXPECT_EQ(Local(sao_paulo, "2018-11-04T03:00:00Z"), "2018-11-04T01:00:00");
  EXPECT_EQ(Local(sao_paulo, "2018-11-04T02:59:59Z"), "2018-11-03T23:59:59");
  const Zone& beirut = Find("Asia/Beirut");
  EXPECT_EQ(Local(beirut, "2024-03-30T22:00:00Z"), "2024-03-31T01:00:00");
  EXPECT_EQ(InUtc(beirut, "2024-03-31T00:00"), "2024-03-30T22:00:00");
}

TEST(Zone, ADayThatNeverWas) {
  // Samoa skipped 2011-12-30.
  const Zone& zone = Find("Pacific/Apia");
  EXPECT_EQ(Local(zone, "2011-12-30T09:59:59Z"), "2011-12-29T23:59:59");
  EXPECT_EQ(Local(zone, "2011-12-30T10:00:00Z"), "2011-12-31T00:00:00");
  EXPECT_EQ(InUtc(zone, "2011-12-30T00:00"), "2011-12-30T10:00:00");
  EXPECT_EQ(InUtc(zone, "2011-12-31T00:00"), "2011-12-30T10:00:00");
}

TEST(Zone, SummerTimeGoesOnAfterTheLastListedYear) {
  // Zone files list changes up to 2037 at most and end with a rule for all that comes after.
  const Zone& zone = Find("Europe/Amsterdam");
  for (const char* year : {"2037", "2038", "2050", "2099", "2400", "9998"}) {
    const std::string y = year;
    EXPECT_EQ(zone.OffsetSeconds(ParseTime(y + "-07-01T00:00Z")->instant), 7'200) << year;
    EXPECT_EQ(zone.OffsetSeconds(ParseTime(y + "-01-01T00:00Z")->instant), 3'600) << year;
    EXPECT_EQ(InUtc(zone, y + "-07-01"), y + "-06-30T22:00:00");
  }
}

TEST(Zone, MicrosecondsSurviveBeforeTheEpoch) {
  const Zone& zone = Find("America/New_York");
  EXPECT_EQ(Local(zone, "1960-01-01T00:00:00.000001Z"), "1959-12-31T19:00:00.000001");
  EXPECT_EQ(InUtc(zone, "1959-12-31T19:00:00.000001"), "1960-01-01T00:00:00.000001");
}

TEST(Zone, ThereAndBackOverAYear) {
  for (const char* name : {"Europe/Amsterdam", "America/New_York", "Australia/Lord_Howe",
                           "Asia/Kathmandu", "Pacific/Chatham", "Africa/Casablanca"}) {
    const Zone& zone = Find(name);
    const std::int64_t start = DaysFromCivil({2026, 1, 1}) * kMicrosPerDay;
    for (std::int64_t at = start; at < start + 366 * kMicrosPerDay; at += 900 * kMicrosPerSecond) {
      const Timestamp local = zone.ToLocal({at});
      ASSERT_EQ(local.micros - at, zone.OffsetSeconds({at}) * kMicrosPerSecond);
      const Instant first = zone.ToInstant(local, false);
      const Instant second = zone.ToInstant(local, true);
      ASSERT_TRUE(first.micros == at || second.micros == at) << name << " " << at;
      ASSERT_LE(first, second);
    }
  }
}

TEST(FindZone, OneZoneHasOnePlace) {
  EXPECT_EQ(*FindZone("Europe/Amsterdam"), *FindZone("Europe/Amsterdam"));
  EXPECT_NE(*FindZone("Europe/Amsterdam"), *FindZone("Europe/Paris"));
  EXPECT_EQ((*FindZone("US/Eastern"))->name(), "US/Eastern");
}

TEST(FindZone, GarbageIsAnError) {
  for (const char* name : {"",
                           "Europe",
                           "Europe/",
                           "/Europe/Amsterdam",
                           "Europe//Amsterdam",
                           "Europe/Amsterdam/",
                           "../../../etc/passwd",
                           "Europe/../Europe/Amsterdam",
                           "/etc/passwd",
                           "posix/Europe/Amsterdam",
                           "right/Europe/Amsterdam",
                           "posixrules",
                           "localtime",
                           "Factory",
                           "Fixed/UTC+01:00:00",
                           "+01:00",
                           "CETX",
                           "Europe/Amsterdam ",
                           "file:/etc/passwd",
                           "tzdata.zi",
                           "Europe/Amsterd\xc3\xa4m"}) {
    const auto zone = FindZone(name);
    ASSERT_FALSE(zone) << name;
    EXPECT_EQ(zone.error().code, ErrorCode::kBadTimeZone);
    EXPECT_FALSE(zone.error().help.empty());
  }
  EXPECT_FALSE(FindZone(std::string_view("Europe/Amsterdam\0", 17)));
  EXPECT_FALSE(FindZone(std::string(100'000, 'A')));
}

TEST(FindZone, TellsTheClosestNames) {
  EXPECT_EQ(FindZone("Europe/Amsterdm").error().candidates,
            std::vector<std::string>{"Europe/Amsterdam"});
  EXPECT_EQ(FindZone("europe/amsterdam").error().candidates,
            std::vector<std::string>{"Europe/Amsterdam"});
  const Error error = FindZone("America/New York").error();
  EXPECT_EQ(error.message, "there is no time zone \"America/New York\"");
  EXPECT_EQ(error.help, "did you mean \"America/New_York\"?");
}

TEST(FindZone, LongNamesAreCutBetweenCodePoints) {
  std::string name(63, 'x');
  name += "\xf0\x9f\x98\x80 and more";
  const std::string message = FindZone(name).error().message;
  EXPECT_EQ(message, "there is no time zone \"" + std::string(63, 'x') + "...\"");
}

TEST(FindZone, ManyThreadsFindTheSame) {
  std::vector<const Zone*> found(8);
  {
    std::vector<std::jthread> threads;
    for (const Zone*& slot : found) {
      threads.emplace_back([&slot] {
        for (int i = 0; i < 200; ++i) {
          slot = FindZone("Asia/Tokyo").value_or(nullptr);
          static_cast<void>(FindZone(i % 2 == 0 ? "Asia/Kabul" : "Asia/Kolkata"));
        }
      });
    }
  }
  for (const Zone* zone : found) EXPECT_EQ(zone, *FindZone("Asia/Tokyo"));
}

TEST(TzdbVersion, LooksLikeARelease) {
  const std::string version = TzdbVersion();
  ASSERT_GE(version.size(), 5U);
  EXPECT_EQ(version.substr(0, 2), "20");
}

}  // namespace
}  // namespace semaflow::time
