#include "starter_model.h"

#include <array>

namespace semaflow::cli {
namespace {

constexpr std::string_view kModel = R"yaml(# Settings of the whole model. Every key is optional.
time_zone: Europe/Amsterdam   # whose days and hours instants are cut into
week_start: monday
file_roots: [data]            # the folders whose files tables may read (`file:`)
)yaml";

constexpr std::string_view kConfig =
    R"toml(# Which database each data source of the model is. Keep secrets out of here:
# path = "env:SHOP_DATABASE" takes the value from the environment.
[datasources.shop]
type = "duckdb"
path = ":memory:"             # or a DuckDB file: path = "shop.duckdb"

# [datasources.shop.query]
# timeout_ms = 30000          # stop queries that run longer
# max_row_limit = 100000      # cut longer answers, and say so
)toml";

constexpr std::string_view kOrders =
    R"yaml(# One semantic table: where its rows are, and what can be asked of them.
name: orders
description: One row an order.
data_source: shop             # see semaflow.toml
file: data/orders.csv         # or  table: orders  or  sql: "select ..."
primary_key: order_id
time_dimension: order_date
smallest_time_grain: day

dimensions:                   # what to group and filter by
  order_id: order_id          # short form: a column
  status: {expr: status, type: text, description: "paid, sent or cancelled"}
  order_date: {expr: order_date, type: date, description: When it was placed}
  amount: {expr: amount, type: integer, unit: EUR}
  is_large: {expr: "amount >= 100", type: boolean, description: 100 EUR or more}

measures:                     # what to compute
  order_count: {agg: count, label: Orders}
  # A measure's filter decides which rows are added up, not which groups there are.
  revenue:
    expr: amount
    agg: sum
    filter: "status != 'cancelled'"
    label: Revenue
    unit: EUR
    format: ",.0f"
  cancelled_count: {agg: count, filter: "status == 'cancelled'"}
  # Formulas use other measures; they nest to any depth. x / 0 is NULL.
  cancel_rate: {formula: "cancelled_count / order_count", label: Cancelled share, format: ".1%"}
  avg_order: {formula: "revenue / (order_count - cancelled_count)", unit: EUR, format: ".2f"}
)yaml";

constexpr std::string_view kCustomers = R"yaml(name: customers
description: One row a customer.
data_source: shop
file: data/customers.csv
primary_key: id

dimensions:
  id: id
  name: {expr: name, type: text}
  country: {expr: country, type: text, description: "Two letters: NL, BE, DE"}

measures:
  customer_count: {agg: count, label: Customers}
)yaml";

constexpr std::string_view kSales =
    R"yaml(# A flow: tables and how they belong together. Questions are asked of flows.
name: sales
description: Orders with their customers.
base_table: {semantic_table: orders, alias: o}

joins:
  # A left join (the default) keeps orders whose customer is not known: their country is NULL.
  # It leads to at most one row, because `id` is the primary key of customers.
  customer:
    {semantic_table: customers, alias: c, to_table: o, join_keys: [{left: customer_id, right: id}]}
)yaml";

constexpr std::string_view kOrdersData = R"csv(order_id,customer_id,order_date,status,amount
1,1,2024-01-05,paid,120
2,2,2024-01-17,sent,80
3,1,2024-01-29,cancelled,200
4,3,2024-02-02,paid,45
5,4,2024-02-14,paid,310
6,2,2024-02-29,paid,95
7,1,2024-03-01,sent,60
8,,2024-03-09,paid,25
9,3,2024-03-20,cancelled,150
10,4,2024-03-31,paid,75
)csv";

constexpr std::string_view kCustomersData = R"csv(id,name,country
1,Anna,NL
2,Bram,NL
3,Chloé,BE
4,Dirk,DE
5,Els,BE
)csv";

constexpr std::array kFiles = {
    StarterFile{"model.yaml", kModel},
    StarterFile{"tables/orders.yaml", kOrders},
    StarterFile{"tables/customers.yaml", kCustomers},
    StarterFile{"flows/sales.yaml", kSales},
    StarterFile{"semaflow.toml", kConfig},
    StarterFile{"data/orders.csv", kOrdersData},
    StarterFile{"data/customers.csv", kCustomersData},
};

}  // namespace

std::span<const StarterFile> StarterFiles() { return kFiles; }

}  // namespace semaflow::cli
