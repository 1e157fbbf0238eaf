#include "request/request.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "request/test_request.h"

namespace semaflow::request {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(Resolve, AWholeRequest) {
  EXPECT_EQ(Meaning(R"~({"flow": "sales", "dimensions": ["c.country", "o.order_date.month"],
    "measures": ["o.revenue", "o.order_count"],
    "filters": [{"field": "o.status", "op": "in", "value": ["paid", "sent"]},
                {"or": [{"field": "o.revenue", "op": ">", "value": 1000},
                        {"field": "c.country", "op": "==", "value": "NL"}]}],
    "order": [{"column": "o.revenue", "direction": "desc"}], "limit": 100, "offset": 10,
    "time_zone": "America/New_York", "wide_numbers": "string"})~"),
            "flow: sales\n"
            "dimension c.country: text = c.country\n"
            "dimension o.order_date.month: date = o.order_date.month\n"
            "measure o.revenue: decimal(38, 2) = o.revenue\n"
            "measure o.order_count: integer = o.order_count\n"
            "filter: o.status in ('paid', 'sent')\n"
            "filter: o.revenue > 1000 or c.country == 'NL'\n"
            "order: o.revenue desc\n"
            "limit: 100\n"
            "offset: 10\n"
            "time zone: America/New_York\n"
            "wide numbers: string\n");
}

TEST(Resolve, TheModelLivesAsLongAsTheQuery) {
  const auto query = TryResolve(R"~({"flow": "sales", "measures": ["o.revenue"]})~");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->model, TestModel());
  EXPECT_EQ(query->flow, TestModel()->FindFlow("sales"));
}

TEST(Resolve, TheKeysComeInAnyOrder) {
  EXPECT_EQ(Meaning(R"~({"order": [{"column": "x"}], "filters": ["x > 5"],
                        "measures": [{"measure": "o.revenue", "as": "x"}], "flow": "sales"})~"),
            Meaning(R"~({"flow": "sales", "measures": [{"measure": "o.revenue", "as": "x"}],
                        "filters": ["x > 5"], "order": [{"column": "x"}]})~"));
}

TEST(Resolve, Zones) {
  const auto zone = [](const std::string& keys, const time::Zone* option) {
    const auto query =
        Resolve(TestModel(), R"~({"flow": "sales", "measures": ["o.revenue"])~" + keys + "}",
                {.zone = option, .now = TestNow()});
    return query ? std::string(query->zone->name()) : ProblemLines(query.error());
  };
  const time::Zone* tokyo = *time::FindZone("Asia/Tokyo");
  EXPECT_EQ(zone("", nullptr), "Europe/Amsterdam");
  EXPECT_EQ(zone("", tokyo), "Asia/Tokyo");
  EXPECT_EQ(zone(R"~(, "time_zone": "UTC")~", tokyo), "UTC");
  EXPECT_EQ(zone(R"~(, "time_zone": null)~", tokyo), "Asia/Tokyo");
  EXPECT_EQ(zone(R"~(, "time_zone": "Europe/Amsterdm")~", nullptr),
            "R010 1:59 there is no time zone \"Europe/Amsterdm\" | did you mean "
            "\"Europe/Amsterdam\"?");
  EXPECT_THAT(zone(R"~(, "time_zone": 1)~", nullptr), StartsWith("R002 "));
}

TEST(Resolve, Flows) {
  EXPECT_EQ(Meaning(R"~({"flow": "sale", "measures": ["o.revenue"]})~"),
            "R003 1:10 there is no flow \"sale\" | did you mean \"sales\"?");
  EXPECT_THAT(Meaning(R"~({"flow": "foo' OR '1'='1", "measures": ["o.revenue"]})~"),
              HasSubstr("the flows are "));
  EXPECT_THAT(Meaning(R"~({"flow": "company", "measures": ["order.revenue"]})~"),
              HasSubstr("order.revenue"));
  EXPECT_EQ(CodesOf(R"~({"flow": "nope", "measures": ["o.x"], "time_zone": "Nowhere"})~"),
            "R003 R010");
  EXPECT_THAT(Meaning(R"~({"measures": ["o.revenue"]})~"),
              HasSubstr("the request needs the key \"flow\""));
}

TEST(Resolve, UnknownKeys) {
  EXPECT_EQ(Meaning(R"~({"flow": "sales", "measure": ["o.revenue"]})~"),
            "R002 1:19 the request has no key \"measure\" | did you mean \"measures\"?");
  EXPECT_THAT(Meaning(R"~({"flow": "sales", "measures": ["o.revenue"], "Limit": 5})~"),
              HasSubstr("did you mean \"limit\"?"));
  EXPECT_THAT(Meaning(R"~({"flow": "sales", "measures": ["o.revenue"], "group_by": 5})~"),
              HasSubstr("the keys are flow, dimensions, measures"));
}

TEST(Resolve, WrongKinds) {
  const struct {
    const char* key;
    const char* value;
  } cases[] = {{"dimensions", "\"o.status\""},
               {"measures", "{}"},
               {"filters", "\"x\""},
               {"order", "\"o.status\""},
               {"limit", "\"5\""},
               {"limit", "-1"},
               {"limit", "1.5"},
               {"limit", "99999999999999999999"},
               {"offset", "-1"},
               {"offset", "true"},
               {"page_size", "\"1\""},
               {"cursor", "5"},
               {"total_rows", "1"},
               {"totals", "{}"},
               {"fill", "\"true\""},
               {"ungrouped", "1"},
               {"of", "5"},
               {"params", "[]"},
               {"time_zone", "{}"},
               {"wide_numbers", "true"},
               {"wide_numbers", "\"text\""}};
  for (const auto& [key, value] : cases) {
    std::string request = R"~({"flow": "sales")~";
    if (std::string_view(key) != "measures") request += R"~(, "measures": ["o.revenue"])~";
    request += std::string(", \"") + key + "\": " + value + "}";
    EXPECT_THAT(CodesOf(request), StartsWith("R002")) << request;
  }
  EXPECT_EQ(Meaning(R"~({"flow": "sales", "measures": "o.revenue"})~"),
            "R002 1:31 `measures` must be a list, not a text");
  EXPECT_EQ(Meaning(R"~({"flow": 5, "measures": ["o.revenue"]})~"),
            "R002 1:10 `flow` must be a text, not a number");
}

TEST(Resolve, NullMeansNotGiven) {
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "measures": ["o.revenue"], "dimensions": null,
    "filters": null, "order": null, "limit": null, "offset": null, "page_size": null,
    "cursor": null, "total_rows": null, "totals": null, "fill": null, "ungrouped": null,
    "of": null, "params": null, "time_zone": null, "wide_numbers": null})~"),
            "ok");
  EXPECT_EQ(CodesOf(R"~({"flow": null, "measures": ["o.revenue"]})~"), "R002");
}

TEST(Resolve, EmptyRequests) {
  EXPECT_EQ(Meaning(R"~({"flow": "sales"})~"),
            "R012 1:1 the request asks for no dimension and no measure | add \"dimensions\": [...] "
            "or \"measures\": [...]");
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "dimensions": [], "measures": []})~"), "R012");
  EXPECT_EQ(CodesOf("{}"), "R002");
}

TEST(Resolve, Pages) {
  const auto codes = [](const std::string& keys) {
    return CodesOf(R"~({"flow": "sales", "measures": ["o.revenue"], )~" + keys + "}");
  };
  EXPECT_EQ(codes(R"~("page_size": 10)~"), "ok");
  EXPECT_EQ(codes(R"~("page_size": 0)~"), "R002");
  EXPECT_EQ(codes(R"~("page_size": 1.5)~"), "R002");
  EXPECT_EQ(codes(R"~("cursor": "abc")~"), "R015");
  EXPECT_EQ(codes(R"~("page_size": 10, "cursor": "abc")~"), "R017");
  EXPECT_EQ(codes(R"~("total_rows": true)~"), "ok");
  EXPECT_EQ(codes(R"~("page_size": 10, "total_rows": true, "limit": 3, "offset": 1)~"), "ok");
}

/// What a cursor of the request is bound to, and the same again for another request.
TEST(Resolve, ACursorIsBoundToWhatMakesTheRows) {
  const auto binding = [](const std::string& keys, Instant now = {}) {
    auto query = Resolve(TestModel(), R"~({"flow": "sales", "page_size": 5, )~" + keys + "}",
                         {.zone = nullptr, .now = now});
    EXPECT_TRUE(query) << FormatErrors(query.error());
    return query->page->binding;
  };
  const std::string plain = R"~("measures": ["o.revenue"], "limit": 3)~";
  EXPECT_EQ(binding(plain),
            binding(R"~("limit": 3, "offset": null, "measures":["o.re\u0076enue"])~"));
  EXPECT_EQ(binding(plain), binding(plain + R"~(, "total_rows": true)~"));
  EXPECT_NE(binding(plain), binding(R"~("measures": ["o.revenue"], "limit": 4)~"));
  EXPECT_NE(binding(plain), binding(plain + R"~(, "time_zone": "Asia/Tokyo")~"));
  const std::string words =
      plain +
      R"~(, "filters": [{"field": "o.order_date", "op": "in_range", "value": "last 7 days"}])~";
  const Instant day{86'400'000'000};
  const Instant later{86'400'000'001};
  const Instant next_day{2 * 86'400'000'000};
  EXPECT_EQ(binding(words, day), binding(words, later));
  EXPECT_NE(binding(words, day), binding(words, next_day));
  EXPECT_EQ(binding(words, day).request, binding(words, next_day).request);
}

TEST(Resolve, KeysOfLaterVersions) {
  const auto codes = [](const std::string& keys) {
    return CodesOf(R"~({"flow": "sales", "measures": ["o.revenue"], )~" + keys + "}");
  };
  EXPECT_EQ(codes(R"~("totals": [[]])~"), "R015");
  EXPECT_EQ(codes(R"~("totals": [])~"), "ok");
  EXPECT_EQ(codes(R"~("fill": true)~"), "P008");
  EXPECT_EQ(codes(R"~("fill": false)~"), "ok");
  // They do not hide what else is wrong.
  EXPECT_EQ(codes(R"~("fill": true, "order": [{"column": "o.x"}])~"), "P008 R004");
}

TEST(Resolve, Ungrouped) {
  EXPECT_EQ(Line(R"~({"flow": "sales", "dimensions": ["o.id"], "ungrouped": true})~", "rows of: "),
            "o");
  EXPECT_EQ(Line(R"~({"flow": "sales", "dimensions": ["c.id"], "ungrouped": true, "of": "c"})~",
                 "rows of: "),
            "c");
  EXPECT_EQ(CodesOf(R"~({"flow": "sales", "dimensions": ["c.id"], "of": "c"})~"), "R015");
  EXPECT_EQ(
      CodesOf(R"~({"flow": "sales", "dimensions": ["c.id"], "ungrouped": false, "of": "c"})~"),
      "R015");
  EXPECT_EQ(
      Meaning(R"~({"flow": "sales", "dimensions": ["c.id"], "ungrouped": true, "of": "payr"})~"),
      "R004 1:68 \"of\" names an unknown alias \"payr\" | did you mean \"payer\"?");
}

TEST(Resolve, Order) {
  const auto order = [](const std::string& keys) {
    return Line(R"~({"flow": "sales", "dimensions": ["o.status", {"field": "c.name", "as": "who"}],
"measures": ["o.revenue"], "order": [)~" +
                    keys + "]}",
                "order: ");
  };
  EXPECT_EQ(order(R"~({"column": "o.status"})~"), "o.status asc");
  EXPECT_EQ(order(R"~({"column": "status", "direction": "asc"})~"), "o.status asc");
  EXPECT_EQ(order(R"~({"column": "who"})~"), "who asc");
  EXPECT_EQ(order(R"~({"column": "c.name"})~"), "who asc");
  EXPECT_EQ(order(R"~({"column": "o.revenue", "direction": "desc", "nulls": "first"})~"),
            "o.revenue desc nulls first");
  EXPECT_EQ(order(R"~({"column": "o.revenue", "nulls": "last"})~"), "o.revenue asc");
  EXPECT_EQ(order(R"~({"column": "o.order_count", "direction": "desc"})~"), "o.order_count desc");
  EXPECT_EQ(
      order(R"~({"column": "c.country"})~"),
      "R014 2:49 the order names \"c.country\", which is neither a column of the request nor a "
      "measure | add it to \"dimensions\"");
  EXPECT_THAT(order(R"~("o.status")~"),
              HasSubstr("an order key must be an object, not a text | write"));
  EXPECT_THAT(order(R"~({"column": "o.status", "direction": "down"})~"),
              HasSubstr("\"direction\" must be \"asc\" or \"desc\""));
  EXPECT_THAT(order(R"~({"column": "o.status", "nulls": "middle"})~"),
              HasSubstr("\"nulls\" must be \"first\" or \"last\""));
  EXPECT_THAT(order(R"~({"direction": "desc"})~"), HasSubstr("needs the key \"column\""));
  EXPECT_THAT(order(R"~({"column": "o.status", "desc": true})~"), HasSubstr("has no key \"desc\""));
  EXPECT_THAT(order(R"~({"column": "o.status"}, {"column": "status", "direction": "desc"})~"),
              StartsWith("R014 "));
  EXPECT_THAT(order(R"~({"column": "o.order_count"}, {"column": "o.order_count"})~"),
              StartsWith("R014 "));
}

TEST(Resolve, Limits) {
  EXPECT_EQ(Line(R"~({"flow": "sales", "dimensions": ["o.id"], "limit": 0})~", "limit: "), "0");
  EXPECT_EQ(Line(R"~({"flow": "sales", "dimensions": ["o.id"], "limit": 9223372036854775807})~",
                 "limit: "),
            "9223372036854775807");
  EXPECT_EQ(Line(R"~({"flow": "sales", "dimensions": ["o.id"], "offset": 5})~", "offset: "), "5");
}

TEST(Resolve, PlacesAreLinesAndColumns) {
  EXPECT_EQ(Meaning("{\n  \"flow\": \"sales\",\n  \"dimensions\": [\n    \"o.x\",\n"
                    "    \"\xc3\xa9\xc3\xa9\", \"o.y\"\n  ]\n}"),
            "R004 4:5 the flow \"sales\" has no dimension \"o.x\"\n"
            "R004 5:5 the flow \"sales\" has no dimension \"\xc3\xa9\xc3\xa9\"\n"
            "R004 5:11 the flow \"sales\" has no dimension \"o.y\"");
}

TEST(Resolve, ManyThreadsAtOnce) {
  std::vector<std::jthread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([t] {
      const std::string field = t % 2 == 0 ? "o.status" : "c.name";
      const std::string request = R"~({"flow": "sales", "dimensions": [")~" + field + R"~("],
        "filters": [{"field": "o.placed_at", "op": "in_range", "value": "last 7 days"}]})~";
      const std::string expected = Meaning(request);
      for (int i = 0; i < 200; ++i) ASSERT_EQ(Meaning(request), expected);
    });
  }
}

// --- Nothing of a request is ever dropped.

constexpr const char* kFull = R"~({"flow": "sales",
 "dimensions": ["c.country", "o.order_date.month", {"field": "o.placed_at", "grain": "hour_of_day", "as": "hour"}, {"expr": "upper(o.status)",
                     "as" : "status"
}],
 "measures": ["o.revenue", {"agg": "string_agg", "field": "o.status", "separator": ";", "order_by": "o.id", "filter": [{"field": "o.id", "op": ">", "value": 1}], "fill": "none", "as": "statuses"}, {"measure": "o.order_count", "filter": "c.country == 'BE'", "as": "belgian"}, {"expr": "o.revenue / 2", "as": "half"}],
 "filters": [{"field": "o.amount", "op": "between", "value": [{"param": "low"}, 99.5]}, {"or": [{"field": "o.order_count", "op": ">", "value": 7}, {"not": {"field": "c.country", "op": "in", "value": ["NL", null]}}]}, {"field": "c.name", "op": "!=", "value": {"field": "payer.name"}}, {"field": "o.shipped_at", "op": "in_range", "value": ["2024-01-01", "2024-02-01"]}, {"field": "o.placed_at.month", "op": "in_range", "value": "last 2 months"}, "l.quantity > 3"],
 "order": [{"column": "half", "direction": "desc", "nulls": "first"}, {"column": "o.avg_order", "direction": "desc"}],
 "limit": 11, "offset": 22, "params": {"low": 3.25}, "time_zone": "Asia/Tokyo", "wide_numbers": "string"})~";

/// Every token of a text: quoted texts and plain words, with their places.
std::vector<std::pair<std::size_t, std::size_t>> TokensOf(std::string_view json) {
  std::vector<std::pair<std::size_t, std::size_t>> tokens;
  for (std::size_t at = 0; at < json.size();) {
    std::size_t end = at + 1;
    if (json[at] == '"') {
      end = json.find('"', at + 1) + 1;
      tokens.emplace_back(at, end);
    } else if (std::isalnum(static_cast<unsigned char>(json[at])) != 0) {
      while (std::isalnum(static_cast<unsigned char>(json[end])) != 0 || json[end] == '.') ++end;
      tokens.emplace_back(at, end);
    }
    at = end;
  }
  return tokens;
}

TEST(NothingIsDropped, TheFullRequestIsUnderstood) {
  EXPECT_EQ(CodesOf(kFull), "ok") << Meaning(kFull);
}

TEST(NothingIsDropped, EachTokenMatters) {
  const std::string full = kFull;
  const std::string meaning = Meaning(full);
  // Tokens that mean what is meant without them.
  int changed = 0;
  for (const auto& [begin, end] : TokensOf(full)) {
    const std::string token = full.substr(begin, end - begin);
    std::string other = full;
    if (token.front() == '"') {
      other.replace(begin, token.size(), "\"" + token.substr(1, token.size() - 2) + "x\"");
    } else if (token == "null") {
      other.replace(begin, token.size(), "\"null\"");
    } else {
      other.replace(begin, token.size(), token + "1");
    }
    const std::string before = full.substr(0, begin);
    const bool name_of_param = token == "\"low\"";
    if (name_of_param) {
      EXPECT_EQ(CodesOf(other), "R009 R009");
    } else {
      EXPECT_NE(Meaning(other), meaning) << token << " at " << begin;
    }
    ++changed;
  }
  EXPECT_GT(changed, 110);
}

TEST(NothingIsDropped, EachKeyAndItemMatters) {
  // Every value of every object and every item of every list, one at a time, is taken out.
  const std::string full = kFull;
  const std::string meaning = Meaning(full);
  int removed = 0;
  for (std::size_t at = 0; at < full.size(); ++at) {
    if (full[at] != ',' && full[at] != '{' && full[at] != '[') continue;
    // The item that begins behind this sign, up to the next comma or closing bracket.
    int depth = 0;
    bool quoted = false;
    std::size_t end = at + 1;
    for (; end < full.size(); ++end) {
      const char c = full[end];
      if (c == '"') quoted = !quoted;
      if (quoted) continue;
      if (c == '{' || c == '[') ++depth;
      if ((c == '}' || c == ']') && depth-- == 0) break;
      if (c == ',' && depth == 0) break;
    }
    const bool followed = full[end] == ',';
    std::string other = full;
    if (full[at] == ',') {
      other.erase(at, end - at);
    } else {
      other.erase(at + 1, end - at - (followed ? 0 : 1));
    }
    ++removed;
    EXPECT_NE(Meaning(other), meaning) << full.substr(at, end - at);
  }
  EXPECT_GT(removed, 80);
}

}  // namespace
}  // namespace semaflow::request
