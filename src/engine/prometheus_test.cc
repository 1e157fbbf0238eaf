#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "semaflow/metrics.h"

namespace semaflow {
namespace {

using testing::HasSubstr;
using testing::Not;

TEST(Prometheus, TellsEachDataSource) {
  DataSourceMetrics shop{.name = "sh\"op", .running = 2, .submitted = 7, .failed = 3};
  shop.failed_by_code = {{"B002", 1}, {"B003", 2}};
  const std::string text =
      ToPrometheus({.data_sources = {shop, DataSourceMetrics{.name = "other"}}});
  EXPECT_THAT(text, HasSubstr("# TYPE semaflow_queries_running gauge\n"
                              "semaflow_queries_running{data_source=\"sh\\\"op\"} 2\n"
                              "semaflow_queries_running{data_source=\"other\"} 0\n"));
  EXPECT_THAT(text,
              HasSubstr("semaflow_queries_total{data_source=\"other\",outcome=\"failed\"} 0"));
  EXPECT_THAT(text,
              HasSubstr("semaflow_query_failures_total{data_source=\"sh\\\"op\",code=\"B003\"} 2"));
  EXPECT_THAT(text, Not(HasSubstr("\n\n")));
  EXPECT_TRUE(text.ends_with('\n'));
}

TEST(Prometheus, TimesAreCumulativeBuckets) {
  DataSourceMetrics shop{.name = "shop"};
  for (const std::int64_t micros : {0, 1000, 1001, 700'000'000}) shop.ran.Add(micros);
  const std::string text = ToPrometheus({.data_sources = {shop}});
  const auto bucket = [&](std::string_view bound) {
    const std::string line = "semaflow_query_run_seconds_bucket{data_source=\"shop\",le=\"" +
                             std::string(bound) + "\"} ";
    const std::size_t at = text.find(line);
    return at == std::string::npos ? "none" : text.substr(at + line.size(), 1);
  };
  EXPECT_EQ(bucket("0.001"), "2");
  EXPECT_EQ(bucket("0.002"), "3");
  EXPECT_EQ(bucket("600"), "3");
  EXPECT_EQ(bucket("+Inf"), "4");
  EXPECT_THAT(text, HasSubstr("semaflow_query_run_seconds_count{data_source=\"shop\"} 4"));
  EXPECT_THAT(text, HasSubstr("semaflow_query_run_seconds_sum{data_source=\"shop\"} 700.002001"));
}

}  // namespace
}  // namespace semaflow
