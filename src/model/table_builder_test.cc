#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/test_load.h"

namespace semaflow::model {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(TableTest, EverythingThatATableSays) {
  const auto model = LoadText(
      {{"tables/orders.yaml",
        "name: orders\n"
        "data_source: warehouse\n"
        "table: sales.\"fct.orders\"\n"
        "description: One row an order\n"
        "primary_keys: [shop, number]\n"
        "unique_keys: [[code], [shop, code]]\n"
        "time_dimension: ordered_at\n"
        "smallest_time_grain: hour\n"
        "dimensions:\n"
        "  status: order status\n"
        "  ordered_at: {expr: ordered_at, type: timestamp, not_null: true, label: Ordered,\n"
        "               description: When, unit: s, format: '%Y', hidden: true,\n"
        "               meta: {owner: [me, 1, 2.50, true, null], 'a b': {}}}\n"
        "  code: {expr: code, type: text, collation: de_DE}\n"
        "  at_utc: {expr: at_utc, type: timestamp, stored_in: UTC}\n"}});
  const Table& table = *model->FindTable("orders");
  EXPECT_EQ(table.name, "orders");
  EXPECT_EQ(table.data_source, "warehouse");
  EXPECT_EQ(table.description, "One row an order");
  EXPECT_EQ(table.file, "tables/orders.yaml");
  EXPECT_EQ(table.source.kind, Source::Kind::kTable);
  EXPECT_THAT(table.source.table_name, ElementsAre("sales", "fct.orders"));
  EXPECT_FALSE(table.schema_known);
  ASSERT_EQ(table.primary_key.size(), 2u);
  EXPECT_EQ(table.columns[table.primary_key[0]].name, "shop");
  EXPECT_EQ(table.columns[table.primary_key[1]].name, "number");
  EXPECT_TRUE(table.columns[table.primary_key[0]].not_null);
  ASSERT_EQ(table.unique_keys.size(), 2u);
  EXPECT_EQ(table.columns[table.unique_keys[0][0]].name, "code");
  EXPECT_EQ(table.dimensions[table.time_dimension].name, "ordered_at");
  EXPECT_EQ(table.smallest_time_grain, time::Grain::kHour);

  const Dimension& status = DimensionOf(*model, "orders", "status");
  EXPECT_TRUE(status.is_column);
  EXPECT_EQ(table.columns[std::get<expr::Ref>(status.expr.node).index].name, "order status");
  EXPECT_EQ(status.type.kind, TypeKind::kUnknown);

  const Dimension& at = DimensionOf(*model, "orders", "ordered_at");
  EXPECT_EQ(at.type.kind, TypeKind::kTimestamp);
  EXPECT_TRUE(at.not_null);
  EXPECT_TRUE(at.is_column);
  const Column& column = table.columns[std::get<expr::Ref>(at.expr.node).index];
  EXPECT_EQ(column.type.kind, TypeKind::kTimestamp);  // The dimension tells the column.
  EXPECT_TRUE(column.not_null);
  EXPECT_EQ(at.presentation.label, "Ordered");
  EXPECT_EQ(at.presentation.description, "When");
  EXPECT_EQ(at.presentation.unit, "s");
  EXPECT_EQ(at.presentation.format, "%Y");
  EXPECT_TRUE(at.presentation.hidden);
  EXPECT_EQ(at.presentation.meta_json, R"({"owner":["me",1,2.50,true,null],"a b":{}})");
  EXPECT_EQ(DimensionOf(*model, "orders", "code").collation, "de_DE");
  EXPECT_EQ(DimensionOf(*model, "orders", "at_utc").stored_in, "UTC");
}

TEST(TableTest, PrimaryKeyForms) {
  EXPECT_EQ(LoadShop({}).get()->FindTable("items")->primary_key.size(), 2u);
  EXPECT_EQ(LoadShop({}).get()->FindTable("orders")->primary_key.size(), 1u);
  const auto model = LoadText({{"tables/a.yaml", "name: a\ndata_source: w\ntable: a\n"}});
  EXPECT_TRUE(model->FindTable("a")->primary_key.empty());
}

TEST(TableTest, DerivedTables) {
  const auto model =
      LoadText({{"tables/a.yaml", "name: a\ndata_source: w\nsql: |\n  select *\n  from t;\n"}});
  EXPECT_EQ(model->FindTable("a")->source.kind, Source::Kind::kSql);
  EXPECT_EQ(model->FindTable("a")->source.sql, "select *\nfrom t");
}

TEST(TableTest, SourcesThatAreNone) {
  EXPECT_THAT(ProblemsOf({{"t.yaml", "name: a\ndata_source: w\n"}}),
              ElementsAre("t.yaml:1:7 Y010 nothing says where the rows are | write `table:`, "
                          "`sql:` or `file:`"));
  EXPECT_THAT(ProblemsOf({{"t.yaml", "name: a\ndata_source: w\ntable: a\nsql: select 1\n"}}),
              ElementsAre("t.yaml:4:6 Y011 the rows come from one place only | keep one of "
                          "`table`, `sql` and `file`"));
  EXPECT_THAT(ProblemsOf({{"t.yaml", "name: a\ndata_source: w\ntable: a..b\n"}}),
              ElementsAre("t.yaml:3:8 M002 \"a..b\" is not the name of a table | write fct_orders, "
                          "schema.table or \"with.dot\".table"));
  EXPECT_THAT(ProblemsOf({{"t.yaml", "name: a\ndata_source: w\ntable: '\"a'\n"}}),
              ElementsAre("t.yaml:3:9 M002 \"\"a\" is not the name of a table | write fct_orders, "
                          "schema.table or \"with.dot\".table"));
  EXPECT_THAT(ProblemsOf({{"t.yaml", "name: a\ndata_source: w\nsql: ' ; '\n"}}),
              ElementsAre("t.yaml:3:7 Y009 \"sql\" is empty"));
}

TEST(TableTest, NamesThatCannotBe) {
  EXPECT_THAT(
      ProblemsOf(
          {.orders = "dimensions:\n  a.b: x\n  '': x\n  ' a': x\n  '*': x\n  \"a\\nb\": x\n"}),
      ElementsAre("tables/orders.yaml:6:3 M002 \"a.b\" cannot be the name of a dimension: it has a "
                  "dot | dots separate the parts of a name; write _ instead",
                  "tables/orders.yaml:7:4 M002 \"\" cannot be the name of a dimension: it is empty "
                  "| choose another name",
                  "tables/orders.yaml:8:4 M002 \" a\" cannot be the name of a dimension: it has a "
                  "space at its edge | choose another name",
                  "tables/orders.yaml:9:4 M002 \"*\" cannot be the name of a dimension: it stands "
                  "for all rows | choose another name",
                  "tables/orders.yaml:10:4 M002 \"a\nb\" cannot be the name of a dimension: it has "
                  "a control character | choose another name"));
  const std::string name(256, 'x');
  EXPECT_EQ(ProblemsOf({.orders = "measures:\n  " + name + ": {agg: count}\n"}).size(), 1u);
}

TEST(TableTest, NamesThatStandTwice) {
  EXPECT_THAT(
      ProblemsOf({.orders = "dimensions:\n  a: x\nmeasures:\n  a: {agg: count}\n"}),
      ElementsAre("tables/orders.yaml:8:3 M001 the table \"orders\" has two members \"a\" | "
                  "dimensions and measures share one namespace: rename one"));
  EXPECT_THAT(
      ProblemsOf({.orders = "dimensions:\n  a: x\n  a: y\n"}),
      ElementsAre("tables/orders.yaml:7:3 Y007 the key \"a\" stands twice in this mapping | "
                  "keep one of them"));
  EXPECT_THAT(
      ProblemsOf(Shop{.more = {{"tables/z.yaml", "name: orders\ndata_source: w\ntable: z\n"}}}),
      ElementsAre("tables/z.yaml:1:7 M001 there are two tables \"orders\" | rename one"));
}

TEST(TableTest, WhatNamesATableThatStandsTwiceIsNotCheckedAgainstOne) {
  const std::string two = "there are two tables \"orders\" | rename one";
  EXPECT_THAT(ProblemsOf({{"a.yaml", "name: orders\ndata_source: w\ntable: z\n"},
                          {"b.yaml",
                           "name: orders\ndata_source: w\ntable: t\nprimary_key: id\n"
                           "dimensions:\n  dutch: {expr: \"c.country == 'NL'\"}\n"
                           "measures:\n  revenue: {expr: amount, agg: sum}\n"},
                          {"c.yaml",
                           "name: customers\ndata_source: w\ntable: c\nprimary_key: id\n"
                           "dimensions:\n  country: country\n"
                           "  spent: {measure: o.revenue}\n"},
                          {"f.yaml",
                           "name: sales\nbase_table: {semantic_table: orders, alias: o}\n"
                           "joins:\n  c: {semantic_table: customers, alias: c, to_table: o, "
                           "join_keys: [{left: customer_id, right: id}]}\n"
                           "measures:\n  twice: {formula: \"o.revenue * 2\"}\n"}}),
              ElementsAre("b.yaml:1:7 M001 " + two));
}

TEST(TableTest, FormatsOfNumbers) {
  const auto problems = [](const std::string& member) {
    return ProblemsOf({{"t.yaml", "name: a\ndata_source: w\ntable: a\n" + member}});
  };
  const std::string help =
      " of \"x\" is no d3-format of a number | write one like \",d\", "
      "\"$,.2f\" or \".1%\"";
  EXPECT_THAT(problems("measures:\n  x: {agg: count, format: 'abc%%'}\n"),
              ElementsAre("t.yaml:5:3 M031 the format \"abc%%\"" + help));
  EXPECT_THAT(problems("measures:\n  x: {expr: y, agg: sum, format: 'abc%%'}\n"),
              ElementsAre("t.yaml:5:3 M031 the format \"abc%%\"" + help));
  EXPECT_THAT(problems("dimensions:\n  x: {expr: y, type: integer, format: '%Y'}\n"),
              ElementsAre("t.yaml:5:3 M031 the format \"%Y\"" + help));
  EXPECT_THAT(problems("dimensions:\n  x: {expr: y, format: '%Y-%m'}\n"), IsEmpty());
  EXPECT_THAT(problems("measures:\n  x: {expr: y, agg: max, format: '$,.2f'}\n"), IsEmpty());
}

TEST(TableTest, KeysNameColumnsThatAreThere) {
  EXPECT_THAT(ProblemsOf({{"t.yaml", "name: a\ndata_source: w\ntable: a\nprimary_key: []\n"}}),
              ElementsAre("t.yaml:4:14 M025 a primary key has at least one column | name its "
                          "columns, or leave the key out"));
  EXPECT_THAT(ProblemsOf({{"t.yaml",
                           "name: a\ndata_source: w\ntable: a\nprimary_key: [x, x]\n"
                           "unique_keys: [[y, y], []]\n"}}),
              ElementsAre("t.yaml:4:18 M025 the primary key names the column \"x\" twice",
                          "t.yaml:5:19 M025 a unique key names the column \"y\" twice",
                          "t.yaml:5:23 M025 a unique key has at least one column"));
  EXPECT_THAT(
      ProblemsOf(
          {{"t.yaml", "name: a\ndata_source: w\ntable: a\nprimary_key: x\nprimary_keys: [x]\n"}}),
      ElementsAre("t.yaml:5:1 Y011 the primary key is told twice | keep `primary_key` or "
                  "`primary_keys`"));
}

TEST(TableTest, TimesAreDimensionsThatAreTimes) {
  EXPECT_THAT(
      ProblemsOf({.orders = "time_dimension: placed\ndimensions:\n  placd: placed\n"}),
      ElementsAre("tables/orders.yaml:5:17 M014 `time_dimension` names \"placed\", which is "
                  "no dimension of the table \"orders\" | did you mean \"placd\"?"));
  EXPECT_THAT(
      ProblemsOf({.orders = "time_dimension: placed\n"}),
      ElementsAre("tables/orders.yaml:5:17 M014 `time_dimension` names \"placed\", which is "
                  "no dimension of the table \"orders\" | add it to `dimensions`: `placed: "
                  "{expr: placed, type: timestamp}`"));
  EXPECT_THAT(
      ProblemsOf({.orders = "time_dimension: a\ndimensions:\n  a: {expr: a, type: text}\n"}),
      ElementsAre("tables/orders.yaml:5:17 E005 `time_dimension` must be a time, and \"a\" is "
                  "text"));
  EXPECT_THAT(ProblemsOf({.orders = "time_dimension: a\nsmallest_time_grain: hour\n"
                                    "dimensions:\n  a: {expr: a, type: date}\n"}),
              ElementsAre("tables/orders.yaml:6:22 M022 \"a\" is a date, and `hour` is finer | the "
                          "finest grain of a date is a day"));
  EXPECT_THAT(ProblemsOf({.orders = "time_dimension: a\nsmallest_time_grain: hour\n"
                                    "dimensions:\n  a: {expr: a, type: timestamptz}\n"}),
              IsEmpty());
  // Nobody knows the type: check --data will.
  EXPECT_THAT(ProblemsOf({.orders = "time_dimension: a\nsmallest_time_grain: hour\n"
                                    "dimensions:\n  a: a\n"}),
              IsEmpty());
  EXPECT_THAT(ProblemsOf({.orders = "measures:\n  m: {agg: count, time: a, grain: minute}\n"
                                    "dimensions:\n  a: {expr: a, type: date}\n"}),
              ElementsAre("tables/orders.yaml:6:35 M022 \"a\" is a date, and `minute` is finer | "
                          "the finest grain of a date is a day"));
  EXPECT_THAT(ProblemsOf({.orders = "measures:\n  m: {agg: count, time: a}\n"
                                    "dimensions:\n  a: {expr: a, type: integer}\n"}),
              ElementsAre("tables/orders.yaml:6:25 E005 `time` must be a time, and \"a\" is "
                          "integer"));
  EXPECT_THAT(ProblemsOf({.orders = "time_dimension: a\ndimensions:\n  a: {expr: a, type: date}\n"
                                    "measures:\n  m: {agg: count, grain: hour}\n"}),
              ElementsAre("tables/orders.yaml:9:26 M022 \"a\" is a date, and `hour` is finer | the "
                          "finest grain of a date is a day"));
}

TEST(TableTest, RowsThatHoldForATime) {
  const auto model = LoadShop({.customers = "valid: {from: start_date, to: end_date}\n"});
  const Table& table = *model->FindTable("customers");
  EXPECT_EQ(table.columns[table.valid_from].name, "start_date");
  EXPECT_EQ(table.columns[table.valid_to].name, "end_date");
  ASSERT_TRUE(table.refusal.has_value());
  EXPECT_EQ(table.refusal->code, ErrorCode::kTimedJoin);
  const Alias& alias = AliasOf(*model->FindFlow("sales"), "c");
  ASSERT_TRUE(alias.refusal.has_value());
  EXPECT_EQ(alias.refusal->code, ErrorCode::kTimedJoin);
}

TEST(FlowTest, MoreTablesThanAFlowMayHave) {
  std::string joins;
  for (int i = 0; i < 4096; ++i) {
    const std::string alias = "a" + std::to_string(i);
    joins += "  " + alias + ": {semantic_table: customers, alias: " + alias +
             ", to_table: o, join_keys: [{left: x, right: id}]}\n";
  }
  EXPECT_THAT(
      ProblemsOf(Shop{.more = {{"flows/wide.yaml",
                                "name: wide\nbase_table: {semantic_table: orders, alias: o}\n"
                                "joins:\n" +
                                    joins}}}),
      ElementsAre("flows/wide.yaml:1:7 M030 the flow \"wide\" has more than 4096 tables | "
                  "split it into several flows"));
}

}  // namespace
}  // namespace semaflow::model
