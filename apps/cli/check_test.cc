// check --data on data that breaks what its model claims.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "terminal_for_tests.h"

namespace semaflow::cli {
namespace {

using nlohmann::json;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class CheckTest : public testing::Test, protected ShopFolder {
 protected:
  Answer Check(const std::vector<std::string>& more = {}) {
    std::vector<std::string> args = {"check", shop, "--data"};
    args.insert(args.end(), more.begin(), more.end());
    return RunLine(args);
  }
};

TEST_F(CheckTest, AModelByItself) {
  const Answer answer = RunLine({"check", shop});
  EXPECT_EQ(answer.exit_code, 0);
  EXPECT_EQ(answer.out, shop + ": 2 tables, 1 flow, 8 dimensions, 6 measures: no errors\n");
  EXPECT_EQ(answer.err, "");
}

TEST_F(CheckTest, GoodDataTellsTablesKeysAndOrphans) {
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_EQ(answer.out, R"(tables
  customers  5 rows   3 columns
  orders     10 rows  5 columns

keys
  customers  primary (id)        holds
  orders     primary (order_id)  holds

joins
  sales.customer  o to c  many_to_one  1 row (10.0 %) without a key

)" + shop + ": 2 tables, 1 flow, 8 dimensions, 6 measures: no errors\n");
}

// As where a permission is missing: the columns are told, the rows are not.
TEST_F(CheckTest, ATableThatGivesNoRowsIsNotChecked) {
  const std::string customers = folder.Read("shop/tables/customers.yaml");
  const std::size_t at = customers.find("file: ");
  ASSERT_NE(at, std::string::npos) << customers;
  const std::size_t end = customers.find('\n', at);
  folder.Write("shop/tables/customers.yaml",
               customers.substr(0, at) +
                   "sql: select error('denied')::integer as id, '' as name, '' as country" +
                   customers.substr(end));
  const Answer answer = Check({"--no-schema"});
  EXPECT_EQ(answer.exit_code, 6);
  EXPECT_THAT(
      answer.out,
      AllOf(HasSubstr("  customers  primary (id)        not checked: the database refuses it\n"),
            HasSubstr("  orders     primary (order_id)  holds\n"),
            HasSubstr("many_to_one  not checked: the database refuses it\n")));
  EXPECT_THAT(answer.err, HasSubstr("denied"));
}

TEST_F(CheckTest, WritesTheSchemaThatLaterLoadsUse) {
  ASSERT_EQ(Check({"--no-schema"}).exit_code, 0);
  EXPECT_FALSE(std::filesystem::exists(shop + "/schema.json"));
  EXPECT_THAT(RunLine({"flows", shop, "sales"}).out, HasSubstr("o.order_id    unknown"));
  ASSERT_EQ(Check().exit_code, 0);
  const json schema = json::parse(folder.Read("shop/schema.json"));
  EXPECT_EQ(schema.dump().find("order_date") != std::string::npos, true);
  EXPECT_THAT(RunLine({"flows", shop, "sales"}).out, HasSubstr("o.order_id    integer"));
  const auto written = std::filesystem::last_write_time(shop + "/schema.json");
  ASSERT_EQ(Check().exit_code, 0);
  EXPECT_EQ(std::filesystem::last_write_time(shop + "/schema.json"), written)
      << "what says the same already is left alone";
}

TEST_F(CheckTest, RepeatedAndMissingKeys) {
  folder.Write("shop/data/customers.csv",
               "id,name,country\n1,Anna,NL\n1,Anna again,NL\n2,Bram,NL\n3,Chloe,BE\n4,Dirk,DE\n"
               "4,Dirk,DE\n4,Dirk,DE\n,Nobody,NL\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 6);
  EXPECT_THAT(answer.err,
              AllOf(HasSubstr("tables/customers.yaml: error[B007]: the primary key (id) of "
                              "\"customers\" is NULL in 1 row\n"),
                    HasSubstr("error[B007]: the primary key (id) of \"customers\" is not unique: 2 "
                              "keys stand in several rows\nhelp: for example 4 in 3 rows; 1 in 2 "
                              "rows\n")));
  EXPECT_THAT(answer.out, HasSubstr("NULL in 1 row, 2 keys in several rows: 4 in 3 rows; 1 in 2"));
  EXPECT_THAT(answer.out, Not(HasSubstr("no errors")));
}

TEST_F(CheckTest, UniqueKeysAndSeveralColumns) {
  folder.Write("shop/tables/customers.yaml",
               "name: customers\ndata_source: shop\nfile: data/customers.csv\nprimary_key: id\n"
               "unique_keys: [[country], [name, country]]\ndimensions: {name: name, country: "
               "country}\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 6);
  EXPECT_THAT(answer.err, AllOf(HasSubstr("the unique key (country) of \"customers\" is not "
                                          "unique: 2 keys stand in several rows"),
                                HasSubstr("for example \"BE\" in 2 rows; \"NL\" in 2 rows"),
                                Not(HasSubstr("(name, country)"))));
}

TEST_F(CheckTest, AClaimedCardinalityThatDoesNotHold) {
  folder.Write("shop/flows/sales.yaml",
               "name: sales\nbase_table: {semantic_table: orders, alias: o}\njoins:\n  customer:\n"
               "    {semantic_table: customers, alias: c, to_table: o, cardinality: one_to_one,\n"
               "     join_keys: [{left: customer_id, right: id}]}\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 6);
  EXPECT_THAT(answer.err,
              HasSubstr("flows/sales.yaml: error[B007]: flow \"sales\", join \"customer\" claims "
                        "one_to_one, but 4 keys of \"o\" stand in several rows"));
}

TEST_F(CheckTest, OrphansAreCountedAndShownButNoError) {
  folder.Write("shop/data/orders.csv",
               "order_id,customer_id,order_date,status,amount\n1,1,2024-01-05,paid,1\n"
               "2,77,2024-01-05,paid,1\n3,77,2024-01-05,paid,1\n4,78,2024-01-05,paid,1\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("3 orphans (75.0 %): 77 in 2 rows; 78 in 1 row"));
}

TEST_F(CheckTest, OrphansOfInstantsAreShownInUtc) {
  folder.Write("shop/data/orders.csv",
               "order_id,customer_id,order_date,status,amount\n1,1,2024-01-05,paid,1\n");
  folder.Write("shop/flows/sales.yaml",
               "name: sales\nbase_table: {semantic_table: orders, alias: o}\njoins:\n  customer:\n"
               "    semantic_table: customers\n    alias: c\n    to_table: o\n"
               "    cardinality: many_to_many\n    join_keys:\n"
               "      - {left: \"cast(order_date as timestamptz)\",\n"
               "         right: \"try_cast(country as timestamptz)\"}\n");
  const Answer answer = Check();
  EXPECT_THAT(answer.out + answer.err, HasSubstr("\"2024-01-04T23:00:00+00:00\" in 1 row"));
}

TEST_F(CheckTest, MissingColumnsAndOtherTypesAreToldWhereTheyAreNamed) {
  folder.Write("shop/data/orders.csv",
               "order_id,customer_id,order_date,state,amount\n1,1,2024-01-05,paid,cheap\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 3);
  EXPECT_THAT(answer.err,
              AllOf(HasSubstr("tables/orders.yaml:12:18: error[M011]"), HasSubstr("error[E005]"),
                    HasSubstr("integer"), Not(HasSubstr("no column \"order_id\""))));
  EXPECT_THAT(answer.out, HasSubstr("customers  primary (id)        holds"))
      << "the other table is checked all the same";
  EXPECT_THAT(answer.out, HasSubstr("orders     1 row   5 columns"));
}

TEST_F(CheckTest, OneMistakeHidesNothingElse) {
  folder.Write("shop/tables/customers.yaml",
               "name: customers\ndata_source: shop\nfile: data/customers.csv\nprimary_key: id\n"
               "unique_keys: [[name], [surname]]\n"
               "dimensions:\n  name: {expr: name, type: date}\n"
               "  country: {expr: \"nullif(country, 'DE')\", not_null: true}\n"
               "  district: {expr: disrict, not_null: true}\n");
  folder.Write("shop/data/customers.csv",
               "id,name,country\n1,Anna,NL\n1,Anna again,NL\n2,Bram,NL\n3,Chloe,BE\n4,Dirk,DE\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 3) << "the first error is of the model";
  EXPECT_THAT(
      answer.err,
      AllOf(
          HasSubstr("error[E005]: the type is told as date, but it is text"),
          HasSubstr("error[M011]: the table \"customers\" has no column \"disrict\""),
          HasSubstr("error[B007]: table \"customers\": dimension \"country\" says not_null, but is "
                    "NULL in 1 row"),
          HasSubstr("error[B007]: the primary key (id) of \"customers\" is not unique"),
          Not(HasSubstr("B002"))));
  EXPECT_EQ(answer.out, R"(tables
  customers  5 rows   3 columns  not_null not checked: district
  orders     10 rows  5 columns

keys
  customers  primary (id)        1 key in several rows: 1 in 2 rows
  customers  unique (name)       holds
  customers  unique (surname)    not checked: "customers" has no column "surname"
  orders     primary (order_id)  holds

joins
  sales.customer  o to c  many_to_one  1 row (10.0 %) without a key
)");
}

// A key that is cut to a grain needs the type of its time, which only the database says here.
TEST_F(CheckTest, OneMistakeTakesNoTypesFromOtherTables) {
  folder.Write("shop/tables/customers.yaml",
               "name: customers\ndata_source: shop\nfile: data/customers.csv\nprimary_key: id\n"
               "dimensions: {name: {expr: name, type: date}}\n");
  folder.Write("shop/data/months.csv", "month\n2024-01-01\n2024-02-01\n");
  folder.Write("shop/tables/months.yaml",
               "name: months\ndata_source: shop\nfile: data/months.csv\nprimary_key: month\n");
  folder.Write(
      "shop/flows/sales.yaml",
      "name: sales\nbase_table: {semantic_table: orders, alias: o}\njoins:\n"
      "  customer: {semantic_table: customers, alias: c, to_table: o,\n"
      "             join_keys: [{left: customer_id, right: id}]}\n"
      "  month: {semantic_table: months, alias: m, to_table: o, cardinality: many_to_one,\n"
      "          join_keys: [{left: \"date_trunc('month', order_date)\",\n"
      "                       right: \"date_trunc('month', month)\"}]}\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 3);
  EXPECT_THAT(answer.err, AllOf(HasSubstr("error[E005]"), Not(HasSubstr("P013"))));
  EXPECT_THAT(answer.out, Not(HasSubstr("not checked")));
  EXPECT_THAT(answer.out, HasSubstr("sales.month     o to m  many_to_one"));
}

TEST_F(CheckTest, WhatCannotBeAskedSaysSo) {
  std::filesystem::remove(shop + "/data/customers.csv");
  const Answer answer = Check();
  EXPECT_THAT(answer.out,
              AllOf(HasSubstr("customers  not counted"), HasSubstr("orders     10 rows"),
                    HasSubstr("sales.customer  o to c  many_to_one  not checked: the table "
                              "\"customers\" cannot be read")));
}

TEST_F(CheckTest, ANumberToldWrong) {
  folder.Write("shop/tables/money.yaml",
               "name: money\ndata_source: shop\n"
               "sql: \"select 1 as id, 2.5::decimal(10, 2) as price\"\nprimary_key: id\n"
               "dimensions: {price: {expr: price, type: integer}}\n");
  EXPECT_EQ(RunLine({"check", shop}).exit_code, 0) << "nobody knows yet";
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 3);
  EXPECT_THAT(answer.err, HasSubstr("tables/money.yaml:5:41: error[E005]: the type is told as "
                                    "integer, but it is decimal(10, 2)"));
}

TEST_F(CheckTest, ASchemaFileThatIsOutOfDateIsMadeAnew) {
  ASSERT_EQ(Check().exit_code, 0);
  folder.Write("shop/data/customers.csv", "id,name,land\n1,Anna,NL\n");
  folder.Write("shop/tables/customers.yaml",
               "name: customers\ndata_source: shop\nfile: data/customers.csv\nprimary_key: id\n"
               "dimensions: {land: land}\n");
  EXPECT_EQ(RunLine({"check", shop}).exit_code, 3) << "the old schema has no column land";
  EXPECT_EQ(Check().exit_code, 0);
  EXPECT_EQ(RunLine({"check", shop}).exit_code, 0);
}

TEST_F(CheckTest, MissingTablesAreToldTogether) {
  std::filesystem::remove(shop + "/data/orders.csv");
  std::filesystem::remove(shop + "/data/customers.csv");
  const Answer answer = Check();
  EXPECT_NE(answer.exit_code, 0);
  EXPECT_THAT(answer.err, AllOf(HasSubstr("table \"orders\""), HasSubstr("table \"customers\"")));
}

TEST_F(CheckTest, ANotNullThatIsNull) {
  folder.Write("shop/tables/customers.yaml",
               "name: customers\ndata_source: shop\nfile: data/customers.csv\nprimary_key: id\n"
               "dimensions:\n  country: {expr: \"nullif(country, 'DE')\", type: text, not_null: "
               "true}\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 6);
  EXPECT_THAT(answer.err, HasSubstr("dimension \"country\" says not_null, but is NULL in 1 row"));
}

TEST_F(CheckTest, KeysThatAreExpressionsAndComposite) {
  folder.Write("shop/flows/sales.yaml",
               "name: sales\nbase_table: {semantic_table: orders, alias: o}\njoins:\n  customer:\n"
               "    semantic_table: customers\n    alias: c\n    to_table: o\n"
               "    cardinality: many_to_one\n    join_keys:\n"
               "      - {left: customer_id, right: id}\n"
               "      - {left: \"customer_id + 0\", right: \"id * 1\"}\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("1 row (10.0 %) without a key"));
}

TEST_F(CheckTest, LinksOfAGraphAreCheckedToo) {
  folder.Write("shop/flows/company.yaml",
               "name: company\ntables: {order: orders, customer: customers}\nlinks:\n"
               "  - {from: order, to: customer, as: buyer, cardinality: one_to_one,\n"
               "     join_keys: [{left: customer_id, right: id}]}\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 6);
  EXPECT_THAT(answer.out, HasSubstr("company.buyer   order to customer  one_to_one"));
  EXPECT_THAT(answer.err, HasSubstr("flow \"company\", join \"buyer\" claims one_to_one"));
}

TEST_F(CheckTest, AKeyMayReadSeveralEarlierTables) {
  folder.Write("shop/data/rates.csv", "country,day,rate\nNL,2024-01-05,1\nBE,2024-02-02,2\n");
  folder.Write(
      "shop/tables/rates.yaml",
      "name: rates\ndata_source: shop\nfile: data/rates.csv\nprimary_keys: [country, day]\n"
      "dimensions: {rate: rate}\n");
  folder.Write("shop/flows/sales.yaml",
               "name: sales\nbase_table: {semantic_table: orders, alias: o}\njoins:\n"
               "  customer: {semantic_table: customers, alias: c, to_table: o,\n"
               "             join_keys: [{left: customer_id, right: id}]}\n"
               "  rate: {semantic_table: rates, alias: r, to_table: c, join_keys: [\n"
               "         {left: country, right: country}, {left: o.order_date, right: day}]}\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_THAT(answer.out,
              HasSubstr("sales.rate      o to r  many_to_one  1 row (10.0 %) without a key, 7 "
                        "orphans (70.0 %)"));
}

TEST_F(CheckTest, AnSqlTextIsAskedOfItsOwnTable) {
  folder.Write("shop/tables/customers.yaml",
               "name: customers\ndata_source: shop\nfile: data/customers.csv\nprimary_key: id\n"
               "dimensions:\n  id: {expr: id}\n  country: {expr: country}\n"
               "  named: {sql: {duckdb: \"upper(name)\"}, type: text}\n"
               "  amount: {sql: {duckdb: \"amount\"}, type: integer}\n"
               "measures:\n  n: {agg: count}\n"
               "  most: {sql: {duckdb: \"status\"}, agg: max, type: text}\n");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 6);
  EXPECT_THAT(
      answer.err,
      AllOf(
          HasSubstr("tables/customers.yaml: error[B002]: table \"customers\", `sql:` of dimension "
                    "\"amount\": DuckDB: Binder Error: Referenced column \"amount\" not found"),
          HasSubstr("`sql:` of measure \"most\""), Not(HasSubstr("named"))));
}

TEST_F(CheckTest, AnSqlTextNeverReadsTheTableBeside) {
  folder.Write("shop/tables/customers.yaml",
               "name: customers\ndata_source: shop\nfile: data/customers.csv\nprimary_key: id\n"
               "dimensions:\n  country: {expr: country}\n  id: {expr: id, type: integer}\n"
               "  amount: {sql: {duckdb: \"amount\"}, type: integer}\n");
  for (const char* request :
       {R"({"flow": "sales", "dimensions": ["c.amount", "o.status"], "measures": ["o.revenue"]})",
        R"({"flow": "sales", "dimensions": ["c.amount"]})",
        R"({"flow": "sales", "dimensions": [{"field": "c.id", "as": "amount"}, "c.amount"]})"}) {
    const Answer refused = RunLine({"query", shop, request});
    EXPECT_EQ(refused.exit_code, 6) << request;
    EXPECT_THAT(refused.err, HasSubstr("Referenced column \"amount\" not found"));
    EXPECT_EQ(refused.out, "");
  }
}

TEST_F(CheckTest, ADerivedTableNeverReadsTheTableBeside) {
  folder.Write("shop/tables/customers.yaml",
               "name: customers\ndata_source: shop\nsql: \"select 1 as id, amount as country\"\n"
               "primary_key: id\ndimensions:\n  country: {expr: country}\n");
  const Answer refused =
      RunLine({"query", shop, "-f", "sales", "-d", "c.country", "-m", "o.revenue"});
  EXPECT_EQ(refused.exit_code, 6);
  EXPECT_THAT(refused.err, HasSubstr("Referenced column \"amount\" was not found"));
}

TEST_F(CheckTest, AFolderThatCannotBeWrittenIsAnError) {
  // Stands where the new schema.json is written first.
  folder.Write("shop/schema.json.new/x", "");
  const Answer answer = Check();
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_THAT(answer.err, AllOf(HasSubstr("error[C003]"), HasSubstr("--no-schema")));
}

TEST_F(CheckTest, CtrlCStopsIt) {
  folder.Write("shop/tables/slow.yaml",
               "name: slow\ndata_source: shop\nsql: \"select a.range as x from range(100000000) a, "
               "range(1000) b\"\nprimary_key: x\n");
  Terminal terminal;
  terminal.interrupts.pressed = true;
  const Answer answer = terminal.Run({"check", shop, "--data"});
  EXPECT_EQ(answer.exit_code, 130);
}

}  // namespace
}  // namespace semaflow::cli
