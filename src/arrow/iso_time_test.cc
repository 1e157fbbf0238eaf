#include "arrow/iso_time.h"

#include <gtest/gtest.h>

#include <limits>

#include "arrow/rows_for_tests.h"

namespace semaflow::arrow {
namespace {

template <typename T, typename... Zone>
std::string Iso(T value, const Zone&... zone) {
  std::string text;
  AppendIso(text, value, zone...);
  return text;
}

constexpr std::int64_t kSecond = 1'000'000;

TEST(IsoTime, Dates) {
  EXPECT_EQ(Iso(Date{0}), "1970-01-01");
  EXPECT_EQ(Iso(Date{-1}), "1969-12-31");
  EXPECT_EQ(Iso(Date{19782}), "2024-02-29");
  EXPECT_EQ(Iso(Date{-719162}), "0001-01-01");
  EXPECT_EQ(Iso(Date{-719528}), "0000-01-01");
  EXPECT_EQ(Iso(Date{-719529}), "-0001-12-31");
  EXPECT_EQ(Iso(Date{2932896}), "9999-12-31");
  EXPECT_EQ(Iso(Date{2932897}), "+10000-01-01");
  EXPECT_EQ(Iso(Date{std::numeric_limits<std::int32_t>::max()}), "infinity");
  EXPECT_EQ(Iso(Date{-std::numeric_limits<std::int32_t>::max()}), "-infinity");
}

TEST(IsoTime, Timestamps) {
  EXPECT_EQ(Iso(Timestamp{0}), "1970-01-01T00:00:00");
  EXPECT_EQ(Iso(Timestamp{-1}), "1969-12-31T23:59:59.999999");
  EXPECT_EQ(Iso(Timestamp{1'500'000}), "1970-01-01T00:00:01.500");
  EXPECT_EQ(Iso(Timestamp{1'000'001}), "1970-01-01T00:00:01.000001");
  EXPECT_EQ(Iso(Timestamp{std::numeric_limits<std::int64_t>::max() - 1}),
            "+294247-01-10T04:00:54.775806");
  EXPECT_EQ(Iso(Timestamp{std::numeric_limits<std::int64_t>::max()}), "infinity");
}

TEST(IsoTime, InstantsCarryTheOffsetOfTheirZone) {
  const std::int64_t noon = 1'362'898'800 * kSecond;  // 2013-03-10T07:00:00Z
  EXPECT_EQ(Iso(Instant{noon}, FixedOffset(-4 * 3600)), "2013-03-10T03:00:00-04:00");
  EXPECT_EQ(Iso(Instant{noon}, FixedOffset(0)), "2013-03-10T07:00:00+00:00");
  EXPECT_EQ(Iso(Instant{noon}, FixedOffset(5 * 3600 + 45 * 60)), "2013-03-10T12:45:00+05:45");
  EXPECT_EQ(Iso(Instant{noon}, FixedOffset(-1172)), "2013-03-10T06:40:28-00:19:32")
      << "Amsterdam before 1937 lies 19:32 off";
  const std::int64_t last = std::numeric_limits<std::int64_t>::max() - 1;
  EXPECT_EQ(Iso(Instant{last}, FixedOffset(3600)), "+294247-01-10T04:00:54.775806+00:00")
      << "the wall clock does not fit";
  EXPECT_EQ(Iso(Instant{last + 1}, FixedOffset(3600)), "infinity");
}

TEST(IsoTime, TimesOfDay) {
  EXPECT_EQ(Iso(TimeOfDay{0}), "00:00:00");
  EXPECT_EQ(Iso(TimeOfDay{45'296'789'000}), "12:34:56.789");
  EXPECT_EQ(Iso(TimeOfDay{86'400 * kSecond}), "24:00:00");
}

TEST(IsoTime, Intervals) {
  EXPECT_EQ(Iso(Interval{}), "PT0S");
  EXPECT_EQ(Iso(Interval{14, 3, (4 * 3600 + 5 * 60 + 6) * kSecond + 700'000}),
            "P1Y2M3DT4H5M6.700S");
  EXPECT_EQ(Iso(Interval{-1, 0, 0}), "P-1M");
  EXPECT_EQ(Iso(Interval{0, 0, -500'000}), "PT-0.500S");
  EXPECT_EQ(Iso(Interval{0, 0, -6'500'000}), "PT-6.500S");
  EXPECT_EQ(Iso(Interval{0, 0, 3'600 * kSecond}), "PT1H");
  EXPECT_EQ(Iso(Interval{0, -7, 60 * kSecond}), "P-7DT1M");
}

}  // namespace
}  // namespace semaflow::arrow
