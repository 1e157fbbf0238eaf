// The exam that every backend sits: what is asked of it, and what differs between databases.
//
// A new backend adds one entry to AllBackends() and its column to the tables of SQL in the tests; a
// test that it cannot pass is a quirk here, with its reason.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/backend.h"
#include "semaflow/engine.h"
#include "semaflow/result.h"

namespace semaflow::conformance {

struct BackendUnderTest {
  std::string name;
  Result<std::shared_ptr<Backend>> (*open)();

  // SQL in the words of the database. {} is where a number goes.
  std::string_view numbers;                ///< {} rows with the numbers 0, 1, 2, ... in column n.
  std::string_view endless;                ///< Works for hours before its first row.
  std::string_view endless_rows;           ///< Gives rows without end.
  std::string_view few_rows_then_endless;  ///< A million rows, then nothing for hours.
  std::string_view fails_late;             ///< Fails while it runs, after {} rows.
  std::string_view sum_overflows;          ///< A sum s of integers beyond 64 bits.
  std::string_view narrow_integer;         ///< The type of integers with the fewest bits.

  // Quirks.
  /// Knows precision and scale of a decimal value; else 38 digits, and the scale of what it sees.
  bool sizes_decimals = true;
  bool counts_spare_values = true;  ///< A value without a placeholder is refused.
  bool has_nul_in_texts = true;     ///< PostgreSQL: no text has one.
};

const std::vector<BackendUnderTest>& AllBackends();

/// Tests that run once for each backend.
class ConformanceTest : public testing::TestWithParam<BackendUnderTest> {
 protected:
  void SetUp() override;

  const BackendUnderTest& database() const { return GetParam(); }
  /// The words with the number in them.
  static std::string With(std::string_view words, std::int64_t number);

  /// The rows of one statement as JSON: [[1,"a"],[2,null]]; or "B002: message".
  std::string Rows(std::string sql, std::vector<Value> parameters = {},
                   std::string time_zone = "UTC", std::vector<ColumnInfo> columns = {});
  /// The types of its columns: "integer, decimal(38, 2)".
  std::string Types(std::string sql, std::vector<Value> parameters = {});

  std::shared_ptr<Backend> backend_;
  std::unique_ptr<Connection> connection_;
};

std::string CodeOf(const Error& error);

}  // namespace semaflow::conformance

#define SEMAFLOW_CONFORMANCE(suite)                                                   \
  INSTANTIATE_TEST_SUITE_P(Backends, suite,                                           \
                           testing::ValuesIn(::semaflow::conformance::AllBackends()), \
                           [](const auto& backend) { return backend.param.name; })
