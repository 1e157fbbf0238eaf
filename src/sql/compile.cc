#include "sql/compile.h"

#include <array>
#include <utility>

#include "sql/dialect.h"
#include "sql/legalize.h"
#include "sql/lowering.h"
#include "sql/render.h"

namespace semaflow::sql {
namespace {

// Dialects that are complete.
constexpr std::array kDialects = {
    &kDuckDb,
    &kPostgres,
};

}  // namespace

std::vector<std::string_view> DialectNames() {
  std::vector<std::string_view> names;
  names.reserve(kDialects.size());
  for (const Dialect* dialect : kDialects) names.push_back(dialect->name);
  return names;
}

const Dialect* FindDialect(std::string_view name) {
  for (const Dialect* dialect : kDialects) {
    if (dialect->name == name) return dialect;
  }
  return nullptr;
}

Result<Rendered> CompilePlan(const plan::LogicalPlan& plan, const Dialect& dialect,
                             ValueStyle style) {
  Result<Query> query = Lower(plan);
  if (!query) return tl::unexpected(std::move(query.error()));
  if (auto said = Legalize(*query, dialect); !said) return tl::unexpected(std::move(said.error()));
  return Render(*query, dialect, style);
}

}  // namespace semaflow::sql
