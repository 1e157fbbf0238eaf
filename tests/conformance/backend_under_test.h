// The exam that every backend sits: what is asked of it, and what differs between databases.
//
// A new backend adds one entry to AllBackends() and its column to the tables of SQL in the tests;
// what it cannot do is a row of kQuirks, with its reason.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "semaflow/backend.h"
#include "semaflow/engine.h"
#include "semaflow/result.h"

namespace semaflow::conformance {

/// What a backend does not do as the others do it.
enum class Quirk : std::uint8_t {
  kSpeaksNoSql,       ///< Only the tests that ask in words of its own.
  kSizesNoDecimals,   ///< A decimal value has 38 digits, whatever it has.
  kTakesSpareValues,  ///< A value without a placeholder is no mistake.
  kHasNoNulInTexts,
};

struct QuirkOfBackend {
  std::string_view dialect;
  Quirk quirk;
  std::string_view why;
};
inline constexpr QuirkOfBackend kQuirks[] = {
    {"fake", Quirk::kSpeaksNoSql, "no database: its statements say what to give, wait for or fail"},
    {"postgres", Quirk::kSizesNoDecimals, "a parameter is numeric, without precision and scale"},
    {"postgres", Quirk::kTakesSpareValues, "a parameter may be declared and not used"},
    {"postgres", Quirk::kHasNoNulInTexts, "its texts end there, so it refuses them"},
};

/// Rows that are many; fewer where every access to memory is watched.
#if defined(__SANITIZE_THREAD__)
inline constexpr std::int64_t kManyRows = 1'000'000;
#else
inline constexpr std::int64_t kManyRows = 5'000'000;
#endif

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
};

const std::vector<BackendUnderTest>& AllBackends();
/// Those that can be asked in SQL.
std::vector<BackendUnderTest> BackendsOfSql();

/// Tests that run once for each backend.
class ConformanceTest : public testing::TestWithParam<BackendUnderTest> {
 protected:
  void SetUp() override;

  const BackendUnderTest& database() const { return GetParam(); }
  bool Has(Quirk quirk) const;
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

#define SEMAFLOW_CONFORMANCE(suite, backends)                            \
  INSTANTIATE_TEST_SUITE_P(Backends, suite, testing::ValuesIn(backends), \
                           [](const auto& backend) { return backend.param.name; })
