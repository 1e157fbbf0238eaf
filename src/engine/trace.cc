#include "engine/trace.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <random>
#include <utility>

#include "base/fork.h"
#include "engine/dispatcher.h"

namespace semaflow::engine {
namespace {

bool IsHex(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

bool IsZero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

struct Generator {
  std::mt19937_64 random;
  MadeHere made;

  Generator() {
    std::random_device device;
    std::seed_seq seed{device(), device(), device(), device(), device(), device()};
    random.seed(seed);
  }
};

// Ids need to be different, not secret; also those of a process and what was forked from it.
std::string NewId(int words) {
  thread_local std::optional<Generator> generator;
  if (!generator || generator->made.IsForked()) generator.emplace();
  std::mt19937_64& random = generator->random;
  std::string id;
  do {
    id.clear();
    for (int i = 0; i < words; ++i) id += fmt::format("{:016x}", random());
  } while (IsZero(id));
  return id;
}

std::int64_t SystemMicros() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count();
}

}  // namespace

std::optional<TraceParent> ParseTraceParent(std::string_view text) {
  constexpr std::size_t kLength = 55;  // "00-" + 32 + "-" + 16 + "-01"
  if (text.size() < kLength || text[2] != '-' || text[35] != '-' || text[52] != '-') {
    return std::nullopt;
  }
  const std::string_view version = text.substr(0, 2);
  const std::string_view trace_id = text.substr(3, 32);
  const std::string_view span_id = text.substr(36, 16);
  const std::string_view flags = text.substr(53, 2);
  for (const std::string_view part : {version, trace_id, span_id, flags}) {
    if (!IsHex(part)) return std::nullopt;
  }
  if (version == "ff" || IsZero(trace_id) || IsZero(span_id)) return std::nullopt;
  if (text.size() > kLength && (version == "00" || text[kLength] != '-')) return std::nullopt;
  const char last = flags.back();
  const int bits = last <= '9' ? last - '0' : last - 'a' + 10;
  return TraceParent{std::string(trace_id), std::string(span_id), (bits & 1) != 0};
}

std::string Trace::Comment() const {
  if (!parent.is_sampled) return {};
  return fmt::format(" /*traceparent='00-{}-{}-01'*/", parent.trace_id, execute_id);
}

Trace BeginTrace(std::string_view traceparent, bool is_hooked, Micros now) {
  Trace trace;
  auto parent = ParseTraceParent(traceparent);
  if (!parent && !is_hooked) return trace;
  trace.is_on = true;
  trace.parent = parent ? std::move(*parent) : TraceParent{NewId(2), "", false};
  trace.query_id = NewId(1);
  trace.execute_id = NewId(1);
  trace.submitted = now;
  return trace;
}

std::vector<TraceSpan> SpansOf(const Trace& trace, const TraceSpan& all, Micros now) {
  const std::int64_t clock = SystemMicros() - Now();  // Of the engine's clock, in the world's.
  std::vector<TraceSpan> spans;
  const auto add = [&](std::string_view name, std::string id, const std::string& parent,
                       Micros start, Micros end) -> TraceSpan& {
    TraceSpan span = all;
    span.name = name;
    span.trace_id = trace.parent.trace_id;
    span.span_id = std::move(id);
    span.parent_span_id = parent;
    span.start_us = start + clock;
    span.end_us = end + clock;
    spans.push_back(std::move(span));
    return spans.back();
  };
  const bool has_started = trace.started != kNever;
  const bool has_rows = trace.first_rows != kNever;
  add("semaflow.wait", NewId(1), trace.query_id, trace.submitted,
      has_started ? trace.started : now);
  if (has_started) {
    add("semaflow.execute", trace.execute_id, trace.query_id, trace.started,
        has_rows ? trace.first_rows : now);
  }
  if (has_rows) {
    add("semaflow.deliver", NewId(1), trace.query_id, trace.first_rows, now).rows = trace.rows;
  }
  // What an inner span is about did not fail before the last of them.
  for (std::size_t i = 0; i + 1 < spans.size(); ++i) spans[i].code.clear();
  for (TraceSpan& span : spans) span.cache.clear();
  add("semaflow.query", trace.query_id, trace.parent.span_id, trace.submitted, now).rows =
      trace.rows;
  return spans;
}

}  // namespace semaflow::engine
