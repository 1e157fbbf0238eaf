#include "tests/property/graph_formula.h"

#include <stdexcept>

#include "expr/visit.h"
#include "request/request.h"
#include "tests/property/expressions.h"

namespace semaflow::property {
namespace {

using nlohmann::json;

const Clock& AnyClock() {
  static const Clock kClock{};
  return kClock;
}

/// The names in a formula: positions of values.
class Terms final : public Leaves {
 public:
  explicit Terms(const std::vector<Cell>& values) : values_(values) {}
  std::optional<Cell> Known(const expr::Expr& node, AliasIndex) const override {
    const auto* name = expr::As<expr::Name>(node);
    if (name == nullptr) return std::nullopt;
    return values_.at(std::stoul(name->parts.front()));
  }
  const Clock& clock() const override { return AnyClock(); }

 private:
  const std::vector<Cell>& values_;
};

/// The one field of a condition.
class OneField final : public Leaves {
 public:
  explicit OneField(const Cell& value) : value_(value) {}
  std::optional<Cell> Known(const expr::Expr& node, AliasIndex) const override {
    if (expr::As<expr::Ref>(node) == nullptr) return std::nullopt;
    return value_;
  }
  const Clock& clock() const override { return AnyClock(); }

 private:
  const Cell& value_;
};

}  // namespace

// "`fill: null` gives NULL for counts too" where the measure has no rows: none of its tables has.
Cell ValueOfFormula(const GraphMeasure& measure, const std::vector<Cell>& values, bool has_rows) {
  Cell value = ValueOf(*measure.formula, expr::kSelf, Terms(values));
  if (!measure.fill) return value;
  if (*measure.fill == "null") return has_rows ? value : Cell{Null{}};
  if (!IsNull(value)) return value;
  value = Integer(std::stoll(*measure.fill));
  return measure.type.kind == TypeKind::kFloat ? Cell{ToDouble(value)} : value;
}

bool HoldsFor(const json& condition, const Cell& value, TreeModels& trees) {
  const DataType number{.kind = TypeKind::kFloat};
  ModelSpec model;
  model.tables.emplace_back();
  model.tables.front().name = "t";
  model.tables.front().columns = {{"v", number}};
  model.tables.front().dimensions = {{"v", "{expr: v, type: float}", number}};
  model.aliases.emplace_back();
  model.aliases.front().alias = "x";
  json asked = {{"flow", "f"}, {"dimensions", {"x.v"}}, {"filters", {condition}}};
  asked["filters"][0]["field"] = "x.v";
  const auto resolved = request::Resolve(trees.Load(model), asked.dump(), {});
  if (!resolved) throw std::runtime_error(FormatErrors(resolved.error()));
  const OneField field(value);
  for (const expr::Expr& filter : resolved->filters) {
    if (!Holds(filter, expr::kSelf, field)) return false;
  }
  return true;
}

}  // namespace semaflow::property
