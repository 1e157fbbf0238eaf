#include "api/check_sql.h"

#include <algorithm>
#include <utility>

#include "expr/visit.h"
#include "plan/plan.h"
#include "sql/compile.h"

namespace semaflow::api {
namespace {

std::string Key(std::size_t index) { return "k" + std::to_string(index + 1); }

/// `k1, k2`, with a prefix before each: "l.".
std::string Keys(const KeyRows& rows, const std::string& prefix = "") {
  std::string out;
  for (std::size_t i = 0; i < rows.columns; ++i) {
    out += (i == 0 ? "" : ", ") + prefix + Key(i);
  }
  return out;
}

/// `k1 IS NOT NULL AND k2 IS NOT NULL`, or `k1 IS NULL OR k2 IS NULL`.
std::string Nulls(const KeyRows& rows, bool none, const std::string& prefix = "") {
  std::string out;
  for (std::size_t i = 0; i < rows.columns; ++i) {
    if (i > 0) out += none ? " AND " : " OR ";
    out += prefix + Key(i) + (none ? " IS NOT NULL" : " IS NULL");
  }
  return out;
}

/// A number as a 64-bit integer, 0 where there are no rows.
std::string Whole(const std::string& number, const sql::Dialect& dialect) {
  return "CAST(coalesce(" + number + ", 0) AS " +
         std::string(dialect.types[static_cast<std::size_t>(TypeKind::kInteger)]) + ")";
}

std::string SumWhere(const std::string& condition, const sql::Dialect& dialect) {
  return Whole("sum(CASE WHEN " + condition + " THEN 1 ELSE 0 END)", dialect);
}

std::string From(const KeyRows& rows, const char* alias) {
  return " FROM (" + rows.sql + ") AS " + alias;
}

/// The rows of `left` that have a whole key and no partner.
std::string OrphanRows(const KeyRows& left, const KeyRows& right) {
  std::string partner;
  for (std::size_t i = 0; i < left.columns; ++i) {
    partner += (i == 0 ? "" : " AND ") + ("r." + Key(i)) + " = l." + Key(i);
  }
  return From(left, "l") + " WHERE " + Nulls(left, true, "l.") + " AND NOT EXISTS (SELECT 1" +
         From(right, "r") + " WHERE " + partner + ")";
}

/// The joins from the base down to every alias that `values` name, parents first.
NodeVector<plan::PlannedJoin> JoinsTo(const model::Flow& flow, expr::AliasIndex root,
                                      const std::vector<const expr::Expr*>& values) {
  std::vector<bool> needed(flow.aliases.size(), false);
  for (const expr::Expr* value : values) {
    expr::ForEachNode(*value, [&](const expr::Expr& node) {
      const auto* ref = std::get_if<expr::Ref>(&node.node);
      if (ref == nullptr || ref->alias == expr::kSelf) return;
      for (expr::AliasIndex at = ref->alias; at != root && at != expr::kSelf;) {
        needed[at] = true;
        at = flow.aliases[at].parent;
      }
    });
  }
  NodeVector<plan::PlannedJoin> joins;
  for (std::size_t i = 0; i < needed.size(); ++i) {
    if (!needed[i]) continue;
    plan::PlannedJoin join;
    join.alias = static_cast<expr::AliasIndex>(i);
    join.from = flow.aliases[i].parent;
    join.nullable = true;
    joins.push_back(join);
  }
  return joins;
}

}  // namespace

Result<KeyRows> SelectKeyRows(const std::shared_ptr<const model::Model>& model,
                              const model::Flow& flow, expr::AliasIndex root,
                              const std::vector<const expr::Expr*>& values,
                              const sql::Dialect& dialect) {
  plan::LogicalPlan plan;
  plan.model = model;
  plan.flow = &flow;
  plan.zone = model->zone;
  plan.blocks.emplace_back();
  plan.blocks.back().root = root;
  plan.blocks.back().joins = JoinsTo(flow, root, values);
  plan.aggregated = false;
  const model::FlowTypeScope scope(*model, flow, root);
  for (std::size_t i = 0; i < values.size(); ++i) {
    plan::PlannedColumn column;
    column.name = Key(i);
    column.value = *values[i];
    column.type = expr::TypeOf(column.value, scope);
    plan.columns.push_back(std::move(column));
  }
  plan.dimension_count = static_cast<std::uint32_t>(values.size());
  auto rendered = sql::CompilePlan(plan, dialect, sql::ValueStyle::kLiterals);
  if (!rendered) return tl::unexpected(std::move(rendered.error()));
  return KeyRows{.sql = std::move(rendered->text), .columns = values.size(), .dialect = &dialect};
}

model::Flow FlowOfTable(const model::Model& model, model::TableIndex table) {
  model::Flow flow;
  flow.name = model.tables[table].name;
  flow.data_source = model.tables[table].data_source;
  model::Alias alias;
  alias.name = "t";
  alias.table = table;
  flow.alias_names.emplace(alias.name, 0);
  flow.aliases.push_back(std::move(alias));
  return flow;
}

std::string CountRows(const KeyRows& rows) {
  return "SELECT " + Whole("count(*)", *rows.dialect) + ", " +
         SumWhere(Nulls(rows, false), *rows.dialect) + From(rows, "r");
}

std::string CountNulls(const KeyRows& rows) {
  std::string sql = "SELECT ";
  for (std::size_t i = 0; i < rows.columns; ++i) {
    sql += (i == 0 ? "" : ", ") + SumWhere(Key(i) + " IS NULL", *rows.dialect);
  }
  return sql + From(rows, "r");
}

std::string CountRepeated(const KeyRows& rows) {
  return "SELECT " + Whole("count(*)", *rows.dialect) + " FROM (SELECT " + Keys(rows) +
         From(rows, "r") + " WHERE " + Nulls(rows, true) + " GROUP BY " + Keys(rows) +
         " HAVING count(*) > 1) AS d";
}

std::string ListRepeated(const KeyRows& rows, std::size_t rows_max) {
  return "SELECT " + Keys(rows) + ", " + Whole("count(*)", *rows.dialect) + " AS n" +
         From(rows, "r") + " WHERE " + Nulls(rows, true) + " GROUP BY " + Keys(rows) +
         " HAVING count(*) > 1 ORDER BY n DESC, " + Keys(rows) + " LIMIT " +
         std::to_string(rows_max);
}

std::string CountOrphans(const KeyRows& left, const KeyRows& right) {
  return "SELECT " + Whole("count(*)", *left.dialect) + OrphanRows(left, right);
}

std::string ListOrphans(const KeyRows& left, const KeyRows& right, std::size_t rows_max) {
  return "SELECT " + Keys(left, "l.") + ", " + Whole("count(*)", *left.dialect) + " AS n" +
         OrphanRows(left, right) + " GROUP BY " + Keys(left, "l.") + " ORDER BY n DESC, " +
         Keys(left, "l.") + " LIMIT " + std::to_string(rows_max);
}

}  // namespace semaflow::api
