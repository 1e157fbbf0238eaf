// The reference evaluator of graphs on paths and numbers that a person found: the company of
// DESIGN.md 1.1, whose orders and tickets share customers.
#include "tests/property/graph_evaluator.h"

#include <gtest/gtest.h>

#include "tests/property/graph_request.h"

namespace semaflow::property {
namespace {

const DataType kInteger{.kind = TypeKind::kInteger};
const DataType kText{.kind = TypeKind::kText};

ColumnSpec Column(const char* name, const DataType& type) { return {name, type, false}; }
MemberSpec Dimension(const char* name, const DataType& type) {
  return {name, std::string("{expr: ") + name + ", type: " + ToString(type) + "}", type};
}

TableSpec Table(const char* name, const std::vector<const char*>& columns,
                std::vector<TextRow> rows) {
  TableSpec table;
  table.name = name;
  for (const char* column : columns) {
    const bool is_text = std::string(column) == "name" || std::string(column) == "status";
    table.columns.push_back(Column(column, is_text ? kText : kInteger));
    table.dimensions.push_back(Dimension(column, is_text ? kText : kInteger));
  }
  table.primary_key = {"id"};
  table.rows = std::move(rows);
  table.measures = {{"rows", "{agg: count}", kInteger}};
  return table;
}

// Order 1: ann buys and bob pays. Order 2: ann buys and pays. Order 3: bob buys, nobody pays.
// Tickets: two of ann, one of cat, who has no order, one of nobody. Ann is of the north, bob and
// cat of no region that there is; the south has no customer.
ModelSpec Company() {
  ModelSpec model;
  model.tables = {Table("orders", {"id", "buyer_id", "payer_id", "amount", "status"},
                        {{"1", "1", "2", "10", "paid"},
                         {"2", "1", "1", "20", "open"},
                         {"3", "2", std::nullopt, "40", "paid"}}),
                  Table("tickets", {"id", "customer_id", "status"},
                        {{"1", "1", "open"},
                         {"2", "1", "shut"},
                         {"3", "3", "open"},
                         {"4", std::nullopt, "open"}}),
                  Table("customers", {"id", "region_id", "name"},
                        {{"1", "1", "ann"}, {"2", std::nullopt, "bob"}, {"3", "9", "cat"}}),
                  Table("regions", {"id", "name"}, {{"1", "north"}, {"2", "south"}})};
  model.tables[0].measures.push_back({"revenue", "{agg: sum, expr: amount}", kInteger});
  model.is_graph = true;
  const char* const aliases[] = {"order", "ticket", "customer", "region"};
  for (std::size_t i = 0; i < model.tables.size(); ++i) {
    AliasSpec alias;
    alias.alias = aliases[i];
    alias.table = i;
    model.aliases.push_back(std::move(alias));
  }
  model.links = {{0, 2, "buyer", "", {{"buyer_id", "id"}}},
                 {0, 2, "payer", "", {{"payer_id", "id"}}},
                 {1, 2, "buyer", "", {{"customer_id", "id"}}},
                 {2, 3, "", "", {{"region_id", "id"}}}};
  return model;
}

const DataType kBoolean{.kind = TypeKind::kBoolean};

// The company with members that name paths, and measures per row.
ModelSpec CompanyWithMembers() {
  ModelSpec model = Company();
  auto& customers = model.tables[2].dimensions;
  customers.push_back({"region_name", "{expr: \"region.name\", type: text}", kText});
  customers.push_back({"paid", "{measure: order.rows, per: payer}", kInteger});
  customers.push_back({"without_role", "{measure: order.rows}", kInteger});
  model.tables[0].measures.push_back(
      {"north", "{agg: sum, expr: amount, filter: \"buyer.region.name = 'north'\"}", kInteger});
  model.flow_dimensions = {
      {"same", "{expr: \"order.buyer.name == order.payer.name\", type: boolean}", kBoolean}};
  model.flow_measures = {
      {"together", "{formula: \"ticket.rows + order.rows\"}", kInteger},
      {"filled", "{formula: \"ticket.rows + sum(order.amount)\", fill: 7}", kInteger},
      {"weighted", "{formula: \"sum(order.buyer.id * order.amount)\"}", kInteger},
      {"of_ann", "{formula: \"count(order.*) filter (where buyer.name = 'ann')\"}", kInteger}};
  return model;
}

std::string TextOf(const GraphAnswer& answer) {
  if (!answer.refusal.empty()) return "refused: " + answer.refusal;
  std::string text;
  for (const Row& row : answer.answer.rows) {
    text += text.empty() ? "" : "; ";
    for (std::size_t i = 0; i < row.size(); ++i) text += (i > 0 ? "|" : "") + ToText(row[i]);
  }
  return text;
}

std::string Ask(const ModelSpec& model, const std::string& request) {
  const MemoryTables tables = RowsOf(model);
  nlohmann::json asked = nlohmann::json::parse("{" + request + "}");
  asked["flow"] = "f";
  return TextOf(GraphEvaluator(model, tables).Evaluate(asked));
}
std::string Ask(const std::string& request) { return Ask(Company(), request); }

// --- Paths.

std::string PathOf(const ModelSpec& model, const std::string& from, const std::string& name) {
  const GraphPaths paths(model);
  const FoundPath found = paths.Find(AliasNamed(model, from), ParseGraphName(name));
  if (found.path == nullptr) return found.refusal;
  std::string text = from;
  for (const GraphStep& step : found.path->steps) {
    text += (step.back ? " <- " : " -> ") + paths.WordOf(step);
  }
  return text;
}
std::string PathOf(const std::string& from, const std::string& name) {
  return PathOf(Company(), from, name);
}

TEST(GraphPaths, AShorterNameEndsAsThePathDoes) {
  for (const char* name :
       {"order.buyer.region.name", "buyer.region.name", "order.buyer.region.id"}) {
    EXPECT_EQ(PathOf("order", name), "order -> buyer -> region") << name;
  }
  EXPECT_EQ(PathOf("ticket", "region.name"), "ticket -> buyer -> region");
  EXPECT_EQ(PathOf("order", "order.status"), "order");
  EXPECT_EQ(PathOf("order", "status"), "order");
}

TEST(GraphPaths, TwoRolesOfOneTableTie) {
  EXPECT_EQ(PathOf("order", "region.name"), "several shortest to-one paths end so");
  // "by the target's alias where only one role leads there"
  EXPECT_EQ(PathOf("order", "customer.name"), "several shortest to-one paths end so");
  EXPECT_EQ(PathOf("ticket", "customer.name"), "ticket -> buyer");
}

TEST(GraphPaths, ABareNameIsOfTheNearestTableThatHasIt) {
  EXPECT_EQ(PathOf("ticket", "name"), "ticket -> buyer");
  EXPECT_EQ(PathOf("ticket", "id"), "ticket");
  EXPECT_EQ(PathOf("order", "name"), "several shortest to-one paths end so");
  EXPECT_EQ(PathOf("region", "buyer_id"), "several multiplying paths end so");
}

TEST(GraphPaths, TheOnlyMultiplyingPathIsTakenWhereNoneIsToOne) {
  EXPECT_EQ(PathOf("customer", "ticket.status"), "customer <- ticket");
  EXPECT_EQ(PathOf("region", "ticket.status"), "region <- customer <- ticket");
  EXPECT_EQ(PathOf("customer", "order.status"), "several multiplying paths end so");
  // Over the customer, who is met once.
  EXPECT_EQ(PathOf("ticket", "payer.name"), "no path ends so");
  EXPECT_EQ(PathOf("order", "ticket.status"), "several multiplying paths end so");
}

TEST(GraphPaths, ALinkOfATableToItselfIsWalkedOnceEachWay) {
  ModelSpec model = Company();
  model.links.push_back({2, 2, "manager", "", {{"region_id", "id"}}});
  EXPECT_EQ(PathOf(model, "ticket", "manager.name"), "ticket -> buyer -> manager");
  EXPECT_EQ(PathOf(model, "customer", "customer.name"), "customer");
  EXPECT_EQ(PathOf(model, "customer", "manager.manager.name"), "no path ends so");
  EXPECT_EQ(PathOf(model, "customer", "manager.customer.name"), "customer -> manager <- customer");
  EXPECT_EQ(PathOf(model, "ticket", "manager.region.name"), "ticket -> buyer -> manager -> region");
}

TEST(GraphPaths, APathInFullMeansItself) {
  ModelSpec model = Company();
  model.links.push_back({1, 1, "answer", "many_to_many", {{"customer_id", "customer_id"}}});
  model.links[2].cardinality = "many_to_many";
  // Not the customers of the ticket that this one answers.
  EXPECT_EQ(PathOf(model, "ticket", "ticket.buyer.name"), "ticket -> buyer");
  EXPECT_EQ(PathOf(model, "ticket", "buyer.name"), "several multiplying paths end so");
}

TEST(GraphPaths, ADeclaredCardinalityDecides) {
  ModelSpec model = Company();
  model.links[2].cardinality = "one_to_one";
  EXPECT_EQ(PathOf(model, "customer", "status"), "customer <- ticket");
  model.links[3].cardinality = "many_to_many";
  EXPECT_EQ(PathOf(model, "order", "region.name"), "several multiplying paths end so");
}

TEST(GraphPaths, ALastWordThatIsAGrainIsOne) {
  const GraphName name = ParseGraphName("order.buyer.since.day_of_week");
  EXPECT_EQ(name.words, (std::vector<std::string>{"order", "buyer"}));
  EXPECT_EQ(name.field, "since");
  EXPECT_EQ(name.grain, "day_of_week");
  EXPECT_EQ(ParseGraphName("month").field, "month");
}

// --- Answers.

TEST(GraphEvaluator, EachRoleIsATableOfItsOwn) {
  EXPECT_EQ(Ask(R"("dimensions": ["buyer.name", "payer.name"], "measures": ["order.revenue"])"),
            "ann|ann|20; ann|bob|10; bob|NULL|40");
  EXPECT_EQ(Ask(R"("dimensions": ["payer.region.name"], "measures": ["revenue"])"),
            "north|20; NULL|50");
}

TEST(GraphEvaluator, FactsMeetInTheRoleThatTheyShare) {
  EXPECT_EQ(Ask(R"("dimensions": ["buyer.name"], "measures": ["order.revenue", "ticket.rows"])"),
            "ann|30|2; bob|40|0; cat|NULL|1; NULL|NULL|1");
  EXPECT_EQ(Ask(R"("dimensions": ["buyer.region.name"], "measures": ["ticket.rows", "order.rows"],
                  "filters": [{"field": "buyer.name", "op": "!=", "value": "bob"}],
                  "order": [{"column": "order.rows", "direction": "desc"}])"),
            "north|2|2; NULL|2|0");
}

TEST(GraphEvaluator, ARowCountsOnceBeyondAMultiplyingPath) {
  EXPECT_EQ(Ask(R"("dimensions": ["ticket.status"], "measures": ["customer.rows"])"),
            "open|2; shut|1; NULL|1");
  EXPECT_EQ(Ask(R"("dimensions": ["customer.ticket.status"], "measures": ["region.rows"])"),
            "open|1; shut|1; NULL|1");
}

TEST(GraphEvaluator, ConditionsOnMeasuresOfOtherTablesAreLookedUp) {
  EXPECT_EQ(Ask(R"("dimensions": ["buyer.name"], "measures": ["order.revenue"],
                  "filters": [{"field": "ticket.rows", "op": ">", "value": 0}])"),
            "ann|30");
  EXPECT_EQ(Ask(R"("dimensions": ["buyer.name"], "measures": ["order.revenue"],
                  "filters": [{"or": [{"field": "ticket.rows", "op": ">", "value": 0},
                                      {"field": "buyer.name", "op": "==", "value": "bob"}]}])"),
            "ann|30; bob|40");
}

TEST(GraphEvaluator, ListsTheTablesThatNamesStartWith) {
  EXPECT_EQ(Ask(R"("dimensions": ["customer.name"])"), "ann; bob; cat");
  EXPECT_EQ(Ask(R"("dimensions": ["order.buyer.name"])"), "ann; bob");
  EXPECT_EQ(Ask(R"("dimensions": ["customer.name", "ticket.status"])"),
            "ann|open; ann|shut; bob|NULL; cat|open; NULL|open");
  EXPECT_EQ(Ask(R"("dimensions": ["payer_id"])"), "1; 2; NULL");
  EXPECT_EQ(Ask(R"("dimensions": ["customer.name"],
                  "filters": [{"field": "ticket.rows", "op": ">", "value": 0}])"),
            "ann; cat");
}

TEST(GraphEvaluator, RowsThemselves) {
  EXPECT_EQ(Ask(R"("ungrouped": true, "of": "order", "dimensions": ["id", "payer.name"],
                  "measures": ["order.revenue"])"),
            "1|bob|10; 2|ann|20; 3|NULL|40");
}

std::string AskMembers(const std::string& request) { return Ask(CompanyWithMembers(), request); }

TEST(GraphEvaluator, AMemberThatNamesAPathIsThatOfItsPlace) {
  EXPECT_EQ(AskMembers(R"("dimensions": ["buyer.region_name", "payer.region_name"],
                          "measures": ["order.revenue"])"),
            "north|north|20; north|NULL|10; NULL|NULL|40");
  EXPECT_EQ(AskMembers(R"("dimensions": ["payer.name"], "measures": ["order.north"])"),
            "ann|20; bob|10; NULL|NULL");
}

TEST(GraphEvaluator, ADimensionOfTheGraphBelongsToOneTable) {
  EXPECT_EQ(AskMembers(R"("dimensions": ["same"], "measures": ["order.revenue"])"),
            "false|10; true|20; NULL|40");
  EXPECT_EQ(AskMembers(R"("dimensions": ["same"])"), "false; true; NULL");
  // Back from the buyer it may be any of two links.
  EXPECT_EQ(AskMembers(R"("dimensions": ["same"], "measures": ["ticket.rows"])").substr(0, 7),
            "refused");
}

TEST(GraphEvaluator, AFormulaTakesEachMeasureOverItsOwnTable) {
  EXPECT_EQ(AskMembers(R"("dimensions": ["buyer.name"], "measures": ["together", "filled"])"),
            "ann|4|32; bob|1|40; cat|1|7; NULL|1|7");
  EXPECT_EQ(AskMembers(R"("dimensions": ["payer.name"], "measures": ["weighted", "of_ann"])"),
            "ann|20|1; bob|10|1; NULL|80|0");
  EXPECT_EQ(AskMembers(R"("dimensions": ["buyer.name"],
                          "measures": [{"expr": "order.rows - ticket.rows", "as": "more"}],
                          "filters": [{"field": "together", "op": "<", "value": 4}],
                          "order": [{"column": "more"}])"),
            "cat|-1; NULL|-1; bob|1");
  EXPECT_EQ(AskMembers(R"("measures": [{"agg": "sum", "field": "order.buyer.id", "as": "ids"}])"),
            "4");
}

TEST(GraphEvaluator, AMeasureIsAValueOfTheRowsThatItsRowsReach) {
  const std::string by_orders =
      R"("dimensions": [{"measure": "order.rows", "per": "buyer", "as": "orders"}], "measures": )";
  EXPECT_EQ(AskMembers(by_orders + R"(["ticket.rows"])"), "0|1; 2|2; NULL|1");
  EXPECT_EQ(AskMembers(by_orders + R"(["customer.rows"])"), "0|1; 1|1; 2|1");
  EXPECT_EQ(AskMembers(by_orders + R"(["ticket.rows"],
                "filters": [{"field": "ticket.status", "op": "==", "value": "shut"}])"),
            "2|1");
  EXPECT_EQ(AskMembers(R"("dimensions": ["customer.name", "customer.paid"])"),
            "ann|1; bob|1; cat|0");
  EXPECT_EQ(AskMembers(R"("measures": ["ticket.rows"],
                          "filters": [{"field": "buyer.paid", "op": ">", "value": 0}])"),
            "2");
  EXPECT_EQ(AskMembers(R"("measures": ["ticket.rows"],
                          "filters": [{"field": {"measure": "order.rows", "per": []},
                                       "op": "==", "value": 3}])"),
            "4");
  // Listed: the very rows that have it.
  EXPECT_EQ(AskMembers(R"("dimensions": [{"measure": "of_ann", "per": "payer", "as": "n"}])"),
            "0; 1");
}

TEST(GraphEvaluator, RefusesWhatTheRuleRefuses) {
  const auto reason = [](const std::string& request) { return Ask(request).substr(0, 9); };
  const std::vector<std::string> refused = {
      // A tie; what a measure cannot resolve; a name that leads to two tables.
      R"("dimensions": ["region.name"], "measures": ["order.rows"])",
      R"("dimensions": ["payer.name"], "measures": ["order.rows", "ticket.rows"])",
      R"("dimensions": ["status"], "measures": ["order.rows", "ticket.rows"])",
      R"("dimensions": ["buyer.name"], "measures": ["order.rows"],
         "filters": [{"field": "region.rows", "op": ">", "value": 0}])",
      // One value orders nothing the second time.
      R"("measures": [{"measure": "order.rows", "as": "n"}],
         "order": [{"column": "n"}, {"column": "order.rows"}])",
      // Several tables have the measure; none has.
      R"("measures": ["rows"])", R"("measures": ["order.income"])",
      // Names that no measure starts.
      R"("dimensions": ["buyer.name"])", R"("dimensions": ["status"])",
      R"("ungrouped": true, "dimensions": ["order.id"])",
      // A condition on groups that reads what is no dimension.
      R"("dimensions": ["buyer.name"], "measures": ["order.rows"],
         "filters": [{"or": [{"field": "order.rows", "op": ">", "value": 0},
                             {"field": "payer.name", "op": "==", "value": "bob"}]}])"};
  for (const std::string& request : refused) EXPECT_EQ(reason(request), "refused: ") << request;
  // A tie; several tables; a role that is not said; no such rows from there.
  for (const std::string per_row : {R"({"measure": "order.rows", "per": "customer", "as": "n"})",
                                    R"({"measure": "together", "per": "buyer", "as": "n"})",
                                    R"({"field": "buyer.without_role", "as": "n"})",
                                    R"({"measure": "order.rows", "per": "payer", "as": "n"})"}) {
    EXPECT_EQ(
        AskMembers(R"("measures": ["ticket.rows"], "dimensions": [)" + per_row + "]").substr(0, 9),
        "refused: ")
        << per_row;
  }
}

}  // namespace
}  // namespace semaflow::property
