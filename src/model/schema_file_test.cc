#include "model/schema_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/test_load.h"

namespace semaflow::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr std::string_view kOrders = R"json({"tables": {"w/orders": {
  "columns": [{"name": "id", "type": "integer", "not_null": true},
              {"name": "status", "type": "text", "not_null": false},
              {"name": "customer_id", "type": "integer"},
              {"name": "placed", "type": "date"},
              {"name": "amount", "type": "decimal(10, 2)"},
              {"name": "shape", "type": "unknown"}],
  "keys": [["id"], ["customer_id", "placed"]], "has_primary_key": true}}})json";

Shop ShopWith(std::string orders) {
  return {.orders = std::move(orders), .more = {{"schema.json", std::string(kOrders)}}};
}

TEST(SchemaFileTest, WhatIsWrittenIsReadBack) {
  TableSchema orders;
  orders.columns = {{"id", {.kind = TypeKind::kInteger}, true},
                    {"a \"b\"", {.kind = TypeKind::kDecimal, .precision = 18, .scale = 2}, false},
                    {"tags", {.kind = TypeKind::kList, .element = TypeKind::kText}, false},
                    {"odd", {}, false}};
  orders.unique_keys = {{"id"}, {"id", "tags"}};
  orders.has_primary_key = true;
  orders.rows = 1'200'000;
  orders.columns.push_back(
      {.name = "u", .type = {.kind = TypeKind::kText}, .not_null = false, .cast_to_text = true});
  const std::string text = SchemaJson({{"w/orders", orders}, {"w/empty", {}}});
  EXPECT_EQ(text.back(), '\n');
  Diagnostics diagnostics;
  const std::vector<SchemaDefinition> read = ReadSchemaFile({"schema.json", text}, 0, diagnostics);
  EXPECT_TRUE(diagnostics.ok());
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].key, "w/empty");  // Sorted, for quiet diffs.
  EXPECT_EQ(read[0].schema, TableSchema());
  EXPECT_EQ(read[1].key, "w/orders");
  EXPECT_EQ(read[1].schema, orders);
  EXPECT_EQ(SchemaJson({}), "{\n  \"tables\": {}\n}\n");
}

TEST(SchemaFileTest, KeysOfTables) {
  const auto model = LoadText({{"a.yaml", "name: a\ndata_source: w\ntable: s.a\n"},
                               {"b.yaml", "name: b\ndata_source: w\nsql: select 1 as x\n"},
                               {"c.yaml", "name: c\ndata_source: v\nfile: c.csv\n"}});
  EXPECT_EQ(SchemaKeyOf(*model->FindTable("a")), "w/s.a");
  EXPECT_EQ(SchemaKeyOf(*model->FindTable("b")), "w/sql:b");
  EXPECT_EQ(SchemaKeyOf(*model->FindTable("c")), "v/file:c");
}

TEST(SchemaFileTest, TypesAndKeysComeFromTheSchema) {
  const auto model = LoadShop(ShopWith(
      "dimensions:\n  status: status\n  day: {expr: placed}\n  big: {expr: \"amount > 100\"}\n"
      "measures:\n  revenue: {expr: amount, agg: sum}\n"));
  const Table& table = *model->FindTable("orders");
  EXPECT_TRUE(table.schema_known);
  EXPECT_EQ(table.columns.size(), 6u);
  EXPECT_EQ(DimensionOf(*model, "orders", "status").type.kind, TypeKind::kText);
  EXPECT_EQ(DimensionOf(*model, "orders", "day").type.kind, TypeKind::kDate);
  EXPECT_EQ(DimensionOf(*model, "orders", "big").type.kind, TypeKind::kBoolean);
  EXPECT_EQ(MeasureOf(*model, "orders", "revenue").type.kind, TypeKind::kDecimal);
  ASSERT_EQ(table.unique_keys.size(), 1u);  // The primary key is the one that the model tells.
  EXPECT_TRUE(table.columns[table.primary_key[0]].not_null);
}

TEST(SchemaFileTest, EnforcedPrimaryKeysHoldWithoutBeingTold) {
  const auto model =
      LoadText({{"tables/orders.yaml", "name: orders\ndata_source: w\ntable: orders\n"},
                {"schema.json", kOrders}});
  const Table& table = *model->FindTable("orders");
  ASSERT_EQ(table.primary_key.size(), 1u);
  EXPECT_EQ(table.columns[table.primary_key[0]].name, "id");
}

TEST(SchemaFileTest, UnknownColumnsAreErrors) {
  const std::string anew =
      "if the database has changed, `semaflow check MODEL --data` makes schema.json anew";
  EXPECT_THAT(
      ProblemsOf(ShopWith("unique_keys: [[code]]\n"
                          "dimensions:\n  a: statu\n  b: {expr: \"amount + cost\"}\n"
                          "  c: {expr: column.plced}\n"
                          "measures:\n  m: {expr: amont, agg: sum, filter: \"stat == 'x'\"}\n")),
      ElementsAre(std::string("tables/orders.yaml:5:16 M011 the table \"orders\" has no column "
                              "\"code\" in schema.json | ") +
                      anew,
                  std::string("tables/orders.yaml:7:6 M011 the table \"orders\" has no column "
                              "\"statu\" in schema.json | did you mean \"status\"? ") +
                      anew,
                  std::string("tables/orders.yaml:8:23 M011 the table \"orders\" has no column "
                              "\"cost\" in schema.json | ") +
                      anew,
                  std::string("tables/orders.yaml:9:13 M011 the table \"orders\" has no column "
                              "\"plced\" in schema.json | did you mean \"placed\"? ") +
                      anew,
                  std::string("tables/orders.yaml:11:13 M011 the table \"orders\" has no column "
                              "\"amont\" in schema.json | did you mean \"amount\"? ") +
                      anew,
                  std::string("tables/orders.yaml:11:39 M011 the table \"orders\" has no column "
                              "\"stat\" in schema.json | ") +
                      anew));
}

TEST(SchemaFileTest, ToldTypesMustFit) {
  EXPECT_THAT(
      ProblemsOf(ShopWith("dimensions:\n  a: {expr: placed, type: timestamp}\n"
                          "  b: {expr: amount, type: float}\n"
                          "  c: {expr: status, type: json}\n"
                          "  d: {expr: shape, type: text}\n")),
      ElementsAre(
          "tables/orders.yaml:6:27 E005 the type is told as timestamp, but it is "
          "date | tell the right type, or cast: cast(... as timestamp); if the database has "
          "changed, `semaflow check MODEL --data` makes schema.json anew",
          testing::HasSubstr(
              "7:27 E005 the type is told as float, but it is decimal(10, 2) "
              "| tell the right type, or cast: cast(... as float); if the database has changed")));
}

// Told wrong, floor(i) was i and div(i, 1) a real division: 2.5 in both places.
TEST(SchemaFileTest, ANumberIsToldAsTheKindThatItIs) {
  TestFolder folder;
  const auto problems = [&](std::string_view type, DataType live) {
    WriteShop(ShopWith("dimensions:\n  i: {expr: n, type: \"" + std::string(type) + "\"}\n"),
              folder);
    TableSchema schema;
    schema.columns = {{"id", {.kind = TypeKind::kInteger}, true},
                      {"customer_id", {.kind = TypeKind::kInteger}, true},
                      {"n", live, false}};
    const auto loaded = LoadFolder(folder.path(), {.schemas = {{"w/orders", schema}}});
    return loaded ? "" : std::string(InfoOf(loaded.error().front().code).code);
  };
  const DataType integer{.kind = TypeKind::kInteger};
  const DataType decimal{.kind = TypeKind::kDecimal, .precision = 10, .scale = 2};
  const DataType whole{.kind = TypeKind::kDecimal, .precision = 10, .scale = 0};
  const DataType real{.kind = TypeKind::kFloat};
  EXPECT_EQ(problems("integer", integer), "");
  EXPECT_EQ(problems("integer", decimal), "E005");
  EXPECT_EQ(problems("integer", whole), "E005") << "its quotients are no integers";
  EXPECT_EQ(problems("integer", real), "E005");
  EXPECT_EQ(problems("decimal(10, 2)", decimal), "");
  EXPECT_EQ(problems("decimal", decimal), "");
  EXPECT_EQ(problems("decimal(10, 2)", real), "E005") << "listed as decimals, answered as floats";
  EXPECT_EQ(problems("decimal(10, 2)", integer), "E005");
  EXPECT_EQ(problems("float", decimal), "E005");
  EXPECT_EQ(problems("float", real), "");
  EXPECT_EQ(problems("integer", {}), "") << "nobody knows better";
}

TEST(SchemaFileTest, LiveSchemasTakeThePlaceOfTheFile) {
  TestFolder folder;
  WriteShop(ShopWith("dimensions:\n  a: fresh\n"), folder);
  EXPECT_FALSE(LoadFolder(folder.path()).has_value());  // schema.json is out of date.
  EXPECT_TRUE(LoadFolder(folder.path(), {.read_schema_file = false}).has_value());
  TableSchema live;
  live.columns = {{"id", {.kind = TypeKind::kInteger}, true},
                  {"customer_id", {.kind = TypeKind::kInteger}, true},
                  {"fresh", {.kind = TypeKind::kBoolean}, false}};
  const auto loaded = LoadFolder(folder.path(), {.schemas = {{"w/orders", live}}});
  ASSERT_TRUE(loaded.has_value());
  EXPECT_EQ(DimensionOf(*loaded->model, "orders", "a").type.kind, TypeKind::kBoolean);
}

TEST(SchemaFileTest, MistakesInTheFile) {
  const auto problems = [](std::string text) {
    return ProblemsOf(Shop{.more = {{"schema.json", std::move(text)}}});
  };
  constexpr std::string_view kStart = "schema.json:1:1 Y015 schema.json cannot be used: ";
  constexpr std::string_view kEnd = " | make it anew: semaflow check MODEL --data";
  const auto line = [&](std::string_view what) {
    return std::string(kStart) + std::string(what) + std::string(kEnd);
  };
  EXPECT_EQ(problems("{").size(), 1u);
  EXPECT_THAT(problems("[]"), ElementsAre(line("it must be an object")));
  EXPECT_THAT(problems("{\"x\": 1}"), ElementsAre(line("it has an unknown key \"x\"")));
  EXPECT_THAT(problems("{\"tables\": 1}"), ElementsAre(line("\"tables\" must be an object")));
  EXPECT_THAT(problems("{\"tables\": {\"w/a\": 1}}"),
              ElementsAre(line("\"w/a\" must be an object")));
  EXPECT_THAT(problems("{\"tables\": {\"w/a\": {}}}"),
              ElementsAre(line("\"w/a\" tells no columns")));
  EXPECT_THAT(problems("{\"tables\": {\"w/a\": {\"columns\": [], \"rows\": -1}}}"),
              ElementsAre(line("\"rows\" of \"w/a\" must be a number of rows")));
  EXPECT_THAT(problems("{\"tables\": {\"w/a\": {\"columns\": [], \"x\": 1}}}"),
              ElementsAre(line("\"w/a\" has an unknown key \"x\"")));
  EXPECT_THAT(problems("{\"tables\": {\"w/a\": {\"columns\": [1]}}}"),
              ElementsAre(line("a column of \"w/a\" must be an object")));
  EXPECT_THAT(problems("{\"tables\": {\"w/a\": {\"columns\": [{}]}}}"),
              ElementsAre(line("a column of \"w/a\" has no name")));
  EXPECT_THAT(
      problems("{\"tables\": {\"w/a\": {\"columns\": [{\"name\": \"x\", \"type\": \"huh\"}]}}}"),
      ElementsAre(line("a column of \"w/a\" has a key \"type\" that is not known or has a "
                       "wrong value")));
  EXPECT_THAT(problems("{\"tables\": {\"w/a\": {\"columns\": [], \"keys\": [1]}}}"),
              ElementsAre(line("\"keys\" of \"w/a\" must be a list of lists of columns")));
  EXPECT_THAT(problems("{\"tables\": {\"w/a\": {\"columns\": [], \"has_primary_key\": 1}}}"),
              ElementsAre(line("\"has_primary_key\" of \"w/a\" must be true or false")));
  EXPECT_THAT(problems("{}"), IsEmpty());
}

}  // namespace
}  // namespace semaflow::model
