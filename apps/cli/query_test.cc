// query, sql, explain, flows on the starter model.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <nlohmann/json.hpp>
#include <thread>

#include "terminal_for_tests.h"

namespace semaflow::cli {
namespace {

using nlohmann::json;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::vector<std::string> RevenueByCountry(const std::string& command, const std::string& shop) {
  return {command,   shop,        "-f", "sales", "-d", "c.country", "-m", "o.revenue,o.order_count",
          "--order", "-o.revenue"};
}

std::vector<std::string> With(std::vector<std::string> args, const std::vector<std::string>& more) {
  args.insert(args.end(), more.begin(), more.end());
  return args;
}

class QueryTest : public testing::Test, protected ShopFolder {
 protected:
  Answer Query(const std::vector<std::string>& more) {
    return RunLine(With(RevenueByCountry("query", shop), more));
  }
};

TEST_F(QueryTest, TableForPeople) {
  const Answer answer = Query({});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_EQ(answer.err, "");
  EXPECT_EQ(answer.out,
            "c.country  o.revenue  o.order_count\n"
            "─────────  ─────────  ─────────────\n"
            "DE               385              2\n"
            "NL               355              5\n"
            "BE                45              2\n"
            "NULL              25              1\n"
            "4 rows\n");
}

TEST_F(QueryTest, JsonForPrograms) {
  const Answer answer = Query({"--format", "json"});
  ASSERT_EQ(answer.exit_code, 0) << answer.err;
  const json document = json::parse(answer.out);
  EXPECT_EQ(document["rows"],
            json::parse(R"([["DE", 385, 2], ["NL", 355, 5], ["BE", 45, 2], [null, 25, 1]])"));
  EXPECT_EQ(document["truncated"], false);
  EXPECT_EQ(document["columns"][0]["name"], "c.country");
  EXPECT_EQ(document["columns"][0]["type"], "text");
  EXPECT_EQ(document["columns"][1]["label"], "Revenue");
  EXPECT_EQ(document["columns"][1]["unit"], "EUR");
  EXPECT_EQ(answer.out.back(), '\n');
  EXPECT_EQ(std::count(answer.out.begin(), answer.out.end(), '\n'), 1);
}

TEST_F(QueryTest, NdjsonIsARowALine) {
  EXPECT_EQ(Query({"--format", "ndjson", "--limit", "2"}).out,
            "{\"c.country\":\"DE\",\"o.revenue\":385,\"o.order_count\":2}\n"
            "{\"c.country\":\"NL\",\"o.revenue\":355,\"o.order_count\":5}\n");
}

TEST_F(QueryTest, RowsLeaveBeforeTheDatabaseIsClosed) {
  Terminal terminal;
  terminal.Run(With(RevenueByCountry("query", shop), {"--format", "ndjson"}));
  EXPECT_GE(terminal.out.flushes, 2) << "for the rows, and at the end";
}

TEST_F(QueryTest, CsvIsRfc4180) {
  EXPECT_EQ(Query({"--format", "csv"}).out,
            "c.country,o.revenue,o.order_count\r\nDE,385,2\r\nNL,355,5\r\nBE,45,2\r\n,25,1\r\n");
}

TEST_F(QueryTest, ArrowIsAnIpcStream) {
  const Answer answer = Query({"--format", "arrow"});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  ASSERT_GT(answer.out.size(), 16u);
  EXPECT_EQ(answer.out.substr(0, 4), "\xff\xff\xff\xff") << "the mark of a message";
  EXPECT_EQ(answer.out.substr(answer.out.size() - 8), std::string("\xff\xff\xff\xff\0\0\0\0", 8))
      << "the end mark";
}

TEST_F(QueryTest, ArrowIsNotForATerminal) {
  Terminal terminal;
  terminal.out_is_terminal = true;
  const Answer answer = terminal.Run(With(RevenueByCountry("query", shop), {"--format", "arrow"}));
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_EQ(answer.out, "");
}

TEST_F(QueryTest, ConditionsAndOffset) {
  EXPECT_EQ(Query({"--format", "csv", "--where", "c.country in ['NL', 'BE']", "--where",
                   "o.amount > 50", "--offset", "1"})
                .out,
            "c.country,o.revenue,o.order_count\r\nBE,,1\r\n")
      << "a sum of no rows is NULL: the only order of BE over 50 is cancelled";
}

TEST_F(QueryTest, ARequestFromAFileStandardInputOrTheLine) {
  const std::string request =
      R"({"flow": "sales", "dimensions": ["c.country"], "measures": ["o.revenue"], )"
      R"("order": [{"column": "o.revenue"}], "limit": 1})";
  const std::string expected = "c.country,o.revenue\r\n,25\r\n";
  const std::string file = folder.Write("request.json", request);
  EXPECT_EQ(RunLine({"query", shop, file, "--format", "csv"}).out, expected);
  EXPECT_EQ(RunLine({"query", shop, "-", "--format", "csv"}, request).out, expected);
  EXPECT_EQ(RunLine({"query", shop, request, "--format", "csv"}).out, expected);
  EXPECT_EQ(RunLine({"query", shop, "  \n" + request, "--format", "csv"}).out, expected);
}

TEST_F(QueryTest, FlagsAreLaidOverARequest) {
  const std::string file = folder.Write(
      "request.json",
      R"({"flow": "sales", "measures": ["o.order_count"], )"
      R"("filters": [{"field": "c.country", "op": "==", "value": {"param": "country"}}]})");
  EXPECT_EQ(RunLine({"query", shop, file, "--param", "country=NL", "--format", "csv"}).out,
            "o.order_count\r\n5\r\n");
  EXPECT_EQ(RunLine({"query", shop, file, "--param", "country=NL", "--where", "o.is_large",
                     "--format", "csv"})
                .out,
            "o.order_count\r\n2\r\n");
  const Answer missing = RunLine({"query", shop, file});
  EXPECT_EQ(missing.exit_code, 4);
  EXPECT_THAT(missing.err, HasSubstr("error[R009]"));
}

TEST_F(QueryTest, AsIsAnotherNameOfFormat) {
  const auto with = [&](std::vector<std::string> more) {
    return RunLine(With(RevenueByCountry("query", shop), std::move(more)));
  };
  for (const char* format : {"table", "json", "ndjson", "csv"}) {
    const Answer answer = with({"--as", format});
    EXPECT_EQ(answer.exit_code, 0) << answer.err;
    EXPECT_EQ(answer.out, with({"--format", format}).out);
  }
  EXPECT_THAT(with({"--as", "json"}).out, StartsWith("{\"columns\":["));
  EXPECT_EQ(with({"--as", "json", "--format", "csv"}).exit_code, 2);
}

TEST_F(QueryTest, PrintRequestPrintsTheRequestAndAsksNobody) {
  const Answer answer =
      RunLine({"query", "/no/such/model", "-f", "sales", "-m", "o.revenue", "--where",
               "c.country == 'NL'", "--order", "-o.revenue", "--limit", "3", "--print-request"});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_EQ(answer.out,
            R"({"flow": "sales", "measures": ["o.revenue"], "filters": ["c.country == 'NL'"], )"
            R"("order": [{"column": "o.revenue", "direction": "desc"}], "limit": 3})"
            "\n");
  // What it prints means the same.
  const std::string request = answer.out;
  EXPECT_EQ(RunLine({"query", shop, request, "--format", "csv"}).out, "o.revenue\r\n355\r\n");
}

TEST_F(QueryTest, SqlHasItsValuesInItAndRunsWhereItIsPasted) {
  const Answer answer =
      RunLine({"sql", shop, "-f", "sales", "-m", "o.order_count", "--where", "c.country == 'NL'"});
  ASSERT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_THAT(answer.out, StartsWith("SELECT"));
  EXPECT_THAT(answer.out, HasSubstr("'NL'"));
  EXPECT_THAT(answer.out, testing::EndsWith(";\n"));
}

TEST_F(QueryTest, SqlWithParametersTellsTheValuesApart) {
  const Answer answer = RunLine({"sql", shop, "-f", "sales", "-m", "o.order_count", "--where",
                                 "c.country == 'NL'", "--parameters"});
  ASSERT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("$1"));
  EXPECT_THAT(answer.out, HasSubstr("-- $1: text \"NL\"\n"));
  EXPECT_THAT(answer.out, Not(HasSubstr("'NL'")));
}

TEST_F(QueryTest, SqlOfAnUnknownDialect) {
  const Answer answer = RunLine(With(RevenueByCountry("sql", shop), {"--dialect", "duckbd"}));
  EXPECT_EQ(answer.exit_code, 2);
  EXPECT_THAT(answer.err, HasSubstr("error[D001]"));
  EXPECT_THAT(answer.err, HasSubstr("did you mean \"duckdb\"?"));
  EXPECT_THAT(RunLine(With(RevenueByCountry("sql", shop), {"--dialect", "oracle"})).err,
              HasSubstr("dialects are duckdb postgres"));
}

// The tables are files, which PostgreSQL does not read.
TEST_F(QueryTest, SqlIsThatOfTheDataSource) {
  const auto line = RevenueByCountry("sql", shop);
  const std::string refused = "is of no kind that postgres reads";
  EXPECT_EQ(RunLine(line).exit_code, 0);
  EXPECT_THAT(RunLine(With(line, {"--dialect", "postgres"})).err, HasSubstr(refused));
  folder.Write("shop/semaflow.toml", "[datasources.shop]\ntype=\"postgres\"\nhost=\"none\"\n");
  const Answer answer = RunLine(line);
  EXPECT_EQ(answer.exit_code, 5);
  EXPECT_THAT(answer.err, HasSubstr(refused));
  EXPECT_EQ(RunLine(With(line, {"--dialect", "duckdb"})).exit_code, 0);
}

TEST_F(QueryTest, ExplainShowsEachStage) {
  const Answer answer = RunLine(With(RevenueByCountry("explain", shop), {"--limit", "3"}));
  ASSERT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_THAT(answer.out, StartsWith("== plan\n"));
  EXPECT_THAT(answer.out, HasSubstr("\n== sql\nSELECT"));
  EXPECT_THAT(answer.out, HasSubstr("flat"));
}

TEST_F(QueryTest, CommandsWithoutAConnectionNeedNoLibrary) {
  for (const char* command : {"sql", "explain"}) {
    const Answer answer =
        RunLine(With(RevenueByCountry(command, shop), {"--print-request", "--limit", "1"}));
    EXPECT_EQ(answer.exit_code, 0) << answer.err;
  }
  folder.Write("shop/semaflow.toml", "[datasources.shop]\ntype=\"duckdb\"\npath=\"no.duckdb\"\n");
  EXPECT_EQ(RunLine({"check", shop}).exit_code, 0);
  EXPECT_EQ(RunLine({"flows", shop}).exit_code, 0);
  EXPECT_EQ(RunLine(RevenueByCountry("sql", shop)).exit_code, 0);
  EXPECT_EQ(RunLine(RevenueByCountry("explain", shop)).exit_code, 0);
  EXPECT_EQ(RunLine(RevenueByCountry("query", shop)).exit_code, 6);
}

TEST_F(QueryTest, FlowsAreListed) {
  EXPECT_EQ(RunLine({"flows", shop}).out, "sales  Orders with their customers.\n");
  EXPECT_EQ(RunLine({"flows", shop, "--format", "json"}).out,
            R"({"flows":[{"name":"sales","description":"Orders with their customers."}]})"
            "\n");
}

TEST_F(QueryTest, AFlowTellsWhatItCanBeAsked) {
  const Answer answer = RunLine({"flows", shop, "sales"});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_EQ(answer.out,
            R"(sales: Orders with their customers.
  base table   orders as o
  data source  shop
  time         o.order_date, by day or coarser

joins
  c  customers  many_to_one from o

dimensions
  o.order_id    unknown
  o.status      text     paid, sent or cancelled
  o.order_date  date     When it was placed
  o.amount      integer  [EUR]
  o.is_large    boolean  100 EUR or more
  c.id          unknown
  c.name        text
  c.country     text     Two letters: NL, BE, DE

measures
  o.order_count      integer  Orders
  o.revenue          integer  Revenue [EUR]
  o.cancelled_count  integer
  o.cancel_rate      float    Cancelled share
  o.avg_order        float    [EUR]
  c.customer_count   integer  Customers
)");
  const json flow = json::parse(RunLine({"flows", shop, "sales", "--format", "json"}).out);
  EXPECT_EQ(flow["joins"][0]["cardinality"], "many_to_one");
  EXPECT_EQ(flow["measures"][1]["format"], ",.0f");
}

TEST_F(QueryTest, AnUnknownFlow) {
  const Answer answer = RunLine({"flows", shop, "sale"});
  EXPECT_EQ(answer.exit_code, 4);
  EXPECT_THAT(answer.err, HasSubstr("error[R003]"));
  EXPECT_THAT(answer.err, HasSubstr("did you mean \"sales\"?"));
}

TEST_F(QueryTest, ListsFitTheTerminal) {
  Terminal terminal;
  terminal.width = 40;
  const Answer answer = terminal.Run({"flows", shop, "sales"});
  std::size_t begin = 0;
  while (begin < answer.out.size()) {
    const std::size_t end = answer.out.find('\n', begin);
    EXPECT_LE(end - begin, 40u) << answer.out.substr(begin, end - begin);
    begin = end + 1;
  }
}

TEST_F(QueryTest, ColourOnlyOnATerminalAndNeverAgainstNoColor) {
  const std::vector<std::string> line = RevenueByCountry("query", shop);
  Terminal colored;
  colored.out_is_terminal = true;
  EXPECT_THAT(colored.Run(line).out, HasSubstr("\x1b["));
  Terminal plain;
  plain.out_is_terminal = true;
  plain.environment["NO_COLOR"] = "1";
  EXPECT_THAT(plain.Run(line).out, Not(HasSubstr("\x1b[")));
  Terminal dumb;
  dumb.out_is_terminal = true;
  dumb.environment["TERM"] = "dumb";
  EXPECT_THAT(dumb.Run(line).out, Not(HasSubstr("\x1b[")));
  EXPECT_THAT(RunLine(line).out, Not(HasSubstr("\x1b[")));

  Terminal error;
  error.err_is_terminal = true;
  EXPECT_THAT(error.Run({"quer"}).err, HasSubstr("\x1b["));
}

TEST_F(QueryTest, ADatabaseOfOnesOwn) {
  const std::string database = folder.path("own.duckdb");
  auto backend = OpenDuckDb({.path = database, .read_only = false});
  ASSERT_TRUE(backend) << FormatError(backend.error());
  {
    auto connection = (*backend)->Connect();
    ASSERT_TRUE(connection);
    for (const char* sql : {"CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)",
                            "INSERT INTO t VALUES (1, 'a'), (2, 'b')"}) {
      Statement statement;
      statement.sql = sql;
      ASSERT_TRUE((*connection)->Execute(statement)) << sql;
    }
  }
  backend->reset();
  folder.Write("own/tables/t.yaml",
               "name: t\ndata_source: own\ntable: t\nprimary_key: id\ndimensions: {name: name}\n"
               "measures: {n: {agg: count}}\n");
  folder.Write("own/flows/f.yaml", "name: f\nbase_table: {semantic_table: t, alias: t}\n");
  const std::vector<std::string> line = {"query", folder.path("own"), "-f", "f", "-m",
                                         "t.n",   "--format",         "csv"};
  EXPECT_EQ(RunLine(With(line, {"--database", database})).out, "t.n\r\n2\r\n");

  const Answer nowhere = RunLine(line);
  EXPECT_EQ(nowhere.exit_code, 3);
  EXPECT_THAT(nowhere.err, HasSubstr("error[M028]"));
  EXPECT_THAT(nowhere.err, HasSubstr("--database PATH"));
  EXPECT_THAT(nowhere.err, HasSubstr("[datasources.own]"));

  const std::string config = folder.Write(
      "elsewhere.toml", "[datasources.own]\ntype = \"duckdb\"\npath = \"own.duckdb\"\n");
  EXPECT_EQ(RunLine(With(line, {"--config", config})).out, "t.n\r\n2\r\n");
  Terminal terminal;
  terminal.environment["SEMAFLOW_CONFIG"] = config;
  EXPECT_EQ(terminal.Run(line).out, "t.n\r\n2\r\n");
}

TEST_F(QueryTest, ALimitThatNobodyAskedForIsTold) {
  folder.Write("shop/semaflow.toml",
               "[datasources.shop]\ntype = \"duckdb\"\npath = \":memory:\"\n"
               "[datasources.shop.query]\ndefault_row_limit = 2\n");
  const Answer csv = Query({"--format", "csv"});
  EXPECT_EQ(csv.exit_code, 0);
  EXPECT_EQ(csv.out, "c.country,o.revenue,o.order_count\r\nDE,385,2\r\nNL,355,5\r\n");
  EXPECT_THAT(csv.err, HasSubstr("warning: the answer was cut after 2 rows"));
  EXPECT_EQ(json::parse(Query({"--format", "json"}).out)["truncated"], true);
  EXPECT_EQ(json::parse(Query({"--format", "json", "--limit", "3"}).out)["truncated"], false)
      << "a limit that was asked for is no cut";
}

TEST_F(QueryTest, PagesGoOnFromTheCursor) {
  const Answer table = Query({"--page-size", "3", "--total-rows"});
  EXPECT_EQ(table.exit_code, 0) << table.err;
  EXPECT_THAT(table.out, HasSubstr("\n3 rows, 4 in all, more on the next page\n"));
  const std::string note = "next page: --cursor ";
  ASSERT_THAT(table.err, HasSubstr(note));
  std::string cursor = table.err.substr(table.err.find(note) + note.size());
  cursor.resize(cursor.find('\n'));

  const Answer next = Query({"--page-size", "3", "--cursor", cursor, "--format", "json"});
  EXPECT_EQ(next.err, "");
  const json document = json::parse(next.out);
  EXPECT_EQ(document["rows"], json::parse(R"([[null, 25, 1]])"));
  EXPECT_EQ(document["has_more"], false);
  EXPECT_FALSE(document.contains("cursor"));
  EXPECT_FALSE(document.contains("total_rows"));

  const Answer csv = Query({"--page-size", "1", "--total-rows", "--format", "csv"});
  EXPECT_THAT(csv.err, HasSubstr(note));
  EXPECT_THAT(csv.err, HasSubstr("rows in all: 4"));

  const Answer other = Query({"--page-size", "3", "--cursor", cursor, "--limit", "9"});
  EXPECT_EQ(other.exit_code, 4);
  EXPECT_THAT(other.err, HasSubstr("error[R018]"));
  EXPECT_THAT(Query({"--page-size", "3", "--cursor", "x"}).err, HasSubstr("--cursor"));
}

TEST_F(QueryTest, ABoundThatIsConfiguredMakesPagesSmaller) {
  folder.Write("shop/semaflow.toml",
               "[datasources.shop]\ntype = \"duckdb\"\npath = \":memory:\"\n"
               "[datasources.shop.query]\nmax_row_limit = 2\n");
  const json document = json::parse(Query({"--page-size", "3", "--format", "json"}).out);
  EXPECT_EQ(document["rows"].size(), 2u);
  EXPECT_EQ(document["has_more"], true);
  EXPECT_EQ(document["truncated"], false);
}

TEST_F(QueryTest, RelativeRangesSayWhatTheyMeant) {
  const Answer answer =
      RunLine({"query", shop,
               R"({"flow": "sales", "measures": ["o.order_count"], "filters": [)"
               R"({"field": "o.order_date", "op": "in_range", "value": "2024-02"}]})"});
  EXPECT_EQ(answer.exit_code, 0) << answer.err;
  EXPECT_THAT(answer.out, HasSubstr("3"));
}

}  // namespace
}  // namespace semaflow::cli
