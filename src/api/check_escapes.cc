#include "api/check_escapes.h"

#include <utility>

#include "api/check_sql.h"
#include "expr/visit.h"

namespace semaflow::api {
namespace {

/// The escapes that a member's value is made of; those of the members that it names are theirs.
std::vector<const expr::Expr*> EscapesIn(const expr::Expr& value) {
  std::vector<const expr::Expr*> escapes;
  expr::ForEachNode(value, [&](const expr::Expr& node) {
    if (expr::As<expr::SqlEscape>(node) != nullptr) escapes.push_back(&node);
  });
  return escapes;
}

Result<void> Ask(Asker& asker, const std::shared_ptr<const model::Model>& model,
                 const model::Flow& flow, const expr::Expr& escape) {
  auto dialect = asker.DialectOf(flow.data_source);
  if (!dialect) return tl::unexpected(std::move(dialect.error()));
  auto rows = SelectKeyRows(model, flow, 0, {&escape}, **dialect);
  if (!rows) return tl::unexpected(std::move(rows.error()));
  auto answer = asker.AskRows(flow.data_source, rows->sql + "\nLIMIT 0");
  if (!answer) return tl::unexpected(std::move(answer.error()));
  return {};
}

}  // namespace

std::vector<BadEscape> CheckEscapes(Asker& asker, const std::shared_ptr<const model::Model>& model,
                                    model::TableIndex index) {
  const model::Table& table = model->tables[index];
  const model::Flow flow = FlowOfTable(*model, index);
  std::vector<BadEscape> bad;
  const auto check = [&](const char* sort, const std::string& name, const expr::Expr& value) {
    for (const expr::Expr* escape : EscapesIn(value)) {
      auto asked = Ask(asker, model, flow, *escape);
      if (asked) continue;
      bad.push_back({std::string(sort) + " \"" + name + "\"", std::move(asked.error())});
    }
  };
  for (const model::Dimension& dimension : table.dimensions) {
    check("dimension", dimension.name, dimension.expr);
  }
  for (const model::Measure& measure : table.measures) {
    check("measure", measure.name, measure.expr);
  }
  return bad;
}

}  // namespace semaflow::api
