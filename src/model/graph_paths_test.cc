#include "model/graph_paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "model/test_load.h"

namespace semaflow::model {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr char kOrders[] =
    "name: orders\ndata_source: w\ntable: orders\nprimary_key: id\ntime_dimension: since\n"
    "dimensions: {since: {expr: since, type: date}, total: {expr: total, type: integer}}\n"
    "measures:\n  order_count: {agg: count}\n";
constexpr char kCustomers[] =
    "name: customers\ndata_source: w\ntable: customers\nprimary_key: id\n"
    "dimensions: {name: {expr: name, type: text}, country: {expr: country, type: text}}\n"
    "measures:\n  customer_count: {agg: count}\n";
constexpr char kRegions[] =
    "name: regions\ndata_source: w\ntable: regions\nprimary_key: id\n"
    "dimensions: {name: {expr: name, type: text}}\n";
constexpr char kItems[] =
    "name: items\ndata_source: w\ntable: items\nprimary_key: [order_id, line]\n"
    "dimensions: {sku: {expr: sku, type: text}, qty: {expr: qty, type: integer}}\n";
constexpr char kPeople[] =
    "name: people\ndata_source: w\ntable: people\nprimary_key: id\n"
    "dimensions: {name: {expr: name, type: text}}\n";

constexpr char kCompany[] =
    "name: company\n"
    "tables: {order: orders, item: items, customer: customers, region: regions, person: people}\n"
    "links:\n"
    "  - {from: order, to: customer, as: buyer, join_keys: [{left: buyer_id, right: id}]}\n"
    "  - {from: order, to: customer, as: payer, join_keys: [{left: payer_id, right: id}]}\n"
    "  - {from: item, to: order, join_keys: [{left: order_id, right: id}]}\n"
    "  - {from: customer, to: region, join_keys: [{left: region_id, right: id}]}\n"
    "  - {from: customer, to: person, as: contact, join_keys: [{left: contact_id, right: id}]}\n"
    "  - {from: person, to: person, as: manager, join_keys: [{left: manager_id, right: id}]}\n";

struct More {
  std::string orders;
  std::string customers;
  std::string flow;
};

ResultAll<Loaded> TryLoadCompany(const More& more = {}) {
  TestFolder folder;
  folder.Write("tables/orders.yaml", kOrders + more.orders);
  folder.Write("tables/customers.yaml", kCustomers + more.customers);
  folder.Write("tables/regions.yaml", kRegions);
  folder.Write("tables/items.yaml", kItems);
  folder.Write("tables/people.yaml", kPeople);
  folder.Write("flows/company.yaml", kCompany + more.flow);
  return LoadFolder(folder.path());
}

const Model& Company() {
  static const ResultAll<Loaded> loaded = TryLoadCompany();
  if (!loaded) throw std::runtime_error(FormatErrors(loaded.error()));
  return *loaded->model;
}

std::vector<std::string> Problems(const More& more) {
  const auto loaded = TryLoadCompany(more);
  return loaded ? std::vector<std::string>{} : LinesOf(loaded.error());
}

/// "order.buyer" with ", many" where a row may reach several; else what is wrong.
std::string Path(std::string_view start, const std::vector<std::string_view>& words,
                 std::string_view end = {}) {
  const Flow& graph = *Company().FindFlow("company");
  const auto found =
      FindPath(graph, graph.alias_names.find(start)->second, words,
               [&](AliasIndex node) { return end.empty() || graph.aliases[node].name == end; });
  switch (found.kind) {
    case FoundPath::Kind::kNone:
      return "none";
    case FoundPath::Kind::kTooMany:
      return "too many";
    case FoundPath::Kind::kSeveral: {
      std::string all;
      for (const std::string& text : found.texts) all += (all.empty() ? "" : " | ") + text;
      return all;
    }
    case FoundPath::Kind::kFound:
      break;
  }
  Flow forest = graph;
  const AliasIndex at = AddPath(graph, forest, graph.alias_names.find(start)->second, found.path);
  EXPECT_EQ(forest.aliases[at].node, found.node);
  return forest.aliases[at].text() + (found.to_one ? "" : ", many");
}

TEST(GraphPaths, AStepIsARoleOrTheAliasOfItsTarget) {
  EXPECT_EQ(Path("order", {"buyer"}), "order.buyer");
  EXPECT_EQ(Path("order", {"order", "buyer", "region"}), "order.buyer.region");
  EXPECT_EQ(Path("item", {"order"}), "item.order");
  EXPECT_EQ(Path("customer", {"person"}), "customer.contact");
  EXPECT_EQ(Path("order", {"seller"}), "none");
}

TEST(GraphPaths, TheShortestToOneRowWins) {
  EXPECT_EQ(Path("customer", {}, "customer"), "customer");
  EXPECT_EQ(Path("customer", {"region"}), "customer.region");
  EXPECT_EQ(Path("item", {"buyer"}), "item.order.buyer");
  EXPECT_EQ(Path("order", {"region"}), "order.buyer.region | order.payer.region");
  EXPECT_EQ(Path("order", {"customer"}), "order.buyer | order.payer");
}

TEST(GraphPaths, WithoutOneTheOnlyPathToManyIsTaken) {
  EXPECT_EQ(Path("order", {"item"}), "order.item, many");
  EXPECT_EQ(Path("region", {"customer"}), "region.customer, many");
  // Back along the buyers or along the payers.
  EXPECT_EQ(Path("customer", {"order"}), "customer.order | customer.order");
}

TEST(GraphPaths, ALinkToItselfIsWalkedOnceEachWay) {
  EXPECT_EQ(Path("person", {"manager"}), "person.manager");
  EXPECT_EQ(Path("person", {"manager", "manager"}), "none");
  EXPECT_EQ(Path("person", {"person", "person"}), "person.manager");
  EXPECT_EQ(Path("person", {"manager", "person"}), "person.manager.person, many");
  EXPECT_EQ(Path("customer", {"contact", "manager"}), "customer.contact.manager");
}

TEST(GraphPaths, ASearchHasABound) {
  // Each of the tables has a link to each other: more paths than anybody looks at.
  std::string flow = "name: dense\ntables: {";
  for (int i = 0; i < 14; ++i) flow += "t" + std::to_string(i) + ": people, ";
  flow += "last: regions}\nlinks:\n";
  for (int i = 0; i < 14; ++i) {
    for (int j = 0; j < 14; ++j) {
      if (i == j) continue;
      flow += "  - {from: t" + std::to_string(i) + ", to: t" + std::to_string(j) +
              ", join_keys: [{left: id, right: id}]}\n";
    }
  }
  const auto model = LoadText({{"tables/people.yaml", kPeople},
                               {"tables/regions.yaml", kRegions},
                               {"flows/dense.yaml", flow}});
  const Flow& dense = *model->FindFlow("dense");
  const auto found = FindPath(dense, 0, {"last"}, [](AliasIndex) { return true; });
  EXPECT_EQ(found.kind, FoundPath::Kind::kTooMany);
}

TEST(GraphPaths, APathInFullHasABound) {
  // Two links lead back from each table to the next, and have one word.
  std::string flow = "name: ladder\ntables: {";
  for (int i = 0; i < 18; ++i) flow += "t" + std::to_string(i) + ": people, ";
  flow += "last: regions}\nlinks:\n";
  std::vector<std::string> words{"t0"};
  for (int i = 1; i < 18; ++i) {
    const std::string end = "from: t" + std::to_string(i) + ", to: t" + std::to_string(i - 1);
    for (const char* role : {"a", "b"}) {
      flow += "  - {" + end + ", as: " + role + ", join_keys: [{left: id, right: id}]}\n";
    }
    words.push_back("t" + std::to_string(i));
  }
  const auto model = LoadText({{"tables/people.yaml", kPeople},
                               {"tables/regions.yaml", kRegions},
                               {"flows/ladder.yaml", flow}});
  const Flow& ladder = *model->FindFlow("ladder");
  const std::vector<std::string_view> views(words.begin(), words.end());
  const auto found = FindPath(ladder, 0, views, [](AliasIndex) { return true; });
  EXPECT_EQ(found.kind, FoundPath::Kind::kTooMany);
}

TEST(GraphMembers, NamePathsFromTheirTable) {
  EXPECT_THAT(
      Problems({.orders = "  dutch: {agg: count, filter: \"buyer.country == 'NL'\"}\n",
                .customers = "",
                .flow = "dimensions:\n"
                        "  same: {expr: \"order.buyer.country == order.payer.country\"}\n"
                        "  both: {expr: \"same and item.qty > 1\"}\n"
                        "measures:\n"
                        "  worth: {formula: \"sum(item.qty * order.total)\"}\n"
                        "  dutch_worth: {formula: \"sum(item.qty * order.total) filter (where "
                        "order.buyer.country == 'NL')\"}\n"
                        "  dutch_orders: {formula: \"order.order_count filter (where buyer.country "
                        "== 'NL')\"}\n"
                        "times: {item: order.since}\n"}),
      IsEmpty());
}

TEST(GraphMembers, SeveralPathsAreTold) {
  EXPECT_THAT(Problems({.orders = "  here: {agg: count, filter: \"region.name == 'a'\"}\n",
                        .customers = "",
                        .flow = ""}),
              ElementsAre(HasSubstr("\"region.name\" may mean several paths of the graph | write "
                                    "one of order.buyer.region.name, order.payer.region.name")));
}

TEST(GraphMembers, ADimensionHasOneHome) {
  EXPECT_THAT(Problems({.orders = "",
                        .customers = "",
                        .flow = "dimensions:\n  odd: {expr: \"order.total > item.qty\"}\n  "
                                "none: {expr: \"order.total > person.id\"}\n"}),
              ElementsAre(HasSubstr("no table of the graph that \"order.total > person.id\" names "
                                    "leads to all that it reads with one row each")));
}

TEST(GraphMembers, AMeasureMayBeNamedAsADimensionOfATable) {
  const auto problems = Problems({.orders = "",
                                  .customers = "",
                                  .flow = "measures:\n  one: {formula: \"sum(order.total)\"}\n"
                                          "  total: {formula: \"sum(order.total)\"}\n"
                                          "  both: {formula: \"sum(item.qty * total)\"}\n"
                                          "  only: {formula: \"max(total)\"}\n"});
  EXPECT_THAT(problems, IsEmpty());
}

TEST(GraphMembers, AFilterIsReachedFromTheRowsOfItsMeasure) {
  EXPECT_THAT(
      Problems(
          {.orders = "",
           .customers = "",
           .flow =
               "measures:\n"
               "  per: {formula: \"order.order_count / customer.customer_count\"}\n"
               "  two: {formula: \"per filter (where buyer.country == 'NL')\"}\n"
               "  far: {formula: \"order.order_count filter (where region.item.sku == 1)\"}\n"}),
      ElementsAre(HasSubstr("reached from the rows of one table"),
                  HasSubstr("no path of the graph \"company\" leads from \"order\" to a dimension "
                            "or column \"region.item.sku\"")));
}

TEST(GraphMembers, TimesLieOnAPathToOneRow) {
  EXPECT_THAT(Problems({.orders = "", .customers = "", .flow = "times: {customer: order.since}\n"}),
              ElementsAre(HasSubstr("does not name a time of this flow")));
  EXPECT_THAT(Problems({.orders = "", .customers = "", .flow = "times: {order: item.since}\n"}),
              ElementsAre(HasSubstr("a row of \"order\" reaches many rows of \"item\"")));
}

TEST(GraphMembers, MembersThatNameEachOtherAreACycle) {
  EXPECT_THAT(Problems({.orders = "",
                        .customers = "",
                        .flow = "dimensions:\n  one: {expr: \"two and order.total > 1\"}\n"
                                "  two: {expr: \"one or order.total > 2\"}\n"}),
              ElementsAre(HasSubstr("cycle")));
}

TEST(GraphLinks, KeysAreOfTheirOwnTables) {
  EXPECT_THAT(
      Problems(
          {.orders = "",
           .customers = "",
           .flow = "  - {from: item, to: person, join_keys: [{left: order.id, right: id}]}\n"}),
      ElementsAre(HasSubstr("this side of a link reads \"item\", not \"order\" | `left` is of "
                            "`from`, `right` of `to`")));
}

}  // namespace
}  // namespace semaflow::model
