#include "backends/duckdb/bind.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "arrow/decimal.h"
#include "base/overloaded.h"

namespace semaflow::duckdb {
namespace {

// The narrowest type that holds the text exactly: "-12.50" is decimal(4, 2).
std::optional<duckdb_decimal> ToDecimal(std::string_view text) {
  const std::size_t point = text.find('.');
  const std::size_t scale = point == std::string_view::npos ? 0 : text.size() - point - 1;
  if (scale > 38) return std::nullopt;
  const auto value = arrow::DecimalFromText(text, 38, static_cast<int>(scale));
  if (!value) return std::nullopt;
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  const auto digits = std::count_if(text.begin(), text.end(), is_digit);
  const auto width = std::clamp<std::size_t>(static_cast<std::size_t>(digits), 1, 38);
  return duckdb_decimal{.width = static_cast<std::uint8_t>(std::max(width, scale)),
                        .scale = static_cast<std::uint8_t>(scale),
                        .value = {.lower = value->low, .upper = value->high}};
}

Error Refused(std::string message) {
  return {.code = ErrorCode::kBackendRefused, .message = std::move(message)};
}

}  // namespace

Result<void> BindAll(const Api& api, duckdb_prepared_statement statement,
                     const std::vector<Value>& values) {
  const idx_t wanted = api.nparams(statement);
  if (wanted != values.size()) {
    return tl::unexpected(Refused(
        fmt::format("the statement has {} placeholders for {} values", wanted, values.size())));
  }
  for (idx_t i = 1; i <= values.size(); ++i) {
    bool is_decimal_too_long = false;
    const auto bind = Overloaded{
        [&](Null) { return api.bind_null(statement, i); },
        [&](bool v) { return api.bind_boolean(statement, i, v); },
        [&](std::int64_t v) { return api.bind_int64(statement, i, v); },
        [&](double v) { return api.bind_double(statement, i, v); },
        [&](const Decimal& v) {
          const auto decimal = ToDecimal(v.text);
          is_decimal_too_long = !decimal;
          return decimal ? api.bind_decimal(statement, i, *decimal) : DuckDBError;
        },
        // With its length: a NUL ends nothing.
        [&](const std::string& v) {
          return api.bind_varchar_length(statement, i, v.data(), v.size());
        },
        [&](Date v) { return api.bind_date(statement, i, {v.days}); },
        [&](Timestamp v) { return api.bind_timestamp(statement, i, {v.micros}); },
        [&](Instant v) { return api.bind_timestamp_tz(statement, i, {v.micros}); },
        [&](TimeOfDay v) { return api.bind_time(statement, i, {v.micros}); },
        [&](const Interval& v) {
          return api.bind_interval(statement, i, {v.months, v.days, v.micros});
        },
        [&](const Binary& v) {
          return api.bind_blob(statement, i, v.bytes.data(), v.bytes.size());
        },
    };
    if (std::visit(bind, values[i - 1]) == DuckDBSuccess) continue;
    return tl::unexpected(Refused(
        is_decimal_too_long ? fmt::format("value {} is a decimal of more than 38 digits", i)
                            : fmt::format("DuckDB does not take value {}, a {}", i,
                                          ToString(DataType{.kind = KindOf(values[i - 1])}))));
  }
  return {};
}

}  // namespace semaflow::duckdb
