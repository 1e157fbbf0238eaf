// What follows from the rule, on random cases; and that each property is able to fail.
//
//   SEMAFLOW_PROPERTY_CASES   how many requests (default 400); every tenth is asked here
//   SEMAFLOW_PROPERTY_SEED    of the first model (default 1)
#include "tests/property/metamorphic.h"

#include <gtest/gtest.h>

#include <iostream>

#include "tests/property/random_cases.h"
#include "tests/property/shrink.h"

namespace semaflow::property {
namespace {

constexpr int kShown = 5;
constexpr int kShareOfCases = 10;

TEST(Property, WhatFollowsFromTheRuleHolds) {
  const auto cases = static_cast<int>(FromEnvironment("SEMAFLOW_PROPERTY_CASES", 400));
  std::map<std::string, int> asked;
  std::unique_ptr<Variations> variations;
  int shown = 0;
  const auto ask = [&](LoadedCase& loaded, const PropertyCase& property_case, CasePlace place) {
    if (place.request == 0) {
      variations = std::make_unique<Variations>(property_case.model, loaded, place.seed);
    }
    for (const std::string& complaint : variations->Complaints(property_case.request, asked)) {
      ADD_FAILURE() << "SEMAFLOW_PROPERTY_SEED=" << place.seed << ", request " << place.request
                    << "\n"
                    << Describe(property_case) << complaint;
      ++shown;
    }
    return shown < kShown;
  };
  const auto broken = [&](const PropertyCase& property_case, std::uint64_t seed,
                          const std::exception& error) {
    ADD_FAILURE() << "SEMAFLOW_PROPERTY_SEED=" << seed << "\n"
                  << Describe(property_case) << error.what();
    return ++shown < kShown;
  };
  VisitRandomCases(FromEnvironment("SEMAFLOW_PROPERTY_SEED", 1),
                   std::max(cases / kShareOfCases, kRequestsPerModel),
                   {.ask = ask, .broken = broken});
  std::cout << "what follows:";
  for (const auto& [property, count] : asked) std::cout << " " << property << " " << count << ";";
  std::cout << std::endl;
}

// --- Rows that break each property.

Cell Text(const char* text) { return std::string(text); }

NamedRows Answer(std::vector<Row> rows) {
  return {.columns = {"c.country", "o.orders"}, .dimensions = 1, .rows = std::move(rows)};
}

const NamedRows kOrders =
    Answer({{Text("nl"), Integer(2)}, {Text("de"), Integer(1)}, {Null{}, Integer(4)}});

TEST(MetamorphicTest, RowsInAnotherOrderDifferOnlyWhereTheOrderCounts) {
  const NamedRows turned =
      Answer({{Text("de"), Integer(1)}, {Text("nl"), Integer(2)}, {Null{}, Integer(4)}});
  EXPECT_EQ(DifferenceOf(kOrders, turned, false), "");
  EXPECT_NE(DifferenceOf(kOrders, turned, true), "");
}

TEST(MetamorphicTest, ColumnsAreComparedByName) {
  const NamedRows turned{
      .columns = {"o.orders", "c.country"},
      .dimensions = 1,
      .rows = {{Integer(2), Text("nl")}, {Integer(1), Text("de")}, {Integer(4), Null{}}}};
  EXPECT_EQ(DifferenceOf(kOrders, turned, true), "");
  EXPECT_EQ(
      DifferenceOf(Answer({{Text("nl"), Integer(2)}}), Answer({{Text("nl"), Integer(3)}}), false),
      "other rows:\n  (nl|2)\nand\n  (nl|3)\n");
}

TEST(MetamorphicTest, AGroupThatAFilterAddsIsFound) {
  EXPECT_EQ(GroupsBeyond(Answer({{Null{}, Integer(1)}}), kOrders), "");
  EXPECT_EQ(GroupsBeyond(Answer({{Text("fr"), Integer(1)}}), kOrders),
            "a group that was not there: (fr)");
}

TEST(MetamorphicTest, AValueThatAnotherMeasureChangesIsFound) {
  EXPECT_EQ(ValuesChanged(Answer({{Text("nl"), Integer(2)}}), kOrders), "");
  EXPECT_EQ(ValuesChanged(Answer({{Text("nl"), Integer(6)}}), kOrders),
            "o.orders is 6 and 2 in (nl)");
  EXPECT_EQ(ValuesChanged(kOrders, Answer({{Text("nl"), Integer(2)}})), "a group is lost: (de)");
}

TEST(MetamorphicTest, ATotalThatGroupsMissIsFound) {
  const auto total = [](std::int64_t orders) {
    return NamedRows{.columns = {"o.orders"}, .dimensions = 0, .rows = {{Integer(orders)}}};
  };
  EXPECT_EQ(TotalMissed(kOrders, total(7), "o.orders"), "");
  EXPECT_EQ(TotalMissed(kOrders, total(8), "o.orders"),
            "o.orders is 8 in total, and 7 over its groups");
  EXPECT_EQ(TotalMissed(Answer({}), total(0), "o.orders"), "");
}

TEST(MetamorphicTest, ARowInNeitherPartIsFound) {
  const NamedRows some = Answer({{Text("nl"), Integer(2)}, {Null{}, Integer(1)}});
  const NamedRows others = Answer({{Text("de"), Integer(1)}, {Null{}, Integer(3)}});
  EXPECT_EQ(PartsMissed(some, others, kOrders, "o.orders"), "");
  EXPECT_EQ(PartsMissed(some, {.columns = kOrders.columns, .dimensions = 1, .rows = {}}, kOrders,
                        "o.orders"),
            "o.orders is 1 in (de), and its parts NULL");
  EXPECT_EQ(PartsMissed(others, others, kOrders, "o.orders"),
            "o.orders is 1 in (de), and its parts 2");
}

}  // namespace
}  // namespace semaflow::property
