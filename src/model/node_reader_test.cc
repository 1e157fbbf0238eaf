#include "model/node_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "model/test_load.h"

namespace semaflow::model {
namespace {

using testing::ElementsAre;

TEST(DeprecatedTest, WhatSemaFlow01WroteIsReadWithAWarning) {
  const auto loaded = TryLoadShop(
      {.orders = "dimensions:\n"
                 "  status: {expr: status, data_type: text}\n"
                 "  is_paid: {expr: {type: binary, op: eq, left: {type: column, column: status},\n"
                 "                   right: {type: literal, value: paid}}}\n"
                 "measures:\n"
                 "  revenue: {expr: amount, agg: sum}\n"
                 "  notes: {expr: note, agg: !string_agg {separator: \"; \"}}\n"
                 "  doubled: {post_expr: revenue * 2}\n",
       .flow = "  more: {semantic_table: customers, alias: m, to_table: o, join_type: LEFT,\n"
               "         join_keys: [{left: more_id, right: id}]}\n"});
  ASSERT_TRUE(loaded) << FormatErrors(loaded.error());
  for (const Error& warning : loaded->warnings) EXPECT_EQ(warning.code, ErrorCode::kDeprecated);
  EXPECT_THAT(
      LinesOf(loaded->warnings),
      ElementsAre("tables/orders.yaml:6:26 M003 \"data_type\" is a key of SemaFlow 0.1 | write "
                  "`type` instead",
                  // The text may be pasted as it is: YAML reads it as JSON does.
                  "tables/orders.yaml:7:13 M003 an expression as a tree is how SemaFlow 0.1 wrote "
                  "it | write it as text: \"column.status == 'paid'\"",
                  "tables/orders.yaml:11:40 M003 this is how SemaFlow 0.1 wrote string_agg | write "
                  "`agg: string_agg` and `separator: \", \"` beside it",
                  "tables/orders.yaml:12:13 M003 \"post_expr\" is a key of SemaFlow 0.1 | write "
                  "`formula` instead",
                  "flows/sales.yaml:8:71 M003 \"LEFT\" is not in lower case | write `left`"));
}

TEST(UnknownKeyTest, TheKeyThatPagesOf01WroteIsFound) {
  EXPECT_THAT(ProblemsOf({.orders = "dimensions:\n  x: {expression: status}\n"}),
              ElementsAre("tables/orders.yaml:6:7 Y008 a dimension has no key \"expression\" | did "
                          "you mean \"expr\"?"));
}

}  // namespace
}  // namespace semaflow::model
