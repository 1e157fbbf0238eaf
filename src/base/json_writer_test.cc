#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <bit>
#include <cstdlib>
#include <limits>
#include <random>

namespace semaflow {
namespace {

using std::string_literals::operator""s;

std::string Quoted(std::string_view text) {
  std::string out;
  AppendJsonString(out, text);
  return out;
}
std::string Number(double value) {
  std::string out;
  AppendJsonDouble(out, value);
  return out;
}

TEST(JsonWriter, PutsCommas) {
  std::string out = "x";
  JsonWriter json(out);
  json.BeginObject();
  json.Key("a").Integer(1).Key("b").BeginArray().EndArray();
  json.Key("c").BeginArray().Integer(-1).Bool(true).Null().String("s").EndArray();
  json.Key("d").BeginObject().EndObject().Key("e").Raw("[1]").Key("f").Unsigned(~0ull);
  json.EndObject();
  EXPECT_EQ(out,
            "x{\"a\":1,\"b\":[],\"c\":[-1,true,null,\"s\"],\"d\":{},\"e\":[1],"
            "\"f\":18446744073709551615}");
}

TEST(JsonWriter, ArraysOfContainers) {
  std::string out;
  JsonWriter(out).BeginArray().BeginArray().EndArray().BeginObject().EndObject().EndArray();
  EXPECT_EQ(out, "[[],{}]");
}

TEST(JsonString, Escapes) {
  EXPECT_EQ(Quoted("plain"), "\"plain\"");
  EXPECT_EQ(Quoted("a\"b\\c/"), "\"a\\\"b\\\\c/\"");
  EXPECT_EQ(Quoted("\b\f\n\r\t"), "\"\\b\\f\\n\\r\\t\"");
  EXPECT_EQ(Quoted("\0\x01\x1f\x7f"s), "\"\\u0000\\u0001\\u001f\x7f\"");
  EXPECT_EQ(Quoted("é日😀"), "\"é日😀\"");
}

TEST(JsonString, ReplacesBrokenUtf8) {
  EXPECT_EQ(Quoted("a\xff"
                   "b"),
            "\"a\xef\xbf\xbd"
            "b\"");
  EXPECT_EQ(Quoted("\xe2\x82"), "\"\xef\xbf\xbd\"");
  EXPECT_EQ(Quoted("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");
}

TEST(JsonDouble, IsShortestAndStaysAFloat) {
  EXPECT_EQ(Number(0.1), "0.1");
  EXPECT_EQ(Number(3), "3.0");
  EXPECT_EQ(Number(-0.0), "-0.0");
  EXPECT_EQ(Number(1e300), "1e+300");
  EXPECT_EQ(Number(5e-324), "5e-324");
  EXPECT_EQ(Number(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(Number(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonDouble, RoundTrips) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 10000; ++i) {
    const double value = std::bit_cast<double>(random());
    if (value != value) continue;
    const std::string text = Number(value);
    if (text == "null") continue;
    EXPECT_EQ(std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)),
              std::bit_cast<std::uint64_t>(value))
        << text;
  }
}

TEST(JsonInteger, Ends) {
  std::string out;
  AppendJsonInteger(out, std::numeric_limits<std::int64_t>::min());
  EXPECT_EQ(out, "-9223372036854775808");
}

}  // namespace
}  // namespace semaflow
