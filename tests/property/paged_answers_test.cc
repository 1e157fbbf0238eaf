// Pages over every type that a key can have, with its extremes, NULLs and ties, in every order.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "model/test_model.h"
#include "semaflow/backend.h"
#include "semaflow/compile.h"
#include "semaflow/engine.h"
#include "semaflow/model.h"
#include "semaflow/result.h"

namespace semaflow::property {
namespace {

using nlohmann::json;

constexpr char kTable[] = R"~(
name: things
data_source: warehouse
table: things
primary_key: id
dimensions:
  id: {expr: id, type: integer, not_null: true}
  truth: {expr: truth, type: boolean}
  number: {expr: number, type: integer}
  amount: {expr: amount, type: "decimal(38, 4)"}
  real: {expr: "real_", type: float}
  text: {expr: "text_", type: text}
  folded: {expr: "text_", type: text, collation: nocase}
  kept: {expr: mood, type: text}
  day: {expr: day, type: date}
  read_at: {expr: read_at, type: timestamp}
  instant: {expr: instant, type: timestamptz}
  clock: {expr: clock, type: time}
  bytes: {expr: bytes, type: binary}
  document: {expr: document, type: json}
measures:
  total: {expr: amount, agg: sum}
  largest: {expr: number, agg: max}
  things: {agg: count}
)~";

constexpr const char* kStatements[] = {
    "CREATE TYPE mood AS ENUM ('z', 'a', 'm')",
    "CREATE TABLE things (id INTEGER NOT NULL, truth BOOLEAN, number BIGINT, amount DECIMAL(38, "
    "4), "
    "real_ DOUBLE, text_ VARCHAR, mood mood, day DATE, read_at TIMESTAMP, instant TIMESTAMPTZ, "
    "clock TIME, bytes BLOB, document JSON)",
    "INSERT INTO things VALUES "
    "(1, true, 9223372036854775807, 9999999999999999999999999999999999.9999, 'NaN', 'é', 'z', "
    "'5877641-06-24', '294246-12-31 23:59:59.999999', '2024-03-31 01:00:00.000001+00', "
    "'23:59:59.999999', '\\xFF'::BLOB, '{\"a\": 1}'), "
    "(2, false, -9223372036854775808, -9999999999999999999999999999999999.9999, 'Infinity', '', "
    "'a', "
    "'0044-03-15 (BC)', '1969-12-31 23:59:59.999999', '2024-03-31 01:00:00+00', '00:00:00', "
    "'\\x00'::BLOB, '[]'), "
    "(3, NULL, 0, 0.0001, '-Infinity', 'Ab', 'm', '1970-01-01', '1970-01-01', "
    "'1969-12-31 23:59:59.999999+00', '12:00:00', ''::BLOB, '\"x\"'), "
    "(4, true, 9007199254740993, 0, 0.1, 'aB', 'z', NULL, '2024-01-01', NULL, '12:00:00', "
    "'\\x00'::BLOB, '1'), "
    "(5, NULL, 9007199254740992, 0.0002, 0.1 + 0.2, 'AB', NULL, '1970-01-01', NULL, "
    "'2024-03-31 01:00:00+00', NULL, NULL, NULL), "
    "(6, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL), "
    "(7, false, NULL, 0.0001, 0.3, 'ab', 'a', '2024-02-29', '2024-01-01', NULL, NULL, "
    "'\\x01'::BLOB, '1'), "
    "(8, false, 0, 0, -0.0, 'ab' || chr(0), 'm', NULL, '2024-01-01', NULL, NULL, NULL, '1'), "
    "(9, true, 0, NULL, 5e-324, 'ab''); DROP TABLE things; --', NULL, NULL, NULL, NULL, NULL, "
    "'\\x01\\x00'::BLOB, NULL), "
    "(10, true, -1, -0.0001, 'NaN', NULL, 'z', NULL, NULL, NULL, '12:00:00', ''::BLOB, '\"x\"')",
};

class PagedThings : public testing::Test {
 protected:
  void SetUp() override {
    files_.Write("tables/things.yaml", kTable);
    files_.Write("flows/things.yaml",
                 "name: things\nbase_table: {semantic_table: things, alias: t}\n");
    Load();
    auto backend = OpenDuckDb({.path = ":memory:", .threads = 1});
    ASSERT_TRUE(backend) << FormatError(backend.error());
    auto connection = (*backend)->Connect();
    ASSERT_TRUE(connection);
    for (const char* sql : kStatements) {
      auto stream = (*connection)->Execute(Statement{.sql = sql});
      ASSERT_TRUE(stream) << FormatError(stream.error());
      ASSERT_TRUE((*stream)->Next());
    }
    ASSERT_TRUE(engine_.AddDataSource("warehouse", *backend));
  }

  void Load() {
    auto loaded = LoadModel(files_.path());
    ASSERT_TRUE(loaded) << FormatErrors(loaded.error());
    model_ = std::make_unique<Model>(std::move(loaded->model));
  }

  json Ask(const json& request) {
    auto query = Compile(*model_, request.dump());
    if (!query) return {{"error", FormatErrors(query.error())}};
    auto stream = engine_.Execute(std::move(*query));
    if (!stream) return {{"error", FormatError(stream.error())}};
    std::string text;
    const auto written = WriteResult(*stream, RowFormat::kJson, [&text](std::string_view part) {
      text += part;
      return true;
    });
    if (!written) return {{"error", FormatError(written.error())}};
    return json::parse(text);
  }

  void ExpectPagesOf(json request, std::int64_t size) {
    json whole = request;
    whole["limit"] = 1000;
    const json at_once = Ask(whole);
    ASSERT_FALSE(at_once.contains("error")) << at_once;
    request["page_size"] = size;
    json rows = json::array();
    for (int page = 0; page < 100; ++page) {
      const json answer = Ask(request);
      ASSERT_FALSE(answer.contains("error")) << request << answer["error"].get<std::string>();
      for (const json& row : answer["rows"]) rows.push_back(row);
      ASSERT_EQ(answer["has_more"], answer.contains("cursor"));
      if (!answer["has_more"]) break;
      request["cursor"] = answer["cursor"];
    }
    EXPECT_EQ(rows, at_once["rows"]) << request;
  }

  model::TestFolder files_;
  std::unique_ptr<Model> model_;
  Engine engine_;
};

std::vector<json> Orders(const std::string& column) {
  std::vector<json> orders;
  for (const char* direction : {"asc", "desc"}) {
    for (const char* nulls : {"first", "last"}) {
      orders.push_back({{{"column", column}, {"direction", direction}, {"nulls", nulls}}});
    }
  }
  return orders;
}

constexpr const char* kDimensions[] = {"truth", "number",  "amount",  "real",  "text",  "folded",
                                       "day",   "read_at", "instant", "clock", "bytes", "document"};

TEST_F(PagedThings, EveryKindOfKeyInEveryOrder) {
  for (const std::string name : kDimensions) {
    for (const json& order : Orders("t." + name)) {
      const json request = {{"flow", "things"}, {"dimensions", {"t." + name}}, {"order", order}};
      ExpectPagesOf(request, 1);
      json beside = request;
      beside["dimensions"] = {"t.truth", "t." + name, "t.id"};
      if (name == "truth") beside["dimensions"] = {"t.truth", "t.id"};
      beside["measures"] = {"t.things"};
      ExpectPagesOf(beside, 1);
      ExpectPagesOf(beside, 3);
      json rows = request;
      rows["ungrouped"] = true;
      ExpectPagesOf(rows, 2);
    }
  }
}

TEST_F(PagedThings, MeasuresThatAreNotSelected) {
  for (const char* measure : {"t.total", "t.largest", "t.things"}) {
    for (const json& order : Orders(measure)) {
      for (const char* dimension : {"t.truth", "t.text", "t.clock"}) {
        ExpectPagesOf({{"flow", "things"}, {"dimensions", {dimension}}, {"order", order}}, 1);
      }
    }
  }
}

// What the model calls a text the database may keep and order as something else: pages are ordered
// by the text then, and hold every row once.
TEST_F(PagedThings, ATextThatIsKeptAsAnEnum) {
  json request = {{"flow", "things"}, {"dimensions", {"t.kept"}}, {"page_size", 1}};
  std::string read;
  for (int page = 0; page < 10; ++page) {
    const json answer = Ask(request);
    ASSERT_FALSE(answer.contains("error")) << answer;
    read += answer["rows"].dump();
    if (!answer["has_more"]) break;
    request["cursor"] = answer["cursor"];
  }
  EXPECT_EQ(read, R"([["a"]][["m"]][["z"]][[null]])");
}

TEST_F(PagedThings, ACursorGoesOnWithItsRequestAlone) {
  json request = {{"flow", "things"}, {"dimensions", {"t.text"}}, {"page_size", 2}};
  const std::string cursor = Ask(request)["cursor"];
  const auto error = [&](json changed) {
    changed["cursor"] = cursor;
    const json answer = Ask(changed);
    return answer.contains("error") ? answer["error"].get<std::string>() : "";
  };
  json changed = request;
  changed["page_size"] = 5;
  changed["total_rows"] = true;
  changed["filters"] = nullptr;
  EXPECT_EQ(error(changed), "");
  for (const json& change :
       {json{{"dimensions", {"t.number"}}}, json{{"filters", {"t.truth == true"}}},
        json{{"order", {{{"column", "t.text"}, {"direction", "desc"}}}}}, json{{"limit", 3}},
        json{{"time_zone", "Europe/Amsterdam"}}, json{{"measures", {"t.things"}}}}) {
    changed = request;
    changed.update(change);
    const std::string told = error(changed);
    EXPECT_NE(told.find("R018"), std::string::npos) << change << told;
    EXPECT_NE(told.find("another request"), std::string::npos) << told;
  }
  files_.Write("tables/things.yaml", std::string(kTable) + "  more: {agg: count}\n");
  Load();
  EXPECT_NE(error(request).find("the model has changed"), std::string::npos) << error(request);
}

}  // namespace
}  // namespace semaflow::property
