#include "backends/hidden_values.h"

#include <gtest/gtest.h>

namespace semaflow {
namespace {

TEST(HideValues, TextsThatAreQuoted) {
  EXPECT_EQ(HideValues("Could not convert string 'secret' to INT64", "select ?::int",
                       {std::string("secret")}),
            "Could not convert string '...' to INT64");
  EXPECT_EQ(HideValues(R"(invalid date field format: "secret", expected (YYYY-MM-DD))", "",
                       {std::string("secret")}),
            R"(invalid date field format: "...", expected (YYYY-MM-DD))");
  EXPECT_EQ(HideValues("Could not convert 'SECRET' to INT64", "", {std::string("secret")}),
            "Could not convert '...' to INT64")
      << "upper(?)";
  EXPECT_EQ(HideValues("value 'it's a secret' is bad", "", {std::string("it's a secret")}),
            "value '...' is bad");
  EXPECT_EQ(HideValues("open 'never closed", "", {std::string("x")}), "open '...");
}

TEST(HideValues, TextsThatStandAlone) {
  EXPECT_EQ(HideValues("missing ): (secret pattern", "", {std::string("(secret pattern")}),
            "missing ): ...");
  EXPECT_EQ(HideValues("bad escape near secr", "", {std::string("my secret")}),
            "bad escape near...");
}

TEST(HideValues, Numbers) {
  EXPECT_EQ(HideValues("Type INT64 with value 99999 can't be cast because the value is out of "
                       "range for the destination type INT32",
                       "select ?::int", {std::int64_t{99999}}),
            "Type INT64 with value ... can't be cast because the value is out of range for the "
            "destination type INT32");
  EXPECT_EQ(HideValues("Could not cast value 1000.00 to DECIMAL(3,2)", "", {Decimal{"1000.00"}}),
            "Could not cast value ... to DECIMAL(3,2)");
  EXPECT_EQ(HideValues("timestamp 2024-02-29 12:34:56 is bad", "", {Timestamp{0}}),
            "timestamp ... ... is bad");
}

TEST(HideValues, NamesOfTheStatementStay) {
  EXPECT_EQ(HideValues(R"(column "status" in 'orders', error 42)",
                       R"(select "status" from orders where x = 42)", {std::string("secret")}),
            R"(column "status" in 'orders', error ...)");
  EXPECT_EQ(HideValues("all 'of' it 42", "", {}), "all 'of' it 42") << "there are no values";
}

TEST(HideValues, AValueIsHiddenThoughTheStatementHoldsItsText) {
  EXPECT_EQ(HideValues("Could not convert string 'paid' to INT64",
                       "select sum(paidrev) from paid where id = ?::int", {std::string("paid")}),
            "Could not convert string '...' to INT64");
  EXPECT_EQ(HideValues("Could not convert string 'NL' to INT64, near NL", "select NL = $1",
                       {std::string("NL")}),
            "Could not convert string '...' to INT64, near ...");
  EXPECT_EQ(HideValues("Could not convert string 'paid' to INT64", "select paidrev + $1",
                       {std::int64_t{7}}),
            "Could not convert string '...' to INT64")
      << "a part of a name is no name";
  EXPECT_EQ(HideValues("Overflow in multiplication of INT64 (1234567 * 42)!",
                       "select x_1234567 * $1 + 1234567", {std::int64_t{1234567}}),
            "Overflow in multiplication of INT64 (... * ...)!");
}

TEST(HideValues, AHugeNumberOfValuesHidesAll) {
  EXPECT_EQ(HideValues("Conversion Error: anything", "", {std::string(5 << 20, 'x')}),
            "Conversion Error");
}

}  // namespace
}  // namespace semaflow
