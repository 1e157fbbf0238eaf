// How help looks, and the examples at its end.
#pragma once

#include <CLI/CLI.hpp>

#include <memory>

namespace semaflow::cli {

/// Lines fit 80 columns.
std::shared_ptr<CLI::FormatterBase> MakeHelpFormatter();

inline constexpr const char* kMainExamples =
    R"(Exit codes: 0 success; errors in 2 the command line, the configuration or the
output, 3 the model, 4 the request, 5 what the dialect can say, 6 the database
or its data, 7 limits; 70 a bug of semaflow; 130 stopped by Ctrl-C.

Examples:
  semaflow new shop
  semaflow flows shop sales
  semaflow query shop -f sales -d c.country -m o.revenue --order -o.revenue
  semaflow sql shop -f sales -d c.country -m o.revenue)";

inline constexpr const char* kCheckExamples = R"(Examples:
  semaflow check shop
  semaflow check shop --data
  semaflow check shop --data --database shop.duckdb)";

inline constexpr const char* kFlowsExamples = R"(Examples:
  semaflow flows shop
  semaflow flows shop sales
  semaflow flows shop sales --format json)";

inline constexpr const char* kQueryExamples = R"(Examples:
  semaflow query shop -f sales -d c.country,o.order_date.month -m o.revenue
  semaflow query shop -f sales -d c.country -m o.revenue --order -o.revenue \
      --where "o.status == 'paid'" --limit 5
  semaflow query shop '{"flow": "sales", "measures": ["o.revenue"]}' \
      --format json
  semaflow query shop request.json --param country=NL --format csv > rows.csv)";

inline constexpr const char* kSqlExamples = R"(Examples:
  semaflow sql shop -f sales -d c.country -m o.revenue
  semaflow sql shop request.json --parameters)";

inline constexpr const char* kExplainExamples = R"(Examples:
  semaflow explain shop -f sales -d c.country -m o.revenue)";

inline constexpr const char* kBatchExamples =
    R"(An answer is one line: {"columns": [...], "rows": [...], "truncated": false}, or
{"errors": [...]}. Answers come in the order of the requests. A line that has
"errors" is not a whole answer, whatever else it has.

Examples:
  semaflow batch shop < requests.jsonl > answers.jsonl)";

inline constexpr const char* kConfigExamples =
    R"(The variable SEMAFLOW_DATASOURCES__NAME__POOL__SIZE wins over the file, and
SEMAFLOW_DEFAULTS__POOL__SIZE over its [defaults]. Secrets are never printed.

Examples:
  semaflow config
  semaflow config --config shop/semaflow.toml shop
  semaflow config --format json)";

inline constexpr const char* kNewExamples = R"(Examples:
  semaflow new shop
  semaflow query shop -f sales -d c.country -m o.revenue)";

inline constexpr const char* kSchemaExamples = R"(Examples:
  semaflow schema > semaflow.schema.json)";

inline constexpr const char* kCompletionExamples = R"(Examples:
  source <(semaflow completion bash)
  semaflow completion zsh > "${fpath[1]}/_semaflow"
  semaflow completion fish > ~/.config/fish/completions/semaflow.fish)";

}  // namespace semaflow::cli
