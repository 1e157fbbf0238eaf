// https://prometheus.io/docs/instrumenting/exposition_formats/ (text, 0.0.4).
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>
#include <string_view>

#include "semaflow/metrics.h"

namespace semaflow {
namespace {

std::string Escaped(std::string_view label) {
  std::string text;
  for (const char c : label) {
    if (c == '\\' || c == '"') text += '\\';
    if (c == '\n') {
      text += "\\n";
    } else {
      text += c;
    }
  }
  return text;
}

class Writer {
 public:
  explicit Writer(const EngineMetrics& metrics) : metrics_(metrics) {}

  std::string Write() {
    Value("queries_running", "gauge", "Queries that hold a permit.", &DataSourceMetrics::running);
    Value("queries_waiting", "gauge", "Queries that wait for one.", &DataSourceMetrics::waiting);
    Value("connections", "gauge", "Open connections.", &DataSourceMetrics::connections);
    Value("queue_bytes", "gauge", "Bytes of rows that wait for their readers.",
          &DataSourceMetrics::queue_bytes);
    Value("queries_submitted_total", "counter", "Queries that were submitted.",
          &DataSourceMetrics::submitted);
    Outcomes();
    Failures();
    Value("rows_total", "counter", "Rows handed to readers.", &DataSourceMetrics::rows);
    Value("bytes_total", "counter", "Bytes of those rows.", &DataSourceMetrics::bytes);
    Value("result_cache_bytes", "gauge", "Bytes of answers that are kept.",
          &DataSourceMetrics::result_cache_bytes);
    Lookups("result_cache_lookups_total",
            "Queries that looked for a kept answer, by what they found.",
            &DataSourceMetrics::result_cache_hits, &DataSourceMetrics::result_cache_misses);
    Lookups("schema_cache_lookups_total", "Questions for the columns of tables, by what was kept.",
            &DataSourceMetrics::schema_cache_hits, &DataSourceMetrics::schema_cache_misses);
    Histogram("query_wait_seconds", "From submission to a permit.", &DataSourceMetrics::waited);
    Histogram("query_run_seconds", "From a permit to its return.", &DataSourceMetrics::ran);
    return std::move(text_);
  }

 private:
  template <typename... Args>
  void Line(fmt::format_string<Args...> format, Args&&... args) {
    fmt::format_to(std::back_inserter(text_), format, std::forward<Args>(args)...);
    text_ += '\n';
  }

  void Head(std::string_view name, std::string_view type, std::string_view help) {
    Line("# HELP semaflow_{} {}", name, help);
    Line("# TYPE semaflow_{} {}", name, type);
  }

  void Value(std::string_view name, std::string_view type, std::string_view help,
             std::int64_t DataSourceMetrics::*value) {
    Head(name, type, help);
    for (const DataSourceMetrics& source : metrics_.data_sources) {
      Line("semaflow_{}{{data_source=\"{}\"}} {}", name, Escaped(source.name), source.*value);
    }
  }

  void Lookups(std::string_view name, std::string_view help, std::int64_t DataSourceMetrics::*hits,
               std::int64_t DataSourceMetrics::*misses) {
    Head(name, "counter", help);
    for (const DataSourceMetrics& source : metrics_.data_sources) {
      for (const auto& [found, count] :
           {std::pair("hit", source.*hits), {"miss", source.*misses}}) {
        Line("semaflow_{}{{data_source=\"{}\",found=\"{}\"}} {}", name, Escaped(source.name), found,
             count);
      }
    }
  }

  void Outcomes() {
    Head("queries_total", "counter", "Queries that ended, by how.");
    for (const DataSourceMetrics& source : metrics_.data_sources) {
      const std::pair<std::string_view, std::int64_t> outcomes[] = {
          {"succeeded", source.succeeded},      {"failed", source.failed},
          {"queue_full", source.queue_full},    {"queue_timeout", source.queue_timeouts},
          {"idle_stream", source.idle_streams}, {"deadline", source.deadlines},
          {"cancelled", source.cancelled},      {"closed", source.closed},
          {"refused", source.refused}};
      for (const auto& [outcome, count] : outcomes) {
        Line("semaflow_queries_total{{data_source=\"{}\",outcome=\"{}\"}} {}", Escaped(source.name),
             outcome, count);
      }
    }
  }

  void Failures() {
    Head("query_failures_total", "counter", "Queries that the database failed, by code.");
    for (const DataSourceMetrics& source : metrics_.data_sources) {
      for (const auto& [code, count] : source.failed_by_code) {
        Line("semaflow_query_failures_total{{data_source=\"{}\",code=\"{}\"}} {}",
             Escaped(source.name), code, count);
      }
    }
  }

  void Histogram(std::string_view name, std::string_view help,
                 Durations DataSourceMetrics::*durations) {
    Head(name, "histogram", help);
    for (const DataSourceMetrics& source : metrics_.data_sources) {
      const Durations& times = source.*durations;
      const std::string label = Escaped(source.name);
      std::int64_t count = 0;
      for (std::size_t i = 0; i < times.counts.size(); ++i) {
        count += times.counts[i];
        const bool is_last = i == Durations::kBoundsMs.size();
        Line("semaflow_{}_bucket{{data_source=\"{}\",le=\"{}\"}} {}", name, label,
             is_last ? "+Inf"
                     : fmt::format("{}", static_cast<double>(Durations::kBoundsMs[i]) / 1000),
             count);
      }
      Line("semaflow_{}_sum{{data_source=\"{}\"}} {}", name, label,
           static_cast<double>(times.sum_us) / 1e6);
      Line("semaflow_{}_count{{data_source=\"{}\"}} {}", name, label, count);
    }
  }

  const EngineMetrics& metrics_;
  std::string text_;
};

}  // namespace

void Durations::Add(std::int64_t micros) {
  const auto bucket = std::find_if(kBoundsMs.begin(), kBoundsMs.end(),
                                   [micros](std::int64_t bound) { return micros <= bound * 1000; });
  ++counts[static_cast<std::size_t>(bucket - kBoundsMs.begin())];
  sum_us += micros;
}

std::string ToPrometheus(const EngineMetrics& metrics) { return Writer(metrics).Write(); }

}  // namespace semaflow
