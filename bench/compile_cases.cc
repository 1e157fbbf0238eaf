// What bench/compile compiles: models and requests that are small and ordinary, wide, and hostile.
#include <fmt/format.h>

#include <array>
#include <charconv>

#include "bench/bench_models.h"

namespace semaflow::bench {
namespace {

// A star: fact `f` and `dimension_tables` tables d1, d2, ... joined by key, each with 4 dimensions.
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

void WriteStarOfTen(const ModelFolder& folder, int) { WriteStar(folder, 9); }

std::string OneTableRequest(int) {
  return R"({"flow": "star", "dimensions": ["f.status", "f.channel"],
"measures": ["f.order_count", "f.revenue"],
"filters": [{"field": "f.channel", "op": "in", "value": ["web", "shop"]}]})";
}

std::string StarOfFourRequest(int) {
  return R"({"flow": "star",
"dimensions": ["d1.name", "d2.city", "d3.country", "f.placed_at.month"],
"measures": ["f.order_count", "f.revenue", "f.paid", "f.avg_order"],
"filters": [{"field": "f.status", "op": "in", "value": ["paid", "sent"]},
            {"field": "d1.country", "op": "==", "value": "NL"},
            {"field": "f.amount", "op": ">", "value": 10}],
"order": [{"column": "f.revenue", "direction": "desc"}], "limit": 100})";
}

std::string StarOfTenRequest(int) {
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

void WriteManyBeside(const ModelFolder& folder, int size) {
  WriteStar(folder, 9);
  WriteMany(folder, size);
}

// --- Several facts.

// Table `shared` and facts f0, f1, ... with three measures each.
void WriteFacts(const ModelFolder& folder, int facts) {
  folder.Write("tables/shared.yaml", R"yaml(name: shared
data_source: warehouse
table: shared
primary_key: id
dimensions:
  country: {expr: country, type: text}
)yaml");
  std::string flow = "name: facts\nbase_table: {semantic_table: shared, alias: s}\njoins:\n";
  for (int i = 0; i < facts; ++i) {
    folder.Write(fmt::format("tables/fact{}.yaml", i), fmt::format(R"(name: fact{0}
data_source: warehouse
table: fact{0}
primary_key: id
measures:
  entries: {{agg: count}}
  total: {{expr: amount, agg: sum}}
  largest: {{expr: amount, agg: max}}
)",
                                                                   i));
    flow += fmt::format(
        "  fact{0}: {{semantic_table: fact{0}, alias: f{0}, to_table: s, "
        "join_keys: [{{left: id, right: shared_id}}]}}\n",
        i);
  }
  folder.Write("flows/facts.yaml", flow);
}

// `count` times `text` with its number, separated by commas.
std::string Listed(const std::string& text, int count) {
  std::string list;
  for (int i = 0; i < count; ++i) {
    if (i > 0) list += ", ";
    list += fmt::format(fmt::runtime(text), i);
  }
  return list;
}

void WriteTwoFacts(const ModelFolder& folder, int) { WriteFacts(folder, 2); }

std::string ChasmRequest(int) {
  return R"({"flow": "facts", "dimensions": ["s.country"],
"measures": ["f0.entries", "f0.total", "f1.entries", "f1.total"]})";
}

std::string FactsRequest(int size) {
  return fmt::format(R"({{"flow": "facts", "dimensions": ["s.country"], "measures": [{}]}})",
                     Listed(R"("f{0}.entries", "f{0}.total", "f{0}.largest")", size));
}

// The same as a graph, in which each fact names the shared table itself.
void WriteGraph(const ModelFolder& folder, int facts) {
  WriteFacts(folder, facts);
  std::string tables = "shared: shared";
  std::string links;
  for (int i = 0; i < facts; ++i) {
    tables += fmt::format(", f{0}: fact{0}", i);
    links += fmt::format(
        "  - {{from: f{}, to: shared, join_keys: [{{left: shared_id, right: id}}]}}\n", i);
  }
  folder.Write("flows/graph.yaml",
               fmt::format("name: graph\ntables: {{{}}}\nlinks:\n{}", tables, links));
}

std::string GraphRequest(int) {
  return R"({"flow": "graph", "dimensions": ["shared.country"],
"measures": ["f0.entries", "f0.total", "f1.entries", "f1.total"]})";
}

// --- Many members.

// Fact `f` with `size` measures of each kind, and 4 tables d0 to d3; each has 20 dimensions.
void WriteWide(const ModelFolder& folder, int size) {
  std::string dimensions = "dimensions:\n";
  for (int i = 0; i < 20; ++i)
    dimensions += fmt::format("  text{0}: {{expr: text{0}, type: text}}\n", i);
  std::string fact = "name: fact\ndata_source: warehouse\ntable: fact\nprimary_key: id\n";
  fact += dimensions + "measures:\n";
  for (int i = 0; i < size; ++i) {
    fact += fmt::format("  sum{0}: {{expr: amount{0}, agg: sum}}\n", i);
    fact += fmt::format("  ratio{}: {{formula: \"sum{} / sum{}\"}}\n", i, i, (i + 1) % size);
  }
  folder.Write("tables/fact.yaml", fact);
  std::string flow = "name: wide\nbase_table: {semantic_table: fact, alias: f}\njoins:\n";
  for (int i = 0; i < 4; ++i) {
    folder.Write(fmt::format("tables/dim{}.yaml", i),
                 fmt::format("name: dim{0}\ndata_source: warehouse\ntable: dim{0}\n"
                             "primary_key: id\n{1}",
                             i, dimensions));
    flow += fmt::format(
        "  dim{0}: {{semantic_table: dim{0}, alias: d{0}, to_table: f, "
        "join_keys: [{{left: dim{0}_id, right: id}}]}}\n",
        i);
  }
  folder.Write("flows/wide.yaml", flow);
}

void WriteWide100(const ModelFolder& folder, int) { WriteWide(folder, 100); }

std::string FormulasRequest(int size) {
  return fmt::format(R"({{"flow": "wide", "dimensions": ["f.text0"], "measures": [{}]}})",
                     Listed(R"("f.ratio{}")", size));
}

std::string MeasuresRequest(int size) {
  return fmt::format(R"({{"flow": "wide", "dimensions": ["f.text0"], "measures": [{}]}})",
                     Listed(R"("f.sum{}")", size));
}

std::string WideRequest(int) {
  std::string dimensions = Listed(R"("f.text{}")", 20);
  for (int i = 0; i < 4; ++i) {
    dimensions += ", " + Listed(fmt::format(R"("d{}.text{{}}")", i), 20);
  }
  return fmt::format(R"({{"flow": "wide", "dimensions": [{}], "measures": [{}]}})", dimensions,
                     Listed(R"("f.sum{}")", 70));
}

std::string FiltersRequest(int size) {
  std::string filters;
  for (int i = 0; i < size; ++i) {
    if (i > 0) filters += ", ";
    filters += fmt::format(R"({{"field": "d{}.text{}", "op": "!=", "value": "v{}"}})", i % 4,
                           i / 4 % 20, i);
  }
  return fmt::format(R"({{"flow": "wide", "measures": ["f.sum0"], "filters": [{}]}})", filters);
}

// --- Many joins.

std::string JoinsRequest(int size) {
  std::string dimensions;
  for (int i = 1; i <= size; ++i) dimensions += fmt::format("{}\"d{}.size\"", i > 1 ? ", " : "", i);
  return fmt::format(R"({{"flow": "star", "dimensions": [{}], "measures": ["f.revenue"]}})",
                     dimensions);
}

// Tables t0, t1, ...: a row of each has one partner in the next; `fans_out`: several.
void WriteChain(const ModelFolder& folder, int size, bool fans_out) {
  std::string flow = "name: chain\nbase_table: {semantic_table: table0, alias: t0}\njoins:\n";
  for (int i = 0; i < size; ++i) {
    folder.Write(fmt::format("tables/table{}.yaml", i), fmt::format(R"(name: table{0}
data_source: warehouse
table: table{0}
primary_key: id
dimensions:
  name: {{expr: name, type: text}}
measures:
  total: {{expr: amount, agg: sum}}
)",
                                                                    i));
    if (i == 0) continue;
    flow += fmt::format(
        "  table{0}: {{semantic_table: table{0}, alias: t{0}, to_table: t{1}, "
        "join_keys: [{{left: {2}, right: {3}}}]}}\n",
        i, i - 1, fans_out ? "id" : "next_id", fans_out ? "before_id" : "id");
  }
  folder.Write("flows/chain.yaml", flow);
}

void WriteChainToOne(const ModelFolder& folder, int size) { WriteChain(folder, size, false); }
void WriteChainToMany(const ModelFolder& folder, int size) { WriteChain(folder, size, true); }

std::string ChainRequest(int size) {
  return fmt::format(R"({{"flow": "chain", "dimensions": ["t{}.name"], "measures": ["t0.total"]}})",
                     size - 1);
}

// From the end of the chain by a dimension of every table on the way to its base.
std::string BackChainRequest(int size) {
  return fmt::format(R"({{"flow": "chain", "dimensions": [{}], "measures": ["t{}.total"]}})",
                     Listed(R"("t{}.name")", size - 1), size - 1);
}

struct NamedCase {
  std::string_view name;  // One that ends in '_' is followed by a size.
  CompileCase made_by;
};

constexpr std::array kCases = {
    NamedCase{"one_table", {WriteStarOfTen, OneTableRequest}},
    NamedCase{"star_of_4", {WriteStarOfTen, StarOfFourRequest}},
    NamedCase{"star_of_10", {WriteStarOfTen, StarOfTenRequest}},
    NamedCase{"chasm", {WriteTwoFacts, ChasmRequest}},
    NamedCase{"graph_", {WriteGraph, GraphRequest}},
    NamedCase{"wide", {WriteWide100, WideRequest}},
    NamedCase{"formulas_", {WriteWide, FormulasRequest}},
    NamedCase{"tables_", {WriteManyBeside, OneTableRequest}},
    NamedCase{"measures_", {WriteWide, MeasuresRequest}},
    NamedCase{"joins_", {WriteStar, JoinsRequest}},
    NamedCase{"chain_", {WriteChainToOne, ChainRequest}},
    NamedCase{"fan_chain_", {WriteChainToMany, ChainRequest}},
    NamedCase{"back_chain_", {WriteChainToMany, BackChainRequest}},
    NamedCase{"facts_", {WriteFacts, FactsRequest}},
    NamedCase{"filters_", {WriteWide, FiltersRequest}},
};

}  // namespace

std::optional<CompileCase> FindCompileCase(std::string_view name) {
  for (const auto& [known, made_by] : kCases) {
    if (name == known) return made_by;
    if (!known.ends_with('_') || !name.starts_with(known)) continue;
    CompileCase sized = made_by;
    const auto [end, error] =
        std::from_chars(name.data() + known.size(), name.data() + name.size(), sized.size);
    if (error == std::errc() && end == name.data() + name.size() && sized.size > 0) return sized;
  }
  return std::nullopt;
}

}  // namespace semaflow::bench
