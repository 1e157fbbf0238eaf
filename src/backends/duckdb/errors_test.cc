#include "backends/duckdb/errors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace semaflow::duckdb {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(MakeError, TheFirstWordsGiveTheCode) {
  const auto code = [](std::string_view text) { return MakeError(text, "", {}).code; };
  EXPECT_EQ(code("Parser Error: syntax error at or near"), ErrorCode::kBackendRefused);
  EXPECT_EQ(code("Binder Error: x"), ErrorCode::kBackendRefused);
  EXPECT_EQ(code("Catalog Error: x"), ErrorCode::kBackendRefused);
  EXPECT_EQ(code("Conversion Error: Could not convert"), ErrorCode::kBackendFailed);
  EXPECT_EQ(code("Conversion Error: Type INT128 with value 1 can't be cast because the value is "
                 "out of range for the destination type INT64"),
            ErrorCode::kBackendOverflow);
  EXPECT_EQ(code("Out of Range Error: Overflow in addition"), ErrorCode::kBackendOverflow);
  EXPECT_EQ(code("INTERRUPT Error: Interrupted!"), ErrorCode::kBackendFailed)
      << "who asked for it says that the query was cancelled";
  EXPECT_EQ(code("INTERNAL Error: x"), ErrorCode::kBackendFailed);
  EXPECT_EQ(code("something new"), ErrorCode::kBackendFailed);
}

TEST(MakeRefusal, TheTextOfTheStatementIsAtFault) {
  const auto code = [](std::string_view text) { return MakeRefusal(text).code; };
  EXPECT_EQ(code("Invalid Input Error: Cannot prepare multiple statements at once!"),
            ErrorCode::kBackendRefused);
  EXPECT_EQ(code("Conversion Error: Could not convert string 'x'"), ErrorCode::kBackendRefused);
  EXPECT_EQ(code("Out of Range Error: Overflow in addition"), ErrorCode::kBackendOverflow);
  EXPECT_EQ(code("Out of Memory Error: x"), ErrorCode::kBackendFailed);
  EXPECT_EQ(code("INTERNAL Error: x"), ErrorCode::kBackendFailed);
}

TEST(MakeError, IsOneLineWithoutTheStatement) {
  const Error error = MakeError(
      "Binder Error: Referenced column \"x\" not found!\nCandidate bindings: \"i\"\n\nLINE 1: "
      "select x\n               ^",
      "", {});
  EXPECT_EQ(error.message,
            "DuckDB: Binder Error: Referenced column \"x\" not found! Candidate bindings: \"i\"");
}

TEST(MakeError, HelpsWithFilesAndMemory) {
  EXPECT_THAT(MakeError("Permission Error: Cannot access file \"/x\"", "", {}).help,
              HasSubstr("file_roots"));
  EXPECT_THAT(MakeError("Out of Memory Error: could not allocate", "", {}).help,
              HasSubstr("memory_limit"));
}

TEST(MakeError, AMegabyteOfAValueIsCut) {
  const std::string value(1 << 20, 's');
  const Error error =
      MakeError("Conversion Error: Could not convert string '" + value + "' to INT", "", {value});
  EXPECT_LT(error.message.size(), 200U);
  EXPECT_THAT(error.message, Not(HasSubstr("sss")));
}

}  // namespace
}  // namespace semaflow::duckdb
