#include "bench/bench_models.h"

#include <fmt/format.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace semaflow::bench {
namespace fs = std::filesystem;

ModelFolder::ModelFolder() {
  std::string pattern = (fs::temp_directory_path() / "semaflow-bench-XXXXXX").string();
  if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
  path_ = pattern;
  fs::create_directories(path_ / "tables");
  fs::create_directories(path_ / "flows");
}

ModelFolder::~ModelFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

void ModelFolder::Write(const std::string& file, const std::string& text) const {
  std::ofstream out(path_ / file, std::ios::binary);
  out << text;
  if (!out) throw std::runtime_error("cannot write " + file);
}

void WriteStar(const ModelFolder& folder, int dimension_tables) {
  folder.Write("tables/facts.yaml", R"yaml(name: facts
data_source: warehouse
table: facts
primary_key: id
time_dimension: placed_at
dimensions:
  status: {expr: status, type: text}
  channel: {expr: channel, type: text}
  placed_at: {expr: placed_at, type: timestamp}
  amount: {expr: amount, type: "decimal(12, 2)"}
  is_big: {expr: "amount >= 100", type: boolean}
measures:
  order_count: {agg: count}
  revenue: {expr: amount, agg: sum}
  paid: {expr: amount, agg: sum, filter: "status == 'paid'"}
  avg_order: {formula: "revenue / order_count"}
)yaml");
  std::string flow = "name: star\nbase_table: {semantic_table: facts, alias: f}\njoins:\n";
  for (int i = 1; i <= dimension_tables; ++i) {
    folder.Write(fmt::format("tables/dim{}.yaml", i), fmt::format(R"(name: dim{0}
data_source: warehouse
table: dim{0}
primary_key: id
dimensions:
  name: {{expr: name, type: text}}
  city: {{expr: city, type: text}}
  country: {{expr: country, type: text}}
  size: {{expr: size, type: integer}}
)",
                                                                  i));
    flow += fmt::format(
        "  dim{0}: {{semantic_table: dim{0}, alias: d{0}, to_table: f, "
        "join_keys: [{{left: dim{0}_id, right: id}}]}}\n",
        i);
  }
  folder.Write("flows/star.yaml", flow);
}

void WriteMany(const ModelFolder& folder, int tables) {
  for (int i = 0; i < tables; ++i) {
    std::string text = fmt::format(
        "name: table{0}\ndata_source: warehouse\ntable: table{0}\nprimary_key: id\ndimensions:\n",
        i);
    for (int d = 0; d < 10; ++d) {
      text += d % 2 ? fmt::format("  text{0}: column{0}\n", d)
                    : fmt::format(
                          "  dim{0}: {{expr: \"upper(column{0})\", type: text, "
                          "description: Dimension {0} of the table}}\n",
                          d);
    }
    text += "measures:\n";
    for (int m = 0; m < 4; ++m) {
      text += fmt::format("  sum{0}: {{expr: amount{0}, agg: sum, filter: \"text1 != 'x'\"}}\n", m);
    }
    text += "  ratio: {formula: \"sum0 / sum1\"}\n";
    folder.Write(fmt::format("tables/table{}.yaml", i), text);
  }
  for (int first = 0; first < tables; first += 10) {
    std::string text = fmt::format(
        "name: flow{0}\nbase_table: {{semantic_table: table{0}, alias: base}}\njoins:\n", first);
    for (int i = first + 1; i < first + 10 && i < tables; ++i) {
      text += fmt::format(
          "  join{0}: {{semantic_table: table{0}, alias: t{0}, to_table: base, "
          "join_keys: [{{left: table{0}_id, right: id}}]}}\n",
          i);
    }
    folder.Write(fmt::format("flows/flow{}.yaml", first), text);
  }
}

std::string OneTableRequest() {
  return R"({"flow": "star", "dimensions": ["f.status", "f.channel"],
"measures": ["f.order_count", "f.revenue"],
"filters": [{"field": "f.channel", "op": "in", "value": ["web", "shop"]}]})";
}

std::string StarOfFourRequest() {
  return R"({"flow": "star",
"dimensions": ["d1.name", "d2.city", "d3.country", "f.placed_at.month"],
"measures": ["f.order_count", "f.revenue", "f.paid", "f.avg_order"],
"filters": [{"field": "f.status", "op": "in", "value": ["paid", "sent"]},
            {"field": "d1.country", "op": "==", "value": "NL"},
            {"field": "f.amount", "op": ">", "value": 10}],
"order": [{"column": "f.revenue", "direction": "desc"}], "limit": 100})";
}

std::string StarOfTenRequest() {
  std::string dimensions = "\"f.placed_at.month\"";
  for (int i = 1; i <= 9; ++i) dimensions += fmt::format(", \"d{}.name\"", i);
  return fmt::format(R"({{"flow": "star", "dimensions": [{}],
"measures": ["f.order_count", "f.revenue", "f.paid", "f.avg_order"],
"filters": [{{"field": "f.status", "op": "in", "value": ["paid", "sent"]}},
            {{"field": "d1.country", "op": "==", "value": "NL"}},
            {{"field": "f.amount", "op": ">", "value": 10}}],
"order": [{{"column": "f.revenue", "direction": "desc"}}], "limit": 100}})",
                     dimensions);
}

}  // namespace semaflow::bench
